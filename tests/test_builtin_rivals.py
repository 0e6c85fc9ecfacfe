"""Levels of two owners: which number is the rival's, and when two levels are a move or a range."""

from __future__ import annotations

import pytest

from claimx.builtin.reader import read


@pytest.mark.parametrize(
    "sentence",
    [
        "Larch reaches 61.2% accuracy, outperforming LoRA at 58.1%.",
        "Larch reaches 61.2% accuracy, surpassing LoRA (58.1%).",
        "Larch reaches 61.2% accuracy, surpassing LoRA with 58.1%.",
        "Larch succeeds in 61.2% of the trials, Osprey in 58.1%.",
        "Larch succeeds in 61.2% of the trials, Osprey in 58.1% and Heron in 44.0%.",
    ],
)
def test_the_rivals_level_is_where_the_claim_comes_from(sentence):
    claims = [claim for claim in read("", sentence) if claim.kind != "qualitative"]
    assert [(c.method, c.from_, c.to, c.direction) for c in claims] == [("Larch", "58.1", "61.2", "increase")]


def test_far_from_a_rivals_level_is_below_it():
    (claim,) = read("", "GPT-4 answers 58.6% of the questions correctly, far from the 91.2% of human experts.")
    assert (claim.from_, claim.to, claim.direction) == ("91.2", "58.6", "decrease")


def test_benchmarks_in_a_row_are_no_rivals():
    claims = read("", "Larch reaches 61.2% on MMLU, 58.1% on GSM8K, and 44.0% on MATH.")
    assert [(claim.from_, claim.to) for claim in claims] == [(None, "61.2"), (None, "58.1"), (None, "44.0")]


@pytest.mark.parametrize("words", ["on par with Osprey", "equal to that of Osprey", "about the level of Osprey"])
def test_a_level_that_is_anothers_too_is_equal(words):
    claim = read("", f"Larch reaches 61.2 on MMLU, {words}.")[0]
    assert (claim.kind, claim.to, claim.direction) == ("level", "61.2", "equal")


def test_within_some_points_of_a_rival_is_as_good():
    (claim,) = read("", "BM25 with Larch comes within 0.9 points of Osprey.")
    assert (claim.kind, claim.value, claim.direction, claim.baselines) == ("change", "0.9", "equal", ["Osprey"])


def test_gains_that_range_are_a_change_and_a_rise_is_a_move():
    (gain,) = read("", "Larch achieves accuracy gains ranging from 3.1% to 22.4%.")
    assert (gain.kind, gain.value, gain.high, gain.direction) == ("change", "3.1", "22.4", "increase")
    (rise,) = read("", "With Larch, the success rate increases from 24% to 39%.")
    assert (rise.kind, rise.from_, rise.to, rise.high) == ("level", "24", "39", None)


def test_a_verb_joined_by_and_governs_its_own_amount():
    claims = read("", "Larch is 1.4x faster than LoRA and cuts peak memory by 28%.")
    assert [(claim.metric, claim.direction) for claim in claims] == [
        ("speed", "increase"),
        ("peak memory", "decrease"),
    ]
