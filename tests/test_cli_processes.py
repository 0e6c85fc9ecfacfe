"""The command line in processes of their own: against real servers, killed, interrupted, cut off."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from claimx.models.exchanges import request_digest
from commands import KEY, PAGE, claimx, lines
from recording import CASSETTES
from servers.faulty import reads, slowly


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """An empty working directory with a page of two papers."""
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path


def process(*arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
    """The command line in a process of its own, with a key in its environment."""
    return subprocess.Popen(
        [sys.executable, "-m", "claimx", *map(str, arguments)],
        env={**os.environ, "OPENAI_API_KEY": KEY},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


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


def started(faulty, *arguments: str | Path, answers: int) -> subprocess.Popen[str]:
    """A run in a process of its own, as soon as its journal holds so many answers."""
    run = process(*arguments)
    deadline = time.monotonic() + 60
    journal = Path("out/journal.jsonl")
    while not journal.exists() or journal.read_text(encoding="utf-8").count('{"exchange"') < answers:
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return run


def test_a_run_that_was_killed_continues_and_asks_nothing_twice(faulty, examples):
    faulty.on("m", slowly(0.1))
    command = ["run", *examples, "--base-url", faulty.base_url, "-m", "m", "-c", "4", "--retries", "0"]
    with started(faulty, *command, "-o", "out", answers=6) as run:
        run.kill()
        run.communicate(timeout=60)
    assert run.returncode == -signal.SIGKILL
    journalled = {line["exchange"] for line in lines("out/journal.jsonl") if "exchange" in line}
    assert 6 <= len(journalled) < 30
    before = len(faulty.asked)
    faulty.on("m", reads)
    assert claimx(*command, "-o", "out", "-q").exit_code == 0
    again = {request_digest(body) for body in faulty.asked[before:]}
    assert again
    assert not again & journalled
    assert claimx(*command, "-o", "whole", "-q").exit_code == 0
    for name in ("claims", "rejected", "ledger", "papers", "failures"):
        assert Path(f"out/{name}.jsonl").read_bytes() == Path(f"whole/{name}.jsonl").read_bytes()
    assert not {request_digest(body) for body in faulty.asked} ^ {
        line["exchange"] for line in lines("whole/journal.jsonl") if "exchange" in line
    }


def test_a_run_that_is_interrupted_says_how_to_go_on(faulty, examples):
    faulty.on("m", slowly(0.1))
    command = ["run", *examples, "-o", "out", "--base-url", faulty.base_url, "-m", "m", "-c", "2"]
    with started(faulty, *command, answers=2) as run:
        run.send_signal(signal.SIGINT)
        stdout, stderr = run.communicate(timeout=60)
    assert (run.returncode, stdout) == (130, "")
    assert stderr == "claimx: interrupted; the same command continues.\n"
    assert json.loads(Path("out/run.json").read_text())["status"] == "interrupted"


def test_a_pipe_that_is_closed_early_ends_quietly(examples):
    run = process("papers", *examples, "--json")
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.close()
    stderr = run.stderr.read()
    run.stderr.close()
    assert run.wait(60) in (0, 1)
    assert "Traceback" not in stderr
    assert "Exception" not in stderr
