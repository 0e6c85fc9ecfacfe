"""A run folder as a report, and the report's files in it."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from claimx.cli import app
from claimx.errors import RunError
from claimx.reports.folder import read_report, write_reports

EXAMPLE = Path(__file__).parents[1] / "examples" / "daily_papers_2026-03-02.txt"


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of one example page."""
    folder = tmp_path_factory.mktemp("run") / "out"
    assert CliRunner().invoke(app, ["run", str(EXAMPLE), "-o", str(folder), "-q"]).exit_code == 0
    return folder


def test_a_report_holds_all_that_the_folder_does(run_folder: Path) -> None:
    report = read_report(run_folder)
    assert len(report.papers) == 11
    assert len(report.ledger) == 11
    assert len(report.claims) == len((run_folder / "claims.jsonl").read_text().splitlines()) > 0
    assert report.title == "Claims of daily_papers_2026-03-02.txt"
    assert all(
        claim.evidence.quote in paper_text for claim in report.claims for paper_text in [_abstract(report, claim)]
    )


def test_every_quote_stands_at_its_offsets(run_folder: Path) -> None:
    report = read_report(run_folder)
    for claim in report.claims:
        assert _abstract(report, claim)[claim.evidence.start : claim.evidence.end] == claim.evidence.quote


def test_the_same_folder_gives_the_same_bytes(run_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "moved"
    shutil.copytree(run_folder, copy)
    before = {path.relative_to(copy): path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file()}
    write_reports(read_report(copy), copy)
    after = {path.relative_to(copy): path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file()}
    assert before == after


def test_a_folder_that_is_no_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"holds no run\.json"):
        read_report(tmp_path)


def test_a_damaged_list_is_told_with_its_file(run_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "damaged"
    shutil.copytree(run_folder, copy)
    (copy / "papers.jsonl").write_text('{"title": 3}\n')
    with pytest.raises(RunError, match=r"papers\.jsonl: is damaged"):
        read_report(copy)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("ledger", '{"a": 1}'),
        ("ledger", '{"paper_id": "x", "numbers": [1]}'),
        ("ledger", '{"paper_id": ["x"], "numbers": []}'),
        ("ledger", '{"paper_id": "x", "numbers": [{"start": "a", "end": null, "role": 5, "claim_ids": 7}]}'),
        ("failures", '{"x": 1}'),
        ("failures", '{"paper_id": {}, "title": [1], "kind": null, "message": 5}'),
        ("rejected", "{}"),
        ("claims", "{}"),
    ],
)
def test_a_list_of_another_shape_is_told_in_a_sentence(run_folder: Path, tmp_path: Path, name: str, line: str) -> None:
    copy = tmp_path / "damaged"
    shutil.copytree(run_folder, copy)
    with (copy / f"{name}.jsonl").open("a") as file:
        file.write(f"{line}\n")
    for command in (["report", copy], ["evaluate", copy, "--gold", EXAMPLE.parent / "gold.jsonl", "--bootstrap", "0"]):
        result = CliRunner().invoke(app, [str(word) for word in command])
        if name in ("ledger", "claims") or command[0] == "report":
            assert (result.exit_code, type(result.exception)) == (1, SystemExit)
            assert f"{name}.jsonl" in result.stderr
        else:
            assert result.exit_code == 0


@pytest.mark.parametrize("sources", [5, [5], {"a": 1}, "x", [], [{"snapshot": None}], None])
def test_a_run_that_tells_nonsense_of_its_sources_has_a_report(
    run_folder: Path, tmp_path: Path, sources: object
) -> None:
    copy = tmp_path / "damaged"
    shutil.copytree(run_folder, copy)
    (copy / "run.json").write_text(json.dumps({"sources": sources}))
    assert read_report(copy).title.startswith("Claims")
    assert write_reports(read_report(copy), copy).stat().st_size > 10_000


def test_a_link_in_a_folder_is_replaced_and_not_followed(run_folder: Path, tmp_path: Path) -> None:
    copy, precious = tmp_path / "of a stranger", tmp_path / "precious"
    shutil.copytree(run_folder, copy)
    precious.write_text("mine")
    for name in ("report.md", "report.html", "tables/comparison.csv", "tables/metric-accuracy.csv"):
        (copy / name).unlink(missing_ok=True)
        (copy / name).symlink_to(precious)
    write_reports(read_report(copy), copy)
    assert precious.read_text() == "mine"


def _abstract(report: object, claim: object) -> str:
    return next(paper.abstract for paper in report.papers if paper.id == claim.paper_id)  # type: ignore[attr-defined]
