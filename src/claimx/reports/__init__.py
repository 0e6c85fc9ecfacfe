"""Comparisons and runs made readable: HTML, Markdown, LaTeX, CSV, JSON and the terminal, a renderer in each module.

All that a report shows comes from abstracts and is hostile until escaped: each renderer escapes for its own
medium, and none evaluates, follows or runs anything. The same values give the same bytes, without a network
and without a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from claimx.claims import Claim, Rejected
from claimx.comparison import Comparison, compare
from claimx.papers import Paper
from claimx.summaries import Summary

__all__ = ["Format", "Report", "render"]

Format = Literal["html", "markdown", "latex", "csv", "json", "terminal"]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report shows, as values of a run folder or of an extraction in Python."""

    title: str
    """The report's heading."""
    papers: tuple[Paper, ...] = ()
    """Every paper that was read, with or without claims."""
    claims: tuple[Claim, ...] = ()
    """The claims that were kept."""
    rejected: tuple[Rejected, ...] = ()
    """The claims that the checks refused."""
    failures: tuple[Mapping[str, Any], ...] = ()
    """Papers without an answer: paper_id, title, kind, message."""
    ledger: tuple[Mapping[str, Any], ...] = ()
    """One entry a paper: paper_id and numbers (text, start, end, value, role, claim_ids)."""
    run: Mapping[str, Any] = field(default_factory=dict)
    """run.json of the run folder: what was asked, of whom, and the counts."""
    summary: Summary | None = None
    """The claims in prose; templates write it where there is none, or where it is of other claims."""


def render(subject: Report | Comparison, format: Format, *, width: int = 120) -> str:
    """`subject` as text: a whole report (html, markdown) or its comparison (latex, csv, json, terminal).

    A Comparison alone makes a report of its claims, without abstracts, ledger and rejected claims. `width`
    is that of the terminal, in characters.
    """
    if isinstance(subject, Report):
        report, comparison = subject, compare(subject.claims, subject.papers)
    else:
        report, comparison = Report("Claims", claims=tuple(row.claim for row in subject.rows)), subject
    # Each renderer is imported when it is asked for: a table for the terminal need not wait for HTML templates.
    match format:
        case "html":
            from claimx.reports.html import report_html

            return report_html(report, comparison)
        case "markdown":
            from claimx.reports.markdown import report_markdown

            return report_markdown(report, comparison)
        case "latex":
            from claimx.reports.latex import report_latex

            return report_latex(comparison)
        case "csv":
            from claimx.reports.tabular import to_csv

            return to_csv(comparison)
        case "json":
            from claimx.reports.tabular import to_json

            return to_json(comparison)
        case "terminal":
            from claimx.reports.terminal import terminal_text

            return terminal_text(comparison, width)
