"""`claimx query` and `claimx export` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders import make_claim, make_paper
from claimx.claims import Delta
from commands import PAGE, claimx
from frame_builders import write_run

pytest.importorskip("duckdb")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    paper = make_paper()
    level = Delta(kind="level", low=84.5, high=84.5, unit="percent")
    return write_run(tmp_path / "out", [paper], [make_claim(paper, delta=level, benchmarks=["GSM8K"])])


def test_an_answer_is_data_on_standard_output(run: Path):
    told = claimx("query", "SELECT metric, low FROM claims", run, "-f", "json")
    assert (told.exit_code, json.loads(told.stdout)) == (0, {"metric": "Accuracy", "low": 84.5})


def test_sql_and_claims_come_from_standard_input(run: Path):
    assert claimx("query", "-", run, "-f", "csv", stdin="SELECT 1 AS one").stdout == "one\n1\n"
    claims = (run / "claims.jsonl").read_text()
    assert claimx("query", "SELECT count(*) AS n FROM claims", "-", "-f", "csv", stdin=claims).stdout == "n\n1\n"
    told = claimx("query", "-", "-", stdin="SELECT 1")
    assert (told.exit_code, "both" in told.stderr) == (2, True)


def test_the_ending_of_the_file_asks_for_parquet(run: Path, tmp_path: Path):
    assert claimx("query", "SELECT * FROM claims", run, "-o", tmp_path / "c.parquet").exit_code == 0
    assert (tmp_path / "c.parquet").read_bytes()[:4] == b"PAR1"


def test_a_store_is_made_told_and_asked(run: Path, tmp_path: Path):
    store = tmp_path / "claims.duckdb"
    told = claimx("query", "--into", store, run)
    assert (told.exit_code, told.stdout) == (0, "")
    assert "1 run" in told.stderr
    assert claimx("query", "SELECT count(*) AS n FROM claims", store, "-f", "csv").stdout == "n\n1\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["SELECT 1"], "name the runs"),
        (["SELECT 1", "RUN", "-f", "xls"], "there is no format 'xls'"),
        (["SELECT 1", "RUN", "-f", "parquet"], "name a file with -o"),
        (["DROP TABLE claims", "RUN"], "not one SELECT"),
    ],
)
def test_mistakes_are_one_sentence_and_exit_code_2(arguments: list[str], said: str, run: Path):
    told = claimx("query", *(str(run) if word == "RUN" else word for word in arguments))
    assert (told.exit_code, told.stdout) == (2, "")
    assert said in told.stderr
    assert told.stderr.count("\n") == 1


def test_export_prints_records_or_writes_a_file_each(run: Path, tmp_path: Path):
    record = json.loads(claimx("export", run).stdout)
    told = claimx("export", run, "-o", tmp_path / "eee")
    (file,) = (tmp_path / "eee").rglob("*.json")
    assert json.loads(file.read_text(encoding="utf-8")) == record
    assert "1 score in 1 record" in told.stderr


def test_a_folder_that_cannot_be_written_is_told(run: Path, tmp_path: Path):
    (tmp_path / "file").write_text("")
    told = claimx("export", run, "-o", tmp_path / "file")
    assert (told.exit_code, "cannot be written" in told.stderr) == (1, True)


def test_runs_are_added_and_the_database_asked_in_one_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(PAGE, encoding="utf-8")
    assert claimx("run", "page.txt", "-o", "out", "-q").exit_code == 0
    result = claimx("query", "SELECT count(*) AS n FROM papers", "out", "--into", "all.duckdb", "-f", "csv")
    assert (result.exit_code, result.stdout.split()) == (0, ["n", "2"])
    assert "1 run added" in result.stderr
    assert claimx("query", "SELECT 1 AS n", "--into", "all.duckdb", "-f", "csv").stdout.split() == ["n", "1"]
