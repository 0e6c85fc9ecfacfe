"""Patterns out of a client's schema: a text is found for simple ones, and none of them takes for ever."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.builtin.patterns import PatternError, is_found, matching


@pytest.mark.parametrize(
    ("pattern", "least", "text"),
    [
        ("", 0, ""),
        ("", 3, "---"),
        (r"^\d{4}-\d{2}$", 0, "0000-00"),
        ("^[a-z]+$", 0, "a"),
        ("^[a-z]+$", 4, "aaaa"),
        ("^[a-z0-9]+(?:-[a-z0-9]+)*$", 0, "a"),
        (r"^\+?[1-9]\d{1,14}$", 0, "10"),
        (r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", 0, "a@a.aa"),
        ("^(alpha|be)$", 0, "be"),
        (r"^\S.*\S$", 0, "aa"),
        (r"[^\w]\D\W", 0, " a-"),
        (r"^[^a-z \-]{2}[^\d0]$", 0, "00a"),
        ("^(?>ab)++[^a]$", 0, "abb"),
        (r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$", 0, "+00.0"),
    ],
)
def test_a_short_text_is_found(pattern, least, text):
    assert matching(pattern, least) == text
    assert re.search(pattern, text)


@pytest.mark.parametrize("pattern", ["(", r"\p{L}", r"(a)\1", "^a$^b$", r"^(?!0)\d+$", "a" * 401, "[z-a]", "a{2,1}"])
def test_a_pattern_without_a_text_is_told(pattern):
    with pytest.raises(PatternError):
        matching(pattern)


def test_a_text_that_must_be_longer_than_its_pattern_allows_is_none():
    with pytest.raises(PatternError, match="no text"):
        matching("^[ab]{2,5}$", 6)


@pytest.mark.parametrize(
    "pattern",
    ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(a|a|a|a|a|a|a)*$", "^((a*)*)*$", "^a*a*a*a*a*a*$", "^([a-z]{1,30})+$"],
)
def test_a_pattern_that_is_slow_is_only_run_on_short_texts(pattern):
    started = time.monotonic()
    assert is_found(pattern, "a" * 6)
    assert not any(is_found(pattern, "a" * length + "!") for length in (5, 10, 15, 20, 30, 50, 99, 199, 9_999))
    assert time.monotonic() - started < 20


@given(st.from_regex(r"[a-c\d\[\]()*+?{}|^$\\.,-]{0,12}", fullmatch=True), st.integers(0, 6))
def test_any_pattern_gets_a_text_that_it_matches_or_is_told(pattern, least):
    try:
        text = matching(pattern, least)
    except PatternError:
        return
    assert re.search(pattern, text)
    assert len(text) >= least
