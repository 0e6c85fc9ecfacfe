"""A claim beside its paper: what every check looks at."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from claimx.checks.naming import Wording, places
from claimx.claims import Claim
from claimx.ledger.holdings import Holding, Part, holdings
from claimx.ledger.survey import Survey
from claimx.quantities import Quantity
from claimx.text import Span

__all__ = ["Case"]

_CHANGE: tuple[Part, ...] = ("low", "high")
_LEVELS: tuple[Part, ...] = ("to", "from")


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, the survey of its paper, and which number of the text each number of the claim is."""

    claim: Claim
    survey: Survey
    holdings: tuple[Holding, ...]

    @classmethod
    def of(cls, claim: Claim, survey: Survey) -> Case:
        """The case of a claim whose quote stands in the abstract."""
        return cls(claim, survey, holdings(claim, survey))

    @property
    def sentence(self) -> Span:
        """The sentence in which the quote begins."""
        return self.survey.sentence(self.claim.evidence.start)

    @property
    def sentence_text(self) -> str:
        """The characters of that sentence."""
        start, end = self.sentence
        return self.survey.abstract[start:end]

    @property
    def wording(self) -> Wording:
        """The words of title and abstract, but for sentences that somebody planted."""
        survey = self.survey
        spoken = (
            survey.abstract[start:end] for i, (start, end) in enumerate(survey.sentences) if i not in survey.planted
        )
        return _wording(" ".join((survey.title, *spoken)))

    def places(self, name: str, sentence: Span | None = None) -> tuple[Span, ...]:
        """Where a sentence, by default that of the quote, has a name."""
        return places(name, self.survey.abstract, *(sentence or self.sentence))

    def index(self, part: Part) -> int | None:
        """Index of the text's number that is this part of the delta; None where the claim has none."""
        return next((holding.index for holding in self.holdings if holding.part == part), None)

    @property
    def headline(self) -> tuple[int, ...]:
        """Indices of the numbers that the claim is mainly about: the change, or where there is none the levels."""
        change = [index for part in _CHANGE if (index := self.index(part)) is not None]
        return tuple(change or [index for part in _LEVELS if (index := self.index(part)) is not None])

    @property
    def headline_numbers(self) -> tuple[Quantity, ...]:
        """The same as the text's numbers."""
        return tuple(self.survey.numbers[index] for index in self.headline)


@functools.lru_cache(maxsize=64)
def _wording(text: str) -> Wording:
    return Wording.of(text)
