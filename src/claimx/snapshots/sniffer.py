"""Which format is this? A register of the kinds of page that claimx reads, asked in order.

A new format is a module with a `looks_like` and a `read`, and a line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from claimx.errors import SnapshotError
from claimx.papers import Paper
from claimx.snapshots import daily_papers
from claimx.snapshots.lines import Lines

__all__ = ["FORMATS", "Format", "Read", "sniff"]


class Read(Protocol):
    """A format's reader."""

    def __call__(
        self, lines: Lines, *, name: str, report: Callable[[int, str], None], year: int | None
    ) -> Iterator[Paper]:
        """The papers of `lines` as they come; what makes no sense goes to `report`, its line and the reason.

        `name` is the snapshot's name in the papers' sources, `year` that of dates without one, where known.
        """


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of page."""

    name: str
    """What to call it in a sentence, in the plural."""
    looks_like: Callable[[str], bool]
    """Whether a text that begins so, with LF between its lines, is one."""
    read: Read
    """Its reader."""


FORMATS = (Format("Daily Papers pages saved as text", daily_papers.looks_like, daily_papers.read),)
"""Every format that is known; the first that recognises a page reads it."""


def sniff(lines: Lines, formats: tuple[Format, ...] = FORMATS) -> Format:
    """The format of a file. Raises SnapshotError where none recognises its head."""
    for known in formats:
        if known.looks_like(lines.head):
            return known
    if lines.head.lstrip()[:9].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise SnapshotError(lines.path, 1, "an HTML page; save it as plain text")
    readable = " and ".join(known.name for known in formats)
    raise SnapshotError(lines.path, 1, f"a page of another kind; claimx reads {readable}")
