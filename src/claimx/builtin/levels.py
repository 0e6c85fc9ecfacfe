"""Numbers that tell where something stands: `scores 71.3`, `from 19% to 4%`, `27% of the parameters`, `5 of 6`."""

from __future__ import annotations

from claimx import names
from claimx.builtin.anchors import Governed, Numbered
from claimx.builtin.lexicon import (
    ADJECTIVES,
    CHANGE_NOUNS,
    CHANGE_VERBS,
    RESOURCES,
    SHARE_VERBS,
    USE_VERBS,
    forms,
)
from claimx.builtin.mentions import is_benchmark
from claimx.builtin.naming import is_metric, noun_ending_at
from claimx.builtin.outcomes import Outcome
from claimx.builtin.rivals import levels_give, set_levels
from claimx.builtin.standing import Standing
from claimx.builtin.verbs import verb_class
from claimx.quantities import Quantity
from claimx.text import word_set

__all__ = ["Levels"]

_REACHING = frozenset(forms("achieve reach attain score serve sustain yield deliver obtain hit run process"))
"""Verbs whose whole numbers with a unit are results and no settings."""
_COUNTING = frozenset(forms("solve prove pass complete answer resolve fix/fixed detect win/won"))
_SPENDING = frozenset(forms("require need take/took occupy generate decode respond answer finish complete consume fit"))
_SPENT_UNITS = word_set("ms s seconds minutes hours tokens/s tok/s fps") | {"GB", "MB", "TB", "GiB", "MiB", "FPS"}
"""Units whose numbers behind a verb of spending are results."""
_SETTING_PREPOSITIONS = word_set("at with on over across under in for using among up")
_REMOVED = word_set("removed pruned dropped skipped discarded eliminated saved")
_TRIALS = word_set("time cases trials comparisons attempts runs episodes")
"""What a rate is of: it tells no more than that there is a rate."""
_RIGHTLY = word_set("correctly accurately rightly right")
_RATES = {
    "answer": forms("answer"),
    "compliance": forms("comply"),
    "refusal": forms("refuse"),
    "success": forms("succeed solve complete"),
    "failure": forms("fail"),
    "detection": forms("detect identify recognize"),
    "win": forms("win/won beat"),
    "agreement": forms("agree"),
    "hallucination": forms("hallucinate"),
    "acceptance": forms("accept"),
    "preference": forms("prefer choose/chose"),
}
"""What a rate is called, by the verb that the text tells it with."""
_SHORT_GAP, _GAP = 80, 160


class Levels(Standing):
    """The readings of a number as a level or as a share, and those of a bare number."""

    def percent(self) -> Numbered | None:
        """What a percent tells."""
        return (
            self.comparative("change")
            or self.noun_behind("change")
            or self.gained()
            or self._within()
            or self._comparators()
            or self._of_amount()
            or self._to_level()
            or self.moved("change")
            or self._level()
        )

    def bare(self) -> Numbered | None:
        """What a number without a unit, or with a unit of its own, tells."""
        number = self.number
        if number.places > 0 and self.behind in ADJECTIVES:
            return self.comparative("change")
        found = self._comparators()
        found = found or self._within()
        if found is not None:
            return found
        if number.unit is None:
            return self._bare_score()
        if number.unit.startswith("$") and self.said("cost", "costs", "costing") and self.direct:
            return self.make("level", Governed("cost", None, self.verb, self.verb))
        if self._is_spent():
            return self._to_level() or self._level() or self.make("level", Governed("", None, self.verb, self.verb))
        near = self.verb is not None and self.first - self.verb <= 4
        if not near and self.lead not in ("by", "of", "to"):
            return None
        if self.lead == "by" or (self.kind_of_verb() == "change" and self.direct):
            return self.moved("change")
        found = self.noun_behind("change")
        if found is not None:
            return found
        setting = self.lead in _SETTING_PREPOSITIONS or self.verb is None
        if setting or (number.places <= 0 and not self.said(*_REACHING)):
            return None
        return self._to_level() or self._level()

    def _is_spent(self) -> bool:
        """Whether a time, a memory or a rate is a result: `needs 40 minutes`, `answers within 6 ms`."""
        at = self.first - 1
        if self.number.unit not in _SPENT_UNITS or self.lead == "by":
            return False
        within = self.part.tokens[self.first].low.startswith("within ")
        timed = within or self.before in ("in", "within", "after")
        at -= (timed and not within) or self.before in ("only", "just")
        if timed and self.verb is not None and self.verb >= self.first - 6:
            at = self.verb
        return self.part.low(at) in _SPENDING and at in self.spoken

    def _bare_score(self) -> Numbered | None:
        """`scores 71.3`, `by 0.43`, `loses 0.6 perplexity`; whole numbers only behind `score`, `by` and `to`."""
        number = self.number
        versioned = any(c.isdigit() for c in self.before) or self.part.tokens[self.first - 1].text[1:2].isupper()
        if number.word or (versioned and self.before[:1].isalpha() and names.metric(self.before) is None):
            return None
        if number.places <= 0 and self.lead not in ("by", "to"):
            scores = self.said("score", "scores", "scored", "scoring") and self.verb == self.first - 1
            noun = self.part.noun_after(self.last + 1)
            if self.near_verb(2) is not None and names.metric(noun.text) is not None and noun.first == self.last + 1:
                return self._level()
            return self._level() if scores and (not noun.text or self.behind == "on") else None
        if self.lead == "by" or (self.kind_of_verb() == "change" and self.direct):
            return self.moved("change")
        found = self.noun_behind("change")
        if found is not None or (self.verb is None and self.lead not in ("of", "(", ":", "at")):
            return found
        return self.moved("change") if self.change_noun() is not None else self._to_level() or self._level()

    def k_of_n(self) -> Numbered | None:
        """`proves 5 of the 6 problems`."""
        verb = self.verb
        if verb is None:
            return self.counted()
        noun = self.part.noun_after(self.last + 1)
        what = noun.text or "tasks"
        done = _done(self.part.low(verb)) if self.part.low(verb) in _COUNTING else ""
        found = self.make("level", Governed(f"{what} {done}".strip(), None, verb, verb), end=noun.last)
        found.outcome.unit = f"of {self.part.tokens[self.first].numbers[1].text} {what}"
        return found

    def move(self) -> Numbered | None:
        """`from A to B`; None where it only adds the levels to the change before it."""
        part = self.part
        before, after = part.tokens[self.first].numbers[:2]
        previous = self.previous
        if previous is not None and self._levels_of(previous.outcome, before, after):
            previous.outcome.before, previous.outcome.after = before, after
            previous.outcome.cover(part.tokens[self.first].start, part.tokens[self.first].end)
            return None
        governed = self.governed()
        start = governed.start if governed.start is not None else self._begin()
        found = self.make("level", Governed(governed.metric, None, governed.verb, start))
        set_levels(found.outcome, before, after)
        found.outcome.unit = after.unit or before.unit
        return found

    def _levels_of(self, outcome: Outcome, before: Quantity, after: Quantity) -> bool:
        """Whether two levels are those of the change told before them."""
        if outcome.kind not in ("change", "factor") or outcome.before is not None or outcome.value is None:
            return False
        gap = self.part.tokens[self.first].start - outcome.value.unit_end
        bracketed = "(" in (self.before, self.part.low(self.first - 2))
        given = levels_give(outcome.value, before.value, after.value)
        return (bracketed and gap < _SHORT_GAP) or (given and gap < _GAP)

    def _begin(self) -> int:
        at = self.first - 1
        while at > 0 and self.part.low(at) not in (",", ";", ":") and at not in self.spoken:
            at -= 1
        return max(at, 0)

    def _of_amount(self) -> Numbered | None:
        """`27% of the parameters`, `96% of the teacher's accuracy`; `79% of the questions` is a level."""
        part, verb = self.part, self.verb
        noun = part.noun_after(self.last + 2) if self.behind in ("of", "the") else None
        if noun is None or not noun.text:
            return None
        head, low = noun.text.split()[-1].lower(), part.low(verb) if verb is not None else ""
        if verb is not None and self.kind_of_verb() == "change" and verb >= self.first - 3:
            return self.make("change", Governed(noun.text, CHANGE_VERBS[low], verb, verb), end=noun.last)
        if any(self.part.low(i) in _REMOVED for i in range(noun.last, noun.last + 8)):
            return self.make("fraction", Governed(noun.text, "down"), end=noun.last)
        if noun.text.lower() in _TRIALS:
            return self.make("level", Governed(self._rate(), None, verb, verb), end=noun.last)
        owned = "'s " in noun.text or "’s " in noun.text
        if owned or head in RESOURCES or low in SHARE_VERBS or (low in USE_VERBS and not low.startswith("take")):
            metric = noun.text.split("'s ")[-1].split("’s ")[-1]
            return self.make("fraction", Governed(metric, "down", verb, self.near_verb(2)), end=noun.last)
        if verb is None:
            return None
        counting = low in _COUNTING or verb_class(low) is None
        counted = f"{noun.text} {_done(low)}" if counting else noun.text
        metric = "accuracy" if head in ("questions", "answers") else counted
        return self.make("level", Governed(metric, None, verb, verb), end=noun.last)

    def _rate(self) -> str:
        """What `does so 61% of the time` measures: `answers correctly` accuracy, `complies` the compliance rate."""
        failing = self.part.low(self.first - 1) in _RATES["failure"]  # no verb of results, but one of these
        verb = self.first - 1 if failing else self.verb
        if verb is None or self.kind_of_verb() == "be":
            return "rate"
        low = self.part.low(verb)
        base = next((base for base in _RATES if low in _RATES[base]), "")
        rightly = {self.part.low(i) for i in (*range(verb - 2, verb), *range(verb + 1, self.first))} & _RIGHTLY
        return "accuracy" if base == "answer" or rightly else f"{base or _done(low)} rate"

    def _to_level(self) -> Numbered | None:
        """`pushes accuracy to 61%`."""
        governed = self.governed() if self.before == "to" else Governed()
        return self.make("level", governed) if governed.effect else None

    def _level(self) -> Numbered | None:
        """`an accuracy of 44.9`, `gets 34% right`, `reaches 61.2% accuracy`, `the gain is 7%`."""
        part, verb = self.part, self.verb
        if self.before in ("of", "at") and self.first >= 2:
            metric = noun_ending_at(part, self.first - 1)
            if metric and (is_metric(metric) or verb is not None):
                start = max(0, self.first - 1 - len(metric.split()))
                return self.make("level", Governed(metric, None, verb, start))
        if verb is None or self.kind_of_verb() not in ("level", "be", "change"):
            return None
        noun = part.noun_after(self.last + 1)
        if self.behind != "of" and is_metric(noun.text) and not is_benchmark(noun.text):
            return self.make("level", Governed(noun.text, None, verb, verb), end=noun.last)
        told = self.spoken[verb].subject
        head = part.noun_after(told.first).text.split() if told is not None else []
        if told is not None and head and head[-1].lower() in CHANGE_NOUNS and self.kind_of_verb() == "be":
            inner = " ".join(word for word in head[:-1] if word.lower() not in ("average", "overall", "mean"))
            return self.make("change", Governed(inner, CHANGE_NOUNS[head[-1].lower()], verb, told.first))
        return self.make("level", Governed(self._metric_at(verb), None, verb, verb))

    def _metric_at(self, verb: int) -> str:
        """The metric that is the subject of a verb, or stands between it and the number."""
        subject = self.part.noun_before(verb).text
        if is_metric(subject):
            return subject
        between = self.part.noun_after(verb + 1).text if verb < self.first - 1 else ""
        return between if is_metric(between) else ""


def _done(verb: str) -> str:
    """The past participle of a regular verb: `solves` -> `solved`."""
    base = verb if verb.endswith("ss") else verb.removesuffix("s")
    return base if base.endswith("ed") else base + ("d" if base.endswith("e") else "ed")
