"""Printable text: nothing that moves a cursor, turns a line around or breaks an encoder gets through."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.printable import escaped, json_escaped, one_line, printable

ANY = st.text(alphabet=st.characters(), max_size=80)
"""All of Unicode, lone surrogates included."""
HARMFUL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Control, format, surrogate, private, unassigned; line and paragraph separator."""


def harm(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in HARMFUL}


@given(ANY)
def test_no_control_format_or_surrogate_character_survives(text):
    assert harm(printable(text)) <= {"\n", "\t"}
    assert harm(one_line(text)) == set()


@given(ANY)
def test_what_is_printable_is_encodable(text):
    assert printable(text).encode("utf-8").decode("utf-8") == printable(text)


@given(ANY)
def test_printable_text_stays_as_it_is(text):
    once = printable(text)
    assert printable(once) == once
    assert one_line(one_line(text)) == one_line(text)


@given(st.text(alphabet=st.characters(categories=("L", "M", "N", "P", "S", "Zs"))))
def test_letters_marks_numbers_and_spaces_are_kept(text):
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("over\rwritten", r"over\rwritten"),
        ("back\b\b\b\bspace", r"back\x08\x08\x08\x08space"),
        ("a\u202egnp.exe", r"a\u202egnp.exe"),
        ("a\u2066b\u2069", r"a\u2066b\u2069"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("line\u2028separator", r"line\u2028separator"),
        ("half \ud83d pair", r"half \ud83d pair"),
        ("tag \U000e0041", r"tag \U000e0041"),
    ],
    ids=["colour", "title", "c1", "return", "backspace", "bidi", "isolate", "zero", "line", "surrogate", "tag"],
)
def test_what_acts_on_a_terminal_is_shown_as_text(text, shown):
    assert printable(text) == shown


def test_line_breaks_and_tabs_stay_but_not_on_one_line():
    assert printable("a\n\tb") == "a\n\tb"
    assert one_line(" a\n\t b \u00a0 c\n") == "a b c"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_a_line_break_of_any_kind_is_one_space_on_one_line(ending):
    assert one_line(f"first{ending}second") == "first second"


@given(st.text())
def test_an_escaped_name_is_printable_through_and_through(text):
    assert escaped(text).isprintable()
    if text.isprintable():
        assert escaped(text) == text


@given(value=st.recursive(ANY | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(ANY, inner)))
@pytest.mark.parametrize("indent", [None, 1])
def test_json_that_is_escaped_has_the_same_value_and_nothing_to_obey(value, indent):
    shown = json_escaped(json.dumps(value, ensure_ascii=False, indent=indent))
    assert json.loads(shown) == value
    assert harm(shown) <= {"\n"}


def test_letters_stay_letters_in_json():
    assert (
        json_escaped('{"naïve": "中\u00a0𝔐 \x9b\u202e\U000e0041"}')
        == '{"naïve": "中\u00a0𝔐 \\u009b\\u202e\\udb40\\udc41"}'
    )
