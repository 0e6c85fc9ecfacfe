"""Answers to other people's schemas: valid whatever the schema, and filled with what was read."""

from __future__ import annotations

import datetime
import json
import uuid
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model

from builders import ABSTRACT, make_paper
from claimx.answers import AnsweredClaim, AnsweredClaims
from claimx.builtin.facts import Reading
from claimx.builtin.instances import instance
from claimx.builtin.reader import read
from claimx.builtin.validity import SchemaError
from claimx.claims import Claim
from json_schemas import json_schemas

PAPER = make_paper()
READ = Reading(PAPER.title, ABSTRACT, tuple(read(PAPER.title, ABSTRACT)))
NOTHING = Reading("", "", ())


class Trend(str, Enum):  # noqa: UP042 - what other people write
    up, down = "up", "down"


class Level(IntEnum):
    low, high = 3, 7


class Span(BaseModel):
    start: int = Field(ge=0)
    end: int = Field(gt=0)


class Finding(BaseModel):
    model_config = ConfigDict(extra="forbid")

    method_name: str
    metric: str = Field(min_length=1, max_length=40)
    value: float | None
    unit: str | None = None
    dataset: Annotated[str, Field(pattern="^[A-Za-z0-9 -]*$")]
    trend: Trend | None
    supporting_quote: str = Field(max_length=30)
    span: Span
    confidence: int = Field(ge=1, le=5)


class Findings(BaseModel):
    paper_title: str
    findings: list[Finding]
    baselines: list[str]
    authors: list[str]
    quantified: bool


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(ge=1)


class Claimed(BaseModel):
    kind: Literal["claimed"]
    claim: str


class Tagged(BaseModel):
    parts: list[Annotated[Cat | Claimed, Field(discriminator="kind")]]


class Tree(BaseModel):
    method: str
    children: list[Tree]
    parent: Tree | None


class Odd(BaseModel):
    day: datetime.date
    moment: datetime.datetime
    spell: datetime.timedelta
    key: uuid.UUID
    price: Decimal
    level: Level
    pair: tuple[int, str]
    names: set[int] = Field(min_length=3)
    table: dict[str, int] = Field(min_length=2)
    matrix: list[list[float]] = Field(min_length=2, max_length=2)
    ratio: float = Field(gt=0, lt=1)
    even: int = Field(ge=3, multiple_of=2)
    anything: Any
    code: str = Field(pattern=r"^[A-Z]{3}-\d+$")
    long: str = Field(min_length=20)
    fixed: Literal[42]
    optional: int | None


MODELS = [Findings, Tagged, Tree, Odd, Finding, AnsweredClaims, AnsweredClaim, Claim, create_model("Empty")]


def valid(schema: dict[str, Any], reading: Reading) -> Any:
    """The instance for a reading, after the reference implementation has agreed to it."""
    Draft202012Validator.check_schema(schema)
    value = instance(schema, reading)
    Draft202012Validator(schema).validate(value)
    assert json.loads(json.dumps(value, allow_nan=False)) == value
    return value


@given(json_schemas(), st.sampled_from([READ, NOTHING]))
@settings(max_examples=300)
def test_any_schema_that_has_an_instance_gets_one(schema, reading):
    valid(schema, reading)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("reading", [READ, NOTHING], ids=["claims", "nothing"])
@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_schema_of_a_model_gets_an_instance(model, reading, mode):
    valid(model.model_json_schema(mode=mode), reading)


@pytest.mark.parametrize("model", [Findings, Tagged, Tree, Odd, Finding, AnsweredClaims], ids=lambda m: m.__name__)
@pytest.mark.parametrize("reading", [READ, NOTHING], ids=["claims", "nothing"])
def test_what_a_model_gets_it_takes(model, reading):
    model.model_validate_json(json.dumps(valid(model.model_json_schema(), reading)))


@given(st.dictionaries(
    st.sampled_from(["method", "metric", "claims", "value", "results", "unit", "x", "note"]),
    st.sampled_from([str, int, float, bool, str | None, list[str], list[Finding], Finding, dict[str, str], Trend,
                     Literal["a", "b"], int | str, list[Finding | Cat], tuple[str, float], list[Cat] | None]),
    max_size=5,
))  # fmt: skip
@settings(deadline=None, max_examples=60)
def test_a_model_of_any_fields_gets_an_instance_that_it_takes(fields):
    model = create_model("Made", **{name: (kind, ...) for name, kind in fields.items()})
    model.model_validate_json(json.dumps(valid(model.model_json_schema(), READ)))


def test_a_list_of_objects_that_ask_for_parts_of_a_claim_becomes_the_claims():
    found = Findings.model_validate(valid(Findings.model_json_schema(), READ))
    assert (found.paper_title, found.authors, found.quantified) == (PAPER.title, [], True)
    assert found.baselines == ["LoRA", "full fine-tuning"]
    first, second, third = found.findings
    assert (first.method_name, first.metric, first.value, first.unit) == ("Tamarack", "accuracy", 4.2, "points")
    assert (first.dataset, first.trend, first.confidence) == ("GSM8K", Trend.up, 1)
    assert ABSTRACT[first.span.start : first.span.end].startswith(first.supporting_quote)
    assert (second.value, second.unit) == (9.1, "times")
    assert (third.value, third.unit, third.dataset) == (None, None, "MMLU")


def test_prose_is_shortened_between_words_to_what_fits_in():
    for finding in instance(Findings.model_json_schema(), READ)["findings"]:
        quote = finding["supporting_quote"]
        assert quote in ABSTRACT
        assert 10 < len(quote) <= 30
        assert not ABSTRACT.partition(quote)[2][:1].isalnum()


def listed(**properties: Any) -> dict[str, Any]:
    """A schema of a list of objects that must have these properties."""
    items = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "object", "properties": {"rows": {"type": "array", "items": items}}, "required": ["rows"]}


TEXT, NUMBER = {"type": "string"}, {"type": "number"}


@pytest.mark.parametrize(
    ("properties", "rows"),
    [
        ({"method": TEXT, "gain": NUMBER}, [("Tamarack", 4.2), ("Tamarack", 9.1)]),
        ({"metric": TEXT, "score": {"type": "integer"}}, []),
        ({"metric": TEXT, "direction": {"enum": ["better", "worse"]}}, []),
        ({"metric": TEXT, "direction": {"enum": ["UP", "DOWN", "SAME"]}},
         [("accuracy", "UP"), ("training speed", "UP"), ("performance", "SAME")]),
        ({"metric": TEXT, "category": {"enum": ["b", "a"]}},
         [("accuracy", "b"), ("training speed", "b"), ("performance", "b")]),
        ({"comparedWith": TEXT, "unit": TEXT}, [("LoRA", "points"), ("LoRA", "times"), ("full fine-tuning", "")]),
        ({"modelSize": NUMBER, "accuracy_gain": {"anyOf": [NUMBER, {"type": "null"}]}},
         [(8e9, 4.2), (8e9, 9.1), (8e9, None)]),
        ({"colour": TEXT, "price": NUMBER}, []),
    ],
)  # fmt: skip
def test_no_item_is_made_up_where_nothing_is_known_of_it(properties, rows):
    found = valid(listed(**properties), READ)["rows"]
    assert [tuple(row.values()) for row in found] == rows


def test_what_must_have_a_number_is_told_of_the_first_claim_that_has_one():
    words = READ.claims[2:] + READ.claims[:1]
    schema = {"properties": {"metric": TEXT, "value": NUMBER}, "required": ["metric", "value"]}
    assert instance(schema, Reading("", ABSTRACT, words)) == {"metric": "accuracy", "value": 4.2}
    assert instance(schema, Reading("", ABSTRACT, words[:1])) == {"metric": "performance", "value": 0}


def test_a_level_is_the_value_where_no_other_property_is_for_it():
    level = AnsweredClaim(quote="scores 71.3", method="Oxbow", metric="F1", kind="level", to="71.3")
    reading = Reading("", "Oxbow scores 71.3", (level,))
    assert instance(listed(value=NUMBER), reading)["rows"] == [{"value": 71.3}]
    both = listed(value={"type": ["number", "null"]}, to=TEXT)
    assert instance(both, reading)["rows"] == [{"value": None, "to": "71.3"}]


def test_what_stands_under_a_name_is_about_it():
    schema = TypeAdapter(
        create_model(
            "Paper",
            methods=(list[create_model("M", name=(str, ...), size=(str | None, ...))], ...),
            comparators=(list[create_model("B", name=(str, ...), score=(float | None, ...))], ...),
            model_size=(create_model("S", low=(float, ...), high=(float, ...)), ...),
        )
    ).json_schema()
    text = "Tamarack 8B raises accuracy on GSM8K by 4.2 points over LoRA, from 61.0 to 65.2."
    found = valid(schema, Reading("", text, tuple(read("", text))))
    assert found["methods"] == [{"name": "Tamarack 8B", "size": "8B"}]
    assert found["comparators"] == [{"name": "LoRA", "score": 61.0}]
    assert found["model_size"] == {"low": 8e9, "high": 8e9}


def test_our_own_schema_in_the_words_of_a_strict_client_gets_our_own_claims():
    schema = AnsweredClaims.model_json_schema()
    item = schema["$defs"]["AnsweredClaim"]
    item["required"], item["additionalProperties"] = list(item["properties"]), False
    assert AnsweredClaims.model_validate(valid(schema, READ)).claims == list(READ.claims)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/node", "$defs": {"node": {"properties": {"n": {"$ref": "#/$defs/node"}}, "required": ["n"]}}},
        {"not": {}},
        {"enum": []},
        {"type": "string", "minLength": 3, "maxLength": 2},
        {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2},
        {"type": "string", "pattern": "(?<=x)y(?=z)"},
        {"type": "array", "items": {"type": "null"}, "uniqueItems": True, "minItems": 2},
        {"type": "number", "minimum": 1e999},
        {"type": "string", "minLength": 10**9},
        {"properties": {"a": {"type": "vector"}}, "required": ["a"]},
        {"type": "object", "properties": []},
        {"allOf": 3},
        {"type": "array", "items": {"$ref": "elsewhere.json"}, "minItems": 1},
    ],
)
def test_a_schema_without_an_instance_is_told(schema):
    with pytest.raises(SchemaError):
        instance(schema, READ)


def test_a_schema_of_many_references_comes_to_an_end():
    names = [f"n{number}" for number in range(40)]
    union = {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in names]}
    nodes = {name: {"type": "object", "properties": dict.fromkeys(names, union), "required": names} for name in names}
    with pytest.raises(SchemaError):
        instance({"$ref": "#/$defs/n0", "$defs": nodes}, READ)
