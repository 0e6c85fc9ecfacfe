"""A run judged again from its journal: the same where nothing has changed, and what is better where checks are."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from answered import GAIN, LONGER, PARITY, WRONG
from claimx import judging
from claimx.claims import Finding
from commands import claimx, lines
from recording import CASSETTES
from servers.faulty import claims, reads, refuses, says

LISTS = ("papers", "claims", "rejected", "ledger", "failures", "journal")

TESTS = str(Path(__file__).parent)

PAGE = """Daily Papers

Tamarack: Sparse Adapters

Tamarack raises accuracy on GSM8K by 4.2 points over LoRA. Tamarack matches full fine-tuning on MMLU.

  • 6 authors
·
Feb 26, 2026 3

Oxbow: Two-Bit Weights

Oxbow decodes 2.6x faster than FP16 inference.

  • 2 authors
·
Feb 24, 2026 11
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """An empty working directory with a page of two papers."""
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path


def whole(out: str = "out") -> dict[str, bytes]:
    """Every file that a run leaves, but for run.json and the reports, which name the time."""
    names = [
        *(f"{name}.jsonl" for name in (*LISTS, "journal")),
        *(f"tables/{p.name}" for p in Path(out).glob("tables/*")),
    ]
    return {name: Path(out, name).read_bytes() for name in names}


def run_json(out: str = "out") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Path(out, "run.json").read_text(encoding="utf-8"))
    return told


def ran(faulty, *replies: Any, options: tuple[str, ...] = (), exit_code: int = 0) -> None:
    """A run over the page that is answered so."""
    faulty.on("m", *replies)
    to = ["--base-url", faulty.base_url, "-m", "m", "-c", "1", "--retries", "0", "-q"]
    result = claimx("run", "page.txt", "-o", "out", *to, *options)
    assert result.exit_code == exit_code, result.output


REPLIES = {
    "plain": ([reads], ()),
    "repaired": ([claims(WRONG, PARITY), claims(GAIN), claims()], ()),
    "added": ([claims(PARITY), claims(GAIN), claims()], ()),
    "wrong again": ([claims(WRONG), claims(WRONG), claims(PARITY), claims()], ()),
    "asked twice": ([says("There are none."), claims(GAIN, PARITY), claims()], ()),
    "wrapped": (
        [says(f"<think>hm {{}}</think>\n```json\n{json.dumps({'claims': [GAIN, PARITY]})}\n```"), claims()],
        (),
    ),
    "voted out": ([claims(LONGER), claims(), claims(), claims()], ("--ask-once", "--votes", "2")),
    "voted in": ([claims(LONGER), claims(GAIN), claims(GAIN), claims()], ("--ask-once", "--votes", "2")),
    "lost votes": ([claims(LONGER), refuses(400, "no"), refuses(400, "no"), claims()], ("--ask-once", "--votes", "2")),
    "tools": ([reads], ("--mode", "tools")),
    "json": ([reads], ("--mode", "json")),
    "markdown": ([reads], ("--mode", "markdown_json")),
}


@pytest.mark.parametrize("case", REPLIES)
def test_where_no_check_has_changed_everything_stays_byte_for_byte(faulty, case):
    replies, options = REPLIES[case]
    ran(faulty, *replies, options=options)
    before, told, asked = whole(), run_json(), len(faulty.asked)
    assert before["claims.jsonl"] or case == "voted out"
    result = claimx("recheck", "out")
    assert (result.exit_code, result.stdout) == (0, "")
    assert whole() == before
    assert len(faulty.asked) == asked
    kept = {name: value for name, value in run_json().items() if name != "rechecked"}
    assert kept == told
    standing = told["counts"]["claims"]
    words = f"2 papers, {standing} claims before, {standing} now; 0 newly accepted, 0 newly refused"
    assert result.stderr == f"{words}\nreport: out/report.html\n"


@pytest.mark.parametrize(
    "reply",
    [
        says(json.dumps({"claims": [PARITY]}), finish="length"),
        says(None, refusal="I would rather not."),
        says("There are none."),
        says(json.dumps({"claims": [{**GAIN, "value": 4.2}]})),
        refuses(400, "no"),
    ],
    ids=["cut", "refused", "words", "of other types", "lost"],
)
def test_failures_stay_and_an_answer_that_was_of_no_use_counts_for_nothing(faulty, reply):
    def script(body):
        return reply if "Tamarack" in body["messages"][1]["content"] else reads(body)

    ran(faulty, script, exit_code=3)
    before = whole()
    assert len(lines("out/failures.jsonl")) == 1
    assert before["claims.jsonl"]
    assert claimx("recheck", "out", "-q").exit_code == 0
    assert whole() == before


def test_the_junk_of_a_random_model_is_judged_alike(examples):
    options = ["--replay", CASSETTES, "-m", "tiny", "--limit", "6", "-q"]
    assert claimx("run", *examples, "-o", "out", *options).exit_code in (0, 3)
    before = whole()
    assert before["rejected.jsonl"]
    assert claimx("recheck", "out", "-q").exit_code == 0
    assert whole() == before


def refusing(metric: str):
    """A check that refuses what is said of a metric."""

    def audit(given, paper):
        finding = Finding(code="V9", severity="reject", message="a new check")
        return [
            claim.model_copy(update={"findings": (finding,)}) if claim.metric == metric else claim
            for claim in real(given, paper)
        ]

    real = judging.audit
    return audit


def test_an_answer_is_judged_by_the_checks_of_today_and_what_changed_is_told(faulty, monkeypatch):
    with monkeypatch.context() as stricter:
        stricter.setattr(judging, "audit", refusing("accuracy"))
        ran(faulty, claims(GAIN, PARITY), claims())
    assert [claim["metric"] for claim in lines("out/claims.jsonl")] == ["performance"]
    result = claimx("recheck", "out")
    assert [claim["metric"] for claim in lines("out/claims.jsonl")] == ["accuracy", "performance"]
    assert lines("out/rejected.jsonl") == []
    assert result.stdout == f"+ Tamarack | accuracy | {GAIN['quote']}\n"
    assert "2 papers, 1 claims before, 2 now; 1 newly accepted, 0 newly refused" in result.stderr
    assert run_json()["counts"]["claims"] == 2
    assert "accuracy" in Path("out/report.md").read_text(encoding="utf-8")
    monkeypatch.setattr(judging, "audit", refusing("performance"))
    result = claimx("recheck", "out")
    assert result.stdout == f"- Tamarack | performance | {PARITY['quote']}\n"
    assert [claim["metric"] for claim in lines("out/claims.jsonl")] == ["accuracy"]


def test_a_run_goes_on_after_it_was_judged_again_and_asks_nothing_twice(faulty, monkeypatch):
    ran(faulty, claims(GAIN, PARITY), claims())
    before, asked = whole(), len(faulty.asked)
    with monkeypatch.context() as stricter:
        stricter.setattr(judging, "audit", refusing("accuracy"))
        assert claimx("recheck", "out", "-q").exit_code == 0
    assert whole() != before
    ran(faulty, refuses(400, "no"))
    assert whole() == before
    assert len(faulty.asked) == asked


def test_of_answers_to_the_same_question_the_last_counts(faulty):
    """As where a run was continued with another temperature."""
    ran(faulty, claims(GAIN, PARITY), claims())
    ran(faulty, claims(PARITY), claims(), options=("--temperature", "0.5"))
    before = whole()
    assert [claim["metric"] for claim in lines("out/claims.jsonl")] == ["performance"]
    assert claimx("recheck", "out", "-q").exit_code == 0
    assert whole() == before


def test_neither_the_place_nor_the_prompt_nor_the_page_is_needed(faulty, folder):
    shutil.copy(Path(judging.__file__).parents[2] / "prompts" / "extract.md", "own.md")
    text = Path("own.md").read_text(encoding="utf-8").split("+++", 2)
    Path("own.md").write_text(f'+++\ndescription = "own"\n+++{text[2]}', encoding="utf-8")
    ran(faulty, reads, options=("--prompt", "own.md"))
    before = whole()
    for gone in ("own.md", "page.txt"):
        Path(gone).unlink()
    Path("out").rename("moved")
    assert claimx("recheck", "moved", "-q").exit_code == 0
    assert whole("moved") == before


def test_papers_that_differ_in_their_ids_only_were_asked_about_once_and_both_are_judged(faulty):
    ran(faulty, reads)
    paper = lines("out/papers.jsonl")[0]
    with Path("out/papers.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({**paper, "id": "2602.00001"}) + "\n")
    assert claimx("recheck", "out", "-q").exit_code == 0
    metrics = {
        paper_id: [claim["metric"] for claim in lines("out/claims.jsonl") if claim["paper_id"] == paper_id]
        for paper_id in (paper["id"], "2602.00001")
    }
    assert metrics["2602.00001"] == metrics[paper["id"]] != []


def test_a_journal_that_lacks_an_answer_is_told_and_everything_stays(faulty):
    ran(faulty, reads)
    text = Path("out/journal.jsonl").read_bytes().splitlines(keepends=True)
    Path("out/journal.jsonl").write_bytes(b"".join(text[:2]))
    before = whole() | {"run.json": Path("out/run.json").read_bytes()}
    second = lines("out/papers.jsonl")[1]["id"]
    result = claimx("recheck", "out")
    assert (result.exit_code, result.stdout) == (1, "")
    words = f"holds no answer about the paper {second}: restore it, or run the same command again."
    assert result.stderr == f"claimx: out/journal.jsonl: {words}\n"
    assert whole() | {"run.json": Path("out/run.json").read_bytes()} == before
    assert not list(Path("out").glob(".*.part"))


@pytest.mark.parametrize("name", ["papers", "failures", "claims"])
def test_a_damaged_list_is_told_with_its_line_and_everything_stays(faulty, name):
    ran(faulty, reads)
    Path(f"out/{name}.jsonl").write_text('{"id": 7}\n', encoding="utf-8")
    before = whole()
    result = claimx("recheck", "out")
    assert result.exit_code == 1
    assert f"out/{name}.jsonl:1: is " in result.stderr
    assert whole() == before


def test_what_is_no_run_is_refused(folder):
    result = claimx("recheck", "nowhere")
    assert (result.exit_code, result.stderr) == (
        1, "claimx: nowhere: holds no run.json: name the folder of a claimx run.\n"
    )  # fmt: skip
    assert not Path("nowhere").exists()


@pytest.mark.parametrize("write", [2, 9, 12])
def test_a_recheck_that_is_killed_leaves_each_list_whole_and_is_ended_by_the_same_command(faulty, write):
    """In a list beside, between two that are put in place, and in run.json."""
    ran(faulty, claims(GAIN, PARITY), claims())
    expected = whole()
    claim = lines("out/claims.jsonl")[0]
    Path("out/claims.jsonl").write_text(json.dumps(claim) + "\n", encoding="utf-8")
    old = whole()
    program = f"import killing; killing.command(['recheck', 'out'], {{}}, {write}, 1)"
    killed = subprocess.run([sys.executable, "-c", program], cwd=Path.cwd(), env={**os.environ, "PYTHONPATH": TESTS})
    assert killed.returncode == -signal.SIGKILL
    for name, content in whole().items():
        assert content in (old[name], expected[name])
    assert claimx("recheck", "out", "-q").exit_code == 0
    assert whole() == expected
    assert not list(Path("out").glob(".*.part"))


def test_many_changes_are_told_in_part(faulty, examples, monkeypatch):
    faulty.on("m", reads)
    to = ["--base-url", faulty.base_url, "-m", "m", "--ask-once", "-q"]
    assert claimx("run", examples[0], "-o", "out", *to).exit_code == 0
    standing = len(lines("out/claims.jsonl"))
    monkeypatch.setattr(judging, "audit", lambda given, paper: [])
    told = claimx("recheck", "out").stdout.splitlines()
    assert standing > 41
    assert len(told) == 41
    assert told[-1] == f"- and {standing - 40} more"
    assert lines("out/claims.jsonl") == []
