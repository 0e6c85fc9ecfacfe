"""The ways to ask for structure: what is sent, how every shape of an answer is read, and which way is taken next."""

from __future__ import annotations

import asyncio
import copy
import json
from typing import Any

import instructor
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from instructor.core import IncompleteOutputException
from pydantic import BaseModel, TypeAdapter, ValidationError

from claimx.answers import AnsweredClaims
from claimx.errors import FailureKind
from claimx.fence import fenced
from claimx.models.failures import EmptyReplyError, RefusedError
from claimx.models.modes import (
    INSTRUCTOR_MODES,
    MODES,
    ModeChoice,
    ModeName,
    answer_of,
    prepared,
    speaks_of_mode,
    text_of,
)
from claimx.settings import Settings
from servers.faulty import Reply, completion, refuses, says

GOOD = '{"value": 7}'
MESSAGES = [{"role": "system", "content": "Count."}, {"role": "user", "content": "How many?"}]
ASKED = {"model": "m", "tools": [{"type": "function", "function": {"name": "Count"}}]}


class Count(BaseModel):
    value: int


class Counts(BaseModel):
    values: list[int]


def response(content: Any = None, *, finish: Any = "stop", **message: Any) -> dict[str, Any]:
    return {"choices": [{"message": {"content": content, **message}, "finish_reason": finish}]}


def called(*arguments: Any, **call: Any) -> dict[str, Any]:
    """What a message has whose tool was called, once for each of `arguments`."""
    return {
        "tool_calls": [{"type": "function", **call, "function": {"name": "Count", "arguments": a}} for a in arguments]
    }


async def ask(
    base_url: str, model: str, mode: ModeName, messages=MESSAGES, wanted: type[BaseModel] = Count, attempts=1
):
    """A real call of instructor in this mode; gives the value and the completion."""
    async with openai.AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as server:

        async def create(**body: Any) -> Any:
            sent = prepared(mode, body)
            raw = await server.chat.completions.with_raw_response.create(**sent)
            return answer_of(mode, json.loads(raw.text), sent)

        named = INSTRUCTOR_MODES[mode]
        patched = instructor.AsyncInstructor(
            client=server, create=instructor.patch(create=create, mode=named), mode=named
        )
        return await patched.create_with_completion(
            model=model, messages=copy.deepcopy(messages), response_model=wanted, max_retries=attempts - 1
        )


def test_the_modes_are_those_of_the_setting():
    assert ("auto", *MODES) == Settings.model_fields["mode"].annotation.__args__
    assert list(INSTRUCTOR_MODES) == list(MODES)


# --- what is sent


async def test_json_schema_is_sent_as_instructor_makes_it(faulty):
    await ask(faulty.base_url, faulty.on("m", says(GOOD)), "json_schema")
    assert faulty.asked == [
        {
            "model": "m",
            "messages": MESSAGES,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "Count", "schema": Count.model_json_schema()},
            },
        }
    ]


@pytest.mark.parametrize("mode", ["json_schema", "json", "markdown_json"])
def test_nothing_is_changed_where_there_is_no_tool(mode):
    body = {"model": "m", "messages": MESSAGES, "response_format": {"type": "json_object"}}
    assert json.dumps(prepared(mode, body)) == json.dumps(body)


async def test_tools_forces_one_strict_tool(faulty):
    await ask(faulty.base_url, faulty.on("m", says(GOOD)), "tools")
    (body,) = faulty.asked
    (tool,) = body["tools"]
    assert body["tool_choice"] == {"type": "function", "function": {"name": "Count"}}
    assert tool["function"]["name"] == "Count"
    assert tool["function"]["strict"] is True
    assert (body["messages"], "response_format" in body) == (MESSAGES, False)


@pytest.mark.parametrize(("mode", "response_format"), [("json", {"type": "json_object"}), ("markdown_json", None)])
async def test_the_schema_stands_in_the_system_message_where_nothing_else_carries_it(faulty, mode, response_format):
    await ask(faulty.base_url, faulty.on("m", says(GOOD)), mode)
    (body,) = faulty.asked
    assert body.get("response_format") == response_format
    assert "tools" not in body
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert '"value"' in body["messages"][0]["content"]
    assert ("```json" in body["messages"][1]["content"]) == (mode == "markdown_json")


def strict_tool(wanted: type[BaseModel]) -> dict[str, Any]:
    """The tool's function as it is sent for a type."""
    function = {"name": wanted.__name__, "parameters": wanted.model_json_schema()}
    before = copy.deepcopy(function)
    (tool,) = prepared("tools", {"tools": [{"type": "function", "function": function}]})["tools"]
    assert function == before  # instructor keeps it, and sends it again
    return tool["function"]


def parts(schema: Any) -> list[dict[str, Any]]:
    """Every schema within a schema."""
    if isinstance(schema, list):
        return [part for item in schema for part in parts(item)]
    if not isinstance(schema, dict):
        return []
    inner = [v for word in ("properties", "$defs") for v in schema.get(word, {}).values()]
    return [schema, *parts(inner), *parts([v for k, v in schema.items() if k not in ("properties", "$defs")])]


def test_a_strict_schema_leaves_nothing_open():
    function = strict_tool(AnsweredClaims)
    listed = parts(function["parameters"])
    records = [part for part in listed if part.get("type") == "object"]
    assert len(records) == 2
    for record in records:
        assert record["required"] == list(record["properties"])
        assert record["additionalProperties"] is False
    assert not any("default" in part for part in listed)
    assert all(len(part) == 1 for part in listed if "$ref" in part)
    assert "maxLength" in json.dumps(function)  # what bounds an answer stays


def test_properties_may_be_called_like_words_of_schemas():
    class Odd(BaseModel):
        default: int = 1
        properties: str | None = None

    parameters = strict_tool(Odd)["parameters"]
    assert parameters["required"] == ["default", "properties"]
    assert parameters["properties"]["default"] == {"title": "Default", "type": "integer"}


def fitting(schema: dict[str, Any], root: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema allows."""
    match schema:
        case {"$ref": str(reference)}:
            return fitting(root["$defs"][reference.rpartition("/")[2]], root)
        case {"anyOf": list(options)}:
            return st.one_of([fitting(option, root) for option in options])
        case {"enum": list(words)}:
            return st.sampled_from(words)
        case {"type": "null"}:
            return st.none()
        case {"type": "string"}:
            return st.text(min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 40), 40))
        case {"type": "array"}:
            return st.lists(fitting(schema["items"], root), max_size=2)
        case {"type": "object", "additionalProperties": False}:
            return st.fixed_dictionaries({n: fitting(part, root) for n, part in schema["properties"].items()})
        case _:
            raise AssertionError(f"no value is known for {schema}")


STRICT = strict_tool(AnsweredClaims)["parameters"]


@given(value=fitting(STRICT, STRICT))
def test_whatever_a_strict_schema_allows_is_a_valid_answer(value):
    answered = AnsweredClaims.model_validate_json(json.dumps(value), strict=True)
    assert len(answered.claims) == len(value["claims"])


# --- what comes

SHAPES: dict[str, dict[str, Any]] = {
    "content": response(GOOD),
    "thoughts, fence and talk": response(f"<think>6?</think>So:\n```json\n{GOOD}\n```\nRight?"),
    "byte order mark": response("\ufeff" + GOOD),
    "a list of parts": response([{"type": "thinking", "thinking": [{}]}, {"type": "text", "text": GOOD}, 7]),
    "a call": response(**called(GOOD)),
    "a call of the older protocol": response(function_call={"name": "Count", "arguments": GOOD}),
    "a call with a value for arguments": response(**called({"value": 7})),
    "a call with fenced arguments": response("", **called(f"```json\n{GOOD}\n```")),
    "a call with arguments encoded twice": response(**called(json.dumps(GOOD))),
    "a call that is repeated": response(**called(GOOD, GOOD)),
    "an empty call beside content": response(GOOD, **called("")),
    "no calls beside content": response(GOOD, tool_calls=[], function_call=None),
    "no reason to finish": response(GOOD, finish=None),
    "a reason of its own": response(GOOD, finish="eos", refusal=None),
    "a call without a type or an id": {"choices": [{"message": {"tool_calls": [{"function": {"arguments": GOOD}}]}}]},
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_an_answer_is_read_in_every_mode(mode, shape):
    read = answer_of(mode, SHAPES[shape], ASKED)
    assert json.loads(text_of(read)) == {"value": 7}
    assert (read.choices[0].finish_reason, read.model) == ("stop", "m")
    calls = read.choices[0].message.tool_calls
    assert [call.function.name for call in calls or []] == (["Count"] if mode == "tools" else [])
    assert (read.choices[0].message.content is None) == (mode == "tools")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", list(SHAPES))
async def test_instructor_takes_every_shape_in_every_mode(faulty, mode, name):
    value, read = await ask(faulty.base_url, faulty.on("m", Reply(SHAPES[name])), mode)
    assert (value.value, len(faulty.asked)) == (7, 1)
    assert json.loads(text_of(read)) == {"value": 7}


def test_the_place_that_fits_the_mode_comes_first():
    both = response('{"value": 1}', **called('{"value": 2}'))
    assert [json.loads(text_of(answer_of(mode, both, ASKED)))["value"] for mode in MODES] == [1, 2, 1, 1]


@pytest.mark.parametrize(
    "content",
    [
        f'<tool_call>\n{{"name": "Count", "arguments": {GOOD}}}\n</tool_call>',
        f'{{"name": "Count", "parameters": {GOOD}}}',
        f'<|python_tag|>{{"type": "function", "name": "Count", "parameters": {GOOD}}}',
    ],
)
def test_a_call_that_the_server_left_in_the_text_is_read(content):
    assert json.loads(text_of(answer_of("tools", response(content), ASKED))) == {"value": 7}


def test_an_answer_that_only_looks_like_a_call_stays():
    other = '{"name": "Other", "arguments": {"value": 7}}'
    assert text_of(answer_of("tools", response(other), ASKED)) == other
    assert text_of(answer_of("json", response(other), {"model": "m"})) == other


async def test_several_calls_in_place_of_one_are_put_together(faulty):
    reply = Reply(response(**called('{"values": [1, 2]}', '{"values": []}', '{"values": [3]}')))
    value, _ = await ask(faulty.base_url, faulty.on("m", reply), "tools", wanted=Counts)
    assert value.values == [1, 2, 3]


def test_the_id_of_a_call_is_kept_and_one_is_made_where_there_is_none():
    kept = answer_of("tools", response(**called(GOOD, id="call_7")), ASKED).choices[0].message.tool_calls
    made = answer_of("tools", response(GOOD), ASKED).choices[0].message.tool_calls
    assert [call.id for call in kept + made] == ["call_7", "claimx001"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "refused",
    [
        response(refusal="I cannot help with that."),
        response([{"type": "refusal", "refusal": "I cannot help with that."}]),
        response(GOOD, refusal="I cannot help with that.", finish="length"),
    ],
)
def test_a_refusal_is_told_in_the_models_words(mode, refused):
    with pytest.raises(RefusedError, match=r"^I cannot help with that\.$"):
        answer_of(mode, refused, ASKED)


@pytest.mark.parametrize("finish", ["content_filter", "SAFETY", "refusal"])
def test_a_filter_is_a_refusal(finish):
    with pytest.raises(RefusedError, match="content filter"):
        answer_of("tools", response(GOOD, finish=finish), ASKED)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "empty",
    [
        {},
        {"choices": None},
        {"choices": []},
        {"choices": ["?"]},
        {"choices": [{}]},
        {"choices": [{"message": None}]},
        {"choices": "?"},
        response(None),
        response(" \n"),
        response([]),
        response(7),
        response(None, **called(None)),
        response("", **called("")),
        response(None, tool_calls=["?", {}, {"function": None}]),
    ],
)
def test_a_reply_that_says_nothing_is_empty(mode, empty):
    with pytest.raises(EmptyReplyError):
        answer_of(mode, empty, ASKED)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "cut",
    [
        says('{"value": 7', finish="length"),
        says(None, finish="length"),
        Reply(response(finish="MAX_TOKENS", **called("{"))),
    ],
)
async def test_what_is_cut_at_the_token_limit_is_told_as_such_and_not_asked_for_again(faulty, mode, cut):
    with pytest.raises(IncompleteOutputException):
        await ask(faulty.base_url, faulty.on("m", cut), mode, attempts=3)
    assert len(faulty.asked) == 1


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "unfit",
    [
        says("There are seven."),
        says("<think>hm</think>"),
        says("[7]"),
        says('{"value": "x"}'),
        says("{[ " * 50),
        says("", **called("x")),
    ],
)
async def test_what_does_not_fit_is_asked_for_again_in_every_mode(faulty, mode, unfit):
    value, _ = await ask(faulty.base_url, faulty.on("m", unfit, says(GOOD)), mode, attempts=2)
    assert value.value == 7
    first, again = (body["messages"] for body in faulty.asked)
    assert again[: len(first)] == first
    assert [message["role"] for message in again[len(first) :]] in (["assistant", "user"], ["assistant", "tool"])


@pytest.mark.parametrize("mode", MODES)
async def test_the_schema_is_as_strict_when_asked_again(faulty, mode):
    await ask(faulty.base_url, faulty.on("m", says("{}"), says(GOOD)), mode, attempts=2)
    first, again = faulty.asked
    assert {**first, "messages": 0} == {**again, "messages": 0}


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from([GOOD, "length", "stop", "Count"]),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "message",
                    "content",
                    "refusal",
                    "finish_reason",
                    "tool_calls",
                    "function",
                    "arguments",
                    "id",
                ]
            ),
            inside,
            max_size=4,
        )
    ),
    max_leaves=24,
)


@given(
    mode=st.sampled_from(MODES),
    message=st.dictionaries(st.sampled_from(["content", "refusal", "tool_calls", "function_call"]), junk),
    finish=junk,
    model=junk,
    asked=st.dictionaries(st.sampled_from(["model", "tools", "tool_choice"]), junk),
)
def test_junk_is_read_or_refused_by_name(mode, message, finish, model, asked):
    for reply in ({"choices": [{"message": message, "finish_reason": finish}], "model": model}, message):
        try:
            assert isinstance(text_of(answer_of(mode, reply, asked)), str)
        except (EmptyReplyError, RefusedError):
            continue


@given(mode=st.sampled_from(MODES), text=st.text(alphabet='{}[]":,\\ \n`</think>1a', max_size=120))
def test_no_text_raises_anything_but_what_it_is(mode, text):
    for reply in (response(text), response(**called(text))):
        try:
            answer_of(mode, reply, ASKED)
        except EmptyReplyError:
            assert not text.strip()


def test_an_answer_nested_without_end_is_left_to_the_validation():
    deep: Any = {}
    for _ in range(900):
        deep = {"a": deep}
    for reply in (response(**called(deep)), response('{"a":' * 5000 + "1" + "}" * 5000)):
        text = text_of(answer_of("tools", reply, ASKED))
        with pytest.raises(ValidationError):
            Count.model_validate_json(text)


# --- real servers

PAPER = fenced("A method", "Our method raises accuracy by 5% over the baseline on GLUE.")


@pytest.mark.parametrize("mode", MODES)
async def test_the_built_in_model_answers_in_every_mode(served, mode):
    messages = [MESSAGES[0], {"role": "user", "content": PAPER}]
    value, read = await ask(served, "builtin", mode, messages, AnsweredClaims)
    assert [claim.value for claim in value.claims] == ["5"]
    assert AnsweredClaims.model_validate_json(text_of(read)).model_dump() == value.model_dump()


# --- which mode is taken


def test_all_modes_are_tried_the_one_that_worked_last_time_first():
    assert ModeChoice().order() == MODES
    assert ModeChoice("auto", "json").order() == ("json", "json_schema", "tools", "markdown_json")
    assert ModeChoice("auto", "json_schema").order() == MODES


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_that_is_asked_for_by_name_is_used_alone(mode):
    choice = ModeChoice(mode, "json")
    assert choice.order() == (mode,)
    choice.failed()
    choice.worked(mode)
    assert choice.order() == (mode,)


def test_a_mode_that_worked_is_kept():
    choice = ModeChoice()
    assert choice.confirmed is None
    choice.worked("tools")
    for _ in range(5):
        choice.failed()
    assert (choice.confirmed, choice.order()) == ("tools", ("tools",))


def test_an_odd_paper_does_not_lead_the_others_away_from_an_earlier_mode():
    choice = ModeChoice("auto", "json")
    choice.worked("tools")
    choice.worked("json")
    choice.worked("markdown_json")
    assert choice.order() == ("json",)


def test_after_three_papers_in_vain_only_the_first_mode_is_tried():
    choice = ModeChoice("auto", "tools")
    for _ in range(2):
        choice.failed()
    assert len(choice.order()) == 4
    choice.failed()
    assert choice.order() == ("tools",)
    choice.worked("tools")
    assert choice.confirmed == "tools"


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("bad_request", 400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported"),
        ("bad_request", 400, "registry.example/library/tiny does not support tools"),
        ("bad_request", 422, '[{"loc": ["body", "response_format"], "input": {"max_tokens": 4096}}]'),
        ("bad_request", 400, "failed to parse grammar"),
        ("bad_request", 405, "no reason given"),
        ("bad_request", 400, "The specified schema produces a constraint that is too large for serving"),
        ("server_error", 500, "Internal Server Error"),
        ("server_error", 501, "not implemented"),
        ("server_error", 502, "upstream: unknown field tool_choice"),
        ("server_error", None, "sent a body of broken JSON"),
        ("no_model", 404, "No endpoints found that support tool use for this model"),
        ("unreachable", 404, "No endpoints found that can handle the requested parameters"),
        ("invalid", None, ""),
        ("empty", None, ""),
        ("truncated", None, ""),
    ],
)
def test_a_failure_that_another_mode_may_mend(kind, status, said):
    assert speaks_of_mode(kind, status, said)


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("bad_request", 400, "This model's maximum context length is 4096 tokens (100 in the tools)"),
        ("bad_request", 400, "the request exceeds the available context size"),
        ("bad_request", 400, "prompt is too long: 9000 tokens"),
        ("bad_request", 400, "max_tokens is too large: 4096"),
        ("bad_request", 400, "Unsupported value: 'temperature' does not support 0 with this model"),
        ("bad_request", 413, "Request Entity Too Large"),
        ("server_error", 503, "Loading model"),
        ("server_error", 502, "a web page"),
        ("no_model", 404, "The model `json-tool` does not exist"),
        ("unreachable", 404, "Not Found"),
        ("unreachable", None, "Connection refused"),
        *[
            (kind, None, "json_schema")
            for kind in (
                "refusal",
                "timeout",
                "rate_limited",
                "refused_key",
                "cassette_miss",
                "over_budget",
                "too_large",
                "interrupted",
            )
        ],
    ],
)
def test_a_failure_that_no_mode_would_mend(kind, status, said):
    assert not speaks_of_mode(kind, status, said)


@given(kind=st.sampled_from(FailureKind.__args__), status=st.none() | st.integers(400, 599), said=st.text())
def test_every_kind_of_failure_is_judged(kind, status, said):
    TypeAdapter(FailureKind).validate_python(kind)
    assert speaks_of_mode(kind, status, said) in (True, False)


async def test_a_server_that_refuses_a_mode_is_asked_in_the_next(faulty):
    """As the client does it: on through the modes while the failure may be due to the mode."""

    def picky(body: dict[str, Any]) -> Reply:
        if "response_format" in body:
            return refuses(400, "response_format is not supported")
        if "tools" in body:
            return says("I have no tools.")
        return says(f"```json\n{GOOD}\n```")

    choice, model = ModeChoice(), faulty.on("m", picky)
    for _ in range(2):
        for mode in choice.order():
            try:
                await ask(faulty.base_url, model, mode)
            except Exception:
                assert mode != "markdown_json"
            else:
                choice.worked(mode)
    assert choice.confirmed == "markdown_json"
    assert len(faulty.asked) == 4 + 1


async def test_calls_at_the_same_time_in_different_modes_do_not_mix(faulty):
    asked = [
        ask(faulty.base_url, faulty.on(f"m{n}", completion([response(GOOD)["choices"][0]])), MODES[n % 4])
        for n in range(12)
    ]
    assert [value.value for value, _ in await asyncio.gather(*asked)] == [7] * 12
