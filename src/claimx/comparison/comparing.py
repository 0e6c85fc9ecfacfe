"""A comparison: claims in their groups, as a whole."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from claimx import names
from claimx.claims import Claim, Kind
from claimx.comparison.duplicates import Result, distinct
from claimx.comparison.filters import Conditions, SortKey, in_order_of
from claimx.comparison.groups import Group, Section, grouped, in_order, sections_of
from claimx.comparison.rows import Row, Verdict, verdict
from claimx.papers import Paper

__all__ = ["Comparison", "compare"]


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
        return sections_of(self.groups)

    @property
    def duplicates(self) -> tuple[Row, ...]:
        """The rows whose result is told several times."""
        return tuple(row for row in self.rows if row.also)

    def filtered(
        self,
        *,
        metric: str | None = None,
        benchmark: str | None = None,
        method: str | None = None,
        kind: Kind | None = None,
        unit: str | None = None,
        min_size: float | None = None,
        max_size: float | None = None,
        since: datetime.date | None = None,
        verdict: Verdict | None = None,
        text: str | None = None,
    ) -> Comparison:
        """The rows that meet every condition given; see `filters.Conditions`.

        Names are met by any spelling of the same name ("WER" finds word error rate) and by any part of the name,
        whatever its case. Sizes are in parameters, both ends included. A group stays on its scale, whichever of its
        rows are left.
        """
        wanted = Conditions(
            metric=metric,
            benchmark=benchmark,
            method=method,
            kind=kind,
            unit=unit,
            min_size=min_size,
            max_size=max_size,
            since=since,
            verdict=verdict,
            text=text,
        )
        kept = (replace(g, rows=tuple(row for row in g.rows if wanted.met_by(g, row))) for g in self.groups)
        return Comparison(in_order(group for group in kept if group.rows))

    def sorted(self, by: SortKey) -> Comparison:
        """The same groups, their rows in another order."""
        return Comparison(tuple(replace(group, rows=in_order_of(by, group.rows)) for group in self.groups))

    def head(self, rows: int) -> Comparison:
        """The first groups, as far as they hold `rows` rows; the last one may be cut."""
        kept: list[Group] = []
        for group in self.groups:
            room = rows - sum(len(g.rows) for g in kept)
            if room <= 0:
                break
            kept.append(replace(group, rows=group.rows[:room]))
        return Comparison(tuple(kept))


def compare(
    claims: Iterable[Claim], papers: Iterable[Paper] = (), *, aliases: names.Aliases | None = None
) -> Comparison:
    """Claims beside their like, a result that is told several times once.

    `papers` give the rows their dates; a claim of an absent paper has none. With `aliases` the names of the claims are
    looked up anew, since those may be newer than the claims.
    """
    known = {paper.id: paper for paper in papers}
    if aliases:
        claims = (_renamed(claim, known.get(claim.paper_id), aliases) for claim in claims)
    dates = {paper.id: paper.published for paper in known.values() if paper.published}
    return Comparison(grouped((_row(result, dates) for result in distinct(claims)), aliases))


def _row(result: Result, dates: dict[str, datetime.date]) -> Row:
    told = (result.claim, *result.also)
    published = min((dates[claim.paper_id] for claim in told if claim.paper_id in dates), default=None)
    return Row(result.claim, verdict(result.claim), published, also=result.also)


def _renamed(claim: Claim, paper: Paper | None, aliases: names.Aliases) -> Claim:
    abstract = paper.abstract if paper else ""
    return claim.model_copy(update={"names": names.named(claim, claim.title, abstract, aliases)})
