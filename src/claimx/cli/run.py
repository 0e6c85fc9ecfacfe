"""`claimx run`: the main job, from snapshots to a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimx.cli import options
from claimx.cli.options import asks_model, report_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimx.papers import Paper
    from claimx.pipeline import Tally
    from claimx.settings import Settings


_SHOWN = 40
"""How many claims the table on the terminal shows after a run; the report and `claimx compare` show all."""


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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count papers and tokens, ask nothing.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Extract the claims of snapshots, compare them and write a report; the same command again continues.

    Example: claimx run page.txt -o out
    """
    papers = _read(snapshots, limit)
    if dry_run:
        _count(papers, settings)
        return
    tally = _extract(papers, snapshots, out, settings, fresh=fresh, quiet=quiet)
    _report(out, tally, quiet=quiet)
    if tally.failures:
        raise typer.Exit(3)


def _read(snapshots: Sequence[Path], limit: int | None) -> list[Paper]:
    from claimx.snapshots import read_snapshots

    return list(read_snapshots(snapshots, on_problem=report_problem))[:limit]


def _count(papers: Sequence[Paper], settings: Settings) -> None:
    """What a run would send: the tokens of the first question of each paper, as the built-in model counts them."""
    from claimx.builtin.app import count_tokens
    from claimx.prompts import read_prompt

    prompt = read_prompt(settings.prompt, examples=settings.examples)
    tokens = sum(count_tokens(m["content"]) for paper in papers for m in prompt.messages(paper))
    typer.echo(f"{len(papers)} papers, about {tokens:,} prompt tokens to {settings.model}; nothing was sent")


def _extract(
    papers: Sequence[Paper], snapshots: Sequence[Path], out: Path, settings: Settings, *, fresh: bool, quiet: bool
) -> Tally:
    import asyncio

    from claimx import pipeline
    from claimx.api import extractor_for
    from claimx.cli.progress import showing_progress
    from claimx.prompts import schema_hash
    from claimx.runs import Identity, RunFolder, run_head

    async def work() -> Tally:
        async with extractor_for(settings) as extractor:
            client, identity = extractor.client, Identity(settings.model, extractor.prompt.hash, schema_hash())
            with (
                RunFolder.open(out, identity, fresh=fresh) as folder,
                showing_progress(len(papers), quiet=quiet) as done,
            ):
                client.memory = folder.journal
                head = run_head(identity, snapshots, papers, client.connection.base_url)
                return await pipeline.run(
                    papers, folder, extractor, head, concurrency=settings.concurrency, on_done=done
                )

    return asyncio.run(work())


def _report(out: Path, tally: Tally, *, quiet: bool) -> None:
    from rich.console import Console

    from claimx.comparison import compare
    from claimx.reports.folder import read_report, write_reports
    from claimx.reports.terminal import terminal_table

    report = read_report(out)
    page = write_reports(report, out)
    if quiet:
        return
    comparison = compare(report.claims, report.papers)
    Console().print(terminal_table(comparison.head(_SHOWN)))
    if len(comparison.rows) > _SHOWN:
        typer.echo(f"the first {_SHOWN} of {len(comparison.rows)} claims; all of them: claimx compare {out}", err=True)
    words = f"{tally.papers} papers, {tally.claims} claims, {tally.rejected} rejected, {tally.failures} failed"
    accounted = tally.numbers - tally.unaccounted
    typer.echo(f"{words}; {accounted} of {tally.numbers} numbers accounted for", err=True)
    for failure in report.failures[:5]:
        typer.echo(f"claimx: {failure['title']}: {failure['message']}", err=True)
    typer.echo(f"report: {page}", err=True)
