"""A row: a claim as it stands in its group."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from claimx.claims import Claim, Delta
from claimx.comparison.effects import Derived, effect

__all__ = ["Row", "Verdict", "verdict"]

Verdict = Literal["better", "worse", "same", "unclear"]
"""What a claim says of its method, from the direction of the delta and the polarity of the metric."""


@dataclass(frozen=True, slots=True)
class Row:
    """One claim in its group."""

    claim: Claim
    """The claim."""
    verdict: Verdict
    """Whether it tells of something better or worse."""
    published: datetime.date | None
    """The paper's date, where the paper is known and dated."""
    derived: Derived | None = None
    """The number on the scale of the group, where the claim writes it on another one."""
    on_scale: bool = True
    """Whether the number stands on the scale of the group; one that cannot be converted is shown as written."""
    also: tuple[Claim, ...] = ()
    """The claims that tell the same result again: of other snapshots, runs or models."""

    @property
    def delta(self) -> Delta:
        """The claim's number on the scale of its group."""
        return self.derived.delta if self.derived else self.claim.delta

    @property
    def effect(self) -> float | None:
        """The claim's number on the scale of its group, as `effects.effect` orders it; None where it has none there."""
        return effect(self.delta) if self.on_scale else None

    @property
    def exact(self) -> bool:
        """Whether the number is a single exact one: only such numbers are ranked and counted in a median."""
        delta = self.delta
        return delta.bound == "exact" and delta.low == delta.high and self.effect is not None


def verdict(claim: Claim) -> Verdict:
    """better or worse where the delta has a direction and the metric a better one; same for parity; else unclear."""
    direction, polarity = claim.delta.direction, claim.names.polarity
    if direction == "equal":
        return "same"
    if direction is None or polarity is None or polarity == "depends":
        return "unclear"
    return "better" if (direction == "increase") == (polarity == "higher") else "worse"
