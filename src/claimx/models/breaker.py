"""A server that is gone: the papers wait, one request at a time tries whether it is back, then they go on."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from claimx.errors import FailureKind, ModelUnusableError
from claimx.models.rests import Rest, Sleep

__all__ = ["Breaker", "Passage"]

logger = logging.getLogger("claimx.server")

_HOPELESS: frozenset[FailureKind] = frozenset({"refused_key", "no_model"})
"""What no waiting mends."""
_FIRST_REMINDER_SECONDS = 30.0


class Passage:
    """The leave to send one request, where it also tells how the server took it.

    `probe`: it tries, alone, whether a server that was gone is back.
    """

    def __init__(self, breaker: Breaker, opening: int, *, probe: bool) -> None:
        self.probe = probe
        self._breaker, self._opening = breaker, opening

    @property
    def stands(self) -> bool:
        """Whether the request may still be sent: not where the server was found gone since."""
        return self._opening == self._breaker._openings

    def good(self) -> None:
        """The server answered something usable, be it a 400 that is about the request."""
        self._breaker._good()

    def bad(self, kind: FailureKind, sentence: str, *, gone: bool = False) -> None:
        """A fault of the server, told in a `sentence` that is fit to be printed; `gone`: there was nobody to answer,
        which says twice as much as a poor answer.
        """
        if self.stands:  # else the request was sent before the pause, and says nothing of the server since
            self._breaker._bad(kind, sentence, weight=2 if gone else 1)


class Breaker:
    """Opens after `threshold` faults in a row without a good answer; then nobody passes but one probe at a time.

    The first probe goes after `first_wait` seconds, and the wait doubles with every bad one, up to `longest_wait`; the
    last goes when `patience` seconds are over. Where that is bad too, or where `threshold` requests in a row were
    refused for the key or the model's name, the breaker gives up, for good. `place` names the server in what is logged,
    fit to be printed.

    For the tasks of one event loop. `clock` gives monotonic seconds, and `sleep` waits by the same clock.
    """

    def __init__(
        self,
        place: str,
        *,
        patience: float,
        threshold: int = 10,
        first_wait: float = 1.0,
        longest_wait: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._place, self._patience, self._threshold = place, patience, threshold
        self._first_wait, self._longest_wait = first_wait, longest_wait
        self._clock = clock
        self._door = asyncio.Lock()
        self._rest = Rest(sleep)
        self._reached = False
        self._bad_in_a_row = self._hopeless_in_a_row = self._evidence = 0
        self._openings = 0
        self._opened_at: float | None = None
        self._wait = self._next_try = self._next_reminder = 0.0
        self._probe: Passage | None = None
        self._given_up: tuple[FailureKind, str] | None = None

    @property
    def reached(self) -> bool:
        """Whether the server ever answered anything usable."""
        return self._reached

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[Passage]:
        """The leave to send one request, at once while the server is there; waits while it is gone.

        ModelUnusableError where it has been given up. A probe that ends without telling how it went, such as one that
        is cancelled, leaves its turn to the next that waits.
        """
        passage = await self._passed()
        try:
            yield passage
        finally:
            if self._probe is passage:
                self._probe = None
                self._rest.end()

    async def _passed(self) -> Passage:
        async with self._door:  # the lock is the queue; only its head looks at the clock
            while not self._closed:
                if self._given_up is not None:
                    raise ModelUnusableError(*self._given_up)
                seconds = math.inf if self._probe is not None else self._next_try - self._clock()
                if seconds <= 0:
                    self._probe = Passage(self, self._openings, probe=True)
                    return self._probe
                await self._rest.take(seconds)
            return Passage(self, self._openings, probe=False)

    @property
    def _closed(self) -> bool:
        return self._opened_at is None and self._given_up is None

    def _good(self) -> None:
        self._reached = True
        self._bad_in_a_row = self._hopeless_in_a_row = self._evidence = 0
        if self._opened_at is None or self._given_up is not None:
            return
        logger.warning(
            "%s answers again, after %s: the papers go on.", self._place, _span(self._clock() - self._opened_at)
        )
        self._opened_at = None
        self._rest.end()

    def _bad(self, kind: FailureKind, sentence: str, *, weight: int) -> None:
        sentence = sentence.rstrip(". ")
        self._probe = None  # also one of an earlier pause that is still under way
        self._bad_in_a_row += 1
        self._evidence += weight
        self._hopeless_in_a_row = self._hopeless_in_a_row + 1 if kind in _HOPELESS else 0
        if self._hopeless_in_a_row >= self._threshold:
            self._give_up(kind, f"{sentence}; {self._hopeless_in_a_row} requests in a row ended so")
        elif self._opened_at is not None:
            self._open_again(self._opened_at, kind, sentence)
        elif self._evidence >= self._threshold:
            self._open(kind, sentence)

    def _open(self, kind: FailureKind, sentence: str) -> None:
        now = self._clock()
        self._opened_at = now
        self._next_reminder = now + _FIRST_REMINDER_SECONDS
        self._wait = self._first_wait
        if self._patience <= 0:
            self._give_up(kind, f"{sentence}; {self._bad_in_a_row} requests in a row ended so")
            return
        self._openings += 1
        self._next_try = now + min(self._wait, self._patience)
        logger.warning(
            "%s; %d requests in a row ended so. The papers wait: the next try is in %s, and the run stops, to be "
            "continued, when no try has been answered for %s.",
            sentence,
            self._bad_in_a_row,
            _span(self._next_try - now),
            _span(self._patience),
        )

    def _open_again(self, opened_at: float, kind: FailureKind, sentence: str) -> None:
        """The probe was bad: wait twice as long, or no longer."""
        now, last_try = self._clock(), opened_at + self._patience
        if now >= last_try:
            self._give_up(kind, f"{sentence}; it has been so for {_span(now - opened_at)}")
            return
        self._wait = min(2 * self._wait, self._longest_wait)
        self._next_try = min(now + self._wait, last_try)
        if now >= self._next_reminder:
            self._next_reminder = now + (now - opened_at)
            logger.warning(
                "%s; it has been so for %s. Still waiting: the next try is in %s.",
                sentence,
                _span(now - opened_at),
                _span(self._next_try - now),
            )
        self._rest.end()

    def _give_up(self, kind: FailureKind, what: str) -> None:
        words = f"{what}; everything that was answered is kept and the same command continues."
        self._given_up = (kind, words)
        self._openings += 1  # no leave given before stands any more
        self._rest.end()


def _span(seconds: float) -> str:
    """A length of time in the unit that suits it: 43 s, 10 min, 2.5 h."""
    if seconds < 100:
        return f"{seconds:.3g} s"
    return f"{seconds / 60:.3g} min" if seconds < 6000 else f"{seconds / 3600:.3g} h"
