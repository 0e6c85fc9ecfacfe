"""What every report says beside its table: the counts of a run, how it was made, and what its words mean."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from claimx.claims import Claim
from claimx.papers import Paper
from claimx.reports import Report

__all__ = ["NOTES", "SENTENCE", "Counts", "counted", "counts", "period", "run_facts"]

SENTENCE = "All numbers are what the authors say in their abstracts."

NOTES: tuple[tuple[str, str], ...] = (
    (
        "What stands together",
        "Claims of one metric, one benchmark and one kind of number. Percent, points, factors, shares "
        "and levels never share a ranking, but where one converts into the other; then the value is shown "
        "as written and beside it as derived. A claim on several benchmarks stands with claims on the same "
        "ones only. Where no benchmark is named, papers share a group only for what they gained or lost "
        "against a named comparator on a metric that says what was measured; their levels, vague metrics and "
        "unknown ones stay apart. A result that is told in several snapshots or by several models counts once.",
    ),
    (
        "Kinds",
        "A change is a difference (+4.2 points), a factor a multiple (9.1×), a share a part of a "
        "reference amount (27% of reference), a level a value reached (79%) or a move between two "
        "(7.2% → 12.6%). Outcomes in words have no number.",
    ),
    (
        "Percent",
        "A change in percent may be one of points or of the old level. Where the abstract says which, "
        "its levels prove it, or the metric has no points (25% less memory), the group says so; mostly "
        "it is not said, and such a group has no median.",
    ),
    (
        "Bounds",
        "“Up to” is the best case, ≥ a least, ≤ a most, ≈ about. Bounds and ranges are shown below "
        "the exact values and are never ranked with them or counted in a median.",
    ),
    (
        "Median and range",
        "Of exact values, from three on. There is no mean and no interval: abstracts give no spread, "
        "and their set-ups differ.",
    ),
    (
        "Verdict",
        "Better and worse follow from the direction of the claim and the better direction of the "
        "metric (↑ higher, ↓ lower, ↕ depends). Without one of them it is unclear.",
    ),
    (
        "Checks",
        "Firm: all checks pass and only one reading is possible. Checked: all checks pass. Doubtful: "
        "a check found something, and the claim says what. A claim whose quote or numbers do not "
        "stand in the abstract is rejected.",
    ),
    (
        "Limits",
        "Abstracts tell of success: what did not work is seldom in them. Nothing here was measured "
        "again, and numbers of different papers come from different set-ups even where the benchmark "
        "is the same.",
    ),
)
"""Terms and what they mean, in the order in which a reader needs them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was read, found, kept and left open."""

    papers: int
    """Papers read; of claims without their papers, those that the claims name."""
    found: int
    """Claims found, kept or rejected."""
    grounded: int | None
    """Claims kept whose quote stands in the abstract at its offsets; None where no abstract is at hand."""
    rejected: int
    """Claims refused by the checks."""
    failed: int
    """Papers that got no answer."""
    numbers: int
    """Numbers in the abstracts, by the ledger."""
    unaccounted: int
    """Those of them without a role."""

    @property
    def accounted_share(self) -> float | None:
        """The share of numbers that have a role, from 0 to 1; None where there is no ledger."""
        return 1 - self.unaccounted / self.numbers if self.numbers else None


def counts(report: Report) -> Counts:
    """The counts of a report, from its values and not from what its run says of itself."""
    abstracts = {paper.id: paper.abstract for paper in report.papers}
    roles = [number["role"] for entry in report.ledger for number in entry["numbers"]]
    return Counts(
        papers=len(report.papers or {claim.paper_id for claim in report.claims}),
        found=len(report.claims) + len(report.rejected),
        grounded=sum(_stands(claim, abstracts) for claim in report.claims) if abstracts or not report.claims else None,
        rejected=len(report.rejected),
        failed=len(report.failures),
        numbers=len(roles),
        unaccounted=roles.count("unaccounted"),
    )


def _stands(claim: Claim, abstracts: Mapping[str, str]) -> bool:
    evidence = claim.evidence
    return abstracts.get(claim.paper_id, "")[evidence.start : evidence.end] == evidence.quote


def counted(number: int, noun: str) -> str:
    """`1 claim`, `1,204 claims`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def period(papers: tuple[Paper, ...]) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last date of the papers; None where none is dated."""
    dates = [paper.published for paper in papers if paper.published]
    return (min(dates), max(dates)) if dates else None


def run_facts(run: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """run.json as pairs of a name and a text: nested names joined, what is null or empty left out."""
    return tuple(_facts("", run))


def _facts(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _facts(f"{name} {key}".strip().replace("_", " "), inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            texts = inner.values() if isinstance(inner, Mapping) else (inner,)
            yield name, " ".join(str(text) for text in texts if text is not None)
    elif value not in (None, ""):
        yield name, f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
