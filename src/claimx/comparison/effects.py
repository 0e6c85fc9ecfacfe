"""Numbers on one scale: how deltas are ordered, and what a delta comes to on a scale on which it is not written.

What converts exactly, and nothing else does:

- A change in percent of the old level, a factor, and a share to which something fell or rose are one number, new over
  old: 75% fewer, 4 times fewer, a quarter of. Two levels give it as well.
- A difference in percent that is known to be absolute is one in points. Two levels in percent give it as well.
- A ratio is a hundredth of a percentage: 0.85 is 85%.

What a percent is a percent of is known where the abstract says so or its levels prove it (`Delta.basis`), and where
the metric is not measured in percent: 25% less memory is three quarters of it, since there are no points of memory.
A bare level of a metric in percent is a percentage, as the vocabulary says.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from claimx.claims import Basis, Bound, Claim, Delta, Kind
from claimx.names import Metric

__all__ = [
    "FACTOR",
    "PERCENT",
    "POINTS",
    "Derived",
    "Scale",
    "Source",
    "basis_of",
    "effect",
    "level_unit",
    "measured_in_percent",
    "onto",
    "ratio_of",
    "value_on",
    "written_on",
]

Source = Literal["basis", "levels", "metric", "number"]
"""What a derived value follows from: what the percent is said to be of; two levels; the metric, whose unit tells what
a percent or a bare number is; the number alone."""

_LARGEST_RATIO = 1.5
"""Bare levels up to here may be shares of 1, above they are percentages."""
_FLIPPED: dict[Bound, Bound] = {"at_least": "at_most", "at_most": "at_least"}
_MORE = re.compile(r"%\s+(?:more|larger|greater|higher|longer|bigger|additional|extra)\b", re.IGNORECASE)
_LESS = re.compile(r"%\s+(?:fewer|less|smaller|lower|shorter)\b", re.IGNORECASE)


class Scale(NamedTuple):
    """How numbers are written."""

    kind: Kind
    unit: str | None = None
    basis: Basis | None = None


POINTS = Scale("change", "points")
PERCENT = Scale("change", "percent", "relative")
FACTOR = Scale("factor", "times")


@dataclass(frozen=True, slots=True)
class Derived:
    """A number on a scale on which its claim does not write it."""

    delta: Delta
    """The number with its kind, unit, direction and bound on that scale."""
    source: Source
    """What it follows from."""


class _Ratio(NamedTuple):
    """New over old, the lower end first; both ends are at most 1, or at least."""

    low: float
    high: float
    source: Source


def effect(delta: Delta) -> float | None:
    """The number by which deltas of one kind and unit are ordered; None where there is none.

    A level reached; a share; a change with its sign; a factor as new over old, so that "8 times smaller" is
    1/8. A range stands by its lower number. A change or factor without a direction has no effect: its sign
    is not known.
    """
    number = delta.to_value if delta.low is None else delta.low
    if number is None or delta.kind in ("level", "fraction"):
        return number
    if delta.direction == "decrease":
        return -number if delta.kind == "change" else _inverse(number)
    return number if delta.direction == "increase" else None


def basis_of(claim: Claim, metric: Metric | None) -> Basis:
    """What a change in percent is a percent of, by the claim or else by the metric, which None leaves unknown.

    A metric that is not measured in percent has no points. Scores may be out of 100, but for those that should be
    low: they are errors and distances. "Beats a model with 50% more data" is no change of what it had before, though
    it is less.
    """
    delta = claim.delta
    if _told_of_the_comparator(claim):
        return "unstated"
    if delta.basis != "unstated":
        return delta.basis
    below_nothing = delta.direction == "decrease" and (delta.high or 0) >= 100
    if metric is None or claim.names.vague or measured_in_percent(metric) or below_nothing:
        return "unstated"
    return "relative" if metric.unit != "score" or metric.polarity == "lower" else "unstated"


def measured_in_percent(metric: Metric | None) -> bool:
    """Whether changes of a metric in percent may be points."""
    return metric is not None and metric.unit in ("percent", "ratio", "points")


def level_unit(delta: Delta, metric: Metric | None) -> str | None:
    """The unit in which a level stands beside others: percent also for a ratio or a bare number that is one."""
    unit = _tidy(delta.unit)
    highest = max(delta.numbers)
    if unit == "ratio" and measured_in_percent(metric) and min(delta.numbers) >= 0 and highest <= 1:
        return "percent"
    is_bare = unit is None and metric is not None and metric.unit == "percent"
    return "percent" if is_bare and _LARGEST_RATIO < highest <= 100 else unit


def written_on(scale: Scale, delta: Delta) -> bool:
    """Whether a delta is written on a scale; factors need no unit."""
    return delta.kind == scale.kind and (delta.kind == "factor" or _tidy(delta.unit) == scale.unit)


def onto(scale: Scale, claim: Claim, metric: Metric | None) -> Derived | None:
    """The number of a claim on `scale`; None where it is written on it, and where it cannot be converted."""
    delta = claim.delta
    if scale == POINTS:
        return _in_points(delta, metric)
    if scale.kind == delta.kind and scale.kind in ("level", "fraction"):
        return _in_hundredths(delta, scale.unit)
    if scale.kind in ("level", "qualitative") or (scale.kind == "change" and scale != PERCENT):
        return None
    return _relative(claim, scale, metric)


def value_on(scale: Scale, claim: Claim, metric: Metric | None) -> float | None:
    """A claim's single number as `effect` has it on `scale`, whether written there or converted; None where it has none
    there.
    """
    derived = onto(scale, claim, metric)
    if derived is None and not (written_on(scale, claim.delta) and scale.basis in (None, claim.delta.basis)):
        return None
    delta = derived.delta if derived else claim.delta
    return effect(delta) if delta.low == delta.high else None


def ratio_of(claim: Claim, metric: Metric | None) -> _Ratio | None:
    """New over old by the number itself, or else by two levels; None where neither tells it."""
    delta = claim.delta
    low, high, sign = delta.low, delta.high, {"increase": 1, "decrease": -1}.get(delta.direction or "")
    if low is None or high is None or sign is None:
        return _ratio_of_levels(delta)
    if delta.kind == "fraction":
        whole = 100.0 if delta.unit == "percent" else 1.0
        ratio = _ordered(low / whole, high / whole, "number")
        return ratio if ratio is not None and sign * (ratio.high - 1) > 0 else None
    if delta.kind == "factor":
        return _ordered(low, high, "number") if sign > 0 else _ordered(_inverse(low), _inverse(high), "number")
    if delta.kind == "change" and delta.unit == "percent" and basis_of(claim, metric) == "relative":
        source: Source = "basis" if delta.basis == "relative" else "metric"
        return _ordered(1 + sign * low / 100, 1 + sign * high / 100, source)
    return _ratio_of_levels(delta)


def _points_of_levels(delta: Delta, metric: Metric | None) -> float | None:
    """The difference of two levels in points, where they are percentages."""
    before, after = delta.from_value, delta.to_value
    if before is None or after is None or not measured_in_percent(metric):
        return None
    unit = delta.unit if delta.kind == "level" else None
    if unit == "ratio":
        return 100 * (after - before)
    is_bare = unit is None and max(before, after) > _LARGEST_RATIO
    return after - before if unit in ("percent", "points") or is_bare else None


def _relative(claim: Claim, scale: Scale, metric: Metric | None) -> Derived | None:
    delta = claim.delta
    if written_on(scale, delta):
        implied = scale == PERCENT and delta.basis == "unstated" and basis_of(claim, metric) == "relative"
        return Derived(delta.model_copy(update={"basis": "relative"}), "metric") if implied else None
    ratio = ratio_of(claim, metric)
    if ratio is None:
        return None
    falls = ratio.high <= 1
    ends = [_amount(end, scale, falls=falls) for end in (ratio.low, ratio.high)]
    amounts = sorted(_rounded(amount) for amount in ends if amount is not None and math.isfinite(amount))
    if len(amounts) < len(ends):
        return None
    flips = falls and (scale.kind == "fraction") != (delta.kind == "fraction")
    made = Delta(
        kind=scale.kind,
        low=amounts[0],
        high=amounts[1],
        unit=scale.unit,
        direction="decrease" if falls else "increase",
        bound=_FLIPPED.get(delta.bound, delta.bound) if flips else delta.bound,
        basis=scale.basis or "unstated",
    )
    return Derived(made, ratio.source)


def _amount(ratio: float, scale: Scale, *, falls: bool) -> float | None:
    """The number that stands for a ratio on a relative scale, its direction apart."""
    match scale.kind:
        case "factor":
            return _inverse(ratio) if falls else ratio
        case "change":
            return 100 * abs(ratio - 1)
    return 100 * ratio if scale.unit == "percent" else ratio


def _in_points(delta: Delta, metric: Metric | None) -> Derived | None:
    if delta.kind == "change" and delta.low is not None:
        if delta.unit == "points":
            return None
        if delta.unit == "percent" and delta.basis == "absolute":
            return Derived(delta.model_copy(update={"unit": "points"}), "basis")
        if delta.unit is None and metric is not None and metric.unit == "points":
            return Derived(delta.model_copy(update={"unit": "points"}), "metric")
    moved = _points_of_levels(delta, metric)
    if not moved:
        return None
    by = _rounded(abs(moved))
    direction: Literal["increase", "decrease"] = "increase" if moved > 0 else "decrease"
    made = Delta(kind="change", low=by, high=by, unit="points", direction=direction, bound=delta.bound)
    return Derived(made, "levels")


def _in_hundredths(delta: Delta, unit: str | None) -> Derived | None:
    """A level or a share in `unit`: 0.85 is 85%, and a bare 85 that stands as a percentage is one."""
    own = _tidy(delta.unit)
    if own == unit:
        return None
    times = {("ratio", "percent"): 100.0, ("percent", "ratio"): 0.01}.get((own or "", unit or ""), 1.0)
    fields = ("low", "high", "from_value", "to_value")
    numbers = {name: _rounded(times * value) for name in fields if (value := getattr(delta, name)) is not None}
    return Derived(delta.model_copy(update={**numbers, "unit": unit}), "number" if own else "metric")


def _told_of_the_comparator(claim: Claim) -> bool:
    """Whether a percent is one of the method's own level, by which the comparator differs the other way."""
    away = {"decrease": _MORE, "increase": _LESS}.get(claim.delta.direction or "")
    is_percent = claim.delta.kind == "change" and claim.delta.unit == "percent"
    return is_percent and away is not None and away.search(claim.evidence.quote) is not None


def _ratio_of_levels(delta: Delta) -> _Ratio | None:
    before, after = delta.from_value, delta.to_value
    if before is None or after is None or before <= 0:
        return None
    return _ordered(after / before, after / before, "levels")


def _ordered(one: float | None, other: float | None, source: Source) -> _Ratio | None:
    """Two ratios as a range; None where one is none, and where one rises and the other falls."""
    if one is None or other is None or min(one, other) <= 0 or (one - 1) * (other - 1) < 0:
        return None
    return _Ratio(min(one, other), max(one, other), source)


def _rounded(number: float) -> float:
    """Without the last digits of binary arithmetic: 10.9 - 5.9 is 5."""
    return float(f"{number:.12g}")


def _inverse(number: float) -> float | None:
    inverse = 1 / number if number else math.inf
    return inverse if math.isfinite(inverse) else None


def _tidy(unit: str | None) -> str | None:
    return " ".join(unit.split()) if unit else None
