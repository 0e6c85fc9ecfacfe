"""The built-in model: reads the claims of an abstract by grammar, without a network and without weights."""

from __future__ import annotations

from claimx.answers import AnsweredClaim
from claimx.builtin.clauses import Sentence, read_sentences
from claimx.builtin.methods import own_method
from claimx.builtin.outcomes import Outcome
from claimx.builtin.owners import Discourse
from claimx.builtin.predicates import Predicate, predicates
from claimx.builtin.qualitative import worded
from claimx.builtin.results import numbered
from claimx.builtin.scales import Scales
from claimx.builtin.zones import reports_outcomes
from claimx.text import Reading

__all__ = ["read"]

_MOST = 32
_ENOUGH = 3 * _MOST
"""Outcomes beyond which reading on only costs time."""
_LONGEST = 40_000
"""Characters beyond which a text is no abstract; what stands behind them is not read."""


def read(title: str, abstract: str) -> list[AnsweredClaim]:
    """The claims that an abstract makes, in the order of its text."""
    reading = Reading.of(abstract[:_LONGEST])
    parts = read_sentences(reading.read)
    owner = own_method(title, parts)
    discourse = Discourse(owner, Scales.of(reading.read, owner))
    found: list[Outcome] = []
    for part, reports in zip(parts, reports_outcomes(parts, owner), strict=True):
        spoken = predicates(part)
        if reports:
            found += _outcomes(part, spoken, discourse)
        discourse.hear(part, spoken)
        if len(found) > _ENOUGH:
            break
    answers = [answer for outcome in _distinct(found) if (answer := outcome.answered(reading)) is not None]
    return answers[:_MOST]


def _outcomes(part: Sentence, spoken: dict[int, Predicate], discourse: Discourse) -> list[Outcome]:
    numbers = numbered(part, spoken)
    discourse.own_all(part, spoken, numbers)
    words = worded(part, spoken, numbers, discourse)
    return sorted([one.outcome for one in numbers] + words, key=lambda outcome: outcome.start)


def _distinct(found: list[Outcome]) -> list[Outcome]:
    """The outcomes without repetitions of the same words and numbers."""
    kept: dict[object, Outcome] = {}
    for outcome in found:
        numbers = (outcome.value, outcome.high, outcome.before, outcome.after)
        kept.setdefault((outcome.start, outcome.end, outcome.metric, outcome.direction, numbers), outcome)
    return list(kept.values())
