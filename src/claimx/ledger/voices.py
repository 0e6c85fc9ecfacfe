"""Who speaks in a sentence, and how surely: the paper of itself, others, or a hope.

Abstracts tell of other people's results before they come to their own, and of hopes after them. What decides is
the words, by rules of English that hold for any abstract; where they do not decide, a sentence is the paper's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimx.ledger.words import one_of
from claimx.text import Span

__all__ = ["hoped", "own_from", "reported_by_others", "speaks_of_itself"]

_STUDIES = one_of("works? study studies papers? research literature reports? surveys? authors? estimates?")
_INSTRUMENTS = rf"{one_of('our this the_present (?:an?_|the_)?(?:user human pilot case expert ablation)')}\s"
_FINDS = one_of("report show found find observ suggest claim argu estimat demonstrat document indicat put plac measur")
_OWN = re.compile(
    r"\b(?:we|our|ours|us|herein|in\sthis"
    rf"|this\s{one_of('paper work study article report thesis survey letter evaluation analysis review')}"
    rf"|the\s{one_of('present proposed current')}\s{one_of('paper work study method approach model framework system')}"
    rf"|{one_of('results experiments evaluations? analys[ei]s findings simulations benchmarks observations')}\s"
    rf"(?:\w+\s){{0,3}}?{one_of('show indicat demonstrat suggest reveal confirm validat highlight')}\w*"
    r"|(?:is|are)\s(?:proposed|introduced|presented)\s(?:here|in\sthis))\b",
    re.IGNORECASE,
)
_TITLE_NAME = re.compile(r"\s*([^\s:]+(?:\s[^\s:]+){0,2})\s*:")
_HOPE = re.compile(
    rf"\b{one_of('could may might would should potentially hopefully possibly presumably promis(?:es|ing)_to')}\b"
    rf"|\b{one_of('has have having with shows? offers? holds?')}\s(?:(?:the|a|great|high|strong)\s){{0,3}}potential\b"
    rf"|\b(?:is|are|was|were)\s{one_of('expected predicted projected estimated anticipated likely hoped')}\sto\b"
    rf"|\b(?:we|one)\s{one_of('hope expect believe envision anticipate conjecture hypothesi[sz]e aim plan')}\b"
    r"|\baim(?:s|ing)?\s(?:to|at)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    rf"\b(?:has|have|had)\s(?:\w+ly\s|{one_of('also_ often_ long_')})?been\s"
    rf"{one_of('reported shown observed found known claimed estimated documented argued suggested demonstrated')}\b"
    r"|\b(?:is|are|was|were)\s(?:(?:often|already|\w+ly)\s){0,2}(?:reported|known|believed|said|claimed)\b"
    rf"|\breportedly\b|\baccording\sto\s(?!{_INSTRUMENTS})(?:\w+\s){{0,4}}?(?:{_STUDIES}\b|et\sal)"
    rf"|\b{one_of('prior previous earlier existing past recent related other')}\s{_STUDIES}(?:\s\w+){{0,3}}\s"
    rf"(?:ha(?:s|ve)\s)?{_FINDS}\w*",
    re.IGNORECASE,
)
_NEW_VOICE = re.compile(
    r"[;:]|\s[–—]+\s|--"
    rf"|,\s{one_of('yet though which leading resulting and so')}\b|\b{one_of('but whereas while although we our')}\b",
    re.IGNORECASE,
)
_GOVERNED_WORDS = 12


def own_from(abstract: str, sentences: Sequence[Span], title: str) -> int:
    """Index of the first sentence in which the paper speaks of itself; 0 where none does.

    It does so with "we" and its like, or by the name that stands before the colon of its title.
    """
    named = _TITLE_NAME.match(title)
    for index, (start, end) in enumerate(sentences):
        if speaks_of_itself(abstract[start:end]) or (named and abstract.find(named[1], start, end) >= 0):
            return index
    return 0


def speaks_of_itself(sentence: str) -> bool:
    """Whether the paper speaks of itself in a sentence: we, this paper, results show."""
    return _OWN.search(sentence) is not None


def hoped(before: str) -> str | None:
    """The words that make a hope of what follows `before`, the part of the sentence in front of a number."""
    return _governing(_HOPE, before)


def reported_by_others(before: str) -> str | None:
    """The words that give what follows `before`, the part of the sentence in front of a number, to others."""
    return _governing(_OTHERS, before)


def _governing(cue: re.Pattern[str], before: str) -> str | None:
    """The last cue, if nobody else takes the word between it and the end, and few words lie between."""
    found = list(cue.finditer(before))
    if not found or len(before[found[-1].end() :].split()) > _GOVERNED_WORDS:
        return None
    return None if _NEW_VOICE.search(before, found[-1].end()) else found[-1].group()
