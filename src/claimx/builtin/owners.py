"""Whose an outcome is: its method, baselines and benchmarks, from its sentence and from those before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimx import names
from claimx.builtin.anchors import Numbered
from claimx.builtin.clauses import Phrase, Sentence
from claimx.builtin.lexicon import CHANGE_NOUNS, OF_HEADS, PREPOSITIONS
from claimx.builtin.mentions import baselines_after, benchmarks_among, is_benchmark, listed
from claimx.builtin.methods import INTRODUCE, Owner, resolve
from claimx.builtin.naming import KINDS, is_metric, looks_like_name, mentions
from claimx.builtin.outcomes import Outcome, direction_of
from claimx.builtin.predicates import Predicate
from claimx.builtin.scales import Scales
from claimx.text import word_set

__all__ = ["Discourse"]

_PRONOUNS = word_set("we i it they there this these which that who")
_REPORTING = re.compile(
    r"\b(?:results?|experiments?|evaluations?|analys[ie]s|findings?|stud(?:y|ies)|investigations?|tests?|authors"
    r"|ablations?|gains|improvements?|paper|article|work|report)$",
    re.IGNORECASE,
)
"""Subjects that only report: what came out is the paper's own."""
_COMPARATORS = word_set("than over against versus vs vs. compared outperforms surpasses exceeds matches relative")
_DESCRIBING = word_set(
    "trained fine-tuned finetuned designed combining based that which who equipped initialized initialised obtained"
    " containing consisting having pre-trained pretrained tuned , ( when whose"
)
"""Where what describes a subject begins, behind its head."""
_NOUNS_IN_ING = word_set(
    "training reasoning serving decoding pre-training pretraining fine-tuning finetuning learning scaling"
)
_PROCESSES = word_set("inference convergence generation decoding serving deployment gap")
_BRINGING = word_set("with using through by via")
_METRIC_OF_UNIT = {
    "throughput": re.compile(r"tok\w*/s|tokens? per second|fps|FPS|it/s"),
    "latency": re.compile(r"(?:m|μ|µ|n)?s|(?:milli)?seconds?"),
    "time": re.compile(r"minutes?|hours?|days?|GPU.hours?"),
    "memory": re.compile(r"[KMGT]i?B"),
    "cost": re.compile(r"[$€£]|dollars?|cents?"),
    "energy": re.compile(r"[km]?J|joules?|[kM]?Wh"),
}
_REACH = 14


@dataclass(slots=True)
class Discourse:
    """What an abstract has spoken of so far."""

    owner: Owner
    scales: Scales
    subject: str | None = None
    """The last subject that was more than a pronoun."""

    def hear(self, part: Sentence, spoken: dict[int, Predicate]) -> None:
        """Remembers what a sentence speaks of."""
        self.scales.hear(part, spoken)
        head = self._first_subject(part, spoken, len(part.tokens))
        if any(part.low(verb) in INTRODUCE for verb in spoken) and (head is None or _REPORTING.search(head)):
            self.subject = self.owner.said
        elif head is not None:
            self.subject = resolve(head, self.owner, self.subject)

    def _first_subject(self, part: Sentence, spoken: dict[int, Predicate], before: int) -> str | None:
        """The first subject before a token that names something."""
        for verb, predicate in spoken.items():
            if verb < before and predicate.form == "finite" and predicate.subject is not None:
                head = _head(part, predicate.subject)
                if head and head.lower() not in _PRONOUNS and not _measures(head) and not _REPORTING.search(head):
                    return head
        return None

    def own(self, part: Sentence, spoken: dict[int, Predicate], one: Numbered) -> None:
        """Fills in whose an outcome in numbers is, and what it says nothing of."""
        outcome = one.outcome
        subject = _head(part, one.subject) if one.subject is not None else ""
        outcome.method = resolve(subject, self.owner, self.subject) if subject else ""
        outcome.method = outcome.method or self.method(part, spoken, one.verb, metric=outcome.metric)
        first, last = _clause(part, one.token)
        outcome.baselines = outcome.baselines or _baselines(part, spoken, one.verb, first, last)
        outcome.benchmarks = outcome.benchmarks or _benchmarks(part, one.token, first, last)
        outcome.metric = outcome.metric or _default_metric(outcome)
        won = any(p.kind == "win" and not p.negated for verb, p in spoken.items() if verb > one.token)
        if outcome.kind == "level" and outcome.direction is None and outcome.before is None and won:
            outcome.direction = direction_of("good", outcome.metric)
        outcome.size = outcome.size or self.scales.behind(part, one.token)
        outcome.size = outcome.size or self.scales.size(part, outcome.method)

    def method(self, part: Sentence, spoken: dict[int, Predicate], verb: int | None, *, metric: str = "") -> str:
        """The method of an outcome that a verb tells; a subject that is the metric itself is none."""
        predicate = spoken.get(verb) if verb is not None else None
        predicate = predicate or next((p for p in spoken.values() if p.form == "finite"), None)
        if predicate is None or predicate.subject is None:
            return self._fronted(part) or self.owner.said
        subject = predicate.subject
        head = _head(part, subject)
        if head.lower() in ("it", "they"):
            head = self._first_subject(part, spoken, subject.first) or head
        if self.owner.name and mentions(subject.text, self.owner.name) and not looks_like_name(head):
            return self.owner.name
        if not head or part.is_number(subject.first) or _REPORTING.search(head) or head.lower() in ("we", "there"):
            return self.owner.name or self._fronted(part) or self.owner.said
        if _measures(head):
            return self._owner_of(part, subject) or self._fronted(part) or self.owner.said
        resolved = resolve(head, self.owner, self.subject)
        if not looks_like_name(resolved) and self._speaks_of_own(part, predicate.verb):
            return self.owner.said
        no_name = resolved == metric or not re.search(r"[A-Za-z]{2}", resolved)
        return (self._fronted(part) or self.owner.said) if no_name else resolved

    def _speaks_of_own(self, part: Sentence, verb: int) -> bool:
        """Whether the own method is named before a verb, and not as what something is compared with."""
        if self.owner.name is None or not mentions(part.words(0, verb), self.owner.name):
            return False
        return not any(part.low(i) in _COMPARATORS for i in range(verb))

    def _owner_of(self, part: Sentence, subject: Phrase) -> str | None:
        """The owner of `the accuracy of X`."""
        for at in range(subject.first, subject.last):
            if part.low(at) == "of":
                noun = part.noun_after(at + 1).text
                return resolve(noun, self.owner, self.subject) if noun and not is_metric(noun) else None
        return None

    def _fronted(self, part: Sentence) -> str | None:
        """The method of `With X, accuracy gains ...`."""
        noun = part.noun_after(1)
        if part.low(0) not in _BRINGING or part.low(noun.last) != "," or not noun.text or is_metric(noun.text):
            return None
        named = looks_like_name(noun.text) or (self.owner.name is None and " " in noun.text)
        return noun.text if named else None


def _clause(part: Sentence, token: int) -> tuple[int, int]:
    """The tokens between the marks and words that part whole clauses."""
    first = last = token
    while first > 0 and part.low(first - 1) not in (";", "while", "whereas"):
        first -= 1
    while last < len(part.tokens) and part.low(last) not in (";", "while", "whereas"):
        last += 1
    return first, last


def _head(part: Sentence, subject: Phrase) -> str:
    """A subject without what its prepositions and participles add; a gerund keeps its object."""
    first, last = subject.first, subject.last
    if first >= last:
        return ""
    if part.low(first).endswith("ing"):
        return _uncapitalised(part, first, part.phrase(first, min(last, first + 10)).text)
    at = first + 1
    while at < last and part.low(at) not in _DESCRIBING:
        prepositional = part.low(at) in PREPOSITIONS and part.low(at) != "of"
        if prepositional or (part.low(at) == "of" and is_metric(part.words(first, at))):
            break
        at += 1
    return _uncapitalised(part, first, part.phrase(first, at).text)


def _measures(head: str) -> bool:
    """Whether a subject is what is measured: `accuracy`, `the number of steps`; not `removing layers`."""
    words = head.split(" of ")[0].split()
    if not words:
        return False
    lead = words[0].lower()
    if len(words) > 1 and lead.endswith("ing") and lead not in _NOUNS_IN_ING:
        return False
    last = words[-1].lower()
    return is_metric(" ".join(words)) or last in OF_HEADS or last in CHANGE_NOUNS or last in _PROCESSES


def _uncapitalised(part: Sentence, first: int, text: str) -> str:
    """A phrase without the capital of a sentence's beginning, where its first word is no name."""
    begins = first == 0 or part.low(first - 1) in (".", ":", ")", "(", "*", "•")
    word = text.split(" ")[0]
    low = word.lower()
    common = low in KINDS or low.endswith(("ing", "ed")) or f" {low}" in part.text
    return text[:1].lower() + text[1:] if begins and word[1:].islower() and common else text


def _baselines(part: Sentence, spoken: dict[int, Predicate], verb: int | None, first: int, last: int) -> list[str]:
    found = baselines_after(part, first, last)
    if verb is not None and spoken[verb].kind in ("win", "match"):
        found = [p.text for p in listed(part, verb + 1) if not is_metric(p.text)] + found
    return list(dict.fromkeys(found))


def _benchmarks(part: Sentence, token: int, first: int, last: int) -> list[str]:
    """The benchmarks behind a number, else those before it in its clause, else what it is a bracket to."""
    after = benchmarks_among(part, token, min(last, token + _REACH))
    if after:
        return after[0]
    before = benchmarks_among(part, first, token)
    if before:
        return before[-1]
    words = part.noun_before(token - 1).text.split() if part.low(token - 1) in (":", "(") else []
    return words[-1:] if words and is_benchmark(words[-1]) else []


def _default_metric(outcome: Outcome) -> str:
    """What is measured where the words do not say: by its unit, else by its benchmark, else what all measure."""
    unit = outcome.unit or ""
    told = next((metric for metric, pattern in _METRIC_OF_UNIT.items() if pattern.fullmatch(unit)), None)
    if told is not None:
        return told
    if unit == "points":
        return "score"
    if outcome.kind != "level":
        return "performance"
    known = next((b for name in outcome.benchmarks if (b := names.benchmark(name)) is not None), None)
    return known.metric if known is not None else "accuracy" if unit == "percent" else "score"
