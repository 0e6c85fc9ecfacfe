"""V12: the model size stands in the paper, and belongs to the claim's own model."""

from __future__ import annotations

import re

from claimx.checks.cases import Case
from claimx.checks.comparators import is_compared
from claimx.checks.naming import folded
from claimx.checks.verdicts import PASS, UNKNOWN, Verdict, failed
from claimx.claims import ModelSize
from claimx.quantities import Size, parse_size, same_number, sizes
from claimx.text import Span

__all__ = ["size_is_the_subjects"]

_BOUNDED = re.compile(r"\b(?:below|under|over|above|than|up\sto)\s", re.IGNORECASE)
_OPENS = re.compile(r"\s?\(")


def size_is_the_subjects(case: Case) -> Verdict:
    """V12: both ends of the size are written in the paper, agree with the method's name, and are no baseline's only.

    Of a mixture of experts the total counts, where it is written.
    """
    claim = case.claim
    size, named = claim.model_size, _size_in_name(claim.method)
    if size is None:
        return UNKNOWN
    if named is not None and (size.high < named[0] * 0.99 or size.low > named[1] * 1.01):
        return failed(f"the method's own name gives another size than {_said(size)}")
    if named is not None and named[0] * 0.99 <= size.low and size.high <= named[1] * 1.01:
        return PASS
    if (beside := _beside_name(case)) and not any(_has_end(one, size.high) for one in beside):
        return failed(f"beside the method's name stands {beside[0].text}, not {_said(size)}")
    return _written_as_the_subjects(size, case)


def _size_in_name(method: str) -> tuple[float, float] | None:
    """The size that is part of the method's name; `models below 400M` names none."""
    return None if _BOUNDED.search(method) else parse_size(method)


def _beside_name(case: Case) -> list[Size]:
    """The sizes in brackets behind the method's name: `Teal-mini (7.6B total/2.4B active)`."""
    abstract, whole = case.survey.abstract, Span(0, len(case.survey.abstract))
    opened = [place.end for place in case.places(case.claim.method, whole) if _OPENS.match(abstract, place.end)]
    closed = [(at, abstract.find(")", at)) for at in opened]
    return [one for one in case.survey.sizes if any(start <= one.start < end for start, end in closed)]


def _written_as_the_subjects(size: ModelSize, case: Case) -> Verdict:
    written, in_title = case.survey.sizes, sizes(case.survey.title)
    quoted = [one for one in written if _is_quoted(one, case) and not _stands_compared(one, case)]
    for end in (size.low, size.high):
        if any(_has_end(one, end) for one in in_title):
            continue
        found = [one for one in written if _has_end(one, end)]
        if not found:
            return failed(f"no size of {end:g} parameters stands in the text")
        if not any(_is_near(one, case) for one in found) and any(_is_near(one, case) for one in written):
            return failed(f"the size of {end:g} parameters belongs to another experiment of the abstract")
        if quoted and not any(_has_end(one, end) for one in quoted):
            return failed(f"the quote is about {quoted[0].text}, not about {end:g} parameters")
        if all(_is_of_comparator(one, case) for one in found):
            return failed(f"the size of {end:g} parameters is the comparator's")
        if all(one.active for one in found) and any(not one.active for one in written):
            return failed(f"{end:g} counts the active parameters; the total counts")
    return PASS


def _has_end(size: Size, end: float) -> bool:
    return same_number(size.low, end) or same_number(size.high, end)


def _is_near(size: Size, case: Case) -> bool:
    """Whether the size stands in the quote's sentence, in the one before, or in one that names the method."""
    here, there = case.survey.sentence_index(case.claim.evidence.start), case.survey.sentence_index(size.start)
    return here - 1 <= there <= here or bool(case.places(case.claim.method, case.survey.sentences[there]))


def _is_quoted(size: Size, case: Case) -> bool:
    return case.claim.evidence.start <= size.start and size.end <= case.claim.evidence.end


def _is_of_comparator(size: Size, case: Case) -> bool:
    """Whether the size is written as a comparator's, while its sentence has another one that is not.

    Of a comparator's full name it is enough that the abstract has such another one.
    """
    if not _stands_compared(size, case):
        return False
    rivals = [other for other in case.survey.sizes if not same_number(other.high, size.high)]
    if size.name is None or not is_compared(Span(size.start, size.end), case):
        sentence = case.survey.sentence_index(size.start)
        rivals = [other for other in rivals if case.survey.sentence_index(other.start) == sentence]
    return any(not _stands_compared(other, case) for other in rivals)


def _stands_compared(size: Size, case: Case) -> bool:
    whole = folded(size.name or size.text)
    of_baseline = any(whole in folded(baseline) for baseline in case.claim.baselines)
    return of_baseline or is_compared(Span(size.start, size.end), case)


def _said(size: ModelSize) -> str:
    return f"{size.low:g}" if size.low == size.high else f"{size.low:g} to {size.high:g}"
