"""What the subject of a sentence is: an actor, a process, or the very thing that is measured."""

from __future__ import annotations

import re

from claimx.builtin.clauses import Phrase, Sentence
from claimx.builtin.lexicon import (
    AUXILIARIES,
    CHANGE_NOUNS,
    DETERMINERS,
    INTRANSITIVE,
    OF_HEADS,
    PREPOSITIONS,
    PRONOUNS,
)
from claimx.builtin.naming import KINDS, is_metric, looks_like_name, without_article
from claimx.builtin.predicates import Predicate
from claimx.text import word_set

__all__ = ["acts", "demonstrates", "head_of", "is_measured", "is_named", "measured_subject", "measures"]

_DESCRIBING = word_set(
    "trained fine-tuned finetuned designed combining based that which who equipped initialized initialised obtained"
    " containing consisting having pre-trained pretrained tuned distilled derived , ( when whose"
)
"""Where what describes a subject begins, behind its head."""
_NOUNS_IN_ING = word_set(
    "training reasoning serving decoding pre-training pretraining fine-tuning finetuning learning scaling"
)
_PROCESSES = word_set("inference convergence generation decoding serving deployment gap")
_ACTORS = word_set(
    "humans experts people participants users annotators students developers llms lms transformers mllms vlms"
    " learners networks variants versions configurations"
)
"""Plain nouns that do something, and are not measured."""
_SIZE = re.compile(r"\d[\d.,]*[KMBT]")
_LONGEST_GERUND = 10


def head_of(part: Sentence, subject: Phrase) -> str:
    """A subject without what its prepositions and participles add; a gerund keeps its object."""
    first, last = subject.first, subject.last
    if first >= last:
        return ""
    if part.low(first).endswith("ing"):
        return _uncapitalised(part, first, part.phrase(first, _end_of_gerund(part, first, last)).text)
    at = first + 1
    if part.low(first) in ("our", "this"):
        last = next((i + 1 for i in range(at, last - 1) if _is_kind_before_verb(part, i)), last)
    while at < last and part.low(at) not in _DESCRIBING:
        prepositional = part.low(at) in PREPOSITIONS and part.low(at) != "of"
        prepositional = prepositional and (part.low(at), part.low(at + 1) == "to") != ("relative", False)
        if prepositional or (part.low(at) == "of" and is_metric(part.words(first, at))):
            break
        at += 1
    return _uncapitalised(part, first, part.phrase(first, at).text)


def _is_kind_before_verb(part: Sentence, at: int) -> bool:
    """Whether what a subject ends in is the verb of a clause run on: `our framework sorts a queue`."""
    after = part.low(at + 1)
    return part.low(at) in KINDS and after.endswith("s") and after not in KINDS and part.low(at + 2) in DETERMINERS


def _end_of_gerund(part: Sentence, first: int, last: int) -> int:
    """Where a gerund with its object ends: before a mark, and before the levels of `raising depth from 2 to 8`."""
    for at in range(first + 2, min(last, first + _LONGEST_GERUND)):
        leveled = part.low(at) == "from" and (part.is_number(at + 1) or _SIZE.fullmatch(part.words(at + 1, at + 2)))
        if part.low(at) in ("(", ",", "which", "that") or leveled:
            return at
    return min(last, first + _LONGEST_GERUND)


def measures(head: str) -> bool:
    """Whether a subject is what is measured: `accuracy`, `the number of steps`; not `removing layers`."""
    words = head.split(" of ")[0].split()
    if not words:
        return False
    lead = words[0].lower()
    if len(words) > 1 and lead.endswith("ing") and lead not in _NOUNS_IN_ING:
        return False
    last = words[-1].lower()
    return is_metric(" ".join(words)) or last in OF_HEADS or last in CHANGE_NOUNS or last in _PROCESSES


def _uncapitalised(part: Sentence, first: int, text: str) -> str:
    """A phrase without the capital of a sentence's beginning, where its first word is no name."""
    begins = first == 0 or part.low(first - 1) in (".", ":", ")", "(", "*", "•")
    word = text.split(" ")[0]
    low = word.lower()
    common = low in KINDS or low.endswith(("ing", "ed")) or f" {low}" in part.text
    return text[:1].lower() + text[1:] if begins and word[1:].islower() and common else text


def _as_within(head: str) -> str:
    """A subject as it would stand within a sentence: `Peak force`, `Trajectories` without the capital."""
    plain = " " in head or head.endswith("s")
    return head[:1].lower() + head[1:] if plain and head.split(" ")[0][1:].islower() else head


def is_named(head: str) -> bool:
    """Whether a subject holds a name that is more than a size: `a 3B model` does not."""
    return looks_like_name(" ".join(word for word in head.split() if not _SIZE.fullmatch(word)))


def acts(part: Sentence, verb: int) -> bool:
    """Whether a verb has an object right behind it, so that its subject does something to it."""
    noun = part.noun_after(verb + 1)
    return bool(noun.text) and not any(part.is_number(i) for i in range(verb + 1, noun.first + 1))


def is_measured(part: Sentence, predicate: Predicate, head: str) -> bool:
    """Whether a plain subject is what moves: `idle time falls`, `index builds become 4x shorter`, `... is reduced`."""
    verb, words = predicate.verb, head.lower().split()
    if not words or looks_like_name(_as_within(head)) or words[-1] in _ACTORS or words[0] in PRONOUNS:
        return False
    if KINDS & set(words):
        return False
    if words[0].endswith("ing") and len(words) > 1:
        return False
    passive = part.low(verb).endswith("ed") and any(part.low(i) in AUXILIARIES for i in range(verb - 2, verb))
    moves = part.low(verb) in INTRANSITIVE or passive or part.low(verb) in ("become", "becomes", "became")
    compared = predicate.kind == "be" and part.is_number(verb + 1)
    return (moves or compared) and not (acts(part, verb) and not passive and predicate.kind != "be")


def measured_subject(part: Sentence, predicate: Predicate) -> str:
    """The metric that a subject is: `the accuracy of X rises`, `idle time falls`; empty where it is none."""
    if predicate.subject is None:
        return ""
    head = head_of(part, predicate.subject)
    known = part.low(predicate.verb) in INTRANSITIVE and is_metric(head)
    if not (known or is_measured(part, predicate, head)):
        return ""
    metric = without_article(head)
    return _as_within(metric) if " " in metric else metric


def demonstrates(head: str) -> bool:
    """Whether a gerund points back: `applying these steps to X`, `tuning X in this way`."""
    words = head.lower().split()
    return bool(words) and words[0].endswith("ing") and bool({"this", "these", "such", "our"} & set(words[1:]))
