"""The built-in model as an OpenAI-compatible ASGI app: POST /v1/chat/completions and GET /v1/models.

It answers the real prompt: it takes the paper from between the fences of the first user message, or else the text of
the last, and reads it. Answers come as the request asks for them: by `response_format` as the message's content, by a
tool as that tool's arguments, and streamed where `stream` is set. Format: platform.openai.com, API reference, chat
completions.
"""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response

from claimx.builtin.answering import answer, answer_keeping_to, concerns_claims
from claimx.builtin.chats import Chat, Tool
from claimx.builtin.completions import completion, count_tokens
from claimx.builtin.protocol import RequestError, protocol_app, shown
from claimx.builtin.streaming import streamed
from claimx.builtin.validity import SchemaError

__all__ = ["MODEL", "answer", "builtin_app", "count_tokens"]

MODEL = "builtin"


def builtin_app() -> Starlette:
    """The app; it keeps no state between requests."""
    return protocol_app(_complete, [MODEL])


async def _complete(body: dict[str, Any]) -> Response:
    chat = Chat.of(body)
    if chat.model != MODEL:
        told = f"the model {shown(chat.model)} does not exist; there is only {MODEL!r}"
        raise RequestError(404, told, "model_not_found", param="model")
    tool = _tool(chat)
    schema = tool.schema if tool else chat.schema
    try:
        text = answer_keeping_to(chat.messages, schema, fences=chat.form == "text" and tool is None)
    except SchemaError as problem:
        param = "tools" if tool else "response_format"
        told = f"no answer keeps to the schema of {param}: {problem}"
        raise RequestError(400, told, "invalid_json_schema", param=param) from None
    name = tool.name if tool else None
    whole = completion(MODEL, chat.messages, text, tool=name, max_tokens=chat.max_tokens, stop=chat.stop)
    return streamed(whole, include_usage=chat.include_usage) if chat.stream else JSONResponse(whole)


def _tool(chat: Chat) -> Tool | None:
    """The tool to call: one that takes claims where there is a choice, and none after a tool has spoken."""
    fitting = [tool for tool in chat.tools if concerns_claims(tool.schema)]
    if chat.forced:
        return (fitting or list(chat.tools))[0]
    return fitting[0] if fitting and chat.messages[-1].get("role") != "tool" else None
