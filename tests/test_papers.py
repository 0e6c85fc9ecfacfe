"""Papers: one title is one paper, wherever and however it is written."""

from __future__ import annotations

import datetime
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from builders import make_paper
from claimx.papers import Paper, Source, folded_title, merge_papers, paper_id


def seen(snapshot: str, entry: int = 1) -> tuple[Source, ...]:
    return (Source(snapshot=snapshot, entry=entry, line=10 * entry),)


@pytest.mark.parametrize(
    "title",
    [
        "larch sparse trees for naive readers",
        "LARCH: SPARSE TREES FOR NAIVE READERS",
        "Larch — Sparse  Trees, for Naïve Readers!",
        "Larch:\nSparse-Trees (for Nai\u0308ve Readers)",
        "Larch: ｓｐａｒｓｅ Trees for Naive Readers",
        "_Larch_: Sparse Trees for Naive\u00a0Readers",
    ],
)
def test_titles_that_differ_in_case_marks_and_spaces_are_the_same_paper(title):
    assert paper_id(title) == paper_id("Larch: Sparse Trees for Naive Readers")


def test_titles_that_differ_in_a_letter_or_digit_are_different_papers():
    titles = ["Larch 2", "Larch 3", "Larch", "Lark 2", "Λάρχ 2", "落叶松", "落葉松"]
    assert len({paper_id(title) for title in titles}) == len(titles)


def test_titles_without_a_letter_are_told_apart_by_their_signs():
    assert folded_title("???") == folded_title("!!!") == ""
    assert paper_id("???") != paper_id("!!!")


def test_an_id_stays_the_same_from_release_to_release():
    assert paper_id("Larch: Sparse Trees") == "a0667be3779d"


@given(st.text())
def test_an_id_is_twelve_hex_digits_and_the_composition_of_characters_is_no_matter(title):
    assert re.fullmatch("[0-9a-f]{12}", paper_id(title))
    assert folded_title(unicodedata.normalize("NFC", title)) == folded_title(unicodedata.normalize("NFD", title))


@given(st.text(alphabet="abc ÄÖé-:,.\n12", min_size=1))
def test_folding_keeps_only_letters_and_digits_in_lower_case(title):
    folded = folded_title(title)
    assert re.fullmatch("[abcaoe12]*", folded)
    assert folded_title(folded) == folded == folded_title(title.upper())


def test_merging_keeps_the_order_of_first_sight():
    papers = [make_paper(title) for title in ("C", "A", "B", "A", "C")]
    assert [paper.title for paper in merge_papers(papers)] == ["C", "A", "B"]


def test_merging_joins_the_sources_each_once_and_keeps_the_first_words():
    first = make_paper("Larch", "First words.", sources=seen("a.txt"))
    again = make_paper("LARCH", "Other words.", sources=seen("b.txt", 2))
    (merged,) = merge_papers([first, again, first, again])
    assert (merged.title, merged.abstract) == ("Larch", "First words.")
    assert merged.sources == seen("a.txt") + seen("b.txt", 2)


def test_merging_fills_gaps_from_later_sights_and_never_overwrites():
    first = make_paper("Larch", published=None, comments=0)
    second = make_paper("Larch", published=datetime.date(2026, 5, 1), authors_count=3, comments=7)
    third = make_paper("Larch", published=datetime.date(2026, 6, 1), authors_count=4, organisation="Fen Lab")
    (merged,) = merge_papers([first, second, third])
    assert merged.published == datetime.date(2026, 5, 1)
    assert (merged.authors_count, merged.organisation, merged.comments) == (3, "Fen Lab", 0)


def test_papers_with_one_arxiv_id_are_one_paper_whatever_their_titles():
    (merged,) = merge_papers([make_paper("Larch", id="2605.00001"), make_paper("Larch v2", id="2605.00001")])
    assert merged.title == "Larch"


def test_merging_changes_no_paper_it_was_given():
    first, again = make_paper("Larch", sources=seen("a.txt")), make_paper("Larch", sources=seen("b.txt"))
    list(merge_papers([first, again]))
    assert first.sources == seen("a.txt")


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(1, 5)), max_size=12))
def test_merging_loses_no_source_and_merging_again_changes_nothing(sights):
    papers = [make_paper(title, sources=seen("a.txt", entry)) for title, entry in sights]
    merged = list(merge_papers(papers))
    assert {(p.title, s.entry) for p in merged for s in p.sources} == set(sights)
    assert list(merge_papers(merged)) == merged


def test_a_paper_is_frozen_and_comes_back_from_json_as_it_was():
    paper = make_paper(organisation="Fen Lab")
    assert Paper.model_validate_json(paper.model_dump_json()) == paper
    with pytest.raises(ValidationError, match="frozen"):
        paper.title = "Other"
    with pytest.raises(ValidationError, match="frozen"):
        paper.sources[0].line = 2
    with pytest.raises(ValidationError, match="Extra inputs"):
        make_paper(doi="10.1/x")


@pytest.mark.parametrize("kind", [Paper, Source])
def test_every_field_is_described_in_the_schema(kind):
    schema = kind.model_json_schema()
    assert all(field.get("description") for field in schema["properties"].values())
