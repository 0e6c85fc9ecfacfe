"""llama.cpp's own HTTP server, from a wheel: `python llama_server.py tiny.gguf 8815`. The model's name is `tiny`."""

import signal
import sys

import xllamacpp as xl

p = xl.CommonParams()
p.model.path = sys.argv[1]
p.model_alias = {"tiny"}
p.hostnames = ["127.0.0.1"]
p.port = int(sys.argv[2])
p.n_parallel = 2
p.n_ctx = 2 * 16384  # of all slots together; the prompt is 10,000 of its small tokens long
p.cpuparams.n_threads = 1
p.cpuparams_batch.n_threads = 1
p.use_jinja = True
p.warmup = False
s = xl.Server(p)
print(s.listening_address, flush=True)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
signal.pause()
