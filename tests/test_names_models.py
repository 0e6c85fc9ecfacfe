"""Names of models: ten spellings are one, and whatever differs in version, variant or size is another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.names import model
from claimx.names.spelling import folded, listed

LLAMA_3_8B = [
    "Llama-3-8B",
    "Llama3-8B",
    "LLaMA-3-8B",
    "LLaMA3-8B",
    "Llama 3 8B",
    "llama_3_8b",
    "Meta-Llama-3-8B",
    "meta-llama/Meta-Llama-3-8B",
    "Meta's Llama 3 (8B)",
    "the Llama-3 8B model",
    "8B Llama 3",
    "Llama 3 8 billion parameters",
    "Llama‑3‑8B",
    "Llama 3.0 8B",
]


def called(written: str) -> str | None:
    known = model(written)
    return known.name if known else None


@pytest.mark.parametrize("written", LLAMA_3_8B)
def test_a_model_in_its_ten_spellings_is_one(written: str) -> None:
    known = model(written)
    assert known is not None
    assert (known.name, known.family, known.version, known.variant) == ("Llama 3 8B", "Llama", "3", None)
    assert (known.size, known.low, known.high, known.active) == ("8B", 8e9, 8e9, None)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Llama-3.1-8B-Instruct", "Llama 3.1 8B Instruct"),
        ("Llama 3.1 instruction-tuned 8B", "Llama 3.1 8B Instruct"),
        ("gemma-2-9b-it", "Gemma 2 9B Instruct"),
        ("Llama-2-7b-chat-hf", "Llama 2 7B Chat"),
        ("Qwen/Qwen2.5-Coder-7B-Instruct", "Qwen2.5 Coder 7B Instruct"),
        ("Qwen 2.5-VL-72B", "Qwen2.5 VL 72B"),
        ("GPT4", "GPT-4"),
        ("OpenAI's GPT-4", "GPT-4"),
        ("gpt-4o-2024-08-06", "GPT-4o 2024-08-06"),
        ("GPT-4-1106-preview", "GPT-4 Preview 1106"),
        ("claude-3-5-sonnet-20241022", "Claude 3.5 Sonnet 2024-10-22"),
        ("Claude Sonnet 4", "Claude 4 Sonnet"),
        ("Gemini-2.0-Flash", "Gemini 2.0 Flash"),
        ("o3-mini", "o3 mini"),
        ("DeepSeek R1", "DeepSeek-R1"),
        ("DeepSeek-V3-0324", "DeepSeek-V3 0324"),
        ("DeepSeek-R1-Distill-Qwen-7B", "DeepSeek-R1 Distill Qwen 7B"),
        ("InternVL2_5-8B", "InternVL2.5 8B"),
        ("LLaVA-v1.5-7B", "LLaVA-1.5 7B"),
        ("Mistral-7B-Instruct-v0.2", "Mistral v0.2 7B Instruct"),
        ("Phi-3-mini-128k-instruct", "Phi-3 mini Instruct 128K"),
        ("BERT base", "BERT-base"),
        ("ViT-B/16", "ViT-B/16"),
        ("ResNet-50", "ResNet-50"),
        ("Llama-3-8B-Lexi", "Llama 3 8B Lexi"),
        ("Tamarack-8B", "Tamarack 8B"),
        ("the 2B SSE-H model", "SSE-H 2B"),
    ],
)
def test_a_model_has_one_canonical_name(written: str, canonical: str) -> None:
    assert called(written) == canonical


@pytest.mark.parametrize(
    ("written", "size", "low", "high", "active"),
    [
        ("Qwen3-235B-A22B", "235B-A22B", 235e9, 235e9, 22e9),
        ("Qwen1.5-MoE-A2.7B", "A2.7B", None, None, 2.7e9),
        ("Mixtral-8x7B", "8x7B", 46.7e9, 46.7e9, 12.9e9),
        ("Tamarack 4x3B", "4x3B", None, None, None),
        ("Llama 2 7B and 13B", "7B-13B", 7e9, 13e9, None),
        ("Qwen2.5 (0.5B–72B)", "0.5B-72B", 0.5e9, 72e9, None),
        ("TinyLlama-1.1B-3T", "1.1B", 1.1e9, 1.1e9, None),
        ("BERT-large", "large", 340e6, 340e6, None),
        ("T5-XXL", "XXL", 11e9, 11e9, None),
        ("GPT-4", None, None, None, None),
        ("o3", None, None, None, None),
        ("GPT-4-32k", None, None, None, None),
        ("Falcon 40 B", "40B", 40e9, 40e9, None),
    ],
)
def test_a_size_is_told_or_listed_and_never_guessed(
    written: str, size: str | None, low: float | None, high: float | None, active: float | None
) -> None:
    known = model(written)
    assert known is not None
    assert (known.size, known.low, known.high, known.active) == (size, low, high, active)


@pytest.mark.parametrize(
    "apart",
    [
        ("Llama", "Llama 2", "Llama 3", "Llama 3.1", "Llama 3.2"),
        ("Llama 3 8B", "Llama 3.8B", "Llama 8B", "Llama 3 80B", "Llama 3 70B"),
        ("Llama 3 8B", "Llama 3 8B Base", "Llama 3 8B Instruct", "Llama 3 8B Chat"),
        ("GPT-4", "GPT-4o", "GPT-4o mini", "GPT-4 Turbo", "GPT-4V", "GPT-4.1", "GPT-3.5", "ChatGPT"),
        ("GPT-4o", "GPT-4o-2024-05-13", "GPT-4o-2024-08-06"),
        ("Qwen2 7B", "Qwen2-VL-7B", "Qwen2-Math-7B", "Qwen2-Coder-7B", "Qwen2.5 7B"),
        (
            "DeepSeek-R1",
            "DeepSeek-R1-Zero",
            "DeepSeek-R1-Distill-Qwen-7B",
            "DeepSeek-R1-Distill-Llama-8B",
            "DeepSeek-V3",
        ),
        ("Claude 3 Opus", "Claude 3 Sonnet", "Claude 3.5 Sonnet", "Claude Sonnet 4"),
        ("Mixtral 8x7B", "Mixtral 8x22B", "Mistral 7B"),
        ("Qwen3 30B", "Qwen3 30B-A3B", "Qwen3 30B-A3B Thinking"),
        ("LLaVA 1.5 7B", "LLaVA-NeXT 7B", "LLaVA-OneVision 7B", "Video-LLaVA 7B"),
        ("ViT-B/16", "ViT-B/32", "ViT-L/16", "ViT-B"),
    ],
)
def test_versions_variants_and_sizes_are_never_one(apart: tuple[str, ...]) -> None:
    assert None not in map(called, apart)
    assert len(set(map(called, apart))) == len(apart)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "8B",
        "7B model",
        "our 8B model",
        "larger 70B models",
        "LoRA",
        "QLoRA 7B",
        "GSM8K",
        "BERTScore",
        "LLaMA-Adapter",
        "fine-tuned Llama 3 8B",
        "Llama-3-8B with LoRA",
        "Llama-3-8B-based agent",
        "Llama 2 and Llama 3",
        "GPT-4 (zero-shot)",
        "GPT counterpart",
        "opt",
        "yi",
        "clip",
        "Falcon",
        "command",
        "x" * 5000,
        "8B " * 3000,
    ],
)
def test_what_is_no_models_name_is_none(written: str) -> None:
    assert model(written) is None


def test_every_listed_family_is_found_by_each_of_its_spellings() -> None:
    spellings: dict[str, str] = {}
    for family in listed("models")["families"]:
        for spelling in (family["name"], *family.get("aliases", ())):
            assert spellings.setdefault(folded(spelling), family["name"]) == family["name"]
            known = model(f"{spelling} 7B") or model(f"{spelling} 7")
            assert known is not None, spelling
            assert known.family == family["name"]


FAMILIES = ["Llama", "Qwen", "Gemma", "DeepSeek", "InternVL", "OLMo", "Vicuna"]
VERSIONS = ["", "1", "2", "3", "1.5", "2.5", "3.1"]
VARIANTS = ["", "Instruct", "Chat", "Base", "VL", "Coder", "Math", "Thinking"]
SIZES = ["", "0.5B", "1B", "8B", "70B", "405B", "8x7B", "30B-A3B"]
PARTS = st.tuples(*map(st.sampled_from, (FAMILIES, VERSIONS, VARIANTS, SIZES)))
HYPHENS = st.sampled_from(["-", " ", "_"])


@st.composite
def spelt(draw: st.DrawFn, parts: tuple[str, str, str, str]) -> str:
    """One of the many ways to write a model's name."""
    family, version, variant, size = parts
    head = family + draw(st.sampled_from(["", "-", " "])) + version if version else family
    rest = [part for part in draw(st.permutations([variant, size])) if part]
    written = head
    for part in rest:
        written += draw(HYPHENS) + part
    case = draw(st.sampled_from([str.lower, str.upper, str]))
    return draw(st.sampled_from(["", "the "])) + case(written) + draw(st.sampled_from(["", " model"]))


@given(PARTS.flatmap(lambda parts: st.tuples(spelt(parts), spelt(parts))))
def test_spellings_of_the_same_parts_are_one_model(pair: tuple[str, str]) -> None:
    one, other = map(called, pair)
    assert one is not None
    assert one == other


@given(
    st.lists(PARTS, min_size=2, max_size=2, unique=True).flatmap(lambda two: st.tuples(spelt(two[0]), spelt(two[1])))
)
def test_another_version_variant_or_size_is_another_model(pair: tuple[str, str]) -> None:
    assert called(pair[0]) != called(pair[1])


@given(PARTS)
def test_a_canonical_name_is_its_own(parts: tuple[str, str, str, str]) -> None:
    family, version, variant, size = parts
    name = called(" ".join(part for part in (family, version, variant, size) if part))
    assert name is not None
    assert called(name) == name


@given(st.text(max_size=150))
def test_any_text_is_read_without_an_error(text: str) -> None:
    known = model(text)
    assert known is None or known.name
