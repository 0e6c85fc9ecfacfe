"""How a server treats the rest of a request: the limit of an answer, sampling, its account of tokens, its errors."""

from __future__ import annotations

from typing import Any

from claimx.models.doctor.probing import Outcome, Probe, Prober, Reply, probe

__all__ = ["LONG_ANSWER", "probe_cached", "probe_max_tokens", "probe_sampling", "probe_unknown_model", "probe_usage"]

LONG_ANSWER = 64
"""Where an answer that would be much longer is to end, in tokens."""
_STRANGER = "claimx-no-such-model"
_VARIED: dict[str, Any] = {"temperature": 0.7, "seed": 11}
_INVENT = "Invent a name for a boat, of three words. Answer with the name alone."


def probe_max_tokens(reply: Reply) -> Probe:
    """Whether an answer that was to have `LONG_ANSWER` tokens at most ended there, and said why."""
    name, used = "max_tokens", reply.usage.completion_tokens
    if reply.fault is not None:
        return probe(name, "unknown", reply.seen(), [reply])
    words = len(reply.text().split())
    told = f"{used} tokens" if used is not None else f"{words} words"
    if (used if used is not None else words) > LONG_ANSWER:
        return probe(name, "no", f"asked for {LONG_ANSWER}, got {told}", [reply])
    if reply.cut:
        return probe(name, "yes", f"asked for {LONG_ANSWER}, cut at {told}, finish_reason {reply.finish}", [reply])
    if used == LONG_ANSWER:
        return probe(name, "partly", f"cut at {told}, but finish_reason does not say so", [reply])
    return probe(name, "unknown", f"the answer ended of itself after {told}", [reply])


async def probe_sampling(prober: Prober) -> tuple[Probe, bool]:
    """Whether `temperature` and `seed` are taken, and what a seed does; and whether `temperature` alone is.

    The same answer to the same seed means something only where another seed brings another.
    """
    name = "temperature, seed"
    first = await prober.ask(_INVENT, **_VARIED)
    if first.fault is None:
        same = await prober.ask(_INVENT, **_VARIED)
        other = await prober.ask(_INVENT, **{**_VARIED, "seed": _VARIED["seed"] + 1})
        return probe(name, "yes", f"taken; {_effect_of_seed(first, same, other)}", [first, same, other]), True
    if first.fault.kind != "bad_request":
        return probe(name, "unknown", first.seen(), [first]), True
    alone = {option: await prober.ask(_INVENT, **{option: value}) for option, value in _VARIED.items()}
    taken = [option for option, reply in alone.items() if reply.fault is None]
    seen = f"{taken[0]} alone is taken: " if taken else ""
    found = probe(name, "partly" if taken else "no", seen + first.seen(), [first, *alone.values()])
    return found, "temperature" in taken


def _effect_of_seed(first: Reply, same: Reply, other: Reply) -> str:
    if same.fault is not None or other.fault is not None:
        return "what a seed does is not known"
    if same.text() != first.text():
        return "the same seed gave another answer"
    others = "the same too, so this says nothing" if other.text() == first.text() else "another"
    return f"the same seed gave the same answer, another seed {others}"


def probe_usage(reply: Reply) -> Probe:
    """Whether the tokens of prompt and answer are told."""
    usage = reply.usage
    told = {"prompt": usage.prompt_tokens, "answer": usage.completion_tokens}
    given = [f"{name} {tokens}" for name, tokens in told.items() if tokens is not None]
    outcome: Outcome = "yes" if len(given) == 2 else "partly" if given else "no"
    return probe("usage", outcome, ", ".join(given) + " tokens" if given else "no tokens are told")


def probe_cached(again: Reply) -> Probe:
    """Whether the tokens that a server kept of a prompt are told; `again` is its second request."""
    cached = again.usage.cached_tokens
    if again.fault is not None:
        return probe("cached tokens", "unknown", again.seen())
    if cached is None:
        return probe("cached tokens", "no", "not told")
    prompt = again.usage.prompt_tokens
    seen = f"{cached} of {prompt} at the second request"
    return probe("cached tokens", "yes" if cached > 0 else "partly", seen)


async def probe_unknown_model(prober: Prober) -> Probe:
    """Whether a model that does not exist is refused by an error that a program can read."""
    name = "unknown model"
    body: dict[str, Any] = {"model": _STRANGER, "messages": [{"role": "user", "content": "Hello."}], "max_tokens": 8}
    reply = await prober.send(body)
    fault = reply.fault
    if fault is None:
        return probe(name, "no", "answers whatever model is named", [reply])
    if fault.status is None:
        return probe(name, "unknown", reply.seen(), [reply])
    plain = fault.status in (400, 404, 422) and fault.said not in ("", "a web page")
    return probe(name, "yes" if plain else "partly", reply.seen(), [reply])
