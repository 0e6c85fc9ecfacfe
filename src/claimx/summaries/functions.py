"""The functions whose results a sentence may state: counts, and median, least and greatest of a whole group.

Over exact values only, and only where all claims of a group that have one are counted in: what is the greatest of
some is not the greatest.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimx.claims import Claim, Direction
from claimx.comparison import Group

__all__ = ["Spread", "exact_claims", "spread_of"]

_LEAST = 3
"""Exact values from which on a group has a median and a range."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Least, middle and greatest exact value of a group: as written where all go one way, else with a sign."""

    minimum: float
    median: float
    maximum: float
    direction: Direction | None
    """Which way all of them go; None for levels and shares, and where they differ."""
    n: int
    """How many there are."""


def exact_claims(group: Group) -> tuple[Claim, ...]:
    """The claims of a group with a single exact number, where these can be ordered as they are written.

    None of a vague metric, none of percents of which nobody says what they are of, and none where some number stands
    in the group only as derived: what a sentence says of a group must be what its table shows.
    """
    if group.vague or group.basis == "unstated":
        return ()
    exact = [row.claim for row in group.rows if row.exact]
    return tuple(exact) if all(_as_the_group(claim, group) for claim in exact) else ()


def spread_of(claims: Sequence[Claim]) -> Spread | None:
    """The spread of exact claims of one group; None of fewer than three, and of factors that go both ways."""
    ways = {claim.delta.direction for claim in claims}
    moving = bool(claims) and claims[0].delta.kind in ("change", "factor")
    numbers = [number for claim in claims if (number := _number(claim)) is not None]
    if len(numbers) < _LEAST or (moving and not _can_be_ordered(claims, ways)):
        return None
    direction = next(iter(ways)) if moving and len(ways) == 1 else None
    if moving and direction is None:
        numbers = [_signed(number, claim) for number, claim in zip(numbers, claims, strict=True)]
    median = round(statistics.median(numbers), 10)
    return Spread(min(numbers), median, max(numbers), direction, len(numbers))


def _as_the_group(claim: Claim, group: Group) -> bool:
    unit = " ".join(claim.delta.unit.split()) if claim.delta.unit else None
    return claim.delta.kind == group.kind and unit == group.unit and _number(claim) is not None


def _number(claim: Claim) -> float | None:
    return claim.delta.to_value if claim.delta.low is None else claim.delta.low


def _can_be_ordered(claims: Iterable[Claim], ways: set[Direction | None]) -> bool:
    """Whether the numbers are on one scale: all one way, or changes that go up and down."""
    if len(ways) == 1 and ways <= {"increase", "decrease"}:
        return True
    return ways <= {"increase", "decrease"} and all(claim.delta.kind == "change" for claim in claims)


def _signed(number: float, claim: Claim) -> float:
    return -number if claim.delta.direction == "decrease" else number
