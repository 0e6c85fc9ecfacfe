"""Prices: which of them hold for a model, and what tokens cost by them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.errors import UsageError
from claimx.models import Usage
from claimx.models.prices import Prices, cost_of
from claimx.settings import PriceRow, Settings

PRICES = Prices(Decimal("0.25"), Decimal("0.025"), Decimal(2))
TABLE = {
    "larch-7b": PriceRow(**{"in": 0.25, "cached": 0.025, "out": 2.0}),
    "larch-*": PriceRow(**{"in": 1, "out": 4}),
    "larch-7b-long*": PriceRow(**{"in": 3, "out": 5}),
}


def held(model: str = "larch-7b", **settings: object) -> Prices | None:
    return Prices.of(Settings(model=model, **settings))


def test_without_prices_nothing_is_known_of_the_cost():
    assert held() is None
    assert cost_of(None, Usage(prompt_tokens=10, completion_tokens=1)) is None


def test_flags_give_the_prices_with_the_digits_that_they_were_written_with():
    assert held(price_in=0.1, price_out=0.4) == Prices(Decimal("0.1"), Decimal("0.1"), Decimal("0.4"))
    assert held(price_in=0.1, price_cached=0.01, price_out=0.4) == Prices(
        Decimal("0.1"), Decimal("0.01"), Decimal("0.4")
    )


@pytest.mark.parametrize(
    ("model", "prompt"),
    [
        ("larch-7b", "0.25"),
        ("larch-70b", "1.0"),
        ("larch-7b-2026-05-01", "1.0"),
        ("larch-7b-long-2026", "3.0"),
        ("larch-", "1.0"),
        ("larch", None),
        ("Larch-7b", None),
        ("my-larch-7b", None),
    ],
)
def test_a_name_of_the_table_matches_whole_and_with_a_star_its_beginning(model, prompt):
    found = held(model, prices=TABLE)
    assert (found and found.prompt) == (prompt and Decimal(prompt))


def test_a_flag_wins_over_the_table_and_the_table_fills_in_the_rest():
    assert held(price_in=9, prices=TABLE) == Prices(Decimal(9), Decimal("0.025"), Decimal(2))
    assert held("larch-8b", price_cached=0.5, prices=TABLE) == Prices(Decimal(1), Decimal("0.5"), Decimal(4))


@pytest.mark.parametrize(
    ("flags", "lacking"),
    [
        ({"price_in": 1}, "add --price-out,"),
        ({"price_out": 1}, "add --price-in,"),
        ({"price_cached": 1}, "add --price-in and --price-out,"),
        ({"price_in": 0, "price_cached": 1}, "add --price-out,"),
    ],
)
@pytest.mark.parametrize("model", ["larch-7b", "builtin"])
def test_half_a_price_is_told_with_what_is_missing(model, flags, lacking):
    with pytest.raises(UsageError, match=lacking):
        held(model, **flags)


def test_the_built_in_model_and_cassettes_cost_nothing(tmp_path):
    free = Prices(Decimal(0), Decimal(0), Decimal(0))
    assert held("builtin") == free
    assert held("larch-7b", replay=tmp_path, prices=TABLE) == free
    assert cost_of(free, Usage(prompt_tokens=10)) == 0
    assert held("builtin", base_url="http://127.0.0.1:1/v1") is None, "a server may call its model so"


def test_flags_say_what_cassettes_would_have_cost(tmp_path):
    assert held("larch-7b", replay=tmp_path, price_in=1, price_out=2) == Prices(Decimal(1), Decimal(1), Decimal(2))


def test_cached_tokens_are_part_of_the_prompts():
    usage = Usage(prompt_tokens=1_000_000, cached_tokens=800_000, completion_tokens=100_000)
    assert PRICES.cost(usage) == Decimal("0.2") * Decimal("0.25") + Decimal("0.8") * Decimal("0.025") + Decimal("0.2")
    assert cost_of(PRICES, usage) == 0.27


def test_a_cost_is_unknown_where_the_server_told_no_tokens():
    assert cost_of(PRICES, Usage()) is None
    assert cost_of(PRICES, Usage(completion_tokens=0)) == 0


counts = st.one_of(st.none(), st.integers(-(10**20), 10**20), st.just(10**60))


@given(counts, counts, counts)
def test_no_nonsense_of_a_server_makes_a_cost_negative_or_dearer_than_without_a_cache(prompt, cached, answer):
    told = Usage(prompt_tokens=prompt, cached_tokens=cached, completion_tokens=answer)
    uncached = Usage(prompt_tokens=prompt, completion_tokens=answer)
    assert 0 <= PRICES.cost(told) <= PRICES.cost(uncached)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.floats(0, 1000), st.floats(0, 1000))
def test_a_cost_is_the_sum_of_its_parts(prompt, answer, price_in, price_out):
    prices = held(price_in=price_in, price_out=price_out)
    assert prices is not None
    both = prices.cost(Usage(prompt_tokens=prompt, completion_tokens=answer))
    parts = prices.cost(Usage(prompt_tokens=prompt)) + prices.cost(Usage(completion_tokens=answer))
    assert float(both) == pytest.approx(float(parts))
    assert float(both) == pytest.approx((prompt * price_in + answer * price_out) / 1e6)
