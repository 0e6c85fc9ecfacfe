"""Dates of a page, and the year it leaves out."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.snapshots.dates import Calendar, PageDate, day_in_name, has_date_form, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dec 5, 2024 2", (12, 5, 2024, 2)),
        ("Dec\u00a05,\u00a02024", (12, 5, 2024, None)),
        ("Oct 8", (10, 8, None, None)),
        ("Jan 20 2", (1, 20, None, 2)),
        ("Apr 22, 2024 1,014", (4, 22, 2024, 1014)),
        ("Sept. 8 2024", (9, 8, 2024, None)),
        ("february 29", (2, 29, None, None)),
    ],
)
def test_a_date_is_read_as_it_is_written(text, expected):
    date = parse_date(text)
    assert date is not None
    assert (date.month, date.day, date.year, date.comments) == expected


@pytest.mark.parametrize("text", ["Feb 30", "Feb 29, 2023", "Smarch 3", "Dec 0", "Mar 3, 1024"])
def test_what_is_no_day_is_no_date(text):
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["", "Dec", "Dec 5, 20", "5 Dec 2024", "May 12 herons", "Dec 5, 2024 2 2"])
def test_other_words_have_not_the_form_of_a_date(text):
    assert (has_date_form(text), parse_date(text)) == (False, None)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)), st.none() | st.integers(0, 99))
def test_every_written_date_is_read_back(day, comments):
    text = f"{day:%b} {day.day}, {day.year}" + ("" if comments is None else f" {comments}")
    assert parse_date(text) == PageDate(day.month, day.day, day.year, comments)


@given(
    years=st.sets(st.integers(1990, 2030)),
    days=st.sets(st.dates(datetime.date(2000, 1, 1), datetime.date(2000, 12, 31)), min_size=1),
    saved=st.none() | st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 1, 1)),
)
def test_no_paper_lies_behind_the_snapshot_and_no_shown_year_behind_the_pages_own(years, days, saved):
    yearless = {PageDate(day.month, day.day, None, None) for day in days}
    own = Calendar(years=years, yearless=yearless, saved=saved).own_year()
    wrong_day = saved is not None and max(years, default=0) > saved.year
    if saved is not None and not wrong_day:
        assert own is not None
        assert all(d.in_year(own) <= saved + datetime.timedelta(days=1) for d in yearless)
    elif years:
        assert max(years) < own <= max(years) + 8
    else:
        assert own is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-05-12.txt", "2026-05-12"),
        ("hf_2026-02-30_2026-03-01_a.txt", "2026-03-01"),
        ("12026-05-12", "None"),
    ],
)
def test_a_file_name_may_carry_the_day(name, expected):
    assert str(day_in_name(name)) == expected
