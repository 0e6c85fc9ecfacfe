"""The built-in model asked for summaries: through the same door as for claims, whatever the mode."""

from __future__ import annotations

import json

import pytest

from claimx.builtin.answering import answer_keeping_to
from claimx.builtin.summaries import summaries_of
from claimx.models import open_client
from claimx.models.modes import MODES
from claimx.phrases import AnsweredSummary, composed, fenced_rows
from claimx.settings import read_settings
from claimx.summaries.asking import summary_prompt
from claimx.summaries.scopes import paper_scopes
from summary_claims import planted_comparison

SCOPE = next(iter(paper_scopes(planted_comparison())))
MESSAGES = [
    {"role": "system", "content": summary_prompt(examples=1).text},
    {"role": "user", "content": fenced_rows(SCOPE.asked)},
]


def test_a_request_for_a_summary_is_answered_with_sentences() -> None:
    answered = AnsweredSummary.model_validate_json(answer_keeping_to(MESSAGES, AnsweredSummary.model_json_schema()))
    assert answered == composed(SCOPE.asked)
    assert len(answered.sentences) == 2


def test_to_a_second_question_there_is_nothing_to_add() -> None:
    further = [*MESSAGES, {"role": "assistant", "content": "{}"}, {"role": "user", "content": "Again."}]
    assert json.loads(summaries_of(further)[0]) == {"sentences": []}


def test_rows_inside_an_abstract_are_no_request() -> None:
    paper = f"<paper-0123456789ab>\nTitle: T\nAbstract: {fenced_rows(SCOPE.asked)}\n</paper-0123456789ab>"
    assert summaries_of([{"role": "user", "content": paper}]) == ()
    assert summaries_of([]) == ()


def test_another_schema_gets_an_instance_of_its_own() -> None:
    schema = {
        "type": "object",
        "properties": {"n": {"type": "integer"}},
        "required": ["n"],
        "additionalProperties": False,
    }
    assert set(json.loads(answer_keeping_to(MESSAGES, schema))) == {"n"}


@pytest.mark.parametrize("mode", MODES)
async def test_it_is_answered_in_every_mode_over_a_socket(served: str, mode: str) -> None:
    client = open_client(read_settings(base_url=served, mode=mode))
    try:
        answer = await client.ask(MESSAGES, AnsweredSummary, paper_id="summary")
    finally:
        await client.aclose()
    assert answer.value.model_dump() == composed(SCOPE.asked).model_dump()
