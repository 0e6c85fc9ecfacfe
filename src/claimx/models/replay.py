"""A folder of cassettes as an OpenAI-compatible server: what was recorded answers again, in process or on a socket.

A cassette is a vcrpy YAML file whose bodies are kept as JSON under `json`, so that people can read it. A request is
known by its messages: a schema whose documentation was reworded, another sampling or another host still finds its
answer. Where several models have answered the same messages, the one that the request names is preferred; then the
one that was asked in the same way, with tools or without. What was recorded the other way is put into the asked one:
content becomes the arguments of a tool call and the reverse; and any answer can be streamed.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response

from claimx.builtin.chats import Chat
from claimx.builtin.completions import as_content, as_tool_call
from claimx.builtin.protocol import RequestError, protocol_app
from claimx.builtin.streaming import is_completion, streamed
from claimx.errors import UsageError
from claimx.safe_yaml import read_yaml

__all__ = ["Recording", "read_recordings", "replaying_app"]


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded exchange: the request's body and the response's status and body, both as JSON."""

    request: Mapping[str, Any]
    status: int
    response: Any
    headers: Mapping[str, str] = field(default_factory=dict)


def read_recordings(folder: Path) -> Iterator[Recording]:
    """Every chat exchange of the cassettes below `folder`, by file name and order in the file. UsageError where there
    is none.
    """
    files = sorted(folder.rglob("*.yaml")) if folder.is_dir() else []
    if not files:
        raise UsageError(f"{folder} holds no cassettes: give the folder of the .yaml files that were recorded.")
    for file in files:
        try:
            interactions = read_yaml(file.read_text(encoding="utf-8"))["interactions"]
            yield from (r for r in map(_recording, interactions) if "messages" in r.request)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise UsageError(f"{file} is no cassette of claimx: record it again with make record.") from None


def replaying_app(folder: Path) -> Starlette:
    """An ASGI app that answers POST /v1/chat/completions and GET /v1/models from the cassettes of `folder`.

    The same request recorded several times is answered in order, then from the first again.
    """
    tape: dict[str, list[Recording]] = defaultdict(list)
    for recording in read_recordings(folder):
        tape[_question(recording.request)].append(recording)
    played: dict[tuple[str, str, bool], int] = defaultdict(int)
    models = sorted({str(r.request.get("model")) for recordings in tape.values() for r in recordings})

    async def complete(body: dict[str, Any]) -> Response:
        question = _question(body)
        if question not in tape:
            Chat.of(body)
            told = f"none of the {len(tape)} recorded requests has these messages"
            raise RequestError(404, told, "cassette_miss", kind="cassette_miss")
        recordings = _nearest(tape[question], body)
        turn = question, str(body.get("model")), bool(body.get("tools"))
        played[turn] += 1
        return _replayed(recordings[(played[turn] - 1) % len(recordings)], body)

    return protocol_app(complete, models)


def _nearest(recordings: Sequence[Recording], body: Mapping[str, Any]) -> list[Recording]:
    """Those of the recordings that were asked most like `body`: of the same model, and with tools or without."""
    model, tools = str(body.get("model")), bool(body.get("tools"))
    of_model = [r for r in recordings if r.request.get("model") == model] or recordings
    return [r for r in of_model if bool(r.request.get("tools")) == tools] or list(of_model)


def _replayed(recording: Recording, body: Mapping[str, Any]) -> Response:
    """The recorded response, as the request wants it; an error, or what is no chat completion, as it was."""
    response = recording.response
    if recording.status == 200 and is_completion(response):
        chat = Chat.of(body)
        if bool(body.get("tools")) != bool(recording.request.get("tools")):
            tool = chat.tools[0].name if chat.tools else None
            choices = [as_tool_call(c, tool) if tool else as_content(c) for c in response["choices"]]
            response = {**response, "choices": choices}
        if chat.stream:
            return streamed(response, include_usage=chat.include_usage)
    return JSONResponse(response, recording.status, dict(recording.headers))


def _recording(interaction: Mapping[str, Any]) -> Recording:
    request, response = interaction["request"], interaction["response"]
    kept = {"retry-after", "retry-after-ms"}
    headers = {k.lower(): v[0] for k, v in (response.get("headers") or {}).items() if k.lower() in kept}
    body = request.get("json") or {}
    if not isinstance(body, dict):
        raise TypeError
    return Recording(body, response["status"]["code"], response.get("json"), headers)


def _question(body: Mapping[str, Any]) -> str:
    text = json.dumps(body.get("messages"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
