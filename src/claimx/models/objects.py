"""The one JSON object of an answer, out of whatever stands around it: thoughts, fences, talk, a second encoding."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

__all__ = ["JsonObject", "after_thoughts", "object_in"]

_THOUGHT = re.compile(r"[<\[](?P<ends>/?)(?:think(?:ing)?|THINK)[>\]]")
"""`<think>`, or Mistral's `[THINK]`, and their ends."""
_MARK = re.compile(
    _THOUGHT.pattern + r'|(?:\[\s{0,200}+)?+\{\s{0,200}+(?:\}|"(?:[^"\\]|\\.){0,200}+"\s{0,200}+:)', re.DOTALL
)
"""Where a thought begins or ends, or JSON may begin: an object, or a list of such. Braces of LaTeX do not look so."""
_DECODER = json.JSONDecoder(strict=False)
_WORK = 4
"""How many times the length of a text is read in vain before it counts as holding nothing more."""


class JsonObject(NamedTuple):
    """A JSON object and the text that it was read from."""

    text: str
    value: dict[str, Any]


def object_in(text: str) -> JsonObject | None:
    """The JSON object that `text` is, as a rule, or holds: then the last one that is no part of a thought, of a list
    or of another. None where there is none.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _last_object(text)
    if isinstance(value, dict):
        return JsonObject(text, value)
    if isinstance(value, str):  # JSON that was encoded twice
        return object_in(value.encode("utf-8", "replace").decode("utf-8"))
    return None


def after_thoughts(text: str) -> str:
    """What stands after the last thought."""
    return text[_thoughts_end(text) :].strip()


def _thoughts_end(text: str) -> int:
    return max((mark.end() for mark in _THOUGHT.finditer(text) if mark["ends"]), default=0)


def _last_object(text: str) -> JsonObject | None:
    """The last complete object: a draft comes before what it is a draft of.

    The time is bounded by the length of the text: each place where JSON only seems to begin costs what was read there.
    """
    found: JsonObject | None = None
    thoughts_end, thinking = _thoughts_end(text), False
    at, work = 0, _WORK * len(text) + 1_000_000
    while work > 0 and (mark := (_THOUGHT if thinking else _MARK).search(text, at)):
        at = mark.end()
        if mark["ends"] is not None:
            if mark["ends"] and not thinking:
                found = None  # all before was a thought, begun in the prompt
            thinking = not mark["ends"] and at < thoughts_end
            continue
        try:
            value, at = _DECODER.raw_decode(text, mark.start())
        except (ValueError, RecursionError) as problem:
            work -= _in_vain(problem, mark.start(), len(text))
            at = mark.start() + 1
        else:
            found = JsonObject(text[mark.start() : at], value) if isinstance(value, dict) else found
    return found and _proper(found)


def _in_vain(problem: Exception, start: int, length: int) -> int:
    """How many characters were looked at: those read, and those before, of which json counts the lines."""
    if isinstance(problem, json.JSONDecodeError) and not problem.msg.startswith("Unterminated"):
        length_read = problem.pos - start
    else:
        length_read = length - start
    return length_read + length // 256 + 100


def _proper(found: JsonObject) -> JsonObject | None:
    """The object in proper JSON: line breaks in its strings, which models leave bare, as escapes."""
    try:
        json.loads(found.text)
    except ValueError:
        return _written(found.value)
    except RecursionError:
        return None
    return found


def _written(value: dict[str, Any]) -> JsonObject | None:
    try:
        return JsonObject(json.dumps(value), value)
    except RecursionError:  # nested as deep as no answer is
        return None
