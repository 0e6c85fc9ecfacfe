"""The parts of a Daily Papers page: what each of its lines is, by itself and by its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal, TypeVar

from claimx.snapshots.dates import has_date_form
from claimx.snapshots.lines import Block

__all__ = [
    "TITLE_LENGTH",
    "Part",
    "arxiv_id",
    "authors_count",
    "looks_like",
    "organisation",
    "parts",
    "with_next",
]

Kind = Literal["head", "dateline", "text", "byline", "dot", "date", "arxiv"]
T = TypeVar("T")

TITLE_LENGTH = 300
"""No title is longer: of 111 entries the longest title has 194 characters, the shortest abstract 1,382."""

BYLINE_LENGTH = 120
"""No byline is longer: so an abstract directly above a date is not taken for an organisation."""

_DOT = "·"
_BYLINES_OF_THE_PAGE = frozenset({"byak and the research community", "by ak and the research community"})
_MARKS = _BYLINES_OF_THE_PAGE | {"daily papers", "get trending papers in your email inbox!"}
_HEAD = _MARKS | {"new", "subscribe"}
_AUTHORS = re.compile(r"(?P<bullet>• ?)?(?P<count>[0-9]{1,6}) authors?")
_ARXIV = re.compile(
    r"(?:arxiv: ?|https?://(?:www\.)?(?:arxiv\.org/(?:abs|pdf)|huggingface\.co/papers)/)?"
    r"(?P<id>[0-9]{4}\.[0-9]{4,5})(?:v[0-9]{1,3})?(?:\.pdf)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A line of metadata, or a title or a paragraph with its lines joined by one space."""

    kind: Kind
    """What it is: `text` is a title or a paragraph, which only the entry tells apart."""
    line: int
    """Its first line, from 1."""
    text: str
    """Its characters, without the white space around its lines."""
    page: int
    """How many page heads stand before it: of pages joined in one file each leaves out a year of its own."""


def parts(blocks: Iterable[Block]) -> Iterator[Part]:
    """The parts of a page as they come."""
    page = 0
    before: Kind | None = None
    for block, following in with_next(blocks):
        lines_after = [_plain(text) for _, text in [*block[1:], *(following or [(0, "")])[:1]]]
        kinds: list[Kind] = []
        for (_, text), after in zip(block, lines_after, strict=True):
            before = _kind(text, after, before, first=not kinds)
            kinds.append(before)
        for kind, run in groupby(zip(kinds, block, strict=True), key=lambda marked: marked[0]):
            lines = [line for _, line in run]
            if kind == "text":
                lines = [(lines[0][0], " ".join(text for _, text in lines))]
            for number, text in lines:
                page += kind == "head" and _plain(text).casefold() in _BYLINES_OF_THE_PAGE
                if kind != "dot":
                    yield Part(kind, number, text, page)


def looks_like(head: str) -> bool:
    """Whether a text so begun is a Daily Papers page: it has the page's head, or a byline with its dot.

    The page's HTML, which has the same words, is not.
    """
    if head.lstrip().startswith("<"):
        return False
    lines = [_plain(line) for line in head.split("\n") if line.strip()]
    if any(line.casefold() in _MARKS for line in lines):
        return True
    return any(_AUTHORS.fullmatch(line) and after == _DOT for line, after in pairwise(lines))


def authors_count(byline: Part) -> int | None:
    """The number of authors in a byline that shows one."""
    found = _AUTHORS.fullmatch(_plain(byline.text))
    return int(found["count"]) if found else None


def organisation(byline: Part) -> str | None:
    """The organisation in a byline that does not count authors."""
    return byline.text.removeprefix("•").strip() if authors_count(byline) is None else None


def arxiv_id(part: Part) -> str | None:
    """The arXiv id that a line consists of, without its version."""
    found = _ARXIV.fullmatch(_plain(part.text))
    return found["id"] if found else None


def with_next(values: Iterable[T]) -> Iterator[tuple[T, T | None]]:
    """Each value with the one behind it, the last with None."""
    walk = iter(values)
    value = next(walk, None)
    while value is not None:
        following = next(walk, None)
        yield value, following
        value = following


def _kind(text: str, after: str, before: Kind | None, *, first: bool) -> Kind:
    """What a line is, by the next line that is not blank and the kind of the last; `first`: of its block."""
    if len(text) > TITLE_LENGTH:
        return "text"
    plain = _plain(text)
    if plain == _DOT:
        return "dot"
    if before in ("dot", "byline") and (has_date_form(plain) or (before == "dot" and not first)):
        return "date"
    authors = _AUTHORS.fullmatch(plain)
    if (after == _DOT and len(plain) <= BYLINE_LENGTH) or (authors and authors["bullet"]):
        return "byline"
    if before == "text" and not first:
        return "text"
    if plain.casefold() in _HEAD:
        return "head"
    if before in (None, "head") and has_date_form(plain):
        return "dateline"
    return "arxiv" if _ARXIV.fullmatch(plain) else "text"


def _plain(text: str) -> str:
    """The text with one space for each run of white space, NBSP among it."""
    return " ".join(text.split())
