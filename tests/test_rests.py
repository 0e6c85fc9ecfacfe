"""A rest ends by the clock or by a change, whichever comes first."""

from __future__ import annotations

import asyncio
import math

import pytest

from claimx.models.rests import Rest
from virtual_time import now, virtually


async def rested(rest: Rest, seconds: float) -> float:
    begun = now()
    await rest.take(seconds)
    return now() - begun


@pytest.mark.parametrize("seconds", [0.5, 3600.0])
def test_a_rest_that_nothing_ends_lasts_its_time(seconds):
    async def main() -> float:
        return await rested(Rest(asyncio.sleep), seconds)

    assert virtually(main) == pytest.approx(seconds)


@pytest.mark.parametrize("seconds", [10.0, math.inf])
def test_a_change_ends_a_rest(seconds):
    async def main() -> float:
        rest = Rest(asyncio.sleep)
        asyncio.get_running_loop().call_later(3, rest.end)
        return await rested(rest, seconds)

    assert virtually(main) == pytest.approx(3)


def test_a_change_while_nobody_rests_ends_no_later_rest():
    async def main() -> float:
        rest = Rest(asyncio.sleep)
        rest.end()
        first = await rested(rest, 2)
        rest.end()
        return first + await rested(rest, 2)

    assert virtually(main) == pytest.approx(4)


def test_a_clock_that_stands_still_is_not_asked_in_a_busy_loop():
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def main() -> None:
        await Rest(sleep).take(1e-18)

    virtually(main)
    assert slept == [0.001]


def test_a_cancelled_rest_leaves_no_sleep_behind():
    async def main() -> int:
        task = asyncio.create_task(Rest(asyncio.sleep).take(1000))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0)
        return len(asyncio.all_tasks())

    assert virtually(main) == 1
