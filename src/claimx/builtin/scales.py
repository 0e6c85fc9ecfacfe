"""The size of the model that an outcome is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

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

    @classmethod
    def of(cls, text: str, owner: Owner) -> Scales:
        """The sizes of a text as read, before its first sentence."""
        return cls(owner, text, tuple(size for size in sizes(text)[:_MOST] if not size.active))

    def hear(self, part: Sentence, spoken: dict[int, Predicate]) -> None:
        """Remembers what a sentence ties to the paper's own model or to its experiment."""
        told = self._told(part)
        if told is None:
            return
        if self.own is None and self.owner.name is not None:
            introduced = any(part.low(verb) in INTRODUCE for verb in spoken)
            named = introduced and mentions(part.text[part.start : part.end], self.owner.name)
            described = part.low(0) in ("it", self.owner.name.lower()) and part.low(1) in _COMPRISING
            self.own = told if named or described else None
        self.experiment = told if any(_tries(part, predicate) for predicate in spoken.values()) else None

    def size(self, part: Sentence, method: str) -> str | None:
        """The size that the method's name, its sentence or the experiment before ties to a method."""
        named = sizes(method)
        if named:
            return named[0].text
        short = method.split(" (")[0]
        family = next((s for s in self.counts if _is_family(_host(self.text, s), short)), None)
        if family is not None and not self._inside(part):
            return family.text
        leads = (f"{short} (", f"{short}, a ", f"{short} with ")
        beside = next((s for s in self.counts if self.text.endswith(leads, 0, s.start)), None)
        if beside is not None:
            return beside.text
        return self._told(part) or (self.own if method == self.owner.said else None) or self.experiment

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
        low, high = min(mine, key=lambda s: s.low), max(mine, key=lambda s: s.high)
        return low.text if low is high else f"{low.text} to {high.text}"


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


def _host(text: str, size: Size) -> str:
    """The name of the model that a size is given with: `Larch-2` of `Larch-2-8B` and of `Larch-2 (8B)`."""
    if size.name:
        return size.name.split(size.text)[0].rstrip("- ")
    before = text[max(0, size.start - 40) : size.start]
    words = before[:-1].split() if before.endswith("(") else []
    return words[-1] if words else ""
