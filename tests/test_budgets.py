"""Budgets: how they are written, that they are kept with many requests under way, and how they end a run."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.errors import ModelError, UsageError
from claimx.models import Usage
from claimx.models.budgets import Amount, Budget, Reservation
from claimx.models.estimates import ANSWER_TOKENS, estimated_usage
from claimx.models.prices import Prices
from claimx.settings import Settings

PRICES = Prices(Decimal(1), Decimal("0.1"), Decimal(4))


def tokens(count: int, **given: object) -> Budget:
    return Budget(Amount(Decimal(count), tokens=True), **given)


def refused(budget: Budget, prompt_tokens: int) -> ModelError:
    with pytest.raises(ModelError) as caught:
        budget.reserve(prompt_tokens)
    assert caught.value.kind == "over_budget"
    assert budget.exhausted
    return caught.value


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("2.50", "2.50", ""),
        ("2", "2", ""),
        ("$2.50", "2.50", "$"),
        ("$ 2.50", "2.50", "$"),
        ("2.50$", "2.50", "$"),
        ("2.50 EUR", "2.50", "EUR"),
        ("2.50EUR", "2.50", "EUR"),
        ("EUR 2.50", "2.50", "EUR"),
        ("€3", "3", "€"),
        (" 1_000.5   CHF ", "1000.5", "CHF"),
        ("500000", "500000", ""),
    ],
)
def test_money_is_a_number_with_or_without_a_currency(text, value, currency):
    assert Amount.parse(text) == Amount(Decimal(value), currency=currency)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("500k tokens", 500_000),
        ("2M tokens", 2_000_000),
        ("1.5m tokens", 1_500_000),
        ("0.25B tokens", 250_000_000),
        ("500000tokens", 500_000),
        ("500_000 tokens", 500_000),
        ("500 k tokens", 500_000),
        ("500ktokens", 500_000),
        ("1 token", 1),
        ("7 TOKENS", 7),
    ],
)
def test_tokens_are_named(text, count):
    assert Amount.parse(text) == Amount(Decimal(count), tokens=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "much",
        "500k",
        "2,50",
        "1,000 tokens",
        "0",
        "0.00 EUR",
        "0 tokens",
        "-1",
        "-5 tokens",
        "1.5 tokens",
        "0.0001k tokens",
        "1e6 tokens",
        "nan",
        "inf tokens",
        "$2.50 EUR",
        "$2.50$",
        "2.50 euros",
        "2.50 tokens EUR",
        "٣ tokens",
        "3 \u212a tokens",  # the sign of the kelvin
        ".5",
        "5.",
        "1__0",
        "\x1b[31m",
    ],
)
def test_what_makes_no_sense_is_told_in_one_line(text):
    with pytest.raises(UsageError, match="is no budget: give money as ") as caught:
        Amount.parse(text)
    assert str(caught.value).isprintable()


@given(st.text(max_size=40))
def test_whatever_is_written_is_an_amount_above_nothing_or_told(text):
    try:
        amount = Amount.parse(text)
    except UsageError:
        return
    assert amount.value > 0
    assert not (amount.tokens and amount.value % 1)


@given(
    st.decimals("0.01", 10**9, places=2),
    st.sampled_from(["", "$", "€", "EUR", "CHF"]),
    st.booleans(),
)
def test_what_is_shown_is_read_back(value, currency, of_tokens):
    amount = Amount(Decimal(int(value) + 1), tokens=True) if of_tokens else Amount(value, currency=currency)
    assert Amount.parse(str(amount).replace(",", "")) == amount


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0.00"),
        ("0.5", "0.50"),
        ("0.01", "0.01"),
        ("0.001", "0.001"),
        ("100", "100.00"),
        ("0.03127", "0.031"),
        ("0.0000012", "0.0000012"),
        ("1234.5", "1,234.50"),
    ],
)
def test_small_sums_keep_two_digits(value, shown):
    assert str(Amount(Decimal(value))) == shown


def test_money_needs_prices():
    with pytest.raises(UsageError, match=r"a budget of 2\.50 EUR needs prices: add --price-in and --price-out"):
        Budget.of(Settings(model="m", budget="2.50 EUR"))
    assert Budget.of(Settings(model="m", budget="2.50 EUR", price_in=1, price_out=2)).most == Amount(
        Decimal("2.50"), currency="EUR"
    )


def test_tokens_need_no_prices():
    assert Budget.of(Settings(model="m", budget="10k tokens")).most == Amount(Decimal(10_000), tokens=True)


def test_what_makes_no_sense_in_the_settings_is_told():
    with pytest.raises(UsageError, match="'lots' is no budget"):
        Budget.of(Settings(model="m", budget="lots"))


def test_without_a_budget_nothing_is_refused():
    budget = Budget.of(Settings(model="m"))
    for _ in range(100):
        budget.settle(budget.reserve(10**9), Usage(prompt_tokens=10**9))
    assert not budget.exhausted
    assert budget.spent == 10**11 + 100 * ANSWER_TOKENS


def test_what_was_spent_before_counts():
    spent = Usage(prompt_tokens=9_000, cached_tokens=8_000, completion_tokens=900)
    budget = tokens(10_000, spent=spent)
    assert budget.spent == 9_900
    told = refused(budget, 1)
    assert str(told) == (
        "the budget of 10,000 tokens does not reach for another question (9,900 tokens spent): "
        "raise --budget and run the same command again."
    )
    assert Budget(Amount(Decimal(1)), PRICES, spent=spent).spent == PRICES.cost(spent)


def test_after_a_refusal_all_are_refused():
    budget = tokens(1_000)
    refused(budget, 5_000)
    refused(budget, 1)
    assert budget.spent == 0


def test_what_is_under_way_is_set_aside_until_it_is_settled_or_released():
    budget = tokens(1_000)
    first = budget.reserve(200)
    second = budget.reserve(200)
    budget.release(second)
    budget.settle(first, Usage(prompt_tokens=200, completion_tokens=ANSWER_TOKENS))
    assert budget.spent == 500
    budget.reserve(200)
    refused(budget, 1)


def test_estimates_follow_what_was_answered():
    budget = tokens(1_000_000)
    assert budget.reserve(1_000).usage == Usage(prompt_tokens=1_000, completion_tokens=ANSWER_TOKENS)
    budget.settle(budget.reserve(1_000), Usage(prompt_tokens=1_200, completion_tokens=100))
    budget.settle(budget.reserve(1_000), Usage(prompt_tokens=1_300, completion_tokens=201))
    assert budget.reserve(100).usage == Usage(prompt_tokens=125, completion_tokens=151)


def test_no_answer_is_thought_longer_than_it_may_be():
    budget = tokens(1_000_000, max_tokens=64)
    assert budget.reserve(1).usage.completion_tokens == 64


def test_what_the_server_does_not_tell_counts_as_estimated():
    budget = tokens(10_000)
    budget.settle(budget.reserve(1_000), Usage())
    assert budget.spent == 1_000 + ANSWER_TOKENS
    budget.settle(budget.reserve(1_000), Usage(completion_tokens=5))
    assert budget.spent == 2_000 + ANSWER_TOKENS + 5


def test_nonsense_of_a_server_gives_nothing_back():
    budget = Budget(Amount(Decimal(1)), PRICES)
    budget.settle(budget.reserve(100), Usage(prompt_tokens=-(10**9), cached_tokens=10**9, completion_tokens=-(10**9)))
    assert budget.spent == 0
    assert budget.reserve(100).usage == Usage(prompt_tokens=0, completion_tokens=0)


def test_a_request_is_set_aside_while_it_is_under_way():
    body = {"model": "m", "messages": [{"role": "user", "content": "Grüße \ud800" * 50}]}
    estimate = estimated_usage(body).prompt_tokens
    assert estimate is not None
    budget = tokens(2 * estimate + 2 * ANSWER_TOKENS)
    with budget.reserved(body) as answered:
        budget.settle(answered, Usage(prompt_tokens=estimate, completion_tokens=ANSWER_TOKENS))
    with pytest.raises(TimeoutError), budget.reserved(body):
        raise TimeoutError
    assert budget.spent == estimate + ANSWER_TOKENS
    with budget.reserved(body), pytest.raises(ModelError), budget.reserved(body):
        pass


class Spending:
    """Requests against a budget, many under way at once, as `data` has it; each answer takes what `of` says."""

    def __init__(self, budget: Budget, data: st.DataObject) -> None:
        self.budget, self._data = budget, data
        self.under_way: list[Reservation] = []
        self.missed = Decimal(0)
        """By how much the answers took more than was set aside."""

    def run(self, steps: int, *, most: float) -> None:
        for _ in range(steps):
            if self.under_way and self._data.draw(st.booleans()):
                self.answer(most)
                continue
            try:
                self.under_way.append(self.budget.reserve(self._data.draw(st.integers(0, 5_000))))
            except ModelError:
                break
        while self.under_way:
            self.answer(most)

    def answer(self, most: float) -> None:
        """An answer, or a failure, to any of those under way, of at most `most` times what was set aside."""
        place = self._data.draw(st.integers(0, len(self.under_way) - 1))
        reservation = self.under_way.pop(place)
        if self._data.draw(st.integers(0, 9)) == 0:
            self.budget.release(reservation)
            return
        prompt = self._data.draw(st.integers(0, int((reservation.usage.prompt_tokens or 0) * most)))
        cached = self._data.draw(st.none() | st.integers(0, prompt))
        answer = self._data.draw(st.integers(0, int((reservation.usage.completion_tokens or 0) * most)))
        usage = Usage(prompt_tokens=prompt, cached_tokens=cached, completion_tokens=answer)
        self.missed += max(Decimal(0), self.budget.worth(usage) - reservation.worth)
        self.budget.settle(reservation, usage)


budgets = st.one_of(
    st.builds(lambda most: tokens(most), st.integers(1, 50_000)),
    st.builds(lambda cents: Budget(Amount(Decimal(cents) / 100), PRICES), st.integers(1, 10)),
)


@given(budgets, st.data())
def test_a_budget_is_never_overshot_where_no_estimate_is_below_the_truth(budget, data):
    Spending(budget, data).run(30, most=1)
    assert 0 <= budget.spent <= budget.most.value


@given(budgets, st.data())
def test_a_budget_is_overshot_by_no_more_than_the_estimates_miss(budget, data):
    spending = Spending(budget, data)
    spending.run(30, most=3)
    assert budget.spent <= budget.most.value + spending.missed
