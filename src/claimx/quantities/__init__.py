"""Numbers, units, bounds and model sizes as abstracts write them.

    quantities("up to 9.1times higher")[0]   value 9.1, unit times, bound up_to, text "9.1"
    sizes("Llama-3-8B on 15B tokens")[0]     8e9 parameters, name "Llama-3-8B"

A text is read once by `claimx.text.Reading`; numbers are found in it (`numbers`), get their unit (`units`), their
place (`places`, `sizes`), their partner (`links`) and their bound (`bounds`), and are given back with the offsets of
the text as written. Every step looks at a bounded number of characters around a number, so all is linear.
"""

from __future__ import annotations

import re

from claimx.quantities.bounds import put_bound
from claimx.quantities.links import put_links, share_units
from claimx.quantities.numbers import alone, drafts, number_value
from claimx.quantities.places import Surroundings, put_place
from claimx.quantities.sizes import put_sizes, sizes_among
from claimx.quantities.units import put_unit
from claimx.quantities.values import Bound, Draft, Link, Place, Quantity, Size, same_number
from claimx.text import Reading

__all__ = [
    "Bound",
    "Link",
    "Place",
    "Quantity",
    "Size",
    "parse_number",
    "parse_size",
    "quantities",
    "same_number",
    "sizes",
]


def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a text in order, without overlap; every run of digits is inside one of them."""
    return _read(text)[2]


def sizes(text: str) -> tuple[Size, ...]:
    """The parameter counts of a text in order: `7B`, `60M-1B` (one), `1.1 billion parameters`; not `15B tokens`."""
    return sizes_among(*_read(text))


def parse_number(text: str) -> float | None:
    """The value of a string that is one number, as abstracts or models write it, or None where it is none.

    A unit, a bound and a sign may stand with it: `9.1x`, `about 4.2%`, `-3`, `half`, `10^{-3}`, `1.2 trillion`.
    """
    if (value := alone(text.strip().lower())) is not None:
        return value
    found = quantities(text)
    if len(found) != 1 or found[0].place not in ("plain", "size", "year"):
        return None
    number = found[0]
    rest = text[: min(number.bound_start, number.start_with_sign)] + text[number.unit_end :]
    return number.signed if _NOTHING_MORE.fullmatch(rest) else None


def parse_size(text: str) -> tuple[float, float] | None:
    """The smallest and the largest parameter count of a string that tells a size, or None where it tells none.

    `7B`, `60M-1B`, `7B and 13B`, `1.1 billion`, `47B total and 6B active` (the total), `7000000000`.
    """
    found = [size for size in sizes(text) if not size.active]
    if found:
        return min(size.low for size in found), max(size.high for size in found)
    counts = [q.value for q in quantities(text) if q.place == "plain" and q.unit is None and q.value >= 1e5]
    return (min(counts), max(counts)) if counts else None


_NOTHING_MORE = re.compile(r"[\s()\[\].,~≈≥≤<>+$%-]*(?:or\s\w+)?")


def _read(text: str) -> tuple[Reading, list[Draft], tuple[Quantity, ...]]:
    reading = Reading.of(text)
    read = reading.read
    around = Surroundings.of(read)
    found: list[Draft] = []
    for draft in _found(reading):
        previous = found[-1] if found else None
        if draft.word and previous and draft.start < previous.unit_end:
            continue  # the unit of the number before: 3 orders of magnitude
        put_unit(read, draft)
        put_place(around, draft, previous)
        found.append(draft)
    put_links(read, found)
    share_units(read, found)
    put_sizes(around, found)
    for i in range(len(found)):
        put_bound(read, found, i)
    return reading, found, tuple(_as_written(reading, draft) for draft in found)


def _found(reading: Reading) -> list[Draft]:
    """The numbers of a reading, and as names the digits that only the text as written has (`x2014`, `&#8211;`)."""
    found: list[Draft] = []
    written_end = 0
    covered = bytearray(len(reading.written))
    for draft in drafts(reading.read):
        start, end = reading.written_span(draft.start, draft.end)
        if start >= written_end:  # two numbers can come of one piece of residue: 4 and 3 of \frac{4}{3}
            found.append(draft)
            written_end = end
            covered[start:end] = b"\1" * (end - start)
    for run in re.finditer(r"\d+", reading.written):
        if not covered[run.start()]:
            span = reading.read_span(*run.span())
            hidden = Draft(span.start, span.end, number_value(run.group()), 0, place="name")
            hidden.start_with_sign = hidden.start
            found.append(hidden)
    return sorted(found, key=lambda draft: draft.start)


def _as_written(reading: Reading, draft: Draft) -> Quantity:
    start, end = reading.written_span(draft.start, draft.end)
    return Quantity(
        text=reading.written[start:end],
        start=start,
        end=end,
        value=draft.value,
        places=draft.places,
        sign=draft.sign,
        word=draft.word,
        scale=draft.scale,
        unit=draft.unit,
        unit_end=reading.written_span(draft.start, draft.unit_end).end,
        start_with_sign=reading.written_span(draft.start_with_sign, draft.end).start,
        bound=draft.bound,
        bound_start=reading.written_span(draft.bound_start, draft.end).start,
        place=draft.place,
        other=draft.other,
        link=draft.link,
    )
