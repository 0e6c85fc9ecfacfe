"""A request for a chat completion, checked: what the built-in model heeds of it, and an error for what makes no sense.

Sampling parameters are checked and otherwise of no effect, since nothing is sampled; names that are not known here
pass, as they do on other servers. Format: platform.openai.com, API reference, create chat completion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from claimx.builtin.protocol import RequestError, shown

__all__ = ["Chat", "Tool", "text_of"]

T = TypeVar("T")

_ROLES = ("developer", "system", "user", "assistant", "tool", "function")
_RANGES = {"temperature": (0, 2), "top_p": (0, 1), "presence_penalty": (-2, 2), "frequency_penalty": (-2, 2)}
_CHOICES = ("none", "auto", "required")


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the answer may call."""

    name: str
    schema: Mapping[str, Any] | None
    """JSON Schema of its arguments, or None where any will do."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A request for a chat completion that makes sense."""

    model: str
    messages: tuple[Mapping[str, Any], ...]
    form: Literal["text", "json_object", "json_schema"]
    """What the answer's text has to be, where no tool is called."""
    schema: Mapping[str, Any] | None
    """The schema of a json_schema answer, or None where any will do."""
    tools: tuple[Tool, ...]
    """The functions that may be called: only one where the request names it, none where it forbids all."""
    forced: bool
    """Whether one of the tools must be called."""
    stream: bool
    include_usage: bool
    max_tokens: int | None
    stop: tuple[str, ...]

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Chat:
        """The request in `body`; RequestError 400 for what makes no sense, and for what is not offered here."""
        _check_not_offered(body)
        form, schema = _form(body)
        tools, forced = _tools(body)
        stream = _typed(body, "stream", bool) or False
        options = _typed(body, "stream_options", dict)
        if options is not None and not stream:
            raise _wrong("stream_options", "stream_options needs stream to be true")
        limit = _typed(body, "max_completion_tokens", int)
        limit = _typed(body, "max_tokens", int) if limit is None else limit
        if limit is not None and limit < 1:
            raise _wrong("max_tokens", "the most tokens of an answer are at least 1")
        return cls(
            model=_model(body),
            messages=_messages(body),
            form=form,
            schema=schema,
            tools=tools,
            forced=forced,
            stream=stream,
            include_usage=_typed(options or {}, "include_usage", bool) or False,
            max_tokens=limit,
            stop=_stop(body),
        )


def text_of(message: Mapping[str, Any]) -> str:
    """The text of a message whose content is a string or a list of parts."""
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _wrong(param: str, message: str, code: str = "invalid_value") -> RequestError:
    return RequestError(400, message, code, param=param)


def _typed(body: Mapping[str, Any], name: str, kind: type[T]) -> T | None:
    """A parameter of one type, or None where it is absent or null. No boolean is a number."""
    value = body.get(name)
    if value is None or (isinstance(value, kind) and not (kind is int and isinstance(value, bool))):
        return value
    words = {bool: "true or false", int: "a whole number", str: "a string", list: "a list", dict: "an object"}
    raise _wrong(name, f"{name} must be {words[kind]}", "invalid_type")


def _check_not_offered(body: Mapping[str, Any]) -> None:
    if (choices := _typed(body, "n", int)) not in (None, 1):
        raise _wrong("n", f"n must be 1: a reader gives one answer, not {choices}", "unsupported_value")
    if _typed(body, "logprobs", bool):
        raise _wrong("logprobs", "a reader has no log-probabilities: leave logprobs out", "unsupported_value")
    for old, new in (("functions", "tools"), ("function_call", "tool_choice")):
        if body.get(old) is not None:
            raise _wrong(old, f"{old} is the old form: give {new}", "unsupported_parameter")
    for name, (low, high) in _RANGES.items():
        value = body.get(name)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is not None and not (number and low <= value <= high):
            raise _wrong(name, f"{name} must be a number from {low} to {high}")
    _typed(body, "seed", int)


def _model(body: Mapping[str, Any]) -> str:
    model = _typed(body, "model", str)
    if model is None:
        raise _wrong("model", "model must name the model", "missing_required_parameter")
    return model


def _messages(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages or not all(isinstance(m, dict) for m in messages):
        raise _wrong("messages", "messages must be a list of at least one message", "invalid_messages")
    for at, message in enumerate(messages):
        where, role, content = f"messages[{at}]", message.get("role"), message.get("content")
        if role not in _ROLES:
            raise _wrong(where, f"{where}.role must be one of {', '.join(_ROLES)}", "invalid_messages")
        parts = content if isinstance(content, list) else []
        if not isinstance(content, str | list | None) or not all(isinstance(part, dict) for part in parts):
            raise _wrong(where, f"{where}.content must be a string or a list of parts", "invalid_messages")
        for part in parts:
            if part.get("type") not in ("text", "refusal") or not isinstance(part.get("text", ""), str):
                told = f"{where}.content has a part of type {shown(part.get('type'))}: only text is read here"
                raise _wrong(where, told, "invalid_messages")
    return tuple(messages)


def _form(body: Mapping[str, Any]) -> tuple[Literal["text", "json_object", "json_schema"], Mapping[str, Any] | None]:
    """What the answer's text has to be. llama.cpp's clients put the schema beside the type; that is understood too."""
    given = _typed(body, "response_format", dict) or {}
    match given.get("type", "text"):
        case "text":
            return "text", None
        case "json_object" if "schema" not in given:
            return "json_object", None
        case "json_object" | "json_schema":
            within = given.get("json_schema", given)
            schema = within.get("schema") if isinstance(within, dict) else None
            if not isinstance(schema, dict):
                raise _wrong("response_format", "response_format.json_schema.schema must be a JSON Schema")
            return "json_schema", schema
        case other:
            told = f"response_format.type must be text, json_object or json_schema, not {shown(other)}"
            raise _wrong("response_format", told)


def _tools(body: Mapping[str, Any]) -> tuple[tuple[Tool, ...], bool]:
    """The tools that may be called, and whether one must be."""
    tools = tuple(_tool(tool) for tool in _typed(body, "tools", list) or [])
    choice = body.get("tool_choice")
    named: list[Any] | None = None
    match choice:
        case {"type": "function", "function": {"name": str(name)}}:
            choice, named = "required", [name]
        case {"type": "allowed_tools", "allowed_tools": {"mode": "auto" | "required" as mode, "tools": list(allowed)}}:
            choice, named = mode, [_name(tool) for tool in allowed]
        case None:
            choice = "auto"
    if choice not in _CHOICES:
        raise _wrong("tool_choice", f"tool_choice must be one of {', '.join(_CHOICES)}, or name a function")
    if choice == "required" and not tools:
        raise _wrong("tool_choice", "tool_choice needs tools")
    known = {tool.name for tool in tools}
    for name in named or []:
        if name not in known:
            raise _wrong("tool_choice", f"tool_choice names {shown(name)}, which is none of the tools")
    kept = tuple(tool for tool in tools if named is None or tool.name in named)
    return (() if choice == "none" else kept), choice == "required"


def _tool(tool: Any) -> Tool:
    name = _name(tool)
    function = tool["function"] if name else {}
    schema = function.get("parameters")
    if not name or not isinstance(schema, dict | None):
        raise _wrong("tools", "each tool must be {type: function, function: {name, parameters}}")
    return Tool(name, schema or None)


def _name(tool: Any) -> str | None:
    match tool:
        case {"type": "function", "function": {"name": str(name)}}:
            return name
    return None


def _stop(body: Mapping[str, Any]) -> tuple[str, ...]:
    stop = body.get("stop")
    listed = [stop] if isinstance(stop, str) else stop or []
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise _wrong("stop", "stop must be a string or a list of strings", "invalid_type")
    return tuple(one for one in listed if one)
