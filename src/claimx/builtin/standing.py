"""Levels that a clause of their own tells: ranges, doubling times, capacities, limits and counts.

`varies in the range of 3 - 5 mm`, `doubles every 4 months`, `stores 3 bits of knowledge per weight`, `stays below
1%`, `7 of 50 dialogues led to harm`.
"""

from __future__ import annotations

import re

from claimx.builtin.anchors import Governed, Numbered
from claimx.builtin.lexicon import (
    ADVERBS,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    forms,
)
from claimx.builtin.naming import is_metric, noun_ending_at, without_article
from claimx.builtin.rivals import Rivals
from claimx.text import word_set

__all__ = ["Standing"]

_STORING = frozenset(forms("store hold/held memorize memorise encode retain"))
_BIT_UNITS = re.compile(r"(?:kilo|mega|giga)?(?:bit|byte)s?\b")
_STORED = re.compile(r"\bof ([a-z-]+(?: [a-z-]+){0,2}?)(?= per |$)")
_STAYING = frozenset(forms("stay remain keep/kept lie/lay/lain"))
_TIMES = {"doubl": "doubling", "tripl": "tripling", "quadrupl": "quadrupling", "halv": "halving"}
_VALUES = word_set("value values")
_CLAUSE_STARTS = word_set(", ; : and but that where while whereas") | {""}
_NO_VERB = PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS | DETERMINERS | PRONOUNS | ADVERBS
_BE = word_set("is are was were be been get got")
_RANGE_LEAD = 3
"""Tokens of `the range of`."""


class Standing(Rivals):
    """The readings of a number as a level that a clause of its own tells."""

    def standing(self) -> Numbered | None:
        """The level that the clause tells; None where it is built otherwise."""
        return self._in_range() or self._multiplying_time() or self._capacity() or self._limit()

    def multiplies_in_time(self) -> bool:
        """Whether the number is the verb of `doubles every 4 months`, and so no factor of its own."""
        at = self.first + 1
        while self.part.low(at).endswith("ly"):
            at += 1
        return self._multiplier(self.first) is not None and "every" in self.part.low(at).split()[:3]

    def _multiplier(self, at: int) -> str | None:
        """What the time is called in which something doubles, halves or the like, by the verb at a token."""
        low = self.part.low(at)
        return next((name for stem, name in _TIMES.items() if low.startswith(stem)), None)

    def _in_range(self) -> Numbered | None:
        """`the drift varies in the range of 3 - 5 mm`; a second range in brackets is of the same quantity."""
        part, previous = self.part, self.previous
        if self.number.link != "range":
            return None
        second = previous is not None and previous.token == self.first - 2 and self.before == "("
        if second and previous is not None and previous.outcome.kind == "level" and previous.outcome.high is not None:
            found = self.make("level", Governed(previous.outcome.metric, None, previous.verb))
            found.outcome.unit = self.number.unit or previous.outcome.unit
            return found
        begun = self.first - _RANGE_LEAD - 1
        if begun < 1 or part.low(begun) not in ("in", "within") or part.words(begun + 2, self.first) != "range of":
            return None
        verb = max((at for at in self.spoken if at < begun), default=None)
        if part.low(begun - 1) in _STAYING:
            metric = noun_ending_at(part, begun - 1)
        elif verb is not None and (verb == begun - 1 or part.low(begun - 1) in _VALUES):
            metric = without_article(part.noun_before(verb).text)
        else:
            return None  # a setting: `batch sizes in the range of 8 - 64`
        told = bool(metric) and metric.lower() not in PRONOUNS
        return self.make("level", Governed(metric, None, verb, verb)) if told else None

    def _multiplying_time(self) -> Numbered | None:
        """`the density of caches doubles about every 5 months`."""
        part, at = self.part, self.first - 1
        if "every" not in (self.before, *part.low(self.first).split()[:3]):
            return None
        while part.low(at) == "every" or part.low(at).endswith("ly"):
            at -= 1
        name, quantity = self._multiplier(at), part.noun_before(at)
        if name is None or not quantity.text:
            return None
        metric = f"{name} time of {without_article(quantity.text)}"
        return self.make("level", Governed(metric, None, self.verb, quantity.first))

    def _capacity(self) -> Numbered | None:
        """`a model can store 3 bits of knowledge per weight`."""
        part = self.part
        at = self.first - 1
        while part.low(at) in ("only", "about", "just"):
            at -= 1
        if part.low(at) not in _STORING or not _BIT_UNITS.match(self.number.unit or ""):
            return None
        inside = _STORED.search(part.low(self.first))
        behind = part.noun_after(self.last + 2) if self.behind == "of" else None
        stored = inside.group(1) if inside else behind.text if behind is not None else ""
        verb = at if at in self.spoken else self.verb
        end = behind.last if behind is not None else None
        return self.make("level", Governed(f"{stored} capacity", None, verb, at), end=end) if stored else None

    def _limit(self) -> Numbered | None:
        """`the error rate stays below 4%`, `recall exceeds 80%`."""
        part, low = self.part, self.part.low(self.first)
        if self.number.bound not in ("at_least", "at_most") or len(self.group) > 1:
            return None
        stays = self.before in _STAYING
        if not stays and not low.startswith("exceed"):
            return None
        subject = part.noun_before(self.first - stays)
        head = part.noun_after(subject.first + (part.low(subject.first) in CONJUNCTIONS))
        metric = head.text if head.last <= self.first else ""
        if not is_metric(metric):
            return None
        verb = self.first - 1 if stays and self.first - 1 in self.spoken else None
        return self.make("level", Governed(metric, None, verb, head.first))

    def counted(self) -> Numbered | None:
        """`3 of 20 plates were cracked`: how many of all did what the clause says."""
        part = self.part
        of = part.tokens[self.first].numbers[1]
        noun = part.noun_after(self.last + 1)
        if self.before not in _CLAUSE_STARTS or self.number.word or not noun.text:
            return None
        plural = (i + 1 for i in range(noun.first, noun.last) if part.low(i).endswith("s"))
        verb = next(plural, noun.last)
        end = verb
        while end < len(part.tokens) and end < verb + 8 and part.tokens[end].text[0].isalnum():
            end += 1
        if end == verb or part.low(verb) in _NO_VERB:
            return None
        things = part.words(noun.first, verb)
        passive = part.low(verb) in _BE
        done = part.words(verb + 1, end) if passive else f"that {part.words(verb, end)}"
        governed = Governed(f"{things} {done}".strip(), None, verb if verb in self.spoken else None)
        found = self.make("level", governed, end=end)
        found.outcome.unit = f"of {of.text} {things}"
        return found
