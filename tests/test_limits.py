"""The limit ends where a server bears it, paces and holds are kept, and no place is lost."""

from __future__ import annotations

import asyncio
import itertools
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.models.limits import Limits, Place
from virtual_time import now, virtually


class Server:
    """A server that needs about `seconds` for an answer; `spread` is the standard deviation of their logarithm."""

    def __init__(self, seconds: float = 5.0, spread: float = 0.3) -> None:
        self.seconds, self.spread = seconds, spread
        self.busy = self.most_busy = 0
        self._random = random.Random(1)

    async def answer(self) -> bool:
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        try:
            return await self._answer()
        finally:
            self.busy -= 1

    async def _answer(self) -> bool:
        """A server that works on everything at once, as long as for one."""
        await asyncio.sleep(self.seconds * self._random.lognormvariate(0, self.spread))
        return True


class Refusing(Server):
    """Answers 503 where it has more than `capacity` requests."""

    def __init__(self, capacity: int, **kinds: float) -> None:
        super().__init__(**kinds)
        self.capacity = capacity

    async def _answer(self) -> bool:
        if self.busy > self.capacity:
            await asyncio.sleep(0.05)
            return False
        return await super()._answer()


class Queueing(Server):
    """Works on `slots` requests at once; the others wait, without limit."""

    def __init__(self, slots: int, **kinds: float) -> None:
        super().__init__(**kinds)
        self._slots = asyncio.Semaphore(slots)

    async def _answer(self) -> bool:
        async with self._slots:
            return await super()._answer()


async def asked(limits: Limits, server: Server, papers: int, seen: list[int] | None = None) -> None:
    """Many papers, each asked until it has an answer; `seen` gets the limit after each answer."""
    numbers = iter(range(papers))

    async def asker() -> None:
        for _ in numbers:
            while not await once():
                await asyncio.sleep(1)
            if seen is not None:
                seen.append(limits.current)

    async def once() -> bool:
        async with limits.place() as place:
            begun = now()
            good = await server.answer()
            if good:
                place.answered(now() - begun)
            else:
                place.overloaded()
            return good

    await asyncio.gather(*(asker() for _ in range(150)))


async def answers(limits: Limits, count: int, seconds: float = 1.0, at_once: int | None = None) -> None:
    """`count` good answers, each after `seconds`, as many at once as the limit allows or as said."""
    done = 0
    while done < count:
        group = min(at_once or limits.current, count - done)
        async with asyncio.TaskGroup() as tasks:
            for _ in range(group):
                tasks.create_task(held(limits, 1.0, seconds))
        done += group


async def held(limits: Limits, seconds: float, told: float | None = None, begun: list[float] | None = None) -> None:
    """One request, under way for `seconds`; a good answer after `told` seconds where that is given."""
    async with limits.place() as place:
        if begun is not None:
            begun.append(now())
        await asyncio.sleep(seconds)
        if told is not None:
            place.answered(told)


# The limit


@pytest.mark.parametrize("most", [1, 3, 4, 64])
def test_the_limit_begins_low_and_never_exceeds_what_is_allowed(most):
    async def main() -> tuple[int, int, int]:
        limits, server = Limits(most, clock=now), Server()
        begin = limits.current
        await asked(limits, server, 1000)
        return begin, server.most_busy, limits.current

    assert virtually(main) == (min(most, 4), most, most)


@pytest.mark.parametrize("capacity", [1, 2, 10, 40])
def test_a_server_that_refuses_what_is_too_much_is_used_to_about_its_capacity(capacity):
    async def main() -> list[int]:
        seen: list[int] = []
        await asked(Limits(64, clock=now), Refusing(capacity), 1500, seen)
        return seen[500:]

    seen = virtually(main)
    assert max(seen) <= capacity + 1
    assert min(seen) >= capacity // 2
    assert sum(seen) / len(seen) >= 0.6 * capacity


@pytest.mark.parametrize(("before", "after"), [(40, 6), (6, 40)])
def test_a_server_whose_capacity_changes_is_followed(before, after):
    async def main() -> tuple[list[int], list[int]]:
        limits, server = Limits(64, clock=now), Refusing(before)
        early: list[int] = []
        late: list[int] = []
        await asked(limits, server, 1000, early)
        server.capacity = after
        await asked(limits, server, 3000, late)
        return early[-500:], late[-500:]

    for capacity, seen in zip((before, after), virtually(main), strict=True):
        assert 0.5 * capacity - 1 <= min(seen) <= max(seen) <= capacity + 1


@pytest.mark.parametrize("slots", [4, 10, 16])
@pytest.mark.parametrize("spread", [0.0, 0.3, 0.6])
def test_a_server_that_queues_is_kept_busy_without_a_long_queue(slots, spread):
    async def main() -> list[int]:
        seen: list[int] = []
        await asked(Limits(64, clock=now), Queueing(slots, spread=spread), 2500, seen)
        return seen[len(seen) // 2 :]

    seen = virtually(main)
    assert slots * 0.75 <= sum(seen) / len(seen) <= 4 * slots
    assert max(seen) < 64


def test_a_queue_never_passes_for_the_usual_however_long_it_lasts():
    async def main() -> list[int]:
        seen: list[int] = []
        await asked(Limits(64, clock=now), Queueing(8, spread=0.2), 15_000, seen)
        return seen[-5000:]

    assert max(virtually(main)) <= 3.5 * 8


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.6])
def test_a_server_that_grows_no_slower_is_used_to_the_full(spread):
    async def main() -> list[int]:
        seen: list[int] = []
        await asked(Limits(64, clock=now), Server(spread=spread), 1000, seen)
        return seen

    seen = virtually(main)
    assert seen[150] == 64
    assert seen[-1] == 64


def test_a_server_that_gets_slower_for_other_reasons_than_load_is_used_to_the_full():
    async def main() -> list[int]:
        limits, server, seen = Limits(64, clock=now), Server(), []
        await asked(limits, server, 1000)
        server.seconds *= 10
        await asked(limits, server, 2000, seen)
        return seen

    assert set(virtually(main)) == {64}


def test_a_server_that_came_back_with_fewer_slots_gets_no_long_queue():
    async def main() -> int:
        limits = Limits(64, clock=now)
        await asked(limits, Server(seconds=100), 500)
        for _ in range(3):
            async with limits.place() as place:
                place.overloaded()
        seen: list[int] = []
        await asked(limits, Queueing(8), 3000, seen)
        return max(seen)

    assert virtually(main) <= 4 * 8


def test_a_lucky_first_round_does_not_hold_the_limit_down():
    async def main() -> int:
        limits, server = Limits(32, clock=now), Server()
        await answers(limits, 8, seconds=0.2)
        await asked(limits, server, 3000)
        return limits.current

    assert virtually(main) == 32


def test_the_limit_doubles_by_rounds_until_the_first_trouble_and_rises_by_one_after_it():
    async def main() -> list[int]:
        limits = Limits(64, clock=now)
        await answers(limits, 7)
        seen = [limits.current]
        for count in (1, 8):
            await answers(limits, count)
            seen.append(limits.current)
        async with limits.place() as place:
            place.overloaded()
        seen.append(limits.current)
        for _ in range(3):
            await answers(limits, max(limits.current, 8))
            seen.append(limits.current)
        return seen

    assert virtually(main) == [4, 8, 16, 8, 9, 10, 11]


def test_a_limit_that_is_not_reached_is_not_raised():
    async def main() -> int:
        limits = Limits(64, clock=now)
        await answers(limits, 8)
        await answers(limits, 100, at_once=3)
        return limits.current

    assert virtually(main) == 8


def test_a_burst_of_refusals_lowers_the_limit_once():
    async def main() -> list[int]:
        limits = Limits(64, clock=now)
        await answers(limits, 8 + 8)
        seen = [limits.current]

        async def refused(after: float) -> None:
            async with limits.place() as place:
                await asyncio.sleep(after)
                place.overloaded()

        async with asyncio.TaskGroup() as tasks:
            for number in range(16):
                tasks.create_task(refused(number))
        seen.append(limits.current)
        await refused(1)
        return [*seen, limits.current]

    assert virtually(main) == [16, 8, 4]


def test_the_limit_never_falls_below_one_and_rises_again():
    async def main() -> list[int]:
        limits, seen = Limits(8, clock=now), []
        for _ in range(5):
            async with limits.place() as place:
                place.overloaded()
            seen.append(limits.current)
        await answers(limits, 100)
        return [*seen, limits.current]

    assert virtually(main) == [2, 1, 1, 1, 1, 8]


def test_answers_from_before_a_lowering_do_not_raise_the_limit():
    async def main() -> int:
        limits = Limits(8, clock=now)
        await answers(limits, 8)
        async with asyncio.TaskGroup() as tasks:
            for number in range(8):
                tasks.create_task(held(limits, 1 + number, told=1))
            await asyncio.sleep(0)
            async with limits.place() as place:
                place.overloaded()
        return limits.current

    assert virtually(main) == 4


def test_what_does_not_adapt_stays_as_it_was_set():
    async def main() -> list[int]:
        limits, seen = Limits(10, adaptive=False, clock=now), []
        await asked(limits, Refusing(3), 200, seen)
        return seen

    assert set(virtually(main)) == {10}


# Places


def test_places_are_given_first_come_first_served():
    async def main() -> list[int]:
        limits, order = Limits(2, clock=now), []

        async def one(number: int) -> None:
            async with limits.place(tokens=number % 3):
                order.append(number)
                await asyncio.sleep(1 + number % 5)

        await asyncio.gather(*(one(number) for number in range(50)))
        return order

    assert virtually(main) == list(range(50))


def test_a_body_that_fails_gives_its_place_back():
    async def main() -> int:
        limits = Limits(1, clock=now)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                async with limits.place():
                    raise ZeroDivisionError
        return limits.under_way

    assert virtually(main) == 0


@settings(max_examples=60, deadline=None)
@given(
    cancelled=st.lists(st.tuples(st.integers(0, 29), st.sampled_from([0.0, 0.5, 1.0, 1.5, 3.0, 7.0])), max_size=30),
    rpm=st.sampled_from([None, 60.0, 600.0]),
    hold=st.sampled_from([0.0, 1.0, 2.5]),
)
def test_whoever_is_cancelled_takes_no_place_along(cancelled, rpm, hold):
    async def main() -> tuple[int, int, int]:
        limits, done, most = Limits(3, rpm=rpm, clock=now), [], 0

        async def one(number: int) -> None:
            nonlocal most
            async with limits.place():
                most = max(most, limits.under_way)
                await asyncio.sleep(1)
                done.append(number)

        tasks = [asyncio.create_task(one(number)) for number in range(30)]
        limits.hold(hold)
        for number, after in cancelled:
            asyncio.get_running_loop().call_later(after, tasks[number].cancel)
        await asyncio.gather(*tasks, return_exceptions=True)
        ended = sum(task.cancelled() for task in tasks)
        async with asyncio.TaskGroup() as group:  # every place is free again
            for _ in range(3):
                group.create_task(held(limits, 1))
        return len(done) + ended, limits.under_way, most

    papers, under_way, most = virtually(main)
    assert (papers, under_way) == (30, 0)
    assert most <= 3


def test_thousands_wait_and_nobody_looks_again_and_again():
    turns = itertools.count()

    def counting() -> float:
        next(turns)
        return now()

    async def main() -> float:
        limits = Limits(64, rpm=60_000, tpm=10**9, clock=counting)
        limits.hold(100)
        await asyncio.gather(*(held(limits, 5, told=5) for _ in range(3000)))
        return now() - 1000

    begun = time.perf_counter()
    seconds = virtually(main)
    assert time.perf_counter() - begun < 20
    assert 100 + 3000 / 64 * 5 <= seconds < 100 + 2 * 3000 / 64 * 5
    assert next(turns) < 3000 * 8


# Paces and holds


@settings(max_examples=60, deadline=None)
@given(
    gaps=st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.5, 3.0, 61.0]), min_size=1, max_size=60),
    tokens=st.lists(st.integers(0, 600), min_size=60, max_size=60),
    rpm=st.integers(1, 60),
    tpm=st.integers(600, 6000),
)
def test_neither_pace_is_exceeded_in_any_minute(gaps, tokens, rpm, tpm):
    begun: list[tuple[float, int]] = []

    async def main() -> None:
        limits = Limits(64, rpm=rpm, tpm=tpm, clock=now)

        async def one(estimate: int) -> None:
            async with limits.place(estimate) as place:
                begun.append((now(), estimate))
                await asyncio.sleep(2)
                place.answered(2, tokens=estimate)

        async with asyncio.TaskGroup() as tasks:
            for gap, estimate in zip(gaps, tokens, strict=False):
                await asyncio.sleep(gap)
                tasks.create_task(one(estimate))

    virtually(main)
    assert len(begun) == len(gaps)
    for begin, _ in begun:
        minute = [estimate for moment, estimate in begun if begin <= moment < begin + 60 - 1e-6]
        assert len(minute) <= rpm
        assert sum(minute) <= tpm


def test_an_answer_that_used_less_lets_the_next_go_at_once():
    async def main() -> list[float]:
        limits, begun = Limits(8, tpm=1000, clock=now), []

        async def one() -> None:
            async with limits.place(900) as place:
                begun.append(now() - 1000)
                await asyncio.sleep(3)
                place.answered(3, tokens=50)

        await asyncio.gather(one(), one())
        return begun

    assert virtually(main) == pytest.approx([0, 3], abs=0.01)


def test_an_answer_that_tells_no_tokens_counts_as_estimated():
    async def main() -> list[float]:
        limits, begun = Limits(8, tpm=1000, clock=now), []

        async def one() -> None:
            async with limits.place(500) as place:
                begun.append(now() - 1000)
                place.answered(1)

        await asyncio.gather(one(), one())
        return begun

    assert virtually(main) == pytest.approx([0, 30], abs=0.01)


def test_nobody_starts_while_a_hold_is_on_and_the_longer_hold_wins():
    async def main() -> tuple[list[float], float, float]:
        limits, begun = Limits(8, clock=now), []
        limits.hold(10)
        limits.hold(3)
        left = limits.held_seconds_left
        asyncio.get_running_loop().call_later(5, limits.hold, 20)
        await asyncio.gather(*(held(limits, 1, begun=begun) for _ in range(3)))
        return [moment - 1000 for moment in begun], left, limits.held_seconds_left

    begun, left, none_left = virtually(main)
    assert begun == pytest.approx([25, 25, 25])
    assert (left, none_left) == (10, 0)


def test_a_hold_leaves_alone_what_is_under_way():
    async def main() -> float:
        limits = Limits(8, clock=now)
        async with limits.place():
            limits.hold(100)
            await asyncio.sleep(1)
        return now() - 1000

    assert virtually(main) == pytest.approx(1)


# The real clock


async def test_the_defaults_work_by_a_real_clock_whatever_the_wall_clock_says(monkeypatch):
    jumps = itertools.cycle([0.0, 4e9, -4e9])
    monkeypatch.setattr(time, "time", lambda: next(jumps))
    limits, begun = Limits(2, rpm=6000), []

    async def one() -> None:
        async with limits.place(10) as place:
            assert isinstance(place, Place)
            begun.append(time.monotonic())
            await asyncio.sleep(0.01)
            place.answered(0.01, tokens=5)

    first = time.monotonic()
    limits.hold(0.05)
    await asyncio.gather(*(one() for _ in range(6)))
    assert begun[0] - first >= 0.05
    assert all(late - early >= 0.0099 for early, late in itertools.pairwise(begun))
    assert limits.under_way == 0
