"""Names of methods: long form and acronym are one, "our method" is the paper's own, and a model is named as a model.

A name is looked up whole, in this order:

1. without what says nothing: articles, quotes, a trailing "method", a bracket that says "ours";
2. what speaks of the paper's own method without naming it ("our approach", "the proposed framework", "our 8B model")
   is the name that the paper gives it, with the size where one is told; where the paper gives none, there is none;
3. an acronym and its long form, as the paper itself defines them, in whichever of the two it is written;
4. a model (`models`), then the methods that all papers know (`vocabulary/methods.yaml`);
5. any other name as the paper first spells it: case and hyphens make no difference.

The canonical name is the acronym where it has three letters or more, else both: "Monarch Mixer (M2)", since two
letters name nothing outside their paper. A bracket that is neither acronym nor long form tells one thing from another
and stays: "LoRA (rank 8)", "GPT-4 (zero-shot)".
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass

from claimx.names.acronyms import definitions, is_acronym_of
from claimx.names.models import model
from claimx.names.owning import is_general, own_name
from claimx.names.spelling import folded, spaced
from claimx.names.terms import vocabulary
from claimx.printable import one_line
from claimx.text import word_set

__all__ = ["is_unnamed", "method", "method_key", "own_method"]

_LONGEST_NAME = 200
_KINDS = word_set(
    "method methods approach approaches framework frameworks model models technique techniques algorithm algorithms"
    " system systems strategy strategies mechanism mechanisms paradigm paradigms pipeline pipelines recipe recipes"
    " architecture architectures module modules scheme schemes network networks procedure procedures solution solutions"
    " optimizer agent agents work paper study design intervention interventions tool toolkit"
)
"""Nouns that say what sort of thing a method is, and not which."""
_PLAIN = word_set(
    "own proposed new novel present presented introduced full final best resulting simple overall entire current"
    " trained large small language our"
)
_COMMON = word_set(
    "existing previous prior other state-of-the-art sota strong stronger baseline baselines competing conventional"
    " standard traditional vanilla original alternative recent current open-source closed-source proprietary similar"
    " similarly sized comparable larger smaller bigger base dense sparse best all most many several various different"
    " available leading popular common counterpart counterparts competitor competitors competitive approaches llm llms"
    " lm lms vlm vlms mllm mllms large small language and the a an of no without training full one single works"
    " performing best-performing reference teacher student prompt prompting random"
)
_SIZE = r"\d+(?:\.\d+)?\s?(?:[BMT]|billion|million)"
_OWN = re.compile(
    rf"(?:ours|we|us|(?P<lead>our|the|this|these|its|proposed|the proposed)(?P<between>(?: [\w-]+)*?)"
    rf"(?: (?P<size>{_SIZE})(?:[- ]parameters?)?)?(?: (?P<kind>[\w-]+))?)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:(?:the|an?|our|its|their|this|these|such) )+", re.IGNORECASE)
_TAIL = re.compile(
    r" (?:methods?|approach(?:es)?|frameworks?|algorithms?|techniques?|models?|systems?|optimizers?|baselines?)$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"(?P<outside>[^()]+?) ?\((?P<inside>[^()]+)\)")
_OURS = re.compile(
    r"(?:our|this|the) (?:own|paper|work|method|approach|model|proposed)(?: \w+)?|ours|proposed|own", re.IGNORECASE
)
_BEGINNING = re.compile(r"(?:^|[.!?:]\s+|\n\s*)$")
_QUOTES = "\"'“”‘’`*_., "
_ENDS = "`*_., "


@dataclass(frozen=True, slots=True)
class _Paper:
    """What a paper says of its names."""

    own: str | None
    """The canonical name of its own method."""
    shorts: dict[str, str]
    """Folded acronym or long form -> canonical name."""
    title: str
    abstract: str


def method(written: str, title: str = "", abstract: str = "") -> str | None:
    """The canonical name of a method as a claim writes it, by the rules at the head of this module; None where it is
    the paper's own and the paper gives it no name, or where nothing is written.
    """
    text = one_line(written[:_LONGEST_NAME]).lstrip(_QUOTES).rstrip(_ENDS)
    paper = _paper(title, abstract)
    own = _OWN.fullmatch(text)
    if own is not None and _is_own(own):
        return _sized(paper.own, own["size"]) if paper.own else None
    return _canonical(text, paper) or None


def own_method(title: str, abstract: str) -> str | None:
    """The canonical name that a paper gives its own method; None where it gives none."""
    return _paper(title, abstract).own


def method_key(name: str) -> str:
    """What makes two canonical names the same method, also across papers: case and hyphens make no difference, but
    to a name of two letters.
    """
    return name if len(name) < 3 else folded(name)


def is_unnamed(name: str) -> bool:
    """Whether a name is none: only words that any paper may use of any other ("existing methods", "the baseline")."""
    words = re.findall(r"[\w-]+", name.casefold())
    return all(word in _COMMON or word in _KINDS for word in words)


@functools.lru_cache(maxsize=256)
def _paper(title: str, abstract: str) -> _Paper:
    shorts: dict[str, str] = {}
    for long, short in definitions(title, abstract):
        canonical = _common(long) or _shortest(short, long)
        shorts |= {folded(long): canonical, folded(short): canonical}
    paper = _Paper(None, shorts, title, abstract)
    own = own_name(title, abstract)
    called = _canonical(own, paper) if own else None
    if own and called and folded(own) == folded(called) and model(own) is None:
        called = own  # as the title has it, which is seldom in small letters
    return _Paper(called, shorts, title, abstract)


def _is_own(found: re.Match[str]) -> bool:
    """Whether words speak of the paper's own method and of nothing more special."""
    if found["lead"] is None:
        return True
    lead = found["lead"].casefold()
    between = [word.casefold() for word in found["between"].split()]
    kind = (found["kind"] or "").casefold()
    if not all(word in _PLAIN or word in _KINDS for word in between) or (kind not in _KINDS and kind != ""):
        return False
    proposed = "proposed" in (lead.split()[-1], *between)
    if lead in ("our", "this", "these") or proposed:
        return bool(kind or found["size"])
    return kind in ("method", "approach", "framework", "algorithm", "technique", "system") and not found["size"]


def _sized(own: str, size: str | None) -> str:
    """The paper's own method at a size: Tamarack 8B."""
    if size is None:
        return own
    known = model(f"{own} {size}")
    return known.name if known else f"{own} {size}"


def _canonical(text: str, paper: _Paper) -> str:
    bare = _LEAD.sub("", text) or text
    bracketed = _BRACKETS.fullmatch(_TAIL.sub("", bare))
    if bracketed is not None:
        return _bracketed(bracketed["outside"].strip(_QUOTES), bracketed["inside"].strip(_QUOTES), paper)
    shorter = _TAIL.sub("", bare)
    known = next((found for form in (text, bare, shorter) if (found := _known(form, paper))), None)
    return known or _spelt(shorter if _is_name(shorter) else bare, paper.title, paper.abstract)


def _bracketed(outside: str, inside: str, paper: _Paper) -> str:
    """The name of what has a bracket: the acronym and its long form are one, and what else it says stays."""
    if _OURS.fullmatch(inside) or not inside:
        return _canonical(outside, paper)
    if is_acronym_of(inside, outside) or is_acronym_of(outside, inside):
        short, long = sorted((inside, outside), key=len)
        return _known(short, paper) or _known(long, paper) or _shortest(short, long)
    if paper.own is not None and folded(inside) == folded(paper.own):
        return paper.own
    whole = model(f"{outside} ({inside})")
    return whole.name if whole else f"{_canonical(outside, paper)} ({inside})"


def _shortest(short: str, long: str) -> str:
    """The acronym, or both where it has two letters."""
    return short if len(folded(short)) > 2 else f"{long} ({short})"


def _known(name: str, paper: _Paper) -> str | None:
    """The canonical name of a name that the paper defines, that is a model's, or that all papers know."""
    own = paper.own
    if own is not None and folded(name) == folded(own):
        return own
    if (defined := paper.shorts.get(folded(name)) or paper.shorts.get(folded(name).removesuffix("s"))) is not None:
        return defined
    common = _common(name)
    if common is not None:
        return common
    known = model(name)
    return known.name if known else None


def _common(name: str) -> str | None:
    """The canonical name of a method that all papers know."""
    return vocabulary().method_index.get(name)


def _is_name(text: str) -> bool:
    """Whether a text is a proper name and nothing else, so that a "method" behind it says nothing."""
    words = text.split()
    return not is_general(text) and all(word[0].isalpha() and any(c.isupper() for c in word) for word in words)


def _spelt(name: str, title: str, abstract: str) -> str:
    """A name as the abstract mostly spells it inside its sentences, else as its beginnings or the title do."""
    words = [re.escape(word) for word in spaced(name).split()]
    if not words:
        return ""
    spelling = re.compile(r"(?<![\w-])" + r"[\s_-]?".join(words) + r"(?![\w-])", re.IGNORECASE)
    found = list(spelling.finditer(abstract))
    inside = [match[0] for match in found if not _BEGINNING.search(abstract[: match.start()])]
    if inside:
        counted = Counter(" ".join(form.split()) for form in inside)
        return max(counted, key=lambda form: counted[form])
    elsewhere = found[0] if found else spelling.search(title)
    return name[0] + " ".join(elsewhere[0].split())[1:] if elsewhere else name
