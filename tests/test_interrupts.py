"""Ctrl-C and SIGTERM: the first is heard and heeded, the second ends at once, and afterwards all is as it was."""

from __future__ import annotations

import asyncio
import os
import signal
import threading

import pytest

from claimx.cli import interrupts
from claimx.cli.interrupts import finishing

WORDS = "claimx: finishing what is in flight; Ctrl-C again stops at once\n"


async def signalled(number: int) -> None:
    """Send this process a signal, and let the loop hear of it."""
    os.kill(os.getpid(), number)
    for _ in range(10):
        await asyncio.sleep(0.001)


def test_without_a_signal_the_work_is_done_and_nothing_is_said(capsys):
    async def work(stopping):
        await asyncio.sleep(0)
        return stopping()

    assert finishing(work) is False
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_to_stop_and_lets_the_work_end(capsys, number):
    async def work(stopping):
        before = stopping()
        await signalled(number)
        return before, stopping()

    assert finishing(work) == (False, True)
    assert capsys.readouterr().err == WORDS


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_the_second_signal_stops_at_once_but_what_is_open_is_closed(capsys, first, second):
    closed = []

    async def work(stopping):
        try:
            await signalled(first)
            await signalled(second)
            await asyncio.sleep(60)
        finally:
            closed.append(stopping())

    with pytest.raises(KeyboardInterrupt):
        finishing(work)
    assert closed == [True]
    assert capsys.readouterr().err == WORDS


def test_the_grace_is_a_few_seconds_and_then_over(monkeypatch):
    assert 2 <= interrupts.GRACE_SECONDS <= 10
    monkeypatch.setattr(interrupts, "GRACE_SECONDS", 0.05)

    async def work(stopping):
        await signalled(signal.SIGINT)
        await asyncio.sleep(60)

    with pytest.raises(KeyboardInterrupt):
        finishing(work)


def test_afterwards_signals_do_what_they_did_before():
    async def work(stopping):
        await signalled(signal.SIGTERM)
        return signal.getsignal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    assert finishing(work) != before[0]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_an_error_of_the_work_comes_through():
    async def work(stopping):
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        finishing(work)


def test_where_signals_cannot_be_heard_the_work_is_done_all_the_same():
    async def work(stopping):
        return stopping()

    results = []
    thread = threading.Thread(target=lambda: results.append(finishing(work)))
    thread.start()
    thread.join()
    assert results == [False]
