"""Waiting for the clock or for a change, whichever comes first, without looking again and again."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable

__all__ = ["Rest", "Sleep"]

Sleep = Callable[[float], Awaitable[object]]
"""Waits so many seconds: `asyncio.sleep`, or a test's own."""

_SHORTEST_SECONDS = 0.001
"""A clock may stand a hair before the moment that a sleep was for: the next look is not at once."""


class Rest:
    """Where one task at a time rests, until its time is over or `end` tells that something has changed."""

    def __init__(self, sleep: Sleep) -> None:
        self._sleep = sleep
        self._nap: asyncio.Future[object] | None = None

    async def take(self, seconds: float) -> None:
        """Rest for so long at most; `math.inf` rests until `end`."""
        if seconds == math.inf:
            nap: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        else:
            nap = asyncio.ensure_future(self._sleep(max(seconds, _SHORTEST_SECONDS)))
        self._nap = nap
        try:
            await asyncio.wait((nap,))
        finally:
            self._nap = None
            nap.cancel()

    def end(self) -> None:
        """Whoever rests looks again; nothing happens where nobody does."""
        if self._nap is not None:
            self._nap.cancel()
