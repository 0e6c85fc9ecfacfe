"""Sentences about claims: what a summary is asked from, the form that it is answered in, and phrases that say it.

Below the built-in model and the summaries, which both speak by them: the built-in model when it is asked for a
summary, and the summaries where a model's own sentence does not hold.
"""

from __future__ import annotations

from claimx.phrases.answers import AnsweredFigure, AnsweredSentence, AnsweredSummary, Function
from claimx.phrases.composing import composed, told
from claimx.phrases.outlines import About, Asked, GroupOutline, Outline, Totals, fenced_rows, unfenced_rows
from claimx.phrases.sets import limits

__all__ = [
    "About",
    "AnsweredFigure",
    "AnsweredSentence",
    "AnsweredSummary",
    "Asked",
    "Function",
    "GroupOutline",
    "Outline",
    "Totals",
    "composed",
    "fenced_rows",
    "limits",
    "told",
    "unfenced_rows",
]
