"""A server that makes every fault there is: `python -m servers.faults --port 0`, a process of its own on loopback.

The model's name in a request says what becomes of it, in plain words:

    502-html                      every request
    502-html first 2              the first two requests of each question, whatever its mode or its re-asks
    502-html on Oxbow             questions about papers whose title holds the word
    502-html first 2 on Oxbow     the first two of each question, and all that are about such a paper
    502-html after 3              all but the first three requests of this model
    502-html for 1                one request in all; with `after`, the one behind those
    502-html, reset one in 3      a third of the requests, by a hash of each, with one of these faults
    mixed one in 3                the same with faults of many kinds
    good taking 0.05              every answer takes so many seconds more

Faults are named in fault_catalogue.py. GET /counts tells what was asked, DELETE /counts forgets it, GET /v1/models
answers as any server. A second port is another host: what comes there is counted as `elsewhere`.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import re
import socket
import struct
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from servers.fault_catalogue import GROUPS, MISHAPS, Question, Reply, sends

__all__ = ["Plan", "Server"]

AWAY_SECONDS = 0.4
"""How long the server is gone where it goes."""
_PLAN = re.compile(
    r"(?P<faults>[^ ,]+(?:, [^ ,]+)*)(?: first (?P<first>\d+))?(?: on (?P<word>\S+))?"
    r"(?: after (?P<after>\d+))?(?: for (?P<total>\d+))?(?: one in (?P<share>\d+))?(?: taking (?P<pause>[\d.]+))?"
)


@dataclass(frozen=True)
class Plan:
    """Which requests get which fault, as a model's name says."""

    faults: tuple[str, ...]
    first: int | None = None
    word: str | None = None
    after: int = 0
    total: int | None = None
    share: int = 1
    pause: float = 0.0

    @classmethod
    def of(cls, model: str) -> Plan | None:
        """The plan that a model's name tells, or None."""
        found = _PLAN.fullmatch(model)
        named = found["faults"].split(", ") if found else []
        faults = tuple(fault for name in named for fault in GROUPS.get(name, (name,)))
        if found is None or not set(faults) <= set(MISHAPS):
            return None
        numbers = {name: int(found[name]) for name in ("first", "after", "total", "share") if found[name]}
        return cls(faults, word=found["word"], pause=float(found["pause"] or 0), **numbers)

    def fault(self, question: Question, nth_of_all: int, made: int) -> str:
        """The name of the fault that a request gets, `made` of them having been made; `good` for none."""
        drawn = int.from_bytes(hashlib.sha256(f"{question.name} {question.nth}".encode()).digest()[:8])
        meant = (
            self._about(question)
            and nth_of_all > self.after
            and (self.total is None or made < self.total)
            and drawn % self.share == 0
        )
        return self.faults[drawn // self.share % len(self.faults)] if meant else "good"

    def _about(self, question: Question) -> bool:
        if self.first is None and self.word is None:
            return True
        return question.nth <= (self.first or 0) or (self.word is not None and self.word in question.title)


@dataclass
class Counts:
    """What was asked: requests of each model and question, faults of each model, and who asked elsewhere."""

    questions: dict[str, Counter[str]] = field(default_factory=dict)
    faults: dict[str, Counter[str]] = field(default_factory=dict)
    elsewhere: list[dict[str, Any]] = field(default_factory=list)
    now: int = 0
    most: int = 0
    """The most requests that were under way at once."""

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {"questions": self.questions, "faults": self.faults, "elsewhere": self.elsewhere, "most": self.most}


@dataclass(frozen=True)
class Request:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def key(self) -> str:
        """The key that it carries."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")


class Server:
    """Both listeners, what they counted, and the connections that are open."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.port, self.elsewhere_port = 0, 0
        self._open: set[asyncio.StreamWriter] = set()
        self._listener: asyncio.Server | None = None

    async def start(self, port: int) -> None:
        """Listen."""
        other = await asyncio.start_server(self._elsewhere, "127.0.0.1", 0, backlog=256)
        self.elsewhere_port = other.sockets[0].getsockname()[1]
        await self._listen(port)

    async def _listen(self, port: int) -> None:
        self._listener = await asyncio.start_server(self._connected, "127.0.0.1", port, backlog=256)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def _leave(self) -> None:
        """Be gone for a while: nobody listens, and every connection is reset."""
        if self._listener is None:
            return
        listener, self._listener = self._listener, None
        for sock in listener.sockets:
            asyncio.get_running_loop().remove_reader(sock)
        await asyncio.sleep(0.01)  # a connection that was accepted just now would be forgotten by a closed listener
        listener.close()
        for wire in list(self._open):
            _reset(wire)
        await asyncio.sleep(AWAY_SECONDS)
        await self._listen(self.port)

    async def _elsewhere(self, reader: asyncio.StreamReader, wire: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            if request := await _read(reader):
                self.counts.elsewhere.append(
                    {"path": request.path, "key": request.key, "headers": dict(request.headers)}
                )
                await _send(wire, reader, Reply(b"{}"))
            wire.close()

    async def _connected(self, reader: asyncio.StreamReader, wire: asyncio.StreamWriter) -> None:
        self._open.add(wire)
        try:
            while request := await _read(reader):
                reply = self._counted(request)
                self.counts.now += 1
                self.counts.most = max(self.counts.most, self.counts.now)
                try:
                    await _send(wire, reader, reply)
                finally:
                    self.counts.now -= 1
                if reply.end == "leave":
                    await self._leave()
                if reply.end != "keep":
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # a client that was killed, or that lost its patience
        finally:
            self._open.discard(wire)
            wire.close()

    def _counted(self, request: Request) -> Reply:
        match request.method, request.path:
            case "GET", "/counts":
                return sends(self.counts.told())
            case "DELETE", "/counts":
                self.counts = Counts(now=self.counts.now)
                return sends({})
            case "GET", "/v1/models":
                return sends({"object": "list", "data": [{"id": "good", "object": "model"}]})
            case "POST", "/v1/chat/completions":
                return self._completed(request)
            case _:
                return MISHAPS["404-html"](Question({"messages": []}))

    def _completed(self, request: Request) -> Reply:
        body = json.loads(request.body)
        model = body["model"]
        plan = Plan.of(model)
        if plan is None:
            return MISHAPS["404-model"](Question(body))
        asked = self.counts.questions.setdefault(model, Counter())
        name = Question(body).name
        asked[name] += 1
        question = Question(body, asked[name], f"http://127.0.0.1:{self.elsewhere_port}", request.key)
        made = self.counts.faults.setdefault(model, Counter())
        fault = plan.fault(question, asked.total(), made.total() - made["good"])
        made[fault] += 1
        reply = MISHAPS[fault](question)
        return replace(reply, pause=reply.pause + plan.pause)


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection, or None at its end."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *rest = head.strip().split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    method, path, _ = first.split(" ")
    return Request(method, path, headers, await reader.readexactly(int(headers.get("content-length", 0))))


async def _send(wire: asyncio.StreamWriter, reader: asyncio.StreamReader, reply: Reply) -> None:
    """Put a reply on the wire, and leave the connection as it says."""
    if reply.pause:
        await asyncio.sleep(reply.pause)
    if reply.raw is not None:
        wire.write(reply.raw)
    elif reply.stop != -1:
        wire.write(reply.head())
        await _send_body(wire, reader, reply)
    await wire.drain()
    match reply.end:
        case "hang":
            await reader.read(1)  # until the client goes
        case "reset":
            await asyncio.sleep(0.01)  # what was sent arrives first
            _reset(wire)
        case _:
            pass


async def _send_body(wire: asyncio.StreamWriter, reader: asyncio.StreamReader, reply: Reply) -> None:
    body = reply.body if reply.stop is None else reply.body[: reply.stop]
    if reply.pace:
        for byte in body:
            wire.write(bytes([byte]))
            with suppress(TimeoutError):
                if not await asyncio.wait_for(reader.read(1), reply.pace):
                    return
    elif reply.chunked:
        for start in range(0, len(body), 65_536):
            piece = body[start : start + 65_536]
            wire.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await wire.drain()
        if reply.end == "keep":
            wire.write(b"0\r\n\r\n")
    else:
        for start in range(0, len(body), 1 << 20):
            wire.write(body[start : start + (1 << 20)])
            await wire.drain()


def _reset(wire: asyncio.StreamWriter) -> None:
    """Close with RST in place of FIN."""
    sock: socket.socket = wire.get_extra_info("socket")
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.transport.abort()


async def _main(port: int) -> None:
    server = Server()
    await server.start(port)
    print(f"http://127.0.0.1:{server.port}/v1", file=sys.stderr, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    with suppress(KeyboardInterrupt):
        asyncio.run(_main(parser.parse_args().port))
