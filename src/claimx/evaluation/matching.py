"""Which predicted claim stands for which gold claim: what may be paired, what a pair scores.

Two quantified claims may be paired when their headline numbers are the same set (`low` and `high` where
given, else `to`), 50 percent being the same number as 0.5 ratio, or when both give the same two levels; where
the numbers leave a choice, the evidence must overlap. Two qualitative claims may be paired when their
evidence overlaps by at least half of the shorter one and their directions do not contradict. A pair scores 1,
plus 1 for each right field, plus the overlap of the evidence (intersection over union).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claimx.claims import Claim, Delta
from claimx.evaluation.fields import DeltaPart, Field, right_fields, right_parts
from claimx.evaluation.gold import GoldClaim, GoldPaper
from claimx.evaluation.pairing import best_pairing
from claimx.quantities import same_number

__all__ = ["Matched", "Pair", "Span", "gold_spans", "headline", "matched", "overlap", "spans"]

Span = tuple[int, int]
"""Start and end in an abstract, in code points."""

_SCALES: dict[tuple[str | None, str | None], float] = {
    ("percent", "ratio"): 100.0,
    ("ratio", "percent"): 0.01,
}
"""What a predicted number is multiplied by to be in the gold's unit (gold's unit, predicted unit)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold claim, the predicted claim that stands for it, and what of the latter is right."""

    gold: GoldClaim
    claim: Claim
    fields: frozenset[Field]
    parts: frozenset[DeltaPart]


@dataclass(frozen=True, slots=True)
class Matched:
    """A gold paper, its predicted claims, and how they pair; what remains was missed, or is spurious."""

    paper: GoldPaper
    claims: tuple[Claim, ...]
    pairs: tuple[Pair, ...]
    missed: tuple[GoldClaim, ...]
    spurious: tuple[Claim, ...]


def matched(paper: GoldPaper, claims: Sequence[Claim]) -> Matched:
    """The pairing of greatest total score between a paper's gold claims and its predicted claims."""
    indices = best_pairing(_scores(paper, claims))
    rows, columns = {row for row, _ in indices}, {column for _, column in indices}
    pairs = []
    for row, column in indices:
        gold, claim = paper.claims[row], claims[column]
        pairs.append(Pair(gold, claim, right_fields(gold, claim), right_parts(gold.delta, claim.delta)))
    return Matched(
        paper=paper,
        claims=tuple(claims),
        pairs=tuple(pairs),
        missed=tuple(gold for row, gold in enumerate(paper.claims) if row not in rows),
        spurious=tuple(claim for column, claim in enumerate(claims) if column not in columns),
    )


def headline(delta: Delta) -> tuple[float, ...]:
    """The numbers by which a delta is recognised: low and high, else `to`, else a lone `from`."""
    if delta.low is not None and delta.high is not None:
        return (delta.low, delta.high)
    return tuple(level for level in (delta.to_value, delta.from_value) if level is not None)[:1]


def gold_spans(paper: GoldPaper, gold: GoldClaim) -> tuple[Span, ...]:
    """Every place where the gold claim's evidence stands in its abstract."""
    return _places(paper.abstract, gold.evidence)


def spans(abstract: str, claim: Claim) -> tuple[Span, ...]:
    """The claim's own span; where the abstract has other words there, every place of its quote instead."""
    evidence = claim.evidence
    if abstract[evidence.start : evidence.end] == evidence.quote:
        return ((evidence.start, evidence.end),)
    return _places(abstract, evidence.quote)


def overlap(first: Sequence[Span], second: Sequence[Span]) -> float:
    """Intersection over union of the two spans that overlap most; 0 where none do."""
    ratios = (_shared(a, b) / (max(a[1], b[1]) - min(a[0], b[0])) for a in first for b in second)
    return max(ratios, default=0.0)


def _scores(paper: GoldPaper, claims: Sequence[Claim]) -> list[list[float | None]]:
    """For each gold claim (row) and predicted claim (column) the pair's score; None if not allowed."""
    predicted = [spans(paper.abstract, claim) for claim in claims]
    same = [[_same_numbers(gold.delta, claim.delta) for claim in claims] for gold in paper.claims]
    choices = [sum(column) for column in zip(*same, strict=True)]
    table = []
    for gold, row in zip(paper.claims, same, strict=True):
        golden = gold_spans(paper, gold)
        scores: list[float | None] = []
        for column, claim in enumerate(claims):
            shared = overlap(golden, predicted[column])
            if gold.quantified and claim.quantified:
                allowed = row[column] and (shared > 0 or sum(row) == choices[column] == 1)
            else:
                allowed = _same_words(gold, claim, golden, predicted[column])
            scores.append(1 + len(right_fields(gold, claim)) + shared if allowed else None)
        table.append(scores)
    return table


def _same_numbers(gold: Delta, predicted: Delta) -> bool:
    """Whether the headline numbers are the same set, or both levels are given and the same."""
    scale = _SCALES.get((gold.unit, predicted.unit), 1.0)
    if _same_set(headline(gold), headline(predicted), scale):
        return True
    levels = (gold.from_value, predicted.from_value), (gold.to_value, predicted.to_value)
    return all(a is not None and b is not None and _same_set([a], [b], scale) for a, b in levels)


def _same_set(gold: Sequence[float], predicted: Sequence[float], scale: float) -> bool:
    """Whether two sets of numbers are the same, as written or with the predicted ones scaled."""
    return any(
        all(any(same_number(a, b * by) for b in predicted) for a in gold)
        and all(any(same_number(a, b * by) for a in gold) for b in predicted)
        and bool(gold)
        for by in (1.0, scale)
    )


def _same_words(gold: GoldClaim, claim: Claim, golden: Sequence[Span], predicted: Sequence[Span]) -> bool:
    """Whether both are qualitative, share half of the shorter evidence and do not contradict each other."""
    if gold.quantified or claim.quantified:
        return False
    contradict = {gold.delta.direction, claim.delta.direction} == {"increase", "decrease"}
    shares = ((_shared(a, b), min(a[1] - a[0], b[1] - b[0])) for a in golden for b in predicted)
    return not contradict and any(shared and 2 * shared >= shorter for shared, shorter in shares)


def _shared(first: Span, second: Span) -> int:
    return max(0, min(first[1], second[1]) - max(first[0], second[0]))


def _places(abstract: str, words: str) -> tuple[Span, ...]:
    places = []
    start = abstract.find(words)
    while start >= 0:
        places.append((start, start + len(words)))
        start = abstract.find(words, start + 1)
    return tuple(places)
