"""`claimx compare`: claims side by side, like beside like."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from claimx.cli.options import size_option

if TYPE_CHECKING:
    from claimx.claims import Kind
    from claimx.reports import Format


_FORMATS: dict[str, Format] = {"table": "terminal", "md": "markdown", "csv": "csv", "json": "json"}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare")(compare)


def compare(
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN", help="Run folders or files of claims; - is standard input.", show_default=False),
    ],
    metric: Annotated[str | None, typer.Option(help="Only this metric.", show_default=False)] = None,
    benchmark: Annotated[str | None, typer.Option(help="Only this benchmark.", show_default=False)] = None,
    method: Annotated[str | None, typer.Option(help="Only this method.", show_default=False)] = None,
    kind: Annotated[
        str | None, typer.Option(help="Only change, factor, fraction, level or qualitative.", show_default=False)
    ] = None,
    min_size: Annotated[
        str | None, typer.Option(help="Models of at least this size, such as 7B.", show_default=False)
    ] = None,
    max_size: Annotated[str | None, typer.Option(help="Models of at most this size.", show_default=False)] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table, md, csv or json.")] = "table",
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to; - is standard output.")] = Path("-"),
) -> None:
    """Show claims side by side, grouped by metric, then benchmark, kinds and units apart.

    Example: claimx compare out --metric accuracy
    """
    from claimx import comparison
    from claimx.claims import Kind
    from claimx.cli.output import write_text
    from claimx.errors import UsageError
    from claimx.reports import render
    from claimx.runs import read_claims

    if format not in _FORMATS:
        raise UsageError(f"there is no format {format!r}: name one of {', '.join(_FORMATS)}.")
    if kind not in (None, *get_args(Kind)):
        raise UsageError(f"there is no kind {kind!r}: name one of {', '.join(get_args(Kind))}.")
    claims = [claim for run in runs for claim in read_claims(run)]
    compared = comparison.compare(claims).filtered(
        metric=metric,
        benchmark=benchmark,
        method=method,
        kind=cast("Kind | None", kind),
        min_size=size_option("--min-size", min_size),
        max_size=size_option("--max-size", max_size),
    )
    write_text(render(compared, _FORMATS[format]), out)
