"""Acronyms and their long forms, as a paper defines them.

The matching is that of Schwartz and Hearst (2003), "A simple algorithm for identifying abbreviation definitions in
biomedical text": every character of the short form stands in the long form in the same order, the first one at the
beginning of a word. Definitions are looked for in brackets, both ways round, and in a title with a colon.
"""

from __future__ import annotations

import functools
import re

from claimx.names.spelling import folded
from claimx.text import word_set

__all__ = ["definitions", "is_acronym_of"]

_BRACKETED = re.compile(r"(?P<before>[^()]{2,160})\s?\((?P<inside>[^()]{2,100})\)")
_SHORT = re.compile(r"(?=[^a-z]*[a-z]?[^a-z]*[A-Z])[A-Za-z0-9][\w.+²³-]{1,11}")
_TITLE = re.compile(r"(?P<head>[^:]{2,40}?)\s?:\s(?P<rest>.+)")
_MOST_WORDS = 12
_SMALL_WORDS = word_set(
    "of for in on with via using to from by through and as at over under without towards or the a an"
)


@functools.lru_cache(maxsize=512)
def definitions(title: str, abstract: str) -> tuple[tuple[str, str], ...]:
    """Each long form with its acronym, as the paper defines them, in the order of the text."""
    found: dict[str, str] = {}
    named = _TITLE.fullmatch(title)
    if named is not None and _SHORT.fullmatch(named["head"]):
        long = _first_words(named["head"], named["rest"])
        found |= {long: named["head"]} if long else {}
    for text in (title, abstract):
        for match in _BRACKETED.finditer(text):
            pair = _defined(match["before"], re.split(r"[;,]", match["inside"])[0].strip())
            if pair is not None:
                found.setdefault(*pair)
    return tuple(found.items())


def is_acronym_of(short: str, long: str) -> bool:
    """Whether every character of a short form stands in the whole long form, in order, from the first word on."""
    return len(folded(long)) > len(folded(short)) > 1 and _long_form(short, long) == long


def _defined(before: str, inside: str) -> tuple[str, str] | None:
    """The long form that stands before a bracket with its acronym in it, or the other way round."""
    short = re.sub(r"(?<=[A-Z])s$", "", inside)
    words = before.split()
    if _SHORT.fullmatch(short):
        long = _long_form(short, " ".join(words[-min(len(short) + 5, 2 * len(short), _MOST_WORDS) :]))
        return (long, short) if long else None
    if words and _SHORT.fullmatch(words[-1]) and is_acronym_of(words[-1], inside):
        return inside, words[-1]
    return None


def _first_words(short: str, text: str) -> str | None:
    """The words that a text begins with and that an acronym stands for: whole phrases, up to a small word."""
    words = text.split()[:_MOST_WORDS]
    ends = [at for at, word in enumerate(words) if at > 1 and word.casefold() in _SMALL_WORDS]
    starts = (" ".join(words[:end]) for end in (*ends, len(words)))
    return next((start for start in starts if is_acronym_of(short, start)), None)


def _long_form(short: str, text: str) -> str | None:
    """The end of a text that a short form stands for; None where there is none."""
    at = len(text)
    characters = [c for c in short.casefold() if c.isalnum()]
    for place, wanted in reversed(list(enumerate(characters))):
        at -= 1
        while at >= 0 and (text[at].casefold() != wanted or (place == 0 and not _may_begin(text, at))):
            at -= 1
        if at < 0:
            return None
    start = max(text.rfind(" ", 0, at + 1), -1) + 1
    long = text[start:].strip(" -–—\"'“”‘’`")
    fits = len(long) > len(short) and short.casefold() not in long.casefold().split() and long[:1].isalnum()
    return long if fits else None


def _may_begin(text: str, at: int) -> bool:
    """Whether a long form may begin at an offset: with a word, and not with a small one."""
    word = text[at:].split(" ", 1)[0]
    return (at == 0 or not text[at - 1].isalnum()) and word.casefold() not in _SMALL_WORDS
