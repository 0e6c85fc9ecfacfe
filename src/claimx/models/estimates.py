"""How many tokens a request will take, told before it is sent and without a tokenizer.

The figures are measured: on the recorded answers of a language model to the 32 example abstracts
(cassettes/language_model), and on its answers to 104 abstracts of real Daily Papers pages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from claimx.models.exchanges import Usage

__all__ = ["ANSWER_TOKENS", "DOUBTFUL_SHARE", "FOLLOW_UP_SHARE", "FOLLOW_UP_TOKENS", "estimated_usage"]

_BYTES_A_TOKEN = 4
"""Of English and JSON; tokenizers differ by a fifth from this and from one another."""
ANSWER_TOKENS = 300
"""The answer to one paper: 253 in the mean of the 104 real abstracts (3.7 claims each), 412 of the examples (6.9)."""
FOLLOW_UP_TOKENS = 800
"""What a follow-up's prompt holds besides the first prompt: the answer so far, and what is open (odd-model: 825)."""
FOLLOW_UP_SHARE = 1 / 32
"""Follow-ups a paper: 1 for the 32 examples, none for the 104 real abstracts. A poor model needs up to 2."""
DOUBTFUL_SHARE = 24 / 136
"""The share of papers with a doubtful claim, on which further answers vote."""


def estimated_usage(body: Mapping[str, Any]) -> Usage:
    """About what a request will use: its messages and its schema as they travel, and an answer of the usual length."""
    travelling = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Usage(prompt_tokens=-(-len(travelling) // _BYTES_A_TOKEN), completion_tokens=ANSWER_TOKENS)
