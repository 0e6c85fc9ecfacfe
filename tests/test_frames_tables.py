"""The tables: one row a thing, names without doubt, and no value that a reader of tables would choke on."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import make_claim, make_paper
from claimx.columns import COLUMNS
from claimx.frames.tables import CLAIMS, RUNS, TABLES, claim_rows, rows_of
from claimx.reports.folder import read_report
from frame_builders import write_run


def test_a_claim_is_flat_with_names_as_written_and_canonical():
    paper = make_paper()
    (row,) = claim_rows([make_claim(paper, metric="acc", benchmarks=["GSM8K"], size=8e9)], [paper])
    told = {name: row[name] for name in ("metric", "metric_written", "benchmarks", "size_low", "kind", "low", "unit")}
    assert told == {
        "metric": "Accuracy",
        "metric_written": "acc",
        "benchmarks": ("GSM8K",),
        "size_low": 8_000_000_000,
        "kind": "change",
        "low": 4.2,
        "unit": "points",
    }
    assert row["published"] == "2026-05-12"
    assert paper.abstract[row["starts"] : row["ends"]] == row["quote"]  # type: ignore[misc]


def test_without_its_paper_a_claim_has_no_date():
    assert claim_rows([make_claim()], [])[0]["published"] is None


def test_names_are_distinct_and_no_word_that_sql_keeps():
    for table in TABLES:
        names = ["run", *(column.name for column in table.columns)]
        assert len(set(names)) == len(names)
        assert not {"end", "from", "to", "order", "group", "table", "references"} & set(names)


def test_names_shared_with_the_comparison_mean_what_they_mean_there():
    """A name of both is looked at by hand before it is added here."""
    shared = {column.name for column in COLUMNS} & {column.name for column in CLAIMS.columns}
    assert {"title", "published", "method", "metric", "metric_written", "kind", "low", "unit", "quote"} <= shared
    assert "benchmark" not in shared  # of a group there, a list here


def test_every_list_of_a_run_becomes_rows(tmp_path: Path):
    paper, other = make_paper(), make_paper("Another")
    rows = rows_of(read_report(write_run(tmp_path / "out", [paper], [make_claim(paper)], failed=[other])))
    assert {name: len(found) for name, found in rows.items()} == {
        "claims": 1,
        "papers": 1,
        "numbers": 4,
        "rejected": 0,
        "failures": 1,
        "runs": 1,
    }
    assert {row["role"] for row in rows["numbers"]} >= {"claimed", "size"}
    (run,) = rows["runs"]
    assert (run["prompt"], run["papers"], run["cost"]) == ("p" * 12 + "-" + "s" * 12, 1, 0.25)
    assert run["finished"] == "2026-05-12T08:00:00"


@pytest.mark.parametrize(
    "run",
    [
        {},
        {"model": 7, "counts": [], "tokens": {"prompt_tokens": "many"}, "cost": True, "finished": "soon"},
        {"sources": [{"entries": 1}, "page.txt"], "counts": {"papers": 2**70}, "started": None},
    ],
)
def test_a_run_json_of_any_shape_gives_a_row_of_nothing(run: dict[str, object]):
    (row,) = RUNS.rows([run])
    assert {value for value in row.values() if value != ()} == {None}


def test_times_are_utc_whatever_their_zone():
    (row,) = RUNS.rows([{"finished": "2026-05-12T01:30:00+02:00"}])
    assert row["finished"] == "2026-05-11T23:30:00"


def test_lone_surrogates_become_escapes():
    (row,) = claim_rows([make_claim(method="a\ud800b", baselines=["\udfff"])], [])
    assert (row["method"], row["baselines"]) == (r"a\ud800b", (r"\udfff",))
