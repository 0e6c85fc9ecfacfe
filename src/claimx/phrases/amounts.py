"""Numbers, names and lists as a sentence says them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from claimx.claims import Bound
from claimx.printable import one_line

__all__ = ["amount", "capitalised", "counted", "listed", "many", "number_text", "shortened"]

_BOUNDS: dict[Bound, str] = {
    "exact": "",
    "up_to": "up to ",
    "at_least": "at least ",
    "at_most": "at most ",
    "about": "about ",
}
_PARTS = {0.5: "half", 1 / 3: "a third", 2 / 3: "two thirds", 0.25: "a quarter", 0.2: "a fifth", 0.1: "a tenth"}
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number_text(number: float) -> str:
    """A number without needless zeros, thousands apart: `4.2`, `12,000`, `-3`."""
    if number and not 1e-6 <= abs(number) < 1e15:
        return repr(float(number))
    text = format(Decimal(repr(number)), ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(low: float, high: float | None, unit: str | None, bound: Bound = "exact") -> str:
    """An amount with its unit and its bound: `up to 4.2 points`, `12% to 19%`, `half`, `$38 per million passages`."""
    if high is None or high == low:
        return _BOUNDS[bound] + _with_unit(low, unit)
    first = _with_unit(low, unit) if unit in ("percent", "ratio") else number_text(low)
    return f"{_BOUNDS[bound]}{first} to {_with_unit(high, unit)}"


def _with_unit(number: float, unit: str | None) -> str:
    text = number_text(number)
    if unit is None:
        return text
    if unit == "percent":
        return f"{text}%"
    if unit == "ratio":
        return next((word for part, word in _PARTS.items() if math.isclose(part, number)), text)
    if unit in ("points", "times"):
        return f"{text} {unit[:-1] if number == 1 else unit}"
    if unit.startswith("$"):
        return f"${text} {one_line(unit[1:])}".rstrip()
    return f"{text} {one_line(unit)}"


def many(count: int, noun: str) -> str:
    """`one claim`, `twelve claims`, `220 claims`."""
    return f"{counted(count)} {noun}{'' if count == 1 else 's'}"


def counted(count: int) -> str:
    """A count in words up to twelve, beyond in digits."""
    return _WORDS[count] if count < len(_WORDS) else f"{count:,}"


def listed(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    shown = [one_line(name) for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def capitalised(text: str) -> str:
    """The text with a capital at its beginning, unless its first word has capitals or digits of its own (`nDCG`)."""
    first = text.split(" ", 1)[0]
    return text if any(c.isupper() or c.isdigit() for c in first[1:]) else text[:1].upper() + text[1:]


def shortened(text: str, longest: int) -> str:
    """The text, cut where it is too long."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
