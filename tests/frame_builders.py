"""Run folders for the tests of frames, written as a run writes them but without a model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from claimx.claims import Claim
from claimx.jsonl import line_of
from claimx.ledger import ledger_of
from claimx.papers import Paper


def write_run(
    folder: Path,
    papers: Sequence[Paper],
    claims: Sequence[Claim] = (),
    *,
    finished: str = "2026-05-12T08:00:00+00:00",
    model: str = "builtin",
    failed: Sequence[Paper] = (),
) -> Path:
    """A run folder with `papers`, `claims` and failures for the papers `failed`; gives `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    failures = [{"paper_id": p.id, "title": p.title, "kind": "timeout", "message": "gone"} for p in failed]
    ledgers = [ledger_of(paper, [c for c in claims if c.paper_id == paper.id]) for paper in papers]
    lists = {"papers": papers, "claims": claims, "rejected": (), "ledger": ledgers, "failures": failures}
    for name, values in lists.items():
        (folder / f"{name}.jsonl").write_text("".join(map(line_of, values)), encoding="utf-8")
    run = {
        "claimx": "0.1.0",
        "sources": [{"snapshot": "2026-05-12.txt", "sha256": None, "entries": len(papers)}],
        "model": model,
        "base_url": None,
        "prompt": "p" * 12,
        "schema": "s" * 12,
        "status": "finished",
        "started": finished,
        "finished": finished,
        "counts": {"papers": len(papers), "claims": len(claims)},
        "tokens": {"prompt_tokens": 1000, "completion_tokens": 10},
        "cost": 0.25,
    }
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    return folder
