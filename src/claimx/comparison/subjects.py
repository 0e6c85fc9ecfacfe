"""Who is meant by a name across papers: a method or a model with its size, or nobody in particular.

Two papers mean the same by a name where it is a proper one. "Quantization" or "the reward model" is something else in
every paper; LoRA is the same technique, but its numbers are those of the model that it was applied to.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

from claimx import names
from claimx.claims import Claim
from claimx.names.owning import is_general
from claimx.names.spelling import listed

__all__ = ["Subject", "baselines_of", "method_of"]

Sort = Literal["model", "own", "technique", "words"]
"""model: a model; own: a name that somebody gave a method; technique: a method that all papers use; words: no name."""

_OF_ONE_SIZE = ("ChatGPT", "Claude", "GPT-3.5", "GPT-4", "GPT-5", "Gemini", "Grok", "o1", "o3", "o4")
"""How the names of models begin that are served in one size, which their makers do not tell."""

_JOINTS = ("of", "the", "and", "for", "in", "+", "&", "with")
"""Small words inside proper names."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a name means."""

    name: str
    """The canonical name."""
    key: str
    """What is the same for all spellings of the name, sizes apart."""
    sort: Sort
    """What kind of name it is."""
    size: tuple[float, float] | None = None
    """Parameters of the smallest and the largest model that is meant, where known."""

    @property
    def settled(self) -> bool:
        """Whether two papers that give no other size mean the same model or method by it."""
        if self.sort == "model":
            return self.size is not None or self.name.startswith(_OF_ONE_SIZE)
        return self.sort == "own"


def method_of(claim: Claim) -> Subject | None:
    """The method of a claim, with the claim's size where its name has none; None where the paper gives it no name."""
    return _subject(claim.names.method, _size_of(claim), _size_of(claim)) if claim.names.method else None


def baselines_of(claim: Claim) -> tuple[Subject, ...]:
    """What a claim compares with, as far as it has a name; once each, and never the method itself.

    A model has the size of its name. Another method is run at the size of the claim.
    """
    method = method_of(claim)
    found = (_subject(name, None, _size_of(claim)) for name in claim.names.baselines or claim.baselines)
    named = {subject.key + repr(subject.size): subject for subject in found if subject is not None}
    return tuple(subject for subject in named.values() if subject != method)


def _subject(
    name: str, size_of_model: tuple[float, float] | None, size_of_method: tuple[float, float] | None
) -> Subject | None:
    """What a name means; the sizes are those that a model or another method has where its name tells none."""
    if not name.strip() or names.is_unnamed(name):
        return None
    key, sort, told = _read(name)
    return Subject(name, key, sort, told or (size_of_model if sort == "model" else size_of_method))


@functools.lru_cache(maxsize=4096)
def _read(name: str) -> tuple[str, Sort, tuple[float, float] | None]:
    model = names.model(name)
    if model is None:
        return names.method_key(name), _sort(name), None
    size = (model.low, model.high) if model.low is not None and model.high is not None else None
    # A size in words of which nobody knows how much it is belongs to the name: -small is not -large.
    parts = (model.family, model.version, model.variant, None if size else model.size)
    return names.folded(" ".join(part for part in parts if part)), "model", size


def _sort(name: str) -> Sort:
    if name in _techniques():
        return "technique"
    words = [word for word in name.split() if word not in _JOINTS]
    looks_named = all(any(sign.isupper() or sign.isdigit() for sign in word) for word in words)
    return "own" if looks_named and len(names.folded(name)) > 2 and not is_general(name) else "words"


@functools.cache
def _techniques() -> frozenset[str]:
    return frozenset(entry["name"] for entry in listed("methods")["methods"])


def _size_of(claim: Claim) -> tuple[float, float] | None:
    size = claim.model_size
    return (size.low, size.high) if size is not None else None
