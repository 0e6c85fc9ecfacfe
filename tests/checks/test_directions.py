"""V5: directions and the words that carry them."""

from __future__ import annotations

from typing import Any

import pytest

from claimx.checks.directions import direction_has_its_cue, tells_direction
from readings import case_of, change, level, words

OPPOSITE = {"increase": "decrease", "decrease": "increase", "equal": "increase"}


def outcome(sentence: str, quote: str | None, delta: Any, metric: str) -> str:
    return direction_has_its_cue(case_of(sentence, quote or sentence.rstrip("."), delta, metric=metric)).outcome


NUMBERS = [
    pytest.param("It uses 27% fewer tokens.", change(27), "tokens", "decrease", id="the word behind the number"),
    pytest.param(
        "It gets 1.43 times throughput improvement.", change(1.43), "throughput", "increase", id="a noun behind"
    ),
    pytest.param("It reduces latency by 31%.", change(31), "latency", "decrease", id="the verb before"),
    pytest.param(
        "It raises recall by 9% and precision by 3%.", change(3), "precision", "increase", id="a dropped verb"
    ),
    pytest.param("It improves perplexity by 5%.", change(5), "perplexity", "decrease", id="better is lower"),
    pytest.param("It loses 0.6 perplexity.", change(0.6, unit=None), "perplexity", "increase", id="worse is higher"),
    pytest.param("It costs less than 0.8% accuracy.", change(0.8), "accuracy", "decrease", id="a cost within a bound"),
    pytest.param("It trains 3x faster.", change(3), "training time", "decrease", id="faster is less time"),
    pytest.param("It trains 3x faster.", change(3), "training speed", "increase", id="faster is more speed"),
    pytest.param("It helps (BBH: +5.2).", change(5.2, unit=None), "score", "increase", id="a sign"),
    pytest.param("It uses only 5% of the labels.", change(5, kind="fraction"), "labels", "decrease", id="only"),
    pytest.param("It is on par, within 0.5 points.", change(0.5, unit="points"), "score", "equal", id="parity"),
    pytest.param("It raises the rate to 78%.", level(78), "rate", "increase", id="moved to a level"),
    pytest.param("It scores 64%, outperforming A.", level(64), "score", "increase", id="a level that beats another"),
    pytest.param("It goes from 19.3% to 4.1%.", level(4.1, 19.3), "refusal rate", "decrease", id="two levels"),
]


@pytest.mark.parametrize(("sentence", "delta", "metric", "direction"), NUMBERS)
def test_words_at_a_number_tell_the_direction(sentence: str, delta: Any, metric: str, direction: str) -> None:
    claimed = delta.model_copy(update={"direction": direction})
    assert outcome(sentence, None, claimed, metric) == "pass"
    turned = delta.model_copy(update={"direction": OPPOSITE[direction]})
    assert outcome(sentence, None, turned, metric) == "fail"


WORDS = [
    pytest.param("It outperforms LoRA.", None, "accuracy", "increase", id="outperforms"),
    pytest.param("It outperforms LoRA.", None, "perplexity", "decrease", id="outperforms where lower is better"),
    pytest.param("It matches LoRA.", None, "accuracy", "equal", id="matches"),
    pytest.param("It yields no significant improvement in calibration.", None, "calibration", "equal", id="negated"),
    pytest.param("It shrinks the cache without degrading accuracy.", "degrading accuracy", "accuracy", "equal",
                 id="the negation stands before the quote"),
    pytest.param("It degrades robustness.", None, "robustness", "decrease", id="degrades"),
    pytest.param("It lowers the loss, but recall drops.", None, "recall", "decrease", id="the clause of the metric"),
    pytest.param("Forgetting grows as models get smaller.", None, "forgetting", "increase", id="a condition aside"),
    pytest.param("Smaller models have a higher error.", None, "error", "increase", id="the size of models aside"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "quote", "metric", "direction"), WORDS)
def test_words_of_a_quote_tell_the_direction(sentence: str, quote: str | None, metric: str, direction: str) -> None:
    assert outcome(sentence, quote, words(direction), metric) == "pass"
    assert outcome(sentence, quote, words(OPPOSITE[direction]), metric) == "fail"


@pytest.mark.parametrize(
    ("sentence", "delta", "metric"),
    [
        pytest.param("It is red.", words(), "accuracy", id="no word of direction"),
        pytest.param("It outperforms LoRA.", words(None), "accuracy", id="no direction claimed"),
        pytest.param("It matches or surpasses LoRA.", words(), "accuracy", id="words that disagree"),
        pytest.param("It compresses models by 5x.", change(5), "compression ratio", id="a word of the metric's own"),
        pytest.param("It leads to faster forgetting.", words(), "forgetting", id="speed that is not measured"),
        pytest.param("It gets 34% right.", level(34), "accuracy", id="a plain level"),
        pytest.param("It improves the refusal rate.", words(), "refusal rate", id="a metric that depends"),
    ],
)
def test_where_words_do_not_tell_nothing_is_said(sentence: str, delta: Any, metric: str) -> None:
    assert outcome(sentence, None, delta, metric) == "unknown"


def test_a_metric_that_names_its_own_reduction_does_not_rise() -> None:
    sentence = "It attains an error reduction of 30% on SVAMP."
    assert outcome(sentence, None, change(30), "error reduction") == "fail"
    assert outcome(sentence, None, change(30, direction="decrease"), "error") == "pass"


def test_parity_may_be_claimed_of_levels_that_differ() -> None:
    sentence = "It reaches 86.05% vs 86.28% for LoRA, on par."
    assert outcome(sentence, None, level(86.05, 86.28, direction="equal"), "score") == "unknown"


def test_words_of_direction_are_known_as_such() -> None:
    assert tells_direction("it lowers the loss")
    assert not tells_direction("it is red")
