"""What the reader knows of a claim, under the names by which other people's schemas ask for it.

A property's name says which field is meant: `supporting_quote`, `evidenceText` and `quote` are the quote. Where a
name says two things at once, or nothing that the reader knows, it is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from claimx.answers import AnsweredClaim
from claimx.quantities import parse_number, parse_size
from claimx.text import word_set

__all__ = ["Facts", "Reading", "fields_of"]

_CALLED = """
quote: quote evidence text span sentence snippet excerpt passage claim finding statement result outcome conclusion
    highlight takeaway contribution achievement justification summary tldr
method: method model system approach technique algorithm framework architecture
metric: metric measure measurement quantity indicator
value: value number figure score amount result delta change improvement gain difference magnitude
high: high upper max maximum
low: low lower min minimum
from: from before previous baseline_value baseline_score baseline_result baseline_level from_value old
to: to after to_value new
unit: unit
direction: direction trend sign
bound: bound qualifier
kind: kind type claim_type category
size: size model_size parameter param n_param num_param parameter_count param_count number_of_parameter
baselines: baseline comparator competitor comparison compared_to compared_with compared_against versus
    baseline_model baseline_method baseline_system comparison_method comparison_model reference_method
benchmarks: benchmark dataset data_set task test_set evaluation_set evaluation_dataset testset
quantified: quantified quantitative is_quantified is_quantitative numeric is_numeric has_number
title: title paper_title
abstract: abstract document source_document full_text
start: start start_offset start_char char_start start_pos begin start_index
end: end end_offset end_char char_end end_pos end_index
"""


def _by_name() -> dict[str, tuple[str, ...]]:
    """The fields that each name of the list above is under."""
    fields: dict[str, tuple[str, ...]] = {}
    for line in re.sub(r"\n\s+", " ", _CALLED).strip().splitlines():
        field, _, names = line.partition(": ")
        for name in names.split():
            fields[name] = (*fields.get(name, ()), field)
    return fields


_FIELDS = _by_name()
_LISTED = {"baselines", "benchmarks"}
"""Fields of which a claim has several."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_EMPTY_WORDS = word_set(
    "name text string str value key main primary proposed reported claimed the of paper supporting numeric exact "
    "verbatim numerical evaluation used new our in"
)
_HEADS = word_set("value score unit direction improvement gain")
"""Words that say what a compound is, whatever stands before them: `metric_value`, `accuracy_gain`."""
_DIRECTIONS = {
    "increase": ("increase", "increased", "increases", "up", "higher", "rise", "positive", "+"),
    "decrease": ("decrease", "decreased", "decreases", "down", "lower", "fall", "negative", "-"),
    "equal": ("equal", "same", "unchanged", "no_change", "no change", "neutral", "none"),
}


@lru_cache(maxsize=4096)
def fields_of(name: str) -> tuple[str, ...]:
    """The fields that a property's name may mean, the likeliest first; none where it says nothing known."""
    words = [_singular(word.lower()) for word in _WORD.findall(name[:100])]
    if fields := _FIELDS.get("_".join(words)):
        return fields
    if words and words[-1] in _HEADS:
        return _FIELDS[words[-1]]
    telling = [word for word in words if word not in _EMPTY_WORDS]
    if fields := _FIELDS.get("_".join(telling)):
        return fields
    meant = {fields for word in telling if (fields := _FIELDS.get(word))}
    return meant.pop() if len(meant) == 1 else ()


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one claim: for each field the forms in which it can be told, the best first."""

    told: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, claim: AnsweredClaim, title: str, text: str) -> Facts:
        """The facts of a claim that was read in `text`."""
        at = text.find(claim.quote)
        kinds = ("qualitative",) if claim.kind == "qualitative" else ("quantitative", "quantified", "numeric")
        told: dict[str, Sequence[Any]] = {
            "quote": (claim.quote,),
            "method": (claim.method,),
            "metric": (claim.metric,),
            "value": _number(claim.value),
            "low": _number(claim.value),
            "high": _number(claim.high),
            "from": _number(claim.from_),
            "to": _number(claim.to),
            "unit": (claim.unit,),
            "direction": _DIRECTIONS.get(claim.direction or "", ()),
            "bound": (claim.bound,),
            "kind": (claim.kind, *kinds),
            "size": _size(claim.size),
            "baselines": tuple(claim.baselines),
            "benchmarks": tuple(claim.benchmarks),
            "quantified": (claim.kind != "qualitative",),
            "title": (title,),
            "abstract": (text,),
            "start": (at,) if at >= 0 else (),
            "end": (at + len(claim.quote),) if at >= 0 else (),
        }
        kept = {name: [form for form in forms if form is not None and form != ""] for name, forms in told.items()}
        return cls({name: forms for name, forms in kept.items() if forms})

    def forms(self, name: str, beside: Set[str] = frozenset()) -> list[Any]:
        """The forms of what a property called `name` asks for; `beside` are the fields that others with it ask for.

        A level is a value and a single number both ends of a range, where nothing beside tells them apart.
        """
        if name == "name":
            return list(self.told.get("name", ()))
        fields = fields_of(name)
        found = [form for field in fields for form in self.told.get(field, ())]
        if not found and "value" in fields and "to" not in beside:
            found = list(self.told.get("to", ()))
        if not found and "high" in fields and "low" in beside:
            found = list(self.told.get("value", ()))
        return found

    def each(self, name: str, beside: Set[str] = frozenset()) -> list[list[Any]]:
        """The things that a list called `name` asks for, each with its forms; one without any where it is not told."""
        forms = self.forms(name, beside)
        return [[form] for form in forms] if forms and _LISTED & set(fields_of(name)) else [forms]

    def about(self, name: str, forms: Sequence[Any]) -> Facts:
        """The facts inside an object that stands under the property `name` for `forms`: what its name and size are."""
        fields = fields_of(name)
        texts = [form for form in forms if isinstance(form, str)][:1]
        inner: dict[str, Sequence[Any]] = {"name": texts} if texts and "quote" not in fields else {}
        if "size" in fields:
            numbers = [number for number in self.told.get("size", ()) if not isinstance(number, str)]
            inner |= {"low": numbers[:1], "high": numbers[-1:], "value": numbers[:1]}
        elif "baselines" in fields:
            inner |= {"value": self.told.get("from", ()), "method": texts, "size": (), "to": ()}
        return Facts({**self.told, **inner}) if inner else self


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a text: its title, where one is told, and its claims."""

    title: str
    text: str
    claims: tuple[AnsweredClaim, ...]

    def facts(self) -> tuple[Facts, ...]:
        """The facts of each claim."""
        return tuple(Facts.of(claim, self.title, self.text) for claim in self.claims)

    def of_paper(self) -> Facts:
        """The facts that hold without any claim."""
        told = {"title": [self.title], "abstract": [self.text]}
        return Facts({name: forms for name, forms in told.items() if forms[0]})


def _number(text: str | None) -> tuple[Any, ...]:
    """A number as written, and as a number where it is one."""
    return () if text is None else (text, parse_number(text))


def _size(text: str | None) -> tuple[Any, ...]:
    """A parameter count as written, and its smallest and largest number."""
    return () if text is None else (text, *(parse_size(text) or ()))
