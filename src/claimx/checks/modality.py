"""V13: the paper reports the outcome as its own: no hope, no report of others, no set-up, no planted instruction."""

from __future__ import annotations

import re

from claimx.checks.cases import Case
from claimx.checks.verdicts import PASS, UNKNOWN, Verdict, failed
from claimx.ledger.roles import is_condition, is_setup, is_spread
from claimx.ledger.voices import hoped, reported_by_others
from claimx.ledger.words import one_of
from claimx.quantities import Quantity

__all__ = ["paper_says_so"]

_DO = one_of(
    "train pre-?train fine-?tune evaluate test use collect construct annotate curate consider compare analy[sz]e"
    " study examine survey review release introduce present propose select sample run conduct benchmark build"
    " create cover order"
)
_SET_UP = re.compile(
    rf"(?:\b{one_of('across over on in using with from among of to into')}"
    rf"|\b(?:we|our\s\w+|paper|study|work|survey)\s(?:\w+\s){{0,2}}?{_DO}(?:s|d|ed)?"
    rf"|\b{one_of('contain compris consist includ cover span')}\w*)\s"
    rf"(?:{one_of('an? the about total of nearly all these more than over')}\s){{0,4}}$",
    re.IGNORECASE,
)
_KNOB = re.compile(
    r"\b"
    + one_of(
        "temperatures? learning_rates? batch_sizes? random_seeds? weight_decay dropout(?:_rate)? alpha beta"
        " gamma epsilon lambda"
    )
    + r"\s(?:of|=|is|to|at|was)\s$",
    re.IGNORECASE,
)
_MERELY = re.compile(
    rf"\b{one_of('only just merely as_few_as as_little_as no_more_than fewer_than less_than')}\b", re.IGNORECASE
)


def paper_says_so(case: Case) -> Verdict:
    """V13: rejects where the words at the number make it a hope, other people's or set-up; flags background."""
    survey, evidence = case.survey, case.claim.evidence
    sentence = survey.sentence_index(evidence.start)
    if sentence in survey.planted:
        return failed("the sentence gives instructions to its reader and reports nothing", "reject")
    for number in case.headline_numbers:
        fault = _fault_at(number, case)
        if fault is not None:
            return failed(fault, "reject")
    if not case.headline and (cue := hoped(survey.before(evidence.start, 40)) or hoped(_opening(evidence.quote))):
        return failed(f"{cue!r} makes it a possibility, not an outcome")
    if sentence < survey.first_own:
        return failed("it stands in the background, before the paper speaks of itself")
    if any(is_condition(number, survey) for number in case.headline_numbers):
        return failed("the number is a condition, not an outcome")
    return PASS if case.headline else UNKNOWN


def _fault_at(number: Quantity, case: Case) -> str | None:
    before = case.survey.before(number.bound_start)
    if cue := hoped(before):
        return f"{cue!r} makes it a hope, not an outcome"
    if cue := reported_by_others(before):
        return f"{cue!r} gives it to others"
    if is_spread(number, case.survey):
        return f"{number.text} says how sure another number is"
    if number.unit is None and _KNOB.search(before[-40:]):
        return f"{number.text} is a setting, not an outcome"
    counted = is_setup(number, case.survey) and _SET_UP.search(before[-80:]) and not _MERELY.search(before[-30:])
    return f"{number.text} counts what was used; it is set-up, not an outcome" if counted else None


def _opening(quote: str) -> str:
    """The first words of a quote, where a modal governs all of it."""
    return " ".join(quote.split()[:6])
