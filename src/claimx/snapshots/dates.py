"""Dates as a Daily Papers page writes them (`Dec 5, 2024 2`, `Oct 8`), and the year that it leaves out."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

__all__ = ["Calendar", "PageDate", "day_in_name", "has_date_form", "parse_date"]

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DATE = re.compile(
    r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>[0-9]{1,2})"
    r"(?:(?:, ?| )(?P<year>(?:19|20)[0-9]{2}))?"
    r"(?: (?P<comments>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,6}))?"
)
_DAY_IN_NAME = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})(?![0-9])")
_A_DAY = datetime.timedelta(days=1)
_LEAP_YEAR = 2000
_LONGEST_WITHOUT_A_LEAP_DAY = 8


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date on a page."""

    month: int
    day: int
    year: int | None
    """The year, or None where the page leaves it out."""
    comments: int | None
    """The number behind the date, or None."""

    def in_year(self, year: int | None) -> datetime.date | None:
        """The day in the date's own year, else in `year`; None without a year or where it lacks the day."""
        year = self.year or year
        try:
            return datetime.date(year, self.month, self.day) if year else None
        except ValueError:
            return None


@dataclass(slots=True)
class Calendar:
    """What the dates of one page say together."""

    years: set[int] = field(default_factory=set)
    """The years that its entries show."""
    yearless: set[PageDate] = field(default_factory=set)
    """The dates without a year, the dateline's among them, without their comments."""
    saved: datetime.date | None = None
    """The day of the page, where a dateline with a year or the file's name tells it."""

    def own_year(self) -> int | None:
        """The year of the page's dates without a year, or None where nothing tells.

        A page leaves out the year in which it was shown, and no other. So the year left out is one for all
        its dates, it is none of those that the page shows, and none of those is later. Hence

        - where the page's day is known, it is the latest year in which no paper lies behind that day (give or
          take one, for time zones), unless the page shows a year behind it, which proves the day wrong;
        - else it is the first year after all those shown that has every day left without one (29 February).
          This is a lower bound: exact where the page also shows a paper of the year before its own.

        A date that lies behind the dateline in the calendar (`Sep 28` on a page of `Jan 6`) moves no paper
        behind the snapshot: the dateline is then of the year after, which the entries' dates need not know.
        """
        latest = max(self.years, default=None)
        if self.saved is not None and (latest is None or latest <= self.saved.year):
            earliest = self.saved.year - _LONGEST_WITHOUT_A_LEAP_DAY
            last = self.saved + _A_DAY
            return next((y for y in range(self.saved.year, earliest - 1, -1) if self._fits(y, last)), None)
        if latest is None:
            return None
        later = range(latest + 1, latest + 1 + _LONGEST_WITHOUT_A_LEAP_DAY)
        return next((year for year in later if self._fits(year, datetime.date.max)), None)

    def _fits(self, year: int, last: datetime.date) -> bool:
        days = [date.in_year(year) for date in self.yearless]
        return all(day is not None and day <= last for day in days)


def parse_date(text: str) -> PageDate | None:
    """The date that is the whole text, with the comments behind it; None for anything else, as for Feb 30."""
    found = _DATE.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    name = found["month"].lower()
    month = next((n for n, full in enumerate(_MONTHS, start=1) if full.startswith(name)), 0)
    year, comments = found["year"], found["comments"]
    date = PageDate(
        month=month,
        day=int(found["day"]),
        year=int(year) if year else None,
        comments=int(comments.replace(",", "")) if comments else None,
    )
    return date if date.in_year(_LEAP_YEAR) else None


def has_date_form(text: str) -> bool:
    """Whether the whole text is written like a date, be it one or not."""
    return _DATE.fullmatch(" ".join(text.split())) is not None


def day_in_name(name: str) -> datetime.date | None:
    """The first day that a file name carries, as in `2026-05-12.txt`, or None."""
    for text in _DAY_IN_NAME.findall(name):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            continue
    return None
