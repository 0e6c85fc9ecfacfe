"""An answer's text as the chat completion that the protocol wants: cut where asked, counted, as content or as a tool
call.

Ids are digests and `created` is 0: the same request has the same response, byte for byte, so that recordings stay as
they are.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from claimx.builtin.chats import text_of

__all__ = ["as_content", "as_tool_call", "completion", "count_tokens", "tool_message"]

_TOKEN = re.compile(r"\w+|[^\w\s]")


def count_tokens(text: str) -> int:
    """Words and marks: close to what a tokenizer counts for English, and free of one."""
    return sum(1 for _ in _TOKEN.finditer(text))


def completion(
    model: str,
    messages: Sequence[Mapping[str, Any]],
    text: str,
    *,
    tool: str | None = None,
    max_tokens: int | None = None,
    stop: Sequence[str] = (),
) -> dict[str, Any]:
    """The chat completion of `model` that says `text`, or that calls `tool` with it as arguments.

    The text ends before the first of the `stop` strings, and after `max_tokens` tokens; then the reason is `length`.
    """
    said, finish = _cut(text, max_tokens, stop)
    message = tool_message(tool, said) if tool else {"role": "assistant", "content": said}
    finish = "tool_calls" if tool and finish == "stop" else finish
    prompt_tokens, completion_tokens = sum(count_tokens(text_of(m)) for m in messages), count_tokens(said)
    return {
        "id": "chatcmpl-" + _digest(json.dumps(messages) + said)[:24],
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
            "prompt_tokens_details": {"cached_tokens": 0},
        },
    }


def tool_message(tool: str, arguments: str) -> dict[str, Any]:
    """An assistant's message that calls `tool`."""
    function = {"name": tool, "arguments": arguments}
    call = {"id": "call_" + _digest(arguments)[:12], "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def as_tool_call(choice: Mapping[str, Any], tool: str) -> dict[str, Any]:
    """A choice that says its answer as content, as one that calls `tool` with it."""
    message = choice["message"]
    if message.get("tool_calls") or not isinstance(message.get("content"), str):
        return dict(choice)
    finish = "tool_calls" if choice.get("finish_reason") == "stop" else choice.get("finish_reason")
    return {**choice, "message": tool_message(tool, message["content"]), "finish_reason": finish}


def as_content(choice: Mapping[str, Any]) -> dict[str, Any]:
    """A choice that calls a tool, as one that says the call's arguments as its content."""
    match choice["message"].get("tool_calls"):
        case [{"function": {"arguments": str(arguments)}}, *_]:
            finish = "stop" if choice.get("finish_reason") == "tool_calls" else choice.get("finish_reason")
            return {**choice, "message": {"role": "assistant", "content": arguments}, "finish_reason": finish}
    return dict(choice)


def _cut(text: str, max_tokens: int | None, stop: Sequence[str]) -> tuple[str, str]:
    """What is said of `text`, and why it ends."""
    end = min((at for one in stop if (at := text.find(one)) >= 0), default=len(text))
    if max_tokens is not None:
        for count, token in enumerate(_TOKEN.finditer(text, 0, end)):
            if count == max_tokens:
                return text[: token.start()], "length"
    return text[:end], "stop"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
