"""Sentences about several claims at once: what a group comes to, what all of them come to, and what none can show."""

from __future__ import annotations

from collections.abc import Sequence

from claimx.phrases.amounts import amount, capitalised, counted, listed, many, shortened
from claimx.phrases.answers import LONGEST, AnsweredFigure, AnsweredSentence
from claimx.phrases.outlines import GroupOutline, Totals
from claimx.printable import one_line

__all__ = ["directions", "group_sentence", "limits", "totals_sentence"]

_VERBS = {"increase": "rose by", "decrease": "fell by", None: "changed by"}


def group_sentence(group: GroupOutline) -> AnsweredSentence:
    """What a group of like claims comes to: median and range where it has them, else which way its claims go."""
    spread = _spread(group)
    if spread is None:
        return _verdicts(group)
    claims = f"in {many(group.claims, 'claim')} of {many(group.papers, 'paper')}"
    over = "" if group.exact == group.claims else f" over {many(group.exact, 'exact value')}"
    text, figures = spread
    place = f" on {_joined(group.benchmark)}" if group.benchmark else ""
    sentence = f"{capitalised(claims)}, {one_line(group.metric)}{place} {text}{over}."
    return AnsweredSentence(
        text=shortened(sentence, LONGEST), claims=[group.group], figures=[*_counts(group), *figures]
    )


def totals_sentence(totals: Totals) -> AnsweredSentence:
    """How much there is."""
    numbers = f", {counted(totals.numbers)} in numbers and {counted(totals.words)} in words" if totals.words else ""
    text = f"{capitalised(many(totals.papers, 'paper'))} made {many(totals.all, 'claim')}{numbers}."
    return AnsweredSentence(
        text=text,
        claims=["all"],
        figures=[_figure(totals.papers, "all", "papers"), _figure(totals.all, "all", "claims")],
    )


def directions(totals: Totals) -> AnsweredSentence | None:
    """How many claims tell of better and worse; None where none does."""
    told = _ways(totals.better, totals.worse, totals.same)
    if not told:
        return None
    counts = [n for n in (totals.better, totals.worse, totals.same) if n]
    return AnsweredSentence(
        text=f"{capitalised(_said(told))}.", claims=["all"], figures=[_figure(n, "all", "claims") for n in counts]
    )


def limits(totals: Totals) -> str:
    """What the claims cannot show, whatever they say."""
    told = "All figures are what authors report of their own work, and no claim comes with a spread or an error bar"
    if not totals.numbers:
        return "All claims are what authors report of their own work, in words and without figures."
    if not totals.bounds:
        return f"{told}; different papers differ in their set-ups."
    bounds = counted(totals.bounds)
    return f"{told}; {bounds} of {many(totals.numbers, 'claim')} in numbers {_are(totals.bounds)}, such as best cases."


def _are(count: int) -> str:
    return "gives a bound or a range" if count == 1 else "give bounds or ranges"


def _spread(group: GroupOutline) -> tuple[str, list[AnsweredFigure]] | None:
    low, middle, high = group.minimum, group.median, group.maximum
    if low is None or middle is None or high is None:
        return None
    if group.kind == "factor":
        ends = f"a factor of between {amount(low, None, None)} and {amount(high, None, None)}"
        median = amount(middle, None, None)
    else:
        first = amount(low, None, group.unit if group.unit == "percent" else None)
        ends, median = f"between {first} and {amount(high, None, group.unit)}", amount(middle, None, group.unit)
    figures = [
        AnsweredFigure(text=amount(number, None, None), function=function, claims=[group.group])
        for number, function in ((low, "minimum"), (high, "maximum"), (middle, "median"))
    ]
    verb = "stood" if group.kind in ("level", "fraction") else _VERBS.get(group.direction, "changed by")
    return f"{verb} {ends}, with a median of {median}", figures


def _verdicts(group: GroupOutline) -> AnsweredSentence:
    """The group by the way its claims go, or by its mere size."""
    place = f" on {_joined(group.benchmark)}" if group.benchmark else ""
    claims = f"{many(group.claims, 'claim')} of {many(group.papers, 'paper')}"
    what = f"{one_line(group.metric)}{place}"
    told = _ways(group.better, group.worse, group.same)
    if sum(count for count, _ in told) == group.claims > 0:
        ways = listed([f"{counted(count)} of {way}" for count, way in told])
        text = f"{capitalised(claims)} on {what}: {ways}."
    else:
        text = f"{capitalised(claims)} concern {what}."
    return AnsweredSentence(text=shortened(text, LONGEST), claims=[group.group], figures=_counts(group))


def _ways(better: int, worse: int, same: int) -> list[tuple[int, str]]:
    ways = ((better, "something better"), (worse, "something worse"), (same, "no difference"))
    return [(count, way) for count, way in ways if count]


def _said(told: Sequence[tuple[int, str]]) -> str:
    (first, way), *others = told
    head = f"{many(first, 'claim')} {'tells' if first == 1 else 'tell'} of {way}"
    return listed([head, *(f"{counted(count)} of {what}" for count, what in others)])


def _counts(group: GroupOutline) -> list[AnsweredFigure]:
    return [_figure(group.claims, group.group, "claims"), _figure(group.papers, group.group, "papers")]


def _figure(count: int, over: str, field: str) -> AnsweredFigure:
    return AnsweredFigure.model_validate(
        {"text": counted(count), "function": "count", "claims": [over], "field": field}
    )


def _joined(benchmark: str | None) -> str:
    return listed((benchmark or "").split(" + "))
