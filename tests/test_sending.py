"""The sender: what the transport loses is sent again, and only that; a server that is gone is waited for."""

from __future__ import annotations

import asyncio
import logging

import pytest

from claimx.errors import ModelError, ModelUnusableError, StoppedError
from claimx.models import connect
from claimx.models.breaker import Breaker
from claimx.models.deadlines import Deadline
from claimx.models.limits import Limits
from claimx.models.sending import Request, Sender
from servers.faulty import Reply, completion, refuses, says, slowly

GOOD = says("{}")
PAGE = Reply("<html><body>Log in</body></html>")
BODY = {"model": "m", "messages": [{"role": "user", "content": "Go."}]}
UNREACHABLE = "http://127.0.0.1:1/v1"


def sender_for(base_url: str, **options) -> Sender:
    timeout_seconds = options.pop("timeout_seconds", 5.0)
    connection = connect("m", base_url=base_url, api_key="k", timeout_seconds=timeout_seconds)
    return Sender(connection, **{"retries": 2, "first_wait": 0.01, **options})


class Sent:
    """What came of one request: `attempts` on the way, and the answer or the error."""

    def __init__(self) -> None:
        self.attempts: list = []
        self.problem: ModelError | None = None

    @property
    def problems(self) -> list:
        return [attempt.problem for attempt in self.attempts]


async def sent(sender: Sender, *, seconds: float = 60.0, doubtful: bool = False) -> Sent:
    outcome = Sent()
    try:
        await sender.send(Request("x", BODY, Deadline(seconds), outcome.attempts, doubtful=doubtful))
    except ModelError as problem:
        outcome.problem = problem
    return outcome


async def through(faulty, *replies, first_good=True, seconds=60.0, doubtful=False, **options) -> Sent:
    """Send to a server that has answered before, unless it is not to have."""
    faulty.on("m", *([GOOD] if first_good else []), *replies)
    sender = sender_for(faulty.base_url, **options)
    try:
        if first_good:
            assert (await sent(sender)).problem is None
        return await sent(sender, seconds=seconds, doubtful=doubtful)
    finally:
        await sender.connection.client.close()


PASSING = {
    "429": refuses(429, "slow down"),
    "429 with a wait": refuses(429, "slow down", retry_after="0"),
    "500": refuses(500, "broken"),
    "502 with a page": Reply(PAGE.content, 502),
    "503": refuses(503, "overloaded"),
    "401 in the middle": refuses(401, "who are you?"),
    "404 in the middle": refuses(404, "no such model", "model_not_found"),
    "a login page": PAGE,
    "broken JSON": Reply('{"choices": [', headers={"Content_Type": "application/json"}),
    "an error with status 200": Reply({"error": {"message": "upstream", "code": 503}}),
    "no choices": completion([]),
    "null choices": completion(None),
    "an empty body": Reply(""),
}


@pytest.mark.parametrize("reply", PASSING.values(), ids=PASSING)
async def test_a_fault_that_passes_is_sent_again(faulty, reply):
    outcome = await through(faulty, reply, reply, GOOD)
    assert outcome.problem is None
    assert len(outcome.attempts) == 2
    assert len(faulty.asked) == 4


@pytest.mark.parametrize("reply", PASSING.values(), ids=PASSING)
async def test_a_fault_that_stays_ends_after_the_retries_and_is_of_one_paper(faulty, reply):
    outcome = await through(faulty, reply)
    assert outcome.problem is not None
    assert not isinstance(outcome.problem, ModelUnusableError)
    assert outcome.problems == [outcome.problem.kind] * 3


@pytest.mark.parametrize(
    "reply", [refuses(400, "odd"), refuses(422, "odd"), refuses(429, "paid up", "insufficient_quota")]
)
async def test_what_no_repeating_mends_is_sent_once(faulty, reply):
    assert len((await through(faulty, reply)).attempts) == 1


@pytest.mark.parametrize(
    ("kind", "reply"),
    [
        ("refused_key", PASSING["401 in the middle"]),
        ("no_model", PASSING["404 in the middle"]),
        ("unreachable", PAGE),
        ("unreachable", refuses(404, "Not Found")),
    ],
)
async def test_a_server_that_never_answered_and_refuses_everybody_is_told_at_once(faulty, kind, reply):
    outcome = await through(faulty, reply, first_good=False)
    assert isinstance(outcome.problem, ModelUnusableError)
    assert outcome.problem.kind == kind
    assert len(faulty.asked) == 1


async def test_a_server_that_is_not_there_is_told_at_once():
    sender = sender_for(UNREACHABLE)
    outcome = await sent(sender)
    assert isinstance(outcome.problem, ModelUnusableError)
    assert outcome.problems == ["unreachable"]


async def test_an_empty_answer_is_asked_for_twice_more_at_most(faulty):
    outcome = await through(faulty, completion([]), retries=9)
    assert outcome.problems == ["empty"] * 3


async def test_a_500_to_what_the_server_may_not_know_is_not_repeated_often(faulty):
    assert len((await through(faulty, refuses(500, "no"), retries=9, doubtful=True)).attempts) == 3
    assert len((await through(faulty, refuses(503, "no"), retries=4, doubtful=True)).attempts) == 5


async def test_a_wait_that_the_server_asks_for_holds_everybody(faulty):
    limits = Limits(8)
    outcome = await through(faulty, refuses(429, "later", retry_after_ms="200"), GOOD, limits=limits)
    assert outcome.problem is None
    began = asyncio.get_running_loop().time()
    limits.hold(0.05)
    async with limits.place():
        assert asyncio.get_running_loop().time() - began >= 0.045


async def test_a_wait_beyond_all_patience_is_no_wait(faulty):
    limits = Limits(8)
    outcome = await through(faulty, refuses(429, "come back", retry_after="600"), patience_seconds=5.0, limits=limits)
    assert outcome.problems == ["rate_limited"]
    assert limits.held_seconds_left == 0


async def test_waiting_for_the_server_is_not_counted_on_the_time_of_a_paper(faulty):
    outcome = await through(faulty, refuses(429, "later", retry_after_ms="400"), GOOD, seconds=0.3)
    assert outcome.problem is None


async def test_the_time_of_a_paper_ends_its_attempts(faulty):
    outcome = await through(faulty, slowly(0.4), seconds=0.2, retries=50)
    assert outcome.problem is not None
    assert outcome.problem.kind == "timeout"
    assert "--deadline" in str(outcome.problem)
    assert len(outcome.attempts) == 1


async def test_an_answer_that_takes_too_long_is_a_timeout_and_lowers_the_limit(faulty):
    limits = Limits(8)
    outcome = await through(faulty, slowly(0.5), GOOD, timeout_seconds=0.2, limits=limits)
    assert outcome.problems == ["timeout"]
    assert limits.current < 4


@pytest.mark.parametrize("status", [429, 503])
async def test_an_overloaded_server_is_sent_less_at_once(faulty, status):
    limits = Limits(8)
    await through(faulty, refuses(status, "too much"), GOOD, limits=limits)
    assert limits.current < 4


async def test_a_server_that_is_gone_is_waited_for_with_one_line_and_nothing_fails(faulty, caplog):
    gone = refuses(502, "bad gateway")
    breaker = Breaker("the server", patience=30, threshold=3, first_wait=0.05)
    faulty.on("m", GOOD, *[gone] * 6, GOOD)
    sender = sender_for(faulty.base_url, breaker=breaker, retries=6)
    with caplog.at_level(logging.WARNING, "claimx.server"):
        assert (await sent(sender)).problem is None
        outcomes = await asyncio.gather(*(sent(sender) for _ in range(3)))
    await sender.connection.client.close()
    assert [outcome.problem for outcome in outcomes] == [None] * 3
    assert 2 <= len(caplog.records) <= 4


async def test_a_server_that_stays_gone_ends_the_run_in_one_sentence(faulty):
    breaker = Breaker("the server", patience=0.1, threshold=2, first_wait=0.03)
    outcome = await through(faulty, refuses(502, "bad gateway"), breaker=breaker, retries=50)
    assert isinstance(outcome.problem, ModelUnusableError)
    assert "same command continues" in str(outcome.problem)


async def test_nothing_is_sent_while_the_run_is_being_stopped(faulty):
    faulty.on("m", GOOD)
    sender = sender_for(faulty.base_url)
    sender.stopping = lambda: True
    with pytest.raises(StoppedError):
        await sent(sender)
    await sender.connection.client.close()
    assert faulty.asked == []


async def test_papers_outlive_a_server_that_is_gone_for_longer_than_their_tries(faulty):
    sender = sender_for(faulty.base_url, retries=3, breaker=Breaker("it", patience=30, threshold=2, first_wait=0.01))
    faulty.on("m", GOOD)
    assert (await sent(sender)).problem is None
    home, elsewhere = sender.connection.client.base_url, UNREACHABLE
    sender.connection.client.base_url = elsewhere

    async def back() -> None:
        await asyncio.sleep(0.5)
        sender.connection.client.base_url = home

    outcome, _ = await asyncio.gather(sent(sender), back())
    await sender.connection.client.close()
    assert outcome.problem is None
    assert len(outcome.attempts) > 4
    assert set(outcome.problems) == {"unreachable"}
