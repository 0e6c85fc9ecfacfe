"""Exchanges: what names a request, and how the tokens of attempts add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.models.exchanges import Usage, request_digest

BODY = {"model": "m", "messages": [{"role": "user", "content": "Zahl: ½ 🙂"}], "temperature": 0.0}

COUNTS = st.one_of(st.none(), st.integers(0, 10**9))
USAGES = st.builds(Usage, prompt_tokens=COUNTS, cached_tokens=COUNTS, completion_tokens=COUNTS)


def test_a_request_is_named_by_16_hex_digits_that_stay_the_same():
    assert request_digest(BODY) == "d07947617e8f51e2"


def test_the_order_of_the_keys_does_not_matter():
    turned = {key: BODY[key] for key in reversed(BODY)}
    turned["messages"] = [dict(reversed(message.items())) for message in BODY["messages"]]
    assert request_digest(turned) == request_digest(BODY)


@pytest.mark.parametrize(
    "change",
    [
        {"model": "n"},
        {"temperature": 0.7},
        {"seed": 1},
        {"messages": [{"role": "user", "content": "Zahl: 1"}]},
        {"messages": [*BODY["messages"], {"role": "user", "content": "?"}]},
        {"response_format": {"type": "json_schema"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_part_of_a_request_counts(change):
    assert request_digest({**BODY, **change}) != request_digest(BODY)


def test_text_that_no_encoder_takes_has_a_name_too():
    assert len(request_digest({"messages": [{"content": "half a pair: \ud83d"}]})) == 16


def test_usage_is_read_from_a_completion():
    usage = {"prompt_tokens": 5, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 3}}
    assert Usage.of({"usage": usage}) == Usage(prompt_tokens=5, cached_tokens=3, completion_tokens=2)


@pytest.mark.parametrize(
    "response",
    [{}, {"usage": None}, {"usage": {}}, {"usage": {"prompt_tokens": None, "prompt_tokens_details": None}}],
)
def test_what_a_server_does_not_tell_is_null_and_not_zero(response):
    assert Usage.of(response) == Usage()


@pytest.mark.parametrize(
    "usage", [[], "many", 7, {"prompt_tokens": "many"}, {"prompt_tokens": 1.5}, {"prompt_tokens_details": [1]}]
)
def test_usage_that_makes_no_sense_is_no_usage(usage):
    assert Usage.of({"usage": usage}) == Usage()


@given(st.lists(USAGES, max_size=6))
def test_a_total_is_the_sum_of_what_was_told(parts):
    total = Usage.total(parts)
    for name in Usage.model_fields:
        given = [value for part in parts if (value := getattr(part, name)) is not None]
        assert getattr(total, name) == (sum(given) if given else None)


@given(st.lists(USAGES, max_size=6), st.integers(0, 6))
def test_totals_add_up_in_any_grouping(parts, cut):
    assert Usage.total([Usage.total(parts[:cut]), Usage.total(parts[cut:])]) == Usage.total(parts)
