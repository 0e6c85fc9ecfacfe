"""V10: the claim is the subject's and not the comparator's.

What stands behind than, over, against, compared with or a verb of comparison, or in a while clause with a number of
its own, is the comparator. Words decide only where they leave one reading; otherwise the check cannot tell.
"""

from __future__ import annotations

import re

from claimx.checks.cases import Case
from claimx.checks.lists import number_goes_with_another_name
from claimx.checks.verdicts import PASS, UNKNOWN, Verdict, failed
from claimx.ledger.roles import describes_comparator
from claimx.ledger.words import one_of
from claimx.text import Span

__all__ = ["is_compared", "owner_is_the_subject"]

_BEATS = "(?:outperform|surpass|exceed|beat|outclass|outscore|rival|match)(?:s|es|ed|ing)?"
_TRAILS = one_of("resembl(?:es?|ed|ing) underperform(?:s|ed|ing)? (?:falls?|fell|lags?|trails?)_(?:short_of|behind)")
_LIKE = one_of(
    "on_par comparabl[ey] competitive(?:ly)? compet(?:e|es|ing) equal equivalent identical similar(?:ly)?"
    " superior inferior close better agreement aligns? consistent"
)
_BEST = one_of("best highest lowest first frontier state[-_]of[-_]the[-_]art sota")
_CUE = (
    r"(?:than|over|against|versus|vs\.?|compared\s(?:to|with|against)|in\scomparison\s(?:to|with)|relative\sto"
    rf"|{_BEATS}|{_TRAILS}|{_LIKE}\s(?:[^\s,;:.]+\s){{0,4}}?(?:to|with)|(?:same|as)\s(?:[^\s,;:.]+\s){{1,4}}?as"
    rf"|{_BEST}\s(?:[^\s,;:.]+\s){{0,4}}?(?:among|across|of\sall))"
)
_STOPS = one_of(
    "we our while whereas but which that(?!_of) where when is are was were has have can could by it its"
    r" (?:achiev|outperform|improv|reduc)\w*"
)
_COMPARED = re.compile(rf"\b{_CUE}(?:\s(?!{_STOPS}\b)[^\s;:]*[^\s;:.]){{0,9}}?\s?[\"'(“‘]?$", re.IGNORECASE)
_WINS = re.compile(
    rf"\s(?:\w+\s)?(?:{one_of('outperform surpass exceed beat outclass outscore')}(?:e?s|ed)?|benefit(?:s|ed)?\sfrom"
    rf"|(?:is|are|was|were|performs?|works?)\s(?:\w+\s)?{one_of('better superior')}\s(?:than|to))\s",
    re.IGNORECASE,
)
_OPENS_CLAUSE = re.compile(
    rf"(?:^|[.;:]\s|,\s(?:and|but)\s|\bthat\s)(?:{one_of('only however, here, the a an our even')}\s){{0,2}}$",
    re.IGNORECASE,
)
_IMPROVED = re.compile(
    rf"\b{one_of('boost advanc improv enhanc maintain match preserv recover retain drop degrad reduc increas')}\w*"
    rf"\s(?:[^\s,;:.]+\s){{1,6}}?of\s(?:{one_of('the a an plain standard original existing vanilla')}\s){{0,2}}$",
    re.IGNORECASE,
)
_IN_A_LIST = re.compile(
    r"(?:\s?[,.;:)\]\"'”’(]"
    rf"|\s{one_of('and or by on in with at for under across when while to as but using both')}\b|$)"
)
_LEVEL_OF_OTHERS = re.compile(
    rf"\b{one_of('against versus vs[.]? compared_(?:to|with) (?:below|above|over)_the than relative_to')}\s"
    rf"(?:{one_of('about only just roughly nearly the an?')}\s){{0,2}}$",
    re.IGNORECASE,
)
_SET_AGAINST = re.compile(
    r"\b"
    + one_of(
        "against versus vs[.]? compared_(?:to|with) than (?:far_|well_|just_|slightly_)?(?:below|above)"
        r" relative_to (?:outperform|surpass|exceed|beat)\w* while whereas"
    )
    + r"\b",
    re.IGNORECASE,
)
_CONCEDED = re.compile(r"\s*(?:while|whereas|although|though)\b", re.IGNORECASE)
_CONTRASTED = re.compile(r"\b(?:while|whereas)\b", re.IGNORECASE)
_SAME_SUBJECT = re.compile(
    r"\s*(?:it|they|its|their|this|these|both|(?:\w+ly\s|only\s|still\s|also\s|not\s)?\w+ing)\b", re.IGNORECASE
)
_BULK = re.compile(r"\b(?:size|sizes|parameters?|params|data|compute|tokens|scale)\b", re.IGNORECASE)


def owner_is_the_subject(case: Case) -> Verdict:
    """V10: method and number are the subject's; levels, lists and while clauses are read the right way round."""
    faults = (
        _method_is_compared_with(case),
        _levels_are_swapped(case),
        _level_is_of_others(case),
        _number_is_in_the_other_clause(case),
        _number_describes_the_comparator(case),
        number_goes_with_another_name(case),
    )
    fault = next((fault for fault in faults if fault is not None), None)
    if fault is not None:
        return failed(fault, "reject")
    return PASS if case.places(case.claim.method) else UNKNOWN


def _method_is_compared_with(case: Case) -> str | None:
    method, places = case.claim.method, case.places(case.claim.method)
    if places and all(is_compared(place, case) for place in places):
        return f"the text compares something else with {method!r}; it is a baseline here"
    if case.claim.baselines and places and all(_IMPROVED.search(case.survey.before(p.start, 120)) for p in places):
        return f"{method!r} is what something else improves or keeps; it is a baseline here"
    return _baseline_wins(case) if not places else None


def _baseline_wins(case: Case) -> str | None:
    """Whether a baseline is the subject of outperforms, in a sentence that does not name the method."""
    if case.claim.quantified or case.claim.delta.direction != "increase":
        return None
    for baseline in case.claim.baselines:
        for place in case.places(baseline):
            opens = _OPENS_CLAUSE.search(case.survey.before(place.start))
            if opens and _WINS.match(case.survey.after(place.end, 60)):
                return f"the text says it of {baseline!r}, which is no baseline here"
    return None


def is_compared(place: Span, case: Case) -> bool:
    """Whether the sentence sets something against what stands at `place`."""
    cue = _COMPARED.search(case.survey.before(place.start, 120))
    if cue is None:
        return False
    a_list = "," not in cue.group() or _IN_A_LIST.match(case.survey.after(place.end, 20))
    return bool(a_list)


def _levels_are_swapped(case: Case) -> str | None:
    """Where the text orders two levels: from A to B, or the subject's against the comparator's."""
    before, after = case.index("from"), case.index("to")
    if before is None or after is None:
        return None
    numbers, abstract = case.survey.numbers, case.survey.abstract
    first, second = numbers[min(before, after)], numbers[max(before, after)]
    if first.link == "from_to" and first.other == max(before, after):
        return "from and to are swapped" if after < before else None
    if not _CONCEDED.match(case.sentence_text) and _SET_AGAINST.search(abstract, first.unit_end, second.start):
        return "the comparator's level is given as the method's" if before < after else None
    return None


def _level_is_of_others(case: Case) -> str | None:
    """A single level that follows against, compared with or than, or that a move starts from."""
    after = case.index("to")
    if after is None or case.index("from") is not None or case.index("low") is not None:
        return None
    number = case.survey.numbers[after]
    if number.link == "from_to" and number.other is not None and after < number.other:
        return f"{number.text} is where the move begins, not what is reached"
    earlier = [
        i for i in case.survey.inside(case.sentence.start, number.start) if case.survey.numbers[i].unit == number.unit
    ]
    if number.bound == "exact" and earlier and _LEVEL_OF_OTHERS.search(case.survey.before(number.bound_start, 60)):
        return f"{number.text} is the comparator's level"
    return None


def _number_is_in_the_other_clause(case: Case) -> str | None:
    """`While A solves 21%, B solves 38%` and `B solves 38%, whereas A solves 21%`: 21 is the comparator's."""
    clause = _other_clause(case)
    if clause is None or case.claim.delta.kind != "level":
        return None
    mine = case.index("to")
    if mine is None or not clause.start <= case.survey.numbers[mine].start < clause.end:
        return None
    unit, sentence = case.survey.numbers[mine].unit, case.sentence
    elsewhere = set(case.survey.inside(*sentence)) - set(case.survey.inside(*clause))
    if not any(case.survey.numbers[i].unit == unit for i in elsewhere):
        return None
    return f"{case.survey.numbers[mine].text} stands in the clause about the comparator"


def _other_clause(case: Case) -> Span | None:
    """The while clause of the sentence, if its subject is another than that of the main clause."""
    (start, end), abstract = case.sentence, case.survey.abstract
    if _CONCEDED.match(abstract, start):
        comma = abstract.find(", ", start, end)
        if comma < 0 or _SAME_SUBJECT.match(abstract, comma + 1):
            return None
        return Span(start, comma)
    contrast = _CONTRASTED.search(abstract, start, end)
    if contrast is None or _SAME_SUBJECT.match(abstract, contrast.end()):
        return None
    return Span(contrast.start(), end)


def _number_describes_the_comparator(case: Case) -> str | None:
    if _BULK.search(case.claim.metric):
        return None
    for index in case.headline:
        number = case.survey.numbers[index]
        if describes_comparator(number, case.survey):
            return f"{number.text} says how large the comparator is, not how good the method"
    return None
