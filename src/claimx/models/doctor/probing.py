"""One request to a server that is being examined: sent once, and whatever comes back is something to look at."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from claimx.errors import ClaimxError
from claimx.models.completions import completion_of
from claimx.models.connections import Connection
from claimx.models.exchanges import Usage
from claimx.models.failures import EmptyReplyError, Fault, RefusedError, fault_of, scrubbed
from claimx.models.modes import ModeName, answer_of, text_of

__all__ = ["Outcome", "Probe", "Prober", "Reply", "probe"]

Outcome = Literal["yes", "no", "partly", "unknown"]
"""What came of a probe; unknown where the server did not tell."""

_ENOUGH = 3
"""Requests in a row that a server leaves without any answer, after which it is asked nothing more."""
_CAP, _THINKING_CAP = 400, 3000
"""The longest answer to a probe, in tokens: some ten times what a right one takes; thoughts come on top."""
_MOST_TOKENS = 100_000_000
_SHOWN = 60


class Probe(BaseModel):
    """One thing that was tried, and what came of it."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    name: str
    """What was tried."""
    outcome: Outcome
    """Whether the server does it."""
    seen: str
    """What was seen, in words."""
    seconds: float = 0.0
    """How long its requests took."""
    tokens: int | None = None
    """How many tokens they used, prompts and answers; null where the server did not tell."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A request and what came back: a chat completion as JSON, or a fault."""

    asked: Mapping[str, Any]
    response: Mapping[str, Any]
    fault: Fault | None
    seconds: float
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def usage(self) -> Usage:
        """What it used; a count that cannot be is none."""
        told = Usage.of(self.response)
        absurd = [name for name, count in told if count is not None and count > _MOST_TOKENS]
        return told.model_copy(update=dict.fromkeys(absurd))

    @property
    def finish(self) -> str:
        """Why the answer ended, as the server says; empty where it does not."""
        match self.response.get("choices"):
            case [{"finish_reason": str(reason)}, *_]:
                return reason
            case _:
                return ""

    @property
    def cut(self) -> bool:
        """Whether the answer was cut at the token limit."""
        return self.finish in ("length", "max_tokens")

    def text(self, mode: ModeName = "markdown_json") -> str:
        """The answer as claimx reads it in `mode`; empty where there is none."""
        try:
            return text_of(answer_of(mode, self.response, self.asked))
        except (EmptyReplyError, RefusedError):
            return ""

    def seen(self, mode: ModeName = "markdown_json") -> str:
        """What came, in a few words."""
        if self.fault is not None:
            status = f"{self.fault.status} " if self.fault.status else ""
            return f"{status}{self.fault.kind}: {self.fault.said or self.fault.sentence}"
        if self.cut:
            return "cut at the token limit"
        text = scrubbed(self.text(mode), self.secrets)
        return f'"{text[:_SHOWN]}{"…" if len(text) > _SHOWN else ""}"' if text else "an empty answer"


class Prober:
    """Sends the requests of one examination, one try each, and counts what they cost. No reply makes it raise."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.requests = 0
        self.tokens = 0
        self.limited = True
        """Whether the server takes `max_tokens`; some refuse it."""
        self.thinks = False
        """Whether the model thinks before it answers, which needs room."""
        self._silent = 0

    async def greet(self, words: str) -> Reply:
        """Ask a first plain question, and learn from it how to ask all others."""
        reply = await self.ask(words)
        fault = reply.fault
        if fault is not None and fault.kind == "bad_request" and "max_tokens" in fault.said:
            self.limited = False
            reply = await self.ask(words)
        self.thinks = _thought(reply)
        return reply

    async def ask(
        self, words: str | Sequence[Mapping[str, str]], *, max_tokens: int | None = None, **options: Any
    ) -> Reply:
        """What the server says to `words`, the user's message or the whole conversation; `options` join the body."""
        messages = [{"role": "user", "content": words}] if isinstance(words, str) else [dict(m) for m in words]
        limit = max_tokens or (_THINKING_CAP if self.thinks else _CAP)
        limits = {"max_tokens": limit} if self.limited else {}
        return await self.send({"model": self.connection.model, "messages": messages, **limits, **options})

    async def send(self, body: Mapping[str, Any]) -> Reply:
        """What the server says to this request."""
        if self._silent >= _ENOUGH:
            return Reply(body, {}, Fault("timeout", "left out, since the server no longer answers."), 0.0)
        started = time.monotonic()
        self.requests += 1
        try:
            response = await self._answered(body)
        except Exception as error:
            reply = Reply(body, {}, self._fault(error), time.monotonic() - started)
        else:
            reply = Reply(body, response, None, time.monotonic() - started, self.connection.secrets)
        gone = reply.fault is not None and reply.fault.status is None and reply.fault.kind in ("timeout", "unreachable")
        self._silent = self._silent + 1 if gone else 0
        self.count(0, reply.usage)
        return reply

    def count(self, requests: int, usage: Usage) -> None:
        """Add to what the examination cost."""
        self.requests += requests
        self.tokens += usage.total_tokens or 0

    async def _answered(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        connection = self.connection
        async with asyncio.timeout(connection.timeout_seconds):
            raw = await connection.client.chat.completions.with_raw_response.create(**body)
        try:
            return completion_of(
                raw.http_response, model=connection.model, place=connection.place, secrets=connection.secrets
            )
        except EmptyReplyError:
            return {}

    def _fault(self, error: Exception) -> Fault:
        connection = self.connection
        found = fault_of(error, model=connection.model, place=connection.place, secrets=connection.secrets)
        if isinstance(found, ClaimxError):
            return Fault("invalid", str(found))
        return found


def probe(name: str, outcome: Outcome, seen: str, replies: Iterable[Reply] = ()) -> Probe:
    """The record of a probe that took these requests."""
    listed = list(replies)
    told = [tokens for reply in listed if (tokens := reply.usage.total_tokens) is not None]
    return Probe(
        name=name,
        outcome=outcome,
        seen=seen,
        seconds=round(sum(reply.seconds for reply in listed), 3),
        tokens=sum(told) if told else None,
    )


def _thought(reply: Reply) -> bool:
    match reply.response:
        case {"choices": [{"message": dict(message)}, *_]}:
            told = [message.get(name) for name in ("reasoning_content", "reasoning")]
            content = message.get("content")
            opened = isinstance(content, str) and content.lstrip().startswith(("<think", "[THINK]"))
            return opened or any(isinstance(thoughts, str) and thoughts.strip() for thoughts in told)
        case _:
            return False
