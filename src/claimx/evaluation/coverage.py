"""What the ledger tells of the claims that were missed.

A ledger line is `{"paper_id": ..., "numbers": [{"text", "start", "end", "value", "role", "claim_ids"},
...]}`. Its worth as an alarm is the share of missed gold claims whose number it shows as unaccounted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from claimx.evaluation.figures import Share
from claimx.evaluation.gold import GoldClaim, GoldPaper
from claimx.evaluation.matching import Matched, gold_spans, headline
from claimx.quantities import same_number

__all__ = ["Numbers", "missed_and_shown", "unaccounted"]

Numbers = Sequence[Mapping[str, Any]]
"""The numbers of one ledger line."""

_NEVER_RESULTS = frozenset({"name", "size", "reference"})
_RESULT_UNIT = re.compile(r"\s?-?(?:\\?%|percent|points?\b|pp\b|x\b|×|\$?\\?times\b|fold\b)", re.IGNORECASE)
_DECIMAL = re.compile(r"\d\.\d")


def missed_and_shown(papers: Iterable[tuple[Matched, Numbers]]) -> Share:
    """Of the missed quantified gold claims, those with a headline number unaccounted in their evidence."""
    return Share.among(
        [
            _is_shown(matched.paper, gold, numbers)
            for matched, numbers in papers
            for gold in matched.missed
            if gold.quantified
        ]
    )


def unaccounted(papers: Iterable[tuple[Matched, Numbers]]) -> Share:
    """Of the result-like numbers, those unaccounted.

    Result-like is a number that is claimed or unaccounted, and any other that is written as a result (a
    decimal, or with percent, points or times behind it) and is no name, size or reference.
    """
    return Share.among(
        [
            number["role"] == "unaccounted"
            for matched, numbers in papers
            for number in numbers
            if _is_result_like(matched.paper.abstract, number)
        ]
    )


def _is_shown(paper: GoldPaper, gold: GoldClaim, numbers: Numbers) -> bool:
    open_numbers = [number for number in numbers if number["role"] == "unaccounted"]
    return any(
        same_number(number["value"], wanted) and start <= number["start"] < end
        for number in open_numbers
        for wanted in headline(gold.delta)
        for start, end in gold_spans(paper, gold)
    )


def _is_result_like(abstract: str, number: Mapping[str, Any]) -> bool:
    if number["role"] in ("claimed", "unaccounted"):
        return True
    if number["role"] in _NEVER_RESULTS:
        return False
    behind = abstract[number["end"] : number["end"] + 12]
    return bool(_DECIMAL.search(number["text"]) or _RESULT_UNIT.match(behind))
