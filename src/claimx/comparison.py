"""What may stand beside what: claims in groups of one metric, one benchmark and one kind of number.

Only like stands beside like. A group has one metric (canonical where known), one set of benchmarks, one
kind of delta and one unit; percents that are known to be shares of the old level stand apart from percents
that are points and from those of which the abstract does not say. A claim stands in one group only: one
that was measured on several benchmarks stands in the group of all of them together, since its number
belongs to none of them alone.

Within a group exact single values come first, the better ones above; ranges and bounded values ("up to",
"at least") are shown behind them and are never ranked with them. There is no mean anywhere: the numbers are
what different authors report of different set-ups, without a spread (Cochrane Handbook, chapter 12,
synthesis without meta-analysis); from three exact values on a group has their median and range.
"""

from __future__ import annotations

import datetime
import itertools
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from claimx import names
from claimx.claims import Basis, Claim, Delta, Kind
from claimx.names import Polarity
from claimx.papers import Paper

__all__ = ["Comparison", "Group", "Row", "Section", "Spread", "Verdict", "compare", "effect", "verdict"]

Verdict = Literal["better", "worse", "same", "unclear"]
"""What a claim says of its method, from the direction of the delta and the polarity of the metric."""

_KINDS: tuple[Kind, ...] = ("level", "change", "factor", "fraction", "qualitative")
_LEAST_FOR_A_MEDIAN = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One claim in its group."""

    claim: Claim
    """The claim."""
    verdict: Verdict
    """Whether it tells of something better or worse."""
    published: datetime.date | None
    """The paper's date, where the paper is known and dated."""

    @property
    def effect(self) -> float | None:
        """The claim's number on the scale of its group; see `effect`."""
        return effect(self.claim.delta)

    @property
    def exact(self) -> bool:
        """Whether the number is a single exact one: only such numbers are ranked and counted in a median."""
        delta = self.claim.delta
        return delta.bound == "exact" and delta.low == delta.high and self.effect is not None


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, lowest and highest of the exact values of a group, on the scale of `effect`."""

    median: float
    """The middle value, or half way between the two in the middle."""
    lowest: float
    """The lowest value."""
    highest: float
    """The highest value."""


@dataclass(frozen=True, slots=True)
class Group:
    """Claims whose numbers may stand in one column."""

    metric: str
    """The metric's canonical name, or as most claims write it."""
    polarity: Polarity | None
    """Which way of the metric is better; None where the metric is not known."""
    vague: bool
    """Whether the metric's name does not say what was measured."""
    benchmark: str | None
    """Canonical names of the benchmarks, or as written, joined by " + "; None where the claims name none."""
    kind: Kind
    """The kind of all deltas."""
    unit: str | None
    """The unit of all deltas; None for bare scores and for words."""
    basis: Basis | None
    """What changes in percent are a percent of; None for all other deltas."""
    rows: tuple[Row, ...]
    """Exact values, better first, then the others."""

    @property
    def exact(self) -> tuple[Row, ...]:
        """The rows whose values are single and exact."""
        return tuple(row for row in self.rows if row.exact)

    @property
    def spread(self) -> Spread | None:
        """Median and range of the exact values; None where there are fewer than three."""
        values = [value for row in self.exact if (value := row.effect) is not None]
        if len(values) < _LEAST_FOR_A_MEDIAN:
            return None
        return Spread(statistics.median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Section:
    """All groups of one metric."""

    metric: str
    """The metric's canonical name, or as most claims write it."""
    polarity: Polarity | None
    """Which way of the metric is better; None where the metric is not known."""
    vague: bool
    """Whether the metric's name does not say what was measured."""
    groups: tuple[Group, ...]
    """The groups, those of most rows first."""

    @property
    def shared(self) -> tuple[Group, ...]:
        """The groups in which claims stand beside one another."""
        return tuple(group for group in self.groups if len(group.rows) > 1)

    @property
    def alone(self) -> tuple[Group, ...]:
        """The groups of a single claim."""
        return tuple(group for group in self.groups if len(group.rows) == 1)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of all groups."""
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Claims grouped by metric, then benchmark, kinds and units apart.

    Metrics and their groups stand in the order of how many rows they hold, then by name; vague metrics come
    last.
    """

    groups: tuple[Group, ...]
    """The groups, those of one metric side by side."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, group by group."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The groups, those of one metric together."""
        metrics = itertools.groupby(self.groups, key=lambda group: (group.metric, group.polarity, group.vague))
        return tuple(Section(*metric, tuple(groups)) for metric, groups in metrics)

    def filtered(
        self,
        *,
        metric: str | None = None,
        benchmark: str | None = None,
        method: str | None = None,
        kind: Kind | None = None,
        min_size: float | None = None,
        max_size: float | None = None,
    ) -> Comparison:
        """The rows that meet every condition given.

        `metric` and `benchmark` are met by any spelling of the same name ("WER" finds word error rate) and,
        like `method`, by any part of the name, whatever its case. Sizes are in parameters, both ends
        included; a claim without a size meets no condition on size.
        """

        def meets(group: Group, row: Row) -> bool:
            return (
                (metric is None or _is_metric(metric, group, row.claim))
                and (benchmark is None or _is_benchmark(benchmark, group, row.claim))
                and (method is None or _within(method, row.claim.method))
                and _is_of_size(row.claim, min_size, max_size)
            )

        of_kind = (group for group in self.groups if kind is None or group.kind == kind)
        kept = (replace(g, rows=tuple(row for row in g.rows if meets(g, row))) for g in of_kind)
        return Comparison(_in_order(group for group in kept if group.rows))

    def head(self, rows: int) -> Comparison:
        """The first groups, as far as they hold `rows` rows; the last one may be cut."""
        kept: list[Group] = []
        for group in self.groups:
            room = rows - sum(len(g.rows) for g in kept)
            if room <= 0:
                break
            kept.append(replace(group, rows=group.rows[:room]))
        return Comparison(tuple(kept))


def compare(claims: Iterable[Claim], papers: Iterable[Paper] = ()) -> Comparison:
    """Claims beside their like. `papers` give the rows their dates; a claim of an absent paper has none."""
    dates = {paper.id: paper.published for paper in papers}
    claims = list(claims)
    metrics = _spellings(claim.metric for claim in claims)
    benchmarks = _spellings(name for claim in claims for name in claim.benchmarks)
    groups: dict[Group, list[Row]] = {}
    for claim in claims:
        group = _empty_group(claim, metrics, benchmarks)
        row = Row(claim, verdict(claim), dates.get(claim.paper_id))
        groups.setdefault(group, []).append(row)
    return Comparison(_in_order(replace(group, rows=_ranked(group, rows)) for group, rows in groups.items()))


def verdict(claim: Claim) -> Verdict:
    """better or worse where the delta has a direction and the metric a better one; same for parity; else unclear."""
    direction, polarity = claim.delta.direction, claim.names.polarity
    if direction == "equal":
        return "same"
    if direction is None or polarity is None or polarity == "depends":
        return "unclear"
    return "better" if (direction == "increase") == (polarity == "higher") else "worse"


def effect(delta: Delta) -> float | None:
    """The number by which deltas of one kind and unit are ordered; None where there is none.

    A level reached; a share; a change with its sign; a factor as new over old, so that "8 times smaller" is
    1/8. A range stands by its lower number. A change or factor without a direction has no effect: its sign
    is not known.
    """
    number = delta.to_value if delta.low is None else delta.low
    if number is None or delta.kind in ("level", "fraction"):
        return number
    if delta.direction == "decrease":
        if delta.kind == "change":
            return -number
        return 1 / number if number else None
    return number if delta.direction == "increase" else None


def _empty_group(claim: Claim, metrics: dict[str, str], benchmarks: dict[str, str]) -> Group:
    """The group that a claim belongs in, without rows: groups are equal where claims may stand together."""
    delta = claim.delta
    tested = {_canonical_benchmark(name, benchmarks) for name in claim.benchmarks}
    is_percent_change = delta.kind == "change" and delta.unit == "percent"
    return Group(
        metric=claim.names.metric or metrics[names.folded(claim.metric)],
        polarity=claim.names.polarity,
        vague=claim.names.vague,
        benchmark=" + ".join(sorted(tested, key=str.casefold)) or None,
        kind=delta.kind,
        unit=" ".join(delta.unit.split()) if delta.unit else None,
        basis=delta.basis if is_percent_change else None,
        rows=(),
    )


def _canonical_benchmark(name: str, spellings: dict[str, str]) -> str:
    known = names.benchmark(name)
    return known.name if known else spellings[names.folded(name)]


def _spellings(written: Iterable[str]) -> dict[str, str]:
    """For each folded name its most frequent spelling, of equally frequent ones the first by alphabet."""
    counted: dict[str, Counter[str]] = {}
    for name in written:
        counted.setdefault(names.folded(name), Counter())[" ".join(name.split())] += 1
    return {key: min(spellings, key=lambda s: (-spellings[s], s)) for key, spellings in counted.items()}


def _ranked(group: Group, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Exact values before all others, the better one first, then by title and place: the same order every time."""
    sign = 1 if group.polarity == "lower" else -1

    def place(row: Row) -> tuple[object, ...]:
        value = row.effect
        claim = row.claim
        ordered = 0.0 if value is None else sign * value
        return (not row.exact, value is None, ordered, claim.title.casefold(), claim.evidence.start, claim.id)

    return tuple(sorted(rows, key=place))


def _in_order(groups: Iterable[Group]) -> tuple[Group, ...]:
    known = list(groups)
    sizes = Counter[tuple[str, Polarity | None, bool]]()
    for group in known:
        sizes[group.metric, group.polarity, group.vague] += len(group.rows)

    def place(group: Group) -> tuple[object, ...]:
        of_metric = sizes[group.metric, group.polarity, group.vague]
        name = (group.metric.casefold(), group.metric, group.polarity or "")
        number = (_KINDS.index(group.kind), group.unit or "", group.basis or "")
        benchmark = group.benchmark or ""
        return (group.vague, -of_metric, *name, -len(group.rows), benchmark.casefold(), benchmark, *number)

    return tuple(sorted(known, key=place))


def _is_metric(wanted: str, group: Group, claim: Claim) -> bool:
    known = names.metric(wanted)
    same = known is not None and known.name == group.metric
    return same or _within(wanted, group.metric) or _within(wanted, claim.metric)


def _is_benchmark(wanted: str, group: Group, claim: Claim) -> bool:
    known = names.benchmark(wanted)
    same = known is not None and any(names.benchmark(name) == known for name in claim.benchmarks)
    return same or _within(wanted, group.benchmark or "") or any(_within(wanted, b) for b in claim.benchmarks)


def _within(wanted: str, name: str) -> bool:
    return wanted.casefold() in name.casefold()


def _is_of_size(claim: Claim, min_size: float | None, max_size: float | None) -> bool:
    if min_size is None and max_size is None:
        return True
    size = claim.model_size
    if size is None:
        return False
    return (min_size is None or size.high >= min_size) and (max_size is None or size.low <= max_size)
