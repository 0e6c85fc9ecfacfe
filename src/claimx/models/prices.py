"""What tokens cost, in whatever currency the prices are given in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from claimx.errors import UsageError
from claimx.models.connections import BUILTIN
from claimx.models.exchanges import Usage
from claimx.settings import PriceRow, Settings

__all__ = ["Prices", "cost_of"]

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of a million tokens: of prompts, of prompts that the server had cached, and of answers."""

    prompt: Decimal
    cached: Decimal
    answer: Decimal

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """The prices that hold for the model of `settings`, or None where none are known.

        --price-in, --price-cached and --price-out each win over the row of the table `prices` that fits the model:
        the row of its whole name, else the longest name with a `*` at its end that it begins with. The built-in model
        and cassettes cost nothing, unless such a flag says what they would. UsageError where only some are known.
        """
        row = None if _costs_nothing(settings) else _row(settings.prices, settings.model)
        prompt = _first(settings.price_in, row.in_ if row else None)
        cached = _first(settings.price_cached, row.cached if row else None)
        answer = _first(settings.price_out, row.out if row else None)
        if prompt is None and cached is None and answer is None:
            return cls(Decimal(0), Decimal(0), Decimal(0)) if _costs_nothing(settings) else None
        if prompt is None or answer is None:
            lacking = [name for name, price in (("--price-in", prompt), ("--price-out", answer)) if price is None]
            raise UsageError(f"the price is known in part: add {' and '.join(lacking)}, for a million tokens.")
        return cls(prompt, prompt if cached is None else cached, answer)

    def cost(self, usage: Usage) -> Decimal:
        """What `usage` costs. Cached tokens are part of the prompt's; what was not told costs nothing, and what makes
        no sense (a negative count, more cached than prompt) never makes it cheaper than nothing.
        """
        prompt, answer = max(0, usage.prompt_tokens or 0), max(0, usage.completion_tokens or 0)
        cached = min(prompt, max(0, usage.cached_tokens or 0))
        parts = ((prompt - cached, self.prompt), (cached, self.cached), (answer, self.answer))
        return sum((tokens * price for tokens, price in parts), Decimal(0)) / _MILLION


def cost_of(prices: Prices | None, usage: Usage) -> float | None:
    """What `usage` cost, as JSON tells it: null, and never 0, where no price or no token is known."""
    return None if prices is None or usage.total_tokens is None else float(prices.cost(usage))


def _costs_nothing(settings: Settings) -> bool:
    return settings.replay is not None or (settings.model == BUILTIN and settings.base_url is None)


def _row(rows: Mapping[str, PriceRow], model: str) -> PriceRow | None:
    beginnings = [name for name in rows if name.endswith("*") and model.startswith(name[:-1])]
    return rows.get(model) or rows.get(max(beginnings, key=len, default=""))


def _first(*prices: float | None) -> Decimal | None:
    """The first that is given, with the digits that it was written with."""
    return next((Decimal(str(price)) for price in prices if price is not None), None)
