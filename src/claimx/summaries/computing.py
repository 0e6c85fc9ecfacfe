"""Counts, medians and ends of ranges that a sentence states, computed again over the claims that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claimx.quantities import same_number
from claimx.summaries.fitting import is_amount
from claimx.summaries.functions import spread_of
from claimx.summaries.readings import Token
from claimx.summaries.roles import Role, counted, role_of
from claimx.summaries.scopes import Entry
from claimx.summaries.statements import Statement
from claimx.text import word_set

__all__ = ["count", "counted_by", "is_extreme", "is_of_group", "narrowed"]

_GOES_ON = word_set("of tell tells report reports in_numbers in_words give gives are is")
_COUNTS = frozenset({"papers", "methods", "benchmarks"})


def counted_by(statements: Sequence[Statement], told: Mapping[str, str]) -> dict[int, str]:
    """For each number that counts something, what it counts. A bare number counts what the one before it counted:
    `27 papers made 220 claims, 124 in numbers`; what stands behind `of` is no head: `three claims of two papers`.

    `told` is what the model says that numbers count, by their text: heeded of bare numbers only.
    """
    found: dict[int, str] = {}
    head: str | None = None
    for said in statements:
        for i in said.numbers():
            noun = counted(said.tokens, i)
            if noun is None and _is_bare(said, i):
                noun = _told(told.get(said.tokens[i].text.lower())) or (head if _goes_on(said, i) else None)
            if noun is not None:
                found[i] = noun
                behind = head is not None and i > 0 and said.tokens[i - 1].is_word("of")
                head = head if behind else noun
    return found


def narrowed(tokens: Sequence[Token], i: int, entries: Sequence[Entry]) -> list[Entry]:
    """Those of the entries that are counted: `exact values`, `in numbers`, `bounds or ranges`."""
    left = list(entries)
    for token in tokens[i + 1 :]:
        if token.kind not in ("word", "name"):
            break
        if token.is_word("exact"):
            left = [entry for entry in left if entry.exact]
        elif token.is_word({"in_numbers", "quantified"}):
            left = [entry for entry in left if entry.claim.quantified]
        elif token.is_word({"in_words", "qualitative"}):
            left = [entry for entry in left if not entry.claim.quantified]
        elif token.is_word({"bounds", "ranges"}):
            left = [entry for entry in left if entry.is_bounded]
    return left


def count(entries: Sequence[Entry], noun: str) -> int:
    """How many papers, methods, benchmarks or claims the entries are of."""
    match noun:
        case "papers":
            return len({entry.claim.paper_id for entry in entries})
        case "methods":
            return len({entry.claim.names.method or entry.claim.method for entry in entries})
        case "benchmarks":
            return len({name for entry in entries for name in entry.claim.benchmarks})
        case _:
            return len(entries)


def is_of_group(tokens: Sequence[Token], i: int, role: Role, entries: Sequence[Entry]) -> bool:
    """Whether the i-th token is the median, the least or the greatest of all exact values of one group, and these are
    the entries' own.
    """
    exact = [entry for entry in entries if entry.exact]
    number = tokens[i].number
    if number is None or number.quantity is None or number.quantity.bound != "exact":
        return False
    if not exact or {claim.id for claim in exact[0].rivals} != {entry.claim.id for entry in exact}:
        return False
    spread = spread_of([entry.claim for entry in exact])
    if spread is None:
        return False
    value = {"median": spread.median, "least": spread.minimum, "greatest": spread.maximum}[role]
    return is_amount(tokens, i, exact[0], exact[0].claim.delta.unit, value, of_factors=True)


def is_extreme(entry: Entry, *, greatest: bool) -> bool:
    """Whether the claim's exact value is the greatest (or least) of all in its group that go the same way."""
    way = entry.claim.delta.direction
    rivals = [claim for claim in entry.rivals if claim.delta.direction == way]
    if not entry.exact or len(rivals) < 2:
        return False
    numbers = [claim.delta.to_value if claim.delta.low is None else claim.delta.low for claim in rivals]
    own = entry.claim.delta.to_value if entry.claim.delta.low is None else entry.claim.delta.low
    known = [number for number in numbers if number is not None]
    return own is not None and same_number(own, max(known) if greatest else min(known))


def _told(field: str | None) -> str | None:
    """What a field of a figure counts: claims where it is none that is counted."""
    return None if field is None else field if field in _COUNTS else "claims"


def _is_bare(said: Statement, i: int) -> bool:
    """Whether the number is a whole one without a unit, in a statement that names no method."""
    number = said.tokens[i].number
    if number is None or number.unit or number.value != int(number.value) or said.own.of("method"):
        return False
    quantity = number.quantity
    return quantity is None or (quantity.unit is None and quantity.bound == "exact" and quantity.sign is None)


def _goes_on(said: Statement, i: int) -> bool:
    """Whether what follows goes on counting: `, 124 in numbers`, `and one of something worse`."""
    after = said.tokens[i + 1] if i + 1 < len(said.tokens) else None
    return role_of(said.tokens, i) == "level" and after is not None and after.is_word(_GOES_ON)
