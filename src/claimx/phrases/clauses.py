"""What one claim says, as parts of a sentence: who, the verb with the metric, and how much.

In the past tense, which needs no agreement with the method's number, and without articles before methods: both are
names as abstracts write them. Words that weigh or explain are left out: a row does not hold them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimx.phrases.amounts import amount, listed, number_text
from claimx.phrases.outlines import Outline
from claimx.printable import one_line

__all__ = ["PERFORMANCE", "Clause", "clause_of"]

PERFORMANCE = re.compile(r"\s*\b(?:performance|results)$", re.IGNORECASE)
"""The end of a metric that says no more than how well something does."""
_WANTS_ARTICLE = re.compile(r"\b(?:of|that|which|who)\b")
_PLURAL = re.compile(r"\w\w[^aisu\W]s$")
_AS_YOU = re.compile(r"[Uu](?:ni|s[aeiu]|ti)")
_PREPOSITION = re.compile(r"\s(?:of|on|in|for|with|across|per|to|between|among|by|from|that|which|who)\s")


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence about a claim in pieces, so that like claims can share the first ones."""

    subject: str
    """The method."""
    predicate: str
    """The verb, and the metric."""
    place: str
    """The benchmarks, with their preposition, or nothing."""
    rest: str
    """The amount and the comparator."""
    lead: str = ""
    """What stands before the subject, such as a model's size."""
    free: bool = True
    """Whether the place may stand behind the rest, and further rests may follow."""

    @property
    def shared(self) -> tuple[str, str, str]:
        """What two clauses have in common that can be told in one sentence."""
        return self.lead, self.subject, self.predicate


def clause_of(claim: Outline) -> Clause:
    """The claim as a clause."""
    match claim.kind:
        case "qualitative":
            return _in_words(claim)
        case "fraction":
            return _fraction(claim)
        case "level":
            return _level(claim)
        case _:
            return _change(claim)


def _clause(claim: Outline, predicate: str, rest: str = "", *, free: bool = True) -> Clause:
    method = one_line(claim.method)
    size = claim.size
    lead = f"at {size} parameters, " if size and not _has_size(method, size) else ""
    places = [name for name in claim.benchmarks if name not in predicate]
    place = f" on {listed(places)}" if places else ""
    return Clause(method, predicate, place, rest, lead, free)


def _has_size(method: str, size: str) -> bool:
    return any(end.lower() in method.lower() for end in size.split("–"))


# --- the kinds


def _change(claim: Outline) -> Clause:
    if claim.value is None:
        return _level(claim)
    size = _factor(claim) if claim.kind == "factor" else amount(claim.value, claim.high, claim.unit, claim.bound)
    levels = _behind(claim)
    if claim.direction == "equal":
        held = f"matched {listed(claim.baselines)} in" if claim.baselines else "held"
        return _clause(claim, f"{held} {_metric(claim)}", f", with a difference of {size}{levels}", free=False)
    if claim.direction is None:
        compared = f" compared with {listed(claim.baselines)}" if claim.baselines else ""
        return _clause(claim, f"changed {_metric(claim)}", f" by {size}{compared}{levels}", free=not levels)
    over = "over" if claim.direction == "increase" else "compared with"
    against = f" {over} {listed(claim.baselines)}" if claim.baselines else ""
    return _clause(claim, f"{_moved(claim)} {_metric(claim)}", f" by {size}{against}{levels}", free=not levels)


def _factor(claim: Outline) -> str:
    assert claim.value is not None, "a factor has a value"
    bound = amount(claim.value, claim.high, None, claim.bound)
    return f"a factor of {bound}"


def _behind(claim: Outline) -> str:
    """The levels behind a change, whose unit is not known."""
    before = None if claim.from_ is None else number_text(claim.from_)
    after = None if claim.to is None else number_text(claim.to)
    if before and after:
        return f", from {before} to {after}"
    return f", to {after}" if after else f", from {before}" if before else ""


def _fraction(claim: Outline) -> Clause:
    if claim.value is None:
        return _level(claim)
    unit, low, high = claim.unit, claim.value, claim.high
    if unit == "ratio" and not amount(low, None, unit)[0].isalpha():
        unit, low, high = "percent", _percent(low), None if high is None else _percent(high)
    share = amount(low, high, unit, claim.bound)
    if claim.baselines and claim.direction is not None:
        return _clause(claim, f"brought {_metric(claim)}", f" to {share} of that of {listed(claim.baselines)}")
    compared = f", compared with {listed(claim.baselines)}" if claim.baselines else ""
    return _clause(claim, f"put {_metric(claim)}", f" at {share} of a reference amount{compared}", free=not compared)


def _percent(part: float) -> float:
    return round(part * 100, 10)


def _level(claim: Outline) -> Clause:
    metric, against = _metric(claim), listed(claim.baselines) if claim.baselines else ""
    low = claim.to if claim.value is None else claim.value
    bound = claim.bound if low is None else "exact"
    before = None if claim.from_ is None else amount(claim.from_, None, claim.unit, bound)
    if low is None:
        behind = f" for {against}" if against else ""
        return _clause(claim, f"was compared in {metric}", f" against {before}{behind}", free=False)
    after = amount(low, claim.high, claim.unit, claim.bound)
    if before and not against and claim.direction in ("increase", "decrease"):
        return _clause(claim, f"{_moved(claim)} {metric}", f" from {before} to {after}")
    standing = f"{_stood(claim)} {_of_metric(claim, after)}"
    if before:
        return _clause(claim, standing, f", against {before}{f' for {against}' if against else ''}", free=False)
    if against:
        place = {"increase": "above", "decrease": "below", "equal": "on par with", None: "compared with"}
        return _clause(claim, standing, f", {place[claim.direction]} {against}", free=False)
    if claim.direction in ("increase", "decrease"):
        return _clause(claim, f"{_moved(claim)} {metric}", f" to {after}")
    return _clause(claim, standing)


def _in_words(claim: Outline) -> Clause:
    metric, against = _metric(claim), listed(claim.baselines) if claim.baselines else ""
    if claim.direction is None:
        compared = f", compared with {against}" if against else ""
        return _clause(claim, f"is described in words as to {metric}", compared, free=False)
    if claim.direction == "equal":
        return _equal(claim, metric, against)
    if against and PERFORMANCE.search(claim.metric) and claim.verdict in ("better", "worse"):
        of_what = _particular(claim)
        verb = "outperformed" if claim.verdict == "better" else "fell behind"
        return _clause(claim, f"{verb} {against}{f' in {of_what}' if of_what else ''}")
    if against:
        head = _PREPOSITION.split(claim.metric)[0]
        plural = _PLURAL.search(head.split(" ")[-1])
        more, less = ("more", "fewer") if plural else ("higher", "lower")
        return _clause(
            claim, f"had {more if claim.direction == 'increase' else less} {one_line(claim.metric)} than {against}"
        )
    return _clause(claim, f"{_moved(claim)} {metric}")


def _equal(claim: Outline, metric: str, against: str) -> Clause:
    if not against:
        return _clause(claim, f"left {metric}", " unchanged")
    of_what = _particular(claim) if PERFORMANCE.search(claim.metric) else metric
    return _clause(claim, f"matched {against}{f' in {of_what}' if of_what else ''}")


# --- words


def _metric(claim: Outline) -> str:
    """The metric, with an article where it reads as a description and not as a name."""
    metric = one_line(claim.metric)
    return f"the {metric}" if _WANTS_ARTICLE.search(metric) else metric


def _of_metric(claim: Outline, level: str) -> str:
    """A level of the metric: `a perplexity of 6.81`, `98.7% in neutralized payloads`, `12 steps`."""
    metric = one_line(claim.metric)
    if claim.unit and claim.unit.casefold() == metric.casefold():
        return level
    head = _PREPOSITION.split(metric)[0].split(" ")[-1]
    if _WANTS_ARTICLE.search(metric) or _PLURAL.search(head) or not metric[0].isalpha():
        return f"{level} in {_metric(claim)}"
    return f"{_article(metric)} {metric} of {level}"


def _article(name: str) -> str:
    """a or an, by the sound that the name begins with: an accuracy, an MMLU score, an nDCG, a user rating."""
    first = name.split(" ")[0]
    spelled = any(c.isupper() for c in first[1:])
    if spelled:
        return "an" if first[0] in "AEFHILMNORSXaefhilmnorsx" else "a"
    return "an" if first[0] in "AEIOaeio" or (first[0] in "Uu" and not _AS_YOU.match(first)) else "a"


def _particular(claim: Outline) -> str:
    """What a metric called performance says beyond that and beyond its benchmarks: nothing, or the whole of it."""
    rest = PERFORMANCE.sub("", claim.metric)
    for name in claim.benchmarks:
        rest = rest.replace(name, "")
    return _metric(claim) if rest.strip() else ""


def _moved(claim: Outline) -> str:
    """A verb of the way it went: one of worth only where that is known."""
    if claim.direction == "increase":
        return "improved" if claim.verdict == "better" and claim.kind in ("change", "level") else "raised"
    if claim.verdict != "better":
        return "lowered"
    return "cut" if claim.unit in ("percent", "times") else "reduced"


def _stood(claim: Outline) -> str:
    return "reached" if claim.better == "higher" or claim.verdict == "better" else "stood at"
