"""`claimx recheck`: a run judged again from its journal, by the checks of today; asks no model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimx.cli.options import Quiet

_SHOWN = 40
"""How many claims are listed of those that came, and of those that went."""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("recheck")(recheck)


def recheck(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.", show_default=False)],
    quiet: Quiet = False,
) -> None:
    """Judge the answers of a run again, as when checks have improved; what changed is listed with + and -.

    Example: claimx recheck out
    """
    from claimx.cli.aliases import held_aliases
    from claimx.cli.progress import showing_progress
    from claimx.jsonl import read_lines
    from claimx.recheck import recheck as judge_again
    from claimx.reports.folder import read_report, write_reports
    from claimx.runs import RunFolder

    with RunFolder.reopen(run) as folder:
        papers = sum(1 for _ in read_lines(run / "papers.jsonl"))
        with showing_progress(papers, quiet=quiet) as done:
            found = judge_again(folder, on_done=done)
        page = write_reports(read_report(run), run, aliases=held_aliases(None))
    if quiet:
        return
    for sign, claims in (("-", found.refused), ("+", found.accepted)):
        for claim in claims[:_SHOWN]:
            typer.echo(f"{sign} {claim}")
        if len(claims) > _SHOWN:
            typer.echo(f"{sign} and {len(claims) - _SHOWN} more")
    words = f"{found.tally.papers} papers, {found.before} claims before, {found.tally.claims} now"
    typer.echo(f"{words}; {len(found.accepted)} newly accepted, {len(found.refused)} newly refused", err=True)
    typer.echo(f"report: {page}", err=True)
