"""Which bounds of a schema a server keeps, where the words ask for what lies outside.

Every bound has two sides: a model that writes short strings and short lists of itself would lie within a bound from
above by luck. (A model of random weights did, in 20 of 20 answers whose schema had no bound on the list at all.)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from claimx.models.doctor.probing import Probe, Prober, Reply, probe
from claimx.models.doctor.structure import Way, asking
from claimx.models.modes import ModeName

__all__ = ["BOUNDS", "Bound", "probe_bound"]


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound: the schema of the one field, questions whose answers lie outside, and whether a value lies inside."""

    name: str
    field: Mapping[str, Any]
    questions: tuple[str, ...]
    kind: type | tuple[type, ...]
    within: Callable[[Any], bool]


_THINGS = ("seven days of the week", "planets", "months")
BOUNDS = (
    Bound(
        "integer bounds",
        {"type": "integer", "minimum": 3, "maximum": 5},
        ("How many days has a year?", "How many metres has a kilometre?", "How many minutes has an hour?"),
        int,
        lambda value: 3 <= value <= 5,
    ),
    Bound(
        "float bounds",
        {"type": "number", "minimum": 0.25, "maximum": 0.5},
        ("What is pi?", "What is the square root of 200?", "What is one divided by a hundred?"),
        (int, float),
        lambda value: 0.25 <= value <= 0.5,
    ),
    Bound(
        "string length",
        {"type": "string", "minLength": 10, "maxLength": 12},
        tuple(f"Name all {things}, in one line." for things in _THINGS),
        str,
        lambda value: 10 <= len(value) <= 12,
    ),
    Bound(
        "list length",
        {"type": "array", "items": {"type": "string", "maxLength": 12}, "minItems": 4, "maxItems": 4},
        tuple(f"List all {things}." for things in _THINGS),
        list,
        lambda value: len(value) == 4,
    ),
)
"""Those that claimx's own schema uses (strings, lists), and those that schemas of numbers need."""


async def probe_bound(prober: Prober, bound: Bound, way: Way | None) -> Probe:
    """Whether all answers lie within `bound`, asked for in a `way` that the server honours."""
    if way is None:
        return probe(bound.name, "unknown", "not tried, since no way to ask for structure is honoured")
    schema = {"type": "object", "properties": {"answer": bound.field}, "required": ["answer"]}
    options = asking(way, schema)
    replies = [await prober.ask(_words(question, way, schema), **options) for question in bound.questions]
    verdicts = [_verdict(reply, bound, way.mode) for reply in replies]
    judged = [verdict for verdict in verdicts if verdict is not None]
    within = sum(judged)
    if not judged:
        return probe(bound.name, "unknown", f"no answer to judge: {replies[0].seen(way.mode)}", replies)
    told = f"{within} of {len(judged)} answers within"
    if within < len(judged):
        outside = replies[verdicts.index(False)]
        return probe(bound.name, "no", f"{told}; outside: {outside.seen(way.mode)}", replies)
    return probe(bound.name, "yes" if len(judged) == len(replies) else "unknown", told, replies)


def _words(question: str, way: Way, schema: Mapping[str, Any]) -> str:
    if way.mode in ("json_schema", "tools"):
        return f"{question} Put it into the field answer."
    return f"{question} Answer in JSON under this schema: {json.dumps(schema)}"


def _verdict(reply: Reply, bound: Bound, mode: ModeName) -> bool | None:
    """Whether the answer lies within; None for an answer of another shape. One that is cut has no bound."""
    if reply.fault is not None:
        return None
    if reply.cut:
        return False if reply.text(mode).lstrip().startswith("{") else None
    try:
        value = json.loads(reply.text(mode))["answer"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return None
    if isinstance(value, bool) or not isinstance(value, bound.kind):
        return None
    return bound.within(value)
