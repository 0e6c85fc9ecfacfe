"""How good the claims are, side by side: the built-in reader alone, with the checks, and recorded answers.

    python benchmarks/quality.py [GOLD SNAPSHOT...] [--replay CASSETTES] [--model NAME]

Without arguments on the example snapshots, whose answers by a language model are in cassettes/language_model.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import claimx
from claimx.builtin.reader import read
from claimx.claims import Claim, Provenance
from claimx.evaluation import Evaluation, evaluate, read_gold
from claimx.grounding import Grounding, ground
from claimx.papers import Paper

ROOT = Path(__file__).parents[1]
NOBODY = Provenance(model="builtin", prompt="none", exchange="none")


def unchecked(papers: Sequence[Paper]) -> list[Claim]:
    """What the built-in reader finds, grounded and not checked."""
    claims = []
    for paper in papers:
        grounding = Grounding.of(paper)
        found = (ground(answered, grounding, NOBODY) for answered in read(paper.title, paper.abstract))
        claims += [claim for claim in found if isinstance(claim, Claim)]
    return claims


def row(name: str, figures: Evaluation) -> str:
    """One line of the table."""
    detection = figures.detection
    shown = (
        detection.quantified.f1,
        detection.qualitative.f1,
        figures.tuple_f1.f1,
        figures.strict.result_tuple.f1,
        figures.grounding.share,
        figures.unaccounted.share if figures.unaccounted else None,
    )
    return f"{name:28}" + "".join(f"{'-' if value is None else f'{value:.3f}':>14}" for value in shown)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", nargs="?", type=Path, default=ROOT / "examples" / "gold.jsonl")
    parser.add_argument("snapshots", nargs="*", type=Path, default=sorted((ROOT / "examples").glob("*.txt")))
    parser.add_argument("--replay", type=Path, default=ROOT / "cassettes" / "language_model")
    parser.add_argument("--model", default="language-model")
    options = parser.parse_args()
    papers, gold = list(claimx.read_snapshots(options.snapshots)), read_gold(options.gold)
    print(f"{len(papers)} papers, {sum(len(paper.claims) for paper in gold)} gold claims")
    headings = ("quantified", "qualitative", "tuple", "strict tuple", "grounded", "unaccounted")
    print(f"{'':28}" + "".join(f"{heading:>14}" for heading in headings))
    print(row("builtin without checks", evaluate(unchecked(papers), gold)))
    sources = {
        "builtin with checks": claimx.extract(papers),
        "recorded answers": claimx.extract(papers, model=options.model, replay=options.replay),
    }
    for name, extraction in sources.items():
        ledger = [line.model_dump() for line in extraction.ledger]
        print(row(name, evaluate(extraction.claims, gold, ledger=ledger)))


if __name__ == "__main__":
    main()
