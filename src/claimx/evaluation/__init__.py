"""Claims held against gold claims: how many are found, how many are right, and the errors to look at.

gold        read_gold(path)          a gold file               -> gold papers
pairing     best_pairing(scores)     scores                    -> the pairing of greatest total
fields      right_fields(gold, ...)  a gold and a claim        -> the fields that are right
matching    matched(paper, claims)   a gold paper and claims   -> pairs, missed, spurious
strict      strictly_matched(...)    the same, strictly
coverage    missed_and_shown(...)    missed claims and ledger  -> what the ledger would have told
counting    found, tuples, ...       matched papers            -> counts and accuracies
intervals   f1_intervals(figures)    counts paper by paper     -> bootstrap intervals
mistakes    error_rows(papers)       matched papers            -> the table of errors
figures     Evaluation               everything that comes out of it

All counts are summed over papers (micro average).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from claimx.claims import Claim, Confidence
from claimx.errors import UsageError
from claimx.evaluation.counting import (
    TUPLE,
    TUPLE_WITHOUT_SIZE,
    accuracies,
    found,
    grounding,
    level_precision,
    tuples,
)
from claimx.evaluation.coverage import Numbers, missed_and_shown, unaccounted
from claimx.evaluation.fields import DELTA_PARTS, FIELDS
from claimx.evaluation.figures import (
    Accuracy,
    Detection,
    ErrorRow,
    Evaluation,
    Interval,
    Intervals,
    LevelPrecision,
    Score,
    Share,
    Strict,
)
from claimx.evaluation.gold import GoldClaim, GoldPaper, read_gold
from claimx.evaluation.intervals import f1_intervals
from claimx.evaluation.matching import Matched, matched
from claimx.evaluation.mistakes import error_rows
from claimx.evaluation.strict import StrictlyMatched, result_tuples, strict_figures, strictly_matched
from claimx.papers import Paper, paper_id

__all__ = [
    "Accuracy",
    "Detection",
    "ErrorRow",
    "Evaluation",
    "GoldClaim",
    "GoldPaper",
    "Interval",
    "Intervals",
    "LevelPrecision",
    "Score",
    "Share",
    "Strict",
    "evaluate",
    "read_gold",
]


def evaluate(
    claims: Iterable[Claim],
    gold: Iterable[GoldPaper],
    *,
    ledger: Iterable[Mapping[str, Any]] | None = None,
    papers: Iterable[Paper] | None = None,
    bootstrap: int = 1000,
    seed: int = 0,
) -> Evaluation:
    """All figures of claims held against gold.

    A claim belongs to the gold paper with its `paper_id`, else to the one with its title. Claims of other
    papers are counted and ignored; a gold paper without claims is missed whole. Offsets hold for the abstract
    of `papers` where given, else for the gold's.

    Args:
        claims: The predicted claims.
        gold: The gold papers, each once.
        ledger: Ledger lines, for `coverage` and `unaccounted`.
        papers: The papers of the run: their abstracts, and the titles of ledger lines under an arXiv id.
        bootstrap: How many samples of papers the intervals are drawn from; below 2 there are none.
        seed: Of the samples; the same seed gives the same intervals.

    Raises:
        UsageError: A paper is in the gold twice.
    """
    golden = _by_id(gold)
    run = tuple(papers or ())
    predicted, ignored = _by_gold_paper(claims, golden)
    scored = [matched(paper, predicted[key]) for key, paper in golden.items()]
    strict = [strictly_matched(paper, predicted[key]) for key, paper in golden.items()]
    lines = None if ledger is None else _beside_ledger(scored, ledger, run)
    pairs = [pair for paper in scored for pair in paper.pairs]
    quantified = [pair for pair in pairs if pair.gold.quantified]
    return Evaluation(
        papers=len(golden),
        ignored_claims=ignored,
        detection=_detection(scored),
        tuple_f1=Score.of(tuples(scored, TUPLE)),
        tuple_f1_without_size=Score.of(tuples(scored, TUPLE_WITHOUT_SIZE)),
        fields=accuracies(FIELDS, [pair.fields for pair in pairs]),
        fields_quantified=accuracies(FIELDS, [pair.fields for pair in quantified]),
        delta_parts=accuracies(DELTA_PARTS, [pair.parts for pair in pairs]),
        delta_parts_quantified=accuracies(DELTA_PARTS, [pair.parts for pair in quantified]),
        grounding=grounding(scored, {paper.id: paper.abstract for paper in run}),
        strict=strict_figures(strict),
        coverage=None if lines is None else missed_and_shown(lines),
        unaccounted=None if lines is None else unaccounted(lines),
        intervals=_intervals(scored, strict, bootstrap, seed),
        confidence={level: level_precision(scored, level) for level in get_args(Confidence)},
        errors=error_rows(scored),
    )


def _by_id(gold: Iterable[GoldPaper]) -> dict[str, GoldPaper]:
    golden: dict[str, GoldPaper] = {}
    for paper in gold:
        if paper.id in golden:
            raise UsageError(f"The paper {paper.title!r} is in the gold twice; keep one of the two.")
        golden[paper.id] = paper
    return golden


def _by_gold_paper(claims: Iterable[Claim], golden: Mapping[str, GoldPaper]) -> tuple[dict[str, list[Claim]], int]:
    """The claims of each gold paper, and how many belong to none."""
    predicted: dict[str, list[Claim]] = {key: [] for key in golden}
    ignored = 0
    for claim in claims:
        key = _gold_id(claim.paper_id, claim.title, golden)
        if key is None:
            ignored += 1
        else:
            predicted[key].append(claim)
    return predicted, ignored


def _gold_id(known_id: str, title: str | None, golden: Mapping[str, GoldPaper]) -> str | None:
    """The gold's id of a paper: its own where the gold has it, else that of its title."""
    keys = (known_id,) if title is None else (known_id, paper_id(title))
    return next((key for key in keys if key in golden), None)


def _beside_ledger(
    scored: Sequence[Matched], ledger: Iterable[Mapping[str, Any]], run: Iterable[Paper]
) -> list[tuple[Matched, Numbers]]:
    """Each gold paper with the numbers that the ledger has for it."""
    golden = {paper.paper.id: paper.paper for paper in scored}
    titles = {claim.paper_id: claim.title for paper in scored for claim in paper.claims}
    titles |= {paper.id: paper.title for paper in run}
    numbers: dict[str | None, list[Mapping[str, Any]]] = defaultdict(list)
    for line in ledger:
        numbers[_gold_id(line["paper_id"], titles.get(line["paper_id"]), golden)] += line["numbers"]
    return [(paper, numbers[paper.paper.id]) for paper in scored]


def _detection(scored: Sequence[Matched]) -> Detection:
    return Detection(
        all=Score.of(found(scored, (True, False))),
        quantified=Score.of(found(scored, (True,))),
        qualitative=Score.of(found(scored, (False,))),
    )


def _intervals(scored: Sequence[Matched], strict: Sequence[StrictlyMatched], samples: int, seed: int) -> Intervals:
    figures = {
        "detection_quantified": found(scored, (True,)),
        "detection_qualitative": found(scored, (False,)),
        "tuple_f1": tuples(scored, TUPLE),
        "strict_result_tuple": result_tuples(strict),
    }
    return Intervals(**f1_intervals(figures, samples=samples, seed=seed))
