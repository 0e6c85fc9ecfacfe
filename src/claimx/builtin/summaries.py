"""Summaries by the built-in model: sentences of templates about the rows that a request for a summary carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from claimx.builtin.chats import text_of
from claimx.phrases import AnsweredSummary, composed, unfenced_rows

__all__ = ["summaries_of"]


def summaries_of(messages: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The summary that a conversation asks for, as JSON text: in short, and with what is left out as a default, for
    schemas that want every field. Nothing where it asks for none.

    To a question that follows an answer there is nothing to add: what templates say of the same rows stays the same.
    """
    asked = next((message for message in messages if message.get("role") == "user"), None)
    rows = unfenced_rows(text_of(asked)) if asked is not None else None
    if rows is None:
        return ()
    is_further = any(message.get("role") == "assistant" for message in messages)
    summary = AnsweredSummary(sentences=[]) if is_further else composed(rows)
    return summary.model_dump_json(exclude_defaults=True), summary.model_dump_json()
