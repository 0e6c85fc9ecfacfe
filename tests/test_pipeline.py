"""Many papers: in order, no more at once than allowed, none lost, and nothing left where nothing was answered."""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from builders import make_claim, make_paper
from claimx.claims import Rejected
from claimx.errors import ModelUnusableError, RunError, StoppedError
from claimx.extraction import Failure, PaperClaims
from claimx.ledger import ledger_of
from claimx.models import Attempt, Usage
from claimx.papers import Paper
from claimx.pipeline import Tally, extract_all, run
from claimx.runs import Identity, RunFolder

IDENTITY = Identity("m", "p", "s")


class Reader:
    """Stands where a PaperExtractor stands; `wait` says how many turns of the loop a paper takes."""

    def __init__(self, wait=lambda number: 0, stop_at: int | None = None, error: Exception | None = None) -> None:
        self.wait, self.stop_at = wait, stop_at
        self.error = error or ModelUnusableError("refused_key", "the key is refused.")
        self.begun: list[int] = []
        self.under_way = self.most_under_way = 0

    async def extract(self, paper: Paper) -> PaperClaims:
        number = int(paper.title)
        self.begun.append(number)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            for _ in range(self.wait(number)):
                await asyncio.sleep(0)
            if number == self.stop_at:
                raise self.error
            return made(paper)
        finally:
            self.under_way -= 1


def made(paper: Paper) -> PaperClaims:
    claim = make_claim(paper)
    usage = Usage(prompt_tokens=10, completion_tokens=1)
    return PaperClaims(paper, (claim,), (), ledger_of(paper, (claim,)), None, (Attempt(exchange="e", usage=usage),))


def papers(count: int) -> list[Paper]:
    return [make_paper(title=str(number)) for number in range(count)]


def titles(results: list[PaperClaims]) -> list[int]:
    return [int(result.paper.title) for result in results]


async def drained(results: AsyncIterator[PaperClaims]) -> list[PaperClaims]:
    return [result async for result in results]


@pytest.mark.parametrize("count", [0, 1, 2, 50])
@pytest.mark.parametrize("concurrency", [1, 4, 64])
async def test_results_come_in_the_order_of_the_papers(count, concurrency):
    reader = Reader(wait=lambda number: (number * 7) % 11)
    results = await drained(extract_all(papers(count), reader, concurrency=concurrency))
    assert titles(results) == list(range(count))
    assert reader.most_under_way <= concurrency


async def test_as_many_are_under_way_as_allowed():
    reader = Reader(wait=lambda number: 20)
    await drained(extract_all(papers(30), reader, concurrency=5))
    assert reader.most_under_way == 5


async def test_each_paper_is_heard_of_as_it_is_done_and_not_in_its_turn():
    heard: list[PaperClaims] = []
    reader = Reader(wait=lambda number: 50 if number == 1 else 0)
    await drained(extract_all(papers(5), reader, concurrency=4, on_done=heard.append))
    assert titles(heard) == [0, 2, 3, 4, 1]


async def test_the_first_paper_goes_alone():
    reader = Reader(stop_at=0)
    with pytest.raises(ModelUnusableError):
        await drained(extract_all(papers(20), reader, concurrency=8))
    assert reader.begun == [0]


async def test_memory_does_not_grow_with_the_input():
    taken = 0

    def endless() -> Iterator[Paper]:
        nonlocal taken
        for taken in itertools.count(1):
            yield make_paper(title=str(taken))

    results = extract_all(endless(), Reader(wait=lambda number: 1000), concurrency=2)
    for _ in range(3):
        await anext(results)
    await results.aclose()
    assert taken <= 1 + 3 + 4 * 2


async def test_who_stops_listening_stops_the_work():
    reader = Reader(wait=lambda number: 0 if number < 2 else 10_000)
    results = extract_all(papers(50), reader, concurrency=8)
    await anext(results)
    await anext(results)
    await results.aclose()
    assert reader.under_way == 0
    assert len(reader.begun) < 50


async def test_a_server_that_is_gone_midway_stops_the_rest():
    reader = Reader(wait=lambda number: number, stop_at=5)
    results = extract_all(papers(100), reader, concurrency=2)
    assert titles([await anext(results) for _ in range(5)]) == [0, 1, 2, 3, 4]
    with pytest.raises(ModelUnusableError):
        await anext(results)
    assert reader.under_way == 0
    assert len(reader.begun) < 20


FULL = RunError("journal.jsonl", "cannot be written (No space left on device): make room.")


@pytest.mark.parametrize("error", [None, FULL, ValueError("a bug")], ids=["gone", "full", "bug"])
async def test_what_ends_the_run_ends_it_at_once_and_what_was_done_comes_before_it(error):
    """Paper 2 never ends, 7 ends the run: the papers behind 2 are not waited for, and those that are done not lost."""
    reader = Reader(wait=lambda number: {2: 10**9, 7: 50}.get(number, 0), stop_at=7, error=error)
    came = []

    async def listen() -> None:
        async for result in extract_all(papers(1000), reader, concurrency=4):
            came.extend(titles([result]))

    with pytest.raises(type(reader.error)) as caught:
        await listen()
    assert caught.value is reader.error
    assert reader.under_way == 0
    assert came[:2] == [0, 1]
    assert came == sorted(came)
    assert {3, 4, 5, 6} <= set(came) <= set(reader.begun) - {2, 7}
    assert len(reader.begun) < 100


async def test_a_paper_that_may_not_ask_anything_new_is_left_out():
    """As when a run is being stopped: paper 3 has a question left."""
    reader = Reader(stop_at=3, error=StoppedError())
    results = await drained(extract_all(papers(8), reader, concurrency=2))
    assert titles(results) == [0, 1, 2, 4, 5, 6, 7]


@pytest.mark.parametrize("after", [0, 1, 5])
async def test_once_the_run_is_being_stopped_no_paper_is_begun_and_those_under_way_end(after):
    reader = Reader(wait=lambda number: 20 + number % 3)
    stopping = lambda: len(reader.begun) >= after  # noqa: E731
    results = await drained(extract_all(papers(100), reader, concurrency=4, stopping=stopping))
    assert titles(results) == sorted(reader.begun)
    assert after <= len(results) <= after + 4


def test_a_tally_counts_everything():
    paper = make_paper(title="1")
    rejected = Rejected(paper_id=paper.id, method="", metric="", value="", quote="", findings=())
    failure = Failure(paper_id=paper.id, title="1", kind="empty", message="the model's answer was empty.")
    tally = Tally()
    tally.add(made(paper))
    tally.add(
        PaperClaims(paper, rejected=(rejected, rejected), failure=failure, ledger=ledger_of(paper, ()), unanswered=3)
    )
    counts = tally.counts()
    numbers = len(ledger_of(paper, ()).numbers)
    assert counts.pop("unaccounted") >= 1
    assert counts == {
        "papers": 2, "claims": 1, "quantified": 1, "rejected": 2, "failures": 1, "unanswered": 3, "numbers": 2 * numbers
    }  # fmt: skip
    assert tally.usage == Usage(prompt_tokens=10, completion_tokens=1)


def lines(folder: Path, name: str) -> list[dict]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


@dataclass
class Answered:
    """An exchange for the journal, as each paper of a run has one."""

    id: str
    paper_id: str
    seconds: float = 0.1
    body: dict[str, Any] = field(default_factory=lambda: {"messages": []})

    @property
    def response(self) -> dict[str, Any]:
        return {"usage": {"prompt_tokens": 10, "completion_tokens": 1}, "text": "x" * 2000}


class Recording(Reader):
    """A reader whose answers go to a journal."""

    def __init__(self, folder: RunFolder, **options: Any) -> None:
        super().__init__(**options)
        self.folder = folder

    async def extract(self, paper: Paper) -> PaperClaims:
        result = await super().extract(paper)
        self.folder.journal.record(Answered(f"e{paper.title}", paper.id))
        return result


def run_json(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "run.json").read_text())


async def test_a_run_writes_its_lists_and_tells_how_it_ended(tmp_path):
    with RunFolder.open(tmp_path / "out", IDENTITY) as folder:
        tally = await run(papers(3), folder, Recording(folder), {"model": "m"})
    told = run_json(tmp_path / "out")
    assert (told["status"], told["model"], told["counts"]) == ("finished", "m", tally.counts())
    assert told["tokens"] == {"prompt_tokens": 30, "cached_tokens": None, "completion_tokens": 3}
    assert (told["mode"], told["cost"]) == (None, None)
    assert told["started"] <= told["finished"]
    assert [paper["title"] for paper in lines(tmp_path / "out", "papers")] == ["0", "1", "2"]
    assert [len(lines(tmp_path / "out", name)) for name in ("claims", "ledger", "failures", "rejected")] == [3, 3, 0, 0]


async def test_what_was_asked_stands_in_the_folder_before_the_first_question(tmp_path):
    class Looking(Reader):
        async def extract(self, paper):
            told.append(json.loads((tmp_path / "out" / "run.json").read_text())["status"])
            return await super().extract(paper)

    told: list[str] = []
    with RunFolder.open(tmp_path / "out", IDENTITY) as folder:
        await run(papers(2), folder, Looking(), {})
    assert told == ["running", "running"]


async def test_the_mode_is_told_as_soon_as_it_is_known_and_the_cost_is_that_of_the_whole_journal(tmp_path):
    class Looking(Recording):
        async def extract(self, paper):
            told.append(run_json(tmp_path / "out")["mode"])
            return await super().extract(paper)

    def cost(usage: Usage) -> dict[str, Any]:
        return {"in": usage.prompt_tokens, "out": usage.completion_tokens}

    told: list[str | None] = []
    with RunFolder.open(tmp_path / "out", IDENTITY) as folder:
        folder.journal.record(Answered("of an earlier run", "p"))
        reader = Looking(folder)
        mode = lambda: "tools" if reader.begun else None  # noqa: E731
        await run(papers(3), folder, reader, {}, concurrency=1, mode=mode, cost=cost)
    assert (told[0], told[-1]) == (None, "tools")
    ended = run_json(tmp_path / "out")
    assert (ended["mode"], ended["cost"]) == ("tools", {"in": 40, "out": 4})


async def test_a_run_that_is_stopped_says_so_and_keeps_what_was_done(tmp_path):
    with RunFolder.open(tmp_path / "out", IDENTITY) as folder:
        reader = Recording(folder)
        with pytest.raises(StoppedError):
            await run(papers(50), folder, reader, {}, concurrency=2, stopping=lambda: len(reader.begun) >= 5)
    told = run_json(tmp_path / "out")
    assert told["status"] == "interrupted"
    assert told["counts"]["papers"] == len(lines(tmp_path / "out", "claims")) == len(reader.begun) < 10


async def test_a_stop_that_comes_when_all_is_done_is_none(tmp_path):
    with RunFolder.open(tmp_path / "out", IDENTITY) as folder:
        reader = Recording(folder)
        await run(papers(3), folder, reader, {}, stopping=lambda: len(reader.begun) >= 3)
    assert run_json(tmp_path / "out")["status"] == "finished"


async def test_a_full_disk_is_told_as_it_was_met_first(tmp_path):
    class Filling(Recording):
        async def extract(self, paper):
            if paper.title == "4":  # from here on run.json cannot be written either
                (tmp_path / "out" / ".run.json.part").mkdir()
            return await super().extract(paper)

    with RunFolder.open(tmp_path / "out", IDENTITY) as folder, pytest.raises(RunError) as caught:
        await run(papers(9), folder, Filling(folder, stop_at=4, error=FULL), {})
    assert caught.value is FULL
    assert len(lines(tmp_path / "out", "claims")) >= 4


async def test_a_run_keeps_no_answer_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: None)  # the disk is not what this is about

    class Brief(Recording):
        async def extract(self, paper):
            self.folder.journal.record(Answered(f"e{paper.title}", paper.id))
            return PaperClaims(paper)

    def look(result: PaperClaims) -> None:
        if int(result.paper.title) % 1000 == 500:
            gc.collect()
            seen.append(tracemalloc.get_traced_memory()[0])

    seen: list[int] = []
    source = papers(5000)
    tracemalloc.start()
    try:
        with RunFolder.open(tmp_path / "out", IDENTITY) as folder:
            await run(source, folder, Brief(folder), {}, on_done=look)
    finally:
        tracemalloc.stop()
    assert (tmp_path / "out" / "journal.jsonl").stat().st_size > 10_000_000
    assert len(seen) == 5
    assert max(seen) - min(seen) < 2_500_000  # the index: 500 bytes a paper


async def test_results_stand_in_the_folder_as_they_come(tmp_path):
    seen: list[int] = []

    class Looking(Reader):
        async def extract(self, paper):
            seen.append(len(lines(tmp_path / "out", "papers")))
            return await super().extract(paper)

    with RunFolder.open(tmp_path / "out", IDENTITY) as folder:
        await run(papers(4), folder, Looking(), {}, concurrency=1)
    assert seen[0] == 0
    assert seen[-1] >= 1


async def test_where_nobody_was_answered_no_folder_is_left(tmp_path):
    with pytest.raises(ModelUnusableError), RunFolder.open(tmp_path / "a" / "out", IDENTITY) as folder:
        await run(papers(3), folder, Reader(stop_at=0), {})
    assert not (tmp_path / "a" / "out").exists()


async def test_where_the_server_goes_away_midway_what_came_is_kept(tmp_path):
    with pytest.raises(ModelUnusableError), RunFolder.open(tmp_path / "out", IDENTITY) as folder:
        await run(papers(9), folder, Reader(stop_at=4), {}, concurrency=1)
    told = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (told["status"], told["counts"]["papers"]) == ("stopped", 4)
    assert len(lines(tmp_path / "out", "claims")) == 4


async def test_a_run_that_is_interrupted_says_so(tmp_path):
    reader = Reader(wait=lambda number: 0 if number < 3 else 10**9)
    with RunFolder.open(tmp_path / "out", IDENTITY) as folder:
        task = asyncio.create_task(run(papers(9), folder, reader, {}, concurrency=2))
        while len(reader.begun) < 4:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    told = json.loads((tmp_path / "out" / "run.json").read_text())
    assert told["status"] == "interrupted"
    assert reader.under_way == 0
