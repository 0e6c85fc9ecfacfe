"""Bounds: the words and signs at a number that make it a best case, a least, a most, or a rough value."""

from __future__ import annotations

import re

from claimx.quantities.values import Bound, Draft

__all__ = ["put_bound"]

_BEFORE_NUMBER: dict[Bound, str] = {
    "up_to": r"up\sto|upto|as\s(?:much|high|large|many|great|fast|long|big)\sas|an?\smaximum\sof|at\sbest",
    "at_least": r"at\sleast|(?:no|not)\s(?:less|fewer|lower)\sthan|(?:more|greater|higher|larger|better|longer)\sthan"
    r"|over|above|beyond|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|upwards?\sof|in\sexcess\sof|north\sof"
    r"|an?\sminimum\sof|≥|(?<![-=])>=?|≳|≫",
    "at_most": r"at\smost|(?:no|not)\s(?:more|greater|higher|larger|longer)\sthan"
    r"|(?:less|fewer|lower|smaller|shorter)\sthan|under|below|within|as\s(?:little|few|low|small)\sas"
    r"|≤|<=?|≲|≪",
    "about": r"about|nearly|almost|around|approximately|approx\.?|roughly|circa|ca\.|close\sto|an\sestimated|[~≈∼≃]",
}
_FILLERS = (
    r"(?:(?:an?|the|another|some|additional|further|remarkable|impressive|staggering|whopping|total|of|average"
    r"|averaged|maximum|absolute|relative|only|just|factor|about|nearly|approximately|roughly|around|almost|over|every|each)\s"
    r"|[~≈]\s?){0,3}"
)
_CUE = re.compile(
    r"(?<!\w)(?<!\w-)(?:"
    + "|".join(f"(?P<{bound}>{cue})" for bound, cue in _BEFORE_NUMBER.items())
    + rf")(?:\s|(?<=[^\w\s])){_FILLERS}[($€£]?$",
    re.IGNORECASE,
)
_MERELY_OVER = re.compile(
    r"\b(?:averag\w*|mean|improv\w*|gains?|advantages?|increases?|evaluat\w*|test(?:ed|s)?|results?|reductions?"
    r"|outperform\w*|wins?|superior\w*|shared|distributed|trained|computed|ranging|the|these)\s(?:over|under|within|above|beyond)\s$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"\b(?:over|under|within|above|beyond|below|around)\s$", re.IGNORECASE)
_OR_MORE = re.compile(
    r"\+(?![\d/+-])|(?:\s[a-z]{1,12})?\s(?:or|and)\s(?:more|higher|greater|above|larger|longer|beyond)\b"
)
_OR_LESS = re.compile(r"(?:\s[a-z]{1,12})?\sor\s(?:less|fewer|below|lower|smaller|under|shorter)\b")
_REACH = 60


def put_bound(read: str, found: list[Draft], i: int) -> None:
    """Sets the bound of the i-th number from the cue before or behind it, or from the first of its range."""
    draft = found[i]
    draft.bound_start = draft.start_with_sign
    if draft.place in ("name", "reference", "year"):
        return
    first = found[draft.other] if draft.other is not None and draft.other < i else None
    left = max(0, draft.start_with_sign - _REACH, first.end if first else 0)
    before = read[left : draft.start_with_sign]
    cue = _CUE.search(before)
    if cue and not _merely_a_preposition(draft, before) and not _joins(draft, first, cue):
        draft.bound, draft.bound_start = _bound(cue), left + cue.start()
    elif _OR_MORE.match(read, draft.unit_end) or read[draft.end : draft.end + 2] == "+×":
        draft.bound = "at_least"
    elif _OR_LESS.match(read, draft.unit_end):
        draft.bound = "at_most"
    elif first and draft.link == "range" and draft.bound == "exact":
        draft.bound = first.bound


def _merely_a_preposition(draft: Draft, before: str) -> bool:
    """Whether the cue says where and not how many: `averaged over 5 seeds`, `under three schemes`."""
    if not draft.whole:
        return False
    few = draft.word and draft.value <= 20
    return bool(_MERELY_OVER.search(before) or (few and _PREPOSITION.search(before)))


def _bound(cue: re.Match[str]) -> Bound:
    return next(bound for bound in _BEFORE_NUMBER if cue[bound])


def _joins(draft: Draft, first: Draft | None, cue: re.Match[str]) -> bool:
    """Whether the cue is but the joint of a pair: `from 5 up to 9`, `1M~60M`."""
    return first is not None and draft.link in ("from_to", "range") and cue.group().strip() in ("up to", "~", ">")
