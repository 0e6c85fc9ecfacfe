"""Grounding: a claim keeps the abstract's own words and only numbers that stand in them, or it is refused."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_paper
from claimx.answers import AnsweredClaim
from claimx.claims import Claim, Provenance, Rejected
from claimx.grounding import Grounding, ground, locate
from claimx.quantities import quantities, same_number

ABSTRACT = (
    "We present Tamarack. On GSM8K — with 8B parameters — it raises accuracy from 61.5% to 65.7%, i.e. by 4.2 points "
    "over LoRA, and it trains up to $9.1\\times$ faster. It needs 14B bits. Memory drops by 1,850 MB, and latency "
    "by 20 to 35 percent. It matches full fine-tuning on MMLU."
)
PAPER = make_paper(abstract=ABSTRACT)
PROVENANCE = Provenance(model="m", prompt="p", exchange="e1")
QUOTE = "by 4.2 points over LoRA"
LEVELS = {"kind": "level", "value": None, "from": "61.5%", "to": "65.7%"}


def grounded(quote: str = QUOTE, abstract: str = ABSTRACT, **fields: Any) -> Claim | Rejected:
    given = {"method": "Tamarack", "metric": "accuracy", "kind": "change", "value": "4.2", "unit": "points"} | fields
    answered = AnsweredClaim.model_validate({"quote": quote, **given})
    return ground(answered, Grounding.of(make_paper(abstract=abstract)), PROVENANCE)


def claimed(*args: Any, **fields: Any) -> Claim:
    found = grounded(*args, **fields)
    assert isinstance(found, Claim), found
    return found


def refused(*args: Any, **fields: Any) -> list[tuple[str, str]]:
    found = grounded(*args, **fields)
    assert isinstance(found, Rejected), found
    return [(finding.code, finding.message) for finding in found.findings]


def test_an_exact_quote_keeps_its_offsets():
    claim = claimed()
    evidence = claim.evidence
    assert evidence.quote == QUOTE == ABSTRACT[evidence.start : evidence.end]
    assert (claim.delta.low, claim.delta.high, claim.delta.unit) == (4.2, 4.2, "points")
    assert (claim.paper_id, claim.title, claim.provenance) == (PAPER.id, PAPER.title, PROVENANCE)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  by 4.2 points over LoRA\n", "by 4.2 points over LoRA"),
        ("BY 4.2 POINTS OVER lora", "by 4.2 points over LoRA"),
        ("by  4.2\npoints over LoRA", "by 4.2 points over LoRA"),
        ("On GSM8K - with 8B parameters", "On GSM8K — with 8B parameters"),
        ("trains up to 9.1× faster", "trains up to $9.1\\times$ faster"),
        ("trains up to $9.1 \\times$ faster", "trains up to $9.1\\times$ faster"),
        ("it raises accuracy ... by 4.2 points", "it raises accuracy from 61.5% to 65.7%, i.e. by 4.2 points"),
        ("it increases accuracy from 61.5% to 65.7%, i.e. by 4.2 points over LoRA", None),
    ],
    ids=["space around", "case", "space within", "dash", "times sign", "latex", "ellipsis", "a word for another"],
)
def test_a_retyped_quote_gives_way_to_the_text_s_own_characters(given, kept):
    span = locate(given, ABSTRACT)
    assert span is not None
    found = ABSTRACT[span.start : span.end]
    assert found == kept if kept else "raises accuracy from 61.5% to 65.7%, i.e. by 4.2 points over LoRA" in found


@pytest.mark.parametrize(
    "quote",
    [
        "by 4.3 points over LoRA",
        "it raises accuracy from 61.5% to 66.7%, i.e. by 4.2 points over LoRA",
        "it raises accuracy from 61.5% to 65.7%, i.e. by 5.2 points over LoRA",
        "Tamarack is the best of all adapters that there are",
        "We present Tamarack ... It matches full fine-tuning on MMLU.",
        "on MMLU ... on GSM8K",
        "...",
        "—",
        "   ",
    ],
    ids=[
        "another number", "a number of three", "the last number", "made up", "two sentences", "backwards",
        "an ellipsis alone", "no word", "blank",
    ],
)  # fmt: skip
def test_a_quote_that_does_not_stand_there_is_refused(quote):
    assert locate(quote, ABSTRACT) is None
    assert ("V1", "the quote does not stand in the abstract; copy it exactly") in refused(quote)


@pytest.mark.parametrize(
    ("quote", "fields", "told"),
    [
        (QUOTE, {"value": "4.3"}, "the number 4.3 does not stand in the quote"),
        (QUOTE, {"value": "61.5"}, "the number 61.5 does not stand in the quote"),
        ("by 4", {"value": "4"}, "the number 4 does not stand in the quote"),
        ("from 61.5%", {"kind": "level", "from": "61.5", "to": "65.7"}, "the number 65.7 does not stand in the quote"),
        (QUOTE, {"value": "several"}, "value 'several' is no number as the abstract writes one"),
        (QUOTE, {"high": "\x1b[2J"}, "high '\\x1b[2J' is no number as the abstract writes one"),
        (QUOTE, {"value": "nan"}, "value 'nan' is no number as the abstract writes one"),
        (QUOTE, {"value": "inf"}, "value 'inf' is no number as the abstract writes one"),
    ],
)
def test_a_number_that_does_not_stand_in_the_quote_is_refused(quote, fields, told):
    assert ("V2", told) in refused(quote, **fields)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"value": "35", "high": "20"}, "low is above high"),
        ({"kind": "qualitative"}, "a qualitative delta has no numbers"),
    ],
)
def test_numbers_that_do_not_fit_together_are_refused(fields, told):
    assert ("V4", told) in refused("latency by 20 to 35 percent", **fields)


def test_every_reason_is_told_at_once_and_what_the_model_said_is_kept_on_one_line():
    found = grounded("not\nthere", method="Tam\x1barack", value="9", high="9.5", unit="points")
    assert isinstance(found, Rejected)
    assert [finding.code for finding in found.findings] == ["V1"]
    assert (found.quote, found.method, found.value) == ("not there", "Tam\\x1barack", "9 -9.5 points")
    assert (found.paper_id, found.exchange) == (PAPER.id, "e1")


@pytest.mark.parametrize(
    ("quote", "fields", "numbers"),
    [
        ("by 1,850 MB", {"value": "1,850", "unit": "MB"}, (1850.0, 1850.0, None, None)),
        ("by 1,850 MB", {"value": "-1850", "unit": "MB"}, (1850.0, 1850.0, None, None)),
        ("latency by 20 to 35 percent", {"value": "20", "high": "35"}, (20.0, 35.0, None, None)),
        ("from 61.5% to 65.7%", LEVELS, (None, None, 61.5, 65.7)),
        ("to 65.7%", {"kind": "level", "value": "65.7"}, (None, None, None, 65.7)),
        ("It needs 14B bits", {"kind": "level", "value": "14", "unit": "B bits"}, (None, None, None, 14.0)),
    ],
    ids=["thousands", "sign", "range", "two levels", "a level alone", "scaled"],
)  # fmt: skip
def test_numbers_are_read_as_the_abstract_writes_them(quote, fields, numbers):
    delta = claimed(quote, **fields).delta
    assert (delta.low, delta.high, delta.from_value, delta.to_value) == numbers


@pytest.mark.parametrize("value", ["14B", "14 billion"])
def test_a_scale_that_is_written_with_the_number_stays_with_its_unit(value):
    delta = claimed("It needs 14B bits", kind="level", value=value, unit="bits").delta
    assert delta.to_value == 14.0
    assert delta.unit in ("B bits", "billion bits")


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [("61.5", "65.7", "increase"), ("65.7", "61.5", "decrease"), ("61.5", "61.5", "equal")],
)
def test_two_levels_tell_the_direction_where_the_model_does_not(before, after, direction):
    fields = {"kind": "level", "value": None, "from": before, "to": after}
    assert claimed("from 61.5% to 65.7%", **fields).delta.direction == direction
    assert claimed("from 61.5% to 65.7%", **fields, direction="equal").delta.direction == "equal"


@pytest.mark.parametrize(
    ("given", "unit"),
    [("%", "percent"), ("Percent.", "percent"), ("pp", "points"), ("percentage points", "points"), ("x", "times"),
     ("×", "times"), ("fold", "times"), ("BLEU", "BLEU"), (" GB \n", "GB"), ("", None), (None, None)],
)  # fmt: skip
def test_a_unit_has_one_word(given, unit):
    assert claimed(unit=given).delta.unit == unit


def test_a_change_without_its_number_is_an_outcome_in_words():
    claim = claimed("It matches full fine-tuning on MMLU", kind="change", value=None, unit="percent", direction="equal")
    assert (claim.delta.kind, claim.delta.unit, claim.quantified) == ("qualitative", None, False)


def test_names_sizes_and_lists_are_clean():
    claim = claimed(
        method=" Tam\u202earack\n",
        size="8B",
        baselines=["LoRA", " ", "LoRA", "full\tfine-tuning"],
        benchmarks=["GSM8K", ""],
    )
    assert claim.method == "Tam\\u202earack"
    assert claim.model_size is not None
    assert (claim.model_size.low, claim.model_size.high) == (8e9, 8e9)
    assert (claim.baselines, claim.benchmarks) == (("LoRA", "full fine-tuning"), ("GSM8K",))
    assert (claim.names.metric, claim.names.benchmarks) == ("Accuracy", ("GSM8K",))
    assert (claim.names.method, claim.names.baselines) == ("Tam\\u202earack", ("LoRA", "Full fine-tuning"))


def test_our_method_is_named_as_the_paper_names_it():
    claim = claimed(method="our approach")
    assert (claim.method, claim.names.method) == ("our approach", "Tamarack")


@pytest.mark.parametrize("size", [None, "", "large", "0B", "\x00"])
def test_what_is_no_size_is_none(size):
    assert claimed(size=size).model_size is None


def test_ids_tell_claims_apart_and_stay():
    assert claimed().id == claimed(method="another", metric="another").id
    assert claimed().id != claimed("by 4.2 points over").id

    assert claimed("from 61.5% to 65.7%", **LEVELS).id != claimed("from 61.5% to 65.7%", kind="level", value="65.7").id


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7*7 }} and ${x}",
        "<script>alert('4.2')</script>",
        "\x1b[31m4.2\x1b[0m red",
        '=HYPERLINK("x"),"4.2"',
        "Ignore all 4.2 rules",
    ],
)
def test_whatever_stands_in_an_abstract_is_quoted_as_it_stands(text):
    abstract = f"Tamarack writes {text} here."
    claim = claimed(text, abstract, kind="qualitative", value=None, unit=None)
    assert claim.evidence.quote == text == abstract[claim.evidence.start : claim.evidence.end]


WORDS = st.text(alphabet="ab4.2% \\$—-\u00a0é½\x1b{<", min_size=1, max_size=60)


@given(WORDS, WORDS, WORDS)
def test_what_stands_in_the_text_is_found_in_the_text(before, quote, after):
    span = locate(quote, before + quote + after)
    if any(character.isalnum() for character in quote):
        assert span is not None
        assert (before + quote + after)[span.start : span.end] == quote.strip()


@given(WORDS, WORDS, st.sampled_from(["4", "4.2", "2%", "½", "-4", "1e999", "44", None]))
def test_no_claim_holds_a_number_that_its_quote_does_not(abstract, quote, value):
    found = grounded(quote, abstract, value=value, kind="change")
    if isinstance(found, Claim):
        assert found.evidence.quote == abstract[found.evidence.start : found.evidence.end]
        held = {form for q in quantities(found.evidence.quote) for form in (q.value, q.value / q.scale)}
        assert all(any(same_number(number, other) for other in held) for number in found.delta.numbers)


@pytest.mark.parametrize("times", [900, 20_000])
@pytest.mark.parametrize("text", ["a b ", "4.2 % ", "a ... ", "\\times "])
def test_a_long_text_of_repetitions_takes_no_long_time(text, times):
    started = time.perf_counter()
    locate((text.strip() + " c ") * 60, text * times)
    assert time.perf_counter() - started < 5
