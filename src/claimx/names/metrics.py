"""The metric that a name means.

A name is looked up whole, never spotted inside a text, and no spelling is guessed:

1. as the vocabulary spells it (`terms`), or in the plural, brackets being read both ways: "error rate (WER)";
2. without a leading "the", "a" or "average" and a trailing "score", and for metrics that are amounts without a
   leading "number of";
3. with its own cutoff where the vocabulary has the metric with any: "pass@7", "recall at 20", "top-3 accuracy";
   the numbers at two cutoffs are two metrics of one family;
4. by what it is about: the longest known ending ("zero-shot QA accuracy" is accuracy), unless what goes before makes
   it another number ("balanced accuracy", "precision and recall"), and never one behind a preposition, before which
   the head stands: "accuracy of the student" is accuracy, "rate of errors" nothing.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from claimx.names.terms import Index, Metric, parts_of, vocabulary

__all__ = ["metric"]

_LEAD = re.compile(r"^(?:the|a|an|average|avg\.?|mean) ", re.IGNORECASE)
_TAIL = re.compile(r" scores?$", re.IGNORECASE)
_PLURAL = re.compile(r"(?<=[a-z]{3})(?:(?<=[^s])s|(?P<y>ies))$")
_AMOUNT_LEAD = re.compile(r"(?:total )?(?:number|amount|volume|count) of ", re.IGNORECASE)
_AMOUNTS = frozenset({"bytes", "count", "FLOPs", "GB", "parameters", "tokens"})
"""Units of the metrics that "number of" adds nothing to; "number of errors" is not the error rate."""
_CUTOFF = re.compile(
    r"(?:\s?@\s?|\sat\s)(?P<at>[1-9]\d{0,3})(?![\d.])|\btop[- ]?(?P<top>[1-9]\d{0,3})(?!\d)", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r" (?:of|on|in|for|with|across|over|under|at|after|to|between|among|by|from|against|during|via|without"
    r"|than|that|which|while|involving|containing|including|requiring|using) "
)
_OTHER_NUMBER = re.compile(
    r"(?:\btop[- ]\d+|@\S*|,|"
    r"\b(?:and|or|balanced|joint|log|macro|micro|weighted|normali[sz]ed|relative|median))$",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=4096)
def metric(name: str) -> Metric | None:
    """The metric that `name` means, by the rules at the head of this module; None where none is known."""
    index = vocabulary().metric_index
    parts = parts_of(name)
    if len(parts) > 1 and (cutoff := _cutoff(index, f"{parts[1]} {parts[0]}")) is not None:
        return cutoff
    if len(parts) > 1 and _OTHER_NUMBER.search(parts[1]):
        return _bare(index, parts[1])
    for part in parts:
        known = _bare(index, part) or _amount(index, part) or _by_head(index, part)
        if known is not None:
            return known
    return None


def _bare(index: Index[Metric], name: str) -> Metric | None:
    """The metric of a name as written or without what says nothing at its two ends."""
    headed = _LEAD.sub("", name)
    candidates = (name, headed, _TAIL.sub("", name), _TAIL.sub("", headed), _singular(headed))
    found = next((known for candidate in candidates if (known := index.get(candidate)) is not None), None)
    return found or _cutoff(index, headed)


def _singular(name: str) -> str:
    """A name of several words without its plural; a single word in the plural is rarely a metric: gaps, returns."""
    if " " not in name:
        return name
    return _PLURAL.sub(lambda plural: "y" if plural["y"] else "", name)


def _cutoff(index: Index[Metric], name: str) -> Metric | None:
    """The metric of a name with a number of candidates in it, after the vocabulary's own with `k` in its place."""
    number = _CUTOFF.search(name)
    if number is None:
        return None
    at = number["at"] or number["top"]
    general = name[: number.start()] + ("@k" if number["at"] else "top-k") + name[number.end() :]
    known = index.get(general) or index.get(_TAIL.sub("", general))
    if known is None:
        return None
    own = known.name.replace("@k", f"@{at}").replace("Top-k", f"Top-{at}")
    return index.get(own) or replace(known, name=own)


def _amount(index: Index[Metric], name: str) -> Metric | None:
    """The metric of "number of parameters" and its like."""
    counted = _AMOUNT_LEAD.match(name)
    known = _bare(index, name[counted.end() :]) if counted else None
    return known if known is not None and known.unit in _AMOUNTS else None


def _by_head(index: Index[Metric], name: str) -> Metric | None:
    """The metric that a longer name is about: its longest known ending, or that of its head."""
    head = _PREPOSITION.split(name, maxsplit=1)[0]
    whole = _ending(index, name, len(head))
    return whole or _bare(index, head) or _ending(index, head, len(head))


def _ending(index: Index[Metric], name: str, limit: int) -> Metric | None:
    """The metric of the longest known ending of `name` that begins before the offset `limit`."""
    for space in re.finditer(" ", name[:limit]):
        known = _bare(index, name[space.end() :])
        if known is not None:
            return None if not known.vague and _OTHER_NUMBER.search(name[: space.start()]) else known
    return None
