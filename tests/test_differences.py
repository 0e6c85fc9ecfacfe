"""What differs between two sets of claims: matched by id, then by what they mean; papers apart."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_claim, make_paper
from claimx.claims import Delta
from claimx.differences import FIELDS, Difference, diff

FASTER = Delta(kind="factor", low=9.1, high=9.1, unit="times", direction="increase", bound="up_to")
WORDS = Delta(kind="qualitative", direction="equal")
GAIN = make_claim(benchmarks=["GSM8K"], baselines=["LoRA"], size=8e9)
SPEED = make_claim(quote="trains up to 9.1x faster", delta=FASTER, metric="training speed")
PARITY = make_claim(quote="matches full fine-tuning on MMLU", delta=WORDS, benchmarks=["MMLU"])
ALL = [GAIN, SPEED, PARITY]


def counts(difference: Difference) -> dict[str, int]:
    sizes = {f.name: len(getattr(difference, f.name)) for f in fields(difference)}
    return {name: size for name, size in sizes.items() if size}


def altered(claim, **changes):
    return claim.model_copy(update={"id": "another", **changes})


def test_a_set_of_claims_differs_in_nothing_from_itself():
    found = diff(ALL, ALL)
    assert counts(found) == {"same": 3}
    assert (found.found_by_both, found.alike) == (1.0, 1.0)


def test_what_one_side_alone_claims_is_new_or_gone():
    found = diff([GAIN, SPEED], [GAIN, PARITY])
    assert (found.new, found.gone, found.same) == ((PARITY,), (SPEED,), (GAIN,))
    assert found.found_by_both == found.alike == 0.5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("method", "Tamarack-XL"),
        ("metric", "exact match"),
        ("delta", Delta(kind="level", to_value=4.2, unit="points")),
        ("model_size", None),
        ("baselines", ("full fine-tuning",)),
        ("benchmarks", ()),
    ],
)
def test_a_claim_with_another_id_and_the_same_number_is_the_same_claim_changed(field, value):
    fresh = make_claim(metric=value) if field == "metric" else GAIN
    after = altered(GAIN, **({field: value, "names": fresh.names} if field == "metric" else {field: value}))
    found = diff([GAIN], [after])
    assert counts(found) == {"changed": 1}
    assert found.changed[0].fields == (field,)
    assert (found.found_by_both, found.alike) == (1.0, 0.0)


def test_every_field_that_is_compared_can_differ():
    assert set(FIELDS) == {"method", "metric", "delta", "model_size", "baselines", "benchmarks"}


def test_another_number_for_the_same_words_is_a_change():
    after = altered(GAIN, delta=Delta(kind="change", low=4.3, high=4.3, unit="points", direction="increase"))
    assert diff([GAIN], [after]).changed[0].fields == ("delta",)


def test_capitals_and_hyphens_of_a_name_are_no_change():
    assert counts(diff([GAIN], [altered(GAIN, method="TAMARACK", baselines=("Lo-RA",))])) == {"same": 1}


def test_claims_in_words_and_in_numbers_are_never_one():
    assert counts(diff([GAIN], [altered(GAIN, delta=WORDS, quantified=False)])) == {"new": 1, "gone": 1}


def test_claims_of_two_papers_are_never_one():
    other = make_claim(make_paper("Oxbow: Two-Bit Weights"))
    found = diff([GAIN], [other])
    assert counts(found) == {"papers_new": 1, "papers_gone": 1}
    assert found.papers_new == {"Oxbow: Two-Bit Weights": (other,)}
    assert found.found_by_both is None


def test_a_paper_that_was_read_and_claims_nothing_counts_as_read():
    found = diff([GAIN], [], papers_after={GAIN.paper_id: GAIN.title})
    assert counts(found) == {"gone": 1}
    assert found.found_by_both == 0.0


def test_of_two_claims_with_one_number_each_finds_its_own():
    first, second = altered(GAIN, benchmarks=("GSM8K",)), altered(GAIN, benchmarks=("MMLU",))
    found = diff([first, second], [altered(second, id="x"), altered(first, id="y")])
    assert counts(found) == {"same": 2}


@given(st.lists(st.sampled_from(ALL), unique_by=id), st.lists(st.sampled_from(ALL), unique_by=id))
def test_each_claim_is_told_once_and_the_other_way_round_is_the_mirror_image(before, after):
    found, mirrored = diff(before, after), diff(after, before)
    pairs = len(found.same) + len(found.changed)
    alone = sum(map(len, found.papers_new.values())) + sum(map(len, found.papers_gone.values()))
    assert 2 * pairs + len(found.new) + len(found.gone) + alone == len(before) + len(after)
    assert set(map(id, found.new)) == set(map(id, mirrored.gone))
    assert found.found_by_both == mirrored.found_by_both
