"""A run folder as a report, and the report's files in a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from claimx.claims import Rejected
from claimx.comparison import compare
from claimx.errors import RunError
from claimx.jsonl import read_lines, replace_text
from claimx.ledger import Ledger
from claimx.names import Aliases
from claimx.papers import Paper
from claimx.reports import Report
from claimx.reports.html import report_html
from claimx.reports.markdown import report_markdown, summary_markdown
from claimx.reports.tabular import write_csv
from claimx.runs import read_claims, read_run_json
from claimx.summaries import Summary

__all__ = ["read_ledger", "read_report", "write_reports", "write_summary"]

T = TypeVar("T", bound=BaseModel)


class _Failure(BaseModel):
    """What a report shows of a failure; what else its record holds is kept."""

    model_config = ConfigDict(extra="allow")

    paper_id: str
    title: str
    kind: str
    message: str


def read_report(path: Path) -> Report:
    """All that a run folder holds, as a report. RunError where it is none or a file of it is damaged."""
    run = read_run_json(path)
    return Report(
        title=_title(run.get("sources")),
        papers=_values(path, "papers", Paper),
        claims=tuple(read_claims(path)),
        rejected=_values(path, "rejected", Rejected),
        failures=tuple(failure.model_dump() for failure in _values(path, "failures", _Failure)),
        ledger=read_ledger(path),
        run=run,
        summary=_read_summary(path / "summary.json"),
    )


def read_ledger(path: Path) -> tuple[dict[str, Any], ...]:
    """The ledger of a run folder, one entry a paper. RunError where it is damaged."""
    return tuple(entry.model_dump() for entry in _values(path, "ledger", Ledger))


def write_reports(report: Report, path: Path, *, aliases: Aliases | None = None) -> Path:
    """Write tables/*.csv, report.md and report.html into the folder `path`, by the user's `aliases`; gives the page's
    path. RunError if it cannot.
    """
    comparison = compare(report.claims, report.papers, aliases=aliases)
    try:
        for stale in (path / "tables").glob("metric-*.csv"):
            stale.unlink()
        write_csv(comparison, path / "tables")
    except OSError as problem:
        raise RunError(str(path / "tables"), f"cannot be written ({problem.strerror}).") from None
    replace_text(path / "report.md", report_markdown(report, comparison))
    page = path / "report.html"
    replace_text(page, report_html(report, comparison))
    return page


def write_summary(report: Report, path: Path) -> Path:
    """Write the report's summary into the folder `path`, as summary.json for the report and summary.md for people;
    gives the latter's path. RunError if it cannot.
    """
    if report.summary is not None:
        replace_text(path / "summary.json", report.summary.model_dump_json(indent=1) + "\n")
    replace_text(path / "summary.md", summary_markdown(report))
    return path / "summary.md"


def _read_summary(file: Path) -> Summary | None:
    """A summary that was written; None where there is none, or none that can be read: it can be written again."""
    try:
        return Summary.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


def _title(sources: object) -> str:
    match sources:
        case [{"snapshot": str(name)}]:
            return f"Claims of {name}"
        case [*several]:
            return f"Claims of {len(several)} snapshots"
        case _:
            return "Claims"


def _values(path: Path, name: str, kind: type[T]) -> tuple[T, ...]:
    file = path / f"{name}.jsonl"
    try:
        return tuple(kind.model_validate(value) for value in read_lines(file))
    except ValidationError as problem:
        said = problem.errors(include_url=False)[0]["msg"]
        raise RunError(str(file), f"is damaged ({said}): run the same command again to write it anew.") from None
