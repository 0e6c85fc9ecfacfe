"""The counts of a report and the facts of its run."""

from __future__ import annotations

import datetime

from builders import make_claim, make_paper
from claimx.claims import Rejected
from claimx.reports import Report
from claimx.reports.facts import Counts, counted, counts, period, run_facts


def test_counts_come_from_the_values() -> None:
    paper = make_paper()
    roles = ("claimed", "size", "unaccounted", "claimed")
    numbers = [{"text": "", "start": 0, "end": 0, "value": 0, "role": role, "claim_ids": []} for role in roles]
    report = Report(
        "Title",
        papers=(paper, make_paper("Other", "Nothing.")),
        claims=(make_claim(paper), make_claim(make_paper("Not read"))),
        rejected=(Rejected(paper_id=paper.id, method="m", metric="x", value="1", quote="q", findings=()),),
        failures=({"paper_id": "p", "title": "t", "kind": "timeout", "message": "m"},),
        ledger=({"paper_id": paper.id, "numbers": numbers},),
        run={"counts": {"papers": 99}},
    )
    assert counts(report) == Counts(papers=2, found=3, grounded=1, rejected=1, failed=1, numbers=4, unaccounted=1)
    assert counts(report).accounted_share == 0.75


def test_without_a_ledger_there_is_no_share() -> None:
    assert counts(Report("Title")).accounted_share is None


def test_facts_are_the_run_without_what_is_empty() -> None:
    run = {
        "model": "builtin",
        "base_url": None,
        "tokens": {"prompt": 12345, "completion": 0},
        "sources": [{"snapshot": "a.txt", "sha256": "ab"}, {"snapshot": "b.txt", "sha256": None}],
        "dry_run": False,
        "languages": ["en", "de"],
    }
    assert run_facts(run) == (
        ("model", "builtin"),
        ("tokens prompt", "12,345"),
        ("tokens completion", "0"),
        ("sources", "a.txt ab"),
        ("sources", "b.txt"),
        ("dry run", "False"),
        ("languages", "en"),
        ("languages", "de"),
    )


def test_the_period_leaves_undated_papers_out() -> None:
    days = [datetime.date(2026, 5, 3), None, datetime.date(2026, 5, 1)]
    papers = tuple(make_paper(f"Paper {n}", published=day) for n, day in enumerate(days))
    assert period(papers) == (days[2], days[0])
    assert period(papers[1:2]) is None


def test_one_is_singular() -> None:
    assert (counted(0, "claim"), counted(1, "claim"), counted(1204, "claim")) == ("0 claims", "1 claim", "1,204 claims")


def test_claims_without_their_papers_count_the_papers_they_name_and_tell_nothing_of_grounding() -> None:
    claims = (make_claim(), make_claim(make_paper("Lark")))
    found = counts(Report("Claims", claims=claims))
    assert (found.papers, found.found, found.grounded) == (2, 2, None)
