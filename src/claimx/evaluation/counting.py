"""What matched papers come to: counts paper by paper, accuracies, precision by confidence, grounding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from claimx.claims import Claim, Confidence
from claimx.evaluation.fields import Field
from claimx.evaluation.figures import Accuracy, Counts, LevelPrecision, Share
from claimx.evaluation.matching import Matched, Pair
from claimx.quantities import quantities, same_number

__all__ = ["TUPLE", "TUPLE_WITHOUT_SIZE", "accuracies", "found", "grounding", "level_precision", "tuples"]

TUPLE_WITHOUT_SIZE: frozenset[Field] = frozenset({"method", "metric", "delta"})
"""What must be right in a tuple, but for the model size."""
TUPLE: frozenset[Field] = TUPLE_WITHOUT_SIZE | {"model_size"}
"""What must be right in a tuple."""

Name = TypeVar("Name", bound=str)


def found(papers: Iterable[Matched], quantified: tuple[bool, ...]) -> list[Counts]:
    """Paper by paper, the pairs, the predicted and the gold claims that are quantified, or not, or either."""
    return [
        Counts(
            sum(pair.gold.quantified in quantified for pair in paper.pairs),
            sum(claim.quantified in quantified for claim in paper.claims),
            sum(gold.quantified in quantified for gold in paper.paper.claims),
        )
        for paper in papers
    ]


def tuples(papers: Sequence[Matched], needed: frozenset[Field]) -> list[Counts]:
    """Paper by paper, the quantified pairs in which all needed fields are right, beside quantified claims."""
    return [
        counts._replace(tp=sum(_is_tuple(pair, needed) for pair in paper.pairs))
        for paper, counts in zip(papers, found(papers, (True,)), strict=True)
    ]


def accuracies(names: Iterable[Name], right: Sequence[frozenset[Name]]) -> dict[Name, Accuracy]:
    """How often each name is among what is right in a pair."""
    return {name: Accuracy.among([name in pair for pair in right]) for name in names}


def level_precision(papers: Iterable[Matched], level: Confidence) -> LevelPrecision:
    """How many claims of a level stand for a gold claim, and how many of the quantified are right tuples."""
    detected, right = [], []
    for paper in papers:
        for pair in paper.pairs:
            if pair.claim.confidence == level:
                detected.append(True)
                right += [_is_tuple(pair, TUPLE)] if pair.claim.quantified else []
        for claim in paper.spurious:
            if claim.confidence == level:
                detected.append(False)
                right += [False] if claim.quantified else []
    return LevelPrecision(detected=Share.among(detected), tuple_right=Share.among(right))


def grounding(papers: Iterable[Matched], abstracts: Mapping[str, str]) -> Share:
    """The predicted claims whose quote stands at its offsets and holds all numbers of the claim.

    `abstracts` are by paper id; for a paper that is not there the gold's abstract is taken.
    """
    return Share.among(
        [
            _is_grounded(claim, abstracts.get(claim.paper_id, paper.paper.abstract))
            for paper in papers
            for claim in paper.claims
        ]
    )


def _is_tuple(pair: Pair, needed: frozenset[Field]) -> bool:
    return pair.gold.quantified and needed <= pair.fields


def _is_grounded(claim: Claim, abstract: str) -> bool:
    evidence = claim.evidence
    if not evidence.quote or abstract[evidence.start : evidence.end] != evidence.quote:
        return False
    held = [form for quantity in quantities(evidence.quote) for form in (quantity.value, quantity.unscaled)]
    return all(any(same_number(number, value) for value in held) for number in claim.delta.numbers)
