"""The size that an outcome is about: in the name, beside it, or carried from the sentence before."""

from __future__ import annotations

import pytest

from claimx.builtin.reader import read


def sizes_of(abstract: str) -> list[str | None]:
    return [claim.size for claim in read("", abstract) if claim.kind != "qualitative"]


@pytest.mark.parametrize(
    "abstract",
    [
        "We train an 11B parameter retrieval model (Larch). We test it. Larch raises recall by 9%.",
        "We present Larch, an 11B model. We then test it. Larch raises recall by 9%.",
        "We present Larch, a pruner. It improves Llama-11B. Specifically, it raises recall by 9%.",
        "We present Larch, a pruner. We apply it to Llama-11B. Recall rises by 9%.",
    ],
)
def test_a_size_goes_with_what_it_was_given_for(abstract):
    assert sizes_of(abstract)[-1] == "11B"


@pytest.mark.parametrize(
    "abstract",
    [
        "We train an 11B model. We introduce a defense. Larch raises recall by 9%.",
        "We present Larch, a pruner. It improves Llama-11B. Larch raises recall by 9%.",
        "We present Larch, a pruner. Larch raises recall by 9%, unlike with Llama-11B. Recall on Foo rises by 9%.",
    ],
)
def test_a_size_does_not_spread_to_another_experiment(abstract):
    assert sizes_of(abstract)[-1] is None


def test_these_models_are_those_of_the_sentence_before_in_order():
    abstract = (
        "For the 13B model and the 70B model, Larch reaches 61% accuracy. Larch loses 1.9% and 0.7% of recall"
        " with these two models."
    )
    assert sizes_of(abstract)[-2:] == ["13B", "70B"]


def test_going_from_one_model_to_another_spans_both_sizes():
    assert sizes_of("Going from Llama-8B to Llama-70B raises recall by 2.1 points.") == ["8B to 70B"]


def test_the_active_size_in_a_name_is_no_size():
    assert sizes_of("Larch-26B-A4B raises recall by 2.1 points.") == ["26B"]
