"""How much the comparison table holds, and how well: the coverage of groups, and pairs of rows for people to judge.

    python benchmarks/comparison.py [GOLD SNAPSHOT...] [--pairs FILE] [--of 100] [--seed 0]

Coverage: of the quantified claims that stand for a gold claim whose metric the vocabulary knows and which is not
vague, the share that stands in a group with a known, specific metric. Pairs: two rows of one group, drawn from all
pairs of the claims and of the gold itself, written with their evidence; whether the two numbers may stand in one
column is for a reader to say.
"""

from __future__ import annotations

import argparse
import itertools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import claimx
from claimx import names
from claimx.checks import audit
from claimx.claims import Claim, Evidence, Provenance, claim_id
from claimx.columns import shown, shown_benchmark, shown_kind
from claimx.comparison import Comparison, Group, Row, compare
from claimx.evaluation import GoldPaper, read_gold
from claimx.evaluation.matching import matched
from claimx.papers import Paper

ROOT = Path(__file__).parents[1]
NOBODY = Provenance(model="gold", prompt="none", exchange="none")


def gold_claims(gold: GoldPaper) -> list[Claim]:
    """The claims that people read in a paper, as if a model had answered them."""
    paper = Paper(id=gold.id, title=gold.title, abstract=gold.abstract)
    claims = []
    for place, told in enumerate(gold.claims):
        start = gold.abstract.index(told.evidence)
        claim = Claim(
            id=claim_id(paper.id, start, start + len(told.evidence), (place,)),
            paper_id=paper.id,
            title=paper.title,
            method=told.method[0],
            metric=told.metric[0],
            delta=told.delta,
            model_size=told.model_size,
            baselines=told.baseline,
            benchmarks=told.benchmark,
            evidence=Evidence(quote=told.evidence, start=start, end=start + len(told.evidence)),
            quantified=told.quantified,
            provenance=NOBODY,
        )
        claims.append(claim.model_copy(update={"names": names.named(claim, gold.title, gold.abstract)}))
    # The checks find out what percents are of; what else they say of the gold does not matter here.
    audited = {claim.id: claim.delta for claim in audit(claims, paper)}
    return [claim.model_copy(update={"delta": audited.get(claim.id, claim.delta)}) for claim in claims]


def known_and_specific(metric: str | None) -> bool:
    """Whether a name is one of the vocabulary that says what was measured."""
    entry = names.metric(metric) if metric else None
    return entry is not None and not entry.vague


def coverage(comparison: Comparison, gold: Sequence[GoldPaper]) -> tuple[int, int]:
    """How many quantified claims stand in a group with a known, specific metric, of those whose gold has one."""
    places = {row.claim.id: group for group in comparison.groups for row in group.rows}
    claims = [row.claim for row in comparison.rows]
    pairs = [pair for paper in gold for pair in matched(paper, [c for c in claims if c.title == paper.title]).pairs]
    wanted = [pair for pair in pairs if pair.gold.quantified and known_and_specific(pair.gold.metric[0])]
    return sum(_is_specific(places[pair.claim.id]) for pair in wanted), len(wanted)


def _is_specific(group: Group) -> bool:
    return not group.vague and known_and_specific(group.metric)


def pairs_of(comparison: Comparison) -> Iterator[tuple[Group, Row, Row]]:
    """All pairs of rows that share a group."""
    for group in comparison.groups:
        for one, other in itertools.combinations(group.rows, 2):
            yield group, one, other


def described(group: Group, rows: Sequence[Row]) -> str:
    """A pair for a reader: its group, then each row with its value, names and evidence."""
    lines = [f"{group.metric}; {shown_benchmark(group)}; {shown_kind(group)}"]
    for row in rows:
        claim = row.claim
        derived = f", derived {shown(row.derived.delta)}" if row.derived else ""
        lines += [
            f"  {shown(claim.delta)}{derived} | {claim.method} | {claim.metric} | on {list(claim.benchmarks)}"
            f" | against {list(claim.baselines)}",
            f"    {claim.title}: {claim.evidence.quote}",
        ]
    return "\n".join(lines)


def main() -> None:
    """Print the figures, and write the pairs where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", nargs="?", type=Path, default=ROOT / "examples" / "gold.jsonl")
    parser.add_argument("snapshots", nargs="*", type=Path, default=sorted((ROOT / "examples").glob("*.txt")))
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--of", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    gold = read_gold(options.gold)
    extraction = claimx.extract(claimx.read_snapshots(options.snapshots))
    comparisons = {
        "claims": compare(extraction.claims, extraction.papers),
        "gold": compare(claim for paper in gold for claim in gold_claims(paper)),
    }
    drawn = []
    for name, comparison in comparisons.items():
        quantified = [(g, row) for g in comparison.groups for row in g.rows if row.claim.quantified]
        specific = sum(_is_specific(group) for group, _ in quantified)
        beside = sum(len(group.rows) > 1 for group, _ in quantified)
        pairs = list(pairs_of(comparison))
        drawn += pairs
        print(f"{name}: {len(comparison.rows)} rows in {len(comparison.groups)} groups, {len(pairs)} pairs")
        print(f"  {len(quantified)} quantified, {specific} of a known, specific metric, {beside} beside others")
    covered, wanted = coverage(comparisons["claims"], gold)
    print(f"coverage: {covered} of {wanted}" + (f" ({covered / wanted:.1%})" if wanted else ""))
    if options.pairs:
        chosen = random.Random(options.seed).sample(drawn, min(options.of, len(drawn)))
        texts = (f"{n}. {described(group, rows)}\n" for n, (group, *rows) in enumerate(chosen, start=1))
        options.pairs.write_text("\n".join(texts), encoding="utf-8")


if __name__ == "__main__":
    main()
