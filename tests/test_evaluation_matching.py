"""Which claim stands for which gold claim, and which of its fields are right: every rule on a small case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from claimx.claims import Delta, Evidence, ModelSize
from claimx.evaluation.fields import folded, name_right, names_right, right_parts, size_right
from claimx.evaluation.matching import headline, matched, overlap
from claimx.evaluation.pairing import best_pairing
from gold_builders import (
    ACCURACY,
    BETTER,
    CUT,
    LATENCY,
    MEMORY,
    MOVE,
    WORDS,
    as_claim,
    delta,
    gold_claim,
    gold_paper,
    paired,
)


@given(
    st.integers(1, 7).flatmap(
        lambda columns: st.lists(
            st.lists(st.none() | st.floats(0, 8), min_size=columns, max_size=columns), min_size=1, max_size=7
        )
    )
)
def test_the_pairing_is_as_good_as_scipys(scores: list[list[float | None]]) -> None:
    pairs = best_pairing(scores)
    rows, columns = [row for row, _ in pairs], [column for _, column in pairs]
    assert rows == sorted(set(rows))
    assert len(columns) == len(set(columns))
    total = 0.0
    for row, column in pairs:
        score = scores[row][column]
        assert score is not None
        total += score
    plain = [[score or 0.0 for score in row] for row in scores]
    best = sum(plain[row][column] for row, column in zip(*linear_sum_assignment(plain, maximize=True), strict=True))
    assert total == pytest.approx(best)


@pytest.mark.parametrize("scores", [[], [[], []], [[None]]])
def test_nothing_to_pair_gives_no_pairs(scores: list[list[float | None]]) -> None:
    assert best_pairing(scores) == ()


@pytest.mark.parametrize(
    ("name", "acceptable"),
    [
        ("EXACT-MATCH", "exact match"),
        ("the fine-tuning", "finetuning"),
        ("tokens", "token"),
        ("Sparse Pipit (SP)", "SP"),
        ("Pipit [our own variant]", "Pipit"),
        ("zero-shot task accuracy", "zero-shot accuracy"),
        ("ﬁne tuning", "fine-tuning"),
    ],
)
def test_a_name_is_right_when_it_folds_to_an_acceptable_one_or_nearly(name: str, acceptable: str) -> None:
    assert name_right(name, ["something else", acceptable])


@pytest.mark.parametrize(
    ("name", "acceptable"),
    [
        ("accuracy", "latency"),
        ("GPT-4o", "GPT-4"),
        ("Qwen2.5", "Qwen25"),
        ("loss", "los"),
        ("", "a"),
        ("--", "++"),
    ],
)
def test_a_different_name_is_wrong(name: str, acceptable: str) -> None:
    assert not name_right(name, [acceptable])


def test_token_f1_begins_at_two_thirds() -> None:
    assert name_right("mean task accuracy", ["mean task score"])
    assert not name_right("mean accuracy", ["mean score"])


def test_an_article_alone_is_a_name() -> None:
    assert folded("A*") == "a"


@pytest.mark.parametrize(
    ("names", "gold", "right"),
    [
        ([], [], True),
        (["LoRA"], [], False),
        ([], ["LoRA"], False),
        (["LoRA"], ["LoRA", "QLoRA"], True),
        (["LoRA"], ["LoRA", "QLoRA", "DoRA"], False),
        (["LoRA", "vLLM"], ["LoRA"], True),
        (["LoRA", "vLLM", "TGI"], ["LoRA"], False),
    ],
)
def test_a_list_is_right_when_half_is_found_and_at_most_half_is_wrong(
    names: list[str], gold: list[str], right: bool
) -> None:
    assert names_right(names, gold) is right


def test_sizes_are_right_within_one_percent() -> None:
    gold = ModelSize(low=1e9, high=7e9)
    assert size_right(ModelSize(low=1.01e9, high=6.93e9), gold)
    assert not size_right(ModelSize(low=1.02e9, high=7e9), gold)
    assert not size_right(None, gold)
    assert not size_right(gold, None)
    assert size_right(None, None)


def test_each_part_of_a_delta_is_judged_apart() -> None:
    gold = Delta.model_validate(CUT)
    wrong = Delta(kind="fraction", low=12, high=12, unit="points", direction="increase", bound="up_to")
    assert right_parts(gold, wrong) == frozenset()
    assert right_parts(gold, gold) == {"kind", "unit", "direction", "bound"}


def test_units_of_their_own_and_no_unit_are_one_class() -> None:
    gold = Delta(kind="level", to_value=3, unit="months")
    assert "unit" in right_parts(gold, Delta(kind="level", to_value=3))
    assert "unit" not in right_parts(gold, Delta(kind="level", to_value=3, unit="percent"))


def test_a_null_gold_direction_accepts_any_but_not_the_reverse() -> None:
    open_, up = Delta(kind="level", to_value=3), Delta(kind="level", to_value=3, direction="increase")
    assert "direction" in right_parts(open_, up)
    assert "direction" not in right_parts(up, open_)


def test_change_and_level_are_one_kind_only_where_both_give_both_levels() -> None:
    levels = {"from_value": 61, "to_value": 79, "direction": "increase"}
    level, change = Delta(kind="level", **levels), Delta(kind="change", low=18, high=18, **levels)
    assert "kind" in right_parts(level, change)
    assert "kind" in right_parts(change, level)
    assert "kind" not in right_parts(level, Delta(kind="change", low=18, high=18, direction="increase"))
    assert "kind" not in right_parts(level, Delta(kind="factor", low=18, high=18, **levels))


def test_headline_numbers_are_low_and_high_else_to_else_from() -> None:
    assert headline(Delta(kind="change", low=1, high=2, from_value=3, to_value=4)) == (1, 2)
    assert headline(Delta(kind="level", from_value=3, to_value=4)) == (4,)
    assert headline(Delta(kind="level", from_value=3)) == (3,)


def test_quantified_claims_pair_by_their_headline_numbers_as_sets() -> None:
    assert paired(gold_claim(), change=delta("fraction", low=12))
    assert paired(gold_claim(), change=delta("level", to_value=12))
    assert not paired(gold_claim(), change=delta(low=12, high=13))
    assert not paired(gold_claim(), change=delta(low=0.12))


def test_a_percent_and_the_ratio_that_equals_it_are_the_same_number() -> None:
    ratio = delta("fraction", low=0.12, unit="ratio")
    assert paired(gold_claim(), change=ratio)
    assert paired(gold_claim(change=ratio), change=CUT)
    assert not paired(gold_claim(), change=delta(low=0.13, unit="ratio"))


def test_a_number_as_written_pairs_under_a_wrong_unit() -> None:
    assert paired(gold_claim(), change=delta(low=12, unit="ratio"))
    assert paired(gold_claim(), change=delta(low=12, unit="points"))


def test_the_same_two_levels_pair_whatever_else_is_given() -> None:
    with_change = delta(low=18.4, from_value=61.0, to_value=79.4, direction="increase")
    assert paired(gold_claim(ACCURACY, MOVE), change=with_change)
    assert paired(gold_claim(ACCURACY, with_change), change=MOVE)
    assert not paired(gold_claim(ACCURACY, with_change), change=MOVE | {"from_value": None})


def test_repeated_numbers_need_overlapping_evidence() -> None:
    latency, memory = gold_claim(LATENCY), gold_claim(MEMORY, metric=["memory"])
    elsewhere = as_claim(latency, gold_paper(latency), quote=MEMORY)
    assert len(matched(gold_paper(latency), [elsewhere]).pairs) == 1
    both = matched(gold_paper(latency, memory), [elsewhere])
    assert [pair.gold for pair in both.pairs] == [memory]
    assert both.missed == (latency,)


def test_evidence_that_occurs_several_times_counts_at_each_place() -> None:
    twice = gold_claim("by 12%")
    paper = gold_paper(twice, gold_claim(ACCURACY, MOVE))
    first, second = as_claim(twice, paper), as_claim(twice, paper, quote=MEMORY)
    for claim in (first, second):
        assert len(matched(paper, [claim, claim]).pairs) == 1


def test_qualitative_claims_pair_on_half_of_the_shorter_evidence_without_contradiction() -> None:
    words = gold_claim(WORDS, BETTER)
    assert paired(words, quote="outperforms LoRA on GSM8K")
    assert paired(words, change=delta("qualitative", direction="equal"))
    assert paired(words, change=delta("qualitative", direction=None))
    assert not paired(words, change=delta("qualitative", direction="decrease"))
    assert paired(words, quote="on GSM8K.")
    assert not paired(words, quote="memory by 12% on MMLU and clearly outper")


def test_quantified_and_qualitative_never_pair() -> None:
    assert not paired(gold_claim(WORDS, BETTER), change=CUT)
    assert not paired(gold_claim(), change=BETTER)


def test_the_pairing_takes_the_greatest_total() -> None:
    up_to = delta(low=12, bound="up_to")
    exact, bound = gold_claim("by 12%"), gold_claim("by 12%", up_to)
    paper = gold_paper(exact, bound)
    pairs = matched(paper, [as_claim(bound, paper), as_claim(exact, paper)]).pairs
    assert all(pair.claim.delta.bound == pair.gold.delta.bound for pair in pairs)
    assert len(pairs) == 2


def test_of_two_equal_claims_the_one_with_the_nearer_evidence_is_paired() -> None:
    gold = gold_claim()
    wide, near = as_claim(gold, quote=f"Pipit {LATENCY}"), as_claim(gold)
    assert matched(gold_paper(gold), [wide, near]).spurious == (wide,)


def test_a_quote_at_wrong_offsets_is_looked_for() -> None:
    gold = gold_claim(WORDS, BETTER)
    moved = as_claim(gold).model_copy(update={"evidence": Evidence(quote=WORDS, start=0, end=len(WORDS))})
    assert len(matched(gold_paper(gold), [moved]).pairs) == 1


def test_overlap_is_intersection_over_union_of_the_best_two_spans() -> None:
    assert overlap([(0, 10)], [(5, 15), (90, 95)]) == pytest.approx(5 / 15)
    assert overlap([(0, 10)], [(10, 15)]) == 0
    assert overlap([], [(10, 15)]) == 0
