"""Every fault that a server, a proxy or a model can make, by name: a question goes in, what is sent comes out.

The good answer beneath each is the built-in model's. What claimx makes of them is told in docs/faults.md.
"""

from __future__ import annotations

import datetime
import gzip
import itertools
import json
import math
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import format_datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Literal

from claimx.builtin.app import answer
from claimx.fence import unfenced

__all__ = ["BIG", "FAULTS", "GROUPS", "MISHAPS", "Question", "Reply"]

BIG = 50 * 1024 * 1024
"""Bytes of an absurd answer."""
DEEP = 100_000
"""Brackets of an absurd nesting."""
ANSI = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x1b[0m\r\n\u202eevil\x00"
"""What a terminal would obey."""


@dataclass(frozen=True)
class Reply:
    """What goes over the wire, and how."""

    body: bytes = b""
    status: int = 200
    type: str | None = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None
    """What is sent in the place of all of it."""
    length: int | None = None
    """The Content-Length that is told; the true one where None."""
    chunked: bool = False
    pause: float = 0.0
    """Seconds before the first byte."""
    pace: float = 0.0
    """Seconds a byte of the body."""
    stop: int | None = None
    """So many bytes of the body are sent; -1: not even the head."""
    end: Literal["keep", "close", "reset", "hang", "leave"] = "keep"
    """What becomes of the connection then; `leave`: of the whole server, for a while."""

    def head(self) -> bytes:
        """Status line and headers."""
        phrase = HTTPStatus(self.status).phrase if self.status in list(HTTPStatus) else ""
        sized = ("Transfer-Encoding", "chunked") if self.chunked else ("Content-Length", str(self.told_length))
        named = [("Content-Type", self.type)] if self.type is not None else []
        lines = [f"{name}: {value}" for name, value in [*named, sized, *self.headers]]
        return "\r\n".join([f"HTTP/1.1 {self.status} {phrase}", *lines, "", ""]).encode("latin-1")

    @property
    def told_length(self) -> int:
        """The Content-Length."""
        return len(self.body) if self.length is None else self.length


@dataclass(frozen=True)
class Question:
    """A request for a chat completion, `nth` of its question, and what a good server would answer."""

    body: Mapping[str, Any]
    nth: int = 1
    elsewhere: str = ""
    """The base URL of another server, where a key must not go."""
    key: str = ""

    @property
    def title(self) -> str:
        """The title of the paper that is asked about."""
        found = next((paper for text in self._texts() if (paper := unfenced(text))), None)
        return found[0] if found else ""

    @property
    def name(self) -> str:
        """The same for every request of one question, however often and in whatever mode it is asked."""
        follow_ups = sum("<points-" in text for text in self._texts())
        return self.title + " +" * follow_ups

    @property
    def good(self) -> str:
        """What the built-in model answers, whatever was answered before to the same question."""
        messages = self.body["messages"]
        asked = messages if self.name.endswith(" +") else [m for m in messages if m["role"] in ("system", "user")][:2]
        return answer(asked)

    def _texts(self) -> list[str]:
        users = [m for m in self.body["messages"] if m.get("role") == "user"]
        return [m["content"] if isinstance(m["content"], str) else json.dumps(m["content"]) for m in users]


Fault = Callable[[Question], Reply]


def completion(question: Question, content: Any, *, finish: str | None = "stop", **message: Any) -> dict[str, Any]:
    """A chat completion whose answer is `content`: as the text of the message, or of the tool that was asked for."""
    said = {"role": "assistant", "content": content, **message}
    tool = next(iter(question.body.get("tools") or ()), None)
    if tool is not None and content is not None:
        call = {"name": tool["function"]["name"], "arguments": content}
        said |= {"content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": call}]}
    choice = {"index": 0, "message": said, "finish_reason": finish}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    head = {"id": "x", "object": "chat.completion", "created": 0, "model": "builtin"}
    return {**head, "choices": [choice], "usage": usage}


def as_json(value: Any) -> bytes:
    """JSON as UTF-8; a lone surrogate is escaped, as most servers do."""
    text = json.dumps(value, ensure_ascii=False)
    return (text if text.isprintable() else json.dumps(value)).encode()


def sends(value: Any, **how: Any) -> Reply:
    """A reply whose body is `value` as JSON."""
    return Reply(as_json(value), **how)


def good(question: Question) -> Reply:
    """A good answer."""
    return sends(completion(question, question.good))


def refuses(status: int, message: str, code: str | int | None = None, **headers: str) -> Fault:
    """An error of the protocol."""
    error = {"message": message, "type": "error", "param": None, "code": code}
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return lambda _: sends({"error": error}, status=status, headers=pairs)


def page(status: int, title: str, **headers: str) -> Fault:
    """A web page."""
    text = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    pairs = tuple(headers.items())
    return lambda _: Reply(text.encode(), status, "text/html; charset=utf-8", pairs)


def says(change: Callable[[str], Any], **how: Any) -> Fault:
    """A completion whose answer is `change` of the good one."""
    return lambda question: sends(completion(question, change(question.good), **how))


def with_fields(**fields: Any) -> Fault:
    """A good completion with these fields changed; left out where the value is `...`."""

    def changed(question: Question) -> Reply:
        whole = {**completion(question, question.good), **fields}
        return sends({name: value for name, value in whole.items() if value is not ...})

    return changed


def with_usage(**fields: Any) -> Fault:
    """A good completion whose usage is of these fields."""
    return with_fields(usage=fields)


def on_the_wire(**how: Any) -> Fault:
    """A good answer, sent in another way."""
    return lambda question: replace(good(question), **how)


def coded(encoding: str, type_: str, mark: bytes = b"") -> Fault:
    """A good answer in another encoding of text."""

    def sent(question: Question) -> Reply:
        text = json.dumps(completion(question, question.good), ensure_ascii=False)
        return Reply(mark + text.encode(encoding, "replace"), type=type_)

    return sent


def in_half(question: Question, **how: Any) -> Reply:
    """A good answer of which half is sent."""
    whole = good(question)
    return replace(whole, stop=len(whole.body) // 2, **how)


def wrong_bytes(question: Question) -> Reply:
    """A good answer with one byte, in its id, that no UTF-8 has."""
    whole = good(question)
    return replace(whole, body=whole.body.replace(b'"id": "x"', b'"id": "\xff"', 1))


def cut_text(question: Question) -> Reply:
    """A body that breaks off in the middle, and says that it is whole."""
    whole = good(question)
    return replace(whole, body=whole.body[: len(whole.body) // 2])


def twice_said(text: str) -> str:
    """The good answer, with its key and a wrong value before it."""
    return '{"claims": [], ' + text.lstrip()[1:]


def with_claim(**fields: Any) -> Callable[[str], str]:
    """The good answer, with these fields of its first claim changed."""

    def changed(text: str) -> str:
        value = json.loads(text)
        value["claims"] = [{**claim, **fields} for claim in value["claims"]]
        return json.dumps(value)

    return changed


@cache
def _vast() -> bytes:
    return b'{"error": "' + b"x" * BIG + b'"}'


@cache
def _squeezed() -> bytes:
    return gzip.compress(_vast())


def vast(status: int = 200, **how: Any) -> Fault:
    """A body of 50 MB."""
    return lambda _: Reply(_vast(), status, **how)


def bomb(status: int = 200) -> Fault:
    """50 MB, squeezed into 50 kB."""
    return lambda _: Reply(_squeezed(), status, headers=(("Content-Encoding", "gzip"),))


def dated(question: Question) -> Reply:
    """A 429 that names the moment from which on requests are welcome, by a clock that is years behind."""
    now = datetime.datetime(2019, 1, 1, 12, 0, 0, tzinfo=datetime.UTC)
    told = {
        "Date": format_datetime(now, usegmt=True),
        "Retry_After": format_datetime(now + datetime.timedelta(seconds=1), usegmt=True),
    }
    return refuses(429, "Rate limit reached", **told)(question)


def with_key(status: int) -> Fault:
    """An error that repeats the key."""
    return lambda question: refuses(status, f"Incorrect API key provided: {question.key}")(question)


_turns = itertools.count()


def late(question: Question) -> Reply:
    """A good answer, the sooner the later it was asked for, in fours."""
    return replace(good(question), pause=0.1 - 0.03 * (next(_turns) % 4))


REFUSALS: dict[str, Fault] = {
    "429-no-wait": refuses(429, "Rate limit reached"),
    "429-seconds": refuses(429, "Rate limit reached", Retry_After="1"),
    "429-date": dated,
    "429-ten-minutes": refuses(429, "Rate limit reached", Retry_After="600"),
    "429-nonsense-wait": refuses(429, "Rate limit reached", Retry_After="soon"),
    "429-negative-wait": refuses(429, "Rate limit reached", Retry_After="-5"),
    "429-quota": refuses(429, "You exceeded your current quota", "insufficient_quota"),
    "408": refuses(408, "Request timed out"),
    "500": refuses(500, "CUDA out of memory"),
    "500-ansi": refuses(500, f"oh {ANSI} no"),
    "500-key": with_key(500),
    "500-empty": lambda _: Reply(b"", 500, None),
    "502-html": page(502, "502 Bad Gateway"),
    "503": refuses(503, "Loading model"),
    "503-milliseconds": refuses(503, "Loading model", Retry_After_Ms="300"),
    "504-html": page(504, "504 Gateway Time-out"),
    "529": refuses(529, "Overloaded"),
    "200-error": lambda _: sends({"error": {"message": "Provider returned error", "code": 502}}),
    "400": refuses(400, "repetition_penalty must be positive"),
    "400-context": refuses(400, "the request (9000 tokens) exceeds the available context size (4096 tokens)"),
    "413-html": page(413, "413 Request Entity Too Large"),
    "401": with_key(401),
    "403-html": page(403, "403 Forbidden"),
    "404-model": refuses(404, "The model `m` does not exist", "model_not_found"),
    "404-html": page(404, "404 Not Found"),
    "login-page": page(200, "Sign in to the network"),
    "302-login": lambda question: page(302, "Found", Location=f"{question.elsewhere}/login")(question),
    "307-elsewhere": lambda question: page(307, "Moved", Location=f"{question.elsewhere}/v1/chat/completions")(
        question
    ),
}
"""The server, or a proxy before it, says that there will be no answer."""

CONNECTIONS: dict[str, Fault] = {
    "reset": on_the_wire(stop=-1, end="reset"),
    "reset-after-head": on_the_wire(stop=0, end="reset"),
    "reset-in-body": lambda question: in_half(question, end="reset"),
    "closed": on_the_wire(stop=-1, end="close"),
    "short-body": lambda question: replace(
        good(question), length=good(question).told_length + 1000, stop=len(good(question).body), end="close"
    ),
    "cut-chunks": lambda question: in_half(question, chunked=True, end="close"),
    "hang": on_the_wire(stop=-1, end="hang"),
    "hang-in-body": lambda question: in_half(question, end="hang"),
    "byte-a-second": on_the_wire(pace=1.0),
    "late": late,
    "not-http": lambda _: Reply(raw=b"SSH-2.0-OpenSSH_9.6\r\n", end="close"),
    "early-hints": lambda question: replace(
        good(question),
        raw=b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + good(question).head() + good(question).body,
    ),
    "vast-head": on_the_wire(headers=(("X-Trace", "x" * 300_000),)),
}
"""The connection does not carry the answer as it should."""

BODIES: dict[str, Fault] = {
    "empty-body": lambda _: Reply(b""),
    "cut-json": cut_text,
    "body-list": lambda _: sends([{"choices": []}]),
    "body-string": lambda _: sends("ok"),
    "body-number": lambda _: sends(7),
    "body-null": lambda _: sends(None),
    "body-object": lambda _: sends({"detail": "hello"}),
    "event-stream": lambda question: Reply(
        b"data: " + good(question).body + b"\n\ndata: [DONE]\n\n", type="text/event-stream"
    ),
    "latin-1": coded("latin-1", "application/json; charset=iso-8859-1"),
    "latin-1-untold": coded("latin-1", "application/json"),
    "utf-16": coded("utf-16", "application/json; charset=utf-16"),
    "utf-16-untold": coded("utf-16", "application/json"),
    "utf-8-mark": coded("utf-8", "application/json", b"\xef\xbb\xbf"),
    "utf-8-broken": wrong_bytes,
    "charset-unknown": coded("utf-8", "application/json; charset=x-nobody-knows"),
    "type-html": on_the_wire(type="text/html"),
    "type-plain": on_the_wire(type="text/plain; charset=us-ascii"),
    "type-missing": on_the_wire(type=None),
    "deflate": lambda question: replace(
        good(question), body=zlib.compress(good(question).body), headers=(("Content-Encoding", "deflate"),)
    ),
    "br-not-asked-for": on_the_wire(headers=(("Content-Encoding", "br"),), body=b"\x8b\x02\x80hello\x03"),
    "gzip-broken": on_the_wire(headers=(("Content-Encoding", "gzip"),)),
    "vast": vast(),
    "vast-chunked": vast(chunked=True),
    "vast-error": vast(500),
    "vast-bomb": bomb(),
    "vast-bomb-error": bomb(500),
    "vast-content": says(lambda _: "x" * BIG),
    "deep-body": lambda _: Reply(b"[" * DEEP + b"]" * DEEP),
    "nan-body": with_usage(prompt_tokens=math.nan, completion_tokens=math.inf, total_tokens=-math.inf),
    "surrogates-body": with_fields(system_fingerprint="lone \ud800 half", service_tier="\udfff"),
    "number-vast": lambda question: Reply(good(question).body.replace(b'"created": 0', b'"created": ' + b"9" * 9000)),
}
"""The body is not what a chat completion looks like."""

COMPLETIONS: dict[str, Fault] = {
    "choices-missing": with_fields(choices=...),
    "choices-null": with_fields(choices=None),
    "choices-empty": with_fields(choices=[]),
    "choices-object": with_fields(choices={}),
    "choices-strings": with_fields(choices=["?"]),
    "message-missing": with_fields(choices=[{"index": 0, "finish_reason": "stop"}]),
    "content-null": says(lambda _: None),
    "content-empty": says(lambda _: " \n"),
    "content-number": with_fields(choices=[{"message": {"role": "assistant", "content": 7}, "finish_reason": "stop"}]),
    "content-parts": says(lambda text: [{"type": "text", "text": text[:40]}, {"type": "text", "text": text[40:]}]),
    "refusal": says(lambda _: None, refusal=f"I cannot help with that. {ANSI}"),
    "content-filter": says(lambda text: text[:9], finish="content_filter"),
    "length": says(lambda text: text[: len(text) // 2], finish="length"),
    "length-null": says(lambda _: None, finish="length"),
    "finish-null": says(lambda text: text, finish=None),
    "usage-missing": with_fields(usage=...),
    "usage-null": with_fields(usage=None),
    "usage-list": with_fields(usage=[1, 2]),
    "usage-strings": with_usage(prompt_tokens="100", completion_tokens="many", total_tokens=None),
    "usage-negative": with_usage(prompt_tokens=-100, completion_tokens=-1, total_tokens=-101),
    "usage-floats": with_usage(prompt_tokens=100.5, completion_tokens=1e300, total_tokens=1e300),
    "usage-vast": with_usage(prompt_tokens=10**60, completion_tokens=10**60, total_tokens=10**61),
    "names-null": with_fields(id=None, object=None, created=None, model=None),
    "model-ansi": with_fields(model=f"builtin{ANSI}"),
}
"""The chat completion lacks something, or tells nonsense beside the answer."""

ANSWERS: dict[str, Fault] = {
    "think": says(lambda text: f"<think>Is it {{6}}? []\nNo.</think>\n\n{text}"),
    "fence": says(lambda text: f"```json\n{text}\n```"),
    "think-fence": says(lambda text: f"<think>\n</think>\n```\n{text}\n```\n"),
    "text-around": says(lambda text: f"Here are the claims:\n\n{text}\n\nLet me know if you need more."),
    "fence-around": says(lambda text: f"Sure!\n```json\n{text}\n```\nI hope this helps."),
    "twice": says(lambda text: f"{text}\n{text}"),
    "duplicate-keys": says(twice_said),
    "answer-text": says(lambda _: "I found no claims worth mentioning."),
    "answer-list": says(lambda _: "[1, 2]"),
    "answer-string": says(lambda _: '"claims"'),
    "answer-number": says(lambda _: "7"),
    "answer-null": says(lambda _: "null"),
    "answer-word": says(lambda _: '{"claims": "none"}'),
    "answer-cut": says(lambda text: text[: len(text) // 2]),
    "answer-nan": says(with_claim(value=math.nan)),
    "answer-infinity": says(with_claim(value=math.inf)),
    "answer-surrogates": says(with_claim(method="lone \ud800 half")),
    "answer-extra": says(with_claim(note=f"evil {ANSI}", more=[{"deep": None}])),
    "think-surrogates": says(lambda text: f"<think>\ud800 \udfff</think>{text}"),
    "answer-deep": says(lambda _: '{"claims": ' + "[" * DEEP + "]" * DEEP + "}"),
    "answer-vast-number": says(lambda text: text.replace("[", '[{"value": ' + "9" * 9000 + "}, ", 1)),
}
"""The answer itself is not what was asked for."""

FAULTS: dict[str, Fault] = {**REFUSALS, **CONNECTIONS, **BODIES, **COMPLETIONS, **ANSWERS}
"""Every fault by its name."""

MISHAPS: dict[str, Fault] = {**FAULTS, "good": good, "away": on_the_wire(stop=-1, end="leave")}
"""The faults of a single request, one that befalls all, and none at all."""

_POOR = (
    *("500-ansi", "502-html", "401", "400", "login-page", "302-login", "reset", "reset-in-body", "short-body"),
    *("cut-json", "latin-1", "type-html", "nan-body", "vast-chunked", "choices-empty", "content-null", "refusal"),
    *("length", "think", "text-around", "answer-text", "answer-nan"),
)
GROUPS: dict[str, tuple[str, ...]] = {
    "poor": _POOR,
    "mixed": (*_POOR, "429-no-wait", "503", "hang"),
    "vasts": tuple(name for name in BODIES if name.startswith("vast")),
}
"""Faults of many kinds under one name: `poor` such as say nothing of the load, `mixed` with those that do."""
