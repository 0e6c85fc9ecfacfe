"""What a claim was tested on: the benchmarks and tasks that an entry of its list means.

A benchmark is looked up whole, as the vocabulary spells it (`terms`), without a leading "the" and a trailing
"benchmark", "dataset", "test set". What may stand with it decides whether its numbers can be compared:

- the test split is what numbers are reported on: "GSM8K test set" is GSM8K;
- another split and a number of shots make the numbers others: "MMLU (5-shot)", "5-shot MMLU" are one benchmark, MMLU
  (5-shot), of the family MMLU, and never in one group with MMLU, of which nobody knows the shots. Zero-shot is a
  number of shots, and so is "few", which tells none;
- a year that the vocabulary does not list makes a member of a family that is held every year: AIME 2026.

A bare name of a family ("AIME", "SWE-bench") is the family, not one of its members. An entry that is a list of known
names ("GSM8K and MATH", "AIME 2024/2025") is all of them; any other entry is one name.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from claimx.names.spelling import folded
from claimx.names.terms import Benchmark, Index, T, Task, parts_of, vocabulary

__all__ = ["benchmark", "benchmarks_in", "task"]

_LEAD = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)
_TAIL = re.compile(
    r" (?:benchmarks?|data ?sets?|tests?|test sets?|test splits?|suite|leaderboard|corpus|tasks?)$", re.IGNORECASE
)
_TEST_SPLIT = re.compile(r"^(?:the )?test(?: split| set)? of (?:the )?", re.IGNORECASE)
_SPLITS = {"validation": "validation", "val": "validation", "dev": "validation", "development": "validation",
           "train": "training", "training": "training"}  # fmt: skip
_SPLIT = rf"(?P<split>{'|'.join(_SPLITS)})(?: split| set)?"
_SHOTS = r"(?P<shots>\d{1,3}|zero|one|few|many)[- ]?shots?"
_WORDS = {"zero": "0", "one": "1"}
_CONDITION = re.compile(rf"{_SHOTS}|{_SPLIT}", re.IGNORECASE)
_FIRST = re.compile(rf"^{_SHOTS}(?: on| for)?(?: the)? ", re.IGNORECASE)
_LAST = re.compile(rf"(?:,? \(?|-)(?:{_SHOTS}|{_SPLIT})\)?$", re.IGNORECASE)
_YEAR = re.compile(r"[ _'’-]?(?:20)?(?P<year>[12]\d)$")
_BETWEEN = re.compile(r"\s?[&,]\s?(?:and )?|\s\+\s| and ")


@functools.lru_cache(maxsize=4096)
def benchmark(name: str) -> Benchmark | None:
    """The one benchmark that `name` means, by the rules at the head of this module; None where none is known."""
    parts = parts_of(name)
    if len(parts) > 1 and (listed := _known(" ".join(parts))) is not None:
        return listed
    if len(parts) > 1 and (told := _CONDITION.fullmatch(parts[1])) is not None:
        return _under(_known(parts[0]), told)
    if len(parts) > 1 and folded(parts[1]).removesuffix("split").removesuffix("set") == "test":
        return _known(parts[0])
    return next((known for part in parts if (known := _known(part) or _conditioned(part))), None)


@functools.lru_cache(maxsize=4096)
def benchmarks_in(name: str) -> tuple[Benchmark, ...]:
    """The benchmarks that an entry means: one, or all of a list of them; nothing where one of them is not known."""
    if (known := benchmark(name)) is not None:
        return (known,)
    tidy = " ".join(name.split())
    pieces = _BETWEEN.split(tidy) if _BETWEEN.search(tidy) else tidy.split("/")
    found: list[Benchmark] = []
    for piece in pieces if 1 < len(pieces) <= 20 else ():
        whole = f"{_base(found[-1].name)} {piece}" if found and piece.strip(" '’").isdigit() else piece
        if not (meant := benchmarks_in(whole)):
            return ()
        found.extend(meant)
    return tuple(dict.fromkeys(found))


@functools.lru_cache(maxsize=4096)
def task(name: str) -> Task | None:
    """The task that `name` means ("ASR": speech recognition); None where none is known."""
    index = vocabulary().task_index
    return next((known for part in parts_of(name) if (known := _bare(index, part)) is not None), None)


def _known(name: str) -> Benchmark | None:
    index = vocabulary().benchmark_index
    return _bare(index, name) or _bare(index, _TEST_SPLIT.sub("", name)) or _of_year(index, name)


def _bare(index: Index[T], name: str) -> T | None:
    """The entry of a name as written or without what says nothing at its two ends."""
    headed = _LEAD.sub("", name)
    candidates = (name, headed, _TAIL.sub("", name), _TAIL.sub("", headed))
    return next((known for candidate in candidates if (known := index.get(candidate)) is not None), None)


def _conditioned(name: str) -> Benchmark | None:
    told = _FIRST.search(name) or _LAST.search(name)
    return _under(_known(name[: told.start()] + name[told.end() :]), told) if told else None


def _under(known: Benchmark | None, told: re.Match[str]) -> Benchmark | None:
    """A benchmark under a condition: another one of its family."""
    if known is None:
        return None
    given = {key: value.lower() for key, value in told.groupdict().items() if value}
    shots = given.get("shots")
    condition = f"{_WORDS.get(shots, shots)}-shot" if shots else _SPLITS[given["split"]]
    return replace(known, name=f"{known.name} ({condition})", family=known.family or known.name)


def _of_year(index: Index[Benchmark], name: str) -> Benchmark | None:
    """A year's member of a family that the vocabulary knows another year of, spelt as that is."""
    year = _YEAR.search(name)
    family = index.get(name[: year.start()]) if year else None
    if year is None or family is None or family.family != family.name:
        return None
    for known in vocabulary().benchmarks:
        member = re.fullmatch(rf"{re.escape(family.name)}( 20)?\d\d", known.name)
        if member is not None and known.family == family.name:
            own = f"{family.name}{member[1] or ''}{year['year']}"
            return index.get(own) or replace(known, name=own)
    return None


def _base(name: str) -> str:
    return _YEAR.sub("", name)
