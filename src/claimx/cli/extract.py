"""`claimx extract`: claims of snapshots as JSON lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimx.cli import options
from claimx.cli.options import asks_model, report_problem

if TYPE_CHECKING:
    from claimx.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("extract")(extract)


@asks_model
def extract(
    settings: Settings,
    snapshots: options.Snapshots,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where to; - is standard output.")] = Path(
        "-"
    ),
    limit: options.Limit = None,
    quiet: options.Quiet = False,
) -> None:
    """Print the claims of snapshots, one JSON object a line, as they come.

    Example: claimx extract page.txt | jq .delta
    """
    import asyncio
    from itertools import islice

    from claimx.cli.output import writing_lines
    from claimx.cli.progress import showing_progress
    from claimx.printable import json_escaped, one_line
    from claimx.snapshots import read_snapshots

    papers = list(islice(read_snapshots(snapshots, on_problem=report_problem), limit))
    failed = 0

    async def work() -> None:
        nonlocal failed
        from claimx.api import Extractor

        async for result in Extractor(settings).stream(papers):
            done(result)
            for claim in result.claims:
                write(json_escaped(claim.model_dump_json()))
            if result.failure is not None:
                failed += 1
                typer.echo(f"claimx: {one_line(result.failure.title)}: {result.failure.message}", err=True)

    with writing_lines(out) as write, showing_progress(len(papers), quiet=quiet) as done:
        asyncio.run(work())
    if failed:
        raise typer.Exit(3)
