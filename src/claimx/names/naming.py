"""All canonical names of a claim at once, with the paper's own words and a user's aliases taken into account.

An acronym means what the paper says that it means: in a paper that defines ASR as automatic speech recognition it is
no attack success rate, and ARC is the benchmark whose long form the paper gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from claimx.names.acronyms import definitions
from claimx.names.aliases import Aliases
from claimx.names.methods import method
from claimx.names.metrics import metric
from claimx.names.models import ModelName, model
from claimx.names.spelling import spaced
from claimx.names.terms import Benchmark, Index, Metric, Polarity, vocabulary
from claimx.names.tested import benchmark, benchmarks_in, task

__all__ = ["Names", "Written", "named"]

_STEM = 4
"""Letters by which two words are taken for kin: recognise, recognition."""


class Names(BaseModel):
    """Canonical names beside the names as written; null or absent where none is known."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    metric: str | None = None
    """The metric's canonical name."""
    polarity: Polarity | None = None
    """Which way of the metric is better."""
    vague: bool = False
    """Whether the metric's name does not say what was measured (performance, quality); the average score of GLUE is
    not vague on GLUE."""
    suggested: str | None = None
    """The metric that a bare number on the claim's benchmarks normally is, where the metric as written is vague or
    unknown: a hint that is shown and overwrites nothing."""
    benchmarks: tuple[str, ...] = ()
    """Canonical names of the benchmarks that are known, also of one that the metric's name begins with."""
    tasks: tuple[str, ...] = ()
    """Canonical names of the tasks that the claim names in place of benchmarks."""
    method: str | None = None
    """The method's canonical name: the model's, the acronym, what "our method" stands for; else the name as written,
    cleaned; null for "our method" where the paper names none."""
    model: ModelName | None = None
    """The parts of the method's name where it is a model's."""
    baselines: tuple[str, ...] = ()
    """The baselines' canonical names, one for each as written."""


class Written(Protocol):
    """The names of a claim as written: what a `Claim` and what a model's answer have."""

    @property
    def method(self) -> str:
        """What performs."""

    @property
    def metric(self) -> str:
        """What was measured."""

    @property
    def baselines(self) -> Sequence[str]:
        """What it is compared with."""

    @property
    def benchmarks(self) -> Sequence[str]:
        """What it was measured on."""


Entry = TypeVar("Entry", Metric, Benchmark)


def named(claim: Written, title: str = "", abstract: str = "", aliases: Aliases | None = None) -> Names:
    """The canonical names of a claim of the paper with this title and abstract; a user's aliases win over everything.

    Names can be made anew from a claim at any time. Without the abstract, "our method" is known only where the title
    names it.
    """
    own = aliases or Aliases.empty()
    meanings = {short: long for long, short in definitions(title, abstract)}
    tested = [_benchmarks(name, meanings, own) for name in claim.benchmarks]
    found = dict.fromkeys(entry for entries in tested for entry in entries)
    if not claim.benchmarks and (leading := _leading(claim.metric)) is not None:
        tested, found = [(leading,)], {leading: None}
    usual = {entry.metric for entry in found} if all(tested) else set()
    known = _metric(claim.metric, meanings, own)
    vague = known is not None and known.vague and usual != {known.name}
    own_name, its_model = _method(claim.method, title, abstract, own)
    return Names(
        metric=known.name if known else None,
        polarity=known.polarity if known else None,
        vague=vague,
        suggested=_suggested(usual) if known is None or vague else None,
        benchmarks=tuple(dict.fromkeys(entry.name for entry in found)),
        tasks=tuple(
            dict.fromkeys(t.name for name in claim.benchmarks if not _is_known(name, own) and (t := task(name)))
        ),
        method=own_name,
        model=its_model,
        baselines=tuple(_method(name, title, abstract, own)[0] or name for name in claim.baselines),
    )


def _metric(name: str, meanings: dict[str, str], own: Aliases) -> Metric | None:
    decided = own.metrics.get(name)
    if decided is not None:
        return decided
    known = _as_defined(name, meanings, metric, vocabulary().metric_index)
    return (own.metrics.get(known.name) or known) if known else None


def _benchmarks(name: str, meanings: dict[str, str], own: Aliases) -> tuple[Benchmark, ...]:
    decided = own.benchmarks.get(name)
    if decided is not None:
        return (decided,)
    defined = _as_defined(name, meanings, benchmark, vocabulary().benchmark_index)
    known = (defined,) if defined or name in meanings else benchmarks_in(name)
    return tuple(own.benchmarks.get(entry.name) or entry for entry in known if entry is not None)


def _method(name: str, title: str, abstract: str, own: Aliases) -> tuple[str | None, ModelName | None]:
    """A method's canonical name, and the parts of it where it is a model's."""
    canonical = method(name, title, abstract)
    for spelling in (name, canonical or ""):
        if (listed := own.models.get(spelling)) is not None:
            return listed.name, listed
        if (decided := own.methods.get(spelling)) is not None:
            return decided, model(decided)
    return canonical, model(canonical) if canonical else None


def _as_defined(
    name: str, meanings: dict[str, str], known: Callable[[str], Entry | None], index: Index[Entry]
) -> Entry | None:
    """What a name means in a paper that says what its acronyms mean."""
    long = meanings.get(name.strip())
    if long is None:
        return known(name)
    if (defined := known(long)) is not None:
        return defined
    listed = known(name)
    return listed if listed is not None and _may_mean(listed, long, index) else None


def _may_mean(entry: Entry, long: str, index: Index[Entry]) -> bool:
    """Whether an entry may have this long form: none of its own is known, or one of them has a word in common."""
    spelt = [spelling.split() for spelling, known in index.written.items() if known.name == entry.name]
    stems = {word[:_STEM].casefold() for words in spelt if len(words) > 1 for word in words}
    return not stems or any(word[:_STEM].casefold() in stems for word in spaced(long).split())


def _leading(written: str) -> Benchmark | None:
    """The benchmark that a metric's name begins with: the GSM8K of "GSM8K accuracy"."""
    words = written.split()
    leads = (" ".join(words[:count]) for count in range(len(words) - 1, 0, -1) if metric(" ".join(words[count:])))
    return next((known for lead in leads if (known := benchmark(lead))), None)


def _is_known(name: str, own: Aliases) -> bool:
    return own.benchmarks.get(name) is not None or bool(benchmarks_in(name))


def _suggested(usual: set[str]) -> str | None:
    """The one metric that all of a claim's benchmarks are normally measured in, where its name says what that is."""
    known = vocabulary().metric_index.get(next(iter(usual))) if len(usual) == 1 else None
    return known.name if known is not None and not known.vague else None
