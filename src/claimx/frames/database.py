"""Runs as tables of DuckDB in memory, and questions to them that can touch nothing else.

The SQL may come from anywhere, and so may a store: before either is read the database is closed to the outside (no
file, network, extension, setting or Python variable can be reached), and only a single SELECT is run. See
https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from claimx.errors import UsageError
from claimx.frames.extra import library
from claimx.frames.loading import columns_sql, insert, quoted
from claimx.frames.store import attach, copy, is_store
from claimx.frames.tables import CLAIMS, TABLES, claim_rows, rows_of
from claimx.printable import escaped
from claimx.reports.folder import read_report
from claimx.runs import read_claims

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Database", "Result"]

_CLOSED = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
}


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a question."""

    columns: tuple[str, ...]
    """The columns' names, no two alike."""
    rows: tuple[tuple[Any, ...], ...]
    """The values, as DuckDB gives them to Python."""


class Database:
    """Runs in memory as the tables of `TABLES`, each with a column `run`. A context manager.

    A run is a run folder, a file of claims (- is standard input) or a store; `parquet` is the one file that can be
    written, by `write_parquet`. UsageError where DuckDB is not installed, RunError where a run cannot be read.
    """

    def __init__(self, runs: Sequence[Path], parquet: Path | None = None) -> None:
        self._out = parquet
        self._connection: DuckDBPyConnection = library("duckdb").connect(":memory:", config=_CLOSED)
        try:
            self._load(tuple(dict.fromkeys(runs)))
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        """The database itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget all of it."""
        self._connection.close()

    def query(self, sql: str) -> Result:
        """The answer to one SELECT. UsageError where it is none, or mistaken, or reaches for what is outside."""
        with _told_in_a_sentence():
            cursor = self._connection.execute(self._select(sql))
            names = [str(column[0]) for column in cursor.description or ()]
            return Result(_distinct(names), tuple(cursor.fetchall()))

    def write_parquet(self, sql: str) -> None:
        """Write the answer to one SELECT, the file put in its place when it is whole. UsageError as in `query`, and
        where the file cannot be written.
        """
        if self._out is None:
            raise RuntimeError("the file is named when the database is made")
        beside = _beside(self._out)
        try:
            beside.touch()  # a place that cannot be written is told by its own name, not by DuckDB
            beside.unlink()
            with _told_in_a_sentence():
                self._connection.sql(self._select(sql)).write_parquet(str(beside))
            beside.replace(self._out)
        except OSError as problem:
            told = f"{self._out} cannot be written ({problem.strerror}): name another place with -o."
            raise UsageError(told) from None
        finally:
            with suppress(OSError):
                beside.unlink()

    def _load(self, runs: Sequence[Path]) -> None:
        connection = self._connection
        stores = [run for run in runs if is_store(run)]
        for number, store in enumerate(stores):
            attach(connection, store, f"store_{number}")
        if self._out is not None:
            connection.execute(f"SET allowed_paths = [{quoted(str(_beside(self._out)))}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        for table in TABLES:
            connection.execute(f"CREATE TABLE {table.name} ({columns_sql(table)})")
        for number, store in enumerate(stores):
            copy(connection, store, f"store_{number}")
        for run in runs:
            if run.is_dir():
                rows = rows_of(read_report(run))
                for table in TABLES:
                    insert(connection, table.name, table, rows[table.name], escaped(str(run)))
            elif run not in stores:
                insert(connection, CLAIMS.name, CLAIMS, claim_rows(read_claims(run), ()), escaped(str(run)))

    def _select(self, sql: str) -> Any:
        with _told_in_a_sentence():
            statements = self._connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type.name != "SELECT":
            raise UsageError(
                "the SQL is not one SELECT: ask such as SELECT metric, count(*) FROM claims GROUP BY metric"
            )
        return statements[0]


@contextmanager
def _told_in_a_sentence() -> Iterator[None]:
    """DuckDB's complaints as errors of usage, without the SQL that it shows below its message."""
    try:
        yield
    except library("duckdb").Error as problem:
        told = " ".join(str(problem).partition("\n\nLINE ")[0].split())
        raise UsageError(f"the SQL cannot be run: {told}") from None


def _beside(out: Path) -> Path:
    return out.absolute().with_name(f".{out.name}.{os.getpid()}.part")


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names, one that is there already with a number: a, a_1."""
    distinct: dict[str, None] = {}
    for name in names:
        number, own = 0, name
        while own in distinct:
            number += 1
            own = f"{name}_{number}"
        distinct[own] = None
    return tuple(distinct)
