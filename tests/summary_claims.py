"""Invented claims with every kind, unit, bound and direction, and good sentences about them: what summaries are
tried on.
"""

from __future__ import annotations

from typing import Any

from builders import looked_up, make_claim, make_paper
from claimx.claims import Claim, Delta
from claimx.comparison import Comparison, compare
from claimx.phrases import Asked, Outline
from claimx.quantities import parse_size
from claimx.summaries.scopes import Entry, Scope, whole_scope

_UP, _DOWN, _SAME = {"direction": "increase"}, {"direction": "decrease"}, {"direction": "equal"}


def _one(value: float, unit: str | None = None) -> dict[str, Any]:
    return {"low": value, "high": value, "unit": unit}


def _levels(before: float | None, after: float, unit: str | None = None) -> dict[str, Any]:
    return {"kind": "level", "from_value": before, "to_value": after, "unit": unit}


_CHANGE, _FACTOR = {"kind": "change"}, {"kind": "factor", "unit": "times"}
_FRACTION, _WORDS = {"kind": "fraction"}, {"kind": "qualitative"}
_POINTS = _CHANGE | {"basis": "absolute"}

_RELATIVE = _CHANGE | {"basis": "relative"}
_EIGHT_TO_ELEVEN = {"low": 8, "high": 11, "unit": "percent"}
_BEST, _LEAST, _MOST = {"bound": "up_to"}, {"bound": "at_least"}, {"bound": "at_most"}

_SERVERS, _WHISPER = ["vLLM", "SGLang"], ["Whisper-large-v3"]
_FULL = ["full fine-tuning"]
_SPEED, _SAMPLING = "decoding speed", ["plain sampling"]
_MMLU, _FLORES, _TUTORS = ["MMLU"], ["FLORES-200"], ["TutorCal"]
_PAPERS: dict[str, dict[str, tuple[str, str, dict[str, Any], list[str], list[str], float | None]]] = {
    "Marlin: Two-Pass Drafting": {
        "speed_7b": ("Marlin", _SPEED, _FACTOR | _one(2.4, "times") | _UP, _SAMPLING, [], 7e9),
        "speed_34b": ("Marlin", _SPEED, _FACTOR | _one(3.1, "times") | _UP | {"bound": "about"}, _SAMPLING, [], 34e9),
        "pass": ("Marlin", "pass@1", _levels(48.2, 51.9, "percent") | _UP, [], ["HumanEval"], None),
        "pass_best": ("Marlin", "pass@1", _POINTS | _one(4.1, "points") | _UP | _BEST, ["Medusa"], ["HumanEval"], None),
        "cache": ("Marlin", "cache", _FRACTION | _one(0.5, "ratio") | _DOWN, ["Medusa"], [], None),
        "pass_rate": ("Marlin", "pass rate", _WORDS | _SAME, _SAMPLING, [], None),
    },
    "Tamarack: Sparse Adapters": {
        "gsm": ("Tamarack", "accuracy", _POINTS | _one(4.2, "points") | _UP, ["LoRA"], ["GSM8K"], 8e9),
        "mmlu": ("Tamarack", "accuracy", _POINTS | _one(1.3, "points") | _UP, ["LoRA"], _MMLU, 8e9),
        "time": ("Tamarack", "training time", _CHANGE | _one(27, "percent") | _DOWN, _FULL, [], None),
        "memory": ("Tamarack", "memory", _levels(None, 24, "GB") | {"bound": "at_most"}, [], [], 13e9),
        "kept": ("Tamarack", "accuracy", _FRACTION | _one(97, "percent") | _DOWN, _FULL, ["SuperGLUE"], None),
        "refusals": ("Tamarack", "false refusals", _levels(4.4, 5.2, "percent") | _UP, [], ["XSTest"], None),
        "mt_bench": ("Tamarack", "MT-Bench score", _levels(None, 6.9) | _SAME, ["QLoRA"], ["MT-Bench"], None),
    },
    "Larch: Filtering Web Text": {
        "dsir": ("Larch", "accuracy", _POINTS | _one(2.9, "points") | _UP, ["DSIR"], _MMLU, None),
        "filtering": ("Larch", "accuracy", _POINTS | _one(0.8, "points") | _UP, ["perplexity filtering"], _MMLU, None),
        "toxic": ("Larch", "toxic completions", _CHANGE | _one(31, "percent") | _DOWN, [], [], None),
        "perplexity": ("Larch", "perplexity", _levels(8.94, 6.81) | _DOWN, ["GPTQ"], ["WikiText-2"], 8e9),
        "near": ("Larch", "perplexity", _CHANGE | _one(0.2) | _UP | _MOST, ["FP16"], ["WikiText-2"], 8e9),
        "goodput": ("Larch", "goodput", _FACTOR | _one(1.8, "times") | _UP | _BEST, _SERVERS, ["mixed load"], None),
    },
    "Sorrel: A Few Well-Chosen Images": {
        "next_qa": ("Sorrel", "performance", _WORDS | _UP, ["Video-LLaVA", "VideoChat2"], ["NExT-QA"], None),
        "activity": ("Sorrel", "performance", _WORDS | _SAME, ["VideoChat2"], ["ActivityNet-QA"], None),
        "length": ("Sorrel", "prompt length", _WORDS | _DOWN, ["uniform sampling"], [], None),
        "tutor": ("GPT-4o", "accuracy", _levels(88, 31, "percent") | _DOWN, ["human tutors"], _TUTORS, None),
        "open": ("open models", "accuracy", _levels(None, 45, "percent") | {"bound": "at_most"}, [], _TUTORS, None),
        "calibration": ("larger models", "calibration", _WORDS | _SAME, [], [], None),
    },
    "Causeway: Translating between Small Languages": {
        "bleu": ("Causeway", "BLEU", _CHANGE | _one(2.9) | _UP, ["English pivot"], _FLORES, 6e8),
        "chrf": ("Causeway", "chrF++", _CHANGE | _one(4.1) | _UP, ["English pivot"], _FLORES, 6e8),
        "size": ("Causeway", "parameters", _FACTOR | _one(5, "times") | _DOWN | _LEAST, ["NLLB-3.3B"], [], None),
        "sequence": ("sharing morphemes", "average sequence length", _CHANGE | _EIGHT_TO_ELEVEN | _DOWN, [], [], None),
        "wer": ("Causeway", "word error rate", _RELATIVE | _one(24, "percent") | _DOWN, _WHISPER, ["wTIMIT"], None),
        "attack": ("Causeway", "attack success rate", _levels(61.3, 2.7, "percent") | _DOWN, [], ["HarmBench"], None),
        "price": ("Causeway", "price of generation", _levels(None, 0.11, "$ per million tokens"), [], [], None),
        "throughput": ("Causeway", "throughput", _levels(None, 3240, "tokens/s"), [], [], 14e9),
    },
    "Bracken: Trajectories That Were Not Chosen": {
        "grpo": ("Bracken", "accuracy", _POINTS | _one(1.8, "points") | _UP, ["GRPO"], _MMLU, 7e9),
        "gsm_loss": ("Bracken", "accuracy", _POINTS | _one(1.1, "points") | _DOWN, ["GRPO"], ["GSM8K"], 7e9),
        "aime": ("Bracken", "accuracy", _levels(13.3, 26.7, "percent") | _UP, ["Qwen2.5-Math-7B"], ["AIME 2024"], 7e9),
        "math": ("Bracken", "accuracy", _levels(71.4, 80.2, "percent") | _UP, ["Qwen2.5-Math-7B"], ["MATH-500"], 7e9),
        "steps": ("Bracken", "gradient steps", _CHANGE | _one(35, "percent") | _DOWN, ["GRPO"], [], 7e9),
    },
}  # fmt: skip


def planted() -> dict[str, Claim]:
    """The claims, each under a name of its own."""
    claims: dict[str, Claim] = {}
    for title, rows in _PAPERS.items():
        quotes = {key: f"Statement {place} of {title}." for place, key in enumerate(rows, 1)}
        paper = make_paper(title, " ".join(quotes.values()))
        for key, (method, metric, delta, baselines, benchmarks, size) in rows.items():
            claims[key] = make_claim(
                paper,
                quotes[key],
                Delta(**delta),
                method=method,
                metric=metric,
                baselines=baselines,
                benchmarks=benchmarks,
                size=size,
            )
    return claims


def planted_comparison() -> Comparison:
    """The claims side by side."""
    return compare(planted().values())


_NOT_SHOWN = [
    *[
        {"id": label, "paper": paper, "method": method, "metric": "accuracy", "kind": "change", "value": value}
        | {"unit": "points", "direction": "increase", "baselines": [rival], "benchmarks": ["MMLU"], "verdict": "better"}
        for label, paper, method, value, rival in (
            ("c1", "p2", "Bracken", 1.8, "GRPO"),
            ("c3", "p1", "Larch", 0.8, "perplexity filtering"),
        )
    ],
    {"id": "c4", "paper": "p2", "method": "Bracken", "metric": "robustness", "kind": "qualitative"},
    {"id": "c7", "paper": "p2", "method": "Bracken", "metric": "latency", "kind": "qualitative"},
]
"""Rows that the last worked example speaks of and does not show."""


def scope_of_rows(asked: Asked) -> Scope:
    """A scope whose rows are those of a request: what a model that answers it may cite."""
    hidden = [Outline.model_validate(row) for row in _NOT_SHOWN] if asked.totals else []
    rows = sorted([*asked.claims, *hidden], key=lambda row: row.id)
    claims = {row.id: _claim_of(row) for row in rows}
    entries = {entry.claim.id: entry for entry in whole_scope(compare(claims.values())).entries}
    labelled = [_labelled(row, entries[claims[row.id].id]) for row in rows]
    groups = [
        (group.group, next(e.group for e in labelled if e.group.benchmark == group.benchmark and e.exact))
        for group in asked.groups
    ]
    return Scope(asked, tuple(labelled), tuple(groups))


def _labelled(row: Outline, entry: Entry) -> Entry:
    return Entry(row, entry.claim, entry.group, entry.exact)


def _claim_of(row: Outline) -> Claim:
    delta = {"kind": row.kind, "low": row.value, "high": row.value if row.high is None else row.high}
    delta |= {"from_value": row.from_, "to_value": row.to, "unit": row.unit, "direction": row.direction}
    paper = make_paper(f"Paper {row.paper}", " ".join(f"Row c{place}." for place in range(1, 20)))
    size = parse_size(row.size) if row.size else None
    names = looked_up(row.metric, row.benchmarks)
    return make_claim(
        paper,
        f"Row {row.id}.",
        Delta(**delta, bound=row.bound),
        method=row.method,
        metric=row.metric,
        baselines=row.baselines,
        benchmarks=row.benchmarks,
        size=size,
        names=names,
    )
