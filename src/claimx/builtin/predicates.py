"""The verbs of a sentence, each with its subject."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from claimx.builtin.clauses import Phrase, Sentence
from claimx.builtin.lexicon import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
)
from claimx.builtin.verbs import VerbClass, is_adverb, verb_class, verbs
from claimx.text import word_set

__all__ = ["Predicate", "predicates"]

Form = Literal["finite", "ing", "to"]

_BREAKS = word_set(
    "that while whereas although though because since when where if but which who whose so thus hence "
    "thereby whether despite"
)
_RELATIVE = frozenset({"that", "which", "who"})
_ASIDE = word_set(
    "with including such which trained named called termed dubbed a an the our using based when even like "
    "where i.e. e.g. averaged measured evaluated computed obtained designed"
)
_MARKS = word_set(". ; : ( [ — – --")
_LEADS = word_set("and or but then also however , moreover as meanwhile furthermore still instead")
_REACH = 45


@dataclass(frozen=True, slots=True)
class Predicate:
    """A verb and what it says of what."""

    verb: int
    """Index of the verb's token."""
    kind: VerbClass
    """What the verb says."""
    form: Form
    """Whether it is finite, ends in -ing without a subject of its own, or follows `to`."""
    subject: Phrase | None
    """Its subject; that of the clause around it where it has none of its own."""
    negated: bool
    """Whether a `not`, `no longer` or `never` stands before it."""
    modal: bool
    """Whether it only may come true: `could`, `might`, `should`."""


def predicates(part: Sentence) -> dict[int, Predicate]:
    """The predicates of a sentence by the index of their verb, in order."""
    found: dict[int, Predicate] = {}
    waiting: list[Predicate] = []
    last: Predicate | None = None
    main: Predicate | None = None
    for verb, kind in verbs(part).items():
        form, before, negated, modal = _chain(part, verb)
        own = _subject(part, before, found) if form == "finite" else None
        nearest = main if main is not None and part.low(_clause_mark(part, before)) == "," else last
        if form == "finite" and own is None:
            own = nearest.subject if nearest is not None else None
            modal = modal or (last is not None and last.modal and part.low(before - 1) in ("and", "or", ","))
        elif form != "finite":
            own = nearest.subject if nearest is not None else None
        predicate = Predicate(verb, kind, form, own, negated, modal)
        found[verb] = predicate
        if form == "finite":
            for early in waiting:
                found[early.verb] = Predicate(early.verb, early.kind, early.form, own, early.negated, early.modal)
            waiting = []
            last = predicate
            if main is None or part.low(before - 1) not in _RELATIVE:
                main = predicate
        elif last is None:
            waiting.append(predicate)
    return found


def _clause_mark(part: Sentence, before: int) -> int:
    """Index of the comma that parts a verb from what stands before it, past `and`, `thereby` and adverbs."""
    at = before - 1
    while at > 0 and (
        part.low(at) in ("and", "or", "thereby", "thus", "while", "hence", "also") or is_adverb(part.low(at))
    ):
        at -= 1
    return at


def _chain(part: Sentence, verb: int) -> tuple[Form, int, bool, bool]:
    """The form of a verb, the index where its auxiliaries and adverbs begin, and what they say."""
    first, negated, modal, helped = verb, False, False, False
    infinitive = False
    while first > 0:
        low = part.low(first - 1)
        if low in MODALS:
            modal = helped = True
        elif low in ("not", "never", "n't", "cannot", "neither"):
            negated = helped = True
        elif (low == "to" and first == verb) or (low == "to" and is_adverb(part.low(first))):
            infinitive = True
        elif low in AUXILIARIES or low in ("do", "does", "did"):
            helped = helped or low not in ("also", "both", "to")
        elif low == "and" and is_adverb(part.low(first)) and is_adverb(part.low(first - 2)):
            pass
        elif not (low in ADVERBS or is_adverb(low)):
            break
        first -= 1
    if infinitive and not helped:
        return "to", first, negated, modal
    if part.low(verb).endswith("ing") and not helped:
        return "ing", first, negated, modal
    return "finite", first, negated, modal


def _subject(part: Sentence, before: int, known: dict[int, Predicate]) -> Phrase | None:
    """The noun phrase that ends before the token `before`; None where there is none of its own."""
    last = before
    if last > 0 and part.low(last - 1) in _RELATIVE:
        relative = _antecedent(part, last - 1, known)
        if relative is not None:
            return relative
    if last > 0 and part.low(last - 1) in ("and", "or", "but", "yet"):
        return None
    first = last
    while first > 0 and last - first < _REACH and not _ends_subject(part, first - 1, known):
        low = part.low(first - 1)
        if low in (")", "]"):
            opened = _opening(part, first - 1)
            if opened is None:
                break
            first = opened
        elif low == ",":
            named = _named_aside(part, first - 1, last)
            if named is not None:
                return named
            passed = _past_aside(part, first - 1, last, known)
            if passed is None:
                break
            first = passed
        else:
            first -= 1
    if first == last and first - 1 in known:
        return _relative_we(part, first - 1, known[first - 1])
    while first < last and (part.low(first) in _LEADS or is_adverb(part.low(first))):
        first += 1
    if first == last:
        return None
    return _without_adjunct(part, part.phrase(first, last))


def _ends_subject(part: Sentence, at: int, known: dict[int, Predicate]) -> bool:
    """Whether a token, met from behind, is no longer part of the subject: a break, or the verb of another clause."""
    low = part.low(at)
    if low in _BREAKS or low in _MARKS:
        return True
    if low == "and" and part.is_number(at - 1) and part.tokens[at - 1].numbers[0].unit is not None:
        return True
    if at not in known:
        return False
    if known[at].form == "finite":
        return not _reduced(part, at)
    said = any(known[verb].form == "finite" for verb in known if verb < at - 1)
    return known[at].form == "ing" and part.low(at - 1) == "," and said


def _without_adjunct(part: Sentence, phrase: Phrase) -> Phrase | None:
    """A subject without what stands before it and no comma keeps apart: `at 4 bits it`, `on X (3 to 5) Ember`."""
    first, last = phrase.first, phrase.last
    if first >= last:
        return None
    if part.low(first) in ("we", "i", "it", "they") or part.low(last - 1) in ("it", "they", "we"):
        at = first if part.low(first) in ("we", "i", "it", "they") else last - 1
        return part.phrase(at, at + 1)
    if part.low(first) in PREPOSITIONS:
        closed = next((i for i in range(last - 1, first, -1) if part.low(i) == ")"), None)
        if closed is None or closed + 1 >= last:
            begun = _behind_adjunct(part, first, last)
            return part.phrase(begun, last) if begun else None if part.low(last - 1) == ")" else phrase
        return part.phrase(closed + 1, last)
    return phrase


def _behind_adjunct(part: Sentence, first: int, last: int) -> int | None:
    """Where the subject begins behind an adjunct without a comma: `on the test set the error rate`."""
    articles = [i for i in range(first + 2, last - 1) if part.low(i) in ("the", "our", "its", "this")]
    return next((i for i in articles if part.low(i - 1) not in PREPOSITIONS | {"and", "or"}), None)


def _relative_we(part: Sentence, verb: int, predicate: Predicate) -> Phrase | None:
    """The subject of `every model we tried lost`: a noun and what we did with it."""
    if predicate.subject is None or predicate.subject.text.lower() != "we" or predicate.subject.first == 0:
        return None
    first = predicate.subject.first
    while first > 0 and part.low(first - 1)[:1].isalpha() and part.low(first - 1) not in _BREAKS:
        first -= 1
    return part.phrase(first, verb + 1) if first < predicate.subject.first else None


def _antecedent(part: Sentence, that: int, known: dict[int, Predicate]) -> Phrase | None:
    """The noun before a relative `that`; None where `that` follows a verb of saying."""
    at = that - 1 if part.low(that - 1) == "," else that
    if (
        at <= 0
        or at - 1 in known
        or (verb_class(part.low(at - 1)) is not None and part.low(at - 1) not in ("approach", "model"))
    ):
        return None
    first = at
    while first > 0 and at - first < 12:
        low = part.low(first - 1)
        if low == ")" and (opened := _opening(part, first - 1)) is not None:
            first = opened
            continue
        if low in (",", ";", ":", "(", ")") or first - 1 in known or low in _BREAKS:
            break
        if low in PREPOSITIONS and low != "of":
            break
        first -= 1
    phrase = part.phrase(first, at)
    return phrase if phrase.text else None


def _named_aside(part: Sentence, comma: int, last: int) -> Phrase | None:
    """The name of `the resulting model, Llama-X, achieves`."""
    if comma + 1 != last:
        return None
    earlier = comma - 1
    while earlier > 0 and comma - earlier < 7 and part.low(earlier) not in (",", *PREPOSITIONS, *_BREAKS):
        earlier -= 1
    name = part.phrase(earlier + 1, comma)
    is_name = name.text[:1].isupper() and name.text.split(" ")[0].lower() not in _ASIDE
    return name if part.low(earlier) == "," and is_name else None


def _past_aside(part: Sentence, comma: int, last: int, known: dict[int, Predicate]) -> int | None:
    """Where the subject goes on before an aside or a list that ends at a comma; None where the comma begins it."""
    if part.low(comma + 1) in ("and", "or", "but"):
        begun = max((i for i in range(comma) if part.low(i) in _BREAKS), default=-1)
        if any(begun < verb < comma and known[verb].form == "finite" for verb in known):
            return None
    if comma + 1 == last or part.low(comma + 1) in ("and", "or"):
        earlier = comma - 1
        while earlier > 0 and comma - earlier < 25 and part.low(earlier) not in (",", ";", ":", *_BREAKS):
            earlier -= 1
        if part.low(earlier) == "," and (part.low(earlier + 1) in _ASIDE or part.low(comma + 1) in ("and", "or")):
            return earlier
        if part.low(comma + 1) in ("and", "or") and part.low(earlier) != ",":
            return comma
        return None
    return comma if _is_list(part, comma, last) else None


def _is_list(part: Sentence, comma: int, last: int) -> bool:
    """Whether a comma is one of a list of short names that ends in `and`."""
    begun = comma - 1
    while begun > 0 and part.low(begun - 1) not in (",", ";", ":", *_BREAKS):
        begun -= 1
    if part.low(begun) in PREPOSITIONS or part.low(begun).endswith(("ing", "ly")) or begun == comma - 1 == 0:
        return False
    rest = [part.low(i) for i in range(comma + 1, last)]
    joined = next((i for i, low in enumerate(rest) if low in ("and", "or")), None)
    return joined is not None and joined <= 5 and not any(low in PREPOSITIONS for low in rest[:joined])


def _opening(part: Sentence, closed: int) -> int | None:
    depth = 0
    for at in range(closed, max(-1, closed - 60), -1):
        if part.low(at) in (")", "]"):
            depth += 1
        elif part.low(at) in ("(", "["):
            depth -= 1
            if depth == 0:
                return at
    return None


_PARTICIPLE = re.compile(r"(?:ed|en|wn|ilt|ought|ade|set|put)$")


def _reduced(part: Sentence, verb: int) -> bool:
    """Whether a participle only describes its noun: `models trained on X`, `parameters used`."""
    low, after, before = part.low(verb), part.low(verb + 1), part.low(verb - 1)
    if not _PARTICIPLE.search(low):
        return False
    return (
        after in PREPOSITIONS or after in ("only", "solely", "to")
    ) and before not in PRONOUNS | AUXILIARIES | DETERMINERS
