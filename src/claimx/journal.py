"""The journal of a run: every exchange with the model, appended and flushed to disk before it counts.

A line is `{"exchange", "at", "paper_id", "seconds", "frame", "messages", "response"}`. What all requests share (the
system message, the schema, the sampling) stands once, in a line `{"frame", "body"}`, and is named by its hash: so a
request can be rebuilt whole and the file stays small. A line `{"forgotten"}` names papers: what stands about them above
it is recalled no more. Headers, and with them the key, never come here.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from claimx.errors import RunError
from claimx.tokens import token_counts

__all__ = ["Journal", "Recorded"]


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


@dataclass(frozen=True, slots=True)
class Recorded:
    """An exchange as it stands in the journal: its id, the request's body and the response."""

    exchange: str
    body: Mapping[str, Any]
    response: Mapping[str, Any]


class Journal:
    """The exchanges of one run folder: recalled by id, recorded by appending. Holds an index in memory, not the
    answers.
    """

    def __init__(self, path: Path) -> None:
        """Open or begin the journal at `path`; a torn last line, left by a kill, is cut off. RunError where it cannot
        be.
        """
        self.path = path
        self._index = _Index()
        try:
            with ExitStack() as opened:
                self._end = opened.enter_context(path.open("ab", buffering=0))
                self._file = opened.enter_context(path.open("rb"))
                self._whole = self._read_index()
                self._end.truncate(self._whole)
                self._opened = opened.pop_all()
        except OSError as problem:
            raise RunError(str(path), f"cannot be written ({problem.strerror}): name another folder with -o.") from None

    def __len__(self) -> int:
        """How many exchanges it holds, those included that are not recalled."""
        return self._index.count

    @property
    def usage(self) -> dict[str, int | None]:
        """Tokens of all exchanges that it holds: prompt_tokens, cached_tokens, completion_tokens; null where no
        response tells.
        """
        return dict(self._index.usage)

    def recall(self, exchange_id: str) -> Mapping[str, Any] | None:
        """The response recorded under this id, or None."""
        place = self._index.places.get(exchange_id)
        if place is None:
            return None
        response: Mapping[str, Any] = self._line(place)["response"]
        return response

    def answers(self, paper_id: str) -> Iterator[Recorded]:
        """The exchanges about a paper that are recalled, in the order in which they were recorded."""
        for line in self._lines_about(paper_id):
            frame = self._frame(line["frame"])
            body = {**frame, "messages": [*frame["messages"], *line["messages"]]}
            yield Recorded(line["exchange"], body, line["response"])

    def frames(self, paper_id: str) -> list[Mapping[str, Any]]:
        """How a paper was asked about: what its requests that are recalled share with others (schema, sampling), each
        once, in the order in which they were recorded.
        """
        names = dict.fromkeys(line["frame"] for line in self._lines_about(paper_id))
        return [self._frame(name) for name in names]

    def record(self, exchange: _Exchange) -> None:
        """Append the exchange; it is on disk when this returns. RunError where there is no room."""
        frame, messages = _framed(exchange.body)
        name = hashlib.sha256(json.dumps(frame, sort_keys=True).encode()).hexdigest()[:12]
        if name not in self._index.frames:
            self._append({"frame": name, "body": frame})
        line = {
            "exchange": exchange.id,
            "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "paper_id": exchange.paper_id,
            "seconds": exchange.seconds,
            "frame": name,
            "messages": messages,
            "response": dict(exchange.response),
        }
        self._append(line)

    def forget(self, paper_ids: Iterable[str]) -> int:
        """Recall no more what stands here about these papers, now and after a restart; of how many there was any.

        The lines stay. RunError where there is no room.
        """
        forgotten = [paper_id for paper_id in dict.fromkeys(paper_ids) if any(self._index.recalled(paper_id))]
        if forgotten:
            self._append({"forgotten": forgotten})
        return len(forgotten)

    def close(self) -> None:
        """Close the file."""
        self._opened.close()

    def _append(self, line: Mapping[str, Any]) -> None:
        rest = json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
        place, length = self._whole, len(rest)
        try:
            if self._end.seek(0, os.SEEK_END) != place:  # what an earlier mishap left could not be cut off then
                self._end.truncate(place)
            while rest:
                rest = rest[self._end.write(rest) :]
            os.fsync(self._end.fileno())
        except OSError as problem:
            with suppress(OSError):  # half a line would make damage of what another task appends behind it
                self._end.truncate(place)
            reason = f"cannot be written ({problem.strerror}): make room and run the same command again."
            raise RunError(str(self.path), reason) from None
        self._index.add(line, place)
        self._whole += length

    def _lines_about(self, paper_id: str) -> Iterator[dict[str, Any]]:
        places = self._index.places
        return (self._line(place) for place in sorted({places[name] for name in self._index.recalled(paper_id)}))

    def _frame(self, name: str) -> dict[str, Any]:
        body: dict[str, Any] = self._line(self._index.frames[name])["body"]
        return body

    def _line(self, place: int) -> dict[str, Any]:
        try:
            self._file.seek(place)
            value = _value(self._file.readline())
        except OSError:
            value = None
        if not isinstance(value, dict):
            raise RunError(str(self.path), "was changed while it was in use: run the same command again.")
        return value

    def _read_index(self) -> int:
        """Find the exchanges; gives the place behind the last whole line. A torn last line does not count; any other
        that cannot be read is damage, and is told.
        """
        place = 0
        for number, line in enumerate(self._file, 1):
            if not self._index.add(_value(line), place):
                if self._file.peek(1):
                    raise RunError(f"{self.path}:{number}", "is damaged: restore it, or begin anew with --fresh.")
                return place
            place += len(line)
        return place


class _Index:
    """Where what stands, without the answers themselves."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        """Id of an exchange that is recalled -> the place of its line."""
        self.papers: defaultdict[str, list[str]] = defaultdict(list)
        """Id of a paper -> the ids of its exchanges."""
        self.frames: dict[str, int] = {}
        """Name of a frame -> the place of its line."""
        self.count = 0
        self.usage: dict[str, int | None] = dict.fromkeys(token_counts({}))

    def add(self, line: object, place: int) -> bool:
        """Take in a line that stands at `place`; False where it is none of a journal."""
        match line:
            case {"exchange": str(name), "paper_id": str(paper_id), "frame": str(frame), "response": dict(response)}:
                if frame not in self.frames:
                    return False
                self.count += 1
                self._spend(response)
                self.places[name] = place
                self.papers[paper_id].append(name)
            case {"frame": str(name), "body": {"messages": list()}}:
                self.frames[name] = place
            case {"forgotten": [*paper_ids]}:
                for paper_id in paper_ids:
                    for name in self.papers.pop(paper_id, ()):
                        self.places.pop(name, None)
            case _:
                return False
        return True

    def recalled(self, paper_id: str) -> Iterator[str]:
        """The ids of a paper's exchanges that are recalled."""
        return (name for name in self.papers.get(paper_id, ()) if name in self.places)

    def _spend(self, response: Mapping[str, Any]) -> None:
        for name, count in token_counts(response).items():
            if count is not None:
                self.usage[name] = (self.usage[name] or 0) + count


def _value(line: bytes) -> object:
    try:
        return json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None


def _framed(body: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """A request's body as what all requests share (system message, schema, sampling) and this one's own messages."""
    messages = list(body["messages"])
    shared = [messages.pop(0)] if messages and messages[0]["role"] == "system" else []
    return {**{k: v for k, v in body.items() if k != "messages"}, "messages": shared}, messages
