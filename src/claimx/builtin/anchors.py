"""Where numbers stand in a sentence, and what governs them: a verb, a noun of change, or the number before."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from claimx.builtin.clauses import Phrase, Sentence
from claimx.builtin.lexicon import (
    CHANGE_NOUNS,
    CHANGE_VERBS,
    Effect,
)
from claimx.builtin.naming import is_metric, noun_ending_at, whole_name
from claimx.builtin.outcomes import Outcome, direction_of
from claimx.builtin.predicates import Predicate
from claimx.builtin.subjects import measured_subject
from claimx.claims import Direction, Kind
from claimx.quantities import Quantity
from claimx.text import word_set

__all__ = ["Anchor", "Governed", "Numbered"]

_CLAUSE_ENDS = word_set("; while whereas but —")
_FILLERS = word_set(
    "only just merely a an mere whopping another additional average factor margin total maximum mean of remarkable"
    " nearly further up impressive"
)
_HALF_METRICS = word_set("zero-shot few-shot average overall mean relative absolute downstream in-domain out-of-domain")
"""Words before a noun of change that name no metric alone: `zero-shot improvements` are of zero-shot performance."""
_HASTENING = ("speed", "accelerat")
_NO_OBJECT = word_set("on in over for across with at")
_POINT_WORDS = word_set("points point percentage percent absolute relative average pp pts %") | {""}


@dataclass(slots=True)
class Numbered:
    """An outcome in numbers, with the tokens that it was read from."""

    outcome: Outcome
    token: int
    """Index of its number."""
    verb: int | None
    """Index of the verb that governs it."""
    subject: Phrase | None = None
    """Its subject, where the number itself is the verb: `Larch doubles throughput`."""


@dataclass(frozen=True, slots=True)
class Governed:
    """What governs a number."""

    metric: str = ""
    """What changes or is reached; empty where the words do not say."""
    effect: Effect | None = None
    """Which way it moves; None where the governing word tells of no change."""
    verb: int | None = None
    """Index of the verb."""
    start: int | None = None
    """Index of the token where the words of the outcome begin."""
    noun: bool = False
    """Whether a noun of change governs, such as `reduction`."""

    @property
    def direction(self) -> Direction | None:
        """The way the metric moves."""
        return direction_of(self.effect, self.metric) if self.effect else None


class Anchor:
    """A group of numbers that only commas and `and` keep apart, at its place in a sentence."""

    def __init__(
        self, part: Sentence, spoken: dict[int, Predicate], group: list[int], previous: Numbered | None
    ) -> None:
        self.part = part
        self.spoken = spoken
        self.group = group
        self.first, self.last = group[0], group[-1]
        self.number: Quantity = part.tokens[self.first].numbers[0]
        self.previous = previous
        self.before = part.low(self.first - 1)
        self.behind = part.low(self.last + 1)

    @functools.cached_property
    def lead(self) -> str:
        """The word that brings the number in, past `only`, `a factor of` and the like."""
        at = self.first - 1
        while at > 0 and at > self.first - 6 and self.part.low(at) in _FILLERS:
            at -= 1
        passed = {self.part.low(i) for i in range(at + 1, self.first)}
        return "by" if self.part.low(at) == "by" else "of" if "of" in passed else self.before

    @functools.cached_property
    def verb(self) -> int | None:
        """The nearest telling verb before the numbers, in the same clause."""
        part = self.part
        for at in range(self.first - 1, -1, -1):
            if at in self.spoken and self.spoken[at].kind != "other":
                return at
            correlates = part.low(at) == "but" and part.low(at + 1) == "also"
            if part.low(at) in _CLAUSE_ENDS and not correlates:
                return None
            if part.low(at) == ":" and self.bracket is None:
                return None
        return None

    @functools.cached_property
    def bracket(self) -> int | None:
        """Index of the bracket that the numbers stand in."""
        depth = 0
        for at in range(self.first - 1, max(-1, self.first - 40), -1):
            text = self.part.tokens[at].text
            if text == ")":
                depth += 1
            elif text == "(":
                if depth == 0:
                    return at
                depth -= 1
        return None

    def said(self, *words: str) -> bool:
        """Whether the governing verb is one of `words`."""
        return self.verb is not None and self.part.low(self.verb) in words

    @property
    def direct(self) -> bool:
        """Whether the verb stands right before the number: `loses only 1.1`."""
        if self.verb is None:
            return False
        return all(self.part.low(i) in _FILLERS for i in range(self.verb + 1, self.first))

    def kind_of_verb(self) -> str:
        """What the governing verb says; empty where there is none."""
        return self.spoken[self.verb].kind if self.verb is not None else ""

    def near_verb(self, reach: int) -> int | None:
        """The governing verb where it stands at most `reach` tokens before the number, with no comma between."""
        if self.verb is None or self.verb < self.first - reach:
            return None
        return None if any(self.part.low(i) == "," for i in range(self.verb + 1, self.first)) else self.verb

    def make(self, kind: Kind, governed: Governed, *, end: int | None = None) -> Numbered:
        """The outcome of the first number; `end` is the index behind the last token of its words."""
        part, token = self.part, self.part.tokens[self.first]
        measured = self._measured()
        metric = measured or governed.metric or self._inherited(kind, governed)
        governed = Governed(metric, governed.effect, governed.verb, governed.start)
        outcome = Outcome(token.start, token.end, kind, governed.metric, unit=self.number.unit)
        self.fill(outcome, self.first)
        outcome.direction = governed.direction
        if governed.start is not None:
            outcome.cover(part.tokens[governed.start].start, token.end)
        if end is not None and end > self.first:
            outcome.cover(token.start, part.tokens[end - 1].end)
        return Numbered(outcome, self.first, governed.verb)

    def fill(self, outcome: Outcome, index: int) -> None:
        """Sets numbers and bound of an outcome from the token at `index`."""
        numbers = self.part.tokens[index].numbers
        number = numbers[0]
        outcome.bound = number.bound
        if outcome.kind == "level" and number.link != "range":
            outcome.after = number
            return
        outcome.value = number
        if number.link == "range" and len(numbers) > 1:
            outcome.high = numbers[1]
            if number.bound == "exact":
                outcome.bound = numbers[1].bound

    def _inherited(self, kind: Kind, governed: Governed) -> str:
        """The metric of the level or points before, for `and surpasses X by 4%`, `doing 2 points worse`."""
        previous = self.previous.outcome if self.previous is not None else None
        if previous is None or kind != "change" or governed.effect is None or not previous.metric:
            return ""
        alike = previous.kind == "level" or previous.unit == self.number.unit == "points"
        return previous.metric if alike and self.bracket is None else ""

    def _measured(self) -> str:
        """The metric that stands inside the unit: `0.27 test perplexity points`."""
        if self.number.unit != "points":
            return ""
        token = self.part.tokens[self.last]
        words = self.part.text[token.numbers[-1].end : token.end].split()
        measured = " ".join(word for word in words if word.strip("%-").lower() not in _POINT_WORDS)
        return measured if is_metric(measured) else ""

    def governed(self) -> Governed:
        """What governs the numbers: a noun of change, the number before, or the verb."""
        found = self.change_noun() or self._carried()
        return found or (self._by_verb(self.verb) if self.verb is not None else Governed())

    def change_noun(self) -> Governed | None:
        """A noun of change before the number: `an error reduction of`, `zero-shot improvements on GSM8K (`."""
        part = self.part
        floor = max(self.verb if self.verb is not None else -1, self.first - 14)
        if self.previous is not None:
            floor = max(floor, self.previous.token)
        for at in range(self.first - 1, floor, -1):
            low = part.low(at)
            if low in CHANGE_NOUNS and at not in self.spoken and not self._is_object(at):
                metric = " ".join(noun_ending_at(part, at + 1, floor + 1).split()[:-1])
                start = max(0, at - len(metric.split()))
                if low.startswith(("speedup", "speed-up")):
                    metric = f"{metric} speedup".strip()
                if part.low(at + 1) in ("in", "of") and not part.is_number(at + 2):
                    metric = part.noun_after(at + 2).text or metric
                if metric and all(word.lower() in _HALF_METRICS for word in metric.split()):
                    metric = f"{metric} performance"
                return Governed(metric, CHANGE_NOUNS[low], self.verb, start, noun=True)
        return None

    def _is_object(self, at: int) -> bool:
        """Whether a noun of change is itself what changes: `lowers the loss by 0.1`."""
        if self.verb is None or self.lead != "by" or self.kind_of_verb() != "change":
            return False
        own = self.part.noun_after(self.verb + 1)
        return own.first <= at < own.last

    def _carried(self) -> Governed | None:
        """The metric and effect of the number before, where no verb stands between: `and precision by 3.4%`."""
        previous = self.previous
        if previous is None or previous.outcome.direction is None:
            return None
        if self.verb is not None and self.verb > previous.token:
            return None
        metric, start = previous.outcome.metric, previous.token + 1
        if self.before == "by":
            own = self.part.noun_after(self._past_joint(previous.token + 1))
            if own.text and own.last == self.first - 1:
                won = previous.verb is not None and self.spoken[previous.verb].kind == "win"
                start, metric = own.first, metric if won else own.text
        effect: Effect = "up" if previous.outcome.direction == "increase" else "down"
        return Governed(metric, effect, previous.verb, min(start, self.first))

    def _past_joint(self, at: int) -> int:
        while self.part.low(at) in (",", "and", "while", "also", "on"):
            at += 1
        return at

    def _by_verb(self, verb: int) -> Governed:
        part, low, kind = self.part, self.part.low(verb), self.spoken[verb].kind
        if kind == "win":
            return Governed(self._terms(verb), "good", verb, verb)
        own = part.noun_after(verb + 1)
        if kind != "change":
            return Governed(own.text if own.last <= self.first and is_metric(own.text) else "", None, verb, verb)
        effect = CHANGE_VERBS[low]
        if own.text and own.first < self.first and verb != self.first - 1:
            metric = whole_name(part, own)
            hastened = low.startswith(_HASTENING) and not metric.endswith(("speed", "time", "latency"))
            return Governed(f"{metric} speed" if hastened else metric, effect, verb, verb)
        after = part.noun_after(self.last + (2 if self.behind == "of" else 1))
        if after.text and after.first <= self.last + 3 and self.behind not in _NO_OBJECT:
            return Governed(after.text, effect, verb, verb)
        subject = self.spoken[verb].subject
        metric = measured_subject(part, self.spoken[verb])
        metric = f"{metric} speed" if metric.endswith("ing") and low.startswith(_HASTENING) else metric
        return Governed(metric, effect, verb, subject.first if subject is not None and metric else verb)

    def _terms(self, verb: int) -> str:
        """What a winner wins in: `outperforms X in terms of Y`, `... in accuracy`."""
        part = self.part
        for at in range(verb + 1, min(len(part.tokens), self.last + 12)):
            if part.low(at) == "in":
                noun = part.noun_after(at + (3 if part.low(at + 1) == "terms" else 1))
                if is_metric(noun.text):
                    return noun.text
        after = part.noun_after(self.last + 1)
        return after.text if after.first == self.last + 1 and is_metric(after.text) else ""
