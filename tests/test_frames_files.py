"""The files of a run as they are, read by DuckDB, Polars and what a spreadsheet does with CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from builders import hostile_claim, make_claim, make_paper
from claimx.claims import Delta
from claimx.comparison import compare
from claimx.reports.tabular import write_csv
from frame_builders import write_run

duckdb = pytest.importorskip("duckdb")
polars = pytest.importorskip("polars")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    paper, (odd, hostile) = make_paper(), hostile_claim()
    level = Delta(kind="level", from_value=8.94, to_value=6.81, direction="decrease")
    claims = [
        make_claim(paper, benchmarks=["GSM8K"], baselines=["LoRA"], size=8e9),
        make_claim(paper, "trains up to 9.1x faster", level, metric="perplexity"),
        hostile,
    ]
    run = write_run(tmp_path / "out", [paper, odd], claims)
    write_csv(compare(claims, [paper, odd]), run / "tables")
    return run


def test_duckdb_reads_claims_with_the_delta_as_a_structure(run: Path):
    sql = f"SELECT delta.to_value, delta.low, evidence.start FROM read_json_auto('{run}/claims.jsonl')"
    assert duckdb.sql(sql).fetchall()[1][:2] == (6.81, None)
    types = dict(duckdb.sql(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{run}/claims.jsonl')").fetchall())
    assert types["delta"].startswith("STRUCT(kind VARCHAR, low DOUBLE")
    assert types["benchmarks"] == "VARCHAR[]"


def test_polars_reads_claims_with_the_delta_as_a_structure(run: Path):
    frame = polars.read_ndjson(run / "claims.jsonl")
    assert frame["delta"].struct.field("to_value").to_list() == [None, 6.81, None]
    assert frame.schema["baselines"] == polars.List(polars.String)


def test_the_other_lists_are_read_too(run: Path):
    for name in ("papers", "ledger"):
        assert polars.read_ndjson(run / f"{name}.jsonl").height == 2
        assert len(duckdb.sql(f"FROM '{run}/{name}.jsonl'").fetchall()) == 2


def test_the_tables_are_read_with_numbers_dates_and_truths(run: Path):
    file = run / "tables" / "comparison.csv"
    types = dict(duckdb.sql(f"SELECT column_name, column_type FROM (DESCRIBE FROM read_csv('{file}'))").fetchall())
    assert [types[name] for name in ("low", "size_low", "published", "vague")] == [
        "DOUBLE",
        "BIGINT",
        "DATE",
        "BOOLEAN",
    ]
    frame = polars.read_csv(file)
    assert (frame.height, frame.schema["low"], frame.schema["size_low"]) == (3, polars.Float64, polars.Int64)


def test_a_spreadsheet_finds_utf8_a_heading_and_no_formula(run: Path):
    for file in (run / "tables").glob("*.csv"):
        rows = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8"), newline="")))
        assert rows[0][:2] == ["metric", "polarity"]
        for row in rows[1:]:
            assert len(row) == len(rows[0])
            for cell in row:
                assert not cell.startswith(("=", "@", "\t", "\r"))


def test_an_empty_list_has_no_columns_to_guess(tmp_path: Path):
    """Why `claimx query` and `to_frame` declare theirs; docs/data.md says so."""
    run = write_run(tmp_path / "empty", [])
    assert duckdb.sql(f"SELECT * FROM read_json_auto('{run}/claims.jsonl')").columns == ["json"]
    with pytest.raises(polars.exceptions.ComputeError):
        polars.read_ndjson(run / "claims.jsonl")
