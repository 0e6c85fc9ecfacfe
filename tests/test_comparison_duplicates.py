"""The same result told several times counts once."""

from __future__ import annotations

import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_claim, make_paper
from claimx.claims import Claim, Delta
from claimx.comparison import compare
from claimx.comparison.duplicates import distinct


def by(model: str, claim: Claim, **update: object) -> Claim:
    """The claim as another model tells it."""
    return claim.model_copy(update={"provenance": claim.provenance.model_copy(update={"model": model}), **update})


def points(number: float) -> Delta:
    return Delta(kind="change", low=number, high=number, unit="points", direction="increase")


def test_the_same_claim_of_two_run_folders_is_one() -> None:
    (result,) = distinct([make_claim(), make_claim()])
    assert (result.claim, result.also) == (make_claim(), ())


def test_the_same_run_with_another_quote_is_one() -> None:
    shorter = make_claim(quote="accuracy on GSM8K by 4.2 points")
    (result,) = distinct([make_claim(), shorter])
    assert {result.claim.id, *(claim.id for claim in result.also)} == {make_claim().id, shorter.id}


@pytest.mark.parametrize(
    "fields",
    [
        {"metric": "recall"},
        {"method": "Larch"},
        {"benchmarks": ["MATH"]},
        {"size": 7e9},
        {"delta": points(4.3)},
        {"delta": Delta(kind="factor", low=4.2, high=4.2, unit="times", direction="increase")},
        {"quote": "up to 9.1x faster"},
    ],
)
def test_claims_of_one_answer_that_differ_are_two(fields: dict[str, object]) -> None:
    assert len(distinct([make_claim(), make_claim(**fields)])) == 2  # type: ignore[arg-type]


def test_two_models_that_read_the_same_words_and_numbers_tell_one_result() -> None:
    other = by("larch", make_claim(method="the adapter", metric="GSM8K accuracy", benchmarks=["GSM8K"]))
    (result,) = distinct([make_claim(), other])
    assert result.claim == other  # it names more
    assert result.also == (make_claim(),)


def test_the_more_certain_claim_stands_for_both() -> None:
    firm = by("larch", make_claim(confidence="firm"))
    (result,) = distinct([make_claim(benchmarks=["GSM8K"]), firm])
    assert result.claim == firm


def test_of_several_results_each_model_tells_each_once() -> None:
    """One quote may hold the same number for two benchmarks."""
    told = [make_claim(benchmarks=[name]) for name in ("GSM8K", "MATH")]
    results = distinct([*told, *(by("larch", claim) for claim in told)])
    assert [(r.claim.benchmarks, [c.benchmarks for c in r.also]) for r in results] == [
        (("GSM8K",), [("GSM8K",)]),
        (("MATH",), [("MATH",)]),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"delta": points(4.3)},
        {"delta": Delta(kind="change", low=4.2, high=4.2, unit="points", direction="decrease")},
        {"quote": "up to 9.1x faster"},
    ],
)
def test_two_models_that_differ_in_number_direction_or_place_tell_two(fields: dict[str, object]) -> None:
    assert len(distinct([make_claim(), by("larch", make_claim(**fields))])) == 2  # type: ignore[arg-type]


def test_words_of_two_models_are_one_where_method_or_metric_agree() -> None:
    better = Delta(kind="qualitative", direction="increase")
    one = make_claim(delta=better)
    assert len(distinct([one, by("larch", make_claim(delta=better, method="adapter"))])) == 1
    assert len(distinct([one, by("larch", make_claim(delta=better, method="adapter", metric="recall"))])) == 2


@pytest.mark.parametrize(
    ("ids", "papers"),
    [
        (("p1", "2605.01234"), 1),
        (("p1", "p2"), 1),
        (("2605.01234", "2605.99999"), 2),
    ],
)
def test_a_paper_is_the_same_by_its_title_unless_arxiv_says_otherwise(ids: tuple[str, str], papers: int) -> None:
    told = [make_claim(make_paper("Tamarack: An Adapter", id=name)) for name in ids]
    assert len(distinct(told)) == papers


def test_papers_without_a_title_in_letters_are_not_taken_for_one() -> None:
    assert len(distinct(make_claim(make_paper("!!!", id=name)) for name in ("p1", "p2"))) == 2


def test_a_row_has_the_earliest_date_and_the_others_that_tell_it() -> None:
    paper = make_paper()
    twice = [make_claim(paper), by("larch", make_claim(paper))]
    comparison = compare(twice, [paper])
    (row,) = comparison.rows
    assert (row.published, len(row.also)) == (paper.published, 1)
    assert comparison.duplicates == (row,)


def test_a_paper_of_two_ids_has_the_date_of_its_first_sight() -> None:
    days = {"p1": datetime.date(2026, 5, 3), "2605.01234": datetime.date(2026, 5, 1)}
    papers = [make_paper(id=name, published=day) for name, day in days.items()]
    (row,) = compare([make_claim(paper) for paper in papers], papers).rows
    assert row.published == datetime.date(2026, 5, 1)


def test_places_of_two_texts_of_a_paper_are_compared_by_their_words() -> None:
    texts = {"p1": "On birds it gains 4 points.", "p2": "On boats we find 4 points."}
    papers = [make_paper(abstract=text, id=name) for name, text in texts.items()]
    told = [by(p.id, make_claim(p, p.abstract, points(4))) for p in papers]
    assert len(distinct(told)) == 2


fields = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["Tamarack", "the adapter"]),
        "metric": st.sampled_from(["accuracy", "recall"]),
        "benchmarks": st.sampled_from([(), ("GSM8K",), ("MATH",)]),
        "quote": st.sampled_from(["raises accuracy on GSM8K by 4.2 points", "accuracy on GSM8K by 4.2 points"]),
        "delta": st.sampled_from([points(4.2), points(4.3), Delta(kind="qualitative", direction="increase")]),
    }
)


@given(st.lists(st.tuples(fields, st.sampled_from(["a", "b", "c"])), max_size=10), st.randoms(use_true_random=False))
def test_every_claim_is_told_once_whatever_their_order(
    told: list[tuple[dict[str, object], str]], chance: random.Random
) -> None:
    claims = [by(model, make_claim(**given)) for given, model in told]  # type: ignore[arg-type]
    results = distinct(claims)
    kept = [claim for result in results for claim in (result.claim, *result.also)]
    assert {repr(claim) for claim in kept} == {repr(claim) for claim in claims}
    assert len(kept) == len({repr(claim) for claim in claims})
    chance.shuffle(claims)
    assert distinct(claims) == results
    assert compare(claims) == compare(reversed(claims))
