"""What a server tells of itself and its models at GET /v1/models.

The protocol has ids alone; how long a context is, each server tells in words of its own: `max_model_len` (vLLM,
SGLang), `meta.n_ctx` and `meta.n_ctx_train` (llama.cpp), `context_length` (OpenRouter, Together), `context_window`
(Groq), `max_context_length` (Mistral, LM Studio), `max_input_tokens` (LiteLLM).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from claimx.errors import UNUSABLE, ClaimxError
from claimx.models.connections import Connection
from claimx.models.failures import Fault, fault_of
from claimx.models.keys import struck_out
from claimx.printable import one_line

__all__ = ["Catalogue", "read_catalogue"]

_CONTEXT = (
    "max_model_len",
    "n_ctx",
    "context_length",
    "context_window",
    "max_context_length",
    "max_input_tokens",
    "n_ctx_train",
)
"""Of several the first counts: what the server was started with before what the model was trained for."""
_LISTED = 8
_LARGEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The models that a server lists, each with what it tells of it; or why it lists none."""

    models: Mapping[str, Mapping[str, Any]]
    server: str = ""
    fault: Fault | None = None

    @classmethod
    def of(cls, value: Any, server: str = "") -> Catalogue:
        """What the JSON `value` of a server lists, in `data` as OpenAI has it, bare (Together), or in `models`."""
        listed = value.get("data") or value.get("models") if isinstance(value, Mapping) else value
        return cls(dict(_entries(listed)), server)

    def has(self, model: str) -> bool:
        """Whether `model` is among them, by its id or by an alias."""
        return self._entry(model) is not None

    def context_tokens(self, model: str) -> int | None:
        """How many tokens prompt and answer may have together; None where that is not told."""
        entry = self._entry(model) or {}
        parts = [entry, *(part for part in entry.values() if isinstance(part, Mapping))]
        told = (part.get(name) for name in _CONTEXT for part in parts)
        return next((n for n in told if isinstance(n, int) and not isinstance(n, bool) and 0 < n < _LARGEST), None)

    def software(self, model: str) -> str:
        """What the server calls itself, in its header and as the owner of the model; empty where it does neither."""
        owner = (self._entry(model) or {}).get("owned_by")
        told = [self.server, owner if isinstance(owner, str) else ""]
        return ", ".join(one_line(name)[:40] for name in dict.fromkeys(told) if name)

    def listed(self) -> str:
        """The first models, in words."""
        names = [one_line(name)[:80] for name in list(self.models)[:_LISTED]]
        more = len(self.models) - len(names)
        return ", ".join(names) + (f" and {more} more" if more else "")

    def _entry(self, model: str) -> Mapping[str, Any] | None:
        if model in self.models:
            return self.models[model]
        aliased = (entry for entry in self.models.values() if model in _aliases(entry))
        return next(aliased, None)


async def read_catalogue(connection: Connection) -> Catalogue:
    """The models that the server lists. Never raises but for a server that is gone or refuses the key: ModelError."""
    try:
        async with asyncio.timeout(connection.timeout_seconds):
            raw = await connection.client.models.with_raw_response.list()
        response = raw.http_response
        listed = json.loads(struck_out(response.content, connection.secrets))
        return Catalogue.of(listed, response.headers.get("server", ""))
    except (ValueError, RecursionError):
        return Catalogue({}, fault=Fault("unreachable", "what it lists its models in is no JSON."))
    except Exception as error:
        fault = fault_of(error, model=connection.model, place=connection.place, secrets=connection.secrets)
    if isinstance(fault, ClaimxError):
        raise fault
    if fault.kind in UNUSABLE and fault.status in (None, 401, 403):
        raise fault.error(usable=False)
    return Catalogue({}, fault=fault)


def _entries(listed: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Pairs of an id and an entry."""
    for entry in listed if isinstance(listed, list) else []:
        match entry:
            case {"id": str(name)} | {"name": str(name)} if name:
                yield name, entry


def _aliases(entry: Mapping[str, Any]) -> list[Any]:
    aliases = entry.get("aliases")
    return aliases if isinstance(aliases, list) else []
