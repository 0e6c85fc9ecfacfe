"""The lists of a run as flat tables, declared once for DuckDB, Polars and Parquet.

A column has the same type whatever its values are, also where all are null and where there is no row at all: that is
what readers that guess types from the lines of a file cannot promise. Names are those of the comparison tables where
they mean the same; `starts` and `ends` stand for offsets, since `end` is a word of SQL.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from claimx.claims import Claim, Finding, ModelSize, Rejected
from claimx.names import Names
from claimx.papers import Paper
from claimx.reports import Report

__all__ = ["CLAIMS", "TABLES", "Column", "Table", "Type", "Value", "claim_rows", "rows_of"]

Type = Literal["text", "texts", "number", "integer", "boolean", "date", "time"]
"""texts is a list; time is UTC without a zone, as ISO 8601 in the rows."""
Value = str | float | int | bool | tuple[str, ...] | None
Entry = Mapping[str, Any]
T = TypeVar("T")

_COUNTS = ("papers", "claims", "quantified", "rejected", "failures", "numbers", "unaccounted")
_TOKENS = ("prompt_tokens", "cached_tokens", "completion_tokens")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: its name, its type and where its values come from."""

    name: str
    type: Type
    value: Callable[[T], Value]


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """A table of values of one kind."""

    name: str
    columns: tuple[Column[T], ...]

    def rows(self, things: Iterable[T]) -> list[dict[str, Value]]:
        """A row for each thing, in their order."""
        return [{column.name: _whole(column.value(thing)) for column in self.columns} for thing in things]


class _Told(NamedTuple):
    """A claim with the day of its paper."""

    claim: Claim
    published: datetime.date | None


CLAIMS: Table[_Told] = Table(
    "claims",
    (
        Column("claim_id", "text", lambda t: t.claim.id),
        Column("paper_id", "text", lambda t: t.claim.paper_id),
        Column("title", "text", lambda t: t.claim.title),
        Column("published", "date", lambda t: _iso(t.published)),
        Column("method", "text", lambda t: t.claim.method),
        Column("method_known_as", "text", lambda t: t.claim.names.method),
        Column("model_name", "text", lambda t: _model(t.claim.names, "name")),
        Column("model_family", "text", lambda t: _model(t.claim.names, "family")),
        Column("model_version", "text", lambda t: _model(t.claim.names, "version")),
        Column("model_variant", "text", lambda t: _model(t.claim.names, "variant")),
        Column("size_low", "integer", lambda t: _parameters(t.claim.model_size, "low")),
        Column("size_high", "integer", lambda t: _parameters(t.claim.model_size, "high")),
        Column("metric", "text", lambda t: t.claim.names.metric),
        Column("metric_written", "text", lambda t: t.claim.metric),
        Column("polarity", "text", lambda t: t.claim.names.polarity),
        Column("vague", "boolean", lambda t: t.claim.names.vague),
        Column("metric_suggested", "text", lambda t: t.claim.names.suggested),
        Column("benchmarks", "texts", lambda t: t.claim.names.benchmarks),
        Column("benchmarks_written", "texts", lambda t: t.claim.benchmarks),
        Column("tasks", "texts", lambda t: t.claim.names.tasks),
        Column("kind", "text", lambda t: t.claim.delta.kind),
        Column("low", "number", lambda t: t.claim.delta.low),
        Column("high", "number", lambda t: t.claim.delta.high),
        Column("from_value", "number", lambda t: t.claim.delta.from_value),
        Column("to_value", "number", lambda t: t.claim.delta.to_value),
        Column("unit", "text", lambda t: t.claim.delta.unit),
        Column("direction", "text", lambda t: t.claim.delta.direction),
        Column("bound", "text", lambda t: t.claim.delta.bound),
        Column("basis", "text", lambda t: t.claim.delta.basis),
        Column("quantified", "boolean", lambda t: t.claim.quantified),
        Column("baselines", "texts", lambda t: t.claim.baselines),
        Column("baselines_known_as", "texts", lambda t: t.claim.names.baselines),
        Column("confidence", "text", lambda t: t.claim.confidence),
        Column("findings", "texts", lambda t: _codes(t.claim.findings)),
        Column("quote", "text", lambda t: t.claim.evidence.quote),
        Column("starts", "integer", lambda t: t.claim.evidence.start),
        Column("ends", "integer", lambda t: t.claim.evidence.end),
        Column("extracted_by", "text", lambda t: t.claim.provenance.model),
        Column("prompt", "text", lambda t: t.claim.provenance.prompt),
        Column("exchange", "text", lambda t: t.claim.provenance.exchange),
        Column("snapshot", "text", lambda t: t.claim.provenance.snapshot),
    ),
)
"""A row a claim: `metric` and `benchmarks` are canonical (null and empty where unknown), `..._written` as written."""

PAPERS: Table[Paper] = Table(
    "papers",
    (
        Column("paper_id", "text", lambda p: p.id),
        Column("title", "text", lambda p: p.title),
        Column("abstract", "text", lambda p: p.abstract),
        Column("published", "date", lambda p: _iso(p.published)),
        Column("authors_count", "integer", lambda p: p.authors_count),
        Column("organisation", "text", lambda p: p.organisation),
        Column("comments", "integer", lambda p: p.comments),
        Column("snapshots", "texts", lambda p: tuple(dict.fromkeys(s.snapshot for s in p.sources))),
    ),
)

NUMBERS: Table[tuple[str, Entry]] = Table(
    "numbers",
    (
        Column("paper_id", "text", lambda n: n[0]),
        Column("text", "text", lambda n: n[1]["text"]),
        Column("value", "number", lambda n: n[1]["value"]),
        Column("role", "text", lambda n: n[1]["role"]),
        Column("claim_ids", "texts", lambda n: tuple(n[1]["claim_ids"])),
        Column("starts", "integer", lambda n: n[1]["start"]),
        Column("ends", "integer", lambda n: n[1]["end"]),
    ),
)
"""A row a number of an abstract, with its role."""

REJECTED: Table[Rejected] = Table(
    "rejected",
    (
        Column("paper_id", "text", lambda r: r.paper_id),
        Column("method", "text", lambda r: r.method),
        Column("metric_written", "text", lambda r: r.metric),
        Column("value", "text", lambda r: r.value),
        Column("quote", "text", lambda r: r.quote),
        Column("findings", "texts", lambda r: _codes(r.findings)),
        Column("reasons", "texts", lambda r: tuple(finding.message for finding in r.findings)),
        Column("exchange", "text", lambda r: r.exchange),
    ),
)

FAILURES: Table[Entry] = Table(
    "failures",
    (
        Column("paper_id", "text", lambda f: f["paper_id"]),
        Column("title", "text", lambda f: f["title"]),
        Column("kind", "text", lambda f: f["kind"]),
        Column("message", "text", lambda f: f["message"]),
    ),
)


def _told(name: str) -> Column[Entry]:
    return Column(name, "text", lambda run: _text(run.get(name)))


def _counted(part: str, name: str) -> Column[Entry]:
    return Column(name, "integer", lambda run: _count(run.get(part), name))


RUNS: Table[Entry] = Table(
    "runs",
    (
        *map(_told, ("model", "base_url", "mode")),
        Column("prompt", "text", lambda run: _prompt(run)),
        *map(_told, ("claimx", "status")),
        Column("started", "time", lambda run: _time(run.get("started"))),
        Column("finished", "time", lambda run: _time(run.get("finished"))),
        *(_counted("counts", name) for name in _COUNTS),
        *(_counted("tokens", name) for name in _TOKENS),
        Column("cost", "number", lambda run: _number(run.get("cost"))),
        Column("snapshots", "texts", lambda run: _snapshots(run.get("sources"))),
    ),
)
"""A row a run, from its run.json; `prompt` is the hash of the prompt and of the schema, as in `claims`."""

TABLES: tuple[Table[Any], ...] = (CLAIMS, PAPERS, NUMBERS, REJECTED, FAILURES, RUNS)
"""Every table; in a database each has a column `run` before its own."""


def rows_of(report: Report) -> dict[str, list[dict[str, Value]]]:
    """The rows of a run for every table, by the table's name."""
    return {
        CLAIMS.name: claim_rows(report.claims, report.papers),
        PAPERS.name: PAPERS.rows(report.papers),
        NUMBERS.name: NUMBERS.rows((entry["paper_id"], n) for entry in report.ledger for n in entry["numbers"]),
        REJECTED.name: REJECTED.rows(report.rejected),
        FAILURES.name: FAILURES.rows(report.failures),
        RUNS.name: RUNS.rows([report.run] if report.run else []),
    }


def claim_rows(claims: Iterable[Claim], papers: Iterable[Paper]) -> list[dict[str, Value]]:
    """A row for each claim; `papers` tell the dates."""
    published = {paper.id: paper.published for paper in papers}
    return CLAIMS.rows(_Told(claim, published.get(claim.paper_id)) for claim in claims)


def _whole(value: Value) -> Value:
    """Lone surrogates have no bytes in UTF-8, which every reader of tables wants: they become escapes."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return tuple(str(_whole(text)) for text in value) if isinstance(value, tuple) else value


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _codes(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(finding.code for finding in findings)


def _model(names: Names, part: Literal["name", "family", "version", "variant"]) -> str | None:
    return None if names.model is None else getattr(names.model, part)


def _parameters(size: ModelSize | None, end: Literal["low", "high"]) -> int | None:
    return None if size is None else round(getattr(size, end))


# run.json is a file that anybody may have edited: what is not of its column's type is null.


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count(counts: object, name: str) -> int | None:
    value = counts.get(name) if isinstance(counts, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 else None


def _time(value: object) -> str | None:
    try:
        told = datetime.datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return None
    in_utc = told if told.tzinfo is None else told.astimezone(datetime.UTC)
    return in_utc.replace(tzinfo=None).isoformat()


def _prompt(run: Entry) -> str | None:
    prompt, schema = _text(run.get("prompt")), _text(run.get("schema"))
    return None if prompt is None or schema is None else f"{prompt}-{schema}"


def _snapshots(sources: object) -> tuple[str, ...]:
    if not isinstance(sources, list):
        return ()
    return tuple(str(source["snapshot"]) for source in sources if isinstance(source, dict) and "snapshot" in source)
