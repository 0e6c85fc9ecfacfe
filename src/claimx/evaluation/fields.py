"""When a field of a predicted claim is right.

A name is right when it, or its part in or before brackets, equals an acceptable name after folding, or when
the two share tokens with a token F1 of at least 0.66. A list is right when both are empty, or when at least
half of the gold's entries are found and at most half of the predicted ones are wrong. A size is right when
both are null, or low and high are within 1%. The four parts of a delta are told apart in `right_parts`; the
delta is right when they all are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from claimx.claims import Claim, Delta, ModelSize
from claimx.evaluation.gold import GoldClaim

__all__ = [
    "DELTA_PARTS",
    "FIELDS",
    "DeltaPart",
    "Field",
    "folded",
    "name_right",
    "names_right",
    "right_fields",
    "right_parts",
    "size_right",
    "unit_class",
]

Field = Literal["method", "metric", "delta", "baseline", "benchmark", "model_size"]
DeltaPart = Literal["kind", "unit", "direction", "bound"]
FIELDS: tuple[Field, ...] = get_args(Field)
DELTA_PARTS: tuple[DeltaPart, ...] = get_args(DeltaPart)

_TOKEN_F1 = 0.66
_SIZE_TOLERANCE = 0.01
_ARTICLES = frozenset({"a", "an", "the"})
_PUNCTUATION = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.]|_")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


def right_fields(gold: GoldClaim, claim: Claim) -> frozenset[Field]:
    """The fields of a claim that are right when held against a gold claim."""
    right: dict[Field, bool] = {
        "method": name_right(claim.method, gold.method),
        "metric": name_right(claim.metric, gold.metric),
        "delta": len(right_parts(gold.delta, claim.delta)) == len(DELTA_PARTS),
        "baseline": names_right(claim.baselines, gold.baseline),
        "benchmark": names_right(claim.benchmarks, gold.benchmark),
        "model_size": size_right(claim.model_size, gold.model_size),
    }
    return frozenset(field for field, is_right in right.items() if is_right)


def right_parts(gold: Delta, predicted: Delta) -> frozenset[DeltaPart]:
    """The parts of a predicted delta that are right.

    A change and a level are the same kind where both deltas give both levels; a null gold direction accepts
    any.
    """
    levels = (gold.from_value, gold.to_value, predicted.from_value, predicted.to_value)
    interchangeable = None not in levels and {gold.kind, predicted.kind} == {"change", "level"}
    right: dict[DeltaPart, bool] = {
        "kind": gold.kind == predicted.kind or interchangeable,
        "unit": unit_class(gold.unit) == unit_class(predicted.unit),
        "direction": gold.direction is None or gold.direction == predicted.direction,
        "bound": gold.bound == predicted.bound,
    }
    return frozenset(part for part, is_right in right.items() if is_right)


def unit_class(unit: str | None) -> str:
    """One of percent, points, times, ratio and other; no unit at all is other, as a unit's own word is."""
    return unit if unit in ("percent", "points", "times", "ratio") else "other"


def name_right(name: str, acceptable: Iterable[str]) -> bool:
    """Whether a predicted name is one of the acceptable names, or near enough to one."""
    readings = {fold for reading in _readings(name) if (fold := folded(reading))}
    return any(folded(other) in readings or _token_f1(name, other) >= _TOKEN_F1 for other in acceptable)


def names_right(names: Sequence[str], gold: Sequence[str]) -> bool:
    """Whether a predicted list of names holds enough of the gold list and not too much else."""
    if not gold:
        return not names
    found = sum(any(name_right(name, [entry]) for name in names) for entry in gold)
    wrong = sum(not any(name_right(name, [entry]) for entry in gold) for name in names)
    return 2 * found >= len(gold) and 2 * wrong <= len(names)


def size_right(size: ModelSize | None, gold: ModelSize | None) -> bool:
    """Whether both sizes are null, or their ends lie within 1% of the gold's."""
    if size is None or gold is None:
        return size is gold
    ends = ((size.low, gold.low), (size.high, gold.high))
    return all(abs(end - true) <= _SIZE_TOLERANCE * true for end, true in ends)


def folded(name: str) -> str:
    """A name without case, punctuation, articles, hyphens, spaces and plural s; decimal points stay."""
    return "".join(_tokens(name))


def _readings(name: str) -> tuple[str, ...]:
    """The name as it is, the part before its brackets, and each part in brackets."""
    before = re.split(r"[(\[]", name, maxsplit=1)[0]
    return (name, before, *_BRACKETED.findall(name))


def _tokens(name: str) -> list[str]:
    words = _PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", name).casefold()).split()
    kept = [word for word in words if word not in _ARTICLES] or words
    return [_singular(word) for word in kept]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith("ss") else word


def _token_f1(name: str, other: str) -> float:
    """Twice the shared tokens over all tokens, each counted as often as it occurs (as in SQuAD's scorer)."""
    left, right = Counter(_tokens(name)), Counter(_tokens(other))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0
