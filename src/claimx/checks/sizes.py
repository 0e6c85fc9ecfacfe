"""V12: the model size stands in the paper, and belongs to the claim's own model."""

from __future__ import annotations

from claimx.checks.cases import Case
from claimx.checks.comparators import is_compared
from claimx.checks.naming import folded
from claimx.checks.verdicts import PASS, UNKNOWN, Verdict, failed
from claimx.claims import ModelSize
from claimx.ledger.holdings import same_number
from claimx.quantities import Size, parse_size, sizes
from claimx.text import Span

__all__ = ["size_is_the_subjects"]


def size_is_the_subjects(case: Case) -> Verdict:
    """V12: both ends of the size are written in the paper, agree with the method's name, and are no baseline's only.

    Of a mixture of experts the total counts, where it is written.
    """
    claim = case.claim
    size, named = claim.model_size, parse_size(claim.method)
    if size is None:
        return UNKNOWN
    if named is not None and (size.high < named[0] * 0.99 or size.low > named[1] * 1.01):
        return failed(f"the method's own name gives another size than {_said(size)}")
    written, in_title = case.survey.sizes, sizes(case.survey.title)
    for end in (size.low, size.high):
        if any(_has_end(one, end) for one in in_title):
            continue
        found = [one for one in written if _has_end(one, end)]
        if not found:
            return failed(f"no size of {end:g} parameters stands in the text")
        if not any(_is_near(one, case) for one in found) and any(_is_near(one, case) for one in written):
            return failed(f"the size of {end:g} parameters belongs to another experiment of the abstract")
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


def _is_of_comparator(size: Size, case: Case) -> bool:
    """Whether the size is written as a comparator's, while its sentence has another one that is not."""
    if not _stands_compared(size, case):
        return False
    sentence = case.survey.sentence_index(size.start)
    beside = (other for other in case.survey.sizes if case.survey.sentence_index(other.start) == sentence)
    return any(not _stands_compared(other, case) for other in beside if not same_number(other.high, size.high))


def _stands_compared(size: Size, case: Case) -> bool:
    whole = folded(size.name or size.text)
    of_baseline = any(whole in folded(baseline) for baseline in case.claim.baselines)
    return of_baseline or is_compared(Span(size.start, size.end), case)


def _said(size: ModelSize) -> str:
    return f"{size.low:g}" if size.low == size.high else f"{size.low:g} to {size.high:g}"
