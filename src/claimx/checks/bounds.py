"""V6, V8: bounds agree with their cues, ranges are ranges, and values keep to their limits."""

from __future__ import annotations

import re

from claimx.checks.cases import Case
from claimx.checks.verdicts import PASS, UNKNOWN, Verdict, failed

__all__ = ["bound_has_its_cue", "limits_hold"]

_MEASURED_IN_SHARES = re.compile(
    r"\b(?:accurac\w+|rates?|precision|recall|f1|shares?|fraction|proportion"
    r"|pass@\w+|exact match|em|success|auroc|auc)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s?(?:,|and|,\sand|or|to)\s(?:\w+\s){0,3}$")

_SPANNED = re.compile(r"\b(?:between|from)\s(?:an?\s|about\s)?$")
_JOINT = re.compile(r"\bto\b|[-–—~]")


def bound_has_its_cue(case: Case) -> Verdict:
    """V6: up to, at least, less than, about stand at the number if and only if the claim has that bound."""
    if not case.headline:
        return UNKNOWN
    bound, said = case.claim.delta.bound, {number.bound for number in case.headline_numbers}
    if bound in said:
        return PASS
    index = min(case.headline)
    first = case.survey.numbers[index]
    written = case.survey.abstract[first.bound_start : first.unit_end]
    if said == {"exact"}:
        return UNKNOWN if _shared_bound(index, case) else failed(f"nothing at {written!r} says {bound}")
    return failed(f"{written!r} is {first.bound}, not {bound}")


def _shared_bound(index: int, case: Case) -> bool:
    """Whether the number before, joined to this one in a list, has the bound: `up to 5% and 7%`."""
    if index == 0:
        return False
    previous, number = case.survey.numbers[index - 1 : index + 1]
    gap = case.survey.abstract[previous.unit_end : number.start_with_sign]
    alike = previous.unit == number.unit and previous.bound == case.claim.delta.bound
    return alike and _JOINED.fullmatch(gap) is not None


def limits_hold(case: Case) -> Verdict:
    """V8: a range is one in the text; shares lie in 0 to 100, factors above 1, falls below 100 percent."""
    delta = case.claim.delta
    if not delta.numbers:
        return UNKNOWN
    if delta.low is not None and delta.low != delta.high and not _is_range(case):
        return failed("low and high are two values in the text, not the ends of a range")
    highest = max(delta.numbers)
    if delta.unit == "percent" and highest > 100:
        if delta.kind == "change" and delta.direction == "decrease":
            return failed(f"nothing falls by {highest:g} percent")
        if delta.kind == "level" and _MEASURED_IN_SHARES.search(case.claim.metric):
            return failed(f"a level of {highest:g} percent is above the whole")
        if delta.kind == "change" and delta.direction == "increase":
            return failed(f"a gain of {highest:g} percent is relative, and large", "note")
    if delta.unit == "points" and highest > 100 and _MEASURED_IN_SHARES.search(case.claim.metric):
        return failed(f"{highest:g} points are more than the scale has")
    if delta.kind == "factor" and delta.low is not None and delta.low < 1:
        return failed(f"a factor of {delta.low:g} is below 1; the text may mean a fraction")
    return PASS


def _is_range(case: Case) -> bool:
    first, last = case.index("low"), case.index("high")
    if first is None or last is None:
        return True
    numbers = case.survey.numbers
    if numbers[first].link in ("range", "from_to") and numbers[first].other == last:
        return True
    left, right = numbers[min(first, last)], numbers[max(first, last)]
    gap = case.survey.abstract[left.unit_end : right.bound_start]
    spanned = _SPANNED.search(case.survey.before(left.bound_start, 24)) is not None
    return spanned or _JOINT.search(gap) is not None
