"""The size of the model that an outcome is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from claimx.builtin.clauses import Sentence
from claimx.builtin.lexicon import forms
from claimx.builtin.methods import INTRODUCE, Owner
from claimx.builtin.naming import mentions
from claimx.builtin.predicates import Predicate
from claimx.quantities import Size, sizes
from claimx.text import word_set

__all__ = ["Scales"]

_MOST = 100
_COMPARATORS = word_set(
    "than over against versus vs vs. compared comparable similar competitive relative outperforms outperform"
    " outperformed outperforming surpasses surpass surpassed surpassing beats exceeds exceeding matches matching rivals"
    " matched preferred"
)
_TYING = word_set("at for with using on across ; while")
"""Words behind which a size is no longer the comparator's."""
_TRIES = frozenset(
    forms(
        "apply train evaluate conduct experiment test fine-tune finetune validate instantiate pre-train pretrain scale"
    )
)
"""Verbs by which a paper sets up the experiment that the next sentences go on with."""
_COMPRISING = frozenset(forms("comprise contain have/has/had feature consist total use")) | {"is"}
_GOING_ON = word_set(
    "specifically concretely notably remarkably moreover additionally furthermore it its they these this impressively"
)
_GOING_ON_PAIRS = {("in", "particular"), ("for", "example"), ("for", "instance"), ("in", "addition")}
_AGAIN = re.compile(
    r"\b(?:(?:these|those|both|the two|the three|all three|the same|said|aforementioned|above|latter)\s){1,2}"
    r"(?:(?:two|three|four|five|six)\s)?(?:aforementioned\s)?models?\b",
    re.IGNORECASE,
)
"""Words that mean the models that the sentence before gave the sizes of."""
_JOINT = re.compile(r"(?:,\s|\s?[-–/]\s?|,?\s(?:and|to|or)\s)(?:[\w.]+[-\s]){0,3}")


@dataclass(slots=True)
class Scales:
    """The parameter counts of an abstract, and which of them the sentences so far have tied to what."""

    owner: Owner
    text: str
    """The abstract as read."""
    counts: tuple[Size, ...]
    own: str | None = None
    """The size of the paper's own model, from the sentence that introduces it."""
    experiment: str | None = None
    """The size of the models of the experiment that the last sentences go on with."""
    tried: bool = False
    """Whether that experiment was set up, so that whatever follows goes on with it."""

    ordered: list[str] = field(default_factory=list)
    """The sizes of that experiment's sentence, in order."""

    @classmethod
    def of(cls, text: str, owner: Owner) -> Scales:
        """The sizes of a text as read, before its first sentence."""
        return cls(owner, text, tuple(size for size in sizes(text)[:_MOST] if not size.active))

    def hear(self, part: Sentence, spoken: dict[int, Predicate]) -> None:
        """Remembers what a sentence ties to the paper's own model or to its experiment."""
        told = self._told(part)
        if told is None:
            if any(part.low(verb) in INTRODUCE for verb in spoken) or not (self.tried or _goes_on(part)):
                self.experiment = None
            return
        if self.own is None and self.owner.name is not None:
            introduced = any(part.low(verb) in INTRODUCE for verb in spoken)
            named = introduced and mentions(part.text[part.start : part.end], self.owner.name)
            described = part.low(0) in ("it", self.owner.name.lower()) and part.low(1) in _COMPRISING
            self.own = told if named or described else None
        self.ordered = [s.text for s in self._inside(part)]
        self.tried = any(_tries(part, predicate) for predicate in spoken.values())
        self.experiment = told

    def size(self, part: Sentence, method: str) -> str | None:
        """The size that the method's name, its sentence or the experiment before ties to a method."""
        named = [size for size in sizes(method) if not size.active]
        if named:
            return _spanned(named)
        short = method.split(" (")[0]
        family = next((s for s in self.counts if _is_family(_host(self.text, s), short)), None)
        if family is not None and not self._inside(part):
            return family.text
        leads = (f"{short} (", f"{short}, a ", f"{short} with ")
        beside = next((s for s in self.counts if self.text.endswith(leads, 0, s.start)), None)
        beside = beside or next((s for s in self.counts if _is_called(self.text, s, short)), None)
        if beside is not None:
            return beside.text
        own = self.own if method == self.owner.said else None
        return self._told(part) or own or (self.experiment if self.tried or _goes_on(part) else None)

    def again(self, part: Sentence) -> list[str]:
        """The sizes, in order, that a sentence means by `these two models`."""
        meant = _AGAIN.search(part.text, part.start, part.end) is not None and not self._inside(part)
        return self.ordered if meant and self.experiment is not None else []

    def behind(self, part: Sentence, token: int) -> str | None:
        """The size that a number is given for, where the sentence has several: `61.2% at 1B, 70.3% at 8B`."""
        inside = self._inside(part)
        if len(inside) < 2:
            return None
        upto = next((i for i in range(token + 1, len(part.tokens)) if part.is_number(i)), len(part.tokens))
        for at in range(token + 1, min(upto, token + 6)):
            if part.low(at) in ("at", "for", "on", "with", "using"):
                end = part.tokens[at].end
                return next((s.text for s in inside if end <= s.start <= end + 24), None)
        return None

    def _inside(self, part: Sentence) -> list[Size]:
        return [s for s in self.counts if part.start <= s.start < part.end]

    def _told(self, part: Sentence) -> str | None:
        """The sizes of a sentence that are no comparator's: one, or the smallest and the largest."""
        mine: list[Size] = []
        for size in self._inside(part):
            listed = bool(mine) and _JOINT.fullmatch(self.text, mine[-1].end, size.start)
            if listed or not _is_comparators(part, size):
                mine.append(size)
        if not mine:
            return None
        return _spanned(mine)


def _spanned(told: Sequence[Size]) -> str:
    """One size, or the smallest and the largest of several."""
    low, high = min(told, key=lambda s: s.low), max(told, key=lambda s: s.high)
    return low.text if low is high else f"{low.text} to {high.text}"


def _goes_on(part: Sentence) -> bool:
    """Whether a sentence goes on with what the one before told: `Specifically, it`, `These models`."""
    again = _AGAIN.search(part.text, part.start, part.end) is not None
    return again or part.low(0) in _GOING_ON or (part.low(0), part.low(1)) in _GOING_ON_PAIRS


def _tries(part: Sentence, predicate: Predicate) -> bool:
    """Whether a predicate sets up an experiment: `we train`, `we evaluate`."""
    ours = predicate.subject is not None and predicate.subject.text.lower() == "we"
    return ours and predicate.form == "finite" and part.low(predicate.verb) in _TRIES


def _is_comparators(part: Sentence, size: Size) -> bool:
    before = [token.low for token in part.tokens if token.end <= size.start]
    compared = max((i for i, low in enumerate(before) if low in _COMPARATORS), default=None)
    if compared is None:
        return False
    rest = before[compared + 1 :]
    rest = rest[1:] if rest[:1] in (["with"], ["to"]) else rest
    return len(rest) < 12 and not any(low in _TYING for low in rest)


def _is_family(host: str, name: str) -> bool:
    """Whether a model is one of a family: `Larch-2-Chat` of `Larch-2`."""
    return len(host) > 3 and name.startswith(host) and name != host


def _is_called(text: str, size: Size, name: str) -> bool:
    """Whether a size describes what a bracket names: `a 3B retrieval model (Larch)`."""
    described, bracket, _ = text[size.end : size.end + 80].partition(f"({name})")
    return bool(bracket) and not set(described) & set(",.;:()")


def _host(text: str, size: Size) -> str:
    """The name of the model that a size is given with: `Larch-2` of `Larch-2-8B` and of `Larch-2 (8B)`."""
    if size.name:
        return size.name.split(size.text)[0].rstrip("- ")
    before = text[max(0, size.start - 40) : size.start]
    words = before[:-1].split() if before.endswith("(") else []
    return words[-1] if words else ""
