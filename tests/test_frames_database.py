"""Questions in SQL: every table is there, and nothing else is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from builders import hostile_claim, make_claim, make_paper
from claimx.errors import RunError, UsageError
from claimx.frames.database import Database
from frame_builders import write_run

duckdb = pytest.importorskip("duckdb")
polars = pytest.importorskip("polars")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    paper = make_paper()
    return write_run(tmp_path / "out", [paper], [make_claim(paper, benchmarks=["GSM8K"], size=8e9)])


def ask(sql: str, *runs: Path) -> list[tuple[object, ...]]:
    with Database(runs) as database:
        return list(database.query(sql).rows)


def test_every_table_has_its_run(run: Path):
    for table, count in {"claims": 1, "papers": 1, "numbers": 4, "rejected": 0, "failures": 0, "runs": 1}.items():
        assert ask(f"SELECT count(*), max(run) FROM {table}", run) == [(count, str(run) if count else None)]


def test_lists_are_lists_and_sizes_are_whole(run: Path):
    sql = "SELECT unnest(benchmarks), size_low, typeof(published) FROM claims"
    assert ask(sql, run) == [("GSM8K", 8_000_000_000, "DATE")]


def test_types_hold_without_a_row(tmp_path: Path, run: Path):
    empty = write_run(tmp_path / "empty", [])
    for table in ("claims", "papers", "numbers", "rejected", "failures", "runs"):
        assert ask(f"DESCRIBE {table}", empty) == ask(f"DESCRIBE {table}", run)


def test_several_runs_stand_side_by_side_and_one_named_twice_counts_once(run: Path, tmp_path: Path):
    other = write_run(tmp_path / "other", [make_paper("Oxbow")])
    assert ask("SELECT count(*), count(DISTINCT run) FROM papers", run, other, run) == [(2, 2)]


def test_a_file_of_claims_is_a_run_too(run: Path):
    file = run / "claims.jsonl"
    assert ask("SELECT run, method FROM claims", file) == [(str(file), "Tamarack")]


def test_hostile_characters_come_through_as_they_are(tmp_path: Path):
    paper, claim = hostile_claim()
    found = ask("SELECT method, unit, quote FROM claims", write_run(tmp_path / "out", [paper], [claim]))
    assert found == [(claim.method, claim.delta.unit, claim.evidence.quote)]


REACHING = {
    "read a file": "SELECT * FROM read_text('{secret}')",
    "read a file by its name": "SELECT * FROM '{secret}'",
    "read a table of a file": "SELECT * FROM read_csv('{secret}')",
    "list files": "SELECT * FROM glob('{folder}/*')",
    "fetch": "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
    "tell secrets": "SELECT * FROM duckdb_secrets()",
}


@pytest.mark.parametrize("reach", REACHING)
def test_sql_cannot_reach_outside(reach: str, run: Path, tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("word\nof mine\n")
    with pytest.raises(UsageError, match="the SQL cannot be run: "):
        ask(REACHING[reach].format(secret=secret, folder=tmp_path), run)


@pytest.mark.parametrize(
    "sql",
    [
        "COPY claims TO '{folder}/stolen.csv'",
        "ATTACH '{folder}/new.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "LOAD httpfs",
        "DROP TABLE claims",
        "INSERT INTO claims (run) VALUES ('x')",
        "SELECT 1; SELECT 2",
        "SELECT 1; COPY claims TO '{folder}/stolen.csv'",
        "EXPORT DATABASE '{folder}/all'",
        "",
        "-- nothing",
    ],
)
def test_only_one_select_is_run(sql: str, run: Path, tmp_path: Path):
    before = sorted(tmp_path.iterdir())
    with pytest.raises(UsageError, match="not one SELECT"):
        ask(sql.format(folder=tmp_path), run)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT metrik FROM claims", 'Referenced column "metrik" not found'),
        ("SELECT * FROM clams", "Table with name clams does not exist"),
        ("SELECT CAST('a' AS INTEGER)", "Could not convert"),
    ],
)
def test_mistakes_are_told_in_one_line(sql: str, said: str, run: Path):
    with pytest.raises(UsageError, match=said) as told:
        ask(sql, run)
    assert "\n" not in str(told.value)
    assert "LINE 1" not in str(told.value)


def test_columns_of_one_name_are_told_apart(run: Path):
    with Database([run]) as database:
        assert database.query("SELECT low, low, high AS low_1 FROM claims").columns == ("low", "low_1", "low_1_1")


def test_parquet_has_the_types_and_nothing_is_left_beside_it(run: Path, tmp_path: Path):
    out = tmp_path / "claims.parquet"
    with Database([run], out) as database:
        database.write_parquet("SELECT * FROM claims -- all of them")
    frame = polars.read_parquet(out)
    assert (frame["low"][0], frame["benchmarks"][0].to_list(), frame["run"][0]) == (4.2, ["GSM8K"], str(run))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.parquet", "out"]


def test_a_mistake_leaves_the_old_parquet_alone(run: Path, tmp_path: Path):
    out = tmp_path / "claims.parquet"
    out.write_bytes(b"old")
    with Database([run], out) as database, pytest.raises(UsageError):
        database.write_parquet("SELECT 1 / x")
    assert out.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.parquet", "out"]


def test_a_place_that_cannot_be_written_is_told_by_its_name(run: Path, tmp_path: Path):
    out = tmp_path / "nowhere" / "claims.parquet"
    with Database([run], out) as database, pytest.raises(UsageError, match=r"nowhere/claims\.parquet cannot be"):
        database.write_parquet("SELECT 1")


def test_what_is_no_run_is_told(tmp_path: Path):
    with pytest.raises(RunError, match=r"holds no run\.json"):
        Database([tmp_path])
    with pytest.raises(RunError, match="does not exist"):
        Database([tmp_path / "none"])


def test_without_duckdb_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UsageError, match=r"duckdb is not installed: pip install 'claimx\[frames\]'"):
        Database([])
