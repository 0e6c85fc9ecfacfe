"""The report as Markdown: what is written is what is read."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from builders import HOSTILE, hostile_claim, make_claim, make_paper
from claimx.claims import Delta, Finding, Rejected
from claimx.printable import one_line
from claimx.reports import Report, render
from claimx.reports.markdown import escaped, report_markdown

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(text: str) -> list[Token]:
    """All tokens of a Markdown text, those inside of lines among them."""
    return [token for block in PARSER.parse(text) for token in (block, *(block.children or ()))]


def cells(text: str) -> list[str]:
    """The texts of all table cells as a reader sees them."""
    blocks = PARSER.parse(text)
    return [
        "".join(child.content for child in blocks[place + 1].children or ())
        for place, block in enumerate(blocks)
        if block.type == "td_open"
    ]


@pytest.fixture
def report() -> Report:
    paper = make_paper()
    faster = Delta(kind="factor", low=9.1, high=9.1, unit="times", direction="increase", bound="up_to")
    return Report(
        "Claims of May",
        papers=(paper,),
        claims=(
            make_claim(paper, benchmarks=["GSM8K"], baselines=["LoRA"], size=8e9),
            make_claim(paper, "trains up to 9.1x faster", faster, metric="training speed"),
        ),
        rejected=(
            Rejected(
                paper_id=paper.id,
                method="Tamarack",
                metric="recall",
                value="51%",
                quote="recall of 51%",
                findings=(Finding(code="V1", severity="reject", message="The quote does not stand in the abstract."),),
            ),
        ),
        failures=({"paper_id": "p9", "title": "Larch", "kind": "timeout", "message": "No answer within 60 s."},),
        ledger=(
            {
                "paper_id": paper.id,
                "numbers": [
                    {"text": "8B", "start": 54, "end": 56, "value": 8e9, "role": "size", "claim_ids": []},
                    {"text": "9.1x", "start": 140, "end": 144, "value": 9.1, "role": "unaccounted", "claim_ids": []},
                ],
            },
        ),
        run={
            "model": "builtin",
            "tokens": {"prompt": 1234},
            "cost": None,
            "sources": [{"snapshot": "a.txt", "entries": 1}],
        },
    )


def test_a_report_says_what_was_read_found_kept_and_left_open(report: Report) -> None:
    text = report_markdown(report)
    assert text.startswith("# Claims of May\n")
    assert "1 paper, 3 claims found, 2 grounded in a quote, 1 rejected, 1 paper without an answer." in text
    assert "50.0% of 2 numbers accounted for, 1 open." in text
    assert "All numbers are what the authors say in their abstracts." in text


def test_every_claim_and_refusal_is_in_a_table(report: Report) -> None:
    shown = cells(report_markdown(report))
    for cell in ("+4.2 points", "up to 9.1×", "GSM8K", "LoRA", "8B", "better", "trains up to 9.1x faster"):
        assert cell in shown
    for cell in ("V1: The quote does not stand in the abstract.", "recall of 51%", "No answer within 60 s."):
        assert cell in shown
    for cell in ("tokens prompt", "1,234", "a.txt 1"):
        assert cell in shown


def test_columns_without_a_cell_are_left_out(report: Report) -> None:
    assert "| Findings |" not in report_markdown(report)


def test_every_row_of_a_table_has_as_many_cells_as_its_head(report: Report) -> None:
    bare = re.compile(r"(?<!\\)\|")
    paper, claim = hostile_claim()
    for text in (report_markdown(report), report_markdown(Report("x", (paper,), (claim,)))):
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            assert len({len(bare.findall(line)) for line in table.splitlines()}) == 1


def test_a_hostile_abstract_is_only_text() -> None:
    paper, claim = hostile_claim()
    text = report_markdown(Report(HOSTILE, (paper,), (claim,), run={"model": HOSTILE}))
    assert not {token.type for token in tokens(text)} & {
        "html_inline",
        "html_block",
        "link_open",
        "image",
        "em_open",
        "code_inline",
    }
    assert "{{" not in text
    assert "{%" not in text
    assert "<%" not in text
    assert "\x1b" not in text
    assert one_line(claim.evidence.quote) in cells(text)


@given(st.text())
@example("1. one")
@example("- item | **b** <b>x</b> `c` [l](http://x) ![i](y) ~~s~~ &lt; \\ \\| # h")
@example("+4.2% :smile: http://example.org www.example.org")
def test_escaped_text_reads_as_the_text(text: str) -> None:
    """In a table cell: backslashes go, nothing is markup, nothing is lost."""
    shown = one_line(text)
    (cell,) = cells(f"| h |\n| --- |\n| x{escaped(text)}x |\n")
    assert cell == f"x{shown.strip()}x"


def test_the_same_values_give_the_same_text(report: Report) -> None:
    assert report_markdown(report) == report_markdown(report) == render(report, "markdown")


def test_an_empty_report_is_a_report() -> None:
    text = report_markdown(Report("Nothing"))
    assert "0 papers, 0 claims found" in text
    assert "## Rejected claims" not in text
