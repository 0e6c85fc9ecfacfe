"""V4: unit and kind agree with the signs and words at the number."""

from __future__ import annotations

import re

from claimx.checks.cases import Case
from claimx.checks.verdicts import PASS, UNKNOWN, Verdict, failed
from claimx.claims import Kind
from claimx.ledger.words import one_of
from claimx.quantities import Quantity

__all__ = ["unit_and_kind_agree"]

_KINDS_OF_UNIT: dict[str, frozenset[Kind]] = {
    "percent": frozenset({"change", "level", "fraction"}),
    "points": frozenset({"change", "level"}),
    "times": frozenset({"factor", "level"}),
    "ratio": frozenset({"fraction", "change", "level", "factor"}),
}
_SAME_AS_RATIO = frozenset({"ratio", "times", None})
_CHANGES = "(?:gain|reduction|improvement|increase|decrease|drop|boost|decline|degradation|saving)s?"
_COMPARED = one_of(
    "fewer less lower higher more faster slower better worse greater smaller larger cheaper shorter longer"
)
_CHANGE_AFTER = re.compile(
    rf"\s?(?:(?:absolute|relative|average)\s){{0,2}}(?:{_COMPARED}|{_CHANGES})\b(?!\s(?:than|or)\b)"
)
_CHANGE_BEFORE = re.compile(
    rf"(?:\b{one_of('by gains? loses? lost losing gained gaining costs? costing saves? saved saving')}"
    rf"|\b{_CHANGES}(?:\s(?:in|of)\s[a-z@0-9-]+(?:\s[a-z0-9-]+)?)?\s(?:of|from|ranging\sfrom|between))\s"
    r"(?:(?:an?|averages?|of|between|from)\s){0,4}$",
    re.IGNORECASE,
)
_SHARE_AFTER = re.compile(r"\s?(?:of\s(?!the\s(?:time|cases|tasks|questions|problems)\b)|as\s(?:many|much)\s)")
_KEPT_BEFORE = re.compile(
    rf"\b{one_of('retain preserv keep kept recover maintain captur')}\w*\s(?:\w+\s){{0,2}}$", re.IGNORECASE
)
_FACTOR_OF = re.compile(r"\bfactor\sof\s$", re.IGNORECASE)


def unit_and_kind_agree(case: Case) -> Verdict:
    """V4: % is percent, points are points, x and fold are times, a bare number has no such unit; the kind fits."""
    if not case.headline:
        return UNKNOWN
    for number in case.headline_numbers:
        fault = _unit_fault(number, case) or _kind_fault(number, case)
        if fault is not None:
            return fault
    return PASS


def _unit_fault(number: Quantity, case: Case) -> Verdict | None:
    said, unit = number.unit, case.claim.delta.unit
    if said == unit or (said == "ratio" and unit in _SAME_AS_RATIO):
        return None
    if said in _KINDS_OF_UNIT:
        return failed(f"the text writes {number.text} in {said}, the claim in {unit or 'no unit'}", "reject")
    if unit in _KINDS_OF_UNIT and not _lenient(number, unit, case):
        return failed(f"the text writes {number.text} without {unit}", "reject")
    if unit is not None and unit not in _KINDS_OF_UNIT and not _words_stand(unit, case):
        return failed(f"the unit {unit!r} does not stand in the sentence", "reject")
    return None


def _lenient(number: Quantity, unit: str, case: Case) -> bool:
    """A bare signed number may be read as points, and a factor below 1 as times."""
    if number.unit is not None:
        return False
    if unit == "times":
        return number.value < 1 and _FACTOR_OF.search(case.survey.before(number.bound_start, 24)) is not None
    return unit == "points" and number.sign is not None


def _words_stand(unit: str, case: Case) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", unit.casefold()) if word not in ("of", "per", "the")]
    text = case.sentence_text.casefold()
    return all(word.rstrip("s") in text for word in words)


def _kind_fault(number: Quantity, case: Case) -> Verdict | None:
    kind, unit = case.claim.delta.kind, number.unit
    first, last = case.survey.numbers[min(case.headline)], case.survey.numbers[max(case.headline)]
    if unit in _KINDS_OF_UNIT and kind not in _KINDS_OF_UNIT[unit]:
        return failed(f"{number.text} {unit} cannot be a {kind}", "reject")
    before = case.survey.before(first.bound_start)
    after = case.survey.after(last.unit_end)
    if kind == "change" and first is last and number.link == "from_to" and not _CHANGE_BEFORE.search(before):
        return failed(f"{number.text} is one of two levels, not a change", "reject")
    if kind in ("level", "fraction") and unit in ("percent", "points", None):
        if number.sign is not None and number.link is None:
            return failed(f"the sign before {number.text} makes it a change, not a {kind}")
        if case.index("from") is None and unit and (_CHANGE_AFTER.match(after) or _CHANGE_BEFORE.search(before)):
            return failed(f"the words at {number.text} tell a change, not a {kind}")
    if unit == "percent" and _SHARE_AFTER.match(after):
        if kind == "change" and not _CHANGE_BEFORE.search(before):
            return failed(f"{number.text} percent of something is a fraction, not a change")
        if kind == "level" and _KEPT_BEFORE.search(before):
            return failed(f"{number.text} percent of something kept is a fraction, not a level")
    return None
