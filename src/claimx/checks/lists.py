"""V10, where several numbers stand in one sentence: each goes with the name that its place gives it.

With `respectively` the i-th number belongs to the i-th name. Without, a number belongs to the name that it follows
(`GSM8K (5.9%), CSQA (36.3%)`, `QLoRA by 3.1 points and LoRA by 5.4 points`) or that follows it (`+8.8 on C-Eval and
+6.3 on CMMLU`). Where the sentence is arranged otherwise, nothing is found.
"""

from __future__ import annotations

import re

from claimx.checks.cases import Case
from claimx.ledger.words import one_of
from claimx.quantities import Quantity
from claimx.text import Span

__all__ = ["number_goes_with_another_name"]

_SEPARATOR = re.compile(r",\s(?:and\s|or\s|&\s)?|\s(?:and|or|&)\s")
_NO_ITEM = one_of("on in for by over from of at with to across improves reduces raises lowers cuts increases")
_ITEM = re.compile(rf"(?:(?!respectively|{_NO_ITEM}\s|\W?\d)[^\s,;:()]+\s?){{1,4}}")
_BEFORE_NUMBER = re.compile(r"\s?(?:\(|:\s|by\s|=\s?|with\s|at\s)")
_AFTER_NUMBER = re.compile(r"\s(?:on|for|in|over|against|across)\s(?:the\s)?")
_REACH = 120
_LONGEST_GAP = 16


def number_goes_with_another_name(case: Case) -> str | None:
    """What is wrong where a name of the claim belongs to another number of the sentence; None where nothing is."""
    if not case.headline:
        return None
    crossed = _by_order(case) if "respectively" in case.sentence_text else _by_neighbours(case)
    return f"{crossed!r} goes with another number of the sentence" if crossed else None


def _by_order(case: Case) -> str | None:
    """The name whose position in its list is not that of the claim's number in a list of as many."""
    position, length = _position_among_numbers(case.headline[0], case)
    if length < 2 or len(case.headline) > 1:
        return None
    claim = case.claim
    for name in (claim.method, claim.metric, *claim.baselines, *claim.benchmarks):
        found = case.places(name)
        if len(found) == 1:
            before, behind = _items_before(found[0].start, case), _items_behind(found[0].end, case)
            if before + 1 + behind == length and before != position:
                return name
    return None


def _position_among_numbers(index: int, case: Case) -> tuple[int, int]:
    """Which number of its list one is, from 0, and how many the list has."""
    first = last = index
    while first > 0 and _joined(first - 1, case):
        first -= 1
    while last + 1 < len(case.survey.numbers) and _joined(last, case):
        last += 1
    return index - first, last - first + 1


def _joined(index: int, case: Case) -> bool:
    one, other = case.survey.numbers[index : index + 2]
    gap = case.survey.abstract[max(one.end, min(one.unit_end, other.start)) : other.start]
    return one.unit == other.unit and one.place == other.place and _SEPARATOR.fullmatch(gap) is not None


def _items_before(start: int, case: Case) -> int:
    """How many items of a list stand before the item that begins at `start`."""
    pieces = _SEPARATOR.split(case.survey.before(start, _REACH))
    if pieces.pop():
        return 0  # no separator stands right in front
    count = 0
    while pieces:
        count += 1
        if not _ITEM.fullmatch(pieces.pop()):
            break
    return count


def _items_behind(end: int, case: Case) -> int:
    """How many items of a list stand behind the item that ends at `end`."""
    after, count = case.survey.after(end, _REACH), 0
    while separator := _SEPARATOR.match(after):
        item = _ITEM.match(after, separator.end())
        count += item is not None
        if item is None or separator.group().strip(" ,"):
            break
        after = after[item.end() :]
    return count


def _by_neighbours(case: Case) -> str | None:
    """The name that a number of another claim stands beside just as the claim's own stands beside another name."""
    for names in (case.claim.baselines, case.claim.benchmarks, (case.claim.metric,)):
        found = case.places(names[0]) if len(names) == 1 else ()
        if len(found) == 1 and any(_stands_alike(found[0], rival, case) for rival in _rivals(case)):
            return names[0]
    return None


def _stands_alike(place: Span, rival: Quantity, case: Case) -> bool:
    """Whether another number adjoins the name at `place` by the same words by which the claim's adjoins another."""
    abstract, numbers = case.survey.abstract, case.survey.numbers
    first, last = numbers[min(case.headline)], numbers[max(case.headline)]
    if 0 < rival.bound_start - place.end <= _LONGEST_GAP:
        gap = abstract[place.end : rival.bound_start]
        return _BEFORE_NUMBER.fullmatch(gap) is not None and abstract.endswith(gap, 0, first.bound_start)
    if 0 < place.start - rival.unit_end <= _LONGEST_GAP:
        gap = abstract[rival.unit_end : place.start]
        return _AFTER_NUMBER.fullmatch(gap) is not None and abstract.startswith(gap, last.unit_end)
    return False


def _rivals(case: Case) -> list[Quantity]:
    """The other numbers of the sentence that have the unit of the claim's."""
    mine = {holding.index for holding in case.holdings}
    unit = case.headline_numbers[0].unit
    inside = case.survey.inside(*case.sentence)
    return [case.survey.numbers[i] for i in inside if i not in mine and case.survey.numbers[i].unit == unit]
