"""`claimx run`: the main job, from snapshots to a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claimx.cli import options
from claimx.cli.options import asks_model, report_problem
from claimx.printable import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from claimx.models import Client
    from claimx.models.modes import ModeName
    from claimx.papers import Paper
    from claimx.pipeline import Tally
    from claimx.runs import RunFolder
    from claimx.settings import Settings


_SHOWN = 40
"""How many claims the table on the terminal shows after a run; the report and `claimx compare` show all."""
_TOLD = 5
"""How many failed papers are told one by one after a run; failures.jsonl and the report have all."""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


@asks_model
def run(
    settings: Settings,
    snapshots: options.Snapshots,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The run folder.")] = Path("claimx-out"),
    limit: options.Limit = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew in a folder that holds a run.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Ask anew about the papers whose answers were of no use.")
    ] = False,
    summary: Annotated[
        bool | None,
        typer.Option(
            "--summary/--no-summary",
            help="Ask for a summary of the claims too, or let templates write it [default: summary].",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count papers, tokens and cost; send nothing.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Extract the claims of snapshots, compare them and write a report; the same command again continues.

    Example: claimx run page.txt -o out
    """
    papers = _read(snapshots, limit)
    if dry_run:
        _tell_estimate(papers, settings, None if fresh else out, retry_failed=retry_failed)
        return
    asked = settings.summary if summary is None else summary
    tally = _extract(
        papers, snapshots, out, settings, fresh=fresh, retry_failed=retry_failed, summary=asked, quiet=quiet
    )
    _report(out, tally, quiet=quiet)
    if tally.failures:
        raise typer.Exit(3)


def _read(snapshots: Sequence[Path], limit: int | None) -> list[Paper]:
    from claimx.snapshots import read_snapshots

    return list(read_snapshots(snapshots, on_problem=report_problem))[:limit]


def _tell_estimate(papers: Sequence[Paper], settings: Settings, out: Path | None, *, retry_failed: bool) -> None:
    from claimx.cli.estimate import told

    for line in told(papers, settings, out, retry_failed=retry_failed):
        typer.echo(line)


def _extract(
    papers: Sequence[Paper],
    snapshots: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    fresh: bool,
    retry_failed: bool,
    summary: bool,
    quiet: bool,
) -> Tally:
    from claimx.api import extract_into, extractor_for
    from claimx.cli.interrupts import finishing
    from claimx.cli.progress import showing_progress
    from claimx.prompts import schema_hash
    from claimx.runs import Identity, RunFolder, run_head

    async def work(stopping: Callable[[], bool]) -> Tally:
        async with extractor_for(settings, mode=None if fresh else _mode_before(out)) as extractor:
            identity = Identity(settings.model, extractor.prompt.hash, schema_hash())
            folder = RunFolder.open(out, identity, fresh=fresh, retry_failed=retry_failed)
            if retry_failed and not quiet:
                typer.echo(f"claimx: {_number(len(folder.retried), 'failed paper')} to ask anew", err=True)
            with folder, showing_progress(len(papers), quiet=quiet) as done:
                head = run_head(identity, snapshots, papers, extractor.client.connection.base_url)
                tally = await extract_into(
                    folder, papers, extractor, settings, head=head, on_done=done, stopping=stopping
                )
                await _summarize(folder, extractor.client, settings, asked=summary, quiet=quiet)
                return tally

    return finishing(work)


async def _summarize(folder: RunFolder, client: Client, settings: Settings, *, asked: bool, quiet: bool) -> None:
    """Keep a summary of the claims in the folder."""
    from claimx.cli.summarize import tell_templates, write_summary
    from claimx.reports import folder as reports

    if not asked:
        reports.write_summary(reports.read_report(folder.path), folder.path)
        return
    report = await write_summary(folder, client, settings)
    if not quiet:
        tell_templates(report.summary)


def _mode_before(out: Path) -> ModeName | None:
    """How the server was asked for structure when the run in `out` last went: what is in its journal was asked so."""
    from claimx.errors import RunError
    from claimx.models.modes import MODES
    from claimx.runs import read_run_json

    try:
        before = read_run_json(out).get("mode")
    except RunError:  # none, or one that opening the folder will tell of
        return None
    return next((mode for mode in MODES if mode == before), None)


def _report(out: Path, tally: Tally, *, quiet: bool) -> None:
    from rich.console import Console

    from claimx.cli.aliases import held_aliases
    from claimx.comparison import compare
    from claimx.reports.folder import read_report, write_reports
    from claimx.reports.terminal import terminal_table

    report = read_report(out)
    aliases = held_aliases(None)
    page = write_reports(report, out, aliases=aliases)
    if quiet:
        return
    comparison = compare(report.claims, report.papers, aliases=aliases)
    Console().print(terminal_table(comparison.head(_SHOWN)))
    if len(comparison.rows) > _SHOWN:
        typer.echo(f"the first {_SHOWN} of {len(comparison.rows)} claims; all of them: claimx compare {out}", err=True)
    words = f"{tally.papers} papers, {tally.claims} claims, {tally.rejected} rejected, {tally.failures} failed"
    accounted = tally.numbers - tally.unaccounted
    typer.echo(f"{words}; {accounted} of {tally.numbers} numbers accounted for", err=True)
    _tell_failures(report.failures, tally.unanswered)
    typer.echo(f"report: {page}", err=True)


def _tell_failures(failures: Sequence[Mapping[str, Any]], unanswered: int) -> None:
    """The first of the failed papers, their counts by kind and how to ask for them again."""
    from collections import Counter

    for failure in failures[:_TOLD]:
        typer.echo(f"claimx: {one_line(str(failure['title']))}: {failure['message']}", err=True)
    if failures:
        kinds = Counter(str(failure["kind"]) for failure in failures).most_common()
        counted = ", ".join(f"{count} {kind}" for kind, count in kinds)
        typer.echo(f"claimx: {_number(len(failures), 'failed paper')} ({counted}), all in failures.jsonl", err=True)
        for retry in dict.fromkeys(str(failure["retry"]) for failure in failures):
            typer.echo(f"claimx: to try again, {retry}", err=True)
    if unanswered:
        told = f"claimx: {_number(unanswered, 'further question')} got no answer: the same command asks again"
        typer.echo(told, err=True)


def _number(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
