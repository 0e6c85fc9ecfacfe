"""A pace: so many units a minute, requests or tokens, evenly spaced."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

__all__ = ["Pace", "Spent"]

_MINUTE = 60.0


@dataclass(slots=True, eq=False)
class Spent:
    """Units that were spent at one moment of the clock, in seconds."""

    at: float
    units: float


class Pace:
    """Never more than `per_minute` units in any sixty seconds, and none in bursts.

    Each spending of n units moves the next one n/per_minute minutes on: the virtual scheduling of the generic cell rate
    algorithm (ITU-T I.371) without tolerance. That alone lets three spendings of 40% into one minute, at
    its begin, middle and end; what was spent in the last minute is therefore counted too. A spending that is larger
    than the pace goes where the last minute is empty, and is waited out after.

    All moments are seconds of one monotonic clock, and never run backwards.
    """

    def __init__(self, per_minute: float) -> None:
        self._per_minute = per_minute
        self._next = float("-inf")
        self._last_minute: deque[Spent] = deque()
        self._total = 0.0

    def ready_at(self, units: float, now: float) -> float:
        """The moment before which `units` may not be spent; it may have to be asked again then."""
        self._forget(now)
        if self._last_minute and self._total + units > self._per_minute:
            return max(self._next, self._last_minute[0].at + _MINUTE)
        return self._next

    def spend(self, units: float, now: float) -> Spent:
        """Spend `units`, now."""
        spent = Spent(now, units)
        self._last_minute.append(spent)
        self._total += units
        self._next = max(self._next, now) + self._seconds(units)
        return spent

    def correct(self, spent: Spent, units: float, now: float) -> None:
        """`spent` was an estimate, and `units` is what it came to; what was not used is free again.

        A correction upward goes no further than a minute's worth: a server that tells nonsense stops nobody for good.
        """
        units = min(max(units, 0.0), max(spent.units, self._per_minute))
        more = units - spent.units
        spent.units = units
        self._next += self._seconds(more)
        self._forget(now)
        if spent.at + _MINUTE > now:
            self._total += more

    def _seconds(self, units: float) -> float:
        return units * _MINUTE / self._per_minute

    def _forget(self, now: float) -> None:
        while self._last_minute and self._last_minute[0].at + _MINUTE <= now:
            self._total -= self._last_minute.popleft().units
