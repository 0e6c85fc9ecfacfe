"""What a claim was measured on, as far as it is told: named benchmarks, a task in words, or nothing.

A benchmark has a name where the vocabulary or the user knows it, or where the abstract writes it like a name: with a
capital or a digit inside a word ("TinyAgent", "C-Eval"), in a few words. What is written in plain words ("math
reasoning", "questions about birds") is a task, of which nobody can tell whether two papers tested it alike. What only
says that there was a test ("9 benchmarks", "downstream tasks"), and what is a model or a comparator and no test, tells
nothing and is left out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from claimx import names
from claimx.claims import Claim
from claimx.ledger.words import one_of

__all__ = ["Scope", "complement_of", "scope_of"]

_WORD = re.compile(r"[^\s/]+")
_PREPOSITION = re.compile(r" (?:of|with|between|to|on|in|for|against|across|over|under|at) ")
_LETTERS = re.compile(r"[^\W\d_]+")
_COUNT = re.compile(r"\(?\d[\d.,]*(?:[KMBDx%]|-[a-z]+)?\)?")
"""Numbers with their unit, which name nothing: 26, 15M, 3D, 7-shot."""
_LONGEST_NAME = 5
"""Words that the name of a benchmark has at most; what is longer describes."""
_FIELDS = re.compile(
    one_of(
        """
        AI API ASR CV LLMs? LMs? LVLMs? ML MLLMs? MT NER NLG NLI NLP NLU OCR QA RAG RL SFT SOTA SQL VLMs? VQA
        Arabic Chinese English French German Hindi Japanese Korean Spanish
        """
    )
)
"""Words with capitals that name fields, kinds of models and languages, not benchmarks."""
_SAYS_NOTHING = re.compile(
    one_of(
        """
        an? the and or of on in for over under across both all our other out held
        two three four five six seven eight nine ten eleven twelve several multiple many most numerous various
        variety wide widely broad range large diverse different distinct comprehensive extensive
        common commonly popular standard public publicly available established existing recent new novel unseen used
        challenging relevant key real world target average downstream upstream
        benchmarks? datasets? data sets? suites? tests? tasks? problems? domains? settings? scenarios? evaluations?
        experiments? validation metrics? sizes
        """
    )
)
"""Words that say that there was a test, and not which."""


@dataclass(frozen=True, slots=True)
class Scope:
    """On what a claim's number was measured."""

    text: str | None
    """Canonical names of the benchmarks, or as most claims write them, joined by " + "; None where none is told."""
    named: bool
    """Whether every part of it is the name of a benchmark, so that two papers mean the same by it."""


def scope_of(claim: Claim, spellings: Mapping[str, str]) -> Scope:
    """The scope of a claim; `spellings` has for each folded name the one that stands for all."""
    known = dict.fromkeys(claim.names.benchmarks, True) | dict.fromkeys(claim.names.tasks, False)
    parts = known | {spellings.get(names.folded(name), name): _is_a_name(name) for name in _not_known(claim)}
    text = " + ".join(sorted(parts, key=lambda part: (part.casefold(), part)))
    return Scope(text or None, named=bool(parts) and all(parts.values()))


def complement_of(claim: Claim) -> str | None:
    """What the metric as written says behind its own name, folded: "correlation with perplexity" is not one "with
    loss". None where it says nothing there.
    """
    for preposition in _PREPOSITION.finditer(claim.metric):
        head = names.metric(claim.metric[: preposition.start()])
        if head is not None and head.name == claim.names.metric:
            said = claim.metric[preposition.end() :]
            return None if _says_nothing(said) else names.folded(said)
    return None


def _not_known(claim: Claim) -> list[str]:
    """What the claim was measured on as written, as far as its canonical names do not say it and it says something."""
    canonical = {*claim.names.benchmarks, *claim.names.tasks}
    others = {names.folded(name) for name in (claim.method, *claim.baselines)}
    left, explained = [], set[str]()
    for written in claim.benchmarks:
        means = _canonical(written) & canonical
        explained |= means
        if not means and names.folded(written) not in others and names.model(written) is None:
            left.append(written)
    if canonical - explained:  # the paper's own acronyms, or a user's names: they stand for what is left
        return left[len(canonical - explained) :]
    return [written for written in left if not _says_nothing(written)]


@functools.lru_cache(maxsize=4096)
def _canonical(written: str) -> frozenset[str]:
    task = names.task(written)
    found = {benchmark.name for benchmark in names.benchmarks_in(written)}
    return frozenset(found | ({task.name} if task is not None else set()))


@functools.lru_cache(maxsize=4096)
def _says_nothing(written: str) -> bool:
    return all(_SAYS_NOTHING.fullmatch(word) for word in _LETTERS.findall(written.casefold()))


@functools.lru_cache(maxsize=4096)
def _is_a_name(written: str) -> bool:
    words = [word for word in _WORD.findall(written) if not _FIELDS.fullmatch(word)]
    return len(words) <= _LONGEST_NAME and any(_looks_like_a_name(word) for word in words)


def _looks_like_a_name(word: str) -> bool:
    if _COUNT.fullmatch(word):
        return False
    return word != word.lower() or (any(sign.isdigit() for sign in word) and any(sign.isalpha() for sign in word))
