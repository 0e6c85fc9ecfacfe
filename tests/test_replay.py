"""Replay: what was recorded answers again, exactly; what was not is said to be missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

from claimx.errors import UsageError
from claimx.models.replay import read_recordings, replaying_app
from recording import CASSETTES

HELLO = [{"role": "user", "content": "Hello"}]
RECORDED = sorted(CASSETTES.rglob("*.yaml"))


def interaction(messages=HELLO, response: Any = "hi", *, model="m", status=200, headers=None) -> dict[str, Any]:
    return {
        "request": {"method": "POST", "json": {"model": model, "messages": messages}},
        "response": {"status": {"code": status}, "headers": headers or {}, "json": response},
    }


def cassette(folder: Path, *interactions: dict[str, Any], name: str = "a.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(yaml.safe_dump({"interactions": list(interactions), "version": 1}))
    return folder


def client(folder: Path) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=replaying_app(folder))
    return httpx2.AsyncClient(transport=transport, base_url="http://claimx.invalid/v1")


async def post(http: httpx2.AsyncClient, messages=HELLO, model="m", **body: Any) -> httpx2.Response:
    return await http.post("/chat/completions", json={"model": model, "messages": messages, **body})


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_every_cassette_replays_what_it_holds(path, tmp_path):
    (tmp_path / path.name).write_bytes(path.read_bytes())
    async with client(tmp_path) as http:
        for recording in read_recordings(tmp_path):
            response = await http.post("/chat/completions", json=recording.request)
            assert (response.status_code, response.json()) == (recording.status, recording.response)


def test_there_are_cassettes_of_both_servers():
    assert {"builtin", "tiny"} <= {path.stem for path in RECORDED}


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_no_cassette_holds_a_key_a_host_or_a_date_of_its_recording(path):
    for interaction in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["interactions"]:
        request, response = interaction["request"], interaction["response"]
        assert set(request["headers"]) <= {"content-type"}
        assert set(response["headers"]) <= {"content-type", "retry-after", "retry-after-ms"}
        assert request["uri"].startswith("http://claimx.invalid/v1/")


async def test_the_schema_and_the_sampling_may_change(tmp_path):
    async with client(cassette(tmp_path, interaction())) as http:
        response = await post(http, temperature=1, response_format={"type": "json_object"})
    assert response.json() == "hi"


async def test_other_messages_are_a_miss_that_is_told_as_such(tmp_path):
    async with client(cassette(tmp_path, interaction())) as http:
        response = await post(http, [{"role": "user", "content": "hello"}])
    assert (response.status_code, response.json()["error"]["code"]) == (404, "cassette_miss")


async def test_the_model_that_is_named_is_preferred_and_any_other_does(tmp_path):
    both = cassette(tmp_path, interaction(response="one", model="a"), interaction(response="two", model="b"))
    async with client(both) as http:
        said = [(await post(http, model=model)).json() for model in ("b", "a", "b", "c")]
        models = (await http.get("/models")).json()
    assert said == ["two", "one", "two", "one"]
    assert [model["id"] for model in models["data"]] == ["a", "b"]


async def test_the_same_question_recorded_twice_is_answered_in_order_and_then_anew(tmp_path):
    async with client(cassette(tmp_path, interaction(response=1), interaction(response=2))) as http:
        assert [(await post(http)).json() for _ in range(3)] == [1, 2, 1]


def completion(content: str | None, **message: Any) -> dict[str, Any]:
    """A recorded chat completion."""
    finish = "tool_calls" if message else "stop"
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}
    usage = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
    return {"id": "x", "object": "chat.completion", "created": 9, "model": "m", "choices": [choice], "usage": usage}


CALL = {"id": "c", "type": "function", "function": {"name": "keep", "arguments": '{"a": 1}'}}
TOOLS = [{"type": "function", "function": {"name": "claims", "parameters": {}}}]


def streamed(response: httpx2.Response) -> list[dict[str, Any]]:
    """The chunks of a stream."""
    *events, end, nothing = response.text.split("\n\n")
    assert (end, nothing) == ("data: [DONE]", "")
    return [json.loads(event.removeprefix("data: ")) for event in events]


async def test_what_was_recorded_whole_can_be_streamed(tmp_path):
    text = "An answer of more than a few words, so that it comes in more than one piece."
    async with client(cassette(tmp_path, interaction(response=completion(text)))) as http:
        plain = streamed(await post(http, stream=True))
        *chunks, last = streamed(await post(http, stream=True, stream_options={"include_usage": True}))
    for choices in ([c["choices"][0] for c in plain], [c["choices"][0] for c in chunks]):
        assert "".join(choice["delta"].get("content") or "" for choice in choices) == text
        assert choices[-1]["finish_reason"] == "stop"
        assert len(choices) > 3
    assert {(c["id"], c["created"], c["object"]) for c in plain} == {("x", 9, "chat.completion.chunk")}
    assert not any("usage" in chunk for chunk in plain)
    assert (last["choices"], last["usage"]) == ([], completion("")["usage"])


async def test_several_choices_thoughts_and_calls_are_streamed_as_they_were_recorded(tmp_path):
    one, two = completion(None, tool_calls=[CALL, {**CALL, "id": "d"}]), completion("b", reasoning_content="so")
    both = {**one, "choices": [*one["choices"], {**two["choices"][0], "index": 1}]}
    recorded = interaction(response=both)
    recorded["request"]["json"]["tools"] = TOOLS
    async with client(cassette(tmp_path, recorded)) as http:
        choices = [c["choices"][0] for c in streamed(await post(http, stream=True, tools=TOOLS))]
    deltas = [choice["delta"] for choice in choices if choice["index"] == 0]
    calls = [call for delta in deltas for call in delta.get("tool_calls", ())]
    assert [call["id"] for call in calls if "id" in call] == ["c", "d"]
    for index in (0, 1):
        pieces = [call["function"]["arguments"] for call in calls if call["index"] == index]
        assert "".join(pieces) == '{"a": 1}'
    said = [choice["delta"] for choice in choices if choice["index"] == 1]
    assert {"reasoning_content": "so"} in said
    assert {"content": "b"} in said


@pytest.mark.parametrize("choice", ["required", "auto", {"type": "function", "function": {"name": "claims"}}])
async def test_what_was_recorded_as_text_is_called_with_where_a_tool_is_asked_for(tmp_path, choice):
    async with client(cassette(tmp_path, interaction(response=completion("{}")))) as http:
        (got,) = (await post(http, tools=TOOLS, tool_choice=choice)).json()["choices"]
        chunks = streamed(await post(http, tools=TOOLS, tool_choice=choice, stream=True))
    (call,) = got["message"]["tool_calls"]
    assert call["function"] == {"name": "claims", "arguments": "{}"}
    assert (got["message"]["content"], got["finish_reason"]) == (None, "tool_calls")
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"


async def test_what_was_recorded_as_a_call_is_text_where_no_tool_is_asked_for(tmp_path):
    recorded = interaction(response=completion(None, tool_calls=[CALL]))
    recorded["request"]["json"]["tools"] = TOOLS
    async with client(cassette(tmp_path, recorded)) as http:
        (got,) = (await post(http)).json()["choices"]
        as_recorded = (await post(http, tools=TOOLS)).json()
    assert (got["message"], got["finish_reason"]) == ({"role": "assistant", "content": '{"a": 1}'}, "stop")
    assert as_recorded == completion(None, tool_calls=[CALL])


async def test_the_way_that_is_asked_in_is_preferred(tmp_path):
    with_tools = interaction(response=completion(None, tool_calls=[CALL]))
    with_tools["request"]["json"]["tools"] = TOOLS
    async with client(cassette(tmp_path, interaction(response=completion("text")), with_tools)) as http:
        said = [(await post(http, **how)).json() for how in ({"tools": TOOLS}, {}, {"tools": TOOLS})]
    assert [one["choices"][0]["message"]["content"] for one in said] == [None, "text", None]


@pytest.mark.parametrize("response", [{"choices": None}, {"choices": [{}]}, {"choices": ["x"]}, [], {"error": "x"}])
async def test_what_is_no_completion_is_replayed_as_it_was_also_to_who_wants_a_stream(tmp_path, response):
    async with client(cassette(tmp_path, interaction(response=response))) as http:
        assert (await post(http, stream=True, tools=TOOLS)).json() == response


async def test_a_request_that_makes_no_sense_is_refused_as_by_any_server(tmp_path):
    async with client(cassette(tmp_path, interaction(response=completion("x")))) as http:
        several, none = await post(http, n=2), await post(http, [])
        missing, wrong = await http.get("/models/none"), await http.get("/chat/completions")
    assert [(r.status_code, r.json()["error"]["code"]) for r in (several, none, missing, wrong)] == [
        (400, "unsupported_value"),
        (400, "invalid_messages"),
        (404, "model_not_found"),
        (405, "method_not_allowed"),
    ]


async def test_an_error_is_replayed_with_its_status_and_what_it_says_of_waiting(tmp_path):
    headers = {"Retry-After": ["3"], "Set-Cookie": ["x=y"]}
    busy = interaction(response={"error": {"message": "busy"}}, status=429, headers=headers)
    async with client(cassette(tmp_path, busy)) as http:
        response = await post(http)
    assert (response.status_code, response.headers["retry-after"]) == (429, "3")
    assert "set-cookie" not in response.headers


async def test_requests_without_messages_are_no_questions(tmp_path):
    models = {"request": {"method": "GET", "headers": {}}, "response": {"status": {"code": 200}, "json": {"data": []}}}
    assert len(list(read_recordings(cassette(tmp_path, models, interaction())))) == 1


def test_cassettes_are_read_by_name_also_from_folders_within(tmp_path):
    cassette(tmp_path / "z", interaction(response=1), name="a.yaml")
    cassette(tmp_path, interaction(response=2), name="b.yaml")
    cassette(tmp_path, interaction(response=3), name="a.yaml")
    assert [recording.response for recording in read_recordings(tmp_path)] == [3, 2, 1]


@pytest.mark.parametrize(
    "make", [lambda p: None, lambda p: p.mkdir(), lambda p: p.touch()], ids=["no", "empty", "file"]
)
def test_a_folder_without_cassettes_is_told(make, tmp_path):
    make(tmp_path / "tapes")
    with pytest.raises(UsageError, match=r"tapes holds no cassettes: give the folder"):
        replaying_app(tmp_path / "tapes")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just words",
        "- a list",
        "interactions: 7",
        "interactions: [7]",
        "interactions: [{request: {}}]",
        "interactions:\n- request: {json: {messages: []}}\n  response: {status: 200}\n",
        "interactions:\n- request: {json: [messages]}\n  response: {status: {code: 200}}\n",
        "a: [unclosed",
        "\x00\x01",
        "interactions: !!python/object/apply:os.mkdir [executed]",
        "interactions: &a [*a]",
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_cassette_is_told_and_nothing_in_it_is_executed(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("odd.yaml").write_text(text)
    with pytest.raises(UsageError, match=r"odd\.yaml is no cassette of claimx: record it again"):
        replaying_app(tmp_path)
    assert not Path("executed").exists()


async def test_a_body_that_is_no_json_is_refused(tmp_path):
    async with client(cassette(tmp_path, interaction())) as http:
        responses = [await http.post("/chat/completions", content=body) for body in (b"{", b"[]", b"\xff")]
    assert [response.status_code for response in responses] == [400, 400, 400]
    assert all("no JSON" in response.json()["error"]["message"] for response in responses)


async def test_what_is_replayed_is_the_text_that_was_recorded_whatever_is_in_it(tmp_path):
    text = "{{ 7*7 }} <script>alert(1)</script> \x1b[2J =cmd|' /C calc'!A0 \u2028"
    answer = {"choices": [{"message": {"content": text}}]}
    question = [{"role": "user", "content": text}]
    async with client(cassette(tmp_path, interaction(question, json.loads(json.dumps(answer))))) as http:
        assert (await post(http, question)).json() == answer
