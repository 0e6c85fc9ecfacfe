"""One paper: asked, judged, asked again for what is open.

At most three questions: for the claims; once more for those that a check refused, with the reason; once more for
numbers that look like results and have no role, with the sentence. What fails then is kept in the record as rejected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from claimx.answers import AnsweredClaims
from claimx.claims import Claim, Finding, Rejected
from claimx.errors import FailureKind, ModelError, ModelUnusableError
from claimx.judging import Answered, Judgement
from claimx.ledger import Ledger, ledger_of, open_results
from claimx.models import Attempt, Client, Usage
from claimx.papers import Paper
from claimx.prompts import Message, Prompt, read_prompt, schema_hash

__all__ = ["UNUSABLE_ANSWERS", "Failure", "PaperClaims", "PaperExtractor"]

UNUSABLE_ANSWERS: frozenset[FailureKind] = frozenset({"refusal", "truncated", "empty", "invalid"})
"""Kinds of failure that are an answer, and may stand in a journal: to be told again until it is forgotten."""
_AGAIN = "run the same command again: it asks this paper anew"
_RETRIES: Mapping[FailureKind, str] = {
    **dict.fromkeys(UNUSABLE_ANSWERS, "run the same command with --retry-failed: it asks this paper anew"),
    "truncated": "raise --max-tokens, then run the same command with --retry-failed",
    "over_budget": "raise --budget, then run the same command again",
    "bad_request": "mend what the server refuses, then run the same command again",
    "cassette_miss": "record an answer to this paper, then run the same command again",
}


class Failure(BaseModel):
    """A paper that got no answer: why, every attempt, and how to try again."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    paper_id: str
    """The paper's id."""
    title: str
    """The paper's title."""
    kind: FailureKind
    """Why, as one of a closed list."""
    message: str
    """What happened and what to do, in one sentence."""
    retry: str = _AGAIN
    """How to ask for this paper again."""
    attempts: tuple[Attempt, ...] = ()
    """The requests, where there were any."""

    @classmethod
    def of(cls, paper: Paper, problem: ModelError, attempts: Sequence[Attempt]) -> Failure:
        """The record of a paper that `problem` ended."""
        return cls(
            paper_id=paper.id,
            title=paper.title,
            kind=problem.kind,
            message=str(problem),
            retry=_RETRIES.get(problem.kind, _AGAIN),
            attempts=tuple(map(_as_recorded, attempts)),
        )


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
    unanswered: int = 0
    """Questions that followed the first and got no answer: the same command again asks them."""

    @property
    def usage(self) -> Usage:
        """Tokens over all attempts."""
        return Usage.total(attempt.usage for attempt in self.attempts)

    def lines(self) -> Iterator[tuple[str, BaseModel]]:
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
        paper would get one, StoppedError where the run is being stopped.
        """
        asking = _Asking(self.client, paper)
        asked = self.prompt.messages(paper)
        try:
            text, answer = await asking.ask(asked)
        except ModelUnusableError:
            raise
        except ModelError as problem:
            failure = Failure.of(paper, problem, asking.attempts)
            return PaperClaims(paper, failure=failure, ledger=ledger_of(paper, ()), attempts=tuple(asking.attempts))
        judged = Judgement.of(paper, self.prompt_hash).adding(answer)
        if self._ask_again:
            judged = await self._again(judged, asked, text, asking)
        if self._votes and judged.doubtful:
            judged = judged.put_to_vote(await self._further(asked, asking))
        return PaperClaims(
            paper,
            judged.claims,
            judged.rejected,
            judged.ledger,
            attempts=tuple(asking.attempts),
            unanswered=asking.unanswered,
        )

    async def _again(self, judged: Judgement, asked: Sequence[Message], text: str, asking: _Asking) -> Judgement:
        """One question for the refused claims and one for numbers without a role; where there is no answer, things
        stay as they are.
        """
        if judged.rejected:
            complaints = [_complaint(rejected) for rejected in judged.rejected]
            mended = await asking.maybe(self._repair.follow_up(asked, text, complaints))
            judged = judged if mended is None else judged.adding(mended)
        points = open_results(judged.ledger, judged.paper)
        if points:
            added = await asking.maybe(self._open.follow_up(asked, text, points))
            judged = judged if added is None else judged.adding(added)
        return judged

    async def _further(self, asked: Sequence[Message], asking: _Asking) -> list[Answered]:
        """Further answers to the same question, each sampled with a seed of its own."""
        answers = [await asking.maybe(asked, seed=seed) for seed in range(1, self._votes + 1)]
        return [answer for answer in answers if answer is not None]


class _Asking:
    """The questions about one paper, the time that they have together, and every attempt at an answer."""

    def __init__(self, client: Client, paper: Paper) -> None:
        self._client, self._paper, self._deadline = client, paper, client.deadline()
        self.attempts: list[Attempt] = []
        self.unanswered = 0

    async def ask(self, messages: Sequence[Message], *, seed: int | None = None) -> tuple[str, Answered]:
        """The answer, as text and as it is judged; ModelError where there is none."""
        try:
            answer = await self._client.ask(
                messages, AnsweredClaims, paper_id=self._paper.id, seed=seed, deadline=self._deadline
            )
        except ModelError as problem:
            self.attempts += [a for a in problem.attempts if isinstance(a, Attempt)]
            raise
        self.attempts += answer.attempts
        return answer.text, Answered(answer.value, answer.model, answer.exchange)

    async def maybe(self, messages: Sequence[Message], *, seed: int | None = None) -> Answered | None:
        """The answer to a question that may go without one. ModelUnusableError where the server is gone."""
        try:
            return (await self.ask(messages, seed=seed))[1]
        except ModelUnusableError:
            raise
        except ModelError as problem:
            self.unanswered += problem.kind not in UNUSABLE_ANSWERS
            return None


def _as_recorded(attempt: Attempt) -> Attempt:
    """The attempt as a record tells it: of one that stands in the journal what stays the same when a run is continued,
    so that continuing gives the records of a run that nothing interrupted.
    """
    if attempt.problem in UNUSABLE_ANSWERS or attempt.problem is None:
        return attempt.model_copy(update={"remembered": False, "seconds": None})
    return attempt


def _complaint(rejected: Rejected) -> str:
    reasons = "; ".join(_said(finding) for finding in rejected.findings)
    return f'{rejected.method} | {rejected.metric} | {rejected.value} | "{rejected.quote}": {reasons}'


def _said(finding: Finding) -> str:
    return f"{finding.code} {finding.message}"
