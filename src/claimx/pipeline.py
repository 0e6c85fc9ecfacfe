"""Many papers, a bounded number at a time, their claims in the order of the papers. Knows nothing of HTTP."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, fields
from typing import Any, TypeAlias

from claimx.errors import RunError, StoppedError
from claimx.extraction import PaperClaims, PaperExtractor
from claimx.models import Usage
from claimx.papers import Paper
from claimx.runs import RunFolder, now

__all__ = ["Tally", "extract_all", "run"]

_Waiting: TypeAlias = deque[asyncio.Task[PaperClaims | None]]


async def extract_all(
    papers: Iterable[Paper],
    extractor: PaperExtractor,
    *,
    concurrency: int = 8,
    on_done: Callable[[PaperClaims], None] = lambda _: None,
    stopping: Callable[[], bool] = lambda: False,
) -> AsyncGenerator[PaperClaims, None]:
    """What each paper came to, in the order of `papers`, at most `concurrency` papers under way at once.

    The first paper goes alone: where the server can answer nobody, ModelUnusableError comes before anything else is
    sent. `on_done` hears of each paper as it is done, whatever its turn. At most `4 * concurrency` papers wait for
    their turn, so memory does not grow with the input. Closing the generator ends what is under way.

    Once `stopping` says so no paper is begun, and one that would have to ask anything new is left out. An error that
    no paper can be blamed for, as where the server is gone or the disk full, ends what is under way and comes after
    the papers that were done.
    """
    source = iter(papers)
    desk = _Desk(extractor, concurrency, on_done, stopping)
    first = next(source, None)
    result = None if first is None else await desk.extract(first)
    if result is None:
        return
    yield result
    async with aclosing(_in_order(source, desk, 4 * concurrency)) as results:
        async for result in results:
            yield result


class _Desk:
    """Where papers are worked on: a bounded number at once, none begun after the stop."""

    def __init__(
        self,
        extractor: PaperExtractor,
        places: int,
        on_done: Callable[[PaperClaims], None],
        stopping: Callable[[], bool],
    ) -> None:
        self._extractor, self._on_done, self.stopping = extractor, on_done, stopping
        self._places = asyncio.Semaphore(places)
        self.mishap: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        """The first error that ends the run."""

    async def extract(self, paper: Paper) -> PaperClaims | None:
        """What the paper came to; None where it was left out because the run is being stopped."""
        try:
            async with self._places:
                if self.stopping():
                    return None
                result = await self._extractor.extract(paper)
        except StoppedError:
            return None
        except Exception as error:
            if not self.mishap.done():
                self.mishap.set_result(error)
            raise
        self._on_done(result)
        return result

    async def next_of(self, waiting: _Waiting) -> PaperClaims | None:
        """What the first of `waiting` came to, as soon as it is done; raises at once where any paper ended the run."""
        either: set[asyncio.Future[Any]] = {waiting[0], self.mishap}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if self.mishap.done():
            raise self.mishap.result()
        return waiting.popleft().result()


async def _in_order(source: Iterator[Paper], desk: _Desk, most: int) -> AsyncGenerator[PaperClaims, None]:
    waiting: _Waiting = deque()
    try:
        for paper in source:
            if desk.stopping():
                break
            waiting.append(asyncio.create_task(desk.extract(paper)))
            while waiting and (len(waiting) >= most or waiting[0].done()):
                if (result := await desk.next_of(waiting)) is not None:
                    yield result
        while waiting:
            if (result := await desk.next_of(waiting)) is not None:
                yield result
    except Exception:
        for result in await _ended(waiting):
            yield result
        raise
    finally:
        await _ended(waiting)


async def _ended(waiting: _Waiting) -> list[PaperClaims]:
    """End what is under way; what was done already, in order."""
    for task in waiting:
        task.cancel()
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    waiting.clear()
    return [end for end in ends if isinstance(end, PaperClaims)]


@dataclass
class Tally:
    """The counts of a run so far."""

    papers: int = 0
    claims: int = 0
    quantified: int = 0
    rejected: int = 0
    failures: int = 0
    unanswered: int = 0
    numbers: int = 0
    unaccounted: int = 0
    usage: Usage = field(default_factory=Usage)

    def add(self, result: PaperClaims) -> None:
        """Count one paper in."""
        self.papers += 1
        self.claims += len(result.claims)
        self.quantified += sum(claim.quantified for claim in result.claims)
        self.rejected += len(result.rejected)
        self.failures += result.failure is not None
        self.unanswered += result.unanswered
        if result.ledger is not None:
            self.numbers += len(result.ledger.numbers)
            self.unaccounted += sum(number.role == "unaccounted" for number in result.ledger.numbers)
        self.usage = Usage.total([self.usage, result.usage])

    def counts(self) -> dict[str, int]:
        """The counts by name, without the tokens."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "usage"}


async def run(
    papers: Sequence[Paper],
    folder: RunFolder,
    extractor: PaperExtractor,
    head: Mapping[str, Any],
    *,
    concurrency: int = 8,
    on_done: Callable[[PaperClaims], None] = lambda _: None,
    stopping: Callable[[], bool] = lambda: False,
    mode: Callable[[], str | None] = lambda: None,
    cost: Callable[[Usage], Any] = lambda _: None,
) -> Tally:
    """Extract the claims of `papers` into an open run folder, and give the counts.

    `head` is what run.json tells of the question. run.json is written before the first question; again as soon as
    `mode` tells how the server is asked for structure; and at the end with the counts, whether the run finished, and
    the tokens of all that the journal holds with their `cost`. Where no paper can be answered, a folder that this run
    made is removed again. StoppedError where `stopping` ended the run before all papers were done.
    """
    tally, told = Tally(), {**head, "status": "running", "started": now(), "mode": mode()}

    def end(status: str) -> None:
        folder.lists.sync()
        spent = Usage(**folder.journal.usage)
        counts = {"counts": tally.counts(), "tokens": spent.model_dump(), "cost": cost(spent)}
        folder.write_run({**told, "status": status, "finished": now(), **counts})

    try:
        folder.write_run(told)
        results = extract_all(papers, extractor, concurrency=concurrency, on_done=on_done, stopping=stopping)
        async with aclosing(results):
            async for result in results:
                folder.add(result)
                tally.add(result)
                if told["mode"] != mode():
                    told["mode"] = mode()
                    folder.write_run(told)
        if tally.papers < len(papers):
            raise StoppedError
    except BaseException as error:
        stopped = isinstance(error, KeyboardInterrupt | asyncio.CancelledError | StoppedError)
        with suppress(RunError):  # the first mishap is the one to tell
            end("interrupted" if stopped else "stopped")
        if not tally.papers and not folder.journal:
            folder.discard()
        raise
    end("finished")
    return tally
