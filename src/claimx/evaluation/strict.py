"""The strict reading: what an exact-tuple criterion counts, with unit, direction and bound in the tuple.

Quantified claims are paired with quantified ones and qualitative with qualitative ones so that the number of
agreeing fields is greatest, ties broken by the overlap of the evidence; numbers need not agree for a pair,
only for a true positive. A name agrees when it folds to an acceptable name; a metric also when the vocabulary
has both spellings under one name. Numbers are equal after two conversions only: a ratio is a hundredth of its
percent, and a factor f with direction decrease is the fraction 1/f.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimx import names
from claimx.claims import Claim, Delta, Direction
from claimx.evaluation.fields import folded, size_right, unit_class
from claimx.evaluation.figures import Accuracy, Counts, Score, Strict
from claimx.evaluation.gold import GoldClaim, GoldPaper
from claimx.evaluation.matching import gold_spans, overlap, spans
from claimx.evaluation.pairing import best_pairing
from claimx.quantities import same_number

__all__ = ["Side", "StrictlyMatched", "result_tuples", "strict_figures", "strictly_matched", "strictly_right"]

_VALUE = frozenset({"kind", "numbers", "unit", "direction", "bound"})
_TUPLE = _VALUE | {"method", "metric"}
_FULL = _TUPLE | {"model_size", "baseline", "benchmark"}
_WORDS = frozenset({"method", "metric", "direction", "baseline"})
_GIVEN_NUMBERS = sorted(_FULL - {"numbers"})


@dataclass(frozen=True, slots=True)
class Side:
    """The quantified, or the qualitative, claims of a paper: what agrees in each pair, and their numbers."""

    pairs: tuple[frozenset[str], ...]
    predicted: int
    gold: int

    def counts(self, needed: frozenset[str]) -> Counts:
        """The counts where a pair needs the given fields to agree."""
        return Counts(sum(needed <= agreeing for agreeing in self.pairs), self.predicted, self.gold)


@dataclass(frozen=True, slots=True)
class StrictlyMatched:
    """The claims of a paper in the strict reading."""

    quantified: Side
    qualitative: Side


@dataclass(frozen=True, slots=True)
class _Value:
    """A delta after the two conversions."""

    kind: str
    numbers: tuple[float | None, ...]
    unit: str
    direction: Direction | None
    bound: str


def strictly_matched(paper: GoldPaper, claims: Sequence[Claim]) -> StrictlyMatched:
    """The pairing of a paper's claims by the greatest number of agreeing fields."""
    return StrictlyMatched(_side(paper, claims, quantified=True), _side(paper, claims, quantified=False))


def strict_figures(papers: Sequence[StrictlyMatched]) -> Strict:
    """The figures of the strict reading over all papers."""
    numbers_agree = [pair for paper in papers for pair in paper.quantified.pairs if "numbers" in pair]
    return Strict(
        result_tuple=Score.of(result_tuples(papers)),
        full_claim=Score.of(paper.quantified.counts(_FULL) for paper in papers),
        value=Score.of(paper.quantified.counts(_VALUE) for paper in papers),
        qualitative=Score.of(paper.qualitative.counts(_WORDS) for paper in papers),
        fields={field: Accuracy.among([field in pair for pair in numbers_agree]) for field in _GIVEN_NUMBERS},
    )


def result_tuples(papers: Iterable[StrictlyMatched]) -> list[Counts]:
    """Paper by paper, the counts of the Result Tuple F1."""
    return [paper.quantified.counts(_TUPLE) for paper in papers]


def strictly_right(gold: GoldClaim, claim: Claim) -> frozenset[str]:
    """The fields that agree, and the parts of the delta: kind, numbers, unit, direction, bound."""
    ours, theirs = _converted(gold.delta), _converted(claim.delta)
    right = {
        "method": folded(claim.method) in _folded(gold.method),
        "metric": folded(claim.metric) in _folded(gold.metric) or _same_entry(claim.metric, gold.metric),
        "model_size": size_right(claim.model_size, gold.model_size),
        "baseline": _folded(claim.baselines) == _folded(gold.baseline),
        "benchmark": _folded(claim.benchmarks) == _folded(gold.benchmark),
        "kind": ours.kind == theirs.kind,
        "numbers": all(map(_equal, ours.numbers, theirs.numbers)),
        "unit": ours.unit == theirs.unit,
        "direction": ours.direction == theirs.direction,
        "bound": ours.bound == theirs.bound,
    }
    return frozenset(field for field, agrees in right.items() if agrees)


def _side(paper: GoldPaper, claims: Sequence[Claim], *, quantified: bool) -> Side:
    golds = [gold for gold in paper.claims if gold.quantified == quantified]
    predicted = [claim for claim in claims if claim.quantified == quantified]
    agreeing = [[strictly_right(gold, claim) for claim in predicted] for gold in golds]
    places = [spans(paper.abstract, claim) for claim in predicted]
    tie_break = 1 / (1 + len(golds))  # so that the overlaps of all pairs together weigh less than one field
    scores = [
        [
            len(pair) + tie_break * overlap(gold_spans(paper, gold), place)
            for pair, place in zip(row, places, strict=True)
        ]
        for gold, row in zip(golds, agreeing, strict=True)
    ]
    pairs = tuple(agreeing[row][column] for row, column in best_pairing(scores))
    return Side(pairs, len(predicted), len(golds))


def _converted(delta: Delta) -> _Value:
    kind, unit = delta.kind, unit_class(delta.unit)
    low, high, before, after = delta.low, delta.high, delta.from_value, delta.to_value
    if kind == "factor" and delta.direction == "decrease" and unit == "times" and low and high:
        kind, unit, low, high = "fraction", "ratio", 1 / high, 1 / low
    if unit == "ratio":
        unit, low, high = "percent", _hundredfold(low), _hundredfold(high)
        if kind == "level":
            before, after = _hundredfold(before), _hundredfold(after)
    return _Value(kind, (low, high, before, after), unit, delta.direction, delta.bound)


def _hundredfold(number: float | None) -> float | None:
    return None if number is None else 100 * number


def _equal(first: float | None, second: float | None) -> bool:
    if first is None or second is None:
        return first is second
    return same_number(first, second)


def _folded(spellings: Iterable[str]) -> frozenset[str]:
    return frozenset(fold for spelling in spellings if (fold := folded(spelling)))


def _same_entry(metric: str, acceptable: Iterable[str]) -> bool:
    """Whether the vocabulary lists a metric as spelt under the same name as an acceptable spelling."""
    index = names.vocabulary().metric_index
    known = index.get(metric)
    return known is not None and any(index.get(other) == known for other in acceptable)
