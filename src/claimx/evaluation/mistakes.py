"""The table of errors: every claim missed, spurious or partly wrong, the gold beside the prediction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from claimx.claims import Claim, Delta, ModelSize
from claimx.evaluation.fields import DELTA_PARTS, FIELDS
from claimx.evaluation.figures import ErrorRow
from claimx.evaluation.gold import GoldClaim
from claimx.evaluation.matching import Matched, Pair

__all__ = ["error_rows", "in_short"]


def error_rows(papers: Iterable[Matched]) -> tuple[ErrorRow, ...]:
    """The errors of all papers in order; within a paper the wrong, then the missed, then the spurious."""
    return tuple(row for paper in papers for row in _rows(paper))


def in_short(claim: Claim | GoldClaim) -> str:
    """A claim on one line: method: metric, delta; size; vs baselines; on benchmarks."""
    if isinstance(claim, GoldClaim):
        head, baselines, benchmarks = f"{claim.method[0]}: {claim.metric[0]}", claim.baseline, claim.benchmark
    else:
        head, baselines, benchmarks = f"{claim.method}: {claim.metric}", claim.baselines, claim.benchmarks
    parts = [f"{head}, {_delta(claim.delta)}", _size(claim.model_size)]
    parts += [_list("vs", baselines), _list("on", benchmarks)]
    return "; ".join(part for part in parts if part)


def _rows(paper: Matched) -> Iterator[ErrorRow]:
    title = paper.paper.title
    for pair in paper.pairs:
        if wrong := _wrong(pair):
            yield ErrorRow(
                paper=title,
                kind="wrong",
                fields=wrong,
                gold=in_short(pair.gold),
                predicted=in_short(pair.claim),
                evidence=pair.gold.evidence,
            )
    for gold in paper.missed:
        yield ErrorRow(paper=title, kind="missed", gold=in_short(gold), evidence=gold.evidence)
    for claim in paper.spurious:
        yield ErrorRow(paper=title, kind="spurious", predicted=in_short(claim), evidence=claim.evidence.quote)


def _wrong(pair: Pair) -> tuple[str, ...]:
    names: list[str] = []
    for field in FIELDS:
        if field == "delta":
            names += [f"delta.{part}" for part in DELTA_PARTS if part not in pair.parts]
        elif field not in pair.fields:
            names.append(field)
    return tuple(names)


def _delta(delta: Delta) -> str:
    bound = "" if delta.bound == "exact" else f"({delta.bound})"
    words = (delta.kind, _range(delta.low, delta.high), _levels(delta), delta.unit, delta.direction, bound)
    return " ".join(word for word in words if word)


def _levels(delta: Delta) -> str:
    before, after = _number(delta.from_value), _number(delta.to_value)
    return f"{before}→{after}" if before else after


def _range(low: float | None, high: float | None) -> str:
    return _number(low) if low == high else f"{_number(low)}–{_number(high)}"


def _size(size: ModelSize | None) -> str:
    return "" if size is None else f"{_range(size.low, size.high)} parameters"


def _list(word: str, names: Sequence[str]) -> str:
    return f"{word} {', '.join(names)}" if names else ""


def _number(number: float | None) -> str:
    return "" if number is None else format(number, ".12g")
