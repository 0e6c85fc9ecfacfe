"""The strict reading agrees on less, and only its licensed conversions are made."""

from __future__ import annotations

from typing import Any

import pytest

from claimx.evaluation import evaluate
from claimx.evaluation.strict import strictly_right
from gold_builders import BETTER, MEMORY, MOVE, WORDS, as_claim, delta, gold_claim, gold_paper


def test_strict_names_fold_exactly_and_metrics_also_through_the_vocabulary() -> None:
    gold = gold_claim(metric=["exact match"])
    assert {"method", "metric"} <= strictly_right(gold, as_claim(gold, method="the PIPIT", metric="Exact-Match"))
    assert "metric" in strictly_right(gold, as_claim(gold, metric="EM"))
    assert "metric" not in strictly_right(gold, as_claim(gold, metric="mean exact match over tasks"))
    assert "method" not in strictly_right(gold, as_claim(gold, method="Sparse Pipit (Pipit)"))


def test_strict_lists_are_sets() -> None:
    gold = gold_claim(baseline=["LoRA", "QLoRA"])
    assert "baseline" in strictly_right(gold, as_claim(gold, baselines=("qlora", "LoRA")))
    assert "baseline" not in strictly_right(gold, as_claim(gold, baselines=("LoRA",)))


@pytest.mark.parametrize(
    ("gold", "predicted", "same"),
    [
        (delta("fraction", low=0.5, unit="ratio"), delta("factor", low=2, unit="times"), True),
        (delta("factor", low=2, unit="times"), delta("fraction", low=50), True),
        (
            delta("factor", low=2, high=4, unit="times"),
            delta("fraction", low=0.25, high=0.5, unit="ratio"),
            True,
        ),
        (delta("level", to_value=0.79, unit="ratio"), delta("level", to_value=79), True),
        (delta("factor", low=2, unit="times", direction="increase"), delta("fraction", low=50), False),
        (
            delta("factor", low=2, unit="times", direction="increase"),
            delta("fraction", low=50, direction="increase"),
            False,
        ),
        (delta(low=27), delta("fraction", low=73), False),
        (delta(low=12), delta(low=12, unit="points"), False),
        (delta(low=12), delta(low=12, bound="up_to"), False),
        (delta(low=12), delta(low=12, direction=None), False),
        (delta(low=12), delta(low=12.000001), False),
        (MOVE, MOVE | {"from_value": None}, False),
    ],
)
def test_strict_values_are_equal_but_for_the_licensed_conversions(
    gold: dict[str, Any], predicted: dict[str, Any], same: bool
) -> None:
    agreeing = strictly_right(gold_claim(change=gold), as_claim(gold_claim(), change=predicted))
    assert ({"kind", "numbers", "unit", "direction", "bound"} <= agreeing) is same


def test_strict_figures_ask_for_more_and_more() -> None:
    gold, words = gold_claim(baseline=["LoRA"]), gold_claim(WORDS, BETTER, baseline=["LoRA"])
    paper = gold_paper(gold, words)
    no_baseline = [as_claim(claim, paper, baselines=()) for claim in (gold, words)]
    strict = evaluate(no_baseline, [paper]).strict
    assert (strict.value.tp, strict.result_tuple.tp, strict.full_claim.tp, strict.qualitative.tp) == (
        1,
        1,
        0,
        0,
    )
    assert (strict.fields["baseline"].accuracy, strict.fields["unit"].accuracy) == (0.0, 1.0)
    strict = evaluate([as_claim(gold, paper, method="LoRA")], [paper]).strict
    assert (strict.value.tp, strict.result_tuple.tp) == (1, 0)


def test_strict_ties_are_broken_by_the_evidence() -> None:
    gold = gold_claim()
    elsewhere, there = as_claim(gold, quote=MEMORY, method="LoRA"), as_claim(gold, metric="memory")
    fields = evaluate([elsewhere, there], [gold_paper(gold)]).strict.fields
    assert (fields["method"].accuracy, fields["metric"].accuracy) == (1.0, 0.0)
