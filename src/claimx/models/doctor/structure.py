"""Which ways to ask for structure a server honours.

A capable model does what the words say, and so hides what its server does. Hence two requests for each way: a polite
one, whose words leave the schema out where the request carries it elsewhere, so that an answer which fits shows that
the schema arrived; and a contrary one, whose words ask for plain prose, so that an answer which fits all the same shows
that the server enforces it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from claimx.claims import Kind
from claimx.fence import fenced
from claimx.models.doctor.probing import Outcome, Probe, Prober, Reply, probe
from claimx.models.modes import ModeName, prepared, speaks_of_mode

__all__ = ["STRUCTURE", "Way", "asking", "preferred", "probe_structure"]


class _Told(BaseModel):
    quote: str = Field(max_length=80)
    metric: str = Field(max_length=40)
    kind: Kind


class _Claims(BaseModel):
    """The claims of a paper."""

    claims: list[_Told] = Field(max_length=2)


_PAPER = fenced("Tamarack", "Tamarack raises accuracy on GSM8K by 4.2 points over LoRA.")
_SCHEMA = _Claims.model_json_schema()
_BARE = "Which outcome does the paper report?"
_SPELLED = f"{_BARE} Answer in JSON under this schema: {json.dumps(_SCHEMA)}"
_FENCED = f"{_SPELLED}\nReturn it within a ```json code block."
_CONTRARY = f"{_BARE} Answer in one sentence of plain English prose, never in JSON."


class Way(BaseModel, frozen=True):
    """A way to ask: what the probe is called, the mode in which claimx asks so, and what the words must say."""

    name: str
    mode: ModeName
    words: str = _BARE
    required: bool = False
    """Whether a tool is asked for by the word `required` in place of its name."""
    loose: bool = False
    """Whether the tool goes without `strict`."""


STRUCTURE = (
    Way(name="json_schema", mode="json_schema"),
    Way(name="tools, strict", mode="tools"),
    Way(name="tools, loose", mode="tools", loose=True),
    Way(name="tools, required", mode="tools", loose=True, required=True),
    Way(name="json", mode="json", words=_SPELLED),
    Way(name="markdown_json", mode="markdown_json", words=_FENCED),
)
"""In the order in which they are tried; claimx itself asks in the first, the second and the last two."""
_OWN = {"json_schema": "json_schema", "tools, strict": "tools", "json": "json", "markdown_json": "markdown_json"}
_PREFERENCE: tuple[tuple[str, Outcome], ...] = (
    ("json_schema", "yes"),
    ("tools, strict", "yes"),
    ("json_schema", "partly"),
    ("tools, strict", "partly"),
    ("json", "yes"),
    ("markdown_json", "yes"),
    ("json", "partly"),
    ("markdown_json", "partly"),
)


def preferred(probes: Mapping[str, Probe]) -> list[ModeName]:
    """The modes in which claimx may ask, the one that promises most first; `probes` by name."""
    names = [name for name, outcome in _PREFERENCE if name in probes and probes[name].outcome == outcome]
    return [way.mode for name in names for way in STRUCTURE if way.name == name]


def asking(way: Way, schema: Mapping[str, Any]) -> dict[str, Any]:
    """What joins the body of a request that asks for `schema` in this way."""
    match way.mode:
        case "json_schema":
            return {"response_format": {"type": "json_schema", "json_schema": {"name": "Answer", "schema": schema}}}
        case "json":
            return {"response_format": {"type": "json_object"}}
        case "markdown_json":
            return {}
        case "tools":
            function = {"name": "Answer", "description": "The answer.", "parameters": schema}
            choice = "required" if way.required else {"type": "function", "function": {"name": "Answer"}}
            body = {"tools": [{"type": "function", "function": function}], "tool_choice": choice}
            return body if way.loose else prepared("tools", body)


async def probe_structure(prober: Prober, way: Way) -> Probe:
    """Ask politely, then, where that brought something, against the words."""
    options = asking(way, _SCHEMA)
    polite = await prober.ask(_conversation(way.words), **options)
    if polite.fault is not None or way.mode == "markdown_json":
        return _of_one(way, polite)
    contrary = await prober.ask(_conversation(_CONTRARY), **options)
    return _of_two(way, polite, contrary)


def _conversation(words: str) -> list[dict[str, str]]:
    return [{"role": "system", "content": words}, {"role": "user", "content": _PAPER}]


def _of_one(way: Way, reply: Reply) -> Probe:
    if reply.fault is not None:
        fault = reply.fault
        refused = speaks_of_mode(fault.kind, fault.status, fault.said) and fault.kind != "timeout"
        return probe(way.name, "no" if refused else "unknown", reply.seen(), [reply])
    if _fits(reply, way):
        return probe(way.name, "yes", "fits the schema, which stands in the words alone", [reply])
    if _object(reply, way):
        return probe(way.name, "partly", f"JSON, but not of the schema: {reply.seen(way.mode)}", [reply])
    return _neither(way, [reply])


def _of_two(way: Way, polite: Reply, contrary: Reply) -> Probe:
    replies = [polite, contrary]
    if _fits(polite, way):
        enforced = (_object if way.mode == "json" else _fits)(contrary, way)
        if enforced:
            return probe(way.name, "yes", "kept, also where the words ask for prose", replies)
        what = "fits where the words agree" if way.mode == "json" else "the schema arrives, but is not enforced"
        return probe(way.name, "partly", f"{what}; asked for prose: {contrary.seen(way.mode)}", replies)
    if way.mode == "json" and _object(polite, way):
        return probe(way.name, "partly", f"JSON, but not of the schema: {polite.seen(way.mode)}", replies)
    return _neither(way, replies)


def _neither(way: Way, replies: list[Reply]) -> Probe:
    """No answer that fits. One that was cut inside of JSON, or inside of thoughts, proves nothing."""
    first = replies[0]
    raw = first.text(way.mode).lstrip()
    open_end = first.cut and (not raw or raw.startswith(("{", "<think")))
    return probe(way.name, "unknown" if open_end else "no", first.seen(way.mode), replies)


def _fits(reply: Reply, way: Way) -> bool:
    text = reply.text(way.mode)
    try:
        _Claims.model_validate_json(text, strict=True)
    except ValidationError:
        return False
    return not reply.cut and (way.mode != "tools" or _called(reply))


def _called(reply: Reply) -> bool:
    """Whether the answer came as the call of a tool, as it was asked for."""
    match reply.response:
        case {"choices": [{"message": {"tool_calls": [dict(), *_]}}, *_]}:
            return True
        case _:
            return False


def _object(reply: Reply, way: Way) -> bool:
    try:
        return isinstance(json.loads(reply.text(way.mode)), dict)
    except (ValueError, RecursionError):
        return False
