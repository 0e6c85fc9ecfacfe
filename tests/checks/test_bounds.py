"""V6, V8: bounds, ranges and limits."""

from __future__ import annotations

from typing import Any

import pytest

from claimx.checks.bounds import bound_has_its_cue, limits_hold
from readings import case_of, change, level, words


def case(sentence: str, delta: Any, **fields: Any) -> Any:
    return case_of(sentence, sentence.rstrip("."), delta, **fields)


@pytest.mark.parametrize(
    ("number", "bound"),
    [
        ("4.2%", "exact"),
        ("up to 4.2%", "up_to"),
        ("at least 4.2%", "at_least"),
        ("more than 4.2%", "at_least"),
        ("less than 4.2%", "at_most"),
        ("about 4.2%", "about"),
    ],
)
def test_every_bound_has_its_cue_and_every_cue_its_bound(number: str, bound: str) -> None:
    sentence = f"It cuts latency by {number} on C4."
    for claimed in ("exact", "up_to", "at_least", "at_most", "about"):
        found = bound_has_its_cue(case(sentence, change(4.2, bound=claimed)))
        assert found.outcome == ("pass" if claimed == bound else "fail")
        assert found.severity == "flag"


def test_a_bound_that_a_list_shares_cannot_be_told() -> None:
    sentence = "It cuts latency by up to 31% and 22% on two tasks."
    assert bound_has_its_cue(case(sentence, change(22, bound="up_to"))).outcome == "unknown"
    assert bound_has_its_cue(case(sentence, change(22))).outcome == "pass"
    assert bound_has_its_cue(case(sentence, change(22, bound="about"))).outcome == "fail"


def test_words_have_neither_bound_nor_limit() -> None:
    outcome = case("It outperforms LoRA.", words())
    assert bound_has_its_cue(outcome).outcome == "unknown"
    assert limits_hold(outcome).outcome == "unknown"


@pytest.mark.parametrize(
    ("sentence", "delta", "outcome"),
    [
        pytest.param("It saves 11-18% of compute.", change(11, 18), "pass", id="a dash"),
        pytest.param("It saves between 11% and 18%.", change(11, 18), "pass", id="between"),
        pytest.param("Gains range from 1.2% to 8.7%.", change(1.2, 8.7), "pass", id="from to"),
        pytest.param("It gains 2.1% on average and up to 6.3%.", change(2.1, 6.3), "fail", id="average and best"),
        pytest.param("It beats A by 3.1% and B by 5.4%.", change(3.1, 5.4), "fail", id="two comparators"),
    ],
)
def test_a_range_is_one_in_the_text(sentence: str, delta: Any, outcome: str) -> None:
    assert limits_hold(case(sentence, delta)).outcome == outcome


@pytest.mark.parametrize(
    ("sentence", "delta", "metric", "outcome", "severity"),
    [
        pytest.param("Latency falls by 120%.", change(120, direction="decrease"), "latency", "fail", "flag", id="fall"),
        pytest.param("Accuracy is 120%.", level(120), "accuracy", "fail", "flag", id="share above the whole"),
        pytest.param("Traffic is at 120%.", level(120), "traffic", "pass", "", id="no share"),
        pytest.param("Throughput rises 450%.", change(450), "throughput", "fail", "note", id="large gain"),
        pytest.param("Accuracy gains 130 points.", change(130, unit="points"), "accuracy", "fail", "flag", id="points"),
        pytest.param("It is 0.5x as fast.", change(0.5, unit="times", kind="factor"), "speed", "fail", "flag", id="x"),
        pytest.param("It is 1.5x as fast.", change(1.5, unit="times", kind="factor"), "speed", "pass", "", id="1.5x"),
    ],
)
def test_values_keep_to_their_limits(sentence: str, delta: Any, metric: str, outcome: str, severity: str) -> None:
    found = limits_hold(case(sentence, delta, metric=metric))
    assert found.outcome == outcome
    assert outcome == "pass" or found.severity == severity
