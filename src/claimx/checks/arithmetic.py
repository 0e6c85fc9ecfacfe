"""V7: a change, factor or fraction agrees with its own levels; and what its percent is a percent of.

Authors round before they subtract, so each number stands for an interval of one unit of its last digit to either
side; numbers agree where the intervals meet. From A to B, the absolute change is |B-A|, the relative change
|B-A|/A, the factor B/A or A/B, the fraction B/A.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimx.checks.cases import Case
from claimx.checks.verdicts import PASS, UNKNOWN, Verdict, failed
from claimx.claims import Basis
from claimx.ledger.holdings import Part

__all__ = ["basis_of", "levels_agree"]

_RELATIVE_NEAR = re.compile(r"\brelative(?:ly)?\b(?!\sto\b)", re.IGNORECASE)
_ABSOLUTE_NEAR = re.compile(r"\babsolute(?:ly)?\b", re.IGNORECASE)
_NEAR = 24
_HIGHEST_SHARE = 1.5  # levels up to here are shares of 1, whose difference may be told in percent


@dataclass(frozen=True, slots=True)
class _Interval:
    """What a rounded number stands for."""

    low: float
    high: float

    @classmethod
    def around(cls, value: float, step: float) -> _Interval:
        return cls(value - step, value + step)

    def meets(self, other: _Interval) -> bool:
        slack = 1e-9 * max(1.0, abs(self.high), abs(other.high))
        return self.low <= other.high + slack and other.low <= self.high + slack

    def scaled(self, factor: float) -> _Interval:
        return _Interval(self.low * factor, self.high * factor)


def levels_agree(case: Case) -> Verdict:
    """V7: the change fits the levels absolutely or relatively, the factor or fraction fits their ratio."""
    said = _interval(case, "low")
    computed = _computed(case)
    if said is None or not computed or _is_a_range(case):
        return UNKNOWN
    if any(said.meets(interval) for interval in computed.values()):
        return PASS
    delta = case.claim.delta
    fitting = " or ".join(f"{exact.low:.4g}" for exact in _computed(case, rounding=0).values())
    return failed(f"the levels {delta.from_value:g} and {delta.to_value:g} make {fitting}, not {delta.low:g}")


def basis_of(case: Case) -> Basis:
    """What the percent of a change is a percent of: by the words at the number, else by its levels."""
    delta = case.claim.delta
    if delta.kind != "change" or delta.unit not in ("percent", "points") or not case.headline:
        return "unstated"
    if delta.unit == "points":
        return "absolute"
    number = case.headline_numbers[0]
    near = (case.survey.before(number.bound_start, _NEAR), case.survey.after(number.unit_end, _NEAR))
    told: set[Basis] = set()
    if any(_RELATIVE_NEAR.search(words) for words in near):
        told.add("relative")
    if any(_ABSOLUTE_NEAR.search(words) for words in near):
        told.add("absolute")
    return told.pop() if len(told) == 1 else _basis_of_levels(case)


def _basis_of_levels(case: Case) -> Basis:
    said = _interval(case, "low")
    if said is None or _is_a_range(case):
        return "unstated"
    fitting = {name for name, interval in _computed(case).items() if said.meets(interval)}
    if fitting == {"absolute"}:
        return "absolute"
    return "relative" if fitting == {"relative"} else "unstated"


def _computed(case: Case, *, rounding: float = 1.0) -> dict[str, _Interval]:
    """What the change, factor or fraction may be by the levels; empty where there are not two levels."""
    before, after = _interval(case, "from", rounding), _interval(case, "to", rounding)
    if before is None or after is None:
        return {}
    match case.claim.delta.kind:
        case "change":
            return _changes(before, after, in_percent=case.claim.delta.unit == "percent")
        case "factor":
            return _named("growth", _ratio(after, before)) | _named("shrinking", _ratio(before, after))
        case "fraction":
            share = 100.0 if case.claim.delta.unit == "percent" else 1.0
            return _named("ratio", [ratio.scaled(share) for ratio in _ratio(after, before)])
    return {}


def _changes(before: _Interval, after: _Interval, *, in_percent: bool) -> dict[str, _Interval]:
    gap = max(0.0, before.low - after.high, after.low - before.high)
    moved = _Interval(gap, max(after.high - before.low, before.high - after.low))
    if not in_percent:
        return {"absolute": moved}
    out_of_one = max(before.high, after.high) <= _HIGHEST_SHARE
    relative = _named("relative", [share.scaled(100) for share in _ratio(moved, before)])
    return {"absolute": moved.scaled(100) if out_of_one else moved} | relative


def _named(name: str, intervals: list[_Interval]) -> dict[str, _Interval]:
    return dict.fromkeys([name], intervals[0]) if intervals else {}


def _ratio(over: _Interval, under: _Interval) -> list[_Interval]:
    """The quotient of two intervals above 0; none where rounding may have brought one there."""
    above = over.low >= 0 and under.low > 0
    return [_Interval(over.low / under.high, over.high / under.low)] if above else []


def _interval(case: Case, part: Part, rounding: float = 1.0) -> _Interval | None:
    index = case.index(part)
    if index is None:
        return None
    number = case.survey.numbers[index]
    return _Interval.around(number.value, number.step * rounding)


def _is_a_range(case: Case) -> bool:
    return case.claim.delta.low != case.claim.delta.high
