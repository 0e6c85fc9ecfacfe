"""A paper as a snapshot shows it."""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict

__all__ = ["Paper", "Source", "folded_title", "merge_papers", "paper_id"]


class Source(BaseModel):
    """The place in a snapshot where a paper was seen."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    snapshot: str
    """The snapshot's file name, without its folders."""
    entry: int
    """The entry's number in the snapshot, from 1."""
    line: int
    """The line of the entry's title in the snapshot, from 1."""


class Paper(BaseModel):
    """A distinct paper: its title and abstract with the snapshot's own characters, and where it was seen."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    id: str
    """The arXiv id where known, else a hash of the folded title."""
    title: str
    """The title as the snapshot shows it."""
    abstract: str
    """The abstract's characters; the lines of a paragraph are joined by one space, nothing else is changed."""
    published: datetime.date | None = None
    """The day the paper is dated, or null where the snapshot shows none."""
    authors_count: int | None = None
    """The number of authors, or null where the snapshot shows none."""
    organisation: str | None = None
    """The organisation in the byline, as shown, or null."""
    comments: int | None = None
    """The number of comments that the snapshot shows, or null where it shows none."""
    sources: tuple[Source, ...] = ()
    """Every place where the paper was seen, in reading order."""


def folded_title(title: str) -> str:
    """The letters and digits of a title, lower case: what makes two titles the same."""
    decomposed = unicodedata.normalize("NFKD", title).casefold()
    return re.sub(r"[^\w]+|_", "", "".join(c for c in decomposed if not unicodedata.combining(c)))


def paper_id(title: str) -> str:
    """The id of a paper without an arXiv id: 12 hex digits of the SHA-256 of its folded title."""
    return hashlib.sha256((folded_title(title) or title).encode()).hexdigest()[:12]


def merge_papers(papers: Iterable[Paper]) -> Iterator[Paper]:
    """Distinct papers in the order of their first sight, each with the sources of all its sights.

    The first sight gives title, abstract and date; what it does not show is taken from a later one. All input is read
    before the first paper is given, since the last entry may add a source to the first paper.
    """
    distinct: dict[str, Paper] = {}
    for paper in papers:
        known = distinct.get(paper.id)
        distinct[paper.id] = paper if known is None else _joined(known, paper)
    yield from distinct.values()


def _joined(first: Paper, later: Paper) -> Paper:
    sources = first.sources + tuple(s for s in later.sources if s not in first.sources)
    gaps = {
        name: getattr(later, name)
        for name in ("published", "authors_count", "organisation", "comments")
        if getattr(first, name) is None
    }
    return first.model_copy(update={**gaps, "sources": sources})
