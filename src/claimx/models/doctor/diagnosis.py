"""What an examination found, and what claimx will use."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from claimx import __version__
from claimx.models.connections import Connection
from claimx.models.doctor.load import Burst
from claimx.models.doctor.probing import Probe
from claimx.models.doctor.room import Room
from claimx.models.doctor.structure import STRUCTURE
from claimx.models.modes import ModeName

__all__ = ["Diagnosis", "Findings", "Uses", "chosen_room", "longest_answer", "uses"]

_MARGIN = 400
"""Tokens by which papers may be longer than the invented one."""
_SHORTEST = 64
_MAX_TOKENS = 4096
"""The default of claimx's setting."""


class Uses(BaseModel):
    """What claimx will use, and why."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    mode: ModeName | None
    """How it asks for structure; null where no way brought an answer of the schema."""
    prompt: str
    """The prompt that fits."""
    max_tokens: int | None
    """The longest answer in tokens; null where the server takes no limit."""
    temperature: float | None
    """The temperature; null where the server takes none."""
    concurrency: int | None
    """How many requests at once are worth it; null where it was not measured."""
    why: tuple[str, ...]
    """The reasons, a sentence each."""
    command: str | None
    """A command line that uses all of it; null where claimx cannot use the model."""


class Diagnosis(BaseModel):
    """What a server and a model can do."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    claimx: str = __version__
    """The version of claimx that found it."""
    place: str
    """The server's URL without credentials, or the words for it."""
    software: str
    """What the server calls itself; empty where it does not."""
    model: str
    """The model that was asked."""
    context_tokens: int | None
    """How many tokens prompt and answer may have together; null where that is not told."""
    latency_seconds: float | None
    """Median time of a tiny request."""
    tokens_per_second: float | None
    """Tokens a second of a single answer."""
    bursts: tuple[Burst, ...]
    """How it bore requests at once."""
    probes: tuple[Probe, ...]
    """Everything that was tried, in order."""
    uses: Uses
    """What claimx will use."""
    requests: int
    """How many requests the examination took."""
    tokens: int
    """Tokens that they used, as far as the server tells."""
    seconds: float
    """How long it took."""

    @property
    def usable(self) -> bool:
        """Whether claimx gets answers of its schema from it."""
        return self.uses.mode is not None


@dataclass(frozen=True, slots=True)
class Findings:
    """What the choice of settings rests on."""

    probes: Mapping[str, Probe]
    """Everything that was tried, by name."""
    mode: ModeName | None
    """The mode that brought an answer of the schema."""
    room: Room
    """The prompt to use."""
    limited: bool
    """Whether the server takes a limit of tokens."""
    cool: bool
    """Whether it takes a temperature."""
    concurrency: int | None
    """How many requests at once are worth it; None where it was not measured."""


def chosen_room(small: Room, full: Room) -> Room:
    """The full prompt where it fits with its answer, else the small one."""
    return full if full.probe().outcome == "yes" else small


def longest_answer(room: Room, *, limited: bool) -> int | None:
    """What a request may set as its limit of tokens; some servers refuse one that goes beyond the context."""
    if not limited:
        return None
    if room.left is None or room.left - _MARGIN >= _MAX_TOKENS:
        return _MAX_TOKENS
    return max(_SHORTEST, (room.left - _MARGIN) // 100 * 100)


def uses(found: Findings, connection: Connection, *, key_file: str | None = None) -> Uses:
    """The settings that fit what was found."""
    prompt, max_tokens = found.room.prompt.name, longest_answer(found.room, limited=found.limited)
    given: dict[str, object] = {
        "--base-url": connection.base_url,
        "--model": None if connection.in_process else connection.model,
        "--key-file": key_file,
        "--mode": None if found.mode == "json_schema" else found.mode,  # what is tried first anyway
        "--prompt": None if prompt == "extract" else prompt,
        "--max-tokens": None if max_tokens == _MAX_TOKENS else max_tokens or "none",
        "--temperature": None if found.cool else "none",
        "--concurrency": found.concurrency,
    }
    flags = [part for name, value in given.items() if value is not None for part in (name, str(value))]
    return Uses(
        mode=found.mode,
        prompt=prompt,
        max_tokens=max_tokens,
        temperature=0.0 if found.cool else None,
        concurrency=found.concurrency,
        why=tuple(_reasons(found, max_tokens)),
        command=None if found.mode is None else shlex.join(["claimx", "run", "page.txt", "-o", "out", *flags]),
    )


def _reasons(found: Findings, max_tokens: int | None) -> Iterator[str]:
    probes = found.probes
    silent = next((probes[way.name] for way in STRUCTURE if probes[way.name].outcome == "unknown"), None)
    if found.mode is None and silent is not None:
        yield f"how it wants to be asked could not be found out: {silent.seen}."
    elif found.mode is None:
        yield "no way of asking brought an answer of the schema: claimx cannot use this model here."
    else:
        way = next(way.name for way in STRUCTURE if way.mode == found.mode)
        yield f"asks by {way}: {probes[way].seen}."
        yield f"the claims of an invented paper: {probes[f'claims in {found.mode}'].seen}."
    for name in ("extract", "extract_small"):
        told = probes[f"prompt {name}"]
        if name == found.room.prompt.name:
            yield f"prompt {name}: {told.seen}."
            break
        yield f"not prompt {name}: {told.seen}."
    if max_tokens is not None and max_tokens < _MAX_TOKENS:
        yield f"answers of {max_tokens:,} tokens at most, since the context leaves no more for prompt and paper."
    if not found.limited:
        yield "no limit of tokens, since the server refuses max_tokens."
    if not found.cool:
        yield f"no temperature: {probes['temperature, seed'].seen}."
    if found.concurrency is not None:
        yield f"{found.concurrency} at once: {probes['concurrency'].seen}."
