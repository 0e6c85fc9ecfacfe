"""Regular expressions out of a client's schema: looked for in a text, and a short text that one matches.

They are not ours, and some take for ever on a text that almost matches: the more ways a pattern has to match, the
shorter the text on which it is run at all.
"""

from __future__ import annotations

import math
import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from collections.abc import Iterable
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

__all__ = ["PatternError", "is_found", "matching"]

_LONGEST = 400
_SEEN = 200
"""Characters of a text beyond which any pattern counts as absent."""
_MOST_WAYS = 1_000_000
"""Ways to match a text that may be tried: the number that makes it short where a pattern is ambiguous."""
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_OF_CATEGORY: dict[Any, str] = {
    codes.CATEGORY_DIGIT: "0",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_NOT_WORD: "-",
    codes.CATEGORY_NOT_SPACE: "a",
}
_CHARACTERS = "a0A -_.,:/@#"


class PatternError(ValueError):
    """A pattern that is not understood here."""


def is_found(pattern: str, text: str) -> bool:
    """Whether `text` has the pattern in it; in a text that is too long for it, it counts as absent."""
    expression, longest = _compiled(pattern)
    return len(text) <= longest and expression.search(text) is not None


@lru_cache(maxsize=256)
def matching(pattern: str, least: int = 0) -> str:
    """A short text of at least `least` characters in which the pattern is found; PatternError where none is made."""
    tree = _tree(pattern)
    for more in range(min(least, _SEEN) + 2):
        text = _text(tree, more)
        if len(text) >= least and is_found(pattern, text):
            return text
    text = _text(tree, 0) + "-" * least
    if is_found(pattern, text):
        return text
    raise PatternError("no text was found for it")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[re.Pattern[str], int]:
    """The pattern, and the longest text that it is run on.

    Repetitions side by side can share a text in about as many ways as its length to the power of their number; each
    one within another, and each choice within one, multiplies the ways with every character.
    """
    repeats, choices = _ambiguity(_tree(pattern), inside=False)
    longest = _MOST_WAYS ** (1 / max(repeats, 1))
    if choices > 1:
        longest = min(longest, math.log(_MOST_WAYS) / math.log(choices))
    with _unwarned():
        return re.compile(pattern), min(int(longest), _SEEN)


def _unwarned() -> AbstractContextManager[object]:
    """Without the warning that "[[" may mean more one day: the pattern is not ours to mend."""
    return warnings.catch_warnings(action="ignore", category=FutureWarning)


def _tree(pattern: str) -> Any:
    if len(pattern) > _LONGEST:
        raise PatternError("it is too long")
    try:
        with _unwarned():
            return parser.parse(pattern)
    except (re.error, RecursionError, OverflowError) as problem:
        raise PatternError(str(problem)) from None


def _ambiguity(tree: Iterable[Any], *, inside: bool) -> tuple[int, int]:
    """How many repetitions may end early or late, and how many choices each character inside of a repetition has."""
    repeats, choices = 0, 1
    for code, given in tree:
        within = inside or (code in _REPEATS and given[1] > 1)
        if code in _REPEATS and given[0] != given[1]:
            repeats += 1
            choices *= 2 if inside else 1
        if code is codes.BRANCH and inside:
            choices *= len(given[1])
        for part in _parts(code, given):
            more, times = _ambiguity(part, inside=within)
            repeats, choices = repeats + more, choices * times
    return repeats, choices


def _parts(code: Any, given: Any) -> list[Any]:
    if code in _REPEATS:
        return [given[2]]
    if code is codes.SUBPATTERN:
        return [given[3]]
    if code is codes.BRANCH:
        return list(given[1])
    if code is codes.ATOMIC_GROUP:
        return [given]
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [given[1]]
    if code in (codes.GROUPREF, codes.GROUPREF_EXISTS):
        raise PatternError("it refers back")
    return []


def _text(tree: Iterable[Any], more: int) -> str:
    """A text of which each part of the pattern matches a piece; repetitions go `more` times beyond their least."""
    return "".join(_piece(code, given, more) for code, given in tree)


def _piece(code: Any, given: Any, more: int) -> str:
    if code is codes.LITERAL:
        return chr(given)
    if code is codes.NOT_LITERAL:
        return "a" if given != ord("a") else "b"
    if code is codes.ANY:
        return "a"
    if code is codes.IN:
        return _one_of(given)
    if code in _REPEATS:
        least, most, part = given
        return _text(part, more) * min(int(most), int(least) + more)
    if code is codes.BRANCH:
        return min((_text(part, more) for part in given[1]), key=len)
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return ""
    return "".join(_text(part, more) for part in _parts(code, given))


def _one_of(members: list[Any]) -> str:
    """A character of a class; of one that is told by what it leaves out, a common one."""
    if members[0][0] is codes.NEGATE:
        return next((c for c in _CHARACTERS if not any(_holds(member, c) for member in members[1:])), "a")
    code, given = members[0]
    if code is codes.CATEGORY:
        return _OF_CATEGORY.get(given, "a")
    return chr(given if code is codes.LITERAL else given[0])


def _holds(member: Any, character: str) -> bool:
    code, given = member
    if code is codes.LITERAL:
        return ord(character) == int(given)
    if code is codes.RANGE:
        return bool(given[0] <= ord(character) <= given[1])
    categories: dict[Any, bool] = {
        codes.CATEGORY_DIGIT: character.isdigit(),
        codes.CATEGORY_NOT_DIGIT: not character.isdigit(),
        codes.CATEGORY_WORD: character.isalnum() or character == "_",
        codes.CATEGORY_NOT_WORD: not (character.isalnum() or character == "_"),
        codes.CATEGORY_SPACE: character.isspace(),
        codes.CATEGORY_NOT_SPACE: not character.isspace(),
    }
    return categories.get(given, False)
