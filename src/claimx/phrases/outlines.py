"""Claims as a summary sees them: typed rows with short labels and without their abstract, and what groups of them
come to.

A request carries them as JSON lines between two marks, which no name in them can forge: the mark is a hash of what it
fences, as for papers (`claimx.fence`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from claimx.claims import Bound, Confidence, Direction, Kind
from claimx.names import Polarity

__all__ = ["About", "Asked", "GroupOutline", "Outline", "Totals", "fenced_rows", "unfenced_rows"]

About = Literal["paper", "group", "whole"]
"""What a summary is of: one paper, one group of like claims, or all claims."""
Number = int | float

_OPENING = re.compile(r"<rows-([0-9a-f]{12})>\n")


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, allow_inf_nan=False)

    def line(self) -> str:
        """The JSON line, without what is null, empty or a default."""
        return self.model_dump_json(by_alias=True, exclude_defaults=True)


class Outline(_Line):
    """One claim: the fields of `claimx.claims.Claim` that a sentence may tell of."""

    id: str
    """Its label in the request: c1, c2, ..."""
    paper: str
    """The label of its paper: p1, p2, ..."""
    method: str
    metric: str
    better: Polarity | None = None
    """Which way of the metric is better, where that is known."""
    kind: Kind
    value: Number | None = None
    """The number of a change, factor or fraction, or the lower end of a range."""
    high: Number | None = None
    """The upper end of a range."""
    from_: Number | None = Field(None, alias="from")
    """The comparator's level, or the level before."""
    to: Number | None = None
    """The method's level, or the level after."""
    unit: str | None = None
    direction: Direction | None = None
    bound: Bound = "exact"
    size: str | None = None
    """Parameter count of the claim's model, as `7B`."""
    baselines: tuple[str, ...] = ()
    benchmarks: tuple[str, ...] = ()
    verdict: Literal["better", "worse", "same", "unclear"] = "unclear"
    confidence: Confidence = "checked"

    @property
    def in_numbers(self) -> bool:
        """Whether the claim has a number."""
        return self.kind != "qualitative"


class GroupOutline(_Line):
    """What a group of like claims comes to. The median and the range are those of all its exact values, as written
    where all go one way, and else with a sign.
    """

    group: str
    """Its label: g1, g2, ..."""
    metric: str
    benchmark: str | None = None
    kind: Kind
    unit: str | None = None
    direction: Direction | None = None
    """Which way all exact values go; null where they differ."""
    claims: int
    """How many claims it holds."""
    papers: int
    """How many papers they are of."""
    exact: int = 0
    """How many of the claims have a single exact value."""
    median: Number | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    better: int = 0
    """How many claims tell of something better."""
    worse: int = 0
    same: int = 0


class Totals(_Line):
    """What all claims come to."""

    all: int
    """How many claims there are."""
    papers: int
    """How many papers they are of."""
    numbers: int = 0
    """How many are in numbers."""
    words: int = 0
    """How many are in words."""
    bounds: int = 0
    """How many of those in numbers are bounds or ranges."""
    better: int = 0
    worse: int = 0
    same: int = 0


class Asked(BaseModel):
    """What a summary is asked from."""

    model_config = ConfigDict(frozen=True)

    about: About
    claims: tuple[Outline, ...]
    groups: tuple[GroupOutline, ...] = ()
    totals: Totals | None = None


def fenced_rows(asked: Asked) -> str:
    """The request as a user message carries it."""
    parts = [*asked.claims, *asked.groups, *([asked.totals] if asked.totals else [])]
    lines = "\n".join([json.dumps({"about": asked.about}), *(part.line() for part in parts)])
    mark = hashlib.sha256(lines.encode()).hexdigest()[:12]
    return f"<rows-{mark}>\n{lines}\n</rows-{mark}>"


def unfenced_rows(message: str) -> Asked | None:
    """The request that a message is, or None where it is none that can be read: one that stands further behind may be
    part of an abstract.
    """
    opening = _OPENING.match(message)
    if opening is None:
        return None
    lines, closing, _ = message[opening.end() :].partition(f"\n</rows-{opening[1]}>")
    try:
        head, *rows = [json.loads(line) for line in lines.split("\n")]
        whole = bool(closing) and all(isinstance(row, dict) for row in (head, *rows))
        return _asked(head, rows) if whole else None
    except (ValueError, KeyError, RecursionError, ValidationError):
        return None


def _asked(head: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> Asked:
    totals = [Totals.model_validate(row) for row in rows if "all" in row]
    return Asked(
        about=head["about"],
        claims=tuple(Outline.model_validate(row) for row in rows if "id" in row),
        groups=tuple(GroupOutline.model_validate(row) for row in rows if "group" in row),
        totals=totals[0] if totals else None,
    )
