"""What a number of a sentence is said to be: an amount of change, a share, a level, the level before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from claimx.summaries.readings import Token
from claimx.summaries.words import BEHIND, COUNTED, MOVES, OF_CHANGE, QUALIFIERS
from claimx.text import word_set

__all__ = ["Role", "counted", "role_of"]

Role = Literal["change", "share", "multiple", "from", "to", "level", "median", "least", "greatest"]
"""change: by how much; share: part of a reference; multiple: times a reference; from: the level before or the
comparator's; to, level: the level after; median, least, greatest: of a group."""

_ADJECTIVES = word_set("relative absolute percentage")
_SKIPPED = word_set("the a an only just another")
_REFERENCE = word_set("the that those as its their")
_FROM = word_set("from up_from down_from against than versus vs")
_RANGING = word_set("range ranges ranged ranging span spans spanned")


def role_of(tokens: Sequence[Token], i: int) -> Role:
    """What the i-th token, a number, is said to be, by the words beside it; the ends of a range are said together."""
    first, last = _range_of(tokens, i)
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if _is_of_change(tokens, last):
        return "change"
    if after is not None and (shared := _of_a_reference(tokens[last], after)) is not None:
        return shared
    if (end := _end_of_spread(tokens, i)) is not None:
        return end
    before = _before(tokens, first)
    word = tokens[before].text if before is not None and tokens[before].kind == "word" else ""
    if word in _FROM:
        return "from"
    if word in ("to", "down_to"):
        return "to"
    if word in ("of", "is", "was", "median") and before is not None and (what := _of_what(tokens, before)):
        return what
    if word == "of" and _is_multiple(tokens[last]):
        return "multiple"
    if (after is not None and after.is_word(BEHIND)) or word in ("by", "factor") or word in MOVES:
        return "change"
    if _within(tokens[i]):
        return "change"
    joined = word in ("and", "or") or (before is not None and tokens[before].text == ",")
    return _as_before(tokens, before) if joined and before is not None else "level"


def counted(tokens: Sequence[Token], i: int) -> str | None:
    """What of the claims the i-th token, a number, counts (`three exact values of`); None where it counts nothing."""
    number = tokens[i].number
    quantity = number.quantity if number else None
    if number is None or number.value != int(number.value) or number.value < 1 or number.unit:
        return None
    if quantity is not None and (quantity.unit or quantity.sign or quantity.bound != "exact"):
        return None
    in_words = quantity is None or quantity.word
    for token in tokens[i + 1 :]:
        if token.kind == "word" and token.text in COUNTED:
            return COUNTED[token.text]
        passes = token.is_word(QUALIFIERS | {"of", "the", "these", "those"}) or token.kind == "number"
        if not (passes or (in_words and token.kind == "name")):
            return None
    return None


def _range_of(tokens: Sequence[Token], i: int) -> tuple[int, int]:
    """Where the two numbers of `12% to 19%` stand, for either of them; twice the same place for any other number."""
    for first, last in ((i - 2, i), (i, i + 2), (i - 1, i), (i, i + 1)):
        if first < 0 or last >= len(tokens) or tokens[first].kind != "number" or tokens[last].kind != "number":
            continue
        number, joints = tokens[first].number, tokens[first + 1 : last]
        joined = all(joint.kind == "mark" or joint.is_word({"to", "and"}) for joint in joints)
        apart = first >= 1 and tokens[first - 1].is_word({"between", "from"})
        if number and number.leads and number.quantity and number.quantity.link == "range" and joined and not apart:
            return first, last
    return i, i


def _is_of_change(tokens: Sequence[Token], i: int) -> bool:
    """Whether what follows makes the number one of change: `3 points higher`, `a 3-point accuracy gain`."""
    for place, token in enumerate(tokens[i + 1 : i + 4]):
        if token.is_word(OF_CHANGE):
            return place == 0 or not token.text.endswith(("er", "more", "less", "worse"))
        if not (token.kind == "name" or token.is_word(_ADJECTIVES)):
            return False
    return False


def _of_a_reference(token: Token, after: Token) -> Role | None:
    quantity = token.number.quantity if token.number else None
    unit = quantity.unit if quantity else None
    if after.is_word("of") and unit in ("percent", "ratio"):
        return "share"
    if (after.is_word(_REFERENCE) or after.kind == "name") and unit in ("times", "ratio"):
        return "multiple" if unit == "times" else "share"
    return None


def _end_of_spread(tokens: Sequence[Token], i: int) -> Role | None:
    """least or greatest for the ends of `between 3 and 5` and of `ranges from 3 to 5`."""
    first = i >= 1 and tokens[i - 1].is_word("between")
    if first:
        return "least"
    if i >= 3 and tokens[i - 1].is_word("and") and tokens[i - 3].is_word("between") and tokens[i - 2].kind == "number":
        return "greatest"
    if i >= 2 and tokens[i - 1].is_word("from") and tokens[i - 2].is_word(_RANGING):
        return "least"
    if i >= 4 and tokens[i - 1].is_word("to") and tokens[i - 3].is_word("from") and tokens[i - 4].is_word(_RANGING):
        return "greatest"
    return None


def _before(tokens: Sequence[Token], i: int) -> int | None:
    """The token that the number follows, without articles and the like."""
    at = i - 1
    while at >= 0 and tokens[at].is_word(_SKIPPED):
        at -= 1
    return at if at >= 0 else None


def _as_before(tokens: Sequence[Token], end: int) -> Role:
    """The role of a number that `and` or a comma joins to another: that of the other, where it is one of a move."""
    for i in range(end - 1, -1, -1):
        if tokens[i].kind == "number":
            role = role_of(tokens, i)
            return role if role in ("change", "from", "to") else "level"
    return "level"


def _of_what(tokens: Sequence[Token], before: int) -> Role | None:
    """What the `of` before a number is of: `a gain of`, `a factor of`, `a median of`; None of anything else."""
    if tokens[before].is_word({"is", "was"}):
        nouns = _back_to_a_mark(tokens, before)
    else:
        nouns = [tokens[before] if tokens[before].is_word("median") else tokens[before - 1]] if before else []
    if any(noun.is_word("median") for noun in nouns):
        return "median"
    return "change" if any(noun.is_word("factor") or noun.is_word(OF_CHANGE) for noun in nouns) else None


def _back_to_a_mark(tokens: Sequence[Token], end: int) -> list[Token]:
    """The tokens before, back to a mark or a number: the subject of an `is`."""
    found: list[Token] = []
    for token in reversed(tokens[:end]):
        if token.kind in ("mark", "number"):
            break
        found.append(token)
    return found


def _is_multiple(token: Token) -> bool:
    return bool(token.number and token.number.quantity and token.number.quantity.unit == "times")


def _within(token: Token) -> bool:
    quantity = token.number.quantity if token.number else None
    return quantity is not None and quantity.bound == "at_most" and quantity.unit == "points"
