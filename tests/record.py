"""Records the cassettes anew, over real sockets on loopback: `make record`.

cassettes/builtin.yaml   the example snapshots, answered by `claimx serve` cassettes/tiny.yaml      a few of them,
answered by llama.cpp's server with a tiny random model: junk answers, real protocol

The cassettes of a language model (cassettes/language_model/) are recorded by `python tests/record.py URL MODEL
[SNAPSHOT...]` against any local OpenAI-compatible server.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import vcr

from claimx.api import Extractor
from claimx.papers import Paper
from claimx.snapshots import read_snapshots
from recording import CASSETTES, SETTINGS, configured
from servers.running import serving, serving_tiny

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))


def main(arguments: Sequence[str]) -> None:
    """Record from our own servers, or from the server that the arguments name."""
    if arguments:
        base_url, model, *snapshots = arguments
        papers = list(read_snapshots([Path(s) for s in snapshots] or EXAMPLES))
        record(
            f"language_model/{model}", papers, model=model, base_url=base_url, concurrency=64, timeout_seconds=7200.0
        )
        return
    papers = list(read_snapshots(EXAMPLES))
    with serving() as base_url:
        record("builtin", papers, model="builtin", base_url=base_url)
    with tempfile.TemporaryDirectory() as folder, serving_tiny(Path(folder)) as base_url:
        record("tiny", papers[:6], model="tiny", base_url=base_url, max_tokens=1500, concurrency=2)


def record(name: str, papers: Sequence[Paper], **settings: Any) -> None:
    """Extract the claims of `papers` under `settings` and keep every exchange in cassettes/NAME.yaml."""
    path = CASSETTES / f"{name}.yaml"
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)

    async def work() -> None:
        claims = failures = 0
        async for result in Extractor(**settings).stream(papers):
            claims += len(result.claims)
            failures += result.failure is not None
        print(f"{name}: {len(papers)} papers, {claims} claims, {failures} failures")

    with configured(vcr.VCR()).use_cassette(str(path), record_mode="all", **SETTINGS):
        asyncio.run(work())


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except subprocess.CalledProcessError as problem:
        sys.exit(f"a server did not start: {problem}")
