"""A run judged again from its journal, by the checks of today: asks no model, needs neither prompt nor snapshot.

The answers about a paper are judged in the order in which they came: the first, then each further one together with
the claims that stand, as when they were asked for. Answers to the same question with a seed vote on doubtful claims.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from claimx import __version__
from claimx.answers import AnsweredClaims
from claimx.claims import Claim
from claimx.errors import RunError
from claimx.extraction import Failure, PaperClaims
from claimx.journal import Journal, Recorded
from claimx.jsonl import read_lines
from claimx.judging import Answered, Judgement
from claimx.ledger import ledger_of
from claimx.models.failures import EmptyReplyError, RefusedError
from claimx.models.modes import ModeName, answer_of, text_of
from claimx.papers import Paper
from claimx.pipeline import Tally
from claimx.printable import one_line
from claimx.runs import RunFolder, now, read_claims, read_run_json

__all__ = ["Rechecked", "recheck"]

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What judging again has changed. A claim is told as its method, metric and quote, on a line."""

    tally: Tally
    """The counts now."""
    before: int
    """How many claims stood before."""
    accepted: tuple[str, ...]
    """Claims that stand now and did not."""
    refused: tuple[str, ...]
    """Claims that stood and do not now."""


def recheck(folder: RunFolder, *, on_done: Callable[[PaperClaims], None] = lambda _: None) -> Rechecked:
    """Judge the run again whose folder was reopened and entered: write its lists and the counts of its run.json.

    RunError where a file is damaged, or where the journal lacks what was answered about a paper: then everything stays
    as it is.
    """
    run = read_run_json(folder.path)
    before = {claim.id: _told(claim) for claim in read_claims(folder.path)}
    tally, standing, accepted = Tally(), set[str](), list[str]()
    for result in _judged_again(folder, f"{run.get('prompt')}-{run.get('schema')}"):
        folder.add(result)
        tally.add(result)
        standing |= {claim.id for claim in result.claims}
        accepted += [_told(claim) for claim in result.claims if claim.id not in before]
        on_done(result)
    folder.lists.put_in_place()
    counts = {**tally.counts(), "unanswered": (run.get("counts") or {}).get("unanswered", 0)}
    folder.write_run({**run, "counts": counts, "rechecked": now(), "claimx": __version__})
    refused = tuple(told for claim_id, told in before.items() if claim_id not in standing)
    return Rechecked(tally, len(before), tuple(accepted), refused)


def _judged_again(folder: RunFolder, prompt: str) -> Iterator[PaperClaims]:
    """What each paper of the run comes to now."""
    papers = list(_values(folder, "papers", Paper))
    failures = {failure.paper_id: failure for failure in _values(folder, "failures", Failure)}
    alike = defaultdict(list)  # papers that are the same but for their ids were asked about once
    for paper in papers:
        alike[paper.title, paper.abstract].append(paper.id)
    for paper in papers:
        result = _judged(paper, prompt, folder.journal, alike[paper.title, paper.abstract])
        if result is None and paper.id not in failures:
            told = f"holds no answer about the paper {paper.id}: restore it, or run the same command again."
            raise RunError(str(folder.journal.path), told)
        failed = PaperClaims(paper, ledger=ledger_of(paper, ()), failure=failures.get(paper.id))
        yield result or failed


def _judged(paper: Paper, prompt: str, journal: Journal, ids: Sequence[str]) -> PaperClaims | None:
    """What the recorded answers about a paper come to; None where there is no usable one."""
    unread = Judgement.of(paper, prompt)
    judged, votes = unread, list[Answered]()
    for recorded in (recorded for paper_id in ids for recorded in journal.answers(paper_id)):
        answered = _answered(recorded)
        if answered is None:
            continue
        if "seed" in recorded.body:
            votes.append(answered)
        elif _is_the_first_question(recorded):  # asked once more where a setting was changed: then the later counts
            judged, votes = unread.adding(answered), []
        else:
            judged = judged.adding(answered)
    if judged is unread:
        return None
    if judged.doubtful:
        judged = judged.put_to_vote(votes)
    return PaperClaims(paper, judged.claims, judged.rejected, judged.ledger)


def _is_the_first_question(recorded: Recorded) -> bool:
    return all(message["role"] != "assistant" for message in recorded.body["messages"])


def _answered(recorded: Recorded) -> Answered | None:
    """The answer as it is judged; None where it was of no use."""
    mode: ModeName = "tools" if "tools" in recorded.body else "json_schema"
    try:
        completion = answer_of(mode, recorded.response, recorded.body)
        value = AnsweredClaims.model_validate_json(text_of(completion), strict=True)  # as instructor does
    except (RefusedError, EmptyReplyError, ValidationError):
        return None
    if completion.choices[0].finish_reason == "length":
        return None
    return Answered(value, completion.model, recorded.exchange)


def _values(folder: RunFolder, name: str, kind: type[T]) -> Iterator[T]:
    path = folder.path / f"{name}.jsonl"
    for number, value in enumerate(read_lines(path), 1):
        try:
            yield kind.model_validate(value)
        except ValidationError as problem:
            said = problem.errors(include_url=False)[0]["msg"]
            raise RunError(
                f"{path}:{number}", f"is damaged ({said}): run the same command again to write it anew."
            ) from None


def _told(claim: Claim) -> str:
    return one_line(f"{claim.method} | {claim.metric} | {claim.evidence.quote}")
