"""Writes a tiny llama model of random weights as GGUF: `python tiny_gguf.py tiny.gguf`; 1 MB in 2 seconds."""

import json
import sys

import gguf
import numpy as np
from tiny_tokenizer import CHATML, SPECIALS, biases, train

D, LAYERS, HEADS, FF, CTX = 64, 2, 2, 128, 32768


def main(path):
    tok = train()
    spec = json.loads(tok.to_str())["model"]
    vocab = sorted(spec["vocab"], key=spec["vocab"].get)
    merges = [m if isinstance(m, str) else " ".join(m) for m in spec["merges"]]
    r = np.random.default_rng(0)

    w = gguf.GGUFWriter(path, "llama")
    w.add_name("claimx-tiny-random")
    w.add_context_length(CTX)
    w.add_embedding_length(D)
    w.add_block_count(LAYERS)
    w.add_feed_forward_length(FF)
    w.add_head_count(HEADS)
    w.add_head_count_kv(HEADS)
    w.add_layer_norm_rms_eps(1e-5)
    w.add_rope_dimension_count(D // HEADS)
    w.add_vocab_size(len(vocab))
    w.add_file_type(gguf.LlamaFileType.ALL_F32)
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("gpt-2")
    w.add_token_list(vocab)
    w.add_token_types([gguf.TokenType.CONTROL if t in SPECIALS else gguf.TokenType.NORMAL for t in vocab])
    w.add_token_merges(merges)
    w.add_bos_token_id(vocab.index(SPECIALS[0]))
    w.add_eos_token_id(vocab.index("<|im_end|>"))
    w.add_pad_token_id(vocab.index(SPECIALS[0]))
    w.add_add_bos_token(False)
    w.add_chat_template(CHATML)

    def mat(out, inp, scale=0.05, keep0=False):
        m = r.normal(0, scale, (out, inp)).astype(np.float32)
        if keep0:
            m[0, :] = 0  # channel 0 of the residual stream stays what the embedding put there
        return m

    emb = mat(len(vocab), D, 0.3)
    emb[:, 0] = 8.0  # ... a constant, so that output[:, 0] acts as a logit bias
    out = mat(len(vocab), D, 0.15)
    out[:, 0] = biases(tok) / np.sqrt(D)
    w.add_tensor("token_embd.weight", emb)
    for i in range(LAYERS):
        p = f"blk.{i}."
        w.add_tensor(p + "attn_norm.weight", np.ones(D, np.float32))
        for n in ("attn_q", "attn_k", "attn_v"):
            w.add_tensor(f"{p}{n}.weight", mat(D, D))
        w.add_tensor(p + "attn_output.weight", mat(D, D, keep0=True))
        w.add_tensor(p + "ffn_norm.weight", np.ones(D, np.float32))
        w.add_tensor(p + "ffn_gate.weight", mat(FF, D))
        w.add_tensor(p + "ffn_up.weight", mat(FF, D))
        w.add_tensor(p + "ffn_down.weight", mat(D, FF, keep0=True))
    w.add_tensor("output_norm.weight", np.ones(D, np.float32))
    w.add_tensor("output.weight", out)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


if __name__ == "__main__":
    main(sys.argv[1])
