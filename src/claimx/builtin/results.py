"""Outcomes in numbers: which numbers of a sentence are results, and of what."""

from __future__ import annotations

import re

from claimx.builtin.anchors import Numbered
from claimx.builtin.clauses import Sentence
from claimx.builtin.levels import Levels
from claimx.builtin.lexicon import PREPOSITIONS
from claimx.builtin.mentions import listed
from claimx.builtin.naming import is_metric
from claimx.builtin.outcomes import Outcome
from claimx.builtin.predicates import Predicate
from claimx.builtin.rivals import levels_give
from claimx.quantities import sizes
from claimx.text import word_set

__all__ = ["numbered"]

_JOINTS = word_set("against versus vs vs. compared below above than for far")
_CONTRASTS = word_set("while whereas although")
_CLAUSE_JOINTS = word_set(", ; and but while whereas by using at")
_SIZE_WORDS = word_set("larger bigger smaller its the their as")
_REPORTED = re.compile(
    r"\b(?:ha(?:s|ve) been (?:reported|shown|found|observed|estimated|claimed)"
    r"|(?:is|are) (?:known|believed|estimated|expected|likely) to"
    r"|(?:prior|previous|earlier|recent|other) (?:works?|studies|research|groups|papers)"
    r" (?:\w+ ){0,2}(?:report|show|found|observ|claim|suggest)\w*"
    r"|we (?:hope|expect|estimate|aim|plan|envision))\b",
    re.IGNORECASE,
)


def numbered(part: Sentence, spoken: dict[int, Predicate]) -> list[Numbered]:
    """The outcomes in numbers of a sentence, in order."""
    found: list[Numbered] = []
    for group in _groups(part):
        found += _Group(part, spoken, group, found[-1] if found else None).read()
    return _joined(part, found)


def _groups(part: Sentence) -> list[list[int]]:
    """The numbers of a sentence by token; those that only commas and `and` keep apart stand together."""
    groups: list[list[int]] = []
    for index, token in enumerate(part.tokens):
        if not token.numbers:
            continue
        last = groups[-1][-1] if groups else index
        between = [part.low(i) for i in range(last + 1, index)]
        if between and all(low in (",", "and", "or") for low in between) and _alike(part, last, index):
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _alike(part: Sentence, first: int, second: int) -> bool:
    one, other = part.tokens[first].numbers, part.tokens[second].numbers
    return one[0].unit == other[0].unit and len(one) == len(other)


class _Group(Levels):
    """The reading of numbers that stand together: what the first is, the others are too."""

    def read(self) -> list[Numbered]:
        """An outcome for each number; none where they are no results."""
        if self._unreal() or self._describes_comparator() or self.ends_move() or self.is_beaten():
            return []
        if self.multiplies_in_time():
            return []
        one = self._one()
        if one is None or self._told_before(one):
            return []
        found = [one, *(self._like(one, index) for index in self.group[1:])]
        if len(found) > 1:
            self._distribute(found)
        return found

    def _one(self) -> Numbered | None:
        number = self.number
        link = number.link if len(self.part.tokens[self.first].numbers) > 1 else None
        if link == "of":
            return self.k_of_n()
        told = self.standing()
        if told is not None:
            return told
        moving = link == "range" and self.before == "from" and self.verb == self.first - 2
        if link == "from_to" or (moving and self.kind_of_verb() == "change"):
            return self.move()
        if number.unit == "times":
            return self.factor()
        if number.unit == "ratio":
            return self.share()
        if number.unit == "points" or number.sign is not None:
            return self.change()
        return self.percent() if number.unit == "percent" else self.bare()

    def _unreal(self) -> bool:
        """Whether the number is only hoped for, reported of others, or describes what was done."""
        part = self.part
        if self.verb is not None and self.spoken[self.verb].modal:
            return True
        begun = max((i for i in range(self.first) if part.low(i) == ";"), default=-1)
        if _REPORTED.search(part.words(begun + 1, self.first)):
            return True
        subjects = [p.subject for p in self.spoken.values() if p.form == "finite" and p.subject is not None]
        return any(s.first <= self.first < s.last and part.low(s.first).endswith("ing") for s in subjects)

    def _describes_comparator(self) -> bool:
        """Whether the number says how large what is beaten is: `outperforms models 7 times larger`."""
        if self._is_comparators_cost():
            return True
        if self.kind_of_verb() not in ("win", "match") or self.number.unit != "times" or self.verb == self.first - 1:
            return False
        size = self.behind in _SIZE_WORDS or self.number.text == "twice"
        return size and self.before not in PREPOSITIONS and self.before not in (",", "and")

    def _is_comparators_cost(self) -> bool:
        """Whether what is beaten costs more: `matches models trained with 3x more compute`."""
        rival = max((v for v, p in self.spoken.items() if v < self.first and p.kind in ("win", "match")), default=None)
        if rival is None or self.behind not in ("more", "larger"):
            return False
        return not any(self.part.low(i) in _CLAUSE_JOINTS for i in range(rival, self.first))

    def _told_before(self, one: Numbered) -> bool:
        """Whether a change only sums up the level before it: `from 5.2% to 4.7%, a reduction of 9.6%`; it is added."""
        outcome = one.outcome
        earlier = self.previous.outcome if self.previous is not None else None
        if self.previous is None or earlier is None or earlier.kind != "level" or earlier.after is None:
            return False
        if outcome.kind not in ("change", "factor") or outcome.value is None or len(self.group) > 1:
            return False
        between = [self.part.low(i) for i in range(self.previous.token + 1, self.first)]
        bracketed = between[-1:] == ["("] and len(between) <= 2
        if not bracketed:
            apart = len(between) > 10 or ")" in between or "is" in between or earlier.before is None
            if apart:
                return False
        if earlier.before and not levels_give(outcome.value, earlier.before.value, earlier.after.value):
            return False
        earlier.kind, earlier.value = outcome.kind, outcome.value
        earlier.unit, earlier.bound = outcome.unit, outcome.bound
        earlier.direction = earlier.direction or outcome.direction
        earlier.cover(outcome.start, outcome.end)
        return True

    def _like(self, one: Numbered, index: int) -> Numbered:
        """The outcome of a later number of the group."""
        first = one.outcome
        outcome = Outcome(first.start, first.end, first.kind, first.metric, unit=first.unit, direction=first.direction)
        self.fill(outcome, index)
        outcome.cover(self.part.tokens[index].start, self.part.tokens[index].end)
        return Numbered(outcome, index, one.verb)

    def _distribute(self, found: list[Numbered]) -> None:
        """Gives each of several numbers its own benchmark, size or metric, by order."""
        part, verb = self.part, found[0].verb
        for at in range(self.last + 1, min(len(part.tokens), self.last + 8)):
            items = listed(part, at + 1) if part.low(at) in ("on", "in", "for", "over") else []
            if len(items) == len(found):
                for one, item in zip(found, items, strict=True):
                    one.outcome.benchmarks = [item.text]
                    one.outcome.cover(one.outcome.start, part.tokens[item.last - 1].end)
                return
        subject = self.spoken[verb].subject if verb is not None else None
        for text in (subject.text if subject is not None else "", part.text[part.start : part.end]):
            told = sizes(text)
            if len(told) == len(found):
                for one, size in zip(found, told, strict=True):
                    one.outcome.size = size.text
                return
        items = listed(part, verb + 1) if verb is not None else []
        if len(items) != len(found) and subject is not None:
            within = (part.phrase(p.first, min(p.last, subject.last)) for p in listed(part, subject.first))
            items = [item for item in within if is_metric(item.text)]
        if len(items) == len(found) and items[-1].last <= self.first:
            for one, item in zip(found, items, strict=True):
                one.outcome.metric = item.text


def _joined(part: Sentence, found: list[Numbered]) -> list[Numbered]:
    """Levels of two owners made one claim: `79% ..., against 61% for X`, `While X solves 21%, Y solves 38%`."""
    kept: list[Numbered] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is None or not _two_owners(part, last, one):
            kept.append(one)
            continue
        comes_first = _said(part, 0, last.token, _CONTRASTS) and not _said(part, last.token, one.token, _CONTRASTS)
        mine, other = (one, last) if comes_first else (last, one)
        mine.outcome.before, mine.outcome.bound = other.outcome.after, "exact"
        mine.outcome.metric = mine.outcome.metric or other.outcome.metric
        mine.outcome.cover(other.outcome.start, other.outcome.end)
        if mine.outcome.after and mine.outcome.before:
            up = mine.outcome.after.value > mine.outcome.before.value
            mine.outcome.direction = "increase" if up else "decrease"
        kept[-1] = mine
    return kept


def _said(part: Sentence, first: int, last: int, words: frozenset[str]) -> bool:
    return any(part.low(i) in words for i in range(first, last))


def _two_owners(part: Sentence, one: Numbered, other: Numbered) -> bool:
    first, second = one.outcome, other.outcome
    if first.kind != "level" or second.kind != "level" or first.unit != second.unit:
        return False
    if first.before or second.before or not first.after or not second.after:
        return False
    if _said(part, 0, other.token, _CONTRASTS) or part.tokens[other.token].low.startswith(("below", "above")):
        return True
    near = {part.low(i) for i in range(max(one.token + 1, other.token - 4), other.token)}
    return bool(near & _JOINTS) and "and" not in near
