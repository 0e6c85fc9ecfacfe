"""Where a claim belongs: which of its numbers' families, and whether it may stand beside claims of other papers.

Numbers are of seven families, and none stands in a group of another:

- relative: changes in percent of the old level, factors, shares to which something fell or rose;
- points: differences of percentages;
- percent: changes in percent of which nobody knows whether they are relative or points;
- amount: differences in a unit of the metric's own, such as 30 ms, and bare ones, such as +1.8;
- share: a share of a reference that neither rose nor fell to it;
- level: a value reached;
- words: no number.

Claims of several papers share a group where the abstracts tell enough for their numbers to mean the same:

1. where all name the same benchmarks;
2. where none is named, or only a task in words: differences that say from what they differ, of a known and specific
   metric. These are relative numbers and shares, points of metrics in percent, and outcomes in words. Each is read as
   what was gained or lost against the paper's own comparator on the paper's own test.

All else stands in groups of its own paper, of one metric as written: levels and amounts without a benchmark, percents
that say neither of what nor on which, factors that do not say which way, differences without a comparator, vague and
unknown metrics. A move between two levels without a benchmark, such as from 120 ms to 80 ms, is no level beside others
and stands as its factor; but two percentages stay levels, since they are mostly those of two systems or conditions.
Outcomes in words that say neither which way nor compared with what or on which benchmark stand alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from claimx.claims import Claim, Delta
from claimx.comparison.effects import (
    FACTOR,
    PERCENT,
    POINTS,
    Scale,
    basis_of,
    level_unit,
    measured_in_percent,
    ratio_of,
)
from claimx.comparison.scopes import Scope
from claimx.names import Metric

__all__ = ["Company", "Family", "Home", "company_of", "home_of", "scale_of"]

Family = Literal["relative", "points", "percent", "amount", "share", "level", "words"]
"""What kind of meaning a number has."""
Company = Literal["all", "paper", "none"]
"""Which claims may stand beside a claim: those of all papers, of its own, or none."""

_RELATIVE = (FACTOR, PERCENT, Scale("fraction", "percent"), Scale("fraction", "ratio"))


class Home(NamedTuple):
    """Where a number belongs: all numbers of one home stand on one scale."""

    family: Family
    unit: str | None = None
    """The unit of amounts and levels; None for all others, which have their scale from the family."""


def home_of(claim: Claim, metric: Metric | None, scope: Scope) -> Home:
    """Where a claim's number belongs; `metric` is None where the vocabulary does not know it."""
    delta, family = claim.delta, _family(claim, metric)
    if not scope.named and family in ("level", "amount") and _is_a_factor(claim, metric):
        family = "relative"
    match family:
        case "level":
            return Home(family, level_unit(delta, metric))
        case "amount":
            return Home(family, " ".join(delta.unit.split()) if delta.unit else None)
    return Home(family)


def company_of(claim: Claim, home: Home, metric: Metric | None, scope: Scope) -> Company:
    """Which claims may stand in the claim's group, by the rules at the head of this module."""
    if home.family == "words" and (claim.delta.direction is None or not (scope.named or claim.baselines)):
        return "none"
    if scope.named:
        return "all"
    if claim.names.metric is None or claim.names.vague or not claim.baselines:
        return "paper"
    match home.family:
        case "words" | "share":
            return "all"
        case "relative":
            return "all" if ratio_of(claim, metric) is not None else "paper"
        case "points":
            return "all" if measured_in_percent(metric) else "paper"
    return "paper"


def scale_of(home: Home, deltas: Iterable[Delta]) -> Scale:
    """The scale of a group: that on which most of its numbers are written, in doubt factors before percent before
    shares.
    """
    match home.family:
        case "relative":
            written = [_written(delta) for delta in deltas]
            return max(_RELATIVE, key=lambda scale: (written.count(scale), -_RELATIVE.index(scale)))
        case "points":
            return POINTS
        case "percent":
            return Scale("change", "percent", "unstated")
        case "share":
            return Scale("fraction", "percent")
        case "words":
            return Scale("qualitative")
        case "level":
            return Scale("level", home.unit)
    return Scale("change", home.unit)


def _family(claim: Claim, metric: Metric | None) -> Family:
    delta = claim.delta
    match delta.kind:
        case "qualitative":
            return "words"
        case "factor":
            return "relative"
        case "fraction":
            return "share" if ratio_of(claim, metric) is None else "relative"
        case "level":
            return "level"
    if delta.unit == "percent":
        families: dict[str, Family] = {"relative": "relative", "absolute": "points", "unstated": "percent"}
        return families[basis_of(claim, metric)]
    in_points = delta.unit == "points" or (delta.unit is None and metric is not None and metric.unit == "points")
    return "points" if in_points else "amount"


def _is_a_factor(claim: Claim, metric: Metric | None) -> bool:
    """Whether two levels tell how many times more or less it became, for a metric whose levels tell nothing alone."""
    known = metric is not None and not measured_in_percent(metric)
    return known and ratio_of(claim, metric) is not None


def _written(delta: Delta) -> Scale:
    """The scale on which a relative number is written; two levels make a factor."""
    if delta.kind == "fraction":
        return Scale("fraction", delta.unit)
    return PERCENT if delta.kind == "change" and delta.unit == "percent" else FACTOR
