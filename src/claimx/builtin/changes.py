"""Numbers that tell of a change: `by 4.2%`, `6x fewer tokens`, `a 2.3x speedup`, `(+1.8)`, `doubles`."""

from __future__ import annotations

import re

from claimx import names
from claimx.builtin.anchors import Anchor, Governed, Numbered
from claimx.builtin.clauses import Phrase
from claimx.builtin.lexicon import (
    ADJECTIVES,
    AUXILIARIES,
    CHANGE_NOUNS,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    SUBORDINATORS,
    Effect,
)
from claimx.builtin.mentions import is_benchmark
from claimx.builtin.naming import is_metric, is_quantity, looks_like_name, noun_ending_at
from claimx.builtin.subjects import measured_subject
from claimx.claims import Kind
from claimx.text import word_set

__all__ = ["Changes"]

_CLOSED = (PREPOSITIONS - {"relative"}) | CONJUNCTIONS | SUBORDINATORS | DETERMINERS | AUXILIARIES
_MORE_METRICS = {
    "accurate": "accuracy",
    "efficient": "efficiency",
    "expensive": "cost",
    "robust": "robustness",
    "compute-efficient": "compute efficiency",
    "data-efficient": "data efficiency",
    "memory-efficient": "memory efficiency",
    "parameter-efficient": "parameter efficiency",
    "sample-efficient": "sample efficiency",
}
"""What `more` and `less` measure before an adjective."""
_AS = {"many": "", "much": "", "fast": "speed", "large": "size", "big": "size", "long": "length", "expensive": "cost"}
"""What is measured by `3x as fast as`; after `as many` it is what is counted."""
_BEFORE_COMPARATIVES = word_set("relative absolute significantly the ↑ ↓ average")
_PARITY = re.compile(r"\b(?:on[- ]par|comparabl[ey]|match\w*|competitive|similar(?:ly)?)\b", re.IGNORECASE)
_TRAINING = word_set("train trains trained training")
_MULTIPLYING = ("doubl", "tripl", "quadrupl", "halv")


class Changes(Anchor):
    """The readings of a number as a change, a factor or a share of what was."""

    def factor(self) -> Numbered | None:
        """What a number with `x`, `times` or `fold` tells."""
        return (
            self._multiplying_verb()
            or self.comparative("factor")
            or self.noun_behind("factor")
            or self.moved("factor")
            or self._multiple_of()
        )

    def change(self) -> Numbered | None:
        """What a number of points, or one with a sign, tells."""
        found = (
            self._tolerance()
            or self._within()
            or self.comparative("change")
            or self.noun_behind("change")
            or self.bracketed()
            or self.moved("change")
            or self.make("change", Governed("", "up"))
        )
        if self.number.sign is not None:
            found.outcome.direction = "increase" if self.number.sign == "+" else "decrease"
        return found

    def share(self) -> Numbered | None:
        """What `half the memory`, `one third of the compute` and `cuts cost in half` tell."""
        found = self._multiplying_verb()
        if found is not None:
            return found
        if self.behind in ("of", "the", "as", "that", "its", "their") or self.verb is None:
            after = self.part.noun_after(self.last + (2 if self.behind == "of" else 1))
            return self.make("fraction", Governed(after.text, "down"), end=after.last) if after.text else None
        governed = self.governed()
        if governed.effect is None:
            return None
        return self.make("fraction", Governed(governed.metric, "down", governed.verb, governed.start))

    def _multiplying_verb(self) -> Numbered | None:
        """`doubles throughput`, `halves the cost`, `throughput doubles`: the number is the verb."""
        low = self.number.text.lower()
        if not self.number.word or not low.startswith(_MULTIPLYING):
            return None
        effect: Effect = "down" if low.startswith("halv") else "up"
        kind: Kind = "fraction" if effect == "down" else "factor"
        noun = self.part.noun_after(self.last + 1)
        if noun.text:
            found = self.make(kind, Governed(noun.text, effect), end=noun.last)
            found.subject = self.part.noun_before(self.first)
            return found
        before = noun_ending_at(self.part, self.first)
        return self.make(kind, Governed(before, effect)) if is_metric(before) else None

    def _tolerance(self) -> Numbered | None:
        """`on par with X, within 0.5 points`."""
        part = self.part
        within = self.number.bound == "at_most" and part.tokens[self.first].low.startswith("within")
        if not within or not _PARITY.search(part.words(0, self.first)):
            return None
        return self.make("change", Governed("", "equal", self.verb, self.verb))

    def comparative(self, kind: Kind) -> Numbered | None:
        """`6x fewer tokens`, `2.2x faster`, `27% fewer parameters`, `3x as many steps`."""
        part = self.part
        at = self._past_fillers()
        low = part.low(at)
        if low not in ADJECTIVES:
            return self._as_many(kind)
        effect, own = ADJECTIVES[low]
        bare = part.low(at + 1) in ("than", "in", "on", "for")
        noun = part.phrase(at, at) if bare else part.noun_after(at + 1)
        lead = noun.text.split(" ")[0].lower()
        if low in ("more", "less") and lead in _MORE_METRICS:
            metric = _MORE_METRICS[lead]
        elif noun.text and own == "speed":
            metric = f"{noun.text} speed"
        elif noun.text and (own is None or (own == "size" and noun.first == at + 1)):
            metric = (self._is_manner(noun) and self._measured_subject()) or noun.text
        else:
            subject = self._measured_subject()
            metric = subject if own in (None, "size") or names.metric(subject) is not None else ""
            metric = metric or self._own_metric(own)
        governed = Governed(metric, effect, self.verb, self.near_verb(3))
        return self.make(kind, governed, end=max(at + 1, noun.last))

    def _is_manner(self, noun: Phrase) -> bool:
        """Whether what follows `less` is an adjective: `become 31% less frequent`."""
        return self.kind_of_verb() == "be" and " " not in noun.text and not is_metric(noun.text)

    def _own_metric(self, own: str | None) -> str:
        trained = any(self.part.low(i) in _TRAINING for i in range(max(0, self.first - 6), self.first))
        return "training speed" if own == "speed" and trained else own or ""

    def _measured_subject(self) -> str:
        """The subject of `is 3x larger` where it is what is measured: `the best learning rate`."""
        predicate = self.spoken[self.verb] if self.verb is not None else None
        if predicate is None or predicate.kind not in ("be", "change") or predicate.subject is None:
            return ""
        noun = self.part.noun_after(predicate.subject.first)
        head = self.part.words(noun.first, min(noun.last, predicate.subject.last))
        return head if head and is_quantity(head) else measured_subject(self.part, predicate)

    def _as_many(self, kind: Kind) -> Numbered | None:
        compared = self.part.low(self.last + 2)
        if self.behind != "as" or compared not in _AS:
            return None
        if _AS[compared]:
            return self.make(kind, Governed(_AS[compared], "up", self.verb, self.near_verb(3)), end=self.last + 3)
        noun = self.part.noun_after(self.last + 3)
        return self.make(kind, Governed(noun.text, "up"), end=noun.last) if noun.text else None

    def _past_fillers(self) -> int:
        at = self.last + 1
        while at < self.last + 4:
            low = self.part.low(at)
            averaged = low == "on" and self.part.low(at + 1) == "average"
            if low not in _BEFORE_COMPARATIVES and not averaged:
                break
            at += 1
        return at

    def noun_behind(self, kind: Kind) -> Numbered | None:
        """`12% relative reduction in word error rate`, `2.3x speedup`, `4x memory reduction`, `6 points of gain`."""
        part = self.part
        for at in range(self.last + 1, min(self.last + 7, len(part.tokens))):
            low = part.low(at)
            if low in CHANGE_NOUNS:
                return self._of_noun(kind, at)
            partitive = low == "of" and at == self.last + 1 and self.number.unit == "points"
            word = low[:1].isalpha() or low in ("↑", "↓")
            if not partitive and (not word or low in _CLOSED or at in self.spoken):
                return None
        return None

    def _of_noun(self, kind: Kind, at: int) -> Numbered:
        part, low = self.part, self.part.low(at)
        first = self._past_fillers()
        metric, end = part.words(first + (part.low(first) == "of"), at), at + 1
        if not metric and part.low(at + 1) in ("in", "of", "on"):
            noun = part.noun_after(at + 2)
            if noun.text and not (part.low(at + 1) == "on" and is_benchmark(noun.text)):
                metric, end = noun.text, noun.last
        effect = CHANGE_NOUNS[low]
        if low.startswith(("speedup", "speed-up", "acceleration")):
            metric, effect = f"{metric} speedup".strip(), "up"
        metric = metric or self.governed().metric
        return self.make(kind, Governed(metric, effect, self.verb, self.near_verb(4)), end=end)

    def _multiple_of(self) -> Numbered | None:
        """`10x the throughput`, `4x throughput`."""
        noun = self.part.noun_after(self.last + 1)
        measured = is_metric(noun.text) and not looks_like_name(noun.text)
        if self.kind_of_verb() in ("level", "be", "change") and measured:
            return self.make("factor", Governed(noun.text, "up", self.verb, self.verb), end=noun.last)
        governed = self.governed()
        hardware = looks_like_name(noun.text) and noun.first == self.last + 1
        moved = governed.effect is not None and governed.verb is not None and not hardware
        return self.make("factor", governed) if moved else None

    def bracketed(self) -> Numbered | None:
        """`reasoning (MMLU: +1.8, BBH: +5.2)`, `accuracy (+0.9%)`, `general skills (+8.8 on C-Eval)`."""
        part, opened = self.part, self.bracket
        if not opened or not part.noun_before(opened).text:
            return None
        metric = noun_ending_at(part, opened)
        name = metric.split()[-1] if metric else ""
        if is_benchmark(name) and not is_metric(metric):
            found = self.make("change", Governed(self.governed().metric, "good"))
            found.outcome.benchmarks = [name]
            found.outcome.cover(part.tokens[opened - 1].start, part.tokens[opened].start)
            return found
        verb = next((at for at in range(opened - 1, -1, -1) if at in self.spoken), None)
        return self.make("change", Governed(metric, "good", verb, max(opened - len(metric.split()), 0)))

    def gained(self) -> Numbered | None:
        """`accuracy gains (5.2%)`, and what a bracket tells with a sign."""
        if self.number.sign is not None:
            return self.bracketed()
        if self.before != "(" or self.part.low(self.first - 2) not in CHANGE_NOUNS:
            return None
        governed = self.change_noun()
        return self.make("change", governed) if governed is not None else None

    def moved(self, kind: Kind) -> Numbered | None:
        """`reduces latency by 5x`, `gains 2.1 points`, `an error reduction of 30%`, `and precision by 3.4%`."""
        part, lead = self.part, self.lead
        governed = self.governed()
        hardware = self.number.unit == "times" and looks_like_name(part.noun_after(self.last + 1).text)
        if hardware and self.behind[:1].isalnum():
            return None
        if governed.effect is None or (kind == "change" and lead == "to"):
            return None
        if lead in ("of", "with", "to") and not governed.noun and self.number.unit != "times":
            return None
        near = governed.verb is not None and governed.verb >= self.first - 2
        brought = lead in ("by", "of", "and", ",", "with", "to", "a", "an")
        brought = brought or (governed.noun and lead in ("ranging", "from", "between", "spanning"))
        if not brought and not near and kind != "factor":
            return None
        own = part.noun_after(self.last + 1)
        measured = is_metric(own.text) and (names.metric(own.text) is not None or not looks_like_name(own.text))
        if own.first == self.last + 1 and measured:
            told = Governed(own.text, governed.effect, governed.verb, governed.start)
            return self.make(kind, told, end=own.last)
        within = part.noun_after(self.last + 2) if self.behind == "in" and not governed.metric else None
        if within is not None and is_metric(within.text):
            told = Governed(within.text, governed.effect, governed.verb, governed.start)
            return self.make(kind, told, end=within.last)
        return self.make(kind, governed)

    def _within(self) -> Numbered | None:
        """`within 3% of X`."""
        if self.behind != "of" or not self.part.tokens[self.first].low.startswith("within "):
            return None
        noun = self.part.noun_after(self.last + 2)
        found = self.make("change", Governed("", "equal", self.verb), end=noun.last)
        found.outcome.baselines = [noun.text] if noun.text else []
        return found
