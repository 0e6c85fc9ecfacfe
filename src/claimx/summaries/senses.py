"""Whether a word of direction agrees with a claim: with the way its metric moves, and with what that is worth."""

from __future__ import annotations

import re
from collections.abc import Mapping

from claimx.claims import Direction
from claimx.summaries.scopes import Entry
from claimx.summaries.words import Sense

__all__ = ["agrees"]

_SPEED = re.compile(r"speed|throughput", re.IGNORECASE)
_TIME = re.compile(r"time|latency|delay|duration", re.IGNORECASE)
_MONEY = re.compile(r"cost|price|expens|spend|\$|dollar|compute|flop", re.IGNORECASE)


def agrees(sense: Sense, entry: Entry) -> bool:
    """Whether the claim says what a word with this sense says of it."""
    direction, verdict = entry.claim.delta.direction, entry.outline.verdict
    match sense:
        case "up":
            return direction == "increase"
        case "down":
            return direction == "decrease"
        case "same":
            return direction == "equal"
        case "better" | "worse":
            return verdict == sense
        case "fast" | "slow":
            return _way(entry, {"increase": _SPEED, "decrease": _TIME}) == (sense == "fast")
        case "cheap" | "dear":
            return _way(entry, {"decrease": _MONEY}) == (sense == "cheap")


def _way(entry: Entry, good: Mapping[Direction, re.Pattern[str]]) -> bool | None:
    """Whether the metric, one of these by its name, goes the good way; None of another metric or no way."""
    direction, metric = entry.claim.delta.direction, entry.claim.metric
    if direction not in ("increase", "decrease"):
        return None
    return next((way == direction for way, named in good.items() if named.search(metric)), None)
