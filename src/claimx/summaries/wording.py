"""Whether a sentence keeps to the words of a summary, and to names and numbers that can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from claimx.summaries.readings import Token
from claimx.summaries.scopes import Entry
from claimx.summaries.words import WORDS

__all__ = ["strange"]

_ENDING = re.compile(r"(?:ing|ed|es|s|e)$")
_SHORTEST_STEM = 4


def strange(tokens: Sequence[Token], cited: Sequence[Entry]) -> Iterator[str]:
    """What no summary says: unknown words, names and numbers that are part of unknown names, two sentences in one."""
    measured = {word for entry in cited for word in entry.claim.metric.split() if word.isalpha() and word.islower()}
    for place, token in enumerate(tokens):
        if token.kind == "word" and not (_is_known(tokens, place) or _is_verb_of(token.text, measured)):
            yield f"{token.text!r} is neither a name of a cited row nor a word of the list"
        elif token.is_word("up") and _is_a_bound(tokens, place):
            yield "'up to' stands where no bound can be"
        elif token.text == "." and place < len(tokens) - 1:
            yield "it is more than one sentence"
        elif token.number and token.number.quantity and token.number.quantity.place not in ("plain", "count"):
            yield f"{token.text!r} is no number of a cited row"


def _is_known(tokens: Sequence[Token], place: int) -> bool:
    if tokens[place].is_word({"parameter", "parameters"}):  # a metric elsewhere
        return any(token.kind == "size" for token in tokens[max(0, place - 2) : place])
    return tokens[place].text in WORDS


def _is_a_bound(tokens: Sequence[Token], place: int) -> bool:
    """Whether `up to` is none of the way that a level has gone: `from 48% up to 52%`."""
    following = tokens[place + 1 : place + 2]
    return any(token.is_word("to") for token in following) and tokens[place - 1].kind != "number"


def _is_verb_of(word: str, measured: Iterable[str]) -> bool:
    """Whether a verb says what a metric says: `decodes` of `decoding speed`. A part of the metric's name is none."""
    stem = _stem(word)
    return any(stem == _stem(name) and word not in (name, f"{name}s") for name in measured)


def _stem(word: str) -> str:
    found = _ENDING.sub("", word)
    return found if len(found) >= _SHORTEST_STEM else word
