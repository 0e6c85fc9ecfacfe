"""The gold: papers with the claims that people read in them, one JSON object a line.

    {"title": ..., "abstract": ..., "claims": [
        {"method": [...], "metric": [...], "delta": {...}, "model_size": ..., "baseline": [...],
         "benchmark": [...], "evidence": ..., "quantified": ...}, ...]}

`method` and `metric` list acceptable names, preferred first; `baseline` and `benchmark` list what a claim
names, an entry each; the levels of a delta are called `from` and `to`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from claimx.claims import Delta, ModelSize
from claimx.errors import UsageError
from claimx.papers import paper_id

__all__ = ["GoldClaim", "GoldPaper", "read_gold"]


def _with_our_names(delta: Any) -> Any:
    """The delta with `from` and `to` called as in a claim: Python keeps the word `from` to itself."""
    if not isinstance(delta, dict):
        return delta
    ours = {"from": "from_value", "to": "to_value"}
    return {ours.get(key, key): value for key, value in delta.items()}


class _Gold(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class GoldClaim(_Gold):
    """A claim as a person read it."""

    method: tuple[str, ...] = Field(min_length=1)
    """Acceptable names of what is claimed to perform, preferred first."""
    metric: tuple[str, ...] = Field(min_length=1)
    """Acceptable names of what was measured, preferred first."""
    delta: Annotated[Delta, BeforeValidator(_with_our_names)]
    """By how much, and which way."""
    model_size: ModelSize | None
    """Size of the model that the claim is about, or null."""
    baseline: tuple[str, ...]
    """What it is compared with, an entry each."""
    benchmark: tuple[str, ...]
    """What it was measured on, an entry each."""
    evidence: str = Field(min_length=1)
    """An exact piece of the abstract."""
    quantified: bool
    """Whether the outcome is given in numbers."""

    @model_validator(mode="after")
    def _quantified_means_numbers(self) -> Self:
        if self.quantified != bool(self.delta.numbers):
            raise ValueError("quantified and the numbers disagree")
        return self


class GoldPaper(_Gold):
    """An abstract with all its claims; no claims means that a person found none."""

    title: str
    """The title as the snapshot shows it."""
    abstract: str
    """The abstract as the snapshot shows it."""
    claims: tuple[GoldClaim, ...]
    """Every claim of the abstract."""

    @model_validator(mode="after")
    def _evidence_is_in_the_abstract(self) -> Self:
        for claim in self.claims:
            if claim.evidence not in self.abstract:
                raise ValueError(f"the evidence {claim.evidence[:60]!r} is not in the abstract")
        return self

    @property
    def id(self) -> str:
        """The hash of the folded title, as `papers.paper_id` gives it."""
        return paper_id(self.title)


def read_gold(path: str | Path) -> tuple[GoldPaper, ...]:
    """The papers of a gold file, in its order; blank lines are passed over.

    Raises:
        UsageError: The file cannot be read or holds no paper, or a line is no gold paper or repeats one.
    """
    first_line: dict[str, int] = {}
    papers = []
    for line, text in _lines(path):
        paper = _parsed(f"{path}:{line}", text)
        if paper.id in first_line:
            raise UsageError(f"{path}:{line}: the paper of line {first_line[paper.id]} again; keep one.")
        first_line[paper.id] = line
        papers.append(paper)
    if not papers:
        raise UsageError(f"{path}: no gold paper in it; expected one JSON object a line.")
    return tuple(papers)


def _lines(path: str | Path) -> Iterator[tuple[int, str]]:
    try:
        with open(path, encoding="utf-8-sig") as file:
            for line, text in enumerate(file, start=1):
                if text.strip():
                    yield line, text
    except OSError as error:
        raise UsageError(f"{path}: the gold file cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: the gold file is not UTF-8.") from error


def _parsed(where: str, text: str) -> GoldPaper:
    try:
        return GoldPaper.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise UsageError(f"{where}: no gold paper: {place + ': ' if place else ''}{first['msg']}.") from error
