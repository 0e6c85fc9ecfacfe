"""The protocol's frame, the same for the built-in model and for cassettes: routes, bodies and errors.

Whatever is wrong with a request is answered in the protocol's own form, {"error": {message, type, param, code}}, so
that a client raises the exception it has for it. Format: platform.openai.com, API reference, chat completions, models
and error codes.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from claimx.printable import one_line

__all__ = ["MOST_BYTES", "Complete", "RequestError", "protocol_app", "shown"]

MOST_BYTES = 4_000_000
"""The longest body that is read: far above any abstract with its prompt."""
_DRAINED = 16 * MOST_BYTES
"""How much of a body that is too long is still taken in (and dropped), so that the client gets to read why."""

Complete = Callable[[dict[str, Any]], Awaitable[Response]]
"""What answers the body of a chat request; it may raise RequestError."""


class RequestError(Exception):
    """A request that cannot be answered: the HTTP status, one sentence, a code for programs, and the parameter."""

    def __init__(
        self,
        status: int,
        message: str,
        code: str,
        *,
        param: str | None = None,
        kind: str = "invalid_request_error",
    ) -> None:
        super().__init__(status, message, code)
        self.status, self.message, self.code, self.param, self.kind = status, message, code, param, kind

    def response(self, headers: dict[str, str] | None = None) -> Response:
        """The error as the protocol words it."""
        error = {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}
        return JSONResponse({"error": error}, self.status, headers)


def protocol_app(complete: Complete, models: Sequence[str]) -> Starlette:
    """An app that answers POST /v1/chat/completions by `complete`, and tells which models there are and that it lives.

    GET /v1/models, /v1/models/{id} and /health.
    """

    async def chat(request: Request) -> Response:
        body = await _body(request)
        try:
            return await complete(body)
        except RecursionError:
            raise RequestError(400, "the body is nested too deeply", "invalid_json") from None

    async def list_models(_: Request) -> Response:
        return JSONResponse({"object": "list", "data": [_model(name) for name in models]})

    async def one_model(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in models:
            raise RequestError(404, f"the model {shown(name)} does not exist here", "model_not_found", param="model")
        return JSONResponse(_model(name))

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    app = Starlette(
        routes=[
            Route("/v1/chat/completions", chat, methods=["POST"]),
            Route("/v1/models", list_models, methods=["GET"]),
            Route("/v1/models/{name:path}", one_model, methods=["GET"]),
            Route("/health", health, methods=["GET"]),
        ],
        exception_handlers={
            HTTPException: _no_route,
            RequestError: _refused,
            ClientDisconnect: _gone,
            Exception: _failed,
        },
    )
    app.router.redirect_slashes = False
    return app


def shown(value: Any) -> str:
    """Something out of a request, fit for a sentence: quoted, on one line and short."""
    text = one_line(value if isinstance(value, str) else json.dumps(value))
    return repr(text if len(text) <= 80 else text[:79] + "…")


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "claimx"}


async def _body(request: Request) -> dict[str, Any]:
    """The body as a JSON object; RequestError 413 where it is too long, 400 where it is none."""
    text, seen = bytearray(), 0
    async for piece in request.stream():
        seen += len(piece)
        if seen <= MOST_BYTES:
            text += piece
        elif seen > _DRAINED:
            break
    if seen > MOST_BYTES:
        raise RequestError(413, f"the body is longer than {MOST_BYTES:,} bytes", "body_too_large")
    try:
        body = json.loads(text, parse_constant=_no_constant)
        if b"\\ud" in text.lower():
            json.dumps(body, ensure_ascii=False).encode()  # half of a surrogate pair is no character
    except (ValueError, RecursionError):
        raise RequestError(400, "the body is no JSON", "invalid_json") from None
    if not isinstance(body, dict):
        raise RequestError(400, "the body is no JSON object", "invalid_json")
    return body


def _no_constant(name: str) -> None:
    raise ValueError(name)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestError)
    return error.response()


async def _no_route(request: Request, error: Exception) -> Response:
    """404 and 405 as the protocol words them."""
    assert isinstance(error, HTTPException)
    place = shown(f"{request.method} {request.url.path}")
    if error.status_code == 405:
        refusal = RequestError(405, f"{place} is not allowed", "method_not_allowed")
    else:
        told = f"there is no {place} here: there are POST /v1/chat/completions and GET /v1/models"
        refusal = RequestError(404, told, "unknown_url")
    return refusal.response(dict(error.headers or {}))


async def _failed(_: Request, error: Exception) -> Response:
    """A mistake of ours; the server logs it."""
    return RequestError(500, "the server made a mistake", "internal_error", kind="server_error").response()


async def _gone(_: Request, error: Exception) -> Response:
    """Nobody reads it: the client left before its request was whole."""
    return Response(status_code=400)
