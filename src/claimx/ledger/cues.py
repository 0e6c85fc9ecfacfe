"""Words that state an outcome without a number: outperforms, on par with, state-of-the-art results."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimx.ledger.survey import Survey
from claimx.ledger.voices import hoped, reported_by_others
from claimx.ledger.words import one_of
from claimx.text import Span

__all__ = ["cues", "states_outcome"]

_MUCH = one_of(
    "significant substantial consistent considerabl marked dramatic great notabl remarkabl strong clear steadi"
    " monotonical large effective"
)
_CHANGES = one_of("improv increas reduc decreas boost enhanc lower outperform degrad mitigat drop speed accelerat")
_CHANGE = one_of("improvements? gains? reductions? increases? drops? degradation speed-?ups?")
_BEST = r"(?:state[-\s]of[-\s]the[-\s]art|sota)"
_GOOD = one_of("results? performance accuracy scores? quality levels?")
_CUE = re.compile(
    r"\b(?:"
    + "|".join((
        one_of("(?:out|under)perform(?:s|ed|ing)? outscor(?:es?|ed|ing) surpass(?:es|ed|ing)? exceed(?:s|ed|ing)?"),
        one_of("perform\\w* works? generali[sz]e\\w* scales?")
        + rf"\s(?:\w+\s)?{one_of('better worse comparably competitively on_par favorably similarly')}",
        rf"on\s(?:a\s)?par\swith|(?:comparable|competitive)\s(?:to|with|{_GOOD})|rival(?:s|ing)\b",
        r"match(?:es|ed|ing)\b",
        rf"{one_of('achiev attain reach obtain set establish deliver yield')}\w*\s(?:\w+\s){{0,4}}?{_BEST}\b",
        rf"{_BEST}\s(?:\w+\s)?{_GOOD}",
        rf"{_MUCH}(?:ly)?\s{_CHANGES}\w*|{_MUCH}\s(?:\w+\s)?{_CHANGE}",
        rf"superior\s(?:to|{_GOOD})|falls?\sshort\sof|fails?\sto|lags?\sbehind",
        r"without\s(?:(?:any|significant|noticeable|much|a)\s)?(?:loss|losing|degrad|sacrific|compromis|hurt|harm)\w*",
        r"no\s(?:(?:significant|measurable|noticeable)\s)?(?:loss|difference|improvement|gain|degradation|benefit)",
        r"robust\s(?:to|against|across)|strongly\scorrelated|positive(?:ly)?\scorrelat\w+",
    ))
    + ")",
    re.IGNORECASE,
)  # fmt: skip


def cues(survey: Survey) -> Iterator[Span]:
    """The cues that the paper gives of outcomes of its own, in order; background and hopes left out."""
    for index, sentence in enumerate(survey.sentences):
        if index < survey.first_own or index in survey.planted:
            continue
        for match in _CUE.finditer(survey.abstract, sentence.start, sentence.end):
            before = survey.before(match.start())
            if hoped(before) is None and reported_by_others(before) is None:
                yield Span(match.start(), match.end())


def states_outcome(text: str) -> bool:
    """Whether a text has words that state an outcome, whoever says them."""
    return _CUE.search(text) is not None
