"""The summary as reports show it: its sentences with numbered references to the claims that bear them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claimx.comparison import Comparison
from claimx.reports import Report
from claimx.reports.facts import counted
from claimx.summaries import Sentence, Summary, digest_of, template_summary

__all__ = ["Reference", "SummaryView", "Told", "summary_view"]

_MOST = 6
"""References that a sentence shows; of more claims it tells how many there are."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A claim that a sentence cites, with its number in this report."""

    number: int
    claim_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence as it is shown."""

    text: str
    """The sentence."""
    references: tuple[Reference, ...]
    """The claims that bear it out, or the first of them where they are many."""
    of_many: str
    """How many claims there are, such as `220 claims`, where not all are shown; else nothing."""
    is_template: bool
    """Whether a template wrote it."""


@dataclass(frozen=True, slots=True)
class SummaryView:
    """A summary ready to be shown."""

    whole: tuple[Told, ...]
    """The sentences on all claims."""
    groups: tuple[tuple[str, tuple[Told, ...]], ...]
    """Groups of like claims: heading and sentences."""
    papers: Mapping[str, tuple[Told, ...]]
    """The sentences of each paper, by its id."""
    note: str
    """Who wrote the sentences and what the mark of a template means."""


def summary_view(report: Report, comparison: Comparison) -> SummaryView:
    """The report's summary where it is of these very claims, and else one by templates."""
    kept = report.summary
    is_of_these = kept is not None and kept.claims_digest == digest_of(comparison)
    summary = kept if kept is not None and is_of_these else template_summary(comparison)
    numbers: dict[str, int] = {}
    return SummaryView(
        whole=_told(summary.whole, numbers),
        groups=tuple((group.heading, _told(group.sentences, numbers)) for group in summary.groups),
        papers={paper.paper_id: _told(paper.sentences, numbers) for paper in summary.papers},
        note=_note(summary),
    )


def _told(sentences: Iterable[Sentence], numbers: dict[str, int]) -> tuple[Told, ...]:
    return tuple(
        Told(
            text=sentence.text,
            references=tuple(
                Reference(numbers.setdefault(claim_id, len(numbers) + 1), claim_id)
                for claim_id in (sentence.claims if len(sentence.claims) <= _MOST else ())
            ),
            of_many=counted(len(sentence.claims), "claim") if len(sentence.claims) > _MOST else "",
            is_template=sentence.by == "template",
        )
        for sentence in sentences
    )


def _note(summary: Summary) -> str:
    sentences = list(summary.sentences)
    templates = sum(sentence.by == "template" for sentence in sentences)
    checked = "Every figure, name and direction was checked against the claims that are referred to."
    if summary.model is None or templates == len(sentences):
        return f"Written by templates. {checked}"
    return f"Written by {summary.model}; {counted(templates, 'sentence')} of {len(sentences):,} by templates. {checked}"
