"""An event loop whose clock jumps to the next thing to do: hours pass in milliseconds, always in the same way."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class VirtualLoop(asyncio.SelectorEventLoop):
    """asyncio as it is, but for the time: `time()` is virtual, and so is every sleep and timeout."""

    def __init__(self) -> None:
        self._virtual_now = 1000.0
        super().__init__(_Skipping(self))

    def time(self) -> float:
        return self._virtual_now

    def skip(self, seconds: float) -> None:
        self._virtual_now += seconds


class _Skipping(selectors.SelectSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("every task waits for something that will never happen")
        if not ready and timeout:
            self._loop.skip(timeout)
        return ready


def virtually(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What `main` returns, run on a virtual loop."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main())


def now() -> float:
    """The time of the running loop: the clock to hand to what is tested."""
    return asyncio.get_running_loop().time()
