"""Bodies: what a server may send back, and where a request may go, over real sockets."""

from __future__ import annotations

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx2
import openai
import pytest
import vcr

from claimx.models.bodies import MAX_BYTES, MAX_REDIRECTS, ElsewhereError, TooLargeError, http_client

KEY = "marker-key-of-this-test"
GOOD = {"choices": [{"message": {"role": "assistant", "content": "seven"}, "finish_reason": "stop"}]}
BODY = json.dumps(GOOD).encode()
MIB = 1024 * 1024


class Server:
    """Answers each request with what `reply` gives, head and body as bytes, and keeps what was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[tuple[str, bytes]] = []
        self.sent = 0
        self.reply: Callable[[str], Any] = lambda _: ok(BODY)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = next(
                    (int(li.split(":")[1]) for li in head.splitlines() if li.lower()[:15] == "content-length:"), 0
                )
                self.asked.append((head, await reader.readexactly(length)))
                for piece in self.reply(head):
                    writer.write(piece)
                    await writer.drain()
                    self.sent += len(piece)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.talk, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        listening.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as running:
        yield running


@pytest.fixture
async def other() -> AsyncIterator[Server]:
    """A second server, at another port of the same host."""
    async with serving() as running:
        yield running


def head(status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def ok(body: bytes, status: str = "200 OK", **headers: str) -> list[bytes]:
    return [head(status, Content_Type="application/json", Content_Length=str(len(body)), **headers), body]


def to(location: str, status: str = "307 Temporary Redirect") -> list[bytes]:
    return [head(status, Location=location, Content_Length="0")]


def ask(base_url: str, **headers: str) -> Awaitable[httpx2.Response]:
    """What comes of one question, by openai's client over ours."""

    async def asking() -> httpx2.Response:
        http = http_client(base_url)
        client = openai.AsyncOpenAI(
            base_url=base_url, api_key=KEY, http_client=http, max_retries=0, timeout=10, default_headers=headers
        )
        async with client:
            create = client.chat.completions.with_raw_response.create
            return (await create(model="m", messages=[{"role": "user", "content": "How many?"}])).http_response

    return asking()


async def cause(base_url: str, **headers: str) -> BaseException | None:
    with pytest.raises(openai.APIConnectionError) as caught:
        await ask(base_url, **headers)
    return caught.value.__cause__


def packed(body: bytes, coding: str) -> bytes:
    return gzip.compress(body) if coding == "gzip" else zlib.compress(body)


async def test_an_ordinary_answer_comes_whole(server):
    assert (await ask(server.url)).json() == GOOD
    ((asked, body),) = server.asked
    assert f"authorization: bearer {KEY}" in asked.lower()
    assert json.loads(body)["model"] == "m"


async def test_answers_come_over_one_connection(server):
    async with http_client(server.url) as http:
        for _ in range(3):
            assert (await http.post(f"{server.url}/x", json={})).json() == GOOD
    assert len(server.asked) == 3


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_a_compressed_answer_is_read(server, coding):
    server.reply = lambda _: ok(packed(BODY, coding), Content_Encoding=coding)
    assert (await ask(server.url)).json() == GOOD
    assert "Accept-Encoding: gzip\r\n" in server.asked[0][0]


async def test_what_stands_behind_a_compressed_answer_is_dropped(server):
    server.reply = lambda _: ok(gzip.compress(BODY) + b"junk" * 100_000, Content_Encoding="gzip")
    assert (await ask(server.url)).json() == GOOD


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "x"])
async def test_a_coding_that_was_not_asked_for_is_named(server, coding):
    server.reply = lambda _: ok(b"\x0b\x02\x80", Content_Encoding=coding)
    problem = await cause(server.url)
    assert isinstance(problem, httpx2.DecodingError)
    assert str(problem) == f"its answer is encoded as {coding}, which was not asked for"


async def test_a_badly_compressed_answer_is_told(server):
    server.reply = lambda _: ok(b"no gzip at all", Content_Encoding="gzip")
    assert "badly compressed" in str(await cause(server.url))


async def test_the_longest_body_is_read_and_one_byte_more_is_not(server):
    server.reply = lambda _: ok(BODY + b" " * (MAX_BYTES - len(BODY)))
    assert (await ask(server.url)).json() == GOOD
    server.reply = lambda _: ok(BODY + b" " * (MAX_BYTES - len(BODY) + 1))
    assert isinstance(await cause(server.url), TooLargeError)


async def test_a_length_that_is_too_much_is_refused_unread(server):
    server.reply = lambda _: [head(Content_Length=str(1 << 40))]
    assert str(await cause(server.url)) == "more than 8 MiB"


@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request", "500 Oops", "307 Temporary Redirect"])
async def test_an_endless_body_is_cut_off_and_the_connection_closed(server, status):
    def endless(_):
        yield head(status, Transfer_Encoding="chunked", Location="/v1/x")
        for _ in range(1024):
            yield b"10000\r\n" + b" " * 65536 + b"\r\n"

    server.reply = endless
    assert isinstance(await cause(server.url), TooLargeError)
    assert server.sent < 3 * MAX_BYTES, "what the buffers of both sides hold, and no more"


def bomb(size: int) -> bytes:
    packing = zlib.compressobj(9, wbits=31)
    return b"".join([*(packing.compress(bytes(MIB)) for _ in range(size // MIB)), packing.flush()])


async def test_a_bomb_never_grows_in_memory(server):
    body = bomb(256 * MIB)
    assert len(body) < MIB
    server.reply = lambda _: ok(body, Content_Encoding="gzip")
    tracemalloc.start()
    problem = await cause(server.url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(problem, TooLargeError)
    assert peak < 2 * MAX_BYTES


async def test_a_compressed_body_that_never_comes_to_anything_is_cut_off(server):
    empty = zlib.compressobj(wbits=31)
    begun = empty.compress(b"") + empty.flush(zlib.Z_FULL_FLUSH)

    def endless(_):
        yield head(Transfer_Encoding="chunked", Content_Encoding="gzip")
        piece = empty.flush(zlib.Z_FULL_FLUSH) or b"\x00\x00\x00\xff\xff"
        yield b"%x\r\n%s\r\n" % (len(begun), begun)
        for _ in range(1024):
            yield b"%x\r\n%s\r\n" % (len(piece) * 10_000, piece * 10_000)

    server.reply = endless
    assert isinstance(await cause(server.url), TooLargeError)


@pytest.mark.parametrize(
    "lines",
    [[b"X: " + b"x" * 200_000 + b"\r\n"], [b"X: x\r\n"] * 30_000],
    ids=["a long header", "many headers"],
)
async def test_headers_of_absurd_size_are_refused(server, lines):
    server.reply = lambda _: [b"HTTP/1.1 200 OK\r\n", *lines, b"Content-Length: 0\r\n\r\n"]
    assert isinstance(await cause(server.url), httpx2.RemoteProtocolError)


@pytest.mark.parametrize("status", ["307 Temporary Redirect", "308 Permanent Redirect"])
async def test_a_redirect_on_the_same_server_is_followed_with_body_and_key(server, status):
    server.reply = lambda asked: to("/v1/chat/completions/", status) if "completions HTTP" in asked else ok(BODY)
    assert (await ask(server.url)).json() == GOOD
    (_, first), (again, second) = server.asked
    assert again.startswith("POST /v1/chat/completions/ ")
    assert f"authorization: bearer {KEY}" in again.lower()
    assert first == second


async def test_a_server_that_points_in_circles_is_given_up(server):
    server.reply = lambda _: to("/v1/chat/completions")
    assert isinstance(await cause(server.url), httpx2.TooManyRedirects)
    assert len(server.asked) == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "user:password@127.0.0.1", "127.1"])
async def test_nothing_is_sent_to_another_place(server, other, status, host):
    place = other.url.replace("127.0.0.1", host)
    server.reply = lambda _: to(f"{place}/chat/completions?key={KEY}", status)
    problem = await cause(server.url, api_key=KEY, Cookie=f"key={KEY}")
    assert isinstance(problem, ElsewhereError)
    bare = place.removesuffix("/v1").replace("user:password@", "")
    assert str(problem) == f"it points to {bare}, another place"
    assert other.asked == []


@pytest.mark.parametrize(
    "location",
    [
        "//{other}/v1",
        "https://{here}/v1",
        "http:///{other}/v1",
        "\\\\{other}\\v1",
        "http://{here}@{other}/v1",
        "http://{other}#@{here}/",
        "http:{other}",
        "ftp://{here}/",
        "file:///etc/passwd",
        "http://localhost:{port}/v1",
    ],
)
async def test_no_spelling_of_a_place_gets_round_that(server, other, location):
    here, there = (s.url.removeprefix("http://").removesuffix("/v1") for s in (server, other))
    place = location.format(other=there, here=here, port=here.split(":")[1])
    server.reply = lambda asked: to(place) if len(server.asked) < 2 else ok(BODY)
    with suppress(openai.APIConnectionError):
        await ask(server.url)
    assert server.asked
    assert other.asked == []


async def test_the_password_of_a_url_goes_nowhere_else_either(server, other):
    server.reply = lambda _: to(f"{other.url}/chat/completions")
    assert isinstance(await cause(server.url.replace("//", "//user:sesame@")), ElsewhereError)
    assert other.asked == []


async def test_a_name_in_another_case_is_the_same_place():
    http = http_client("HTTP://Example.ORG/v1")
    (hook,) = http.event_hooks["request"]
    await hook(httpx2.Request("POST", "http://example.org:80/v1/x"))
    with pytest.raises(ElsewhereError):
        await hook(httpx2.Request("POST", "http://example.org:8080/v1/x"))
    await http.aclose()


async def test_proxies_of_the_environment_are_used(server, other, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", other.url.removesuffix("/v1"))
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert (await ask("http://claimx.invalid/v1")).json() == GOOD
    assert other.asked[0][0].startswith("POST http://claimx.invalid/v1/chat/completions ")


async def test_cassettes_record_and_replay_what_went_over_the_wire(server, tmp_path):
    server.reply = lambda _: ok(gzip.compress(BODY), Content_Encoding="gzip")
    cassette = str(tmp_path / "tape.yaml")
    with vcr.use_cassette(cassette, record_mode="once"):
        assert (await ask(server.url)).json() == GOOD
    with vcr.use_cassette(cassette, record_mode="none"):
        assert (await ask(server.url)).json() == GOOD
    assert len(server.asked) == 1
