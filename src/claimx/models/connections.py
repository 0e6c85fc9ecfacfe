"""Which model stands behind the door: a URL, the built-in model, or cassettes; three transports of one client."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx2
import openai

from claimx.errors import UsageError
from claimx.models.bodies import http_client
from claimx.models.keys import read_key

__all__ = ["BUILTIN", "Connection", "connect", "shown_url"]

_OPENAI = "https://api.openai.com/v1"
BUILTIN = "builtin"
"""The name of the model that runs in process and needs no server."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a model: the client of openai, the model's name there, and the words for the place."""

    client: openai.AsyncOpenAI
    model: str
    place: str
    timeout_seconds: float
    base_url: str | None = None
    in_process: bool = False
    """Whether no server stands behind it: nothing to be found out, paced or waited for."""
    secrets: tuple[str, ...] = field(default=(), repr=False)


def connect(
    model: str = BUILTIN,
    *,
    base_url: str | None = None,
    replay: Path | None = None,
    api_key: str | None = None,
    key_file: Path | None = None,
    timeout_seconds: float = 120.0,
) -> Connection:
    """A connection to `model`: cassettes where `replay` names their folder, the built-in model by its name, else a URL.

    `base_url` defaults to OPENAI_BASE_URL, as for any client of openai; the key comes from `key_file` or as `read_key`
    says, unless `api_key` gives it. UsageError where they make no sense together; nothing is sent yet.
    """
    if replay is not None:
        from claimx.models.replay import replaying_app

        return _in_process(replaying_app(replay), model, f"the cassettes in {replay}", timeout_seconds)
    if model == BUILTIN and base_url is None:
        from claimx.builtin.app import builtin_app

        return _in_process(builtin_app(), model, "the built-in model", timeout_seconds)
    url = base_url or os.environ.get("OPENAI_BASE_URL") or None
    key = api_key or read_key(key_file)
    if url is None and key is None:
        raise UsageError(
            f"no server is named for the model {shown_name(model)}: give --base-url URL, or set OPENAI_API_KEY "
            f"to use OpenAI, or use --model {BUILTIN}."
        )
    password = unquote(urlsplit(_checked(url)).password or "") if url else ""
    place = "OpenAI" if url is None else shown_url(url)
    http = http_client(url or _OPENAI)
    client = openai.AsyncOpenAI(
        base_url=url or _OPENAI, api_key=key or "none", timeout=timeout_seconds, max_retries=0, http_client=http
    )
    secrets = tuple(secret for secret in (key, password) if secret)
    return Connection(
        client, model, place, timeout_seconds, base_url=None if url is None else shown_url(url), secrets=secrets
    )


def shown_url(url: str) -> str:
    """A URL without user, password, query and fragment: what may be printed and stored."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, host + port, parts.path, "", ""))


def shown_name(name: str) -> str:
    """A name from outside, printable and short."""
    return repr(name[:80]) if not name.isprintable() else name[:80]


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        httpx2.URL(url)
    except (ValueError, httpx2.InvalidURL):
        usable = False
    if not usable:
        shown = shown_name(re.sub(r"//.*@", "//", url))
        raise UsageError(f"{shown} is no URL of a server: give one such as http://127.0.0.1:8080/v1.")
    return url


def _in_process(app: Callable[..., Any], model: str, place: str, timeout_seconds: float) -> Connection:
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))
    client = openai.AsyncOpenAI(base_url="http://claimx.invalid/v1", api_key="none", http_client=http, max_retries=0)
    return Connection(client, model, place, timeout_seconds, in_process=True)
