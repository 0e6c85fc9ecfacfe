"""A model asked for sentences, through the same door as for claims, and asked once more for those that do not hold."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from claimx.errors import ModelError, ModelUnusableError, PromptError
from claimx.phrases import AnsweredSentence, AnsweredSummary, Asked, fenced_rows
from claimx.prompts import Message, Prompt, packaged_folder, read_prompt
from claimx.summaries.checking import Checked, checked
from claimx.summaries.scopes import Scope

if TYPE_CHECKING:  # reports read summaries, and need not wait for the libraries of the models
    from claimx.models import Client
    from claimx.models.deadlines import Deadline

__all__ = ["KEY", "Asker", "Example", "read_examples", "summary_prompt"]

KEY = "summary"
"""What stands in a journal in the place of a paper's id."""
_EXAMPLES = "summarize.examples.jsonl"


class Example(BaseModel):
    """A worked example: invented rows, and sentences about them."""

    model_config = ConfigDict(frozen=True)

    asked: Asked
    sentences: list[AnsweredSentence]


@dataclass(slots=True)
class Asker:
    """Asks for the sentences of one scope after the other; remembers what went wrong."""

    client: Client
    prompt: Prompt
    again: Prompt | None
    """What asks once more for sentences that do not hold; None to ask only once."""
    places: asyncio.Semaphore
    """How many scopes are under way at once."""
    problems: list[str] = field(default_factory=list)
    gone: bool = False
    """Whether the server will give no answer at all."""

    async def sentences(self, scope: Scope) -> list[tuple[AnsweredSentence, Checked]] | None:
        """What the model says of the scope, held against its claims; None where it gives no answer. StoppedError
        where the run is being stopped.
        """
        async with self.places:
            if self.gone:
                return None
            deadline = self.client.deadline()
            messages = self._messages(scope)
            answered = await self._answer(messages, deadline)
            if answered is None:
                return None
            text, summary = answered
            held = [(sentence, checked(sentence, scope)) for sentence in summary.sentences]
            failed = [i for i, (_, check) in enumerate(held) if not check.holds]
            if failed and self.again is not None:
                points = [_complaint(*held[i]) for i in failed]
                mended = await self._answer(self.again.follow_up(messages, text, points), deadline)
                for i, sentence in zip(failed, mended[1].sentences if mended else (), strict=False):
                    held[i] = (sentence, checked(sentence, scope))
        self.problems += [_complaint(sentence, check) for sentence, check in held if not check.holds]
        return held

    def _messages(self, scope: Scope) -> list[Message]:
        return [
            {"role": "system", "content": self.prompt.text},
            {"role": "user", "content": fenced_rows(scope.asked)},
        ]

    async def _answer(self, messages: Sequence[Message], deadline: Deadline) -> tuple[str, AnsweredSummary] | None:
        try:
            answer = await self.client.ask(messages, AnsweredSummary, paper_id=KEY, deadline=deadline)
        except ModelError as problem:
            self.gone = self.gone or isinstance(problem, ModelUnusableError)
            self.problems.append(str(problem))
            return None
        return answer.text, answer.value


def summary_prompt(examples: int | None = None) -> Prompt:
    """The prompt that asks for a summary, with the first so many of its worked examples; None shows all. PromptError
    where a file is missing or malformed.
    """
    prompt = read_prompt("summarize")
    shown = (
        f"{fenced_rows(e.asked)}\n{AnsweredSummary(sentences=e.sentences).model_dump_json(exclude_defaults=True)}"
        for e in read_examples()[:examples]
    )
    return Prompt(prompt.name, "\n\n".join([prompt.text, *shown]))


def read_examples() -> tuple[Example, ...]:
    """The worked examples. PromptError where their file is missing or malformed."""
    try:
        text = (packaged_folder("prompts") / _EXAMPLES).read_text(encoding="utf-8")
        return tuple(Example.model_validate(json.loads(line)) for line in text.splitlines() if line.strip())
    except (OSError, ValueError, ValidationError) as problem:
        first = str(problem).splitlines()[0]
        raise PromptError(f"the examples {_EXAMPLES} cannot be read ({first}): install claimx again.") from None


def _complaint(sentence: AnsweredSentence, check: Checked) -> str:
    return f"{check.text} [{', '.join(sentence.claims)}]: {'; '.join(check.problems)}"
