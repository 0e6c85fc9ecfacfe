"""`claimx serve`: where it listens, what it says of that, and how it ends."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from builders import make_paper
from claimx.builtin.app import MODEL, answer
from claimx.fence import fenced
from commands import claimx
from recording import CASSETTES

PAPER = make_paper()
BODY = {"model": MODEL, "messages": [{"role": "user", "content": fenced(PAPER.title, PAPER.abstract)}]}


@contextmanager
def served_with(*arguments: str, lines: int = 1) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """`claimx serve` on a free port, and what it says as it starts: at least so many lines."""
    command = [sys.executable, "-m", "claimx", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, said_by(process, lines)
        finally:
            process.kill()
            process.wait(10)


def said_by(process: subprocess.Popen[str], lines: int) -> list[str]:
    """So many lines of its stderr, and what follows at once."""
    assert process.stderr is not None
    said, pipe = b"", process.stderr.fileno()
    while lines and select.select([pipe], [], [], 30 if said.count(b"\n") < lines else 0.2)[0]:
        piece = os.read(pipe, 65_536)
        assert piece, f"it ended with {said!r}"
        said += piece
    return said.decode().splitlines(keepends=True)


def url_of(lines: list[str]) -> str:
    found = re.search(r"http://\S+(?=/v1)", lines[0])
    assert found, lines
    return found[0].replace("0.0.0.0", "127.0.0.1")


def test_it_listens_on_this_machine_alone_unless_told_otherwise():
    with served_with() as (process, lines):
        assert [re.sub(r"\d+/", "PORT/", line) for line in lines] == ["serving on http://127.0.0.1:PORT/v1\n"]
        url = url_of(lines)
        assert httpx2.get(f"{url}/health").json() == {"status": "ok"}
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ("", "")
        assert process.returncode == 130


@pytest.mark.parametrize("host", ["0.0.0.0", ""])
def test_an_address_that_others_can_reach_is_warned_of(host):
    with served_with("--host", host, lines=2) as (_, lines):
        assert lines[1:] == ["claimx: 0.0.0.0 can be reached from other machines, and there is no key.\n"]
        assert httpx2.get(f"{url_of(lines)}/health").status_code == 200


@pytest.mark.parametrize(("host", "address"), [("localhost", "127.0.0.1"), ("127.0.0.2", "127.0.0.2")])
def test_another_address_of_this_machine_needs_no_warning(host, address):
    with served_with("--host", host) as (_, lines):
        assert len(lines) == 1
        assert url_of(lines).startswith(f"http://{address}:")


def test_it_says_nothing_when_it_is_to_be_quiet():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with served_with("--quiet", "--port", port, "--host", "0.0.0.0", lines=0) as (process, _):
        wait_for(f"http://127.0.0.1:{port}/health")
        process.terminate()
        assert process.communicate(timeout=20) == ("", "")


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            assert httpx2.get(url).status_code == 200
        except httpx2.ConnectError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "no.such.host.invalid"], "no.such.host.invalid:0 cannot be listened on"),
        (["--host", "192.0.2.1"], "choose another --host"),
        (["--host", "\x1b[2J"], r"\x1b[2J:0 cannot be listened on"),
        (["--host", "x" * 300], "choose another --host"),
        (["--host", "::zz"], "choose another --host"),
    ],
)
def test_an_address_that_there_is_not_is_told(arguments, said):
    run = subprocess.run(
        [sys.executable, "-m", "claimx", "serve", "--port", "0", *arguments],
        capture_output=True, text=True, timeout=60)  # fmt: skip
    assert run.returncode == 1
    assert said in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_port_that_is_taken_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = claimx("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert result.stderr.endswith("choose another --port.\n")


def test_it_can_be_started_again_on_the_port_that_it_had():
    with served_with() as (process, lines):
        url = url_of(lines)
        with httpx2.Client() as client:
            assert client.post(f"{url}/v1/chat/completions", json=BODY).status_code == 200
            process.terminate()
            process.wait(20)
    with served_with("--port", url.rpartition(":")[2]) as (_, lines):
        assert url_of(lines) == url


def test_cassettes_are_served_with_their_models():
    with served_with("--replay", str(CASSETTES)) as (_, lines):
        url = url_of(lines)
        names = [model["id"] for model in httpx2.get(f"{url}/v1/models").json()["data"]]
        assert {"builtin", "tiny"} <= set(names)
        assert httpx2.get(f"{url}/v1/models/tiny").json()["object"] == "model"
        assert httpx2.get(f"{url}/health").json() == {"status": "ok"}


def test_many_ask_at_once_and_each_gets_the_same(served):
    def ask(stream: bool) -> str:
        response = httpx2.post(f"{served}/chat/completions", json={**BODY, "stream": stream}, timeout=60)
        assert response.status_code == 200
        return response.text

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, [False, True] * 16))
    assert len(set(answers)) == 2


def test_clients_that_leave_early_or_talk_nonsense_do_it_no_harm(served):
    port = int(served.removesuffix("/v1").rpartition(":")[2])
    head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
    for sent in (b"", b"\x00\xff" * 100, b"GET / HTTP/9\r\n\r\n", head, head + b"{"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.sendall(sent)
    threads = [threading.Thread(target=leave_a_stream, args=(served,)) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join(20) for thread in threads]
    response = httpx2.post(f"{served}/chat/completions", json=BODY)
    said: Any = response.json()["choices"][0]["message"]["content"]
    assert said == answer(BODY["messages"])  # type: ignore[arg-type]


def leave_a_stream(served: str) -> None:
    """Read the beginning of a stream and go."""
    with httpx2.stream("POST", f"{served}/chat/completions", json={**BODY, "stream": True}) as response:
        next(response.iter_raw())
