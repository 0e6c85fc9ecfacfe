"""Good sentences made wrong: figures, units, names, directions, bounds, citations and what no row can bear."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from claimx.summaries.readings import Reading, Token
from claimx.summaries.scopes import Entry, Scope

__all__ = ["FIGURES", "Mutation", "mutations"]

FIGURES = frozenset({"digits", "swapped figures", "figure of another claim", "unit", "scale", "figure in words"})
"""Kinds of mutations that leave a wrong figure."""

_OPPOSITES = [
    ("raised", "lowered"), ("raises", "lowers"), ("lifts", "cuts"), ("rises", "falls"), ("rose", "fell"),
    ("higher", "lower"), ("more", "fewer"), ("improves", "worsens"), ("improved", "worsened"), ("gains", "loses"),
    ("gain", "loss"), ("outperforms", "trails"), ("outperformed", "trailed"), ("beats", "trails"), ("faster", "slower"),
    ("above", "below"), ("better", "worse"), ("reduces", "raises"), ("cuts", "raises"), ("cut", "raised"),
    ("lowers", "raises"), ("lowered", "raised"), ("halves", "doubles"), ("fewer", "more"), ("less", "more"),
    ("shorter", "longer"), ("increases", "reduces"), ("reduction", "increase"), ("up", "down"), ("fell behind", "beat"),
    ("falls behind", "beats"), ("shortens", "lengthens"), ("matches", "outperforms"), ("matched", "outperformed"),
    ("on par with", "ahead of"), ("falls", "rises"), ("fall", "rise"), ("rise", "fall"), ("speedup", "slowdown"),
]  # fmt: skip
_BOUNDS = ["up to", "at least", "at most", "about", "roughly", "no more than", "more than", "over", "nearly", "within"]
_BEYOND = [
    "state-of-the-art", "best-ever", "significantly", "consistently", "always", "not", "may", "because of scale,",
    "for the first time", "the highest", "all", "record", "robustly", "never", "most",
]  # fmt: skip
_WORDS = ["half", "a third", "a quarter", "two", "three", "four", "seven", "twice", "ten"]


@dataclass(frozen=True)
class Mutation:
    """A sentence made wrong in one way."""

    kind: str
    text: str
    claims: tuple[str, ...]


def mutations(text: str, labels: Sequence[str], scope: Scope, rng: random.Random) -> Iterator[Mutation]:
    """One mutation of each kind that the sentence allows."""
    cited = scope.cited(labels)
    others = [entry for entry in scope.entries if entry not in cited]
    tokens = Reading.of(text, cited).tokens
    numbers = [
        t for t in tokens if t.kind == "number" and t.number and t.number.quantity and not t.number.quantity.word
    ]
    for kind, made in (
        ("digits", _digits(text, numbers, cited, rng)),
        ("swapped figures", _swapped(text, numbers, rng)),
        ("figure of another claim", _foreign(text, numbers, cited, others, rng)),
        ("unit", _unit(text, numbers, rng)),
        ("scale", _scale(text, numbers, rng)),
        ("figure in words", _in_words(text, tokens, rng)),
        ("method", _name(text, cited, others, lambda e: [e.claim.method], rng)),
        ("metric", _name(text, cited, others, lambda e: [e.claim.metric], rng)),
        ("baseline", _name(text, cited, others, lambda e: list(e.claim.baselines), rng)),
        ("benchmark", _name(text, cited, others, lambda e: list(e.claim.benchmarks), rng)),
        ("method and baseline swapped", _turned(text, cited)),
        ("direction", _opposite(text, rng)),
        ("bound", _bound(text, numbers, rng)),
        ("beyond", _beyond(text, rng)),
    ):
        if made is not None and made != text:
            yield Mutation(kind, made, tuple(labels))
    if others:
        yield Mutation("citation", text, (rng.choice(others).outline.id,))
    yield Mutation("citation of nothing", text, ())


def _put(text: str, token: Token, new: str) -> str:
    quantity = token.number.quantity if token.number else None
    assert quantity is not None
    return text[: quantity.start] + new + text[quantity.end :]


def _figures(cited: Sequence[Entry]) -> set[float]:
    return {number for entry in cited for number in entry.claim.delta.numbers}


def _digits(text: str, numbers: Sequence[Token], cited: Sequence[Entry], rng: random.Random) -> str | None:
    if not numbers:
        return None
    token = rng.choice(numbers)
    places = [i for i, c in enumerate(token.text) if c.isdigit()]
    place = rng.choice(places)
    digit = rng.choice([d for d in "123456789" if d != token.text[place]])
    return _put(text, token, token.text[:place] + digit + token.text[place + 1 :])


def _swapped(text: str, numbers: Sequence[Token], rng: random.Random) -> str | None:
    pairs = [(a, b) for a in numbers for b in numbers if a.start < b.start and a.text != b.text]
    if not pairs:
        return None
    first, second = rng.choice(pairs)
    return _put(_put(text, second, first.text), first, second.text)


def _foreign(
    text: str, numbers: Sequence[Token], cited: Sequence[Entry], others: Sequence[Entry], rng: random.Random
) -> str | None:
    figures = sorted(_figures(others) - _figures(cited))
    return _put(text, rng.choice(numbers), f"{rng.choice(figures):g}") if numbers and figures else None


def _unit(text: str, numbers: Sequence[Token], rng: random.Random) -> str | None:
    found = [
        t
        for t in numbers
        if t.number and t.number.quantity and t.number.quantity.unit in ("percent", "points", "times")
    ]
    found = [t for t in found if t.number and not t.number.leads]  # `from 40 to 45%` says the same as with two signs
    if not found:
        return None
    token = rng.choice(found)
    quantity = token.number.quantity  # type: ignore[union-attr]
    assert quantity is not None
    units = {"percent": "%", "points": " points", "times": " times"}
    new = rng.choice([written for unit, written in units.items() if unit != quantity.unit] + [""])
    return text[: quantity.end] + new + text[quantity.unit_end :]


def _scale(text: str, numbers: Sequence[Token], rng: random.Random) -> str | None:
    if not numbers:
        return None
    token = rng.choice(numbers)
    value = token.number.quantity.value  # type: ignore[union-attr]
    return _put(text, token, f"{value * rng.choice([0.1, 10, 100]):g}")


def _in_words(text: str, tokens: Sequence[Token], rng: random.Random) -> str | None:
    words = [t for t in tokens if t.number and t.number.quantity and t.number.quantity.word]
    if not words:
        return None
    token = rng.choice(words)
    quantity = token.number.quantity  # type: ignore[union-attr]
    assert quantity is not None
    written = quantity.text.lower()
    if written.startswith(("halv", "doubl")):
        return None
    return _put(text, token, rng.choice([word for word in _WORDS if word != written]))


def _name(
    text: str,
    cited: Sequence[Entry],
    others: Sequence[Entry],
    names_of: Callable[[Entry], list[str]],
    rng: random.Random,
) -> str | None:
    here = [name for entry in cited for name in names_of(entry) if name in text]
    if not here:
        return None
    name = rng.choice(here)
    elsewhere = sorted({n for entry in (*cited, *others) for n in names_of(entry)} - {name})
    return text.replace(name, rng.choice(elsewhere), 1) if elsewhere else None


def _turned(text: str, cited: Sequence[Entry]) -> str | None:
    for entry in cited:
        for baseline in entry.claim.baselines:
            method = entry.claim.method
            if method in text and baseline in text and method not in baseline:
                return text.replace(method, "\0").replace(baseline, method).replace("\0", baseline)
    return None


def _opposite(text: str, rng: random.Random) -> str | None:
    found = [(was, new) for was, new in _OPPOSITES if re.search(rf"\b{was}\b(?! to\b)(?! than \d)", text)]
    if not found:
        return None
    was, new = rng.choice(found)
    return re.sub(rf"\b{was}\b(?! to\b)(?! than \d)", new, text, count=1)


def _bound(text: str, numbers: Sequence[Token], rng: random.Random) -> str | None:
    if not numbers:
        return None
    token = rng.choice(numbers)
    quantity = token.number.quantity  # type: ignore[union-attr]
    assert quantity is not None
    cue = text[quantity.bound_start : quantity.start_with_sign]
    if cue.strip() and rng.random() < 0.5:
        return text[: quantity.bound_start] + text[quantity.start_with_sign :]
    kept = {"up to": "up_to", "at least": "at_least", "more than": "at_least", "over": "at_least"}
    kept |= {"at most": "at_most", "no more than": "at_most", "within": "at_most"}
    new = [bound for bound in _BOUNDS if kept.get(bound, "about") != quantity.bound]
    return text[: quantity.bound_start] + rng.choice(new) + " " + text[quantity.start_with_sign :]


def _beyond(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    place = rng.randrange(1, len(words))
    return " ".join([*words[:place], rng.choice(_BEYOND), *words[place:]])
