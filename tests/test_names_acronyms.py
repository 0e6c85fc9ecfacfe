"""Acronyms: what a paper defines, and what only stands before a bracket."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.names.acronyms import definitions, is_acronym_of


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("We use Low-Rank Adaptation (LoRA) here.", ("Low-Rank Adaptation", "LoRA")),
        ("the word error rate (WER) fell", ("word error rate", "WER")),
        ("LoRA (Low-Rank Adaptation) is used", ("Low-Rank Adaptation", "LoRA")),
        ("large language models (LLMs) reason", ("large language models", "LLM")),
        ("Gated Pooling for Nested Token Trees (GP-NTT)",
         ("Gated Pooling for Nested Token Trees", "GP-NTT")),
        ("key-value (KV; see below) caches", ("key-value", "KV")),
    ],
)  # fmt: skip
def test_a_definition_in_brackets_is_read_both_ways(text: str, pair: tuple[str, str]) -> None:
    assert definitions("", text) == (pair,)


@pytest.mark.parametrize(
    "text",
    [
        "We test it (GPT-4) here.",
        "accuracy (see Table 3)",
        "a model (8B)",
        "on Monday (in May)",
        "()",
        "(LoRA)",
        "x (Y",
    ],
)
def test_any_other_bracket_defines_nothing(text: str) -> None:
    assert definitions("", text) == ()


def test_a_title_defines_by_a_colon() -> None:
    assert definitions("SPLAT: Sparse Layer-wise Attention Training", "") == (
        ("Sparse Layer-wise Attention Training", "SPLAT"),
    )
    assert definitions("Aioli: A Unified Framework", "") == ()


@pytest.mark.parametrize(
    ("short", "long", "holds"),
    [
        ("LoRA", "Low-Rank Adaptation", True),
        ("LoRA", "the Low-Rank Adaptation", False),
        ("DPO", "Proximal Policy Optimization", False),
        ("A", "Adaptation", False),
        ("LoRA", "LoRA", False),
    ],
)
def test_every_letter_stands_in_the_long_form_from_its_first_word_on(short: str, long: str, holds: bool) -> None:
    assert is_acronym_of(short, long) is holds


@given(st.text(alphabet="aA bB(),.-1", max_size=200))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    for long, short in definitions("", text):
        assert long in " ".join(text.split())
        assert short in text
