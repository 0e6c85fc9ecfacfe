"""How the groups of a comparison stand on a page: parts, and in each part blocks of rows.

A metric with several claims is a part of its own. In it each group of several claims is a block, and the
groups of a single claim share one last block, in which nothing is ranked. Metrics that only one claim
reports share one part, so that a page of rare metrics is no page of headings. Vague metrics close the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claimx.columns import shown_benchmark, shown_kind, shown_metric, shown_spread
from claimx.comparison import Comparison, Group, Row, Section
from claimx.reports.facts import counted

__all__ = ["Block", "Part", "parts"]

_BETTER = {
    "higher": "higher is better",
    "lower": "lower is better",
    "depends": "better depends on the side taken",
}


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that stand together."""

    heading: str
    """The benchmark, or why the rows stand together; empty where the part's heading says it all."""
    kind: str
    """What the numbers are; empty where the rows are not of one group."""
    spread: str
    """Median and range of the exact values, or nothing."""
    ranked: bool
    """Whether the rows are of one group, so that their values may be ranked."""
    rows: tuple[tuple[Group, Row], ...]
    """The rows, each with its group."""


@dataclass(frozen=True, slots=True)
class Part:
    """The blocks of one metric, or of all metrics with a single claim."""

    heading: str
    """The metric with the arrow of its better direction."""
    note: str
    """Which way is better, and how many claims of how many papers."""
    blocks: tuple[Block, ...]
    """At least one."""


def parts(comparison: Comparison) -> tuple[Part, ...]:
    """The parts of a page: specific metrics, those of one claim together, vague metrics."""
    specific = [section for section in comparison.sections if not section.vague]
    single = [section for section in specific if len(section.rows) == 1]
    own = [_part(section) for section in specific if len(section.rows) > 1]
    vague = [_part(section) for section in comparison.sections if section.vague]
    return (*own, *([_singles(single)] if single else []), *vague)


def _part(section: Section) -> Part:
    better = _BETTER.get(section.polarity or "", "better direction not known")
    notes = ["vague: each abstract means something else by it"] if section.vague else []
    notes += [better, _claims_of_papers(section.rows)]
    return Part(shown_metric(section), ", ".join(notes), tuple(_blocks(section)))


def _blocks(section: Section) -> Iterator[Block]:
    for group in section.shared:
        rows = tuple((group, row) for row in group.rows)
        yield Block(shown_benchmark(group), shown_kind(group), shown_spread(group), ranked=True, rows=rows)
    if section.alone:
        heading = "one claim each" if section.groups[1:] else ""
        kind = "other benchmarks or kinds of numbers, not ranked" if heading else ""
        yield Block(heading, kind, "", ranked=False, rows=_rows(section.alone))


def _singles(sections: list[Section]) -> Part:
    rows = _rows(tuple(group for section in sections for group in section.groups))
    claims = tuple(row for _, row in rows)
    return Part("Metrics with one claim", _claims_of_papers(claims), (Block("", "", "", ranked=False, rows=rows),))


def _rows(groups: tuple[Group, ...]) -> tuple[tuple[Group, Row], ...]:
    return tuple((group, row) for group in groups for row in group.rows)


def _claims_of_papers(rows: tuple[Row, ...]) -> str:
    papers = len({row.claim.paper_id for row in rows})
    return f"{counted(len(rows), 'claim')} of {counted(papers, 'paper')}"
