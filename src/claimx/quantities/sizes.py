"""Parameter counts: which numbers are one, which of them count activated parameters, and whose they are."""

from __future__ import annotations

import re

from claimx.quantities.places import NO_NAME, Surroundings
from claimx.quantities.values import Draft, Quantity, Size
from claimx.text import Reading, word_set

__all__ = ["put_sizes", "sizes_among"]

_PARAMETERS = word_set(
    "parameter param model lm llm slm mllm vlm lmm transformer student teacher dense moe total active activated scale "
    "variant version checkpoint counterpart competitor network decoder encoder backbone architecture size"
)
_OTHER = word_set(
    "token image example sample page user document word sentence pair video hour dollar row query download flop "
    "context generation bit byte step iteration sequence point data dataset corpus corpora record article paper record "
    "interaction item rating review post message conversation dialogue instruction question answer prompt molecule "
    "protein gene cell people person patient citation edge node triple triplet entity file line frame clip utterance "
    "year request website webpage url annotation label instance observation entry tweet passage chunk character "
    "book game position budget caption text mask trajectory trajectories demonstration episode transition run"
)
_DATASET = re.compile(
    r"\b(?:LAION|CC|COYO|YFCC|MovieLens|ML|WebVid|DataComp|FineWeb|SlimPajama|RedPajama|Dolma|Pile|JFT|IG|SA|ImageNet"
    r"|ogbn|OBELICS|Amazon|Yelp|HowTo|AudioSet|InternVid|Wukong|WIT)[\w-]{0,12}-$"
)
_NEXT_WORDS = re.compile(r"[\s-]([A-Za-z][A-Za-z-]*)")
_LEADS_AWAY = word_set(
    "on in for with from by at to of and or that which trained using is was are were than while as over via against "
    "achieves outperforms has have can through into vs versus but when across"
)
_SPOKEN_OF = re.compile(
    r"\b(?:[Pp]aram(?:eter)?s?|[Mm]odels?|LLMs?|SLMs?|LMs?|VLMs?|[Ss]izes?|[Ss]cales?|[Ss]caling|[Nn]etworks?)"
    r"(?:\s?[(:]|\s(?:of|with|at|up|to|from|between|only|about|counts?|sizes?|scales?|range[sd]?|ranging|as|large|small|few"
    r"|than|is|are|over|under|just|merely|roughly|nearly|approximately|around|low|high|varying|spanning|smaller|larger"
    r"|trained|having|has|have|containing)){0,6}[\s(~<>≤≥]*$"
)
_IN_A_NAME = re.compile(r"[A-Za-z][\w.]*(?:-[\w.]+){0,3}-$|(?<!\w)[A-Z][A-Za-z]*[a-zA-Z]\d?$")
_JOIN = re.compile(r"\s?[-–—~‐‑/]\s?|,?\s(?:and|or|to|&|vs\.?|versus)\s|,\s?")
_ACTIVATES = re.compile(
    r"\bactiv\w{2,6}(?:\s(?:parameters?|params|only|about|just|of|count|roughly|around)){0,3}\s[~≈]?$"
)
_ACTIVATED = re.compile(r"[\s-](?:parameters?\s|params\s)?(?:are\s)?\(?activ(?:e|ated|ations?)\b")
_NAME_BEFORE = re.compile(r"(?<![\w-])((?=[\w.+-]*[A-Za-z])[A-Za-z\d][\w.+-]{0,40}-)$")
_NAME_AFTER = re.compile(r"(?:-[A-Za-z](?:\w|\.(?=\w))*){1,4}")
_NAME_WORDS = re.compile(r"(?<![\w-])((?:[A-Z][\w+-]*[a-zA-Z\d]\s(?:[A-Z][\w+-]*\s){0,2})(?:\d(?:\.\d)?\s)?)$")
_ACTIVE_LETTER = re.compile(r"[\d.]+[BbM]-A$")


def put_sizes(around: Surroundings, found: list[Draft]) -> None:
    """Sets the place of all parameter counts. What stands in a list or range shares the verdict on its end."""
    read = around.read
    verdicts = [_verdict(around, draft) for draft in found]
    _share(read, found, verdicts)
    for i, draft in enumerate(found):
        if verdicts[i] is None and not draft.word and read[draft.end - 1] in "Bb" and draft.scale == 1e9:
            verdicts[i] = True
    _share(read, found, verdicts)
    for draft, verdict in zip(found, verdicts, strict=True):
        if verdict:
            draft.place = "size"
            draft.active = _is_active(read, draft)


def _verdict(around: Surroundings, draft: Draft) -> bool | None:
    """Whether a number counts parameters, or None where neither it nor the words around it tell."""
    read = around.read
    if draft.unit is not None:
        return draft.unit.startswith("param") and draft.scale >= 1e3
    if draft.scale < 1e6 or draft.sign or around.address[draft.start]:
        return False
    before = read[max(0, draft.start - 60) : draft.start]
    if draft.place == "name":
        return bool(_ACTIVE_LETTER.search(before) or (_IN_A_NAME.search(before) and not _DATASET.search(before)))
    named = _by_next_words(read[draft.end : draft.end + 60])
    if named is not None:
        return named
    return True if _SPOKEN_OF.search(before) else None


def _by_next_words(after: str) -> bool | None:
    """What the nouns right behind a number say: parameters and models, or tokens, images and the like."""
    at = 0
    for _ in range(4):
        match = _NEXT_WORDS.match(after, at)
        if match is None:
            return None
        for part in match[1].lower().split("-"):
            word = part if part in _OTHER else part.removesuffix("s")
            if word in _OTHER:
                return False
            if word in _PARAMETERS:
                return True
            if word in _LEADS_AWAY:
                return None
        at = match.end()
    return None


def _share(read: str, found: list[Draft], verdicts: list[bool | None]) -> None:
    pairs = [(i, i + 1) for i in range(len(found) - 1)]
    for unknown, known in [*reversed(pairs), *((after, before) for before, after in pairs)]:
        if verdicts[unknown] is None and verdicts[known] is not None and found[unknown].place == "plain":
            first, second = sorted((unknown, known))
            gap = read[found[first].end : found[first].end + 12]
            distance = found[second].start - found[first].end
            if distance <= len(gap) and _JOIN.fullmatch(gap[:distance]):
                verdicts[unknown] = verdicts[known]


def _is_active(read: str, draft: Draft) -> bool:
    before = read[max(0, draft.start - 48) : draft.start]
    after = read[draft.end : draft.end + 32]
    return bool(_ACTIVE_LETTER.search(before) or _ACTIVATES.search(before) or _ACTIVATED.match(after))


def sizes_among(reading: Reading, found: list[Draft], given: tuple[Quantity, ...]) -> tuple[Size, ...]:
    """The sizes among the quantities of a text; both ends of a range make one."""
    sizes = []
    for i, (draft, quantity) in enumerate(zip(found, given, strict=True)):
        if quantity.place != "size":
            continue
        other = given[quantity.other] if quantity.other is not None else None
        in_range = other is not None and other.place == "size" and quantity.link in ("range", "from_to")
        if in_range and quantity.other is not None and quantity.other < i:
            continue
        last = other if in_range and other is not None else quantity
        values = sorted((quantity.value, last.value))
        text = reading.written[quantity.start : last.end]
        name = _name(reading, draft)
        sizes.append(Size(text, quantity.start, last.end, values[0], values[1], draft.active, name))
    return tuple(sizes)


def _name(reading: Reading, draft: Draft) -> str | None:
    """The whole name that a size is part of, joined by hyphens or, in front of it, by spaces."""
    read = reading.read
    start, end = draft.start, draft.end
    joined_before = _NAME_BEFORE.search(read[max(0, start - 60) : start])
    joined_after = _NAME_AFTER.match(read[end : end + 40])
    start -= len(joined_before[1]) if joined_before else 0
    if joined_after:
        end += joined_after.end()
    words = None if joined_before else _NAME_WORDS.search(read[max(0, start - 60) : start])
    if words and words[1].split()[0].strip("-") not in NO_NAME:
        start -= len(words[1])
    if start == draft.start:
        return None
    span = reading.written_span(start, end)
    return reading.written[span.start : span.end]
