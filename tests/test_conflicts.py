"""Papers that contradict one another are told; those that only seem to are not."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_claim, make_paper
from claimx.claims import Bound, Claim, Delta
from claimx.comparison import compare
from claimx.comparison.conflicts import Conflict, conflicts_of

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "planted" / "conflicts.jsonl").read_text("utf-8").splitlines()
]


def claims_of(case: dict[str, Any]) -> list[Claim]:
    """The claims of all papers of a case."""
    return [
        make_claim(
            make_paper(written["title"], written["abstract"]),
            **(fields | {"delta": Delta.model_validate(fields["delta"])}),
        )
        for written in case["papers"]
        for fields in written["claims"]
    ]


def told(*claims: Claim) -> tuple[Conflict, ...]:
    return conflicts_of(compare(claims))


def level(number: float, bound: Bound = "exact") -> Delta:
    return Delta(kind="level", to_value=number, unit="percent", bound=bound)


def reported(title: str, number: float, **fields: Any) -> Claim:
    """A paper that says what Tamarack reaches on GSM8K."""
    quote = f"Tamarack reaches {number}% accuracy on GSM8K"
    return make_claim(make_paper(title, f"{quote}."), quote, level(number), benchmarks=["GSM8K"], **fields)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_what_is_planted_is_told_and_nothing_else(case: dict[str, Any]) -> None:
    assert [conflict.kind for conflict in told(*claims_of(case))] == ([case["conflict"]] if case["conflict"] else [])


def test_there_are_enough_of_both() -> None:
    kinds = [case["conflict"] for case in CASES]
    assert {kind: kinds.count(kind) for kind in ("values", "baseline", "reversal")} == {
        "values": 11,
        "baseline": 5,
        "reversal": 5,
    }
    assert kinds.count(None) >= 25


def test_all_cases_in_one_run_give_the_same_conflicts() -> None:
    """Papers of one case contradict none of another."""
    apart = [_ids(conflict) for case in CASES for conflict in told(*claims_of(case))]
    assert sorted(map(_ids, told(*(claim for case in CASES for claim in claims_of(case))))) == sorted(apart)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_claims_changes_nothing(seed: int) -> None:
    claims = [claim for case in CASES for claim in claims_of(case)]
    shuffled = random.Random(seed).sample(claims, len(claims))
    assert told(*shuffled) == told(*claims)


def test_a_conflict_names_both_sides_with_their_words() -> None:
    own, other = reported("Tamarack: Sparse Adapters", 84.1), reported("A Second Look", 79.3)
    (conflict,) = told(own, other)
    assert conflict.subject == "Tamarack"
    assert (conflict.metric, conflict.benchmark, conflict.size) == ("Accuracy", "GSM8K", None)
    second, first = conflict.sides
    assert (first.claim.id, first.claim.title, first.names_own) == (own.id, own.title, True)
    assert (second.claim.id, second.value.numbers, second.names_own) == (other.id, (79.3,), False)
    assert first.claim.evidence.quote == "Tamarack reaches 84.1% accuracy on GSM8K"
    assert conflict.unsaid == ("sizes of the models", "shots or prompts", "splits of the benchmark")


def test_sizes_that_are_told_are_no_explanation() -> None:
    (conflict,) = told(reported("One", 84.1, size=8e9), reported("Two", 79.3, size=8e9))
    assert conflict.size == (8e9, 8e9)
    assert "sizes of the models" not in conflict.unsaid


def test_three_papers_of_three_values_are_three_conflicts() -> None:
    assert len(told(reported("One", 84.1), reported("Two", 79.3), reported("Three", 60.0))) == 3


def test_two_ids_of_one_title_and_two_titles_of_one_id_are_one_paper() -> None:
    quotes = [f"Tamarack reaches {number}% accuracy on GSM8K" for number in (84.1, 79.3)]
    for papers in (
        [make_paper("One", quotes[0], id="2401.00001"), make_paper("One", quotes[1], id="2402.00002")],
        [make_paper("One", quotes[0], id="2401.00001"), make_paper("Two", quotes[1], id="2401.00001")],
    ):
        claims = [
            make_claim(paper, quote, level(number), benchmarks=["GSM8K"])
            for paper, quote, number in zip(papers, quotes, (84.1, 79.3), strict=True)
        ]
        assert told(*claims) == ()


@given(st.floats(0, 100), st.floats(0, 100), st.sampled_from(["exact", "up_to", "at_least", "at_most", "about"]))
def test_a_bound_contradicts_only_what_it_excludes(number: float, other: float, bound: Bound) -> None:
    """Without a number in the quote, a value's last digit is that of its shortest decimal form."""
    claims = [
        make_claim(make_paper(title), delta=delta, benchmarks=["GSM8K"])
        for title, delta in (("Tamarack: Adapters", level(number, bound)), ("Tamarack Again", level(other)))
    ]
    found = told(*claims)
    if bound in ("up_to", "at_most"):
        assert not found or other > number
    elif bound == "at_least":
        assert not found or other < number
    elif number == other:
        assert not found
    if bound == "exact" and abs(number - other) > 1:
        assert found


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_is_too_large_or_too_small(number: float, other: float) -> None:
    deltas = [Delta(kind="level", to_value=value, unit="percent") for value in (number, other)]
    claims = [
        make_claim(make_paper(title), delta=delta, benchmarks=["GSM8K"])
        for title, delta in zip(("One", "Two"), deltas, strict=True)
    ]
    assert len(told(*claims)) <= 1


def _ids(conflict: Conflict) -> tuple[str, ...]:
    return (conflict.kind, *(side.claim.id for side in conflict.sides))
