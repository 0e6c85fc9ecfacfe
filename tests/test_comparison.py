"""Only like stands beside like."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_claim, make_paper
from claimx.claims import Bound, Claim, Delta, Direction, Names
from claimx.comparison import Comparison, compare, effect, verdict


def points(number: float, direction: Direction | None = "increase", bound: Bound = "exact") -> Delta:
    return Delta(kind="change", low=number, high=number, unit="points", direction=direction, bound=bound)


def level(number: float | None, before: float | None = None, direction: Direction | None = None) -> Delta:
    return Delta(kind="level", to_value=number, from_value=before, unit="percent", direction=direction)


def only(number: int, **fields: object) -> Claim:
    """A claim of its own paper, so that ids and titles differ."""
    return make_claim(make_paper(f"Paper {number:03d}"), **fields)  # type: ignore[arg-type]


def groups_of(*claims: Claim) -> int:
    return len(compare(claims).groups)


@pytest.mark.parametrize(
    "other",
    [
        Delta(kind="change", low=4.2, high=4.2, unit="percent", direction="increase"),
        Delta(kind="change", low=4.2, high=4.2, unit="percent", direction="increase", basis="relative"),
        Delta(kind="change", low=4.2, high=4.2, direction="increase"),
        Delta(kind="change", low=4.2, high=4.2, unit="ms", direction="increase"),
        Delta(kind="factor", low=4.2, high=4.2, unit="times", direction="increase"),
        Delta(kind="fraction", low=0.5, high=0.5, unit="ratio"),
        Delta(kind="level", to_value=4.2, unit="points"),
        Delta(kind="qualitative", direction="increase"),
    ],
    ids=lambda delta: f"{delta.kind}-{delta.unit}-{delta.basis}",
)
def test_kinds_and_units_never_share_a_group(other: Delta) -> None:
    assert groups_of(only(1, delta=points(4.2)), only(2, delta=other)) == 2


def test_percents_of_the_old_level_stand_apart_from_percents_of_which_nothing_is_said() -> None:
    relative = Delta(kind="change", low=5, high=5, unit="percent", direction="increase", basis="relative")
    unstated = relative.model_copy(update={"basis": "unstated"})
    assert groups_of(only(1, delta=relative), only(2, delta=unstated)) == 2


def test_spellings_of_one_metric_and_one_benchmark_share_a_group() -> None:
    (group,) = compare(
        [only(1, metric="WER", benchmarks=["MATH500"]), only(2, metric="word error rate", benchmarks=["MATH-500"])]
    ).groups
    assert (group.metric, group.benchmark, len(group.rows)) == ("Word error rate", "MATH-500", 2)


def test_an_unknown_metric_is_named_as_most_claims_write_it() -> None:
    (group,) = compare(
        [only(n, metric=name) for n, name in enumerate(["Glow factor", "glow-factor", "glow-factor"])]
    ).groups
    assert group.metric == "glow-factor"
    assert group.polarity is None


def test_a_claim_on_several_benchmarks_stands_once_with_claims_on_the_same_ones() -> None:
    comparison = compare(
        [
            only(1, benchmarks=["MATH", "GSM8K"]),
            only(2, benchmarks=["GSM8K", "the MATH dataset"]),
            only(3, benchmarks=["GSM8K"]),
        ]
    )
    assert [(group.benchmark, len(group.rows)) for group in comparison.groups] == [("GSM8K + MATH", 2), ("GSM8K", 1)]


def test_vague_metrics_come_last_however_many_they_are() -> None:
    claims = [only(n, metric="performance") for n in range(3)] + [only(9, metric="accuracy")]
    assert [(section.metric, section.vague) for section in compare(claims).sections] == [
        ("Accuracy", False),
        ("Performance", True),
    ]


def test_the_groups_of_a_metric_stand_together_the_larger_first() -> None:
    accuracy = [only(n, benchmarks=["MATH"]) for n in range(3)] + [only(4, benchmarks=["GSM8K"])]
    recall = [only(n, metric="recall", benchmarks=["MATH"]) for n in range(5, 7)]
    comparison = compare([*recall, *accuracy])
    assert [(g.metric, g.benchmark) for g in comparison.groups] == [
        ("Accuracy", "MATH"),
        ("Accuracy", "GSM8K"),
        ("Recall", "MATH"),
    ]
    assert [len(section.shared) for section in comparison.sections] == [1, 1]
    assert [len(section.alone) for section in comparison.sections] == [1, 0]


def test_the_better_exact_values_come_first_and_bounds_are_never_ranked_with_them() -> None:
    claims = [
        only(1, delta=points(2)),
        only(2, delta=points(90, bound="up_to")),
        only(3, delta=points(5)),
        only(4, delta=points(1, "decrease")),
        only(5, delta=Delta(kind="change", low=50, high=60, unit="points", direction="increase")),
        only(6, delta=points(3, None)),
    ]
    (group,) = compare(claims).groups
    assert [row.claim.delta.low for row in group.rows] == [5, 2, 1, 90, 50, 3]
    assert [row.exact for row in group.rows] == [True, True, True, False, False, False]


def test_of_a_metric_that_should_be_low_the_lowest_is_first() -> None:
    claims = [only(n, metric="latency", delta=points(n, "decrease")) for n in (1, 3, 2)]
    (group,) = compare(claims).groups
    assert [row.effect for row in group.rows] == [-3, -2, -1]


@pytest.mark.parametrize(
    ("delta", "expected"),
    [
        (points(4), 4),
        (points(4, "decrease"), -4),
        (points(4, None), None),
        (points(4, "equal"), None),
        (Delta(kind="factor", low=8, high=8, unit="times", direction="decrease"), 1 / 8),
        (Delta(kind="factor", low=8, high=8, unit="times", direction="increase"), 8),
        (Delta(kind="factor", low=0, high=0, unit="times", direction="decrease"), None),
        (Delta(kind="fraction", low=27, high=27, unit="percent"), 27),
        (level(79.4, 61.0, "increase"), 79.4),
        (Delta(kind="level", low=35, high=45, unit="percent"), 35),
        (Delta(kind="qualitative", direction="equal"), None),
    ],
)
def test_effects_of_one_kind_are_on_one_scale(delta: Delta, expected: float | None) -> None:
    assert effect(delta) == expected


@pytest.mark.parametrize(
    ("metric", "direction", "expected"),
    [
        ("accuracy", "increase", "better"),
        ("accuracy", "decrease", "worse"),
        ("latency", "decrease", "better"),
        ("latency", "increase", "worse"),
        ("latency", "equal", "same"),
        ("accuracy", None, "unclear"),
        ("attack success rate", "increase", "unclear"),
        ("glow", "increase", "unclear"),
        ("glow", "equal", "same"),
    ],
)
def test_verdicts_follow_from_direction_and_polarity(metric: str, direction: Direction | None, expected: str) -> None:
    assert verdict(only(1, metric=metric, delta=points(4, direction))) == expected


def test_a_median_needs_three_exact_values_and_leaves_bounds_out() -> None:
    two = [only(n, delta=points(n)) for n in (1, 2)]
    bounded = [only(n, delta=points(99, bound="up_to")) for n in (3, 4)]
    assert compare([*two, *bounded]).groups[0].spread is None
    (group,) = compare([*two, *bounded, only(5, delta=points(9))]).groups
    assert group.spread is not None
    assert (group.spread.median, group.spread.lowest, group.spread.highest) == (2, 1, 9)
    assert (len(group.rows), len(group.exact)) == (5, 3)


def test_rows_have_the_dates_of_the_papers_that_are_given() -> None:
    paper = make_paper()
    assert compare([make_claim(paper)], [paper]).rows[0].published == paper.published
    assert compare([make_claim(paper)]).rows[0].published is None


@pytest.fixture
def several() -> Comparison:
    return compare(
        [
            only(1, method="Tamarack-7B", size=7e9, benchmarks=["MATH"]),
            only(2, method="Vireo", size=(1e9, 13e9), metric="word error rate", benchmarks=["noisy calls"]),
            only(3, method="Larch", metric="latency", delta=Delta(kind="qualitative", direction="decrease")),
        ]
    )


@pytest.mark.parametrize(
    ("conditions", "methods"),
    [
        ({}, {"Tamarack-7B", "Vireo", "Larch"}),
        ({"metric": "WER"}, {"Vireo"}),
        ({"metric": "error"}, {"Vireo"}),
        ({"benchmark": "the MATH dataset"}, {"Tamarack-7B"}),
        ({"benchmark": "CALLS"}, {"Vireo"}),
        ({"method": "tamarack"}, {"Tamarack-7B"}),
        ({"kind": "qualitative"}, {"Larch"}),
        ({"min_size": 8e9}, {"Vireo"}),
        ({"max_size": 7e9}, {"Tamarack-7B", "Vireo"}),
        ({"max_size": 5e8}, set()),
        ({"metric": "error", "kind": "qualitative"}, set()),
    ],
)
def test_filters_keep_the_rows_that_meet_all_conditions(
    several: Comparison, conditions: dict[str, object], methods: set[str]
) -> None:
    kept = several.filtered(**conditions)  # type: ignore[arg-type]
    assert {row.claim.method for row in kept.rows} == methods
    assert all(group.rows for group in kept.groups)


def test_a_filter_finds_single_rows_by_the_metric_as_written() -> None:
    comparison = compare([only(1, metric="zero-shot accuracy"), only(2, metric="accuracy")])
    assert [row.claim.metric for row in comparison.filtered(metric="zero").rows] == ["zero-shot accuracy"]


numbers = st.floats(min_value=0.1, max_value=99, allow_nan=False).map(lambda n: round(n, 1))
deltas = st.one_of(
    st.builds(
        points, numbers, st.sampled_from(["increase", "decrease", "equal", None]), st.sampled_from(["exact", "up_to"])
    ),
    st.builds(level, numbers),
    st.builds(lambda n: Delta(kind="factor", low=n, high=n, unit="times", direction="increase"), numbers),
    st.builds(lambda d: Delta(kind="qualitative", direction=d), st.sampled_from(["increase", "equal", None])),
)
descriptions = st.tuples(
    deltas,
    st.sampled_from(["accuracy", "Accuracy", "latency", "performance", "glow"]),
    st.lists(st.sampled_from(["MATH", "GSM8K", "chess", "Chess"]), max_size=2),
)


@given(st.lists(descriptions, max_size=12), st.randoms(use_true_random=False))
def test_every_claim_stands_in_one_group_of_its_like_whatever_their_order(
    described: list[tuple[Delta, str, list[str]]], chance: random.Random
) -> None:
    claims = [
        only(number, delta=delta, metric=metric, benchmarks=benchmarks)
        for number, (delta, metric, benchmarks) in enumerate(described)
    ]
    comparison = compare(claims)
    assert sorted(row.claim.id for row in comparison.rows) == sorted(claim.id for claim in claims)
    for group in comparison.groups:
        assert {(row.claim.delta.kind, row.claim.delta.unit) for row in group.rows} == {(group.kind, group.unit)}
        assert {row.claim.names.metric or group.metric for row in group.rows} == {group.metric}
        exact = [row.exact for row in group.rows]
        assert exact == sorted(exact, reverse=True)
    chance.shuffle(claims)
    assert compare(claims) == comparison


def test_names_of_the_claim_are_believed() -> None:
    """A later vocabulary must not regroup what an earlier run named."""
    claim = only(1, metric="accuracy", names=Names(metric="Exact match", polarity="higher"))
    assert compare([claim]).groups[0].metric == "Exact match"


def test_the_head_is_the_first_rows_in_their_groups() -> None:
    claims = [make_claim(metric=metric) for metric in ("accuracy", "accuracy", "latency")]
    whole = compare(claims)
    assert [len(group.rows) for group in whole.head(3).groups] == [2, 1]
    assert whole.head(3) == whole.head(99) == whole
    assert [len(group.rows) for group in whole.head(1).groups] == [1]
    assert whole.head(0).groups == ()
