"""Answers: what a model is asked for is bounded everywhere, so that a server's grammar ends and an answer does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from claimx.answers import AnsweredClaim, AnsweredClaims

SCHEMA = AnsweredClaims.model_json_schema()
BARE = {"quote": "raises accuracy", "method": "Larch", "metric": "accuracy", "kind": "qualitative"}


def nodes(schema: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every subschema with its place."""
    if isinstance(schema, dict):
        yield place, schema
    children = schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ()
    for name, child in children:
        yield from nodes(child, f"{place}/{name}")


def of_type(kind: str) -> list[tuple[str, dict[str, Any]]]:
    return [(place, node) for place, node in nodes(SCHEMA) if node.get("type") == kind]


def test_every_string_is_bounded():
    assert len(of_type("string")) >= 10
    for place, node in of_type("string"):
        assert "maxLength" in node or "enum" in node or "const" in node, place


def test_every_list_is_bounded():
    assert len(of_type("array")) == 3
    for place, node in of_type("array"):
        assert "maxItems" in node, place


def test_no_number_is_asked_for_as_a_number():
    assert of_type("number") == of_type("integer") == []


def test_no_part_is_left_open():
    shapes = {"type", "enum", "const", "anyOf", "$ref"}
    fields = SCHEMA["$defs"]["AnsweredClaim"]["properties"] | SCHEMA["properties"]
    for name, field in fields.items():
        assert shapes & field.keys(), name
    assert not [place for place, node in nodes(SCHEMA) if "patternProperties" in node]
    assert [name for name, field in fields.items() if not field.get("description")] == ["claims"]


def test_the_answer_is_flat_enough_for_every_grammar():
    assert list(SCHEMA["$defs"]) == ["AnsweredClaim"]
    assert SCHEMA["required"] == ["claims"]
    assert SCHEMA["$defs"]["AnsweredClaim"]["required"] == ["quote", "method", "metric", "kind"]


def test_the_earlier_level_is_called_from():
    assert "from" in SCHEMA["$defs"]["AnsweredClaim"]["properties"]
    read = AnsweredClaim.model_validate({**BARE, "from": "48.2"})
    assert read.from_ == AnsweredClaim(**BARE, from_="48.2").from_ == "48.2"
    assert json.loads(read.model_dump_json(by_alias=True, exclude_defaults=True)) == {**BARE, "from": "48.2"}


def test_what_is_null_may_be_left_out():
    answered = AnsweredClaim.model_validate(BARE)
    left_out = {"value", "high", "from_", "to", "unit", "direction", "size"}
    assert {name for name, value in answered if value is None} == left_out
    assert answered.bound == "exact"
    assert answered.baselines == answered.benchmarks == []


def test_words_a_model_adds_do_not_spoil_its_answer():
    answered = AnsweredClaims.model_validate({"claims": [{**BARE, "certainty": 0.9}], "thoughts": "none"})
    assert answered.claims == [AnsweredClaim.model_validate(BARE)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quote", ""),
        ("quote", "q" * 501),
        ("method", "m" * 121),
        ("metric", "m" * 121),
        ("value", "1" * 33),
        ("value", 4.2),
        ("from", "1" * 33),
        ("unit", "u" * 41),
        ("size", "7" * 61),
        ("kind", "gain"),
        ("direction", "up"),
        ("bound", "over"),
        ("baselines", ["b"] * 9),
        ("baselines", "LoRA"),
        ("benchmarks", ["b" * 121]),
    ],
)
def test_what_breaks_a_bound_is_refused(field, value):
    with pytest.raises(ValidationError) as caught:
        AnsweredClaim.model_validate(BARE | {field: value})
    assert caught.value.errors()[0]["loc"][0] == field


def test_an_abstract_has_at_most_32_claims():
    assert len(AnsweredClaims.model_validate({"claims": [BARE] * 32}).claims) == 32
    with pytest.raises(ValidationError, match="at most 32"):
        AnsweredClaims.model_validate({"claims": [BARE] * 33})


def test_an_answer_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        AnsweredClaim.model_validate(BARE).method = "Other"


@given(
    quote=st.text(min_size=1, max_size=500),
    value=st.none() | st.text(max_size=32),
    before=st.none() | st.text(max_size=32),
    baselines=st.lists(st.text(max_size=120), max_size=8),
)
def test_an_answer_comes_back_from_its_short_form_as_it_was(quote, value, before, baselines):
    answered = AnsweredClaim.model_validate(
        {**BARE, "quote": quote, "value": value, "from": before, "baselines": baselines}
    )
    assert AnsweredClaim.model_validate_json(answered.model_dump_json(by_alias=True, exclude_defaults=True)) == answered
