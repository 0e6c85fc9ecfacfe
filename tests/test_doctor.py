"""What `claimx doctor` finds out of servers that honour much, little or nothing, and what it makes of it."""

from __future__ import annotations

import importlib.util
import json
import math
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.builtin.app import answer
from claimx.errors import ModelError, ModelUnusableError, UsageError
from claimx.models import connect, known
from claimx.models.doctor import Diagnosis, Probe, diagnose
from claimx.models.doctor.catalogue import Catalogue
from claimx.models.doctor.load import Burst, Load
from commands import KEY, claimx
from servers.faulty import Faulty, Reply, Script, refuses, says
from servers.running import FaultServer, making_faults, serving_tiny

PROSE = "Tamarack raises accuracy by some points."
PAGE = Reply("<html><body>Welcome to the router</body></html>")
WAYS = ("json_schema", "tools, strict", "tools, loose", "tools, required", "json", "markdown_json")
HOSTILE = [
    *("500-ansi", "500-key", "login-page", "302-login", "reset-in-body", "hang"),
    *("cut-json", "deep-body", "nan-body", "surrogates-body", "vast", "usage-vast"),
    *("choices-strings", "content-number", "model-ansi", "answer-deep"),
]
"""Faults that a careless reader of answers would trip over."""
TINY = all(importlib.util.find_spec(name) for name in ("xllamacpp", "gguf", "tokenizers"))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of llama.cpp's own server, with a tiny model of random weights."""
    if not TINY:
        pytest.skip("xllamacpp is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serving_tiny(tmp_path_factory.mktemp("tiny"), port) as base_url:
        yield base_url


@pytest.fixture(scope="module")
def _fault_server() -> Iterator[FaultServer]:
    with making_faults() as server:
        yield server


@pytest.fixture
def faults(_fault_server: FaultServer) -> FaultServer:
    """A server of every fault, that has not been asked anything yet."""
    _fault_server.forget()
    return _fault_server


def way_of(body: dict[str, Any]) -> str:
    """The way in which a request asks for structure."""
    if "tools" in body:
        strict = body["tools"][0]["function"].get("strict")
        return "tools, required" if body["tool_choice"] == "required" else f"tools, {'strict' if strict else 'loose'}"
    if "response_format" in body:
        return str(body["response_format"]["type"]).removesuffix("_object")
    return "markdown_json" if "schema" in json.dumps(body["messages"]) else "words"


def schema_of(body: dict[str, Any]) -> dict[str, Any]:
    """The schema that a request carries beside its words."""
    if "tools" in body:
        return body["tools"][0]["function"]["parameters"]
    return body.get("response_format", {}).get("json_schema", {}).get("schema", {})


def fitting(body: dict[str, Any], *, outside: bool = False) -> str:
    """An answer of the schema; `outside` of its bounds."""
    if "paper-" in json.dumps(body["messages"]):
        read = json.loads(answer([m for m in body["messages"] if m["role"] == "user"][:1]))
        return json.dumps(read if "Larkspur" in json.dumps(body["messages"]) else {"claims": read["claims"][:2]})
    field = schema_of(body)["properties"]["answer"]
    values = {
        "integer": 365 if outside else 4,
        "number": 3.14 if outside else 0.3,
        "string": "ti" if outside else "Wednesdays",
        "array": ["a"] * (7 if outside else 4),
    }
    return json.dumps({"answer": values[field["type"]]})


def model(*, enforces: tuple[str, ...] = (), follows: tuple[str, ...] = (), outside: bool = False) -> Script:
    """A model that answers in these ways of structure whatever the words say, or where the words let it, else in
    prose.
    """

    def script(body: dict[str, Any]) -> Reply:
        way, contrary = way_of(body), "never in JSON" in json.dumps(body["messages"])
        if way not in enforces and (way not in follows or contrary):
            return says(PROSE)
        text = fitting(body, outside=outside)
        if "tools" not in body:
            return says(text)
        call = {"id": "1", "type": "function", "function": {"name": body["tools"][0]["function"]["name"]}}
        call["function"] = {**call["function"], "arguments": text}
        return says(None, finish="tool_calls", tool_calls=[call])

    return script


def but(script: Script, otherwise: Script) -> Script:
    """What `otherwise` says, where it says something, else what `script` says."""
    return lambda body: otherwise(body) or script(body)


async def examined(faulty: Faulty, script: Reply | Script, **options: Any) -> Diagnosis:
    return await examined_at(faulty.base_url, faulty.on("m", script), **options)


async def examined_at(base_url: str, name: str, *, timeout_seconds: float = 5.0, **options: Any) -> Diagnosis:
    connection = connect(name, base_url=base_url, api_key=KEY, timeout_seconds=timeout_seconds)
    try:
        return await diagnose(connection, **{"most_at_once": 2, **options})
    finally:
        await connection.client.close()


def outcomes(diagnosis: Diagnosis) -> dict[str, str]:
    return {probe.name: probe.outcome for probe in diagnosis.probes}


def seen(diagnosis: Diagnosis, name: str) -> str:
    return next(probe.seen for probe in diagnosis.probes if probe.name == name)


# What a server honours of structure


async def test_a_server_that_enforces_a_schema_keeps_it_also_against_the_words(faulty):
    diagnosis = await examined(faulty, model(enforces=("json_schema",)))
    found = outcomes(diagnosis)
    assert [found[way] for way in WAYS] == ["yes", "no", "no", "no", "no", "no"]
    assert diagnosis.uses.mode == "json_schema"
    assert found["claims in json_schema"] == "yes"


async def test_a_schema_that_arrives_but_is_not_enforced_is_told_apart(faulty):
    diagnosis = await examined(faulty, model(follows=WAYS))
    found = outcomes(diagnosis)
    assert [found[way] for way in WAYS] == ["partly", "partly", "partly", "partly", "partly", "yes"]
    assert diagnosis.uses.mode == "json_schema"
    assert "not enforced" in seen(diagnosis, "json_schema")


async def test_what_is_enforced_goes_before_what_is_not(faulty):
    diagnosis = await examined(faulty, model(enforces=("tools, strict",), follows=WAYS))
    assert diagnosis.uses.mode == "tools"
    assert "--mode tools" in diagnosis.uses.command


async def test_a_server_that_ignores_all_but_words_is_asked_in_words(faulty):
    diagnosis = await examined(faulty, model(follows=("markdown_json",)))
    assert diagnosis.uses.mode == "markdown_json"
    assert outcomes(diagnosis)["claims in markdown_json"] == "yes"


async def test_a_server_that_breaks_on_a_schema_is_asked_in_another_way(faulty):
    def breaks(body):
        return refuses(500, "no such response_format") if way_of(body) == "json_schema" else None

    diagnosis = await examined(faulty, but(model(enforces=WAYS), breaks))
    assert outcomes(diagnosis)["json_schema"] == "no"
    assert "500" in seen(diagnosis, "json_schema")
    assert diagnosis.uses.mode == "tools"


async def test_tools_that_keep_a_schema_only_where_they_are_strict_are_told_apart(faulty):
    found = outcomes(await examined(faulty, model(enforces=("tools, strict",))))
    assert [found[way] for way in WAYS] == ["no", "yes", "no", "no", "no", "no"]


async def test_json_in_the_text_is_no_call_of_a_tool(faulty):
    diagnosis = await examined(faulty, lambda body: says(fitting(body) if "tools" in body else PROSE))
    assert outcomes(diagnosis)["tools, strict"] == "no"


async def test_json_of_another_shape_is_half_of_json_mode(faulty):
    diagnosis = await examined(faulty, lambda body: says('{"a": 1}') if way_of(body) == "json" else says(PROSE))
    assert outcomes(diagnosis)["json"] == "partly"
    assert outcomes(diagnosis)["markdown_json"] == "no"


async def test_where_no_way_brings_an_answer_claimx_says_that_it_cannot_be_used(faulty):
    diagnosis = await examined(faulty, says(PROSE))
    assert (diagnosis.usable, diagnosis.uses.mode, diagnosis.uses.command) == (False, None, None)
    assert "cannot use" in diagnosis.uses.why[0]
    assert outcomes(diagnosis)["integer bounds"] == "unknown"


async def test_a_mode_that_fails_the_real_question_gives_way_to_the_next(faulty):
    def too_complex(body):
        real = "Larkspur" in json.dumps(body["messages"]) and way_of(body) == "json_schema"
        return refuses(400, "the grammar of this json_schema is too complex") if real else None

    diagnosis = await examined(faulty, but(model(enforces=WAYS), too_complex))
    assert outcomes(diagnosis)["json_schema"] == "yes"
    assert outcomes(diagnosis)["claims in json_schema"] == "no"
    assert diagnosis.uses.mode == "tools"


async def test_a_claim_that_a_check_refuses_does_not_stand(faulty):
    quote = "At 7B parameters Larkspur raises accuracy on HotpotQA from 61.5% to 66.0%"
    claim = {"quote": quote, "method": "Larkspur", "metric": "accuracy", "kind": "level", "from": "61.5", "to": "66.0"}

    def unitless(body):
        return says(json.dumps({"claims": [claim]})) if "Larkspur" in json.dumps(body["messages"]) else None

    diagnosis = await examined(faulty, but(model(enforces=("json_schema",)), unitless))
    assert outcomes(diagnosis)["claims in json_schema"] == "partly"
    assert seen(diagnosis, "claims in json_schema").startswith("1 claim, of which 0 stand")
    assert diagnosis.uses.mode == "json_schema"


async def test_an_answer_that_is_cut_does_not_speak_against_the_mode(faulty):
    def cut(body):
        return says('{"claims": [', finish="length") if body["max_tokens"] > 3000 else None

    diagnosis = await examined(faulty, but(model(enforces=WAYS), cut))
    assert "truncated" in seen(diagnosis, "claims in json_schema")
    assert diagnosis.uses.mode == "json_schema"


async def test_an_answer_that_was_cut_inside_of_json_proves_nothing(faulty):
    diagnosis = await examined(faulty, says('{"claims": [{"quote": "Tam', finish="length"))
    assert {outcomes(diagnosis)[way] for way in WAYS} == {"unknown"}
    assert "could not be found out" in diagnosis.uses.why[0]


# Bounds


BOUNDS = ("integer bounds", "float bounds", "string length", "list length")


@pytest.mark.parametrize(("outside", "outcome"), [(False, "yes"), (True, "no")])
async def test_bounds_are_honoured_where_all_answers_lie_within(faulty, outside, outcome):
    diagnosis = await examined(faulty, model(enforces=("json_schema",), outside=outside))
    for name in BOUNDS:
        assert outcomes(diagnosis)[name] == outcome
        assert f"{0 if outside else 3} of 3" in seen(diagnosis, name)


async def test_short_answers_alone_do_not_show_that_a_length_is_honoured(faulty):
    def short(body):
        field = schema_of(body).get("properties", {}).get("answer", {})
        return says(json.dumps({"answer": {"string": "ti", "array": ["ti"]}.get(field["type"], 4)})) if field else None

    found = outcomes(await examined(faulty, but(model(enforces=("json_schema",)), short)))
    assert (found["string length"], found["list length"]) == ("no", "no")


async def test_bounds_are_unknown_where_the_answers_are_of_another_shape(faulty):
    shapes = iter(['{"answer": true}', "[]", '{"other": 4}', '{"answer": "4"}'])

    def odd(body):
        return says(next(shapes, "7")) if "answer" in schema_of(body).get("properties", {}) else None

    diagnosis = await examined(faulty, but(model(enforces=("json_schema",)), odd))
    assert outcomes(diagnosis)["integer bounds"] == "unknown"


# The rest of a request


async def test_a_limit_that_is_refused_is_left_out_from_then_on(faulty):
    def refused(body):
        return refuses(400, "Unsupported parameter: 'max_tokens'") if "max_tokens" in body else None

    diagnosis = await examined(faulty, but(model(enforces=WAYS), refused))
    assert sum("max_tokens" in body for body in faulty.asked) == 2  # the first, and the question of a strange model
    assert diagnosis.uses.max_tokens is None
    assert "--max-tokens none" in diagnosis.uses.command


async def test_a_temperature_that_is_refused_is_left_out_from_then_on(faulty):
    def refused(body):
        return refuses(400, "temperature is not supported with this model") if "temperature" in body else None

    diagnosis = await examined(faulty, but(model(enforces=WAYS), refused))
    assert outcomes(diagnosis)["temperature, seed"] == "partly"
    assert "seed alone" in seen(diagnosis, "temperature, seed")
    assert "--temperature none" in diagnosis.uses.command
    assert outcomes(diagnosis)["claims in json_schema"] == "yes"


async def test_a_repeated_answer_counts_only_where_another_seed_brings_another(faulty):
    seeded = await examined(faulty, lambda body: says(f"The {body.get('seed')}"))
    canned = await examined(faulty, says("The same"))
    assert seen(seeded, "temperature, seed").endswith("another seed another")
    assert seen(canned, "temperature, seed").endswith("says nothing")


@pytest.mark.parametrize(
    ("used", "finish", "outcome"),
    [(64, "length", "yes"), (64, "stop", "partly"), (90, "stop", "no"), (12, "stop", "unknown")],
)
async def test_a_limit_of_tokens_is_kept_where_the_answer_ends_there_and_says_why(faulty, used, finish, outcome):
    def counted(body):
        reply = says("one two three", finish=finish)
        reply.content["usage"]["completion_tokens"] = used
        return reply

    assert outcomes(await examined(faulty, counted))["max_tokens"] == outcome


async def test_what_is_told_of_tokens_is_told(faulty):
    silent = says(PROSE)
    del silent.content["usage"]
    told = outcomes(await examined(faulty, says(PROSE)))
    untold = outcomes(await examined(faulty, silent))
    assert (told["usage"], told["cached tokens"]) == ("yes", "yes")
    assert (untold["usage"], untold["cached tokens"], untold["speed"]) == ("no", "no", "unknown")


async def test_a_model_that_thinks_gets_room_for_it(faulty):
    await examined(faulty, says("<think>Well,</think>Hello."))
    assert max(body["max_tokens"] for body in faulty.asked) >= 2000
    assert faulty.asked[0]["max_tokens"] < 1000


async def test_a_strange_model_is_refused_by_an_error_or_answered_all_the_same(faulty):
    assert outcomes(await examined(faulty, says(PROSE)))["unknown model"] == "yes"
    faulty.on("claimx-no-such-model", says(PROSE))
    assert outcomes(await examined(faulty, says(PROSE)))["unknown model"] == "no"
    faulty.on("claimx-no-such-model", Reply("<html>404</html>", 404))
    assert outcomes(await examined(faulty, says(PROSE)))["unknown model"] == "partly"


# Context and load


def counting(per_token: float, context: int = 10**9, *, words: str = "") -> Script:
    """Counts a token for so many characters of the prompt; beyond the context it refuses, or cuts without a word."""

    def script(body):
        tokens = round(sum(len(m["content"] or "") for m in body["messages"]) / per_token)
        if tokens > context and words:
            return refuses(400, words)
        reply = model(enforces=("json_schema",))(body)
        reply.content["usage"]["prompt_tokens"] = min(tokens, context)
        return reply

    return script


async def test_a_prompt_that_fits_is_used_whole(faulty):
    diagnosis = await examined(faulty, counting(4))
    assert outcomes(diagnosis)["prompt extract"] == "yes"
    assert outcomes(diagnosis)["context length"] == "unknown"
    assert (diagnosis.uses.prompt, diagnosis.uses.max_tokens) == ("extract", 4096)


@pytest.mark.parametrize(
    "words",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 5192 tokens",
        "request (5192 tokens) exceeds the available context size (4096 tokens), try increasing it",
    ],
)
async def test_a_prompt_that_is_refused_gives_way_to_the_small_one_and_tells_the_context(faulty, words):
    diagnosis = await examined(faulty, counting(4, 4096, words=words))
    assert diagnosis.context_tokens == 4096
    assert outcomes(diagnosis)["prompt extract"] == "no"
    assert diagnosis.uses.prompt == "extract_small"
    assert 1000 <= diagnosis.uses.max_tokens < 4096 - 1300
    assert f"--prompt extract_small --max-tokens {diagnosis.uses.max_tokens}" in diagnosis.uses.command


async def test_a_prompt_that_is_cut_without_a_word_is_noticed(faulty):
    diagnosis = await examined(faulty, counting(4, 2048))
    assert outcomes(diagnosis)["prompt extract"] == "no"
    assert "cut without a word" in seen(diagnosis, "prompt extract")
    assert diagnosis.uses.prompt == "extract_small"


async def test_a_count_of_tokens_that_cannot_be_is_no_count(faulty):
    diagnosis = await examined(faulty, counting(1000))
    assert outcomes(diagnosis)["prompt extract"] == "yes"
    assert "not told" in seen(diagnosis, "prompt extract")


async def test_bursts_grow_until_the_server_refuses_and_that_many_are_not_recommended(faulty):
    lock, under_way = threading.Lock(), [0]

    def busy(body):
        with lock:
            under_way[0] += 1
            many = under_way[0] > 4
        time.sleep(0.03)
        with lock:
            under_way[0] -= 1
        return refuses(429, "slow down") if many else says("Yes.")

    diagnosis = await examined(faulty, busy, most_at_once=64)
    assert outcomes(diagnosis)["concurrency"] == "partly"
    assert "slow down" in seen(diagnosis, "concurrency")
    assert diagnosis.bursts[-1].at_once <= 8
    assert 1 <= diagnosis.uses.concurrency <= 4


async def test_no_more_requests_at_once_are_tried_than_allowed(faulty):
    diagnosis = await examined(faulty, says("Yes."), most_at_once=3)
    assert [burst.at_once for burst in diagnosis.bursts] == [1, 2]


@pytest.mark.parametrize(
    ("rates", "worth"),
    [((10,), 1), ((10, 20, 40), 4), ((10, 19, 19.5, 20), 2), ((10, 10.5, 10.4), 1), ((10, 40, 20, 5), 2), ((), None)],
)
def test_the_fewest_requests_at_once_that_come_near_the_best_are_worth_it(rates, worth):
    bursts = [Burst(at_once=2**n, asked=8, answered=8, seconds=8 / rate) for n, rate in enumerate(rates)]
    assert Load(tuple(bursts), (), None, 0).worth == worth


def test_a_burst_that_lost_requests_is_worth_nothing():
    bursts = (Burst(at_once=1, asked=8, answered=8, seconds=8), Burst(at_once=2, asked=8, answered=7, seconds=1))
    assert Load(bursts, (), None, 0).worth == 1


# What a server tells of itself


@pytest.mark.parametrize(
    ("fields", "context"),
    [
        ({"max_model_len": 4096}, 4096),
        ({"meta": {"n_ctx_train": 131072, "n_ctx": 8192}}, 8192),
        ({"meta": {"n_ctx_train": 131072}}, 131072),
        ({"context_length": 200000, "top_provider": {"context_length": 64000}}, 200000),
        ({"context_window": 32768}, 32768),
        ({"max_context_length": 32768}, 32768),
        ({"max_model_len": -1}, None),
        ({"max_model_len": True}, None),
        ({"max_model_len": "4096"}, None),
        ({"max_model_len": 10**40}, None),
        ({}, None),
    ],
)
def test_the_context_is_read_as_each_server_tells_it(fields, context):
    assert Catalogue.of({"data": [{"id": "m", **fields}]}).context_tokens("m") == context


@pytest.mark.parametrize("value", [{"data": [{"id": "m"}]}, [{"id": "m"}], {"models": [{"name": "m"}]}])
def test_models_are_found_wherever_they_are_listed(value):
    assert Catalogue.of(value).has("m")
    assert not Catalogue.of(value).has("n")


def test_a_model_is_known_by_its_alias_too():
    assert Catalogue.of({"data": [{"id": "m", "aliases": ["n"]}]}).has("n")


@given(
    st.recursive(
        st.none() | st.integers() | st.floats() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["data", "models", "id", "name", "aliases", "meta", "n_ctx", "owned_by"]), x
            )
        ),
    )
)
def test_whatever_a_server_lists_is_read(value):
    catalogue = Catalogue.of(value)
    for model_id in [*catalogue.models, "m"]:
        context = catalogue.context_tokens(model_id)
        assert context is None or 0 < context < math.inf
        assert catalogue.software(model_id).isprintable()
    assert catalogue.listed().isprintable()


async def test_without_a_name_the_only_model_is_taken(faults):
    diagnosis = await examined_at(faults.base_url, "builtin")
    assert diagnosis.model == "good"
    assert diagnosis.usable


async def test_without_a_name_and_without_a_list_the_name_is_asked_for(faulty):
    with pytest.raises(UsageError, match="name one with --model"):
        await examined_at(faulty.base_url, "builtin")


async def test_a_model_that_is_not_there_is_told_with_those_that_are(faults):
    with pytest.raises(ModelUnusableError, match=r"has no model 404-model: name one with --model \(good\)"):
        await examined_at(faults.base_url, "404-model")


# Servers that are of no use


def test_a_server_that_is_not_there_is_told_in_one_sentence():
    result = claimx("doctor", "--base-url", "http://127.0.0.1:9/v1", "--model", "m")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "cannot be reached" in result.stderr


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refuses(401, f"Incorrect API key provided: {KEY}"), "refused_key"),
        (refuses(500, "CUDA out of memory"), "server_error"),
        (refuses(429, "slow down"), "rate_limited"),
        (PAGE, "unreachable"),
        (Reply({"detail": "hello"}), "unreachable"),
    ],
)
async def test_a_server_that_answers_no_plain_question_is_told_by_its_fault(faulty, reply, kind):
    with pytest.raises(ModelError) as caught:
        await examined(faulty, reply)
    assert caught.value.kind == kind
    assert len(faulty.asked) == 1
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "fault",
    HOSTILE,
)
async def test_whatever_comes_back_after_the_first_answer_the_examination_ends(faults, fault):
    diagnosis = await examined_at(faults.base_url, f"{fault} after 1", timeout_seconds=0.3)
    told = [*diagnosis.uses.why, *(probe.seen for probe in diagnosis.probes)]
    assert set(WAYS) <= set(outcomes(diagnosis))
    assert [text for text in told if not text.isprintable()] == []
    assert KEY not in diagnosis.model_dump_json()


async def test_a_server_that_falls_silent_is_asked_three_times_and_no_more(faults):
    diagnosis = await examined_at(faults.base_url, "hang after 1", timeout_seconds=0.2)
    assert diagnosis.requests == 1 + 3
    assert "no longer answers" in seen(diagnosis, "prompt extract")


async def test_a_key_in_an_answer_is_not_told(faulty):
    diagnosis = await examined(faulty, says(f"{'x' * 50} {KEY} {KEY}"))
    assert "marker" not in diagnosis.model_dump_json()


# The command


def test_the_built_in_model_is_examined_without_a_server():
    result = claimx("doctor", "--json")
    diagnosis = Diagnosis.model_validate_json(result.stdout)
    assert result.exit_code == 0
    assert (diagnosis.model, diagnosis.uses.mode, diagnosis.uses.prompt) == ("builtin", "json_schema", "extract")
    assert diagnosis.uses.command == "claimx run page.txt -o out"
    assert outcomes(diagnosis)["claims in json_schema"] == "yes"
    assert diagnosis.bursts[-1].at_once == 1


def test_the_table_tells_every_probe_and_what_claimx_will_use(served):
    result = claimx("doctor", "--base-url", served, "--concurrency", "2")
    assert result.exit_code == 0
    for name in (*WAYS, "models", "integer bounds", "float bounds", "usage", "latency", "concurrency"):
        assert f"\n{name}  " in result.stdout
    assert "\nclaimx will use\n" in result.stdout
    assert f"claimx run page.txt -o out --base-url {served} --model builtin" in result.stdout
    assert "requests" in result.stderr


def test_a_server_that_claimx_cannot_use_ends_with_exit_code_1(faulty):
    result = claimx("doctor", "--base-url", faulty.base_url, "-m", faulty.on("m", says(PROSE)), "-c", "1")
    assert result.exit_code == 1
    assert "cannot use" in result.stdout
    assert "claimx run" not in result.stdout


def test_a_key_file_is_named_in_the_command_and_its_key_is_not(faulty, tmp_path):
    file = tmp_path / "key"
    file.write_text(KEY)
    file.chmod(0o600)
    faulty.on("m", model(enforces=WAYS))
    result = claimx("doctor", "--base-url", faulty.base_url, "-m", "m", "-c", "1", "--key-file", file)
    assert faulty.keys == {f"Bearer {KEY}"}
    assert f"--key-file {file}" in result.stdout
    assert KEY not in result.output


async def test_what_was_found_is_remembered_for_the_next_run(faulty):
    diagnosis = await examined(faulty, counting(4, 8192, words="maximum context length is 8192 tokens"))
    found = known.recall(faulty.base_url, "m")
    assert found is not None
    assert (found.mode, found.context_tokens) == ("json_schema", diagnosis.context_tokens)


async def test_every_probe_is_told_as_it_is_done(faulty):
    told: list[Probe] = []
    diagnosis = await examined(faulty, model(enforces=WAYS), told=told.append)
    assert tuple(told) == diagnosis.probes
    assert len({probe.name for probe in told}) == len(told)


# Real servers


async def test_claimx_serve_honours_every_way(served):
    diagnosis = await examined_at(served, "builtin")
    found = outcomes(diagnosis)
    assert {found[way] for way in WAYS} == {"yes"}
    assert (found["models"], found["usage"], found["unknown model"]) == ("yes", "yes", "yes")
    assert found["claims in json_schema"] == "yes"


async def test_what_llama_cpp_honours(tiny):
    diagnosis = await examined_at(tiny, "builtin", timeout_seconds=60.0)
    found = outcomes(diagnosis)
    assert diagnosis.model == "tiny"
    assert "llama.cpp" in diagnosis.software
    assert (found["json_schema"], found["tools, strict"], found["tools, loose"]) == ("yes", "no", "no")
    assert (found["integer bounds"], found["float bounds"]) == ("yes", "no")
    assert (found["string length"], found["list length"]) == ("yes", "yes")
    assert (found["usage"], found["cached tokens"], found["temperature, seed"]) == ("yes", "yes", "yes")
    assert (found["unknown model"], diagnosis.context_tokens) == ("no", 16384)
    assert (found["prompt extract"], found["prompt extract_small"]) == ("yes", "yes")
    assert (diagnosis.uses.mode, diagnosis.uses.prompt) == ("json_schema", "extract")
    assert found["claims in json_schema"] in ("yes", "partly")  # of random weights: an answer of the schema, no sense
