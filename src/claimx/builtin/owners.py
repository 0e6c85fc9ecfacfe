"""Whose an outcome is: its method, baselines and benchmarks, from its sentence and from those before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimx import names
from claimx.builtin.anchors import Numbered
from claimx.builtin.clauses import Phrase, Sentence
from claimx.builtin.lexicon import forms
from claimx.builtin.mentions import baselines_after, benchmarks_among, is_benchmark, listed
from claimx.builtin.methods import INTRODUCE, Owner
from claimx.builtin.naming import KINDS, is_metric, looks_like_name, mentions
from claimx.builtin.outcomes import Outcome, direction_of
from claimx.builtin.predicates import Predicate
from claimx.builtin.referents import resolve
from claimx.builtin.scales import Scales
from claimx.builtin.subjects import acts, demonstrates, head_of, is_measured, is_named, measured_subject, measures
from claimx.text import word_set

__all__ = ["Discourse"]

_PRONOUNS = word_set("we i it they there this these which that who")
_REPORTING = re.compile(
    r"\b(?:results?|experiments?|evaluations?|analys[ie]s|findings?|stud(?:y|ies)|investigations?|tests?|authors"
    r"|ablations?|gains|improvements?|paper|article|work|research|report)$",
    re.IGNORECASE,
)
"""Subjects that only report: what came out is the paper's own."""
_COMPARATORS = word_set("than over against versus vs vs. compared outperforms surpasses exceeds matches relative")
_CONTRASTS = word_set("; while whereas but although")
_PREFER = frozenset(forms("prefer choose/chose/chosen"))
"""Verbs whose subject judges what is measured."""
_PAR = re.compile(
    r"^[^.;]{0,30}?,?\s(?:(?:about|roughly|nearly) the level of|equal to|on[- ]par with|comparable (?:to|with))\s"
)
_BRINGING = word_set("with using through by via")
_METRIC_OF_UNIT = {
    "throughput": re.compile(r"tok\w*/s|tokens? per second|fps|FPS|it/s"),
    "latency": re.compile(r"(?:m|μ|µ|n)?s|(?:milli)?seconds?"),
    "time": re.compile(r"minutes?|hours?|days?|GPU.hours?"),
    "memory": re.compile(r"[KMGT]i?B"),
    "cost": re.compile(r"[$€£]|dollars?|cents?"),
    "energy": re.compile(r"[km]?J|joules?|[kM]?Wh"),
}
_SHARES_RIGHT = frozenset(
    [
        "Accuracy",
        "Average score",
        "Exact match",
        "Execution accuracy",
        "Pass@1",
        "Pass@k",
        "Resolve rate",
        "Success rate",
    ]
)
"""Metrics of benchmarks that abstracts call accuracy where they give percents, and the score where they do not."""
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
        elif head is None and (made := self._made(part, spoken)) is not None:
            self.subject = made
        elif head is not None and (looks_like_name(head) or self.owner.name is None or KINDS & set(head.split())):
            self.subject = resolve(head, self.owner, self.subject)

    def _made(self, part: Sentence, spoken: dict[int, Predicate]) -> str | None:
        """The own model that a sentence says was made: `We train Larch-3B on ...`."""
        name = (self.owner.name or "").split(" (")[0]
        for verb, predicate in spoken.items():
            ours = predicate.subject is not None and predicate.subject.text.lower() == "we"
            made = part.noun_after(verb + 1).text
            if name and ours and made.startswith(name):
                return made
        return None

    def _first_subject(self, part: Sentence, spoken: dict[int, Predicate], before: int) -> str | None:
        """The first subject before a token that names something."""
        for verb, predicate in spoken.items():
            if verb < before and predicate.form == "finite" and predicate.subject is not None:
                head = head_of(part, predicate.subject)
                if head and head.lower() not in _PRONOUNS and not measures(head) and not _REPORTING.search(head):
                    return head
        return None

    def own_all(self, part: Sentence, spoken: dict[int, Predicate], numbers: Sequence[Numbered]) -> None:
        """Fills in whose the outcomes in numbers of a sentence are."""
        again = self.scales.again(part)
        for index, one in enumerate(numbers):
            if len(again) == len(numbers) > 1:
                one.outcome.size = one.outcome.size or again[index]
            if index and not one.outcome.metric:
                one.outcome.metric = _won_in(spoken, one, numbers[index - 1])
            self.own(part, spoken, one)

    def own(self, part: Sentence, spoken: dict[int, Predicate], one: Numbered) -> None:
        """Fills in whose an outcome in numbers is, and what it says nothing of."""
        outcome = one.outcome
        subject = head_of(part, one.subject) if one.subject is not None else ""
        outcome.method = resolve(subject, self.owner, self.subject) if subject else ""
        outcome.method = outcome.method or self.method(part, spoken, one.verb, metric=outcome.metric)
        first, last = _clause(part, one.token)
        outcome.baselines = outcome.baselines or _baselines(part, spoken, one.verb, first, last)
        outcome.benchmarks = outcome.benchmarks or _benchmarks(part, one.token, first, last)
        _tidy(part, outcome)
        outcome.metric = outcome.metric or _subject_metric(part, spoken, one.verb) or _default_metric(outcome)
        won = any(p.kind == "win" and not p.negated for verb, p in spoken.items() if verb > one.token)
        if outcome.kind == "level" and outcome.direction is None and outcome.before is None and won:
            outcome.direction = direction_of("good", outcome.metric)
        if outcome.kind == "level" and outcome.direction is None and _is_par(part, one.token):
            outcome.direction = "equal"
        outcome.size = outcome.size or self.scales.behind(part, one.token)
        outcome.size = outcome.size or self.scales.size(part, outcome.method)

    def method(self, part: Sentence, spoken: dict[int, Predicate], verb: int | None, *, metric: str = "") -> str:
        """The method of an outcome that a verb tells; a subject that is the metric itself is none."""
        predicate = spoken.get(verb) if verb is not None else None
        predicate = predicate or next((p for p in spoken.values() if p.form == "finite"), None)
        if predicate is None or predicate.subject is None:
            return self._fronted(part) or self.owner.said
        subject = predicate.subject
        head = head_of(part, subject)
        if head.lower() in ("it", "they"):
            head = self._first_subject(part, spoken, subject.first) or head
        if part.low(subject.first) in ("its", "their"):
            return self.subject or self.owner.said
        if part.low(predicate.verb) in _PREFER and self.owner.name and not mentions(subject.text, self.owner.name):
            return self.owner.name
        if self.owner.name and mentions(subject.text, self.owner.name) and not is_named(head):
            return self.owner.name
        plain = not looks_like_name(head) or head.split()[0].endswith("ing")
        if plain and self._speaks_of_own(part, verb if verb is not None else predicate.verb):
            return self.owner.said
        if not head or part.is_number(subject.first) or _REPORTING.search(head) or head.lower() in ("we", "there"):
            return self._without(part) or self.owner.name or self._fronted(part) or self.owner.said
        if demonstrates(head):
            return self.owner.said
        moved = is_measured(part, predicate, head) and (
            not metric or predicate.kind == "be" or metric.lower() in head.lower()
        )
        if moved or (measures(head) and not acts(part, predicate.verb)):
            return self._without(part) or self._owner_of(part, subject) or self._fronted(part) or self.owner.said
        resolved = resolve(head, self.owner, self.subject)
        if plain and (ablated := self._without(part)) is not None:
            return ablated
        no_name = resolved == metric or not re.search(r"[A-Za-z]{2}", resolved)
        return (self._fronted(part) or self.owner.said) if no_name else resolved

    def _speaks_of_own(self, part: Sentence, verb: int) -> bool:
        """Whether the own method is named before a verb, and not as what something is compared with."""
        contrasts = (i for i in range(verb) if part.low(i) in _CONTRASTS and i + 1 != verb)
        begun = max(contrasts, default=-1) + 1
        upto = next((i for i in range(begun, verb) if part.low(i) in _COMPARATORS), verb)
        return self.owner.name is not None and mentions(part.words(begun, upto), self.owner.name)

    def _owner_of(self, part: Sentence, subject: Phrase) -> str | None:
        """The owner of `the accuracy of X`."""
        for at in range(subject.first, subject.last):
            if part.low(at) == "of":
                told = part.noun_after(at + 1)
                noun = part.words(told.first, min(told.last, subject.last))
                return resolve(noun, self.owner, self.subject) if noun and not measures(noun) else None
        return None

    def _without(self, part: Sentence) -> str | None:
        """The ablation of `Without X, accuracy drops to ...`."""
        noun = part.noun_after(1)
        ablated = part.low(0) == "without" and noun.text and part.low(noun.last) == ","
        return f"without {noun.text}" if ablated else None

    def _fronted(self, part: Sentence) -> str | None:
        """The method of `With X, accuracy gains ...`."""
        noun = part.noun_after(1)
        if part.low(0) not in _BRINGING or part.low(noun.last) != "," or not noun.text or is_metric(noun.text):
            return None
        named = looks_like_name(noun.text) or (self.owner.name is None and " " in noun.text)
        return noun.text if named else None


def _won_in(spoken: dict[int, Predicate], one: Numbered, before: Numbered) -> str:
    """The metric of the level that a sentence gives before it tells by how much that beats another."""
    wins = one.verb is not None and spoken[one.verb].kind == "win" and before.token < one.verb
    told = one.outcome.kind == "change" and before.outcome.kind == "level"
    return before.outcome.metric if wins and told else ""


def _is_par(part: Sentence, token: int) -> bool:
    """Whether a level is said to be another's too: `61.2 on X, on par with Y`, `..., about the level of Y`."""
    rest = part.words(token + 1, min(len(part.tokens), token + 10))
    return _PAR.search(rest) is not None


def _tidy(part: Sentence, outcome: Outcome) -> None:
    """Parts a metric from its benchmark (`SQuAD accuracy`), and names it in the singular."""
    begins = bool(outcome.metric) and part.text.startswith(outcome.metric, part.start)
    if begins and " " in outcome.metric and outcome.metric.split(" ")[0][1:].islower():
        outcome.metric = outcome.metric[0].lower() + outcome.metric[1:]
    lead, _, rest = outcome.metric.partition(" ")
    if rest and names.benchmark(lead) is not None and names.metric(rest) is not None:
        outcome.metric = rest
        outcome.benchmarks = outcome.benchmarks or [lead]
    head, _, tail = outcome.metric.partition(" of ")
    if looks_like_name(tail) and names.metric(head) is not None:
        outcome.metric = head
    singular = outcome.metric.removesuffix("ies") + "y"
    if outcome.metric.endswith("ies") and is_metric(singular):
        outcome.metric = singular


def _clause(part: Sentence, token: int) -> tuple[int, int]:
    """The tokens between the marks and words that part whole clauses."""
    first = last = token
    while first > 0 and part.low(first - 1) not in (";", "while", "whereas"):
        first -= 1
    while last < len(part.tokens) and part.low(last) not in (";", "while", "whereas"):
        last += 1
    return first, last


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


def _subject_metric(part: Sentence, spoken: dict[int, Predicate], verb: int | None) -> str:
    """The metric that the subject of an outcome is: `idle time falls from 9% to 4%`."""
    predicate = spoken.get(verb) if verb is not None else None
    predicate = predicate or next((p for p in spoken.values() if p.form == "finite"), None)
    return measured_subject(part, predicate) if predicate is not None else ""


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
    return _benchmark_metric(outcome.benchmarks, percent=unit == "percent")


def _benchmark_metric(benchmarks: list[str], *, percent: bool) -> str:
    """What a bare number on a benchmark is: its own metric where that is a measure apart, else accuracy or score."""
    named = next(((name, b) for name in benchmarks if (b := names.benchmark(name)) is not None), None)
    if named is None:
        return "accuracy" if percent else "score"
    name, known = named
    if known.metric not in _SHARES_RIGHT:
        return known.metric
    if not percent or known.metric == "Average score":
        return f"{name} score" if name.isalnum() else "score"
    right = known.metric in ("Exact match", "Pass@k", "Pass@1") and not known.task.startswith("code")
    return "accuracy" if right else known.metric
