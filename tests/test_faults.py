"""Every fault of docs/faults.md, made on the wire by a process of its own, and what `claimx run` makes of it."""

from __future__ import annotations

import functools
import json
import os
import random
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args

import pytest

from claimx.errors import FailureKind
from claimx.models.breaker import Breaker
from claimx.models.sending import Sender
from commands import KEY, claimx, lines
from servers.fault_catalogue import BIG, FAULTS, GROUPS
from servers.running import FaultServer, making_faults

PAGE = """Daily Papers

Tamarack: Sparse Adapters

Tamarack raises accuracy on GSM8K by 4.2 points over LoRA. It matches full fine-tuning on MMLU.

  • 6 authors
·
Feb 26, 2026 3

Oxbow: Two-Bit Weights

Oxbow decodes 2.6x faster than FP16 inference. Oxbow brings perplexity on WikiText-2 down from 8.94 to 6.81.

  • 2 authors
·
Feb 24, 2026 11

Kärrn: Routing by Length

Kärrn raises accuracy on MMLU by 3.1 points over dense routing.

  • 4 authors
·
Feb 23, 2026 5

Gleaner: Query-Aware Pooling

Gleaner halves the size of the index. Gleaner improves recall on HotpotQA by 6.2 points over mean pooling.

  • 5 authors
·
Feb 22, 2026 7
"""
T = TypeVar("T")
TAMARACK, OXBOW = "Tamarack: Sparse Adapters", "Oxbow: Two-Bit Weights"
DOCS = Path(__file__).parents[1] / "docs" / "faults.md"
KINDS = {f"`{kind}`" for kind in get_args(FailureKind)}
HANGING = {"hang", "hang-in-body", "byte-a-second"}
"""Faults that take as long as the client lets them."""
TOLD_SECONDS = {"429-seconds": 1, "429-date": 1, "503-milliseconds": 0.3}
"""Faults that say when the server wants to be asked again."""


class Row(NamedTuple):
    """A row of the tables in docs/faults.md: a fault, what it comes to where it passes, where it stays for one paper,
    and where it stays for all; failures by their kind.
    """

    name: str
    happens: str
    once: str
    stays: str
    exit_for_one: int
    exit_for_all: int


def rows() -> list[Row]:
    row = r"^\| `([\w-]+)` \| (.+) \| (.+) \| (.+) \| (\d) \| (\d) \|$"
    found = re.findall(row, DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    return [Row(*words, int(for_one), int(for_all)) for *words, for_one, for_all in found]


TABLE = rows()
HELD: set[str] = set()
"""The mishaps of the second table that a test holds."""


def holds(mishap: str) -> Callable[[T], T]:
    """The test holds this row of the second table."""
    HELD.add(mishap)
    return lambda test: test


EVERY_ROW = pytest.mark.parametrize("row", TABLE, ids=[row.name for row in TABLE])


@dataclass(frozen=True)
class Outcome:
    """How a run ended, what it wrote and what the server counted."""

    exit_code: int
    stderr: str
    folder: Path
    asked: dict[str, int]
    """Requests of each question: of the title of the paper."""
    faults: dict[str, int]
    """Requests that met each fault."""
    seconds: float

    def lines(self, name: str) -> list[dict[str, Any]]:
        return lines(self.folder / f"{name}.jsonl")

    @property
    def claims(self) -> list[dict[str, Any]]:
        """The claims, without what names the request that brought them."""
        return [{**claim, "provenance": None} for claim in self.lines("claims")]

    @property
    def failures(self) -> dict[str, dict[str, Any]]:
        """The records of failed papers by title."""
        return {failure["title"]: failure for failure in self.lines("failures")}


@pytest.fixture(scope="module")
def process() -> Iterator[FaultServer]:
    with making_faults() as server:
        yield server


@pytest.fixture
def server(process) -> FaultServer:
    """The server of faults, with nothing counted yet."""
    process.forget()
    return process


trusted = functools.cache(ssl.create_default_context)


@pytest.fixture(autouse=True)
def _hurried(tmp_path, monkeypatch):
    """An empty working directory with a page of four papers; and pauses that are a small part of what they are, the
    disk's and those of loading the authorities' certificates included: hundreds of runs are made here.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(ssl, "create_default_context", trusted)
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "first_wait", 0.01)
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "longest_wait", 0.1)
    monkeypatch.setitem(Breaker.__init__.__kwdefaults__, "first_wait", 0.05)
    Path("page.txt").write_text(PAGE, encoding="utf-8")


def run(server: FaultServer, model: str, *flags: str, folder: str = "out") -> Outcome:
    """`claimx run` in this process; it keeps the key to itself and the terminal as it is."""
    command = ["run", "page.txt", "-o", folder, "--base-url", server.base_url, "-m", model]
    timeout = "0.4" if HANGING & set(re.split("[ ,]+", model)) else "10"
    started = time.monotonic()
    result = claimx(*command, "--retries", "1", "--patience", "2", "--timeout", timeout, *flags)
    seconds = time.monotonic() - started
    counts = server.counts()
    assert counts["elsewhere"] == []
    assert not re.search(f"{KEY}|\x1b|Traceback", result.output)
    if (told := Path(folder, "run.json")).exists():
        tokens = json.loads(told.read_text(encoding="utf-8"))["tokens"]
        assert all(count is None or 0 <= count < 10_000 for count in tokens.values())
    for file in Path(folder).rglob("*.*"):
        assert not re.search(f"{KEY}|\x1b".encode(), file.read_bytes()), file
    asked, faults = counts["questions"].get(model, {}), counts["faults"].get(model, {})
    return Outcome(result.exit_code, result.stderr, Path(folder), asked, faults, seconds)


@pytest.fixture(scope="module")
def clean(process, tmp_path_factory) -> Outcome:
    """A run in which nothing goes wrong."""
    folder = tmp_path_factory.mktemp("clean")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("CLAIMX_CACHE", str(folder / "cache"))
        patch.setenv("CLAIMX_SUMMARY", "false")
        Path("page.txt").write_text(PAGE, encoding="utf-8")
        outcome = run(process, "good", folder=str(folder / "out"))
    assert (outcome.exit_code, len(outcome.claims)) == (0, 7)
    assert set(outcome.asked.values()) == {1}
    return outcome


def test_the_table_has_a_row_for_every_fault_and_a_fault_for_every_row():
    assert sorted(row.name for row in TABLE) == sorted(FAULTS)
    for row in TABLE:
        assert row.once in {"read", "asked again"} | KINDS
        assert row.stays in {"claims"} | KINDS
        assert row.exit_for_one == (0 if row.stays == "claims" else 3)


def test_every_mishap_of_the_second_table_is_held_by_a_test_and_told_if_it_is():
    mishaps = re.findall(r"^\| `([\w-]+)` \| [^|]+ \| [^|]+ \| \d \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(mishaps) == sorted(HELD)


@EVERY_ROW
def test_a_fault_that_passes_or_stays_for_one_paper(row, server, clean):
    """Three papers meet it: Oxbow always, two others once."""
    outcome = run(server, f"{row.name} first 1 on Oxbow after 1")
    passes = row.once in ("read", "asked again")
    assert outcome.exit_code == (row.exit_for_one if passes else 3), outcome.stderr
    ends = dict.fromkeys(clean.asked, "claims" if passes else row.once)
    ends |= {TAMARACK: "claims", OXBOW: row.stays}
    failures = outcome.failures
    assert {title: f"`{failure['kind']}`" for title, failure in failures.items()} == {
        title: end for title, end in ends.items() if end != "claims"
    }
    assert outcome.claims == [claim for claim in clean.claims if claim["title"] not in failures]
    assert len(outcome.lines("papers")) == len(outcome.lines("ledger")) == len(ends)
    for title, failure in failures.items():
        assert re.fullmatch(r"[^\x00-\x1f]{20,400}\.", failure["message"])
        assert [attempt["problem"] for attempt in failure["attempts"]] == [failure["kind"]] * outcome.asked[title]
        assert f"{title}: {failure['message']}" in outcome.stderr
    for title in set(clean.asked) - set(failures):
        assert outcome.asked[title] == (2 if row.once == "asked again" and title != TAMARACK else 1)
    assert outcome.seconds > TOLD_SECONDS.get(row.name, 0)


@EVERY_ROW
def test_a_fault_that_is_there_from_the_first_request_on(row, server, clean):
    outcome = run(server, row.name, "--limit", "1", "--retries", "0", "--patience", "0.5", "-q")
    assert outcome.exit_code == row.exit_for_all, outcome.stderr
    assert outcome.seconds < 20
    if row.exit_for_all == 0:
        assert outcome.claims == [claim for claim in clean.claims if claim["title"] == TAMARACK]
    elif row.exit_for_all == 1:
        assert re.fullmatch(r"claimx: [^\n]{20,400}\.\n", outcome.stderr)
        assert not outcome.folder.exists()
        assert outcome.asked == {TAMARACK: 1}
    else:
        assert f"`{outcome.failures[TAMARACK]['kind']}`" == row.stays


@holds("first-contact")
@pytest.mark.parametrize("name", ["429-no-wait", "500", "hang", "cut-json", "empty-body", "answer-text"])
def test_a_fault_may_pass_that_is_there_at_the_first_contact(name, server, clean):
    outcome = run(server, f"{name} first 1")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.claims == clean.claims
    assert set(outcome.asked.values()) == {2}


@holds("never-there")
def test_a_server_that_is_not_there_ends_the_run_before_it_begins(server):
    with socket.create_server(("127.0.0.1", 0)) as closed_at_once:
        port = closed_at_once.getsockname()[1]
    outcome = run(server, "good", "--base-url", f"http://127.0.0.1:{port}/v1")
    assert outcome.exit_code == 1
    assert re.fullmatch(r"claimx: http://127\.0\.0\.1:\d+/v1 cannot be reached [^\n]+\.\n", outcome.stderr)
    assert not outcome.folder.exists()


@holds("goes-and-returns")
def test_a_server_that_goes_away_and_comes_back_is_waited_for(server, clean):
    outcome = run(server, "away after 1 for 1", "--retries", "9")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.claims == clean.claims
    assert outcome.faults["away"] == 1


@holds("stays-away")
@pytest.mark.parametrize(("name", "told"), [("reset", "cannot be reached"), ("500", "answered 500")])
def test_a_server_that_stays_away_ends_the_run_with_all_that_it_has(name, told, server, clean):
    outcome = run(server, f"{name} after 2", "--retries", "9", "--patience", "0.3")
    assert outcome.exit_code == 1
    assert re.search(
        rf"^claimx: .+{told}.+ everything that was answered is kept [^\n]+\.$", outcome.stderr, re.MULTILINE
    )
    assert outcome.claims == [claim for claim in clean.claims if claim["title"] in (TAMARACK, OXBOW)]
    assert outcome.seconds < 20


@holds("key-ends")
def test_a_key_that_ends_in_the_middle_ends_the_run_and_the_same_command_continues_it(server, clean):
    command = (server, "401 after 2 for 12", "--retries", "30", "-c", "1")
    outcome = run(*command)
    assert outcome.exit_code == 1
    for _ in range(3):
        assert "OPENAI_API_KEY" in outcome.stderr
        assert outcome.failures == {}
        assert outcome.claims == [claim for claim in clean.claims if claim["title"] in (TAMARACK, OXBOW)]
        outcome = run(*command)
        if outcome.exit_code == 0:
            break
    assert outcome.claims == clean.claims
    assert outcome.faults == {"good": sum(clean.asked.values()), "401": 12}


@holds("deadline")
def test_a_paper_has_a_deadline_however_often_it_may_be_asked_about(server, clean):
    outcome = run(server, "hang on Oxbow", "--retries", "99", "--deadline", "1")
    assert outcome.exit_code == 3
    assert outcome.failures[OXBOW]["kind"] == "timeout"
    assert len(outcome.claims) == len([claim for claim in clean.claims if claim["title"] != OXBOW])
    assert outcome.seconds < 20


@holds("clock")
def test_a_clock_that_jumps_changes_nothing(server, clean, monkeypatch):
    jumps, true_time = random.Random(4), time.time
    monkeypatch.setattr(time, "time", lambda: true_time() + jumps.choice([-1, 1]) * 10 ** jumps.uniform(0, 8))
    outcome = run(server, "503, 429-date, reset, hang first 1", "--deadline", "60")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.claims == clean.claims
    assert outcome.seconds < 20


def page_of(count: int) -> str:
    """A page of so many invented papers, each of one claim."""
    papers = (
        f"Larch{n}: A Study of Size {n}\n\n"
        f"Larch{n} raises accuracy on GSM8K by {1 + n % 90}.{n % 10} points over LoRA.\n\n"
        f"  • 3 authors\n·\nFeb 26, 2026 {n}\n"
        for n in range(1, count + 1)
    )
    return "\n".join(["Daily Papers\n", *papers])


@dataclass(frozen=True)
class Process:
    """What `claimx run` came to in a process of its own."""

    exit_code: int
    stderr: str
    memory: list[int]
    """Bytes that it held at most so far (VmHWM), again and again, from the first answer on."""


def run_apart(server: FaultServer, model: str, *flags: str) -> Process:
    """`claimx run` in a process of its own, which nothing hurries."""
    where = ["page.txt", "-o", "out", "--base-url", server.base_url, "-m", model]
    command = [sys.executable, "-m", "claimx", "run", *where, *flags]
    journal, memory = Path("out/journal.jsonl"), []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
            if journal.exists() and journal.stat().st_size and (peak := re.search(r"VmHWM:\s+(\d+) kB", status)):
                memory.append(int(peak[1]) * 1024)
            time.sleep(0.01)
        assert process.stderr is not None
        stderr = process.stderr.read()
    assert not re.search(f"{KEY}|\x1b|Traceback", stderr)
    return Process(process.returncode, stderr, memory)


@holds("overloaded")
def test_a_server_that_is_overloaded_for_a_while_is_left_in_peace_and_stderr_says_so(server):
    Path("page.txt").write_text(page_of(14), encoding="utf-8")
    ended = run_apart(server, "503 after 2 for 10", "-c", "16", "--patience", "60")
    assert ended.exit_code == 0, ended.stderr
    assert "14 papers, 14 claims, 0 rejected, 0 failed" in ended.stderr
    assert re.search(r"answered 503 \(Loading model\).* The papers wait", ended.stderr)
    assert "answers again" in ended.stderr


@holds("third-faulty")
@pytest.mark.parametrize(
    ("model", "papers", "timeout", "at_once"),
    [("poor one in 3 taking 0.2", 200, "5", 32), ("mixed one in 3", 60, "0.5", 1)],
    ids=["poor", "mixed"],
)
def test_of_many_papers_at_once_with_a_third_of_the_answers_faulty_every_one_ends(
    model, papers, timeout, at_once, server
):
    Path("page.txt").write_text(page_of(papers), encoding="utf-8")
    ended = run_apart(server, model, "-c", "64", "--retries", "2", "--timeout", timeout, "--patience", "30")
    assert ended.exit_code == 3, ended.stderr
    claimed = {claim["title"] for claim in lines("out/claims.jsonl")}
    failed = [failure["title"] for failure in lines("out/failures.jsonl")]
    assert len(claimed) + len(failed) == papers
    assert claimed.isdisjoint(failed)
    assert len(lines("out/papers.jsonl")) == len(lines("out/ledger.jsonl")) == papers
    assert 0 < len(failed) < papers / 5
    assert f"{papers} papers, {len(claimed)} claims, 0 rejected, {len(failed)} failed" in ended.stderr
    counts = server.counts()
    assert at_once <= counts["most"] <= 64
    assert len(counts["faults"][model]) > len(GROUPS["poor"]) / 2
    assert ended.memory[-1] - ended.memory[len(ended.memory) // 2] < 20_000_000


@holds("absurd-size")
def test_of_an_absurd_answer_no_more_is_held_than_is_read(server):
    Path("page.txt").write_text(page_of(20), encoding="utf-8")
    ended = run_apart(server, "vasts after 1", "-c", "1", "--retries", "0", "-q")
    assert ended.exit_code == 3
    assert [failure["kind"] for failure in lines("out/failures.jsonl")] == ["too_large"] * 19
    assert len(server.counts()["faults"]["vasts after 1"]) == len(GROUPS["vasts"]) + 1
    assert ended.memory[-1] - ended.memory[0] < BIG * 0.6
