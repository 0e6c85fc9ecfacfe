"""Names of methods: acronym and long form are one, "our method" is the paper's, and a bracket that tells things apart
stays.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.names import is_unnamed, method, method_key, own_method

TITLE = "Tamarack: Sparse Adapters for Small Models"
ABSTRACT = (
    "Fine-tuning is costly. We propose Tamarack, a sparse adapter trained with Layerwise Sparse Projection (LSP). "
    "Unlike low-rank adaptation (LoRA), Tamarack needs no merge, and Slow Mixing (SM) is not needed. "
    "self-consistency and dual caching help. Dual caching alone is not enough."
)


def called(written: str) -> str | None:
    return method(written, TITLE, ABSTRACT)


@pytest.mark.parametrize(
    "written",
    [
        "our method",
        "Our approach",
        "the proposed framework",
        "proposed method",
        "this method",
        "the new proposed algorithm",
        "our full model",
        "our simple approach",
        "ours",
        "we",
        "the method",
        "Tamarack",
        "the Tamarack method",
        "tamarack",
        "TAMARACK",
        "Tamarack (ours)",
        "Tamarack (our method)",
        "our sparse adapter (Tamarack)",
    ],
)
def test_the_papers_own_method_has_the_name_that_the_paper_gives_it(written: str) -> None:
    assert called(written) == "Tamarack"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("our 8B model", "Tamarack 8B"), ("our 1.5B-parameter model", "Tamarack 1.5B"), ("Tamarack-8B", "Tamarack 8B")],
)
def test_the_papers_own_model_has_its_size(written: str, canonical: str) -> None:
    assert called(written) == canonical


@pytest.mark.parametrize("written", ["our method", "our 8B model", "the proposed framework", "", " ", "..."])
def test_our_method_of_a_paper_that_names_none_has_no_name(written: str) -> None:
    assert method(written, "On Adapters", "We study how adapters behave. Our method helps.") is None


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("the model", "model"),
        ("our baseline", "baseline"),
        ("our retrieval module", "retrieval module"),
        ("our best 8B baseline", "best 8B baseline"),
        ("the method of moments", "method of moments"),
    ],
)
def test_what_is_only_a_part_or_a_rival_is_not_the_papers_own_method(written: str, canonical: str) -> None:
    assert called(written) == canonical


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("LSP", "LSP"),
        ("Layerwise Sparse Projection", "LSP"),
        ("layerwise sparse projection (LSP)", "LSP"),
        ("LSP (Layerwise Sparse Projection)", "LSP"),
        ("Layerwise Sparse Projection (LSP) technique", "LSP"),
        ("SM", "Slow Mixing (SM)"),
        ("slow mixing", "Slow Mixing (SM)"),
        ("Slow Mixing (SM)", "Slow Mixing (SM)"),
        ("LoRA", "LoRA"),
        ("low-rank adaptation", "LoRA"),
        ("Low-Rank Adaptation (LoRA)", "LoRA"),
        ("Unheard Of Thing (UOT)", "UOT"),
    ],
)
def test_an_acronym_and_its_long_form_are_one(written: str, canonical: str) -> None:
    assert called(written) == canonical


def test_the_acronym_of_a_title_stands_for_what_follows_it() -> None:
    title = "SPLAT: Sparse Layer-wise Attention Training of Transformers"
    assert method("sparse layer-wise attention training", title, "") == "SPLAT"


def test_what_all_papers_know_needs_no_definition() -> None:
    assert {method(w) for w in ("SFT", "supervised fine-tuning", "Supervised finetuning (SFT)")} == {"SFT"}
    assert {method(w) for w in ("chain of thought", "CoT prompting", "chain-of-thought")} == {"CoT"}


def test_a_papers_own_definition_wins_over_what_all_papers_know() -> None:
    abstract = "We compare with Slow Feature Trees (SFT), which are trees."
    assert method("SFT", "", abstract) == "SFT"
    assert method("slow feature trees", "", abstract) == "SFT"
    assert method("supervised fine-tuning", "", "We train.") == "SFT"
    assert method("KD", "", "Kernel Dilation (KD) is fast.") == "Kernel Dilation (KD)"
    assert method("KD", "", "We use knowledge distillation (KD).") == "Knowledge distillation"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Llama3-8B", "Llama 3 8B"),
        ("the GPT4 model", "GPT-4"),
        ("Llama-3 (8B)", "Llama 3 8B"),
        ("GPT-4 (zero-shot)", "GPT-4 (zero-shot)"),
        ("LoRA (rank 8)", "LoRA (rank 8)"),
        ("fine-tuned Llama-3-8B", "fine-tuned Llama-3-8B"),
    ],
)
def test_a_model_is_named_as_a_model_and_what_was_done_with_it_stays(written: str, canonical: str) -> None:
    assert called(written) == canonical


@pytest.mark.parametrize("written", ["dual caching", "Dual-Caching", "Dual caching", "the dual caching"])
def test_spellings_of_one_paper_are_as_the_paper_spells_it(written: str) -> None:
    assert called(written) == "dual caching"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("LoRA", "lora", True),
        ("Dual Caching", "dual-caching", True),
        ("SM", "sm", False),
        ("Llama 3 8B", "Llama 3.1 8B", False),
        ("LoRA", "DoRA", False),
    ],
)
def test_across_papers_names_are_one_where_they_fold_alike(one: str, other: str, same: bool) -> None:
    assert (method_key(one) == method_key(other)) is same


@pytest.mark.parametrize(
    ("name", "unnamed"),
    [
        ("existing methods", True),
        ("state-of-the-art baselines", True),
        ("the baseline", True),
        ("larger models", True),
        ("LoRA", False),
        ("full fine-tuning", False),
        ("GPT-4", False),
    ],
)
def test_words_of_any_paper_are_no_name(name: str, unnamed: bool) -> None:
    assert is_unnamed(name) is unnamed


@pytest.mark.parametrize(
    ("title", "abstract", "name"),
    [
        ("Larch: Fast Caches", "We cache.", None),
        ("Larch: Fast Caches", "Larch is a cache.", "Larch"),
        ("LarchNet: Fast Caches", "We cache.", "LarchNet"),
        ("Cache Thrashing: A Study", "We study cache thrashing in models.", None),
        ("Fast Caches", "We introduce Larch, a cache. Larch is fast.", "Larch"),
        ("Fast Caches", "In this paper, we propose a new layered cache, LaCa, that is fast.", "LaCa"),
        ("Fast Caches", "We propose Layered Caching (LaC), which is fast.", "LaC"),
        ("Fast Caches", "We develop an LLM-based cache called LaCa.", "LaCa"),
        ("Fast Caches", "We train a cache model (LARCH) that evicts.", "LARCH"),
        ("Fast Caches", "This is often called Larch. We measure it.", None),
        ("Fast Caches", "We present evidence that GPT-4 caches.", None),
        ("Fast Caches", "We propose reducing FLOPs by caching.", None),
        ("Fast Caches", "We propose to use RLHF for caches.", None),
        ("Caching with Larch", "We propose a cache. We call it Larch.", "Larch"),
        ("", "", None),
    ],
)
def test_a_paper_names_its_method_in_its_title_or_where_it_proposes_it(
    title: str, abstract: str, name: str | None
) -> None:
    assert own_method(title, abstract) == name


@given(st.text(max_size=250), st.text(max_size=80), st.text(max_size=400))
def test_any_text_is_named_without_an_error_and_on_one_printable_line(written: str, title: str, abstract: str) -> None:
    name = method(written, title, abstract)
    assert name is None or (name and "\n" not in name)


@given(st.sampled_from(["a (", "((((", "(a)" * 300, "our " * 300, "- " * 300, "A" * 5000, "we propose " * 300]))
def test_long_and_odd_texts_take_no_time(text: str) -> None:
    assert method(text, text, text) is None or len(method(text, text, text) or "") <= 400
