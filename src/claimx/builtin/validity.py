"""Whether a JSON value keeps to a JSON Schema, for the schemas that clients send with a request.

A schema is a document: its `$ref`s point into it. All assertions of draft 2020-12 are judged but `unevaluated…` and
dynamic references, which are refused; `format` is an annotation, as the draft has it. Format: json-schema.org,
draft 2020-12, core and validation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from typing import Any
from urllib.parse import unquote

from claimx.builtin.patterns import PatternError, is_found

__all__ = ["Document", "SchemaError", "making_sense", "merged", "same"]

_REFUSED = ("unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef", "dependencies")
_MOST_STEPS = 50_000
"""Nodes that may be looked at for one request: references can double at every step."""


class SchemaError(Exception):
    """A schema that makes no sense, or that nothing made here can keep to. The text says why."""


@contextmanager
def making_sense() -> Iterator[None]:
    """What goes wrong within is told as a SchemaError: keywords of a schema may have any value at all."""
    try:
        yield
    except (TypeError, ValueError, AttributeError, KeyError, ArithmeticError, RecursionError) as problem:
        raise SchemaError(f"it makes no sense ({type(problem).__name__})") from None


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    return bool(one == other)


@dataclass(frozen=True, slots=True)
class Document:
    """A schema with what its references point to."""

    root: Mapping[str, Any]
    _steps: Iterator[int] = field(default_factory=count, compare=False)

    def step(self) -> None:
        """Count one more node looked at; SchemaError where that goes on and on."""
        if next(self._steps) > _MOST_STEPS:
            raise SchemaError("it is too large, or its references go round in circles")

    def resolved(self, node: Any, followed: frozenset[str] = frozenset()) -> Mapping[str, Any]:
        """The node with its references followed and its `allOf` merged in; SchemaError where that has no end.

        `followed` are the references that led to it.
        """
        here = _as_object(node)
        while True:
            self.step()
            if "$ref" in here:
                reference = here["$ref"]
                if reference in followed:
                    raise SchemaError("its references go round in circles")
                followed |= {reference}
                here = merged(self.target(reference), {k: v for k, v in here.items() if k != "$ref"})
            elif "allOf" in here:
                parts = here["allOf"]
                here = {k: v for k, v in here.items() if k != "allOf"}
                for part in parts:
                    here = merged(here, self.resolved(part, followed))
            else:
                return here

    def target(self, reference: str) -> Mapping[str, Any]:
        """What a `$ref` points to; SchemaError where it leads out of the document or nowhere."""
        if reference != "#" and not reference.startswith("#/"):
            raise SchemaError(f"it refers to {reference[:80]!r}, which is not part of it")
        place: Any = self.root
        for step in reference.split("/")[1:]:
            name = unquote(step).replace("~1", "/").replace("~0", "~")
            try:
                place = place[int(name)] if isinstance(place, list) else place[name]
            except (KeyError, IndexError, ValueError, TypeError):
                raise SchemaError(f"it refers to {reference[:80]!r}, which is not in it") from None
        return _as_object(place)

    def fits(self, value: Any, node: Any) -> bool:
        """Whether `value` keeps to `node`."""
        self.step()
        node = _as_object(node)
        for name in _REFUSED:
            if name in node:
                raise SchemaError(f"it uses {name}, which is not understood here")
        if "$ref" in node and not self.fits(value, self.target(node["$ref"])):
            return False
        checks = ((_CHECKS.get(name), given) for name, given in node.items())
        return all(check(self, value, given, node) for check, given in checks if check)


def merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema that asks for what both ask for, where that can be said in one; what `other` says wins elsewhere."""
    both = {**one, **other}
    for name in one.keys() & other.keys():
        if name in _TIGHTER:
            both[name] = _TIGHTER[name](one[name], other[name])
    return both


def _as_object(node: Any) -> Mapping[str, Any]:
    if isinstance(node, bool):
        return {} if node else {"not": {}}
    if not isinstance(node, Mapping):
        raise SchemaError("one of its parts is neither an object nor a boolean")
    return node


def _properties(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    joined = {k: {"allOf": [one[k], other[k]]} for k in one.keys() & other.keys() if one[k] != other[k]}
    return {**one, **other, **joined}


def _either(one: Any, other: Any) -> Any:
    return {"allOf": [one, other]}


_TIGHTER: dict[str, Callable[[Any, Any], Any]] = {
    "properties": _properties,
    "$defs": lambda one, other: {**one, **other},
    "required": lambda one, other: list(dict.fromkeys([*one, *other])),
    "enum": lambda one, other: [value for value in one if any(same(value, o) for o in other)],
    "items": _either,
    "additionalProperties": _either,
    "allOf": lambda one, other: [*one, *other],
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
}

Check = Callable[[Document, Any, Any, Mapping[str, Any]], bool]
"""Judges a value by one keyword: document, value, the keyword's own value, the node that it stands in."""


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda v: v is None,
    "boolean": lambda v: isinstance(v, bool),
    "integer": lambda v: _number(v) and v == int(v),
    "number": _number,
    "string": lambda v: isinstance(v, str),
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
}


def _type(_: Document, value: Any, types: Any, __: Any) -> bool:
    named = [types] if isinstance(types, str) else types
    if any(name not in _TYPES for name in named):
        raise SchemaError("it names a type that there is not")
    return any(_TYPES[name](value) for name in named)


def _of(kind: Callable[[Any], bool], judge: Callable[[Any, Any], bool]) -> Check:
    """A check that only concerns values of one kind."""
    return lambda _, value, given, __: not kind(value) or judge(value, given)


_text, _list, _object = _TYPES["string"], _TYPES["array"], _TYPES["object"]


def _found(pattern: str, text: str) -> bool:
    try:
        return is_found(pattern, text)
    except PatternError as problem:
        raise SchemaError(f"its pattern {pattern[:80]!r} is not understood here ({problem})") from None


def _items(doc: Document, value: Any, items: Any, node: Mapping[str, Any]) -> bool:
    if not _list(value):
        return True
    return all(doc.fits(item, items) for item in value[len(node.get("prefixItems", ())) :])


def _prefix(doc: Document, value: Any, items: Sequence[Any], _: Any) -> bool:
    return not _list(value) or all(doc.fits(v, item) for v, item in zip(value, items, strict=False))


def _contains(doc: Document, value: Any, wanted: Any, node: Mapping[str, Any]) -> bool:
    if not _list(value):
        return True
    count = sum(doc.fits(item, wanted) for item in value)
    return bool(node.get("minContains", 1) <= count <= node.get("maxContains", count))


def _unique(value: list[Any], wanted: bool) -> bool:
    return not wanted or not any(same(a, b) for at, a in enumerate(value) for b in value[:at])


def _declared(doc: Document, value: Any, properties: Mapping[str, Any], _: Any) -> bool:
    return not _object(value) or all(doc.fits(value[k], properties[k]) for k in value.keys() & properties.keys())


def _additional(doc: Document, value: Any, schema: Any, node: Mapping[str, Any]) -> bool:
    return not _object(value) or all(doc.fits(value[k], schema) for k in _undeclared(value, node))


def _undeclared(value: Mapping[str, Any], node: Mapping[str, Any]) -> Iterator[str]:
    for key in value.keys() - node.get("properties", {}).keys():
        if not any(_found(pattern, key) for pattern in node.get("patternProperties", ())):
            yield key


def _by_pattern(doc: Document, value: Any, patterns: Mapping[str, Any], _: Any) -> bool:
    pairs = [(key, pattern) for pattern in patterns for key in (value if _object(value) else ())]
    return all(doc.fits(value[k], patterns[p]) for k, p in pairs if _found(p, k))


def _dependent(doc: Document, value: Any, schemas: Mapping[str, Any], _: Any) -> bool:
    return not _object(value) or all(doc.fits(value, schemas[k]) for k in value.keys() & schemas.keys())


def _condition(doc: Document, value: Any, condition: Any, node: Mapping[str, Any]) -> bool:
    return doc.fits(value, node.get("then" if doc.fits(value, condition) else "else", True))


_CHECKS: dict[str, Check] = {
    "type": _type,
    "enum": lambda _, value, members, __: any(same(value, member) for member in members),
    "const": lambda _, value, constant, __: same(value, constant),
    "minimum": _of(_number, lambda value, least: value >= least),
    "maximum": _of(_number, lambda value, most: value <= most),
    "exclusiveMinimum": _of(_number, lambda value, least: value > least),
    "exclusiveMaximum": _of(_number, lambda value, most: value < most),
    "multipleOf": _of(_number, lambda value, step: Fraction(str(value)) % Fraction(str(step)) == 0),
    "minLength": _of(_text, lambda value, least: len(value) >= least),
    "maxLength": _of(_text, lambda value, most: len(value) <= most),
    "pattern": _of(_text, lambda value, pattern: _found(pattern, value)),
    "minItems": _of(_list, lambda value, least: len(value) >= least),
    "maxItems": _of(_list, lambda value, most: len(value) <= most),
    "uniqueItems": _of(_list, _unique),
    "prefixItems": _prefix,
    "items": _items,
    "contains": _contains,
    "minProperties": _of(_object, lambda value, least: len(value) >= least),
    "maxProperties": _of(_object, lambda value, most: len(value) <= most),
    "required": _of(_object, lambda value, names: all(name in value for name in names)),
    "properties": _declared,
    "patternProperties": _by_pattern,
    "additionalProperties": _additional,
    "propertyNames": lambda doc, value, names, _: not _object(value) or all(doc.fits(key, names) for key in value),
    "dependentRequired": _of(
        _object, lambda value, needs: all(name in value for key in needs if key in value for name in needs[key])
    ),
    "dependentSchemas": _dependent,
    "allOf": lambda doc, value, parts, _: all(doc.fits(value, part) for part in parts),
    "anyOf": lambda doc, value, parts, _: any(doc.fits(value, part) for part in parts),
    "oneOf": lambda doc, value, parts, _: sum(doc.fits(value, part) for part in parts) == 1,
    "not": lambda doc, value, part, _: not doc.fits(value, part),
    "if": _condition,
}
