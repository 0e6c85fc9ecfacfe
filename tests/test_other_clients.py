"""Other people's clients, as their own users call them, against a real `claimx serve` in a process of its own."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import instructor
import openai
import pytest
from openai.lib.streaming.chat import ChatCompletionStream
from pydantic import BaseModel, Field

from builders import make_paper
from claimx.answers import AnsweredClaims
from claimx.builtin.app import MODEL, answer
from claimx.builtin.completions import count_tokens
from claimx.models.replay import read_recordings
from claimx.prompts import read_prompt
from recording import CASSETTES
from servers.running import serving

ROOT = Path(__file__).parents[1]
PAPER = make_paper()
QUESTION: Any = read_prompt("extract", examples=0).messages(PAPER)
TEXT: Any = [{"role": "user", "content": PAPER.abstract}]
MODES = [instructor.Mode.JSON_SCHEMA, instructor.Mode.TOOLS, instructor.Mode.JSON, instructor.Mode.MD_JSON]


class Gain(BaseModel):
    """A schema of somebody else's."""

    method_name: str = Field(description="What was proposed.")
    metric: str
    improvement: float | None = None
    dataset: str | None = None
    evidence: str = Field(min_length=5, max_length=200)


class Summary(BaseModel):
    """All gains of a paper."""

    gains: list[Gain]
    baselines: list[str]
    confidence: int = Field(ge=1, le=10)


@pytest.fixture
def client(served: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=served, api_key="none", max_retries=0, timeout=30) as client:
        yield client


def test_openai_lists_the_models_and_knows_the_one(client):
    assert [model.id for model in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).owned_by == "claimx"


def test_openai_gets_our_own_request_answered_as_in_process(client):
    completion = client.chat.completions.create(model=MODEL, messages=QUESTION)
    assert completion.choices[0].message.content == answer(QUESTION)
    usage = completion.usage
    assert usage is not None
    assert usage.prompt_tokens == sum(count_tokens(message["content"]) for message in QUESTION)
    assert usage.completion_tokens == count_tokens(answer(QUESTION))
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert usage.prompt_tokens_details is not None
    assert usage.prompt_tokens_details.cached_tokens == 0


@pytest.mark.parametrize("model", [AnsweredClaims, Summary])
def test_openai_parses_a_model_of_its_own_strict_schema(client, model):
    parsed = client.chat.completions.parse(model=MODEL, messages=TEXT, response_format=model).choices[0].message.parsed
    rows = parsed.claims if model is AnsweredClaims else parsed.gains
    assert [row.metric for row in rows] == ["accuracy", "training speed", "performance"]


def test_openai_parses_the_arguments_of_a_tool(client):
    tool = openai.pydantic_function_tool(Summary)
    message = client.chat.completions.parse(model=MODEL, messages=TEXT, tools=[tool]).choices[0].message
    (call,) = message.tool_calls
    assert call.function.name == "Summary"
    assert [gain.improvement for gain in call.function.parsed_arguments.gains] == [4.2, 9.1, None]
    spoken = [*TEXT, message.model_dump(exclude_none=True), {"role": "tool", "tool_call_id": call.id, "content": "ok"}]
    end = client.chat.completions.create(model=MODEL, messages=spoken, tools=[tool])
    assert end.choices[0].finish_reason == "stop"


def test_openai_streams_an_answer_with_its_usage_only_where_asked(client):
    chunks = list(client.chat.completions.create(model=MODEL, messages=QUESTION, stream=True))
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert (said, chunks[-1].choices[0].finish_reason) == (answer(QUESTION), "stop")
    assert all(chunk.usage is None for chunk in chunks)
    options: Any = {"include_usage": True}
    *_, last = client.chat.completions.create(model=MODEL, messages=QUESTION, stream=True, stream_options=options)
    assert (last.choices, last.usage.completion_tokens) == ([], count_tokens(said))


@pytest.mark.parametrize("way", ["format", "tool"])
def test_openai_puts_a_stream_together_and_parses_it(client, way):
    how: dict[str, Any] = {
        "format": {"response_format": Summary},
        "tool": {"tools": [openai.pydantic_function_tool(Summary)], "tool_choice": "required"},
    }[way]
    with client.chat.completions.stream(model=MODEL, messages=TEXT, **how) as stream:
        whole = stream_end(stream)
    message = whole.choices[0].message
    parsed = message.parsed if way == "format" else message.tool_calls[0].function.parsed_arguments
    assert parsed.baselines == ["LoRA", "full fine-tuning"]


def stream_end(stream: ChatCompletionStream[Any]) -> Any:
    """The completion that a stream adds up to, after more than a few events."""
    assert len(list(stream)) > 5
    return stream.get_final_completion()


@pytest.mark.parametrize(
    ("request_", "error", "code"),
    [
        ({"model": "gpt-9"}, openai.NotFoundError, "model_not_found"),
        ({"n": 2}, openai.BadRequestError, "unsupported_value"),
        ({"messages": []}, openai.BadRequestError, "invalid_messages"),
        ({"temperature": 9}, openai.BadRequestError, "invalid_value"),
        ({"stream": True, "tool_choice": "required"}, openai.BadRequestError, "invalid_value"),
        ({"messages": [{"role": "user", "content": "x" * 5_000_000}]}, openai.APIStatusError, "body_too_large"),
    ],
    ids=["model", "n", "messages", "temperature", "stream", "length"],
)
def test_openai_raises_what_it_has_for_a_mistake(client, request_, error, code):
    with pytest.raises(error) as raised:
        client.chat.completions.create(**{"model": MODEL, "messages": TEXT, **request_})
    assert raised.value.code == code
    assert raised.value.type == "invalid_request_error"


def test_openai_is_told_of_a_url_that_is_not_there(client, served):
    with pytest.raises(openai.NotFoundError, match="there is no"):
        client.embeddings.create(model=MODEL, input="x")
    with pytest.raises(openai.NotFoundError, match="model 'gpt-9' does not exist"):
        client.models.retrieve("gpt-9")


def test_an_answer_that_was_cut_is_an_error_to_a_client_that_parses(client):
    with pytest.raises(openai.LengthFinishReasonError):
        client.chat.completions.parse(model=MODEL, messages=TEXT, response_format=Summary, max_tokens=20)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("messages", [QUESTION, TEXT], ids=["fenced", "text"])
def test_instructor_gets_our_own_claims_in_every_mode(client, mode, messages):
    patched = instructor.from_openai(client, mode=mode)
    got = patched.create(model=MODEL, messages=messages, response_model=AnsweredClaims, max_retries=0)
    assert [claim.value for claim in got.claims] == ["4.2", "9.1", None]
    if messages is QUESTION:
        assert got.model_dump() == AnsweredClaims.model_validate_json(answer(QUESTION)).model_dump()


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("messages", [QUESTION, TEXT], ids=["fenced", "text"])
def test_instructor_gets_a_model_of_somebody_else_in_every_mode(client, mode, messages):
    patched = instructor.from_openai(client, mode=mode)
    got = patched.create(model=MODEL, messages=messages, response_model=Summary, max_retries=0)
    assert [(gain.method_name, gain.improvement, gain.dataset) for gain in got.gains] == [
        ("Tamarack", 4.2, "GSM8K"),
        ("Tamarack", 9.1, "GSM8K"),
        ("Tamarack", None, "MMLU"),
    ]
    assert all(gain.evidence in PAPER.abstract for gain in got.gains)


def test_instructor_streams_partial_answers_and_lists(client):
    patched = instructor.from_openai(client, mode=instructor.Mode.TOOLS)
    *_, last = patched.create_partial(model=MODEL, messages=TEXT, response_model=Summary, max_retries=0)
    assert [gain.improvement for gain in last.gains] == [4.2, 9.1, None]
    gains = list(patched.create_iterable(model=MODEL, messages=TEXT, response_model=Gain, max_retries=0))
    assert [gain.improvement for gain in gains] == [4.2, 9.1, None]


def test_a_replay_answers_in_the_other_modes_too_and_streams(tmp_path):
    (tmp_path / "builtin.yaml").symlink_to(CASSETTES / "builtin.yaml")
    recorded = next(iter(read_recordings(tmp_path)))
    messages, said = recorded.request["messages"], recorded.response["choices"][0]["message"]["content"]
    with serving("--replay", str(tmp_path)) as url, openai.OpenAI(base_url=url, api_key="none") as client:
        plain = client.chat.completions.create(model=MODEL, messages=messages)
        assert plain.choices[0].message.content == said
        chunks = client.chat.completions.create(model=MODEL, messages=messages, stream=True)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == said
        patched = instructor.from_openai(client, mode=instructor.Mode.TOOLS)
        got = patched.create(model=MODEL, messages=messages, response_model=AnsweredClaims, max_retries=0)
        assert got.model_dump() == AnsweredClaims.model_validate_json(said).model_dump()
        with pytest.raises(openai.NotFoundError) as missed:
            client.chat.completions.create(model=MODEL, messages=TEXT)
        assert missed.value.code == "cassette_miss"


DOCUMENTED = re.findall(r"```python\n(.*?)```", (ROOT / "docs/serve.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("program", DOCUMENTED, ids=lambda program: program.split()[1])
@pytest.mark.filterwarnings("ignore::UserWarning")  # langextract's own
def test_what_the_documentation_shows_works(served, program, capsys):
    library = program.split()[1]
    if importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed here")
    assert "http://127.0.0.1:8080/v1" in program
    exec(compile(program.replace("http://127.0.0.1:8080/v1", served), "serve.md", "exec", dont_inherit=True), {})
    shown = capsys.readouterr().out
    assert "Tamarack" in shown
    assert "4.2" in shown


@pytest.mark.skipif(importlib.util.find_spec("langextract") is None, reason="langextract is not installed here")
def test_langextract_gets_extractions_that_it_can_ground(served):
    script = Path(__file__).parent / "langextract_client.py"
    run = subprocess.run([sys.executable, str(script), served], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    got = json.loads(run.stdout)
    whole = [found for way, found in got["ways"].items() if way != "in pieces"]
    assert all(texts(found) == texts(whole[0]) for found in whole)
    assert {"method", "value", "benchmark"} == {one["class"] for one in whole[0]}
    for one in (one for found in got["ways"].values() for one in found):
        start, end = one["place"]
        assert got["text"][start:end] == one["text"]


def texts(found: list[dict[str, Any]]) -> list[str]:
    return [one["text"] for one in found]
