"""Word lists of the rules, written so that people can read and mend them."""

from __future__ import annotations

__all__ = ["one_of"]


def one_of(words: str) -> str:
    """A regular expression for any of some patterns, which white space separates; `_` in a pattern is a space.

    `one_of("higher rises? up_to")` is `(?:higher|rises?|up\\sto)`. Earlier patterns win over later ones.
    """
    return "(?:" + "|".join(words.split()).replace("_", r"\s") + ")"
