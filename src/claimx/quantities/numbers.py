"""Numbers as abstracts write them, in digits and in words, each as a draft with its value."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator

from claimx.quantities.values import Bound, Draft

__all__ = ["alone", "drafts", "number_value"]

SCALES = {
    "k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12,
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}  # fmt: skip
"""What a scale letter or word multiplies with."""
CARDINALS = {
    "zero": 0.0, "one": 1.0, "single": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0,
    "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "eleven": 11.0, "twelve": 12.0,
    "thirteen": 13.0, "fourteen": 14.0, "fifteen": 15.0, "sixteen": 16.0, "seventeen": 17.0, "eighteen": 18.0,
    "nineteen": 19.0, "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0,
    "sixty": 60.0, "seventy": 70.0, "eighty": 80.0, "ninety": 90.0,
}  # fmt: skip
"""Cardinal words below a hundred."""
MULTIPLES = {"twice": 2.0, "thrice": 3.0, "doubl": 2.0, "tripl": 3.0, "quadrupl": 4.0, "quintupl": 5.0}
"""Words of multiplication, or their stems."""
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip

_DIGITS = re.compile(
    r"(?P<mantissa>[1-9]\d{0,2}(?:,\d{3}){1,6}(?!,?\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.)\]])\.\d+)"
    r"(?:(?P<exponent>[eE][-+−]?\d{1,3}(?!\w))"
    r"|\s?[×x*·]\s?10\s?\^\s?\(?(?P<power>[-+−]?\d{1,3})(?!\d)\)?"
    r"|\^\(?(?P<raised>[-+−]?\d{1,3})(?!\w)\)?)?"
)
_FRACTION = re.compile(r"(?<![\w./,])(\d{1,3})/(\d{1,4})(?:ths?|rds?)?(?![\w/]|\.\d|-?bit|\s?[%×])")
_COUNTED = re.compile(r"\s(?!of|as|times|less|its|this)[a-z-]{2,20}s\b")
_SCALE = re.compile(
    r"(?P<letter>[KkMBbT]|bn|mn)(?!\w)"
    r"|(?P<spaced>\sB)(?=[\s,.;)]|$)"
    r"|[\s-](?P<word>(?:[Hh]undred|[Tt]housand|[Mm]illion|[Bb]illion|[Tt]rillion))s?(?!\w)"
)
_LARGEST = sys.float_info.max
_LONGEST = 400  # digits beyond the range of a float need not be read

_MULTIPLE = re.compile(r"twice|thrice|(?:doubl|tripl|quadrupl|quintupl)(?:es?|ed|ing)")
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_CARDINAL = (
    r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    rf"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\s-](?:{_UNITS}))?|{_UNITS})"
)
_SCALE_WORD = "(?:hundred|thousand|million|billion|trillion)"
_PART = "(?:half|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth)s?"
_END = r"(?!\w|-[A-Za-z])"
_MEASURES = "point|fold|percent|month|year|hour|day|week|time|parameter|order|billion|million|trillion"
_WORDS = re.compile(
    r"(?<![\w-])(?:"
    rf"(?P<orders>(?:(?:an?|{_CARDINAL})[\s-])?orders?[\s-]of[\s-]magnitude)(?!\w)"
    rf"|(?P<fold>(?:{_CARDINAL}|hundred|thousand)[\s-]?fold)(?!\w)"
    rf"|(?P<share>(?:(?:one|two|three|four|five|seven|nine)[\s-]|an?\s){_PART}){_END}"
    r"|(?P<half_scale>half[\s-]an?[\s-](?:dozen|million|billion|trillion))(?!\w)"
    rf"|(?P<half>half|halve[sd]?|halving){_END}"
    rf"|(?P<multiple>{_MULTIPLE.pattern}){_END}"
    rf"|(?P<cardinal>(?:zero|single|{_CARDINAL}(?:\sand\sa\shalf)?)(?:[\s-]{_SCALE_WORD}){{0,2}}"
    rf"|(?:an?\s)?(?:dozen|hundred|thousand)(?:\s{_SCALE_WORD})?|an?\s{_SCALE_WORD})"
    rf"(?!\w|-(?!{_MEASURES})[A-Za-z])"
    r")",
    re.IGNORECASE,
)
_AFTER_ONE = re.compile(
    r"[\s-](?:percent|per\scent|points?|times|months?|years?|weeks?|days?|hours?|minutes?|seconds?|bits?)\b"
    r"|\spercentage\spoints?\b|\sout\sof\b|\sof\s(?:the\s)?(?:\d|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_HARDWARE = re.compile(
    r"\s(?:[\w-]{1,20}\s){0,2}?(?:[GCT]PUs?|machines?|nodes?|devices?|cores?|accelerators?|cards?|servers?|desktops?|laptops?)\b"
)
_TOWARDS_ZERO = re.compile(r"\b(?:to|near|nearly|almost)\s$")
_OF_AMOUNT = re.compile(r"\s(?:of|the|that|its|their|our|those|what|as|less|fewer|more)\b")
_CLOSED = re.compile(r"\s?(?:[,.;)]|$)")
_CAN = re.compile(r"\b(?:than|nearly|almost|roughly|approximately|can|could|will|would)\s$", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(?:first|second|latter|other|last|former|lower|upper)\s$", re.IGNORECASE)
_SAME_ORDER = re.compile(r"\b(?:same|right|correct|the|this|that|per|each|of|which)\s$", re.IGNORECASE)


def drafts(read: str) -> list[Draft]:
    """The numbers of a text as read, in order and without overlap; every run of digits is in one of them."""
    digits = list(_in_digits(read))
    taken = bytearray(len(read))
    for draft in digits:
        taken[draft.start : draft.end] = b"\1" * (draft.end - draft.start)
    words = [draft for draft in _in_words(read) if not any(taken[draft.start : draft.end])]
    return sorted(digits + words, key=lambda draft: draft.start)


def number_value(digits: str) -> float:
    """The value of digits with thousands separators and a decimal point; the largest float where it is larger."""
    whole, _, decimals = digits.replace(",", "").partition(".")
    if len(whole) > _LONGEST:
        return _LARGEST
    return min(float(f"{whole or 0}.{decimals[:_LONGEST] or 0}"), _LARGEST)


def alone(word: str) -> float | None:
    """The value of a word that is a number where it stands alone, though not always in a sentence: one, double."""
    if word in CARDINALS:
        return CARDINALS[word]
    part = word.removeprefix("a ")
    if part in _PARTS:
        return 1 / _PARTS[part]
    return next(
        (value for stem, value in MULTIPLES.items() if _MULTIPLE.fullmatch(word) and word.startswith(stem)),
        None,
    )


def _in_digits(read: str) -> Iterator[Draft]:
    at = 0
    while match := _DIGITS.search(read, at):
        draft = _fraction(read, match.start()) or _number(read, match)
        _put_sign(read, draft)
        yield draft
        at = draft.end


def _fraction(read: str, start: int) -> Draft | None:
    match = _FRACTION.match(read, start)
    if match is None:
        return None
    over, under = int(match[1]), int(match[2])
    a_count = under >= 5 and under != 10 and _COUNTED.match(read, match.end())
    if not 0 < over < under or a_count:
        return None
    return Draft(match.start(), match.end(), over / under, 2, unit="ratio")


def _number(read: str, match: re.Match[str]) -> Draft:
    value = number_value(match["mantissa"])
    places, end, scale = len(match["mantissa"].partition(".")[2]), match.end(), 1.0
    if power := match["exponent"] or match["power"]:
        exponent = int(power.lstrip("eE").replace("−", "-"))
        value, places = _raised(value, 10.0, exponent), places - exponent
    elif match["raised"]:
        exponent = int(match["raised"].replace("−", "-"))
        places = -exponent if value == 10 else 0
        value = _raised(1.0, value, exponent)
    elif found := _SCALE.match(read, end):
        scale = SCALES[(found["letter"] or found["word"] or "b").lower()]
        value, places, end = value * scale, places - round(math.log10(scale)), found.end()
    return Draft(match.start(), end, min(value, _LARGEST), max(-300, min(places, 300)), scale=scale)


def _raised(value: float, base: float, exponent: int) -> float:
    try:
        return min(value * base**exponent, _LARGEST)
    except (OverflowError, ZeroDivisionError):
        return _LARGEST if value else 0.0


def _put_sign(read: str, draft: Draft) -> None:
    at = draft.start
    if at and read[at - 1] in "$€£¥":
        at -= 1
    if at and read[at - 1] in "+-−":
        before = read[at - 2] if at > 1 else " "
        if not (before.isalnum() or before in ")]%>_'+-−±"):
            draft.sign = "+" if read[at - 1] == "+" else "-"
            at -= 1
    draft.start_with_sign = at


def _in_words(read: str) -> Iterator[Draft]:
    for match in _WORDS.finditer(read):
        kind = match.lastgroup or ""
        draft = _word(read, kind, match)
        if draft is not None:
            draft.word = True
            draft.start_with_sign = draft.start
            yield draft


def _word(read: str, kind: str, match: re.Match[str]) -> Draft | None:
    start, end = match.span()
    words = re.split(r"[\s-]", match.group().lower())
    before = read[max(0, start - 16) : start]
    match kind:
        case "orders":
            if words[0] == "order" and _SAME_ORDER.search(before):
                return None
            counted = words[0] not in ("order", "orders")
            bound: Bound = "exact" if counted else "at_least"
            power = _cardinal(words[:-3])[0] if counted else 1
            return Draft(start, end, 10.0**power, 0, unit="times", orders=True, bound=bound)
        case "fold":
            value = _cardinal(re.split(r"[\s-]", match.group().lower().removesuffix("fold").rstrip(" -")))[0]
            return Draft(start, end, value, 0, unit="times")
        case "share":
            amount = words[0] not in ("a", "an") or _OF_AMOUNT.match(read, end) or _CLOSED.match(read, end)
            part = _PARTS[words[-1].rstrip("s") if words[-1] != "halves" else "half"]
            return Draft(start, end, _cardinal(words[:1])[0] / part, 2, unit="ratio") if amount else None
        case "half":
            return None if _ORDINAL.search(before) else Draft(start, end, 0.5, 2, unit="ratio")
        case "multiple":
            value = next(value for stem, value in MULTIPLES.items() if words[0].startswith(stem))
            a_noun = words[0].endswith("e") or words[0] in ("triples", "quadruples", "quintuples")
            if a_noun and not (words[0] in ("twice", "thrice") or _multiplies(read, before, end)):
                return None
            return Draft(start, end, value, 1, unit="times")
        case "half_scale":
            scale = SCALES[words[-1]]
            return Draft(start, end, 0.5 * scale, 1 - round(math.log10(scale)), scale=scale)
    value, scale = _cardinal(words)
    if value == 1 and not (_AFTER_ONE.match(read, end) or _HARDWARE.match(read, end)):
        return None
    if value == 0 and not (_AFTER_ONE.match(read, end) or _TOWARDS_ZERO.search(before)):
        return None
    return Draft(start, end, value, -math.floor(math.log10(scale)) if scale != 12 else 0, scale=scale)


def _multiplies(read: str, before: str, end: int) -> bool:
    return bool(_OF_AMOUNT.match(read, end) or _CAN.search(before))


def _cardinal(words: list[str]) -> tuple[float, float]:
    """The value of a cardinal's words and the scale in it: three, hundred, thousand -> 300000 and 100000."""
    value, scale = 0.0, 1.0
    for word in words:
        if word in SCALES:
            scale *= SCALES[word]
        elif word == "half":
            value += 0.5
        elif word in CARDINALS:
            value += CARDINALS[word]
    return (value if value or words[0] == "zero" else 1.0) * scale, scale
