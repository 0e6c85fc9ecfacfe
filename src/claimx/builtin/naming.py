"""What a phrase is: the name of a method, a metric, a quantity; and whether a text speaks of a name."""

from __future__ import annotations

import re

from claimx import names
from claimx.builtin.clauses import Phrase, Sentence
from claimx.builtin.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CHANGE_NOUNS,
    CHANGE_VERBS,
    CONJUNCTIONS,
    DEGREES,
    DETERMINERS,
    LEVEL_VERBS,
    PREPOSITIONS,
    PRONOUNS,
    REPORT_VERBS,
    RESOURCES,
    SUBORDINATORS,
)
from claimx.text import word_set

__all__ = [
    "COMMON",
    "KINDS",
    "is_metric",
    "is_quantity",
    "looks_like_name",
    "mentions",
    "noun_ending_at",
    "whole_name",
    "without_article",
]

KINDS = word_set(
    "method methods approach approaches framework frameworks model models technique techniques algorithm algorithms"
    " system systems strategy strategies mechanism mechanisms paradigm paradigms pipeline pipelines recipe recipes"
    " architecture architectures module modules scheme schemes network networks procedure solution solutions optimizer"
    " agent agents work paper study results design designs interventions intervention baseline tool toolkit"
)
"""Nouns that say what sort of thing a method is, and not which."""
COMMON = word_set(
    "LLM LLMS LM LMS MLLM MLLMS VLM VLMS LVLM LVLMS LMM LMMS PLM PLMS SLM SLMS DNN DNNS CNN CNNS GNN GNNS NLP AI ML RL"
    " QA GPU GPUS RAG RLHF SFT"
)
"""Acronyms, in capitals, that are nobody's own."""
_BREAKS_NOUN = (
    DETERMINERS | PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS | AUXILIARIES | DEGREES | PRONOUNS | REPORT_VERBS
)
_MEASURES = word_set("deviation overhead utilization utilisation agreement correlation coverage goodput")
"""Nouns of what is measured that the vocabulary has no entry for."""
_NO_NAMES = word_set("the a an in on at by for with to we our this these it its however")


def looks_like_name(text: str) -> bool:
    """Whether a phrase is or holds a proper name: a word with a capital or a digit."""
    return any(_is_named(word) for word in text.split())


def _is_named(word: str) -> bool:
    if word.upper() in COMMON:
        return False
    inside = any(c.isupper() for c in word[1:]) or any(c.isdigit() for c in word)
    return inside or (word[:1].isupper() and word.lower() not in _NO_NAMES)


def is_metric(text: str) -> bool:
    """Whether a phrase names something that is measured or spent."""
    last = text.split()[-1].split("@")[0] if text.split() else ""  # `recall@20` is a recall
    return names.metric(text) is not None or last.lower() in RESOURCES | _MEASURES or names.metric(last) is not None


def is_quantity(text: str) -> bool:
    """Whether a phrase, known or not, is rather a quantity than a method: no name, and no kind of method."""
    if is_metric(text):
        return True
    words = text.split()
    return bool(words) and not looks_like_name(text) and words[-1].lower() not in KINDS


def mentions(text: str, name: str) -> bool:
    """Whether a text is about a name: `models tuned on X-filtered data`, not `X-2`; half of `X Y (XY)` will do."""
    short = name.split(" (")[0]
    acronym = name[len(short) :].strip(" ()")
    return any(_stands_in(one, text) for one in (short, acronym) if one)


def _stands_in(name: str, text: str) -> bool:
    """Whether a name stands in a text as a whole; names of several words in any case, with hyphens or spaces."""
    words = re.split(r"[\s-]+", name)
    pattern = r"[\s-]?".join(re.escape(word) for word in words)
    several = re.IGNORECASE if len(words) > 1 else 0
    return (
        re.search(rf"(?<![\w-]){pattern}s?(?!\w|-(?!\w+(?:ed|based|style)\b)|\s\d(?![\d.]*[BMK]\b))", text, several)
        is not None
    )


def noun_ending_at(part: Sentence, before: int, floor: int = 0) -> str:
    """The noun phrase right before a token, back to a verb, preposition or article, or to the token `floor`."""
    first = before
    while first > floor and first > before - 6:
        token = part.tokens[first - 1]
        verbal = token.low in CHANGE_VERBS and token.low.endswith(("s", "ed", "ing")) and first < before
        verbal = verbal or (token.low in LEVEL_VERBS and token.low.endswith("ed"))
        changes = token.low in CHANGE_NOUNS and first < before
        if token.numbers or not token.text[0].isalnum() or token.low in _BREAKS_NOUN - ADVERBS or verbal or changes:
            break
        first -= 1
    return part.words(first, before)


def whole_name(part: Sentence, phrase: Phrase) -> str:
    """The metric that begins with a phrase, where the vocabulary knows a longer name: `time to first token`."""
    known = names.vocabulary().metric_index
    for last in range(min(len(part.tokens), phrase.last + 4), phrase.last + 1, -1):
        longer = part.words(phrase.first, last)
        if known.get(longer) is not None:
            return longer
    return phrase.text


def without_article(text: str) -> str:
    """A phrase without the articles and possessives that it begins with."""
    words = text.split()
    while words and words[0].lower() in ("the", "a", "an", "its", "their", "our"):
        words = words[1:]
    return " ".join(words)
