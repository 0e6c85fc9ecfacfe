"""The figures of an evaluation: frozen values that say what they count, ready for JSON.

A ratio whose denominator is 0 is null, not 0: nothing was there to be right or wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from claimx.claims import Confidence
from claimx.evaluation.fields import DeltaPart, Field

__all__ = [
    "Accuracy",
    "Counts",
    "Detection",
    "ErrorRow",
    "Evaluation",
    "Interval",
    "Intervals",
    "LevelPrecision",
    "Score",
    "Share",
    "Strict",
]


class Counts(NamedTuple):
    """What one paper adds to a score."""

    tp: int
    predicted: int
    gold: int


class _Figure(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Score(_Figure):
    """Precision, recall and F1 with the counts they come from, summed over papers (micro average)."""

    precision: float | None
    """tp / predicted."""
    recall: float | None
    """tp / gold."""
    f1: float | None
    """2 tp / (predicted + gold)."""
    tp: int
    """True positives."""
    predicted: int
    """Predicted claims."""
    gold: int
    """Gold claims."""

    @classmethod
    def of(cls, counts: Iterable[Counts]) -> Self:
        """The score of the summed counts of papers."""
        tp, predicted, gold = (sum(column) for column in zip(Counts(0, 0, 0), *counts, strict=True))
        return cls(
            precision=_ratio(tp, predicted),
            recall=_ratio(tp, gold),
            f1=_ratio(2 * tp, predicted + gold),
            tp=tp,
            predicted=predicted,
            gold=gold,
        )


class Share(_Figure):
    """How many of how many."""

    count: int
    """The part."""
    of: int
    """The whole."""
    share: float | None
    """count / of."""

    @classmethod
    def among(cls, held: Sequence[bool]) -> Self:
        """The share of what holds."""
        return cls(count=sum(held), of=len(held), share=_ratio(sum(held), len(held)))


class Accuracy(_Figure):
    """How often a field is right in the pairs of a gold claim and a predicted one."""

    right: int
    """Pairs in which it is right."""
    pairs: int
    """All pairs."""
    accuracy: float | None
    """right / pairs."""

    @classmethod
    def among(cls, held: Sequence[bool]) -> Self:
        """The accuracy of a field, given for each pair whether it is right."""
        return cls(right=sum(held), pairs=len(held), accuracy=_ratio(sum(held), len(held)))


class Detection(_Figure):
    """Whether claims are found at all, whatever their fields."""

    all: Score
    """All claims."""
    quantified: Score
    """Claims with numbers."""
    qualitative: Score
    """Claims in words."""


class Strict(_Figure):
    """The strict reading: exact folded names, equal numbers, and pairs chosen by agreement alone."""

    result_tuple: Score
    """Value, method and metric right; quantified claims."""
    full_claim: Score
    """The same, and model size, baseline set and benchmark set right."""
    value: Score
    """Kind, numbers, unit, direction and bound right; quantified claims."""
    qualitative: Score
    """Method, metric, direction and baseline set right; qualitative claims."""
    fields: dict[str, Accuracy]
    """Of the quantified pairs whose numbers agree: how often each other field is right."""


class Interval(_Figure):
    """The middle 95% of a figure over bootstrap samples of papers."""

    low: float
    """The 2.5th percentile."""
    high: float
    """The 97.5th percentile."""


class Intervals(_Figure):
    """Bootstrap intervals of the headline F1 figures, from the same samples; null where there are none."""

    detection_quantified: Interval | None
    """Of `detection.quantified.f1`."""
    detection_qualitative: Interval | None
    """Of `detection.qualitative.f1`."""
    tuple_f1: Interval | None
    """Of `tuple_f1.f1`."""
    strict_result_tuple: Interval | None
    """Of `strict.result_tuple.f1`."""


class LevelPrecision(_Figure):
    """What a level of confidence is worth on the gold."""

    detected: Share
    """Predicted claims of the level that stand for a gold claim."""
    tuple_right: Share
    """Predicted quantified claims of the level with method, metric, delta and model size right."""


class ErrorRow(_Figure):
    """One error: a claim missed, a claim that the gold does not have, or a claim with wrong fields."""

    paper: str
    """The paper's title."""
    kind: Literal["missed", "spurious", "wrong"]
    """missed: only in the gold; spurious: only predicted; wrong: in both, with wrong fields."""
    fields: tuple[str, ...] = ()
    """The wrong fields of a wrong claim; a wrong part of a delta as `delta.unit`."""
    gold: str = ""
    """The gold claim in short."""
    predicted: str = ""
    """The predicted claim in short."""
    evidence: str
    """The gold's evidence, or the prediction's where the gold has none."""


class Evaluation(_Figure):
    """Claims held against gold claims."""

    papers: int
    """Papers of the gold."""
    ignored_claims: int
    """Predicted claims of papers that are not in the gold."""
    detection: Detection
    """Claims found, whatever their fields."""
    tuple_f1: Score
    """Quantified claims with method, metric, delta and model size right."""
    tuple_f1_without_size: Score
    """Quantified claims with method, metric and delta right."""
    fields: dict[Field, Accuracy]
    """Each field over all pairs."""
    fields_quantified: dict[Field, Accuracy]
    """Each field over the quantified pairs."""
    delta_parts: dict[DeltaPart, Accuracy]
    """Each part of the delta over all pairs."""
    delta_parts_quantified: dict[DeltaPart, Accuracy]
    """Each part of the delta over the quantified pairs."""
    grounding: Share
    """Predicted claims whose quote stands in the abstract at its offsets and holds all their numbers."""
    strict: Strict
    """The strict reading."""
    coverage: Share | None
    """Missed quantified gold claims with a headline number unaccounted in the ledger; null without ledger."""
    unaccounted: Share | None
    """Result-like numbers that the ledger shows as unaccounted; null without ledger."""
    intervals: Intervals
    """Bootstrap intervals over papers."""
    confidence: dict[Confidence, LevelPrecision]
    """The precision of each level of confidence."""
    errors: tuple[ErrorRow, ...]
    """Every error, in the order of the gold."""


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
