"""The journal of a run: every exchange with the model, appended and flushed to disk before it counts.

A line is `{"exchange", "at", "paper_id", "seconds", "frame", "messages", "response"}`. What all requests share (the
system message, the schema, the sampling) stands once, in a line `{"frame", "body"}`, and is named by its hash: so a
request can be rebuilt whole and the file stays small. Headers, and with them the key, never come here.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Protocol

from claimx.errors import RunError

__all__ = ["Journal"]


class _Exchange(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def paper_id(self) -> str: ...
    @property
    def body(self) -> Mapping[str, Any]: ...
    @property
    def response(self) -> Mapping[str, Any]: ...
    @property
    def seconds(self) -> float: ...


class Journal:
    """The exchanges of one run folder: recalled by id, recorded by appending. Holds an index in memory, not the
    answers.
    """

    def __init__(self, path: Path) -> None:
        """Open or begin the journal at `path`; a torn last line, left by a kill, is cut off. RunError where it cannot
        be.
        """
        self.path = path
        self._places: dict[str, int] = {}
        self._frames: set[str] = set()
        try:
            with ExitStack() as opened:
                self._end = opened.enter_context(path.open("ab", buffering=0))
                self._file = opened.enter_context(path.open("rb"))
                self._index()
                self._opened = opened.pop_all()
        except OSError as problem:
            raise RunError(str(path), f"cannot be written ({problem.strerror}): name another folder with -o.") from None

    def __len__(self) -> int:
        """How many exchanges it holds."""
        return len(self._places)

    def recall(self, exchange_id: str) -> Mapping[str, Any] | None:
        """The response recorded under this id, or None."""
        place = self._places.get(exchange_id)
        if place is None:
            return None
        self._file.seek(place)
        response: Mapping[str, Any] = json.loads(self._file.readline())["response"]
        return response

    def record(self, exchange: _Exchange) -> None:
        """Append the exchange; it is on disk when this returns."""
        frame, messages = _framed(exchange.body)
        name = hashlib.sha256(json.dumps(frame, sort_keys=True).encode()).hexdigest()[:12]
        if name not in self._frames:
            self._append({"frame": name, "body": frame})
            self._frames.add(name)
        line = {
            "exchange": exchange.id,
            "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "paper_id": exchange.paper_id,
            "seconds": exchange.seconds,
            "frame": name,
            "messages": messages,
            "response": exchange.response,
        }
        self._places[exchange.id] = self._append(line)

    def close(self) -> None:
        """Close the file."""
        self._opened.close()

    def _append(self, line: Mapping[str, Any]) -> int:
        place = self._end.seek(0, os.SEEK_END)
        rest = json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
        try:
            while rest:
                rest = rest[self._end.write(rest) :]
            os.fsync(self._end.fileno())
        except OSError as problem:
            with suppress(OSError):  # half a line would make damage of what another task appends behind it
                self._end.truncate(place)
            reason = f"cannot be written ({problem.strerror}): make room and run the same command again."
            raise RunError(str(self.path), reason) from None
        return place

    def _index(self) -> None:
        """Find the exchanges. A torn last line is cut off; any other that cannot be read is damage, and is told."""
        place = 0
        for number, line in enumerate(self._file, 1):
            match _value(line):
                case {"exchange": str(exchange_id), "response": dict()}:
                    self._places[exchange_id] = place
                case {"frame": str(name), "body": dict()}:
                    self._frames.add(name)
                case _ if self._file.peek(1):
                    raise RunError(f"{self.path}:{number}", "is damaged: restore it, or begin anew with --fresh.")
                case _:
                    self._end.truncate(place)
            place += len(line)


def _value(line: bytes) -> object:
    try:
        return json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None


def _framed(body: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """A request's body as what all requests share (system message, schema, sampling) and this one's own messages."""
    messages = list(body["messages"])
    shared = [messages.pop(0)] if messages and messages[0]["role"] == "system" else []
    return {**{k: v for k, v in body.items() if k != "messages"}, "messages": shared}, messages
