"""A summary: checked sentences of the whole, of its larger groups and of each paper, with the claims that bear each
out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from claimx.comparison import Comparison

__all__ = ["GroupSummary", "PaperSummary", "Sentence", "Summary", "digest_of"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Sentence(_Value):
    """A sentence that holds."""

    text: str
    """The sentence, on one line."""
    claims: tuple[str, ...]
    """Ids of the claims that bear it out."""
    by: Literal["model", "template"] = "model"
    """Whether the model wrote it, or a template does, since there was no answer or none that held."""


class GroupSummary(_Value):
    """What a group of like claims comes to."""

    heading: str
    """The metric, its benchmark and the kind of numbers."""
    sentences: tuple[Sentence, ...]
    """One sentence."""


class PaperSummary(_Value):
    """What a paper claims."""

    paper_id: str
    """The paper's id."""
    title: str
    """The paper's title."""
    sentences: tuple[Sentence, ...]
    """One or two sentences."""


class Summary(_Value):
    """Claims in prose."""

    claims_digest: str
    """Hash of the claims that it is of: of other claims it says nothing."""
    model: str | None = None
    """The model that was asked; null where none was."""
    whole: tuple[Sentence, ...] = ()
    """Up to eight sentences on all claims, the last of which says what they cannot show."""
    groups: tuple[GroupSummary, ...] = ()
    """The larger groups, in the order of the comparison."""
    papers: tuple[PaperSummary, ...] = ()
    """Every paper with claims, in the order of titles."""
    problems: tuple[str, ...] = ()
    """Why sentences are templates: what the model's own said wrong, and requests without an answer."""

    @property
    def sentences(self) -> Iterator[Sentence]:
        """All sentences, in order."""
        yield from self.whole
        for group in self.groups:
            yield from group.sentences
        for paper in self.papers:
            yield from paper.sentences


def digest_of(comparison: Comparison) -> str:
    """12 hex digits that change with any claim that is compared; their order says nothing, nor do the names that they
    are given, which a user's aliases change.
    """
    claims = [claim for row in comparison.rows for claim in (row.claim, *row.also)]
    lines = sorted(json.dumps(claim.model_dump(exclude={"names"})) for claim in claims)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
