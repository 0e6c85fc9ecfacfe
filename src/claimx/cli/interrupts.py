"""Ctrl-C and SIGTERM: the first lets what is in flight end, for a few seconds; the second stops at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer

__all__ = ["finishing"]

T = TypeVar("T")

GRACE_SECONDS = 5.0
"""How long what is in flight may take to end."""


def finishing(work: Callable[[Callable[[], bool]], Coroutine[Any, Any, T]]) -> T:
    """The result of `work`, run on an event loop of its own. It is given a function that says whether to stop: to
    start nothing new and to end. KeyboardInterrupt where it did not end in time.

    Where signals cannot be handled by the loop, as on Windows, the first Ctrl-C stops at once.
    """

    async def heeding() -> T:
        stop = asyncio.Event()
        with _heeding_signals(stop):
            return await work(stop.is_set)

    try:
        return asyncio.run(heeding())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


@contextmanager
def _heeding_signals(stop: asyncio.Event) -> Iterator[None]:
    """Let the first signal set `stop`; a second one, or the end of the grace, cancels the task that is running now."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def heed() -> None:
        if stop.is_set():
            task.cancel()
            return
        stop.set()
        loop.call_later(GRACE_SECONDS, task.cancel)
        typer.echo("claimx: finishing what is in flight; Ctrl-C again stops at once", err=True)

    heeded = [number for number in (signal.SIGINT, signal.SIGTERM) if _heeds(loop, number, heed)]
    try:
        yield
    finally:
        for number in heeded:
            loop.remove_signal_handler(number)


def _heeds(loop: asyncio.AbstractEventLoop, number: int, heed: Callable[[], None]) -> bool:
    try:
        loop.add_signal_handler(number, heed)
    except (NotImplementedError, RuntimeError, ValueError):  # Windows; a loop that is not in the main thread
        return False
    return True
