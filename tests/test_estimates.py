"""Estimates: the figures are those of the recorded answers."""

from __future__ import annotations

import json
from statistics import mean

import pytest

from claimx.fence import unfenced
from claimx.models import Usage
from claimx.models.estimates import (
    ANSWER_TOKENS,
    FOLLOW_UP_SHARE,
    FOLLOW_UP_TOKENS,
    estimated_usage,
)
from claimx.models.replay import Recording, read_recordings
from recording import CASSETTES

BODY = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}


def recorded(name: str) -> tuple[list[Recording], list[Recording]]:
    """The first questions about papers and the follow-ups of a folder of cassettes."""
    first: list[Recording] = []
    later: list[Recording] = []
    for recording in read_recordings(CASSETTES / name):
        if unfenced(recording.request["messages"][1]["content"]) is None:
            continue  # about claims: a summary
        (later if len(recording.request["messages"]) > 2 else first).append(recording)
    return first, later


def prompt_tokens(recordings: list[Recording]) -> float:
    return mean(estimated_usage(recording.request).prompt_tokens or 0 for recording in recordings)


def answer_tokens(recordings: list[Recording]) -> float:
    answers = [recording.response["choices"][0]["message"]["content"] for recording in recordings]
    return mean(len(answer.encode()) / 4 for answer in answers)


def test_a_good_model_is_asked_again_as_seldom_as_the_share_says():
    first, later = recorded("language_model")
    assert len(later) / len(first) == FOLLOW_UP_SHARE


def test_the_usual_answer_lies_between_those_of_real_abstracts_and_of_the_examples():
    first, _ = recorded("language_model")
    assert answer_tokens(first) == pytest.approx(412, abs=1)
    assert 253 < ANSWER_TOKENS < answer_tokens(first)


def test_a_follow_up_is_longer_than_the_first_prompt_by_the_answer_and_the_open_points():
    first, later = recorded("odd")
    assert prompt_tokens(later) - prompt_tokens(first) == pytest.approx(FOLLOW_UP_TOKENS, rel=0.1)


def test_a_token_is_four_bytes_of_what_travels():
    assert estimated_usage(BODY) == Usage(prompt_tokens=len(json.dumps(BODY)) // 4 + 1, completion_tokens=ANSWER_TOKENS)


def test_schema_and_tool_calls_count_and_no_character_is_too_odd():
    schema = {**BODY, "response_format": {"type": "json_schema", "schema": {"description": "d" * 400}}}
    odd = {"messages": [{"role": "assistant", "content": None, "tool_calls": ["\ud800\U0001f600" * 100]}]}
    assert (estimated_usage(schema).prompt_tokens or 0) >= (estimated_usage(BODY).prompt_tokens or 0) + 100
    assert (estimated_usage(odd).prompt_tokens or 0) >= 175
