"""One name for one thing: metrics and benchmarks as abstracts write them, and what the vocabulary calls them.

The vocabulary is package data (`vocabulary/metrics.yaml`, `vocabulary/benchmarks.yaml`). A name is looked up
whole, never spotted inside a text, and no spelling is guessed:

1. as written, hyphens, underscores and spaces being equal and brackets read both ways: "error rate (WER)";
2. folded: without case, hyphens, underscores and spaces. Acronyms stay out of this step, since they fold into
   words: spellings of at most four characters or of capitals only (`MATH`, `METEOR`, `EM`), and the few names
   that are words whatever their capitals (`Spider`). A short word with one capital (`Loss`) is no acronym;
3. both again without a leading "the", "a" or "average" and a trailing "score" (metrics) or "dataset"
   (benchmarks), and for metrics that are amounts without a leading "number of";
4. for metrics, by what they are about: the longest known ending ("zero-shot QA accuracy" is accuracy), unless
   what goes before makes it another number ("top-3 accuracy", "precision and recall"), and never one behind a
   preposition, before which the head stands: "accuracy of the student" is accuracy, "rate of errors" nothing.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

__all__ = ["Benchmark", "Metric", "Polarity", "Vocabulary", "benchmark", "folded", "metric", "vocabulary"]

Polarity = Literal["higher", "lower", "depends"]
"""Which way of a metric is better; depends: on whose side the paper stands."""

_LONGEST_NAME = 200
"""Characters beyond which a text is no name."""

_WORDS = frozenset({"spider", "multipl-e"})
"""Mixed-case names that fold into words (benchmarks.yaml); the others of its list are caught as acronyms."""

_DASHES = re.compile(r"[\s_\-\u2010-\u2015\u2212]+")
_LEAD = re.compile(r"^(?:the|a|an|average|avg\.?|mean) ", re.IGNORECASE)
_AMOUNT_LEAD = re.compile(r"(?:total )?(?:number|amount|volume|count) of ", re.IGNORECASE)
_AMOUNTS = frozenset({"bytes", "count", "FLOPs", "GB", "parameters", "tokens"})
"""Units of the metrics that "number of" adds nothing to; "number of errors" is not the error rate."""
_METRIC_TAIL = re.compile(r" scores?$", re.IGNORECASE)
_BENCHMARK_TAIL = re.compile(
    r" (?:benchmarks?|data ?sets?|test sets?|suite|leaderboard|corpus)$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"([^()]+) \(([^()]+)\)")
_PREPOSITION = re.compile(r" (?:of|on|in|for|with|across|over|under|at|after|to|between|among|by|from|against|during) ")
_OTHER_NUMBER = re.compile(
    r"(?:\btop[- ]\d+|@\S*|,|"
    r"\b(?:and|or|balanced|joint|log|macro|micro|weighted|normali[sz]ed|relative|median))$",
    re.IGNORECASE,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the vocabulary."""

    name: str
    """The canonical name."""
    polarity: Polarity
    """Which way is better."""
    unit: str
    """The unit in which a bare level is normally given."""
    family: str | None = None
    """Metrics of one family are related, but their numbers must not be compared."""
    vague: bool = False
    """Whether the name does not say what was measured."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark or data set of the vocabulary."""

    name: str
    """The canonical name."""
    task: str
    """What it tests."""
    metric: str
    """Canonical name of the metric that a bare number on it normally is."""
    family: str | None = None
    """Benchmarks of one family are related, but their numbers must not be compared."""


@dataclass(frozen=True, slots=True)
class _Index(Generic[T]):
    """Entries by spelling: `written` keeps the case, `loose` has no acronyms."""

    written: Mapping[str, T]
    loose: Mapping[str, T]

    def get(self, name: str) -> T | None:
        return self.written.get(_spaced(name)) or self.loose.get(folded(name))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All known metrics and benchmarks, each sorted as in its file."""

    metrics: tuple[Metric, ...]
    benchmarks: tuple[Benchmark, ...]
    metric_index: _Index[Metric]
    benchmark_index: _Index[Benchmark]


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read from the package at the first call."""
    metrics = [(Metric(**fields), spellings) for fields, spellings in _entries("metrics")]
    benchmarks = [(Benchmark(**fields), spellings) for fields, spellings in _entries("benchmarks")]
    return Vocabulary(
        metrics=tuple(known for known, _ in metrics),
        benchmarks=tuple(known for known, _ in benchmarks),
        metric_index=_index(metrics),
        benchmark_index=_index(benchmarks),
    )


@functools.lru_cache(maxsize=4096)
def metric(name: str) -> Metric | None:
    """The metric that `name` means, by the rules at the head of this module; None where none is known."""
    index = vocabulary().metric_index
    parts = _parts(name)
    if len(parts) > 1 and _OTHER_NUMBER.search(parts[1]):
        return _bare(index, parts[1], _METRIC_TAIL)
    for part in parts:
        known = _bare(index, part, _METRIC_TAIL) or _amount(index, part) or _by_head(index, part)
        if known is not None:
            return known
    return None


@functools.lru_cache(maxsize=4096)
def benchmark(name: str) -> Benchmark | None:
    """The benchmark that `name` means, by the rules at the head of this module; None where none is known."""
    index = vocabulary().benchmark_index
    return next((known for part in _parts(name) if (known := _bare(index, part, _BENCHMARK_TAIL))), None)


def folded(name: str) -> str:
    """A name without case, hyphens, underscores and spaces: what makes two spellings of a name the same."""
    return _DASHES.sub("", unicodedata.normalize("NFKC", name).casefold())


def _entries(file: str) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    # Imported here so that importing claimx does not wait for a parser that many programs never need.
    import yaml

    source = importlib.resources.files("claimx").joinpath("vocabulary", f"{file}.yaml").read_text("utf-8")
    # S506 knows SafeLoader only by name; CSafeLoader is the same loader, ten times faster.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for entry in yaml.load(source, Loader=loader)[file]:  # noqa: S506
        aliases = entry.pop("aliases")
        yield entry, (entry["name"], *aliases)


def _index(entries: list[tuple[T, tuple[str, ...]]]) -> _Index[T]:
    spellings = [(spelling, known) for known, all_spellings in entries for spelling in all_spellings]
    return _Index(
        written={_spaced(spelling): known for spelling, known in spellings},
        loose={folded(spelling): known for spelling, known in spellings if not _is_acronym(spelling)},
    )


def _is_acronym(spelling: str) -> bool:
    if spelling.casefold() in _WORDS:
        return True
    if len(spelling) > 4:
        return spelling.isalpha() and spelling.isupper()
    return not (spelling.isalpha() and spelling[1:].islower())


def _spaced(name: str) -> str:
    return _DASHES.sub(" ", unicodedata.normalize("NFKC", name)).strip()


def _parts(name: str) -> tuple[str, ...]:
    """The name, or where it ends in brackets what stands before and in them; nothing where it is no name."""
    if len(name) > _LONGEST_NAME:
        return ()
    tidy = " ".join(name.split())
    bracketed = _BRACKETS.fullmatch(tidy)
    return (tidy,) if bracketed is None else (bracketed[1], bracketed[2])


def _bare(index: _Index[T], name: str, tail: re.Pattern[str]) -> T | None:
    """The entry of a name as written or without the words that say nothing at its two ends."""
    headed = _LEAD.sub("", name)
    candidates = (name, headed, tail.sub("", name), tail.sub("", headed))
    return next((known for candidate in candidates if (known := index.get(candidate)) is not None), None)


def _amount(index: _Index[Metric], name: str) -> Metric | None:
    """The metric of "number of parameters" and its like."""
    counted = _AMOUNT_LEAD.match(name)
    known = _bare(index, name[counted.end() :], _METRIC_TAIL) if counted else None
    return known if known is not None and known.unit in _AMOUNTS else None


def _by_head(index: _Index[Metric], name: str) -> Metric | None:
    """The metric that a longer name is about: its longest known ending, or that of its head."""
    head = _PREPOSITION.split(name, maxsplit=1)[0]
    whole = _ending(index, name, len(head))
    return whole or _bare(index, head, _METRIC_TAIL) or _ending(index, head, len(head))


def _ending(index: _Index[Metric], name: str, limit: int) -> Metric | None:
    """The metric of the longest known ending of `name` that begins before the offset `limit`."""
    for space in re.finditer(" ", name[:limit]):
        known = _bare(index, name[space.end() :], _METRIC_TAIL)
        if known is not None:
            return None if not known.vague and _OTHER_NUMBER.search(name[: space.start()]) else known
    return None
