"""`claimx summarize`: what it prints, keeps and says."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from claimx.journal import Journal
from claimx.reports.folder import read_report
from commands import PAGE, claimx, lines
from servers.faulty import Faulty, refuses, says


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of two papers."""
    page = tmp_path / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    assert claimx("run", page, "-o", tmp_path / "run", "-q", "--no-summary").exit_code == 0
    return tmp_path / "run"


def test_a_run_is_told_in_sentences_that_its_report_shows(run: Path) -> None:
    result = claimx("summarize", run)
    assert result.exit_code == 0
    assert result.stdout.startswith("# Claims of page.txt\n\n## Summary\n\n- ")
    assert "Oxbow raised speed by a factor of 2.6" in result.stdout
    assert result.stdout == (run / "summary.md").read_text(encoding="utf-8")
    assert "kept for the report: claimx report" in result.stderr
    claimx("report", run)
    assert 'id="summary"' in (run / "report.html").read_text(encoding="utf-8")


def test_its_exchanges_stand_in_the_journal_and_are_not_repeated(run: Path) -> None:
    assert asked(run) == (2, 0)
    first = claimx("summarize", run, "--per-paper").stdout
    assert asked(run) == (5, 3)
    assert claimx("summarize", run, "--per-paper").stdout == first
    assert asked(run) == (5, 3)


def asked(run: Path) -> tuple[int, int]:
    """How many exchanges the journal holds, and how many of them are of a summary."""
    with closing(Journal(run / "journal.jsonl")) as journal:
        return len(journal), len(list(journal.answers("summary")))


def test_the_run_goes_on_as_before(run: Path) -> None:
    claims = lines(run / "claims.jsonl")
    claimx("summarize", run)
    assert lines(run / "claims.jsonl") == claims
    assert claimx("recheck", run, "-q").exit_code == 0
    assert lines(run / "claims.jsonl") == claims


def test_several_runs_and_files_of_claims_are_told_together(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "summary.md"
    result = claimx("summarize", run, run / "claims.jsonl", "-o", out, "-q")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert out.read_text(encoding="utf-8").startswith("# Claims\n")
    assert not (run / "summary.json").exists()
    piped = claimx("summarize", "-", stdin=(run / "claims.jsonl").read_text(encoding="utf-8"))
    assert "Oxbow raised speed" in piped.stdout


def test_a_server_that_fails_leaves_templates_and_says_so(run: Path, faulty: Faulty) -> None:
    model = faulty.on("m", refuses(401, "no such key"))
    result = claimx("summarize", run, "--base-url", faulty.base_url, "--model", model)
    assert result.exit_code == 0
    assert "template" in result.stdout
    assert "claimx: templates wrote" in result.stderr
    assert "no such key" in result.stderr
    summary = read_report(run).summary
    assert summary is not None
    assert summary.problems


def test_a_cassette_that_lacks_the_answer_leaves_templates(run: Path) -> None:
    cassettes = Path(__file__).parents[1] / "cassettes" / "language_model"
    result = claimx("summarize", run, "--replay", cassettes, "--model", "language-model")
    assert result.exit_code == 0
    assert "recorded" in result.stderr


def test_what_a_model_says_wrong_is_told(run: Path, faulty: Faulty) -> None:
    wrong = {"sentences": [{"text": "Oxbow wins everything.", "claims": ["c1"]}]}
    model = faulty.on("m", says(json.dumps(wrong)))
    result = claimx("summarize", run, "--base-url", faulty.base_url, "--model", model, "--mode", "json_schema")
    assert "'everything' is neither a name" in result.stderr
    assert "everything" not in result.stdout
    assert len(faulty.asked) == 2


def test_a_budget_that_is_spent_leaves_templates(run: Path, faulty: Faulty) -> None:
    model = faulty.on("m", says('{"sentences": []}'))
    arguments = ["--base-url", faulty.base_url, "--model", model, "--budget", "1 tokens"]
    result = claimx("summarize", run, *arguments)
    assert result.exit_code == 0
    assert faulty.asked == []
    assert "budget" in result.stderr


def test_what_is_no_run_is_told(tmp_path: Path) -> None:
    result = claimx("summarize", tmp_path / "nothing")
    assert result.exit_code == 1
    assert "does not exist" in result.stderr
    assert "holds no run.json" in claimx("summarize", tmp_path).stderr


def test_the_tokens_of_a_summary_count_as_those_of_the_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(PAGE, encoding="utf-8")
    assert claimx("run", "page.txt", "-o", "out", "-q", "--no-summary").exit_code == 0
    before = json.loads(Path("out/run.json").read_text(encoding="utf-8"))
    assert claimx("summarize", "out", "-q").exit_code == 0
    after = json.loads(Path("out/run.json").read_text(encoding="utf-8"))
    assert after["tokens"]["prompt_tokens"] > before["tokens"]["prompt_tokens"]
    assert {**after, "tokens": before["tokens"]} == before
