"""What the answers about one paper come to: claims grounded, checked together, the refused ones kept with the reason.

Apart from the asking, since answers are judged twice: as they come, and again from a journal when checks improve.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from claimx.agreement import voted
from claimx.answers import AnsweredClaims
from claimx.checks import audit
from claimx.claims import Claim, Provenance, Rejected
from claimx.grounding import Grounding, ground
from claimx.ledger import Ledger, ledger_of
from claimx.papers import Paper
from claimx.printable import one_line

__all__ = ["Answered", "Judgement"]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it is judged: what it says, the model that gave it and the exchange that brought it."""

    value: AnsweredClaims
    model: str
    exchange: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The claims of one paper as far as it was answered: each further answer gives a new judgement."""

    reading: Grounding
    prompt: str
    """Hash of the prompt and the schema: what each claim's provenance names."""
    claims: tuple[Claim, ...] = ()
    """The claims that stand, in the order of the text."""
    rejected: tuple[Rejected, ...] = ()
    """The claims that were refused, in the order of the answers."""

    @classmethod
    def of(cls, paper: Paper, prompt: str) -> Judgement:
        """The judgement of a paper before its first answer."""
        return cls(Grounding.of(paper), prompt)

    @property
    def paper(self) -> Paper:
        """The paper that is judged."""
        return self.reading.paper

    @property
    def ledger(self) -> Ledger:
        """The account of the abstract, given the claims that stand."""
        return ledger_of(self.paper, self.claims)

    @property
    def doubtful(self) -> bool:
        """Whether any claim that stands is doubtful."""
        return any(claim.confidence == "doubtful" for claim in self.claims)

    def adding(self, answered: Answered) -> Judgement:
        """With the claims of a further answer, checked together with those that stand."""
        paper = self.paper
        provenance = Provenance(
            model=one_line(answered.model),
            prompt=self.prompt,
            exchange=answered.exchange,
            snapshot=paper.sources[0].snapshot if paper.sources else None,
        )
        grounded = [ground(claim, self.reading, provenance) for claim in answered.value.claims]
        refused = [g for g in grounded if isinstance(g, Rejected)]
        audited = audit([*self.claims, *(g for g in grounded if isinstance(g, Claim))], paper)
        standing = [claim for claim in audited if not _refused(claim)]
        refused += [Rejected.of(claim) for claim in audited if _refused(claim)]
        standing.sort(key=lambda claim: (claim.evidence.start, claim.evidence.end))
        return replace(self, claims=_with_own_ids(standing), rejected=(*self.rejected, *refused))

    def put_to_vote(self, answers: Sequence[Answered]) -> Judgement:
        """With each doubtful claim kept only where most of `answers`, independent ones to the same question, agree; as
        it is where there are none.
        """
        if not answers:
            return self
        before = replace(self, claims=(), rejected=())
        kept, refused = voted(self.claims, [before.adding(answered).claims for answered in answers])
        return replace(self, claims=tuple(kept), rejected=(*self.rejected, *refused))


def _refused(claim: Claim) -> bool:
    return any(finding.severity == "reject" for finding in claim.findings)


def _with_own_ids(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims, with `-2`, `-3` behind an id that occurs again: two claims may share a span and a number."""
    seen: dict[str, int] = {}
    named = []
    for claim in claims:
        base = claim.id.partition("-")[0]
        seen[base] = seen.get(base, 0) + 1
        own = base if seen[base] == 1 else f"{base}-{seen[base]}"
        named.append(claim if claim.id == own else claim.model_copy(update={"id": own}))
    return tuple(named)
