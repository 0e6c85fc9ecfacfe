"""What a run would send and cost, told before anything is sent: `claimx run --dry-run`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path

from claimx.answers import AnsweredClaims
from claimx.jsonl import read_lines
from claimx.models import Usage
from claimx.models.budgets import Amount, Budget
from claimx.models.estimates import (
    ANSWER_TOKENS,
    DOUBTFUL_SHARE,
    FOLLOW_UP_SHARE,
    FOLLOW_UP_TOKENS,
    estimated_usage,
)
from claimx.models.prices import Prices
from claimx.papers import Paper
from claimx.printable import escaped
from claimx.prompts import Prompt, read_prompt, schema_hash
from claimx.runs import Identity, read_run_json
from claimx.settings import Settings

__all__ = ["Done", "Estimate", "done_in", "estimate", "told"]


@dataclass(frozen=True, slots=True)
class Done:
    """What a run folder holds already: the papers that have an answer, and what they took. `other` where it is the
    folder of another model, prompt or schema, in which a run would be refused.
    """

    answered: frozenset[str] = frozenset()
    spent: Usage = field(default_factory=Usage)
    other: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the papers that have no answer yet will take: `likely`, and `most` if every answer raised questions."""

    papers: int
    to_ask: int
    likely: Usage
    most: Usage


def done_in(out: Path, settings: Settings, prompt: Prompt, *, retry_failed: bool = False) -> Done:
    """What the run folder `out` holds, read and not touched; nothing where there is none. RunError where it cannot be
    read. With `retry_failed` the papers that failed count as without an answer.
    """
    if not (out / "run.json").exists():
        return Done()
    run, identity = read_run_json(out), Identity(settings.model, prompt.hash, schema_hash())
    if (run.get("model"), run.get("prompt"), run.get("schema")) != astuple(identity):
        return Done(other=True)
    answered: set[str] = set()
    spent = []
    for line in read_lines(out / "journal.jsonl"):
        match line:
            case {"exchange": str(), "paper_id": str(paper_id), "response": dict(response)}:
                spent.append(Usage.of(response))
                if line.get("problem") is None:
                    answered.add(paper_id)
            case {"forgotten": [*paper_ids]}:
                answered.difference_update(paper_ids)
    if retry_failed:
        answered.difference_update(str(failure.get("paper_id")) for failure in read_lines(out / "failures.jsonl"))
    return Done(frozenset(answered), Usage.total(spent))


def estimate(papers: Sequence[Paper], settings: Settings, prompt: Prompt, done: Done) -> Estimate:
    """What is to be expected of those of `papers` that are not `done`."""
    schema = AnsweredClaims.model_json_schema()
    bodies = [
        {"messages": prompt.messages(paper), "schema": schema} for paper in papers if paper.id not in done.answered
    ]
    first = sum(estimated_usage(body).prompt_tokens or 0 for body in bodies)
    answer = min(ANSWER_TOKENS, settings.max_tokens or ANSWER_TOKENS)

    def asked(follow_ups: float, votes: float) -> Usage:
        """The tokens where a paper is asked about so many times more."""
        more = follow_ups * settings.ask_again
        questions = 1 + more + votes
        prompts = first * questions + len(bodies) * more * FOLLOW_UP_TOKENS
        return Usage(prompt_tokens=round(prompts), completion_tokens=round(len(bodies) * questions * answer))

    likely = asked(FOLLOW_UP_SHARE, settings.votes * DOUBTFUL_SHARE)
    return Estimate(len(papers), len(bodies), likely, asked(2, settings.votes))


def told(
    papers: Sequence[Paper], settings: Settings, out: Path | None = None, *, retry_failed: bool = False
) -> Iterator[str]:
    """The lines that --dry-run prints; `out` is the run folder that would be continued. UsageError where prices or
    budget make no sense, RunError where the folder cannot be read.
    """
    prompt = read_prompt(settings.prompt, examples=settings.examples)
    done = Done() if out is None else done_in(out, settings, prompt, retry_failed=retry_failed)
    prices, budget = Prices.of(settings), Budget.of(settings, done.spent)
    found = estimate(papers, settings, prompt, done)
    place = "" if out is None else escaped(str(out))
    yield _papers(found, place)
    if done.other:
        yield f"{place} holds another model's, prompt's or schema's run: add --fresh, or name another folder with -o"
    if found.to_ask:
        yield f"about {_tokens(found.likely)}, to {escaped(settings.model)}"
        if found.most != found.likely:
            yield f"about {_tokens(found.most)}, if every answer raised questions"
        yield _cost(found, prices, budget)
    if budget.most is not None:
        yield _budget(found, budget.most, budget)
    yield "nothing was sent"


def _papers(found: Estimate, place: str) -> str:
    papers = f"{found.papers} paper{'' if found.papers == 1 else 's'}"
    answered = found.papers - found.to_ask
    if not answered:
        return papers
    return f"{papers}, {answered} of them answered in {place}: {found.to_ask or 'nothing'} to ask"


def _tokens(usage: Usage) -> str:
    return f"{_about(usage.prompt_tokens or 0)} prompt tokens and {_about(usage.completion_tokens or 0)} of answers"


def _about(count: int) -> str:
    """Three digits: an estimate has no more."""
    return f"{float(f'{count:.3g}'):,.0f}"


def _cost(found: Estimate, prices: Prices | None, budget: Budget) -> str:
    if prices is None:
        return "cost unknown: add --price-in and --price-out, for a million tokens"
    currency = budget.most.currency if budget.most else ""
    likely, most = (Amount(prices.cost(usage), currency=currency) for usage in (found.likely, found.most))
    if not most.value:
        return "costs nothing"
    highest = "" if most == likely else f" ({most} if every answer raised questions)"
    return f"costs about {likely}{highest}, without discounts for cached prompts"


def _budget(found: Estimate, most: Amount, budget: Budget) -> str:
    spent = f", {replace(most, value=budget.spent)} of it spent" if budget.spent else ""
    if not found.to_ask:
        return f"budget {most}{spent}"
    left = most.value - budget.spent
    likely, highest = budget.worth(found.likely), budget.worth(found.most)
    if highest <= left:
        reach = "enough"
    elif likely <= left:
        reach = "enough, unless too many answers raise questions"
    else:
        reach = f"enough for about {max(0, int(found.to_ask * left / likely))} of the {found.to_ask} to ask"
    return f"budget {most}{spent}: {reach}"
