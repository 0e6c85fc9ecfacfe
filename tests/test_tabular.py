"""CSV that no spreadsheet runs, JSON that holds everything."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import HOSTILE, hostile_claim, make_claim, make_paper
from claimx.claims import Delta
from claimx.columns import columns_for
from claimx.comparison import Comparison, compare
from claimx.errors import ReportError
from claimx.reports import Report, render
from claimx.reports.tabular import to_csv, to_json, write_csv

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def comparison() -> Comparison:
    paper = make_paper()
    faster = Delta(kind="factor", low=9.1, high=9.1, unit="times", direction="increase", bound="up_to")
    return compare(
        [
            make_claim(paper, benchmarks=["GSM8K"], baselines=["LoRA"], size=8e9),
            make_claim(paper, "trains up to 9.1x faster", faster, metric="speed"),
        ],
        [paper],
    )


def test_csv_has_a_row_a_claim_with_the_group_first(comparison: Comparison) -> None:
    rows = read(to_csv(comparison))
    assert list(rows[0])[:5] == ["metric", "polarity", "vague", "metric_suggested", "benchmark"]
    accuracy = next(row for row in rows if row["metric"] == "Accuracy")
    assert (accuracy["value"], accuracy["low"], accuracy["size_low"], accuracy["published"]) == (
        "'+4.2 points",
        "4.2",
        "8000000000",
        "2026-05-12",
    )
    assert accuracy["quote"] == "raises accuracy on GSM8K by 4.2 points"


def test_json_holds_the_characters_and_numbers_as_they_are(comparison: Comparison) -> None:
    groups = json.loads(to_json(comparison))["groups"]
    assert [group["metric"] for group in groups] == ["Accuracy", "Speed"]
    row = groups[0]["rows"][0]
    assert (row["value"], row["low"], row["baselines"], row["exact"]) == ("+4.2 points", 4.2, "LoRA", True)


@given(st.text(max_size=40), st.sampled_from(["", *FORMULA_STARTS]))
def test_no_cell_of_any_text_begins_a_formula(text: str, start: str) -> None:
    paper = make_paper(f"{start}{text}", "It gains 4 points.", id="p1")
    claim = make_claim(paper, "gains 4 points", method=f"{start}{text}", metric=f"{start}{text}", benchmarks=[text])
    for row in read(to_csv(compare([claim]))):
        for cell in row.values():
            assert not cell or cell[0] not in FORMULA_STARTS or _is_number(cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell.removesuffix("%"))
    except ValueError:
        return False
    return True


def test_a_hostile_claim_is_defused_in_csv_and_whole_in_json() -> None:
    paper, claim = hostile_claim()
    comparison = compare([claim], [paper])
    (row,) = read(to_csv(comparison))
    assert row["method"].startswith("'=1+1")
    assert row["benchmark"].startswith("'-")
    assert row["baselines"].startswith("'@")
    assert "\x1b" not in to_csv(comparison)
    assert "\u202e" not in to_csv(comparison)
    (group,) = json.loads(to_json(comparison))["groups"]
    assert group["rows"][0]["method"] == f"=1+1 {HOSTILE}"
    assert group["rows"][0]["quote"] == claim.evidence.quote


def test_a_percentage_of_our_own_stays_a_number() -> None:
    percent = Delta(kind="change", low=4.2, high=4.2, unit="percent", direction="increase")
    assert read(to_csv(compare([make_claim(delta=percent)])))[0]["value"] == "+4.2%"


def test_one_file_of_all_rows_and_one_a_metric(comparison: Comparison, tmp_path: Path) -> None:
    paths = write_csv(comparison, tmp_path / "tables")
    assert [path.name for path in paths] == ["comparison.csv", "metric-accuracy.csv", "metric-speed.csv"]
    everything, accuracy, _ = [read(path.read_text("utf-8")) for path in paths]
    assert len(everything) == 2
    assert [row["metric"] for row in accuracy] == ["Accuracy"]


@pytest.mark.parametrize("metric", ["../../etc/passwd", "CON", "a/b\\c:d", "...", "ΔΔΔ", "x" * 300, "nul\x00"])
def test_names_of_metrics_make_safe_file_names(metric: str, tmp_path: Path) -> None:
    paths = write_csv(compare([make_claim(metric=metric)]), tmp_path)
    assert {path.parent for path in paths} == {tmp_path}
    assert all(path.exists() for path in paths)
    name = paths[1].name
    assert name.isascii()
    assert len(name) < 90
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


def test_metrics_that_slug_alike_have_files_of_their_own(tmp_path: Path) -> None:
    claims = [make_claim(make_paper(name), metric=name) for name in ("glow/1", "glow:1", "ΔΔ", "ΩΩ")]
    paths = write_csv(compare(claims), tmp_path)
    assert len(set(paths)) == 5
    assert sum(len(read(path.read_text("utf-8"))) for path in paths[1:]) == 4


def test_a_folder_that_cannot_be_written_is_said_so(comparison: Comparison, tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("a file")
    with pytest.raises(ReportError, match="tables: cannot be written"):
        write_csv(comparison, tmp_path / "tables")


def test_no_claims_give_headings_only() -> None:
    assert to_csv(compare([])) == ",".join(column.name for column in columns_for("csv")) + "\n"
    assert json.loads(to_json(compare([]))) == {"groups": []}


def test_render_gives_the_same_for_a_report_and_its_comparison(comparison: Comparison) -> None:
    paper = make_paper()
    report = Report("Title", (paper,), tuple(row.claim for row in comparison.rows))
    assert render(report, "csv") == render(comparison, "csv") == to_csv(comparison)
    assert render(report, "json") == render(comparison, "json") == to_json(comparison)
