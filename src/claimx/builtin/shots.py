"""Prompts that show by examples what to extract, as langextract writes them, and the extractions that answer them.

Such a prompt is a description, examples as `Q: text` and `A: answer`, and the question with an empty `A:`. An answer
is {"extractions": [{CLASS: text, CLASS_attributes: {...}}, ...]} as JSON or YAML, fenced or not. A class is one of the
prompt's own words; those that the reader knows (method, metric, value, ...) are answered with exact pieces of the
question, so that the client can ground them. Format: google/langextract, prompting.py and core/format_handler.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from claimx.builtin.facts import Facts, Reading, fields_of
from claimx.builtin.instances import instance_about
from claimx.builtin.validity import Document, SchemaError, same
from claimx.safe_yaml import read_yaml

__all__ = ["Shots", "extractions", "read_shots", "variants_of"]

_WRAPPER, _SUFFIX = "extractions", "_attributes"
_QUESTION = re.compile(r"(?:\A|\n)Q: ")
_FENCED = re.compile(r"\A```(\w*)\n(.*?)\n?```\Z", re.DOTALL)
_UNIT = re.compile(r"(?:\\?\s?%|[x×]\b|-?fold\b|\s(?:percent(?:age points?)?|points?|pp|times)\b)?")
_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string"}

_MOST_EXAMPLES, _MOST_CLASSES = 100, 32
_FAR = 40_000
"""Characters behind which no claim is read, and so no piece of one looked for."""

Variants = Mapping[str, Mapping[str, Any]]
"""For each class that may be extracted, the JSON Schema of its extraction."""


@dataclass(frozen=True, slots=True)
class Shots:
    """A prompt taken apart."""

    question: str
    """The text to extract from."""
    variants: Variants
    """What the examples extract; empty where there are none."""
    fence: str | None
    """The language of the fences around the examples' answers (json, yaml), or None where there are none."""
    wrapped: bool
    """Whether the answers are objects that hold the list, and not the bare list."""

    def written(self, found: Sequence[Mapping[str, Any]], fences: bool) -> str:
        """The answer in the examples' own form, or, without `fences`, as JSON: which is YAML too."""
        answer = {_WRAPPER: found} if self.wrapped else found
        fence = self.fence if fences else None
        if fence in ("yaml", "yml"):
            text = yaml.safe_dump(answer, sort_keys=False, allow_unicode=True)
        else:
            text = json.dumps(answer, ensure_ascii=False)
        return text if fence is None else f"```{fence}\n{text.strip()}\n```"


def read_shots(prompt: str) -> Shots | None:
    """The prompt taken apart, or None where it is not of that form."""
    prompt = prompt.rstrip()
    if not prompt.endswith("\nA:"):
        return None
    _, *blocks = _QUESTION.split(prompt.removesuffix("\nA:"))
    if not blocks:
        return None
    examples: list[Any] = []
    fence = None
    for at, block in enumerate(blocks[:-1][:_MOST_EXAMPLES]):
        answer = block.rpartition("\nA: ")[2].strip()
        if found := _FENCED.match(answer):
            answer = found[2]
        items = _items(answer)
        if items is None:
            blocks = [*blocks[:at], "\nQ: ".join(blocks[at:])]
            break
        fence = found[1] if found else fence
        examples.append(items)
    wrapped = not any(isinstance(items, list) for items in examples)
    listed = [item for items in examples for item in (items[_WRAPPER] if isinstance(items, dict) else items)]
    return Shots(blocks[-1], _variants(listed), fence, wrapped)


def _items(answer: str) -> Any:
    """An example's answer, as a list of extractions or as the object that wraps one; None where it is neither."""
    try:
        parsed = json.loads(answer) if answer[:1] in "[{" else read_yaml(answer)
    except (ValueError, RecursionError):
        return None
    items = parsed.get(_WRAPPER) if isinstance(parsed, dict) else parsed
    return parsed if isinstance(items, list) and all(isinstance(item, dict) for item in items) else None


def _variants(items: Sequence[Mapping[str, Any]]) -> Variants:
    """The classes that examples extract, each with the attributes that any of them has."""
    attributes: dict[str, dict[str, Any]] = {}
    for item in items:
        for name, value in item.items():
            if not isinstance(name, str):
                continue
            if not name.endswith(_SUFFIX):
                attributes.setdefault(name, {})
            elif isinstance(value, dict):
                shown = attributes.setdefault(name.removesuffix(_SUFFIX), {})
                shown.update({str(key): _schema_like(one) for key, one in value.items()})
    return {
        name: {
            "properties": {name: {"type": "string"}, name + _SUFFIX: {"type": "object", "properties": properties}},
            "required": [name, name + _SUFFIX],
        }
        for name, properties in attributes.items()
    }


def _schema_like(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {"type": "array", "items": {"type": "string"}}
    return {"type": _TYPES.get(type(value), "string")}


def variants_of(schema: Mapping[str, Any]) -> Variants:
    """The classes that a schema of such an answer allows; empty where it is another schema."""
    document = Document(schema)
    wanted = document.resolved(schema).get("properties", {}).get(_WRAPPER)
    items = document.resolved(document.resolved(wanted or {}).get("items", {}))
    found: dict[str, Mapping[str, Any]] = {}
    for part in items.get("anyOf", [items]):
        variant = document.resolved(part)
        names = [name for name in variant.get("properties", {}) if not name.endswith(_SUFFIX)]
        if names:
            found[names[0]] = {**variant, "$defs": schema.get("$defs", {})}
    return found


def extractions(reading: Reading, variants: Variants) -> list[dict[str, Any]]:
    """What the claims hold of each class, in the order of the text; each piece stands in it, exactly."""
    found: list[tuple[int, int, dict[str, Any]]] = []
    classes = list(variants.items())[:_MOST_CLASSES]
    for facts in reading.facts():
        for order, (name, variant) in enumerate(classes):
            for at, piece in _pieces(facts, name, reading.text[:_FAR]):
                try:
                    item = instance_about(variant, facts, {name: piece})
                except SchemaError:
                    continue
                if not any(same(item, other) and at == place for place, _, other in found):
                    found.append((at, order, item))
    return [item for _, _, item in sorted(found, key=lambda one: one[:2])]


def _pieces(facts: Facts, name: str, text: str) -> Iterator[tuple[int, str]]:
    """The pieces of the text that tell of a claim what a class asks for, with their offsets."""
    quote = str(next(iter(facts.told["quote"])))
    start = max(0, text.find(quote))
    for forms in facts.each(name):
        for form in forms:
            place = _nearest(form, text, start, start + len(quote)) if isinstance(form, str) else None
            if place is not None:
                unit = _UNIT.match(text, place[1]) if "value" in fields_of(name) and form != quote else None
                yield place[0], text[place[0] : unit.end() if unit else place[1]]
                break


def _nearest(form: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where `form` stands as a word or a number of its own: in the quote, or last before it, or after it."""
    edge = r"\d" if form[-1:].isdigit() else r"\w"
    found = [one.span() for one in re.finditer(rf"(?<!\w)(?<!\d[.,]){re.escape(form)}(?!{edge})", text)]
    within = [span for span in found if start <= span[0] and span[1] <= end]
    before = [span for span in found if span[1] <= start]
    return next(iter([*within, *before[::-1], *found]), None)
