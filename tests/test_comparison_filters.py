"""Which rows are wanted, and in what order."""

from __future__ import annotations

import datetime

import pytest

from builders import make_claim, make_paper
from claimx import names
from claimx.claims import Claim, Delta
from claimx.comparison import Comparison, SortKey, compare


def named(claim: Claim) -> Claim:
    return claim.model_copy(update={"names": names.named(claim, claim.title)})


@pytest.fixture
def several() -> Comparison:
    faster = Delta(kind="qualitative", direction="decrease")
    half = Delta(kind="fraction", low=0.5, high=0.5, unit="ratio", direction="decrease")
    described = [
        ("First", datetime.date(2026, 5, 1), {"method": "Tamarack-7B", "size": 7e9, "benchmarks": ["MATH"]}),
        ("Second", datetime.date(2026, 6, 1), {"method": "Vireo", "size": (1e9, 13e9), "metric": "word error rate",
                                               "benchmarks": ["noisy calls"]}),
        ("Third", None, {"method": "Larch", "metric": "latency", "delta": faster, "baselines": ["Oxbow"]}),
        ("Fourth", datetime.date(2026, 5, 20), {"method": "Llama-3-8B-Instruct", "metric": "memory", "delta": half}),
    ]  # fmt: skip
    papers = [make_paper(title, published=date) for title, date, _ in described]
    claims = [named(make_claim(p, **fields)) for p, (_, _, fields) in zip(papers, described, strict=True)]  # type: ignore[arg-type]
    return compare(claims, papers)


EVERYBODY = {"Tamarack-7B", "Vireo", "Larch", "Llama-3-8B-Instruct"}


@pytest.mark.parametrize(
    ("conditions", "methods"),
    [
        ({}, EVERYBODY),
        ({"metric": "WER"}, {"Vireo"}),
        ({"metric": "error"}, {"Vireo"}),
        ({"benchmark": "the MATH dataset"}, {"Tamarack-7B"}),
        ({"benchmark": "CALLS"}, {"Vireo"}),
        ({"method": "tamarack"}, {"Tamarack-7B"}),
        ({"method": "Tamarack 7B"}, {"Tamarack-7B"}),
        ({"method": "Llama 3 8B Instruct"}, {"Llama-3-8B-Instruct"}),
        ({"method": "llama3-8b-instruct"}, {"Llama-3-8B-Instruct"}),
        ({"method": "Llama-3.1-8B-Instruct"}, set()),
        ({"kind": "qualitative"}, {"Larch"}),
        ({"kind": "fraction"}, {"Llama-3-8B-Instruct"}),
        ({"unit": "Points"}, {"Tamarack-7B", "Vireo"}),
        ({"min_size": 8e9}, {"Vireo"}),
        ({"max_size": 7e9}, {"Tamarack-7B", "Vireo"}),
        ({"max_size": 5e8}, set()),
        ({"since": datetime.date(2026, 5, 20)}, {"Vireo", "Llama-3-8B-Instruct"}),
        ({"verdict": "worse"}, {"Vireo"}),
        ({"verdict": "better"}, EVERYBODY - {"Vireo"}),
        ({"text": "oxbow LATENCY"}, {"Larch"}),
        ({"text": "oxbow accuracy of snow"}, set()),
        ({"text": "gsm8k by 4.2"}, EVERYBODY),
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
    claims = [make_claim(make_paper(m), metric=m, benchmarks=["MATH"]) for m in ("zero-shot accuracy", "accuracy")]
    assert [row.claim.metric for row in compare(claims).filtered(metric="zero").rows] == ["zero-shot accuracy"]


def test_rows_keep_the_scale_of_their_group_when_others_are_filtered_out() -> None:
    fell = [
        Delta(kind="factor", low=n, high=n, unit="times", direction="decrease") for n in (2, 3)
    ] + [Delta(kind="change", low=50, high=50, unit="percent", direction="decrease")]  # fmt: skip
    whole = compare(
        make_claim(make_paper(f"P{n}"), metric="memory", delta=d, baselines=["LoRA"]) for n, d in enumerate(fell)
    )
    (group,) = whole.filtered(kind="change").groups
    assert (group.kind, [row.effect for row in group.rows]) == ("factor", [0.5])


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("value", [5, 4, 3, 9]),
        ("date", [4, 3, 5, 9]),
        ("size", [9, 5, 4, 3]),
        ("paper", [3, 4, 5, 9]),
        ("method", [4, 3, 5, 9]),
    ],
)
def test_rows_can_be_put_in_another_order_within_their_groups(key: SortKey, numbers: list[int]) -> None:
    described = [
        (5, "Paper B", "Zeta", datetime.date(2026, 5, 1), 7e9, "exact"),
        (4, "Paper Ab", "alpha", datetime.date(2026, 5, 3), None, "exact"),
        (3, "paper aa", "Beta", datetime.date(2026, 5, 2), None, "exact"),
        (9, "Paper C", "zeta", None, 1e9, "up_to"),
    ]
    papers = [make_paper(title, published=date) for _, title, _, date, _, _ in described]
    claims = [
        make_claim(
            paper,
            delta=Delta(kind="change", low=n, high=n, unit="points", direction="increase", bound=bound),  # type: ignore[arg-type]
            method=method,
            size=size,
            benchmarks=["MATH"],
        )
        for paper, (n, _, method, _, size, bound) in zip(papers, described, strict=True)
    ]
    (group,) = compare(claims, papers).sorted(key).groups
    assert [row.claim.delta.low for row in group.rows] == numbers
