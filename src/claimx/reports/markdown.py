"""A report as Markdown (CommonMark with GitHub's tables), to read, to mail and to put under version control.

Everything from outside is escaped: each ASCII character that Markdown, HTML, a table, maths or a template
engine could take for a sign gets a backslash, which CommonMark (section 2.4) takes away again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from claimx.claims import Finding
from claimx.columns import columns_for
from claimx.comparison import Comparison, compare
from claimx.comparison.conflicts import Conflict, conflicts_of
from claimx.comparison.graph import Graph, graph_of
from claimx.printable import one_line
from claimx.reports import Report
from claimx.reports.across import (
    LONGEST,
    MOST,
    and_more,
    caveat,
    disagreement,
    graph_sentences,
    larger_sentence,
    used_by,
)
from claimx.reports.facts import NOTES, SENTENCE, Counts, counted, counts, period, run_facts
from claimx.reports.layout import Block, Part, parts
from claimx.reports.summary import SummaryView, Told, summary_view

__all__ = ["escaped", "report_markdown", "summary_markdown"]

_SIGNS = re.compile(r"[\\`*_{}\[\]<>#!|~$&@]|(?<=[{<])%|:(?=//|\w+:)|(?<=\d)\.(?=\s)|^[-+=.]")


def report_markdown(report: Report, comparison: Comparison | None = None) -> str:
    """The report as one Markdown text; `comparison` is the view to show, without it all claims of the report."""
    view = compare(report.claims, report.papers) if comparison is None else comparison
    lines = [
        *_head(report),
        *_summary(summary_view(report, view)),
        *(line for part in parts(view) for line in _part(part)),
        *_conflicts(conflicts_of(view)),
        *_graph(graph_of(view)),
        *_rejected(report),
        *_failures(report),
        *_method(report),
    ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """`text` on one line, each sign of Markdown or HTML with a backslash before it."""
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", one_line(text))


def _head(report: Report) -> Iterator[str]:
    yield from (f"# {escaped(report.title)}", "", f"{_counts(counts(report))} {SENTENCE}", "")
    dates = period(report.papers)
    if dates is not None:
        yield from (f"Papers of {dates[0]} to {dates[1]}.", "")


def _counts(count: Counts) -> str:
    if count.grounded is None:
        return f"{counted(count.found, 'claim')} of {counted(count.papers, 'paper')}."
    texts = [
        f"{counted(count.papers, 'paper')}, {counted(count.found, 'claim')} found, "
        f"{count.grounded:,} grounded in a quote, {count.rejected:,} rejected, "
        f"{counted(count.failed, 'paper')} without an answer."
    ]
    if (share := count.accounted_share) is not None:
        texts.append(f"{share:.1%} of {count.numbers:,} numbers accounted for, {count.unaccounted:,} open.")
    return " ".join(texts)


def summary_markdown(report: Report, comparison: Comparison | None = None) -> str:
    """The summary alone as Markdown text: of the whole, of the larger groups and of each paper."""
    view = compare(report.claims, report.papers) if comparison is None else comparison
    shown = summary_view(report, view)
    titles = {row.claim.paper_id: row.claim.title for row in view.rows}
    lines = [f"# {escaped(report.title)}", "", *_summary(shown)]
    if shown.papers:
        lines += ["## Papers", ""]
        for paper_id, sentences in shown.papers.items():
            lines += [f"### {escaped(titles.get(paper_id, paper_id))}", "", *_told(sentences), ""]
    return "\n".join(lines)


def _summary(shown: SummaryView) -> Iterator[str]:
    if shown.whole:
        yield from ("## Summary", "", *_told(shown.whole), "", escaped(shown.note), "")
    if shown.groups:
        yield from ("### Groups of like claims", "")
        yield from (line for _, sentences in shown.groups for line in _told(sentences))
        yield ""


def _told(sentences: Iterable[Told]) -> Iterator[str]:
    """The sentences as a list, each with the ids of its claims as the tables have them."""
    for told in sentences:
        ids = told.of_many or ", ".join(reference.claim_id for reference in told.references)
        marks = "; ".join(filter(None, (ids, "template" if told.is_template else "")))
        yield f"- {escaped(told.text)}{f' ({escaped(marks)})' if marks else ''}"


def _part(part: Part) -> Iterator[str]:
    yield from (f"## {escaped(part.heading)}", "", escaped(part.note), "")
    for block in part.blocks:
        if block.heading:
            yield from (f"### {escaped(', '.join(filter(None, (block.heading, block.kind))))}", "")
        if block.spread:
            yield from (escaped(block.spread), "")
        yield from _claims(block)


def _claims(block: Block) -> Iterator[str]:
    """A table of the columns in which some row has something to show."""
    columns = columns_for("markdown")
    rows = [[column.shown(group, row) for column in columns] for group, row in block.rows]
    used = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    headings = [columns[index].heading for index in used]
    yield from _table(headings, ([row[index] for index in used] for row in rows))


def _conflicts(conflicts: Sequence[Conflict]) -> Iterator[str]:
    for number, conflict in enumerate(conflicts[:MOST]):
        if not number:
            yield from ("## Conflicts between papers", "")
        yield f"- {escaped(disagreement(conflict))} {escaped(caveat(conflict))}"
        for side in conflict.sides:
            claim = side.claim
            yield f"  - {escaped(claim.title)} ({escaped(claim.id)}): {escaped(f'“{claim.evidence.quote}”')}"
        yield ""
    if more := and_more(conflicts):
        yield from (more, "")


def _graph(graph: Graph) -> Iterator[str]:
    if not graph.edges:
        return
    yield from ("## Who is compared with whom", "", escaped(" ".join(graph_sentences(graph))), "")
    for heading, used in (("Baseline", graph.baselines), ("Benchmark", graph.benchmarks)):
        if used:
            rows = ((one.name, str(one.papers), str(one.claims)) for one, _ in used_by(used))
            yield from _table((heading, "Papers", "Claims"), rows)
    if graph.larger:
        yield from ("Models that are said to beat larger ones:", "")
        yield from (f"- {escaped(larger_sentence(larger))}" for larger in graph.larger[:LONGEST])
        yield ""


def _rejected(report: Report) -> Iterator[str]:
    if report.rejected:
        yield from ("## Rejected claims", "")
        titles = {paper.id: paper.title for paper in report.papers}
        rows = (
            (
                titles.get(r.paper_id, r.paper_id),
                r.method,
                r.metric,
                r.value,
                r.quote,
                " ".join(_reasons(r.findings)),
            )
            for r in report.rejected
        )
        yield from _table(("Paper", "Method", "Metric", "Value", "Quote as given", "Why"), rows)


def _failures(report: Report) -> Iterator[str]:
    if report.failures:
        yield from ("## Papers without an answer", "")
        rows = ([str(failure.get(key, "")) for key in ("title", "kind", "message")] for failure in report.failures)
        yield from _table(("Paper", "Kind", "Message"), rows)


def _method(report: Report) -> Iterator[str]:
    yield from ("## Method and limits", "")
    yield from (f"- **{term}.** {escaped(meaning)}" for term, meaning in NOTES)
    facts = run_facts(report.run)
    if facts:
        yield from ("", "## How it was made", "")
        yield from _table(("What", "Value"), facts)


def _reasons(findings: Iterable[Finding]) -> Iterator[str]:
    return (f"{finding.code}: {finding.message}" for finding in findings)


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(headings)
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(escaped(cell) for cell in row)} |"
    yield ""
