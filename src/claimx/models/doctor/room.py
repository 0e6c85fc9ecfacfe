"""Whether claimx's prompts fit the context of a model, and how much room they leave."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from claimx.models.doctor.probing import Outcome, Probe, Prober, Reply, probe
from claimx.papers import Paper
from claimx.prompts import Prompt

__all__ = ["ANSWER_TOKENS", "PAPER", "Room", "measured_room", "probe_context"]

PAPER = Paper(
    id="doctor",
    title="Larkspur: Cached Search for Small Models",
    abstract=(
        "Searching long notes is slow for small language models. We present Larkspur, which keeps the pages that a "
        "model has read. At 7B parameters Larkspur raises accuracy on HotpotQA from 61.5% to 66.0% and answers 3.2x "
        "faster than plain retrieval. On NaturalQuestions it matches a model of 13B parameters. We release the code."
    ),
)
"""An invented paper with three claims of numbers and one without."""

ANSWER_TOKENS = 2000
"""What an answer to a rich abstract takes: some 80 tokens a claim, and the paper itself."""
_LEAST_TOKENS = 600
_NAMED = re.compile(r"context (?:length is|size \(|length of|window of) ?(?P<tokens>\d{3,9})\b", re.IGNORECASE)
_WIDEST = 40
"""Characters that a token stands for at most, over a whole prompt; a server that cut one counts within this too."""
_CUT = 0.75
"""Share of the expected tokens, by length, under which a server has cut a prompt without saying so."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one prompt leaves of a model's context."""

    prompt: Prompt
    reply: Reply
    """What the server said to it, with a paper, asked for an answer of a few tokens."""
    expected: float | None = None
    """About how many tokens it has, by its length; None where that is not known."""
    context: int | None = None
    """How many tokens prompt and answer may have together; None where that is not known."""

    def within(self, context: int | None) -> Room:
        """The same in a context of that many tokens."""
        return replace(self, context=context)

    @property
    def tokens(self) -> int | None:
        """Tokens of the prompt with a paper, as the server counts; None where it does not tell, or a number that
        cannot be.
        """
        told = self.reply.usage.prompt_tokens
        return told if told is not None and _length(self.prompt) / _WIDEST <= told <= _length(self.prompt) else None

    @property
    def left(self) -> int | None:
        """Tokens that are left for an answer; None where that is not known."""
        return None if self.context is None or self.tokens is None else self.context - self.tokens

    @property
    def refused_beyond(self) -> int | None:
        """The context that a refusal names: `maximum context length is N` (OpenAI, vLLM, llama-cpp-python) or
        `context size (N tokens)` (llama.cpp).
        """
        named = _NAMED.search(self.reply.fault.said) if self.reply.fault else None
        return int(named["tokens"]) if named else None

    @property
    def cut(self) -> bool:
        """Whether the server took much less than was sent: some cut a prompt that is too long without saying so."""
        return self.tokens is not None and self.expected is not None and self.tokens < _CUT * self.expected

    def probe(self) -> Probe:
        """Whether it fits."""
        name = f"prompt {self.prompt.name}"
        if self.reply.fault is not None:
            refused: Outcome = "no" if self.reply.fault.kind == "bad_request" else "unknown"
            return probe(name, refused, self.reply.seen(), [self.reply])
        told = f"{self.tokens:,} tokens" if self.tokens is not None else "taken, how many tokens is not told"
        if self.cut:
            return probe(name, "no", f"{told} of some {self.expected:,.0f}: cut without a word", [self.reply])
        if self.left is None:
            return probe(name, "yes", f"{told}; how many fit is not told", [self.reply])
        outcome: Outcome = "yes" if self.left >= ANSWER_TOKENS else "partly" if self.left >= _LEAST_TOKENS else "no"
        return probe(name, outcome, f"{told} of {self.context:,}, {self.left:,} left for the answer", [self.reply])


async def measured_room(prober: Prober, prompt: Prompt, like: Room | None = None) -> Room:
    """Send the prompt with a paper. `like` is a shorter prompt that was taken."""
    reply = await prober.ask(prompt.messages(PAPER), max_tokens=16)
    expected = None
    if like is not None and like.tokens is not None:
        expected = like.tokens * _length(prompt) / _length(like.prompt)
    return Room(prompt, reply, expected)


def probe_context(context: int | None, *, listed: bool) -> Probe:
    """Whether the server tells how long a context is: in its list of models, or in refusing a prompt."""
    if context is None:
        return probe("context length", "unknown", "not told")
    where = "" if listed else ", told in refusing a prompt only"
    return probe("context length", "yes" if listed else "partly", f"{context:,} tokens{where}")


def _length(prompt: Prompt) -> int:
    return sum(len(message["content"]) for message in prompt.messages(PAPER))
