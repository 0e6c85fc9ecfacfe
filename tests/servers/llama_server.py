"""llama.cpp's real HTTP server from a prebuilt PyPI wheel (no compiler):  python xllama_serve.py tiny.gguf 8815
needs: pip install xllamacpp
"""

import signal
import sys

import xllamacpp as xl

p = xl.CommonParams()
p.model.path = sys.argv[1]
p.model_alias = {"tiny"}
p.hostnames = ["127.0.0.1"]
p.port = int(sys.argv[2])
p.n_ctx = 16384
p.n_parallel = 4
p.cpuparams.n_threads = 1
p.cpuparams_batch.n_threads = 1
p.use_jinja = True
p.warmup = False
s = xl.Server(p)
print(s.listening_address, flush=True)
signal.signal(signal.SIGTERM, lambda *a: sys.exit(0))
signal.pause()
