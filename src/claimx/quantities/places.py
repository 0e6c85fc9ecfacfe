"""Where a number stands: in plain text, or in a name, a size, a year, a reference."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimx.quantities.values import Draft
from claimx.text import word_set

__all__ = ["NO_NAME", "Surroundings", "put_place"]

_ADDRESS = re.compile(r"://|www\.|\.(?:com|org|io|ai|net|edu|gov)/|\S@\w+\.\w")
_CITED = re.compile(r"\[[1-9]\d{0,2}(?:\s?[,;–-]\s?\d{1,3}){0,20}\]")
_PARENTHESIS = re.compile(r"[()]")

_LABEL = re.compile(
    r"\b(?:Tables?|Tabs?\.|Figures?|Figs?\.|Sections?|Secs?\.|§|Equations?|Eqs?\.|Appendix|Appendices|Chapters?|Refs?\."
    r"|Theorems?|Lemmas?|Propositions?|Corollary|Definitions?|Algorithms?|Footnotes?|Listings?|pp?\.|No\.|arXiv:)\s?$"
)
_SETTING = re.compile(
    r"\b(?:stage|phase|task|track|level|step|tier|version|part|layer|round|subtask|experiment|study|setting|scenario"
    r"|option|category|variant|type|CUDA|Python|top|rank|seed)\s$",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    r"\b(?:Llama|LLaMA|Claude|Gemini|Gemma|GPT|ChatGPT|Qwen|Phi|PaLM|Mistral|Mixtral|DeepSeek|OPT|Falcon|Vicuna|Grok"
    r"|Yi|Baichuan|InternLM|InternVL|StarCoder|Stable\sDiffusion|SDXL|SD|FLUX|DALL-E|DALL·E|Whisper|CLIP|BLIP|YOLO"
    r"|LLaVA|Command|Nemotron|Granite|OLMo|Codex|ERNIE|Kimi|GLM|ChatGLM|MiniMax|Hunyuan|SAM|MPT|RWKV|Aya|Sora|Veo"
    r"|Alpaca|Dolly|WizardLM|Orca|Zephyr|Tulu|Cohere|Sonnet|Opus|Haiku|Nova|Seed|Doubao|Chinchilla|Gopher|LaMDA|Swin"
    r"|Mamba|Pythia|BLOOM|FLAN|Molmo|Pixtral|Ministral|Codestral|Devstral|Magistral|Jamba|Reka|SmolLM|SmolVLM)"
    r"[A-Za-z]{0,4}[\s-]$"
)
_NAMED = re.compile(r"(?:^|[\s(\"'])(?=\S*[A-Z]\S*[A-Z]|[A-Z][a-z])([A-Za-z][\w@.-]{0,24})\s$")
_NAME_GOES_ON = re.compile(
    r"(?:\s[A-Z][a-z]|\s(?:models?|data\s?sets?|benchmarks?|corpus|series|family|suite|tasks?|variants?)\b)"
)
NO_NAME = word_set(
    "The A An In On At By For From Since Until During Of With To And Or Over Under About Around After Before Between "
    "Across Among All Both These Those Our We It This That Using Only Than As Up Nearly Almost Approximately Roughly "
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul "
    "Aug Sep Sept Oct Nov Dec Spring Summer Autumn Fall Winter Early Late Mid Year Top First Last Next We When While "
    "Where If Given Here Through Against Achieves Each Every Some Most Many Such Within al."
)
"""Words with a capital that are no name though a number follows."""
_DATE = re.compile(
    r"\b(?:in|since|until|till|during|year|years|early|late|mid|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|al\.,?|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)\s$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s[a-z-]+s\b")
_SETTING_UNITS = word_set(
    "bit bits byte bytes token tokens step steps epoch epochs image images word words sample samples frame frames "
    "context iteration iterations"
)
_TIMES_BEFORE = re.compile(r"\d\s?[×x]\s?$")
_SET_BEFORE = re.compile(r"[A-Za-z_]\s?=\s?$")
_P_VALUE_BEFORE = re.compile(r"(?<!\w)p\s?[<>≤=]\s?$", re.IGNORECASE)
_JOINED_AFTER = re.compile(r"[^\W\d\u2e80-\U0010ffff]|[_^]|-[A-Za-z]|[:.]\d|\([a-z]\)|\s?[×x]\s?\d|-\d+-\d")
_NEW_SENTENCE = re.compile(r"(?:^|[.!?:;]\s)[A-Z][a-z]+\s$")
_LIST_NUMBER = re.compile(r"(?:^|[:;.]\s)$")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What must be known of the whole text before a number's place can be told."""

    read: str
    """The text as read."""
    address: bytearray
    """1 where a character is part of a URL or mail address."""
    cited: bytearray
    """1 where a character is part of a citation such as `[12]`."""
    unopened: frozenset[int]
    """Offsets of closing parentheses that nothing opens: those of `1) first`."""

    @classmethod
    def of(cls, read: str) -> Surroundings:
        """The surroundings that a text as read gives its numbers."""
        address, cited = bytearray(len(read)), bytearray(len(read))
        for token in re.finditer(r"\S+", read):
            if _ADDRESS.search(token.group()):
                address[token.start() : token.end()] = b"\1" * len(token.group())
        for citation in _CITED.finditer(read):
            cited[citation.start() : citation.end()] = b"\1" * len(citation.group())
        return cls(read, address, cited, frozenset(_unopened(read)))


def _unopened(read: str) -> list[int]:
    depth, found = 0, []
    for match in _PARENTHESIS.finditer(read):
        if match.group() == "(":
            depth += 1
        elif depth:
            depth -= 1
        else:
            found.append(match.start())
    return found


def put_place(around: Surroundings, draft: Draft, previous: Draft | None) -> None:
    """Sets the place of a number in digits, unless it is a size, a spread or the total of `k of n`.

    `previous` is the number before, whose place is known: `35-45` is a range, but `GPT-4-32` is one name.
    """
    if draft.place != "plain" or draft.word:
        return
    read, start, end = around.read, draft.start_with_sign, draft.end
    before, after = read[max(0, start - 40) : start], read[end : end + 24]
    if around.address[draft.start] or _joined_before(before, previous, draft):
        draft.place, draft.unit, draft.unit_end = "name", None, draft.end
    elif before.rstrip().endswith(("±", "∓")):
        draft.place = "spread"
    elif around.cited[draft.start] or _LABEL.search(before):
        draft.place = "reference"
    elif draft.unit is not None:
        a_setting = after.startswith("-") and draft.unit in _SETTING_UNITS
        draft.place = "name" if a_setting else "plain"
    elif _year(before, after, draft):
        draft.place = "name" if _named(before) else "year"
    elif draft.scale == 1 and _JOINED_AFTER.match(after):
        draft.place = "name"
    elif draft.whole and draft.sign is None and _enumerates(around, before, draft):
        draft.place = "reference"
    elif draft.bare and draft.sign is None and _part_of_a_name(before, after):
        draft.place = "name"


def _joined_before(before: str, previous: Draft | None, draft: Draft) -> bool:
    """Whether the number hangs on what stands in front of it, as in GPT4, top-5, 2:4, pass@1, v1.2.3, l=5."""
    last, last_but_one = before[-1:], before[-2:-1]
    if last == "-" and draft.sign is None:
        adjoins = previous is not None and draft.start - 1 in (previous.end, previous.unit_end)
        in_a_name = previous is not None and previous.place == "name"
        return (last_but_one.isalnum() or last_but_one in ")]") and (in_a_name or not adjoins)
    if last in ".:" and last:
        return last_but_one.isdigit()
    glued = last.isalpha() and last < "\u2e80"
    if glued or last in tuple("_@#^\\") or _TIMES_BEFORE.search(before) or _P_VALUE_BEFORE.search(before):
        return True
    return draft.whole and bool(_SET_BEFORE.search(before))


def _year(before: str, after: str, draft: Draft) -> bool:
    if not (draft.bare and draft.sign is None and draft.end - draft.start == 4 and 1950 <= draft.value < 2050):
        return False
    if after.startswith("s"):
        return True
    return not _JOINED_AFTER.match(after) and bool(_DATE.search(before) or not _COUNTED.match(after))


def _named(before: str) -> bool:
    """Whether a name stands in front, and no more than a name: `AIME 2024`, not `In 2024`."""
    match = _NAMED.search(before)
    return match is not None and match[1] not in NO_NAME


def _part_of_a_name(before: str, after: str) -> bool:
    if _FAMILY.search(before) or _SETTING.search(before):
        return True
    return bool(_named(before) and not _NEW_SENTENCE.search(before) and _NAME_GOES_ON.match(after))


def _enumerates(around: Surroundings, before: str, draft: Draft) -> bool:
    """Whether the number counts the items of a list: `(1) first`, `1) first`, `1. First`."""
    if draft.end - draft.start > 2 or draft.value > 20:
        return False
    read, end = around.read, draft.end
    if end in around.unopened:
        return True
    if before.endswith("(") and read[end : end + 1] == ")":
        return before[-2:-1] in ("", " ") and read[end + 1 : end + 2] in (" ", "")
    return bool(_LIST_NUMBER.search(before) and re.match(r"\.\s[A-Z]", read[end : end + 3]))
