"""Pairs of names that may be one: proposed to the user, who decides in the alias file. Nothing here renames anything.

Likeness is rapidfuzz's: the share of letters that two folded names have in common in the same order (`fuzz.ratio`).
Only names of one block are held against each other: with the same numbers in them, and the same beginning, ending,
words or initials, so that ten thousand names take seconds. Names that differ in a number, and so in a version, a size
or a year, are never proposed, and neither are two that are known to be different.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

from claimx.names.methods import is_unnamed
from claimx.names.metrics import metric
from claimx.names.models import model
from claimx.names.spelling import folded, spaced
from claimx.names.tested import benchmark
from claimx.printable import escaped
from claimx.text import word_set

__all__ = ["NameKind", "Proposal", "as_toml", "proposals"]

NameKind = Literal["metrics", "benchmarks", "methods"]
"""What names are of, as the tables of the alias file are called."""

_LEAST = 90.0
"""Likeness from which two names are proposed."""
_LEAST_LETTERS = 5
"""Letters below which a likeness says nothing: LoRA and DoRA."""
_WORDS_SCORE = 95.0
_INITIALS_SCORE = 90.0
_MOST_ALIKE = 50
"""Names of one block of words or initials that are paired at most."""
_SORTS: Mapping[NameKind, frozenset[str]] = {
    "metrics": word_set("score scores rate metric metrics average mean the a of"),
    "benchmarks": word_set("benchmark benchmarks dataset datasets data set test suite the"),
    "methods": word_set("method methods approach framework algorithm technique optimizer the a"),
}
"""Words that say what sort of thing a name is of."""
_OPPOSITES = word_set(
    "pre/post with/without in/out high/low max/min up/down train/test training/testing training/inference micro/macro"
    " precision/recall encoder/decoder input/output easy/hard best/worst more/less large/small larger/smaller"
    " positive/negative true/false mean/median source/target supervised/unsupervised relative/absolute clean/other"
    " prefill/decode short/long upper/lower static/dynamic local/global online/offline internal/external on/off"
    " forward/backward time/speed"
)
_APART = frozenset(frozenset(pair.split("/")) for pair in _OPPOSITES)
_SYLLABLES = word_set("un non in im ir de dis anti over under pre post multi self semi re co sub super hyper ultra")
_TURNS = word_set("no not non without un pre post anti multi self semi cross")
"""Words that make a name another one where only one of two has them."""
_SIGN = re.compile(r"[+²³*#]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Proposal(NamedTuple):
    """Two names that may be one."""

    kind: NameKind
    """What they name, as the table of the alias file is called."""
    one: str
    """The name that the alias would be for."""
    other: str
    """The name that it would stand for: the one that is known, or else the more frequent."""
    score: float
    """How alike they are, 0 to 100."""
    reason: str
    """Why they may be one."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name with all that it is compared by."""

    text: str
    times: int
    sorts: frozenset[str]
    known: str | None
    """What the vocabulary or the grammar of models calls it."""
    fold: str
    words: tuple[str, ...]
    marks: tuple[str, ...]
    """Its numbers, single letters and signs: what tells members of a family apart."""

    @classmethod
    def of(cls, kind: NameKind, text: str, times: int) -> _Name:
        """The name `text` that occurs so many times."""
        words = spaced(text).casefold().split()
        signs = [*_NUMBER.findall(text), *_SIGN.findall(text), *(word for word in words if len(word) == 1)]
        return cls(text, times, _SORTS[kind], _known(kind, text), folded(text), tuple(words), tuple(sorted(signs)))

    @property
    def core(self) -> frozenset[str]:
        """Its words without those that say what sort of thing it is."""
        return frozenset(self.words) - self.sorts

    @property
    def initials(self) -> str:
        """The first letters of its words, or the whole of a single word."""
        return self.fold if len(self.words) == 1 else "".join(word[0] for word in self.words)

    @property
    def blocks(self) -> Iterator[tuple[object, ...]]:
        """The blocks that it is in."""
        yield "begins", self.marks, self.fold[:3]
        yield "ends", self.marks, self.fold[-4:]
        yield "words", self.marks, self.core
        yield "initials", self.marks, self.initials


def proposals(names: Iterable[tuple[NameKind, str]], apart: Collection[frozenset[str]] = frozenset()) -> list[Proposal]:
    """Pairs of names that may be one, the most alike first; the same names give the same list in whatever order.

    A name may come as often as it occurs. `apart` are pairs that are known to be different, such as a method and what
    it is compared with.
    """
    tidy = ((kind, " ".join(text.split())) for kind, text in names)
    counted = Counter((kind, text) for kind, text in tidy if text and not (kind == "methods" and is_unnamed(text)))
    found: list[Proposal] = []
    for kind in _SORTS:
        held = [_Name.of(kind, text, times) for (of, text), times in sorted(counted.items()) if of == kind]
        for one, other, score, reason in _alike(held):
            if not _differ(one, other) and frozenset((one.text, other.text)) not in apart:
                found.append(Proposal(kind, *_directed(one, other), score, reason))
    return sorted(found, key=lambda p: (-p.score, p.kind, p.one.casefold(), p.one, p.other))


def as_toml(found: Iterable[Proposal]) -> str:
    """Proposals as lines of an alias file, to be read and thinned out by a person; the second proposal for a name is a
    comment.
    """
    lines: list[str] = []
    by_kind: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in found:
        by_kind[proposal.kind].append(proposal)
    for kind, of_kind in by_kind.items():
        lines += ["", f"[aliases.{kind}]"]
        told: set[str] = set()
        for proposal in of_kind:
            line = f"{_quoted(proposal.one)} = {_quoted(proposal.other)}"
            lines.append(f"{'# or: ' if proposal.one in told else ''}{line}  # {proposal.score:.0f}: {proposal.reason}")
            told.add(proposal.one)
    return "".join(f"{line}\n" for line in lines[1:])


def _alike(held: list[_Name]) -> Iterator[tuple[_Name, _Name, float, str]]:
    """Pairs of names that are alike, each once, with how much and why."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, name in enumerate(held):
        for block in name.blocks:
            blocks[block].append(place)
    best: dict[tuple[int, int], tuple[float, str]] = {}
    for block, places in blocks.items():
        compared = {"words": _by_words, "initials": _by_initials}.get(str(block[0]), _by_letters)
        for first, second, score, reason in compared(held, places):
            best[first, second] = max(best.get((first, second), (0.0, "")), (score, reason))
    for (first, second), (score, reason) in sorted(best.items()):
        yield held[first], held[second], score, reason


def _by_letters(held: list[_Name], places: list[int]) -> Iterator[tuple[int, int, float, str]]:
    # Imported here: only who asks for proposals needs it.
    from rapidfuzz import fuzz, process

    long = [place for place in places if len(held[place].fold) >= _LEAST_LETTERS]
    for at, first in enumerate(long):
        rest = [held[second].fold for second in long[at + 1 :]]
        for _, score, offset in process.extract(
            held[first].fold, rest, scorer=fuzz.ratio, score_cutoff=_LEAST, limit=None
        ):
            yield first, long[at + 1 + offset], round(score, 1), "spelt alike"


def _by_words(held: list[_Name], places: list[int]) -> Iterator[tuple[int, int, float, str]]:
    for first, second in combinations(places[:_MOST_ALIKE], 2):
        if held[first].core:
            yield first, second, _WORDS_SCORE, "the same words"


def _by_initials(held: list[_Name], places: list[int]) -> Iterator[tuple[int, int, float, str]]:
    short = [place for place in places if len(held[place].words) == 1 and len(held[place].fold) > 2]
    long = [place for place in places if len(held[place].words) > 1]
    for one in short[:_MOST_ALIKE]:
        for other in long[:_MOST_ALIKE]:
            yield min(one, other), max(one, other), _INITIALS_SCORE, "an acronym and its words"


def _differ(one: _Name, other: _Name) -> bool:
    """Whether two names are one already, or known to be different, or tell of opposites."""
    if one.fold == other.fold or one.marks != other.marks or (one.known is not None and other.known is not None):
        return True
    mine, others = set(one.words) - set(other.words), set(other.words) - set(one.words)
    return any(_opposed(word, another) for word in mine for another in others) or any(
        word in _TURNS for word in mine | others
    )


def _opposed(one: str, other: str) -> bool:
    """Whether two words are opposites, or one is the other with a syllable more: unseen, non-linear, longer."""
    short, long = sorted((one, other), key=len)
    return frozenset((one, other)) in _APART or (
        long != short and (long.removesuffix(short) in _SYLLABLES or long.removeprefix(short) in ("er", "r", "est"))
    )


def _directed(one: _Name, other: _Name) -> tuple[str, str]:
    """The name that the alias is for and the one that it stands for: the known one, the frequent one, the first."""
    first, second = sorted((one, other), key=lambda name: (name.known is None, -name.times, name.text))
    return second.text, first.text


def _known(kind: NameKind, text: str) -> str | None:
    known = {"metrics": metric, "benchmarks": benchmark, "methods": model}[kind](text)
    return known.name if known is not None else None


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are among TOML's."""
    return json.dumps(escaped(text), ensure_ascii=False)
