"""Levels that a clause of their own tells: ranges, doubling times, capacities, limits and counts."""

from __future__ import annotations

import pytest

from claimx.answers import AnsweredClaim
from claimx.builtin.reader import read


def levels(sentence: str) -> list[AnsweredClaim]:
    return [claim for claim in read("", sentence) if claim.kind == "level"]


def one(sentence: str) -> AnsweredClaim:
    claims = levels(sentence)
    assert len(claims) == 1, claims
    return claims[0]


@pytest.mark.parametrize(
    ("sentence", "value", "high", "unit", "metric"),
    [
        ("We find that the drift varies in the range of 2 - 5 mm.", "2", "5", "mm", "drift"),
        ("We find that the drift lies within the range of ~ 0.2 - 0.5(mm/s).", "0.2", "0.5", "mm/s", "drift"),
        ("We find that the latency stays in the range of 12-15 ms.", "12", "15", "ms", "latency"),
    ],
)
def test_a_range_of_levels_has_two_ends_and_the_quantity_before_it(sentence, value, high, unit, metric):
    claim = one(sentence)
    assert (claim.value, claim.high, claim.unit, claim.metric) == (value, high, unit, metric)


def test_a_second_range_in_brackets_is_of_the_same_quantity():
    claims = levels(
        "We show that the relative spread is bounded, with values in a range of ~ 0.3 - 0.5 (~ 0.1- 0.2)"
        " in dry (wet) rooms."
    )
    assert [(claim.value, claim.high, claim.metric, claim.bound) for claim in claims] == [
        ("0.3", "0.5", "relative spread", "about"),
        ("0.1", "0.2", "relative spread", "about"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "We use batch sizes in the range of 16 - 64.",
        "We train Larch with values in the range of 1 - 5.",
    ],
)
def test_a_range_of_settings_is_no_level(sentence):
    assert levels(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "to", "unit", "metric", "bound"),
    [
        ("We find that the number of tools doubles every 5 weeks.", "5", "weeks", "doubling", "exact"),
        ("We find that the number of tools doubles roughly every five weeks.", "five", "weeks", "doubling", "about"),
        ("We find that the price of a query halves about every 7 months.", "7", "months", "halving", "about"),
    ],
)
def test_what_doubles_every_so_often_has_a_doubling_time_and_no_factor(sentence, to, unit, metric, bound):
    (claim,) = read("", sentence)
    assert (claim.kind, claim.to, claim.unit, claim.bound) == ("level", to, unit, bound)
    assert claim.metric.startswith(f"{metric} time of ")


@pytest.mark.parametrize(
    ("sentence", "to", "unit", "metric"),
    [
        ("Larch can only store 3 bits of grammar per weight.", "3", "bits per weight", "grammar capacity"),
        ("Larch can store 9 bits of syntax.", "9", "bits", "syntax capacity"),
    ],
)
def test_what_is_stored_in_bits_is_a_capacity(sentence, to, unit, metric):
    claim = one(sentence)
    assert (claim.method, claim.to, claim.unit, claim.metric) == ("Larch", to, unit, metric)


def test_bits_that_weights_are_stored_in_are_a_setting():
    assert levels("Larch stores 4 bits and a scale.") == []


@pytest.mark.parametrize(
    ("sentence", "to", "metric", "bound"),
    [
        ("The error rate of Larch stays below 4%.", "4", "error rate", "at_most"),
        ("The accuracy of Larch keeps above 90%.", "90", "accuracy", "at_least"),
        ("Larch prunes late, and its recall exceeds 80%.", "80", "recall", "at_least"),
        ("Larch breaks down early, and FID exceeds 15.", "15", "FID", "at_least"),
    ],
)
def test_a_limit_that_a_metric_keeps_to_is_a_level_with_a_bound(sentence, to, metric, bound):
    claim = one(sentence)
    assert (claim.method, claim.to, claim.metric, claim.bound) == ("Larch", to, metric, bound)


@pytest.mark.parametrize(
    ("sentence", "to", "unit", "metric"),
    [
        ("With Larch, 3 of 20 plates were cracked.", "3", "of 20 plates", "plates cracked"),
        ("With Larch, 4 of the 9 probes led to a leak.", "4", "of 9 probes", "probes that led to a leak"),
    ],
)
def test_how_many_of_all_did_something_is_a_level(sentence, to, unit, metric):
    claim = one(sentence)
    assert (claim.method, claim.to, claim.unit, claim.metric) == ("Larch", to, unit, metric)


def test_a_count_with_no_verb_behind_it_tells_nothing():
    assert levels("Larch: 5 of 8 agents.") == []


def test_what_the_results_show_is_the_papers_own():
    abstract = "Rain is hard to predict. The results show that the error falls by 12%. We hope for more."
    assert [claim.value for claim in read("", abstract)] == ["12"]
