"""How long a server asks to wait."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.models.waits import retry_after

SERVER = datetime.datetime(2020, 2, 2, 2, 2, 2, tzinfo=datetime.UTC)


def http_date(date: datetime.datetime) -> str:
    return date.strftime("%a, %d %b %Y %H:%M:%S GMT")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after": "600"}, 600.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "in a while"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "Sun, 99 Foo 2020 99:00:00 GMT"}, None),
    ],
)
def test_seconds_and_milliseconds_are_read_and_nonsense_is_not(headers, seconds):
    assert retry_after(headers) == seconds


def test_a_date_counts_from_the_clock_of_the_server_however_wrong_ours_is():
    headers = {"date": http_date(SERVER), "retry-after": http_date(SERVER + datetime.timedelta(seconds=90))}
    assert retry_after(headers) == 90.0


def test_a_date_counts_from_our_clock_where_the_server_tells_no_time():
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=100)
    assert retry_after({"retry-after": http_date(until)}) == pytest.approx(100, abs=30)


def test_a_date_that_is_over_asks_for_no_wait():
    headers = {"date": http_date(SERVER), "retry-after": http_date(SERVER - datetime.timedelta(days=400))}
    assert retry_after(headers) == 0.0


@given(st.text(), st.text())
def test_no_header_breaks_it(given_text, date):
    found = retry_after({"retry-after": given_text, "date": date})
    assert found is None or found >= 0
