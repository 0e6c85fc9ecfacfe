"""The answer to a question as text: for people a table, for programs CSV and JSON lines, and Markdown.

The values come from abstracts and are made fit for their medium as in every report.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from claimx.frames.database import Result
from claimx.printable import json_escaped, one_line
from claimx.reports.markdown import escaped
from claimx.reports.tabular import cells as safe_cells

__all__ = ["Format", "result_text"]

Format = Literal["table", "csv", "json", "md"]

_NARROWEST = 12
"""Characters that a column of a table needs; where they leave less, each row is shown as lines."""


def result_text(result: Result, format: Format, width: int = 120) -> str:
    """The answer in `format`; `width` is that of a table, in characters. JSON is an object a line."""
    match format:
        case "csv":
            return _csv(result)
        case "json":
            return "".join(_json_lines(result))
        case "md":
            return "".join(f"| {' | '.join(row)} |\n" for row in _markdown(result))
    return _table(result, width) if len(result.columns) * _NARROWEST <= width else "\n".join(_records(result))


def _csv(result: Result) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(safe_cells(result.columns))
    for row in result.rows:
        plain = (value if isinstance(value, bool | int | float | None) else _text(value) for value in row)
        writer.writerow(safe_cells(plain))
    return file.getvalue()


def _json_lines(result: Result) -> Iterator[str]:
    for row in result.rows:
        values = {name: _plain(value) for name, value in zip(result.columns, row, strict=True)}
        yield json_escaped(json.dumps(values, ensure_ascii=False, allow_nan=False)) + "\n"


def _markdown(result: Result) -> Iterator[list[str]]:
    yield [escaped(name) for name in result.columns]
    yield ["---"] * len(result.columns)
    for row in result.rows:
        yield [escaped(_text(value)) for value in row]


def _table(result: Result, width: int) -> str:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for place, name in enumerate(result.columns):
        numeric = all(isinstance(row[place], int | float | Decimal | None) for row in result.rows)
        table.add_column(Text(one_line(name)), justify="right" if numeric else "left", overflow="fold")
    for row in result.rows:
        table.add_row(*(Text(one_line(_text(value))) for value in row))
    file = io.StringIO()
    Console(file=file, width=width, color_system=None, force_terminal=False).print(table)
    return "".join(line.rstrip() + "\n" for line in file.getvalue().splitlines())


def _records(result: Result) -> Iterator[str]:
    """Each row as lines of a name and a value, for rows too wide for a table; what is null or empty is left out."""
    wide = max(len(one_line(name)) for name in result.columns)
    for row in result.rows:
        told = ((one_line(name), one_line(_text(value))) for name, value in zip(result.columns, row, strict=True))
        yield "".join(f"{name:<{wide}}  {text}\n" for name, text in told if text)


def _text(value: Any) -> str:
    """A value on one line for people: lists with semicolons, as in the comparison tables."""
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, float):
        return repr(plain).removesuffix(".0")
    if isinstance(plain, list) and not any(isinstance(part, list | dict) for part in plain):
        return "; ".join(_text(part) for part in plain)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, list | dict) else str(plain)


def _plain(value: Any) -> Any:
    """A value of DuckDB as JSON has it."""
    match value:
        case None | bool() | int() | str():
            return value
        case float() | Decimal():
            return float(value) if math.isfinite(value) else None
        case datetime.date() | datetime.time():
            return value.isoformat()
        case Mapping():
            return {str(_plain(key)): _plain(part) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
    return str(value)
