"""claimx from Python: papers in, typed claims out; the same pipeline as the command line, without a run folder."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from claimx import summaries
from claimx.claims import Claim, Rejected
from claimx.comparison import compare
from claimx.extraction import Failure, PaperClaims, PaperExtractor
from claimx.ledger import Ledger
from claimx.models import Usage, open_client
from claimx.models.budgets import Budget
from claimx.models.modes import ModeName
from claimx.models.prices import Prices, cost_of
from claimx.papers import Paper
from claimx.pipeline import Tally, extract_all, run
from claimx.prompts import read_prompt
from claimx.runs import RunFolder
from claimx.settings import Settings, read_settings
from claimx.summaries import Summary

__all__ = ["Extraction", "Extractor", "aextract", "extract", "extract_into", "extractor_for", "summarize"]

T = TypeVar("T")


class Extraction(BaseModel):
    """What a number of papers came to."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    papers: tuple[Paper, ...]
    """The papers, in the order given."""
    claims: tuple[Claim, ...]
    """Every claim that stands, in the order of the papers and of their text."""
    rejected: tuple[Rejected, ...]
    """Every claim that was refused, with the reason."""
    ledger: tuple[Ledger, ...]
    """For each paper every number of its abstract, with its role."""
    failures: tuple[Failure, ...]
    """Papers that got no answer."""
    usage: Usage
    """Tokens over all exchanges."""

    @classmethod
    def of(cls, results: Sequence[PaperClaims]) -> Extraction:
        """The results of single papers as one."""
        return cls(
            papers=tuple(r.paper for r in results),
            claims=tuple(claim for r in results for claim in r.claims),
            rejected=tuple(rejected for r in results for rejected in r.rejected),
            ledger=tuple(r.ledger for r in results if r.ledger is not None),
            failures=tuple(r.failure for r in results if r.failure is not None),
            usage=Usage.total(r.usage for r in results),
        )


def extract(
    papers: Iterable[Paper],
    *,
    model: str | None = None,
    base_url: str | None = None,
    replay: str | Path | None = None,
    concurrency: int | None = None,
    **settings: Any,
) -> Extraction:
    """The claims of `papers`, typed, grounded and checked; also where an event loop runs already, as in a notebook.

    `model` defaults to the built-in one, in process; name any model of an OpenAI-compatible server with its
    `base_url`, or a folder of cassettes with `replay`. `settings` are those of `Settings`. UsageError,
    ModelUnusableError where no paper can be answered; a single paper's failure is in `failures`.

        >>> extraction = claimx.extract(claimx.read_snapshot("page.txt"))
        >>> extraction.claims[0].delta
    """
    return _waited(aextract(papers, model=model, base_url=base_url, replay=replay, concurrency=concurrency, **settings))


async def aextract(
    papers: Iterable[Paper],
    *,
    model: str | None = None,
    base_url: str | None = None,
    replay: str | Path | None = None,
    concurrency: int | None = None,
    **settings: Any,
) -> Extraction:
    """`extract` for callers that are asynchronous themselves."""
    extractor = Extractor(model=model, base_url=base_url, replay=replay, concurrency=concurrency, **settings)
    return Extraction.of([result async for result in extractor.stream(papers)])


def summarize(
    claims: Iterable[Claim], papers: Iterable[Paper] = (), *, per_paper: bool = False, **settings: Any
) -> Summary:
    """What `claims` come to in sentences, each checked against the claims that it cites; also where an event loop runs
    already. `settings` are those of `Settings`, as for `extract`. Where the model gives no answer, templates write.
    """
    return _waited(_summarized(claims, papers, per_paper=per_paper, settings=read_settings(**settings)))


async def _summarized(
    claims: Iterable[Claim], papers: Iterable[Paper], *, per_paper: bool, settings: Settings
) -> Summary:
    client = open_client(settings)
    try:
        return await summaries.summarize(
            compare(claims, papers),
            client,
            per_paper=per_paper,
            examples=settings.examples,
            ask_again=settings.ask_again,
            concurrency=settings.concurrency,
        )
    finally:
        await client.aclose()


class Extractor:
    """Streams of papers, for inputs that do not fit in memory: `async for result in
    Extractor(model=...).stream(papers)`.
    """

    def __init__(self, settings: Settings | None = None, **flags: Any) -> None:
        """Take `settings`, or make them of `flags` (the fields of `Settings`). UsageError where they make no sense."""
        self.settings = settings or read_settings(**flags)

    async def stream(self, papers: Iterable[Paper]) -> AsyncGenerator[PaperClaims, None]:
        """What each paper came to, in the order of `papers`, as it comes."""
        async with extractor_for(self.settings) as extractor:
            results = extract_all(papers, extractor, concurrency=self.settings.concurrency)
            async with aclosing(results):
                async for result in results:
                    yield result


@asynccontextmanager
async def extractor_for(settings: Settings, *, mode: ModeName | None = None) -> AsyncIterator[PaperExtractor]:
    """A PaperExtractor as `settings` say, with its connections closed at the end. `mode` is the way to ask for
    structure that has worked before in the same run.
    """
    client = open_client(settings, mode=mode)
    try:
        prompt = read_prompt(settings.prompt, examples=settings.examples)
        yield PaperExtractor(client, prompt=prompt, ask_again=settings.ask_again, votes=settings.votes)
    finally:
        await client.aclose()


async def extract_into(
    folder: RunFolder,
    papers: Sequence[Paper],
    extractor: PaperExtractor,
    settings: Settings,
    *,
    head: Mapping[str, Any],
    on_done: Callable[[PaperClaims], None] = lambda _: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Tally:
    """Extract the claims of `papers` into a run folder that is open and entered; see `pipeline.run`.

    What its journal holds is not asked again, and counts towards the budget.
    """
    client = extractor.client
    client.memory, client.sender.stopping = folder.journal, stopping
    client.budget = Budget.of(settings, Usage(**folder.journal.usage))
    return await run(
        papers,
        folder,
        extractor,
        head,
        concurrency=settings.concurrency,
        on_done=on_done,
        stopping=stopping,
        mode=lambda: client.mode,
        cost=partial(cost_of, Prices.of(settings)),
    )


def _waited(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`: on a loop of its own, in a thread of its own where the caller's thread runs one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    box: list[T] = []
    errors: list[BaseException] = []

    def runner() -> None:
        try:
            box.append(asyncio.run(work))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=runner, name="claimx-extract")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return box[0]
