"""Which of the cited claims bear a statement out: those that agree with all of it."""

from __future__ import annotations

from collections.abc import Sequence

from claimx.phrases.clauses import PERFORMANCE
from claimx.summaries.fitting import fitting_field
from claimx.summaries.readings import Token
from claimx.summaries.roles import role_of
from claimx.summaries.scopes import Entry
from claimx.summaries.senses import agrees
from claimx.summaries.statements import Statement
from claimx.summaries.words import OF_ITSELF, SENSES
from claimx.text import word_set

__all__ = ["bearing_out"]

_NEUTRAL = word_set("change changes changed changing differ differs differed difference")
_NOUNS = word_set("gain gains improvement improvements speedup speedups speed-up advantage loss losses benefit")
"""Words of direction that can stand where a metric does."""


def bearing_out(
    said: Statement, plain: Sequence[int], cited: Sequence[Entry], *, is_computed: bool
) -> tuple[list[Entry], str | None]:
    """The claims that bear a statement out, and None; or none of them, and what is wrong.

    `plain` is where its numbers stand that must be a claim's own. A statement of which some number `is_computed` need
    name no method and no metric.
    """
    if (name := said.misplaced()) is not None:
        return [], f"{name!r} is out of place: methods stand in front, baselines behind than, over or against"
    left = [e for e in cited if said.own.fit(e.outline.id) and said.left.fit(e.outline.id)]
    if not left:
        return [], "no cited row has these names together"
    left = [entry for entry in left if _has_sizes(said, entry)]
    if not left:
        return [], "no cited row that fits has this model size"
    left = [entry for entry in left if all(agrees(sense, entry) for sense in said.senses)]
    if not left:
        return [], "no cited row that fits goes this way, or its better direction is not known"
    for i in plain:
        left = [entry for entry in left if fitting_field(said.tokens, i, entry)]
        if not left:
            return [], f"{said.tokens[i].text!r}, as it is said here, is the number of no cited row that fits"
    left = [entry for entry in left if _has_basis(said, entry)]
    if not left:
        return [], "no cited row that fits says whether this is relative or absolute"
    if not said.own.covered(entry.outline.id for entry in left):
        return [], "a name in it is of no cited row that fits the rest"
    return left, _left_unsaid(said, plain, left, is_computed=is_computed)


def _left_unsaid(said: Statement, plain: Sequence[int], left: Sequence[Entry], *, is_computed: bool) -> str | None:
    """What the statement must say and does not: the method, the metric, which way it goes."""
    if any(role_of(said.tokens, i) == "change" for i in plain) and not (said.senses or _is_neutral(said)):
        return "say which way it goes"
    if is_computed:
        return None
    if not said.names("method"):
        return "name the method"
    if said.names("metric") or not (said.numbers() or said.senses):
        return None
    understood = _says_of_what(said, left) or all(_is_counted_in(said, entry) for entry in left)
    return None if understood else "name the metric"


def _has_sizes(said: Statement, entry: Entry) -> bool:
    size = entry.claim.model_size
    told = [token.size for token in said.piece.own if token.size]
    return all(size is not None and (size.low, size.high) == (t.low, t.high) for t in told)


def _has_basis(said: Statement, entry: Entry) -> bool:
    delta = entry.claim.delta
    relative = any(token.is_word({"relative", "relatively"}) for token in said.piece.own)
    absolute = any(token.is_word("absolute") for token in said.piece.own)
    known_absolute = delta.basis == "absolute" or delta.unit == "points"
    return (not relative or delta.basis == "relative") and (not absolute or known_absolute)


def _is_neutral(said: Statement) -> bool:
    """Whether it tells of a change and of no direction: `differs by 3 points`, `within 3 points of`."""
    told = any(token.is_word(_NEUTRAL) for token in said.piece.own)
    bounds = {t.number.quantity.bound for t in said.piece.own if t.number and t.number.quantity}
    return told or bounds == {"at_most"}


def _says_of_what(said: Statement, left: Sequence[Entry]) -> bool:
    """Whether a statement without a metric says what was measured: by a verb of performance with what was tested, or
    by one of speed or cost.
    """
    telling = [i for i in said.piece.indices("word") if said.tokens[i].text in SENSES]
    if not said.senses or not all(_is_predicate(said.tokens, i) for i in telling):
        return False
    if said.senses & OF_ITSELF:
        return True
    tested = bool(said.names("benchmark")) or all(PERFORMANCE.search(entry.claim.metric) for entry in left)
    return tested and bool(said.senses & {"better", "worse", "same"})


def _is_predicate(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word of direction is no noun that stands for a metric: `gains 3 points`, but not `raises gains on`."""
    if not tokens[i].is_word(_NOUNS):
        return True
    after = tokens[i + 1 : i + 3]
    amount = after[1:] if after and after[0].is_word({"of", "by"}) else after[:1]
    return tokens[max(0, i - 1)].kind == "number" or any(token.kind == "number" for token in amount)


def _is_counted_in(said: Statement, entry: Entry) -> bool:
    """Whether the unit of a number is what was measured: `needs 12 steps`."""
    unit, metric = entry.claim.delta.unit or "", entry.claim.metric
    named = any(t.number and t.number.unit and t.number.unit.of(entry.outline.id, "unit") for t in said.piece.own)
    return named and unit.casefold() == metric.casefold()
