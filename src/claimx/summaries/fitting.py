"""Whether a number of a sentence is a number of a claim: the same value, unit, bound and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from claimx.quantities import same_number
from claimx.summaries.readings import Number, Token
from claimx.summaries.roles import role_of
from claimx.summaries.scopes import Entry
from claimx.text import word_set

__all__ = ["Field", "fitting_field", "is_amount"]

Field = Literal["value", "from", "to"]
"""Which number of a claim."""

_SKIPPED = word_set("of a an between and to")


def fitting_field(tokens: Sequence[Token], i: int, entry: Entry) -> Field | None:
    """Which number of the claim the i-th token says; None where it says none of them, or says it as something else."""
    number = tokens[i].number
    if number is None or number.quantity is None:
        return None
    bound, delta = number.quantity.bound, entry.claim.delta
    for field, value, bears_bound in _candidates(entry, _role(tokens, i), number):
        unit = delta.unit if field == "value" or delta.kind == "level" else None
        bounded = bound == (delta.bound if bears_bound else "exact") or (delta.kind == "level" and bound == delta.bound)
        if bounded and is_amount(tokens, i, entry, unit, value):
            return field
    return None


def is_amount(
    tokens: Sequence[Token], i: int, entry: Entry, unit: str | None, value: float, *, of_factors: bool = False
) -> bool:
    """Whether the i-th token is this value in this unit of the claim's; `of_factors` lets the unit of factors be left
    out: `with a median of 1.9`.
    """
    number = tokens[i].number
    if number is None or number.quantity is None:
        return False
    quantity = number.quantity
    if unit == "ratio" and quantity.unit == "percent" and entry.claim.delta.kind == "fraction":
        return same_number(number.value, value * 100)
    if not (same_number(number.value, value) or (quantity.sign is None and quantity.says(value))):
        return False
    read = quantity.unit or ("times" if _is_factor(tokens, i) else None)
    own = number.unit is not None and number.unit.of(entry.outline.id, "unit")
    match unit:
        case None:
            return read is None and number.unit is None
        case "percent" | "points":
            return read == unit
        case "times":
            return read == unit or (of_factors and read is None)
        case "ratio":
            return read in ("ratio", None) and number.unit is None
        case _:
            money = unit.startswith("$")
            return (read == "$") == money and (own or unit.strip() == "$")


def _role(tokens: Sequence[Token], i: int) -> str:
    """The number's role; of a verb that is a number, what the verb does."""
    number = tokens[i].number
    word = tokens[i].text.lower() if number and number.quantity and number.quantity.word else ""
    if word.startswith(("doubl", "tripl", "quadrupl", "quintupl")):
        return "multiplying"
    return "halving" if word.startswith("halv") else role_of(tokens, i)


def _candidates(entry: Entry, role: str, number: Number) -> Iterator[tuple[Field, float, bool]]:
    """The numbers of a claim that a number in this role may be: which, its value, and whether the bound is its own."""
    delta = entry.claim.delta
    if _is_value(role, entry) and delta.low is not None and delta.high is not None:
        if same_number(delta.low, delta.high):
            yield "value", delta.low, True
        elif number.quantity is not None and number.quantity.link in ("range", "from_to"):
            yield "value", delta.low if number.leads else delta.high, True
    if role in ("to", "level") and delta.to_value is not None:
        yield "to", delta.to_value, delta.low is None
    if role == "from" and delta.from_value is not None:
        yield "from", delta.from_value, delta.to_value is None and delta.low is None


def _is_value(role: str, entry: Entry) -> bool:
    """Whether a number in this role may be what a claim of this kind and direction gives as its value."""
    kind, direction = entry.claim.delta.kind, entry.claim.delta.direction
    match role:
        case "change":
            return kind in ("change", "factor")
        case "multiple" | "multiplying":
            return kind == "factor" and direction == "increase"
        case "share":
            return kind == "fraction"
        case "halving":
            return kind == "fraction" and direction == "decrease"
        case _:
            return kind == "level" and role in ("to", "level")


def _is_factor(tokens: Sequence[Token], i: int) -> bool:
    """Whether the number stands behind `a factor of`."""
    at = i - 1
    while at >= 0 and (tokens[at].is_word(_SKIPPED) or tokens[at].kind == "number"):
        at -= 1
    return at >= 0 and tokens[at].is_word("factor")
