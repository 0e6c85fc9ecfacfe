"""V10: several numbers and several names in one sentence."""

from __future__ import annotations

from typing import Any

import pytest

from claimx.checks.lists import number_goes_with_another_name
from readings import case_of, change, level, words


def fault(sentence: str, delta: Any, **fields: Any) -> str | None:
    return number_goes_with_another_name(case_of(sentence, sentence.rstrip("."), delta, **fields))


@pytest.mark.parametrize(
    ("sentence", "delta", "field", "mine", "other"),
    [
        pytest.param("Teal cuts latency and memory by 31% and 22%, respectively.", change(31), "metric", "latency",
                     "memory", id="respectively, metrics before"),
        pytest.param("It scores 71.3 and 64.8 on GSM8K and MATH, respectively.", level(64.8, unit=None), "benchmarks",
                     ["MATH"], ["GSM8K"], id="respectively, benchmarks behind"),
        pytest.param("It beats A2C, PPO, and SAC by 1%, 2%, and 3%, respectively.", change(2), "baselines",
                     ["PPO"], ["SAC"], id="respectively, three comparators"),
        pytest.param("It beats QLoRA by 3.1 points and LoRA by 5.4 points.", change(3.1, unit="points"), "baselines",
                     ["QLoRA"], ["LoRA"], id="each name in front of its number"),
        pytest.param("It helps (MMLU: +1.8, BBH: +5.2).", change(5.2, unit=None), "benchmarks", ["BBH"], ["MMLU"],
                     id="names with colons"),
        pytest.param("It helps Overshadow (24.3%) and MemoTrap (11.6%).", change(11.6), "benchmarks", ["MemoTrap"],
                     ["Overshadow"], id="numbers in brackets"),
        pytest.param("It gains +7.42 on C-Eval and +5.13 on CMMLU.", change(5.13, unit=None), "benchmarks", ["CMMLU"],
                     ["C-Eval"], id="each number in front of its name"),
        pytest.param("It rises on A1 (6.2% to 11.4%) and B1 (35.1% to 46.8%).", level(11.4, 6.2), "benchmarks", ["A1"],
                     ["B1"], id="moves in brackets"),
    ],
)  # fmt: skip
def test_each_number_goes_with_its_own_name(sentence: str, delta: Any, field: str, mine: Any, other: Any) -> None:
    assert fault(sentence, delta, **{field: mine}) is None
    assert fault(sentence, delta, **{field: other})


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Teal cuts latency, memory and cost by 31% and 22%, respectively.", id="counts that differ"),
        pytest.param("Teal cuts latency by 31%.", id="one number"),
        pytest.param("Teal lifts GSM8K by 5 points and lowers latency by 31%.", id="numbers of other units"),
        pytest.param("Teal cuts the latency of memory by 31%, or 22% with caching.", id="another arrangement"),
    ],
)
def test_other_arrangements_are_left_alone(sentence: str) -> None:
    assert fault(sentence, change(31, direction="decrease"), metric="memory", benchmarks=["GSM8K"]) is None


def wrong(name: str) -> str:
    return f"{name!r} goes with another number of the sentence"


RECALL_AND_MRR = "On BEIR, recall and MRR improve by 6.2 and 3.9 points, respectively, over BM25."
BLEU_AND_CHRF = "On FLORES, our 600M model improves BLEU and chrF++ by 2.9 and 4.1, respectively."
BEHIND = "It lifts recall and MRR by 6 and 3 points on BEIR, respectively."
THREE = "On BEIR, recall, MRR and F1 improve by 1, 2 and 3 points, respectively."
TWO_LISTS = "On BEIR and MIRACL, recall and MRR improve by 6.2 and 3.9 points, respectively."


@pytest.mark.parametrize(
    ("sentence", "metrics", "values", "benchmarks"),
    [
        pytest.param(RECALL_AND_MRR, ["recall", "MRR"], [6.2, 3.9], ["BEIR"], id="fronted"),
        pytest.param(BLEU_AND_CHRF, ["BLEU", "chrF++"], [2.9, 4.1], ["FLORES"], id="fronted, then a subject"),
        pytest.param(BEHIND, ["recall", "MRR"], [6, 3], ["BEIR"], id="named once, behind"),
        pytest.param(THREE, ["recall", "F1"], [1, 3], ["BEIR"], id="three"),
        pytest.param(TWO_LISTS, ["recall", "MRR"], [6.2, 3.9], ["BEIR", "MIRACL"], id="a list of benchmarks in front"),
    ],
)
def test_a_benchmark_outside_the_list_goes_with_every_number(
    sentence: str, metrics: list[str], values: list[float], benchmarks: list[str]
) -> None:
    deltas = [change(value, unit="points") for value in values]
    for metric, delta in zip(metrics, deltas, strict=True):
        assert fault(sentence, delta, metric=metric, benchmarks=benchmarks) is None
    for metric, delta in zip(metrics, reversed(deltas), strict=True):
        assert fault(sentence, delta, metric=metric) == wrong(metric)


def test_a_second_list_of_numbers_goes_with_the_names_of_the_first() -> None:
    sentence = "It gets 71.9 on MMLU and 62.3 on BBH, ahead of Gemma by 1.3 and 2.0 points, respectively."
    gains = [
        (change(1.3, unit="points", to_value=71.9), ["MMLU"], ["BBH"]),
        (change(2.0, unit="points", to_value=62.3), ["BBH"], ["MMLU"]),
    ]
    for delta, mine, other in gains:
        for form in (sentence, sentence.replace(", respectively", "")):
            assert fault(form, delta, benchmarks=mine, baselines=["Gemma"]) is None
        assert fault(sentence, delta, benchmarks=other, baselines=["Gemma"]) == wrong(other[0])


def test_two_names_of_one_list_do_not_share_a_number() -> None:
    sentence = "It scores 71.3 and 64.8 on GSM8K and MATH, respectively."
    assert fault(sentence, level(71.3, unit=None), benchmarks=["GSM8K", "MATH"]) == wrong("MATH")


def test_words_go_with_no_number() -> None:
    assert fault("Teal beats A by 3% and B by 4%.", words(), baselines=["A"]) is None
