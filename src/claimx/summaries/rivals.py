"""Which names stand where a comparator does."""

from __future__ import annotations

from collections.abc import Sequence

from claimx.summaries.readings import Token
from claimx.summaries.roles import role_of
from claimx.summaries.words import BEFORE_A_RIVAL, TO_A_RIVAL
from claimx.text import word_set

__all__ = ["is_rival", "without_a_rival"]

_BESIDE = word_set("the a an our that those its both baseline baselines model models")
"""Words that may stand between `than` and a name."""
_JOINS = word_set("for with by of in from")
"""Words behind the level before that its owner may follow."""


def is_rival(tokens: Sequence[Token], i: int) -> bool:
    """Whether the i-th token, a name, stands where a comparator does: behind `than`, `over`, `outperforms`, or behind
    the level before.
    """
    at = i - 1
    while at >= 0 and (tokens[at].is_word(_BESIDE) or (tokens[at].is_word("of") and _behind_that(tokens, at))):
        if tokens[at].is_word("of") and _measured_in_a_reference(tokens, at):
            return True
        at -= 1
    if at < 0:
        return False
    token, before = tokens[at], tokens[at - 1] if at else None
    if token.is_word(TO_A_RIVAL):
        return True
    if token.is_word({"and", "or"}) or (token.kind == "mark" and token.text == ","):
        return _goes_on(tokens, at, i)
    if token.is_word(_JOINS) and before is not None:
        if before.kind == "number" and role_of(tokens, at - 1) == "from":
            return True
        if before.is_word(TO_A_RIVAL):  # than with LoRA
            return True
    moved = tokens[i + 1].is_word({"from", "by"}) if i + 1 < len(tokens) else False
    return token.is_word("of") and (moved or _measured_in_a_reference(tokens, at))


def _goes_on(tokens: Sequence[Token], joint: int, i: int) -> bool:
    """Whether a name behind `and` or a comma continues a list of comparators: `over A, B and C`, `over A by 3 points
    and B by 4`; but not `over A, B gains`.
    """
    last = next((place for place in range(joint - 1, -1, -1) if tokens[place].kind == "name"), None)
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if last is None or not is_rival(tokens, last):
        return False
    if last < joint - 1:
        return tokens[joint].is_word("and") and after is not None and after.is_word("by")
    return tokens[joint].kind == "word" or (after is not None and (after.text == "," or after.is_word({"and", "or"})))


def without_a_rival(tokens: Sequence[Token], start: int, end: int) -> str | None:
    """The first word from `start` on that a comparator must follow and none does: `than before`."""
    for place in range(start, end):
        if not _wants_a_rival(tokens, place):
            continue
        following = (t for t in tokens[place + 1 :] if not t.is_word(_BESIDE | _JOINS | {"on"}))
        if (token := next(following, None)) is None or token.kind in ("word", "mark"):
            return tokens[place].text
    return None


def _wants_a_rival(tokens: Sequence[Token], place: int) -> bool:
    behind = place > 0 and tokens[place - 1].kind == "number" and role_of(tokens, place - 1) == "from"
    return tokens[place].is_word(BEFORE_A_RIVAL) or (behind and tokens[place].is_word({"for", "with"}))


def _behind_that(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].is_word({"that", "those"})


def _measured_in_a_reference(tokens: Sequence[Token], at: int) -> bool:
    """Whether an `of` belongs to `half the memory of`, `1.8 times the goodput of`, `27% of that of`."""
    for i in range(at - 1, max(-1, at - 8), -1):
        if tokens[i].kind == "number":
            return role_of(tokens, i) in ("share", "multiple")
        if tokens[i].kind == "mark":
            return False
    return False
