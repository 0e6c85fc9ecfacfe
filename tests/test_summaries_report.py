"""The summary in reports: its references, its marks, and what is shown where there is none or another's."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from builders import hostile_claim, make_paper
from claimx.comparison import compare
from claimx.errors import RunError
from claimx.names import Aliases
from claimx.reports import Report, render
from claimx.reports.folder import read_report, write_summary
from claimx.reports.markdown import summary_markdown
from claimx.reports.summary import summary_view
from claimx.summaries import Sentence, Summary, digest_of, template_summary
from commands import PAGE, claimx
from summary_claims import planted
from test_markdown import tokens

CLAIMS = tuple(planted().values())
REPORT = Report("Claims of May", claims=CLAIMS)
COMPARISON = compare(CLAIMS)


def written(text: str = "Tamarack improves accuracy on GSM8K by 4.2 points over LoRA.") -> Summary:
    """A summary whose first sentence a model wrote."""
    sentence = Sentence(text=text, claims=(planted()["gsm"].id,))
    return template_summary(COMPARISON).model_copy(update={"whole": (sentence,), "model": "some-model"})


def test_each_sentence_refers_to_its_claims_by_number() -> None:
    view = summary_view(replace(REPORT, summary=written()), COMPARISON)
    (told,) = view.whole
    assert [(reference.number, reference.claim_id) for reference in told.references] == [(1, planted()["gsm"].id)]
    assert not told.is_template
    assert view.note.startswith("Written by some-model; ")


def test_a_claim_has_the_same_number_wherever_it_is_cited() -> None:
    view = summary_view(REPORT, COMPARISON)
    told = [t for part in (view.whole, *(s for _, s in view.groups), *view.papers.values()) for t in part]
    numbers = {(reference.claim_id, reference.number) for t in told for reference in t.references}
    assert len(numbers) == len({claim_id for claim_id, _ in numbers}) == len({number for _, number in numbers})


def test_of_many_claims_only_the_count_is_told() -> None:
    first = summary_view(REPORT, COMPARISON).whole[0]
    assert (first.references, first.of_many) == ((), f"{len(CLAIMS)} claims")


def test_a_summary_of_other_claims_gives_way_to_templates() -> None:
    other = written().model_copy(update={"claims_digest": digest_of(compare(CLAIMS[1:]))})
    view = summary_view(replace(REPORT, summary=other), COMPARISON)
    assert all(told.is_template for told in view.whole)
    assert view.note.startswith("Written by templates.")


def test_a_users_names_leave_a_summary_as_it_is() -> None:
    aliases = Aliases.of({"methods": {"Tamarack": "Tam"}}, "claimx.toml")
    assert digest_of(compare(CLAIMS, aliases=aliases)) == digest_of(COMPARISON)


def test_the_page_links_each_sentence_to_its_rows_and_marks_templates() -> None:
    page = render(replace(REPORT, summary=written()), "html")
    cited = set(re.findall(r'<a class="cite" href="#c-([^"]+)"', page))
    assert planted()["gsm"].id in cited
    assert cited <= set(re.findall(r'<tr class="claim" id="c-([^"]+)"', page))
    assert 'title="written by a template"' in page
    assert page.index('id="summary"') < page.index('id="claims"')


def test_each_paper_is_told_of_beside_its_abstract() -> None:
    papers = tuple(make_paper(claim.title, claim.evidence.quote) for claim in CLAIMS[:1])
    page = render(replace(REPORT, papers=papers), "html")
    assert re.search(r'<h3>Marlin: Two-Pass Drafting</h3>\s*<p class="said">', page)


def test_markdown_tells_the_ids_and_the_templates() -> None:
    text = render(replace(REPORT, summary=written()), "markdown")
    assert f"over LoRA. ({planted()['gsm'].id})\n" in text
    assert "## Summary" in text
    alone = summary_markdown(REPORT)
    assert alone.startswith("# Claims of May\n")
    assert "### Causeway: Translating between Small Languages" in alone
    assert "; template)" in alone


def test_a_hostile_summary_is_only_text() -> None:
    paper, claim = hostile_claim()
    report = Report("x", (paper,), (claim,))
    text = summary_markdown(report)
    assert not {token.type for token in tokens(text)} & {
        "html_inline",
        "html_block",
        "link_open",
        "image",
        "code_inline",
    }
    assert "\x1b" not in text
    page = render(report, "html")
    assert "<img" not in page
    assert page.count("<script") == 2


def test_no_claims_have_no_section() -> None:
    assert "## Summary" not in render(Report("Nothing"), "markdown")
    assert 'id="summary"' not in render(Report("Nothing"), "html")


def test_a_run_folder_keeps_its_summary(tmp_path: Path) -> None:
    page, run = tmp_path / "page.txt", tmp_path / "run"
    page.write_text(PAGE, encoding="utf-8")
    assert claimx("run", page, "-o", run, "-q").exit_code == 0
    report = read_report(run)
    summary = template_summary(compare(report.claims, report.papers)).model_copy(update={"model": "m"})
    assert write_summary(replace(report, summary=summary), run) == run / "summary.md"
    assert read_report(run).summary == summary
    assert (run / "summary.md").read_text(encoding="utf-8") == summary_markdown(read_report(run))
    (run / "summary.json").write_text("{", encoding="utf-8")
    assert read_report(run).summary is None
    with pytest.raises(RunError, match=r"summary\.md"):
        write_summary(replace(report, summary=None), tmp_path / "no" / "folder")
