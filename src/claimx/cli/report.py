"""`claimx report`: the report of a run folder, made anew; asks no model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report)


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.", show_default=False)],
    format: Annotated[str, typer.Option("--format", "-f", help="html or md.")] = "html",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="Where to, - for standard output [default: into the run folder].", show_default=False
        ),
    ] = None,
) -> None:
    """Write the report of a run as one self-contained page, or as Markdown.

    Example: claimx report out -o report.html
    """
    from claimx.cli.aliases import held_aliases
    from claimx.cli.output import write_text
    from claimx.comparison import compare
    from claimx.errors import UsageError
    from claimx.reports.folder import read_report, write_reports
    from claimx.reports.html import report_html
    from claimx.reports.markdown import report_markdown

    renderers = {"html": report_html, "md": report_markdown}
    if format not in renderers:
        raise UsageError(f"there is no format {format!r}: name one of {', '.join(renderers)}.")
    read, aliases = read_report(run), held_aliases(None)
    if out is None:
        typer.echo(f"report: {write_reports(read, run, aliases=aliases)}", err=True)
    else:
        write_text(renderers[format](read, compare(read.claims, read.papers, aliases=aliases)), out)
