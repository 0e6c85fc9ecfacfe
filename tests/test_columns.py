"""How deltas, sizes and groups are shown to people, and which columns each renderer has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_claim, make_paper
from claimx.claims import Delta, ModelSize, Names
from claimx.columns import (
    COLUMNS,
    columns_for,
    shown,
    shown_benchmark,
    shown_kind,
    shown_metric,
    shown_number,
    shown_size,
    shown_spread,
)
from claimx.comparison import Group, Row, compare


def delta(kind: str, number: float | tuple[float, float] | None = None, **fields: object) -> Delta:
    low, high = number if isinstance(number, tuple) else (number, number)
    return Delta.model_validate({"kind": kind, "low": low, "high": high, **fields})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (delta("change", 4.2, unit="percent", direction="increase"), "+4.2%"),
        (delta("change", 12, unit="percent", direction="decrease"), "−12%"),
        (delta("change", 4.2, unit="points", direction="increase"), "+4.2 points"),
        (delta("change", 1.8, direction="increase"), "+1.8"),
        (delta("change", 0.3, unit="points", direction="equal"), "±0.3 points"),
        (delta("change", 3, unit="ms"), "by 3 ms"),
        (delta("change", (11, 18), unit="percent", direction="decrease"), "−11 to −18%"),
        (delta("change", 63, unit="percent", direction="decrease", bound="up_to"), "up to −63%"),
        (delta("change", 15, unit="points", direction="decrease", bound="at_least"), "≥15 points lower"),
        (delta("change", 0.8, unit="percent", direction="decrease", bound="at_most"), "≤0.8% lower"),
        (delta("change", 15, unit="points", direction="increase", bound="at_least"), "≥+15 points"),
        (delta("change", 50, unit="percent", direction="increase", from_value=24, to_value=36), "+50% (24 → 36)"),
        (delta("factor", 9.1, unit="times", direction="increase", bound="up_to"), "up to 9.1×"),
        (delta("factor", 3, unit="times", direction="increase", bound="about"), "≈3×"),
        (delta("factor", 8, unit="times", direction="decrease"), "8× lower"),
        (delta("factor", (2, 3), unit="times"), "2–3×"),
        (delta("fraction", 27, unit="percent"), "27% of reference"),
        (delta("fraction", 0.5, unit="ratio", direction="decrease"), "0.5 of reference"),
        (delta("level", to_value=79.4, unit="percent"), "79.4%"),
        (delta("level", from_value=7.2, to_value=12.6, unit="percent"), "7.2% → 12.6%"),
        (delta("level", from_value=120, to_value=80, unit="ms"), "120 → 80 ms"),
        (delta("level", from_value=120, unit="ms"), "from 120 ms"),
        (delta("level", (35, 45), unit="percent"), "35–45%"),
        (delta("level", to_value=2, unit="bits per parameter"), "2 bits per parameter"),
        (delta("level", to_value=71.3), "71.3"),
        (delta("qualitative", direction="increase"), "higher"),
        (delta("qualitative", direction="equal"), "on par"),
        (delta("qualitative"), "in words"),
    ],
)
def test_deltas_are_shown_as_people_write_them(value: Delta, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (7e9, 7e9, "7B"),
        (7e9, 13e9, "7B–13B"),
        (6e7, 1e9, "60M–1B"),
        (1.1e9, 1.1e9, "1.1B"),
        (3.6e8, 3.6e8, "360M"),
        (999_999, 999_999, "1M"),
        (1e12, 1e12, "1T"),
        (512, 512, "512"),
    ],
)
def test_sizes_are_shown_in_the_unit_that_fits(low: float, high: float, text: str) -> None:
    assert shown_size(ModelSize(low=low, high=high)) == text


def test_no_size_is_shown_as_nothing() -> None:
    assert shown_size(None) == ""


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (4.2, "4.2"),
        (5.0, "5"),
        (12000, "12,000"),
        (0.0001, "0.0001"),
        (-3.5, "−3.5"),
        (0, "0"),
        (2e20, "2e+20"),
        (1e-9, "1e−09"),
    ],
)
def test_numbers_are_shown_without_needless_signs(number: float, text: str) -> None:
    assert shown_number(number) == text


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False, allow_subnormal=False))
def test_a_shown_number_is_the_number(number: float) -> None:
    shown_back = float(shown_number(number).replace(",", "").replace("−", "-"))
    assert shown_back == pytest.approx(number, rel=1e-5)


def test_a_group_says_its_kind_its_unit_and_what_its_percents_are_of() -> None:
    relative = delta("change", 5, unit="percent", direction="increase", basis="relative")
    (group,) = compare([make_claim(delta=relative)]).groups
    assert shown_kind(group) == "changes in percent (relative)"
    assert shown_metric(group) == "Accuracy\u00a0↑"


def gains(*numbers: float) -> list[Delta]:
    return [delta("change", number, unit="points", direction="increase") for number in numbers]


@pytest.mark.parametrize(
    ("deltas", "text"),
    [
        (gains(1), ""),
        (gains(1, 2), "2 claims, 2 exact"),
        (gains(1, 2, 6), "3 claims, median +2 points of 3 exact (+1 to +6 points)"),
        (
            gains(1, 2, 3, 6.5),
            "4 claims, median +2.5 points of 4 exact (+1 to +6.5 points, middle half +1.75 to +3.875 points)",
        ),
        (
            [delta("factor", n, unit="times", direction="decrease") for n in (2, 4, 8)],
            "3 claims, median 4× lower of 3 exact (8× lower to 2× lower)",
        ),
        ([delta("qualitative", direction="increase")] * 2, "2 claims"),
    ],
)
def test_a_group_says_how_much_it_holds_and_its_spread_from_three_exact_values_on(
    deltas: list[Delta], text: str
) -> None:
    claims = [make_claim(make_paper(f"Paper {n}"), delta=d, benchmarks=["MATH"]) for n, d in enumerate(deltas)]
    (group,) = compare(claims).groups
    assert shown_spread(group) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (delta("change", 40, unit="percent", direction="decrease"), "−40%, derived 1.667× lower"),
        (
            delta("fraction", (30, 45), unit="percent", direction="decrease"),
            "30–45% of reference, derived 2.222–3.333× lower",
        ),
        (delta("level", from_value=120, to_value=80, unit="ms"), "120 → 80 ms, derived 1.5× lower"),
        (delta("factor", 3, unit="times", direction="decrease", bound="up_to"), "up to 3× lower"),
    ],
)
def test_a_value_of_another_scale_than_its_groups_is_shown_as_written_and_as_derived(value: Delta, text: str) -> None:
    others = [delta("factor", n, unit="times", direction="decrease") for n in (2, 4)]
    claims = [
        make_claim(make_paper(f"P {n}"), delta=d, metric="latency", baselines=["LoRA"])
        for n, d in enumerate((value, *others))
    ]
    (group,) = compare(claims).groups
    row = next(row for row in group.rows if row.claim.delta == value)
    assert cell("value", group, row) == text


def test_a_percent_that_can_only_be_relative_is_not_shown_twice() -> None:
    (group,) = compare(
        [make_claim(delta=delta("change", 25, unit="percent", direction="decrease"), metric="memory")]
    ).groups
    assert cell("value", group, group.rows[0]) == "−25%"
    assert shown_kind(group) == "changes in percent (relative)"


def test_programs_have_a_number_in_points_in_percent_and_as_a_factor_as_far_as_it_is_known() -> None:
    moved = delta("change", 12, unit="points", direction="increase", from_value=20, to_value=32)
    (group,) = compare([make_claim(delta=moved)]).groups
    (row,) = group.rows
    known = {c.name: c.value(group, row) for c in COLUMNS if c.name in ("as_points", "as_percent", "as_factor")}
    assert known == {"as_points": 12, "as_percent": 60, "as_factor": 1.6}


def test_a_group_says_when_it_is_of_one_paper_and_what_a_vague_metric_normally_is() -> None:
    levels = [make_claim(delta=delta("level", to_value=n, unit="percent"), method=f"Method {n}") for n in (79, 80)]
    assert shown_benchmark(compare(levels).groups[0]) == "no benchmark named, one paper"
    assert shown_benchmark(compare(levels[:1]).groups[0]) == "no benchmark named"
    names = Names(metric="Performance", polarity="higher", vague=True, suggested="Accuracy", benchmarks=("GSM8K",))
    (vague,) = compare([make_claim(metric="performance", benchmarks=["GSM8K"], names=names)]).groups
    assert shown_benchmark(vague) == "GSM8K, normally Accuracy"
    assert vague.metric == "Performance"


def test_a_result_that_is_told_twice_says_so() -> None:
    twice = make_claim().model_copy(
        update={"provenance": make_claim().provenance.model_copy(update={"model": "other"})}
    )
    (group,) = compare([make_claim(), twice]).groups
    assert cell("duplicates", group, group.rows[0]) == "1"
    (once,) = compare([make_claim()]).groups
    assert cell("duplicates", once, once.rows[0]) == ""


def cell(name: str, group: Group, row: Row) -> str:
    """A cell for people."""
    return next(column for column in COLUMNS if column.name == name).shown(group, row)


@given(st.floats(min_value=1e-6, max_value=1e14))
def test_a_median_is_shown_with_the_digits_that_matter(number: float) -> None:
    (gain,) = gains(number)
    claims = [make_claim(make_paper(f"P {n}"), delta=gain, benchmarks=["MATH"]) for n in range(3)]
    (group,) = compare(claims).groups
    shown_median = shown_spread(group).split()[3].replace(",", "").replace("+", "")
    assert float(shown_median) == pytest.approx(number, rel=1e-3)


def test_files_have_every_column_of_the_page_or_what_it_is_made_of() -> None:
    in_files = {column.name for column in columns_for("csv")} | {"model_size"}
    for renderer in ("html", "markdown", "latex", "terminal"):
        assert {column.name for column in columns_for(renderer)} <= in_files
    assert columns_for("csv") == columns_for("json")


def test_columns_of_the_group_come_first_in_files() -> None:
    of_group = [column.of_group for column in columns_for("csv")]
    assert of_group == sorted(of_group, reverse=True)


def test_column_names_are_distinct() -> None:
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)
