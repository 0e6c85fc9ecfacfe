"""Starting and stopping real servers on loopback, each a process of its own."""

import json
import re
import select
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """`claimx serve` on a free port, with further arguments; gives its base URL."""
    command = [sys.executable, "-m", "claimx", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield _announced(process)
        finally:
            process.terminate()
            process.wait(10)


@dataclass(frozen=True)
class FaultServer:
    """A running server of faults; the model's name in a request says which (see faults.py)."""

    base_url: str

    def counts(self) -> dict[str, Any]:
        """What was asked since it started or forgot."""
        return self._called("GET")

    def forget(self) -> None:
        """Count anew."""
        self._called("DELETE")

    def _called(self, method: str) -> dict[str, Any]:
        _wait_for(f"{self.base_url}/models")  # one that is away comes back
        request = urllib.request.Request(self.base_url.removesuffix("/v1") + "/counts", method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            told: dict[str, Any] = json.load(response)
        return told


@contextmanager
def making_faults() -> Iterator[FaultServer]:
    """A server of every fault, in a process of its own."""
    command = [sys.executable, "-m", "servers.faults", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=HERE.parent) as process:
        try:
            yield FaultServer(_announced(process))
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def serving_tiny(folder: Path, port: int = 8815) -> Iterator[str]:
    """llama.cpp's server with a tiny random model, made in `folder`; gives its base URL. The model's name is `tiny`."""
    model = folder / "tiny.gguf"
    if not model.exists():
        subprocess.run([sys.executable, str(HERE / "tiny_gguf.py"), str(model)], check=True, cwd=HERE)
    command = [sys.executable, str(HERE / "llama_server.py"), str(model), str(port)]
    log = (folder / "llama.log").open("w")
    with log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            process.wait(10)


def _announced(process: subprocess.Popen[str]) -> str:
    """The base URL that a server tells on stderr as it starts, once it answers."""
    assert process.stderr is not None
    ready, _, _ = select.select([process.stderr], [], [], 30)
    line = process.stderr.readline() if ready else ""
    found = re.search(r"http://\S+/v1", line)
    assert found, f"{process.args} did not start: {line!r}"
    _wait_for(f"{found[0]}/models")
    return found[0]


def _wait_for(url: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError) as problem:
            if time.monotonic() > deadline:
                raise AssertionError(f"{url} does not answer: {problem}") from None
            time.sleep(0.1)
