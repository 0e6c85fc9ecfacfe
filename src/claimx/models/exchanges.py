"""One request to a model and what came back: what a journal keeps, so that nothing is asked twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from claimx.errors import FailureKind
from claimx.tokens import token_counts

__all__ = ["Attempt", "Exchange", "Memory", "Usage", "request_digest"]


class Usage(BaseModel):
    """Tokens of one attempt, or the sum of many; null where the server did not tell."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    prompt_tokens: int | None = None
    """Tokens of the messages."""
    cached_tokens: int | None = None
    """Those of the prompt's tokens that the server had cached."""
    completion_tokens: int | None = None
    """Tokens of the answer."""

    @property
    def total_tokens(self) -> int | None:
        """Prompt and answer together; None where the server told neither."""
        told = [count for count in (self.prompt_tokens, self.completion_tokens) if count is not None]
        return sum(told) if told else None

    @classmethod
    def total(cls, parts: Iterable[Usage]) -> Usage:
        """The sum; what no part tells stays null."""
        listed = list(parts)

        def summed(name: str) -> int | None:
            given = [value for part in listed if (value := getattr(part, name)) is not None]
            return sum(given) if given else None

        return cls(**{name: summed(name) for name in cls.model_fields})

    @classmethod
    def of(cls, response: Mapping[str, Any]) -> Usage:
        """The usage of a chat completion as JSON; what makes no sense there counts as not told."""
        return cls(**token_counts(response))


class Attempt(BaseModel):
    """One request as a paper's record tells it: an answer, usable or not, or a fault of the server."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    exchange: str
    """Id of the exchange; in the journal under it where there was an answer."""
    usage: Usage = Usage()
    """What it used."""
    problem: FailureKind | None = None
    """Why there was no answer, or why it was of no use; null where it was."""
    status: int | None = None
    """The HTTP status of a refusal by the server."""
    seconds: float | None = None
    """How long it took; null for an answer that was remembered."""
    remembered: bool = False
    """Whether the answer came from the journal and not from the server."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response, as they went over the wire.

    `id` is the digest of the request, `body` the request without credentials, `response` the chat completion as JSON.
    """

    id: str
    paper_id: str
    body: Mapping[str, Any]
    response: Mapping[str, Any]
    seconds: float


class Memory(Protocol):
    """What remembers exchanges: a run's journal."""

    def recall(self, exchange_id: str) -> Mapping[str, Any] | None:
        """The response that was recorded under this id, or None."""

    def frames(self, paper_id: str) -> list[Mapping[str, Any]]:
        """How a paper was asked about: what its requests that are recalled share with others, each once, in order."""

    def record(self, exchange: Exchange) -> None:
        """Keep the exchange; it must be safe on disk when this returns."""


def request_digest(body: Mapping[str, Any]) -> str:
    """16 hex digits that name a request: model, messages, schema and sampling, whatever the order of their keys.

    How long the answer may be is no part of it: whoever raises --max-tokens for the answers that were cut does not mean
    to ask again for all others.
    """
    body = {name: value for name, value in body.items() if name not in ("max_tokens", "max_completion_tokens")}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
