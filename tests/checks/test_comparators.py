"""V10: owner and comparator."""

from __future__ import annotations

from typing import Any

import pytest

from claimx.checks.comparators import owner_is_the_subject
from readings import case_of, change, level, words


def verdict(sentence: str, delta: Any, method: str, **fields: Any) -> Any:
    return owner_is_the_subject(case_of(sentence, sentence.rstrip("."), delta, method=method, **fields))


@pytest.mark.parametrize(
    ("sentence", "owner", "comparator"),
    [
        pytest.param("Wren outperforms PPO on Atari.", "Wren", "PPO", id="outperforms"),
        pytest.param("Wren is better than plain PPO.", "Wren", "PPO", id="than"),
        pytest.param("Compared with PPO, Wren improves returns.", "Wren", "PPO", id="compared with, in front"),
        pytest.param("Wren performs on par with PPO.", "Wren", "PPO", id="on par with"),
        pytest.param("Wren achieves results similar to those of PPO.", "Wren", "PPO", id="similar to"),
        pytest.param("Wren achieves gains over A2C, PPO, and SAC.", "Wren", "PPO", id="in a list"),
        pytest.param("Wren is the best among PPO variants.", "Wren", "PPO variants", id="the best among"),
        pytest.param("Wren is as fast as PPO.", "Wren", "PPO", id="as fast as"),
        pytest.param("Wren boosts the returns of plain PPO.", "Wren", "PPO", id="what is improved"),
        pytest.param("PPO is outperformed by Wren.", "Wren", "SAC", id="the passive"),
        pytest.param("Wren falls behind PPO.", "Wren", "PPO", id="falls behind"),
        pytest.param("The curve of Wren resembles PPO.", "Wren", "PPO", id="resembles"),
        pytest.param("The curve of Wren aligns with that of PPO.", "Wren", "PPO", id="that of"),
    ],
)
def test_what_the_subject_is_compared_with_owns_nothing(sentence: str, owner: str, comparator: str) -> None:
    assert verdict(sentence, words(), owner, baselines=[comparator]).outcome == "pass"
    swapped = verdict(sentence, words(), comparator, baselines=[owner])
    assert (swapped.outcome, swapped.severity) in [("fail", "reject"), ("unknown", "flag")]
    assert (swapped.outcome == "unknown") == (comparator not in sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Over 10 tasks, Wren achieves gains.", id="over a number of tasks"),
        pytest.param("Evaluated against strong attacks, Wren holds.", id="a clause before the subject"),
        pytest.param("More than a cache, Wren is an index.", id="than, and then the subject"),
    ],
)
def test_a_subject_behind_a_clause_of_comparison_is_still_the_subject(sentence: str) -> None:
    assert verdict(sentence, words(), "Wren").outcome == "pass"


@pytest.mark.parametrize(
    "sentence",
    [
        "PPO outperforms A2C.",
        "We find that PPO surpasses A2C.",
        "PPO clearly exceeds A2C.",
        "PPO is far better than A2C.",
        "Only PPO benefits from warm starts.",
    ],
)
def test_a_baseline_that_wins_in_a_sentence_without_the_method_is_no_baseline(sentence: str) -> None:
    assert verdict(sentence, words(), "Wren", baselines=["PPO"]).severity == "reject"
    assert verdict(sentence, words("decrease"), "Wren", baselines=["PPO"]).outcome == "unknown"
    assert verdict(sentence, words(), "Wren", baselines=["A2C"]).outcome == "unknown"
    assert verdict(f"With Wren, {sentence}", words(), "Wren", baselines=["PPO"]).outcome == "pass"


@pytest.mark.parametrize(
    "sentence", ["Sparse PPO outperforms A2C.", "With masks, PPO outperforms A2C.", "PPO improves."]
)
def test_a_baseline_inside_another_subject_wins_nothing(sentence: str) -> None:
    assert verdict(sentence, words(), "Wren", baselines=["PPO"]).outcome == "unknown"


def test_an_owner_outside_the_sentence_cannot_be_told() -> None:
    assert verdict("It outperforms PPO.", words(), "Wren", baselines=["PPO"]).outcome == "unknown"


@pytest.mark.parametrize(
    ("sentence", "right", "wrong"),
    [
        pytest.param("Wren falls from 19.3% to 4.1%.", level(4.1, 19.3), level(19.3, 4.1), id="from A to B"),
        pytest.param("Wren gets 79.4%, against 61.0% for PPO.", level(79.4, 61.0), level(61.0, 79.4), id="against"),
        pytest.param("Wren gets 34%, below the 92% of PPO.", level(34, 92), level(92, 34), id="below the"),
        pytest.param("While PPO solves 21%, Wren solves 38%.", level(38, 21), level(21, 38), id="while"),
        pytest.param("Wren solves 38%, whereas PPO solves 21%.", level(38, 21), level(21, 38), id="whereas"),
    ],
)
def test_levels_are_the_right_way_round(sentence: str, right: Any, wrong: Any) -> None:
    assert verdict(sentence, right, "Wren", baselines=["PPO"]).outcome == "pass"
    assert verdict(sentence, wrong, "Wren", baselines=["PPO"]).severity == "reject"


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        pytest.param("Wren gets 79.4%, against 61.0% for PPO.", 61.0, id="against"),
        pytest.param("Wren gets 79.4%, compared to 61.0% for PPO.", 61.0, id="compared to"),
        pytest.param("Wren falls from 19.3% to 4.1%.", 19.3, id="where the move begins"),
        pytest.param("While PPO solves 21%, Wren solves 38%.", 21, id="in the while clause"),
    ],
)
def test_the_comparators_level_is_no_claim_of_its_own(sentence: str, value: float) -> None:
    assert verdict(sentence, level(value), "Wren").outcome == "fail"


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("While Wren solves 38% of A, it solves 21% of B.", id="the same subject again"),
        pytest.param("Wren finds 97% of bugs while raising 21% of alarms.", id="a participle"),
        pytest.param("Wren solves more than 21% of the tasks.", id="than as a bound"),
    ],
)
def test_a_second_level_of_the_same_subject_is_its_own(sentence: str) -> None:
    assert verdict(sentence, level(21, bound="at_least" if "than" in sentence else "exact"), "Wren").outcome == "pass"


def test_how_large_the_comparator_is_says_nothing_of_the_method() -> None:
    for sentence in ("Wren outperforms models 7 times larger.", "Wren beats 7x larger models."):
        factor = change(7, unit="times", kind="factor")
        assert verdict(sentence, factor, "Wren", metric="performance").severity == "reject"
    sentence = "Wren matches a model with 50% more parameters."
    assert verdict(sentence, change(50), "Wren", metric="parameters").outcome == "pass"
    sentence = "Wren is 7 times larger than PPO."
    assert verdict(sentence, change(7, unit="times", kind="factor"), "Wren", metric="size").outcome == "pass"
