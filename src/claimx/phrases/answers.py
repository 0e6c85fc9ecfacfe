"""What a model is asked to return for a summary: compact, every string and list bounded, so that a grammar can hold
a small model to it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["LONGEST", "AnsweredFigure", "AnsweredSentence", "AnsweredSummary", "Function"]

LONGEST = 400
"""Characters of a sentence, at most."""

Function = Literal["none", "count", "median", "minimum", "maximum"]
"""Where a figure comes from: from a claim as it stands there (none), or from a function over the claims named."""

_Label = Annotated[str, Field(max_length=8)]
_Labels = Annotated[list[_Label], Field(max_length=16)]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class AnsweredFigure(_Wire):
    """A figure of a sentence, and where it comes from."""

    text: Annotated[str, Field(max_length=40)]
    """The figure as the sentence writes it."""
    function: Function = "none"
    """none where a row has the figure itself."""
    claims: _Labels = Field(default_factory=list)
    """The row that has it, or the rows or groups it is computed over."""
    field: Literal["value", "from", "to", "claims", "papers", "methods", "benchmarks"] = "value"
    """What is taken of the rows, or what of them is counted."""


class AnsweredSentence(_Wire):
    """One sentence about the rows."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    """The sentence, ending in a full stop."""
    claims: _Labels
    """Ids of the rows, or of the groups, that it tells of."""
    figures: Annotated[list[AnsweredFigure], Field(max_length=12)] = Field(default_factory=list)
    """Every figure of the sentence."""


class AnsweredSummary(_Wire):
    """The sentences that are asked for, in order."""

    sentences: Annotated[list[AnsweredSentence], Field(max_length=8)]
