"""A sentence as the built-in reader sees it: words and numbers, and the phrases around them.

A number with its cue, its unit and its partner (`from 19.5 to 31.5`, `35-45%`, `5 of the 6`) is one token. All
offsets are those of the text as read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimx.builtin.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CHANGE_VERBS,
    CONJUNCTIONS,
    DEGREES,
    DETERMINERS,
    MODALS,
    OF_HEADS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
)
from claimx.quantities import Quantity, quantities
from claimx.text import sentences, word_set

__all__ = ["Phrase", "Sentence", "Token", "read_sentences"]

_WORD = re.compile(r"[^\W_](?:[\w'’./+@&-]*[\w+%])?|\S")
_OPENERS = frozenset("([{")
_CLOSERS = frozenset(")]}")
_MAX_PHRASE = 12
_SIZE_SCALE = 1e6
_MAX_TOKENS = 240
"""Words beyond which a sentence is cut, so that what looks back and forth in it stays linear in the text."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark, or a number with all that belongs to it."""

    text: str
    """Its characters."""
    low: str
    """The same in small letters."""
    start: int
    """Offset of its first character."""
    end: int
    """Offset behind its last character."""
    numbers: tuple[Quantity, ...] = ()
    """The number, or the pair of numbers; empty for words and marks."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together."""

    text: str
    """The words as they stand."""
    first: int
    """Index of its first token."""
    last: int
    """Index behind its last token."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text as read."""

    text: str
    """The whole text as read, of which the sentence is a piece."""
    start: int
    """Offset of its first character."""
    end: int
    """Offset behind its last character."""
    tokens: tuple[Token, ...]
    """Its words, marks and numbers, in order."""

    def low(self, index: int) -> str:
        """The token at `index` in small letters; empty beyond the ends."""
        return self.tokens[index].low if 0 <= index < len(self.tokens) else ""

    def is_number(self, index: int) -> bool:
        """Whether the token at `index` is a number."""
        return 0 <= index < len(self.tokens) and bool(self.tokens[index].numbers)

    def words(self, first: int, last: int) -> str:
        """The text from one token up to another, as it stands."""
        if first >= last:
            return ""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def phrase(self, first: int, last: int) -> Phrase:
        """The phrase from one token up to another, without loose marks at its ends."""
        while first < last and not (self.tokens[first].text[0].isalnum() or self.tokens[first].numbers):
            first += 1
        while first < last and self.tokens[last - 1].text in ",;:.-–—([\"'“”":
            last -= 1
        return Phrase(self.words(first, last), first, last)

    def noun_after(self, index: int, *, of: bool = False) -> Phrase:
        """The noun phrase that begins at `index`, after articles and adverbs; `of` keeps its of-phrase."""
        first = index
        while first < len(self.tokens) and first < index + 6 and self._skipped(first):
            first += 1
        last = first
        while last < len(self.tokens) and last < first + _MAX_PHRASE and not self._ends_noun(last, first):
            last += 1
        while last > first + 1 and _is_adverb(self.low(last - 1)):
            last -= 1
        wants_tail = of or self.low(last - 1) in OF_HEADS
        if last > first and wants_tail and self.low(last) == "of":
            tail = self.noun_after(last + 1)
            if tail.text:
                last = tail.last
        return self.phrase(first, last)

    def noun_before(self, index: int) -> Phrase:
        """The noun phrase that ends before `index`, with what its prepositions bring."""
        last = index
        while last > 0 and (self.low(last - 1) in ADVERBS | AUXILIARIES | MODALS or _is_adverb(self.low(last - 1))):
            last -= 1
        first = last
        depth = 0
        while first > 0 and first > last - 3 * _MAX_PHRASE:
            before = self.tokens[first - 1]
            if before.text in _CLOSERS:
                depth += 1
            elif before.text in _OPENERS:
                depth -= 1
                if depth < 0:
                    break
            elif depth == 0 and (before.text in ",;:—–" or before.low in SUBORDINATORS):
                break
            first -= 1
        return self.phrase(first, last)

    def _skipped(self, index: int) -> bool:
        low = self.low(index)
        return (
            low in DETERMINERS or low in ADVERBS or low in ("its", "↑", "↓", "%") or _is_adverb(low) or low in DEGREES
        )

    def _ends_noun(self, index: int, first: int) -> bool:
        token = self.tokens[index]
        low = token.low
        if token.numbers or not token.text[0].isalnum():
            return True
        if low in PREPOSITIONS or low in CONJUNCTIONS or low in SUBORDINATORS or low in PRONOUNS:
            return True
        if low in AUXILIARIES or low in MODALS or (index > first and low in _BEHIND_NOUNS):
            return True
        if index > first and token.text[0].isupper() and self.tokens[index - 1].text[0].isupper():
            return False  # inside a name: `Larch Reduced Precision`
        if index > first and low in _TELLING and self.tokens[index - 1].text[0].isupper():
            return True
        return index > first and low in CHANGE_VERBS and low.endswith(("s", "ing", "ed")) and low not in _NOUNS_TOO


_BEHIND_NOUNS = word_set("respectively than based trained built derived tailored designed aimed capable able off")
_TELLING = word_set(
    "achieves attains reaches obtains yields delivers outperforms surpasses exceeds beats demonstrates exhibits solves"
    " resolves consumes retains preserves matches"
)
"""Verbs that end a name before them, and are no nouns."""
_NOUNS_TOO = word_set("costs gains savings training reduced increased improved speed speeds scores fine-tuning")


def _is_adverb(low: str) -> bool:
    return low.endswith("ly") and len(low) > 4 and low not in ("family", "assembly", "anomaly", "only")


def read_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text as read, each with its tokens; one of absurd length comes in pieces."""
    numbers = tuple(_number_tokens(text, quantities(text)))
    found = []
    at = 0
    for span in sentences(text):
        while at < len(numbers) and numbers[at].start < span.start:
            at += 1
        upto = at
        while upto < len(numbers) and numbers[upto].end <= span.end:
            upto += 1
        tokens = tuple(_tokens(text, span.start, span.end, numbers[at:upto]))
        for first in range(0, len(tokens), _MAX_TOKENS):
            piece = tokens[first : first + _MAX_TOKENS]
            found.append(Sentence(text, piece[0].start, piece[-1].end, piece))
        at = upto
    return tuple(found)


def _tokens(text: str, start: int, end: int, numbers: Sequence[Token]) -> Iterator[Token]:
    at = start
    for number in numbers:
        yield from _word_tokens(text, at, number.start)
        yield number
        at = max(at, number.end)
    yield from _word_tokens(text, at, end)


def _word_tokens(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        low = word.lower()
        yield Token(word, low, match.start(), match.end())


def _number_tokens(text: str, numbers: tuple[Quantity, ...]) -> Iterator[Token]:
    """The numbers that are values, a pair as one token; those inside names and sizes are words."""
    end = 0
    for index, number in enumerate(numbers):
        if number.place not in ("plain", "count") or number.bound_start < end:
            continue
        last = number
        pair: tuple[Quantity, ...] = (number,)
        if number.other is not None and number.other > index:
            last = numbers[number.other]
            pair = (number, last)
        if number.scale >= _SIZE_SCALE > last.scale and number.unit != last.unit:
            continue  # `61% at 1B to 85% at 70B`: a size that the words join with a result
        start, end = number.bound_start, max(last.unit_end, last.end)
        if end > start:
            yield Token(text[start:end], text[start:end].lower(), start, end, pair)
