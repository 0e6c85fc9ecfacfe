"""Messages and a response type go in, a typed answer comes out: openai beneath, instructor for structure, tenacity
for asking again.

Two owners of repetition, each for its own kind: openai repeats what the transport lost (429, 5xx, connections), and the
retrying below asks again where an answer does not fit the schema. What a claim says is not judged here.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

import instructor
import pydantic
import tenacity
from instructor.core.exceptions import ResponseParsingError
from openai.types.chat import ChatCompletion

from claimx.errors import ModelError
from claimx.models.connections import Connection
from claimx.models.exchanges import Attempt, Exchange, Memory, Usage, request_digest
from claimx.models.failures import EmptyReplyError, NoCompletionError, RefusedError, model_error

__all__ = ["Answer", "Client"]

T = TypeVar("T", bound=pydantic.BaseModel)

_VARIED = 0.7
"""Temperature of answers that are to be independent of one another."""
_THINKING = re.compile(r"\A\s*<think>.*?</think>\s*", re.DOTALL)
_FENCE = re.compile(r"\A\s*```(?:json|JSON)?[ \t]*\n(?P<inner>.*?)\n?```\s*\Z", re.DOTALL)

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
        memory: Memory | None = None,
        max_tokens: int | None = 4096,
        temperature: float | None = 0.0,
        attempts: int = 2,
    ) -> None:
        self.connection = connection
        self.memory = memory
        self._sampling: dict[str, Any] = {
            name: value
            for name, value in (("max_tokens", max_tokens), ("temperature", temperature))
            if value is not None
        }
        self._attempts = attempts

    async def ask(
        self,
        messages: Sequence[Mapping[str, str]],
        response: type[T],
        *,
        paper_id: str,
        seed: int | None = None,
    ) -> Answer[T]:
        """An answer of type `response`; ModelError, with `.attempts`, where none is to be had.

        A `seed` asks for an answer that is independent of others to the same question: sampled, and repeatable.

        Where an answer does not fit the schema the model is told so and asked again, `attempts` times in all.
        """
        attempts: list[Attempt] = []
        create = self._creating(paper_id, attempts)
        mode = instructor.Mode.JSON_SCHEMA
        patched = instructor.AsyncInstructor(
            client=self.connection.client, create=instructor.patch(create=create, mode=mode), mode=mode
        )
        try:
            async with asyncio.timeout(self.connection.timeout_seconds * 4):
                value, completion = await patched.create_with_completion(
                    model=self.connection.model,
                    messages=cast("Any", [dict(message) for message in messages]),
                    response_model=_fast(response),
                    max_retries=_retrying(self._attempts),
                    **(self._sampling if seed is None else {**self._sampling, "temperature": _VARIED, "seed": seed}),
                )
        except Exception as error:
            place = self.connection.place
            made = model_error(error, model=self.connection.model, place=place, secrets=self.connection.secrets)
            if isinstance(made, ModelError):
                made.attempts = tuple(attempts)
            raise made from None
        text = completion.choices[0].message.content or ""
        return Answer(cast("T", value), text, completion.model, tuple(attempts))

    async def aclose(self) -> None:
        """Close the connections."""
        await self.connection.client.close()

    def _creating(self, paper_id: str, attempts: list[Attempt]) -> Callable[..., Awaitable[ChatCompletion]]:
        """What instructor calls for each attempt: remembered or sent, recorded, and refused where it is no answer."""

        async def create(**body: Any) -> ChatCompletion:
            exchange_id = request_digest(body)
            known = self.memory.recall(exchange_id) if self.memory else None
            if known is None:
                response = await self._sent(exchange_id, paper_id, body)
            else:
                response = known
            attempts.append(Attempt(exchange=exchange_id, usage=Usage.of(response), remembered=known is not None))
            try:
                return _answering(response, self.connection.model)
            except (EmptyReplyError, RefusedError) as problem:
                attempts[-1] = attempts[-1].model_copy(update={"problem": type(problem).__name__})
                raise

        return create

    async def _sent(self, exchange_id: str, paper_id: str, body: dict[str, Any]) -> Mapping[str, Any]:
        started = time.monotonic()
        async with asyncio.timeout(self.connection.timeout_seconds):  # ASGITransport has no timeouts of its own
            raw = await self.connection.client.chat.completions.with_raw_response.create(**body)
        response = _response(raw.text)
        if self.memory is not None:
            seconds = round(time.monotonic() - started, 3)
            self.memory.record(Exchange(exchange_id, paper_id, body, response, seconds))
        return response


def _response(text: str) -> Mapping[str, Any]:
    """A chat completion as JSON; NoCompletionError for anything else, such as a web page."""
    try:
        response = json.loads(text)
    except (ValueError, RecursionError):
        response = None
    if isinstance(response, dict) and isinstance(response.get("choices", ...), list | None):
        return response
    raise NoCompletionError


def _answering(response: Mapping[str, Any], model: str) -> ChatCompletion:
    """The completion with its answer bare of thoughts and fences; raises where there is none.

    Made of what counts: many servers leave out, or set to null, what the protocol demands.
    """
    match (response["choices"] or [None])[0]:
        case {"message": {"refusal": str(words)}} if words:
            raise RefusedError(words)
        case {"finish_reason": "content_filter"}:
            raise RefusedError("a content filter stopped the answer")
        case {"finish_reason": "length", "message": {"content": content}}:
            finish = "length"
        case {"message": {"content": str(content)}} if content.strip():
            finish = "stop"
        case _:
            raise EmptyReplyError
    message = {"role": "assistant", "content": _bare(content or "")}
    return ChatCompletion.model_validate(
        {
            "id": "",
            "object": "chat.completion",
            "created": 0,
            "model": response.get("model") or model,
            "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        }
    )


def _bare(text: str) -> str:
    text = _THINKING.sub("", text)
    fence = _FENCE.match(text)
    return fence["inner"] if fence else text


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
