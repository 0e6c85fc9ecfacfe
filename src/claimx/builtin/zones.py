"""Which sentences of an abstract report outcomes of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimx.builtin.clauses import Sentence
from claimx.builtin.methods import Owner

__all__ = ["reports_outcomes"]

_SPEAKS = re.compile(
    r"\b(?:we|our|ours|us|I|this (?:paper|work|study|article|report|survey|thesis)"
    r"|the (?:present|current) (?:paper|work|study)"
    r"|the (?:results|experiments|findings) (?:show|indicate|reveal|demonstrate|suggest|confirm))\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:(?:has|have) been (?:reported|shown|found|demonstrated|observed)"
    r"|prior (?:work|works|studies|research|methods|approaches)"
    r"|previous (?:work|works|studies|research)|recent (?:work|works|studies|research|advances|progress)"
    r"|existing (?:work|works|studies|research|literature))\b",
    re.IGNORECASE,
)
_PLANS = re.compile(
    r"\b(?:code|models?|data|datasets?|checkpoints?|weights|demo|project page)\b[^.]{0,60}\b(?:is|are|will be)"
    r" (?:publicly |freely |made ){0,3}(?:available|released|open-sourced)|https?://|^\W*We hope\b"
    r"|\bwill be (?:publicly )?(?:released|available)\b",
    re.IGNORECASE,
)


def reports_outcomes(parts: Sequence[Sentence], owner: Owner) -> list[bool]:
    """For each sentence whether it may report outcomes: none before the paper first speaks of itself does."""
    texts = [part.text[part.start : part.end] for part in parts]
    speaks = [_speaks(text, owner) for text in texts]
    first = speaks.index(True) if any(speaks) else 0
    return [
        index >= first and not _PLANS.search(text) and not (_OTHERS.search(text) and not speaks[index])
        for index, text in enumerate(texts)
    ]


def _speaks(text: str, owner: Owner) -> bool:
    if _SPEAKS.search(text):
        return True
    return owner.name is not None and owner.name.split(" (")[0].lower() in text.lower()
