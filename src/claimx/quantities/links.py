"""Numbers that belong together: ranges, moves from one level to another, k of n, a value and its spread."""

from __future__ import annotations

import math
import re

from claimx.quantities.values import Draft, Link

__all__ = ["put_links", "share_units"]

_SPREAD = re.compile(r"\s?\(?(?:±|∓|\+\s?/?\s?[-−])\s?")
_ARROW = re.compile(r"\s?\(?(?:→|[-=]+>|⇒|⟶)\s?")
_DASH = re.compile(r"\s?(?:--|[-‐‑–—~])\s?")
_CUE = (
    r"(?:(?:about|around|nearly|almost|over|approximately|roughly|just|only|as\s(?:much|high|low)\sas|an?|~|≈)"
    r"\s?){0,2}"
)
_TO = re.compile(rf"(?:\s\([^()]{{0,40}}\))?\s(?:(?:up|down|all\sthe\sway|and\sup)\s)?to\s{_CUE}")
_FAR_TO = re.compile(rf"(?:\s[^\s\d.;]{{1,16}}){{1,5}}\s(?:(?:up|down)\s)?to\s{_CUE}")
_AND = re.compile(rf"\sand\s{_CUE}")
_OF = re.compile(r"\s(?:out\s)?of\s(?:(?:the|its|our|all|a|total|these|those)\s){0,2}|/")
_FROM = re.compile(rf"\bfrom\s{_CUE}[(]?$", re.IGNORECASE)
_RANGE_FROM = re.compile(
    r"\b(?:rang\w+|var(?:y|ies|ied|ying)|span\w*|anywhere|scaling|gains|improvements|reductions|increases|decreases"
    r"|speed-?ups|savings|drops|losses|boosts|differences|sizes|lengths|scales|models|sized?|parameters|margins)"
    rf"(?:\s\w+)?\sfrom\s{_CUE}[(]?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"\bbetween\s{_CUE}$", re.IGNORECASE)
_COUNTED = re.compile(r"\s(?:[A-Za-z-]+\s){0,3}[A-Za-z-]+s\b")
_LIST = re.compile(r"\s?,\s?")
_LAST_OF_LIST = re.compile(r"\s?,?\s(?:and|or|to|&|vs\.?|versus|nor)\s|\s?/\s?|\s&\s")
_REACH = 100


def put_links(read: str, found: list[Draft]) -> None:
    """Joins neighbouring numbers into pairs; each is part of one pair at most."""
    for i in range(len(found) - 1):
        first, second = found[i], found[i + 1]
        if first.link is None and (link := _link(read, first, second)):
            first.link = second.link = link
            first.other, second.other = i + 1, i
            if link == "spread":
                second.place = "spread"
            if link == "of":
                second.place = "count"


def _link(read: str, first: Draft, second: Draft) -> Link | None:
    start = max(first.end, min(first.unit_end, second.start))
    if second.start - start > _REACH:
        return None
    if _SPREAD.fullmatch(read, start, second.start) and first.place in ("plain", "name"):
        return "spread"
    if "name" in (first.place, second.place) or "reference" in (first.place, second.place):
        return None
    stop = max(start, second.start_with_sign)
    before = read[max(0, first.start_with_sign - 48) : first.start_with_sign]
    if _ARROW.fullmatch(read, start, stop):
        return "from_to"
    if not _alike(first, second):
        return None
    if _DASH.fullmatch(read, start, stop):
        return "range" if _in_order(first, second) else None
    if _TO.fullmatch(read, start, stop):
        moves = _FROM.search(before) and not _RANGE_FROM.search(before)
        return "from_to" if moves or not _in_order(first, second) else "range"
    if _FAR_TO.fullmatch(read, start, stop) and _FROM.search(before):
        return "range" if _RANGE_FROM.search(before) and _in_order(first, second) else "from_to"
    if _AND.fullmatch(read, start, stop) and _BETWEEN.search(before) and _in_order(first, second):
        return "range"
    if first.whole and second.whole and 0 <= first.value <= second.value and second.value >= 2:
        gap = read[start:stop]
        if _OF.fullmatch(gap) and (gap != "/" or _COUNTED.match(read, second.end)):
            return "of"
    return None


def _alike(first: Draft, second: Draft) -> bool:
    """Whether two numbers may measure the same: their units agree, or one has none."""
    units = {_singular(first.unit), _singular(second.unit)} - {None}
    return len(units) < 2


def _singular(unit: str | None) -> str | None:
    return unit.removesuffix("s") if unit else None


def _in_order(first: Draft, second: Draft) -> bool:
    """Whether the first is the smaller, with its sign or without: `-5% to 3%`, `-3% to -41%`."""
    signs = -1 if first.sign == "-" else 1, -1 if second.sign == "-" else 1
    return first.value <= second.value or signs[0] * first.value <= signs[1] * second.value


def share_units(read: str, found: list[Draft]) -> None:
    """Gives bare numbers the unit and scale that the last of their range or list carries.

    `35-45%`, `from 19.5 to 31.5%`, `3.1, 4.2, and 5.0%`, `7, 13, and 70 billion parameters`.
    """
    in_list = False
    for first, second in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        gap = read[first.end : second.start_with_sign] if second.start - first.end <= _REACH else ";"
        last = _LAST_OF_LIST.fullmatch(gap) is not None
        in_list = first.bare and (last or (in_list and _LIST.fullmatch(gap) is not None))
        paired = first.link in ("range", "from_to") and first.other is not None and found[first.other] is second
        if first.bare and second.place == "plain" and (in_list or paired) and first.word == second.word:
            _take(first, second)
        elif paired and second.bare and first.unit and _DASH.fullmatch(gap[len(gap) - 3 :]):
            second.unit = first.unit


def _take(draft: Draft, giver: Draft) -> None:
    if giver.scale > 1 and draft.value <= max(1000.0, giver.value / giver.scale):
        draft.scale = giver.scale
        draft.value *= giver.scale
        draft.places -= round(math.log10(giver.scale))
    if giver.orders and not draft.orders:
        draft.value, draft.places, draft.orders = 10.0 ** min(draft.value, 300.0), 0, True
    draft.unit = giver.unit
