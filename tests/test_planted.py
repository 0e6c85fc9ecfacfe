"""The planted corpus: spelling variants come together, traps stay apart, and nothing is decided by order."""

from __future__ import annotations

import random
from collections import defaultdict

from claimx.claims import Claim
from claimx.comparison import compare
from claimx.reports import render
from planted import planted


def test_every_planted_claim_passes_the_checks() -> None:
    """A trap that a check refuses would never reach a table."""
    refused = [(claim.title, f) for _, claim, _ in planted("groups") for f in claim.findings if f.severity == "reject"]
    assert refused == []


def test_claims_share_a_group_where_the_corpus_says_so_and_nowhere_else() -> None:
    corpus = planted("groups")
    wanted = {claim.id: told["group"] for _, claim, told in corpus}
    places: dict[str, set[int]] = defaultdict(set)
    for place, group in enumerate(compare([claim for _, claim, _ in corpus], [paper for paper, _, _ in corpus]).groups):
        labels = {wanted[row.claim.id] for row in group.rows}
        assert len(labels) == 1, f"one group holds {labels}"
        places[labels.pop()].add(place)
    split = {label: found for label, found in places.items() if len(found) > 1}
    assert split == {}
    assert len(places) == len(set(wanted.values()))


def test_models_are_told_apart_by_version_and_size_and_known_in_their_spellings() -> None:
    claims = {claim.method: claim for _, claim, _ in planted("groups")}
    spelt = {
        name: claims[name].names.method for name in ("Llama-2-7B", "Llama 3 8B", "Llama3-8B", "Llama-3.1-8B-Instruct")
    }
    assert spelt["Llama 3 8B"] == spelt["Llama3-8B"]
    assert len(set(spelt.values())) == 3


def test_bounds_stand_behind_exact_values_of_their_group() -> None:
    claims = [claim for _, claim, _ in planted("groups")]
    (group,) = compare(claims).filtered(benchmark="MMLU", unit="points", text="Borage").groups
    assert [row.exact for row in group.rows] == [False]
    bounded = [group for group in compare(claims).groups if any(row.claim.delta.bound != "exact" for row in group.rows)]
    assert [[row.exact for row in group.rows] for group in bounded] == [[True, True, False], [True, True, False]]


def test_the_same_corpus_in_any_order_gives_the_same_tables() -> None:
    corpus = planted("groups")
    claims, papers = [claim for _, claim, _ in corpus], [paper for paper, _, _ in corpus]
    tables = {tabled(claims, papers)}
    for seed in range(3):
        shuffled: list[Claim] = claims * 2
        random.Random(seed).shuffle(shuffled)
        tables.add(tabled(shuffled, reversed(papers)))
    assert len(tables) == 1


def tabled(claims: object, papers: object) -> str:
    comparison = compare(claims, papers)  # type: ignore[arg-type]
    return render(comparison, "csv") + render(comparison, "json") + render(comparison, "terminal")
