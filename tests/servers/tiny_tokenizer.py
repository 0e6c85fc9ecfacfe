"""The tokenizer of the tiny model: 1,024 byte-level pieces, trained on the spot in a second."""

import json
import random

SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
CHATML = """{%- if tools %}<|im_start|>system
# Tools
<tools>{% for t in tools %}
{{ t | tojson }}{% endfor %}
</tools>
For each call return <tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call><|im_end|>
{% endif %}{%- for m in messages %}{%- if m.role == 'tool' %}<|im_start|>user
<tool_response>
{{ m.content }}
</tool_response><|im_end|>
{% elif m.role == 'assistant' and m.tool_calls %}<|im_start|>assistant
{{ m.content or '' }}{% for c in m.tool_calls %}
<tool_call>
{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}}
</tool_call>{% endfor %}<|im_end|>
{% else %}<|im_start|>{{ m.role }}
{{ m.content or '' }}<|im_end|>
{% endif %}{%- endfor %}{%- if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""
_WORDS = [
    "the",
    "of",
    "and",
    "in",
    "to",
    "with",
    "was",
    "were",
    "a",
    "for",
    "patients",
    "treatment",
    "group",
    "trial",
    "placebo",
    "risk",
    "effect",
    "claim",
    "quote",
    "type",
    "text",
    "efficacy",
    "safety",
    "association",
    "mechanism",
    "other",
    "population",
    "intervention",
    "comparator",
    "outcome",
    "measure",
    "value",
    "ci_low",
    "ci_high",
    "p_value",
    "confidence",
    "claims",
    "null",
    "true",
    "false",
    "reduced",
    "increased",
    "no",
    "significant",
    "difference",
    "compared",
    "between",
    "mortality",
    "blood",
    "pressure",
    "systolic",
    "adults",
    "children",
    "randomised",
    "randomized",
    "controlled",
    "study",
    "results",
    "conclusions",
    "background",
    "methods",
]


def corpus(n=4000, seed=0):
    r = random.Random(seed)
    for _ in range(n):
        yield (
            " ".join(r.choice(_WORDS) for _ in range(12))
            + f" {r.random():.2f} ({r.randint(1, 99)}% CI {r.random():.1f} to {r.random():.1f}; P<0.05)."
        )
        yield json.dumps(
            {
                "claims": [
                    {
                        "text": " ".join(r.choice(_WORDS) for _ in range(5)),
                        "quote": "the " + r.choice(_WORDS),
                        "type": r.choice(["efficacy", "safety", "other"]),
                        "confidence": round(r.random(), 2),
                        "effect": None,
                        "population": r.choice(_WORDS),
                    }
                ]
            }
        )


def train(vocab_size=1024):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(
        corpus(),
        trainers.BpeTrainer(
            vocab_size=vocab_size,
            special_tokens=SPECIALS,
            show_progress=False,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )
    return tok


def biases(tok, seed=1):
    """One number a piece, added to its logit through a constant channel of the hidden state.

    Without it a random model under a JSON grammar wanders inside strings until max_tokens:
    closing quotes, brackets and short plain words must be likelier than odd bytes.
    """
    import numpy as np

    r = np.random.default_rng(seed)
    b = r.normal(0, 1.0, tok.get_vocab_size()).astype("float32")
    for piece, i in tok.get_vocab().items():
        s = piece.replace("\u0120", " ").replace("\u010a", "\n")
        if piece in SPECIALS:
            b[i] = 3.0 if piece == "<|im_end|>" else -9.0
        elif any(c in s for c in '"}]'):
            b[i] += 4.0
        elif s.strip(" ").isalpha() and s.isascii():
            b[i] += 2.0
        elif s.isdigit():
            b[i] += 1.0
        elif s.isspace() or not s.isascii() or not s.isprintable():
            b[i] -= 6.0
    return b
