"""Only like stands beside like."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_claim, make_paper
from claimx.claims import Basis, Bound, Claim, Delta, Direction, Names
from claimx.comparison import compare, verdict
from claimx.names import Aliases


def points(number: float, direction: Direction | None = "increase", bound: Bound = "exact") -> Delta:
    return Delta(kind="change", low=number, high=number, unit="points", direction=direction, bound=bound)


def level(number: float | None, before: float | None = None, direction: Direction | None = None) -> Delta:
    return Delta(kind="level", to_value=number, from_value=before, unit="percent", direction=direction)


def only(number: int, **fields: object) -> Claim:
    """A claim of its own paper, so that ids and titles differ, against a comparator, so that papers may share it."""
    return make_claim(make_paper(f"Paper {number:03d}"), **{"baselines": ["LoRA"], **fields})  # type: ignore[arg-type]


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
        [only(n, metric=m, benchmarks=["MATH"]) for n, m in enumerate(["Glow factor", "glow-factor", "glow-factor"])]
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
    claims = [only(n, metric="latency", delta=points(n, "decrease"), benchmarks=["MATH"]) for n in (1, 3, 2)]
    (group,) = compare(claims).groups
    assert [row.effect for row in group.rows] == [-3, -2, -1]


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


def test_a_median_of_absurd_numbers_is_a_number() -> None:
    (group,) = compare([only(n, delta=points(1e308)) for n in range(4)]).groups
    assert group.spread is not None
    assert group.spread.median == 1e308


def test_rows_have_the_dates_of_the_papers_that_are_given() -> None:
    paper = make_paper()
    assert compare([make_claim(paper)], [paper]).rows[0].published == paper.published
    assert compare([make_claim(paper)]).rows[0].published is None


numbers = st.floats(min_value=0.1, max_value=99, allow_nan=False).map(lambda n: round(n, 1))
deltas = st.one_of(
    st.builds(
        points, numbers, st.sampled_from(["increase", "decrease", "equal", None]), st.sampled_from(["exact", "up_to"])
    ),
    st.builds(level, numbers),
    st.builds(
        lambda n, unit, direction: Delta(
            kind="factor" if unit == "times" else "change", low=n, high=n, unit=unit, direction=direction
        ),
        numbers,
        st.sampled_from(["times", "percent"]),
        st.sampled_from(["increase", "decrease", None]),
    ),
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
        assert {(row.delta.kind, row.delta.unit) for row in group.rows if row.on_scale} <= {(group.kind, group.unit)}
        assert {row.claim.names.metric or group.metric for row in group.rows} == {group.metric}
        assert group.paper_id is None or {row.claim.paper_id for row in group.rows} == {group.paper_id}
        exact = [row.exact for row in group.rows]
        assert exact == sorted(exact, reverse=True)
    chance.shuffle(claims)
    assert compare(claims) == comparison


def test_names_of_the_claim_are_believed() -> None:
    """A later vocabulary must not regroup what an earlier run named."""
    claim = only(1, metric="accuracy", names=Names(metric="Exact match", polarity="higher"))
    assert compare([claim]).groups[0].metric == "Exact match"


def test_the_head_is_the_first_rows_in_their_groups() -> None:
    claims = [only(n, metric=metric) for n, metric in enumerate(("accuracy", "accuracy", "latency"))]
    whole = compare(claims)
    assert [len(group.rows) for group in whole.head(3).groups] == [2, 1]
    assert whole.head(3) == whole.head(99) == whole
    assert [len(group.rows) for group in whole.head(1).groups] == [1]
    assert whole.head(0).groups == ()


def percent(number: float, direction: Direction = "decrease", basis: Basis = "unstated") -> Delta:
    return Delta(kind="change", low=number, high=number, unit="percent", direction=direction, basis=basis)


def factor(number: float, direction: Direction | None = "decrease", bound: Bound = "exact") -> Delta:
    return Delta(kind="factor", low=number, high=number, unit="times", direction=direction, bound=bound)


def share(number: float) -> Delta:
    return Delta(kind="fraction", low=number, high=number, unit="percent", direction="decrease")


def test_percents_of_the_old_level_factors_and_shares_are_one_scale_and_say_what_is_derived() -> None:
    claims = [only(n, metric="memory", delta=d) for n, d in enumerate((percent(50), factor(4), factor(3), share(10)))]
    (group,) = compare(claims).groups
    assert (group.kind, group.unit) == ("factor", "times")
    assert [(row.claim.delta.kind, row.effect) for row in group.rows] == [
        ("fraction", 0.1),
        ("factor", 0.25),
        ("factor", 1 / 3),
        ("change", 0.5),
    ]
    sources = {row.claim.delta.kind: row.derived and row.derived.source for row in group.rows}
    assert sources == {"fraction": "number", "factor": None, "change": "metric"}
    assert group.spread is not None
    assert group.spread.lowest == 0.1


def test_most_numbers_decide_on_the_scale_of_a_group() -> None:
    claims = [only(n, metric="memory", delta=d) for n, d in enumerate((percent(50), percent(20), factor(4)))]
    (group,) = compare(claims).groups
    assert (group.kind, group.unit, group.basis) == ("change", "percent", "relative")
    assert [row.effect for row in group.rows] == [-75, -50, -20]


def test_in_doubt_a_group_is_in_factors() -> None:
    (group,) = compare([only(1, metric="memory", delta=percent(50)), only(2, metric="memory", delta=factor(4))]).groups
    assert group.kind == "factor"


def test_absolute_percents_stand_with_points() -> None:
    (group,) = compare([only(1, delta=points(4)), only(2, delta=percent(3, "increase", "absolute"))]).groups
    assert (group.kind, group.unit, [row.effect for row in group.rows]) == ("change", "points", [4, 3])
    assert group.rows[1].derived is not None
    assert group.rows[1].derived.source == "basis"


def test_a_number_that_cannot_be_converted_is_shown_as_written_and_not_ranked() -> None:
    deltas = (factor(3), factor(2), percent(100, basis="relative"))
    claims = [only(n, metric="memory", delta=d, benchmarks=["MATH"]) for n, d in enumerate(deltas)]
    (group,) = compare(claims).groups
    last = group.rows[-1]
    assert (last.claim.delta.kind, last.on_scale, last.effect, last.exact) == ("change", False, None, False)


def test_percents_of_which_nobody_knows_of_what_share_a_benchmark_but_have_no_median() -> None:
    claims = [only(n, delta=percent(n, "increase"), benchmarks=["MATH"]) for n in (1, 2, 3)]
    (group,) = compare(claims).groups
    assert (group.basis, len(group.exact), group.spread) == ("unstated", 3, None)


@pytest.mark.parametrize(
    ("fields", "together"),
    [
        ({"delta": points(4)}, True),
        ({"delta": percent(4, "increase", "relative")}, True),
        ({"delta": factor(2, "increase")}, True),
        ({"delta": factor(2, None)}, False),
        ({"delta": Delta(kind="fraction", low=83, high=83, unit="percent")}, True),
        ({"delta": points(4), "baselines": []}, False),
        ({"delta": factor(2, "increase"), "baselines": []}, False),
        ({"delta": Delta(kind="qualitative", direction="increase")}, True),
        ({"delta": Delta(kind="qualitative", direction="increase"), "baselines": []}, False),
        ({"delta": Delta(kind="qualitative")}, False),
        ({"delta": percent(4, "increase")}, False),
        ({"delta": level(79)}, False),
        ({"delta": level(79, 70, "increase")}, False),
        ({"delta": Delta(kind="change", low=4, high=4, direction="increase")}, False),
        ({"metric": "latency", "delta": percent(4)}, True),
        ({"metric": "latency", "delta": Delta(kind="change", low=4, high=4, unit="ms", direction="decrease")}, False),
        ({"metric": "latency", "delta": Delta(kind="level", from_value=120, to_value=80, unit="ms")}, True),
        ({"metric": "performance", "delta": points(4)}, False),
        ({"metric": "performance", "delta": factor(2, "increase")}, False),
        ({"metric": "perplexity", "delta": points(4, "decrease")}, False),
        ({"metric": "glow", "delta": points(4)}, False),
        ({"metric": "correlation with loss", "delta": factor(2, "increase")}, True),
    ],
    ids=str,
)
def test_without_a_benchmark_papers_share_only_what_is_a_difference_of_something_specific(
    fields: dict[str, object], together: bool
) -> None:
    claims = [only(n, **fields) for n in (1, 2)]
    assert groups_of(*claims) == (1 if together else 2)
    named = [only(n, **fields | {"benchmarks": ["MATH"]}) for n in (1, 2)]
    in_words_alone = isinstance(d := fields["delta"], Delta) and d.kind == "qualitative" and d.direction is None
    assert groups_of(*named) == (2 if in_words_alone else 1)


def test_a_paper_is_always_comparable_with_itself() -> None:
    paper = make_paper()
    claims = [make_claim(paper, delta=level(n), method=f"Method {n}") for n in (71, 72)]
    (group,) = compare(claims).groups
    assert group.paper_id == paper.id
    assert groups_of(*claims, only(1, delta=level(73))) == 2


def test_claims_of_one_paper_share_a_group_of_what_is_written_alike_and_says_something() -> None:
    paper, words = make_paper(), Delta(kind="qualitative", direction="increase")
    vague = [make_claim(paper, metric=m, delta=points(4), method=m) for m in ("performance", "medical performance")]
    assert groups_of(*vague) == 2
    alone = [make_claim(paper, delta=words, method=m) for m in ("Tamarack", "Larch")]
    assert groups_of(*alone) == 2
    assert groups_of(*(claim.model_copy(update={"baselines": ("LoRA",)}) for claim in alone)) == 1


def test_a_move_on_a_benchmark_stays_a_level() -> None:
    move = Delta(kind="level", from_value=120, to_value=80, unit="ms", direction="decrease")
    claims = [only(n, metric="latency", delta=move, benchmarks=["MATH"]) for n in (1, 2)]
    (group,) = compare(claims).groups
    assert (group.kind, group.unit, group.rows[0].derived) == ("level", "ms", None)


def test_what_a_metric_is_of_keeps_claims_apart() -> None:
    words = Delta(kind="qualitative", direction="increase")
    of = [only(n, metric=f"correlation with {m}", delta=words) for n, m in enumerate(("loss", "size"))]
    assert groups_of(*of) == 2


def test_aliases_rename_and_regroup() -> None:
    claims = [only(1, metric="glow"), only(2, metric="accuracy")]
    assert groups_of(*claims) == 2
    aliases = Aliases.of({"metrics": {"glow": "Accuracy"}}, "aliases.toml")
    (group,) = compare(claims, aliases=aliases).groups
    assert (group.metric, len(group.rows)) == ("Accuracy", 2)


def test_a_users_metric_has_the_unit_that_the_user_gives() -> None:
    claims = [only(n, metric="zap", delta=percent(4)) for n in (1, 2)]
    table = {"zap": {"name": "Zap rate", "polarity": "lower", "unit": "zaps"}}
    (group,) = compare(claims, aliases=Aliases.of({"metrics": table}, "aliases.toml")).groups
    assert (group.metric, group.basis, group.rows[0].verdict) == ("Zap rate", "relative", "better")


def test_ten_thousand_claims_are_compared_in_a_moment() -> None:
    """About one second on a small machine; a loop over all pairs would take minutes."""
    models = [make_claim(delta=points(n + 0.5), metric=("accuracy", "glow", "latency")[n % 3]) for n in range(99)]
    claims = [
        models[n % 99].model_copy(update={"id": f"{n:012x}", "paper_id": f"p{n // 3}", "title": f"Paper {n // 3}"})
        for n in range(10_000)
    ]
    started = time.monotonic()
    assert len(compare(claims).rows) == 10_000
    assert time.monotonic() - started < 30
