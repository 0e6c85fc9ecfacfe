"""How names are compared: what of a spelling says nothing, and what does."""

from __future__ import annotations

import functools
import importlib.resources
import re
import unicodedata
from typing import Any

__all__ = ["folded", "is_acronym", "listed", "spaced"]

_DASHES = re.compile(r"[\s_\-\u2010-\u2015\u2212]+")
_WORDS = frozenset({"spider", "multipl-e"})
"""Mixed-case names that fold into words (benchmarks.yaml); the others of its list are caught as acronyms."""


def folded(name: str) -> str:
    """A name without case, hyphens, underscores and spaces: what makes two spellings of a name the same."""
    return _DASHES.sub("", unicodedata.normalize("NFKC", name).casefold())


def spaced(name: str) -> str:
    """A name as written, hyphens, underscores and runs of white space being one space."""
    return _DASHES.sub(" ", unicodedata.normalize("NFKC", name)).strip()


def is_acronym(spelling: str) -> bool:
    """Whether a spelling would fold into a word that means something else: short, or of capitals only."""
    if spelling.casefold() in _WORDS:
        return True
    if len(spelling) > 4:
        return spelling.isalpha() and spelling.isupper()
    return not (spelling.isalpha() and spelling[1:].islower())


@functools.cache
def listed(file: str) -> Any:
    """What a file of the vocabulary holds, read from the package at the first call."""
    # Imported here so that importing claimx does not wait for a parser that many programs never need.
    import yaml

    source = importlib.resources.files("claimx").joinpath("vocabulary", f"{file}.yaml").read_text("utf-8")
    # S506 knows SafeLoader only by name; CSafeLoader is the same loader, ten times faster.
    return yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
