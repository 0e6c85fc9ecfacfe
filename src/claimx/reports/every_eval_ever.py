"""Levels that papers claim, as records of Every Eval Ever, the shared schema for results of evaluations.

The schema is EvalEval's `eval.schema.json`, version 0.3.0, MIT, https://github.com/evaleval/every_eval_ever; one
record is one paper's word on one method. What an abstract does not tell is left out where the schema lets it, and is
`unknown` where it does not. Nothing is converted and nothing is guessed: bounds, ranges, doubtful claims, vague
metrics, metrics whose better direction depends, and scores over several benchmarks stay out.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimx import names
from claimx.claims import Claim, Delta
from claimx.comparison.effects import level_unit
from claimx.names import Metric
from claimx.papers import Paper
from claimx.reports import Report

__all__ = ["SCHEMA_VERSION", "record_path", "records"]

SCHEMA_VERSION = "0.3.0"
_UNKNOWN = "unknown"
_ARXIV = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?")
_LONGEST = 60
_LOSES = re.compile(rf"[^A-Za-z0-9 .-]|.{{{_LONGEST + 1}}}", re.DOTALL)
"""Names that a slug does not tell from others."""
_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in range(10))
_RESERVED = frozenset({"data", "con", "prn", "aux", "nul", *_PORTS})
"""Names that the datastore or Windows keeps for itself."""
_SCALES = {"percent": ("percent", 100.0), "ratio": ("proportion", 1.0)}
"""Units of scores with two ends: what the schema calls them, and the upper end."""


@dataclass(frozen=True, slots=True)
class _Level:
    """A score that a claim tells, and the one benchmark that it is of."""

    claim: Claim
    benchmark: str
    metric: Metric
    score: float
    unit: str | None
    """percent, ratio, or a unit's own word; None where the abstract and the metric tell none."""


def records(report: Report) -> Iterator[dict[str, Any]]:
    """A record for each paper and method with at least one score, in the order of the claims.

    The same run gives the same records: the time of retrieval is that of the run.
    """
    papers = {paper.id: paper for paper in report.papers}
    told: dict[tuple[str, str], list[_Level]] = {}
    for claim in report.claims:
        level = _level(claim)
        if level is not None and claim.paper_id in papers:
            told.setdefault((claim.paper_id, _model_id(_method(claim))), []).append(level)
    retrieved = _retrieved(report.run)
    for (paper, model), levels in told.items():
        yield _record(papers[paper], model, levels, retrieved)


def record_path(record: Mapping[str, Any]) -> str:
    """Where the datastore keeps a record: data/COLLECTION/DEVELOPER/MODEL/UUID.json, the same from run to run."""
    key = record["evaluation_id"].rpartition("/")[0]
    name = uuid.UUID(bytes=hashlib.sha256(key.encode()).digest()[:16], version=4)
    return f"data/claimx/{record['model_info']['id']}/{name}.json"


def _level(claim: Claim) -> _Level | None:
    """The score of a claim; None where it tells none that can stand alone."""
    metric = names.metric(claim.names.metric) if claim.names.metric and not claim.names.vague else None
    if metric is None or claim.names.polarity not in ("higher", "lower") or claim.confidence == "doubtful":
        return None
    if len(claim.names.benchmarks) != 1 or len(claim.benchmarks) > 1 or claim.delta.bound != "exact":
        return None
    delta = claim.delta
    score = delta.to_value
    if score is None and delta.kind == "level" and delta.low == delta.high:
        score = delta.low
    if score is None:
        return None
    # The unit of a change or factor is not that of the levels behind it.
    written = delta.unit if delta.kind == "level" else None
    unit = written if written == "ratio" else level_unit(Delta(kind="level", to_value=score, unit=written), metric)
    return _Level(claim, claim.names.benchmarks[0], metric, score, unit)


def _record(paper: Paper, model: str, levels: Sequence[_Level], retrieved: str) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "evaluation_id": f"{paper.id}/{model}/{retrieved}",
        "retrieved_timestamp": retrieved,
        "source_metadata": {
            "source_name": paper.title,
            "source_type": "documentation",
            "source_organization_name": paper.organisation or _UNKNOWN,
            "evaluator_relationship": "first_party" if _is_own(levels[0].claim) else "other",
            "additional_details": _told(
                paper_id=paper.id,
                paper_url=_url(paper),
                published=paper.published.isoformat() if paper.published else None,
                reported_in="abstract",
            ),
        },
        "eval_library": {"name": _UNKNOWN, "version": _UNKNOWN},
        "model_info": {"name": _method(levels[0].claim), "id": model, "additional_details": _model_details(levels)},
        "evaluation_results": [_result(level, paper) for level in levels],
    }


def _result(level: _Level, paper: Paper) -> dict[str, Any]:
    claim = level.claim
    return {
        "evaluation_result_id": claim.id,
        "evaluation_name": level.benchmark,
        "source_data": {"dataset_name": level.benchmark, "source_type": "other"},
        "metric_config": _metric_config(level),
        "score_details": {
            "score": level.score,
            "details": _told(
                quote=claim.evidence.quote,
                quote_start=str(claim.evidence.start),
                quote_end=str(claim.evidence.end),
                paper_title=paper.title,
                paper_url=_url(paper),
                method_as_written=claim.method,
                metric_as_written=claim.metric,
                benchmark_as_written="; ".join(claim.benchmarks) or None,
                kind_of_claim=claim.delta.kind,
                baselines=json.dumps(claim.baselines, ensure_ascii=False) if claim.baselines else None,
                from_value=None if claim.delta.from_value is None else repr(claim.delta.from_value),
                parameters=_parameters(claim),
                checks=claim.confidence,
                extracted_by=f"claimx, model {claim.provenance.model}, prompt {claim.provenance.prompt}",
            ),
        },
    }


def _metric_config(level: _Level) -> dict[str, Any]:
    metric = level.metric
    config: dict[str, Any] = {
        "metric_id": _slug(metric.name.replace("@", " at "), "_"),
        "metric_name": metric.name,
        "lower_is_better": metric.polarity == "lower",
    }
    unit, top = _SCALES.get(level.unit or "", (level.unit, None))
    if unit is not None:
        config["metric_unit"] = unit
    # Scores that should be high are shares of a whole; an error in percent may be more than 100.
    if top is not None and metric.polarity == "higher" and 0 <= level.score <= top and metric.unit == "percent":
        config |= {"score_type": "continuous", "min_score": 0.0, "max_score": top}
    return config


def _model_details(levels: Iterable[_Level]) -> dict[str, str]:
    sizes = {size for level in levels if (size := _parameters(level.claim)) is not None}
    return _told(
        deployment_type=_UNKNOWN,
        model_availability=_UNKNOWN,
        developer_told="no",
        parameters=sizes.pop() if len(sizes) == 1 else None,
    )


def _is_own(claim: Claim) -> bool:
    """Whether the paper speaks of its own method: not where it is a known family that the title does not name."""
    model = claim.names.model
    return model is None or model.family.casefold() in claim.title.casefold()


def _parameters(claim: Claim) -> str | None:
    size = claim.model_size
    if size is None:
        return None
    low, high = f"{size.low:.0f}", f"{size.high:.0f}"
    return low if low == high else f"{low} to {high}"


def _url(paper: Paper) -> str | None:
    return f"https://arxiv.org/abs/{paper.id}" if _ARXIV.fullmatch(paper.id) else None


def _retrieved(run: Mapping[str, Any]) -> str:
    """When the run ended, or began, in seconds of the Unix epoch, as the schema has times."""
    for name in ("finished", "started"):
        try:
            return str(int(datetime.datetime.fromisoformat(str(run.get(name))).timestamp()))
        except ValueError:
            continue
    return _UNKNOWN


def _told(**details: str | None) -> dict[str, str]:
    return {name: text for name, text in details.items() if text is not None}


def _method(claim: Claim) -> str:
    return claim.names.method or claim.method


def _model_id(method: str) -> str:
    """DEVELOPER/MODEL: the developer is unknown; two methods have one id only where they differ in case and hyphens."""
    slug = _slug(method)
    if _LOSES.search(method) or slug in _RESERVED or not slug:
        slug = f"{slug}-{hashlib.sha256(method.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}".strip("-")
    return f"{_UNKNOWN}/{slug}"


def _slug(name: str, between: str = "-") -> str:
    """Lower-case letters, digits and one sign between: fit for an id and for a path on every system."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", between, plain).strip(between)[:_LONGEST].strip(between)
