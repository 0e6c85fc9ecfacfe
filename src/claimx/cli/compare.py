"""`claimx compare`: claims side by side, like beside like."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from claimx.cli.options import size_option

if TYPE_CHECKING:
    import datetime

    from claimx.claims import Claim, Kind
    from claimx.comparison import Comparison, SortKey
    from claimx.papers import Paper
    from claimx.reports import Format


_FORMATS: dict[str, Format] = {
    "table": "terminal",
    "md": "markdown",
    "csv": "csv",
    "json": "json",
    "latex": "latex",
}


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
    since: Annotated[
        str | None, typer.Option(help="Papers from this day on, as 2026-05-31.", show_default=False)
    ] = None,
    sort: Annotated[str, typer.Option(help="Order within a group: value, date, size, paper or method.")] = "value",
    aliases: Annotated[
        Path | None,
        typer.Option(help="A file of names of your own (TOML) [default: claimx.toml].", show_default=False),
    ] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table, md, csv, json or latex.")] = "table",
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to; - is standard output.")] = Path("-"),
) -> None:
    """Show claims side by side, grouped by metric, then benchmark, kinds and units apart.

    The table is followed by what contradicts in it.

    Example: claimx compare out --metric accuracy
    """
    from claimx import comparison
    from claimx.claims import Kind
    from claimx.cli.aliases import held_aliases
    from claimx.cli.output import write_text
    from claimx.comparison import SortKey
    from claimx.reports import render

    _one_of("format", format, _FORMATS)
    _one_of("kind", kind, get_args(Kind))
    _one_of("order", sort, get_args(SortKey))
    wanted_since = _date(since)
    sizes = size_option("--min-size", min_size), size_option("--max-size", max_size)
    claims, papers = _read(runs)
    compared = comparison.compare(claims, papers, aliases=held_aliases(aliases)).filtered(
        metric=metric,
        benchmark=benchmark,
        method=method,
        kind=cast("Kind | None", kind),
        min_size=sizes[0],
        max_size=sizes[1],
        since=wanted_since,
    )
    shown = compared.sorted(cast("SortKey", sort))
    write_text(render(shown, _FORMATS[format]) + (_conflicts(shown) if format == "table" else ""), out)


def _read(runs: Iterable[Path]) -> tuple[list[Claim], list[Paper]]:
    """The claims of all runs, and the papers of those that are folders."""
    from claimx.errors import UsageError
    from claimx.reports.folder import read_report
    from claimx.runs import read_claims

    claims: list[Claim] = []
    papers: list[Paper] = []
    if [str(run) for run in runs].count("-") > 1:
        raise UsageError("standard input can be read once: name - once, and the other runs by their paths.")
    for run in runs:
        if run.is_dir():
            report = read_report(run)
            claims += report.claims
            papers += report.papers
        else:
            claims += read_claims(run)
    return claims, papers


def _conflicts(compared: Comparison) -> str:
    from claimx.comparison.conflicts import conflicts_of
    from claimx.reports.across import conflicts_text

    return conflicts_text(conflicts_of(compared))


def _one_of(what: str, given: str | None, known: Iterable[str]) -> None:
    from claimx.errors import UsageError

    if given is not None and given not in known:
        raise UsageError(f"there is no {what} {given!r}: name one of {', '.join(known)}.")


def _date(text: str | None) -> datetime.date | None:
    import datetime

    from claimx.errors import UsageError

    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--since: {text!r} is no date: give one such as 2026-05-31.") from None
