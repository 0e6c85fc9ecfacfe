"""The ledger: every number of an abstract with its role, and the outcomes in words that no claim holds.

survey      an abstract's sentences, numbers and sizes, read once
holdings    which number of the text is which number of a claim
voices      who speaks in a sentence, and how surely
planted     orders to a reader that somebody planted
roles       the roles of numbers that no claim holds
cues        words that state an outcome without a number
words       how the word lists of these rules are written
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from claimx.claims import Claim
from claimx.ledger.cues import cues
from claimx.ledger.holdings import holdings
from claimx.ledger.roles import Role, role_of
from claimx.ledger.survey import Survey, survey
from claimx.papers import Paper
from claimx.printable import one_line

__all__ = ["Cue", "Ledger", "LedgerNumber", "Role", "ledger_of", "open_results"]

_LONGEST_SENTENCE = 400
_MOST_LINES = 16


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class LedgerNumber(_Value):
    """A number of an abstract and its role."""

    text: str
    """The number as written, without its unit."""
    start: int
    """Offset of its first character in the abstract, in Unicode code points."""
    end: int
    """Offset behind its last character."""
    value: float
    """The number, its scale included: 5 million is 5000000."""
    role: Role
    """What it is there for: claimed where a claim holds it; name (GPT-4, INT4), size of a model, setup (what was
    used), condition (2 bits, 8 shots, models 7 times larger), spread, background (other people's results, hopes),
    reference (years, [12], list numbers); unaccounted where it looks like a result and no claim holds it."""
    claim_ids: tuple[str, ...] = ()
    """The claims that hold it, or whose baseline it describes."""


class Cue(_Value):
    """Words that state an outcome without a number (outperforms, on par) and that no claim's quote touches."""

    text: str
    """The words as written."""
    start: int
    """Offset of the first character in the abstract, in Unicode code points."""
    end: int
    """Offset behind the last character."""
    claim_ids: tuple[str, ...] = ()
    """The claims whose quote is from the same sentence; mostly none."""


class Ledger(_Value):
    """The account of one abstract."""

    paper_id: str
    """The paper's id."""
    numbers: tuple[LedgerNumber, ...]
    """Every number of the abstract, in order."""
    cues: tuple[Cue, ...] = ()
    """Outcomes in words without a claim, in order."""


def ledger_of(paper: Paper, claims: Sequence[Claim]) -> Ledger:
    """The account of the paper's abstract, given the claims that stand."""
    surveyed = survey(paper)
    return Ledger(
        paper_id=paper.id,
        numbers=tuple(_numbers(claims, surveyed)),
        cues=tuple(_open_cues(paper, claims, surveyed)),
    )


def open_results(ledger: Ledger, paper: Paper) -> list[str]:
    """A line for each number that looks like a result and that no claim holds: the number and its sentence.

    At most 16 lines of bounded length, since they go into a question to a model.
    """
    surveyed = survey(paper)
    lines = []
    for number, written in zip(ledger.numbers, surveyed.numbers, strict=True):
        if number.role == "unaccounted":
            whole = paper.abstract[written.start_with_sign : written.unit_end]
            start, end = surveyed.sentence(number.start)
            start = max(start, min(number.start - _LONGEST_SENTENCE // 2, end - _LONGEST_SENTENCE))
            said = one_line(paper.abstract[start : min(end, start + _LONGEST_SENTENCE)])
            lines.append(f'{one_line(whole)} in "{said}"')
    return lines[:_MOST_LINES]


def _numbers(claims: Sequence[Claim], surveyed: Survey) -> Iterator[LedgerNumber]:
    holders = _holders(claims, surveyed)
    for index, number in enumerate(surveyed.numbers):
        role: Role = "claimed" if index in holders else role_of(index, surveyed)
        ids = holders.get(index, ())
        if role == "unaccounted":
            ids = _told_elsewhere(index, surveyed, holders)
            role = "claimed" if ids else role
        if role in ("unaccounted", "condition") and (described := _describing(index, claims, surveyed)):
            role, ids = "condition", described
        yield LedgerNumber(
            text=number.text, start=number.start, end=number.end, value=number.value, role=role, claim_ids=ids
        )


def _holders(claims: Sequence[Claim], surveyed: Survey) -> Mapping[int, tuple[str, ...]]:
    """The ids of the claims that hold a number, by its index."""
    holders: dict[int, tuple[str, ...]] = {}
    for claim in claims:
        for holding in holdings(claim, surveyed):
            if holding.index is not None and claim.id not in holders.get(holding.index, ()):
                holders[holding.index] = (*holders.get(holding.index, ()), claim.id)
    return holders


def _told_elsewhere(index: int, surveyed: Survey, holders: Mapping[int, tuple[str, ...]]) -> tuple[str, ...]:
    """The claims that hold the same number in another sentence: an outcome that is told twice is one claim."""
    number = surveyed.numbers[index]
    for other, ids in holders.items():
        twin = surveyed.numbers[other]
        alike = (twin.value, twin.unit, twin.places) == (number.value, number.unit, number.places)
        if alike and surveyed.sentence_index(twin.start) != surveyed.sentence_index(number.start):
            return ids
    return ()


def _describing(index: int, claims: Sequence[Claim], surveyed: Survey) -> tuple[str, ...]:
    """The claims of the same sentence that have the number in the name of a baseline: `models 7 times larger`."""
    number = surveyed.numbers[index]
    return tuple(
        claim.id
        for claim in claims
        if surveyed.sentence_index(claim.evidence.start) == surveyed.sentence_index(number.start)
        and any(number.text in baseline for baseline in claim.baselines)
    )


def _open_cues(paper: Paper, claims: Sequence[Claim], surveyed: Survey) -> Iterator[Cue]:
    for start, end in cues(surveyed):
        if any(start < claim.evidence.end and claim.evidence.start < end for claim in claims):
            continue
        here = surveyed.sentence_index(start)
        near = (claim.id for claim in claims if surveyed.sentence_index(claim.evidence.start) == here)
        yield Cue(text=paper.abstract[start:end], start=start, end=end, claim_ids=tuple(near))
