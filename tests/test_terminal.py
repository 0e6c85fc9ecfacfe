"""The comparison on the terminal: in line, and without a command of any abstract."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from builders import hostile_claim, make_claim, make_paper
from claimx.claims import Delta
from claimx.comparison import compare
from claimx.reports import render
from claimx.reports.terminal import terminal_table, terminal_text

FASTER = Delta(kind="factor", low=9.1, high=9.1, unit="times", direction="increase", bound="up_to")


def test_a_row_shows_method_value_verdict_and_what_it_is_compared_with() -> None:
    text = terminal_text(compare([make_claim(benchmarks=["GSM8K"], baselines=["LoRA"], size=8e9)]), 140)
    heading, columns, group, row, *_ = text.splitlines()
    assert heading.startswith("Accuracy")
    assert "1 claim" in heading
    assert columns.split()[:3] == ["Paper", "Method", "Size"]
    assert group.strip() == "GSM8K, changes in points"
    for cell in ("Tamarack", "8B", "+4.2 points", "LoRA", "better", "checked"):
        assert cell in row


@pytest.mark.parametrize("width", [40, 80, 109, 110, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    paper = make_paper("A long title " * 20)
    claims = [make_claim(paper, method="word " * 30, baselines=["x" * 200]), make_claim(paper, delta=FASTER)]
    assert all(len(line) <= width for line in terminal_text(compare(claims), width).splitlines())


def test_values_of_all_groups_stand_in_one_line() -> None:
    claims = [make_claim(make_paper(name), metric=name) for name in ("accuracy", "recall")]
    lines = [line for line in terminal_text(compare(claims), 120).splitlines() if "+4.2 points" in line]
    assert len({line.index("+4.2 points") for line in lines}) == 1


def test_a_group_of_three_exact_values_has_its_median() -> None:
    claims = [
        make_claim(make_paper(f"Paper {n}"), delta=Delta(kind="level", to_value=n, unit="percent"), benchmarks=["MATH"])
        for n in (70, 80, 90)
    ]
    assert "median 80% of 3 exact (70 to 90%)" in terminal_text(compare(claims), 120)


def test_claims_that_stand_alone_share_a_label_that_says_so() -> None:
    levels = [Delta(kind="level", to_value=n, unit="percent") for n in (70, 80)]
    claims = [make_claim(make_paper(f"Paper {n}"), delta=level) for n, level in enumerate(levels)]
    text = terminal_text(compare(claims), 120)
    assert text.count("no benchmark named") == 1
    assert "no benchmark named, levels in percent, one claim each, not ranked" in text


def test_nothing_to_compare_is_said() -> None:
    assert terminal_text(compare([])) == "No claims to compare.\n"


def test_render_gives_the_same_text() -> None:
    comparison = compare([make_claim()])
    assert render(comparison, "terminal", width=90) == terminal_text(comparison, 90)


def test_no_command_of_a_hostile_abstract_reaches_the_terminal() -> None:
    """Colours on: what rich adds itself is the only escape sequence, and a link is never among it."""
    file = io.StringIO()
    console = Console(file=file, width=160, force_terminal=True, color_system="truecolor", legacy_windows=False)
    console.print(terminal_table(compare([hostile_claim()[1]])))
    written = file.getvalue()
    assert "\x1b]" not in written
    assert "\x07" not in written
    assert "\u202e" not in written
    assert "\x1b[31m" not in written
    plain = terminal_text(compare([hostile_claim()[1]]), 2000)
    assert "[red]loud[/red]" in plain
    assert "\\x1b[31m" in plain


@given(st.text(max_size=60))
def test_only_printable_characters_and_line_breaks_are_written(text: str) -> None:
    claim = make_claim(method=text, metric=text, benchmarks=[text], baselines=[text])
    assert all(c.isprintable() or c == "\n" or c.isspace() for c in terminal_text(compare([claim]), 120))
