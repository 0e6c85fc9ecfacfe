"""Levels of two owners: numbers that belong to the level before them, as a rival's or as the end of a move."""

from __future__ import annotations

from claimx import names
from claimx.builtin.anchors import Governed, Numbered
from claimx.builtin.changes import Changes
from claimx.builtin.outcomes import Outcome
from claimx.quantities import Quantity
from claimx.text import word_set

__all__ = ["Rivals", "levels_give", "set_levels"]

_COMPARING = word_set("compared against versus vs vs. than")
_PREPOSITIONS = word_set("at with on over across under in for using among up")


class Rivals(Changes):
    """The readings of a number as what another number is compared with."""

    def ends_move(self) -> bool:
        """Whether the number ends `from 61% for small models to 85% for large ones`; if so, it is added there."""
        previous, number = self.previous, self.number
        if previous is None or self.before != "to" or self.part.low(previous.token - 1) != "from":
            return False
        start = previous.outcome.value or previous.outcome.after
        if start is None or start.unit != number.unit or self.part.tokens[previous.token].numbers[1:]:
            return False
        previous.outcome.kind = "level"
        set_levels(previous.outcome, start, number)
        previous.outcome.cover(self.part.tokens[self.first].start, self.part.tokens[self.last].end)
        return True

    def _comparators(self) -> Numbered | None:
        """The comparator's level: `79%, compared to 33% for X`, `34%, far below the 92% of Y`."""
        previous = self.previous
        if previous is None or previous.outcome.kind != "level" or previous.outcome.unit != self.number.unit:
            return None
        if previous.outcome.after is None or previous.outcome.before is not None:
            return None
        near = {self.part.low(i) for i in range(max(previous.token + 1, self.first - 3), self.first)}
        away = self.part.tokens[self.first].low.startswith(("below ", "above "))
        compared = near & _COMPARING or away or {"far", "from"} <= near
        return self.make("level", Governed(previous.outcome.metric)) if compared else None

    def is_beaten(self) -> bool:
        """Whether the number is the level of what is beaten: `reaches 61%, outperforming X at 58%`; it is added."""
        previous = self.previous
        if previous is None or not (self._is_rivals() or self._is_elided(previous.token)):
            return False
        outcome, number = previous.outcome, self.number
        if outcome.kind != "level" or outcome.after is None or outcome.unit != number.unit:
            return False
        if outcome.before is not None:
            return self._is_elided(previous.token)
        outcome.before = number
        outcome.direction = "increase" if outcome.after.value > number.value else "decrease"
        outcome.cover(self.part.tokens[self.first].start, self.part.tokens[self.first].end)
        return True

    def _is_rivals(self) -> bool:
        """Whether the number stands behind the object of a verb of winning: `surpassing X at 58%`."""
        verb, previous = self.verb, self.previous
        if verb is None or previous is None or previous.token > verb or self.before not in ("at", "(", "with"):
            return False
        return self.spoken[verb].kind in ("win", "match")

    def _is_elided(self, before: int) -> bool:
        """Whether a rival's level leaves the verb out: `solves 83% of the tasks, Rival 55%`, `and Other in 48%`."""
        part, at = self.part, self.first - 1
        prepositional = part.low(at) == part.low(before - 1) and part.low(at) in _PREPOSITIONS
        at -= prepositional
        last = at
        while at > before and part.tokens[at].text[0].isupper():
            at -= 1
        named = last - 3 <= at < last and part.low(at) in (",", "and")
        name = part.words(at + 1, last + 1)
        measured = names.benchmark(name) is not None or names.metric(name) is not None
        return named and not measured and not any(before < verb < self.first for verb in self.spoken)


def levels_give(change: Quantity, before: float, after: float) -> bool:
    """Whether the difference or the quotient of two levels is a change, but for rounding."""
    difference = abs(after - before)
    told = [difference]
    if before and after:
        told += [difference / before * 100, after / before, before / after]
    return any(abs(change.value - one) <= max(2.5 * change.step, 0.03 * change.value) for one in told)


def set_levels(outcome: Outcome, before: Quantity, after: Quantity) -> None:
    """Makes an outcome a move from one level to another."""
    outcome.value, outcome.high, outcome.before, outcome.after = None, None, before, after
    outcome.direction = "increase" if after.value > before.value else "decrease"
