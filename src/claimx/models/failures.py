"""Every way in which a request can fail, as one of the closed list of `FailureKind`, told in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import openai
import pydantic
from instructor.core import IncompleteOutputException
from instructor.core.exceptions import ResponseParsingError

from claimx.errors import UNUSABLE, ClaimxError, FailureKind, ModelError, ModelUnusableError
from claimx.models.bodies import TooLargeError
from claimx.models.keys import hidden
from claimx.models.waits import retry_after
from claimx.printable import one_line

__all__ = ["EmptyReplyError", "Fault", "FaultError", "NoCompletionError", "RefusedError", "fault_of", "scrubbed"]


class RefusedError(Exception):
    """The model declined to answer; the text is its own."""


class EmptyReplyError(Exception):
    """The server answered without any choice, or with one that says nothing."""


class NoCompletionError(Exception):
    """The server answered 200 with something else than a chat completion; `seen` says with what."""

    def __init__(self, seen: str) -> None:
        super().__init__(seen)
        self.seen = seen


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a request brought no answer."""

    kind: FailureKind
    """One of the closed list."""
    sentence: str
    """What happened and what to do."""
    status: int | None = None
    """The HTTP status, where the server refused."""
    said: str = ""
    """What the server said, scrubbed."""
    wait: float | None = None
    """Seconds that the server asks to wait."""
    gone: bool = False
    """Whether there was no server to answer: the connection was refused or broken."""
    lasting: bool = False
    """Whether the server says itself that asking again is of no use, as where a quota is spent."""

    def error(self, *, usable: bool = True) -> ModelError:
        """The error that tells a user of it: a ModelUnusableError where the fault is the server's and the server is
        not `usable` for any paper.
        """
        stop = not usable and self.kind in UNUSABLE
        return (ModelUnusableError if stop else ModelError)(self.kind, self.sentence, self.status, self.said)


class FaultError(Exception):
    """A request ended with a fault that may pass; `fault` says which."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


def fault_of(error: BaseException, *, model: str, place: str, secrets: tuple[str, ...] = ()) -> Fault | ClaimxError:
    """What `error` means; `place` names the server, `secrets` never appear in it.

    What is an error of claimx already, such as that of a journal on a full disk, comes back as it is.
    """
    cause = _cause(error)
    if isinstance(cause, FaultError):
        return cause.fault
    if isinstance(cause, ClaimxError):
        return cause
    return _told(cause, model, place, lambda text: scrubbed(text, secrets))


def scrubbed(text: str, secrets: tuple[str, ...] = ()) -> str:
    """What a server said, to be told: on one line, without secrets and control characters, at most 200 characters."""
    return one_line(hidden(text[:20_000], secrets))[:200].rstrip(". ")


def _cause(error: BaseException) -> BaseException:
    """The innermost error that says something: instructor wraps, and keeps what happened as the cause."""
    telling = (
        ClaimxError,
        FaultError,
        TooLargeError,
        RefusedError,
        EmptyReplyError,
        NoCompletionError,
        IncompleteOutputException,
        ResponseParsingError,
        pydantic.ValidationError,
        json.JSONDecodeError,
    )
    links = list(_chain(error))
    found = next((link for link in links if isinstance(link, telling)), None)
    return found or next((link for link in links if isinstance(link, openai.APIError | TimeoutError)), links[-1])


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _told(cause: BaseException, model: str, place: str, clean: Callable[[str], str]) -> Fault:
    """The fault that an error means; `clean` goes over all that is quoted in it."""
    match cause:
        case openai.APIStatusError():
            return _refused(cause, model, place, clean)
        case openai.APITimeoutError() | TimeoutError():
            return Fault("timeout", f"{place} did not answer in time: raise --timeout or lower --concurrency.")
        case TooLargeError():
            return Fault("too_large", f"{place} sent an absurd answer, cut off ({clean(str(cause))}).")
        case openai.APIConnectionError():
            reason = clean(_reason(cause))
            told = f"{place} cannot be reached ({reason}): check --base-url and that the server runs."
            return Fault("unreachable", told, gone=True)
        case NoCompletionError():
            told = (
                f"{place} answered with {cause.seen} instead of a chat completion: check that --base-url ends in /v1."
            )
            return Fault("unreachable", told)
        case RefusedError():
            return Fault("refusal", f"the model refused to answer: {clean(str(cause))}.")
        case EmptyReplyError():
            return Fault("empty", "the model's answer was empty.")
        case IncompleteOutputException():
            return Fault("truncated", "the answer was cut at the token limit: raise --max-tokens.")
        case pydantic.ValidationError():
            return Fault("invalid", f"no answer fitted the schema: {clean(_first_error(cause))}.")
        case _:
            return Fault("invalid", f"no answer could be read: {clean(f'{type(cause).__name__}: {cause}')}.")


def _refused(cause: openai.APIStatusError, model: str, place: str, clean: Callable[[str], str]) -> Fault:
    status, code, said = cause.status_code, str(cause.code or ""), clean(_said(cause.body, cause.response))
    kind, sentence = status_fault(status, code, said, model=model, place=place)
    wait = retry_after(cause.response.headers)
    return Fault(kind, sentence, status, said, wait, lasting=code in _LASTING)


_LASTING = frozenset({"insufficient_quota", "billing_hard_limit_reached", "cassette_miss"})


def status_fault(status: int, code: str, said: str, *, model: str, place: str) -> tuple[FailureKind, str]:
    """The kind of a refusal with this HTTP status and code, and the sentence that tells it."""
    told = f"{place} answered {status} ({said})"
    match status:
        case 300 | 301 | 302 | 303 | 304 | 305 | 307 | 308:
            return "unreachable", f"{told}: it points elsewhere, check --base-url."
        case 401 | 403 | 407:
            return "refused_key", f"{told}: set OPENAI_API_KEY to a key that this server accepts."
        case 404 if code == "cassette_miss":
            return (
                "cassette_miss",
                f"the cassettes hold no answer to this request ({said}): record them again with make record.",
            )
        case 404 if code == "model_not_found" or "model" in said.lower():
            return "no_model", f"{place} has no model {model} ({said}): name one of its models with --model."
        case 404:
            return "unreachable", f"{told}: check that --base-url ends in /v1."
        case 402 | 429:
            return "rate_limited", f"{told}: lower --concurrency or try again later."
        case 408 | 504:
            return "timeout", f"{told}: raise --timeout or lower --concurrency."
        case 400 | 413 | 422 if "context" in said.lower():
            return "bad_request", f"{told}: show fewer --examples, or give the model a longer context."
        case _ if status >= 500:
            return "server_error", f"{told}: look at the server's log."
        case _:
            return "bad_request", f"{told}: look at the server's log."


def _said(body: object, response: Any) -> str:
    """What the server said: its error message where there is one, else the body."""
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        text = inner.get("message") if isinstance(inner, Mapping) else inner
        if isinstance(text, str) and text:
            return text
    location = response.headers.get("location")
    text = str(body or location or response.reason_phrase or "no reason given")[:20_000]
    return "a web page" if "<html" in text.lower() else text


def _reason(cause: openai.APIConnectionError) -> str:
    inner = cause.__cause__
    return str(inner) if inner is not None and str(inner) else "the connection broke"


def _first_error(cause: pydantic.ValidationError) -> str:
    first = cause.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "the answer"
    return f"{where}: {first['msg']}"
