"""How quickly a server answers, and how many requests at once it bears."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from claimx.models.doctor.habits import LONG_ANSWER
from claimx.models.doctor.probing import Probe, Prober, Reply, probe

__all__ = ["Burst", "Load", "long_answer", "measured_load", "probe_speed"]

_TINY, _TINY_TOKENS = "Say yes.", 8
_LEAST = 8
"""Requests of a burst: fewer say little of a server that answers within milliseconds."""
_TELLING = 16
"""Tokens that an answer must have for its speed to mean something."""
_GROWTH = 1.1
"""What a burst must bring more than the best before it, to count as growth."""
_STALLED = 0.5
"""Share of the best throughput under which a burst is tried once more."""
_NEAR = 0.9
"""Share of the best throughput that is as good: fewer requests at once are kinder to a server."""


class Burst(BaseModel):
    """Tiny requests, a number of them at once all the time."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    at_once: int
    """How many at once."""
    asked: int
    """How many in all."""
    answered: int
    """How many of them were answered."""
    seconds: float
    """Until the last was done."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / max(self.seconds, 1e-6)


@dataclass(frozen=True, slots=True)
class Load:
    """How a server bore bursts of 1, 2, 4 ... requests at once."""

    bursts: tuple[Burst, ...]
    singles: tuple[Reply, ...]
    """What came of the requests that were sent one after the other."""
    fault: Reply | None
    """The first request that was not answered."""
    tokens: int

    @property
    def latency_seconds(self) -> float | None:
        """Median time of a tiny request; None where none was answered."""
        good = [reply.seconds for reply in self.singles if reply.fault is None]
        return round(statistics.median(good), 4) if good else None

    @property
    def worth(self) -> int | None:
        """How many at once are worth it: the fewest that come near the best throughput; None where it is not known."""
        whole = [burst for burst in self.bursts if burst.answered == burst.asked]
        best = max((burst.rate for burst in whole), default=0.0)
        return next((burst.at_once for burst in whole if burst.rate >= _NEAR * best), None)

    def probes(self) -> tuple[Probe, Probe]:
        """What is told of latency and of concurrency."""
        latency = self.latency_seconds
        if latency is None:
            nothing = self.fault.seen() if self.fault else "not tried"
            return probe("latency", "unknown", nothing, self.singles), probe("concurrency", "unknown", nothing)
        told = f"{_spoken(latency)} a tiny request, the median of {len(self.singles)}"
        rates = ", ".join(f"{burst.at_once}: {burst.rate:.3g}/s" for burst in self.bursts)
        seen = f"answers by requests at once: {rates}" + (f"; then {self.fault.seen()}" if self.fault else "")
        seconds = round(sum(burst.seconds for burst in self.bursts), 3)
        bursts = Probe(
            name="concurrency",
            outcome="partly" if self.fault else "yes",
            seen=seen,
            seconds=seconds,
            tokens=self.tokens or None,
        )
        return probe("latency", "yes", told, self.singles), bursts


async def long_answer(prober: Prober) -> Reply:
    """A reply to a request whose answer would be long, but for its limit."""
    words = "Write the numbers from one to three hundred as words, one after the other, in plain text."
    return await prober.ask(words, max_tokens=LONG_ANSWER)


def probe_speed(reply: Reply) -> tuple[Probe, float | None]:
    """Tokens a second of a single answer, the wait for its first included."""
    used = reply.usage.completion_tokens
    if reply.fault is not None or used is None:
        return probe("speed", "unknown", "its tokens are not told" if reply.fault is None else reply.seen()), None
    if used < _TELLING:
        return probe("speed", "unknown", f"an answer of {used} tokens says nothing"), None
    rate = round(used / max(reply.seconds, 1e-6), 1)
    return probe("speed", "yes", f"{rate:,.0f} tokens a second in a single answer of {used}"), rate


async def measured_load(prober: Prober, most: int) -> Load:
    """Bursts of 1, 2, 4 ... `most` requests at once, until two in a row bring no more or a request is not answered."""
    bursts: list[Burst] = []
    singles: tuple[Reply, ...] = ()
    fault, before, size = None, prober.tokens, 1
    while size <= most and fault is None and not _levelled(bursts):
        burst, replies = await _burst(prober, size)
        if burst.rate < _STALLED * max((earlier.rate for earlier in bursts), default=0.0):
            burst, replies = await _burst(prober, size)  # one stall, as of a connection that is still held, is none
        bursts.append(burst)
        singles = singles or replies
        fault = next((reply for reply in replies if reply.fault is not None), None)
        size *= 2
    return Load(tuple(bursts), singles, fault, prober.tokens - before)


async def _burst(prober: Prober, size: int) -> tuple[Burst, tuple[Reply, ...]]:
    places = asyncio.Semaphore(size)

    async def one() -> Reply:
        async with places:
            return await prober.ask(_TINY, max_tokens=_TINY_TOKENS)

    started = time.monotonic()
    replies = await asyncio.gather(*(one() for _ in range(max(size, _LEAST))))
    seconds = round(time.monotonic() - started, 4)
    answered = sum(reply.fault is None for reply in replies)
    return Burst(at_once=size, asked=len(replies), answered=answered, seconds=seconds), tuple(replies)


def _levelled(bursts: Sequence[Burst]) -> bool:
    """Whether the last two bursts brought no more than the best before them."""
    if len(bursts) < 3:
        return False
    best = max(burst.rate for burst in bursts[:-2])
    return all(burst.rate < _GROWTH * best for burst in bursts[-2:])


def _spoken(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"
