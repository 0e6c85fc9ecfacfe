"""Small builders of gold papers, gold claims and the claims that agree with them."""

from __future__ import annotations

from typing import Any

from claimx.claims import Claim, Delta, Evidence, Provenance, claim_id
from claimx.evaluation import GoldClaim, GoldPaper
from claimx.evaluation.matching import matched

ABSTRACT = (
    "Pipit cuts latency by 12% on LongBench. Against LoRA, Pipit reaches 79.4% accuracy, up from 61.0%. "
    "It also cuts memory by 12% on MMLU and clearly outperforms LoRA on GSM8K."
)
LATENCY = "cuts latency by 12%"
MEMORY = "cuts memory by 12%"
ACCURACY = "reaches 79.4% accuracy, up from 61.0%"
WORDS = "clearly outperforms LoRA on GSM8K"


def delta(kind: str = "change", low: float | None = None, **fields: Any) -> dict[str, Any]:
    plain = {
        "from_value": None,
        "to_value": None,
        "unit": "percent",
        "direction": "decrease",
        "bound": "exact",
    }
    given = {"high": low, **plain, **fields}
    if kind == "qualitative":
        given["unit"] = None
    return {"kind": kind, "low": low, **given}


CUT = delta(low=12)
MOVE = delta("level", from_value=61.0, to_value=79.4, direction="increase")
BETTER = delta("qualitative", direction="increase")


def gold_claim(evidence: str = LATENCY, change: dict[str, Any] = CUT, **fields: Any) -> GoldClaim:
    given: dict[str, Any] = {
        "method": ["Pipit"],
        "metric": ["latency"],
        "model_size": None,
        "baseline": [],
        "benchmark": [],
        "quantified": change["kind"] != "qualitative",
    }
    return GoldClaim.model_validate(given | fields | {"evidence": evidence, "delta": change})


def gold_paper(*claims: GoldClaim, title: str = "Pipit: Fast Adapters", abstract: str = ABSTRACT) -> GoldPaper:
    return GoldPaper(title=title, abstract=abstract, claims=claims)


def as_claim(gold: GoldClaim, paper: GoldPaper | None = None, **fields: Any) -> Claim:
    """The claim that agrees with a gold claim in everything but `fields`."""
    paper = paper or gold_paper(gold)
    quote = fields.pop("quote", gold.evidence)
    start = paper.abstract.index(quote)
    change = Delta.model_validate(fields.pop("change", gold.delta))
    claim = Claim(
        id=claim_id(paper.id, start, start + len(quote), change.numbers),
        paper_id=paper.id,
        title=paper.title,
        method=gold.method[0],
        metric=gold.metric[0],
        delta=change,
        model_size=gold.model_size,
        baselines=gold.baseline,
        benchmarks=gold.benchmark,
        evidence=Evidence(quote=quote, start=start, end=start + len(quote)),
        quantified=bool(change.numbers),
        provenance=Provenance(model="builtin", prompt="p", exchange="e"),
    )
    return claim.model_copy(update=fields)


def as_claims(papers: tuple[GoldPaper, ...]) -> list[Claim]:
    return [as_claim(gold, paper) for paper in papers for gold in paper.claims]


def paired(gold: GoldClaim, **fields: Any) -> bool:
    """Whether a claim that differs from a gold claim in `fields` still stands for it."""
    return len(matched(gold_paper(gold), [as_claim(gold, **fields)]).pairs) == 1
