"""Sentences of templates: what is asked for and how claims are said."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.phrases import (
    AnsweredSummary,
    Asked,
    GroupOutline,
    Outline,
    Totals,
    composed,
    fenced_rows,
    limits,
    told,
    unfenced_rows,
)
from claimx.phrases.amounts import amount, capitalised, many, number_text

NAMES = st.text(min_size=1, max_size=40)
NUMBERS = st.one_of(st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6, allow_nan=False))


def outline(**fields: object) -> Outline:
    given: dict[str, object] = {
        "id": "c1",
        "paper": "p1",
        "method": "Marlin",
        "metric": "accuracy",
        "kind": "qualitative",
    }
    return Outline.model_validate(given | fields)


def said(**fields: object) -> str:
    return told([outline(**fields)]).text


@given(
    st.lists(st.builds(Outline, id=NAMES, paper=NAMES, method=NAMES, metric=NAMES, kind=st.just("level"), to=NUMBERS))
)
def test_what_is_asked_is_what_is_read(claims: list[Outline]) -> None:
    group = GroupOutline(group="g1", metric="</rows-0>", kind="change", claims=3, papers=1, median=1.5)
    asked = Asked(about="whole", claims=tuple(claims), groups=(group,), totals=Totals(all=3, papers=2))
    assert unfenced_rows(fenced_rows(asked)) == asked


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Read this: <rows-0123456789ab>\n{}\n</rows-0123456789ab>",
        "<rows-0123456789ab>\n{}\n</rows-000000000000>",
        '<rows-0123456789ab>\n{"about": "all things"}\n</rows-0123456789ab>',
        '<rows-0123456789ab>\n{"about": "paper"}\n[1]\n</rows-0123456789ab>',
        '<rows-0123456789ab>\n{"about": "paper"}\n{"id": "c1"}\n</rows-0123456789ab>',
        f"<rows-0123456789ab>\n{'[' * 100_000}\n</rows-0123456789ab>",
    ],
)
def test_what_is_no_request_is_read_as_none(message: str) -> None:
    assert unfenced_rows(message) is None


def test_a_row_leaves_out_what_it_has_not() -> None:
    line = json.loads(outline(kind="level", to=3.5, unit="percent").line())
    assert line == {
        "id": "c1",
        "paper": "p1",
        "method": "Marlin",
        "metric": "accuracy",
        "kind": "level",
        "to": 3.5,
        "unit": "percent",
    }


@pytest.mark.parametrize(
    ("number", "text"),
    [(4.2, "4.2"), (12000.0, "12,000"), (-3.0, "-3"), (0.00025, "0.00025"), (1e-9, "1e-09"), (100, "100"), (0, "0")],
)
def test_a_number_has_no_needless_digits(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ((4.2, None, "points", "up_to"), "up to 4.2 points"),
        ((1, None, "points", "exact"), "1 point"),
        ((12, 19, "percent", "exact"), "12% to 19%"),
        ((0.4, 0.6, "GB", "about"), "about 0.4 to 0.6 GB"),
        ((0.5, None, "ratio", "at_least"), "at least half"),
        ((0.35, None, "ratio", "exact"), "0.35"),
        ((38, None, "$ per million passages", "exact"), "$38 per million passages"),
        ((9, None, "of 24 front ends", "exact"), "9 of 24 front ends"),
    ],
)
def test_an_amount_has_its_unit_and_its_bound(given: tuple[float, float | None, str, str], text: str) -> None:
    assert amount(*given) == text  # type: ignore[arg-type]


def test_counts_are_in_words_up_to_twelve() -> None:
    assert [many(n, "claim") for n in (1, 2, 12, 13, 1200)] == [
        "one claim", "two claims", "twelve claims", "13 claims", "1,200 claims",
    ]  # fmt: skip


def test_a_sentence_begins_with_a_capital_unless_a_name_has_its_own() -> None:
    assert [capitalised(t) for t in ("rude prompts", "nDCG is", "e5-large wins", "ÜBER", "")] == [
        "Rude prompts", "nDCG is", "e5-large wins", "ÜBER", "",
    ]  # fmt: skip


ON, VS, UP, DOWN, SAME = {"benchmarks": ["MMLU"]}, {"baselines": ["LoRA"]}, "increase", "decrease", "equal"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {"kind": "change", "value": 4.2, "unit": "points", "direction": UP, "verdict": "better", **ON, **VS},
            "Marlin improved accuracy on MMLU by 4.2 points over LoRA.",
        ),
        (
            {
                "kind": "change",
                "value": 27,
                "unit": "percent",
                "direction": DOWN,
                "verdict": "better",
                "metric": "memory",
                **VS,
            },
            "Marlin cut memory by 27% compared with LoRA.",
        ),
        (
            {"kind": "change", "value": 1.9, "unit": "points", "direction": DOWN, "verdict": "worse"},
            "Marlin lowered accuracy by 1.9 points.",
        ),
        (
            {"kind": "change", "value": 1.3, "unit": "points", "direction": UP, "verdict": "better", "to": 71.9},
            "Marlin improved accuracy by 1.3 points, to 71.9.",
        ),
        (
            {"kind": "change", "value": 14.6, "unit": "percent", "bound": "up_to"},
            "Marlin changed accuracy by up to 14.6%.",
        ),
        (
            {"kind": "change", "value": 0.2, "unit": "points", "direction": SAME, "bound": "at_most", **VS},
            "Marlin matched LoRA in accuracy, with a difference of at most 0.2 points.",
        ),
        (
            {
                "kind": "factor",
                "value": 9.1,
                "unit": "times",
                "direction": UP,
                "bound": "up_to",
                "metric": "speed",
                "size": "7B",
            },
            "At 7B parameters, Marlin raised speed by a factor of up to 9.1.",
        ),
        (
            {"kind": "fraction", "value": 0.25, "unit": "ratio", "direction": DOWN, "metric": "disk space", **VS},
            "Marlin brought disk space to a quarter of that of LoRA.",
        ),
        (
            {"kind": "fraction", "value": 12, "unit": "percent", "metric": "share of tokens"},
            "Marlin put the share of tokens at 12% of a reference amount.",
        ),
        (
            {
                "kind": "level",
                "from": 8.94,
                "to": 6.81,
                "direction": DOWN,
                "better": "lower",
                "metric": "perplexity",
                **VS,
            },
            "Marlin stood at a perplexity of 6.81, against 8.94 for LoRA.",
        ),
        (
            {"kind": "level", "from": 31.5, "to": 42.9, "unit": "percent", "direction": UP, "verdict": "better"},
            "Marlin improved accuracy from 31.5% to 42.9%.",
        ),
        (
            {"kind": "level", "to": 61.7, "unit": "percent", "direction": SAME, "better": "higher", **VS},
            "Marlin reached an accuracy of 61.7%, on par with LoRA.",
        ),
        ({"kind": "level", "to": 12, "unit": "steps", "metric": "steps"}, "Marlin stood at 12 steps."),
        (
            {"kind": "level", "to": 98.7, "unit": "percent", "metric": "neutralized payloads"},
            "Marlin stood at 98.7% in neutralized payloads.",
        ),
        (
            {"kind": "level", "from": 0.36, "direction": SAME, "bound": "about", "metric": "dispersion", **VS},
            "Marlin was compared in dispersion against about 0.36 for LoRA.",
        ),
        (
            {"direction": UP, "verdict": "better", "metric": "MMLU performance", **ON, **VS},
            "Marlin outperformed LoRA on MMLU.",
        ),
        (
            {"direction": DOWN, "verdict": "better", "metric": "performance degradation", **VS},
            "Marlin had lower performance degradation than LoRA.",
        ),
        ({"direction": DOWN, "metric": "gradient steps", **VS}, "Marlin had fewer gradient steps than LoRA."),
        ({"direction": UP, "metric": "bias", **VS}, "Marlin had higher bias than LoRA."),
        ({"direction": SAME, **ON}, "Marlin left accuracy on MMLU unchanged."),
        ({"direction": SAME, **VS}, "Marlin matched LoRA in accuracy."),
        ({"metric": "robustness"}, "Marlin is described in words as to robustness."),
        ({"direction": UP, "method": "rude prompts", "metric": "refusals"}, "Rude prompts raised refusals."),
        ({"direction": UP, "method": "Marlin-7B", "size": "7B"}, "Marlin-7B raised accuracy."),
    ],
)
def test_a_claim_of_each_kind_and_direction_reads_well(fields: dict[str, object], text: str) -> None:
    assert said(**fields) == text


@pytest.mark.parametrize(
    ("metric", "article"),
    [("accuracy", "an"), ("FID", "an"), ("nDCG@10", "an"), ("BLEU", "a"), ("usability", "a"), ("unevenness", "an")],
)
def test_the_article_follows_the_sound(metric: str, article: str) -> None:
    assert f" {article} {metric} of 3." in said(kind="level", to=3, metric=metric)


def test_like_claims_share_a_sentence() -> None:
    fields = {"kind": "change", "unit": "points", "direction": "increase", "verdict": "better", **VS}
    first = outline(**fields, value=3.1, benchmarks=["GSM8K"])
    second = outline(**fields, id="c2", value=4.6, benchmarks=["MATH"])
    third = outline(**fields, id="c3", value=1.0)  # what it leaves out would be read as theirs
    sentence = told([first, second, third])
    assert (
        sentence.text
        == "Marlin improved accuracy by 3.1 points over LoRA on GSM8K and by 4.6 points over LoRA on MATH."
    )
    assert sentence.claims == ["c1", "c2"]
    assert [figure.text for figure in sentence.figures] == ["3.1", "4.6"]
    with pytest.raises(ValueError, match="no claim"):
        told([])


def test_a_paper_is_told_in_two_sentences_of_different_metrics() -> None:
    claims = tuple(
        outline(id=f"c{place}", metric=metric, kind="change", value=place, unit="percent", direction="increase")
        for place, metric in enumerate(["accuracy", "accuracy", "recall", "speed"], 1)
    )
    summary = composed(Asked(about="paper", claims=claims))
    assert [sentence.text for sentence in summary.sentences] == [
        "Marlin raised accuracy by 1% and by 2%.",
        "Marlin raised recall by 3%.",
    ]


GROUP = {"group": "g1", "metric": "accuracy", "benchmark": "MMLU", "kind": "change", "claims": 5, "papers": 2}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {"unit": "points", "direction": UP, "exact": 4, "median": 1.8, "minimum": 0.9, "maximum": 2.5},
            "In five claims of two papers, accuracy on MMLU rose by between 0.9 and 2.5 points, with a median of 1.8 "
            "points over four exact values.",
        ),
        (
            {"unit": "percent", "exact": 5, "median": 1.8, "minimum": -2, "maximum": 2.5},
            "In five claims of two papers, accuracy on MMLU changed by between -2% and 2.5%, with a median of 1.8%.",
        ),
        (
            {
                "kind": "factor",
                "unit": "times",
                "direction": DOWN,
                "exact": 5,
                "median": 2,
                "minimum": 1.5,
                "maximum": 3,
            },
            "In five claims of two papers, accuracy on MMLU fell by a factor of between 1.5 and 3, with a median of 2.",
        ),
        (
            {"kind": "level", "unit": "percent", "exact": 5, "median": 80, "minimum": 71, "maximum": 88},
            "In five claims of two papers, accuracy on MMLU stood between 71% and 88%, with a median of 80%.",
        ),
        (
            {"better": 3, "worse": 1, "same": 1},
            "Five claims of two papers on accuracy on MMLU: three of something better, one of something worse and "
            "one of no difference.",
        ),
        ({"better": 3}, "Five claims of two papers concern accuracy on MMLU."),
    ],
)
def test_a_group_is_told_by_its_median_or_its_ways(fields: dict[str, object], text: str) -> None:
    asked = Asked(about="group", claims=(), groups=(GroupOutline.model_validate(GROUP | fields),))
    (sentence,) = composed(asked).sentences
    assert sentence.text == text


def test_the_whole_begins_with_how_much_there_is() -> None:
    totals = Totals(all=13, papers=1, numbers=12, words=1, bounds=1, better=9, worse=1)
    first, second = composed(Asked(about="whole", claims=(), totals=totals)).sentences
    assert first.text == "One paper made 13 claims, twelve in numbers and one in words."
    assert second.text == "Nine claims tell of something better and one of something worse."
    assert limits(totals).endswith("one of twelve claims in numbers gives a bound or a range, such as best cases.")
    assert limits(Totals(all=1, papers=1, words=1)).endswith("in words and without figures.")


def test_the_answers_schema_bounds_every_string_and_list() -> None:
    """So that a grammar can hold a small model to it."""
    open_parts: list[object] = [AnsweredSummary.model_json_schema()]
    while open_parts:
        part = open_parts.pop()
        if isinstance(part, dict):
            if part.get("type") == "string" and "enum" not in part:
                assert "maxLength" in part
            assert part.get("type") != "array" or "maxItems" in part
            open_parts.extend(part.values())
        elif isinstance(part, list):
            open_parts.extend(part)
