"""Records of Every Eval Ever: valid by its own schema, and nothing in them that no abstract says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from builders import hostile_claim, make_claim, make_paper
from claimx.claims import Claim, Delta
from claimx.papers import Paper
from claimx.reports import Report
from claimx.reports.every_eval_ever import SCHEMA_VERSION, record_path, records

SCHEMA = json.loads((Path(__file__).parent / "data" / "every_eval_ever" / "eval.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
RUN = {"finished": "2026-05-12T08:00:00+00:00"}
PAPER = make_paper(id="2605.01234")


def level(number: float, unit: str | None = "percent", **fields: Any) -> Delta:
    return Delta(kind="level", low=number, high=number, unit=unit, **fields)


def claim(delta: Delta, *, metric: str = "accuracy", benchmarks: Sequence[str] = ("GSM8K",), **fields: Any) -> Claim:
    return make_claim(fields.pop("paper", PAPER), delta=delta, metric=metric, benchmarks=benchmarks, **fields)


def exported(*claims: Claim, papers: Sequence[Paper] = (PAPER,)) -> list[dict[str, Any]]:
    found = list(records(Report("Claims", papers=tuple(papers), claims=claims, run=RUN)))
    for record in found:
        VALIDATOR.validate(record)
    return found


def result(*claims: Claim) -> dict[str, Any]:
    ((only,),) = (record["evaluation_results"] for record in exported(*claims))
    return only


def test_the_schema_is_the_one_that_records_name():
    assert SCHEMA["version"] == SCHEMA_VERSION


def test_a_level_is_a_score_with_its_source_and_evidence():
    (record,) = exported(claim(level(84.5), size=8e9))
    assert record["source_metadata"] == {
        "source_name": PAPER.title,
        "source_type": "documentation",
        "source_organization_name": "unknown",
        "evaluator_relationship": "first_party",
        "additional_details": {
            "paper_id": "2605.01234",
            "paper_url": "https://arxiv.org/abs/2605.01234",
            "published": "2026-05-12",
            "reported_in": "abstract",
        },
    }
    assert record["model_info"]["name"] == "Tamarack"
    assert record["model_info"]["additional_details"]["parameters"] == "8000000000"
    assert record["retrieved_timestamp"] == "1778572800"
    (score,) = record["evaluation_results"]
    assert (score["evaluation_name"], score["score_details"]["score"]) == ("GSM8K", 84.5)
    assert score["score_details"]["details"]["quote"] == "raises accuracy on GSM8K by 4.2 points"
    assert score["metric_config"] == {
        "metric_id": "accuracy",
        "metric_name": "Accuracy",
        "metric_unit": "percent",
        "lower_is_better": False,
        "score_type": "continuous",
        "min_score": 0.0,
        "max_score": 100.0,
    }


def test_what_no_abstract_tells_is_unknown_or_left_out():
    (record,) = exported(claim(level(84.5)))
    assert record["eval_library"] == {"name": "unknown", "version": "unknown"}
    assert record["model_info"]["id"] == "unknown/tamarack"
    details = record["model_info"]["additional_details"]
    assert (details["deployment_type"], details["model_availability"]) == ("unknown", "unknown")
    assert "developer" not in record["model_info"]
    assert "evaluation_timestamp" not in record
    assert "uncertainty" not in record["evaluation_results"][0]["score_details"]


def test_the_organisation_of_the_byline_is_told():
    paper = make_paper(organisation="Lantern Lab")
    (record,) = exported(claim(level(84.5), paper=paper), papers=[paper])
    assert record["source_metadata"]["source_organization_name"] == "Lantern Lab"


def test_a_lower_metric_has_no_ends_that_nobody_told():
    config = result(claim(level(6.81, None), metric="perplexity", benchmarks=["WikiText-2"]))["metric_config"]
    assert config == {
        "metric_id": "perplexity",
        "metric_name": "Perplexity",
        "lower_is_better": True,
    }


def test_a_ratio_stays_a_proportion():
    found = result(claim(level(0.845, "ratio")))
    assert (found["score_details"]["score"], found["metric_config"]["metric_unit"]) == (0.845, "proportion")
    assert found["metric_config"]["max_score"] == 1.0


def test_the_level_behind_a_change_is_a_score():
    change = Delta(
        kind="change", low=4.2, high=4.2, unit="points", direction="increase", from_value=80.3, to_value=84.5
    )
    found = result(claim(change))
    assert (found["score_details"]["score"], found["metric_config"]["metric_unit"]) == (84.5, "percent")
    assert found["score_details"]["details"]["kind_of_claim"] == "change"


LEFT_OUT = {
    "a change without levels": claim(Delta(kind="change", low=4.2, high=4.2, unit="points", direction="increase")),
    "a range": claim(Delta(kind="level", low=80.0, high=84.5, unit="percent")),
    "a bound": claim(level(84.5, bound="up_to")),
    "no benchmark": claim(level(84.5), benchmarks=()),
    "an unknown benchmark": claim(level(84.5), benchmarks=["Brindle-Set"]),
    "two benchmarks": claim(level(84.5), benchmarks=["GSM8K", "MMLU"]),
    "a known and an unknown benchmark": claim(level(84.5), benchmarks=["GSM8K", "Brindle-Set"]),
    "a vague metric": claim(level(84.5), metric="performance"),
    "an unknown metric": claim(level(84.5), metric="brindleness"),
    "a metric that depends": claim(level(84.5), metric="attack success rate"),
    "a doubtful claim": claim(level(84.5), confidence="doubtful"),
    "words": claim(Delta(kind="qualitative", direction="increase")),
}


@pytest.mark.parametrize("what", LEFT_OUT)
def test_left_out_is(what: str):
    assert exported(LEFT_OUT[what]) == []


def test_scores_of_other_peoples_models_are_not_first_party():
    (record,) = exported(claim(level(84.5), method="GPT-4o"))
    assert record["source_metadata"]["evaluator_relationship"] == "other"
    own = make_paper("GPT-4o: A System Card")
    (record,) = exported(claim(level(84.5), method="GPT-4o", paper=own), papers=[own])
    assert record["source_metadata"]["evaluator_relationship"] == "first_party"


def test_each_method_has_its_record_and_its_path():
    methods = ["Tamarack", "Tamarack+", "Tamarack++", "data", "nul", "木", "t" * 70, "t" * 71]
    found = exported(*(claim(level(84.5), method=method) for method in methods), claim(level(70.0), method="tamarack"))
    paths = [record_path(record) for record in found]
    assert len(set(paths)) == len(methods)
    assert len({record["evaluation_id"] for record in found}) == len(methods)
    for path in paths:
        assert path.isascii()
        assert len(path.split("/")) == 5
        assert path.split("/")[3] not in ("data", "nul", "")


def test_the_path_is_the_same_whenever_the_run_was():
    first, later = (
        next(records(Report("Claims", papers=(PAPER,), claims=(claim(level(84.5)),), run=run)))
        for run in (RUN, {"started": "2027-01-01T00:00:00+00:00"})
    )
    assert record_path(first) == record_path(later)
    assert first["retrieved_timestamp"] != later["retrieved_timestamp"]


def test_hostile_texts_are_values_and_nothing_more():
    paper, hostile = hostile_claim()
    known = make_claim(paper, hostile.evidence.quote, level(84.5), method=hostile.method, benchmarks=["GSM8K"])
    (record,) = exported(known, papers=[paper])
    assert record["source_metadata"]["source_name"] == paper.title
    assert record_path(record).isascii()
    assert "/" not in record["model_info"]["id"].removeprefix("unknown/")
