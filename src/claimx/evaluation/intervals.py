"""Bootstrap intervals over papers: the claims of one paper stand or fall together, so papers are drawn.

A sample sums what its papers add to each figure, so nothing is paired anew, and every figure sees the same
samples (Efron and Tibshirani 1993, percentile method).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from statistics import quantiles

from claimx.evaluation.figures import Counts, Interval

__all__ = ["f1_intervals"]


def f1_intervals(figures: Mapping[str, Sequence[Counts]], *, samples: int, seed: int) -> dict[str, Interval | None]:
    """The 95% interval of the F1 of each figure, given its counts paper by paper, the same papers in each.

    None where fewer than two samples hold a claim to score.
    """
    papers = len(next(iter(figures.values()), ()))
    parts = {name: _parts(counts) for name, counts in figures.items()}
    scores: dict[str, list[float]] = {name: [] for name in figures}
    rng = random.Random(seed)  # noqa: S311 - a statistic, no secret
    for _ in range(samples if papers else 0):
        drawn = rng.choices(range(papers), k=papers)
        for name, (right, claims) in parts.items():
            total = sum(map(claims.__getitem__, drawn))
            if total:
                scores[name].append(sum(map(right.__getitem__, drawn)) / total)
    return {name: _middle(values) for name, values in scores.items()}


def _parts(counts: Sequence[Counts]) -> tuple[list[int], list[int]]:
    """Numerator and denominator of F1, paper by paper."""
    return [2 * paper.tp for paper in counts], [paper.predicted + paper.gold for paper in counts]


def _middle(values: list[float]) -> Interval | None:
    if len(values) < 2:
        return None
    cuts = quantiles(values, n=40, method="inclusive")
    return Interval(low=cuts[0], high=cuts[-1])
