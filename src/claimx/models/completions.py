"""What a server's body says: a chat completion as JSON, or what else it is.

Read tolerantly: the encoding is found out, NaN and Infinity, which JSON has not, count as null, and lone surrogates,
which no encoder takes, are replaced. What is no completion is told by an error of its own kind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx2

from claimx.models.failures import EmptyReplyError, Fault, FaultError, NoCompletionError, scrubbed, status_fault
from claimx.models.keys import struck_out

__all__ = ["completion_of"]

_KINDS: Mapping[type, str] = {
    list: "a list",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a truth value",
}


def completion_of(
    response: httpx2.Response, *, model: str, place: str, secrets: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The chat completion that a successful response holds, without the `secrets` where the server echoes them.

    EmptyReplyError for an empty body and for a completion that says nothing; FaultError for an error in the place of
    an answer (OpenRouter sends such with status 200) and for broken JSON; NoCompletionError for anything else.
    """
    body = struck_out(response.content, secrets)
    if not body.strip():
        raise EmptyReplyError
    value = _json(body, response.charset_encoding)
    if value is None:
        raise _unreadable(body, place)
    if not isinstance(value, dict):
        raise NoCompletionError(f"JSON of another kind ({_KINDS.get(type(value), 'null')})")
    error = value.get("error")
    if error and not value.get("choices"):
        raise FaultError(_told_error(error, model, place, secrets))
    if not isinstance(value.get("choices", ...), list | None):
        raise NoCompletionError("JSON of another kind")
    if _says_nothing((value["choices"] or [None])[0]):
        raise EmptyReplyError
    return value


def _json(body: bytes, charset: str | None) -> Any:
    """The JSON that `body` holds, or None. UTF-8, 16 and 32 are found by json itself (RFC 8259 wants UTF-8)."""
    for read in (lambda: body, lambda: body.decode(charset or _likely_charset(body), "replace")):
        try:
            return _clean(json.loads(read(), parse_constant=lambda _: None))
        except (ValueError, LookupError, RecursionError):
            continue
    return None


def _likely_charset(body: bytes) -> str:
    """UTF-8 where most of what is not ASCII is UTF-8, and only some of it broken; else Latin-1."""
    read = body.decode("utf-8", "replace")
    broken = read.count("\ufffd")
    others = sum(not character.isascii() for character in read) - broken
    return "utf-8" if broken <= others else "latin-1"


def _clean(value: Any) -> Any:
    """`value` without lone surrogates."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return value


def _says_nothing(choice: Any) -> bool:
    """Whether a choice holds neither words nor a call, and no reason for that."""
    match choice:
        case {"finish_reason": "length" | "content_filter", "message": dict()}:
            return False
        case {"message": dict(message)}:
            given = (message.get(name) for name in ("content", "refusal", "tool_calls", "function_call"))
            return not any(_is_said(value) for value in given)
        case _:
            return True


def _is_said(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value) and isinstance(value, list | dict)


def _unreadable(body: bytes, place: str) -> Exception:
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"{", b"[")):
        told = f"{place} sent a body of broken JSON ({len(body)} bytes): look at the server's log."
        return FaultError(Fault("server_error", told))
    return NoCompletionError("a web page" if b"<html" in start or b"<!doctype" in start else "no JSON")


def _told_error(error: Any, model: str, place: str, secrets: tuple[str, ...]) -> Fault:
    """An error in the place of an answer, by the code that it gives."""
    fields = error if isinstance(error, Mapping) else {"message": error}
    code, said = fields.get("code"), scrubbed(str(fields.get("message") or error), secrets)
    status = code if isinstance(code, int) and 400 <= code < 600 else 500
    kind, sentence = status_fault(status, str(code or ""), said, model=model, place=place)
    return Fault(kind, sentence, status, said)
