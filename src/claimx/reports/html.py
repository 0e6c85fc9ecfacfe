"""A report as one HTML file that needs no network, no server and no script to be read.

The page is rendered by Jinja with autoescaping; every text from outside passes `printable` before it is
escaped. A Content-Security-Policy allows nothing but the one style and the one script of the page, named by
their SHA-256, so that even a mistake in the escaping could not run anything. The script only sorts, filters
and shows more of what the page already holds. Each abstract stands in the file once.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.resources
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from claimx.claims import Claim
from claimx.columns import Column, columns_for
from claimx.comparison import Comparison, Group, Row, compare
from claimx.comparison.conflicts import conflicts_of
from claimx.comparison.graph import graph_of
from claimx.papers import Paper
from claimx.printable import printable
from claimx.reports import Report, across
from claimx.reports.facts import NOTES, SENTENCE, counted, counts, period, run_facts
from claimx.reports.layout import Part, parts
from claimx.reports.summary import summary_view

__all__ = ["report_html"]

ROLES: Mapping[str, str] = {
    "claimed": "part of a claim",
    "unaccounted": "not accounted for",
    "name": "part of a name",
    "size": "model size",
    "setup": "set-up",
    "condition": "condition",
    "spread": "spread",
    "background": "background",
    "reference": "reference",
}
"""The roles of the ledger in the order of the legend, with what they mean."""

_LEFT_OUT_FIRST = ("published", "metric_written", "confidence", "findings")
"""Columns that the style hides where room is short; headings across the table leave them out of their span."""

_OF_THE_PAPER = frozenset({"title", "published", "paper_id", "quote", "findings"})
"""Columns that the script takes from the paper or from the claim's other fields."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of an abstract: plain text, or a number with its role and the first claim that has it."""

    text: str
    role: str | None = None
    claim_id: str | None = None


def report_html(report: Report, comparison: Comparison | None = None) -> str:
    """The report as one HTML text; `comparison` is the view to show, without it all claims of the report."""
    view = compare(report.claims, report.papers) if comparison is None else comparison
    page = parts(view)
    numbers = {entry["paper_id"]: entry["numbers"] for entry in report.ledger}
    style, script = _template_source("report.css"), _template_source("report.js")
    rows = view.rows
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            parts=page,
            columns=columns_for("html"),
            left_out_first=_LEFT_OUT_FIRST,
            counts=counts(report),
            period=period(report.papers),
            snapshots=sorted({source.snapshot for paper in report.papers for source in paper.sources}),
            facts=run_facts(report.run),
            abstracts=[(paper, tuple(_pieces(paper.abstract, numbers.get(paper.id, ())))) for paper in report.papers],
            titles={paper.id: paper.title for paper in report.papers},
            claims_of=Counter(row.claim.paper_id for row in rows),
            choices=_choices(rows, view),
            conflicts=conflicts_of(view),
            graph=graph_of(view),
            told=across,
            summary=summary_view(report, view),
            roles=ROLES,
            notes=NOTES,
            sentence=SENTENCE,
            counted=counted,
            style=Markup(style),  # noqa: S704  our own file
            script=Markup(script),  # noqa: S704  our own file
            style_hash=_csp_hash(style),
            script_hash=_csp_hash(script),
            data=_script_json(_data(page, report.papers)),
        )
    )


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_template_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )


def _template_source(name: str) -> str:
    return importlib.resources.files("claimx.reports").joinpath("templates", name).read_text("utf-8")


def _csp_hash(text: str) -> Markup:
    """The source expression of an inline element's text in a Content-Security-Policy (level 3, section 2.3.1)."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(f"'sha256-{digest}'")  # noqa: S704  base64 has no sign of HTML, and the attribute's quotes are double


def _pieces(abstract: str, numbers: Any) -> Iterator[_Piece]:
    """The abstract cut at its numbers; one that does not stand where the ledger says stays plain text."""
    done = 0
    for number in sorted(numbers, key=lambda n: (n["start"], n["end"])):
        start, end = number["start"], number["end"]
        if done <= start < end <= len(abstract) and number["role"] in ROLES:
            if done < start:
                yield _Piece(abstract[done:start])
            yield _Piece(abstract[start:end], number["role"], next(iter(number["claim_ids"]), None))
            done = end
    if done < len(abstract):
        yield _Piece(abstract[done:])


def _choices(rows: tuple[Row, ...], view: Comparison) -> dict[str, list[str]]:
    """What the filters offer: names in the order of the page, closed lists as far as they occur."""
    return {
        "metric": list(dict.fromkeys(section.metric for section in view.sections)),
        "benchmark": sorted({group.benchmark for group in view.groups if group.benchmark}, key=str.casefold),
        "kind": list(dict.fromkeys(row.claim.delta.kind for row in rows)),
        "bound": sorted({row.claim.delta.bound for row in rows}),
        "checks": sorted({row.claim.confidence for row in rows}),
    }


def _data(page: tuple[Part, ...], papers: tuple[Paper, ...]) -> dict[str, object]:
    """What the script needs beyond the page: claims in the order of its rows, their groups and papers."""
    of_group = [column for column in columns_for("json") if column.of_group]
    of_row = [c for c in columns_for("json") if not c.of_group and c.name not in _OF_THE_PAPER]
    rows = [entry for part in page for block in part.blocks for entry in block.rows]
    groups = list({id(group): group for group, _ in rows}.values())
    places = {id(group): place for place, group in enumerate(groups)}
    known = {paper.id: paper for paper in papers}
    return {
        "columns": [column.name for column in columns_for("csv")],
        "groupColumns": [column.name for column in of_group],
        "rowColumns": [column.name for column in of_row],
        "groups": [[column.value(group, group.rows[0]) for column in of_group] for group in groups],
        "papers": {p.id: [p.title, p.published.isoformat() if p.published else None] for p in papers},
        "claims": [
            _claim_data(group, row, places[id(group)], of_row, known.get(row.claim.paper_id)) for group, row in rows
        ],
    }


def _claim_data(group: Group, row: Row, place: int, columns: list[Column], paper: Paper | None) -> dict[str, object]:
    claim = row.claim
    source = claim.provenance
    fields: dict[str, object] = {
        "group": place,
        "paper": claim.paper_id,
        "values": [column.value(group, row) for column in columns],
        "benchmarks": claim.benchmarks,
        "findings": [[f.code, f.severity, f.message] for f in claim.findings],
        "source": [source.model, source.prompt, source.exchange, source.snapshot],
    }
    span = _shown_span(claim, paper)
    if span is not None:
        return fields | {"span": span}
    date = row.published.isoformat() if row.published else None
    return fields | {"title": claim.title, "published": date, "quote": claim.evidence.quote}


def _shown_span(claim: Claim, paper: Paper | None) -> tuple[int, int] | None:
    """The quote's offsets in the abstract as the page shows it; None where the abstract does not hold it."""
    start, end = claim.evidence.start, claim.evidence.end
    if paper is None or paper.abstract[start:end] != claim.evidence.quote:
        return None
    before = len(printable(paper.abstract[:start]))
    return before, before + len(printable(claim.evidence.quote))


def _script_json(value: object) -> Markup:
    """JSON for a script element: no character of it can end the element, open a comment or be taken for markup."""
    text = json.dumps(_printable(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  nothing is left in it that HTML would read


def _printable(value: object) -> object:
    """JSON values with every text, keys too, made `printable`: the script shows what the page shows."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {_printable(key): _printable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(inner) for inner in value]
    return value
