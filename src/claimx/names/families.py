"""Families of models, and the words that tell their members apart, as `vocabulary/models.yaml` lists them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from claimx.names.spelling import folded, listed

__all__ = ["Family", "Grammar", "grammar", "listed_family"]


class Family(NamedTuple):
    """A family, its fields by the names that they have in the vocabulary, which explains them."""

    name: str
    aliases: tuple[str, ...] = ()
    joint: str = " "
    mark: str = ""
    word: bool = False
    numbers: Literal["version", "variant"] = "version"
    versions: tuple[str, ...] = ()
    sizes: Mapping[str, tuple[float, ...]] = {}


class Grammar(NamedTuple):
    """What is listed, ready to be looked up."""

    families: Mapping[str, Family]
    """By folded spelling."""
    family: re.Pattern[str]
    """The spelling of a family at the beginning of a name, the longest first."""
    owner: re.Pattern[str]
    """A maker with a slash before it: `Qwen/`."""
    maker: re.Pattern[str]
    """A maker with a space before it: `OpenAI's `."""
    before: Mapping[str, str]
    """Variants that are written before the size, by folded spelling, in the order in which they are written."""
    after: Mapping[str, str]
    """Variants that are written behind it."""


@functools.cache
def grammar() -> Grammar:
    """The families, variants and makers, read from the package at the first call."""
    held = listed("models")
    families: dict[str, Family] = {}
    for family in (Family(**entry) for entry in held["families"]):
        families |= {folded(spelling): family for spelling in (family.name, *family.aliases)}
    spellings = sorted({s for f in families.values() for s in (f.name, *f.aliases)}, key=lambda s: (-len(s), s))
    makers = "|".join(re.escape(maker) for maker in sorted(held["makers"], key=len, reverse=True))
    before, after = (
        {folded(spelling): name for name, others in held["variants"][place].items() for spelling in (name, *others)}
        for place in ("before", "after")
    )
    return Grammar(
        families=families,
        family=re.compile(rf"(?:{'|'.join(map(_loosely, spellings))})(?=$|[\s\-_/:(,.]|v?\d)", re.IGNORECASE),
        owner=re.compile(rf"^(?:{makers})/(?=[a-z])", re.IGNORECASE),
        maker=re.compile(rf"^(?:{makers})(?:['’]s?)?[ -](?=[a-z])", re.IGNORECASE),
        before=before,
        after=after,
    )


def listed_family(text: str) -> tuple[Family, str] | None:
    """The family of the vocabulary that a name begins with, and the rest; the longest that does.

    A name of few letters or of capitals that stands alone must be spelt as its makers do: OPT, not opt.
    """
    found = grammar().family.match(text)
    if found is None:
        return None
    family, rest = grammar().families[folded(found[0])], text[found.end() :]
    capitals = family.name.isupper() or len(family.name) < 4
    word = not rest and capitals and found[0] not in (family.name, *family.aliases)
    return None if word else (family, rest)


def _loosely(spelling: str) -> str:
    """A pattern for a spelling with hyphens and spaces free, also between two words that it writes as one."""
    return r"[\s_-]?".join(re.escape(word) for word in re.split(r"[\s_-]|(?<=[a-z])(?=[A-Z])", spelling))
