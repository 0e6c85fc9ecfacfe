"""The comparison as CSV and JSON, for spreadsheets and programs.

A CSV cell that a spreadsheet would run as a formula (it begins with = + - @, a tab or a return, also in
their full-width forms) gets an apostrophe before it, unless it is a plain number or percentage (OWASP, CSV
injection). Control characters are shown as escapes. JSON holds the characters as they are, those that are not
printable by their number.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from claimx.columns import Cell, columns_for
from claimx.comparison import Comparison, Group, Row, Section
from claimx.errors import ReportError
from claimx.printable import json_escaped, printable

__all__ = ["to_csv", "to_json", "write_csv"]

_RUNS_AS_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?%?")
_LONGEST_SLUG = 60


def to_csv(comparison: Comparison) -> str:
    """All rows as one CSV text with a heading line; the columns that make a group come first."""
    return _csv((group, row) for group in comparison.groups for row in group.rows)


def to_json(comparison: Comparison) -> str:
    """The groups with their rows as JSON: the columns of the CSV, those of the group once."""
    columns = columns_for("json")
    groups = []
    for group in comparison.groups:
        first = group.rows[0]
        entry: dict[str, object] = {c.name: c.value(group, first) for c in columns if c.of_group}
        entry["exact"] = len(group.exact)
        spread = group.spread
        for figure in ("median", "lowest", "highest", "quartiles"):
            entry[figure] = getattr(spread, figure) if spread else None
        of_row = [column for column in columns if not column.of_group]
        entry["rows"] = [{column.name: column.value(group, row) for column in of_row} for row in group.rows]
        groups.append(entry)
    return json_escaped(json.dumps({"groups": groups}, ensure_ascii=False, allow_nan=False, indent=1)) + "\n"


def write_csv(comparison: Comparison, folder: Path) -> tuple[Path, ...]:
    """Write `comparison.csv` with all rows, and one `metric-NAME.csv` a metric, into `folder`, which is
    made if need be.

    Gives the paths written. Raises ReportError where the folder or a file cannot be written.
    """
    texts = {"comparison.csv": to_csv(comparison)}
    for section in comparison.sections:
        texts[_file_name(section, texts)] = _csv((g, row) for g in section.groups for row in g.rows)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).unlink(missing_ok=True)  # a link there is replaced, never followed
            (folder / name).write_text(text, encoding="utf-8", newline="")
    except OSError as problem:
        raise ReportError(f"{folder}: cannot be written ({problem.strerror}): name another folder.") from None
    return tuple(folder / name for name in texts)


def _csv(rows: Iterable[tuple[Group, Row]]) -> str:
    columns = columns_for("csv")
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(column.name for column in columns)
    writer.writerows(cells(column.value(group, row) for column in columns) for group, row in rows)
    return file.getvalue()


def cells(values: Iterable[Cell]) -> Iterator[str]:
    for value in values:
        if value is None:
            yield ""
        elif isinstance(value, str):
            yield _defused(printable(value))
        elif isinstance(value, bool):
            yield "true" if value else "false"
        else:
            yield repr(value).removesuffix(".0")


def _defused(text: str) -> str:
    if _RUNS_AS_FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _file_name(section: Section, taken: Iterable[str]) -> str:
    """A file name of lower-case letters, digits and hyphens: safe on every system, the same from run to run."""
    plain = unicodedata.normalize("NFKD", section.metric).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-")
    name = f"metric-{slug}.csv"
    if slug and name not in taken:
        return name
    mark = hashlib.sha256(repr((section.metric, section.polarity, section.vague)).encode()).hexdigest()[:8]
    return f"metric-{slug}-{mark}.csv" if slug else f"metric-{mark}.csv"
