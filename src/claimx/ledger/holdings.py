"""Which number of the text is which number of a claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from claimx.claims import Claim, Delta
from claimx.ledger.survey import Survey
from claimx.quantities import Quantity

__all__ = ["Holding", "holdings"]

Part = Literal["low", "high", "from", "to"]


@dataclass(frozen=True, slots=True)
class Holding:
    """A number of a claim and the number of the text that says it."""

    part: Part
    """Which of the claim's numbers it is."""
    value: float
    """The claim's number."""
    index: int | None
    """Index of the text's number in the survey; None where the quote does not hold it."""


def holdings(claim: Claim, survey: Survey) -> tuple[Holding, ...]:
    """Each number of the claim with the number of its quote that says it, none of these used twice."""
    quoted = survey.inside(claim.evidence.start, claim.evidence.end)
    free = list(quoted)
    found = []
    for part, value in _parts(claim.delta):
        fitting = [i for i in free if survey.numbers[i].says(value)]
        best = max(fitting, key=lambda i: _fit(survey.numbers[i], claim.delta), default=None)
        if best is not None:
            free.remove(best)
        found.append(Holding(part, value, best))
    return tuple(found)


def _parts(delta: Delta) -> Iterator[tuple[Part, float]]:
    if delta.low is not None:
        yield "low", delta.low
    if delta.high is not None and delta.high != delta.low:
        yield "high", delta.high
    if delta.from_value is not None:
        yield "from", delta.from_value
    if delta.to_value is not None:
        yield "to", delta.to_value


def _fit(number: Quantity, delta: Delta) -> tuple[bool, bool]:
    return number.unit == delta.unit, number.place == "plain"
