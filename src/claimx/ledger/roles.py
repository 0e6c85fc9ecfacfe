"""Roles of numbers that no claim holds: rules for settings, counts, conditions, spreads and other people's results."""

from __future__ import annotations

import re
from typing import Literal

from claimx.ledger.survey import Survey
from claimx.ledger.voices import hoped, reported_by_others
from claimx.ledger.words import one_of
from claimx.quantities import Place, Quantity

__all__ = ["Role", "describes_comparator", "is_condition", "is_setup", "is_spread", "looks_like_result", "role_of"]

Role = Literal["claimed", "name", "size", "setup", "condition", "spread", "background", "reference", "unaccounted"]
"""What a number is there for."""

_OF_PLACE: dict[Place, Role] = {
    "name": "name",
    "size": "size",
    "year": "reference",
    "reference": "reference",
    "spread": "spread",
    "count": "setup",
}
_RESULT_UNITS = frozenset({"percent", "points", "times", "ratio"})
_COUNTING_UNIT = re.compile(
    one_of(
        "tokens? words? degrees? steps? epochs? iterations? images? samples? frames? queries requests context"
        r" parameters? params bytes? [kmgtp]i?b [\w-]*flops? years? \w*[\s-]?[gtc]pus?(?:[\s-]?(?:hours?|days?))?"
    )
    + r"(?:\b|$)",
    re.IGNORECASE,
)
_OF_MATERIAL = re.compile(
    r"\sof\s(?:[\w-]+\s){0,2}?"
    + one_of("audio videos? speech footage recordings? data music experience interactions? gameplay text broadcasts?")
    + r"\b"
)
_COMPARED = re.compile(
    r"\s?"
    + one_of(
        "fewer less more lower higher faster slower smaller larger shorter longer cheaper better worse"
        " reductions? improvements? increases? decreases? gains? savings? speed-?ups? than"
    )
    + r"\b"
)
_SCORING = re.compile(
    r"\b"
    + one_of(
        r"scor\w* achiev\w* reach\w* attain\w* obtain\w* yield\w* gets? rank(?:s|ed|ing)? drops? rises? falls?"
        r" grows? improv\w* increas\w* decreas\w* reduc\w* surpass\w* exceed\w* outperform\w* solv\w*"
        " prov(?:es|ed) elo bleu rouge f1 accuracy perplexity loss error rating rate score fid"
    )
    + r"\s(?:\S{1,14}\s){0,3}?[(~≈<>≤≥]?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:\s|-)(?:[\w/.+-]{1,25},?\s(?:and\s|or\s)?){0,4}?[a-z][\w-]{1,24}"
    + one_of("s people data media children criteria corpora")
    + r"\b"
)
_CONDITION_AFTER = re.compile(
    rf"\s?-?(?:{one_of('(?:un)?structured weight activation model random label average overall')}\s){{0,2}}"
    + one_of(
        r"sparsit\w+ sparse pruning pruned compression quanti[sz]\w+ dropout masking mask(?:ed)? noise overlap"
        r" corruption contamination redundancy keep_ratio retention_ratio budgets?\b -?bits?\b -?shots?\b"
        r" confidence credible percentile significance power\b subset split threshold"
    ),
    re.IGNORECASE,
)
_CONDITION_BEFORE = re.compile(
    r"\b"
    + one_of(
        "sparsit(?:y|ies) pruning compression masking dropout budget threshold temperature learning_rate"
        " weight_decay batch_size rank window context(?:_length|_size|_window)? sequence_length lengths?"
        " resolution false_positive_rate fpr significance_level probability"
        r" at_an?_(?:constant|fixed|given)[\w\s]{0,30}?"
    )
    + rf"(?:\s{one_of('of is to at as up long over under from and only about ratios? rates? levels? equal')}){{0,3}}"
    r"\s?[(=<>≤≥~:]?\s?$",
    re.IGNORECASE,
)
_TURNED = one_of(
    "raising increasing decreasing lowering reducing scaling going moving varying changing growing extending widening"
)
_SET_BEFORE = re.compile(
    r"\b(?:width|depth|length|size|rank|dimension|number|budget)s?\b[^().;]{0,40}\((?:from\s)?(?:\S{1,8}\sto\s)?$"
    r"|\b(?:beyond|above|below|under|past)\s(?:an?|the)\s(?:\w+\s){1,2}of\s$"
    r"|\bof\s(?:which|whom|these)\s$"
    r"|\((?:i\.e\.|that\sis),?\s(?:[^()]{0,40}\s)?$",
    re.IGNORECASE,
)
_TURNED_FROM = re.compile(rf"^{_TURNED}\s(?P<what>[^,;:]{{0,100}}?)\sfrom\s(?:\S{{1,12}}\sto\s)?$", re.IGNORECASE)
_BRINGS = re.compile(
    r"\b"
    + one_of("improv increas reduc rais lift cut lower decreas boost yield lead bring result drop make giv push take")
    + r"\w*\b"
)
_IN_AGREEMENT = re.compile(r"\b(?:agreement|consistent|line)\swith\s[^.;()]{0,60}\([^()]{0,30}$", re.IGNORECASE)
_AT = re.compile(r"(?:^|[,;(]\s?)at\s(?:only\s|just\s)?$", re.IGNORECASE)
_PER_PERIOD = re.compile(r"\s(?:\w+ly\s)?(?:every|each)\s|\s(?:an?|per)\s(?:day|week|month|year)\b", re.IGNORECASE)
_FROM_A_DATE = re.compile(r"\s(?:before|after|prior|ago|later|earlier|in\sadvance)\b")
_LONG_AS = re.compile(
    rf"\b{one_of('as_long_as (?:contexts?|lengths?|inputs?|prompts?|windows?)_of')}\s$", re.IGNORECASE
)
_SPREAD_BEFORE = re.compile(
    r"(?:\bp\s?[-=<>≤≥]|\bp-values?\s(?:of|is|was|<|=)"
    r"|\b(?:std|sd|s\.d\.|sem|standard\s(?:deviations?|errors?)|(?:confidence|credible)\sintervals?|cis?|variance)\b"
    r"(?:\s(?:of|is|was))?\s?[:=(\[<]?(?:\s?[-+]?[\d.]{1,8}%?\s?(?:,|to|-|–))?)\s?$",
    re.IGNORECASE,
)
_SPREAD_AFTER = re.compile(r"\s?%?\s?(?:(?:confidence|credible)\sintervals?|CIs?)\b")
_MODELS = one_of(
    "models? systems? ones llms? lms networks? counterparts? competitors? baselines? rivals? teachers?"
    " transformers? alternatives? those"
)
_LARGER_MODELS = re.compile(rf"\s?(?:larger|bigger|heavier|costlier)\s(?:\w+\s){{0,2}}?{_MODELS}\b", re.IGNORECASE)
_OTHER_MODELS = re.compile(
    rf"\b{_MODELS}\s(?:{one_of('that_are which_are of with being')}\s)?(?:\S{{1,12}}\s){{0,3}}$", re.IGNORECASE
)
_THEIR_BULK = re.compile(
    r"\s?(?:(?:more|as\smany)\s(?:\w+\s)?(?:parameters|params|compute|data|tokens)"
    r"|(?:larger|bigger|the\ssize|their\ssize|its\ssize))\b",
    re.IGNORECASE,
)
_BEATEN = re.compile(
    r"\b"
    + one_of(
        "outperform surpass beat exceed match rival better_than on_par_with comparable_to competitive_with compete"
    )
    + r"\w*\s",
    re.IGNORECASE,
)
_MOST_BITS = 64  # of a weight; more is an amount
_NEAR = 60


def role_of(index: int, survey: Survey) -> Role:
    """The role of a number, by the words around it; unaccounted where it looks like a result."""
    number = survey.numbers[index]
    if number.place in ("plain", "name") and is_spread(number, survey):
        return "spread"
    if number.place != "plain":
        return _OF_PLACE[number.place]
    if is_condition(number, survey) or is_varied(number, survey) or describes_comparator(number, survey):
        return "condition"
    if not looks_like_result(number, survey):
        return "setup"
    return "background" if is_background(number, survey) else "unaccounted"


def looks_like_result(number: Quantity, survey: Survey) -> bool:
    """Whether a number in plain text is written as a result: with a unit of change or measurement, a sign, decimals."""
    if number.unit in _RESULT_UNITS or number.sign or number.link in ("of", "from_to"):
        return True
    after = survey.after(number.unit_end, _NEAR)
    if _COMPARED.match(after):
        return True
    if number.unit is not None and _FROM_A_DATE.match(after):
        return False
    if number.unit is not None:
        return not (_COUNTING_UNIT.fullmatch(number.unit) or _OF_MATERIAL.match(after))
    if number.word or is_setup(number, survey):
        return False
    return number.places > 0 or _SCORING.search(survey.before(number.bound_start, _NEAR)) is not None


def is_setup(number: Quantity, survey: Survey) -> bool:
    """Whether a bare number counts things: models, data sets, languages."""
    if number.unit is not None or number.sign or number.link in ("of", "from_to") or number.places > 0:
        return False
    after = survey.after(number.unit_end, _NEAR)
    return _COUNTED.match(after) is not None and not _COMPARED.match(after)


def is_condition(number: Quantity, survey: Survey) -> bool:
    """Whether a number says under which condition something holds: bits, shots, sparsity, length of the context."""
    before, after = survey.before(number.bound_start, _NEAR), survey.after(number.unit_end, _NEAR)
    measured = number.unit is not None and number.unit not in _RESULT_UNITS
    a_modifier = measured and survey.abstract[number.end : number.end + 1] in ("-", "‐", "‑")
    a_bit_width = number.unit in ("bit", "bits") and number.scale == 1 and number.value <= _MOST_BITS
    if a_modifier or a_bit_width:
        return _COMPARED.match(after) is None
    if number.unit not in ("times", "points") and (_CONDITION_BEFORE.search(before) or _LONG_AS.search(before)):
        return number.link != "from_to"
    return number.unit in (None, "percent", "ratio") and _CONDITION_AFTER.match(after) is not None


def is_varied(number: Quantity, survey: Survey) -> bool:
    """Whether a number is what was set or varied, not what came of it: `raising the share from 5% to 10% is worth`."""
    before = survey.before(number.bound_start, 2 * _NEAR)
    if number.word and _PER_PERIOD.match(survey.after(number.unit_end, _NEAR)):
        return True
    if number.unit is not None and number.unit.startswith("bit") and _AT.search(before):
        return True
    if _SET_BEFORE.search(before):
        return True
    turned = _TURNED_FROM.search(before)
    if turned is None or _BRINGS.search(turned["what"]):
        return False
    last = survey.numbers[number.other] if number.link == "from_to" and number.other is not None else number
    return not survey.after(max(last.unit_end, number.unit_end), 2).startswith(",")


def describes_comparator(number: Quantity, survey: Survey) -> bool:
    """Whether a number only says how much larger the models compared with are: `models 7 times larger`."""
    if number.unit not in ("times", "percent"):
        return False
    before, after = survey.before(number.bound_start), survey.after(number.unit_end, _NEAR)
    if _OTHER_MODELS.search(before[-_NEAR:]):
        return _THEIR_BULK.match(after) is not None
    return _LARGER_MODELS.match(after) is not None and _BEATEN.search(before) is not None


def is_background(number: Quantity, survey: Survey) -> bool:
    """Whether a number is other people's or a hope: before the paper speaks of itself, or in such words."""
    sentence, before = survey.sentence_index(number.start), survey.before(number.bound_start)
    if sentence < survey.first_own or sentence in survey.planted:
        return True
    others = reported_by_others(before) is not None or _IN_AGREEMENT.search(before) is not None
    return others or hoped(before) is not None


def is_spread(number: Quantity, survey: Survey) -> bool:
    """Whether a number tells how sure another is: p-values, standard deviations, confidence intervals."""
    before, after = survey.before(number.start, _NEAR), survey.after(number.end, _NEAR)
    return bool(_SPREAD_BEFORE.search(before) or _SPREAD_AFTER.match(after))
