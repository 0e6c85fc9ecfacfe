"""An abstract surveyed once for the ledger and for all checks: its sentences, who speaks in them, numbers and sizes."""

from __future__ import annotations

import functools
from bisect import bisect_right
from dataclasses import dataclass

from claimx.ledger.planted import planted
from claimx.ledger.voices import own_from
from claimx.papers import Paper
from claimx.quantities import Quantity, Size, quantities, sizes
from claimx.text import Reading, Span, sentences

__all__ = ["Survey", "survey"]

_REACH = 300


@dataclass(frozen=True, slots=True)
class Survey:
    """What stands where in an abstract; all offsets are code points of the abstract as written."""

    title: str
    """The paper's title."""
    abstract: str
    """The abstract's characters."""
    reading: Reading
    """The abstract as written and as read, residue of LaTeX made plain."""
    sentences: tuple[Span, ...]
    """Its sentences, in order; one empty sentence where it has none."""
    first_own: int
    """Index of the first sentence in which the paper speaks of itself; what stands before is background."""
    planted: frozenset[int]
    """Indices of the sentences that give orders to a reader, and of those that go on with them."""
    numbers: tuple[Quantity, ...]
    """Its numbers, in order."""
    sizes: tuple[Size, ...]
    """Its parameter counts, in order."""

    def sentence_index(self, offset: int) -> int:
        """Index of the sentence that holds `offset`; between two sentences the earlier one."""
        return max(0, bisect_right(self.sentences, (offset, len(self.abstract) + 1)) - 1)

    def sentence(self, offset: int) -> Span:
        """The sentence that holds `offset`."""
        return self.sentences[self.sentence_index(offset)]

    def before(self, offset: int, reach: int = _REACH) -> str:
        """What stands in front of `offset` in its sentence, at most `reach` characters of it."""
        return self.abstract[max(self.sentence(offset).start, offset - reach) : offset]

    def after(self, offset: int, reach: int = _REACH) -> str:
        """What stands behind `offset` in the sentence that holds it, at most `reach` characters of it."""
        return self.abstract[offset : min(max(self.sentence(offset).end, offset), offset + reach)]

    def inside(self, start: int, end: int) -> tuple[int, ...]:
        """Indices of the numbers that lie wholly in `abstract[start:end]`."""
        return tuple(i for i, n in enumerate(self.numbers) if start <= n.start and n.end <= end)


def survey(paper: Paper) -> Survey:
    """The survey of a paper's abstract."""
    return _survey(paper.title, paper.abstract)


@functools.lru_cache(maxsize=64)
def _survey(title: str, abstract: str) -> Survey:
    spans = sentences(abstract) or (Span(0, 0),)
    return Survey(
        title=title,
        abstract=abstract,
        reading=Reading.of(abstract),
        sentences=spans,
        first_own=own_from(abstract, spans, title),
        planted=planted(abstract, spans),
        numbers=quantities(abstract),
        sizes=sizes(abstract),
    )
