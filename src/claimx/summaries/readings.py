"""A sentence as it is checked: names, numbers and words in order, in pieces that each say one thing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from claimx.quantities import Quantity, Size, quantities, sizes
from claimx.summaries.mentions import Mention, masked, mentions
from claimx.summaries.scopes import Entry
from claimx.summaries.words import CONNECTORS, PHRASES, SENSES, WEAK_CONNECTORS, Sense

__all__ = ["Number", "Piece", "Reading", "Token"]

_PHRASE = re.compile(
    "|".join(rf"\b{re.escape(phrase)}(?![\w-])" for phrase in sorted(PHRASES, key=len, reverse=True)), re.IGNORECASE
)
_TOKEN = re.compile(
    _PHRASE.pattern + r"|[^\W\d_]+(?:['’][^\W\d_]+)?(?:-[^\W\d_]+)*|\d+|\s+|.",
    re.IGNORECASE | re.DOTALL,
)
_OF_A_SIZE = re.compile(r".*\d\s?[KMBT][\s-]parameters?$", re.IGNORECASE)
"""A model's size in words, of which `parameters` names no metric."""
_REACH = 20
_POSSESSIVE = re.compile(r"['’]s$")
_MARKS = frozenset(",;:()–—-'\"’“”‘/%×$.=+")
_BREAKS = frozenset(",;:()–—")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a sentence, with its unit and its bound."""

    value: float
    quantity: Quantity | None
    """As it was read; None for a plain `one`."""
    leads: bool = False
    """Whether it is the first of a pair: the 3 of `3 to 5`."""
    unit: Mention | None = None
    """The claims' own unit behind it, if one is there."""


@dataclass(frozen=True, slots=True)
class Token:
    """A name, a number, a model's size, a word or a mark."""

    kind: Literal["name", "number", "size", "word", "mark"]
    text: str
    """As written; of a word in lower case, or the one word that a phrase counts as."""
    start: int
    end: int
    mention: Mention | None = None
    number: Number | None = None
    size: Size | None = None

    def is_word(self, words: frozenset[str] | set[str] | str) -> bool:
        """Whether it is this word, or one of these."""
        return self.kind == "word" and (self.text == words if isinstance(words, str) else self.text in words)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence that says one thing: indices of its tokens."""

    start: int
    end: int
    tokens: tuple[Token, ...] = field(repr=False)

    @property
    def own(self) -> tuple[Token, ...]:
        """Its tokens."""
        return self.tokens[self.start : self.end]

    def indices(self, kind: str) -> list[int]:
        """Where its tokens of a kind stand in the sentence."""
        return [i for i in range(self.start, self.end) if self.tokens[i].kind == kind]

    @property
    def senses(self) -> frozenset[Sense]:
        """What its words of direction say."""
        return frozenset(SENSES[t.text] for t in self.own if t.kind == "word" and t.text in SENSES)


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence with all its tokens and pieces."""

    text: str
    tokens: tuple[Token, ...]
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, text: str, entries: Sequence[Entry]) -> Reading:
        """The sentence, read as one about these claims."""
        tokens = tuple(_tokens(text, entries))
        return cls(text, tokens, tuple(_pieces(tokens)))


def _tokens(text: str, entries: Sequence[Entry]) -> Iterator[Token]:
    names = tuple(_names(text, entries))
    plain = masked(text, names)
    read = quantities(plain)
    found = {size.start: size for written in (text, plain) for size in sizes(written) if not _inside(size.start, names)}
    known = {size.low for entry in entries if (size := entry.claim.model_size) and size.low == size.high}
    found |= {q.start: _size(q) for q in read if q.start not in found and _is_size(q, known)}
    spans = [Token("name", text[m.start : m.end], m.start, m.end, mention=m) for m in names if m.slots() != {"unit"}]
    spans += [Token("size", size.text, size.start, size.end, size=size) for size in found.values()]
    units = {m.start: m for m in names if m.slots() == {"unit"}}
    for place, quantity in enumerate(read):
        in_a_size = any(size.start <= quantity.start < size.end for size in found.values())
        if not (in_a_size or _inside(quantity.start, names)):
            number, end = _number(read, place, units)
            written = text[quantity.start : quantity.end]
            spans.append(Token("number", written, quantity.bound_start, end, number=number))
    at = 0
    for token in sorted(spans, key=lambda token: token.start):
        if token.start >= at:
            yield from _words(text, at, token.start)
            yield token
            at = token.end
    yield from _words(text, at, len(text))


def _names(text: str, entries: Sequence[Entry]) -> Iterator[Mention]:
    """The names in a text, but for those that are words of a phrase (`in numbers`) or of a size (`7B parameters`)."""
    spoken = [match.span() for match in _PHRASE.finditer(text)]
    for mention in mentions(text, entries):
        of_a_phrase = any(start <= mention.start and mention.end <= end for start, end in spoken)
        before = text[max(0, mention.start - _REACH) : mention.end]
        if not of_a_phrase and (mention.slots() == {"unit"} or not _OF_A_SIZE.match(before)):
            yield mention


def _number(read: Sequence[Quantity], place: int, units: Mapping[int, Mention]) -> tuple[Number, int]:
    """A number with the claims' own unit behind it, or behind the end of its range; and where it ends."""
    quantity = read[place]
    partner = quantity.other
    leads = partner is not None and partner > place
    own = units.get(quantity.end)
    unit = units.get(read[partner].end) if own is None and leads and partner is not None else own
    return Number(quantity.signed, quantity, leads, unit), own.end if own else quantity.unit_end


def _is_size(quantity: Quantity, known: set[float]) -> bool:
    """Whether a bare `7B` is the size of a claim's model."""
    return quantity.scale > 1 and quantity.unit is None and quantity.bound == "exact" and quantity.value in known


def _size(quantity: Quantity) -> Size:
    return Size(quantity.text, quantity.start, quantity.end, quantity.value, quantity.value)


def _inside(place: int, names: Sequence[Mention]) -> bool:
    return any(m.start <= place < m.end for m in names)


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(text[:end], start):
        written = match.group()
        if written.isspace():
            continue
        plain = _POSSESSIVE.sub("", " ".join(written.lower().split()))
        if not plain:
            continue
        kind: Literal["word", "mark"] = "mark" if plain in _MARKS else "word"
        if plain == "one":
            yield Token("number", written, match.start(), match.end(), number=Number(1.0, None))
        else:
            yield Token(kind, PHRASES.get(plain, plain), match.start(), match.end())


# --- pieces


def _pieces(tokens: tuple[Token, ...]) -> Iterator[Piece]:
    """The parts between the marks and words that join statements; what says nothing by itself goes with a neighbour."""
    cuts = [0, *(i for i in range(1, len(tokens)) if _may_cut(tokens, i)), len(tokens)]
    parts = [(start, end) for start, end in itertools.pairwise(cuts) if start < end]
    begin = 0
    last: tuple[int, int] | None = None
    for start, end in parts:
        if not _says(tokens, start, end):
            if last is not None and begin == start and not _goes_forward(tokens, start, end):
                last, begin = (last[0], end), end
            continue
        if last is not None:
            yield Piece(*last, tokens)
        last, begin = (begin, end), end
    if last is not None or tokens:
        yield Piece(last[0] if last else 0, len(tokens), tokens)


def _may_cut(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether a new statement may begin with the i-th token."""
    token = tokens[i]
    if _within_a_pair(tokens, i):
        return False
    if token.kind == "mark":
        return token.text in _BREAKS
    return token.is_word(CONNECTORS) or token.is_word(WEAK_CONNECTORS)


def _within_a_pair(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether the token stands between the two numbers of `between 3 and 5` or `3, to 5`."""
    before, after = tokens[i - 1], tokens[i + 1] if i + 1 < len(tokens) else None
    if before.kind != "number" or after is None or after.kind != "number" or not tokens[i].is_word("and"):
        return False
    return i >= 2 and tokens[i - 2].is_word("between")


def _says(tokens: tuple[Token, ...], start: int, end: int) -> bool:
    """Whether these tokens hold a number or a word of direction."""
    return any(t.kind == "number" or (t.kind == "word" and t.text in SENSES) for t in tokens[start:end])


def _goes_forward(tokens: tuple[Token, ...], start: int, end: int) -> bool:
    """Whether tokens that say nothing belong to what follows: `and on MATH, ...`, but not `and C` of `over B and C`."""
    at = start
    joins = False
    while at < end and (tokens[at].kind == "mark" or tokens[at].is_word(CONNECTORS | {"the", "a", "an"})):
        joins = joins or tokens[at].is_word(CONNECTORS)
        at += 1
    return joins and (at == end or tokens[at].kind == "word")
