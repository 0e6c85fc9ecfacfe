"""Lists of names in a sentence: what something is measured on, and what it is compared with."""

from __future__ import annotations

import re

from claimx import names
from claimx.builtin.clauses import Phrase, Sentence
from claimx.builtin.lexicon import AUXILIARIES, CHANGE_VERBS, LEVEL_VERBS, MODALS, SUBORDINATORS, WIN_VERBS
from claimx.builtin.verbs import verb_class

__all__ = ["baselines_after", "benchmarks_among", "is_benchmark", "listed"]

_COMPARING = frozenset(["than", "over", "against", "versus", "vs", "vs.", "unlike"])
_COMPARED = frozenset(["compared", "relative", "comparable", "comparably", "similar", "competitive"])
_MEASURED_ON = frozenset(["on", "across", "in", "over", "for", "under", "at"])
_TEST_WORDS = re.compile(
    r"\b(?:benchmarks?|data ?sets?|tasks?|test sets?|suites?|corpora|corpus|leaderboard|questions?|prompts?|problems?"
    r"|evals?|evaluations?|domains?|languages?|scenarios?|settings?|queries|images?|videos?|inputs?|calls?)$",
    re.IGNORECASE,
)
_NO_BENCHMARK = re.compile(
    r"^(?:average|particular|general|addition|contrast|practice|par|top|training|inference|memory|this|it|terms?"
    r"|accuracy|performance|cost|time|case|cases|order|total|single|GPUs?|CPUs?|only|both|parameters|\d[\d.]*)\b",
    re.IGNORECASE,
)
_NAME_LIKE = re.compile(r"\b(?:[A-Z][\w-]*[A-Z0-9][\w-]*|[A-Z]{3,}|[A-Z][a-z]+[A-Z]\w*|[A-Z][a-z]{3,})\b")


def listed(part: Sentence, index: int) -> list[Phrase]:
    """The noun phrases of a list that begins at `index`: `A, B, and C`; after `such as` those of the examples."""
    found: list[Phrase] = []
    at = index
    while at < len(part.tokens) and len(found) < 12:
        phrase = part.noun_after(at)
        begins = part.low(at) in ("our", "we", "it", "they", "i") and found
        if not phrase.text or begins or (found and _clause_begins(part, phrase)):
            break
        found.append(phrase)
        at = phrase.last
        if part.low(at) == "(":
            closed = next((i for i in range(at, min(at + 12, len(part.tokens))) if part.tokens[i].text == ")"), None)
            if closed is not None:
                at = closed + 1
        if (part.low(at), part.low(at + 1)) == ("such", "as"):
            return listed(part, at + 2) or found
        if part.low(at) in ("like", "including"):
            return listed(part, at + 1) or found
        joined = _joint(part, at)
        if joined is None or _verb_follows(part, joined):
            break
        at = joined
    return found


def _clause_begins(part: Sentence, phrase: Phrase) -> bool:
    """Whether what looks like the next of a list is the subject of a new clause."""
    after = part.low(phrase.last)
    if after in AUXILIARIES - {"also", "both", "not", "to"} or after in MODALS:
        return True
    kind = verb_class(after)
    return kind is not None and kind != "other" and after.endswith("s") and after != "models"


def _joint(part: Sentence, at: int) -> int | None:
    """Where the next of a list begins, behind a comma or `and`; None where the list ends."""
    if part.low(at) == "," and part.low(at + 1) in ("and", "or", "&"):
        return at + 2
    if part.low(at) in ("and", "or", "&", "/"):
        return at + 1
    if part.low(at) == ",":
        return at + 1
    return None


def _verb_follows(part: Sentence, at: int) -> bool:
    low = part.low(at)
    if low in SUBORDINATORS or part.is_number(at):
        return True
    verbal = low in CHANGE_VERBS or low in LEVEL_VERBS or low in WIN_VERBS
    return (verbal and low.endswith(("ing", "s", "ed"))) or low in (
        "even",
        "respectively",
        "with",
        "without",
        "by",
        "to",
    )


def is_benchmark(name: str) -> bool:
    """Whether a phrase names a benchmark, a data set or a kind of task."""
    if not name or _NO_BENCHMARK.match(name) or names.metric(name) is not None:
        return False
    if names.benchmark(name) is not None or _TEST_WORDS.search(name):
        return True
    return bool(_NAME_LIKE.search(name))


def benchmarks_among(part: Sentence, first: int, last: int) -> list[list[str]]:
    """The lists of benchmarks that stand behind `on`, `across` and the like between two tokens."""
    found = []
    at = first
    while at < last:
        if part.low(at) in _MEASURED_ON:
            phrases = [p for p in listed(part, at + 1) if p.first < last]
            known = [p for p in phrases if _measured(part.low(at), p.text)]
            if known:
                found.append([p.text for p in known])
                at = phrases[-1].last
                continue
        at += 1
    return found


def _measured(preposition: str, name: str) -> bool:
    if preposition in ("on", "across"):
        return is_benchmark(name)
    return names.benchmark(name) is not None


def _is_baseline(name: str) -> bool:
    return names.metric(name) is None and not name.split()[0].lower().endswith("ing")


def baselines_after(part: Sentence, first: int, last: int) -> list[str]:
    """What stands behind `than`, `over`, `compared with` and the like between two tokens."""
    found: list[str] = []
    for at in range(first, last):
        low = part.low(at)
        begins = at + 1 if low in _COMPARING and not part.is_number(at + 1) else None
        if low in _COMPARED and part.low(at + 1) in ("to", "with"):
            begins = at + 2
        if begins is not None:
            found += [p.text for p in listed(part, begins) if p.first < last and _is_baseline(p.text)]
    return list(dict.fromkeys(found))
