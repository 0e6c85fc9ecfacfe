"""The same result told several times: in several snapshots, run folders or answers of models. It counts once.

Claims of one paper are one result where their numbers are the same, their directions do not contradict and their
evidence overlaps, and

- they are of one source (the same model with the same prompt) and agree on method, metric, benchmarks and kind: the
  same paper was read again; or
- they are of different sources and each is the other's nearest: two models read the same words and differ only in how
  they name what they read. Claims in words must also agree on the method or the metric.

Within one source claims that differ in a name are different results, however much evidence they share. A paper is the
same by its id, or by its title where one of the two ids is no arXiv id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from claimx import names
from claimx.claims import Claim
from claimx.papers import folded_title

__all__ = ["Result", "distinct"]

_ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}|[a-z.-]+/\d{7}")
_CONFIDENCE = ("firm", "checked", "doubtful")


@dataclass(frozen=True, slots=True)
class Result:
    """A claim, with the other claims that tell the same."""

    claim: Claim
    """The one that stands for all: the most certain, then the one with more known names."""
    also: tuple[Claim, ...] = ()
    """The others, in the same order."""


def distinct(claims: Iterable[Claim]) -> tuple[Result, ...]:
    """The results that the claims tell, whatever their order; a claim that stands there twice is one."""
    found = []
    for of_paper in _by_paper(claims):
        results: dict[frozenset[float], list[list[Claim]]] = {}
        ranked = {_rank(claim): claim for claim in of_paper}  # the very same claim once
        for claim in (ranked[rank] for rank in sorted(ranked)):
            _add(claim, results.setdefault(frozenset(claim.delta.numbers), []))
        found += [Result(first, tuple(also)) for told in results.values() for first, *also in told]
    return tuple(found)


def _add(claim: Claim, results: list[list[Claim]]) -> None:
    """Put the claim to the result that it tells, else make it one."""
    nearest = max(results, key=lambda told: _nearness(claim, told), default=[])
    if not nearest or not _nearness(claim, nearest):
        results.append([claim])
    else:
        nearest.append(claim)


def _nearness(claim: Claim, told: Sequence[Claim]) -> int:
    """How much a claim has in common with a result of the same numbers; 0 where it is another one."""
    of_source = [other for other in told if _source(other) == _source(claim)]
    other = (of_source or told)[0]
    if not _may_be_one(claim, other):
        return 0
    common = sum(one == two for one, two in zip(_names(claim), _names(other), strict=True))
    if of_source:
        return common if common == len(_names(claim)) else 0
    agree = _same(claim.method, other.method) or _same(claim.metric, other.metric)
    return 1 + common if claim.quantified or agree else 0


def _may_be_one(one: Claim, other: Claim) -> bool:
    """Whether direction and evidence allow two claims of the same numbers to be one result."""
    directions = {one.delta.direction, other.delta.direction} - {None}
    return len(directions) <= 1 and _overlap(one, other)


def _source(claim: Claim) -> tuple[str, str]:
    return (claim.provenance.model, claim.provenance.prompt)


def _overlap(one: Claim, other: Claim) -> bool:
    """Whether the evidence shares words: by the offsets in one abstract, else one quote standing in the other."""
    a, b = one.evidence, other.evidence
    shared = min(a.end, b.end) - max(a.start, b.start)
    if one.paper_id == other.paper_id and 2 * shared >= min(len(a.quote), len(b.quote)):
        return True
    quote, longer = sorted((folded_title(a.quote), folded_title(b.quote)), key=len)
    return bool(quote) and quote in longer


def _names(claim: Claim) -> tuple[object, ...]:
    """What a claim is about, spelling apart."""
    metric = claim.names.metric or names.folded(claim.metric)
    benchmarks = frozenset(map(names.folded, claim.benchmarks))
    return (names.folded(claim.method), metric, benchmarks, claim.delta.kind, claim.model_size)


def _same(one: str, other: str) -> bool:
    return names.folded(one) == names.folded(other)


def _rank(claim: Claim) -> tuple[int, int, int, str, str]:
    """The claim that stands for the others first; any two that differ have an order of their own."""
    known = bool(claim.names.metric) + len(claim.names.benchmarks) + bool(claim.model_size) + bool(claim.baselines)
    return (_CONFIDENCE.index(claim.confidence), -known, claim.evidence.start, claim.id, repr(claim))


def _by_paper(claims: Iterable[Claim]) -> Iterator[Sequence[Claim]]:
    """The claims of each paper, papers by their first id."""
    of_id: dict[str, list[Claim]] = {}
    for claim in claims:
        of_id.setdefault(claim.paper_id, []).append(claim)
    papers: dict[str, list[Claim]] = {}
    titled: dict[str, str] = {}
    for paper in sorted(of_id, key=lambda known: (_ARXIV_ID.fullmatch(known) is None, known)):
        title = min(folded_title(claim.title) for claim in of_id[paper])
        first = titled.setdefault(title, paper) if title else paper
        known = paper if _ARXIV_ID.fullmatch(paper) else first
        papers.setdefault(known, []).extend(of_id[paper])
    yield from papers.values()
