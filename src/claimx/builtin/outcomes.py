"""An outcome while it is read: a claim in the making, with the place of its words in the text as read."""

from __future__ import annotations

from dataclasses import dataclass, field

from claimx import names
from claimx.answers import AnsweredClaim
from claimx.builtin.lexicon import Effect
from claimx.claims import Bound, Direction, Kind
from claimx.quantities import Quantity, parse_number
from claimx.text import Reading

__all__ = ["Outcome", "direction_of", "written_number"]

_NAME = 120
_QUOTE = 500
_LIST = 8


@dataclass(slots=True)
class Outcome:
    """What a clause says came out; offsets are those of the text as read."""

    start: int
    end: int
    kind: Kind
    metric: str
    method: str = ""
    value: Quantity | None = None
    high: Quantity | None = None
    before: Quantity | None = None
    after: Quantity | None = None
    unit: str | None = None
    direction: Direction | None = None
    bound: Bound = "exact"
    size: str | None = None
    baselines: list[str] = field(default_factory=list)
    benchmarks: list[str] = field(default_factory=list)

    def cover(self, start: int, end: int) -> None:
        """Widens the words of the outcome so that they hold `start` to `end`."""
        self.start, self.end = min(self.start, start), max(self.end, end)

    def answered(self, reading: Reading) -> AnsweredClaim | None:
        """The claim with its words as the abstract has them; None where they are too long to be a quote."""
        span = reading.written_span(self.start, self.end)
        quote = reading.written[span.start : span.end].strip()
        if not quote or len(quote) > _QUOTE:
            return None
        return AnsweredClaim(
            quote=quote,
            method=self.method[:_NAME],
            metric=self.metric[:_NAME],
            kind=self.kind,
            value=written_number(self.value),
            high=written_number(self.high),
            from_=written_number(self.before),
            to=written_number(self.after),
            unit=self.unit[:40] if self.unit else None,
            direction=self.direction,
            bound=self.bound,
            size=self.size[:60] if self.size else None,
            baselines=[name[:_NAME] for name in dict.fromkeys(self.baselines) if name][:_LIST],
            benchmarks=[name[:_NAME] for name in dict.fromkeys(self.benchmarks) if name][:_LIST],
        )


def written_number(number: Quantity | None) -> str | None:
    """The number as written, or its value where its own characters alone do not tell it (`5 to 7 million`)."""
    if number is None:
        return None
    told = parse_number(number.text)
    return number.text if told == number.value and len(number.text) <= 32 else repr(number.value)[:32]


def direction_of(effect: Effect, metric: str) -> Direction:
    """The way a metric moves under a word of change: perplexity that improves falls."""
    if effect in ("up", "down", "equal"):
        return {"up": "increase", "down": "decrease", "equal": "equal"}[effect]  # type: ignore[return-value]
    known = names.metric(metric)
    lower_is_better = known is not None and known.polarity == "lower"
    return "increase" if (effect == "good") != lower_is_better else "decrease"
