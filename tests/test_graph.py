"""Who is compared with whom: parts, uses and larger models, and no more than the claims say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_claim, make_paper
from claimx.claims import Claim, Delta, Direction
from claimx.comparison import compare
from claimx.comparison.graph import Graph, Node, graph_of


def compared(title: str, method: str, *baselines: str, direction: Direction = "increase", **fields: object) -> Claim:
    """A claim in words of a paper of its own."""
    quote = str(fields.pop("quote", "beats it in accuracy"))
    delta = Delta(kind="qualitative", direction=direction)
    return make_claim(make_paper(title, quote), quote, delta, method=method, baselines=baselines, **fields)  # type: ignore[arg-type]


def graph(*claims: Claim) -> Graph:
    return graph_of(compare(claims))


def names_of(found: Graph) -> list[list[str]]:
    return [[node.name for node in part] for part in found.parts]


def test_methods_that_share_a_baseline_are_one_part_and_others_are_apart() -> None:
    found = graph(
        compared("One", "Larch", "Rowan"), compared("Two", "Osier", "Rowan"), compared("Three", "Aspen", "Elder")
    )
    assert names_of(found) == [["Larch", "Osier", "Rowan"], ["Aspen", "Elder"]]
    assert found.papers == 3


def test_an_edge_tells_verdict_metric_and_benchmark() -> None:
    claim = compared("One", "Larch", "Rowan", benchmarks=["GSM8K"])
    (edge,) = graph(claim).edges
    assert (edge.method, edge.baseline) == (Node("Larch"), Node("Rowan"))
    assert (edge.verdict, edge.metric, edge.benchmark, edge.claim.id) == ("better", "Accuracy", "GSM8K", claim.id)


def test_words_that_are_no_names_join_no_papers() -> None:
    found = graph(compared("One", "Larch", "the reward model"), compared("Two", "Osier", "the reward model"))
    assert len(found.parts) == 2
    assert found.baselines == ()


def test_methods_in_general_are_no_node() -> None:
    assert graph(compared("One", "Larch", "existing methods")).edges == ()


def test_a_technique_is_one_node_in_all_its_spellings() -> None:
    found = graph(compared("One", "Larch", "low-rank adaptation"), compared("Two", "Osier", "LoRA"))
    assert names_of(found) == [["Larch", "LoRA", "Osier"]]


def test_a_paper_that_gives_its_method_no_name_still_uses_its_baselines() -> None:
    found = graph(compared("One", "our method", "Rowan"), compared("Two", "our method", "Rowan"))
    assert [(used.name, used.papers) for used in found.baselines] == [("Rowan", 2)]
    assert len(found.parts[0]) == 3


def test_uses_are_counted_by_papers_and_then_by_claims() -> None:
    found = graph(
        compared("One", "Larch", "Rowan", benchmarks=["GSM8K"]),
        compared("One", "Larch", "Rowan", benchmarks=["MATH"]),
        compared("One", "Larch", "Rowan", benchmarks=["MBPP"]),
        compared("Two", "Osier", "Elder", benchmarks=["MATH"]),
        compared("Three", "Aspen", "Elder", benchmarks=["questions about birds"]),
    )
    assert [(used.name, used.papers, used.claims) for used in found.baselines] == [("Elder", 2, 2), ("Rowan", 1, 3)]
    assert [(used.name, used.papers) for used in found.benchmarks] == [("MATH", 2), ("GSM8K", 1), ("MBPP", 1)]


def test_a_pair_counts_once_for_a_paper_and_in_both_directions() -> None:
    found = graph(
        compared("One", "Larch", "Rowan"),
        compared("One", "Larch", "Rowan", benchmarks=["MATH"]),
        compared("Two", "Rowan", "Larch"),
        compared("Three", "Osier", "Rowan"),
    )
    assert found.pairs[frozenset((Node("Larch"), Node("Rowan")))] == 2
    assert found.shared_pairs == 1


@pytest.mark.parametrize(
    ("fields", "ratio", "baseline"),
    [
        ({"baselines": ["Llama 3 70B"], "size": 7e9}, 10.0, "Llama 3 70B"),
        ({"baselines": ["Llama 3 70B"], "size": (7e9, 14e9)}, 5.0, "Llama 3 70B"),
        ({"quote": "it outperforms models 10x its size"}, 10.0, None),
        ({"quote": "it beats LLMs up to 3.5 times larger"}, 3.5, None),
        ({"quote": "it beats 7× larger open models"}, 7.0, None),
        ({"baselines": ["Llama 3 70B"], "size": 7e9, "quote": "it beats 12x larger models"}, 10.0, "Llama 3 70B"),
    ],
)
def test_better_than_a_larger_model(fields: dict[str, object], ratio: float, baseline: str | None) -> None:
    (found,) = graph(compared("One", "Larch", *fields.pop("baselines", ()), **fields)).larger  # type: ignore[misc]
    assert (found.ratio, found.baseline) == (ratio, baseline)


@pytest.mark.parametrize(
    "fields",
    [
        {"baselines": ["Llama 3 8B"], "size": 7e10},
        {"baselines": ["Llama 3"], "size": 7e9},
        {"baselines": ["Llama 3 70B"]},
        {"baselines": ["Llama 3 70B"], "size": 7e9, "direction": "equal"},
        {"baselines": ["Llama 3 70B"], "size": 7e9, "direction": "decrease"},
        {"baselines": ["Llama 3 8B"], "size": 7e9},
        {"baselines": ["Llama 3 70B"], "size": 7e9, "metric": "throughput"},
        {"quote": "it is trained on 10x larger data"},
        {"quote": "a 10x larger dataset than models have"},
        {"quote": "it beats models 0.5x its size"},
        {"quote": "it matches models 10x its size", "direction": "equal"},
    ],
)
def test_what_is_no_win_over_a_larger_model(fields: dict[str, object]) -> None:
    assert graph(compared("One", "Larch", *fields.pop("baselines", ()), **fields)).larger == ()  # type: ignore[misc]


def test_no_claims_make_an_empty_graph() -> None:
    assert graph_of(compare([])) == Graph((), (), (), (), (), 0)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20), st.randoms())
def test_parts_are_those_of_a_search_and_do_not_depend_on_the_order(
    pairs: list[tuple[int, int]], chance: random.Random
) -> None:
    claims = [compared(f"Paper {n}", f"Larch{a}", f"Larch{b}") for n, (a, b) in enumerate(pairs)]
    shuffled = chance.sample(claims, len(claims))
    parts = graph(*claims).parts
    assert parts == graph(*shuffled).parts
    assert {frozenset(node.name for node in part) for part in parts} == _reached(pairs)


def _reached(pairs: list[tuple[int, int]]) -> set[frozenset[str]]:
    """The parts by walking from each node."""
    edges = [(f"Larch{a}", f"Larch{b}") for a, b in pairs if a != b]
    found = set()
    for start in {node for edge in edges for node in edge}:
        part = {start}
        for _ in edges:
            part |= {node for edge in edges if part & set(edge) for node in edge}
        found.add(frozenset(part))
    return found
