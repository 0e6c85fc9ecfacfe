"""What an abstract costs in CPU, stage by stage, side by side in one run and as ratios to the bare client.

    python benchmarks/speed.py [SNAPSHOT...]

Everything runs on the built-in model in process, so that no network is measured. The bare client is openai with
`response_format` and one validation, without grounding, checks, ledger or asking again.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import claimx
from claimx.answers import AnsweredClaims
from claimx.api import Extraction
from claimx.builtin.reader import read
from claimx.ledger import ledger_of
from claimx.models import connect
from claimx.papers import Paper
from claimx.prompts import read_prompt
from claimx.quantities import quantities

ROOT = Path(__file__).parents[1]
ROUNDS = 3


def bare(papers: Sequence[Paper]) -> None:
    """Each paper asked and its answer validated, nothing more."""
    prompt, schema = read_prompt("extract"), AnsweredClaims.model_json_schema()
    form = {"type": "json_schema", "json_schema": {"name": "AnsweredClaims", "schema": schema}}

    async def work() -> None:
        connection = connect()
        for paper in papers:
            completion = await connection.client.chat.completions.create(
                model="builtin", messages=prompt.messages(paper), response_format=form
            )
            AnsweredClaims.model_validate_json(completion.choices[0].message.content)
        await connection.client.close()

    asyncio.run(work())


def whole(papers: Sequence[Paper]) -> Extraction:
    """The whole pipeline."""
    return claimx.extract(papers)


def seconds(work: Callable[[], object]) -> float:
    """The least CPU time of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    snapshots = [Path(a) for a in arguments] or sorted((ROOT / "examples").glob("*.txt"))
    papers = list(claimx.read_snapshots(snapshots))
    extraction = whole(papers)
    stages: dict[str, Callable[[], object]] = {
        "bare client, same model": lambda: bare(papers),
        "the whole pipeline": lambda: whole(papers),
        "of it: reading snapshots": lambda: list(claimx.read_snapshots(snapshots)),
        "of it: the built-in reader": lambda: [read(p.title, p.abstract) for p in papers],
        "of it: numbers": lambda: [quantities(p.abstract) for p in papers],
        "of it: ledger": lambda: [ledger_of(p, ()) for p in papers],
        "comparison": lambda: claimx.compare(extraction.claims, papers),
        "HTML report": lambda: claimx.render(claimx.compare(extraction.claims, papers), "html"),
    }
    measured = {name: seconds(work) / len(papers) * 1000 for name, work in stages.items()}
    base = measured["bare client, same model"]
    print(f"{len(papers)} papers, {len(extraction.claims)} claims; CPU per paper, best of {ROUNDS}")
    for name, milliseconds in measured.items():
        print(f"{name:28}{milliseconds:8.2f} ms{milliseconds / base:8.2f}x the bare client")
    print(json.dumps({name: round(value, 3) for name, value in measured.items()}))


if __name__ == "__main__":
    main(sys.argv[1:])
