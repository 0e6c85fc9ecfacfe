"""Right and wrong readings of abstracts as claims: from gold papers, hard cases and their misreadings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builders import looked_up, make_claim, make_paper
from claimx.checks.cases import Case
from claimx.claims import Claim, Delta, Evidence, Provenance, claim_id
from claimx.evaluation import GoldClaim, GoldPaper, read_gold
from claimx.ledger.survey import survey
from claimx.papers import Paper

DATA = Path(__file__).parent / "data"


def paper_of(gold: GoldPaper) -> Paper:
    """The paper that a gold paper annotates."""
    return Paper(id=gold.id, title=gold.title, abstract=gold.abstract)


def claim_of(gold: GoldClaim, paper: Paper) -> Claim:
    """The claim that says what a gold claim says, under its first acceptable names."""
    start = paper.abstract.index(gold.evidence)
    end = start + len(gold.evidence)
    parts = (gold.method[0], gold.metric[0], *gold.delta.numbers, *gold.benchmark, *gold.baseline)
    return Claim(
        id=claim_id(paper.id, start, end, parts),
        paper_id=paper.id,
        title=paper.title,
        method=gold.method[0],
        metric=gold.metric[0],
        delta=gold.delta,
        model_size=gold.model_size,
        baselines=gold.baseline,
        benchmarks=gold.benchmark,
        evidence=Evidence(quote=gold.evidence, start=start, end=end),
        quantified=gold.quantified,
        names=looked_up(gold.metric[0], gold.benchmark),
        provenance=Provenance(model="gold", prompt="p" * 12, exchange="e1"),
    )


def readings(path: Path) -> Iterator[tuple[Paper, list[Claim]]]:
    """Every paper of a gold file with its claims."""
    for gold in read_gold(path):
        paper = paper_of(gold)
        yield paper, [claim_of(claim, paper) for claim in gold.claims]


@dataclass(frozen=True)
class Misreading:
    """A wrong reading of a hard case."""

    name: str
    paper: Paper
    wrong: Claim
    right: tuple[Claim, ...]
    beside: bool
    """Whether it is wrong only beside the right readings."""
    code: str
    """The check that must refuse it."""


def hard_cases() -> dict[str, tuple[Paper, list[Claim], list[dict[str, Any]]]]:
    """By its two digits, each hard case: the paper, its right readings, and these as JSON."""
    path = DATA / "hard_cases.jsonl"
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {
        line["title"][:2]: (paper, claims, line["claims"])
        for line, (paper, claims) in zip(lines, readings(path), strict=True)
    }


def misreadings() -> Iterator[Misreading]:
    """The wrong readings in `data/misreadings.jsonl`, each a change of a right one, or a claim where none is right."""
    cases = hard_cases()
    for line in (DATA / "misreadings.jsonl").read_text("utf-8").splitlines():
        given = json.loads(line)
        paper, right, written = cases[given["case"]]
        base = {} if given["of"] is None else written[given["of"]]
        changed = base | given["change"] | {"delta": base.get("delta", {}) | given["change"].get("delta", {})}
        gold = GoldPaper.model_validate({"title": paper.title, "abstract": paper.abstract, "claims": [changed]})
        wrong = claim_of(gold.claims[0], paper)
        name = f"{given['case']} {given['misreading']}"
        yield Misreading(name, paper, wrong, tuple(right), given["beside"], given["code"])


def case_of(abstract: str, quote: str, delta: Delta | None = None, *, title: str = "Tamarack", **fields: Any) -> Case:
    """The case of a claim of a paper with this abstract; `fields` as in `builders.make_claim`."""
    paper = make_paper(title, abstract)
    return Case.of(make_claim(paper, quote, delta, **fields), survey(paper))


def change(low: float, high: float | None = None, unit: str | None = "percent", **fields: Any) -> Delta:
    """A change that increases, unless `fields` say otherwise."""
    given = {"kind": "change", "low": low, "high": low if high is None else high, "unit": unit, "direction": "increase"}
    return Delta.model_validate(given | fields)


def level(to: float, before: float | None = None, unit: str | None = "percent", **fields: Any) -> Delta:
    """A level reached, from another where `before` is given; the direction is that of the move."""
    moved = None if before is None else "increase" if to > before else "decrease"
    given = {"kind": "level", "to_value": to, "from_value": before, "unit": unit, "direction": moved}
    return Delta.model_validate(given | fields)


def words(direction: str | None = "increase") -> Delta:
    """An outcome in words."""
    return Delta.model_validate({"kind": "qualitative", "direction": direction})
