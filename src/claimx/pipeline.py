"""Many papers, a bounded number at a time, their claims in the order of the papers. Knows nothing of HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, fields
from typing import Any

from claimx.extraction import PaperClaims, PaperExtractor
from claimx.models import Usage
from claimx.papers import Paper
from claimx.runs import RunFolder, now

__all__ = ["Tally", "extract_all", "run"]


async def extract_all(
    papers: Iterable[Paper],
    extractor: PaperExtractor,
    *,
    concurrency: int = 8,
    on_done: Callable[[PaperClaims], None] = lambda _: None,
) -> AsyncGenerator[PaperClaims, None]:
    """What each paper came to, in the order of `papers`, at most `concurrency` papers under way at once.

    The first paper goes alone: where the server can answer nobody, ModelUnusableError comes before anything else is
    sent. `on_done` hears of each paper as it is done, whatever its turn. At most `4 * concurrency` papers wait for
    their turn, so memory does not grow with the input. Closing the generator ends what is under way.
    """
    source = iter(papers)
    first = next(source, None)
    if first is None:
        return
    result = await extractor.extract(first)
    on_done(result)
    yield result
    async with aclosing(_in_order(source, extractor, concurrency, on_done)) as results:
        async for result in results:
            yield result


async def _in_order(
    source: Iterator[Paper], extractor: PaperExtractor, concurrency: int, on_done: Callable[[PaperClaims], None]
) -> AsyncGenerator[PaperClaims, None]:
    slots = asyncio.Semaphore(concurrency)
    waiting: list[asyncio.Task[PaperClaims]] = []

    async def one(paper: Paper) -> PaperClaims:
        async with slots:
            result = await extractor.extract(paper)
        on_done(result)
        return result

    try:
        for paper in source:
            waiting.append(asyncio.create_task(one(paper)))
            while waiting and (len(waiting) >= 4 * concurrency or waiting[0].done()):
                yield await waiting.pop(0)
        while waiting:
            yield await waiting.pop(0)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


@dataclass
class Tally:
    """The counts of a run so far."""

    papers: int = 0
    claims: int = 0
    quantified: int = 0
    rejected: int = 0
    failures: int = 0
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
) -> Tally:
    """Extract the claims of `papers` into an open run folder, and give the counts.

    `head` is what run.json tells of the question. run.json is written before the first question, and again at the end
    with the counts and whether the run finished. Where no paper can be answered, a folder that this run made is
    removed again.
    """
    tally, status = Tally(), "stopped"
    told = {**head, "status": "running", "started": now()}
    try:
        folder.write_run(told)
        async with aclosing(extract_all(papers, extractor, concurrency=concurrency, on_done=on_done)) as results:
            async for result in results:
                folder.add(result)
                tally.add(result)
        status = "finished"
    except (KeyboardInterrupt, asyncio.CancelledError):
        status = "interrupted"
        raise
    finally:
        tokens = tally.usage.model_dump()
        folder.write_run(
            {**told, "status": status, "finished": now(), "counts": tally.counts(), "tokens": tokens, "cost": None}
        )
        if not tally.papers and not len(folder.journal):
            folder.discard()
    return tally
