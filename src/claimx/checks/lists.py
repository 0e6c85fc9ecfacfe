"""V10, where several numbers stand in one sentence: each goes with the name that its place gives it.

With `respectively` the i-th number belongs to the i-th name. Without, a number belongs to the name that it follows
(`GSM8K (5.9%), CSQA (36.3%)`, `QLoRA by 3.1 points and LoRA by 5.4 points`) or that follows it (`+8.8 on C-Eval and
+6.3 on CMMLU`). Where the sentence is arranged otherwise, nothing is found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimx.checks.cases import Case
from claimx.ledger.words import one_of
from claimx.quantities import Quantity
from claimx.text import Span

__all__ = ["number_goes_with_another_name"]

_SEPARATOR = re.compile(r",\s(?:(?:and|or|&)\s)?|\s(?:and|or|&)\s")
_CLOSES = re.compile(r"and|or|&")
_NO_ITEM = one_of("on in for by over from of at with to across and or & improves reduces raises lowers cuts increases")
_ITEM_WORD = rf"(?!respectively|{_NO_ITEM}\s|\W?\d)[^\s,;:()]+"
_ITEM = re.compile(rf"{_ITEM_WORD}(?:\s{_ITEM_WORD}){{0,3}}")
_FRONTED = re.compile(one_of("on in for at with across over under within among") + r"\s", re.IGNORECASE)
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
    """The name whose position in its list is not that of the claim's number in a list of as many.

    Where another list has a name of the claim in the right position, `respectively` may mean that list alone.
    """
    position, length = _position_among_numbers(case.headline[0], case)
    if length < 2 or len(case.headline) > 1:
        return None
    claim, right = case.claim, []
    wrong: list[tuple[str, _Item]] = []
    for name in (claim.method, claim.metric, *claim.baselines, *claim.benchmarks):
        found = case.places(name)
        item = _item(found[0], length, case) if len(found) == 1 else None
        if item is not None and item.position == position:
            right.append(item)
        elif item is not None:
            wrong.append((name, item))
    return next((name for name, item in wrong if all(_in_one_list(item, other, case) for other in right)), None)


@dataclass(frozen=True, slots=True)
class _Item:
    """A name of the claim that is an item of a list."""

    place: Span
    position: int


def _item(place: Span, length: int, case: Case) -> _Item | None:
    """The name at `place` as an item of `length` names, or of as many pairs `71.9 on MMLU`; None where it is none."""
    behind = _items_behind(place.end, case)
    before = length - 1 - behind
    if before in _items_before(place.start, case, is_last=behind == 0):
        return _Item(place, before)
    leading = [case.survey.numbers[i] for i in case.survey.inside(*case.sentence)]
    names = [number.unit_end + of.end() for number in leading if (of := _follows(number, case))]
    return _Item(place, names.index(place.start)) if len(names) == length and place.start in names else None


def _follows(number: Quantity, case: Case) -> re.Match[str] | None:
    """What leads from a number to the name behind it."""
    return _AFTER_NUMBER.match(case.survey.after(number.unit_end, _LONGEST_GAP))


def _in_one_list(one: _Item, other: _Item, case: Case) -> bool:
    """Whether as many separators stand between two items as their positions are apart."""
    first, second = sorted((one, other), key=lambda item: item.place)
    between = case.survey.abstract[first.place.end : second.place.start]
    return len(_SEPARATOR.findall(between)) == second.position - first.position


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


def _items_before(start: int, case: Case, *, is_last: bool) -> range:
    """How many items of a list may stand before the item that begins at `start`.

    Only the last item has an `and` in front. `On BEIR, recall and MRR` may be a list of three or of two.
    """
    before = case.survey.before(start, _REACH)
    separators = list(_SEPARATOR.finditer(before))
    count, item_start = 0, len(before)
    while separators:
        separator = separators.pop()
        closes = _CLOSES.search(separator.group()) is not None
        if closes != (is_last and count == 0) or (count == 0 and separator.end() != item_start):
            break
        count += 1
        item_start = separators[-1].end() if separators else 0
        if not _ITEM.fullmatch(before, item_start, separator.start()):
            break
    return range(0 if _FRONTED.match(case.sentence_text) else count, count + 1)


def _items_behind(end: int, case: Case) -> int:
    """How many items of a list stand behind the item that ends at `end`; 0 where no `and` closes the list."""
    after, count = case.survey.after(end, _REACH), 0
    while separator := _SEPARATOR.match(after):
        item = _ITEM.match(after, separator.end())
        if item is None:
            return 0
        count += 1
        if _CLOSES.search(separator.group()):
            return count
        after = after[item.end() :]
    return 0


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
