"""Whether a value keeps to a schema: as the reference implementation judges it, for every keyword."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from claimx.builtin.validity import Document, SchemaError, making_sense, same
from json_schemas import json_schemas

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9).map(lambda x: round(x, 1)) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "method"]), inner),
    max_leaves=5,
)


def fits(value: Any, schema: Any) -> bool:
    return Document(schema).fits(value, schema)


@given(json_schemas(), VALUES)
def test_it_is_judged_as_the_reference_implementation_does(schema, value):
    assert fits(value, schema) == Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer"}, [1, 1.0, -3], [1.5, True, "1", None]),
        ({"type": ["string", "null"]}, ["", None], [0, []]),
        ({"const": 1}, [1, 1.0], [True, "1"]),
        ({"enum": [[1], {"a": False}]}, [[1.0], {"a": False}], [[True], {"a": 0}, 1]),
        ({"exclusiveMinimum": 0, "multipleOf": 0.1}, [0.3, 1, "x"], [0, 0.25, -0.1]),
        ({"pattern": "^a+$"}, ["aa", 7], ["", "ab", "a" * 500]),
        ({"uniqueItems": True}, [[1, True], [[]], 3], [[1, 1.0], [{}, {}]]),
        ({"prefixItems": [{"type": "string"}], "items": False}, [["a"], [], 1], [[1], ["a", "b"]]),
        ({"contains": {"const": 1}, "maxContains": 2}, [[1, 2], [1, 1], "x"], [[], [2], [1, 1, 1]]),
        ({"contains": {"const": 1}, "minContains": 0}, [[], [1]], []),
        ({"properties": {"a": False}}, [{}, {"b": 1}, []], [{"a": 1}]),
        ({"patternProperties": {"^x_": {"type": "null"}}, "additionalProperties": False},
         [{}, {"x_a": None}], [{"x_a": 1}, {"a": None}]),
        ({"propertyNames": {"maxLength": 2}}, [{"ab": 1}, 1], [{"abc": 1}]),
        ({"dependentRequired": {"a": ["b"]}}, [{}, {"b": 1}, {"a": 1, "b": 2}], [{"a": 1}]),
        ({"dependentSchemas": {"a": {"required": ["b"]}}}, [{}, {"a": 1, "b": 2}, 1], [{"a": 1}]),
        ({"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "null"}}, ["ab", None], ["a", 1]),
        ({"oneOf": [{"type": "integer"}, {"minimum": 2}]}, [1, 2.5], [2, 1.5]),
        ({"not": {"type": "null"}}, [0, ""], [None]),
        ({"$ref": "#/$defs/a~1b%20c", "maxLength": 1, "$defs": {"a/b c": {"type": "string"}}}, ["x"], [1, "xx"]),
        ({"$defs": {"n": {"type": ["array", "null"], "items": {"$ref": "#/$defs/n"}}}, "$ref": "#/$defs/n"},
         [None, [], [[None]]], [1, [[1]]]),
        ({"allOf": [{"required": ["a"]}, {"minProperties": 2}]}, [{"a": 1, "b": 2}], [{"a": 1}, {"b": 1, "c": 2}]),
    ],
)  # fmt: skip
def test_a_keyword_asks_for_what_the_draft_says(schema, good, bad):
    reference = Draft202012Validator(schema)
    for value, expected in [*((v, True) for v in good), *((v, False) for v in bad)]:
        assert fits(value, schema) is expected, value
        if value not in (0.3, "a" * 500):  # the reference divides floats, and matches texts of any length
            assert reference.is_valid(value) is expected, value


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"$ref": "http://example.com/schema"}, "not part of it"),
        ({"$ref": "#/$defs/none"}, "not in it"),
        ({"$ref": "#"}, "makes no sense|circles"),
        ({"allOf": [{"$ref": "#"}]}, "makes no sense|circles"),
        ({"unevaluatedProperties": False}, "unevaluatedProperties"),
        ({"type": "decimal"}, "a type that there is not"),
        ({"pattern": "("}, "pattern"),
        ({"pattern": r"(a)\1"}, "refers back"),
        ({"properties": 7}, "makes no sense"),
        ({"anyOf": {"a": 1}}, "neither an object nor a boolean"),
        ({"minLength": "x"}, "makes no sense"),
        ({"items": 3}, "neither an object nor a boolean"),
    ],
)
def test_a_schema_that_makes_no_sense_is_told(schema, why):
    with pytest.raises(SchemaError, match=why), making_sense():
        [fits(value, schema) for value in ("text", {"a": 1}, [1])]


def test_references_that_double_at_every_step_come_to_an_end():
    doubling = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)}
    schema = {"$defs": {**doubling, "d40": {"type": "string"}}, "$ref": "#/$defs/d0"}
    with pytest.raises(SchemaError, match="too large"):
        fits("x", schema)
    with pytest.raises(SchemaError, match="too large"):
        Document(schema).resolved(schema)


def test_what_several_schemas_ask_for_is_asked_for_by_what_comes_of_all():
    one = {"properties": {"a": {"minimum": 1}, "b": {}}, "required": ["a"], "maxProperties": 5}
    other = {"properties": {"a": {"maximum": 3}}, "required": ["b", "a"], "maxProperties": 4, "type": "object"}
    document = Document({"$defs": {"one": one, "other": other}})
    assert document.resolved({"allOf": [{"$ref": "#/$defs/one"}, {"$ref": "#/$defs/other"}], "minProperties": 1}) == {
        "properties": {"a": {"allOf": [{"minimum": 1}, {"maximum": 3}]}, "b": {}},
        "required": ["a", "b"],
        "minProperties": 1,
        "maxProperties": 4,
        "type": "object",
    }
    assert document.resolved({"enum": [1, 2], "allOf": [{"enum": [2, 3]}, {"minimum": 0}, {"minimum": 2}]}) == {
        "enum": [2],
        "minimum": 2,
    }


@given(VALUES)
def test_a_value_is_the_same_as_itself_and_no_boolean_is_a_number(value):
    assert same(value, value)
    assert not same({"x": value}, value)
    assert not same([1], [True])
