"""What converts into what, and what does not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_claim, make_paper
from claimx import names
from claimx.claims import Claim, Delta
from claimx.comparison.effects import FACTOR, PERCENT, POINTS, Scale, basis_of, effect, level_unit, onto, value_on

SHARE = Scale("fraction", "percent")


def delta(kind: str, low: float | None = None, high: float | None = None, **fields: object) -> Delta:
    return Delta.model_validate({"kind": kind, "low": low, "high": low if high is None else high, **fields})


def fell(kind: str, low: float, high: float | None = None, **fields: object) -> Delta:
    unit = {"factor": "times"}.get(kind, "percent")
    return delta(kind, low, high, **{"unit": unit, "direction": "decrease", **fields})


def rose(kind: str, low: float, high: float | None = None, **fields: object) -> Delta:
    return fell(kind, low, high, **{"direction": "increase", **fields})


def of(value: Delta, metric: str = "memory", quote: str | None = None) -> Claim:
    paper = make_paper() if quote is None else make_paper("Larch", quote)
    return make_claim(paper, delta=value, metric=metric, **({} if quote is None else {"quote": quote}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (rose("change", 4, unit="points"), 4),
        (fell("change", 4, unit="points"), -4),
        (delta("change", 4, unit="points"), None),
        (delta("change", 4, unit="points", direction="equal"), None),
        (fell("factor", 8), 1 / 8),
        (rose("factor", 8), 8),
        (fell("factor", 0), None),
        (fell("factor", 5e-324), None),
        (delta("fraction", 27, unit="percent"), 27),
        (delta("level", to_value=79.4, from_value=61.0, unit="percent", direction="increase"), 79.4),
        (delta("level", 35, 45, unit="percent"), 35),
        (delta("qualitative", direction="equal"), None),
    ],
)
def test_effects_of_one_kind_are_on_one_scale(value: Delta, expected: float | None) -> None:
    assert effect(value) == expected


@pytest.mark.parametrize(
    ("value", "scale", "low", "high", "direction"),
    [
        (fell("change", 75), FACTOR, 4, 4, "decrease"),
        (rose("change", 50, basis="relative"), FACTOR, 1.5, 1.5, "increase"),
        (fell("change", 50, 75), FACTOR, 2, 4, "decrease"),
        (fell("factor", 4), PERCENT, 75, 75, "decrease"),
        (rose("factor", 2, 3), PERCENT, 100, 200, "increase"),
        (fell("fraction", 25), FACTOR, 4, 4, "decrease"),
        (fell("fraction", 35, 45), PERCENT, 55, 65, "decrease"),
        (fell("fraction", 0.5, unit="ratio"), SHARE, 50, 50, "decrease"),
        (fell("fraction", 50), Scale("fraction", "ratio"), 0.5, 0.5, "decrease"),
        (rose("fraction", 120), PERCENT, 20, 20, "increase"),
        (fell("factor", 4), SHARE, 25, 25, "decrease"),
        (delta("level", from_value=120, to_value=80, unit="ms"), FACTOR, 1.5, 1.5, "decrease"),
        (rose("change", 30, unit="ms", from_value=60, to_value=90), PERCENT, 50, 50, "increase"),
    ],
)
def test_relative_numbers_convert_into_one_another(
    value: Delta, scale: Scale, low: float, high: float, direction: str
) -> None:
    claim = of(value)
    derived = onto(scale, claim, names.metric("memory"))
    assert derived is not None
    assert (derived.delta.kind, derived.delta.unit) == scale[:2]
    assert (derived.delta.low, derived.delta.high, derived.delta.direction) == (low, high, direction)


@pytest.mark.parametrize(
    ("value", "scale"),
    [
        (delta("factor", 4, unit="times"), PERCENT),
        (delta("factor", 4, unit="times", direction="equal"), PERCENT),
        (fell("change", 100), FACTOR),
        (fell("change", 120), FACTOR),
        (fell("factor", 0), PERCENT),
        (delta("fraction", 83, unit="percent"), FACTOR),
        (fell("fraction", 120), FACTOR),
        (rose("factor", 0.5, 2), PERCENT),
        (rose("fraction", 83), FACTOR),
        (delta("level", to_value=80, unit="ms"), FACTOR),
        (delta("level", from_value=0, to_value=80, unit="ms"), FACTOR),
        (fell("change", 30, unit="ms"), FACTOR),
        (delta("qualitative", direction="increase"), FACTOR),
        (fell("change", 25), POINTS),
        (fell("factor", 4), POINTS),
        (fell("factor", 4), Scale("level", "percent")),
        (fell("factor", 4), Scale("change", "ms")),
    ],
)
def test_what_is_not_known_is_not_converted(value: Delta, scale: Scale) -> None:
    assert onto(scale, of(value), names.metric("memory")) is None


@pytest.mark.parametrize(
    ("value", "metric", "basis"),
    [
        (fell("change", 25), "memory", "relative"),
        (fell("change", 25), "latency", "relative"),
        (fell("change", 25), "perplexity", "relative"),
        (rose("change", 25), "accuracy", "unstated"),
        (rose("change", 25), "BLEU", "unstated"),
        (rose("change", 25), "reward", "unstated"),
        (rose("change", 25), "performance", "unstated"),
        (rose("change", 25), "glow", "unstated"),
        (fell("change", 25), "cost", "unstated"),
        (fell("change", 150), "memory", "unstated"),
        (rose("change", 25, basis="relative"), "accuracy", "relative"),
        (rose("change", 25, basis="absolute"), "accuracy", "absolute"),
    ],
)
def test_a_percent_is_relative_where_the_claim_says_so_or_the_metric_has_no_points(
    value: Delta, metric: str, basis: str
) -> None:
    assert basis_of(of(value, metric), names.metric(metric)) == basis


@pytest.mark.parametrize(
    ("value", "quote"),
    [(fell("change", 50), "beats a model with 50% more memory"), (rose("change", 50), "rivals with 50% less memory")],
)
def test_a_percent_by_which_the_comparator_differs_is_no_change_of_its_own_level(value: Delta, quote: str) -> None:
    assert basis_of(of(value, quote=quote), names.metric("memory")) == "unstated"


@pytest.mark.parametrize(
    ("value", "metric", "points", "source"),
    [
        (rose("change", 4.2, basis="absolute"), "accuracy", 4.2, "basis"),
        (delta("level", from_value=5.9, to_value=10.9, unit="percent"), "accuracy", 5, "levels"),
        (delta("level", from_value=0.71, to_value=0.85, unit="ratio"), "AUROC", 14, "levels"),
        (delta("level", from_value=31.5, to_value=19.5), "F1", -12, "levels"),
        (rose("change", 63.5, basis="relative", from_value=19.5, to_value=31.5), "F1", 12, "levels"),
        (rose("change", 1.8, unit=None), "BLEU", 1.8, "metric"),
    ],
)
def test_differences_of_percentages_are_points(value: Delta, metric: str, points: float, source: str) -> None:
    derived = onto(POINTS, of(value, metric), names.metric(metric))
    assert derived is not None
    assert (effect(derived.delta), derived.delta.unit, derived.source) == (points, "points", source)


@pytest.mark.parametrize(
    ("value", "metric"),
    [
        (rose("change", 4.2), "accuracy"),
        (rose("change", 1.8, unit=None), "accuracy"),
        (delta("level", from_value=0.2, to_value=0.9), "accuracy"),
        (delta("level", from_value=5.0, to_value=10.0, unit="percent"), "glow"),
        (delta("level", from_value=5.0, to_value=5.0, unit="percent"), "accuracy"),
        (delta("level", to_value=5.0, unit="percent"), "accuracy"),
        (rose("change", 4.2, unit="points"), "accuracy"),
    ],
)
def test_what_may_be_no_points_is_not_made_points(value: Delta, metric: str) -> None:
    assert onto(POINTS, of(value, metric), names.metric(metric)) is None


@pytest.mark.parametrize(
    ("value", "metric", "unit"),
    [
        (delta("level", to_value=0.85, unit="ratio"), "accuracy", "percent"),
        (delta("level", to_value=84.1), "accuracy", "percent"),
        (delta("level", to_value=0.84), "accuracy", None),
        (delta("level", to_value=120), "accuracy", None),
        (delta("level", to_value=84.1), "BLEU", None),
        (delta("level", to_value=84.1), "glow", None),
        (delta("level", to_value=1.85, unit="ratio"), "accuracy", "ratio"),
        (delta("level", to_value=3, unit="bits  per weight"), "glow", "bits per weight"),
    ],
)
def test_bare_levels_and_ratios_are_percentages_where_the_metric_is_one(
    value: Delta, metric: str, unit: str | None
) -> None:
    known = names.metric(metric)
    assert level_unit(value, known) == unit
    derived = onto(Scale("level", unit), of(value, metric), known)
    assert derived is None if unit == value.unit or " " in (unit or "") else derived is not None


def test_a_ratio_becomes_a_percentage() -> None:
    claim = of(delta("level", from_value=0.07, to_value=0.29, unit="ratio"), "accuracy")
    derived = onto(Scale("level", "percent"), claim, names.metric("accuracy"))
    assert derived is not None
    assert (derived.delta.from_value, derived.delta.to_value) == (7, 29)


@pytest.mark.parametrize(
    ("value", "scale", "bound"),
    [
        (fell("change", 15, bound="at_least"), FACTOR, "at_least"),
        (fell("change", 63, bound="up_to"), FACTOR, "up_to"),
        (fell("fraction", 10, bound="at_most"), FACTOR, "at_least"),
        (fell("fraction", 10, bound="up_to"), FACTOR, "up_to"),
        (fell("factor", 3, bound="at_least"), SHARE, "at_most"),
        (rose("fraction", 120, bound="at_least"), FACTOR, "at_least"),
        (fell("fraction", 10, bound="about"), PERCENT, "about"),
    ],
)
def test_a_bound_stays_on_the_side_on_which_it_is(value: Delta, scale: Scale, bound: str) -> None:
    """At most a tenth of it is at least ten times less."""
    derived = onto(scale, of(value), names.metric("memory"))
    assert derived is not None
    assert derived.delta.bound == bound


def test_value_on_needs_a_single_number_that_is_known_to_be_on_the_scale() -> None:
    memory, accuracy = names.metric("memory"), names.metric("accuracy")
    assert value_on(PERCENT, of(fell("change", 25)), memory) == -25
    assert value_on(FACTOR, of(fell("change", 50)), memory) == 0.5
    assert value_on(PERCENT, of(rose("change", 25), "accuracy"), accuracy) is None
    assert value_on(PERCENT, of(fell("change", 25, 30)), memory) is None
    assert value_on(POINTS, of(rose("change", 4, unit="points"), "accuracy"), accuracy) == 4


ratios = st.floats(min_value=0.01, max_value=100).filter(lambda ratio: abs(ratio - 1) > 1e-3)


@given(ratios, st.sampled_from([FACTOR, PERCENT, SHARE]), st.sampled_from([FACTOR, PERCENT, SHARE]))
def test_there_and_back_is_the_same_number(ratio: float, there: Scale, via: Scale) -> None:
    memory = names.metric("memory")
    direction = "increase" if ratio > 1 else "decrease"
    number = {"factor": max(ratio, 1 / ratio), "change": 100 * abs(ratio - 1), "fraction": 100 * ratio}[there.kind]
    basis = there.basis or "unstated"
    written = delta(there.kind, number, unit=there.unit, direction=direction, basis=basis)
    derived = onto(via, of(written), memory)
    if derived is None:
        assert there == via
        return
    back = onto(there, of(derived.delta), memory)
    assert back is not None
    assert math.isclose(back.delta.low or 0, number, rel_tol=1e-6)
    assert back.delta.direction == direction
