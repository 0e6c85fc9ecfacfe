"""What a summary may tell of: the claims of one paper, of one group, or all of them, with the labels that a model
knows them by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from claimx.claims import Claim
from claimx.columns import shown_size
from claimx.comparison import Comparison, Group, Row
from claimx.phrases import About, Asked, GroupOutline, Outline, Totals
from claimx.phrases.composing import ranked
from claimx.printable import one_line
from claimx.summaries.functions import exact_claims, spread_of

__all__ = ["Entry", "Scope", "group_scopes", "paper_scopes", "whole_scope"]

_LEAST_ROWS = 3
"""Rows from which on a group has a sentence of its own."""
_MOST_GROUPS = 12
_GROUPS_OF_THE_WHOLE = 8
_MOST_SHOWN = 32
"""Rows that one request shows: about 3,000 tokens."""
_SHOWN_OF_A_PAPER = 2
"""Rows of one paper among those of the whole."""


@dataclass(frozen=True)
class Entry:
    """A claim with its label and its place in the comparison."""

    outline: Outline
    claim: Claim
    group: Group
    exact: bool
    """Whether its number is one of those that median and range of its group are computed over."""

    @property
    def is_bounded(self) -> bool:
        """Whether its number is a bound or a range."""
        delta = self.claim.delta
        return self.claim.quantified and (delta.bound != "exact" or delta.low != delta.high)

    @cached_property
    def rivals(self) -> tuple[Claim, ...]:
        """All exact claims of its group, itself included."""
        return exact_claims(self.group)


@dataclass(frozen=True)
class Scope:
    """The claims that one request is about."""

    asked: Asked
    entries: tuple[Entry, ...]
    """All that may be cited, whether or not the request shows them."""
    groups: tuple[tuple[str, Group], ...] = ()
    """The groups that may be cited, by label."""
    title: str = ""
    """The paper's title, or nothing."""

    def cited(self, labels: Iterable[str]) -> tuple[Entry, ...]:
        """The entries that labels of claims, of groups, and `all` stand for, in their own order."""
        wanted = set(labels)
        if "all" in wanted and self.asked.totals is not None:
            return self.entries
        within = {id(row.claim) for label, group in self.groups if label in wanted for row in group.rows}
        return tuple(e for e in self.entries if e.outline.id in wanted or id(e.claim) in within)


def whole_scope(comparison: Comparison) -> Scope:
    """All claims; of them the request shows those that hold most, a few of each paper."""
    entries = _entries((group, row) for group in comparison.groups for row in group.rows)
    large = sorted(_large(comparison), key=lambda group: spread_of(exact_claims(group)) is None)
    groups = [(f"g{place}", group) for place, group in enumerate(large[:_GROUPS_OF_THE_WHOLE], 1)]
    asked = Asked(
        about="whole",
        claims=tuple(_best(entries)),
        groups=tuple(_group_outline(label, group) for label, group in groups),
        totals=_totals(entries),
    )
    return Scope(asked, entries, tuple(groups))


def group_scopes(comparison: Comparison) -> Iterator[Scope]:
    """The larger groups, one scope each, in the order of the comparison."""
    for group in _large(comparison)[:_MOST_GROUPS]:
        entries = _entries((group, row) for row in group.rows)
        yield _scope("group", entries, group)


def paper_scopes(comparison: Comparison) -> Iterator[Scope]:
    """Each paper with claims, in the order of titles; its claims in the order of their text."""
    papers: dict[str, list[tuple[Group, Row]]] = {}
    for group in comparison.groups:
        for row in group.rows:
            papers.setdefault(row.claim.paper_id, []).append((group, row))
    for rows in sorted(
        papers.values(), key=lambda rows: (rows[0][1].claim.title.casefold(), rows[0][1].claim.paper_id)
    ):
        rows.sort(key=lambda pair: (pair[1].claim.evidence.start, pair[1].claim.id))
        yield _scope("paper", _entries(rows), title=rows[0][1].claim.title)


def _scope(about: About, entries: tuple[Entry, ...], group: Group | None = None, title: str = "") -> Scope:
    groups = (("g1", group),) if group else ()
    asked = Asked(
        about=about,
        claims=tuple(entry.outline for entry in entries[:_MOST_SHOWN]),
        groups=tuple(_group_outline(label, group) for label, group in groups),
    )
    return Scope(asked, entries, groups, title)


def _large(comparison: Comparison) -> list[Group]:
    large = [group for group in comparison.groups if len(group.rows) >= _LEAST_ROWS]
    return sorted(large, key=lambda group: (group.vague, -len(group.rows)))


def _entries(rows: Iterable[tuple[Group, Row]]) -> tuple[Entry, ...]:
    papers: dict[str, str] = {}
    exact: dict[int, set[int]] = {}
    entries = []
    for place, (group, row) in enumerate(rows, 1):
        paper = papers.setdefault(row.claim.paper_id, f"p{len(papers) + 1}")
        if id(group) not in exact:
            exact[id(group)] = {id(claim) for claim in exact_claims(group)}
        is_exact = id(row.claim) in exact[id(group)]
        entries.append(Entry(_outline(f"c{place}", paper, row), row.claim, group, is_exact))
    return tuple(entries)


def _best(entries: Sequence[Entry]) -> Iterator[Outline]:
    """The claims that hold most, a few of each paper, in the order of the entries."""
    seen: Counter[str] = Counter()
    best: set[str] = set()
    for outline in ranked(entry.outline for entry in entries):
        if seen[outline.paper] < _SHOWN_OF_A_PAPER and len(best) < _MOST_SHOWN:
            seen[outline.paper] += 1
            best.add(outline.id)
    return (entry.outline for entry in entries if entry.outline.id in best)


def _outline(label: str, paper: str, row: Row) -> Outline:
    claim, delta = row.claim, row.claim.delta
    return Outline(
        id=label,
        paper=paper,
        method=one_line(_method(claim)),
        metric=one_line(claim.metric),
        better=claim.names.polarity,
        kind=delta.kind,
        value=_plain(delta.low),
        high=None if delta.high == delta.low else _plain(delta.high),
        from_=_plain(delta.from_value),
        to=_plain(delta.to_value),
        unit=one_line(delta.unit) if delta.unit else None,
        direction=delta.direction,
        bound=delta.bound,
        size=shown_size(claim.model_size) or None,
        baselines=tuple(map(one_line, claim.baselines)),
        benchmarks=tuple(map(one_line, claim.benchmarks)),
        verdict=row.verdict,
        confidence=claim.confidence,
    )


def _method(claim: Claim) -> str:
    """The method as written; its name where the abstract speaks of its method in common words: our approach."""
    name = claim.names.method
    is_common = not any(c.isupper() or c.isdigit() for c in claim.method[1:])
    return name if name and is_common and any(c.isupper() for c in name) else claim.method


def _group_outline(label: str, group: Group) -> GroupOutline:
    spread = spread_of(exact_claims(group))
    verdicts = Counter(row.verdict for row in group.rows)
    return GroupOutline(
        group=label,
        metric=one_line(_metric(group)),
        benchmark=one_line(group.benchmark) if group.benchmark else None,
        kind=group.kind,
        unit=one_line(group.unit) if group.unit else None,
        direction=spread.direction if spread else None,
        claims=len(group.rows),
        papers=len({row.claim.paper_id for row in group.rows}),
        exact=len(exact_claims(group)),
        median=_plain(spread.median) if spread else None,
        minimum=_plain(spread.minimum) if spread else None,
        maximum=_plain(spread.maximum) if spread else None,
        better=verdicts["better"],
        worse=verdicts["worse"],
        same=verdicts["same"],
    )


def _metric(group: Group) -> str:
    """The metric as all claims of the group write it, or where they differ the name that they share."""
    written = {row.claim.metric for row in group.rows}
    return written.pop() if len(written) == 1 else _lower(group.metric)


def _totals(entries: Sequence[Entry]) -> Totals:
    claims = [entry.claim for entry in entries]
    verdicts = Counter(entry.outline.verdict for entry in entries)
    numbers = sum(claim.quantified for claim in claims)
    return Totals(
        all=len(claims),
        papers=len({claim.paper_id for claim in claims}),
        numbers=numbers,
        words=len(claims) - numbers,
        bounds=sum(entry.is_bounded for entry in entries),
        better=verdicts["better"],
        worse=verdicts["worse"],
        same=verdicts["same"],
    )


def _plain(number: float | None) -> int | float | None:
    """A whole number without its decimal point, as a model should write it."""
    return int(number) if number is not None and number.is_integer() and abs(number) < 1e15 else number


def _lower(name: str) -> str:
    """A canonical name as a sentence writes it: `Word error rate` without its capital, `BLEU` as it is."""
    return name[:1].lower() + name[1:] if name[1:].islower() or name[1:2] == " " else name
