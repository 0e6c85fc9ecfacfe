"""What is found in a text: quantities and model sizes, and the draft of a quantity while it is read."""

from __future__ import annotations

from dataclasses import dataclass
from math import isclose
from typing import Literal

__all__ = ["Bound", "Draft", "Link", "Place", "Quantity", "Size", "same_number"]

Bound = Literal["exact", "up_to", "at_least", "at_most", "about"]
"""Whether a number is exact, the best case (up_to), a least, a most, or about."""
Place = Literal["plain", "name", "size", "year", "reference", "spread", "count"]
"""Where a number stands: plain text; a name or setting (GPT-4, INT4, 2:4); a parameter count; a year; a reference
or list number ([12], Table 3, (1)); the spread after a plus-minus; the total n of `k of n`."""
Link = Literal["range", "from_to", "of", "spread"]
"""What makes two numbers a pair: `35-45%`; `from 19.5 to 31.5`; `5 of the 6`; `63.2 ± 0.4`."""


def same_number(one: float, other: float) -> bool:
    """Whether two numbers, read from text, are the same: no tolerance but that of binary floats."""
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text, with all that its surroundings say of it. Offsets are code points of the text as written."""

    text: str
    """The number as written, with its scale, without sign and unit: `9.1` of `9.1times`, `5 million`, `7B`."""
    start: int
    """Offset of the number's first character."""
    end: int
    """Offset behind the number's last character."""
    value: float
    """The magnitude, scaled: 5 million is 5e6, `an order of magnitude` 10. Always finite and never negative."""
    places: int
    """Decimals written, scale and exponent respected: 1 for 9.1, -5 for 1.2 million, 5 for 3.2e-4. Of words,
    2 for fractions (half) and 1 for multiples (doubles), which are seldom meant to the last digit."""
    sign: Literal["+", "-"] | None = None
    """The sign in front of the number, if any is written."""
    word: bool = False
    """Whether the number is written in words."""
    scale: float = 1.0
    """What the number as written was multiplied with: 1e6 for `5 million` and for the 5 of `5 to 7 million`."""
    unit: str | None = None
    """percent, points, times, ratio, or the unit's own words as written; None for a bare number."""
    unit_end: int = 0
    """Offset behind the number with its unit; the same as `end` where the unit is elsewhere."""
    start_with_sign: int = 0
    """Offset of the sign or currency sign in front of the number; the same as `start` where there is none."""
    bound: Bound = "exact"
    """What the cue at the number makes of it."""
    bound_start: int = 0
    """Offset of the cue in front of the number; the same as `start_with_sign` where there is none."""
    place: Place = "plain"
    """Where the number stands."""
    other: int | None = None
    """Index of the quantity with which this one forms a pair."""
    link: Link | None = None
    """What the pair is."""

    @property
    def step(self) -> float:
        """The unit of the last digit written: 0.1 for 9.1."""
        return 10.0**-self.places

    def says(self, value: float) -> bool:
        """Whether `value` is this number, with its scale (5e6) or without it (5 of `5 million`)."""
        return same_number(self.value, value) or same_number(self.unscaled, value)

    @property
    def signed(self) -> float:
        """The value with its sign."""
        return -self.value if self.sign == "-" else self.value

    @property
    def unscaled(self) -> float:
        """The value without its scale: 14 for `14B`."""
        return self.value / self.scale


@dataclass(frozen=True, slots=True)
class Size:
    """A parameter count of a text, or a range of them."""

    text: str
    """The count as written: `7B`, `60M-1B`, `1.1 billion`."""
    start: int
    """Offset of its first character."""
    end: int
    """Offset behind its last character."""
    low: float
    """Parameters of the smallest model meant."""
    high: float
    """Parameters of the largest; the same as `low` unless a range is written."""
    active: bool = False
    """Whether it counts the activated parameters of a mixture of experts."""
    name: str | None = None
    """The whole name of the model that the count is part of: `Llama-3-8B-Instruct`, `TinyLlama 1.1B`."""


@dataclass(slots=True)
class Draft:
    """A quantity in the making; its offsets are those of the text as read."""

    start: int
    end: int
    value: float
    places: int
    word: bool = False
    scale: float = 1.0
    sign: Literal["+", "-"] | None = None
    start_with_sign: int = 0
    unit: str | None = None
    unit_end: int = 0
    bound: Bound = "exact"
    bound_start: int = 0
    place: Place = "plain"
    other: int | None = None
    link: Link | None = None
    orders: bool = False
    active: bool = False

    @property
    def bare(self) -> bool:
        """Whether it is a plain number that may take unit and scale of its neighbour."""
        return self.place == "plain" and self.unit is None and self.scale == 1

    @property
    def whole(self) -> bool:
        """Whether it is a whole number without scale and unit."""
        return self.bare and self.value == int(self.value)
