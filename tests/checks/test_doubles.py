"""V14: nothing is told twice."""

from __future__ import annotations

from typing import Any

import pytest

from builders import make_claim, make_paper
from claimx.checks.cases import Case
from claimx.checks.doubles import told_twice
from claimx.ledger.survey import survey
from readings import change, level, words

PAPER = make_paper(
    "Teal",
    "Teal cuts latency and memory by 31% and 22%, respectively. It reaches 79.4%, against 61.0% for PPO, "
    "a gain of 30.2%. It outperforms PPO on Atari and matches SAC. On Atari it outperforms PPO.",
)
PAIR = "cuts latency and memory by 31% and 22%"
REACHED = "reaches 79.4%, against 61.0% for PPO, a gain of 30.2%"


def case(quote: str, delta: Any, **fields: Any) -> Case:
    return Case.of(make_claim(PAPER, quote, delta, method="Teal", **fields), survey(PAPER))


LATENCY = case(PAIR, change(31, direction="decrease"), metric="latency")
ANSWERS = case(REACHED, level(79.4, 61.0), metric="accuracy")
ATARI = case("outperforms PPO on Atari", words(), benchmarks=["Atari"], baselines=["PPO"])


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(case(PAIR, change(22, direction="decrease"), metric="memory"), id="the quote's other number"),
        pytest.param(ANSWERS, id="another quote"),
        pytest.param(case("cuts latency", words("increase"), metric="latency"), id="another direction"),
        pytest.param(ATARI, id="words"),
    ],
)
def test_other_outcomes_stand_beside_each_other(other: Case) -> None:
    assert told_twice([LATENCY, other]) == {}


def test_a_change_may_name_the_level_that_another_claim_reaches() -> None:
    assert told_twice([ANSWERS, case(REACHED, change(30.2, to_value=79.4), metric="accuracy")]) == {}


@pytest.mark.parametrize(
    ("first", "again"),
    [
        pytest.param(LATENCY, case("latency and memory by 31%", change(31, direction="decrease"), metric="Latency"),
                     id="from another quote"),
        pytest.param(ATARI, case("On Atari it outperforms PPO", words(), benchmarks=["ATARI"], baselines=["ppo"]),
                     id="in words, elsewhere"),
    ],
)  # fmt: skip
def test_the_same_outcome_again_is_the_same_claim(first: Case, again: Case) -> None:
    assert told_twice([first, again]) == {1: None}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(
            LATENCY, case(PAIR, change(31, direction="decrease"), metric="memory"), id="one number, two metrics"
        ),
        pytest.param(ANSWERS, case("61.0% for PPO", level(61.0), metric="accuracy"), id="the comparator's level"),
        pytest.param(ANSWERS, case("reaches 79.4%", level(79.4), metric="accuracy"), id="a part of a claim"),
        pytest.param(LATENCY, case("cuts latency", words("decrease"), metric="latency"), id="the same in words"),
    ],
)
def test_a_number_or_an_outcome_is_used_once(first: Case, second: Case) -> None:
    verdict = told_twice([first, second])[1]
    assert verdict is not None
    assert (verdict.outcome, verdict.severity) == ("fail", "reject")


def test_a_level_may_be_set_against_two_comparators() -> None:
    abstract = "Teal solves 83% of the tasks, PPO solves 55% and SAC solves 48%."
    paper = make_paper("Teal", abstract)

    def against(before: float, *baselines: str) -> Case:
        given = {"method": "Teal", "metric": "share of solved tasks", "baselines": baselines}
        return Case.of(make_claim(paper, abstract[:-1], level(83, before), **given), survey(paper))

    assert told_twice([against(55, "PPO"), against(48, "SAC")]) == {}
    for again in (against(48, "PPO"), against(48), against(55, "SAC")):
        assert set(told_twice([against(55, "PPO"), again])) == {1}


def test_of_two_that_collide_the_first_stands() -> None:
    second = case(PAIR, change(31, direction="decrease"), metric="memory")
    assert set(told_twice([second, LATENCY])) == {1}
