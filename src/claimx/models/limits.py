"""How many requests may be under way at once, how many may start in a minute, and until when none may start."""

from __future__ import annotations

import asyncio
import math
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from claimx.models.pace import Pace, Spent
from claimx.models.rests import Rest, Sleep

__all__ = ["Limits", "Place"]

_BEGIN = 4
"""The limit before anything is known of the server."""
_FEWEST = 8
"""Answers that make a round where the limit is lower: the median of fewer says little."""
_CROWDED = 2.5
"""Answers that take so many times the best round's show that a raised limit only lengthens a queue."""
_ALIKE = 1.25
"""Rounds whose medians differ by less than this factor are equally good."""
_AGEING = 0.1
"""How far the best moves in a round towards what is seen where the load is no reason to be slower."""


class Place:
    """Where one request is under way, and where it tells how it went."""

    def __init__(self, limits: Limits, lowerings: int, booked: Spent | None) -> None:
        self._limits, self._lowerings, self._booked = limits, lowerings, booked

    def answered(self, seconds: float, *, tokens: int | None = None) -> None:
        """A good answer came after `seconds`, and `tokens` were used in all, where the server tells."""
        self._limits._answered(self._lowerings, self._booked, seconds, tokens)

    def overloaded(self) -> None:
        """A 429, a 503 or a timeout."""
        self._limits._steering.overloaded(self._lowerings)


class Limits:
    """What a server bears, found out: `most` requests at once, fewer while it is overloaded.

    The limit starts low and doubles with every round of answers (as many as the limit is) until the first trouble, and
    rises by one a round after it. It is halved when a request meets a 429, a 503 or a timeout, once for all requests
    that were sent before, and lowered by a fifth when answers take much longer than they did under a lower limit.
    `adaptive=False` leaves it at `most`. `rpm` and `tpm` are the requests and tokens that may start in any minute.

    For the tasks of one event loop. `clock` gives monotonic seconds, and `sleep` waits by the same clock.
    """

    def __init__(
        self,
        most: int,
        *,
        rpm: float | None = None,
        tpm: float | None = None,
        adaptive: bool = True,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._steering = _Steering(most, min(most, _BEGIN) if adaptive else most, adaptive=adaptive)
        self._requests = None if rpm is None else Pace(rpm)
        self._tokens = None if tpm is None else Pace(tpm)
        self._held_until = -math.inf
        self._under_way = 0
        self._door = asyncio.Lock()
        self._rest = Rest(sleep)

    @property
    def current(self) -> int:
        """How many requests may be under way at present."""
        return self._steering.limit

    @property
    def under_way(self) -> int:
        """How many requests are under way."""
        return self._under_way

    @property
    def held_seconds_left(self) -> float:
        """How long nobody may start; 0 where no hold is on."""
        return max(0.0, self._held_until - self._clock())

    @asynccontextmanager
    async def place(self, tokens: int = 0) -> AsyncIterator[Place]:
        """A place for one request of about `tokens`, held while the body runs; first come, first served.

        Waits until no hold is on, the pace allows it and a place is free. Cancelled before that, it has taken nothing.
        """
        place = await self._begun(tokens)
        try:
            yield place
        finally:
            self._under_way -= 1
            self._rest.end()

    def hold(self, seconds: float) -> None:
        """Nobody starts for `seconds` (Retry-After); where holds meet, the one that ends last counts."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    async def _begun(self, tokens: int) -> Place:
        # The lock is the queue; only its head looks at places and clocks, and takes without a pause between.
        async with self._door:
            while (seconds := self._seconds_to_wait(tokens)) > 0:
                await self._rest.take(seconds)
            self._under_way += 1
            self._steering.started(self._under_way)
            now = self._clock()
            if self._requests is not None:
                self._requests.spend(1, now)
            booked = None if self._tokens is None else self._tokens.spend(tokens, now)
            return Place(self, self._steering.lowerings, booked)

    def _answered(self, lowerings: int, booked: Spent | None, seconds: float, tokens: int | None) -> None:
        if self._tokens is not None and booked is not None and tokens is not None:
            self._tokens.correct(booked, tokens, self._clock())
        self._steering.answered(lowerings, seconds)

    def _seconds_to_wait(self, tokens: int) -> float:
        """How long the first in the queue waits before it looks again; infinite until a place is free."""
        if self._under_way >= self.current:
            return math.inf
        now = self._clock()
        ready_at = self._held_until
        for pace, units in ((self._requests, 1), (self._tokens, tokens)):
            if pace is not None:
                ready_at = max(ready_at, pace.ready_at(units, now))
        return ready_at - now


class _Steering:
    """Moves the limit, by rounds of answers: additive increase, multiplicative decrease.

    The best round is remembered with the highest limit that did as well. Slower answers above that limit are put down
    to the load, and lower it; slower ones at or below it mean that the server has changed, and the best follows them
    slowly. So the best never ages while a queue of our own making is what is measured.
    """

    def __init__(self, most: int, limit: int, *, adaptive: bool) -> None:
        self.limit = limit
        self.lowerings = 0
        self._most = most
        self._adaptive = adaptive
        self._doubling = True
        self._round: list[float] = []
        self._used = False
        self._best, self._best_limit = math.inf, 0

    def started(self, under_way: int) -> None:
        """A request starts; a limit that is never reached is not raised."""
        self._used = self._used or under_way >= self.limit

    def answered(self, lowerings: int, seconds: float) -> None:
        """An answer; of those sent under a limit that proved too high nothing is to be learned."""
        if lowerings < self.lowerings or not self._adaptive:
            return
        self._round.append(seconds)
        if len(self._round) < max(self.limit, _FEWEST):
            return
        if self._crowded(statistics.median(self._round)):
            self._lower(0.8)
            return
        if self._used:
            self.limit = min(self._most, self.limit * 2 if self._doubling else self.limit + 1)
        self._begin_round()

    def overloaded(self, lowerings: int) -> None:
        """Too much for the server; the requests that were sent before the last lowering say nothing new."""
        if lowerings == self.lowerings and self._adaptive:
            self._lower(0.5)

    def _lower(self, factor: float) -> None:
        self.limit = max(1, int(self.limit * factor))
        self.lowerings += 1
        self._doubling = False
        self._begin_round()

    def _begin_round(self) -> None:
        self._round.clear()
        self._used = False

    def _crowded(self, median: float) -> bool:
        """Whether answers take much longer than under a lower limit; keeps the best up to date."""
        if median <= self._best * _ALIKE:
            better = median * _ALIKE < self._best
            self._best_limit = self.limit if better else max(self._best_limit, self.limit)
            self._best = min(self._best, median)
        elif self.limit <= self._best_limit:
            self._best += (median - self._best) * _AGEING
        return self.limit > self._best_limit and median > self._best * _CROWDED
