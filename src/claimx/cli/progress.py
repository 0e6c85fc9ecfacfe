"""Progress of a run on stderr: counts, rate, tokens and time left; on a terminal only, unless it is quiet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from claimx.extraction import PaperClaims

__all__ = ["showing_progress"]


@contextmanager
def showing_progress(total: int, *, quiet: bool) -> Iterator[Callable[[PaperClaims], None]]:
    """A function to call with each paper that is done; the bar is gone when the block ends."""
    from claimx.pipeline import Tally

    console = Console(stderr=True)
    tally, started = Tally(), time.monotonic()
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[words]}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    task = progress.add_task("papers", total=total, words="")

    def done(result: PaperClaims) -> None:
        tally.add(result)
        rate = tally.papers / max(time.monotonic() - started, 1e-6)
        words = f"{tally.claims} claims  {tally.rejected} rejected  {tally.failures} failed  {rate:.1f}/s"
        tokens = (tally.usage.prompt_tokens or 0) + (tally.usage.completion_tokens or 0)
        progress.update(task, advance=1, words=f"{words}  {tokens:,} tokens")

    with progress:
        yield done
