"""The tables as DuckDB has them: how they are declared and how rows get in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from claimx.frames.tables import Table, Type, Value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["columns_sql", "insert", "quoted"]

_TYPES: dict[Type, str] = {
    "text": "VARCHAR",
    "texts": "VARCHAR[]",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIMESTAMP",
}
_AT_ONCE = 10_000
"""Rows that are handed over at once: some megabytes of JSON."""


def columns_sql(table: Table[Any]) -> str:
    """The columns of a table as SQL declares them, `run` first."""
    return ", ".join(f"{name} {type}" for name, type in _columns(table).items())


def insert(
    connection: DuckDBPyConnection, name: str, table: Table[Any], rows: Sequence[Mapping[str, Value]], run: str
) -> None:
    """Append rows of a run to the table `name`, which has the columns of `table`."""
    # Values travel as one JSON text: quick without a further library, and every type is as declared.
    row = "SELECT unnest(from_json_strict(?::JSON, ?)) AS row"
    for begin in range(0, len(rows), _AT_ONCE):
        told = [{"run": run, **values} for values in rows[begin : begin + _AT_ONCE]]
        connection.execute(
            f"INSERT INTO {name} BY NAME SELECT unnest(row) FROM ({row})",  # noqa: S608 - a name of ours
            [json.dumps(told, allow_nan=False), json.dumps([_columns(table)])],
        )


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _columns(table: Table[Any]) -> dict[str, str]:
    return {"run": "VARCHAR"} | {column.name: _TYPES[column.type] for column in table.columns}
