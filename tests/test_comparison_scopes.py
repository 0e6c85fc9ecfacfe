"""On what a claim was measured, as far as it is told."""

from __future__ import annotations

import pytest

from builders import make_claim
from claimx import names
from claimx.claims import Claim
from claimx.comparison.scopes import complement_of, scope_of


def on(*benchmarks: str, metric: str = "accuracy", **fields: object) -> Claim:
    claim = make_claim(metric=metric, benchmarks=benchmarks, **fields)  # type: ignore[arg-type]
    return claim.model_copy(update={"names": names.named(claim)})


@pytest.mark.parametrize(
    ("benchmarks", "text", "named"),
    [
        ((), None, False),
        (("GSM8K",), "GSM8K", True),
        (("the GSM8K test set",), "GSM8K", True),
        (("GSM8K", "MATH dataset"), "GSM8K + MATH", True),
        (("GSM8K and MATH",), "GSM8K + MATH", True),
        (("C-Lantern",), "C-Lantern", True),
        (("LanternBench",), "LanternBench", True),
        (("birds of the garden",), "birds of the garden", False),
        (("GSM8K", "birds of the garden"), "birds of the garden + GSM8K", False),
        (("26 tasks",), None, False),
        (("9 benchmarks",), None, False),
        (("various downstream tasks",), None, False),
        (("six different common benchmarks",), None, False),
        (("11 NLP tasks",), "11 NLP tasks", False),
        (("3D scenes",), "3D scenes", False),
        (("20M answers of a tuned Flan-T5-XL model",), "20M answers of a tuned Flan-T5-XL model", False),
        (("LLaMA2-7B",), None, False),
    ],
)
def test_benchmarks_have_names_tasks_have_words_and_some_phrases_say_nothing(
    benchmarks: tuple[str, ...], text: str | None, named: bool
) -> None:
    scope = scope_of(on(*benchmarks), {})
    assert (scope.text, scope.named) == (text, named)


def test_a_comparator_is_no_benchmark() -> None:
    assert scope_of(on("16-bit LoRA", baselines=["16-bit LoRA"]), {}).text is None


def test_the_most_frequent_spelling_stands_for_all() -> None:
    assert scope_of(on("Lantern-Bench"), {"lanternbench": "LanternBench"}).text == "LanternBench"


def test_what_the_paper_or_the_user_calls_a_benchmark_is_not_told_twice() -> None:
    claim = make_claim(benchmarks=["our set"], names=names.Names(benchmarks=("GSM8K",)))
    scope = scope_of(claim, {})
    assert (scope.text, scope.named) == ("GSM8K", True)


@pytest.mark.parametrize(
    ("metric", "complement"),
    [
        ("accuracy", None),
        ("zero-shot accuracy", None),
        ("accuracy on downstream tasks", None),
        ("accuracy of the student", "thestudent"),
        ("correlation with perplexity", "perplexity"),
        ("number of parameters", None),
        ("time to first token", None),
    ],
)
def test_what_follows_a_metric_tells_what_it_is_of(metric: str, complement: str | None) -> None:
    assert complement_of(on(metric=metric)) == complement
