"""Claims: what a claim may hold, how it is named and how it is described."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from builders import make_claim
from claimx import claims
from claimx.claims import (
    Claim,
    Delta,
    Evidence,
    Finding,
    ModelSize,
    Names,
    Provenance,
    Rejected,
    claim_id,
)

NUMBER = st.floats(min_value=0, max_value=1e15)
NUMERIC = ["change", "factor", "fraction", "level"]


def refusal(made: type[BaseModel], **fields: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        made(**fields)
    return caught.value.errors(include_url=False)[0]["msg"]


@pytest.mark.parametrize("kind", NUMERIC)
def test_a_delta_that_is_not_in_words_needs_a_number(kind):
    assert f"a {kind} needs a number" in refusal(Delta, kind=kind, direction="increase", unit="percent")


@pytest.mark.parametrize("field", ["low", "high", "from_value", "to_value"])
def test_a_qualitative_delta_has_no_numbers(field):
    assert "has no numbers" in refusal(Delta, kind="qualitative", **{field: 0.0})


@pytest.mark.parametrize("field", ["low", "high"])
def test_low_and_high_come_together(field):
    assert "low and high come together" in refusal(Delta, kind="change", to_value=3.0, **{field: 1.0})


def test_low_is_never_above_high():
    assert "low is above high" in refusal(Delta, kind="change", low=2.0, high=1.0)
    assert "low is above high" in refusal(ModelSize, low=2e9, high=1e9)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_is_finite_since_json_has_no_other(number):
    assert "finite number" in refusal(Delta, kind="change", low=number, high=number)
    assert "finite number" in refusal(Delta, kind="level", to_value=number)
    assert "finite number" in refusal(ModelSize, low=1e9, high=number)


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "gain"), ("direction", "up"), ("bound", "over"), ("basis", "both"), ("low", "many")],
)
def test_a_word_outside_the_closed_lists_is_refused(field, value):
    with pytest.raises(ValidationError) as caught:
        Delta(**({"kind": "change", "low": 1.0, "high": 1.0} | {field: value}))
    assert caught.value.errors()[0]["loc"] == (field,)


def test_the_numbers_of_a_delta_are_distinct_and_in_order():
    delta = Delta(kind="change", low=2.0, high=8.0, from_value=5.0, to_value=2.0)
    assert delta.numbers == (2.0, 8.0, 5.0)
    assert Delta(kind="level", to_value=0.0).numbers == (0.0,)
    assert Delta(kind="qualitative").numbers == ()


@pytest.mark.parametrize("low", [0, -7e9])
def test_a_model_has_parameters(low):
    assert "greater than 0" in refusal(ModelSize, low=low, high=7e9)


@pytest.mark.parametrize("end", [4, 6, 0])
def test_evidence_is_as_long_as_its_span(end):
    assert "differ in length" in refusal(Evidence, quote="words", start=0, end=end)


def test_evidence_is_counted_in_code_points_and_begins_in_the_abstract():
    assert Evidence(quote="naïve 🙂", start=3, end=10).end == 10
    assert "greater than or equal to 0" in refusal(Evidence, quote="words", start=-5, end=0)


@pytest.mark.parametrize("quantified", [True, False])
def test_quantified_means_numbers(quantified):
    delta = Delta(kind="qualitative") if quantified else Delta(kind="change", low=1.0, high=1.0)
    fields = make_claim().model_dump() | {"delta": delta, "quantified": quantified}
    assert "disagree" in refusal(Claim, **fields)


@pytest.mark.parametrize("kind", [Delta, ModelSize, Evidence, Finding, Names, Provenance, Claim, Rejected])
def test_an_unknown_field_is_refused(kind):
    with pytest.raises(ValidationError, match=r"surprise\n +Extra inputs"):
        kind(surprise=1)


def test_a_claim_is_frozen_through_and_through():
    claim = make_claim(baselines=["LoRA"], size=7e9, findings=[Finding(code="V1", severity="note", message="Odd.")])
    parts: list[tuple[BaseModel, str]] = [
        (claim, "method"),
        (claim.delta, "low"),
        (claim.evidence, "start"),
        (claim.names, "metric"),
        (claim.provenance, "model"),
        (claim.findings[0], "code"),
    ]
    for part, field in parts:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(part, field, None)
    assert len({claim, claim.model_copy()}) == 1


@given(
    low=NUMBER,
    high=NUMBER,
    levels=st.tuples(st.none() | NUMBER, st.none() | NUMBER),
    kind=st.sampled_from(NUMERIC),
    unit=st.none() | st.text(),
    names=st.lists(st.text(), max_size=3),
)
def test_a_claim_comes_back_from_json_as_it_was(low, high, levels, kind, unit, names):
    low, high = sorted([low, high])
    delta = Delta(kind=kind, low=low, high=high, from_value=levels[0], to_value=levels[1], unit=unit)
    claim = make_claim(delta=delta, benchmarks=names, baselines=names, names=Names(benchmarks=tuple(names)))
    line = claim.model_dump_json()
    assert "\n" not in line
    assert Claim.model_validate_json(line) == claim
    assert Claim.model_validate(json.loads(line)) == claim


PUBLIC = [getattr(claims, name) for name in claims.__all__ if isinstance(getattr(claims, name), type)]


@pytest.mark.parametrize("kind", PUBLIC)
def test_the_schema_carries_the_docstring_of_every_field(kind):
    schema = kind.model_json_schema(mode="serialization")
    for name, field in schema["properties"].items():
        assert field.get("description", "").endswith("."), name
    assert schema["additionalProperties"] is False


def test_the_words_of_the_schema_are_those_of_the_source():
    schema = Claim.model_json_schema()
    assert schema["properties"]["metric"]["description"] == "What was measured, as written."
    assert schema["properties"]["delta"]["description"] == "By how much, and which way."
    assert "abstract[start:end] == quote" in schema["$defs"]["Evidence"]["description"]


PARTS = (4.2, 36.0)


def test_an_id_stays_the_same_from_release_to_release():
    assert claim_id("2605.00001", 10, 48, PARTS) == "45c991b83bc8"


@pytest.mark.parametrize(
    "other",
    [
        ("2605.00002", 10, 48, PARTS),
        ("2605.00001", 11, 48, PARTS),
        ("2605.00001", 10, 49, PARTS),
        ("2605.00001", 10, 48, (4.2, 36.1)),
        ("2605.00001", 10, 48, (36.0, 4.2)),
        ("2605.00001", 10, 48, (4.2,)),
        ("2605.00001", 10, 48, ()),
        ("2605.00001", 10, 48, ("4.2", "36.0")),
        ("2605.0000", 110, 48, PARTS),
        ("2605.00001", 104, 8, PARTS),
    ],
    ids=str,
)
def test_an_id_tells_apart_paper_span_and_numbers(other):
    assert claim_id(*other) != claim_id("2605.00001", 10, 48, PARTS)


@given(st.lists(st.floats(allow_nan=False) | st.text() | st.none(), max_size=4))
def test_an_id_is_twelve_hex_digits_and_no_part_can_pass_for_two(parts):
    assert re.fullmatch("[0-9a-f]{12}", claim_id("p", 0, 1, parts))
    assert claim_id("p", 0, 1, [*parts, "a", "b"]) != claim_id("p", 0, 1, [*parts, "a'\x1f'b"])


def test_the_record_of_a_refused_claim_keeps_its_words_numbers_and_reasons():
    finding = Finding(code="V2", severity="reject", message="The number is not in the quote.")
    delta = Delta(kind="change", low=4.2, high=4.2, from_value=1850.0, unit="points")
    rejected = Rejected.of(make_claim(delta=delta, findings=[finding]))
    assert (rejected.method, rejected.metric, rejected.value) == ("Tamarack", "accuracy", "4.2 1850 points")
    assert rejected.quote == "raises accuracy on GSM8K by 4.2 points"
    assert (rejected.findings, rejected.exchange) == ((finding,), "e1")
    assert Rejected.of(make_claim(delta=Delta(kind="qualitative"))).value == ""
