"""Every way in which a request can fail, as one of the closed list of `FailureKind`, told in one sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import openai
import pydantic
from instructor.core import IncompleteOutputException
from instructor.core.exceptions import ResponseParsingError

from claimx.errors import UNUSABLE, ClaimxError, FailureKind, ModelError, ModelUnusableError
from claimx.printable import one_line

__all__ = ["EmptyReplyError", "NoCompletionError", "RefusedError", "model_error"]


class RefusedError(Exception):
    """The model declined to answer; the text is its own."""


class EmptyReplyError(Exception):
    """The server answered without any choice."""


class NoCompletionError(Exception):
    """The server answered 200 with something else than a chat completion, such as a web page."""


_KEY = re.compile(r"\b(?:sk|pk|hf|gsk|key)[-_][\w-]{8,}", re.ASCII)


def model_error(error: BaseException, *, model: str, place: str, secrets: tuple[str, ...] = ()) -> ClaimxError:
    """The ModelError that tells a user of `error`; `place` names the server, `secrets` never appear in it.

    What is an error of claimx already, such as that of a journal on a full disk, comes back as it is.
    """
    cause = _cause(error)
    if isinstance(cause, ClaimxError):
        return cause
    kind, sentence = _told(cause, model, place, lambda text: scrubbed(text, secrets))
    return (ModelUnusableError if kind in UNUSABLE else ModelError)(kind, sentence)


def scrubbed(text: str, secrets: tuple[str, ...] = ()) -> str:
    """What a server said, to be told: on one line, without secrets and control characters, at most 200 characters."""
    for secret in secrets:
        text = text.replace(secret, "[key]")
    return one_line(_KEY.sub("[key]", text))[:200].rstrip(". ")


def _cause(error: BaseException) -> BaseException:
    """The innermost error that says something: instructor wraps, and keeps what happened as the cause."""
    known = (
        ClaimxError,
        openai.APIError,
        RefusedError,
        EmptyReplyError,
        NoCompletionError,
        IncompleteOutputException,
        ResponseParsingError,
    )
    last = error
    for link in _chain(error):
        if isinstance(link, (*known, pydantic.ValidationError, json.JSONDecodeError, TimeoutError)):
            return link
        last = link
    return last


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _told(cause: BaseException, model: str, place: str, clean: Callable[[str], str]) -> tuple[FailureKind, str]:
    """The kind of a failure and the sentence that tells it; `clean` goes over all that is quoted in it."""
    if isinstance(cause, openai.APIStatusError):
        return _status(cause, model, place, clean(_said(cause)))
    match cause:
        case openai.APITimeoutError() | TimeoutError():
            return "timeout", f"{place} did not answer in time: raise --timeout or lower --concurrency."
        case openai.APIConnectionError():
            reason = clean(_reason(cause))
            return "unreachable", f"{place} cannot be reached ({reason}): check --base-url and that the server runs."
        case NoCompletionError():
            return (
                "unreachable",
                f"{place} answered with something else than a chat completion: check that --base-url ends in /v1.",
            )
        case RefusedError():
            return "refusal", f"the model refused to answer: {clean(str(cause))}."
        case EmptyReplyError():
            return "empty", "the model's answer was empty."
        case IncompleteOutputException():
            return "truncated", "the answer was cut at the token limit: raise --max-tokens."
        case pydantic.ValidationError():
            return "invalid", f"no answer fitted the schema: {clean(_first_error(cause))}."
        case _:
            return "invalid", f"no answer could be read: {clean(f'{type(cause).__name__}: {cause}')}."


def _status(cause: openai.APIStatusError, model: str, place: str, said: str) -> tuple[FailureKind, str]:
    code, told = cause.status_code, f"{place} answered {cause.status_code} ({said})"
    match code:
        case 401 | 403:
            return "refused_key", f"{told}: set OPENAI_API_KEY to a key that this server accepts."
        case 404 if cause.code == "cassette_miss":
            return (
                "cassette_miss",
                f"the cassettes hold no answer to this request ({said}): record them again with make record.",
            )
        case 404 if cause.code == "model_not_found" or "model" in said.lower():
            return "no_model", f"{place} has no model {model} ({said}): name one of its models with --model."
        case 404:
            return "unreachable", f"{told}: check that --base-url ends in /v1."
        case 429:
            return "rate_limited", f"{told}: lower --concurrency or try again later."
        case 408 | 504:
            return "timeout", f"{told}: raise --timeout or lower --concurrency."
        case 400 | 413 if "context" in said.lower():
            return "bad_request", f"{told}: show fewer --examples, or give the model a longer context."
        case _ if code >= 500:
            return "server_error", f"{told}: look at the server's log."
        case _:
            return "bad_request", f"{told}: look at the server's log."


def _said(cause: openai.APIStatusError) -> str:
    """What the server said: its error message where there is one, else the body."""
    body = cause.body
    if isinstance(body, dict):
        inner = body.get("error", body)
        text = inner.get("message") if isinstance(inner, dict) else inner
        if isinstance(text, str) and text:
            return text
    text = str(body or cause.response.reason_phrase or "no reason given")
    return "a web page" if "<html" in text.lower() else text


def _reason(cause: openai.APIConnectionError) -> str:
    inner = cause.__cause__
    return str(inner) if inner is not None and str(inner) else "no connection"


def _first_error(cause: pydantic.ValidationError) -> str:
    first = cause.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "the answer"
    return f"{where}: {first['msg']}"
