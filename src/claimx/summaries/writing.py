"""Claims made into a summary: by a model where there is one, by templates where there is none or it errs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from claimx.columns import shown_kind
from claimx.comparison import Comparison
from claimx.phrases import AnsweredSentence, composed, limits, told
from claimx.phrases.sets import group_sentence, totals_sentence
from claimx.printable import one_line
from claimx.prompts import read_prompt
from claimx.summaries.asking import Asker, summary_prompt
from claimx.summaries.checking import Checked
from claimx.summaries.scopes import Scope, group_scopes, paper_scopes, whole_scope
from claimx.summaries.summary import GroupSummary, PaperSummary, Sentence, Summary, digest_of

if TYPE_CHECKING:
    from claimx.models import Client

__all__ = ["summarize", "template_summary"]

_MOST = {"paper": 2, "group": 1, "whole": 7}
_LEAST = {"paper": 1, "group": 1, "whole": 4}
"""Sentences of each kind of scope; of the whole without the one that says what the claims cannot show."""


def template_summary(comparison: Comparison) -> Summary:
    """The summary that templates give of the claims: no model is asked."""
    whole, groups, papers = _scopes(comparison)
    return _summary(
        comparison,
        whole,
        _by_templates(whole),
        [(scope, _by_templates(scope)) for scope in groups],
        [(scope, _by_templates(scope)) for scope in papers],
    )


async def summarize(
    comparison: Comparison,
    client: Client,
    *,
    per_paper: bool = False,
    examples: int | None = None,
    ask_again: bool = True,
    concurrency: int = 8,
) -> Summary:
    """The claims of `comparison` in sentences of the model behind `client`, each checked against the claims.

    The model is asked for the whole, for each larger group and, `per_paper`, for each paper, whose sentences are
    templates otherwise. `examples` is how many worked examples the prompt shows. A sentence that does not hold is
    asked for once more unless `ask_again` is false, and then gives way to a template, as do those of a request without
    an answer: a server that is gone is no failure. StoppedError where the run is being stopped.
    """
    whole, groups, papers = _scopes(comparison)
    again = read_prompt("summarize_again") if ask_again else None
    asker = Asker(client, summary_prompt(examples), again, asyncio.Semaphore(concurrency))
    asked = [whole, *groups, *(papers if per_paper else ())]
    written = dict(zip(map(id, asked), await _all(asker, asked), strict=True))
    return _summary(
        comparison,
        whole,
        written[id(whole)],
        [(scope, written[id(scope)]) for scope in groups],
        [(scope, written[id(scope)] if per_paper else _by_templates(scope)) for scope in papers],
        client.connection.model,
        asker.problems,
    )


async def _all(asker: Asker, scopes: Sequence[Scope]) -> list[tuple[Sentence, ...]]:
    """The sentences of all scopes; where the run is being stopped, none of them."""
    tasks = [asyncio.create_task(_written(asker, scope)) for scope in scopes]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


async def _written(asker: Asker, scope: Scope) -> tuple[Sentence, ...]:
    if not scope.entries:
        return ()
    answered = await asker.sentences(scope)
    if answered is None:
        return _by_templates(scope)
    most, least = _MOST[scope.asked.about], _LEAST[scope.asked.about]
    found = [s for sentence, check in answered for s in [_standing(sentence, check, scope)] if s]
    sentences = list({sentence.text: sentence for sentence in found}.values())[:most]
    for spare in _by_templates(scope):
        if len(sentences) < least and not any(set(spare.claims) == set(s.claims) for s in sentences):
            sentences.append(spare)
    return tuple(sentences)


def _standing(sentence: AnsweredSentence, check: Checked, scope: Scope) -> Sentence | None:
    """The sentence where it holds, else a template about the same claims; None where it cites none."""
    if check.holds:
        return Sentence(text=check.text, claims=check.claims)
    if scope.asked.totals and "all" in sentence.claims:
        return _template(totals_sentence(scope.asked.totals), scope)
    group = next((group for group in scope.asked.groups if group.group in sentence.claims), None)
    if group is not None:
        return _template(group_sentence(group), scope)
    cited = scope.cited(sentence.claims)
    return _template(told([entry.outline for entry in cited]), scope) if cited else None


def _by_templates(scope: Scope) -> tuple[Sentence, ...]:
    return tuple(_template(sentence, scope) for sentence in composed(scope.asked).sentences)


def _template(sentence: AnsweredSentence, scope: Scope) -> Sentence:
    claims = tuple(entry.claim.id for entry in scope.cited(sentence.claims))
    return Sentence(text=one_line(sentence.text), claims=claims, by="template")


def _scopes(comparison: Comparison) -> tuple[Scope, list[Scope], list[Scope]]:
    return whole_scope(comparison), list(group_scopes(comparison)), list(paper_scopes(comparison))


def _summary(
    comparison: Comparison,
    whole: Scope,
    of_whole: tuple[Sentence, ...],
    groups: Iterable[tuple[Scope, tuple[Sentence, ...]]],
    papers: Iterable[tuple[Scope, tuple[Sentence, ...]]],
    model: str | None = None,
    problems: Iterable[str] = (),
) -> Summary:
    totals = whole.asked.totals
    last = [Sentence(text=limits(totals), claims=(), by="template")] if totals and totals.all else []
    return Summary(
        claims_digest=digest_of(comparison),
        model=model,
        whole=(*of_whole, *last) if last else (),
        groups=tuple(GroupSummary(heading=_heading(scope), sentences=sentences) for scope, sentences in groups),
        papers=tuple(
            PaperSummary(paper_id=scope.entries[0].claim.paper_id, title=scope.title, sentences=sentences)
            for scope, sentences in papers
        ),
        problems=tuple(one_line(problem) for problem in dict.fromkeys(problems)),
    )


def _heading(scope: Scope) -> str:
    group = scope.groups[0][1]
    return ", ".join(filter(None, (group.metric, group.benchmark, shown_kind(group))))
