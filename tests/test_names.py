"""Names of metrics and benchmarks: what is the same name, and what only looks like it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx import names


def metric(name: str) -> str | None:
    known = names.metric(name)
    return known.name if known else None


def benchmark(name: str) -> str | None:
    known = names.benchmark(name)
    return known.name if known else None


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("accuracy", "Accuracy"),
        ("Word Error Rate", "Word error rate"),
        ("word error rate (WER)", "Word error rate"),
        ("WER (word error rate on calls)", "Word error rate"),
        ("accuracy (top-1)", "Top-1 accuracy"),
        ("F1-score", "F1"),
        ("f1 scores", "F1"),
        ("speed‑up", "Speedup"),
        ("R²", "R-squared"),
        ("loss", "Loss"),
        ("Cost", "Cost"),
        ("the average accuracy", "Accuracy"),
        ("total number of trainable parameters", "Trainable parameters"),
        ("zero-shot QA accuracy", "Accuracy"),
        ("GSM8K accuracy", "Accuracy"),
        ("mean time to first token", "Time to first token"),
        ("accuracy of the student", "Accuracy"),
        ("zero-shot accuracy on unseen tasks", "Accuracy"),
        ("correlation with downstream performance", "Correlation"),
        ("reasoning performance", "Performance"),
    ],
)
def test_spellings_of_a_metric_have_one_name(written: str, canonical: str) -> None:
    assert metric(written) == canonical


@pytest.mark.parametrize(
    "written",
    [
        "em",
        "meteor",
        "chair",
        "top-3 accuracy",
        "accuracy (top-3)",
        "pass@5 accuracy",
        "balanced accuracy",
        "precision and recall",
        "rate of errors",
        "number of errors",
        "predictability of performance",
        "reduction in latency",
        "throughput per watt",
        "anti-bias",
        "",
        " ",
        "()",
        "accuracy " * 40,
    ],
)
def test_what_is_another_number_is_not_that_metric(written: str) -> None:
    assert metric(written) is None


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("GSM8K", "GSM8K"),
        ("gsm-8k", "GSM8K"),
        ("MATH", "MATH"),
        ("the MATH dataset", "MATH"),
        ("MATH500", "MATH-500"),
        ("Spider", "Spider"),
        ("SWE bench verified", "SWE-bench Verified"),
        ("the Pile", "The Pile"),
        ("American Invitational Mathematics Examination (AIME)", "AIME"),
        ("MultiPL-E", "MultiPL-E"),
    ],
)
def test_spellings_of_a_benchmark_have_one_name(written: str, canonical: str) -> None:
    assert benchmark(written) == canonical


@pytest.mark.parametrize(
    "written",
    [
        "math",
        "drop",
        "race",
        "ruler",
        "frames",
        "spider",
        "multiple",
        "multi-ple",
        "math reasoning",
        "CIFAR-10-C",
        "AIME 2023",
    ],
)
def test_english_words_and_near_names_are_no_benchmarks(written: str) -> None:
    assert benchmark(written) is None


def test_every_spelling_of_the_vocabulary_finds_its_own_entry() -> None:
    """The indexes lose no entry: no two spellings collide."""
    vocabulary = names.vocabulary()
    assert len(vocabulary.metrics) > 150
    assert len(vocabulary.benchmarks) > 250
    assert all(names.metric(known.name) is known for known in vocabulary.metrics)
    assert all(names.benchmark(known.name) is known for known in vocabulary.benchmarks)
    for index in (vocabulary.metric_index, vocabulary.benchmark_index):
        assert all(index.get(spelling) is known for spelling, known in index.written.items())


def test_every_benchmark_has_a_metric_of_the_vocabulary() -> None:
    assert {known.metric for known in names.vocabulary().benchmarks} <= {
        known.name for known in names.vocabulary().metrics
    }


def test_a_vague_name_says_so() -> None:
    known = names.metric("downstream performance")
    assert known is not None
    assert known.vague
    assert known.polarity == "higher"


@given(st.text(max_size=300))
def test_any_text_is_looked_up_without_an_error(text: str) -> None:
    found = names.metric(text), names.benchmark(text)
    assert all(known is None or known.name for known in found)


@given(st.sampled_from(["Accuracy", "Latency", "Time to first token"]), st.sampled_from("-_ \u2011\u00a0"))
def test_case_and_hyphens_make_no_difference_to_words(name: str, hyphen: str) -> None:
    assert metric(name.upper().replace(" ", hyphen)) == name


def test_importing_names_loads_no_yaml() -> None:
    code = "import sys, claimx.names; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
