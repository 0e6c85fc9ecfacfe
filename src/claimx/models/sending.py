"""One request, sent as often as it takes: the one owner of what the transport loses.

openai's own retries are off. Each try passes the breaker (is the server there?), then the limits (is there a place, and
is it time?), and tells both how it went. What is said inside an answer is not judged here.
"""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import tenacity

from claimx.errors import UNUSABLE, ClaimxError, FailureKind, StoppedError
from claimx.models.breaker import Breaker, Passage
from claimx.models.completions import completion_of
from claimx.models.connections import Connection
from claimx.models.deadlines import Deadline
from claimx.models.exchanges import Attempt, Usage
from claimx.models.failures import Fault, FaultError, fault_of
from claimx.models.limits import Limits, Place

__all__ = ["Request", "Sender"]

_OF_THE_SERVER: frozenset[FailureKind] = frozenset(
    {"unreachable", "refused_key", "no_model", "rate_limited", "server_error", "timeout"}
)
"""Faults that say something of the server and nothing of the request."""
_PASSING = _OF_THE_SERVER | {"empty"}
"""Faults after which the same request may well be answered."""
_OVERLOADED = frozenset({429, 503, 529})
_FEW = 2
"""How often an empty answer is asked for again, which may have cost as much as a full one."""


@dataclass(slots=True)
class Request:
    """One request on its way: what is sent, the time that it has, and what has become of it so far."""

    exchange: str
    """Id of the exchange."""
    body: Mapping[str, Any]
    """What is sent."""
    deadline: Deadline
    """The time that its paper has."""
    attempts: list[Attempt]
    """Every fault on the way is added here."""
    tokens: int = 0
    """About what it will use."""
    doubtful: bool = False
    """Whether the server may not know what it is asked for: then a 500 is not repeated often."""
    tries: int = 0
    """The tries that count: not those that only found out that the server is not there yet."""


class Sender:
    """Sends the requests of one client; its calls may run concurrently on one event loop."""

    def __init__(
        self,
        connection: Connection,
        *,
        limits: Limits | None = None,
        breaker: Breaker | None = None,
        retries: int = 6,
        patience_seconds: float = 600.0,
        first_wait: float = 0.5,
        longest_wait: float = 30.0,
    ) -> None:
        self.connection = connection
        self.limits = limits or Limits(8, adaptive=not connection.in_process)
        self.breaker = breaker or Breaker(connection.place, patience=patience_seconds)
        self.stopping: Callable[[], bool] = lambda: False
        self._retries, self._patience, self._first_wait = retries, patience_seconds, first_wait
        self._backoff = tenacity.wait_exponential_jitter(multiplier=first_wait, max=longest_wait, jitter=first_wait)

    async def send(self, request: Request) -> tuple[dict[str, Any], float]:
        """The chat completion as JSON, and the seconds that it took.

        ModelError where there is no answer: ModelUnusableError where no request would get one. StoppedError where the
        run is being stopped.
        """
        deadline = request.deadline

        async def sleep(seconds: float) -> None:
            with deadline.running():
                await asyncio.sleep(min(seconds, max(0.0, deadline.left)))

        tries = tenacity.AsyncRetrying(
            stop=lambda _: request.tries > self._retries,
            wait=self._wait,
            retry=functools.partial(self._may_pass, request),
            sleep=sleep,
            reraise=True,
        )
        try:
            async for attempt in tries:
                with attempt:
                    return await self._once(request)
        except FaultError as problem:
            raise problem.fault.error(usable=self.breaker.reached) from None
        raise AssertionError("tenacity ends by an answer or an error")

    async def _once(self, request: Request) -> tuple[dict[str, Any], float]:
        """One try. FaultError where it brought no answer."""
        while True:
            self._go_on()
            async with self.breaker.passing() as passage, self.limits.place(request.tokens) as place:
                self._go_on()
                if passage.stands:
                    return await self._tried(request, passage, place)

    async def _tried(self, request: Request, passage: Passage, place: Place) -> tuple[dict[str, Any], float]:
        started, deadline = time.monotonic(), request.deadline
        try:
            with deadline.running():
                response = await self._answered(request.body, min(self.connection.timeout_seconds, deadline.left))
        except Exception as error:
            fault, seconds = self._fault(error), round(time.monotonic() - started, 3)
            request.attempts.append(
                Attempt(exchange=request.exchange, problem=fault.kind, status=fault.status, seconds=seconds)
            )
            request.tries += not (passage.probe and fault.gone)
            if fault.kind == "timeout" and deadline.left <= 0:  # the paper's time is over: no fault of the server
                raise FaultError(_out_of_time(deadline, self.connection.place)) from None
            self._tell(fault, passage, place)
            raise FaultError(fault) from None
        seconds = time.monotonic() - started
        passage.good()
        place.answered(seconds, tokens=Usage.of(response).total_tokens)
        return response, round(seconds, 3)

    def _go_on(self) -> None:
        if self.stopping():
            raise StoppedError

    async def _answered(self, body: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        async with asyncio.timeout(seconds):  # of the whole: a byte a second is no progress, and ASGI has no timeouts
            raw = await self.connection.client.chat.completions.with_raw_response.create(**body)
        connection = self.connection
        return completion_of(
            raw.http_response, model=connection.model, place=connection.place, secrets=connection.secrets
        )

    def _fault(self, error: Exception) -> Fault:
        found = fault_of(
            error, model=self.connection.model, place=self.connection.place, secrets=self.connection.secrets
        )
        if isinstance(found, ClaimxError):
            raise found
        return found

    def _tell(self, fault: Fault, passage: Passage, place: Place) -> None:
        """Let the breaker and the limits know."""
        if fault.kind in _OF_THE_SERVER:
            passage.bad(fault.kind, fault.sentence, gone=fault.gone)
        else:
            passage.good()
        if fault.status in _OVERLOADED or fault.kind == "timeout":
            place.overloaded()
        if fault.wait is not None and fault.wait <= self._patience:
            self.limits.hold(fault.wait)

    def _may_pass(self, request: Request, state: tenacity.RetryCallState) -> bool:
        """Whether the same request may be answered yet."""
        error = state.outcome.exception() if state.outcome else None
        if not isinstance(error, FaultError) or error.fault.kind not in _PASSING:
            return False
        fault = error.fault
        if fault.lasting or (fault.wait or 0) > self._patience:
            return False
        if fault.kind == "empty" or (request.doubtful and fault.status in (500, 501)):
            return request.tries <= _FEW
        return self.breaker.reached or fault.kind not in UNUSABLE

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """Backoff; hardly any where the limits (a server that says how long) or the breaker (one that is gone) pace."""
        error = state.outcome.exception() if state.outcome else None
        paced = isinstance(error, FaultError) and (error.fault.wait is not None or error.fault.gone)
        return self._first_wait if paced else self._backoff(state)


def _out_of_time(deadline: Deadline, place: str) -> Fault:
    told = f"{place} gave no answer within the {deadline.seconds:g} s of a paper: raise --deadline."
    return Fault("timeout", told, lasting=True)
