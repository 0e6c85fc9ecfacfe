"""Groups: claims whose numbers may stand in one column, and the groups of one metric."""

from __future__ import annotations

import itertools
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from claimx import names
from claimx.claims import Basis, Claim, Kind
from claimx.comparison.effects import onto, written_on
from claimx.comparison.homes import Home, company_of, home_of, scale_of
from claimx.comparison.rows import Row
from claimx.comparison.scopes import Scope, complement_of, scope_of
from claimx.names import Aliases, Metric, Polarity

__all__ = ["Group", "Section", "Spread", "grouped", "in_order", "sections_of"]

_KINDS: tuple[Kind, ...] = ("level", "change", "factor", "fraction", "qualitative")
_LEAST_FOR_A_MEDIAN = 3
_LEAST_FOR_QUARTILES = 4


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, range and quartiles of the exact values of a group, on its scale as `Row.effect` has it."""

    median: float
    """The middle value, or half way between the two in the middle."""
    lowest: float
    """The lowest value."""
    highest: float
    """The highest value."""
    quartiles: tuple[float, float] | None = None
    """The values below and above which a quarter lies, the lowest and the highest counting as such; None below four."""


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
    """Canonical names of the benchmarks or tasks, or as written, joined by " + "; None where the claims name none."""
    kind: Kind
    """The kind of number of the group's scale."""
    unit: str | None
    """The unit of the group's scale; None for bare scores and for words."""
    basis: Basis | None
    """What changes in percent are a percent of; None for all other numbers."""
    rows: tuple[Row, ...]
    """Exact values, better first, then the others."""
    paper_id: str | None = None
    """The paper whose claims alone stand here, since no other's could be compared with them; None where others may."""
    known: Metric | None = None
    """What the vocabulary or the user knows of the metric; None where neither does."""

    @property
    def exact(self) -> tuple[Row, ...]:
        """The rows whose values are single and exact."""
        return tuple(row for row in self.rows if row.exact)

    @property
    def spread(self) -> Spread | None:
        """Median, range and quartiles of the exact values.

        None where there are fewer than three, and for changes in percent of which nobody knows whether they are
        relative: points and shares have no common median.
        """
        values = sorted(value for row in self.exact if (value := row.effect) is not None)
        if len(values) < _LEAST_FOR_A_MEDIAN or self.basis == "unstated":
            return None
        halves = [value / 2 for value in values]  # half first: two of 1e308 have a sum that is none
        quartiles = None
        if len(values) >= _LEAST_FOR_QUARTILES:
            low, _, high = statistics.quantiles(halves, n=4, method="inclusive")
            quartiles = (2 * low, 2 * high)
        return Spread(2 * statistics.median(halves), values[0], values[-1], quartiles)

    @property
    def suggested(self) -> str | None:
        """The metric that numbers on the group's benchmarks normally are, where its own is vague or not known.

        A hint for readers: it moves no claim to another group.
        """
        hints = {row.claim.names.suggested for row in self.rows}
        return hints.pop() if len(hints) == 1 else None


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
class _Place:
    """What claims have in common that stand in one group."""

    metric: str
    known: Metric | None
    polarity: Polarity | None
    vague: bool
    benchmark: str | None
    home: Home
    complement: str | None
    """What the metric as written says beyond its name, where no benchmark is named."""
    paper_id: str | None
    alone: tuple[str, str] | None
    """The metric as written where only the paper's own claims may stand here, with the claim's id where none may."""


def grouped(rows: Iterable[Row], aliases: Aliases | None = None) -> tuple[Group, ...]:
    """The groups of rows whose numbers are as their claims write them, in the order of `in_order`."""
    rows = list(rows)
    metrics = _spellings(row.claim.metric for row in rows)
    benchmarks = _spellings(name for row in rows for name in row.claim.benchmarks)
    places: dict[_Place, list[Row]] = {}
    for row in rows:
        claim = row.claim
        name = claim.names.metric or metrics[names.folded(claim.metric)]
        scope = scope_of(claim, benchmarks)
        places.setdefault(_place(claim, name, _known(claim.names.metric, aliases), scope), []).append(row)
    return in_order(_group(place, of_place) for place, of_place in places.items())


def in_order(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Metrics by how many rows they have, then their groups by how many; vague metrics last."""
    known = list(groups)
    sizes = Counter[tuple[str, Polarity | None, bool]]()
    for group in known:
        sizes[group.metric, group.polarity, group.vague] += len(group.rows)

    def place(group: Group) -> tuple[object, ...]:
        of_metric = sizes[group.metric, group.polarity, group.vague]
        name = (group.metric.casefold(), group.metric, group.polarity or "")
        number = (_KINDS.index(group.kind), group.unit or "", group.basis or "")
        benchmark = group.benchmark or ""
        paper = (group.paper_id is not None, group.rows[0].claim.title.casefold(), group.paper_id or "")
        return (group.vague, -of_metric, *name, -len(group.rows), benchmark.casefold(), benchmark, *number, *paper)

    return tuple(sorted(known, key=place))


def sections_of(groups: Iterable[Group]) -> tuple[Section, ...]:
    """Groups in order, those of one metric together."""
    metrics = itertools.groupby(groups, key=lambda group: (group.metric, group.polarity, group.vague))
    return tuple(Section(*metric, tuple(of_metric)) for metric, of_metric in metrics)


def _place(claim: Claim, name: str, known: Metric | None, scope: Scope) -> _Place:
    home = home_of(claim, known, scope)
    company = company_of(claim, home, known, scope)
    own = (names.folded(claim.metric), claim.id if company == "none" else "")
    return _Place(
        metric=name,
        known=known,
        polarity=claim.names.polarity,
        vague=claim.names.vague,
        benchmark=scope.text,
        home=home,
        complement=None if scope.named else complement_of(claim),
        paper_id=None if company == "all" else claim.paper_id,
        alone=None if company == "all" else own,
    )


def _known(metric: str | None, aliases: Aliases | None) -> Metric | None:
    """What is known of a metric by its canonical name, a user's word before the vocabulary's."""
    if metric is None:
        return None
    return (aliases.metrics.get(metric) if aliases else None) or names.metric(metric)


def _group(place: _Place, rows: list[Row]) -> Group:
    scale = scale_of(place.home, (row.claim.delta for row in rows))
    placed = []
    for row in rows:
        derived = onto(scale, row.claim, place.known)
        on_scale = derived is not None or written_on(scale, row.claim.delta)
        placed.append(replace(row, derived=derived, on_scale=on_scale))
    return Group(
        metric=place.metric,
        polarity=place.polarity,
        vague=place.vague,
        benchmark=place.benchmark,
        kind=scale.kind,
        unit=scale.unit,
        basis=scale.basis,
        rows=_ranked(placed, place.polarity),
        paper_id=place.paper_id,
        known=place.known,
    )


def _ranked(rows: Iterable[Row], polarity: Polarity | None) -> tuple[Row, ...]:
    """Exact values before all others, the better one first, then by title and place: the same order every time."""
    sign = 1 if polarity == "lower" else -1

    def place(row: Row) -> tuple[object, ...]:
        value = row.effect
        claim = row.claim
        ordered = 0.0 if value is None else sign * value
        return (not row.exact, value is None, ordered, claim.title.casefold(), claim.evidence.start, claim.id)

    return tuple(sorted(rows, key=place))


def _spellings(written: Iterable[str]) -> dict[str, str]:
    """For each folded name its most frequent spelling, of equally frequent ones the first by alphabet."""
    counted: dict[str, Counter[str]] = {}
    for name in written:
        counted.setdefault(names.folded(name), Counter())[" ".join(name.split())] += 1
    return {key: min(spellings, key=lambda s: (-spellings[s], s)) for key, spellings in counted.items()}
