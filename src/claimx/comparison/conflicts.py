"""Conflicts between papers: the same thing told with different numbers, or with the contrary outcome.

- values: two papers give different values for the same method on the same benchmark, metric and size;
- baseline: what a paper reports of its baseline is not what the paper of that method claims for it;
- reversal: A beats B in one paper, and B beats A in another, on the same metric and benchmark.

A false conflict costs more trust than a missed one, so that a pair of claims is held against each other only where
their own words tell that they speak of the same: one named benchmark, a known metric that is not vague, a proper name
of one size (`subjects`), the same words for how it was measured (`conditions`), levels of a quality and not of a
machine, differences from the same baseline. Values differ where the numbers, with what their last digits and bounds
leave open, have nothing in common: "up to 9.1x" and 5x agree. Doubtful claims are left out, and so are two papers of
which one agrees somewhere with the other, since then the abstract tells of a second set-up.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

from claimx import names
from claimx.claims import Bound, Claim, Delta
from claimx.comparison.comparing import Comparison
from claimx.comparison.conditions import conditions_of, is_treated, unsaid
from claimx.comparison.effects import basis_of, level_unit
from claimx.comparison.groups import Group
from claimx.comparison.rows import Row
from claimx.comparison.scopes import scope_of
from claimx.comparison.subjects import Subject, baselines_of, method_of
from claimx.papers import folded_title

__all__ = ["Conflict", "ConflictKind", "Side", "conflicts_of"]

ConflictKind = Literal["values", "baseline", "reversal"]
"""What disagrees; see the head of this module."""

_KINDS: tuple[ConflictKind, ...] = ("values", "baseline", "reversal")
_QUALITY = ("percent", "points", "ratio", "score")
"""Units of metrics whose levels do not depend on the machine."""
_ABOUT = 0.05
"""The share by which a number that is said to be about may be off."""
_ROUND_FROM = 1000
"""Whole numbers from here on may be rounded to their last digit that is not zero."""
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Side:
    """What one paper says."""

    claim: Claim
    """The claim, with its quote and its paper's title."""
    value: Delta
    """The number that disagrees: the claim's own, or the level that it gives its method or its baseline."""
    names_own: bool
    """Whether the paper's title names the method that the value is of, so that it may be the method's own paper."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims of two papers that do not agree."""

    kind: ConflictKind
    """What disagrees."""
    subject: str
    """The method or model that the values are of; of a reversal the one that wins in the first paper."""
    other: str | None
    """What the first paper's winner beats there; None for values."""
    metric: str
    """The metric's canonical name."""
    benchmark: str
    """The benchmark's canonical name, or as most claims write it; several joined by " + "."""
    size: tuple[float, float] | None
    """Parameters of the smallest and largest model on both sides; None where neither says."""
    sides: tuple[Side, Side]
    """The two sides; of a baseline first the paper that reports it, then the one that claims it."""
    unsaid: tuple[str, ...]
    """What the abstracts do not say and what may explain the difference."""


def conflicts_of(comparison: Comparison) -> tuple[Conflict, ...]:
    """The conflicts between the papers of a comparison: values, baselines, reversals, each by metric and benchmark."""
    rows = [(group, row) for group in comparison.groups for row in group.rows if _may_conflict(group, row.claim)]
    values = [told for group, row in rows for told in _values(group, row)]
    wins = [win for group, row in rows for win in _wins(group, row)]
    return tuple(sorted(itertools.chain(_differing(values), _reversed(wins)), key=_place))


@dataclass(frozen=True, slots=True)
class _Value:
    """A number that a claim gives for a method: of its own or of its baseline."""

    subject: Subject
    group: Group
    measure: tuple[object, ...]
    """What must be the same for two numbers to be comparable, beside subject, metric, benchmark and size."""
    claim: Claim
    delta: Delta
    conditions: frozenset[str]
    of_baseline: bool

    @property
    def key(self) -> tuple[object, ...]:
        """What all numbers have in common that tell of one thing."""
        return (self.subject.key, self.subject.size, self.group.metric, self.group.benchmark, self.measure)


@dataclass(frozen=True, slots=True)
class _Win:
    """A claim by which one method is better than another."""

    winner: Subject
    loser: Subject
    group: Group
    claim: Claim
    conditions: frozenset[str]

    @property
    def key(self) -> tuple[object, ...]:
        """What a win and its reversal have in common."""
        ends = sorted((one.key, repr(one.size)) for one in (self.winner, self.loser))
        return (*ends, self.group.metric, self.group.benchmark)


_Told = TypeVar("_Told", _Value, _Win)


def _may_conflict(group: Group, claim: Claim) -> bool:
    known = claim.names.metric is not None and not claim.names.vague
    return known and claim.confidence != "doubtful" and group.benchmark is not None and scope_of(claim, {}).named


def _values(group: Group, row: Row) -> Iterator[_Value]:
    """The numbers of a claim that other papers may contradict."""
    claim, method, baselines = row.claim, method_of(row.claim), baselines_of(row.claim)
    conditions = conditions_of(claim)
    if " + " in (group.benchmark or "") or (len(claim.names.benchmarks) != 1 and len(claim.benchmarks) != 1):
        return
    if method is not None and method.settled and (_names_own(claim, method) or not is_treated(claim)):
        told = _level(claim, of_baseline=False)
        if told is not None:
            yield _Value(method, group, told[0], claim, told[1], conditions, of_baseline=False)
        if (measure := _difference(claim, baselines)) is not None:
            yield _Value(method, group, measure, claim, claim.delta, conditions, of_baseline=False)
    if len(baselines) == len(claim.baselines) == 1 and baselines[0].settled:
        told = _level(claim, of_baseline=True)
        if told is not None:
            yield _Value(baselines[0], group, told[0], claim, told[1], conditions, of_baseline=True)


def _level(claim: Claim, *, of_baseline: bool) -> tuple[tuple[object, ...], Delta] | None:
    """The level that a claim gives its method or its baseline, with its measure; None where it gives none."""
    metric = names.metric(claim.names.metric) if claim.names.metric else None
    delta = claim.delta
    if metric is None or metric.unit not in _QUALITY:
        return None
    low, high = (delta.from_value,) * 2 if of_baseline else (delta.to_value,) * 2
    if not of_baseline and delta.kind == "level" and delta.low is not None:
        low, high = delta.low, delta.high
    if not of_baseline and delta.from_value is not None and not claim.baselines:
        return None  # a move of one method: what was done to it is not known
    if low is None or high is None:
        return None
    unit = delta.unit if delta.kind == "level" else None
    bound: Bound = delta.bound if delta.kind == "level" and not of_baseline else "exact"
    level = Delta(kind="level", low=low, high=high, unit=unit, bound=bound)
    scale = level_unit(level, metric)
    return ("level", scale), level.model_copy(update={"unit": scale}) if unit is None else level


def _difference(claim: Claim, baselines: tuple[Subject, ...]) -> tuple[object, ...] | None:
    """The measure of a difference from named baselines; None where it cannot be held against another paper's."""
    delta = claim.delta
    metric = names.metric(claim.names.metric) if claim.names.metric else None
    if delta.kind not in ("change", "factor", "fraction") or delta.low is None or delta.direction is None:
        return None
    if not baselines or len(baselines) != len(claim.baselines) or any(one.sort == "words" for one in baselines):
        return None
    if any(one.sort == "model" and not one.settled for one in baselines):
        return None
    basis = basis_of(claim, metric) if delta.kind == "change" and delta.unit == "percent" else None
    if basis == "unstated":
        return None
    against = frozenset((one.key, one.size) for one in baselines)
    return (delta.kind, delta.unit, basis, delta.direction, against)


def _differing(values: Iterable[_Value]) -> Iterator[Conflict]:
    """Pairs of papers whose numbers for one thing have nothing in common."""
    of_thing: dict[tuple[object, ...], list[_Value]] = {}
    for value in values:
        of_thing.setdefault(value.key, []).append(value)
    for told in of_thing.values():
        for ours, theirs in itertools.combinations(_by_paper(told), 2):
            pairs = [(a, b) for a in ours for b in theirs if not (a.of_baseline and b.of_baseline)]
            comparable = [(a, b) for a, b in pairs if a.conditions == b.conditions]
            if comparable and all(_apart(a, b) for a, b in comparable) and not _are_namesakes(*comparable[0]):
                yield _conflict(*min(comparable, key=lambda pair: (pair[0].claim.id, pair[1].claim.id)))


def _conflict(one: _Value, other: _Value) -> Conflict:
    first, second = sorted((one, other), key=lambda v: (not v.of_baseline, v.claim.title.casefold(), v.claim.paper_id))
    subject = second.subject
    measured = () if first.measure[0] == "level" else ("hardware and set-ups",)
    return Conflict(
        kind="baseline" if first.of_baseline else "values",
        subject=subject.name,
        other=None,
        metric=second.group.metric,
        benchmark=second.group.benchmark or "",
        size=subject.size,
        sides=(_side(first), _side(second)),
        unsaid=(*unsaid(first.conditions, sized=subject.size is not None), *measured),
    )


def _side(value: _Value) -> Side:
    return Side(value.claim, value.delta, _names_own(value.claim, value.subject))


def _wins(group: Group, row: Row) -> Iterator[_Win]:
    """What a claim says to be better than what; a best case says nothing of the others."""
    method = method_of(row.claim)
    if method is None or row.verdict not in ("better", "worse") or row.claim.delta.bound == "up_to":
        return
    for baseline in baselines_of(row.claim):
        if all(one.settled or one.sort == "technique" for one in (method, baseline)):
            won = (method, baseline) if row.verdict == "better" else (baseline, method)
            yield _Win(*won, group, row.claim, conditions_of(row.claim))


def _reversed(wins: Iterable[_Win]) -> Iterator[Conflict]:
    """Pairs of papers of which one tells the contrary of the other."""
    of_pair: dict[tuple[object, ...], list[_Win]] = {}
    for win in wins:
        of_pair.setdefault(win.key, []).append(win)
    for told in of_pair.values():
        for ours, theirs in itertools.combinations(_by_paper(told), 2):
            pairs = [(a, b) for a in ours for b in theirs if a.conditions == b.conditions]
            contrary = [(a, b) for a, b in pairs if a.winner.key == b.loser.key and a.winner.size == b.loser.size]
            if contrary and len(contrary) == len(pairs):
                yield _reversal(*min(contrary, key=lambda pair: (pair[0].claim.id, pair[1].claim.id)))


def _reversal(one: _Win, other: _Win) -> Conflict:
    first, second = sorted((one, other), key=lambda win: (win.claim.title.casefold(), win.claim.paper_id))
    sized = first.winner.size is not None and first.loser.size is not None
    bases = ("base models",) if "technique" in (first.winner.sort, first.loser.sort) else ()
    sides = [Side(win.claim, win.claim.delta, _names_own(win.claim, win.winner)) for win in (first, second)]
    return Conflict(
        kind="reversal",
        subject=first.winner.name,
        other=first.loser.name,
        metric=first.group.metric,
        benchmark=first.group.benchmark or "",
        size=first.winner.size if first.winner.size == first.loser.size else None,
        sides=(sides[0], sides[1]),
        unsaid=(*unsaid(first.conditions, sized=sized), *bases),
    )


def _by_paper(told: Iterable[_Told]) -> list[list[_Told]]:
    """What each paper tells; what has one id is one paper, and so is what has one title."""
    papers: dict[str, list[_Told]] = {}
    titles: dict[str, str] = {}
    for entry in sorted(told, key=lambda entry: (entry.claim.paper_id, entry.claim.title, entry.claim.id)):
        title = folded_title(entry.claim.title) or entry.claim.paper_id
        papers.setdefault(titles.setdefault(entry.claim.paper_id, title), []).append(entry)
    return [papers[title] for title in sorted(papers)]


def _names_own(claim: Claim, subject: Subject) -> bool:
    """Whether the title of a claim's paper names the method."""
    known = names.model(subject.name)
    return names.folded(known.family if known else subject.name) in names.folded(claim.title)


def _are_namesakes(one: _Value, other: _Value) -> bool:
    """Whether both papers are the method's own by their titles: one paper revised, or two methods of one name."""
    if one.subject.sort != "own":
        return False
    heads = (names.folded(value.claim.title.partition(":")[0]) for value in (one, other))
    return all(head == names.folded(one.subject.name) for head in heads)


def _apart(one: _Value, other: _Value) -> bool:
    """Whether two numbers have nothing in common."""
    (low, high), (other_low, other_high) = _span(one), _span(other)
    slack = 1e-9 * max(1.0, *(abs(end) for end in (low, high, other_low, other_high) if math.isfinite(end)))
    return high + slack < other_low or other_high + slack < low


def _span(value: _Value) -> tuple[float, float]:
    """What a number may stand for: all that rounds to it, and what its bound leaves open."""
    delta, quote = value.delta, value.claim.evidence.quote
    low, high = delta.low or 0.0, delta.high or 0.0
    low, high = low - _half(low, quote), high + _half(high, quote)
    match delta.bound:
        case "up_to" | "at_most":
            low = -math.inf
        case "at_least":
            high = math.inf
        case "about":
            low, high = min(low, low * (1 - _ABOUT)), max(high, high * (1 + _ABOUT))
    is_ratio = value.measure == ("level", "percent") and delta.unit == "ratio"
    return (100 * low, 100 * high) if is_ratio else (low, high)


def _half(number: float, quote: str) -> float:
    """Half of the last digit of a number as the quote writes it, else as it is without needless zeros."""
    written = [m[0] for m in _NUMBER.finditer(quote) if float(m[0].replace(",", "")) == abs(number)]
    decimals = [len(text.partition(".")[2]) for text in written]
    digits = min(decimals) if decimals else max(0, -int(Decimal(repr(number)).normalize().as_tuple().exponent))
    if digits == 0 and abs(number) >= _ROUND_FROM:
        digits = -max(0, int(Decimal(repr(number)).normalize().as_tuple().exponent))
    return 0.5 * 10.0**-digits


def _place(conflict: Conflict) -> tuple[object, ...]:
    names_of = (conflict.metric, conflict.benchmark, conflict.subject, conflict.other or "")
    ids = tuple(side.claim.id for side in conflict.sides)
    return (_KINDS.index(conflict.kind), *(name.casefold() for name in names_of), *ids)
