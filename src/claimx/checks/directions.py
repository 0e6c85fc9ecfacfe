"""V5: the direction of a claim agrees with the words that carry it, negation respected.

Words of movement (lower, more, drops) tell the direction of the metric as named; words of value (improves, worse,
faster) tell it only through the metric's polarity; words of parity tell `equal`. Around a number the nearest words
decide, in a quote without a number all of them must agree. Where they do not, the check cannot tell.
"""

from __future__ import annotations

import itertools
import re
from typing import Literal

from claimx import names
from claimx.checks.cases import Case
from claimx.checks.verdicts import PASS, UNKNOWN, Verdict, failed
from claimx.claims import Direction
from claimx.ledger.words import one_of
from claimx.text import Span

__all__ = ["direction_has_its_cue", "tells_direction"]

Sense = Literal["up", "down", "better", "worse", "same"]

_SENSES: dict[Sense, str] = {
    "same": one_of(
        r"similar(?:ly)? the_same(?=_\w+_(?:as|for)\b) match(?:es|ed|ing)? on_(?:a_)?par comparabl[ey]"
        " competitive(?:ly)? unchanged equal(?:s|ly)? equivalent identical rival(?:s|ing)? maintain(?:s|ed|ing)?"
        " preserv(?:es|ed|ing) negligibl[ey] los(?:es?|t|ing)_(?:almost_)?(?:nothing|no|little) competes?_with"
        r" robust consistent_across minimal_(?:\w+_)?(?:impact|effect|loss|degradation|overhead|cost|drop|change)"
        r" close_to aligns_with remains?_(?:\w+_)?(?:stable|the_same|constant|valid) var(?:y|ies)_little"
        " independent_of"
        " (?:no|without|without_any|no_significant)_(?:additional|extra|noticeable|loss|difference|change)"
    ),
    "up": one_of(
        "increas(?:e|es|ed|ing) rais(?:e|es|ed|ing) rises? rising higher more larger greater stronger strongest"
        " steeper grow(?:s|n|ing)? doubl(?:e|es|ed|ing) tripl(?:e|es|ed|ing) amplif(?:y|ies|ied|ying)"
        " (?<!no_)longer uparrow ↑"
    ),
    "down": one_of(
        "decreas(?:e|es|ed|ing) reduc(?:e|es|ed|ing|tions?) lower(?:s|ed|ing)? fewer less drop(?:s|ped|ping)?"
        " falls? fell declin(?:e|es|ed|ing) shrinks? shrank shrinking cuts? cutting halv(?:e|es|ed|ing)"
        " sav(?:e|es|ed|ing|ings) smaller shorter mitigat(?:e|es|ed|ing) alleviat(?:e|es|ed|ing)"
        " diminish(?:es|ed|ing)? compress(?:es|ed|ing)? eliminat(?:e|es|ed|ing) minimi[sz](?:e|es|ed|ing)"
        " downarrow ↓"
    ),
    "better": one_of(
        "improv(?:e|es|ed|ing|ements?) outperform(?:s|ed|ing)? surpass(?:es|ed|ing)? beat(?:s|ing)? better best"
        " superior(?:ity)? gain(?:s|ed|ing)? enhanc(?:e|es|ed|ing|ements?) boost(?:s|ed|ing)? faster cheaper"
        " accelerat(?:e|es|ed|ing) speed-?ups? speeds?_up strengthens? lifts? lifted advances? favorabl[ey]"
        " (?:state[-_]of[-_]the[-_]art|sota)_(?:results?|performance|accuracy|or)"
    ),
    "worse": one_of(
        "worse(?:n|ns|ned|ning)? degrad(?:e|es|ed|ing|ations?) hurts? hurting harms? underperform(?:s|ed|ing)?"
        " los(?:es|t|ing) lose deteriorat(?:e|es|ed|ing|ion) slower costs weakens? falls?_short lags?_behind"
        " struggles? breaks?_down"
    ),
}
_CUE = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{sense}>{words})" for sense, words in _SENSES.items()) + r")(?![\w-])",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b"
    + one_of(
        "no not(?!_only) n't n’t without neither nor never cannot fail(?:s|ed|ing)?_to unable_to hardly barely"
        " little rather_than instead_of avoid(?:s|ing)? prevent(?:s|ing)?"
    )
    + r"\s(?:\w+\s){0,3}$",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\s?\\?%?\)?\s?(?:"
    + one_of("absolute relative average percentage points? pp further overall on_average as significantly much")
    + r"\s){0,3}$"
)
_CLAUSE = re.compile(
    r"[;:]|\s[–—]\s|--"
    rf"|,?\s{one_of('while whereas but although though however since because without')}\b"
    r"|,\s(?:and|with|which|at)\s"
)
_AS_IT_GROWS = re.compile(r"\b(?:as|when|with)\s(?:the\s)?(?:[^\s,;]+\s){1,6}$", re.IGNORECASE)
_SPEED = re.compile(r"^(?:fast|slow|accelerat|speed)", re.IGNORECASE)
_OF_SPEED = re.compile(
    rf"\b{one_of('time latency speed(?:-?ups?)? throughput training inference decoding convergence delay runtime')}\b",
    re.IGNORECASE,
)
_HEAD = re.compile(rf"\s{one_of('of between in on for from to with at over under across by per against')}\s")
_CHANGE_NOUN = re.compile(
    rf"\s(?:(?!{one_of('of in on for by and or with while to from than over at across is are')}\s)[\w-]+\s){{1,4}}?"
    r"(?:(?P<up>increase)|(?P<down>reduction|decrease|drop|saving)|(?P<better>improvement|gain|boost|speed-?up)"
    r"|(?P<worse>degradation))s?\b"
)
_ADJOINS = re.compile(r"(?:\s(?:of|by|to|about|from|an?|average|averaging|in|the|up)){0,4}\s?")
_TOWARDS = re.compile(r"\bto\s(?:\w+\s){0,2}$")
_BEATING = re.compile(r",\s(?:\w+ly\s|even\s|also\s){0,2}(?P<better>outperforming|surpassing|exceeding|beating)\b")
_ONLY = re.compile(r"\b(?:only|just|merely|mere)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_OF_ITSELF = re.compile(r"\b(?:reduction|decrease|saving|savings)s?$", re.IGNORECASE)
_LOWER_IS_BETTER = re.compile(
    r"\b"
    + one_of(
        "times? latency costs? memory errors? loss(?:es)? perplexity parameters params tokens compute flops"
        " overheads? forgetting hallucinations? budget footprint energy wer cer delay storage degradation"
        r" toxicity variance burden bias(?:es)? gap risks? vulnerabilit\w+ harm\w* size complexity difficulty"
        " steps data samples distance overfitting collapse drift hacking correlations? exposure interference"
        " redundancy uncertainty violations? misuse leakage mismatch drop regret divergence traps?"
    )
    + r"(?:\s"
    + one_of("usage use consumption footprint requirements? rates? overheads? scores? budgets? counts? problems?")
    + ")?$",
    re.IGNORECASE,
)
_MODEL_SIZE = re.compile(
    rf"\b{one_of('larger smaller bigger longer shorter lower higher more fewer less')}\s(?:\w+\s)?"
    rf"{one_of('models? llms? lms networks? ones rank')}\b",
    re.IGNORECASE,
)


def direction_has_its_cue(case: Case) -> Verdict:
    """V5: levels, words at the number, or all words of the quote give the direction that the claim has."""
    direction = case.claim.delta.direction
    if _names_its_own_change(case):
        return failed(f"{case.claim.metric!r} names its own change; name what is reduced, with direction decrease")
    told = _by_levels(case) or (_at_number(case) if case.claim.quantified else _in_quote(case))
    if direction is None or told is None:
        return UNKNOWN
    return PASS if direction == told else failed(f"the words tell {told}, the claim says {direction}")


def tells_direction(text: str) -> bool:
    """Whether a text has a word of movement, value or parity."""
    return _CUE.search(text) is not None


def _by_levels(case: Case) -> Direction | None:
    """The direction of a move from one level to another; parity may be claimed of two levels that differ."""
    before, after = case.claim.delta.from_value, case.claim.delta.to_value
    if before is None or after is None or before == after or case.claim.delta.direction == "equal":
        return None
    return "increase" if after > before else "decrease"


def _at_number(case: Case) -> Direction | None:
    """What the word right behind or before the number says; else the words before it, where they agree."""
    if not case.headline:
        return None
    last, first = case.survey.numbers[max(case.headline)], case.survey.numbers[min(case.headline)]
    before, after = case.survey.before(first.bound_start, 160), case.survey.after(last.unit_end)
    if case.claim.delta.kind == "level":
        return _to_level(before, after, case)
    if first.sign is not None:
        return "increase" if first.sign == "+" else "decrease"
    behind = _CUE.search(after[:60])
    if behind and behind.lastgroup != "same" and _BESIDE.fullmatch(after, 0, behind.start()):
        return _direction(behind, case)
    if noun := _CHANGE_NOUN.match(after):
        return _direction(noun, case)
    if _ONLY.search(before):
        return "decrease" if case.claim.delta.kind == "fraction" else None
    clauses = _clauses(before, 0, len(before))
    for clause in reversed(clauses):
        if cues := _cues(before, clause, case):
            adjoins = clause is clauses[-1] and _ADJOINS.fullmatch(before, cues[-1].end())
            return _agreed(cues[-1:] if adjoins else cues, case)
    return None


def _to_level(before: str, after: str, case: Case) -> Direction | None:
    """The direction of a level without its comparator's: `increases it to 78%`, `scores 64, outperforming X`."""
    cues = _cues(before, _clauses(before, 0, len(before))[-1], case)
    moves = [cue for cue in cues if cue.lastgroup in ("up", "down")]
    if moves and _TOWARDS.search(before):
        return _agreed(moves, case)
    beaten = _BEATING.search(after)
    return _direction(beaten, case) if beaten else None


def _in_quote(case: Case) -> Direction | None:
    """What the words say of the clause of the quote that has the metric, or of all of it where none has."""
    evidence, metric = case.claim.evidence, case.claim.metric.casefold()
    text = case.survey.before(evidence.start, 60) + evidence.quote
    text = _MODEL_SIZE.sub(lambda match: " " * len(match.group()), text)
    start = len(text) - len(evidence.quote)
    clauses = _clauses(text, start, len(text))
    told = [clause for clause in clauses if metric in text[clause.start : clause.end].casefold()] or clauses
    return _agreed([cue for clause in told for cue in _cues(text, clause, case)], case)


def _clauses(text: str, start: int, end: int) -> list[Span]:
    ends = [start, *(boundary.end() for boundary in _CLAUSE.finditer(text, start, end)), end]
    return [Span(*ends_of_one) for ends_of_one in itertools.pairwise(ends)]


def _agreed(cues: list[re.Match[str]], case: Case) -> Direction | None:
    told = {_direction(cue, case) for cue in cues}
    return told.pop() if len(told) == 1 else None


def _direction(cue: re.Match[str], case: Case) -> Direction | None:
    """What a word of direction says of the claim's metric; None where it does not say."""
    sense = cue.lastgroup
    if sense == "same" or _NEGATED.search(cue.string, max(0, cue.start() - 40), cue.start()):
        return "equal"
    if sense in ("up", "down"):
        return "increase" if sense == "up" else "decrease"
    polarity = _polarity(case)
    if polarity == "depends":
        return None
    return "increase" if (sense == "better") == (polarity == "higher") else "decrease"


def _cues(text: str, clause: Span, case: Case) -> list[re.Match[str]]:
    """The words of direction in a clause of `text` that speak of the claim's metric."""
    return [cue for cue in _CUE.finditer(text, *clause) if not _is_beside_the_point(cue, case)]


def _is_beside_the_point(cue: re.Match[str], case: Case) -> bool:
    """Whether a word is part of the metric's own name, of speed where speed is not measured, or of a condition."""
    word, metric = cue.group().casefold(), case.claim.metric
    stem = word if cue.lastgroup == "same" else word[:5]
    if any(part.startswith(stem) for part in metric.casefold().split()):
        return True
    if _SPEED.match(word) and not _OF_SPEED.search(metric):
        return True
    before = cue.string[max(0, cue.start() - 60) : cue.start()]
    return cue.lastgroup in ("up", "down") and _AS_IT_GROWS.search(before) is not None


def _polarity(case: Case) -> names.Polarity:
    """Which way of the metric is better; what is neither known nor sounds like a cost is taken to be wanted."""
    metric = _HEAD.split(case.claim.metric, maxsplit=1)[0]
    known = case.claim.names.polarity or (found.polarity if (found := names.metric(metric)) else None)
    return known or ("lower" if _LOWER_IS_BETTER.search(metric) else "higher")


def _names_its_own_change(case: Case) -> bool:
    return case.claim.delta.direction == "increase" and _OF_ITSELF.search(case.claim.metric) is not None
