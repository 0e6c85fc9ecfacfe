"""The names of claims where a sentence mentions them: whole, as written or as the vocabulary calls them.

Part of a name is no mention: `AIME` is another benchmark than `AIME 2025`, `accuracy` the contrary of `accuracy drop`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from claimx.printable import one_line
from claimx.quantities import parse_number
from claimx.summaries.scopes import Entry

__all__ = ["Mention", "Slot", "masked", "mentions"]

Slot = Literal["method", "metric", "baseline", "benchmark", "unit"]
"""What a claim has the name for."""

_ARTICLE = re.compile(r"^(?:the|a|an|our|its|their)\s", re.IGNORECASE)
_BRACKETED = re.compile(r"([^()]+?)\s*\(([^()]+)\)")
_PERFORMANCE = re.compile(r"\b(?:performance|score|results?)$", re.IGNORECASE)
_READ_UNITS = frozenset({"percent", "points", "times", "ratio", ""})
"""Units that are read with their number (`claimx.quantities`) and are no names."""
_WORD_START, _WORD_END = r"(?<![\w@])(?<!\w[-./+])", r"(?![\w@]|[-./+]\w)"
"""Where a name may begin and end: `MMLU` is not in `MMLU-Pro`."""
_LONGEST_SIGN = 3
"""Characters of a word whose last s is no plural's: gas, bias."""
_SHORTEST_WORD = 3
"""Characters from which on a name without capitals is a word and no sign, whose case counts: ms, kJ."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence, and whose it is."""

    start: int
    end: int
    owners: frozenset[tuple[str, Slot]]
    """Labels of claims, each with what it has the name for."""

    def of(self, label: str, slot: Slot) -> bool:
        """Whether the claim with this label has the name for this."""
        return (label, slot) in self.owners

    def slots(self) -> frozenset[Slot]:
        """What any claim has the name for."""
        return frozenset(slot for _, slot in self.owners)


def mentions(text: str, entries: Sequence[Entry]) -> tuple[Mention, ...]:
    """The names of `entries` in the text, in order and without overlap: of two that begin together the longer."""
    forms: dict[str, set[tuple[str, Slot]]] = {}
    units: dict[str, set[tuple[str, Slot]]] = {}
    for entry in entries:
        for form, slot in _forms(entry):
            (units if slot == "unit" else forms).setdefault(_key(form), set()).add((entry.outline.id, slot))
    found: dict[tuple[int, int], frozenset[tuple[str, Slot]]] = {}
    for owners, pattern in ((forms, _name), (units, _unit)):
        for key, whose in owners.items():
            for match in pattern(key).finditer(text):
                found[match.span()] = found.get(match.span(), frozenset()) | whose
    spans = sorted(found, key=lambda span: (span[0], -span[1]))
    return tuple(_apart(Mention(*span, found[span]) for span in spans))


def masked(text: str, found: Iterable[Mention]) -> str:
    """The text with a plain word of equal length for each name, and nothing for a unit, so that what is in them is read
    as no number.
    """
    for mention in found:
        sign = " " if mention.slots() == {"unit"} else "x"
        text = text[: mention.start] + sign * (mention.end - mention.start) + text[mention.end :]
    return text


def _apart(found: Iterable[Mention]) -> Iterator[Mention]:
    end = 0
    for mention in found:
        if mention.start >= end:
            yield mention
            end = mention.end


def _forms(entry: Entry) -> Iterator[tuple[str, Slot]]:
    """The names of a claim as a sentence may write them."""
    claim = entry.claim
    names = claim.names
    given: list[tuple[str | None, Slot]] = [(claim.method, "method"), (names.method, "method")]
    given += [(claim.metric, "metric"), (names.metric, "metric"), (entry.group.metric, "metric")]
    given += [(_without(claim.metric, claim.benchmarks), "metric")]
    given += [(name, "baseline") for name in (*claim.baselines, *names.baselines)]
    given += [(name, "benchmark") for name in (*claim.benchmarks, *names.benchmarks)]
    yield from ((form, slot) for name, slot in given if name for form in _spellings(name))
    unit = one_line(claim.delta.unit or "").removeprefix("$").strip()
    if unit and unit not in _READ_UNITS:
        yield unit, "unit"


@lru_cache(maxsize=8192)
def _spellings(name: str) -> tuple[str, ...]:
    """The name on one line, without an article, and where it ends in brackets what stands before and in them; none of
    these where it is but a number.
    """
    name = _ARTICLE.sub("", one_line(name))
    bracketed = _BRACKETED.fullmatch(name)
    forms = (name, *bracketed.groups()) if bracketed else (name,)
    return tuple(form for form in forms if any(c.isalpha() for c in form) and parse_number(form) is None)


def _without(metric: str, benchmarks: Sequence[str]) -> str | None:
    """The metric of `MMLU score` without the benchmark that it names; None where nothing is left or none was named."""
    rest = metric
    for name in benchmarks:
        rest = rest.replace(name, " ")
    rest = " ".join(rest.split())
    return rest if rest and rest != metric and _PERFORMANCE.search(rest) else None


def _key(form: str) -> str:
    """What the spellings of a form have in common: hyphens are spaces; an ordinary name may stand in the plural and
    with or without a capital, any other with a capital at its beginning.
    """
    text = form.strip(" -").replace("-", " ")
    if not _is_ordinary(text):
        return text[:1].lower() + text[1:] if _begins_small(text) else text
    stem = text.casefold().removesuffix("s")
    return stem if len(stem) > _LONGEST_SIGN and stem[-1].isalpha() else text.casefold()


def _is_ordinary(name: str) -> bool:
    """Whether a name is written in lower-case letters but for a capital at its beginning, and is no mere sign."""
    return len(name) >= _SHORTEST_WORD and not any(c.isupper() or c.isdigit() for c in name[1:])


def _begins_small(name: str) -> bool:
    """Whether the first word of a name of several is an ordinary word, as of `Switching after 200 steps`."""
    first, _, rest = name.partition(" ")
    return bool(rest) and first.isalpha() and (len(first) == 1 or first[1:].islower())


@lru_cache(maxsize=8192)
def _name(key: str) -> re.Pattern[str]:
    start = _WORD_START if key[0].isalnum() else ""
    return re.compile(f"{start}{_words(key)}{_WORD_END if key[-1:].isalnum() else ''}")


@lru_cache(maxsize=1024)
def _unit(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\d)[\s-]?{_words(key)}(?!\w)")


def _words(key: str) -> str:
    rest = re.escape(key[1:]).replace(r"\ ", r"[\s-]")
    either = key[0].isalpha() and (_is_ordinary(key) or _begins_small(key))
    first = f"[{key[0].lower()}{key[0].upper()}]" if either else re.escape(key[0])
    return first + rest + ("s?" if _is_ordinary(key) and len(key) > _LONGEST_SIGN and key[-1:].isalpha() else "")
