"""Names of metrics, benchmarks and tasks: what is the same name, and what only looks like it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx import names
from claimx.names.spelling import is_acronym, spaced
from claimx.names.spelling import listed as listing


def metric(name: str) -> str | None:
    known = names.metric(name)
    return known.name if known else None


def benchmark(name: str) -> str | None:
    known = names.benchmark(name)
    return known.name if known else None


def listed(name: str) -> list[str]:
    return [known.name for known in names.benchmarks_in(name)]


def task(name: str) -> str | None:
    known = names.task(name)
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
        ("GPU throughputs", "Throughput"),
        ("inference costs", "Inference cost"),
        ("training efficiencies", "Efficiency"),
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
        "pass@5 accuracy",
        "pass@0",
        "mAP@75",
        "F1@5",
        "questions involving knowledge gaps",
        "gaps",
        "power",
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
        "AIME 1999",
        "GSM8K 2024",
    ],
)
def test_english_words_and_near_names_are_no_benchmarks(written: str) -> None:
    assert benchmark(written) is None


@pytest.mark.parametrize(
    ("written", "canonical", "family"),
    [
        ("pass@1", "Pass@1", "Pass@k"),
        ("pass@k", "Pass@k", "Pass@k"),
        ("pass@7", "Pass@7", "Pass@k"),
        ("recall at 20", "Recall@20", "Recall@k"),
        ("R@10", "Recall@10", "Recall@k"),
        ("nDCG@5", "NDCG@5", "NDCG"),
        ("maj@64", "Majority@64", "Majority@k"),
        ("cons@64", "Majority@64", "Majority@k"),
        ("top-3 accuracy", "Top-3 accuracy", "Accuracy"),
        ("accuracy (top-3)", "Top-3 accuracy", "Accuracy"),
        ("ROUGE", "ROUGE", "ROUGE"),
        ("ROUGE-2", "ROUGE-2", "ROUGE"),
        ("ROUGE-L F1", "ROUGE-L", "ROUGE"),
    ],
)
def test_a_cutoff_makes_a_member_of_a_family(written: str, canonical: str, family: str) -> None:
    known = names.metric(written)
    assert known is not None
    assert (known.name, known.family) == (canonical, family)


@pytest.mark.parametrize(
    "apart",
    [
        ("ROUGE", "ROUGE-1", "ROUGE-2", "ROUGE-L"),
        ("FLOPs", "FLOP/s"),
        ("TFLOPs", "TFLOPS"),
        ("inference time", "inference speed", "inference speedup", "training speedup"),
        ("pass@1", "pass@5", "pass@10", "pass rate"),
        ("training cost", "inference cost", "annotation cost"),
        ("training compute", "inference compute"),
        ("latency", "tail latency", "time to first token", "time per output token"),
        ("training loss", "validation loss"),
        ("standard deviation", "variance"),
        ("visual tokens", "output tokens", "prompt tokens"),
        ("accuracy", "robust accuracy", "top-1 accuracy", "joint goal accuracy"),
        ("memory efficiency", "parameter efficiency"),
    ],
)
def test_metrics_that_only_look_alike_are_apart(apart: tuple[str, ...]) -> None:
    assert None not in map(metric, apart)
    assert len(set(map(metric, apart))) == len(apart)


@pytest.mark.parametrize(
    "written", ["score", "overall score", "average score", "cost", "robustness", "performance drop"]
)
def test_a_name_that_groups_unrelated_numbers_is_vague(written: str) -> None:
    known = names.metric(written)
    assert known is not None
    assert known.vague


def test_asr_is_one_thing_as_a_metric_and_another_as_a_task() -> None:
    assert (metric("ASR"), benchmark("ASR"), task("ASR")) == ("Attack success rate", None, "speech recognition")


def test_math_the_benchmark_is_not_math_the_word() -> None:
    assert (benchmark("MATH"), benchmark("math"), task("math")) == ("MATH", None, "mathematical reasoning")


@pytest.mark.parametrize(
    ("written", "canonical", "family"),
    [
        ("AIME", "AIME", "AIME"),
        ("AIME 24", "AIME 2024", "AIME"),
        ("AIME'25", "AIME 2025", "AIME"),
        ("AIME 2026", "AIME 2026", "AIME"),
        ("WMT22", "WMT22", "WMT"),
        ("SWE-bench", "SWE-bench", "SWE-bench"),
        ("SWE-bench Verified", "SWE-bench Verified", "SWE-bench"),
        ("MMLU (5-shot)", "MMLU (5-shot)", "MMLU"),
        ("5-shot MMLU", "MMLU (5-shot)", "MMLU"),
        ("zero-shot HellaSwag", "HellaSwag (0-shot)", "HellaSwag"),
        ("GSM8K test set", "GSM8K", "GSM"),
        ("test split of GSM8K", "GSM8K", "GSM"),
        ("GSM8K (test)", "GSM8K", "GSM"),
        ("SQuAD dev set", "SQuAD (validation)", "SQuAD"),
        ("MMMU (val)", "MMMU", "MMMU"),
    ],
)
def test_years_splits_and_shots_are_members_of_a_family(written: str, canonical: str, family: str) -> None:
    known = names.benchmark(written)
    assert known is not None
    assert (known.name, known.family) == (canonical, family)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("AIME 2024/2025", ["AIME 2024", "AIME 2025"]),
        ("AIME24, AIME25 and MATH-500", ["AIME 2024", "AIME 2025", "MATH-500"]),
        ("GSM8K and MATH", ["GSM8K", "MATH"]),
        ("CNN/DailyMail and XSum", ["CNN/DailyMail", "XSum"]),
        ("CNN/DailyMail", ["CNN/DailyMail"]),
        ("GSM8K and five others", []),
        ("math and code", []),
        ("nothing", []),
    ],
)
def test_a_list_of_benchmarks_is_all_of_them_or_none(written: str, found: list[str]) -> None:
    assert listed(written) == found


def test_every_spelling_of_the_vocabulary_finds_its_own_entry() -> None:
    """The indexes lose no entry: no two spellings collide."""
    vocabulary = names.vocabulary()
    assert len(vocabulary.metrics) > 150
    assert len(vocabulary.benchmarks) > 250
    assert all(names.metric(known.name) is known for known in vocabulary.metrics)
    assert all(names.benchmark(known.name) is known for known in vocabulary.benchmarks)
    for index in (vocabulary.metric_index, vocabulary.benchmark_index, vocabulary.task_index):
        assert all(index.get(spelling) is known for spelling, known in index.written.items())


@pytest.mark.parametrize("kind", ["metrics", "benchmarks", "tasks", "methods"])
def test_no_spelling_is_of_two_entries_and_entries_are_sorted(kind: str) -> None:
    entries = listing(kind)[kind]
    owners: dict[str, set[str]] = {}
    for entry in entries:
        for spelling in (entry["name"], *entry["aliases"]):
            key = spaced(spelling) if is_acronym(spelling) else names.folded(spelling)
            owners.setdefault(key, set()).add(entry["name"])
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}
    assert [e["name"] for e in entries] == sorted((e["name"] for e in entries), key=order)


def order(name: str) -> str:
    return name.replace("τ", "tau").casefold()


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
    found = names.metric(text), names.benchmark(text), names.task(text), *names.benchmarks_in(text)
    assert all(known is None or known.name for known in found)


@given(st.sampled_from(["Accuracy", "Latency", "Time to first token"]), st.sampled_from("-_ \u2011\u00a0"))
def test_case_and_hyphens_make_no_difference_to_words(name: str, hyphen: str) -> None:
    assert metric(name.upper().replace(" ", hyphen)) == name


def test_importing_names_loads_no_yaml() -> None:
    code = "import sys, claimx.names; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
