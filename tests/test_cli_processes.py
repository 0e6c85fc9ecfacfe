"""The command line in processes of their own: against real servers, killed, interrupted, cut off."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import killing
from claimx.models.exchanges import request_digest
from commands import KEY, PAGE, claimx, lines
from powerless import obey_permissions
from recording import CASSETTES
from servers.faulty import Reply, claims, reads, refuses, says, slowly


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """An empty working directory with a page of two papers."""
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path


@contextmanager
def process(*arguments: str | Path, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """The command line in a process of its own, with a key in its environment; it does not outlive the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "claimx", *map(str, arguments)],
        env={**os.environ, "OPENAI_API_KEY": KEY},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    ) as run:
        try:
            yield run
        finally:
            if run.poll() is None:
                run.kill()


def test_a_process_runs_against_a_real_server_and_keeps_the_key_to_itself(served, folder):
    with process("run", "page.txt", "-o", "out", "--base-url", served, "-v") as run:
        stdout, stderr = run.communicate(timeout=60)
    assert run.returncode == 0, stderr
    assert "GSM8K" in stdout
    in_process = claimx("extract", "page.txt").stdout.splitlines()
    assert [claim["id"] for claim in lines("out/claims.jsonl")] == [json.loads(line)["id"] for line in in_process]
    assert json.loads(Path("out/run.json").read_text())["base_url"] == served
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert len(written) > 9
    assert not [path for path in written if KEY.encode() in path.read_bytes()]
    assert KEY not in stdout + stderr


def test_a_process_runs_against_the_replay_of_a_real_server_whose_model_is_random(examples):
    with process("run", *examples, "--limit", "6", "-o", "out", "--replay", CASSETTES, "-m", "tiny") as run:
        _, stderr = run.communicate(timeout=60)
    assert run.returncode == 0, stderr
    assert "6 papers, 0 claims, " in stderr
    assert lines("out/claims.jsonl") == []
    assert lines("out/rejected.jsonl")
    assert {path.name for path in CASSETTES.iterdir()} >= {"builtin.yaml", "tiny.yaml"}
    assert not [path for path in CASSETTES.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]


@contextmanager
def started(*arguments: str | Path, answers: int) -> Iterator[subprocess.Popen[str]]:
    """A run in a process of its own, as soon as its journal holds so many answers."""
    journal = Path("out/journal.jsonl")
    with process(*arguments) as run:
        wait_for(
            lambda: (
                run.poll() is not None
                or (journal.exists() and journal.read_text(encoding="utf-8").count('{"exchange"') >= answers)
            )
        )
        assert run.poll() is None, run.communicate()
        yield run


NOWHERE = {"quote": "not in the text", "method": "x", "metric": "y", "kind": "qualitative"}
"""A claim that is refused, so that there is a further question."""


def after(seconds: float, reply: Any) -> Callable[[Any], Any]:
    """A script that gives `reply` after a while."""

    def script(body: Any) -> Any:
        time.sleep(seconds)
        return reply

    return script


def wait_for(what: Callable[[], Any]) -> Any:
    """What `what` gives, as soon as that is true."""
    deadline = time.monotonic() + 60
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def journalled(out: str = "out") -> set[str]:
    """The exchanges that a journal holds."""
    return {line["exchange"] for line in lines(f"{out}/journal.jsonl") if "exchange" in line}


def asked(faulty) -> set[str]:
    return {request_digest(body) for body in faulty.asked}


def run_json(out: str = "out") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Path(out, "run.json").read_text(encoding="utf-8"))
    return told


def test_runs_that_are_killed_at_random_moments_end_as_if_nothing_had_been():
    command = [sys.executable, str(Path(killing.__file__)), "10"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("10 kills")


FINISHING = "claimx: finishing what is in flight; Ctrl-C again stops at once\n"
INTERRUPTED = "claimx: interrupted; the same command continues.\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_lets_what_is_in_flight_end_and_asks_nothing_new(faulty, examples, number):
    faulty.on("m", after(0.4, claims(NOWHERE)))  # each paper would have further questions
    command = ["run", *examples, "--base-url", faulty.base_url, "-m", "m", "-c", "3"]
    with started(*command, "-o", "out", answers=1) as run:
        begun = wait_for(lambda: len(faulty.asked) >= 2 and len(faulty.asked))
        run.send_signal(number)
        stdout, stderr = run.communicate(timeout=60)
    assert (run.returncode, stdout, stderr) == (130, "", FINISHING + INTERRUPTED)
    assert run_json()["status"] == "interrupted"
    assert asked(faulty) == journalled()
    assert begun <= len(faulty.asked) <= begun + 3
    before = len(faulty.asked)
    faulty.on("m", claims())
    assert claimx(*command, "-o", "out", "-q").exit_code == 0
    assert not {request_digest(body) for body in faulty.asked[before:]} & {
        request_digest(body) for body in faulty.asked[:before]
    }
    assert run_json()["status"] == "finished"


def test_the_second_signal_stops_at_once(faulty, examples):
    answering = threading.Event()

    def stuck(body):
        answering.wait(60)
        return claims()

    faulty.on("m", claims(), stuck)
    command = ["run", *examples, "-o", "out", "--ask-once", "--base-url", faulty.base_url, "-m", "m", "-c", "2"]
    try:
        with started(*command, answers=1) as run:
            wait_for(lambda: len(faulty.asked) >= 3)
            run.send_signal(signal.SIGINT)
            assert run.stderr is not None
            assert run.stderr.readline() == FINISHING
            told = time.monotonic()
            run.send_signal(signal.SIGINT)
            stdout, stderr = run.communicate(timeout=60)
        assert time.monotonic() - told < 4.5  # and not what is left of the five seconds
    finally:
        answering.set()
    assert (run.returncode, stdout, stderr) == (130, "", INTERRUPTED)
    assert run_json()["status"] == "interrupted"
    assert len(journalled()) == 1


def test_a_full_disk_stops_the_run_and_the_same_command_goes_on_when_there_is_room(faulty, examples):
    faulty.on("m", reads)
    command = ["run", *examples, "--limit", "12", "--base-url", faulty.base_url, "-m", "m", "-q"]
    assert claimx(*command, "-o", "whole").exit_code == 0
    whole = Path("whole/journal.jsonl").stat().st_size

    def fill_the_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (whole * 2 // 3, whole * 2 // 3))

    with process(*command, "-o", "out", preexec_fn=fill_the_disk) as run:
        stdout, stderr = run.communicate(timeout=60)
    assert (run.returncode, stdout) == (1, "")
    assert stderr.startswith("claimx: out/journal.jsonl: cannot be written (File too large): make room and run the")
    assert stderr.count("\n") == 1
    assert run_json()["status"] == "stopped"
    held, before = journalled(), len(faulty.asked)
    assert held
    assert claimx(*command, "-o", "out").exit_code == 0
    assert not {request_digest(body) for body in faulty.asked[before:]} & held
    for name in ("claims", "rejected", "ledger", "papers", "failures"):
        assert Path(f"out/{name}.jsonl").read_bytes() == Path(f"whole/{name}.jsonl").read_bytes()


def test_a_second_process_on_the_same_folder_is_told_and_refused_at_once(faulty, examples):
    faulty.on("m", slowly(0.2))
    command = ["run", *examples, "-o", "out", "--base-url", faulty.base_url, "-m", "m", "-c", "1"]
    with started(*command, answers=1) as run:
        before = Path("out/claims.jsonl").read_bytes()
        for second in (command, [*command, "--fresh"], [*command, "--retry-failed"], ["recheck", "out"]):
            result = claimx(*second)
            assert (result.exit_code, result.stderr) == (
                1,
                "claimx: out: another claimx is at work in this folder: wait for it, or name another with -o.\n",
            )
        assert Path("out/claims.jsonl").read_bytes().startswith(before)
        assert run.poll() is None
        run.kill()


def test_a_read_only_folder_is_told_and_left_as_it_is(examples):
    assert claimx("run", "page.txt", "-o", "out", "-q").exit_code == 0
    before = {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
    Path("out").chmod(0o500)
    try:
        with process("run", "page.txt", "-o", "out", preexec_fn=obey_permissions) as run:
            told = run.communicate(timeout=60)
        with process("recheck", "out", preexec_fn=obey_permissions) as recheck:
            rechecked = recheck.communicate(timeout=60)
    finally:
        Path("out").chmod(0o700)
    words = "claimx: out: cannot be written (Permission denied): name another folder with -o.\n"
    assert (run.returncode, *told) == (recheck.returncode, *rechecked) == (1, "", words)
    assert {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()} == before


def test_a_moved_folder_goes_on_where_it_is(faulty):
    faulty.on("m", reads)
    to = ["--base-url", faulty.base_url, "-m", "m", "-q"]
    assert claimx("run", "page.txt", "-o", "out", *to).exit_code == 0
    before = len(faulty.asked)
    Path("out").rename("moved")
    assert claimx("run", "page.txt", "-o", "moved", *to).exit_code == 0
    assert len(faulty.asked) == before
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (["-m", "n"], "holds a run of another model (m, not n): add --fresh to begin anew, or name another folder"),
        (["-m", "m", "--examples", "0"], "holds a run of another prompt ("),
    ],
)
def test_a_folder_of_another_question_is_told_and_kept(faulty, other, told):
    faulty.on("m", reads)
    faulty.on("n", reads)
    to = ["run", "page.txt", "-o", "out", "-q", "--base-url", faulty.base_url]
    assert claimx(*to, "-m", "m").exit_code == 0
    before = {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
    result = claimx(*to, *other)
    assert result.exit_code == 1
    assert f"claimx: out: {told}" in result.stderr
    assert {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()} == before
    assert claimx(*to, *other, "--fresh").exit_code == 0
    assert Path("out/journal-1.jsonl").read_bytes() == before[Path("out/journal.jsonl")]


def test_damage_in_the_middle_of_a_journal_is_told_with_its_line(faulty):
    faulty.on("m", reads)
    to = ["run", "page.txt", "-o", "out", "-q", "--base-url", faulty.base_url, "-m", "m"]
    assert claimx(*to).exit_code == 0
    broken = Path("out/journal.jsonl").read_bytes().replace(b'{"exchange"', b'{"exch\x00nge"', 1)
    Path("out/journal.jsonl").write_bytes(broken)
    for command in (to, ["recheck", "out"]):
        result = claimx(*command)
        words = "claimx: out/journal.jsonl:2: is damaged: restore it, or begin anew with --fresh.\n"
        assert (result.exit_code, result.stderr) == (1, words)
    assert Path("out/journal.jsonl").read_bytes() == broken


def of_paper(title: str, reply: Any) -> Any:
    """A script that gives `reply` for the paper of this title, and what the built-in model says for all others."""
    return lambda body: reply if title in body["messages"][1]["content"] else reads(body)


REFUSAL = says(None, refusal="I would rather not.")


def test_the_same_command_asks_again_only_what_got_no_answer_and_retry_failed_also_what_got_a_bad_one(faulty, examples):
    command = ["run", examples[0], "--limit", "5", "-o", "out", "--base-url", faulty.base_url, "-m", "m"]
    titles = [json.loads(line)["title"] for line in claimx("papers", examples[0], "--json").stdout.splitlines()]
    refused, lost = titles[1], titles[3]

    def script(body):
        return of_paper(refused, REFUSAL)(body) if lost not in body["messages"][1]["content"] else refuses(400, "no")

    faulty.on("m", script)
    result = claimx(*command)
    assert result.exit_code == 3
    assert [(failure["title"], failure["kind"]) for failure in lines("out/failures.jsonl")] == [
        (refused, "refusal"), (lost, "bad_request")
    ]  # fmt: skip
    told = result.stderr.splitlines()
    assert "claimx: 2 failed papers (1 refusal, 1 bad_request), all in failures.jsonl" in told
    assert "claimx: to try again, run the same command with --retry-failed: it asks this paper anew" in told
    assert any(line.startswith("claimx: to try again, mend what the server refuses") for line in told)
    before = len(faulty.asked)
    faulty.on("m", of_paper(refused, REFUSAL))
    assert claimx(*command).exit_code == 3
    again = [body["messages"][1]["content"] for body in faulty.asked[before:]]
    assert again
    assert all(lost in content for content in again)
    assert [failure["title"] for failure in lines("out/failures.jsonl")] == [refused]
    before = len(faulty.asked)
    faulty.on("m", reads)
    result = claimx(*command, "--retry-failed")
    assert (result.exit_code, "claimx: 1 failed paper to ask anew" in result.stderr) == (0, True)
    again = [body["messages"][1]["content"] for body in faulty.asked[before:]]
    assert again
    assert all(refused in content for content in again)
    assert lines("out/failures.jsonl") == []
    assert [paper["title"] for paper in lines("out/papers.jsonl")] == titles[:5]
    before = len(faulty.asked)
    result = claimx(*command, "--retry-failed")
    assert (result.exit_code, "claimx: no failed papers to ask anew" in result.stderr) == (0, True)
    assert len(faulty.asked) == before


def test_a_retry_that_is_killed_is_ended_by_the_same_command(faulty, examples):
    """What was to be asked anew is asked anew, and what was answered since counts."""
    to = ["--limit", "6", "--ask-once", "-c", "1", "--base-url", faulty.base_url, "-m", "m", "-q"]
    command = ["run", examples[0], "-o", "out", *to]
    faulty.on("m", reads, REFUSAL)
    assert claimx(*command).exit_code == 3
    assert len(lines("out/failures.jsonl")) == 5
    faulty.on("m", reads, reads, slowly(60))
    with process(*command, "--retry-failed") as run:
        wait_for(lambda: len(faulty.asked) == 6 + 3)
        run.kill()
        run.communicate(timeout=60)
    faulty.on("m", reads)
    assert claimx(*command).exit_code == 0
    assert lines("out/failures.jsonl") == []
    assert len(faulty.asked) == 6 + 3 + 3
    assert claimx("run", examples[0], "-o", "clean", *to).exit_code == 0
    assert Path("out/claims.jsonl").read_bytes() == Path("clean/claims.jsonl").read_bytes()


def test_what_was_answered_in_one_mode_is_not_asked_again_in_another(faulty, examples):
    """The first paper tells nothing of the modes, the second is answered in tools only, the third late."""
    titles = [json.loads(line)["title"] for line in claimx("papers", examples[0], "--json").stdout.splitlines()]

    def script(body):
        paper = body["messages"][1]["content"]
        if titles[0] in paper:
            return REFUSAL
        if titles[1] in paper and "response_format" in body:
            return says("I cannot tell.")
        if titles[2] in paper:
            time.sleep(0.3)
        return reads(body)

    faulty.on("m", script)
    command = ["run", examples[0], "--limit", "7", "-o", "out", "--base-url", faulty.base_url, "-m", "m", "-c", "2"]
    assert claimx(*command, "-q").exit_code == 3
    assert {"tools" in body for body in faulty.asked} == {True, False}
    before, claimed = len(faulty.asked), Path("out/claims.jsonl").read_bytes()
    for mode in ("auto", "json", "json_schema", "tools"):
        assert claimx(*command, "-q", "--mode", mode).exit_code == 3
        assert len(faulty.asked) == before
        assert Path("out/claims.jsonl").read_bytes() == claimed


def test_a_higher_limit_of_tokens_asks_again_only_for_what_was_cut(faulty, examples):
    titles = [json.loads(line)["title"] for line in claimx("papers", examples[0], "--json").stdout.splitlines()]
    cut = titles[2]

    def script(body):
        short = cut in body["messages"][1]["content"] and body["max_tokens"] < 8000
        return says('{"claims": [', finish="length") if short else reads(body)

    faulty.on("m", script)
    command = ["run", examples[0], "--limit", "5", "-o", "out", "--base-url", faulty.base_url, "-m", "m", "-q"]
    assert claimx(*command).exit_code == 3
    (failure,) = lines("out/failures.jsonl")
    assert failure["retry"] == "raise --max-tokens, then run the same command with --retry-failed"
    before = len(faulty.asked)
    assert claimx(*command, "--max-tokens", "8192", "--retry-failed").exit_code == 0
    assert {cut in body["messages"][1]["content"] for body in faulty.asked[before:]} == {True}
    assert lines("out/failures.jsonl") == []


def test_a_budget_holds_for_the_folder_and_a_higher_one_goes_on(faulty, examples):
    def dear(body):
        usage = {"prompt_tokens": 5000, "completion_tokens": 1000, "prompt_tokens_details": {"cached_tokens": 4000}}
        return Reply({**reads(body).content, "usage": usage})

    faulty.on("m", dear)
    prices = ["--price-in", "1", "--price-cached", "0.5", "--price-out", "10"]
    command = ["run", examples[0], "--limit", "9", "-o", "out", "--ask-once", "-m", "m", *prices]
    command += ["--base-url", faulty.base_url]
    result = claimx(*command, "--budget", "30k tokens")
    assert result.exit_code == 3
    answered = len(faulty.asked)
    assert 3 <= answered <= 5
    told = run_json()
    assert told["status"] == "finished"
    tokens = {"prompt_tokens": 5000 * answered, "cached_tokens": 4000 * answered, "completion_tokens": 1000 * answered}
    assert told["tokens"] == tokens
    assert told["cost"] == pytest.approx(answered * (1000 * 1 + 4000 * 0.5 + 1000 * 10) / 1e6)
    assert [failure["kind"] for failure in lines("out/failures.jsonl")] == ["over_budget"] * (9 - answered)
    assert "claimx: to try again, raise --budget, then run the same command again" in result.stderr
    assert claimx(*command, "--budget", "30k tokens").exit_code == 3
    assert len(faulty.asked) == answered
    assert run_json()["tokens"] == tokens
    assert claimx(*command, "--budget", "1M tokens").exit_code == 0
    assert len(faulty.asked) == 9
    assert run_json()["tokens"]["prompt_tokens"] == 9 * 5000


def test_a_server_that_goes_away_for_good_stops_the_run_and_what_was_answered_is_kept(faulty, examples):
    command = ["run", *examples, "-o", "out", "--base-url", faulty.base_url, "-m", "m", "-q", "-c", "4"]
    faulty.on("m", *[reads] * 8, refuses(502, "bad gateway"))
    result = claimx(*command, "--patience", "0", "--retries", "0")
    assert result.exit_code == 1
    assert "claimx: " in result.stderr
    assert "the same command continues" in result.stderr
    told = run_json()
    assert told["status"] == "stopped"
    assert told["counts"]["papers"] == len(lines("out/papers.jsonl")) >= 2
    assert len({claim["paper_id"] for claim in lines("out/claims.jsonl")}) >= 1
    held, before = journalled(), len(faulty.asked)
    assert len(held) == 8
    faulty.on("m", reads)
    assert claimx(*command).exit_code == 0
    assert not {request_digest(body) for body in faulty.asked[before:]} & held
    assert run_json()["status"] == "finished"


def test_a_pipe_that_is_closed_early_ends_quietly(examples):
    with process("papers", *examples, "--json") as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        stderr = run.stderr.read()
        assert run.wait(60) in (0, 1)
    assert "Traceback" not in stderr
    assert "Exception" not in stderr
