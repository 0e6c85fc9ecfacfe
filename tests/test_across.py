"""What holds between papers, as reports tell it: both sides, their words, and what is not known."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import HOSTILE, make_claim, make_paper
from claimx.claims import Claim, Delta
from claimx.comparison import compare
from claimx.comparison.conflicts import conflicts_of
from claimx.comparison.graph import graph_of
from claimx.papers import Paper
from claimx.reports import Report
from claimx.reports.across import caveat, conflicts_text, disagreement, graph_sentences, larger_sentence, used_by
from claimx.reports.html import report_html
from claimx.reports.markdown import report_markdown


def level(number: float, before: float | None = None) -> Delta:
    direction = None if before is None else "increase"
    return Delta(kind="level", to_value=number, from_value=before, unit="percent", direction=direction)


def told(title: str, delta: Delta, **fields: object) -> tuple[Paper, Claim]:
    quote = f"{fields.get('method', 'Larch')} has {delta.to_value}% on GSM8K"
    paper = make_paper(title, f"{quote}. The end.")
    given: dict[str, object] = {"method": "Larch", "benchmarks": ["GSM8K"]}
    return paper, make_claim(paper, quote, delta, **(given | fields))  # type: ignore[arg-type]


OWN = told("Larch: Trees", level(84.1))
OTHER = told("A Second Look", level(79.3))
RIVAL = told("Osier: Willows", level(86, 80.2), method="Osier", baselines=["Larch"])
BETTER = Delta(kind="qualitative", direction="increase")


def sentence(*claims: Claim) -> str:
    (conflict,) = conflicts_of(compare(claims))
    return disagreement(conflict)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ((OWN, OTHER), "Accuracy on GSM8K: Larch has 79.3% by one paper, and 84.1% by another."),
        (
            (OWN, RIVAL),
            "Accuracy on GSM8K: Larch has 80.2% as a baseline of one paper, and 84.1% by the method's own paper.",
        ),
        (
            (OTHER, RIVAL),
            "Accuracy on GSM8K: Larch has 80.2% as a baseline of one paper, and 79.3% by another paper.",
        ),
        (
            (
                told("One", BETTER, baselines=["Osier"]),
                told("Two", BETTER, method="Osier", baselines=["Larch"]),
            ),
            "Accuracy on GSM8K: Larch is better than Osier by one paper (higher against Osier), and Osier is better"
            " than Larch by another (higher against Larch).",
        ),
    ],
)
def test_a_sentence_says_what_disagrees(claims: tuple[tuple[Paper, Claim], ...], expected: str) -> None:
    assert sentence(*(claim for _, claim in claims)) == expected


def test_a_size_is_told_where_both_sides_have_it() -> None:
    claims = [told(title, level(number), size=7e9)[1] for title, number in (("One", 80), ("Two", 70))]
    assert sentence(*claims) == "Accuracy on GSM8K: Larch (7B) has 80% by one paper, and 70% by another."


def test_a_sentence_says_what_may_explain_it() -> None:
    (conflict,) = conflicts_of(compare([OWN[1], OTHER[1]]))
    assert caveat(conflict) == (
        "The abstracts do not say whether sizes of the models, shots or prompts and splits of the benchmark are the"
        " same."
    )


def test_the_terminal_shows_both_sides_with_their_words_and_ids() -> None:
    text = conflicts_text(conflicts_of(compare([OWN[1], OTHER[1]])), 80)
    for part in ("Conflicts between papers", OWN[1].id, OTHER[1].id, "A Second Look", "“Larch has 84.1% on GSM8K”"):
        assert part in text
    assert all(len(line) <= 80 for line in text.splitlines())
    assert conflicts_text(()) == ""


@given(st.text(min_size=1, max_size=40))
def test_the_terminal_gets_no_control_character(text: str) -> None:
    claims = [told(f"{title} {text}", level(number))[1] for title, number in (("One", 80), ("Two", 70))]
    shown = conflicts_text(conflicts_of(compare(claims)))
    assert all(sign.isprintable() or sign == "\n" or sign.isspace() for sign in shown)
    assert "\x1b" not in shown


def test_the_graph_is_told_with_its_limits() -> None:
    claims = [RIVAL[1], told("Three", BETTER, method="Aspen", baselines=["Elder"])[1]]
    text = " ".join(graph_sentences(graph_of(compare(claims))))
    assert "2 papers compare with a named baseline: 2 pairs of 4 methods, none of them in more than one" in text
    assert "2 parts that nothing connects, the largest of 2 methods" in text
    assert "no ranking follows" in text
    assert graph_sentences(graph_of(compare([]))) == ()


def test_a_larger_model_is_told_with_how_much_larger_it_is() -> None:
    claim = told("Small", BETTER, size=7e9, baselines=["Llama 3 70B"])[1]
    (larger,) = graph_of(compare([claim])).larger
    assert larger_sentence(larger) == "Larch beats Llama 3 70B, 10 times its size, in accuracy on GSM8K."


def test_bars_are_shares_of_the_most_used() -> None:
    claims = [told(f"Paper {n}", BETTER, baselines=["Osier", "Elder"][: 1 + n % 2])[1] for n in range(4)]
    used = used_by(graph_of(compare(claims)).baselines)
    assert [(one.name, share) for one, share in used] == [("Osier", 100), ("Elder", 50)]


@pytest.fixture
def report() -> Report:
    papers, claims = zip(OWN, OTHER, RIVAL, told("Small", BETTER, size=7e9, baselines=["Llama 3 70B"]), strict=True)
    return Report("Claims", papers=papers, claims=claims)


def test_the_page_tells_conflicts_and_comparisons_with_links_to_their_claims(report: Report) -> None:
    page = report_html(report)
    conflicts = page[page.index('<section id="conflicts"') : page.index('<section id="graph"')]
    assert conflicts.count("<li><p>") == 3
    assert f'<a href="#c-{OWN[1].id}">Larch: Trees</a>' in conflicts
    assert "<q>Larch has 84.1% on GSM8K</q>" in conflicts
    graph = page[page.index('<section id="graph"') : page.index('<section id="papers"')]
    assert "no ranking follows" in graph
    assert "10 times its size" in graph
    assert '<a href="#conflicts">' in page
    for target in re.findall(r'href="#([^"]+)"', conflicts + graph):
        assert f'id="{target}"' in page


def test_markdown_tells_the_same(report: Report) -> None:
    text = report_markdown(report)
    assert "## Conflicts between papers" in text
    assert "Accuracy on GSM8K: Larch has 79.3% by one paper" in text
    assert "## Who is compared with whom" in text
    assert "| Llama 3 70B | 1 | 1 |" in text


def test_a_report_without_either_has_no_heading_for_it() -> None:
    report = Report("Claims", papers=OWN[:1], claims=OWN[1:])
    for text in (report_html(report), report_markdown(report)):
        assert "Conflicts between papers" not in text
        assert "Who is compared with whom" not in text


def test_no_more_than_fifty_conflicts_are_shown() -> None:
    pairs = [told(f"Paper {n}", level(5 * n)) for n in range(12)]
    report = Report("Claims", papers=tuple(p for p, _ in pairs), claims=tuple(c for _, c in pairs))
    conflicts = conflicts_of(compare(report.claims))
    assert len(conflicts) == 66
    for text in (conflicts_text(conflicts), report_html(report), report_markdown(report)):
        assert "16 conflicts more are not shown." in text
        assert text.count("by one paper, and") == 50


def test_no_hostile_text_of_a_conflict_is_markup() -> None:
    pairs = [told(f"{title} {HOSTILE}", level(number)) for title, number in (("One", 80), ("Two", 70))]
    report = Report("Claims", papers=tuple(p for p, _ in pairs), claims=tuple(c for _, c in pairs))
    page = report_html(report)
    shown = page[page.index('<section id="conflicts"') : page.index('<section id="papers"')]
    assert "<script" not in shown
    assert "<img" not in shown
    assert "\x1b" not in shown
