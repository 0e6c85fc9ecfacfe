"""The comparison as tables for the terminal.

Texts of claims become `rich.text.Text`, so that square brackets are no markup, after `one_line` has made
every control character an escape that can be read: nothing of an abstract reaches the terminal as a
command.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text

from claimx.columns import Column, columns_for, shown_benchmark, shown_kind, shown_metric, shown_spread
from claimx.comparison import Comparison, Group, Row, Section
from claimx.printable import one_line

__all__ = ["terminal_table", "terminal_text"]

_STYLES = {"better": "green", "worse": "red", "doubtful": "yellow"}
_SHARES = {"title": 4, "method": 4, "metric_written": 3, "baselines": 3}
"""Columns that wrap, with their shares of the width that the others leave."""
_WIDEST = 18
"""Characters of the columns that do not wrap, at most; a longer cell is folded."""
_WIDE = 110
_ONLY_WHERE_WIDE = frozenset({"metric_written", "confidence", "findings"})


def terminal_table(comparison: Comparison) -> RenderableType:
    """The groups as tables under the names of their metrics, for `rich.console.Console.print`.

    On less than 110 characters a line the metric as written and the checks are left out.
    """
    return _Tables(comparison) if comparison.groups else Text("No claims to compare.")


def terminal_text(comparison: Comparison, width: int = 120) -> str:
    """The same as plain text of `width` characters a line."""
    file = io.StringIO()
    Console(file=file, width=width, color_system=None, force_terminal=False).print(terminal_table(comparison))
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _Tables:
    """What `terminal_table` gives: it lays itself out when the width is known."""

    comparison: Comparison

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        columns = [
            (column, None if column.name in _SHARES else _width(column, self.comparison))
            for column in columns_for("terminal")
            if not column.of_group and (options.max_width >= _WIDE or column.name not in _ONLY_WHERE_WIDE)
        ]
        for section in self.comparison.sections:
            yield from _section(section, columns)


def _section(section: Section, columns: list[tuple[Column, int | None]]) -> Iterator[RenderableType]:
    n = len(section.rows)
    count = f"  {n} claim{'' if n == 1 else 's'}" + (", vague metric" if section.vague else "")
    yield Text.assemble((one_line(shown_metric(section)), "bold"), (count, "dim"))
    yield _table(columns, show_header=True)
    for label, groups in _labelled(section.groups):
        yield Text(one_line(label), style="italic cyan")
        table = _table(columns, show_header=False)
        for group in groups:
            for row in group.rows:
                table.add_row(*(_cell(column, group, row) for column, _ in columns))
        yield table
    yield ""


def _labelled(groups: tuple[Group, ...]) -> Iterator[tuple[str, list[Group]]]:
    """Groups with their labels; those of a single claim that have the same label stand together under it."""
    for _, alike in itertools.groupby(groups, key=lambda g: (_label(g), id(g) if len(g.rows) > 1 else None)):
        together = list(alike)
        apart = ", one claim each, not ranked" if len(together) > 1 else ""
        yield _label(together[0]) + apart, together


def _label(group: Group) -> str:
    return ", ".join(filter(None, (shown_benchmark(group), shown_kind(group), shown_spread(group))))


def _table(columns: list[tuple[Column, int | None]], *, show_header: bool) -> Table:
    """A table without rows; of the same widths each time, so that the columns of all tables are in line."""
    table = Table(box=None, padding=(0, 2, 0, 0), expand=True, show_header=show_header, header_style="dim")
    for column, width in columns:
        one_line_only = column.name == "title"
        table.add_column(
            column.heading,
            justify="right" if column.numeric else "left",
            width=width,
            ratio=_SHARES.get(column.name),
            no_wrap=one_line_only,
            overflow="ellipsis" if one_line_only else "fold",
        )
    return table


def _width(column: Column, comparison: Comparison) -> int:
    shown = (column.shown(group, row) for group in comparison.groups for row in group.rows)
    return min(_WIDEST, max(cell_len(column.heading), *(cell_len(one_line(text)) for text in shown)))


def _cell(column: Column, group: Group, row: Row) -> Text:
    text = one_line(column.shown(group, row))
    return Text(text, style=_STYLES.get(text, "") if column.name in ("verdict", "confidence") else "")
