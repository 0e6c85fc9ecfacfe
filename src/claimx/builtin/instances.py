"""An instance of a client's JSON Schema: filled with what was read, by the names and types of its properties, and for
the rest the smallest value that the schema allows.

Lists of objects that ask for parts of a claim become the claims. Nothing is made up where it can be left out: an
optional property that nothing is known of is absent, a nullable one null, and a claim without a number is no item of
a list whose items must have one.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from claimx.builtin.facts import Facts, Reading, fields_of
from claimx.builtin.patterns import PatternError, matching
from claimx.builtin.validity import Document, SchemaError, making_sense, merged, same

__all__ = ["instance", "instance_about"]

_MOST_ITEMS = 64
_MOST_WANTED = 256
"""Items or properties that a schema may demand at least."""
_MEASURED = {"value", "low", "high", "from", "to", "direction"}
"""Fields that say something wrong where they are filled with anything."""
_ABOUT_PAPER = {"title", "abstract"}
_FORMATS = {
    "date": "1970-01-01",
    "date-time": "1970-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "duration": "PT0S",
    "email": "nobody@example.com",
    "hostname": "example.com",
    "ipv4": "0.0.0.0",  # noqa: S104 - an address to be written, not to listen on
    "ipv6": "::",
    "uri": "http://example.com/",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "json-pointer": "",
    "regex": "",
}
_TYPED_BY = {
    "object": ("properties", "required", "additionalProperties", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems"),
    "string": ("minLength", "maxLength", "pattern", "format"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}


def instance(schema: Mapping[str, Any], reading: Reading) -> Any:
    """A JSON value that keeps to `schema`; SchemaError where the schema makes no sense or none was found."""
    with making_sense():
        return _best(Document(schema), reading)


def instance_about(schema: Mapping[str, Any], facts: Facts, given: Mapping[str, Any]) -> Any:
    """An object that keeps to `schema` and tells of one claim; some of its properties are `given`."""
    with making_sense():
        document = Document(schema)
        made = _Maker(document, facts).made(schema, _Asked(), [facts])
        value = {**made.value, **given}
        if document.fits(value, schema):
            return value
    raise SchemaError("no instance of it was found")


def _best(document: Document, reading: Reading) -> Any:
    """The first instance that keeps to the schema, or better one that makes up no number if there is any."""
    maker, claims = _Maker(document, reading.of_paper()), reading.facts()
    numbers_first = tuple(sorted(claims, key=lambda facts: not facts.told.keys() & {"value", "to"}))
    found: list[_Made] = []
    for views in (claims, numbers_first, ()):
        if views or not found:
            made = maker.made(document.root, _Asked(), views)
            if document.fits(made.value, document.root):
                found.append(made)
                if not made.invented:
                    return made.value
    if not found:
        raise SchemaError("no instance of it was found")
    return found[0].value


class _Asked(NamedTuple):
    """What a value is for: the name of its property, and the fields that those beside it ask for."""

    name: str = ""
    beside: frozenset[str] = frozenset()
    entered: bool = False
    """Whether the facts in view are already those of what stands under the name."""

    def inside(self, view: Facts) -> Facts:
        """The facts of what stands under the name."""
        return view if self.entered else view.about(self.name, view.forms(self.name, self.beside))


@dataclass(frozen=True, slots=True)
class _Made:
    """A value, how much of what was read it tells, and how many of its numbers nothing says."""

    value: Any
    told: int = 0
    titled: bool = False
    """Whether it tells of the paper: its title or its text."""
    invented: int = 0

    @property
    def worth(self) -> tuple[bool, bool, int, int]:
        """By which one of several possible values is chosen."""
        return not self.invented, self.titled or self.told > 0, self.told, self.value is None


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes values for the nodes of a schema. `views` are the claims in view: all of them, or the one that an object
    is about, whose facts a scalar tells.
    """

    document: Document
    paper: Facts
    open: frozenset[str] = frozenset()
    """References that are being followed: to follow one of them again would have no end."""

    def made(self, node: Any, asked: _Asked, views: Sequence[Facts], forms: Sequence[Any] | None = None) -> _Made:
        """A value for `node`; SchemaError where there is none. `forms` are what it may tell, else those of its name."""
        maker = self._following(node)
        node = self.document.resolved(node)
        if forms is None:
            forms = (views[0] if views else self.paper).forms(asked.name, asked.beside)
        told = maker._told(node, asked, forms)
        if told is not None:
            return told
        made = maker._untold(node, asked, views, forms)
        if not made.told and not made.titled and "default" in node and self.document.fits(node["default"], node):
            return _Made(node["default"])
        return made

    def _following(self, node: Any) -> _Maker:
        parts = [node, *node.get("allOf", ())] if isinstance(node, Mapping) else []
        references = {part["$ref"] for part in parts if isinstance(part, Mapping) and "$ref" in part}
        if references & self.open:
            raise SchemaError("it contains itself without an end")
        return replace(self, open=self.open | references) if references else self

    def _told(self, node: Mapping[str, Any], asked: _Asked, forms: Sequence[Any]) -> _Made | None:
        """The first of the forms that the node takes."""
        fields = set(fields_of(asked.name))
        about_paper = bool(fields & _ABOUT_PAPER)
        for form in forms:
            for cast in _casts(form, node, prose="quote" in fields or about_paper):
                if self.document.fits(cast, node):
                    return _Made(cast, told=0 if about_paper else 1, titled=about_paper)
        return None

    def _untold(self, node: Mapping[str, Any], asked: _Asked, views: Sequence[Facts], forms: Sequence[Any]) -> _Made:
        if "const" in node:
            return _Made(node["const"])
        if "enum" in node:
            return _Made(self._first(node["enum"], node))
        for name in ("anyOf", "oneOf"):
            if name in node:
                rest = {key: value for key, value in node.items() if key != name}
                return self._either(node, [merged(rest, _schema(part)) for part in node[name]], asked, views, forms)
        kind = node.get("type")
        if isinstance(kind, list):
            return self._either(node, [{**node, "type": one} for one in kind], asked, views, forms)
        match kind or _kind(node):
            case "object":
                return self._object(node, [asked.inside(view) for view in views])
            case "array":
                return self._array(node, asked, views)
            case "string":
                return _Made(self._first(_texts(node), node))
            case "integer" | "number":
                return _Made(self._first(_numbers(node), node))
            case "boolean":
                return _Made(self._first((False, True), node))
        return _Made(self._first((None, "", 0, {}, []), node))

    def _first(self, values: Iterable[Any], node: Mapping[str, Any]) -> Any:
        for value in values:
            if self.document.fits(value, node):
                return value
        raise SchemaError("it allows no value, or none that was found")

    def _either(
        self,
        node: Mapping[str, Any],
        branches: Sequence[Mapping[str, Any]],
        asked: _Asked,
        views: Sequence[Facts],
        forms: Sequence[Any],
    ) -> _Made:
        """What tells most of what the branches give."""
        found: list[_Made] = []
        for branch in branches:
            try:
                made = self.made(branch, asked, views, forms)
            except SchemaError:
                continue
            if self.document.fits(made.value, node):
                found.append(made)
        if not found:
            raise SchemaError("none of its alternatives allows a value that was found")
        return max(found, key=lambda made: made.worth)

    def _object(self, node: Mapping[str, Any], views: Sequence[Facts]) -> _Made:
        properties, required = node.get("properties", {}), node.get("required", ())
        names = list(dict.fromkeys([*properties, *required]))
        beside = frozenset(field for name in names for field in fields_of(name))
        value: dict[str, Any] = {}
        told, titled, invented = 0, False, 0
        for name in names:
            schema = properties.get(name, node.get("additionalProperties", True))
            try:
                made = self.made(schema, _Asked(name, beside), views)
            except SchemaError:
                if name in required:
                    raise
                continue
            if name not in required and not made.told and not made.titled:
                continue
            value[name] = made.value
            told, titled, invented = told + made.told, titled or made.titled, invented + made.invented
            invented += bool(views) and not made.told and made.value is not None and _is_measured(name, made.value)
        return _Made(self._peopled(value, node), told, titled, invented)

    def _peopled(self, value: dict[str, Any], node: Mapping[str, Any]) -> dict[str, Any]:
        """The object with as many properties as it has to have at least."""
        properties, least = node.get("properties", {}), node.get("minProperties", 0)
        if least > _MOST_WANTED:
            raise SchemaError(f"it demands more than {_MOST_WANTED} properties")
        for name in [*properties, *(f"key{number}" for number in range(least))]:
            if len(value) >= least:
                break
            if name not in value:
                schema = properties.get(name, node.get("additionalProperties", True))
                value[name] = self.made(schema, _Asked(), (), ()).value
        return value

    def _array(self, node: Mapping[str, Any], asked: _Asked, views: Sequence[Facts]) -> _Made:
        items, first = node.get("items", True), node.get("prefixItems", ())
        least, most = node.get("minItems", 0), min(node.get("maxItems", _MOST_ITEMS), _MOST_ITEMS)
        if least > _MOST_WANTED:
            raise SchemaError(f"it demands more than {_MOST_WANTED} items")
        found: list[_Made] = []
        if not first:
            for made in self._told_items(items, asked, views):
                if len(found) < most and not any(same(made.value, other.value) for other in found):
                    found.append(made)
        values = [made.value for made in found]
        while len(values) < least:
            schema = first[len(values)] if len(values) < len(first) else items
            values.append(self._another(schema, values if node.get("uniqueItems") else ()))
        return _Made(values, sum(made.told for made in found))

    def _told_items(self, items: Any, asked: _Asked, views: Sequence[Facts]) -> Iterator[_Made]:
        """What the claims in view have to say as items of a list called `asked`."""
        one = asked._replace(entered=True)
        for view in views:
            for forms in view.each(asked.name, asked.beside):
                try:
                    made = self.made(items, one, [view.about(asked.name, forms)], forms)
                except SchemaError:
                    continue
                if made.told and not made.invented:
                    yield made

    def _another(self, schema: Any, taken: Collection[Any]) -> Any:
        """An item that a list must have though nothing is known for it, other than those `taken`."""
        value = self.made(schema, _Asked(), (), ()).value
        if not any(same(value, other) for other in taken):
            return value
        node = self.document.resolved(schema)
        others = [*node.get("enum", ()), True, *range(1, len(taken) + 2), *("-" * n for n in range(1, len(taken) + 2))]
        if isinstance(value, int | float):
            others += [value + number for number in range(1, len(taken) + 2)]
        return self._first((other for other in others if not any(same(other, one) for one in taken)), node)


def _schema(node: Any) -> Mapping[str, Any]:
    if isinstance(node, bool):
        return {} if node else {"not": {}}
    return dict(node)


def _kind(node: Mapping[str, Any]) -> str | None:
    """The type that a node without one must mean, by its other keywords."""
    return next((kind for kind, names in _TYPED_BY.items() if any(name in node for name in names)), None)


def _is_measured(name: str, value: Any) -> bool:
    """Whether a value under this name says something of a result, which it should not where nothing is known."""
    return bool(_MEASURED & set(fields_of(name))) and value not in ("", [], {})


def _casts(form: Any, node: Mapping[str, Any], *, prose: bool) -> Iterator[Any]:
    """The ways to write a form: as it is, as a whole number, as the member of an enumeration that means it, and prose
    shortened, between words, to what fits in.
    """
    yield form
    if isinstance(form, float) and form.is_integer():
        yield int(form)
    if isinstance(form, str):
        yield from (m for m in node.get("enum", ()) if isinstance(m, str) and m.lower() == form.lower())
        most = int(node.get("maxLength", len(form)))
        if prose and len(form) > most:
            yield form[: most + 1].rpartition(" ")[0] or form[:most]


def _texts(node: Mapping[str, Any]) -> Iterator[str]:
    """Short texts, of which one may be what the node takes."""
    least = max(0, math.ceil(node.get("minLength", 0)))
    if node.get("format") in _FORMATS:
        yield _FORMATS[node["format"]]
    if "pattern" in node:
        try:
            yield matching(node["pattern"], min(least, 1_000))
        except PatternError as problem:
            raise SchemaError(f"no text was found for its pattern {node['pattern'][:80]!r} ({problem})") from None
    if least <= 100_000:
        yield "-" * least


def _numbers(node: Mapping[str, Any]) -> Iterator[int | float]:
    """Numbers near zero, at the bounds and between them, of which one may be what the node takes."""
    lows = [Fraction(str(node[name])) for name in ("minimum", "exclusiveMinimum") if name in node]
    highs = [Fraction(str(node[name])) for name in ("maximum", "exclusiveMaximum") if name in node]
    steps = [Fraction(str(node[name])) for name in ("multipleOf",) if name in node] + [Fraction(1)]
    numbers = [Fraction(0)]
    for step in steps:
        numbers += [(low // step + more) * step for low in lows for more in (0, 1, 2)]
        numbers += [(high // step - more) * step for high in highs for more in (0, 1)]
    numbers += [*lows, *highs, *((low + high) / 2 for low in lows for high in highs)]
    for number in sorted(numbers, key=abs):
        yield int(number) if number.denominator == 1 else float(number)
