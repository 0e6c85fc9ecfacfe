"""A wording that tells an outcome without a number, and those beside the verb: `without degrading accuracy`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from claimx.builtin.clauses import Sentence
from claimx.builtin.lexicon import Effect, forms
from claimx.builtin.mentions import baselines_after, listed
from claimx.builtin.naming import is_metric
from claimx.builtin.predicates import Predicate
from claimx.text import word_set

__all__ = ["Asides", "Wording"]

_HARMS = frozenset(
    forms("sacrifice compromise hurt harm degrade lose affect cause incur introduce impair require need add increase")
) | word_set("loss degradation additional extra any significant")
_INPUTS = word_set(
    "data training supervision annotations labels fine-tuning finetuning retraining learning modeling examples"
)
"""What a method does without as a matter of its set-up: `without extra data` is no outcome."""
_LITTLE = word_set("minimal negligible no little marginal minor")
_CLAUSE_ENDS = word_set(", ; : . — – -- ( ) while whereas but although which thereby thus")
_LONGEST_CLAUSE = 30


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording: its words, what it measures, and how much it weighs."""

    verb: int
    """Index of its verb."""
    first: int
    """Index of its first token."""
    last: int
    """Index behind its last token."""
    metrics: Sequence[str]
    """What is measured; empty where the words do not say."""
    effect: Effect | None
    """Which way it moves; None where the words do not say."""
    weight: float
    """How sure the words alone make it an outcome."""
    baselines: Sequence[str] = field(default=())
    """What it is compared with."""


class Asides:
    """Reads the wordings of one sentence that need no verb of their own."""

    def __init__(self, part: Sentence, spoken: dict[int, Predicate]) -> None:
        self.part = part
        self.spoken = spoken

    def asides(self) -> Iterator[Wording]:
        """`without degrading accuracy`, `with negligible overhead`, `on par with X`, `ahead of Y`."""
        part = self.part
        for at in range(len(part.tokens) - 1):
            low, after = part.low(at), part.low(at + 1)
            near = max((verb for verb in self.spoken if verb < at), default=next(iter(self.spoken), at))
            if (low, after) == ("ahead", "of"):
                yield self.make(near, near, self.end_of_clause(at), [], "up", 2.0, self.names_at(at + 2))
            elif (low, after, part.low(at + 2)) == ("on", "par", "with"):
                yield self.make(near, at, self.end_of_clause(at), [], "equal", 1.5, self.names_at(at + 3))
            elif (low, after) in (("comparable", "to"), ("competitive", "with")):
                yield self.make(near, at, self.end_of_clause(at), [], "equal", 1.5, self.names_at(at + 2))
            elif low == "without" and after in _HARMS:
                items = [p.text for p in listed(part, at + (3 if part.low(at + 2) in ("of", "in") else 2))]
                if not (items and items[0].split()[-1].lower() in _INPUTS):
                    yield self.make(near, at, max(self.end_of_clause(at), at + 2), items[:2], "equal", 1.5)
            elif low == "with" and after in _LITTLE:
                noun = part.noun_after(at + 2)
                if noun.text:
                    yield self.make(near, at, noun.last, [noun.text], "equal", 1.0)

    def make(
        self,
        verb: int,
        first: int,
        last: int,
        metrics: Sequence[str],
        effect: Effect | None,
        weight: float,
        baselines: Sequence[str] = (),
    ) -> Wording:
        """A wording, with what the sentence compares it with."""
        last = max(last, first + 1)
        compared = baselines_after(self.part, verb, min(len(self.part.tokens), last + 2))
        return Wording(verb, first, last, metrics, effect, weight, (*baselines, *compared))

    def end_of_clause(self, index: int) -> int:
        """Index behind the clause that `index` stands in."""
        part = self.part
        for at in range(index, min(len(part.tokens), index + _LONGEST_CLAUSE)):
            low = part.low(at)
            if low in _CLAUSE_ENDS:
                return at
            if low in ("and", "or") and any(self._is_told(verb) for verb in range(at + 1, at + 4)):
                return at
        return min(len(part.tokens), index + _LONGEST_CLAUSE)

    def _is_told(self, verb: int) -> bool:
        return verb in self.spoken and self.spoken[verb].form != "to"

    def begin(self, predicate: Predicate) -> int:
        """Index of the first token of the subject, or of the verb where the subject is far."""
        subject = predicate.subject
        return subject.first if subject is not None and 0 <= predicate.verb - subject.first < 20 else predicate.verb

    def names_at(self, index: int) -> list[str]:
        """The names of a list that are no metrics."""
        return [p.text for p in listed(self.part, index) if not is_metric(p.text)]

    def subject_metric(self, predicate: Predicate) -> list[str]:
        """The metric that the subject is, if it is one."""
        if predicate.subject is None:
            return []
        head = self.part.noun_after(predicate.subject.first, of=True).text
        return [head] if is_metric(head) else []
