"""V7: changes and their levels, and what a percent is a percent of."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.checks.arithmetic import basis_of, levels_agree
from readings import case_of, change, level, words


def case(sentence: str, delta: Any) -> Any:
    return case_of(sentence, sentence.removesuffix("."), delta)


@pytest.mark.parametrize(
    ("sentence", "delta", "basis"),
    [
        pytest.param(
            "It gains 50%, from 24.0% to 36.0%.",
            change(50, from_value=24, to_value=36),
            "relative",
            id="relative",
        ),
        pytest.param(
            "It gains 8.6%, from 57.5% to 66.2%.",
            change(8.6, from_value=57.5, to_value=66.2),
            "absolute",
            id="rounded",
        ),
        pytest.param(
            "It gains 4%, from 0.712 to 0.752.",
            change(4, from_value=0.712, to_value=0.752),
            "absolute",
            id="shares of 1",
        ),
        pytest.param(
            "It gains 10%, from 100% to 110%.",
            change(10, from_value=100, to_value=110),
            "unstated",
            id="both",
        ),
        pytest.param(
            "It gains 12 points, from 24 to 36.",
            change(12, unit="points", from_value=24, to_value=36),
            "absolute",
            id="points",
        ),
        pytest.param(
            "It is 3x faster, 90 ms down to 30 ms.",
            change(3, unit="times", kind="factor", from_value=90, to_value=30),
            "unstated",
            id="factor",
        ),
        pytest.param(
            "It uses 25% of it, from 80 GB to 20 GB.",
            change(25, kind="fraction", from_value=80, to_value=20),
            "unstated",
            id="fraction",
        ),
    ],
)
def test_changes_that_fit_their_levels_pass_and_tell_their_basis(sentence: str, delta: Any, basis: str) -> None:
    assert levels_agree(case(sentence, delta)).outcome == "pass"
    assert basis_of(case(sentence, delta)) == basis


@pytest.mark.parametrize(
    ("sentence", "delta"),
    [
        pytest.param(
            "It gains 63.5%, from 19.5 to 31.5.",
            change(63.5, from_value=19.5, to_value=31.5),
            id="percent",
        ),
        pytest.param(
            "It gains 7 points, from 24 to 36.",
            change(7, unit="points", from_value=24, to_value=36),
            id="points",
        ),
        pytest.param(
            "It is 5x faster, 90.0 ms down to 30.0 ms.",
            change(5, unit="times", kind="factor", from_value=90, to_value=30),
            id="factor",
        ),
        pytest.param(
            "It uses 40% of it, from 80 GB to 20 GB.",
            change(40, kind="fraction", from_value=80, to_value=20),
            id="fraction",
        ),
    ],
)
def test_changes_that_their_levels_do_not_make_are_flagged(sentence: str, delta: Any) -> None:
    found = levels_agree(case(sentence, delta))
    assert (found.outcome, found.severity) == ("fail", "flag")


def test_the_message_says_what_the_levels_make() -> None:
    found = levels_agree(case("It gains 63.5%, from 19.5 to 31.5.", change(63.5, from_value=19.5, to_value=31.5)))
    assert found.message == "the levels 19.5 and 31.5 make 12 or 61.54, not 63.5"


@pytest.mark.parametrize(
    ("sentence", "delta"),
    [
        pytest.param("It gains 4.2%.", change(4.2), id="no levels"),
        pytest.param("It rises from 24% to 36%.", level(36, 24), id="levels alone"),
        pytest.param("It gains 4%, reaching 36%.", change(4, to_value=36), id="one level"),
        pytest.param("It gains 1-2%, from 24% to 36%.", change(1, 2, from_value=24, to_value=36), id="a range"),
        pytest.param("It outperforms LoRA.", words(), id="words"),
        pytest.param(
            "It is 3x better, from 0 to 3.",
            change(3, unit="times", kind="factor", from_value=0, to_value=3),
            id="from nothing",
        ),
    ],
)
def test_without_two_levels_nothing_can_be_told(sentence: str, delta: Any) -> None:
    assert levels_agree(case(sentence, delta)).outcome == "unknown"


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("It gives a 12% relative reduction in error.", "relative"),
        ("It lowers error by a relative 12%.", "relative"),
        ("It lowers error by 12% relative to LoRA.", "unstated"),
        ("It lowers error by an absolute change of 12%, or 12% relatively.", "unstated"),
        ("It lowers error by 12%.", "unstated"),
    ],
)
def test_words_at_the_number_tell_the_basis(sentence: str, basis: str) -> None:
    assert basis_of(case(sentence, change(12, direction="decrease"))) == basis


def test_an_absolute_percent_is_a_change_in_points() -> None:
    assert basis_of(case("It gains 12% absolute.", change(12, unit="points"))) == "absolute"


@given(
    before=st.integers(min_value=10, max_value=900),
    after=st.integers(min_value=10, max_value=900),
    places=st.integers(min_value=0, max_value=1),
)
def test_what_was_rounded_before_it_was_subtracted_still_agrees(before: int, after: int, places: int) -> None:
    first, second, said = (f"{n / 10:.{places}f}" for n in (before, after, abs(after - before)))
    if not float(said) or first == second:
        return
    sentence = f"It moves by {said} points, from {first} to {second}."
    delta = change(float(said), unit="points", from_value=float(first), to_value=float(second))
    assert levels_agree(case(sentence, delta)).outcome == "pass"
