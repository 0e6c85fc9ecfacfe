"""`claimx query`: questions in SQL to one or many runs."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

_QUESTION = re.compile(r"\s*(?:select|with|from|describe|summarize)\s", re.IGNORECASE)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("query")(query)


def query(
    arguments: Annotated[
        list[str],
        typer.Argument(
            metavar="[SQL] RUN...",
            help="One SELECT (- reads it from standard input), then run folders, files of claims or stores; "
            "with --into the SQL may be left out.",
            show_default=False,
        ),
    ],
    into: Annotated[
        Path | None,
        typer.Option(help="Add the runs to this database file, made if need be, and ask that.", show_default=False),
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", "-f", help="table, csv, json (an object a line), md or parquet.")
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Where to, .parquet for Parquet; - is standard output.")
    ] = Path("-"),
) -> None:
    """Ask runs in SQL: the tables are claims, papers, numbers, rejected, failures and runs.

    Needs DuckDB: pip install 'claimx[frames]'. "DESCRIBE claims" tells a table's columns.

    Example: claimx query "SELECT metric, count(*) AS n FROM claims GROUP BY metric ORDER BY n DESC" out

    Example: claimx query --into claims.duckdb out
    """
    from claimx.frames.store import add_to_store

    asked = into is None or _is_sql(arguments[0])
    runs = [Path(run) for run in arguments[asked:]]
    if into is not None and runs:
        add_to_store(into, runs)
        typer.echo(f"{into}: {len(runs)} run{'' if len(runs) == 1 else 's'} added", err=True)
    if asked:
        _answer(arguments[0], runs if into is None else [into], format, out)


def _is_sql(argument: str) -> bool:
    """Whether an argument is a question and no run."""
    return argument == "-" or (bool(_QUESTION.match(argument)) and not Path(argument).exists())


def _answer(sql: str, runs: list[Path], format: str | None, out: Path) -> None:
    from claimx.cli.output import write_text
    from claimx.errors import UsageError
    from claimx.frames.database import Database
    from claimx.frames.results import Format, result_text

    formats = (*get_args(Format), "parquet")
    wanted = format or ("parquet" if out.suffix == ".parquet" else "table")
    if wanted not in formats:
        raise UsageError(f"there is no format {wanted!r}: name one of {', '.join(formats)}.")
    if not runs:
        raise UsageError('name the runs behind the SQL: claimx query "SELECT * FROM claims" out')
    if wanted == "parquet" and str(out) == "-":
        raise UsageError("Parquet is no text: name a file with -o.")
    if sql == "-" and Path("-") in runs:
        raise UsageError("SQL and claims cannot both be read from standard input: name one of them.")
    sql = sys.stdin.read() if sql == "-" else sql
    with Database(runs, out if wanted == "parquet" else None) as database:
        if wanted == "parquet":
            database.write_parquet(sql)
        else:
            write_text(result_text(database.query(sql), cast("Format", wanted)), out)
