"""V9, V11: the paper names the method, the metric, the benchmarks and the baselines."""

from __future__ import annotations

import functools
import re

from claimx import names
from claimx.checks.cases import Case
from claimx.checks.naming import Wording, folded, parts
from claimx.checks.verdicts import PASS, UNKNOWN, Verdict, failed
from claimx.ledger.words import one_of
from claimx.text import word_set

__all__ = ["method_is_named", "names_stand", "specific_part"]

_ENOUGH = 0.65
_PAPERS_OWN = re.compile(
    r"(?:(?:our|the|this|their|its|a)\s)?"
    rf"(?:{one_of('proposed own new novel presented full final best simple resulting')}\s){{0,2}}"
    + one_of(
        "methods? approach(?:es)? models? frameworks? algorithms? systems? techniques? pipelines? architectures?"
        " strateg(?:y|ies) schemes? solutions? procedures? formulations? work paper authors?"
    ),
    re.IGNORECASE,
)
_SPEAKS_OF_ITSELF = re.compile(r"\b(?:we|our|this\s(?:paper|work|study|report)|proposed)\b", re.IGNORECASE)
_MEASURED = re.compile(
    r"\s?(?:(?:relative|absolute|average)\s){0,2}"
    rf"(?:{one_of('fewer less more lower higher smaller larger greater better shorter longer')}"
    r"|(?:improvement|gain|increase|reduction|decrease|drop|boost|saving)s?\s(?:in|of))\s"
    r"(?P<phrase>[^\s,;:.()]+(?:\s[^\s,;:.()]+){0,3})"
)
_GENERIC_METRIC = word_set(
    "performance accuracy score scores quality speed efficiency effectiveness result results improvement"
    " improvements gain gains size rate cost costs time memory error errors loss success ability abilities"
    " capability capabilities average mean overall total number amount level value model task tasks usage use"
    " share training inference stability robustness validity evaluation qa reduction correct answer answers"
    " solved quantity count ratio degree length difficulty price of the a an in on for and"
)


def method_is_named(case: Case) -> Verdict:
    """V9: title or abstract name the method, by its name, acronym, long form or most of its words.

    "Our method" and its like are the paper's own where the paper speaks of itself. A method that the claim also
    gives as its baseline is none, and what stands only in a planted instruction names nothing.
    """
    method, wording = case.claim.method, case.wording
    if folded(method) in {folded(baseline) for baseline in case.claim.baselines}:
        return failed(f"{method!r} is both the method and a baseline", "reject")
    if folded(method) in {folded(benchmark) for benchmark in case.claim.benchmarks}:
        return failed(f"{method!r} is both the method and a benchmark")
    if _PAPERS_OWN.fullmatch(method.strip()):
        own = _SPEAKS_OF_ITSELF.search(case.survey.abstract) is not None
        return PASS if own else failed(f"{method!r} names nothing in this paper", "reject")
    if any(_names_itself(part, wording) for part in parts(method)):
        return PASS
    return failed(f"neither title nor abstract names {method!r}", "reject")


def names_stand(case: Case) -> Verdict:
    """V11: baselines and benchmarks are named in the text, and the metric unless it is generic or usual for them."""
    wording, claim = case.wording, case.claim
    for kind, given in (("baseline", claim.baselines), ("benchmark", claim.benchmarks)):
        for name in given:
            if not (wording.names(name) or any(_names_itself(part, wording) for part in parts(name))):
                return failed(f"the text does not name the {kind} {name!r}")
    if (other := _measured_instead(case)) is not None:
        return failed(f"the number is said of {other!r}, not of {claim.metric!r}")
    specific = specific_part(claim.metric)
    if not specific:
        return UNKNOWN
    if any(_names_itself(part, wording, enough=0.5) for part in parts(specific)):
        return PASS
    if _is_usual(claim.metric, claim.benchmarks) or _has_alias(claim.metric, wording):
        return PASS
    return failed(f"the text does not name the metric {claim.metric!r}")


def _names_itself(name: str, wording: Wording, enough: float = _ENOUGH) -> bool:
    if not any(c.isalpha() for c in name):
        return False
    if wording.names(name):
        return wording.share(name) > 0 and len(folded(name)) > 1
    return wording.share(name) >= enough and not wording.lacks_a_proper_name(name)


def _measured_instead(case: Case) -> str | None:
    """The metric that the words behind the number name, where the vocabulary knows it as another than the claim's."""
    mine = names.metric(case.claim.metric)
    if mine is None or mine.vague or not case.headline:
        return None
    last = case.survey.numbers[max(case.headline)]
    said = _MEASURED.match(case.survey.after(last.unit_end, 100))
    words = said["phrase"].split() if said else []
    for length in range(1, len(words) + 1):
        phrase = " ".join(words[:length])
        found = names.metric(phrase)
        if found is not None and not _overlap(phrase, case.claim.metric):
            related = found.family is not None and found.family == mine.family
            return None if found.vague or found == mine or related else phrase
    return None


def _overlap(one: str, other: str) -> bool:
    return folded(one) in folded(other) or folded(other) in folded(one)


def specific_part(metric: str) -> str:
    """The metric without the words that any paper may use of a measurement."""
    words = (word for word in re.split(r"[\s/,()-]+", metric) if word.casefold() not in _GENERIC_METRIC)
    return " ".join(words).strip()


def _is_usual(metric: str, benchmarks: tuple[str, ...]) -> bool:
    """Whether the metric is what a bare number on one of the benchmarks is by the vocabulary."""
    known = names.metric(metric)
    usual = {found.metric for name in benchmarks if (found := names.benchmark(name)) is not None}
    return known is not None and known.name in usual


def _has_alias(metric: str, wording: Wording) -> bool:
    """Whether the text has another spelling of the metric that the vocabulary knows."""
    known = names.metric(metric)
    return known is not None and any(wording.names(spelling) for spelling in _spellings()[known.name])


@functools.cache
def _spellings() -> dict[str, list[str]]:
    spellings: dict[str, list[str]] = {}
    for spelling, known in names.vocabulary().metric_index.written.items():
        spellings.setdefault(known.name, []).append(spelling)
    return spellings
