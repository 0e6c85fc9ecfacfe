"""A database file that grows from run to run: `claimx query --into claims.duckdb`.

`all_claims`, `all_papers`, ... hold every row of every run that was added. The views `claims`, `papers`, ... tell each
paper once for each model and prompt: by the newest run that got an answer for it, so that a paper that two weekly
pages show is not counted twice. Adding a run replaces what the store held of the same folder, in one transaction:
after a kill the store is as before or as after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimx.errors import RunError
from claimx.frames.extra import library
from claimx.frames.loading import columns_sql, insert, quoted
from claimx.frames.tables import RUNS, TABLES, rows_of
from claimx.printable import escaped
from claimx.reports.folder import read_report

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["add_to_store", "attach", "copy", "is_store"]

_VERSION = 1
"""Raised whenever a table of `TABLES` or a view changes: a store of another version is not touched."""
_MAGIC = b"DUCK"
"""At offset 8 of every DuckDB file, https://duckdb.org/docs/stable/internals/storage."""
_TELLING = """
CREATE VIEW telling AS
SELECT run, paper_id FROM (
    SELECT p.run, p.paper_id, row_number() OVER (
        PARTITION BY p.paper_id, r.model, r.prompt
        ORDER BY f.paper_id IS NOT NULL, coalesce(r.finished, r.started) DESC NULLS LAST, p.run
    ) AS place
    FROM all_papers p JOIN all_runs r USING (run)
    LEFT JOIN all_failures f ON f.run = p.run AND f.paper_id = p.paper_id
) WHERE place = 1
"""


def add_to_store(store: Path, runs: Sequence[Path]) -> None:
    """Add run folders to the file `store`, which is made if need be; what it held of the same folders is replaced.

    All of them or none. RunError where a folder is none, where the file is no store of this version, or in use.
    """
    added = [(escaped(str(path.resolve())), rows_of(read_report(path))) for path in runs]
    with _opened(store) as connection:
        connection.execute("BEGIN")
        if not _is_begun(connection, store):
            _begin(connection)
        for run, rows in added:
            for table in TABLES:
                name = f"all_{table.name}"
                connection.execute(f"DELETE FROM {name} WHERE run = ?", [run])  # noqa: S608 - a name of ours
                insert(connection, name, table, rows[table.name], run)
        connection.execute("COMMIT")


def attach(connection: DuckDBPyConnection, store: Path, name: str) -> None:
    """Open a store for reading as the database `name` of `connection`. RunError where it is in use."""
    try:
        connection.execute(f"ATTACH {quoted(str(store))} AS {name} (READ_ONLY)")
    except library("duckdb").Error as problem:
        raise _unusable(store, problem) from None


def copy(connection: DuckDBPyConnection, store: Path, name: str) -> None:
    """Copy what the views of the attached store tell into the tables of `connection`, and close it. RunError where it
    is none, or of another version.
    """
    try:
        _check_version(connection, f"{name}.claimx_store", store)
        for table in TABLES:
            connection.execute(f"INSERT INTO {table.name} BY NAME FROM {name}.{table.name}")
        connection.execute(f"DETACH {name}")
    except library("duckdb").Error as problem:
        raise _unusable(store, problem) from None


def is_store(path: Path) -> bool:
    """Whether a file is a database of DuckDB, by its first bytes."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(12)[8:] == _MAGIC
    except OSError as problem:
        raise RunError(str(path), f"cannot be read ({problem.strerror}).") from None


@contextmanager
def _opened(store: Path) -> Iterator[DuckDBPyConnection]:
    duckdb = library("duckdb")
    try:
        connection = duckdb.connect(str(store))
        try:
            yield connection
        finally:
            connection.close()
    except duckdb.Error as problem:
        raise _unusable(store, problem) from None


def _begin(connection: DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE claimx_store (version INTEGER)")
    connection.execute("INSERT INTO claimx_store VALUES (?)", [_VERSION])
    for table in TABLES:
        connection.execute(f"CREATE TABLE all_{table.name} ({columns_sql(table)})")
    connection.execute(_TELLING)
    for table in TABLES:
        which = "" if table is RUNS else " SEMI JOIN telling USING (run, paper_id)"
        connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM all_{table.name}{which}")  # noqa: S608


def _is_begun(connection: DuckDBPyConnection, store: Path) -> bool:
    """Whether the file is a store already; RunError where it is somebody else's database."""
    names = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not names:
        return False
    if "claimx_store" not in names:
        raise RunError(str(store), "is a database of something else: name another file with --into.")
    _check_version(connection, "claimx_store", store)
    return True


def _check_version(connection: DuckDBPyConnection, table: str, store: Path) -> None:
    row = connection.execute(f"SELECT max(version) FROM {table}").fetchone()  # noqa: S608 - one of two names
    version = row[0] if row else None
    if version != _VERSION:
        raise RunError(
            str(store), f"is a store of version {version}, not {_VERSION}: add the runs to a new file with --into."
        )


def _unusable(store: Path, problem: Any) -> RunError:
    told = " ".join(str(problem).split())
    if "lock" in told:
        return RunError(str(store), "is open in another process: wait for it, or close it there.")
    if isinstance(problem, library("duckdb").CatalogException):
        return RunError(str(store), "is a database of something else: name a store that claimx query --into has made.")
    return RunError(str(store), f"cannot be used ({escaped(told)}): name another file.")
