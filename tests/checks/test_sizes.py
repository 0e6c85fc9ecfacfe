"""V12: model sizes."""

from __future__ import annotations

import pytest

from claimx.checks.sizes import size_is_the_subjects
from readings import case_of, words


def outcome(abstract: str, quote: str, size: float | tuple[float, float] | None, method: str, *baselines: str) -> str:
    case = case_of(abstract, quote, words(), size=size, method=method, baselines=baselines)
    verdict = size_is_the_subjects(case)
    assert verdict.severity == "flag"
    return verdict.outcome


BEATS = "Osprey-7B surpasses CodeLlama-34B on MBPP."


@pytest.mark.parametrize(
    ("size", "expected"), [(7e9, "pass"), (34e9, "fail"), (6.7e9, "fail"), (None, "unknown"), ((7e9, 34e9), "fail")]
)
def test_the_size_in_the_methods_name_is_its_size(size: float | tuple[float, float] | None, expected: str) -> None:
    assert outcome(BEATS, BEATS[:-1], size, "Osprey-7B", "CodeLlama-34B") == expected


@pytest.mark.parametrize(
    ("abstract", "size", "expected"),
    [
        pytest.param("Our 3B Lint outperforms models of 13B.", 3e9, "pass", id="the subject's"),
        pytest.param("Our 3B Lint outperforms models of 13B.", 13e9, "fail", id="the comparator's"),
        pytest.param("Lint improves all models from 1B to 13B.", (1e9, 13e9), "pass", id="a range"),
        pytest.param("Lint, with 47B total and 6B active parameters, wins.", 47e9, "pass", id="the total"),
        pytest.param("Lint, with 47B total and 6B active parameters, wins.", 6e9, "fail", id="the active ones"),
        pytest.param("Lint outperforms many models of 3B parameters.", 3e9, "pass", id="of peers of one size"),
        pytest.param("Lint, with 1.1 billion parameters, wins.", 1.1e9, "pass", id="in words"),
        pytest.param("Lint (3.8B) and Wool (9B) win; both shrink.", 3.8e9, "pass", id="in brackets"),
        pytest.param("Lint (3.8B) and Wool (9B) win; both shrink.", 9e9, "fail", id="in another's brackets"),
        pytest.param("Lint was trained on 15B tokens and wins.", 15e9, "fail", id="tokens"),
    ],
)
def test_a_size_stands_in_the_text_as_the_subjects(
    abstract: str, size: float | tuple[float, float], expected: str
) -> None:
    assert outcome(abstract, abstract[:-1], size, "Lint") == expected


def test_a_quote_that_has_a_size_is_not_about_another() -> None:
    abstract = "Lint helps models from 60M to 1B. With Llama 7B, Lint beats Wool."
    assert outcome(abstract, "With Llama 7B, Lint beats Wool", 7e9, "Lint") == "pass"
    assert outcome(abstract, "With Llama 7B, Lint beats Wool", (6e7, 1e9), "Lint") == "fail"
    assert outcome(abstract, "Lint beats Wool", (6e7, 1e9), "Lint") == "pass"


def test_a_size_in_the_name_of_what_is_beaten_is_the_comparators() -> None:
    abstract = "Lint has 600M parameters. It surpasses Wool-3.3B by far."
    assert outcome(abstract, "surpasses Wool-3.3B by far", 3.3e9, "Lint", "Wool-3.3B") == "fail"
    assert outcome(abstract, "surpasses Wool-3.3B by far", 6e8, "Lint", "Wool-3.3B") == "pass"
    alone = "Our tuning improves the scores of Wool-3.3B from 3 to 4."
    assert outcome(alone, alone[:-1], 3.3e9, "tuning", "Wool-3.3B") == "pass"


def test_a_bound_in_the_methods_name_is_not_its_size() -> None:
    abstract = "Fits on models below 400M predict the loss of a 3.5B model."
    assert outcome(abstract, abstract[:-1], 3.5e9, "fits on models below 400M") == "pass"


def test_a_size_of_another_experiment_does_not_spread() -> None:
    abstract = "We train a 60M draft. Then we wait. Caching a 7B model helps. It lowers latency."
    assert outcome(abstract, "lowers latency", 7e9, "Caching") == "pass"
    assert outcome(abstract, "lowers latency", 60e6, "Caching") == "fail"


def test_the_only_size_of_an_abstract_may_belong_to_all_its_claims() -> None:
    abstract = "We train a 1.5B model ten times. Data decays. Filters matter. Books help accuracy."
    assert outcome(abstract, "Books help accuracy", 1.5e9, "Books") == "pass"


def test_a_size_in_the_title_counts() -> None:
    case = case_of("It wins on MMLU.", "wins on MMLU", words(), title="Lint 8B", size=8e9, method="Lint")
    assert size_is_the_subjects(case).outcome == "pass"
