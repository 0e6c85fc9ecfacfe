"""How long a server asks to wait: the Retry-After of RFC 9110, section 10.2.3, and what OpenAI adds to it."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

__all__ = ["retry_after"]


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, never negative; None where the server does not say, or nothing that makes sense.

    `retry-after-ms` wins over `retry-after`. A date counts from the server's own `Date`, so that a clock that is wrong
    on either side does no harm.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    given = headers.get("retry-after")
    seconds = _number(given)
    if seconds is not None:
        return seconds
    until = _date(given)
    if until is None:
        return None
    now = _date(headers.get("date")) or datetime.datetime.now(datetime.UTC)
    return max(0.0, (until - now).total_seconds())


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return max(0.0, number) if math.isfinite(number) else None


def _date(text: str | None) -> datetime.datetime | None:
    try:
        date = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=datetime.UTC)
