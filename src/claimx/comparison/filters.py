"""Which rows of a comparison are wanted, and in what order they stand in their groups."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from claimx import names
from claimx.claims import Claim, Kind
from claimx.comparison.groups import Group
from claimx.comparison.rows import Row, Verdict

__all__ = ["Conditions", "SortKey", "in_order_of"]

SortKey = Literal["value", "date", "size", "paper", "method"]
"""value: exact ones first, better ones above; date: the latest first; size: the smallest model first; paper and
method: by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a row must meet; None asks nothing."""

    metric: str | None = None
    """Any spelling of the metric, or a part of its name."""
    benchmark: str | None = None
    """Any spelling of a benchmark or task, or a part of its name."""
    method: str | None = None
    """Any spelling of the method, or a part of its name, as written or canonical."""
    kind: Kind | None = None
    """The kind of number, as written."""
    unit: str | None = None
    """The unit, as written or of the group's scale."""
    min_size: float | None = None
    """Parameters that the claim's model has at least; a claim without a size does not meet it."""
    max_size: float | None = None
    """Parameters that it has at most."""
    since: datetime.date | None = None
    """The day from which on the paper is dated; a paper without a date does not meet it."""
    verdict: Verdict | None = None
    """What the claim says of its method."""
    text: str | None = None
    """Words that all occur in the claim, its quote or its paper's title, in any order and case."""

    def met_by(self, group: Group, row: Row) -> bool:
        """Whether a row of a group meets all of them."""
        claim = row.claim
        return (
            (self.metric is None or _is_metric(self.metric, group, claim))
            and (self.benchmark is None or _is_benchmark(self.benchmark, group, claim))
            and (self.method is None or _is_method(self.method, claim))
            and (self.kind is None or claim.delta.kind == self.kind)
            and (self.unit is None or _is_unit(self.unit, group, claim))
            and _is_of_size(claim, self.min_size, self.max_size)
            and (self.since is None or (row.published is not None and row.published >= self.since))
            and (self.verdict is None or row.verdict == self.verdict)
            and (self.text is None or _has_words(self.text, group, claim))
        )


def in_order_of(key: SortKey, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows in another order; what has no value of the kind comes last, and rows of the same value stay as they are."""
    return tuple(rows) if key == "value" else tuple(sorted(rows, key=_PLACES[key]))


_PLACES: dict[SortKey, Callable[[Row], tuple[bool, float | str]]] = {
    "date": lambda row: (row.published is None, -row.published.toordinal() if row.published else 0),
    "size": lambda row: (row.claim.model_size is None, row.claim.model_size.low if row.claim.model_size else 0),
    "paper": lambda row: (False, row.claim.title.casefold()),
    "method": lambda row: (False, (row.claim.names.method or row.claim.method).casefold()),
}


def _is_metric(wanted: str, group: Group, claim: Claim) -> bool:
    known = names.metric(wanted)
    same = known is not None and known.name == group.metric
    return same or _within(wanted, group.metric) or _within(wanted, claim.metric)


def _is_benchmark(wanted: str, group: Group, claim: Claim) -> bool:
    known = names.benchmark(wanted)
    canonical = (group.benchmark or "").split(" + ")
    return (known is not None and known.name in canonical) or any(
        _within(wanted, name) for name in (*canonical, *claim.benchmarks)
    )


def _is_method(wanted: str, claim: Claim) -> bool:
    canonical = claim.names.method or claim.method
    same = names.method_key(names.method(wanted) or wanted) == names.method_key(canonical)
    return same or _within(wanted, claim.method) or _within(wanted, canonical)


def _is_unit(wanted: str, group: Group, claim: Claim) -> bool:
    folded = " ".join(wanted.split()).casefold()
    return folded in ((group.unit or "").casefold(), " ".join((claim.delta.unit or "").split()).casefold())


def _is_of_size(claim: Claim, min_size: float | None, max_size: float | None) -> bool:
    if min_size is None and max_size is None:
        return True
    size = claim.model_size
    if size is None:
        return False
    return (min_size is None or size.high >= min_size) and (max_size is None or size.low <= max_size)


def _has_words(wanted: str, group: Group, claim: Claim) -> bool:
    told = (claim.title, claim.method, claim.names.method or "", group.metric, claim.metric, group.benchmark or "")
    text = " ".join((*told, *claim.benchmarks, *claim.baselines, claim.evidence.quote)).casefold()
    return all(word in text for word in wanted.casefold().split())


def _within(wanted: str, name: str) -> bool:
    return wanted.casefold() in name.casefold()
