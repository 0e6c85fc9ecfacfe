"""How much a run may spend, in tokens or in money, and when it has.

A request is paid for when it is answered, and many are under way at once: so what each may take is set aside before it
is sent, and given way to what it did take. A run exceeds its budget by no more than the estimates fall short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

from claimx.errors import ModelError, UsageError
from claimx.models.estimates import ANSWER_TOKENS, estimated_usage
from claimx.models.exchanges import Usage
from claimx.models.prices import Prices
from claimx.settings import Settings

__all__ = ["Amount", "Budget", "Reservation"]

_NUMBER = r"(?P<number>[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?)"
_TOKENS = re.compile(_NUMBER + r" ?(?P<scale>[kmb]?) ?tokens?", re.ASCII | re.IGNORECASE)
_MONEY = re.compile(rf"(?P<before>[$€£¥]|[A-Z]{{3}} |) ?{_NUMBER}(?P<after> ?[$€£¥]| ?[A-Z]{{3}}|)")
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of tokens, or a sum of money. The currency is as it was written: it is shown, and never exchanged."""

    value: Decimal
    tokens: bool = False
    currency: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """What `2.50`, `$2.50`, `2.50 EUR`, `500k tokens` or `500_000 tokens` mean. UsageError for anything else, and
        for nothing.
        """
        written = " ".join(text.split())
        if match := _TOKENS.fullmatch(written):
            made = cls(_decimal(match["number"]) * _SCALES[match["scale"].lower()], tokens=True)
            sensible = made.value > 0 and made.value == made.value.to_integral_value()
        elif match := _MONEY.fullmatch(written):
            made = cls(_decimal(match["number"]), currency=(match["before"] or match["after"]).strip())
            sensible = made.value > 0 and not (match["before"] and match["after"])
        else:
            sensible = False
        if not sensible:
            raise UsageError(f"{text!a} is no budget: give money as 2.50 or 2.50 EUR, or tokens as 500k tokens.")
        return made

    def __str__(self) -> str:
        """As people write it: `2.50 EUR`, `$0.031`, `500,000 tokens`."""
        if self.tokens:
            return f"{self.value:,.0f} tokens"
        written = max(0, -int(self.value.as_tuple().exponent))
        decimals = max(2, min(written, 1 - self.value.adjusted()))  # of however little, two digits that count
        number = f"{self.value:,.{decimals}f}"
        return f"{number} {self.currency}".strip() if self.currency.isalpha() else f"{self.currency}{number}"


@dataclass(frozen=True, slots=True, eq=False)
class Reservation:
    """What is set aside for one request: `usage`, worth `worth` of the budget. `prompt_tokens` is the estimate as it
    was before any correction.
    """

    prompt_tokens: int
    usage: Usage
    worth: Decimal


class Budget:
    """What the requests of one run folder may use together; without `most`, whatever they use.

    For the tasks of one event loop. Once a request was refused all later ones are: the run ends, and does not go on
    with the few papers that are short enough. What requests take is learned from those that were answered: the tokens
    of a prompt in proportion to the estimate, and the mean length of an answer, which is never more than `max_tokens`.
    """

    def __init__(
        self,
        most: Amount | None = None,
        prices: Prices | None = None,
        *,
        spent: Usage | None = None,
        max_tokens: int | None = None,
    ) -> None:
        """`spent` is what the run folder has used before. UsageError for a sum of money where no prices are known."""
        if most is not None and prices is None and not most.tokens:
            told = f"a budget of {most} needs prices: add --price-in and --price-out, for a million tokens,"
            raise UsageError(f"{told} or give it in tokens, as 500k tokens.")
        self.most, self.exhausted = most, False
        self._prices, self._max_tokens = prices, max_tokens
        self._spent = self.worth(spent or Usage())
        self._open: set[Reservation] = set()
        self._told = self._estimated = self._answers = self._answered = 0

    @classmethod
    def of(cls, settings: Settings, spent: Usage | None = None) -> Self:
        """The budget that `settings` give. UsageError where it makes no sense, or is money and there are no prices."""
        most = None if settings.budget is None else Amount.parse(settings.budget)
        return cls(most, Prices.of(settings), spent=spent, max_tokens=settings.max_tokens)

    @property
    def spent(self) -> Decimal:
        """What was used so far: tokens, or money where the budget is money."""
        return self._spent

    def worth(self, usage: Usage) -> Decimal:
        """What so many tokens take of the budget: tokens, or money where it is money."""
        if self._prices is None or (self.most is not None and self.most.tokens):
            return Decimal(max(0, usage.prompt_tokens or 0) + max(0, usage.completion_tokens or 0))
        return self._prices.cost(usage)

    def reserve(self, prompt_tokens: int) -> Reservation:
        """Set aside what a request with a prompt of about so many tokens may take. ModelError, of kind over_budget,
        where that is more than is left, and ever after.
        """
        usage = self._expected(prompt_tokens)
        reservation = Reservation(prompt_tokens, usage, self.worth(usage))
        if self.most is not None:
            together = self._spent + sum(other.worth for other in self._open) + reservation.worth
            self.exhausted = self.exhausted or together > self.most.value
            if self.exhausted:
                raise ModelError("over_budget", self._refusal(self.most))
        self._open.add(reservation)
        return reservation

    def settle(self, reservation: Reservation, usage: Usage) -> None:
        """Count what an answer took in place of what was set aside; of what the server does not tell, the estimate."""
        self.release(reservation)
        told = {name: max(0, count) for name, count in usage if count is not None}
        self._spent += self.worth(reservation.usage.model_copy(update=told))
        if "prompt_tokens" in told:
            self._told += told["prompt_tokens"]
            self._estimated += reservation.prompt_tokens
        if "completion_tokens" in told:
            self._answers += told["completion_tokens"]
            self._answered += 1

    def release(self, reservation: Reservation) -> None:
        """Give back what was set aside, where nothing was answered; nothing where it was settled."""
        self._open.discard(reservation)

    @contextmanager
    def reserved(self, body: Mapping[str, Any]) -> Iterator[Reservation]:
        """`reserve` for the request `body`, and `release` in the end; settle it in between where an answer came."""
        reservation = self.reserve(estimated_usage(body).prompt_tokens or 0)
        try:
            yield reservation
        finally:
            self.release(reservation)

    def _expected(self, prompt_tokens: int) -> Usage:
        """What a request will take, by those that were answered; without discounts for what may be cached."""
        prompt = _ceiling(prompt_tokens * self._told, self._estimated) if self._estimated else prompt_tokens
        answer = _ceiling(self._answers, self._answered) if self._answered else ANSWER_TOKENS
        return Usage(prompt_tokens=prompt, completion_tokens=min(answer, self._max_tokens or answer))

    def _refusal(self, most: Amount) -> str:
        spent = replace(most, value=self._spent)
        return (
            f"the budget of {most} does not reach for another question ({spent} spent): "
            "raise --budget and run the same command again."
        )


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace("_", ""))


def _ceiling(number: int, divisor: int) -> int:
    return -(-number // divisor)
