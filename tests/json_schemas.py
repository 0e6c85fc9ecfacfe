"""JSON Schemas as clients send them, generated: of most keywords, with names that the reader knows and others."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_NAMES = ["method", "metric", "value", "quote", "claims", "baselines", "name", "a", "b"]
_TEXTS = [
    {},
    {"minLength": 3},
    {"maxLength": 5},
    {"pattern": "^[A-Z]{2}-[0-9]+$"},
    {"enum": ["increase", "up", "x"]},
    {"format": "date"},
]
_NUMBERS = [{}, {"minimum": 2, "maximum": 7}, {"exclusiveMaximum": -3}, {"multipleOf": 4, "minimum": 1}]


def _scalars() -> st.SearchStrategy[dict[str, Any]]:
    texts = st.sampled_from(_TEXTS).map(lambda rules: {"type": "string", **rules})
    numbers = st.builds(lambda kind, rules: {"type": kind, **rules}, st.sampled_from(["integer", "number"]),
                        st.sampled_from(_NUMBERS))  # fmt: skip
    others = st.sampled_from([{"type": "boolean"}, {"type": "null"}, {}, {"const": "c"}, {"enum": [None, 3, [1]]},
                              {"type": ["string", "null"]}, {"$ref": "#/$defs/shared"}])  # fmt: skip
    return texts | numbers | others


def _compounds(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    properties = st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4)
    objects = properties.flatmap(
        lambda declared: st.builds(
            lambda required, rest: {"type": "object", "properties": declared, "required": required, **rest},
            st.lists(st.sampled_from(sorted(declared) or ["z"]), unique=True, max_size=len(declared)),
            st.sampled_from([{}, {"additionalProperties": False}, {"additionalProperties": {"type": "integer"}}]),
        )
    )
    lists = st.builds(
        lambda items, least, more: {"type": "array", "items": items, "minItems": least, "maxItems": least + more},
        inner, st.integers(0, 2), st.integers(0, 3))  # fmt: skip
    nullable = inner.map(lambda one: {"anyOf": [one, {"type": "null"}]})
    either = st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"anyOf": parts})
    return objects | lists | nullable | either | inner.map(lambda one: {"allOf": [one]})


def json_schemas() -> st.SearchStrategy[dict[str, Any]]:
    """JSON Schemas to which there is an instance, of most keywords and of names that the reader knows or not."""
    shared = {"type": "object", "properties": {"metric": {"type": "string"}}, "required": ["metric"]}
    return st.recursive(_scalars(), _compounds, max_leaves=8).map(lambda one: {**one, "$defs": {"shared": shared}})
