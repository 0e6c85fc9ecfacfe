"""All names of a claim at once: what the paper says of its own words, and what a user's aliases say of everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import HOSTILE, make_claim, make_paper
from claimx.claims import Claim
from claimx.names import Aliases, Names, named

TITLE = "Tamarack: Sparse Adapters"
ABSTRACT = "We propose Tamarack. It raises accuracy on GSM8K by 4.2 points over low-rank adaptation (LoRA)."


def claim(**fields: object) -> Claim:
    paper = make_paper(TITLE, ABSTRACT)
    return make_claim(paper, "raises accuracy on GSM8K by 4.2 points", **fields)  # type: ignore[arg-type]


def names_of(abstract: str = ABSTRACT, aliases: Aliases | None = None, **fields: object) -> Names:
    return named(claim(**fields), TITLE, abstract, aliases)


def aliases(**tables: dict[str, object]) -> Aliases:
    return Aliases.of(tables, "claimx.toml")


def test_a_claim_has_all_its_names_and_the_written_ones_stay() -> None:
    written = claim(method="our method", metric="GSM8K acc", baselines=["low-rank adaptation", "Llama3-8B", "rival"])
    found = named(written, TITLE, ABSTRACT)
    assert (found.metric, found.polarity, found.vague, found.suggested) == ("Accuracy", "higher", False, None)
    assert (found.method, found.model) == ("Tamarack", None)
    assert found.baselines == ("LoRA", "Llama 3 8B", "rival")
    assert (written.method, written.metric, written.baselines[0]) == ("our method", "GSM8K acc", "low-rank adaptation")


def test_the_method_of_a_models_name_has_its_parts() -> None:
    found = names_of(method="the LLaMA3-8B-Instruct model")
    assert found.method == "Llama 3 8B Instruct"
    assert found.model is not None
    assert (found.model.family, found.model.version, found.model.variant) == ("Llama", "3", "Instruct")
    assert (found.model.low, found.model.high) == (8e9, 8e9)


def test_our_model_at_a_size_is_the_papers_own() -> None:
    found = names_of(method="our 8B model")
    assert found.method == "Tamarack 8B"
    assert found.model is not None
    assert found.model.low == 8e9


def test_our_method_has_no_name_where_the_paper_gives_none() -> None:
    found = named(claim(method="our method"), "On Adapters", "Our method raises accuracy.")
    assert (found.method, found.model) == (None, None)


@pytest.mark.parametrize(
    ("metric", "benchmarks", "canonical", "vague", "suggested"),
    [
        ("accuracy", ["GSM8K"], "Accuracy", False, None),
        ("performance", ["GSM8K"], "Performance", True, "Accuracy"),
        ("general abilities", ["GSM8K", "MMLU"], None, False, "Accuracy"),
        ("performance", ["GSM8K", "AlpacaEval"], "Performance", True, None),
        ("performance", ["GSM8K", "private set"], "Performance", True, None),
        ("performance", [], "Performance", True, None),
        ("GSM8K score", [], "Average score", True, "Accuracy"),
        ("score", ["GLUE"], "Average score", False, None),
        ("score", ["GLUE", "private set"], "Average score", True, None),
        ("perplexity", ["GSM8K"], "Perplexity", False, None),
    ],
)
def test_the_usual_metric_of_a_benchmark_is_a_hint_and_overwrites_nothing(
    metric: str, benchmarks: list[str], canonical: str | None, vague: bool, suggested: str | None
) -> None:
    found = names_of(metric=metric, benchmarks=benchmarks)
    assert (found.metric, found.vague, found.suggested) == (canonical, vague, suggested)


def test_benchmarks_and_tasks_are_told_apart_and_lists_are_taken_apart() -> None:
    found = names_of(benchmarks=["AIME 2024/2025", "math", "ASR", "private set", "MMLU (5-shot)"])
    assert found.benchmarks == ("AIME 2024", "AIME 2025", "MMLU (5-shot)")
    assert found.tasks == ("mathematical reasoning", "speech recognition")


def test_a_benchmark_that_a_metric_begins_with_counts_where_none_is_listed() -> None:
    assert names_of(metric="MATH-500 accuracy").benchmarks == ("MATH-500",)
    assert names_of(metric="MATH-500 accuracy", benchmarks=["GSM8K"]).benchmarks == ("GSM8K",)
    assert names_of(metric="math accuracy").benchmarks == ()


@pytest.mark.parametrize(
    ("metric", "abstract", "canonical"),
    [
        ("ASR", "The attack success rate (ASR) falls.", "Attack success rate"),
        ("ASR", "Jailbreaks have a high ASR.", "Attack success rate"),
        ("ASR", "We study automatic speech recognition (ASR).", None),
        ("EM", "Expectation maximization (EM) is slow.", None),
        ("EM", "Exact-match accuracy (EM) rises.", "Exact match"),
        ("SR", "The success rate (SR) rises.", "Success rate"),
        ("AUROC", "Area under the curve (AUROC) rises.", "AUROC"),
    ],
)
def test_an_acronym_means_what_the_paper_says_that_it_means(metric: str, abstract: str, canonical: str | None) -> None:
    assert names_of(abstract, metric=metric).metric == canonical


@pytest.mark.parametrize(
    ("abstract", "canonical"),
    [
        ("On ARC it is best.", ("ARC",)),
        ("On the Abstraction and Reasoning Corpus (ARC) it is best.", ("ARC-AGI",)),
        ("On the AI2 Reasoning Challenge (ARC) it is best.", ("ARC",)),
        ("Adaptive Rank Control (ARC) is best.", ()),
    ],
)
def test_a_benchmarks_acronym_means_what_the_paper_says(abstract: str, canonical: tuple[str, ...]) -> None:
    assert names_of(abstract, benchmarks=["ARC"]).benchmarks == canonical


def test_aliases_win_over_the_vocabulary_the_paper_and_the_rules() -> None:
    own = aliases(
        metrics={"Accuracy": {"name": "Right answers", "polarity": "lower"}},
        benchmarks={"GSM8K": "School math"},
        methods={"Tamarack": "Larch", "LoRA": "Low rank"},
        models={"L3": "Llama 3 8B"},
    )
    fields = {"method": "our method", "metric": "the accuracy", "benchmarks": ["gsm-8k"], "baselines": ["LoRA", "L3"]}
    found = names_of(aliases=own, **fields)
    assert (found.metric, found.polarity) == ("Right answers", "lower")
    assert found.benchmarks == ("School math",)
    assert (found.method, found.baselines) == ("Larch", ("Low rank", "Llama 3 8B"))


def test_an_alias_makes_a_private_metric_and_benchmark_known() -> None:
    own = aliases(
        metrics={"zap": {"name": "Zap", "polarity": "lower", "vague": False}}, benchmarks={"private set": "Private"}
    )
    found = names_of(aliases=own, metric="zap", benchmarks=["Private set", "Private"])
    assert (found.metric, found.polarity, found.vague, found.benchmarks) == ("Zap", "lower", False, ("Private",))


def test_a_model_by_alias_has_its_parts() -> None:
    found = names_of(aliases=aliases(models={"our method": "Qwen2.5 7B"}), method="our method")
    assert found.method == "Qwen2.5 7B"
    assert found.model is not None
    assert found.model.family == "Qwen"


def test_no_aliases_change_nothing() -> None:
    assert names_of(aliases=Aliases.empty()) == names_of()


def test_names_are_made_alike_each_time_and_survive_json() -> None:
    found = names_of(method="Mixtral-8x7B")
    assert found == names_of(method="Mixtral-8x7B")
    assert Names.model_validate_json(found.model_dump_json()) == found


def test_hostile_names_are_shown_and_not_obeyed() -> None:
    found = names_of(method=HOSTILE, metric=HOSTILE, benchmarks=[HOSTILE], baselines=[HOSTILE])
    assert found.method is not None
    assert found.method.isprintable()
    assert all(name.isprintable() for name in found.baselines)


@given(*[st.text(max_size=60)] * 4, st.text(max_size=200))
def test_any_claim_is_named_without_an_error(method: str, metric: str, baseline: str, tested: str, text: str) -> None:
    written = claim().model_copy(
        update={"method": method, "metric": metric, "baselines": (baseline,), "benchmarks": (tested,)}
    )
    found = named(written, text, text)
    assert len(found.baselines) == 1
