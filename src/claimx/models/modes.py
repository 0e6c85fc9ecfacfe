"""The four ways to ask a server for a structured answer, in the order in which they are tried, and how to read what
comes.

json_schema    `response_format` json_schema: most servers turn the schema into a grammar
tools          one forced tool, marked strict: some servers keep to a schema only there
json           `response_format` json_object, with the schema in the system message: JSON of any shape
markdown_json  nothing but words: the schema in the system message, and the wish for a block of JSON

A request is made by instructor; what it lacks is added by `prepared`. An answer is read by `answer_of`, tolerant of
where servers put it and of what they put around it. Formats: platform.openai.com, API reference, chat completions,
and the guide to structured outputs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Literal, cast, get_args

import instructor
from openai.types.chat import ChatCompletion

from claimx.errors import FailureKind
from claimx.models.failures import EmptyReplyError, RefusedError
from claimx.models.objects import JsonObject, after_thoughts, object_in

__all__ = [
    "INSTRUCTOR_MODES",
    "MODES",
    "ModeChoice",
    "ModeName",
    "answer_of",
    "mode_of",
    "prepared",
    "speaks_of_mode",
    "text_of",
]

ModeName = Literal["json_schema", "tools", "json", "markdown_json"]
"""A way to ask for structure; the same words as the setting `mode`."""
MODES: tuple[ModeName, ...] = get_args(ModeName)
"""All of them, in the order in which they are tried."""
INSTRUCTOR_MODES: Mapping[ModeName, instructor.Mode] = {
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "tools": instructor.Mode.TOOLS,
    "json": instructor.Mode.JSON,
    "markdown_json": instructor.Mode.MD_JSON,
}
"""What instructor calls them."""

_ROUND_BRACKETS = str.maketrans("{[]}", "(())")
_PATIENCE = 3
"""After how many papers without an answer in any mode no further mode is tried."""


class ModeChoice:
    """Which mode the papers of one client are asked in: each that may work, until one has.

    `wanted` is the setting; a mode by name is used alone. `start` is the mode that worked the last time.
    """

    def __init__(self, wanted: Literal["auto"] | ModeName = "auto", start: ModeName | None = None) -> None:
        named: tuple[ModeName, ...] = () if start is None else (start,)
        self._order: tuple[ModeName, ...] = tuple(dict.fromkeys((*named, *MODES))) if wanted == "auto" else (wanted,)
        self._fruitless = 0
        self.confirmed: ModeName | None = None
        """The mode that has brought an answer; the earliest in the order where several have."""

    def order(self) -> tuple[ModeName, ...]:
        """The modes to try for the next paper, one after the other."""
        if self.confirmed is not None:
            return (self.confirmed,)
        return self._order[:1] if self._fruitless >= _PATIENCE else self._order

    def worked(self, mode: ModeName) -> None:
        """A paper got its answer in `mode`.

        Papers at the same time may end in different modes: one odd paper must not lead all others away from a mode
        that serves them. One in which nothing was to be tried, but an old answer was found, counts for nothing.
        """
        if mode not in self._order:
            return
        if self.confirmed is None or self._order.index(mode) < self._order.index(self.confirmed):
            self.confirmed = mode

    def failed(self) -> None:
        """A paper got no answer in any of the modes of `order`."""
        self._fruitless += 1


_LENGTH = re.compile(
    r"context.{0,20}(?:length|window|size)|(?:prompt|input).{0,20}too long|too many tokens|maximum.{0,40}tokens",
    re.IGNORECASE,
)
_STRUCTURE = re.compile(
    r"response_?format|json|schema|tools?\b|tool_choice|function.?call|grammar|structured|requested parameters",
    re.IGNORECASE,
)
_SAMPLING = re.compile(r"max_(?:completion_)?tokens|temperature|seed\b", re.IGNORECASE)
_UNSUPPORTED = re.compile(r"support|endpoints? found", re.IGNORECASE)


def speaks_of_mode(kind: FailureKind, status: int | None, said: str) -> bool:
    """Whether a failure may be due to the mode, so that the next one is worth a request.

    `status` is the HTTP status where the server refused, `said` its words. A server may refuse a mode (400, 422, 501),
    break on it (llama-cpp-python answers 500 to json_schema), or take it and answer in free text.
    """
    match kind:
        case "invalid" | "empty" | "truncated":
            return True
        case "bad_request" if _LENGTH.search(said) or status == 413:
            return False
        case "bad_request":
            return bool(_STRUCTURE.search(said)) or not _SAMPLING.search(said)
        case "server_error":
            return status in (None, 500, 501) or bool(_STRUCTURE.search(said))
        case "unreachable" | "no_model":  # OpenRouter: 404, no endpoint that supports what is asked for
            return status == 404 and bool(_STRUCTURE.search(said) and _UNSUPPORTED.search(said))
        case _:
            return False


def mode_of(body: Mapping[str, Any]) -> ModeName:
    """The mode that a request was made in."""
    match body:
        case {"tools": [*_]}:
            return "tools"
        case {"response_format": {"type": "json_schema"}}:
            return "json_schema"
        case {"response_format": {"type": "json_object"}}:
            return "json"
        case _:
            return "markdown_json"


def prepared(mode: ModeName, body: Mapping[str, Any]) -> dict[str, Any]:
    """The request's body as it is sent: what instructor made, with a tool that is strict in mode tools."""
    if mode != "tools":
        return dict(body)
    return {**body, "tools": [{**tool, "function": _strict_function(tool["function"])} for tool in body["tools"]]}


def _strict_function(function: Mapping[str, Any]) -> dict[str, Any]:
    """A function whose arguments keep to their schema: OpenAI and vLLM promise it only to those that say so."""
    return {**function, "strict": True, "parameters": _strict(function["parameters"])}


def _strict(schema: Any) -> Any:
    """The schema as strict mode takes it: no other properties, none left out, no default, no `$ref` beside a word.

    Whatever fits it also fits the schema that it was made of: a property that may be null may still be null, and one
    that has a default and may not be null has to be written out.
    """
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    named = {word: schema[word] for word in ("$defs", "properties") if word in schema}
    made = {word: _strict(value) for word, value in schema.items() if word not in ("default", *named)}
    made |= {word: {name: _strict(part) for name, part in parts.items()} for word, parts in named.items()}
    if "properties" in made:
        made |= {"required": list(made["properties"]), "additionalProperties": False}
    return made


def answer_of(mode: ModeName, response: Mapping[str, Any], asked: Mapping[str, Any]) -> ChatCompletion:
    """The completion as instructor reads it, made of what counts, with nothing but the answer in it.

    `response` is a chat completion as JSON, of which many servers leave out, or set to null, what the protocol
    demands; `asked` is the body of the request. The answer may stand in the content or in tool calls, whatever the
    mode, and comes bare of thoughts, fences and talk; it is one tool call in mode tools, else the content. What holds
    no JSON is left to the validation; what is cut at the token limit keeps that for its reason to finish.

    RefusedError where the model declined; EmptyReplyError where it said nothing.
    """
    choice = _first_choice(response)
    message, finish = choice["message"], str(choice.get("finish_reason")).lower()
    if words := _refusal(message):
        raise RefusedError(words)
    if finish in ("content_filter", "safety", "refusal"):
        raise RefusedError("a content filter stopped the answer")
    content, arguments = _content(message), _arguments(message)
    model = str(response.get("model") or asked.get("model"))
    said = next((text for text in (content, *arguments) if text.strip()), "")
    if finish in ("length", "max_tokens"):
        return _completion(model, {"content": said}, "length")
    if not said:
        raise EmptyReplyError
    tool = _forced_tool(asked)
    found = _found((arguments, [content]) if mode == "tools" else ([content], arguments), tool)
    if found is None or mode != "tools":
        return _completion(model, {"content": _unread(said, mode) if found is None else found}, "stop")
    call = {"id": _call_id(message), "type": "function", "function": {"name": tool, "arguments": found}}
    return _completion(model, {"content": None, "tool_calls": [call]}, "stop")


def text_of(completion: ChatCompletion) -> str:
    """The answer in a completion that `answer_of` made, be it the content or a tool's arguments."""
    match completion.choices[0].message.to_dict():
        case {"tool_calls": [{"function": {"arguments": str(text)}}]} | {"content": str(text)}:
            return text
        case _:
            return ""


def _first_choice(response: Mapping[str, Any]) -> Mapping[str, Any]:
    match response.get("choices"):
        case [{"message": dict()} as choice, *_]:
            return cast("Mapping[str, Any]", choice)
        case _:
            raise EmptyReplyError


def _refusal(message: Mapping[str, Any]) -> str:
    match message:
        case {"refusal": str(words)} | {"content": [{"refusal": str(words)}, *_]}:
            return words.strip()
        case _:
            return ""


def _content(message: Mapping[str, Any]) -> str:
    """The text of a content that is a string, or a list of parts (Mistral: thoughts and text)."""
    content = message.get("content")
    if isinstance(content, list):
        return "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))
    return content if isinstance(content, str) else ""


def _arguments(message: Mapping[str, Any]) -> list[str]:
    """The arguments of every tool call, or of the older protocol's function call; some servers send them as a value
    in place of JSON. A call that is repeated counts once.
    """
    found: list[str] = []
    for call in _calls(message):
        match call:
            case {"function": {"arguments": str(arguments)}}:
                found.append(arguments)
            case {"function": {"arguments": dict(arguments)}}:
                with suppress(RecursionError):
                    found.append(json.dumps(arguments))
    return list(dict.fromkeys(found))


def _calls(message: Mapping[str, Any]) -> list[Any]:
    calls = message.get("tool_calls")
    return calls if isinstance(calls, list) and calls else [{"function": message.get("function_call")}]


def _call_id(message: Mapping[str, Any]) -> str:
    """The id of the first call; where there is none, nine letters and digits, as Mistral's templates demand."""
    match _calls(message):
        case [{"id": str(given)}, *_] if given:
            return given
        case _:
            return "claimx001"


def _forced_tool(asked: Mapping[str, Any]) -> str:
    match asked:
        case {"tools": [{"function": {"name": str(name)}}]}:
            return name
        case _:
            return ""


def _completion(model: str, message: Mapping[str, Any], finish: str) -> ChatCompletion:
    return ChatCompletion.model_validate(
        {
            "id": "",
            "object": "chat.completion",
            "created": 0,
            "model": model,
            "choices": [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}],
        }
    )


def _found(places: Iterable[Iterable[str]], tool: str) -> str | None:
    """The JSON object of the first place that holds one. Where a model makes several calls in place of one, their
    lists are put together: none of what it said is lost.
    """
    with suppress(RecursionError):  # nested as deep as no answer is
        for texts in places:
            objects = [_unwrapped(read, tool) for text in texts if (read := object_in(text)) is not None]
            if objects:
                return objects[0].text if len(objects) == 1 else json.dumps(_joined([read.value for read in objects]))
    return None


def _unread(said: str, mode: ModeName) -> str:
    """Words without an object, for the validation to complain of.

    In mode markdown_json instructor looks for JSON in them itself and, misled by a few brackets, ends with an error
    after which nothing is asked again: it gets round ones.
    """
    words = after_thoughts(said)
    return words.translate(_ROUND_BRACKETS) if mode == "markdown_json" else words


def _unwrapped(read: JsonObject, tool: str) -> JsonObject:
    """The arguments of a call that the server left in the text, as the models of Hermes and of Llama write it."""
    match read.value:
        case {"name": str(name), "arguments": dict(value)} | {"name": str(name), "parameters": dict(value)}:
            return JsonObject(json.dumps(value), value) if tool and name == tool else read
        case _:
            return read


def _joined(values: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    for value in values:
        for name, part in value.items():
            if isinstance(part, list) and isinstance(joined.get(name, []), list):
                joined.setdefault(name, []).extend(part)
            else:
                joined[name] = part
    return joined
