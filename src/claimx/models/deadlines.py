"""How much time of its own a paper has left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Deadline"]


class Deadline:
    """Seconds that one paper may take in all; only those count that are spent `running`: while a server that is gone
    or overloaded is waited for, the clock stands still.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.left = seconds

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time that the body takes."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.left -= time.monotonic() - started
