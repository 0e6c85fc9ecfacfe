"""A folder of cassettes as an OpenAI-compatible server: what was recorded answers again, in process or on a socket.

A cassette is a vcrpy YAML file whose bodies are kept as JSON under `json`, so that people can read it. A request is
known by its messages: a schema whose documentation was reworded, another sampling or another host still finds its
answer. Where several models have answered the same messages, the one that the request names is preferred.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from claimx.errors import UsageError

__all__ = ["Recording", "read_recordings", "replaying_app"]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
            interactions = yaml.load(file.read_text(encoding="utf-8"), _Loader)["interactions"]  # noqa: S506 - a safe loader
            yield from (r for r in map(_recording, interactions) if "messages" in r.request)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError):
            raise UsageError(f"{file} is no cassette of claimx: record it again with make record.") from None


def replaying_app(folder: Path) -> Starlette:
    """An ASGI app that answers POST /v1/chat/completions and GET /v1/models from the cassettes of `folder`.

    The same request recorded several times is answered in order, then from the first again.
    """
    tape: dict[str, list[Recording]] = defaultdict(list)
    for recording in read_recordings(folder):
        tape[_question(recording.request)].append(recording)
    played: dict[tuple[str, str], int] = defaultdict(int)
    models = sorted({str(r.request.get("model")) for recordings in tape.values() for r in recordings})

    async def complete(request: Request) -> Response:
        try:
            body = json.loads(await request.body())
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            return _refused(400, "the body is no JSON object", "invalid_json")
        question, model = _question(body), str(body.get("model"))
        recordings = tape.get(question, [])
        recordings = [r for r in recordings if r.request.get("model") == model] or recordings
        if not recordings:
            message = f"none of the {len(tape)} recorded requests has these messages"
            return _refused(404, message, "cassette_miss")
        turn = played[question, model]
        played[question, model] += 1
        recording = recordings[turn % len(recordings)]
        return JSONResponse(recording.response, recording.status, dict(recording.headers))

    async def list_models(_: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": name, "object": "model"} for name in models]})

    return Starlette(
        routes=[
            Route("/v1/chat/completions", complete, methods=["POST"]),
            Route("/v1/models", list_models, methods=["GET"]),
        ]
    )


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


def _refused(status: int, message: str, code: str) -> Response:
    return JSONResponse({"error": {"message": message, "type": code, "code": code}}, status)
