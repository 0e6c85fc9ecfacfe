"""The examination: one probe after the other, from what a server tells of itself to a real question."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

from claimx.errors import ModelUnusableError, UsageError
from claimx.models import known
from claimx.models.connections import BUILTIN, Connection
from claimx.models.doctor.bounds import BOUNDS, probe_bound
from claimx.models.doctor.catalogue import Catalogue, read_catalogue
from claimx.models.doctor.diagnosis import Diagnosis, Findings, chosen_room, longest_answer, uses
from claimx.models.doctor.habits import (
    probe_cached,
    probe_max_tokens,
    probe_sampling,
    probe_unknown_model,
    probe_usage,
)
from claimx.models.doctor.load import Load, long_answer, measured_load, probe_speed
from claimx.models.doctor.probing import Probe, Prober, Reply, probe
from claimx.models.doctor.question import ask_for_claims
from claimx.models.doctor.room import Room, measured_room, probe_context
from claimx.models.doctor.structure import STRUCTURE, preferred, probe_structure
from claimx.models.keys import hidden
from claimx.models.modes import ModeName, speaks_of_mode
from claimx.printable import one_line
from claimx.prompts import read_prompt

__all__ = ["diagnose"]

_LONGEST = 400
"""Characters of what is told of a probe."""
_TRIED = 3
"""Modes in which a real question is asked before claimx gives up."""


async def diagnose(
    connection: Connection,
    *,
    most_at_once: int = 32,
    key_file: str | None = None,
    told: Callable[[Probe], object] = lambda _: None,
) -> Diagnosis:
    """What the server behind `connection` can do for claimx; `told` hears of every probe as it is done.

    Where the connection names the built-in model and a server that does not have it, the server's only model is
    examined. Nothing is asked twice, and no answer makes this raise, but for a server that claimx cannot use at all:
    ModelError where it is gone, refuses the key, lacks the model or answers a plain question with no completion;
    UsageError where the model has to be named.
    """
    started = time.monotonic()
    catalogue = await read_catalogue(connection)
    connection = _with_model(connection, catalogue)
    examination = _Examination(connection, catalogue, told)
    await examination.greet()
    await examination.structure()
    await examination.habits()
    room = chosen_room(*await examination.rooms())
    load = await examination.load(most_at_once)
    mode = await examination.question(room)
    if mode is not None and not connection.in_process:
        found = known.Known(mode=mode, context_tokens=examination.context)
        known.remember(connection.place, connection.model, found)
    return Diagnosis(
        place=connection.place,
        software=catalogue.software(connection.model),
        model=connection.model,
        context_tokens=examination.context,
        latency_seconds=load.latency_seconds,
        tokens_per_second=examination.speed,
        bursts=load.bursts,
        probes=tuple(examination.probes.values()),
        uses=uses(examination.findings(mode, room, load), connection, key_file=key_file),
        requests=examination.prober.requests,
        tokens=examination.prober.tokens,
        seconds=round(time.monotonic() - started, 1),
    )


def _with_model(connection: Connection, catalogue: Catalogue) -> Connection:
    if connection.model != BUILTIN or connection.in_process or catalogue.has(BUILTIN):
        return connection
    if len(catalogue.models) == 1:
        return dataclasses.replace(connection, model=next(iter(catalogue.models)))
    if catalogue.models:
        raise UsageError(f"{connection.place} has several models: name one with --model ({catalogue.listed()}).")
    raise UsageError(f"{connection.place} does not tell its models: name one with --model.")


class _Examination:
    """The probes of one server so far, by name, and the figures that came with them."""

    def __init__(self, connection: Connection, catalogue: Catalogue, told: Callable[[Probe], object]) -> None:
        self.connection, self.catalogue = connection, catalogue
        self.prober = Prober(connection)
        self.probes: dict[str, Probe] = {}
        self.cool = True
        self.context: int | None = None
        self.speed: float | None = None
        self._told = told

    def note(self, found: Probe) -> Probe:
        """Keep what a probe found; a server's words are on one line, and short."""
        seen = one_line(hidden(found.seen, self.connection.secrets))[:_LONGEST]
        made = found.model_copy(update={"seen": seen})
        self.probes[made.name] = made
        self._told(made)
        return made

    async def greet(self) -> None:
        """Is the model there, and does it answer a plain question? ModelError where it does not."""
        self.note(self._listing())
        reply = await self.prober.greet("Say hello in one word.")
        if reply.fault is not None:
            raise self._hopeless(reply)
        thinks = "; it thinks before it answers" if self.prober.thinks else ""
        self.note(probe("chat", "yes", reply.seen() + thinks, [reply]))
        self.note(probe_usage(reply))

    async def structure(self) -> None:
        """Which ways to ask for structure, and which bounds of a schema, are honoured?"""
        for way in STRUCTURE:
            self.note(await probe_structure(self.prober, way))
        modes = preferred(self.probes)
        best = next((way for way in STRUCTURE if modes and way.mode == modes[0]), None)
        for bound in BOUNDS:
            self.note(await probe_bound(self.prober, bound, best))

    async def habits(self) -> None:
        """How does it treat the rest of a request?"""
        reply = await long_answer(self.prober)
        self.note(probe_max_tokens(reply))
        found, self.speed = probe_speed(reply)
        self.note(found)
        sampling, self.cool = await probe_sampling(self.prober)
        self.note(sampling)
        self.note(await probe_unknown_model(self.prober))

    async def rooms(self) -> tuple[Room, Room]:
        """Do the prompts fit? The small one goes twice, to see whether the server keeps what it read."""
        small = await measured_room(self.prober, read_prompt("extract_small"))
        again = await measured_room(self.prober, small.prompt)
        full = await measured_room(self.prober, read_prompt("extract"), like=small)
        listed = self.catalogue.context_tokens(self.connection.model)
        self.context = listed or full.refused_beyond
        self.note(probe_context(self.context, listed=listed is not None))
        rooms = small.within(self.context), full.within(self.context)
        for room in rooms:
            self.note(room.probe())
        self.note(probe_cached(again.reply))
        return rooms

    async def load(self, most_at_once: int) -> Load:
        """How quick is it, and how many requests at once does it bear? The built-in model has no use for several."""
        load = await measured_load(self.prober, 1 if self.connection.in_process else most_at_once)
        latency, concurrency = load.probes()
        self.note(latency)
        if not self.connection.in_process:
            self.note(concurrency)
        return load

    async def question(self, room: Room) -> ModeName | None:
        """The first mode of those that promise something which brings an answer to a real question; the first of all
        where what went wrong is not about the mode, such as a context that is too short.
        """
        limit = longest_answer(room, limited=self.prober.limited)
        modes, small = preferred(self.probes), read_prompt("extract_small")
        for mode in modes[:_TRIED]:
            found, problem = await ask_for_claims(
                self.prober, mode, small, max_tokens=limit, temperature=0.0 if self.cool else None
            )
            self.note(found)
            if problem is None:
                return mode
            if problem.kind == "truncated" or not speaks_of_mode(problem.kind, problem.status, problem.said):
                return modes[0]
        return None

    def findings(self, mode: ModeName | None, room: Room, load: Load) -> Findings:
        """What the choice of settings rests on."""
        worth = None if self.connection.in_process else load.worth
        return Findings(self.probes, mode, room, self.prober.limited, self.cool, worth)

    def _listing(self) -> Probe:
        model, listed = one_line(self.connection.model), self.catalogue.listed()
        if self.catalogue.fault is not None:
            return probe("models", "unknown", f"not listed: {self.catalogue.fault.sentence}")
        if self.catalogue.has(self.connection.model):
            return probe("models", "yes", f"{model} is among {len(self.catalogue.models)}")
        if not listed:
            return probe("models", "unknown", "none are listed")
        return probe("models", "no", f"{model} is not listed; there are {listed}")

    def _hopeless(self, reply: Reply) -> Exception:
        assert reply.fault is not None
        if reply.fault.kind == "no_model" and self.catalogue.models:
            told = f"{self.connection.place} has no model {one_line(self.connection.model)[:80]}"
            return ModelUnusableError("no_model", f"{told}: name one with --model ({self.catalogue.listed()}).")
        return reply.fault.error(usable=False)
