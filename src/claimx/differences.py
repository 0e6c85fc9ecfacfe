"""What is new, gone and changed between two sets of claims: two snapshots, two models, two prompts, two versions.

Claims are matched by their id first (the same paper, span and numbers), then, within a paper, by what they mean: the
same numbers, or the same metric and kind of delta in words of the abstract that overlap, each claim once and the most
likely pairs first. Papers that only one side has read are told apart, and count in no agreement: a model is not less
reliable for having read another page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimx import names
from claimx.claims import Claim
from claimx.evaluation.pairing import best_pairing

__all__ = ["FIELDS", "Change", "Difference", "diff"]


@dataclass(frozen=True, slots=True)
class Change:
    """One claim that both sides make, otherwise."""

    before: Claim
    after: Claim
    fields: tuple[str, ...]
    """Names of the fields that differ."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What two sets of claims have in common, and what not; claims in the order of their side."""

    new: tuple[Claim, ...]
    """Claims that only the second side makes, of papers that both have read."""
    gone: tuple[Claim, ...]
    """Claims that only the first side makes, of papers that both have read."""
    changed: tuple[Change, ...]
    """Claims that both make, not in all fields alike."""
    same: tuple[Claim, ...]
    """Claims that both make alike, as the second side has them."""
    papers_new: Mapping[str, tuple[Claim, ...]]
    """The claims of papers that only the second side has read, by the paper's title."""
    papers_gone: Mapping[str, tuple[Claim, ...]]
    """The claims of papers that only the first side has read, by the paper's title."""

    @property
    def found_by_both(self) -> float | None:
        """Agreement on what is claimed, from 0 to 1: twice the claims that both make, over the claims of both
        (Dice 1945; the same as the F1 of one side against the other). None where neither claims anything.
        """
        return self._share(len(self.same) + len(self.changed))

    @property
    def alike(self) -> float | None:
        """Agreement in every field: the same, of claims that are alike."""
        return self._share(len(self.same))

    def _share(self, agreed: int) -> float | None:
        pairs = len(self.same) + len(self.changed)
        claims = 2 * pairs + len(self.new) + len(self.gone)
        return 2 * agreed / claims if claims else None


def _folded(values: Iterable[str]) -> frozenset[str]:
    return frozenset(names.folded(value) for value in values)


def _metric(claim: Claim) -> str:
    return claim.names.metric or names.folded(claim.metric)


FIELDS: Mapping[str, Callable[[Claim], Any]] = {
    "method": lambda claim: names.folded(claim.method),
    "metric": _metric,
    "delta": lambda claim: claim.delta,
    "model_size": lambda claim: claim.model_size,
    "baselines": lambda claim: _folded(claim.baselines),
    "benchmarks": lambda claim: _folded(claim.benchmarks),
}
"""The fields that are compared, each as what of it must be equal: a name's capitals and hyphens are no change."""


def diff(
    before: Iterable[Claim],
    after: Iterable[Claim],
    *,
    papers_before: Mapping[str, str] | None = None,
    papers_after: Mapping[str, str] | None = None,
) -> Difference:
    """What has become of the claims `before` in the claims `after`.

    `papers_before` and `papers_after` give the titles of the papers that were read, by id: without them a paper
    without a claim counts as not read.
    """
    old, new = _by_paper(before), _by_paper(after)
    read_before = {**_titles(old), **(papers_before or {})}
    read_after = {**_titles(new), **(papers_after or {})}
    both = [paper for paper in read_after if paper in read_before]
    pairs: list[tuple[Claim, Claim]] = []
    for paper in both:
        pairs += _paired(old.get(paper, []), new.get(paper, []))
    changes = [(change, differing) for change in pairs if (differing := _differing(*change))]
    changed = tuple(Change(earlier, later, differing) for (earlier, later), differing in changes)
    kept_before = {id(earlier) for earlier, _ in pairs}
    kept_after = {id(later) for _, later in pairs}
    return Difference(
        new=tuple(c for paper in both for c in new.get(paper, []) if id(c) not in kept_after),
        gone=tuple(c for paper in both for c in old.get(paper, []) if id(c) not in kept_before),
        changed=changed,
        same=tuple(later for earlier, later in pairs if not _differing(earlier, later)),
        papers_new={t: tuple(new.get(p, ())) for p, t in read_after.items() if p not in read_before},
        papers_gone={t: tuple(old.get(p, ())) for p, t in read_before.items() if p not in read_after},
    )


def _by_paper(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    grouped: dict[str, list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(claim.paper_id, []).append(claim)
    return grouped


def _titles(claims: Mapping[str, Sequence[Claim]]) -> dict[str, str]:
    return {paper: of_paper[0].title for paper, of_paper in claims.items()}


def _paired(before: Sequence[Claim], after: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """The claims of one paper that are one claim, in the order of the later side."""
    scores = [[_likeness(earlier, later) for later in after] for earlier in before]
    pairs = ((before[row], after[column], column) for row, column in best_pairing(scores))
    return [(earlier, later) for earlier, later, _ in sorted(pairs, key=lambda pair: pair[2])]


def _likeness(before: Claim, after: Claim) -> float | None:
    """How sure it is that two claims of a paper are one: the id settles it, numbers count most, then the words.

    None where they cannot be: claims in numbers need a number in common or the same metric of the same words; claims
    in words the same words.
    """
    if before.id == after.id:
        return 1000.0
    shared = _overlap(before, after)
    numbers = bool(set(before.delta.numbers) & set(after.delta.numbers))
    metric = _metric(before) == _metric(after)
    if before.quantified != after.quantified or not (numbers or (shared and metric)):
        return None
    fields = sum(bool(of(before) == of(after)) for of in FIELDS.values())
    return 100.0 * numbers + 10.0 * shared + fields


def _overlap(before: Claim, after: Claim) -> float:
    """The characters that both quotes cover, as a share of those that either covers."""
    first, second = before.evidence, after.evidence
    shared = min(first.end, second.end) - max(first.start, second.start)
    covered = max(first.end, second.end) - min(first.start, second.start)
    return max(0, shared) / covered if covered else 0.0


def _differing(before: Claim, after: Claim) -> tuple[str, ...]:
    return tuple(name for name, of in FIELDS.items() if of(before) != of(after))
