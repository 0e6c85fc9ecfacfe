"""The door: what comes out for every kind of answer, and for every kind of fault, of a real server."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from pydantic import BaseModel

from claimx.errors import UNUSABLE, ModelError, ModelUnusableError, RunError
from claimx.models import Answer, Client, Exchange, Usage, connect, open_client
from claimx.models.modes import MODES, ModeChoice
from claimx.models.sending import Sender
from claimx.settings import read_settings
from servers.faulty import Reply, completion, refuses, says, slowly

KEY = "marker-key-of-this-test"
GOOD = '{"value": 7}'
MESSAGES = [{"role": "system", "content": "Count."}, {"role": "user", "content": "How many?"}]
PAGE = Reply("<html><body>Welcome to the router</body></html>")


class Count(BaseModel):
    value: int


class Remembering:
    """A memory in a dict."""

    def __init__(self) -> None:
        self.exchanges: dict[str, Exchange] = {}

    def recall(self, exchange_id):
        known = self.exchanges.get(exchange_id)
        return known.response if known else None

    def frames(self, paper_id):
        return [exchange.body for exchange in self.exchanges.values() if exchange.paper_id == paper_id]

    def record(self, exchange):
        self.exchanges[exchange.id] = exchange


async def ask(
    faulty, *replies, memory=None, retries=0, timeout_seconds=5.0, attempts=2, mode="json_schema"
) -> Answer[Count]:
    model = faulty.on("m", *replies) if replies else "m"
    connection = connect(model, base_url=faulty.base_url, api_key=KEY, timeout_seconds=timeout_seconds)
    sender = Sender(connection, retries=retries, first_wait=0.01)
    client = Client(connection, sender=sender, modes=ModeChoice(mode), memory=memory, attempts=attempts)
    try:
        return await client.ask(MESSAGES, Count, paper_id="p1")
    finally:
        await client.aclose()


async def fault(faulty, *replies, **options) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await ask(faulty, *replies, **options)
    return caught.value


async def test_an_answer_is_typed_and_tells_its_text_model_and_tokens(faulty):
    answer = await ask(faulty, says(GOOD))
    assert answer.value.value == 7
    assert (answer.text, answer.model) == (GOOD, "faulty")
    assert [a.usage for a in answer.attempts] == [Usage(prompt_tokens=100, cached_tokens=64, completion_tokens=10)]
    assert answer.exchange == answer.attempts[0].exchange


async def test_the_schema_and_the_sampling_go_with_the_messages(faulty):
    await ask(faulty, says(GOOD))
    (body,) = faulty.asked
    assert body["messages"] == MESSAGES
    assert body["response_format"]["json_schema"]["schema"]["properties"]["value"]["type"] == "integer"
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("m", 0.0, 4096)
    assert faulty.keys == {f"Bearer {KEY}"}


@pytest.mark.parametrize(
    "content",
    [
        f"<think>Is it {{6}}?\nNo.</think>\n{GOOD}",
        f"\n <think></think>{GOOD}",
        f"```json\n{GOOD}\n```",
        f"```\n{GOOD}\n```\n",
        f"<think>so</think>\n```json\n{GOOD}\n```",
    ],
    ids=["thoughts", "empty thoughts", "fence of json", "bare fence", "thoughts and fence"],
)
async def test_thoughts_and_fences_around_an_answer_are_taken_off(faulty, content):
    answer = await ask(faulty, says(content))
    assert (answer.value.value, answer.text, len(faulty.asked)) == (7, GOOD, 1)


async def test_a_fence_inside_a_string_stays(faulty):
    class Text(BaseModel):
        text: str

    written = json.dumps({"text": "```json\n<think>x</think>\n```"})
    client = Client(connect(faulty.on("m", says(written)), base_url=faulty.base_url), modes=ModeChoice("json_schema"))
    answer = await client.ask(MESSAGES, Text, paper_id="p1")
    await client.aclose()
    assert answer.value.text == "```json\n<think>x</think>\n```"


@pytest.mark.parametrize(
    ("kind", "reply"),
    [
        ("refused_key", refuses(401, f"Incorrect API key provided: {KEY}", "invalid_api_key")),
        ("refused_key", refuses(403, "Forbidden")),
        ("no_model", refuses(404, "The model `m` does not exist", "model_not_found")),
        ("no_model", refuses(404, "model 'm' not found, try pulling it first")),
        ("unreachable", Reply("<html>404 Not Found</html>", 404)),
        ("unreachable", PAGE),
        ("unreachable", Reply({"detail": "hello"})),
        ("rate_limited", refuses(429, "Too many requests")),
        ("server_error", refuses(500, "CUDA out of memory")),
        ("server_error", Reply("<html>Bad gateway</html>", 502)),
        ("timeout", refuses(504, "upstream timed out")),
        ("bad_request", refuses(400, "max_tokens is too large")),
        ("bad_request", refuses(400, "the request exceeds the available context size")),
        ("refusal", says(None, refusal="I cannot help with that.")),
        ("truncated", says('{"value": 7', finish="length")),
        ("truncated", says("<think>well, first of all", finish="length")),
        ("truncated", says(None, finish="length")),
        ("refusal", says("Well,", finish="content_filter")),
        ("empty", completion(["?"])),
        ("empty", completion([])),
        ("empty", completion(None)),
        ("empty", says(None)),
        ("empty", says("  \n")),
        ("invalid", says("There are seven.")),
        ("invalid", says('{"value": "seven"}')),
        ("invalid", says("[7]")),
    ],
)
async def test_a_fault_is_one_of_the_closed_list_told_in_one_line(faulty, kind, reply):
    problem = await fault(faulty, reply)
    told = str(problem)
    assert problem.kind == kind
    assert isinstance(problem, ModelUnusableError) == (kind in UNUSABLE)
    assert told.endswith(".")
    assert "\n" not in told
    assert len(told) <= 400
    assert KEY not in told + repr(problem) + repr(problem.__cause__)


@pytest.mark.parametrize(
    ("reply", "advice"),
    [
        (refuses(401, "no"), "OPENAI_API_KEY"),
        (refuses(404, "no such model"), "--model"),
        (PAGE, "/v1"),
        (refuses(429, "slow down"), "--concurrency"),
        (says("{", finish="length"), "--max-tokens"),
        (refuses(400, "request (10502 tokens) exceeds the available context size (4096 tokens)"), "--examples"),
        (refuses(400, "This model's maximum context length is 4096 tokens."), "--examples"),
    ],
)
async def test_a_fault_says_what_to_do_next(faulty, reply, advice):
    assert advice in str(await fault(faulty, reply))


async def test_a_key_that_the_server_sends_back_is_scrubbed_wherever_it_stands(faulty):
    for before in range(170, 205, 3):
        problem = await fault(faulty, refuses(401, f"{'x' * before} {KEY} and {KEY}"))
        assert "mark" not in str(problem)


async def test_a_server_that_is_not_there_is_unreachable(faulty):
    faulty.base_url = "http://127.0.0.1:9/v1"
    problem = await fault(faulty, says(GOOD))
    assert problem.kind == "unreachable"
    assert "http://127.0.0.1:9/v1 cannot be reached" in str(problem)
    assert "--base-url" in str(problem)


async def test_an_answer_that_takes_too_long_is_a_timeout(faulty):
    problem = await fault(faulty, slowly(0.5), timeout_seconds=0.1)
    assert problem.kind == "timeout"
    assert "--timeout" in str(problem)


async def test_what_the_transport_lost_is_sent_again(faulty):
    busy = refuses(429, "Too many requests", retry_after_ms="1")
    memory = Remembering()
    answer = await ask(faulty, busy, busy, says(GOOD), retries=2, memory=memory)
    assert answer.value.value == 7
    assert len(faulty.asked) == 3
    assert [a.problem for a in answer.attempts] == ["rate_limited", "rate_limited", None]
    assert [a.status for a in answer.attempts] == [429, 429, None]
    assert [a.exchange for a in answer.attempts] == [answer.exchange] * 3
    assert list(memory.exchanges) == [answer.exchange]


async def test_an_answer_that_does_not_fit_is_asked_for_once_more_with_the_reason(faulty):
    memory = Remembering()
    answer = await ask(faulty, says('{"value": "seven"}'), says(GOOD), memory=memory)
    assert answer.value.value == 7
    assert len(answer.attempts) == len(memory.exchanges) == 2
    assert Usage.total(a.usage for a in answer.attempts).prompt_tokens == 200
    assert answer.exchange == answer.attempts[1].exchange
    again = faulty.asked[1]["messages"]
    assert again[: len(MESSAGES)] == MESSAGES
    assert "seven" in json.dumps(again)
    assert "valid integer" in json.dumps(again)


async def test_after_two_answers_that_do_not_fit_it_is_enough(faulty):
    problem = await fault(faulty, says("no"), says("no"), says(GOOD))
    assert problem.kind == "invalid"
    assert len(faulty.asked) == len(problem.attempts) == 2


@pytest.mark.parametrize("reply", [says(None, refusal="No."), says("{", finish="length"), PAGE])
async def test_what_asking_again_would_not_mend_is_asked_once(faulty, reply):
    await fault(faulty, reply, says(GOOD), retries=2)
    assert len(faulty.asked) == 1


async def test_what_was_paid_for_is_kept_with_its_tokens_also_where_it_was_of_no_use(faulty):
    memory = Remembering()
    problem = await fault(faulty, says(None, refusal="No."), memory=memory)
    (attempt,) = problem.attempts
    assert attempt.problem == "refusal"
    assert attempt.usage.completion_tokens == 10
    assert attempt.exchange in memory.exchanges


async def test_what_is_remembered_is_not_sent_again(faulty):
    memory = Remembering()
    first = await ask(faulty, says("<think>hm</think>no"), says(f"```\n{GOOD}\n```"), memory=memory)
    again = await ask(faulty, memory=memory)
    assert len(faulty.asked) == 2
    assert (again.value, again.text, again.exchange) == (first.value, first.text, first.exchange)
    assert [a.remembered for a in again.attempts] == [True, True]
    assert [a.usage for a in again.attempts] == [a.usage for a in first.attempts]


async def test_the_memory_keeps_the_answer_as_it_came_and_no_key(faulty):
    memory = Remembering()
    await ask(faulty, says(f"<think>hm</think>{GOOD}"), memory=memory)
    (exchange,) = memory.exchanges.values()
    assert exchange.paper_id == "p1"
    assert exchange.response["choices"][0]["message"]["content"] == f"<think>hm</think>{GOOD}"
    assert exchange.body["messages"] == MESSAGES
    assert KEY not in json.dumps([exchange.body, exchange.response])


async def test_a_memory_that_is_full_is_told_as_such(faulty):
    class Full(Remembering):
        def record(self, exchange):
            raise RunError("journal.jsonl", "cannot be written (No space left on device).")

    with pytest.raises(RunError, match="No space left"):
        await ask(faulty, says(GOOD), memory=Full())
    assert len(faulty.asked) == 1


@pytest.mark.parametrize("missing", ["id", "object", "created", "model", "usage"])
async def test_a_server_that_leaves_out_what_nobody_needs_is_understood(faulty, missing):
    reply = says(GOOD)
    del reply.content[missing]
    answer = await ask(faulty, reply)
    assert answer.value.value == 7
    assert answer.model == ("m" if missing == "model" else "faulty")


async def test_a_server_that_gives_no_reason_to_finish_is_understood(faulty):
    reply = says(GOOD)
    reply.content["choices"][0]["finish_reason"] = None
    assert (await ask(faulty, reply)).value.value == 7


async def test_calls_at_the_same_time_keep_their_own_attempts(faulty):
    def flawed(body):
        first = len(body["messages"]) == len(MESSAGES)
        return says("no" if first and "odd" in body["messages"][1]["content"] else GOOD)

    client = Client(connect(faulty.on("m", flawed), base_url=faulty.base_url), modes=ModeChoice("json_schema"))
    words = [f"{number} {'odd' if number % 2 else 'even'}" for number in range(20)]
    asked = [client.ask([MESSAGES[0], {"role": "user", "content": w}], Count, paper_id=w) for w in words]
    answers = await asyncio.gather(*asked)
    await client.aclose()
    assert [len(a.attempts) for a in answers] == [1, 2] * 10
    assert len({a.exchange for a in answers}) == 20


async def test_the_libraries_beneath_log_nothing(faulty, caplog):
    with caplog.at_level(logging.INFO):
        await fault(faulty, refuses(401, f"wrong key {KEY}"))
        await fault(faulty, says("no"))
    assert KEY not in caplog.text
    assert [r.message for r in caplog.records if r.levelno >= logging.WARNING] == []


async def test_a_seed_asks_for_an_answer_of_its_own(faulty):
    client = Client(connect(faulty.on("m", says(GOOD)), base_url=faulty.base_url), modes=ModeChoice("json_schema"))
    answers = [await client.ask(MESSAGES, Count, paper_id="p1", seed=seed) for seed in (None, 1, 2)]
    await client.aclose()
    assert [body.get("seed") for body in faulty.asked] == [None, 1, 2]
    assert len({answer.exchange for answer in answers}) == 3


UNSUPPORTED = refuses(400, "response_format json_schema is not supported by this model")


def mode_of(body) -> str:
    """In which mode a request asks for structure."""
    if "tools" in body:
        return "tools"
    kind = body.get("response_format", {"type": "markdown_json"})["type"]
    return {"json_object": "json"}.get(kind, kind)


def honours(*modes: str, otherwise=UNSUPPORTED):
    """A server that gives a good answer in these modes."""

    def script(body):
        if mode_of(body) not in modes:
            return otherwise
        if mode_of(body) == "tools":
            call = {"id": "c", "type": "function", "function": {"name": "Count", "arguments": GOOD}}
            return says(None, finish="tool_calls", tool_calls=[call])
        return says(GOOD)

    return script


@pytest.mark.parametrize("mode", ["json_schema", "tools", "json", "markdown_json"])
@pytest.mark.parametrize(
    "otherwise",
    [UNSUPPORTED, refuses(500, "broken"), says("As you wish: seven."), says("Let me think", finish="length")],
    ids=["refused", "broken", "free text", "cut"],
)
async def test_modes_are_tried_one_after_the_other_until_one_is_honoured(faulty, mode, otherwise):
    answer = await ask(faulty, honours(mode, otherwise=otherwise), mode="auto", attempts=1)
    assert answer.value.value == 7
    assert json.loads(answer.text) == {"value": 7}
    tried = [mode_of(body) for body in faulty.asked]
    assert list(dict.fromkeys(tried)) == list(MODES[: MODES.index(mode) + 1])


async def test_the_mode_that_was_honoured_is_used_from_then_on_and_by_the_next_client_too(faulty):
    settings = {"base_url": faulty.base_url, "model": faulty.on("m", honours("json")), "concurrency": 1}
    for _ in range(2):
        client = open_client(read_settings(**settings))
        for word in "ab":
            await client.ask([MESSAGES[0], {"role": "user", "content": word}], Count, paper_id=word)
        assert client.mode == "json"
        await client.aclose()
    assert [mode_of(body) for body in faulty.asked] == ["json_schema", "tools"] + ["json"] * 4


async def test_a_server_that_honours_no_mode_is_asked_in_one_mode_after_three_papers(faulty):
    settings = {"base_url": faulty.base_url, "model": faulty.on("m", says("No JSON here.")), "concurrency": 1}
    client = open_client(read_settings(**settings))
    asked = []
    for word in "abcdef":
        with pytest.raises(ModelError) as caught:
            await client.ask([MESSAGES[0], {"role": "user", "content": word}], Count, paper_id=word)
        assert caught.value.kind == "invalid"
        asked.append(len(caught.value.attempts))
    await client.aclose()
    assert asked == [8, 8, 8, 2, 2, 2]


@pytest.mark.parametrize("reply", [says(None, refusal="No."), refuses(400, "the context length is 4096 tokens")])
async def test_what_is_no_fault_of_the_mode_is_not_asked_in_another(faulty, reply):
    await fault(faulty, reply, mode="auto")
    assert len(faulty.asked) == 1


async def test_a_mode_that_was_named_is_the_only_one(faulty):
    problem = await fault(faulty, honours("json"), mode="tools")
    assert problem.kind == "bad_request"
    assert {mode_of(body) for body in faulty.asked} == {"tools"}


async def test_a_tool_is_strict_and_forced(faulty):
    await ask(faulty, honours("tools"), mode="tools")
    (body,) = faulty.asked
    assert body["tools"][0]["function"]["strict"] is True
    assert body["tool_choice"]["function"]["name"] == "Count"


async def test_a_fault_that_passes_in_the_middle_of_the_modes_costs_nothing(faulty):
    busy = refuses(429, "Too many requests", retry_after_ms="1")
    answer = await ask(faulty, UNSUPPORTED, busy, honours("tools"), mode="auto", retries=2)
    assert answer.value.value == 7
    assert [a.problem for a in answer.attempts] == ["bad_request", "rate_limited", None]
