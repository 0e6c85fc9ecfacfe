"""Answers as text: right for each medium, and never an order to it."""

from __future__ import annotations

import csv
import datetime
import io
import json
from decimal import Decimal

import pytest

from builders import HOSTILE
from claimx.frames.database import Result
from claimx.frames.results import Format, result_text

pytest.importorskip("duckdb")

VALUES = Result(
    ("name", "n", "share", "day", "names", "none"),
    (
        ("a", 12, 4.0, datetime.date(2026, 5, 12), ["x", "y"], None),
        ("b", True, Decimal("0.25"), datetime.datetime(2026, 5, 12, 8), [], None),
    ),
)


def test_a_table_is_for_people():
    lines = result_text(VALUES, "table", 100).splitlines()
    assert lines[0].split() == ["name", "n", "share", "day", "names", "none"]
    assert lines[1].split() == ["a", "12", "4", "2026-05-12", "x;", "y"]


def test_rows_too_wide_for_a_table_are_lines():
    assert result_text(VALUES, "table", 40).splitlines()[:5] == [
        "name   a",
        "n      12",
        "share  4",
        "day    2026-05-12",
        "names  x; y",
    ]


def test_csv_is_read_back():
    rows = list(csv.reader(io.StringIO(result_text(VALUES, "csv"))))
    assert rows == [
        ["name", "n", "share", "day", "names", "none"],
        ["a", "12", "4", "2026-05-12", "x; y", ""],
        ["b", "true", "0.25", "2026-05-12T08:00:00", "", ""],
    ]


def test_json_is_an_object_a_line():
    first, second = (json.loads(line) for line in result_text(VALUES, "json").splitlines())
    assert first == {"name": "a", "n": 12, "share": 4.0, "day": "2026-05-12", "names": ["x", "y"], "none": None}
    assert (second["share"], second["n"], second["names"]) == (0.25, True, [])


def test_structures_and_numbers_without_end_have_a_form():
    odd = Result(("s", "m", "nan", "bytes"), (({"a": [1, {"b": None}]}, {1: 2.5}, float("nan"), b"\x00"),))
    assert json.loads(result_text(odd, "json")) == {
        "s": {"a": [1, {"b": None}]},
        "m": {"1": 2.5},
        "nan": None,
        "bytes": "b'\\x00'",
    }
    assert '{"a": [1, {"b": null}]}' in result_text(odd, "table")


def test_no_rows_leave_the_heading():
    empty = Result(("a", "b"), ())
    assert [result_text(empty, "csv"), result_text(empty, "json")] == ["a,b\n", ""]
    assert result_text(empty, "table").split() == ["a", "b"]


@pytest.mark.parametrize("format", ["table", "csv", "json", "md"])
def test_hostile_values_and_names_give_no_orders(format: Format):
    hostile = Result((HOSTILE, "n"), ((HOSTILE, 1), (f"=1+1{HOSTILE}", 2), ([HOSTILE], 3)))
    text = result_text(hostile, format, 4000)
    assert not {"\x1b", "\x07", "\u202e", "\u2028"} & set(text)
    if format == "csv":
        for row in csv.reader(io.StringIO(text)):
            assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r"))
    if format == "md":
        assert "<script>" not in text
        assert all(line.count(" | ") == 1 for line in text.replace("\\|", "").splitlines())
    if format == "json":
        assert json.loads(text.splitlines()[0])[HOSTILE] == HOSTILE
