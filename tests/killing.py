"""Runs that are killed at random moments, again and again, until they end: they must leave what one clean run leaves.

By hand: python tests/killing.py 200 [SEED]

Every run is a process of its own against a server that is slow, loses requests and answers nonsense now and then. It
is killed with SIGKILL after a random time, after a random number of answers, or by itself in the middle of a random
write, with a random part of it on the disk. Then the same command is given again, until it ends.
"""

from __future__ import annotations

import io
import itertools
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claimx.fence import unfenced
from claimx.models.exchanges import request_digest
from servers.faulty import Body, Faulty, Reply, claims, misbehaving, reads, refuses, says

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("daily_papers_*.txt"))
LISTS = ("papers", "claims", "rejected", "ledger", "failures")
PAPERS = 10

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(
    [
        *("claimx.api", "claimx.cli.run", "claimx.cli.progress", "claimx.pipeline", "claimx.snapshots"),
        *("claimx.reports.folder", "openai.resources.chat"),
    ]
)


def by_its_paper(seed: int) -> Any:
    """A script for a server: what becomes of a question depends on its paper and no chance, but for the time it takes
    and for what the transport loses, which the answers do not show.
    """
    lottery, lock = random.Random(seed), threading.Lock()
    known: dict[str, Reply] = {}

    def script(body: Body) -> Reply:
        paper = _paper(body)
        if paper is None:
            return reads(body)  # a summary
        depth = sum(message["role"] == "assistant" for message in body["messages"])
        luck = random.Random(f"{seed} {paper} {depth}").random()
        with lock:
            pause, lost = lottery.uniform(0, 0.03), lottery.random() < 0.1
        time.sleep(pause)
        if depth == 0 and luck < 0.1:
            return says(None, refusal="I would rather not.")
        if depth == 0 and luck < 0.2:
            return says('{"claims": [{"quote": "cut', finish="length")
        if lost:
            return refuses(502, "try again", Retry_After="0")
        if depth == 0 and luck < 0.4:
            return says("There are none, I think.")  # asked again, with depth 1
        if luck < 0.7:
            return claims({"quote": "not in the text", "method": "x", "metric": "y", "kind": "qualitative"})
        digest = request_digest(body)
        return known.get(digest) or known.setdefault(digest, reads(body))

    return script


def _paper(body: Body) -> str | None:
    """The title of the paper that is asked about."""
    found = (unfenced(message["content"]) for message in body["messages"] if message["role"] == "user")
    return next((paper[0] for paper in found if paper), None)


class _Dying(io.FileIO):
    """A file whose process dies in the middle of one of its writes, counted over all files."""

    lives, luck = 0, random.Random()

    def write(self, data: Any) -> int:
        if not _survives():
            super().write(bytes(data)[: self.luck.randrange(len(data) + 1)])
            os.kill(os.getpid(), signal.SIGKILL)
        return super().write(data)


def _survives() -> bool:
    _Dying.lives -= 1
    return _Dying.lives != 0


def _die_in_write(number: int, seed: int) -> None:
    """Let this process die in the write, or the putting in place, of this number."""
    _Dying.lives, _Dying.luck = number, random.Random(seed)
    replaced, opened = Path.replace, Path.open

    def replace(self: Path, target: Path) -> Path:
        if not _survives():
            os.kill(os.getpid(), signal.SIGKILL)
        return replaced(self, target)

    def open_(self: Path, mode: str = "r", buffering: int = -1, **options: Any) -> Any:
        if mode == "ab":
            return _Dying(self, "ab")
        if mode == "w":
            return io.TextIOWrapper(io.BufferedWriter(_Dying(self, "w")), **options)
        return opened(self, mode, buffering, **options)

    Path.replace, Path.open = replace, open_  # type: ignore[method-assign,assignment]


def command(arguments: list[str], environment: dict[str, str], die_in_write: int, seed: int) -> None:
    """claimx, in a process of its own."""
    os.environ.update(environment)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    if die_in_write:
        _die_in_write(die_in_write, seed)
    from claimx.cli import app

    app(arguments)


@dataclass
class Kills:
    """What came of it."""

    how: Counter[str] = field(default_factory=Counter)
    """The kills, by the way of killing."""
    torn: Counter[str] = field(default_factory=Counter)
    """How often a file was left with a torn last line or half written."""
    runs: int = 0
    """Runs that ended."""
    asked: int = 0
    """Requests that the server got."""

    @property
    def number(self) -> int:
        return self.how.total()


@dataclass
class Killing:
    """A place for runs, a server, and the means to start, kill and compare them."""

    place: Path
    faulty: Faulty
    luck: random.Random
    kills: Kills = field(default_factory=Kills)

    def start(self, out: Path, *, die_in_write: int = 0) -> Any:
        """The same command each time, in a process of its own."""
        to = ["--base-url", self.faulty.base_url, "-m", "m", "-c", "4", "--limit", str(PAPERS), "-q"]
        arguments = ["run", *map(str, EXAMPLES), "-o", str(out), *to]
        environment = {"CLAIMX_CACHE": str(out.with_name(f"{out.name}-cache"))}
        seed = self.luck.randrange(2**31)
        process = _PROCESSES.Process(target=command, args=(arguments, environment, die_in_write, seed))
        process.start()
        return process

    def clean(self) -> Path:
        """A run that nobody kills."""
        out = self.place / "clean"
        process = self.start(out)
        process.join()
        assert process.exitcode in (0, 3)
        return out

    def one_run(self, out: Path, most: int) -> None:
        """The same command, killed up to `most` times, until it ends."""
        left = most
        while True:
            held, before = journalled(out), len(self.faulty.asked)
            exitcode = self._once(out, killed=left > 0)
            again = {request_digest(body) for body in self.faulty.asked[before:]} & held
            assert not again, f"asked again in spite of an answer in the journal: {again}"
            assert held <= journalled(out), "an answer got lost"
            if exitcode in (0, 3):
                self.kills.runs += 1
                return
            assert exitcode == -signal.SIGKILL, exitcode
            left -= 1
            self.kills.torn.update(torn(out))

    def _once(self, out: Path, *, killed: bool) -> int:
        """Start it and, most often, kill it; how it ended."""
        how = self.luck.choice(["after a time", "after an answer", "in a write"]) if killed else ""
        process = self.start(out, die_in_write=self.luck.randint(1, 60) if how == "in a write" else 0)
        if how == "after a time":
            process.join(self.luck.uniform(0, 1.2))
        elif how == "after an answer":
            goal = len(self.faulty.asked) + self.luck.randint(1, 20)
            while process.is_alive() and len(self.faulty.asked) < goal:
                process.join(0.001)
        if how and how != "in a write":
            process.kill()
        process.join()
        if process.exitcode == -signal.SIGKILL:
            self.kills.how[how] += 1
        return process.exitcode

    def compare(self, out: Path, clean: Path) -> None:
        """The lists, the tables, the counts and the tokens are those of the clean run."""
        for name in [*(f"{name}.jsonl" for name in LISTS), *(f"tables/{p.name}" for p in clean.glob("tables/*"))]:
            assert (out / name).read_bytes() == (clean / name).read_bytes(), f"{out / name} differs"
        runs = [json.loads((folder / "run.json").read_text()) for folder in (out, clean)]
        for name in ("status", "counts", "tokens", "mode"):
            assert runs[0][name] == runs[1][name], name
        assert not list(out.glob(".*.part"))
        assert journalled(out) == journalled(clean)


def journalled(out: Path) -> set[str]:
    """The exchanges that a journal holds, in whole lines."""
    return {line["exchange"] for line in _whole_lines(out / "journal.jsonl") if "exchange" in line}


def _whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    return (json.loads(line) for line in lines if line.endswith(b"\n"))


def torn(out: Path) -> Iterator[str]:
    """The files that a kill left unfinished."""
    for path in out.glob("*.jsonl"):
        if not (path.read_bytes() or b"\n").endswith(b"\n"):
            yield path.name
    for path in out.rglob(".*.part"):
        yield path.name


def killed_again_and_again(times: int, seed: int, place: Path) -> Kills:
    """Runs, killed `times` times in all, each compared with a clean one; AssertionError where one leaves anything else,
    or where a request was sent again whose answer was in the journal.
    """
    with misbehaving() as faulty:
        faulty.on("m", by_its_paper(seed))
        killing = Killing(place, faulty, random.Random(seed))
        clean = killing.clean()
        assert {path.stat().st_size > 0 for path in clean.glob("*.jsonl")} == {True}
        for number in itertools.count():
            most = times - killing.kills.number
            out = place / f"run-{number}"
            killing.one_run(out, most)
            killing.compare(out, clean)
            if killing.kills.number >= times:
                killing.kills.asked = len(faulty.asked)
                return killing.kills
    raise AssertionError("not reached")


def main(times: int, seed: int) -> None:
    """Tell how it went."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        kills = killed_again_and_again(times, seed, Path(folder))
    print(f"{kills.number} kills ({dict(kills.how)}) in {kills.runs} runs, {time.monotonic() - began:.0f} s")
    print(f"left unfinished on the disk: {dict(kills.torn)}")
    print(f"{kills.asked} requests, none repeated whose answer was in the journal")
    print("every run left what one clean run leaves")


if __name__ == "__main__":
    main(int(sys.argv[1]), int((sys.argv[2:] or ["1"])[0]))
