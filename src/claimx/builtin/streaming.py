"""A whole chat completion as the stream of chunks that a client gets who asked for one.

Each chunk is a server-sent event; the first of a choice carries its role (and the head of a tool call), the last its
reason to end. Usage comes in a chunk of its own at the end, and only where it was asked for. Format:
platform.openai.com, API reference, the chat completion chunk object.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from starlette.responses import StreamingResponse

__all__ = ["is_completion", "streamed"]

_PIECE = 48
"""Characters of text a chunk."""


def is_completion(response: Any) -> bool:
    """Whether a response is a chat completion whose choices can be streamed."""
    match response:
        case {"choices": list(choices)}:
            return all(isinstance(c, dict) and isinstance(c.get("message"), dict) for c in choices)
    return False


def streamed(completion: Mapping[str, Any], *, include_usage: bool) -> StreamingResponse:
    """The completion as server-sent events."""
    events = _events(completion, include_usage)
    return StreamingResponse(events, media_type="text/event-stream", headers={"cache-control": "no-cache"})


async def _events(completion: Mapping[str, Any], include_usage: bool) -> AsyncIterator[str]:
    frame = {k: v for k, v in completion.items() if k not in ("choices", "usage")} | {"object": "chat.completion.chunk"}
    for choice in completion["choices"]:
        for delta, finish in _deltas(choice):
            piece = {"index": choice.get("index", 0), "delta": delta, "logprobs": None, "finish_reason": finish}
            yield _event({**frame, "choices": [piece], **({"usage": None} if include_usage else {})})
    if include_usage:
        yield _event({**frame, "choices": [], "usage": completion.get("usage")})
    yield "data: [DONE]\n\n"


def _event(chunk: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(chunk)}\n\n"


def _deltas(choice: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str | None]]:
    """What each chunk of a choice adds, and the reason to end with the last."""
    message = choice["message"]
    calls = message.get("tool_calls") or []
    yield {"role": message.get("role", "assistant"), "content": None if calls else ""}, None
    for name in ("reasoning_content", "content", "refusal"):
        for piece in _pieces(message.get(name)):
            yield {name: piece}, None
    for index, call in enumerate(calls):
        function = call.get("function") or {}
        head = {**call, "function": {**function, "arguments": ""}}
        yield {"tool_calls": [{"index": index, **head}]}, None
        for piece in _pieces(function.get("arguments")):
            yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}, None
    yield {}, choice.get("finish_reason")


def _pieces(text: Any) -> Iterator[str]:
    if isinstance(text, str):
        for start in range(0, len(text), _PIECE):
            yield text[start : start + _PIECE]
