"""Summaries by a model, by a model that errs, and by none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from builders import hostile_claim
from claimx.comparison import Comparison, compare
from claimx.errors import StoppedError
from claimx.models import Client, connect
from claimx.models.modes import ModeChoice
from claimx.models.sending import Sender
from claimx.phrases import AnsweredSentence, composed, fenced_rows
from claimx.summaries import Summary, digest_of, summarize, template_summary
from claimx.summaries.asking import KEY, read_examples, summary_prompt
from claimx.summaries.checking import checked
from claimx.summaries.scopes import group_scopes, paper_scopes, whole_scope
from servers.faulty import Faulty, refuses, says
from summary_claims import planted, planted_comparison, scope_of_rows
from test_client import Remembering

COMPARISON = planted_comparison()
WHOLE = whole_scope(COMPARISON)
LABELS = {entry.claim.id: entry.outline.id for entry in WHOLE.entries}
GSM = LABELS[planted()["gsm"].id]
RIGHT = {"text": "Tamarack improves accuracy on GSM8K by 4.2 points over LoRA.", "claims": [GSM]}
WRONG = {"text": "Tamarack improves accuracy on GSM8K by 4.3 points over LoRA.", "claims": [GSM]}


def answer(*sentences: dict[str, Any]) -> str:
    return json.dumps({"sentences": sentences})


def asks_again(body: dict[str, Any]) -> bool:
    return any(message["role"] == "assistant" for message in body["messages"])


async def summary(faulty: Faulty, reply: Callable[[dict[str, Any]], Any], **options: Any) -> Summary:
    """The summary of the planted claims by a server that replies so."""
    client = client_of(faulty, reply, memory=options.pop("memory", None))
    try:
        return await summarize(COMPARISON, client, **options)
    finally:
        await client.aclose()


def client_of(faulty: Faulty, reply: Callable[[dict[str, Any]], Any], memory: Remembering | None = None) -> Client:
    connection = connect(faulty.on("m", reply), base_url=faulty.base_url)
    sender = Sender(connection, retries=0)
    return Client(connection, sender=sender, modes=ModeChoice("json_schema"), memory=memory)


async def test_sentences_that_hold_are_the_models() -> None:
    client = Client(connect("builtin"))
    try:
        written = await summarize(COMPARISON, client, per_paper=True)
    finally:
        await client.aclose()
    assert written.model == "builtin"
    assert written.problems == ()
    assert {sentence.by for sentence in written.sentences} - {written.whole[-1].by} == {"model"}
    assert 5 <= len(written.whole) <= 8
    assert "no claim comes with a spread" in written.whole[-1].text
    assert len(written.papers) == 6
    assert all(1 <= len(paper.sentences) <= 2 for paper in written.papers)
    ids = {claim.id for claim in planted().values()}
    assert all(set(sentence.claims) <= ids for sentence in written.sentences)


async def test_a_wrong_sentence_is_asked_for_once_more(faulty: Faulty) -> None:
    written = await summary(faulty, lambda body: says(answer(RIGHT if asks_again(body) else WRONG)))
    assert written.whole[0].text == RIGHT["text"]
    assert written.whole[0].by == "model"
    again = [body["messages"][-1]["content"] for body in faulty.asked if asks_again(body)]
    assert any("'4.3', as it is said here, is the number of no cited row" in question for question in again)


async def test_a_sentence_that_fails_twice_gives_way_to_a_template_about_the_same_claim(faulty: Faulty) -> None:
    written = await summary(faulty, lambda _: says(answer(WRONG)))
    first = written.whole[0]
    assert (first.by, first.claims) == ("template", (planted()["gsm"].id,))
    assert "4.2 points" in first.text
    assert not any("4.3" in sentence.text for sentence in written.sentences)
    assert any("4.3" in problem for problem in written.problems)


async def test_asking_once_leaves_the_second_question_out(faulty: Faulty) -> None:
    written = await summary(faulty, lambda _: says(answer(WRONG)), ask_again=False)
    assert not any(asks_again(body) for body in faulty.asked)
    assert written.whole[0].by == "template"


async def test_wrong_sentences_about_groups_and_all_give_way_to_their_templates(faulty: Faulty) -> None:
    wrong = [{"text": "Ten papers win.", "claims": [label]} for label in ("all", "g1", "c999")]
    written = await summary(faulty, lambda _: says(answer(*wrong)), ask_again=False)
    assert written.whole[0].text.startswith(f"Six papers made {len(planted())} claims")
    assert written.whole[1].text.startswith("In four claims of three papers")
    assert {sentence.by for sentence in written.whole} == {"template"}


async def test_a_summary_that_says_too_little_is_filled_up(faulty: Faulty) -> None:
    written = await summary(faulty, lambda _: says(answer(RIGHT, RIGHT)))
    assert [sentence.by for sentence in written.whole].count("model") == 1
    assert len(written.whole) == 5


@pytest.mark.parametrize("reply", [refuses(500, "out of order"), says("no JSON"), refuses(401, "no key")])
async def test_without_an_answer_templates_write_it_and_it_is_said_why(faulty: Faulty, reply: Any) -> None:
    written = await summary(faulty, lambda _: reply)
    by_templates = template_summary(COMPARISON)
    assert [s.text for s in written.sentences] == [s.text for s in by_templates.sentences]
    assert written.problems
    assert by_templates.problems == ()
    assert by_templates.model is None


async def test_a_server_that_is_gone_is_asked_but_once(faulty: Faulty) -> None:
    await summary(faulty, lambda _: refuses(401, "no key"), per_paper=True, concurrency=1)
    assert len(faulty.asked) == 1


async def test_papers_are_asked_about_only_where_that_is_wanted(faulty: Faulty) -> None:
    def about(body: dict[str, Any]) -> str:
        return str(json.loads(body["messages"][-1]["content"].split("\n")[1])["about"])

    await summary(faulty, lambda _: says(answer()), ask_again=False)
    assert {about(body) for body in faulty.asked} == {"whole", "group"}
    await summary(faulty, lambda _: says(answer()), ask_again=False, per_paper=True)
    assert sum(about(body) == "paper" for body in faulty.asked) == 6


async def test_what_the_journal_holds_is_not_asked_again(faulty: Faulty) -> None:
    memory = Remembering()
    first = await summary(faulty, lambda _: says(answer(RIGHT)), memory=memory)
    asked = len(faulty.asked)
    assert asked
    assert await summary(faulty, lambda _: says(answer(RIGHT)), memory=memory) == first
    assert len(faulty.asked) == asked
    assert {exchange.paper_id for exchange in memory.exchanges.values()} == {KEY}


async def test_a_run_that_is_stopped_is_told(faulty: Faulty) -> None:
    client = client_of(faulty, lambda _: says(answer(RIGHT)))
    client.sender.stopping = lambda: True
    try:
        with pytest.raises(StoppedError):
            await summarize(COMPARISON, client)
    finally:
        await client.aclose()


async def test_hostile_claims_make_a_summary_of_plain_text() -> None:
    paper, claim = hostile_claim()
    client = Client(connect("builtin"))
    try:
        written = await summarize(compare([claim], [paper]), client, per_paper=True)
    finally:
        await client.aclose()
    assert len(list(written.sentences)) == 4
    assert all(sentence.text.isprintable() for sentence in written.sentences)
    assert all(problem.isprintable() for problem in written.problems)


def test_templates_hold_themselves() -> None:
    for scope in (WHOLE, *group_scopes(COMPARISON), *paper_scopes(COMPARISON)):
        for sentence in composed(scope.asked).sentences:
            assert checked(sentence, scope).problems == ()


def test_no_claims_have_no_summary() -> None:
    assert list(template_summary(Comparison(())).sentences) == []


def test_the_same_claims_have_the_same_summary_and_digest() -> None:
    claims = list(planted().values())
    assert template_summary(compare(claims)) == template_summary(compare(reversed(claims)))
    assert digest_of(compare(claims)) == digest_of(compare(reversed(claims)))
    assert digest_of(compare(claims)) != digest_of(compare(claims[1:]))


def test_the_prompt_shows_as_many_examples_as_wanted() -> None:
    example = read_examples()[0]
    assert fenced_rows(example.asked) in summary_prompt(1).text
    assert fenced_rows(example.asked) not in summary_prompt(0).text
    assert len(summary_prompt().text) > len(summary_prompt(1).text)


def test_the_worked_examples_hold() -> None:
    for example in read_examples():
        scope = scope_of_rows(example.asked)
        for sentence in example.sentences:
            found = checked(sentence, scope)
            assert found.problems == ()
            assert {figure.text for figure in found.figures} == {figure.text for figure in sentence.figures}


async def test_many_scopes_are_under_way_at_once(faulty: Faulty) -> None:
    under_way = most = 0
    lock = asyncio.Lock()
    client = client_of(faulty, lambda _: says(answer(RIGHT)))
    ask = client.ask

    async def counting(*given: Any, **options: Any) -> Any:
        nonlocal under_way, most
        async with lock:
            under_way += 1
            most = max(most, under_way)
        try:
            await asyncio.sleep(0.01)
            return await ask(*given, **options)
        finally:
            under_way -= 1

    client.ask = counting  # type: ignore[method-assign]
    try:
        await summarize(COMPARISON, client, per_paper=True, concurrency=2)
    finally:
        await client.aclose()
    assert most == 2


def test_a_sentence_is_what_a_model_answers() -> None:
    assert AnsweredSentence.model_validate(RIGHT).figures == []
