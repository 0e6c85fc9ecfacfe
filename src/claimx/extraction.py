"""One paper: asked, grounded, checked, asked again for what is open.

At most three questions: for the claims; once more for those that a check refused, with the reason; once more for
numbers that look like results and have no role, with the sentence. What fails then is kept in the record as rejected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from claimx.agreement import voted
from claimx.answers import AnsweredClaims
from claimx.checks import audit
from claimx.claims import Claim, Finding, Provenance, Rejected
from claimx.errors import FailureKind, ModelError, ModelUnusableError
from claimx.grounding import Grounding, ground
from claimx.ledger import Ledger, ledger_of, open_results
from claimx.models import Answer, Attempt, Client, Usage
from claimx.papers import Paper
from claimx.printable import one_line
from claimx.prompts import Message, Prompt, read_prompt, schema_hash

__all__ = ["Failure", "PaperClaims", "PaperExtractor"]


class Failure(BaseModel):
    """A paper that got no answer: why, and every attempt."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    paper_id: str
    """The paper's id."""
    title: str
    """The paper's title."""
    kind: FailureKind
    """Why, as one of a closed list."""
    message: str
    """What happened and what to do, in one sentence."""
    attempts: tuple[Attempt, ...] = ()
    """The exchanges, where there were any."""


@dataclass(frozen=True, slots=True)
class PaperClaims:
    """What one paper came to: claims, refused claims and the ledger of its numbers, or a failure. One line a value in
    a run folder.
    """

    paper: Paper
    claims: tuple[Claim, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    ledger: Ledger | None = None
    failure: Failure | None = None
    attempts: tuple[Attempt, ...] = ()

    @property
    def usage(self) -> Usage:
        """Tokens over all attempts."""
        return Usage.total(attempt.usage for attempt in self.attempts)

    def lines(self) -> Iterator[tuple[str, BaseModel | Mapping[str, Any]]]:
        """Pairs of a run folder's list and a value for it."""
        yield "papers", self.paper
        for claim in self.claims:
            yield "claims", claim
        for rejected in self.rejected:
            yield "rejected", rejected
        if self.ledger is not None:
            yield "ledger", self.ledger
        if self.failure is not None:
            yield "failures", self.failure


class PaperExtractor:
    """Asks a model for the claims of papers; its calls may run concurrently on one event loop."""

    def __init__(self, client: Client, *, prompt: Prompt | None = None, ask_again: bool = True, votes: int = 0) -> None:
        self.client = client
        self.prompt = prompt or read_prompt("extract")
        self._repair, self._open = read_prompt("repair"), read_prompt("open_numbers")
        self._ask_again, self._votes = ask_again, votes

    @property
    def prompt_hash(self) -> str:
        """Hash of the prompt and the schema: what each claim's provenance names."""
        return f"{self.prompt.hash}-{schema_hash()}"

    async def extract(self, paper: Paper) -> PaperClaims:
        """The claims of one paper. A paper without an answer comes back as a failure; ModelUnusableError where no
        paper would get one.
        """
        asked = self.prompt.messages(paper)
        attempts: list[Attempt] = []
        try:
            answer = await self._asked(asked, paper, attempts)
        except ModelUnusableError:
            raise
        except ModelError as problem:
            failure = Failure(
                paper_id=paper.id, title=paper.title, kind=problem.kind, message=str(problem), attempts=tuple(attempts)
            )
            return PaperClaims(paper, failure=failure, ledger=ledger_of(paper, ()), attempts=tuple(attempts))
        reading = Grounding.of(paper)
        claims, rejected = self._judged(answer, reading, ())
        if self._ask_again:
            claims, rejected = await self._again(reading, asked, answer, claims, rejected, attempts)
        if self._votes and any(claim.confidence == "doubtful" for claim in claims):
            kept, refused = voted(claims, await self._further(reading, asked, attempts))
            claims, rejected = tuple(kept), (*rejected, *refused)
        return PaperClaims(paper, claims, rejected, ledger_of(paper, claims), None, tuple(attempts))

    async def _asked(
        self, messages: Sequence[Message], paper: Paper, attempts: list[Attempt], *, seed: int | None = None
    ) -> Answer[AnsweredClaims]:
        try:
            answer = await self.client.ask(messages, AnsweredClaims, paper_id=paper.id, seed=seed)
        except ModelError as problem:
            attempts += [a for a in problem.attempts if isinstance(a, Attempt)]
            raise
        attempts += answer.attempts
        return answer

    async def _again(
        self,
        reading: Grounding,
        asked: Sequence[Message],
        answer: Answer[AnsweredClaims],
        claims: tuple[Claim, ...],
        rejected: tuple[Rejected, ...],
        attempts: list[Attempt],
    ) -> tuple[tuple[Claim, ...], tuple[Rejected, ...]]:
        """One question for the refused claims and one for numbers without a role; a failure to answer leaves things
        as they are.
        """
        paper = reading.paper
        if rejected:
            question = self._repair.follow_up(asked, answer.text, [_complaint(r) for r in rejected])
            mended = await self._maybe(question, paper, attempts)
            if mended is not None:
                claims, failed_again = self._judged(mended, reading, claims)
                rejected += failed_again
        points = open_results(ledger_of(paper, claims), paper)
        if points:
            question = self._open.follow_up(asked, answer.text, points)
            added = await self._maybe(question, paper, attempts)
            if added is not None:
                claims, failed = self._judged(added, reading, claims)
                rejected += failed
        return claims, rejected

    async def _further(
        self, reading: Grounding, asked: Sequence[Message], attempts: list[Attempt]
    ) -> list[tuple[Claim, ...]]:
        """The claims of further answers to the same question, each sampled with a seed of its own."""
        seeds = range(1, self._votes + 1)
        answers = [await self._maybe(asked, reading.paper, attempts, seed=seed) for seed in seeds]
        return [self._judged(answer, reading, ())[0] for answer in answers if answer is not None]

    async def _maybe(
        self, messages: Sequence[Message], paper: Paper, attempts: list[Attempt], *, seed: int | None = None
    ) -> Answer[AnsweredClaims] | None:
        try:
            return await self._asked(messages, paper, attempts, seed=seed)
        except ModelError:
            return None

    def _judged(
        self, answer: Answer[AnsweredClaims], reading: Grounding, known: tuple[Claim, ...]
    ) -> tuple[tuple[Claim, ...], tuple[Rejected, ...]]:
        """All claims that stand, the known ones first, in the order of the text; and those of the answer that do
        not.
        """
        paper = reading.paper
        provenance = Provenance(
            model=one_line(answer.model),
            prompt=self.prompt_hash,
            exchange=answer.exchange,
            snapshot=paper.sources[0].snapshot if paper.sources else None,
        )
        grounded = [ground(answered, reading, provenance) for answered in answer.value.claims]
        rejected = [g for g in grounded if isinstance(g, Rejected)]
        audited = audit([*known, *(g for g in grounded if isinstance(g, Claim))], paper)
        standing = [c for c in audited if not _refused(c)]
        rejected += [Rejected.of(c) for c in audited if _refused(c)]
        standing.sort(key=lambda claim: (claim.evidence.start, claim.evidence.end))
        return _with_own_ids(standing), tuple(rejected)


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


def _complaint(rejected: Rejected) -> str:
    reasons = "; ".join(_said(finding) for finding in rejected.findings)
    return f'{rejected.method} | {rejected.metric} | {rejected.value} | "{rejected.quote}": {reasons}'


def _said(finding: Finding) -> str:
    return f"{finding.code} {finding.message}"
