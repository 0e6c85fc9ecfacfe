"""The names under which other people ask for what the reader knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.answers import AnsweredClaim
from claimx.builtin.facts import Facts, Reading, fields_of
from claimx.builtin.reader import read
from claimx.quantities import parse_number


@pytest.mark.parametrize("name", [info.alias or name for name, info in AnsweredClaim.model_fields.items()])
def test_the_names_of_our_own_claims_mean_themselves(name):
    assert fields_of(name) == (name,)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("supportingQuote", "quote"),
        ("evidence_text", "quote"),
        ("claims", "quote"),
        ("key_findings", "quote"),
        ("TLDR", "quote"),
        ("methodName", "method"),
        ("proposed_method", "method"),
        ("models", "method"),
        ("evaluation_metrics", "metric"),
        ("numericValue", "value"),
        ("metric_value", "value"),
        ("accuracy_gain", "value"),
        ("improvement_unit", "unit"),
        ("from_value", "from"),
        ("baselineScore", "from"),
        ("toValue", "to"),
        ("modelSize", "size"),
        ("num_params", "size"),
        ("compared_to", "baselines"),
        ("baseline_models", "baselines"),
        ("dataset_name", "benchmarks"),
        ("DataSets", "benchmarks"),
        ("isQuantitative", "quantified"),
        ("paper_title", "title"),
        ("char_start", "start"),
    ],
)
def test_a_name_means_the_field_that_it_speaks_of(name, field):
    assert fields_of(name)[0] == field


@pytest.mark.parametrize(
    "name", ["", "id", "name", "author", "confidence", "year", "city", "benchmark_method", "x1", "método", "_"]
)
def test_a_name_that_says_nothing_known_or_two_things_means_none(name):
    assert fields_of(name) == ()


@given(st.text())
def test_any_name_has_at_most_a_few_fields(name):
    assert len(fields_of(name)) <= 2


def test_the_facts_of_a_claim_stand_in_the_text_and_say_its_numbers_twice():
    text = "Tamarack 7B-13B raises accuracy on GSM8K by 4.2 points over LoRA."
    reading = Reading("A title", text, tuple(read("", text)))
    (facts,) = reading.facts()
    assert text[facts.told["start"][0] : facts.told["end"][0]] == facts.told["quote"][0]
    assert facts.told["value"] == ["4.2", parse_number("4.2")]
    assert facts.told["title"] == ["A title"]
    assert "to" not in facts.told


def test_a_claim_that_says_little_has_few_facts():
    claim = AnsweredClaim(quote="not in the text", method="", metric="speed", kind="qualitative")
    told = Facts.of(claim, "", "some text").told
    assert set(told) == {"quote", "metric", "bound", "kind", "quantified", "abstract"}
    assert told["kind"] == ["qualitative", "qualitative"]
