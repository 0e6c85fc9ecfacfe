"""The planted corpus: invented papers whose claims are known to belong together, or apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from builders import make_paper
from claimx.answers import AnsweredClaim
from claimx.checks import audit
from claimx.claims import Claim, Provenance
from claimx.grounding import Grounding, ground
from claimx.papers import Paper

PLANTED = Path(__file__).parent / "data" / "planted"
READER = Provenance(model="planted", prompt="p" * 12, exchange="e1", snapshot="planted.txt")


def planted(name: str) -> list[tuple[Paper, Claim, dict[str, Any]]]:
    """The claims of a file of the corpus, grounded and audited, each with its paper and what the file says of it."""
    found = []
    for line in (PLANTED / f"{name}.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        paper = make_paper(entry["title"], entry["abstract"])
        reading = Grounding.of(paper)
        grounded = [ground(AnsweredClaim.model_validate(told), reading, READER) for told in entry["claims"]]
        claims = [claim for claim in grounded if isinstance(claim, Claim)]
        assert len(claims) == len(grounded), f"{entry['title']}: {grounded}"
        audited = audit(claims, paper)
        assert [claim.id for claim in audited] == [claim.id for claim in claims], entry["title"]
        found += [(paper, claim, told) for claim, told in zip(audited, entry["claims"], strict=True)]
    return found
