"""Records the cassettes anew, over real sockets on loopback: `make record`.

    cassettes/builtin.yaml    the example snapshots, answered by `claimx serve`
    cassettes/tiny.yaml       six of their papers, answered by llama.cpp's server with a tiny model of random weights:
                              junk answers, real protocol
    cassettes/doctor.yaml     what `claimx doctor` asks, answered by the same server

`python tests/record.py NAME URL MODEL [SNAPSHOT...]` records cassettes/NAME.yaml from any other OpenAI-compatible
server: so came language_model/language-model.yaml, the example snapshots answered by a language model, and
odd/odd-model.yaml, one of them answered by a language model that was told to err, in another way for each paper.
`python tests/record.py --summary NAME URL MODEL` records the summary of the claims that language_model holds.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import vcr

from claimx.api import Extractor, aextract
from claimx.comparison import compare
from claimx.models import connect, open_client
from claimx.models.doctor import diagnose
from claimx.papers import Paper
from claimx.settings import read_settings
from claimx.snapshots import read_snapshots
from claimx.summaries import summarize
from recording import CASSETTES, SETTINGS, configured
from servers.running import serving, serving_tiny

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))
TINY = {"model": "tiny", "max_tokens": 1500, "temperature": 1.5}
"""How the tiny model is asked: warm, so that its junk differs from paper to paper."""


def main(arguments: Sequence[str]) -> None:
    """Record from our own servers, or from the server that the arguments name."""
    if arguments[:1] == ["--summary"]:
        _, name, base_url, model = arguments
        sum_up(name, base_url, model=model)
        return
    if arguments:
        name, base_url, model, *snapshots = arguments
        papers = list(read_snapshots([Path(s) for s in snapshots] or EXAMPLES))
        record(name, papers, base_url, model=model, concurrency=64, timeout_seconds=7200.0)
        return
    papers = list(read_snapshots(EXAMPLES))
    with serving() as base_url:
        record("builtin", papers, base_url, model="builtin")
    with tempfile.TemporaryDirectory() as folder, serving_tiny(Path(folder)) as base_url:
        record("tiny", papers[:6], base_url, **TINY, concurrency=1)
        examine("doctor", base_url, model="tiny")


def record(name: str, papers: Sequence[Paper], base_url: str, **settings: Any) -> None:
    """Extract the claims of `papers` under `settings` and keep every exchange in cassettes/NAME.yaml."""
    path = CASSETTES / f"{name}.yaml"
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)

    async def work() -> None:
        claims = failures = 0
        async for result in Extractor(base_url=base_url, **settings).stream(papers):
            claims += len(result.claims)
            failures += result.failure is not None
        print(f"{name}: {len(papers)} papers, {claims} claims, {failures} failures")

    with configured(vcr.VCR()).use_cassette(str(path), record_mode="all", **SETTINGS):
        asyncio.run(work())


def sum_up(name: str, base_url: str, *, model: str) -> None:
    """Ask for a summary of the claims that cassettes/language_model holds, and keep every exchange in
    cassettes/NAME.yaml.
    """
    path = CASSETTES / f"{name}.yaml"
    path.unlink(missing_ok=True)

    async def work() -> None:
        papers = list(read_snapshots(EXAMPLES))
        recorded = await aextract(papers, model="language-model", replay=CASSETTES / "language_model")
        client = open_client(read_settings(model=model, base_url=base_url, timeout_seconds=7200.0))
        with configured(vcr.VCR()).use_cassette(str(path), record_mode="all", **SETTINGS):
            summary = await summarize(compare(recorded.claims, papers), client)
        await client.aclose()
        for sentence in summary.sentences:
            print(sentence.by, sentence.text)
        print(*summary.problems, sep="\n")

    asyncio.run(work())


def examine(name: str, base_url: str, *, model: str) -> None:
    """Examine the server and keep every exchange in cassettes/NAME.yaml."""
    path = CASSETTES / f"{name}.yaml"
    path.unlink(missing_ok=True)

    async def work() -> None:
        connection = connect(model, base_url=base_url, api_key="none")
        found = await diagnose(connection, most_at_once=4)
        await connection.client.close()
        print(f"{name}: {len(found.probes)} probes, {found.requests} requests, {found.uses.mode}")

    with configured(vcr.VCR()).use_cassette(str(path), record_mode="all", **SETTINGS):
        asyncio.run(work())


if __name__ == "__main__":
    main(sys.argv[1:])
