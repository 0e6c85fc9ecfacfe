"""Text from outside made fit for a terminal or an error message: no control character of it is ever sent."""

from __future__ import annotations

import json
import re
import unicodedata

__all__ = ["escaped", "json_escaped", "one_line", "printable"]

_KEPT = "\n\t"
_BEYOND_ASCII = re.compile(r"[^\n -~]")


def printable(text: str) -> str:
    """`text` with control, format and private characters shown as escapes (`\\x1b`); line breaks and tabs stay.

    Format characters include the bidirectional overrides that can make a line read otherwise than it is. Lone
    surrogates, which no encoder takes, are escaped too.
    """
    if text.isprintable():
        return text
    return "".join(c if c in _KEPT or c.isprintable() or _is_space(c) else _escaped(c) for c in text)


def one_line(text: str) -> str:
    """`printable` text with every run of white space, line breaks of any kind included, as one space."""
    return printable(" ".join(text.split()))


def escaped(text: str) -> str:
    """`text` with everything that is not printable as an escape, line breaks and tabs too: for names of files."""
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def json_escaped(text: str) -> str:
    """JSON text with JSON's own escape for every character in it that is not printable: the same value, and nothing
    that a terminal would obey.
    """
    return _BEYOND_ASCII.sub(lambda c: c[0] if c[0].isprintable() or _is_space(c[0]) else json.dumps(c[0])[1:-1], text)


def _is_space(character: str) -> bool:
    return unicodedata.category(character) == "Zs"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")
