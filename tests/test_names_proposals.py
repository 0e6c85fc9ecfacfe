"""Proposals: what may be one name is shown to the user, what is known to be two never, and nothing is decided."""

from __future__ import annotations

import random
import time
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.names import Aliases
from claimx.names.proposals import NameKind, Proposal, as_toml, proposals
from claimx.text import word_set


def pairs(kind: NameKind, *names: str) -> list[tuple[str, str]]:
    return [(p.one, p.other) for p in proposals((kind, name) for name in names)]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("metrics", "acuracy", "accuracy"),
        ("metrics", "tokens throughput rate", "throughput tokens"),
        ("metrics", "perplexitty", "perplexity"),
        ("benchmarks", "HellaSwagg", "HellaSwag"),
        ("benchmarks", "Tamarack dataset", "Tamarack"),
        ("methods", "Tamarak Adapter", "Tamarack Adapter"),
        ("methods", "Adapter Tamarack", "Tamarack Adapter"),
        ("methods", "Slow Layer Mixing", "SLM"),
    ],
)
def test_names_that_are_alike_are_proposed(kind: NameKind, one: str, other: str) -> None:
    assert pairs(kind, one, other, other) == [(one, other)]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("benchmarks", "AIME 2024", "AIME 2025"),
        ("benchmarks", "Tamarack-Bench v1", "Tamarack-Bench v2"),
        ("benchmarks", "TamarackEval", "TamarackEval+"),
        ("benchmarks", "CRUXEval-I", "CRUXEval-O"),
        ("benchmarks", "Tamarack-Easy", "Tamarack-Hard"),
        ("metrics", "ROUGE-1", "ROUGE-L"),
        ("metrics", "recall@5", "recall@50"),
        ("metrics", "FLOPs", "FLOP/s"),
        ("metrics", "inference time", "inference speed"),
        ("metrics", "macro agreement score", "micro agreement score"),
        ("metrics", "training stability loss", "inference stability loss"),
        ("metrics", "linear probe score", "non-linear probe score"),
        ("methods", "Llama 3 8B", "Llama 3 80B"),
        ("methods", "Llama 3 8B Instruct", "Llama 3 8B Chat"),
        ("methods", "GPT-4o", "GPT-4"),
        ("methods", "LoRA", "DoRA"),
        ("methods", "pretraining on code", "post-training on code"),
        ("methods", "supervised pruning", "unsupervised pruning"),
        ("methods", "Tamarack without merging", "Tamarack with merging"),
        ("methods", "existing method", "existing methods"),
        ("methods", "dual caching", "Dual-Caching"),
    ],
)
def test_names_that_are_known_to_be_two_or_are_one_already_are_not_proposed(
    kind: NameKind, one: str, other: str
) -> None:
    assert pairs(kind, one, other) == []


def test_a_method_and_what_it_is_compared_with_are_not_proposed() -> None:
    names: list[tuple[NameKind, str]] = [("methods", "Tamarack Adapter"), ("methods", "Tamarak Adapter")]
    assert proposals(names) != []
    assert proposals(names, apart={frozenset(("Tamarack Adapter", "Tamarak Adapter"))}) == []


def test_the_alias_is_for_the_unknown_and_the_rarer_name() -> None:
    assert pairs("metrics", "acuracy", "acuracy", "accuracy") == [("acuracy", "accuracy")]
    assert pairs("methods", "Tamarackk", "Tamarack", "Tamarack") == [("Tamarackk", "Tamarack")]


def test_proposals_are_a_file_of_aliases() -> None:
    names: list[tuple[NameKind, str]] = [
        ("metrics", "acuracy"),
        ("metrics", "accuracy"),
        ("methods", 'Tama"rack\\ Adapter'),
        ("methods", 'Tama"rak\\ Adapter'),
        ("methods", 'Tama"rackk\\ Adapter'),
    ]
    text = as_toml(proposals(names))
    aliases = Aliases.of(tomllib.loads(text)["aliases"], "proposals")
    known = aliases.metrics.get("acuracy")
    assert known is not None
    assert known.name == "Accuracy"
    assert "# or: " in text
    assert as_toml([]) == ""


def test_a_line_says_how_alike_two_names_are_and_why() -> None:
    assert as_toml([Proposal("metrics", "zapp", "zap", 93.3, "spelt alike")]) == (
        '[aliases.metrics]\n"zapp" = "zap"  # 93: spelt alike\n'
    )


def test_the_order_of_the_names_makes_no_difference() -> None:
    names: list[tuple[NameKind, str]] = [("methods", f"Tamara{c}k {w}") for c in "ckrs" for w in ("Net", "Adapter")]
    shuffled = random.Random(7).sample(names, len(names))
    assert proposals(names) == proposals(shuffled) != []


def test_ten_thousand_names_take_seconds() -> None:
    rng = random.Random(11)
    parts = sorted(word_set("deep layer cache sparse mix expert token flow rank net quant prune agent graph align"))
    names: list[tuple[NameKind, str]] = [
        ("methods", "Tam" + "".join(rng.choice(parts).capitalize() for _ in range(rng.choice((2, 3, 4)))))
        for _ in range(10_000)
    ]
    begun = time.process_time()
    assert proposals(names)
    assert time.process_time() - begun < 60


@given(st.lists(st.tuples(st.sampled_from(["metrics", "benchmarks", "methods"]), st.text(max_size=30)), max_size=20))
def test_any_names_make_valid_toml(names: list[tuple[NameKind, str]]) -> None:
    found = proposals(names)
    assert all(90 <= p.score <= 100 and p.one != p.other for p in found)
    assert isinstance(tomllib.loads(as_toml(found)), dict)
