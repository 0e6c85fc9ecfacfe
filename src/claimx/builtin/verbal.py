"""The wordings by which verbs tell outcomes without a number: who wins, who is on par, what gets better, what holds.

Each is found with a weight: how sure its words alone make it an outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claimx.builtin.clauses import Phrase, Sentence
from claimx.builtin.lexicon import (
    ADJECTIVES,
    CHANGE_NOUNS,
    CHANGE_VERBS,
    INTRANSITIVE,
    OUTCOME_VERBS,
    PREPOSITIONS,
    SUBORDINATORS,
    USE_VERBS,
    Effect,
    forms,
)
from claimx.builtin.mentions import listed
from claimx.builtin.naming import is_metric, looks_like_name, noun_ending_at
from claimx.builtin.predicates import Predicate
from claimx.builtin.wordings import Asides, Wording
from claimx.text import word_set

__all__ = ["wordings"]

_OUTCOMES = OUTCOME_VERBS | frozenset(
    forms("set establish push form remain perform bring facilitate ensure allow make/made require use run")
)
_FACTS = word_set(
    "shown found able helps help helped proven proves demonstrated observed tends tend fails fail continues continue"
    " known seen leads lead ability models"
)
"""Words before `to` that make what follows a fact: `helps to reduce`; not `aims to reduce`."""
_WANTED = word_set("for of on at from toward towards than before")
"""Words before an -ing that make it a purpose or a time."""
_PARITY = word_set("comparable comparably similar similarly competitive competitively equivalent equal identical")
_BEST = word_set("state-of-the-art sota best leading top record pareto pareto-optimal frontier cutting-edge")
_GOOD = word_set("superior strong improved enhanced excellent")
_TRAITS = word_set(
    "robust effective efficient immune superior scalable generalizable generalisable sensitive consistent stable"
    " reliable universal independent invariant optimal suboptimal crucial critical essential correlated proficient"
    " capable valid negligible minimal insufficient sufficient vulnerable biased brittle inferior ineffective"
    " beneficial state-of-the-art"
)
_KEEPS = frozenset(forms("maintain preserve retain keep/kept sustain"))
_FAILS = frozenset(forms("fail struggle suffer lack lag overfit collapse"))
_HOLDS = frozenset(
    forms("generalize generalise transfer extrapolate correlate scale persist extend adapt prefer converge predict")
)


def wordings(
    part: Sentence, spoken: dict[int, Predicate], *, taken: frozenset[int], metrics: Sequence[str]
) -> Iterator[Wording]:
    """Every wording of a sentence.

    Args:
        part: The sentence.
        spoken: Its predicates.
        taken: The verbs that govern outcomes in numbers.
        metrics: The metrics of those outcomes, which `loses nothing` goes on with.
    """
    reader = _Verbal(part, spoken, metrics)
    for verb, predicate in spoken.items():
        if verb in taken or predicate.modal or not _tells(part, verb, predicate):
            continue
        found = reader.at(verb, predicate)
        if found is not None:
            yield found
    yield from reader.asides()


def _tells(part: Sentence, verb: int, predicate: Predicate) -> bool:
    """Whether a verb tells what is, and not what is wanted: `to improve`, `for reducing`."""
    if predicate.form == "ing":
        return part.low(verb - 1) not in _WANTED
    if predicate.form != "to":
        return True
    to = next((at for at in range(verb - 1, max(-1, verb - 6), -1) if part.low(at) == "to"), verb)
    return part.low(to - 1) in _FACTS


class _Verbal(Asides):
    """Reads the wordings of one sentence."""

    def __init__(self, part: Sentence, spoken: dict[int, Predicate], metrics: Sequence[str]) -> None:
        super().__init__(part, spoken)
        self.metrics = metrics

    def at(self, verb: int, predicate: Predicate) -> Wording | None:
        """The wording that a verb tells."""
        match predicate.kind:
            case "win":
                return self._wins(verb, predicate)
            case "match":
                return self._matches(verb)
            case "change":
                return self._changes(verb, predicate)
            case "be":
                return self._is(verb, predicate)
        return self._outcome(verb, predicate) or self._holds(verb, predicate)

    def _wins(self, verb: int, predicate: Predicate) -> Wording:
        """`outperforms X and Y in terms of Z`; `no method outperforms X` is no win."""
        metrics = self._in_terms(verb)
        none = predicate.subject is not None and predicate.subject.text.lower().startswith("no ")
        effect: Effect = "equal" if predicate.negated or none else "good"
        return self.make(verb, verb, self.end_of_clause(verb), metrics, effect, 3.0, self.names_at(verb + 1))

    def _in_terms(self, verb: int) -> list[str]:
        part = self.part
        for at in range(verb + 1, min(len(part.tokens), verb + 25)):
            if part.low(at) == "in":
                terms = part.low(at + 1) == "terms"
                items = [p.text for p in listed(part, at + (3 if terms else 1))]
                if terms or (items and is_metric(items[0])):
                    return items
        return []

    def _matches(self, verb: int) -> Wording:
        """`matches X`, `matches the accuracy of X`; `matches or exceeds X` is told once."""
        noun = self.part.noun_after(verb + 1)
        metrics = [noun.text] if is_metric(noun.text) else []
        end = self.end_of_clause(verb)
        if self.part.low(end) == "or":
            end = self.end_of_clause(end + 3)
        return self.make(verb, verb, end, metrics, "equal", 3.0, [] if metrics else self.names_at(verb + 1))

    def _changes(self, verb: int, predicate: Predicate) -> Wording | None:
        """`significantly improves A and B`, `accuracy drops with length`, `does not help`, `loses nothing`."""
        part, effect, end = self.part, CHANGE_VERBS[self.part.low(verb)], self.end_of_clause(verb)
        after = part.low(verb + 1)
        if after == "nothing":
            return self.make(verb, self.begin(predicate), verb + 2, self.metrics[-1:], "equal", 2.0)
        objects = [p for p in listed(part, verb + 1) if p.first < end]
        transitive = objects and objects[0].first <= verb + 6 and after not in PREPOSITIONS | SUBORDINATORS
        nothing = predicate.negated or after in ("no", "little")
        weight = 2.0 if nothing else 1.0
        told: Effect = "equal" if nothing else effect
        if transitive:
            metrics = [_measured(p) for p in objects]
            return self.make(verb, verb, max(end, objects[-1].last), metrics, told, weight)
        if part.low(verb) not in INTRANSITIVE or predicate.subject is None:
            return None
        own = noun_ending_at(part, verb) if predicate.form == "ing" else ""
        if is_metric(own):
            return self.make(verb, verb - len(own.split()), end, [own], told, weight)
        metric = part.noun_after(predicate.subject.first).text
        return self.make(verb, predicate.subject.first, end, [metric], told, weight)

    def _outcome(self, verb: int, predicate: Predicate) -> Wording | None:
        """`achieves better accuracy`, `leads to significant gains in X`, `sets a new state of the art`."""
        if self.part.low(verb) not in _OUTCOMES:
            return None
        end = self.end_of_clause(verb)
        for at in range(verb + 1, min(end, verb + 9)):
            told = at in self.spoken and self.spoken[at].kind != "match"
            if self.part.is_number(at) or told:
                return None
            found = self._outcome_at(verb, at, end, predicate)
            if found is not None:
                return found
        return None

    def _outcome_at(self, verb: int, at: int, end: int, predicate: Predicate) -> Wording | None:
        part, low, after = self.part, self.part.low(at), self.part.low(at + 1)
        nothing = predicate.negated or any(part.low(i) in ("no", "little") for i in range(verb + 1, at))
        if low in _BEST or (low, after) == ("state", "of"):
            noun = part.noun_after(at + (5 if low == "state" else 1)).text
            return self.make(verb, verb, end, [noun] if noun else [], "up", 3.0)
        same = low == "same" and not (part.low(verb) in USE_VERBS and part.low(verb).endswith("ing"))
        if same or low in _PARITY or low == "on-par" or (low, after) == ("on", "par"):
            noun = part.noun_after(at + 1).text if low != "on" else ""
            return self.make(verb, verb, end, [noun] if noun else [], "equal", 2.5, self._compared(at))
        if low in ADJECTIVES or low in _GOOD or low == "poor":
            phrase = part.noun_after(at + 1)
            if phrase.text and part.low(phrase.last - 1) in CHANGE_NOUNS and after not in PREPOSITIONS:
                return self._gains(verb, phrase.last - 1, end, nothing=nothing)
            return self._better(verb, at, end, nothing=nothing)
        if low in CHANGE_NOUNS and at not in self.spoken:
            return self._gains(verb, at, end, nothing=nothing)
        return None

    def _compared(self, at: int) -> list[str]:
        to = next((i for i in range(at + 1, at + 8) if self.part.low(i) in ("to", "with", "as")), None)
        return self.names_at(to + 1) if to is not None else []

    def _better(self, verb: int, at: int, end: int, *, nothing: bool) -> Wording:
        part, low = self.part, self.part.low(at)
        effect, own = ADJECTIVES.get(low, ("bad" if low == "poor" else "good", None))
        bare = part.low(at + 1) in PREPOSITIONS
        metrics = [] if bare else [p.text for p in listed(part, at + 1) if p.first < end]
        metrics = metrics or ([own] if own else [])
        compared = any(part.low(i) in ("than", "compared", "over") for i in range(at, end))
        told: Effect = "equal" if nothing else effect
        return self.make(verb, verb, end, metrics, told, 2.0 if compared else 1.0 if low == "more" else 1.5)

    def _gains(self, verb: int, at: int, end: int, *, nothing: bool) -> Wording:
        part = self.part
        effect: Effect = CHANGE_NOUNS[part.low(at)]
        joint = part.low(at + 1)
        behind = [p.text for p in listed(part, at + 2) if p.first < end + 3] if joint in ("in", "of") else []
        before = " ".join(noun_ending_at(part, at + 1).split()[:-1])
        metrics = [before] if before and (is_metric(before) or not behind) else behind
        return self.make(verb, verb, end, metrics, "equal" if nothing else effect, 2.5 if nothing else 1.5)

    def _is(self, verb: int, predicate: Predicate) -> Wording | None:
        """`is more robust than X`, `are comparable to Y`, `remains valid`."""
        part, end = self.part, self.end_of_clause(verb)
        first, subject = self.begin(predicate), self.subject_metric(predicate)
        for at in range(verb + 1, min(end, verb + 6)):
            low, after = part.low(at), part.low(at + 1)
            if part.is_number(at):
                return None
            if low in _PARITY or low == "on-par" or (low, after) == ("on", "par"):
                return self.make(verb, first, end, subject, "equal", 2.5, self._compared(at))
            if low in ADJECTIVES:
                effect, own = ADJECTIVES[low]
                trait = [own] if own else [after] if low in ("more", "less") and after[:1].isalpha() else subject
                compared = any(part.low(i) == "than" for i in range(at, end))
                return self.make(verb, first, end, trait, effect, 2.0 if compared else 1.0)
            if low in _TRAITS:
                return self.make(verb, first, end, subject or [low], None, 1.0)
        return None

    def _holds(self, verb: int, predicate: Predicate) -> Wording | None:
        """`generalizes to X`, `fails to Y`, `maintaining accuracy`, `does not Z`."""
        low, end = self.part.low(verb), self.end_of_clause(verb)
        if low in _KEEPS:
            items = [p.text for p in listed(self.part, verb + 1) if p.first < end]
            return self.make(verb, verb, end, items, "equal", 1.0) if items else None
        first = self.begin(predicate)
        if low in _FAILS:
            return self.make(verb, first, end, [], None, 1.0)
        if low in _HOLDS:
            return self.make(verb, first, end, self.subject_metric(predicate), None, 0.5)
        return self.make(verb, first, end, [], None, 0.5) if predicate.negated else None


def _measured(phrase: Phrase) -> str:
    """The metric of an object: its words; `performance` where it is a model."""
    return "performance" if looks_like_name(phrase.text) and not is_metric(phrase.text) else phrase.text
