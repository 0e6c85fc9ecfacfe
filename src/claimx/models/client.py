"""Messages and a response type go in, a typed answer comes out: openai beneath, instructor for structure, tenacity
for asking again.

Each kind of repetition has one owner: the sender repeats what the transport lost (429, 5xx, connections); the retrying
below asks again where an answer does not fit the schema; and where a server does not honour a mode of structured
output, the next one is tried. What a claim says is not judged here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

import instructor
import pydantic
import tenacity
from instructor.core.exceptions import ResponseParsingError
from openai.types.chat import ChatCompletion

from claimx.errors import ClaimxError, FailureKind, ModelError
from claimx.models import known
from claimx.models.budgets import Budget
from claimx.models.connections import Connection
from claimx.models.deadlines import Deadline
from claimx.models.exchanges import Attempt, Exchange, Memory, Usage, request_digest
from claimx.models.failures import fault_of
from claimx.models.modes import (
    INSTRUCTOR_MODES,
    ModeChoice,
    ModeName,
    answer_of,
    mode_of,
    prepared,
    speaks_of_mode,
    text_of,
)
from claimx.models.sending import Request, Sender

__all__ = ["Answer", "Client"]

T = TypeVar("T", bound=pydantic.BaseModel)

_VARIED = 0.7
"""Temperature of answers that are to be independent of one another."""

for _noisy in ("instructor", "httpx2", "openai"):
    logging.getLogger(_noisy).addHandler(logging.NullHandler())
logging.getLogger("instructor").setLevel(logging.CRITICAL)  # it logs every failed call as an error of its own


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A typed answer, the text it came as, the model that gave it and every attempt on the way."""

    value: T
    text: str
    model: str
    attempts: tuple[Attempt, ...]

    @property
    def exchange(self) -> str:
        """Id of the exchange that brought the answer."""
        return self.attempts[-1].exchange


class Client:
    """The door. One for a run; its calls may run concurrently on one event loop."""

    def __init__(
        self,
        connection: Connection,
        *,
        sender: Sender | None = None,
        memory: Memory | None = None,
        modes: ModeChoice | None = None,
        budget: Budget | None = None,
        max_tokens: int | None = 4096,
        temperature: float | None = 0.0,
        attempts: int = 2,
        deadline_seconds: float = 900.0,
    ) -> None:
        self.connection, self.memory = connection, memory
        self.sender = sender or Sender(connection)
        self.budget = budget or Budget()
        self.modes = modes or ModeChoice("json_schema" if connection.in_process else "auto")
        self._sampling: dict[str, Any] = {
            name: value
            for name, value in (("max_tokens", max_tokens), ("temperature", temperature))
            if value is not None
        }
        self._attempts, self._deadline_seconds = attempts, deadline_seconds

    @property
    def mode(self) -> ModeName | None:
        """How the server is asked for structure; None as long as no mode has brought an answer."""
        return self.modes.confirmed

    def deadline(self) -> Deadline:
        """The time that a paper has, all its questions together."""
        return Deadline(self._deadline_seconds)

    async def ask(
        self,
        messages: Sequence[Mapping[str, str]],
        response: type[T],
        *,
        paper_id: str,
        seed: int | None = None,
        deadline: Deadline | None = None,
    ) -> Answer[T]:
        """An answer of type `response`; ModelError, with `.attempts`, where none is to be had. StoppedError where the
        run is being stopped.

        A `seed` asks for an answer that is independent of others to the same question: sampled, and repeatable.

        Where an answer does not fit the schema the model is told so and asked again, `attempts` times in all. As long
        as it is not known how the server wants to be asked for structure, one mode after the other is tried.
        """
        call = _Call(paper_id, deadline or self.deadline(), [])
        modes, first = self._modes(paper_id), None
        for mode in modes:
            try:
                answer = await self._asked(mode, messages, response, seed, call, doubtful=len(modes) > 1)
            except ModelError as problem:
                first = first or problem
                if len(modes) == 1 or not speaks_of_mode(problem.kind, problem.status, problem.said):
                    break
            else:
                self._worked(mode)
                return answer
        else:
            self.modes.failed()
        assert first is not None, "there is always a mode to try"
        first.attempts = tuple(call.attempts)
        raise first

    def _modes(self, paper_id: str) -> tuple[ModeName, ...]:
        """The modes to try: first those that the paper was asked in before, lest it be asked again, in another one,
        for what stands in the memory.
        """
        before = map(mode_of, self.memory.frames(paper_id)) if self.memory else ()
        return tuple(dict.fromkeys((*before, *self.modes.order())))

    def _worked(self, mode: ModeName) -> None:
        """Note that an answer came in `mode`, for the next run too."""
        before = self.modes.confirmed
        self.modes.worked(mode)
        confirmed = self.modes.confirmed
        if confirmed is None or confirmed == before or self.connection.in_process:
            return
        place, model = self.connection.place, self.connection.model
        found = known.recall(place, model)
        if found is None:
            known.remember(place, model, known.Known(mode=confirmed))
        elif found.mode != confirmed:
            known.remember(place, model, found.model_copy(update={"mode": confirmed}))

    async def aclose(self) -> None:
        """Close the connections."""
        await self.connection.client.close()

    async def _asked(
        self,
        mode: ModeName,
        messages: Sequence[Mapping[str, str]],
        response: type[T],
        seed: int | None,
        call: _Call,
        *,
        doubtful: bool,
    ) -> Answer[T]:
        """An answer in this mode; `doubtful` where the server may not know the mode."""
        kind = INSTRUCTOR_MODES[mode]
        patched = instructor.AsyncInstructor(
            client=self.connection.client,
            create=instructor.patch(create=self._creating(mode, call, doubtful=doubtful), mode=kind),
            mode=kind,
        )
        sampling = self._sampling if seed is None else {**self._sampling, "temperature": _VARIED, "seed": seed}
        try:
            value, completion = await patched.create_with_completion(
                model=self.connection.model,
                messages=cast("Any", [dict(message) for message in messages]),
                response_model=_fast(response),
                max_retries=_retrying(self._attempts),
                **sampling,
            )
        except Exception as error:
            raise self._failed(error, call) from None
        return Answer(cast("T", value), text_of(completion), completion.model, tuple(call.attempts))

    def _failed(self, error: Exception, call: _Call) -> ClaimxError:
        place, secrets = self.connection.place, self.connection.secrets
        found = fault_of(error, model=self.connection.model, place=place, secrets=secrets)
        made = found if isinstance(found, ClaimxError) else found.error(usable=True)
        if isinstance(made, ModelError):
            call.of_no_use(made.kind)
            made.attempts = tuple(call.attempts)
        return made

    def _creating(self, mode: ModeName, call: _Call, *, doubtful: bool) -> Callable[..., Awaitable[ChatCompletion]]:
        """What instructor calls for each attempt: remembered or sent, recorded, and refused where it is no answer."""

        async def create(**given: Any) -> ChatCompletion:
            call.of_no_use("invalid")  # instructor asks again only where what came before did not fit
            body = prepared(mode, given)
            exchange_id = request_digest(body)
            response = self.memory.recall(exchange_id) if self.memory else None
            if response is None:
                response = await self._sent(exchange_id, body, call, doubtful=doubtful)
            else:
                call.attempts.append(Attempt(exchange=exchange_id, usage=Usage.of(response), remembered=True))
            return answer_of(mode, response, body)

        return create

    async def _sent(self, exchange_id: str, body: dict[str, Any], call: _Call, *, doubtful: bool) -> Mapping[str, Any]:
        """The server's answer: on disk before it counts."""
        with self.budget.reserved(body) as reservation:
            tokens = reservation.usage.total_tokens or 0
            request = Request(exchange_id, body, call.deadline, call.attempts, tokens, doubtful)
            response, seconds = await self.sender.send(request)
            usage = Usage.of(response)
            self.budget.settle(reservation, usage)
        if self.memory is not None:
            self.memory.record(Exchange(exchange_id, call.paper_id, body, response, seconds))
        call.attempts.append(Attempt(exchange=exchange_id, usage=usage, seconds=seconds))
        return response


@dataclass(frozen=True, slots=True)
class _Call:
    """One question: whose it is, the time it has, and every attempt so far."""

    paper_id: str
    deadline: Deadline
    attempts: list[Attempt]

    def of_no_use(self, kind: FailureKind) -> None:
        """Note why the last answer, if any, could not be used."""
        if self.attempts and self.attempts[-1].problem is None:
            self.attempts[-1] = self.attempts[-1].model_copy(update={"problem": kind})


def _retrying(attempts: int) -> tenacity.AsyncRetrying:
    """A new one for each call: an AsyncRetrying keeps its state on itself, and calls that share one share their
    attempts.
    """
    return tenacity.AsyncRetrying(
        stop=tenacity.stop_after_attempt(attempts),
        wait=tenacity.wait_none(),
        reraise=True,
        retry=tenacity.retry_if_exception_type((pydantic.ValidationError, ResponseParsingError, json.JSONDecodeError)),
    )


@lru_cache(maxsize=32)
def _fast(response: type[T]) -> type[T]:
    """`response` as instructor takes it without building a class and a schema on every call (3 ms each)."""
    schema = response.model_json_schema()

    def model_json_schema(cls: type, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return dict(schema)

    body = {
        "model_json_schema": classmethod(model_json_schema),
        "__module__": response.__module__,
        "__doc__": response.__doc__,
    }
    return cast("type[T]", type(response.__name__, (response, instructor.OpenAISchema), body))
