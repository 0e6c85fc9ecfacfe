"""Hugging Face's Daily Papers pages (huggingface.co/papers), saved as text.

A page is its head, a dateline (`Apr 20`: the day of the snapshot) and entries, with blank lines between
paragraphs:

    A title

    Its abstract, in one or more paragraphs.

      • 4 authors            or an organisation, such as: openbmb OpenBMB
    ·
    Dec 5, 2024 2            the day, and behind it the number of comments where there are any

An entry may end behind its abstract: no byline, no date, the next title follows. So a title is told from a
paragraph by its looks and by what follows it, see `_begins_entry`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from claimx.papers import Paper, Source, paper_id
from claimx.printable import escaped
from claimx.snapshots.dates import Calendar, day_in_name, parse_date
from claimx.snapshots.lines import Lines
from claimx.snapshots.parts import (
    TITLE_LENGTH,
    Part,
    arxiv_id,
    authors_count,
    looks_like,
    organisation,
    parts,
    with_next,
)

__all__ = ["looks_like", "read"]

Report = Callable[[int, str], None]

LONGEST_ABSTRACT = 50_000
"""No abstract is longer: of 104 papers the longest has 1,918 characters. So no page can make a question without end."""

_SENTENCE_END = re.compile(r"[.!?][\"')\]”’]{0,3}$")
_SENTENCE_BREAK = re.compile(r"[.!?][\"')\]”’]{0,3} [A-Z]")


@dataclass(slots=True)
class _Entry:
    """An entry as far as it is read: a title and paragraphs, and the metadata below them."""

    texts: list[Part] = field(default_factory=list)
    length: int = 0
    """Characters of its texts, those that were too much to keep included."""
    byline: Part | None = None
    date: Part | None = None
    arxiv_id: str | None = None


def read(lines: Lines, *, name: str, report: Report, year: int | None = None) -> Iterator[Paper]:
    """The page's papers, one an entry, as they come.

    The lines are read twice: for the dates, since only the whole page tells which year they leave out (the
    rule and its reason: `Calendar.own_year`), then for the papers. `year` says it outright.
    """
    years = {} if year else _own_years(lines, name, report)
    number = 0
    for number, entry in enumerate(_entries(parts(lines.blocks()), report), start=1):
        title, *paragraphs = entry.texts
        date = parse_date(entry.date.text) if entry.date else None
        yield Paper(
            id=entry.arxiv_id or paper_id(title.text),
            title=title.text,
            abstract="\n\n".join(paragraph.text for paragraph in paragraphs),
            published=date.in_year(year or years.get(title.page)) if date else None,
            authors_count=authors_count(entry.byline) if entry.byline else None,
            organisation=organisation(entry.byline) if entry.byline else None,
            comments=date.comments if date else None,
            sources=(Source(snapshot=name, entry=number, line=title.line),),
        )
    if not number:
        report(1, "no entry on this page; was it cut off?")


def _own_years(lines: Lines, name: str, report: Report) -> dict[int, int | None]:
    """The year that each page in the file leaves out, or None where nothing tells."""
    calendars: dict[int, Calendar] = {}
    first_yearless: dict[int, Part] = {}
    for part in parts(lines.blocks()):
        if part.kind not in ("date", "dateline") or (date := parse_date(part.text)) is None:
            continue
        calendar = calendars.setdefault(part.page, Calendar(saved=day_in_name(name)))
        if date.year is None:
            calendar.yearless.add(replace(date, comments=None))
            if part.kind == "date":
                first_yearless.setdefault(part.page, part)
        elif part.kind == "dateline":
            calendar.saved = date.in_year(None)
        else:
            calendar.years.add(date.year)
    years = {page: calendar.own_year() for page, calendar in calendars.items()}
    for page, part in first_yearless.items():
        if years[page] is None:
            what = "nothing on the page tells the year of its dates"
            report(part.line, f"{what}; put the page's day into the file name, such as 2026-05-12.txt")
    return years


def _entries(page: Iterable[Part], report: Report) -> Iterator[_Entry]:
    """The entries that have a title and an abstract; the others are reported."""
    entry, bylines = _Entry(), 0
    for part, following in with_next(page):
        if _begins_entry(part, entry, following):
            yield from _if_whole(entry, report)
            entry = _Entry()
        if part.kind == "text":
            entry.length += len(part.text)
            if entry.length <= LONGEST_ABSTRACT or len(entry.texts) < 2:
                entry.texts.append(part)
        elif part.kind == "byline":
            entry.byline, bylines = part, bylines + 1
        elif part.kind == "date":
            entry.date = part
        elif part.kind == "arxiv":
            entry.arxiv_id = arxiv_id(part)
    bare = len(entry.texts) > 1 and not (entry.byline or entry.date)
    if bare and (bylines or not _SENTENCE_END.search(entry.texts[-1].text)):
        report(entry.texts[-1].line, "the page ends in this entry, which may be cut off; read as it is")
    yield from _if_whole(entry, report)


def _begins_entry(part: Part, entry: _Entry, following: Part | None) -> bool:
    """Whether the part belongs to the next entry.

    Text behind a byline or a date does. Else a title is a text that does not look like a paragraph, and an
    abstract is one that does, or that stands between a title and a byline. So a second title in a row leaves
    the first alone (it is reported, rather than given an abstract that is not its own), and a title behind an
    entry without a byline is not swallowed by that entry.
    """
    if part.kind == "byline":
        return entry.byline is not None or entry.date is not None
    if part.kind == "date":
        return entry.date is not None
    if part.kind != "text":
        return part.kind != "arxiv"
    if entry.byline or entry.date:
        return True
    if not entry.texts or _is_paragraph(part.text):
        return False
    prose = part.text.endswith(".") or "://" in part.text
    if len(entry.texts) == 1 and len(entry.texts[0].text) <= TITLE_LENGTH:
        return not prose and following is not None and following.kind == "text"
    return not (prose and following is not None and following.kind in ("byline", "date"))


def _is_paragraph(text: str) -> bool:
    """Whether a text can be no title: it is long, or is more than one sentence."""
    return len(text) > TITLE_LENGTH or (text.endswith(".") and _SENTENCE_BREAK.search(text) is not None)


def _if_whole(entry: _Entry, report: Report) -> Iterator[_Entry]:
    """The entry where it has a title and an abstract, else a report. A wrong date costs the date alone."""
    first = next((part for part in (*entry.texts, entry.byline, entry.date) if part), None)
    if first is None:
        return
    if not entry.texts:
        report(first.line, f"{_quoted(first)} belongs to no entry; left out")
    elif len(first.text) > TITLE_LENGTH:
        report(first.line, f"an abstract without a title, {_quoted(first)}; left out")
    elif len(entry.texts) == 1:
        report(first.line, f"a title without an abstract, {_quoted(first)}; left out")
    elif entry.length > LONGEST_ABSTRACT:
        report(first.line, f"an abstract of over {LONGEST_ABSTRACT:,} characters, {_quoted(first)}; left out")
    else:
        if entry.byline and not entry.date:
            report(entry.byline.line, f"no date follows {_quoted(entry.byline)}; the paper is read without one")
        if entry.date and parse_date(entry.date.text) is None:
            report(entry.date.line, f"{_quoted(entry.date)} is no date; the paper is read without one")
        yield entry


def _quoted(part: Part) -> str:
    """The part's first words, for a message."""
    return f"'{escaped(part.text[:60])}{'…' if len(part.text) > 60 else ''}'"
