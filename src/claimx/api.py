"""claimx from Python: papers in, typed claims out; the same pipeline as the command line, without a run folder."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from claimx.claims import Claim, Rejected
from claimx.extraction import Failure, PaperClaims, PaperExtractor
from claimx.ledger import Ledger
from claimx.models import Client, Usage, connect
from claimx.papers import Paper
from claimx.pipeline import extract_all
from claimx.prompts import read_prompt
from claimx.settings import Settings, read_settings

__all__ = ["Extraction", "Extractor", "aextract", "extract", "extractor_for"]

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
async def extractor_for(settings: Settings) -> AsyncIterator[PaperExtractor]:
    """A PaperExtractor as `settings` say, with its connections closed at the end."""
    connection = connect(
        settings.model,
        base_url=settings.base_url,
        replay=settings.replay,
        timeout_seconds=settings.timeout_seconds,
        retries=settings.retries,
    )
    client = Client(connection, max_tokens=settings.max_tokens, temperature=settings.temperature)
    try:
        prompt = read_prompt(settings.prompt, examples=settings.examples)
        yield PaperExtractor(client, prompt=prompt, ask_again=settings.ask_again, votes=settings.votes)
    finally:
        await client.aclose()


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
