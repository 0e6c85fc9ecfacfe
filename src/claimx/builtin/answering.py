"""What the built-in model says to a conversation: the claims of the paper in it, in the form that is asked for.

A request of claimx's own is answered with claims in its own form. Any other schema, wherever it stands (in
`response_format`, in a tool, in the prompt), gets an instance that keeps to it; a prompt of examples gets extractions
like theirs; and where no form is asked for, the claims.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from claimx.answers import AnsweredClaim, AnsweredClaims
from claimx.builtin.chats import text_of
from claimx.builtin.facts import Reading, fields_of
from claimx.builtin.instances import instance
from claimx.builtin.reader import read
from claimx.builtin.shots import extractions, read_shots, variants_of
from claimx.builtin.summaries import summaries_of
from claimx.builtin.validity import Document, making_sense
from claimx.fence import unfenced

__all__ = ["answer", "answer_keeping_to", "concerns_claims"]

Messages = Sequence[Mapping[str, Any]]

_PARTS = re.compile(r"(?:\A|\n)[ \t]*(?:Title:[ \t]*(?P<title>[^\n]*)\n\s*)?Abstract:\s*(?P<abstract>.+)\Z", re.DOTALL)
_TITLED = re.compile(r"(?P<title>[^\n]{1,300}[^\s.:?!,;])[ \t]*\n[ \t]*\n\s*(?P<abstract>\S.*)\Z", re.DOTALL)
_SCHEMA = re.compile(
    r'\{\s*"(?:\$defs|\$schema|\$ref|properties|type|title|description|required|additionalProperties)"'
)
_MOST_TRIES = 16
"""Openings of a JSON object that are tried in a message when looking for a schema in it."""
_TELLING = frozenset({"quote", "method", "metric", "value", "baselines", "benchmarks"})
"""Fields of which two make a schema one of claims."""


def answer(messages: Messages) -> str:
    """The answer, as JSON text, to a conversation that asks for no other form: the claims of the paper in it.

    To a question that follows an answer on a fenced paper there are no claims: a grammar reads the same text the same
    way twice.
    """
    return _as_claims(_reading(messages))


def answer_keeping_to(messages: Messages, schema: Mapping[str, Any] | None, *, fences: bool = False) -> str:
    """The answer to a conversation, as JSON text that keeps to `schema`; SchemaError where that cannot be.

    Without a schema, one that the prompt itself holds is kept to, or else the form of the prompt's examples: with
    their `fences` and their YAML, where the answer may be any text. A request for a summary is answered with one.
    """
    for summary in summaries_of(messages):
        with making_sense():
            if schema is None or Document(schema).fits(json.loads(summary), schema):
                return summary
    if schema == _own_schema():
        return answer(messages)
    shown = None if schema else _schema_in(messages)
    shots = None if shown or _fenced(messages) else read_shots(_last_said(messages))
    schema = schema or (shown.schema if shown else None)
    reading = _read("", shots.question) if shots else _reading(messages, shown.text if shown else "")
    if schema:
        with making_sense():
            return _kept(schema, reading, is_shown=shots is not None)
    if shots and shots.variants:
        return shots.written(extractions(reading, shots.variants), fences)
    return _as_claims(reading)


def _kept(schema: Mapping[str, Any], reading: Reading, *, is_shown: bool) -> str:
    """What was read, as JSON text that keeps to `schema`: our own claims where they do; extractions, where examples
    show that these are wanted; else any instance.
    """
    if _is_like_ours(schema) and Document(schema).fits(json.loads(claims := _as_claims(reading)), schema):
        return claims
    if is_shown and (variants := variants_of(schema)):
        found = {"extractions": extractions(reading, variants)}
        if Document(schema).fits(found, schema):
            return _as_json(found)
    return _as_json(instance(schema, reading))


def concerns_claims(schema: Mapping[str, Any] | None) -> bool:
    """Whether a tool with such parameters is one to call with the claims of a text."""
    fields = {field for name in _property_names(schema or {}) for field in fields_of(name)}
    return len(fields & _TELLING) >= 2


def _as_claims(reading: Reading) -> str:
    claims = AnsweredClaims(claims=list(reading.claims))
    return claims.model_dump_json(by_alias=True, exclude_defaults=True)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


# --- the paper in a conversation


def _reading(messages: Messages, cut: str = "") -> Reading:
    """What is read in a conversation: its first fenced paper, or else the text of its last question.

    Of that text, `Title:` and `Abstract:` are understood, and a first line that stands by itself is the title. `cut`
    is a piece of it that is not to be read.
    """
    fenced = _fenced(messages)
    if fenced is None:
        text = _last_said(messages)
        text = text.replace(cut, "\n\n", 1).lstrip() if cut else text.lstrip()
        parts = _PARTS.search(text) or _TITLED.match(text)
        return _read(parts["title"] or "", parts["abstract"]) if parts else _read("", text)
    if any(message.get("role") == "assistant" for message in messages):
        return Reading(*fenced, claims=())
    return _read(*fenced)


def _read(title: str, text: str) -> Reading:
    return Reading(title, text, tuple(read(title, text)))


def _fenced(messages: Messages) -> tuple[str, str] | None:
    """Title and abstract of the first fenced paper that a user sends."""
    for message in messages:
        paper = unfenced(text_of(message)) if message.get("role") == "user" else None
        if paper is not None:
            return paper
    return None


def _last_said(messages: Messages) -> str:
    """The last message of a user."""
    return next((text_of(message) for message in reversed(messages) if message.get("role") == "user"), "")


# --- the schema in a conversation


class _Shown(NamedTuple):
    """A schema that a prompt shows, and the text that it is written as."""

    schema: Mapping[str, Any]
    text: str


def _schema_in(messages: Messages) -> _Shown | None:
    """The last schema that the instructions show; those of the system before those of the user.

    A fenced paper is no instruction, whatever is written in it.
    """
    by_system = [text_of(m) for m in messages if m.get("role") in ("system", "developer")]
    by_user = [] if _fenced(messages) else [_last_said(messages)]
    found = [shown for text in (*by_user, *by_system) for shown in _schemas(text)]
    return found[-1] if found else None


def _schemas(text: str) -> Iterator[_Shown]:
    end, decoder = 0, json.JSONDecoder()
    for _, opening in zip(range(_MOST_TRIES), _SCHEMA.finditer(text), strict=False):
        if opening.start() < end:
            continue
        try:
            value, end = decoder.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(value.get("properties"), dict) or isinstance(value.get("$defs"), dict):
            yield _Shown(value, text[opening.start() : end])


@lru_cache(maxsize=1)
def _own_schema() -> dict[str, Any]:
    return AnsweredClaims.model_json_schema()


def _is_like_ours(schema: Mapping[str, Any]) -> bool:
    """Whether a schema is the one that claimx asks for, in whichever way a client has rewritten it."""
    names = {info.alias or name for name, info in AnsweredClaim.model_fields.items()}
    return names | {"claims"} <= set(_property_names(schema))


def _property_names(schema: Mapping[str, Any]) -> Iterator[str]:
    """The names of all properties that are declared anywhere in a schema."""
    open_parts: list[Any] = [schema]
    while open_parts:
        part = open_parts.pop()
        if isinstance(part, dict):
            if isinstance(part.get("properties"), dict):
                yield from part["properties"]
            open_parts.extend(part.values())
        elif isinstance(part, list):
            open_parts.extend(part)
