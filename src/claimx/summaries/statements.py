"""What each piece of a sentence says, with what it leaves to the pieces before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from claimx.summaries.mentions import Mention, Slot
from claimx.summaries.readings import Piece, Reading, Token
from claimx.summaries.rivals import is_rival
from claimx.summaries.roles import counted, role_of
from claimx.summaries.words import OF_ITSELF, Sense

__all__ = ["Names", "Statement", "statements"]

_SLOTS: tuple[Slot, ...] = ("method", "metric", "benchmark", "baseline")


@dataclass(frozen=True, slots=True)
class Names:
    """Names, each with what it may be a name for where it stands: a method before, a baseline behind `than`."""

    placed: tuple[tuple[Mention, frozenset[Slot]], ...] = ()

    def of(self, slot: Slot) -> tuple[tuple[Mention, frozenset[Slot]], ...]:
        """Those that may be a name for this."""
        return tuple(pair for pair in self.placed if slot in pair[1])

    def fit(self, label: str) -> bool:
        """Whether the claim has, for each thing that is named, one of the names."""
        for slot in _SLOTS:
            meant = [mention for mention, slots in self.placed if slots == {slot}]
            if meant and not any(mention.of(label, slot) for mention, _ in self.of(slot)):
                return False
        return True

    def covered(self, labels: Iterable[str]) -> bool:
        """Whether each name is one of these claims', for what it stands for here."""
        known = tuple(labels)
        return all(any(m.of(label, slot) for label in known for slot in slots) for m, slots in self.placed)


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of a sentence: the names in it, those that it leaves to the pieces before, and its directions."""

    piece: Piece
    own: Names
    left: Names
    senses: frozenset[Sense]

    def names(self, slot: Slot) -> tuple[tuple[Mention, frozenset[Slot]], ...]:
        """The names for this, its own or those that it leaves to the pieces before."""
        return self.own.of(slot) or self.left.of(slot)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens of the sentence."""
        return self.piece.tokens

    def numbers(self) -> list[int]:
        """Where its numbers stand in the sentence."""
        return self.piece.indices("number")

    def misplaced(self) -> str | None:
        """The first name that is none of anything where it stands: a baseline in front, a method behind `than`."""
        wrong = [mention.start for mention, slots in self.own.placed if not slots]
        return next((token.text for token in self.piece.own if token.mention and token.start in wrong), None)

    def words(self) -> str:
        """The piece in words, for a message."""
        return " ".join(token.text for token in self.piece.own)


def statements(reading: Reading) -> tuple[Statement, ...]:
    """The statements of a sentence, in order.

    A piece without a metric speaks of the metric before it, and of its benchmarks and baselines unless it has its
    own; a piece without a method of the method before it; an amount without a verb goes the way that was said before.
    Where nothing was said before, the method and the metric are those that are said next.
    """
    found: list[Statement] = []
    named = [Names(tuple(_placed(piece))) for piece in reading.pieces]
    for place, (piece, own) in enumerate(zip(reading.pieces, named, strict=True)):
        last = found[-1] if found else None
        senses = piece.senses
        if last is not None and not senses and _moves(piece):
            senses = last.senses
        left = [*_left(own, found, of_speed=bool(senses & OF_ITSELF)), *_ahead(own, named, place)]
        if _is_computed(piece):  # what is counted or summed up is of all methods unless it names some
            left = [(mention, slots) for mention, slots in left if "method" not in slots]
        found.append(Statement(piece, own, Names(tuple(left)), senses))
    return tuple(found)


def _placed(piece: Piece) -> Iterator[tuple[Mention, frozenset[Slot]]]:
    for i in piece.indices("name"):
        mention = piece.tokens[i].mention
        if mention is not None:
            taken: Slot = "method" if is_rival(piece.tokens, i) else "baseline"
            yield mention, mention.slots() - {"unit", taken}


def _left(own: Names, before: Sequence[Statement], *, of_speed: bool) -> Iterator[tuple[Mention, frozenset[Slot]]]:
    """The names that a piece leaves to those before it; `faster` names a metric of its own."""
    if not before:
        return
    if not own.of("metric") and not of_speed:
        yield from before[-1].names("metric")
        if not own.of("benchmark"):
            yield from before[-1].names("benchmark")
        if not own.of("baseline") and not own.of("method"):
            yield from before[-1].names("baseline")
    if not own.of("method"):
        yield from next((names for said in reversed(before) if (names := said.names("method"))), ())


def _ahead(own: Names, named: Sequence[Names], place: int) -> Iterator[tuple[Mention, frozenset[Slot]]]:
    """The method and the metric that a piece takes from those behind it, where none before it has any."""
    slots: tuple[Slot, ...] = ("method",) if own.of("benchmark") else ("method", "metric")
    for slot in slots:
        if not any(names.of(slot) for names in named[: place + 1]):
            yield from next((found for names in named[place + 1 :] if (found := names.of(slot))), ())


def _is_computed(piece: Piece) -> bool:
    """Whether a number of the piece is a count, a median or an end of a range."""
    numbers = piece.indices("number")
    return any(counted(piece.tokens, i) or role_of(piece.tokens, i) in ("median", "least", "greatest") for i in numbers)


def _moves(piece: Piece) -> bool:
    """Whether a number of the piece is one that a verb before it may lead to."""
    roles = {role_of(piece.tokens, i) for i in piece.indices("number")}
    return bool(roles & {"change", "from", "to", "median", "least", "greatest"})
