"""Failures: every error of the libraries beneath is one of the closed list, and says what to do without a secret."""

from __future__ import annotations

import inspect
import json
from typing import get_args

import httpx2
import openai
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from instructor.core import IncompleteOutputException
from instructor.core.exceptions import InstructorRetryException

from claimx.errors import UNUSABLE, ClaimxError, FailureKind, ModelUnusableError, RunError
from claimx.models.failures import EmptyReplyError, NoCompletionError, RefusedError, fault_of, scrubbed

PLACE = "http://127.0.0.1:8080/v1"
REQUEST = httpx2.Request("POST", f"{PLACE}/chat/completions")


def told(error: BaseException, secrets: tuple[str, ...] = ()):
    found = fault_of(error, model="some-model", place=PLACE, secrets=secrets)
    return found if isinstance(found, ClaimxError) else found.error(usable=False)


def answered(status: int, body: object, kind: type[openai.APIStatusError] = openai.APIStatusError):
    return kind("it failed", response=httpx2.Response(status, request=REQUEST), body=body)


def made(kind: type[openai.APIError]) -> openai.APIError:
    """An error of `kind`, made as openai makes it."""
    if issubclass(kind, openai.OAuthError):
        return kind(response=httpx2.Response(401, request=REQUEST), body={"error": "invalid_grant"})
    if issubclass(kind, openai.APIStatusError):
        return answered(getattr(kind, "status_code", 500), {"message": "so it is"}, kind)
    if issubclass(kind, openai.APIResponseValidationError):
        return kind(response=httpx2.Response(200, request=REQUEST), body=None)
    if issubclass(kind, openai.APITimeoutError):
        return kind(REQUEST)
    if issubclass(kind, openai.APIConnectionError):
        return kind(request=REQUEST)
    return kind("it failed", REQUEST, body=None)


def wrapped(cause: Exception) -> InstructorRetryException:
    """The cause as instructor hands it on."""
    error = InstructorRetryException("it failed", n_attempts=1, total_usage=0, last_completion=None, messages=[])
    error.__cause__ = cause
    return error


PUBLIC = [getattr(openai, name) for name in openai.__all__]
OF_REQUESTS = [kind for kind in PUBLIC if inspect.isclass(kind) and issubclass(kind, openai.APIError)]


@pytest.mark.parametrize("kind", OF_REQUESTS, ids=lambda kind: kind.__name__)
def test_every_error_that_a_request_of_openai_can_raise_has_its_kind(kind):
    problem = told(made(kind))
    assert problem.kind in get_args(FailureKind)
    assert problem.kind != "invalid" or kind in (openai.APIError, openai.APIResponseValidationError)
    assert str(problem).endswith(".")


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("refusal", RefusedError("No.")),
        ("empty", EmptyReplyError()),
        ("unreachable", NoCompletionError("a web page")),
        ("truncated", IncompleteOutputException(last_completion=None)),
        ("timeout", TimeoutError()),
        ("refused_key", answered(401, {"message": "Unauthorized"}, openai.AuthenticationError)),
        ("unreachable", openai.APIConnectionError(request=REQUEST)),
        ("invalid", json.JSONDecodeError("Expecting value", "x", 0)),
        ("invalid", RuntimeError("something else")),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_the_cause_counts_and_not_what_wraps_it(kind, cause):
    for error in (cause, wrapped(cause)):
        problem = told(error)
        assert problem.kind == kind
        assert isinstance(problem, ModelUnusableError) == (kind in UNUSABLE)


def test_an_answer_that_does_not_fit_is_told_by_its_first_flaw():
    class Pair(pydantic.BaseModel):
        numbers: list[int]

    with pytest.raises(pydantic.ValidationError) as caught:
        Pair.model_validate({"numbers": [1, "x"]})
    assert str(told(wrapped(caught.value))) == (
        "no answer fitted the schema: numbers.1: Input should be a valid integer, unable to parse string as an integer."
    )


def test_an_error_of_claimx_itself_comes_back_as_it_is():
    full = RunError("journal.jsonl", "cannot be written.")
    assert told(wrapped(full)) is full


def test_errors_that_refer_to_each_other_come_to_an_end():
    one, other = RuntimeError("one"), RuntimeError("other")
    one.__cause__, other.__cause__ = other, one
    assert told(one).kind == "invalid"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": {"message": "Bad things."}}, "(Bad things)"),
        ({"message": "Bad things"}, "(Bad things)"),
        ({"error": "Bad things"}, "(Bad things)"),
        ({"detail": ["odd"]}, "({'detail': ['odd']})"),
        ("<!doctype html><HTML><p>x", "(a web page)"),
        ("plain words", "(plain words)"),
        (None, "(Internal Server Error)"),
    ],
)
def test_what_the_server_said_is_quoted_shortly(body, said):
    assert str(told(answered(500, body))) == f"{PLACE} answered 500 {said}: look at the server's log."


def test_what_a_server_says_cannot_steer_a_terminal():
    text = str(told(answered(500, {"message": "\x1b[2J\x1b]0;x\x07 gone\r\nclaimx: all is well\u202e"})))
    assert text.isprintable()


@given(st.text(max_size=400), st.text(alphabet="abcdefXYZ0189-_", min_size=12, max_size=60), st.text(max_size=400))
def test_no_secret_is_ever_told(before, secret, after):
    for error in (
        answered(401, {"message": before + secret + after}, openai.AuthenticationError),
        answered(500, before + secret + after),
        RefusedError(before + secret + after),
        RuntimeError(before + secret + after),
    ):
        assert secret not in str(told(error, (secret,)))


@pytest.mark.parametrize("key", ["sk-abcdefgh12345678", "sk_live_0123456789", "hf_abcdefghijkl", "gsk-0123456789abc"])
def test_what_looks_like_a_key_is_no_more_told_than_one_that_is_known(key):
    assert scrubbed(f"Incorrect API key provided: {key}.") == "Incorrect API key provided: [key]"


def test_a_word_with_a_hyphen_is_no_key():
    assert scrubbed("the key-value cache is full") == "the key-value cache is full"
