"""A server that is gone is waited for, tried by one at a time, and given up when patience is over."""

from __future__ import annotations

import asyncio
import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.errors import FailureKind, ModelUnusableError
from claimx.models.breaker import Breaker, Passage
from virtual_time import now, virtually

PLACE = "http://127.0.0.1:8080/v1"
GONE = f"{PLACE} cannot be reached (connection refused): check --base-url and that the server runs."
REFUSED = f"{PLACE} answered 401 (no): set OPENAI_API_KEY to a key that this server accepts."


def breaker_of(patience: float = 600.0, threshold: int = 3, **kinds: float) -> Breaker:
    return Breaker(PLACE, patience=patience, threshold=threshold, clock=now, **kinds)


async def failed(breaker: Breaker, times: int = 1, kind: FailureKind = "unreachable", sentence: str = GONE) -> None:
    for _ in range(times):
        async with breaker.passing() as passage:
            passage.bad(kind, sentence)


async def answered(breaker: Breaker) -> None:
    async with breaker.passing() as passage:
        passage.good()


class Outage:
    """A server that is gone until `back_at`, in seconds from the start; keeps when it was asked, probes apart."""

    def __init__(self, back_at: float, seconds: float = 0.0) -> None:
        self.back_at, self.seconds = back_at, seconds
        self.asked: list[float] = []
        self.asked_by_probes: list[float] = []

    async def paper(self, breaker: Breaker) -> None:
        """One paper: asks as often as it takes."""
        while True:
            async with breaker.passing() as passage:
                (self.asked_by_probes if passage.probe else self.asked).append(now() - 1000)
                await asyncio.sleep(self.seconds)
                if now() - 1000 >= self.back_at:
                    passage.good()
                    return
                passage.bad("unreachable", GONE)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    assert all((record.name, record.levelname) == ("claimx.server", "WARNING") for record in caplog.records)
    return [record.getMessage() for record in caplog.records]


# Closed


def test_all_pass_at_once_while_the_server_answers(caplog):
    async def main() -> tuple[float, bool, bool]:
        breaker = breaker_of()
        begin, reached = now(), breaker.reached
        await asyncio.gather(*(answered(breaker) for _ in range(100)))
        return now() - begin, reached, breaker.reached

    assert virtually(main) == (0, False, True)
    assert lines(caplog) == []


def test_faults_that_are_not_in_a_row_open_nothing(caplog):
    async def main() -> float:
        breaker = breaker_of(threshold=3)
        for _ in range(50):
            await failed(breaker, 2)
            await answered(breaker)
        return now() - 1000

    assert virtually(main) == 0
    assert lines(caplog) == []


def test_a_server_that_never_answered_was_not_reached():
    async def main() -> bool:
        breaker = breaker_of()
        await failed(breaker, 2)
        return breaker.reached

    assert virtually(main) is False


# Open


def test_probes_go_one_at_a_time_and_ever_more_rarely():
    async def main() -> Outage:
        outage = Outage(back_at=100)
        await asyncio.gather(*(outage.paper(breaker) for breaker in [breaker_of(longest_wait=16)] for _ in range(20)))
        return outage

    outage = virtually(main)
    assert outage.asked_by_probes == pytest.approx([1, 3, 7, 15, 31, 47, 63, 79, 95, 111])
    before, after = outage.asked[:-19], outage.asked[-19:]
    assert set(before) == {0}
    assert after == pytest.approx([111] * 19)


def test_a_probe_that_takes_long_is_waited_for():
    async def main() -> Outage:
        outage = Outage(back_at=30, seconds=20)
        breaker = breaker_of(threshold=1)
        await asyncio.gather(*(outage.paper(breaker) for _ in range(3)))
        return outage

    outage = virtually(main)
    assert outage.asked_by_probes == pytest.approx([21])
    assert outage.asked == pytest.approx([0, 0, 0, 41, 41])


def test_faults_of_requests_that_were_sent_before_the_pause_change_nothing(caplog):
    async def main() -> list[float]:
        breaker, begun = breaker_of(threshold=1), []

        async def straggler(after: float) -> None:
            async with breaker.passing() as passage:
                await asyncio.sleep(after)
                passage.bad("timeout", "too late.")

        async def probe(seconds: float) -> None:
            async with breaker.passing() as passage:
                begun.append(now() - 1000)
                await asyncio.sleep(seconds)
                passage.good()

        stragglers = [asyncio.create_task(straggler(after)) for after in (0.5, 1.5, 1.5, 12.0)]
        await asyncio.sleep(0)
        await failed(breaker)
        await probe(10)
        await asyncio.gather(*stragglers)
        await probe(0)
        return begun

    assert virtually(main) == pytest.approx([1, 12])
    assert len(lines(caplog)) == 2


def test_a_good_answer_to_an_old_request_ends_the_pause():
    async def main() -> list[float]:
        breaker, passed = breaker_of(threshold=1, first_wait=50), []

        async def waiting() -> None:
            async with breaker.passing():
                passed.append(now() - 1000)

        async with breaker.passing() as old:
            await failed(breaker)
            tasks = [asyncio.create_task(waiting()) for _ in range(10)]
            await asyncio.sleep(5)
            old.good()
        await asyncio.gather(*tasks)
        return passed

    assert virtually(main) == pytest.approx([5] * 10)


def test_a_probe_of_an_earlier_pause_delays_no_later_one():
    async def main() -> list[float]:
        breaker, begun = breaker_of(threshold=1), []

        async def probe(seconds: float) -> None:
            async with breaker.passing() as passage:
                begun.append(now() - 1000)
                await asyncio.sleep(seconds)
                passage.good()

        async with breaker.passing() as old:
            await failed(breaker)
            hanging = asyncio.create_task(probe(50))
            await asyncio.sleep(2)
            old.good()
        await failed(breaker)
        await probe(0)
        await hanging
        return begun

    assert virtually(main) == pytest.approx([1, 3])


def test_leave_that_was_given_before_the_pause_does_not_stand():
    async def main() -> list[bool]:
        breaker = breaker_of(threshold=2)
        async with breaker.passing() as early:
            stands = [early.stands]
            await failed(breaker, 2)
            stands.append(early.stands)
            async with breaker.passing() as probe:
                stands.append(probe.stands)
                probe.good()
            async with breaker.passing() as late:
                return [*stands, early.stands, late.stands]

    assert virtually(main) == [True, False, True, False, True]


def test_a_server_that_comes_and_goes_opens_anew_each_time(caplog):
    async def main() -> list[float]:
        breaker, moments = breaker_of(threshold=3, patience=10), []
        for _ in range(4):
            await failed(breaker, 3)
            await failed(breaker)  # the first probe
            await answered(breaker)
            moments.append(now() - 1000)
        return moments

    assert virtually(main) == pytest.approx([3, 6, 9, 12])
    assert len(lines(caplog)) == 8


@pytest.mark.parametrize("how", ["cancelled", "failed", "told nothing"])
def test_a_probe_that_ends_without_an_outcome_leaves_its_turn_to_the_next(how):
    async def main() -> list[float]:
        breaker, begun = breaker_of(threshold=1), []

        async def lost() -> None:
            async with breaker.passing():
                await asyncio.sleep(4)
                if how == "failed":
                    raise ZeroDivisionError
                if how == "cancelled":
                    await asyncio.sleep(1000)

        async def next_one() -> None:
            async with breaker.passing() as passage:
                begun.append(now() - 1000)
                passage.good()

        await failed(breaker)
        probe = asyncio.create_task(lost())
        await asyncio.sleep(0)
        others = [asyncio.create_task(next_one()) for _ in range(3)]
        await asyncio.sleep(5)
        probe.cancel()
        await asyncio.gather(probe, *others, return_exceptions=True)
        return begun

    assert virtually(main) == pytest.approx([5] * 3)


@settings(max_examples=60, deadline=None)
@given(
    cancelled=st.lists(st.tuples(st.integers(0, 19), st.sampled_from([0.0, 1.0, 1.5, 2.0, 3.0, 9.0])), max_size=15),
    seconds=st.sampled_from([0.0, 1.0, 2.5]),
)
def test_whoever_is_cancelled_keeps_nobody_waiting(cancelled, seconds):
    async def main() -> int:
        breaker, outage = breaker_of(), Outage(back_at=6, seconds=seconds)
        tasks = [asyncio.create_task(outage.paper(breaker)) for _ in range(20)]
        for number, after in cancelled:
            asyncio.get_running_loop().call_later(after, tasks[number].cancel)
        await asyncio.gather(*tasks, return_exceptions=True)
        await outage.paper(breaker)
        return sum(task.cancelled() or task.exception() is None for task in tasks)

    assert virtually(main) == 20


def test_a_thousand_wait_without_looking_again_and_again():
    turns = itertools.count()

    def counting() -> float:
        next(turns)
        return now()

    async def main() -> float:
        breaker = Breaker(PLACE, patience=600, clock=counting)
        outage = Outage(back_at=100)
        await asyncio.gather(*(outage.paper(breaker) for _ in range(1000)))
        return now() - 1000

    assert virtually(main) == pytest.approx(123)
    assert next(turns) < 100


# Given up


def test_a_server_that_stays_gone_is_given_up_when_patience_is_over():
    async def main() -> tuple[list[BaseException | None], float, list[float]]:
        breaker, outage = breaker_of(patience=100), Outage(back_at=1e9)
        ended = await asyncio.gather(*(outage.paper(breaker) for _ in range(10)), return_exceptions=True)
        end = now() - 1000
        with pytest.raises(ModelUnusableError):
            await outage.paper(breaker)
        assert now() - 1000 == end
        return ended, end, outage.asked_by_probes

    ended, end, probes = virtually(main)
    assert end == pytest.approx(100)
    assert probes == pytest.approx([1, 3, 7, 15, 31, 63, 100])
    assert len({id(problem) for problem in ended}) == 10
    for problem in ended:
        assert isinstance(problem, ModelUnusableError)
        assert problem.kind == "unreachable"
        assert str(problem) == (
            f"{GONE[:-1]}; it has been so for 1.67 min; "
            "everything that was answered is kept and the same command continues."
        )


def test_a_patience_shorter_than_the_first_wait_has_one_probe_at_its_end():
    async def main() -> list[float]:
        outage = Outage(back_at=1e9)
        with pytest.raises(ModelUnusableError):
            await outage.paper(breaker_of(patience=0.5))
        return outage.asked_by_probes

    assert virtually(main) == pytest.approx([0.5])


def test_a_server_that_is_back_for_the_last_probe_is_not_given_up():
    async def main() -> float:
        breaker, outage = breaker_of(patience=100), Outage(back_at=99)
        await asyncio.gather(*(outage.paper(breaker) for _ in range(10)))
        return now() - 1000

    assert virtually(main) == pytest.approx(100)


def test_without_patience_a_server_is_given_up_at_once(caplog):
    async def main() -> None:
        breaker = breaker_of(patience=0, threshold=2)
        await failed(breaker, 2)
        with pytest.raises(ModelUnusableError, match="2 requests in a row ended so; everything"):
            await answered(breaker)

    virtually(main)
    assert lines(caplog) == []


@pytest.mark.parametrize("kind", ["refused_key", "no_model"])
def test_what_no_waiting_mends_is_given_up_at_once(kind, caplog):
    async def main() -> tuple[ModelUnusableError, bool, float]:
        breaker = breaker_of(threshold=3)
        await answered(breaker)
        async with breaker.passing() as early:
            await failed(breaker, 3, kind, REFUSED)
            with pytest.raises(ModelUnusableError) as raised:
                await answered(breaker)
            return raised.value, early.stands, now() - 1000

    problem, stands, seconds = virtually(main)
    assert (problem.kind, stands, seconds) == (kind, False, 0)
    assert str(problem).startswith(f"{REFUSED[:-1]}; 3 requests in a row ended so; everything that was answered")
    assert lines(caplog) == []


def test_fewer_refusals_in_a_row_are_waited_out():
    async def main() -> float:
        breaker = breaker_of(threshold=3)
        await failed(breaker, 2, "refused_key", REFUSED)
        await failed(breaker)
        await failed(breaker, 2, "refused_key", REFUSED)  # the first probes
        await answered(breaker)
        return now() - 1000

    assert virtually(main) == pytest.approx(7)


def test_a_good_answer_after_giving_up_changes_nothing(caplog):
    async def main() -> None:
        breaker = breaker_of(patience=0, threshold=1)
        async with breaker.passing() as old:
            await failed(breaker)
            old.good()
        with pytest.raises(ModelUnusableError):
            await answered(breaker)

    virtually(main)
    assert lines(caplog) == []


# What is told


def test_a_pause_is_told_once_and_so_is_its_end(caplog):
    async def main() -> None:
        breaker, outage = breaker_of(threshold=10), Outage(back_at=20)
        await asyncio.gather(*(outage.paper(breaker) for _ in range(40)))

    virtually(main)
    assert lines(caplog) == [
        f"{GONE[:-1]}; 10 requests in a row ended so. The papers wait: the next try is in 1 s, and the run stops, "
        "to be continued, when no try has been answered for 10 min.",
        f"{PLACE} answers again, after 31 s: the papers go on.",
    ]


def test_a_long_pause_is_told_again_but_ever_more_rarely(caplog):
    async def main() -> None:
        breaker, outage = breaker_of(patience=100_000), Outage(back_at=40_000)
        await asyncio.gather(*(outage.paper(breaker) for _ in range(5)))

    virtually(main)
    told = lines(caplog)
    assert 5 <= len(told) - 2 <= 12
    assert told[1] == f"{GONE[:-1]}; it has been so for 31 s. Still waiting: the next try is in 32 s."
    assert told[-1] == f"{PLACE} answers again, after 11.1 h: the papers go on."


# The real clock


async def test_the_defaults_work_by_a_real_clock_whatever_the_wall_clock_says(monkeypatch, caplog):
    jumps = itertools.cycle([0.0, 4e9, 1e9])
    monkeypatch.setattr(time, "time", lambda: next(jumps))
    breaker = Breaker(PLACE, patience=60, threshold=2, first_wait=0.05)
    await failed(breaker, 2)
    begin = time.monotonic()
    passages: list[Passage] = []

    async def one() -> None:
        async with breaker.passing() as passage:
            passages.append(passage)
            passage.good()

    await asyncio.gather(*(one() for _ in range(5)))
    assert 0.05 <= time.monotonic() - begin < 30
    assert [passage.probe for passage in passages] == [True, False, False, False, False]
    assert breaker.reached
    assert len(lines(caplog)) == 2
