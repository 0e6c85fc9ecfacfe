"""The built-in model as an OpenAI-compatible ASGI app: POST /v1/chat/completions and GET /v1/models.

It answers the real prompt: it takes the paper from between the fences of the first user message and reads it. Answers
come as the request asks for them: by `response_format` (json_schema, json_object) as the message's content, by a
forced tool as that tool's arguments, and streamed where `stream` is set. Format: platform.openai.com, API reference,
chat completions.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from claimx.answers import AnsweredClaims
from claimx.builtin.reader import read
from claimx.fence import unfenced

__all__ = ["MODEL", "answer", "builtin_app", "count_tokens"]

MODEL = "builtin"
_TOKEN = re.compile(r"\w+|[^\w\s]")
_CHUNK = 400


def builtin_app() -> Starlette:
    """The app; it keeps no state between requests."""
    return Starlette(
        routes=[
            Route("/v1/chat/completions", _complete, methods=["POST"]),
            Route("/v1/models", _models, methods=["GET"]),
            Route("/health", _health, methods=["GET"]),
        ]
    )


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _models(_: Request) -> Response:
    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "claimx"}
    return JSONResponse({"object": "list", "data": [model]})


async def _complete(request: Request) -> Response:
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        return _refused(400, "the body is no JSON", "invalid_json")
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages) or not messages:
        return _refused(400, "messages must be a list of at least one message", "invalid_messages")
    if body.get("model") != MODEL:
        return _refused(
            404, f"the model {body.get('model')!r} does not exist; there is only {MODEL!r}", "model_not_found"
        )
    text = answer(messages)
    completion = _completion(body, text)
    if body.get("stream"):
        return StreamingResponse(_streamed(completion, text), media_type="text/event-stream")
    return JSONResponse(completion)


def answer(messages: Sequence[Mapping[str, Any]]) -> str:
    """The answer, as JSON text, to a conversation: the claims of the paper that its first fenced message carries.

    To a question that follows an answer of its own there are no claims: a grammar reads the same text the same way
    twice.
    """
    if any(message.get("role") == "assistant" for message in messages):
        return AnsweredClaims(claims=[]).model_dump_json()
    for message in messages:
        paper = unfenced(_text(message)) if message.get("role") == "user" else None
        if paper is not None:
            return AnsweredClaims(claims=read(*paper)).model_dump_json(by_alias=True, exclude_defaults=True)
    return AnsweredClaims(claims=[]).model_dump_json()


def _text(message: Mapping[str, Any]) -> str:
    """The text of a message whose content is a string or a list of parts."""
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _completion(body: Mapping[str, Any], text: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": text}
    tool = _forced_tool(body)
    if tool is not None:
        call = {"id": "call_" + _digest(text)[:12], "type": "function", "function": {"name": tool, "arguments": text}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    prompt_tokens = sum(count_tokens(_text(m)) for m in body["messages"])
    completion_tokens = count_tokens(text)
    return {
        "id": "chatcmpl-" + _digest(json.dumps(body["messages"]) + text)[:24],
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [
            {"index": 0, "message": message, "finish_reason": "tool_calls" if tool else "stop", "logprobs": None}
        ],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
        },
    }


def _forced_tool(body: Mapping[str, Any]) -> str | None:
    """The name of the tool that the request forces, or None."""
    tools, choice = body.get("tools"), body.get("tool_choice")
    if not isinstance(tools, list) or not tools or choice in (None, "none", "auto"):
        return None
    named = choice if isinstance(choice, dict) else tools[0]
    function = named.get("function") if isinstance(named, dict) else None
    return str(function["name"]) if isinstance(function, dict) and "name" in function else None


def _streamed(completion: Mapping[str, Any], text: str) -> Iterator[str]:
    choice = completion["choices"][0]
    frame = {k: completion[k] for k in ("id", "created", "model")} | {"object": "chat.completion.chunk"}
    calls = choice["message"].get("tool_calls")

    def chunk(delta: Mapping[str, Any], finish: str | None = None) -> str:
        piece = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return f"data: {json.dumps({**frame, 'choices': [piece]})}\n\n"

    yield chunk({"role": "assistant"})
    if calls:
        yield chunk({"tool_calls": [{"index": 0, **calls[0]}]})
    else:
        for start in range(0, len(text), _CHUNK):
            yield chunk({"content": text[start : start + _CHUNK]})
    yield chunk({}, choice["finish_reason"])
    yield f"data: {json.dumps({**frame, 'choices': [], 'usage': completion['usage']})}\n\n"
    yield "data: [DONE]\n\n"


def _refused(status: int, message: str, code: str) -> Response:
    return JSONResponse(
        {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}, status
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def count_tokens(text: str) -> int:
    """Words and marks: close to what a tokenizer counts for English, and free of one."""
    return sum(1 for _ in _TOKEN.finditer(text))
