"""`claimx papers`: what a reader sees in snapshots."""

from __future__ import annotations

import typer

from claimx.cli.options import Json, Snapshots, report_problem


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("papers")(papers)


def papers(snapshots: Snapshots, json: Json = False) -> None:
    """List the papers that snapshots hold.

    Example: claimx papers page.txt --json | head -1
    """
    from claimx.printable import one_line
    from claimx.snapshots import read_snapshots

    entries = count = 0
    for paper in read_snapshots(snapshots, on_problem=report_problem):
        count, entries = count + 1, entries + len(paper.sources)
        if json:
            typer.echo(paper.model_dump_json())
        else:
            typer.echo(f"{paper.id}  {paper.published or '----------'}  {one_line(paper.title)}")
    typer.echo(f"{count} papers from {entries} entries", err=True)
