"""The names that a user decides: a table of aliases, which wins over the vocabulary and over every rule.

    [aliases.metrics]
    "tok/s" = "Throughput"
    "zap rate" = {name = "Zap rate", polarity = "lower", unit = "zaps"}

    [aliases.benchmarks]
    "GSM" = "GSM8K"

    [aliases.methods]
    "Larch-3B" = "Larch"

    [aliases.models]
    "L3-8B-it" = "Llama 3 8B Instruct"

The table stands in `claimx.toml` (`[tool.claimx.aliases]` in a `pyproject.toml`) or in a file of its own. A spelling is
found as the vocabulary's are: case, hyphens and spaces make no difference but to acronyms. An alias may stand for a
written name or for a canonical one, and may lead to another alias. A name that nobody knows becomes a canonical one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from claimx.errors import UsageError
from claimx.names.models import ModelName, model
from claimx.names.spelling import folded, is_acronym, spaced
from claimx.names.terms import Benchmark, Index, Metric, Polarity, vocabulary
from claimx.printable import escaped

__all__ = ["AliasKind", "Aliases"]

AliasKind = Literal["metrics", "benchmarks", "methods", "models"]
"""The tables that there are."""

_LONGEST_NAME = 200
_FIELDS = {"polarity": get_args(Polarity), "unit": None, "vague": (True, False)}

Named = TypeVar("Named", Metric, Benchmark, ModelName, str)


@dataclass(frozen=True, slots=True)
class Aliases:
    """A user's own names, each kind by spelling."""

    metrics: Index[Metric]
    """What metrics are called."""
    benchmarks: Index[Benchmark]
    """What benchmarks are called."""
    methods: Index[str]
    """What methods are called."""
    models: Index[ModelName]
    """What models are called."""

    @classmethod
    def empty(cls) -> Aliases:
        """No aliases."""
        return cls(Index.of(()), Index.of(()), Index.of(()), Index.of(()))

    @classmethod
    def read(cls, path: Path) -> Aliases:
        """The aliases of a TOML file, which holds nothing else. UsageError, naming the file and the alias, for what
        cannot be read or makes no sense.
        """
        place = escaped(str(path))
        try:
            held = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as problem:
            raise UsageError(f"{place}: the aliases cannot be read: {problem.strerror or problem}.") from None
        except UnicodeDecodeError:
            raise UsageError(f"{place}: the aliases are no UTF-8 text: save the file as UTF-8.") from None
        except tomllib.TOMLDecodeError as problem:
            raise UsageError(f"{place}: the aliases are no TOML: {problem}.") from None
        if other := sorted(set(held) - {"aliases"}):
            raise UsageError(
                f"{place}: {_shown(other[0])}: an alias file holds the tables [aliases.metrics] and so on only."
            )
        return cls.of(held.get("aliases", {}), place)

    @classmethod
    def of(cls, tables: Mapping[str, Any], place: str) -> Aliases:
        """The aliases of the table `aliases` of a file, which messages call `place`. UsageError as `read`."""
        if not isinstance(tables, Mapping):
            raise UsageError(f"{place}: aliases is no table: write [aliases.metrics] and so on.")
        for kind in tables:
            if kind not in get_args(AliasKind):
                known = ", ".join(get_args(AliasKind))
                raise UsageError(f"{place}: there is no table [aliases.{_shown(kind)}]: name one of {known}.")
        read = {kind: _Table(place, kind, _entries(tables.get(kind, {}), kind, place)) for kind in get_args(AliasKind)}
        return cls(
            metrics=Index.of(_told_once(read["metrics"], _metric)),
            benchmarks=Index.of(_told_once(read["benchmarks"], _benchmark)),
            methods=Index.of(_told_once(read["methods"], _method)),
            models=Index.of(_told_once(read["models"], _model)),
        )

    def __bool__(self) -> bool:
        return any(index.written for index in (self.metrics, self.benchmarks, self.methods, self.models))


@dataclass(frozen=True, slots=True)
class _Target:
    """What an alias stands for, as the file has it."""

    name: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of aliases."""

    place: str
    kind: str
    targets: Mapping[str, _Target]

    def error(self, spelling: str, reason: str) -> UsageError:
        """The error of one alias."""
        return UsageError(f"{self.place}: aliases.{self.kind}: {_shown(spelling)}: {reason}.")

    def ends(self) -> Iterator[tuple[str, _Target]]:
        """Each spelling with what it stands for in the end, when aliases lead to aliases. UsageError for a circle."""
        index = Index.of((spelling, (spelling,)) for spelling in self.targets)
        for spelling, target in self.targets.items():
            way = [spelling]
            while (following := index.get(target.name)) is not None and folded(following) != folded(way[-1]):
                if following in way:
                    raise self.error(spelling, "the alias leads back to itself; let one of them stand for a name")
                way.append(following)
                target = self.targets[following]
            yield spelling, target


def _entries(table: object, kind: str, place: str) -> dict[str, _Target]:
    """The aliases of a table, by spelling."""
    if not isinstance(table, Mapping):
        raise UsageError(f"{place}: aliases.{kind} is no table: write [aliases.{kind}].")
    read = _Table(place, kind, {})
    entries: dict[str, _Target] = {}
    loose: dict[str, str] = {}
    for spelling, value in table.items():
        target = _target(read, spelling, value)
        key = spaced(spelling) if is_acronym(spelling) else folded(spelling)
        other = loose.setdefault(key, spelling)
        if other != spelling and entries[other] != target:
            raise read.error(spelling, f"{_shown(other)} is the same spelling and stands for another name")
        entries[spelling] = target
    return entries


def _target(table: _Table, spelling: str, value: object) -> _Target:
    """What one alias stands for: a name, or for metrics a table with the name and what is known of it."""
    if not spaced(spelling) or len(spelling) > _LONGEST_NAME:
        raise table.error(spelling, f"a spelling has between 1 and {_LONGEST_NAME} characters")
    fields = dict(value) if isinstance(value, Mapping) and table.kind == "metrics" else {"name": value}
    name = fields.pop("name", None)
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        told = ' or {name = "...", polarity = "higher", unit = "..."}' if table.kind == "metrics" else ""
        raise table.error(spelling, f'an alias stands for a name of one line: "..."{told}')
    for field, given in fields.items():
        allowed = _FIELDS.get(field, ())
        if allowed is None:
            allowed = (given,) if isinstance(given, str) and given.strip() and given.isprintable() else ()
        if given not in allowed or (field == "vague") != isinstance(given, bool):
            raise table.error(
                spelling,
                f'{_shown(field)} makes no sense there: polarity is "higher", "lower" or "depends", unit a word, vague'
                " true or false",
            )
    return _Target(" ".join(name.split()), fields)


def _told_once(table: _Table, made: Callable[[_Target], Named]) -> list[tuple[Named, tuple[str, ...]]]:
    """The entries of a table with their spellings, of which the name itself is one. UsageError for a name of which two
    aliases tell different things.
    """
    found: dict[str, Named] = {}
    spellings: dict[str, list[str]] = {}
    told: dict[str, Mapping[str, Any]] = {}
    for spelling, target in table.ends():
        entry = made(target)
        name = _name(entry)
        fields = told.get(name) or target.fields
        if target.fields and fields != target.fields:
            raise table.error(spelling, f"another alias tells something else of {_shown(name)}")
        told[name] = fields
        found[name] = entry if target.fields else found.get(name, entry)
        spellings.setdefault(name, []).append(spelling)
    taken = set(map(folded, table.targets))
    for name, known in spellings.items():
        if folded(name) not in taken:
            known.append(name)
    return [(found[name], tuple(spellings[name])) for name in found]


def _name(entry: Metric | Benchmark | ModelName | str) -> str:
    return entry if isinstance(entry, str) else entry.name


def _metric(target: _Target) -> Metric:
    known = vocabulary().metric_index.get(target.name) or Metric(target.name, polarity=None, unit="score")
    return replace(known, **target.fields)


def _benchmark(target: _Target) -> Benchmark:
    known = vocabulary().benchmark_index.get(target.name)
    return known or Benchmark(target.name, task="", metric="")


def _method(target: _Target) -> str:
    return target.name


def _model(target: _Target) -> ModelName:
    return model(target.name) or ModelName(name=target.name, family=target.name)


def _shown(text: object) -> str:
    """A key of the file, fit for a message."""
    return f"'{escaped(str(text)[:_LONGEST_NAME])}'"
