"""A run folder as a report, and the report's files in a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from claimx.claims import Rejected
from claimx.comparison import compare
from claimx.errors import RunError
from claimx.jsonl import read_lines, replace_text
from claimx.papers import Paper
from claimx.reports import Report
from claimx.reports.html import report_html
from claimx.reports.markdown import report_markdown
from claimx.reports.tabular import write_csv
from claimx.runs import read_claims, read_run_json

__all__ = ["read_report", "write_reports"]

T = TypeVar("T", bound=BaseModel)


def read_report(path: Path) -> Report:
    """All that a run folder holds, as a report. RunError where it is none or a file of it is damaged."""
    run = read_run_json(path)
    return Report(
        title=_title(run.get("sources") or []),
        papers=_values(path, "papers", Paper),
        claims=tuple(read_claims(path)),
        rejected=_values(path, "rejected", Rejected),
        failures=tuple(read_lines(path / "failures.jsonl")),
        ledger=tuple(read_lines(path / "ledger.jsonl")),
        run=run,
    )


def write_reports(report: Report, path: Path) -> Path:
    """Write tables/*.csv, report.md and report.html into the folder `path`; gives the page's path. RunError if it
    cannot.
    """
    comparison = compare(report.claims, report.papers)
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


def _title(sources: list[dict[str, Any]]) -> str:
    names = [str(source.get("snapshot")) for source in sources]
    return f"Claims of {names[0]}" if len(names) == 1 else f"Claims of {len(names)} snapshots"


def _values(path: Path, name: str, kind: type[T]) -> tuple[T, ...]:
    file = path / f"{name}.jsonl"
    try:
        return tuple(kind.model_validate(value) for value in read_lines(file))
    except ValidationError as problem:
        said = problem.errors(include_url=False)[0]["msg"]
        raise RunError(str(file), f"is damaged ({said}): run the same command again to write it anew.") from None
