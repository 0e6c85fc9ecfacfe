"""Outcomes in words: who is better, as good, cheaper or more robust, without a number.

A wording weighs what its own words make it; what surrounds it adds to that or takes from it: words of reporting and of
degree add, plans and other people's work take. Wordings of enough weight are outcomes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimx.builtin.anchors import Numbered
from claimx.builtin.clauses import Sentence
from claimx.builtin.mentions import benchmarks_among
from claimx.builtin.naming import looks_like_name
from claimx.builtin.outcomes import Outcome, direction_of
from claimx.builtin.owners import Discourse
from claimx.builtin.predicates import Predicate
from claimx.builtin.verbal import wordings
from claimx.builtin.wordings import Wording

__all__ = ["worded"]

_ENOUGH = 1.5
_REPORTS = re.compile(
    r"\b(?:results?|experiment(?:s|al|ally)?|evaluations?|empirical(?:ly)?|analys[ei]s|findings?|extensive|ablations?"
    r"|we (?:\w+ly )?(?:find|found|show|demonstrate|observe|reveal|discover|establish|prove|confirm|conclude|identify"
    r"|obtain)|(?:show|shows|demonstrate|demonstrates|reveal|reveals|indicate|indicates|suggest|suggests|find|finds"
    r"|confirm) that|notably|remarkably|surprisingly|interestingly|importantly|crucially|in particular|moreover"
    r"|furthermore|for (?:instance|example))\b",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"\b(?:significant(?:ly)?|substantial(?:ly)?|great(?:ly|er)|consistent(?:ly)?|effective(?:ly)?|remarkabl[ey]"
    r"|large(?:ly)?|dramatic(?:ally)?|notabl[ey]|considerabl[ey]|strong(?:ly)?|marked(?:ly)?|rapidly|far"
    r"|drastic(?:ally)?|robust(?:ly)?|successfully|strictly|uniformly|superior|excellent|always|clearly|nearly|almost"
    r"|accurately)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:existing|prior|previous|recent|traditional|conventional|current|standard|many|most|these) (?:\w+ ){0,2}"
    r"(?:methods?|works?|approaches|studies|techniques|models?|solutions|strategies|research|efforts|LLMs|systems"
    r"|algorithms)\b",
    re.IGNORECASE,
)
_HOPES = re.compile(
    r"\b(?:hope|future|promising|pav(?:e|es|ing)|potential(?:ly)?|opportunit\w+|insights?|to address|goal|aims?|aiming"
    r"|motivated|hypothesi[sz]e\w*|we (?:argue|ask|study|investigate|explore|examine|question)|need(?:s|ed)? to"
    r"|in order to|if|whether)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:we|paper|work|article|study)\b[^.]{0,24}\b(?:propos|introduc|present|develop|design|formulat)\w*",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?:our|it|we)\b", re.IGNORECASE)


def worded(
    part: Sentence, spoken: dict[int, Predicate], numbers: Sequence[Numbered], discourse: Discourse
) -> list[Outcome]:
    """The outcomes in words of a sentence; none shares words with another or with an outcome in numbers."""
    taken = frozenset(one.verb for one in numbers if one.verb is not None)
    metrics = [one.outcome.metric for one in numbers]
    found = sorted(wordings(part, spoken, taken=taken, metrics=metrics), key=lambda f: (-f.weight, f.first))
    used = {one.token for one in numbers}
    outcomes: list[Outcome] = []
    for wording in found:
        words = range(wording.first, wording.last)
        if wording.weight + _surroundings(part, spoken, wording) < _ENOUGH or not used.isdisjoint(words):
            continue
        used.update(words)
        outcomes += _outcomes(part, spoken, wording, discourse)
    return outcomes


def _surroundings(part: Sentence, spoken: dict[int, Predicate], wording: Wording) -> float:
    """What the sentence and the clause add to the weight of a wording."""
    sentence = part.text[part.start : part.end]
    clause = part.words(max(0, wording.first - 4), wording.last)
    predicate = spoken.get(wording.verb)
    subject = predicate.subject.text if predicate is not None and predicate.subject is not None else ""
    reports = _REPORTS.search(sentence) is not None
    weight = 1.0 if reports else 0.0
    if _DEGREES.search(clause):
        weight += 1.0
    if _INTRODUCES.search(sentence):
        weight -= 1.0
    if _HOPES.search(part.words(max(0, wording.first - 12), wording.first)):
        weight -= 1.5
    if _OTHERS.search(subject) and not reports:
        weight -= 1.5
    if _OWN.match(subject) or looks_like_name(subject):
        weight += 0.5
    return weight


def _outcomes(part: Sentence, spoken: dict[int, Predicate], wording: Wording, discourse: Discourse) -> list[Outcome]:
    """An outcome for each metric of a wording."""
    method = discourse.method(part, spoken, wording.verb)
    size = discourse.scales.size(part, method)
    upto = min(len(part.tokens), wording.last + 8)
    benchmarks = next(iter(benchmarks_among(part, wording.verb, upto)), [])
    start, end = part.tokens[wording.first].start, part.tokens[wording.last - 1].end
    return [
        Outcome(
            start,
            end,
            "qualitative",
            metric,
            method,
            direction=direction_of(wording.effect, metric) if wording.effect else None,
            size=size,
            baselines=list(wording.baselines),
            benchmarks=list(benchmarks),
        )
        for metric in [name for name in wording.metrics if name] or ["performance"]
    ]
