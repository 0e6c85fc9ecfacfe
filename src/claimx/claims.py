"""A claim: what an abstract says that a method achieves, with the exact words that say it.

The attribute docstrings below are read three times: by people, in the JSON Schemas of `schemas/`, and in the
documentation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from claimx.names import Names

__all__ = [
    "Basis",
    "Bound",
    "Claim",
    "Confidence",
    "Delta",
    "Direction",
    "Evidence",
    "Finding",
    "Kind",
    "ModelSize",
    "Names",
    "Provenance",
    "Rejected",
    "Severity",
    "claim_id",
]

Kind = Literal["change", "factor", "fraction", "level", "qualitative"]
Direction = Literal["increase", "decrease", "equal"]
Bound = Literal["exact", "up_to", "at_least", "at_most", "about"]
Basis = Literal["absolute", "relative", "unstated"]
Confidence = Literal["firm", "checked", "doubtful"]
Severity = Literal["reject", "flag", "note"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


class Delta(_Value):
    """What was gained, lost, reached or kept."""

    kind: Kind
    """change: a difference (by 4.2 points, 27% fewer); factor: a multiple (9.1x, doubles); fraction: a share of a
    reference amount (83% of the benefit, half the memory); level: an absolute value, or a move between two;
    qualitative: an outcome in words."""
    low: float | None = None
    """The number as written, or the lower end of a range; null for a single level and for words."""
    high: float | None = None
    """The upper end of a range; the same as low where there is one number."""
    from_value: float | None = None
    """The level of the comparator, or the level before."""
    to_value: float | None = None
    """The level of the method, or the level after."""
    unit: str | None = None
    """percent, points, times, ratio, or the unit's own word as written; null for a bare score."""
    direction: Direction | None = None
    """Which way the metric as named moves: equal for parity; null for a plain level."""
    bound: Bound = "exact"
    """Whether the number is exact, the best case (up_to), a least, a most, or about."""
    basis: Basis = "unstated"
    """What a percent is a percent of: absolute where it means points, relative where it means a share of the old
    level, unstated where neither the words nor the levels tell."""

    @model_validator(mode="after")
    def _numbers_fit_the_kind(self) -> Self:
        if self.kind == "qualitative" and self.numbers:
            raise ValueError("a qualitative delta has no numbers")
        if self.kind != "qualitative" and not self.numbers:
            raise ValueError(f"a {self.kind} needs a number")
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high come together")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is above high")
        return self

    @property
    def numbers(self) -> tuple[float, ...]:
        """The distinct numbers of the delta, in the order low, high, from, to."""
        given = (self.low, self.high, self.from_value, self.to_value)
        return tuple(dict.fromkeys(n for n in given if n is not None))


class ModelSize(_Value):
    """The parameter count of the model that a claim is about."""

    low: float = Field(gt=0)
    """Parameters of the smallest model of the claim."""
    high: float = Field(gt=0)
    """Parameters of the largest; the same as low where there is one model."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


class Evidence(_Value):
    """The words of the abstract that carry the claim: abstract[start:end] == quote, always."""

    quote: str
    """An exact, contiguous piece of the abstract."""
    start: int = Field(ge=0)
    """Offset of the quote's first character in the abstract, in Unicode code points."""
    end: int = Field(ge=0)
    """Offset behind the quote's last character."""

    @model_validator(mode="after")
    def _as_long_as_its_span(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError("the span and the quote differ in length")
        return self


class Finding(_Value):
    """What a check found wrong, odd or worth knowing about a claim."""

    code: str
    """A stable code, such as V2."""
    severity: Severity
    """reject: the claim is not kept; flag: kept and marked doubtful; note: kept as it is."""
    message: str
    """What was found, in one sentence."""


class Provenance(_Value):
    """Where a claim comes from."""

    model: str
    """The model that answered, as the server names it."""
    prompt: str
    """Hash of the prompt and of the schema that the model was given."""
    exchange: str
    """Id of the exchange in the journal that brought the claim."""
    snapshot: str | None = None
    """File name of the first snapshot that shows the paper."""


class Claim(_Value):
    """An outcome that an abstract reports, typed, grounded and checked."""

    id: str
    """Hash of the paper, the evidence's span and the numbers: the same from run to run."""
    paper_id: str
    """The paper's id."""
    title: str
    """The paper's title."""
    method: str
    """What is claimed to perform: a method, a model, a component or a finding."""
    metric: str
    """What was measured, as written."""
    delta: Delta
    """By how much, and which way."""
    model_size: ModelSize | None = None
    """Size of the model that the claim is about, or null where the abstract ties none to it."""
    baselines: tuple[str, ...] = ()
    """What it is compared with."""
    benchmarks: tuple[str, ...] = ()
    """The benchmarks, data sets or tasks it was measured on."""
    evidence: Evidence
    """The words that say it."""
    quantified: bool
    """Whether the outcome is given in numbers."""
    confidence: Confidence = "checked"
    """firm: all checks pass and only one reading is possible; checked: all checks pass; doubtful: a check flags it."""
    findings: tuple[Finding, ...] = ()
    """What the checks found."""
    names: Names = Names()
    """Canonical names."""
    provenance: Provenance
    """Where the claim comes from."""

    @model_validator(mode="after")
    def _quantified_means_numbers(self) -> Self:
        if self.quantified != bool(self.delta.numbers):
            raise ValueError("quantified and the numbers disagree")
        return self


class Rejected(_Value):
    """A claim that the model made and the checks refused: kept in the record, never among the claims."""

    paper_id: str
    """The paper's id."""
    method: str
    """What the model named as the method."""
    metric: str
    """What the model named as the metric."""
    value: str
    """The numbers as the model gave them, for people to read."""
    quote: str
    """What the model gave as the quote, whether or not it stands in the abstract."""
    findings: tuple[Finding, ...]
    """Why it was refused."""
    exchange: str | None = None
    """Id of the exchange in the journal that brought it."""

    @classmethod
    def of(cls, claim: Claim) -> Rejected:
        """The record of a grounded claim that its findings refuse."""
        delta = claim.delta
        numbers = " ".join(f"{number:g}" for number in delta.numbers)
        return cls(
            paper_id=claim.paper_id,
            method=claim.method,
            metric=claim.metric,
            value=f"{numbers} {delta.unit or ''}".strip(),
            quote=claim.evidence.quote,
            findings=claim.findings,
            exchange=claim.provenance.exchange,
        )


def claim_id(paper_id: str, start: int, end: int, parts: Iterable[object]) -> str:
    """12 hex digits that name a claim: `parts` are its numbers, or for words what tells it from its neighbours."""
    key = "\x1f".join([paper_id, str(start), str(end), *(repr(p) for p in parts)])
    return hashlib.sha256(key.encode()).hexdigest()[:12]
