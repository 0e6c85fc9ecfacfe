"""The vocabulary: metrics, benchmarks, tasks and common methods, with every spelling that is known of them.

It is package data (`vocabulary/metrics.yaml`, `benchmarks.yaml`, `tasks.yaml`, `methods.yaml`). A spelling is found
as written, hyphens, underscores and spaces being equal, and else folded: without case and hyphens. Acronyms stay out
of the second step, since they fold into words: spellings of at most four characters or of capitals only (`MATH`,
`METEOR`, `EM`), and the few names that are words whatever their capitals (`Spider`, `MultiPL-E`). A short word with one
capital (`Loss`) is no acronym. What more may stand around a name is in `metrics` and `tested`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from claimx.names.spelling import folded, is_acronym, listed, spaced

__all__ = ["Benchmark", "Index", "Metric", "Polarity", "Task", "Vocabulary", "parts_of", "vocabulary"]

Polarity = Literal["higher", "lower", "depends"]
"""Which way of a metric is better; depends: on whose side the paper stands."""

_LONGEST_NAME = 200
"""Characters beyond which a text is no name."""
_BRACKETS = re.compile(r"([^()]+) \(([^()]+)\)")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the vocabulary."""

    name: str
    """The canonical name."""
    polarity: Polarity | None
    """Which way is better; None only for a metric of a user's own that does not say."""
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
    """The canonical name, with the condition where one was told: MMLU (5-shot)."""
    task: str
    """What it tests."""
    metric: str
    """Canonical name of the metric that a bare number on it normally is: a hint, which overwrites nothing."""
    family: str | None = None
    """Benchmarks of one family are related, but their numbers must not be compared."""


@dataclass(frozen=True, slots=True)
class Task:
    """What benchmarks test, where an abstract names it in place of a benchmark."""

    name: str
    """The canonical name."""


@dataclass(frozen=True, slots=True)
class Index(Generic[T]):
    """Entries by spelling: `written` keeps the case, `loose` has no acronyms."""

    written: Mapping[str, T]
    loose: Mapping[str, T]

    @classmethod
    def of(cls, entries: Iterable[tuple[T, Iterable[str]]]) -> Index[T]:
        """The index of entries with all their spellings."""
        spellings = [(spelling, known) for known, all_spellings in entries for spelling in all_spellings]
        return cls(
            written={spaced(spelling): known for spelling, known in spellings},
            loose={folded(spelling): known for spelling, known in spellings if not is_acronym(spelling)},
        )

    def get(self, name: str) -> T | None:
        """The entry that is spelt so; None where there is none."""
        return self.written.get(spaced(name)) or self.loose.get(folded(name))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All that is known, each kind sorted as in its file."""

    metrics: tuple[Metric, ...]
    benchmarks: tuple[Benchmark, ...]
    tasks: tuple[Task, ...]
    metric_index: Index[Metric]
    benchmark_index: Index[Benchmark]
    task_index: Index[Task]
    method_index: Index[str]
    """Canonical names of methods that all papers know."""


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read from the package at the first call."""
    metrics = [(Metric(**fields), spellings) for fields, spellings in _entries("metrics")]
    benchmarks = [(Benchmark(**fields), spellings) for fields, spellings in _entries("benchmarks")]
    tasks = [(Task(**fields), spellings) for fields, spellings in _entries("tasks")]
    return Vocabulary(
        metrics=tuple(known for known, _ in metrics),
        benchmarks=tuple(known for known, _ in benchmarks),
        tasks=tuple(known for known, _ in tasks),
        metric_index=Index.of(metrics),
        benchmark_index=Index.of(benchmarks),
        task_index=Index.of(tasks),
        method_index=Index.of((fields["name"], spellings) for fields, spellings in _entries("methods")),
    )


def parts_of(name: str) -> tuple[str, ...]:
    """The name, or where it ends in brackets what stands before and in them; nothing where it is no name."""
    if len(name) > _LONGEST_NAME:
        return ()
    tidy = " ".join(name.split())
    bracketed = _BRACKETS.fullmatch(tidy)
    return (tidy,) if bracketed is None else (bracketed[1], bracketed[2])


def _entries(file: str) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    for entry in listed(file)[file]:
        fields = {field: value for field, value in entry.items() if field != "aliases"}
        yield fields, (entry["name"], *entry["aliases"])
