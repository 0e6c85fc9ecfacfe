"""`claimx summarize`: claims in prose, each sentence checked against the claims that it cites."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimx.cli import options
from claimx.cli.options import asks_model
from claimx.printable import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from claimx.models import Client
    from claimx.reports import Report
    from claimx.runs import RunFolder
    from claimx.settings import Settings
    from claimx.summaries import Summary

_TOLD = 5
"""How many problems are told one by one; summary.json has all."""

__all__ = ["add_to", "tell_templates", "write_summary"]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("summarize")(summarize)


@functools.partial(asks_model, without=("prompt", "votes"))
def summarize(
    settings: Settings,
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN", help="Run folders or files of claims; - is standard input.", show_default=False),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where to; - is standard output.")] = Path(
        "-"
    ),
    per_paper: Annotated[
        bool, typer.Option("--per-paper", help="Ask for each paper too [default: templates write of papers].")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Write what claims come to in prose: the whole, the larger groups, each paper. Every sentence is checked.

    The summary of a single run folder is kept there for its report, and its exchanges in the journal.

    Example: claimx summarize out
    """
    from claimx.cli.interrupts import finishing
    from claimx.cli.output import write_text
    from claimx.models import open_client
    from claimx.reports.markdown import summary_markdown
    from claimx.runs import RunFolder

    single = runs[0] if len(runs) == 1 and runs[0].is_dir() else None

    async def work(stopping: Callable[[], bool]) -> Report:
        client = open_client(settings)
        client.sender.stopping = stopping
        try:
            if single is None:
                return await _summarized(_read(runs), client, settings, per_paper=per_paper)
            folder = RunFolder.reopen(single)
            try:
                return await write_summary(folder, client, settings, per_paper=per_paper)
            finally:
                folder.close()
        finally:
            await client.aclose()

    report = finishing(work)
    write_text(summary_markdown(report), out)
    if not quiet:
        tell_templates(report.summary)
        if single is not None:
            typer.echo(f"kept for the report: claimx report {single}", err=True)


async def write_summary(folder: RunFolder, client: Client, settings: Settings, *, per_paper: bool = False) -> Report:
    """The report of an open run folder with a summary by the model behind `client`, which is kept in the folder.

    The exchanges stand in the folder's journal, and what stands there is not asked again; its tokens count as the
    run's, and towards the budget. Where the model gives no answer, templates write the summary. RunError where the
    folder cannot be read or written, StoppedError where the run is being stopped.
    """
    from claimx.models.budgets import Budget
    from claimx.models.exchanges import Usage
    from claimx.models.prices import Prices, cost_of
    from claimx.reports.folder import read_report, write_summary
    from claimx.runs import read_run_json

    client.memory = folder.journal
    client.budget = Budget.of(settings, Usage(**folder.journal.usage))
    report = await _summarized(read_report(folder.path), client, settings, per_paper=per_paper)
    write_summary(report, folder.path)
    spent = Usage(**folder.journal.usage)
    told = {"tokens": spent.model_dump(), "cost": cost_of(Prices.of(settings), spent)}
    folder.write_run({**read_run_json(folder.path), **told})
    return report


def tell_templates(summary: Summary | None) -> None:
    """How many sentences are templates in the place of the model's, and why, on stderr."""
    sentences = list(summary.sentences) if summary else []
    if summary is None or not summary.problems:
        return
    templates = sum(sentence.by == "template" for sentence in sentences)
    typer.echo(f"claimx: templates wrote {templates} of {len(sentences)} sentences of the summary", err=True)
    for problem in summary.problems[:_TOLD]:
        typer.echo(f"claimx: {one_line(problem)}", err=True)
    if len(summary.problems) > _TOLD:
        typer.echo(f"claimx: and {len(summary.problems) - _TOLD} more", err=True)


def _read(runs: Sequence[Path]) -> Report:
    from claimx.reports import Report
    from claimx.runs import read_claims

    return Report("Claims", claims=tuple(claim for run in runs for claim in read_claims(run)))


async def _summarized(report: Report, client: Client, settings: Settings, *, per_paper: bool) -> Report:
    from dataclasses import replace

    from claimx.cli.aliases import held_aliases
    from claimx.comparison import compare
    from claimx.summaries import summarize

    summary = await summarize(
        compare(report.claims, report.papers, aliases=held_aliases(None)),
        client,
        per_paper=per_paper,
        examples=settings.examples,
        ask_again=settings.ask_again,
        concurrency=settings.concurrency,
    )
    return replace(report, summary=summary)
