"""V1, V2, V3: the quote stands in the abstract, holds every number of the claim as a value, and is short."""

from __future__ import annotations

import re

from claimx.checks.cases import Case
from claimx.checks.directions import tells_direction
from claimx.checks.naming import Wording
from claimx.checks.owners import specific_part
from claimx.checks.verdicts import PASS, UNKNOWN, Verdict, failed
from claimx.claims import Claim
from claimx.ledger.cues import states_outcome
from claimx.ledger.survey import Survey
from claimx.ledger.words import one_of
from claimx.quantities import Place

__all__ = ["numbers_stand", "quote_is_short", "quote_stands"]

_LONGEST = 300
_WORD = re.compile(r"\w+")
_NO_VALUE: dict[Place, str] = {
    "name": "is part of a name or setting",
    "year": "is a year",
    "reference": "is the number of a reference or of a list",
    "spread": "is the spread of another number",
    "count": "is the total out of which something is counted",
}
_FEW_WORDS = 2
_ALSO_SAYS = re.compile(
    rf"\b{one_of('difficult struggl suffer succe excel collaps fail cannot unable benefit suffic')}\w*"
    r"|\bas\s\w+\sas\b",
    re.IGNORECASE,
)
_ADJECTIVES = tuple(
    (re.compile(rf"\b{one_of(nouns)}\b", re.IGNORECASE), re.compile(rf"\b{one_of(forms)}\b", re.IGNORECASE))
    for nouns, forms in (
        ("speed latency time throughput runtime", "fast(?:er|est)? slow(?:er|est|ly)? quick(?:er|ly)? real[-_]time"),
        ("costs? price", "cheap(?:er|ly)? expensive free"),
        ("size scale", "large small big tiny compact"),
        ("length duration", "long short brief"),
        ("strength", "strong weak"),
        ("accuracy correctness", "correct(?:ly)? right wrong(?:ly)? accurate(?:ly)?"),
    )
)
_ABOUT_SIZE = re.compile(r"\b(?:param\w*|sizes?|scales?|capacity)\b", re.IGNORECASE)


def quote_stands(claim: Claim, survey: Survey) -> Verdict:
    """V1: the quote is the abstract's own text at its offsets, and cuts no word.

    Words are cut as they are read: in `9.1times` and `runx2014each` the quote may begin or end between the two.
    """
    start, end, quote = claim.evidence.start, claim.evidence.end, claim.evidence.quote
    if not quote or survey.abstract[start:end] != quote:
        return failed("the quote does not stand in the abstract at its offsets; copy it exactly", "reject")
    if any(_is_inside_a_word(at, survey.reading.read) for at in survey.reading.read_span(start, end)):
        return failed("the quote begins or ends inside a word; copy whole words", "reject")
    return PASS


def _is_inside_a_word(at: int, read: str) -> bool:
    return 0 < at < len(read) and read[at - 1 : at + 1].isalpha()


def numbers_stand(case: Case) -> Verdict:
    """V2: every number of the claim stands in its quote, each in a place of its own, as a value and not in a name."""
    if not case.holdings:
        return UNKNOWN
    for holding in case.holdings:
        if holding.index is None:
            return failed(f"the number {holding.value:g} does not stand in the quote as a value of its own", "reject")
        number = case.survey.numbers[holding.index]
        if number.place in _NO_VALUE:
            return failed(f"{number.text} {_NO_VALUE[number.place]}, not a value", "reject")
        if number.place == "size" and not _ABOUT_SIZE.search(f"{case.claim.metric} {case.claim.delta.unit}"):
            return failed(f"{number.text} is the size of a model, not a result", "reject")
    return PASS


def quote_is_short(case: Case) -> Verdict:
    """V3: the quote lies in one sentence, has at most 300 characters, and has words of the metric or of an outcome.

    A quote of two words that has neither, of a metric that the whole paper does not know, says nothing.
    """
    claim, quote = case.claim, case.claim.evidence.quote
    length = len(_WORD.findall(quote))
    if length < 2:
        return failed("the quote is a single word and states no outcome", "reject")
    if len(quote) > _LONGEST:
        return failed(f"the quote has {len(quote)} characters; {_LONGEST} are enough")
    if case.survey.sentence_index(claim.evidence.start) != case.survey.sentence_index(claim.evidence.end - 1):
        return failed("the quote runs over more than one sentence")
    if claim.quantified or tells_direction(quote) or states_outcome(quote) or _ALSO_SAYS.search(quote):
        return PASS
    if Wording.of(quote).share(claim.metric) > 0 or _says_as_adjective(claim.metric, quote):
        return PASS
    specific = specific_part(claim.metric)
    unknown = length <= _FEW_WORDS and bool(specific) and case.wording.share(specific) == 0
    return failed(f"the quote states no outcome of {claim.metric!r}", "reject" if unknown else "flag")


def _says_as_adjective(metric: str, quote: str) -> bool:
    """Whether the quote has the adjective or verb of a metric whose name is formed from another stem."""
    return any(noun.search(metric) and adjective.search(quote) for noun, adjective in _ADJECTIVES)
