"""V1, V2, V3: quotes and the numbers in them."""

from __future__ import annotations

from typing import Any

import pytest

from builders import make_claim, make_paper
from claimx.checks.quotes import numbers_stand, quote_is_short, quote_stands
from claimx.claims import Claim, Evidence
from claimx.ledger.survey import survey
from readings import case_of, change, level, words


def moved(claim: Claim, start: int, quote: str) -> Claim:
    """The claim with other evidence, right or wrong."""
    evidence = Evidence(quote=quote, start=start, end=start + len(quote))
    return claim.model_copy(update={"evidence": evidence})


@pytest.mark.parametrize(
    ("start", "quote", "outcome"),
    [
        pytest.param(0, "Wren is fast", "pass", id="the abstract's own text"),
        pytest.param(1, "Wren is fast", "fail", id="other offsets"),
        pytest.param(0, "wren is fast", "fail", id="another case"),
        pytest.param(0, "Robin is slow", "fail", id="text that is not there"),
        pytest.param(500, "Wren is fast", "fail", id="offsets behind the end"),
        pytest.param(2, "en is fast", "fail", id="begins inside a word"),
        pytest.param(0, "Wren is fas", "fail", id="ends inside a word"),
    ],
)
def test_a_quote_is_the_abstracts_own_text_in_whole_words(start: int, quote: str, outcome: str) -> None:
    paper = make_paper("Wren", "Wren is fast. It needs 2.4times less memory than PPOx2014and wins.")
    claim = moved(make_claim(paper, "Wren is fast", words()), start, quote)
    verdict = quote_stands(claim, survey(paper))
    assert verdict.outcome == outcome
    assert outcome == "pass" or verdict.severity == "reject"


@pytest.mark.parametrize("quote", ["2.4", "times less memory", "than PPO"])
def test_words_may_be_cut_where_latex_was_lost(quote: str) -> None:
    paper = make_paper("Wren", "Wren is fast. It needs 2.4times less memory than PPOx2014and wins.")
    assert quote_stands(make_claim(paper, quote, words()), survey(paper)).outcome == "pass"


SCORES = "Bittern-2 scores 63.2 +- 0.4 on MedQA [12], solving 5 of the 6 problems with a 7B model in 2024."


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        pytest.param(level(63.2, unit=None), "pass", id="a value"),
        pytest.param(level(5, unit="of 6 problems"), "pass", id="k of n"),
        pytest.param(words(), "unknown", id="no number to look for"),
        pytest.param(level(63.3, unit=None), "fail", id="another digit"),
        pytest.param(level(0.4, unit=None), "fail", id="the spread"),
        pytest.param(level(2, unit=None), "fail", id="a digit of a name"),
        pytest.param(level(12, unit=None), "fail", id="a reference"),
        pytest.param(level(6, unit=None), "fail", id="the total of k of n"),
        pytest.param(level(7e9, unit=None), "fail", id="a model size"),
        pytest.param(level(2024, unit=None), "fail", id="a year"),
        pytest.param(level(63.2, 63.2, unit=None), "fail", id="one number for two ends"),
    ],
)
def test_numbers_of_a_claim_are_values_of_its_quote(given: Any, outcome: str) -> None:
    verdict = numbers_stand(case_of(SCORES, SCORES.rstrip("."), given))
    assert verdict.outcome == outcome
    assert outcome != "fail" or verdict.severity == "reject"


def test_a_number_outside_the_quote_does_not_count() -> None:
    abstract = "It gains 4.2% on BoolQ and 9.9% on MATH."
    assert numbers_stand(case_of(abstract, "gains 4.2% on BoolQ", change(9.9))).outcome == "fail"


def test_a_model_size_is_a_value_where_sizes_are_claimed() -> None:
    abstract = "We predict the loss by training models with only 1M to 60M parameters."
    given = level(1e6, unit="parameters", low=1e6, high=6e7, to_value=None)
    assert numbers_stand(case_of(abstract, "1M to 60M parameters", given, metric="model size")).outcome == "pass"


def test_number_words_and_scales_are_numbers() -> None:
    abstract = "Sorrel halves peak memory and serves 5 million requests."
    assert numbers_stand(case_of(abstract, "halves peak memory", change(0.5, unit="ratio"))).outcome == "pass"
    for value in (5e6, 5.0):
        given = level(value, unit="requests")
        assert numbers_stand(case_of(abstract, "serves 5 million requests", given)).outcome == "pass"


LONG = "Wren improves accuracy " + "on many tasks and " * 20 + "on BoolQ."


@pytest.mark.parametrize(
    ("abstract", "quote", "metric", "outcome", "severity"),
    [
        pytest.param("Wren improves it.", "Wren improves it", "glow", "pass", "", id="a word of outcome"),
        pytest.param("Its glow is bright.", "Its glow is bright", "glow", "pass", "", id="the metric itself"),
        pytest.param("Wren is red. Glow rises.", "Wren is red", "glow", "fail", "flag", id="neither of them"),
        pytest.param("Wren is red.", "Wren is red", "glow", "fail", "flag", id="and a metric of nowhere"),
        pytest.param("Wren is red.", "is red", "glow", "fail", "reject", id="in two words"),
        pytest.param("Wren glows. It is red.", "is red", "glow", "fail", "flag", id="two words, a metric of the paper"),
        pytest.param("Wren is helpful.", "Wren is helpful", "helpfulness", "pass", "", id="the adjective"),
        pytest.param("Wren is robustly red.", "is robustly red", "robustness", "pass", "", id="the adverb"),
        pytest.param("Wren is fast.", "is fast", "speed", "pass", "", id="the adjective of another stem"),
        pytest.param("Wren answers correctly.", "answers correctly", "accuracy", "pass", "", id="correctly"),
        pytest.param("Wren met difficulties.", "met difficulties", "proficiency", "pass", "", id="difficulties"),
        pytest.param("Wren is red.", "Wren is red", "performance", "fail", "flag", id="a generic metric"),
        pytest.param("Wren is better.", "better", "glow", "fail", "reject", id="a single word"),
        pytest.param(LONG, LONG, "accuracy", "fail", "flag", id="too long"),
        pytest.param(
            "Wren wins. Wren improves.", "Wren wins. Wren improves", "glow", "fail", "flag", id="two sentences"
        ),
    ],
)
def test_quotes_are_short_and_say_something(
    abstract: str, quote: str, metric: str, outcome: str, severity: str
) -> None:
    verdict = quote_is_short(case_of(abstract, quote, words(), metric=metric))
    assert verdict.outcome == outcome
    assert outcome == "pass" or verdict.severity == severity
