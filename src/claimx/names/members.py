"""The parts of a model's name behind its family.

Each word is a version, a size or a variant by the grammar of `models`, or the name is no model's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from claimx.names.families import Family, grammar, listed_family
from claimx.text import word_set

__all__ = ["Parts", "parts_of_name", "tells_a_size"]

_SCALES = {"M": 1e6, "B": 1e9, "T": 1e12}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([MBT])", re.IGNORECASE)
_PRODUCT = re.compile(r"(\d+)x(\d+(?:\.\d+)?)([MB])", re.IGNORECASE)
_ACTIVE = re.compile(r"A(\d+(?:\.\d+)?)([MB])", re.IGNORECASE)
_CONTEXT = re.compile(r"\d+K|\d+E", re.IGNORECASE)
_VERSION = re.compile(r"(v?)(\d{1,3}(?:\.\d{1,2}){0,2})([ov]?)|([A-Z])(\d(?:\.\d)?)", re.IGNORECASE)
_DATE = re.compile(r"(?:20\d{6}|\d{4}|[01]\d20\d\d)")
_VARIANT_VERSION = re.compile(r"([a-z]+?)v?(\d(?:\.\d)?)", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s\-_/:,()]+")
_FORMATS = word_set("hf ckpt")
"""What says in which format a model is stored."""
_BETWEEN_SIZES = word_set("and to & or")
_USES = word_set(
    "based style like tuned finetuned trained pretrained generated guided scale sized level class backed powered as"
    " assisted derived evaluated judged labeled annotated only free agnostic aware driven specific"
)


@dataclass(slots=True)
class Parts:
    """What has been read of a name."""

    family: Family
    """Its family."""
    version: str = ""
    """Its version as the family writes it."""
    sizes: list[tuple[float, str]] = field(default_factory=list)
    """Sizes in parameters, each with its text."""
    product: str = ""
    """A size that is a product: 8x7B."""
    named: str = ""
    """A size in words: base."""
    active: tuple[float, str] | None = None
    """The parameters that each token uses, with their text."""
    variants: list[str] = field(default_factory=list)
    """Variants in the order of the name."""


def tells_a_size(text: str) -> bool:
    """Whether a word of a name is a size."""
    return any(_SIZE.fullmatch(token) or _PRODUCT.fullmatch(token) for token in _TOKEN.findall(text))


def parts_of_name(family: Family, rest: str, size: str) -> Parts | None:
    """The parts of a name behind its family; None where something in it is no part of a name."""
    parts = Parts(family)
    tokens = [(match[0], rest[max(0, match.start() - 1) : match.start()]) for match in _TOKEN.finditer(rest)]
    if size:
        tokens.append((size, " "))
    inner = False
    for token, separator in tokens:
        if token.casefold() in _FORMATS:
            continue
        known = _put_size(parts, token) or _put_number(parts, token, separator, inner)
        inner = not known and _put_family(parts, token)
        if not known and not inner and not _put_variant(parts, token) and not _put_unknown(parts, token, separator):
            return None
    bare = not (parts.version or parts.sizes or parts.product or parts.named or parts.variants)
    return None if bare and family.word else parts


def _put_size(parts: Parts, token: str) -> bool:
    words = {word.casefold(): word for word in parts.family.sizes}
    if token.casefold() in words and not parts.named:
        parts.named = words[token.casefold()]
    elif found := _PRODUCT.fullmatch(token):
        parts.product = f"{int(found[1])}x{_number(found[2])}{found[3].upper()}"
    elif found := _ACTIVE.fullmatch(token):
        parts.active = (_parameters(found[1], found[2]), f"A{_number(found[1])}{found[2].upper()}")
    elif (found := _SIZE.fullmatch(token)) and not (found[2] in "Tt" and parts.sizes):
        parts.sizes.append((_parameters(found[1], found[2]), f"{_number(found[1])}{found[2].upper()}"))
    else:
        return parts.sizes != [] and token.casefold() in _BETWEEN_SIZES
    return True


def _put_number(parts: Parts, token: str, separator: str, inner: bool) -> bool:
    """A version, a date, a context; behind another family its version: the 3 of LLaVA-Llama-3."""
    found = _VERSION.fullmatch(token)
    if _DATE.fullmatch(token):
        parts.variants.append(_date(token))
    elif _CONTEXT.fullmatch(token):
        parts.variants.append(token.upper())
    elif found is None:
        return False
    elif parts.family.numbers == "variant" and found[2]:
        parts.variants.append(f"/{found[2]}")
    elif inner:
        parts.variants[-1] += f" {token}"
    elif not parts.version:
        parts.version = _version(parts.family, found)
    elif separator in "-_" and token.isdigit() and len(token) == 1 and parts.version.isdigit():
        parts.version += f".{token}"
    else:
        return False
    return True


def _put_family(parts: Parts, token: str) -> bool:
    """Another family in the name, with its version where that is joined to it: the Qwen2.5 of R1-Distill-Qwen2.5."""
    begun = listed_family(token)
    if begun is None or (begun[1] and not _VERSION.fullmatch(begun[1])):
        return False
    parts.variants.append(f"{begun[0].name} {begun[1]}".strip())
    return True


def _put_variant(parts: Parts, token: str) -> bool:
    """A variant of the vocabulary, also one with the version joined to it: VL2."""
    before, after = grammar().before, grammar().after
    known = before.get(token.casefold()) or after.get(token.casefold())
    if known is not None:
        parts.variants.append(known)
        return True
    numbered = _VARIANT_VERSION.fullmatch(token)
    known = before.get(numbered[1].casefold()) if numbered else None
    if numbered is None or known is None or parts.version:
        return False
    parts.variants.append(known)
    parts.version = f"{parts.family.mark}{numbered[2]}"
    return True


def _put_unknown(parts: Parts, token: str, separator: str) -> bool:
    """A word that nobody lists, joined to a name that is a model's by its version or size: Llama-3-8B-Lexi."""
    sure = bool(parts.version or parts.sizes)
    named = token.isalnum() and not token.islower() and token.casefold() not in _USES
    if not (sure and named and separator in ("-", "_")):
        return False
    parts.variants.append(token)
    return True


def _version(family: Family, found: re.Match[str]) -> str:
    """A version as the family writes it: without the v that some put before it."""
    if found[4] and found[4] not in "vV":
        return f"{found[4].upper()}{found[5]}"
    number = found[2] or found[5]
    plain = number.removesuffix(".0")
    number = f"{plain}.0" if f"{plain}.0" in family.versions else plain
    letter = {"o": "o", "v": "V"}.get((found[3] or "").lower(), "")
    return f"{family.mark}{number}{letter}"


def _date(token: str) -> str:
    return f"{token[:4]}-{token[4:6]}-{token[6:]}" if len(token) == 8 else token


def _number(text: str) -> str:
    return f"{float(text):g}"


def _parameters(number: str, unit: str) -> float:
    return float(number) * _SCALES[unit.upper()]
