"""The unit behind a number, and the few that stand in front of it."""

from __future__ import annotations

import re

from claimx.quantities.values import Draft

__all__ = ["put_unit"]

_MEASURED = (
    r"(?:absolute|percentage|percent|relative|average|mean|test|validation|accuracy|perplexity|score|quality|mAP"
    r"|[A-Z][\w@.-]{0,15}|pass@\d+)"
)
_PER = r"(?:\s?/\s?[A-Za-z]{1,12}|(?:\sof\s[a-z]{1,20})?\sper\s[a-z]{1,20}|/[a-z]{1,12})?"
_WORDS = (
    r"(?:milli|micro|nano)?seconds?|minutes?|hours?|days?|weeks?|months?|years?|tokens?|words?|bits?|bytes?|nats?"
    r"|degrees?|dollars?|USD|cents?|(?:[A-Za-z]{0,5}FLOPs?|[A-Za-z]{0,5}FLOPS)|(?:exa|peta|tera|giga)(?:flops?|bytes?)"
    r"|watts?|joules?|frames?|images?|samples?|queries|requests|epochs?|steps?|iterations?|context|parameters?|params"
    r"|(?:[A-Z][\w]{1,8}[\s-])?(?:GPU|TPU|CPU)?[\s-]?(?:hours?|days?|years?)"
)
_SYMBOLS = (
    r"ms|μs|µs|us|ns|(?<!(?:19|20)\d0)s|sec|secs|min|mins|h|hr|hrs|[KMGTP]i?B|[KMGTP]bps|[kMGT]?Hz|dB|[kMG]?Wh?|[mkM]?J|fps|FPS"
    r"|tok|toks|[kmcnμ]m|kg|mg|px|°C|°|V|ppm|bpw|bpp|bpc"
)
_UNIT = re.compile(
    r"(?P<orders>[\s-]orders?[\s-]of[\s-]magnitude\b)"
    r"|(?P<points>\s?(?:%|per\s?cent)[\s-]?(?:points?\b|pts?\b|pp\b|absolute\b)|\s?absolute\s(?:%|percent\b)"
    rf"|[\s-](?:{_MEASURED}[\s-]){{0,3}}points?\b(?!\s(?:Likert|scale|rating))|\s?(?:pp|pts?|p\.p\.)(?!\w))"
    r"|(?P<percent>\s?%|[\s-]per[\s-]?cent\b|\s?pct\b)"
    r"|(?P<times>(?:\s?[×x]|X)(?!\w|\s?\d)|[\s-]?times\b(?!\s?[×x]\s?\d)|[\s-]?folds?\b(?!\s(?:cross|CV)))"
    rf"|(?P<own>[\s-](?:{_WORDS}){_PER}(?!\w)|\s?\(?(?:{_SYMBOLS}){_PER}(?!\w))"
)
_ABSOLUTE = re.compile(r"\babsolute\s[+-]?$")
_FACTOR = re.compile(
    r"(?:\bfactors?\s(?:of\s)?(?:(?:about|around|over|nearly|roughly|approximately|almost)\s|~)?(?:an?\s)?|(?<!\d)(?<!\d\s)×\s?)$"
)
_NAMED_FACTOR = re.compile(
    r"(?:\b(?:real[\s-]time|impact|quality|bayes|discount|damping|power|load|form|fill|branching|packing|utili[sz]ation)\s"
    r"|\b[A-Z]-)factors?\s(?:of\s)?(?:[a-z]+\s|~)?$",
    re.IGNORECASE,
)


def put_unit(read: str, draft: Draft) -> None:
    """Sets the unit of a draft and where it ends. Number words that carry their own keep it."""
    draft.unit_end = max(draft.unit_end, draft.end)
    if draft.unit is not None:
        return
    match = _UNIT.match(read, draft.end)
    before = read[max(0, draft.start_with_sign - 32) : draft.start_with_sign]
    if match is None:
        if read[draft.start_with_sign : draft.start].strip("+-−"):
            draft.unit = read[draft.start - 1]
        elif _FACTOR.search(before) and draft.value >= 1 and not _NAMED_FACTOR.search(before):
            draft.unit = "times"
        return
    kind = match.lastgroup
    draft.unit_end = match.end()
    if kind == "orders":
        draft.unit, draft.orders = "times", True
        draft.value, draft.places = 10.0 ** min(draft.value, 300.0), 0
    elif kind == "percent":
        draft.unit = "points" if _ABSOLUTE.search(before) else "percent"
    elif kind == "own":
        draft.unit = _own(match.group())
    else:
        draft.unit = kind


def _own(written: str) -> str:
    words = re.sub(r"\sof\s[a-z]+(?=\sper)", "", written.strip(" -("))
    return re.sub(r"\s+", " ", words)
