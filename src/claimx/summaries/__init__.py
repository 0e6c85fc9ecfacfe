"""Claims in prose: sentences that cite the claims they tell of, each checked by rules before it may stand."""

from __future__ import annotations

from claimx.summaries.summary import GroupSummary, PaperSummary, Sentence, Summary, digest_of
from claimx.summaries.writing import summarize, template_summary

__all__ = [
    "GroupSummary",
    "PaperSummary",
    "Sentence",
    "Summary",
    "digest_of",
    "summarize",
    "template_summary",
]
