"""V14: no outcome is claimed twice, and no number of the text serves two claims."""

from __future__ import annotations

from collections.abc import Sequence

from claimx import names
from claimx.checks.cases import Case
from claimx.checks.naming import folded
from claimx.checks.verdicts import Verdict, failed
from claimx.claims import Claim

__all__ = ["told_twice"]


def told_twice(cases: Sequence[Case]) -> dict[int, Verdict | None]:
    """For each position of a claim that repeats another: a failure, or None where it is plainly the same claim.

    Of two claims that collide the earlier in `cases` stands.
    """
    repeated: dict[int, Verdict | None] = {}
    standing: list[Case] = []
    for position, case in enumerate(cases):
        for other in standing:
            if _is_same(case, other):
                repeated[position] = None
                break
            if (fault := _collision(case, other)) is not None:
                repeated[position] = failed(fault, "reject")
                break
        else:
            standing.append(case)
    return repeated


def _is_same(case: Case, other: Case) -> bool:
    one, two = case.claim, other.claim
    if _outcome(one) != _outcome(two) or one.quantified != two.quantified:
        return False
    if one.quantified:
        return one.delta == two.delta and (case.headline == other.headline)
    return one.delta.direction == two.delta.direction


def _outcome(claim: Claim) -> tuple[object, ...]:
    """What an outcome is about, spelling apart."""
    return (folded(claim.method), _metric(claim), _set(claim.benchmarks), _set(claim.baselines))


def _collision(case: Case, other: Case) -> str | None:
    if case.claim.quantified and other.claim.quantified:
        mine, theirs = _tokens(case), _tokens(other)
        if mine and mine <= theirs:
            return "its numbers are already part of another claim"
        if set(case.headline) & set(other.headline) and not _set_against_others(case, other):
            return "its number is already another claim's"
    return _restated(case, other)


def _set_against_others(case: Case, other: Case) -> bool:
    """Whether one level is set against two comparators, each with a level of its own."""
    mine, theirs = case.index("from"), other.index("from")
    levels = all(one.claim.delta.low is None and one.claim.baselines for one in (case, other))
    return levels and None not in (mine, theirs) and mine != theirs and not _shares_a_baseline(case.claim, other.claim)


def _shares_a_baseline(one: Claim, other: Claim) -> bool:
    return bool(_set(one.baselines) & _set(other.baselines))


def _restated(case: Case, other: Case) -> str | None:
    """A claim in words inside the quote of one with a number for the same outcome adds nothing."""
    if case.claim.quantified or not other.claim.quantified:
        return None
    one, two = case.claim, other.claim
    inside = two.evidence.start <= one.evidence.start and one.evidence.end <= two.evidence.end
    alike = folded(one.method) == folded(two.method) and _metric(one) == _metric(two)
    about = _set(one.benchmarks) <= _set(two.benchmarks) and _set(one.baselines) <= _set(two.baselines)
    if inside and alike and about and one.delta.direction == two.delta.direction:
        return "another claim tells the same outcome with its number"
    return None


def _tokens(case: Case) -> set[int]:
    return {holding.index for holding in case.holdings if holding.index is not None}


def _metric(claim: Claim) -> str:
    known = names.metric(claim.metric)
    return known.name if known is not None and not known.vague else folded(claim.metric)


def _set(given: tuple[str, ...]) -> frozenset[str]:
    return frozenset(folded(name) for name in given)
