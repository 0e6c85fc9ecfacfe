"""Readers of snapshots: a saved page of papers goes in, papers come out."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from claimx.papers import Paper, merge_papers
from claimx.printable import escaped
from claimx.snapshots.lines import open_lines
from claimx.snapshots.sniffer import sniff

__all__ = ["Problem", "read_snapshot", "read_snapshots"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a snapshot that makes no sense; the rest was read."""

    path: str
    """The file as the user named it, unprintable characters escaped."""
    line: int
    """The line, from 1."""
    reason: str
    """What is wrong, and what became of it."""

    def __str__(self) -> str:
        """The problem as a line of its own: file, line, reason."""
        return f"{self.path}:{self.line}: {self.reason}"


def read_snapshot(
    path: str | os.PathLike[str],
    *,
    on_problem: Callable[[Problem], None] | None = None,
    year: int | None = None,
) -> Iterator[Paper]:
    """The papers of one snapshot as they come, one an entry; `-` is stdin.

    What makes no sense goes to `on_problem`, or to the log where there is none, and reading goes on. `year`
    is the year that the page leaves out in its dates, where it is known. Raises SnapshotError, when the first
    paper is asked for or later, where the file cannot be read or is no page of a known format.
    """
    told = on_problem or _log

    def report(line: int, reason: str) -> None:
        told(Problem(lines.path, line, reason))

    with open_lines(os.fspath(path)) as lines:
        name = "stdin" if lines.path == "-" else escaped(PurePath(path).name)
        yield from sniff(lines).read(lines, name=name, report=report, year=year)


def read_snapshots(
    paths: Iterable[str | os.PathLike[str]],
    *,
    on_problem: Callable[[Problem], None] | None = None,
    year: int | None = None,
) -> Iterator[Paper]:
    """The distinct papers of several snapshots, each with every place where it was seen.

    All are read before the first paper is given, since the last snapshot may add a source to it. Raises
    SnapshotError at the first that cannot be read.
    """
    return merge_papers(paper for path in paths for paper in read_snapshot(path, on_problem=on_problem, year=year))


def _log(problem: Problem) -> None:
    logger.warning("%s", problem)
