"""`claimx papers`: what a reader sees in snapshots."""

from __future__ import annotations

from collections import Counter

import typer

from claimx.cli.options import Json, Snapshots, report_problem


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("papers")(papers)


def papers(snapshots: Snapshots, json: Json = False) -> None:
    """List the papers that snapshots hold.

    Example: claimx papers page.txt --json | head -1
    """
    from claimx.printable import json_escaped, one_line
    from claimx.snapshots import read_snapshots

    count, entries = 0, Counter[str]()
    for paper in read_snapshots(snapshots, on_problem=report_problem):
        count += 1
        entries.update(source.snapshot for source in paper.sources)
        if json:
            typer.echo(json_escaped(paper.model_dump_json()))
        else:
            typer.echo(f"{paper.id}  {paper.published or '----------'}  {one_line(paper.title)}")
    by_file = ", ".join(f"{one_line(name)}: {number}" for name, number in sorted(entries.items()))
    typer.echo(f"{count} papers from {entries.total()} entries ({by_file})", err=True)
