"""Whether a text names something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.checks.naming import Wording, folded, parts, places
from claimx.text import Span

TEXT = (
    "We train Monarch-Mixer (M2), a sub-quadratic model, with parameter-efficient fine-tuning of Llama-3.1-8B layers."
)
WORDING = Wording.of(TEXT)


@pytest.mark.parametrize(
    "name", ["Monarch Mixer", "monarch mixers", "M2", "LLaMA3.1 8B", "finetuning", "layer", "models"]
)
def test_a_name_stands_whatever_its_case_hyphens_spaces_and_plural(name: str) -> None:
    assert WORDING.names(name)


@pytest.mark.parametrize("name", ["Monarch Mix", "M", "Llama-3", "Llama-3.1-70B", "arch", "", "()"])
def test_a_piece_of_a_word_is_no_name(name: str) -> None:
    assert WORDING.names(name) == (name == "Llama-3")  # 3 is a word of its own there


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("training Monarch mixers", 1.0),
        ("the models", 1.0),
        ("quadratic attention", 0.5),
        ("larger model", 0.5),
        ("of the", 0.0),
        ("diffusion", 0.0),
        ("efficiently", 1.0),
        ("sub", 1.0),
        ("sun", 0.0),
    ],
)
def test_the_share_of_content_words_counts_other_forms_of_a_word(name: str, share: float) -> None:
    assert WORDING.share(name) == share


@pytest.mark.parametrize(
    "forms",
    [
        "ablate ablates ablated ablating ablation ablations",
        "prune pruned prunes pruning",
        "remove removed removing removal removes",
        "drop drops dropped dropping",
        "helpful helpfulness helpfully",
        "robust robustness robustly",
        "accurate accuracy accurately",
        "efficient efficiency efficiently",
        "difficult difficulty difficulties",
        "scalable scalability",
        "specialize specialized specialization",
        "simplify simplified simplification",
        "converge converges convergence",
    ],
)
def test_the_forms_of_a_word_are_its_kin(forms: str) -> None:
    assert all(Wording.of(f"they {one} it").share(other) == 1 for one in forms.split() for other in forms.split())


@pytest.mark.parametrize(
    ("word", "other"), [("rate", "rare"), ("loss", "lose"), ("part", "party"), ("sparse", "parse"), ("drop", "droplet")]
)
def test_words_that_look_alike_are_no_kin(word: str, other: str) -> None:
    assert Wording.of(f"the {other} wins").share(word) == 0


@pytest.mark.parametrize(
    ("name", "lacks"),
    [
        ("PEFT layers", False),
        ("LoRA layers", True),
        ("GPT4o model", True),
        ("Thistle layers", False),
        ("M2 model", False),
    ],
)
def test_a_word_that_can_only_be_a_proper_name_must_stand(name: str, lacks: bool) -> None:
    assert WORDING.lacks_a_proper_name(name) == lacks


def test_a_name_with_brackets_has_three_readings() -> None:
    assert parts("Monarch Mixer (M2)") == ("Monarch Mixer (M2)", "Monarch Mixer", "M2")
    assert parts("Llama-3 (8B) Instruct") == ("Llama-3 (8B) Instruct", "Llama-3 Instruct", "8B")
    assert parts("plain") == ("plain",)
    assert len(parts("x" * 9999)[0]) == 200


def test_places_are_whole_words_of_the_stretch_asked_for() -> None:
    text = "PPO beats PPO2 and ppo. PPOx2014based agents win."
    assert places("PPO", text, 0, 23) == (Span(0, 3), Span(19, 22))
    assert places("PPO", text, 24, len(text)) == (Span(24, 27),)
    assert places("A2C", text, 0, len(text)) == ()
    assert places("!", text, 0, len(text)) == ()
    assert places("Proximal Optimization (PPO)", text, 0, 23)[0] == Span(0, 3)


@given(name=st.text(max_size=40), text=st.text(max_size=120))
def test_any_name_can_be_looked_for_in_any_text(name: str, text: str) -> None:
    wording = Wording.of(text)
    assert 0.0 <= wording.share(name) <= 1.0
    assert wording.names(name) in (True, False)
    assert all(text[start:end] for start, end in places(name, text, 0, len(text)))
    assert all(folded(name) or not part.isalnum() for part in parts(name))
