"""Which words of a sentence are its verbs, and what they say."""

from __future__ import annotations

from typing import Literal

from claimx.builtin.clauses import Sentence
from claimx.builtin.lexicon import (
    ADJECTIVES,
    ADVERBS,
    AUXILIARIES,
    CHANGE_NOUNS,
    CHANGE_VERBS,
    DEGREES,
    DETERMINERS,
    LEVEL_VERBS,
    MATCH_VERBS,
    MODALS,
    OTHER_VERBS,
    OUTCOME_VERBS,
    PREPOSITIONS,
    PRONOUNS,
    REPORT_VERBS,
    SHARE_VERBS,
    SUBORDINATORS,
    USE_VERBS,
    WIN_VERBS,
)
from claimx.text import word_set

__all__ = ["VerbClass", "is_adverb", "verb_class", "verbs"]

VerbClass = Literal["win", "match", "change", "level", "be", "other"]

_BE = word_set("is are was were be been being become becomes became remain remains remained")
_ALSO_NOUNS = word_set(
    "cost costs gain gains drop drops increase increases decrease decreases score scores result results "
    "lead leads report reports cut cuts use uses rise rises match rival rivals answer answers record "
    "yield yields boost boosts lift saving savings hit run runs need needs decline declines loss double "
    "triple parallel cover approach approaches advance advances access measure measures speed add display "
    "request set support compromise damage harm hurt surge slow fall falls beat jump lower better prune "
    "update reports attempt attempts train trade hold win play mark force store benefit estimate "
    "estimates name names"
)
"""Verbs that are nouns as often."""
_RATHER_NOUNS = word_set(
    "model models work works study studies test tests scale scales compute map focus shift switch trend "
    "design designs rank tune control guide balance process function experience contrast practice lag "
    "trail drive drives push mean means open fix line call calls view like"
)
"""Verbs only behind a pronoun, an auxiliary or `to`."""
_LAG = word_set("lag lags trail trails")
_DEMONSTRATIVES = word_set("this that these those one")
_HELPERS = MODALS | word_set("can will cannot we they did does do")
_SMALL_WORDS = AUXILIARIES | PRONOUNS | ADVERBS | DETERMINERS | PREPOSITIONS | MODALS
_BEFORE_GERUNDS = word_set(", but by while when and or without ( thereby thus of for in than") | {""}
_OBJECT_LEADS = word_set("a an the its their our this these that those all each every both how whether us")


def verb_class(low: str) -> VerbClass | None:
    """What a word says if it is a verb, or None where it is none that the reader knows."""
    if low in WIN_VERBS:
        return "win"
    if low in CHANGE_VERBS:
        return "change"
    if low in MATCH_VERBS:
        return "match"
    if low in LEVEL_VERBS or low in USE_VERBS or low in SHARE_VERBS or low in OUTCOME_VERBS or low in REPORT_VERBS:
        return "level"
    if low in _BE:
        return "be"
    return "other" if low in OTHER_VERBS else None


def verbs(part: Sentence) -> dict[int, VerbClass]:
    """The verbs of a sentence by token, in order."""
    found: dict[int, VerbClass] = {}
    has_verb = False
    for index, token in enumerate(part.tokens):
        low = token.low
        if low in (";", ":", "—", "–", ".") or low in SUBORDINATORS or low == "but":
            has_verb = False
            continue
        if low == "," and list(found) == [0]:
            has_verb = False  # what stood before was but a participle: `Trained on X, ...`
        kind = verb_class(low)
        if kind is None and not has_verb and _before_share(part, index):
            found[index] = "level"
            has_verb = True
            continue
        if kind is None and _behind_helper(part, index):
            found[index] = "other"
            has_verb = True
        if kind is None or token.numbers or not _is_verb(part, index, has_verb):
            continue
        if index - 1 in found and _is_adjective(part, index):
            continue
        found[index] = kind
        has_verb = has_verb or not low.endswith("ing")
    return found


def _before_share(part: Sentence, index: int) -> bool:
    """Whether an unknown word is a verb, by the share that is its object: `X blocks 98% of the requests`."""
    low, number = part.low(index), index + 1
    if index == 0 or not low.isalpha() or not low.endswith("s") or low in _SMALL_WORDS or not part.is_number(number):
        return False
    if part.low(index - 1) in PREPOSITIONS or (part.low(number + 2), part.low(number + 3)) == ("the", "time"):
        return False  # `agrees with humans 81% of the time`
    return part.tokens[number].numbers[0].unit == "percent" and part.low(number + 1) == "of"


def _behind_helper(part: Sentence, index: int) -> bool:
    """Whether an unknown word is a verb by its place: `can adjust`, `we show-case`."""
    low, at = part.low(index), index - 1
    if not low.isalpha() or low in _SMALL_WORDS or is_adverb(low):
        return False
    while is_adverb(part.low(at)) or part.low(at) in ("also", "not", "then", "further"):
        at -= 1
    return part.low(at) in _HELPERS


def _is_adjective(part: Sentence, index: int) -> bool:
    """Whether a participle behind a verb describes what follows: `achieving improved accuracy`."""
    after = part.low(index + 1)
    return part.low(index).endswith(("ed", "ing")) and after[:1].isalpha() and after not in PREPOSITIONS | DETERMINERS


def _is_verb(part: Sentence, index: int, has_verb: bool) -> bool:
    low, before, after = part.low(index), part.low(index - 1), part.low(index + 1)
    while is_adverb(before) or before in ("also", "even", "only", "further", "still"):
        index -= 1
        before = part.low(index - 1)
    if before in ("to", "not", *MODALS) or (before in AUXILIARIES and before not in ("also", "both", "is", "are")):
        return before != "to" or (not low.endswith("ing") and not low.endswith("ed"))
    if low in _BE:
        return True
    if index > 0 and part.tokens[index].text[0].isupper() and before not in (".", ":", ";", '"'):
        return False
    if after in MODALS or (after == "of" and low in _ALSO_NOUNS) or low == "compared":
        return False
    related = before == "that" and low not in _ALSO_NOUNS and low not in _RATHER_NOUNS
    if related or (before in PRONOUNS and before not in _DEMONSTRATIVES):
        return not low.endswith("ing")
    if low in _LAG and after in ("behind", "by"):
        return True
    if low in _RATHER_NOUNS or before in DETERMINERS or before.endswith(("'s", "’s")):
        return False
    if low.endswith("ed") or low in ("given", "shown", "known", "learnt"):
        if part.is_number(index - 1):
            return is_adverb(after) or after in _OBJECT_LEADS
        return _is_past(before, after, has_verb)
    if low.endswith("ing"):
        return _is_gerund(part, index, before, after)
    if low in _ALSO_NOUNS:
        return _is_present(part, index, before, after, has_verb)
    return before not in DEGREES or before in ("also", "significantly", "further", "consistently")


def _is_past(before: str, after: str, has_verb: bool) -> bool:
    """Whether a word in -ed is a verb and no adjective: `the improved recipe`, `models trained on X`."""
    if before in ("is", "are", "was", "were", "be", "been"):
        return True
    if after in _OBJECT_LEADS or after in ("by", "from") or after[:1].isdigit():
        return True
    if not after[:1].isalpha() or after in PREPOSITIONS:
        return True
    return not (before in PREPOSITIONS or before in DEGREES or has_verb or not before[:1].isalnum())


def _is_gerund(part: Sentence, index: int, before: str, after: str) -> bool:
    """Whether a word in -ing is a verb and no noun: `the training budget`, `achieving 61%`."""
    if before in ("is", "are", "was", "were"):
        return True
    takes = after in _OBJECT_LEADS or part.is_number(index + 1)
    if before not in _BEFORE_GERUNDS:
        return takes
    return takes or (after[:1].isalpha() and after not in PREPOSITIONS) or before in (",", "", "thereby", "thus")


def _is_present(part: Sentence, index: int, before: str, after: str, has_verb: bool) -> bool:
    """Whether a word that may be a noun is a verb: `gains 2.1 points`, not `memory costs by 31%`."""
    if after in _OBJECT_LEADS and before not in PREPOSITIONS:
        return True
    verbal = verb_class(after) is not None and after not in _ALSO_NOUNS and after not in _RATHER_NOUNS
    if verbal and not after.endswith(("ed", "ing")):
        return False
    if before in PREPOSITIONS or before in ADJECTIVES or before in CHANGE_NOUNS or before in DEGREES:
        return False
    if before.endswith("ing") and not part.is_number(index + 1 + (after in ("only", "just"))):
        return False
    joined = before in ("and", "or", ",") and has_verb and not after.startswith(("the", "a"))
    if joined and _moves_by(part, index):
        return True
    if joined or (part.is_number(index - 1) and (after in PREPOSITIONS or not after[:1].isalnum())):
        return False
    return part.is_number(index + 1 + (after in ("only", "just", "about", "nearly"))) or not has_verb


def _moves_by(part: Sentence, index: int) -> bool:
    """Whether an amount shows that a word joined by `and` is a verb: `and cuts peak memory by 28%`."""
    for at in range(index + 1, min(index + 7, len(part.tokens))):
        if part.low(at) == "by":
            return at > index + 1 and part.is_number(at + 1)
        if not part.low(at)[:1].isalpha() or part.low(at) in ("and", "or", "of", "in"):
            return False
    return False


def is_adverb(low: str) -> bool:
    """Whether a word looks like an adverb."""
    return low.endswith("ly") and len(low) > 4 and low not in ("family", "assembly", "anomaly", "only")
