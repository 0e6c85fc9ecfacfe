"""What a model is asked to return: compact, every string and list bounded, numbers as the abstract writes them.

Apart from the public `Claim` on purpose. A number is asked for as a string, copied from the text, for two reasons: a
grammar can bound a string and not a float, and a copied number can be held against its quote digit by digit. What is
null may be left out, which saves a third of the answer's tokens.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from claimx.claims import Bound, Direction, Kind

__all__ = ["AnsweredClaim", "AnsweredClaims"]

Name = Annotated[str, Field(max_length=120)]
Number = Annotated[str, Field(max_length=32)]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True, populate_by_name=True)


class AnsweredClaim(_Wire):
    """One claim, as a model answers it."""

    quote: Annotated[str, Field(min_length=1, max_length=500)]
    """Copied from the abstract, character for character, at most one sentence."""
    method: Name
    """What performs."""
    metric: Name
    """What was measured."""
    kind: Kind
    """change, factor, fraction, level or qualitative."""
    value: Number | None = None
    """The number as written, or the lower end of a range."""
    high: Number | None = None
    """The upper end of a range."""
    from_: Annotated[Number | None, Field(alias="from")] = None
    """The comparator's or the earlier level."""
    to: Number | None = None
    """The method's or the later level."""
    unit: Annotated[str, Field(max_length=40)] | None = None
    """percent, points, times, ratio, or the unit's own word."""
    direction: Direction | None = None
    """Which way the metric moves."""
    bound: Bound = "exact"
    """exact, up_to, at_least, at_most or about."""
    size: Annotated[str, Field(max_length=60)] | None = None
    """Parameter count of the method's model, as written."""
    baselines: Annotated[list[Name], Field(max_length=8)] = Field(default_factory=list)
    """What it is compared with."""
    benchmarks: Annotated[list[Name], Field(max_length=8)] = Field(default_factory=list)
    """What it was measured on."""


class AnsweredClaims(_Wire):
    """All claims of one abstract; an empty list where it makes none."""

    claims: Annotated[list[AnsweredClaim], Field(max_length=32)]
