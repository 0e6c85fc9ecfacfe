"""What a body says: a completion, or what else it is."""

import contextlib
import json

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.models.completions import completion_of
from claimx.models.failures import EmptyReplyError, FaultError, NoCompletionError

GOOD = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "naïve {}"}, "finish_reason": "stop"}]}


def read(body: bytes, content_type: str = "application/json") -> dict:
    response = httpx2.Response(200, content=body, headers={"Content-Type": content_type})
    return completion_of(response, model="m", place="the server")


def encoded(value, encoding: str) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_encodings_that_json_knows_are_found_out(encoding):
    assert read(encoded(GOOD, encoding)) == GOOD


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream", "text/plain; charset=nonsense", ""])
def test_a_wrong_content_type_does_no_harm(content_type):
    assert read(encoded(GOOD, "utf-8"), content_type) == GOOD


@pytest.mark.parametrize("content_type", ["application/json; charset=latin-1", "application/json"])
def test_latin_1_is_read_whether_told_or_not(content_type):
    assert read(encoded(GOOD, "latin-1"), content_type) == GOOD


def test_numbers_that_json_has_not_count_as_null():
    body = encoded(GOOD, "utf-8")[:-1] + b', "usage": {"prompt_tokens": NaN, "completion_tokens": -Infinity}}'
    assert read(body)["usage"] == {"prompt_tokens": None, "completion_tokens": None}


def test_lone_surrogates_are_replaced_so_that_the_answer_can_be_written_down():
    body = json.dumps({**GOOD, "model": "m\ud800"}).encode()
    assert read(body)["model"] == "m?"
    json.dumps(read(body), ensure_ascii=False).encode()


@pytest.mark.parametrize("choices", [None, [], [None], [{}], ["x"], [{"message": None}]])
def test_no_choices_are_an_empty_reply(choices):
    with pytest.raises(EmptyReplyError):
        read(encoded({"choices": choices}, "utf-8"))


@pytest.mark.parametrize("content", [None, "", " \n"])
def test_an_answer_without_a_word_is_an_empty_reply(content):
    with pytest.raises(EmptyReplyError):
        read(encoded({"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}, "utf-8"))


@pytest.mark.parametrize(
    "choice",
    [
        {"message": {"content": None}, "finish_reason": "length"},
        {"message": {"content": None}, "finish_reason": "content_filter"},
        {"message": {"content": None, "refusal": "no"}, "finish_reason": "stop"},
        {"message": {"content": [{"type": "text", "text": "{}"}]}},
        {"message": {"content": None, "function_call": {"name": "f", "arguments": "{}"}}},
        {"message": {"content": None, "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}},
    ],
)
def test_a_cut_refused_or_called_answer_is_not_empty(choice):
    assert read(encoded({"choices": [choice]}, "utf-8"))["choices"] == [choice]


@pytest.mark.parametrize("body", [b"", b"  \n"])
def test_an_empty_body_is_an_empty_reply(body):
    with pytest.raises(EmptyReplyError):
        read(body)


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
        (b"hello", "no JSON"),
        (b"[1, 2]", "JSON of another kind (a list)"),
        (b'"words"', "JSON of another kind (a string)"),
        (b'{"answer": 42}', "JSON of another kind"),
        (b'{"choices": "many"}', "JSON of another kind"),
    ],
)
def test_what_is_no_completion_is_told_by_what_it_is(body, seen):
    with pytest.raises(NoCompletionError) as caught:
        read(body)
    assert caught.value.seen == seen


@pytest.mark.parametrize("body", [encoded(GOOD, "utf-8")[:-9], b"[" * 100_000, b'{"a":' * 100_000])
def test_broken_json_is_a_fault_of_the_server_that_may_pass(body):
    with pytest.raises(FaultError) as caught:
        read(body)
    assert caught.value.fault.kind == "server_error"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"message": "slow down", "code": 429}, "rate_limited"),
        ({"message": "no credits", "code": 402}, "rate_limited"),
        ({"message": "upstream fell over", "code": "upstream"}, "server_error"),
        ("it broke", "server_error"),
    ],
)
def test_an_error_in_the_place_of_an_answer_is_told_by_its_code(error, kind):
    with pytest.raises(FaultError) as caught:
        read(encoded({"error": error}, "utf-8"))
    assert caught.value.fault.kind == kind


@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_the_named_errors(body):
    with contextlib.suppress(EmptyReplyError, NoCompletionError, FaultError):
        assert isinstance(read(body), dict)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_no_json_does_worse_than_the_named_errors(value):
    with contextlib.suppress(EmptyReplyError, NoCompletionError):
        read(json.dumps({"choices": value}).encode())
