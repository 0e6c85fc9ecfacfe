"""Models: family, version, variant and size of a name, so that `Llama-3-8B` in its ten spellings is one.

The grammar, case, hyphens, underscores and spaces being equal:

    name    := maker? family (version | variant | size)*      or a size, then the rest: "8B Llama 3"
    version := v? digits (. digits)* [ov]?  |  letter digit   3.1, v0.2, 4o, R1; 3-5 is 3.5 (claude-3-5-sonnet)
    size    := number (M|B|T) | number x size | size A size    8B, 8x7B, 235B-A22B; several make a range: 7B and 13B
    variant := a word of the vocabulary, a date, a context (128K), another family (R1-Distill-Qwen)

Families, variants and sizes in words are those of `vocabulary/models.yaml`. A family that is not listed is taken from
a name with a size: "Tamarack-8B". The product of 8x7B is no size: what a mixture has in all is told or listed, else
unknown. A name without a unit has no size (GPT-4, o3), and nothing is guessed. What has any other word in it, such as
"fine-tuned Llama 3", is no model's name but says what was done with one.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from pydantic import BaseModel, ConfigDict

from claimx.names.families import Family, grammar, listed_family
from claimx.names.members import Parts, parts_of_name, tells_a_size
from claimx.names.spelling import folded
from claimx.names.terms import vocabulary
from claimx.text import word_set

__all__ = ["ModelName", "model"]

_LONGEST_NAME = 120


class ModelName(BaseModel):
    """A model by the parts of its name."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)

    name: str
    """The canonical name, such as Llama 3 8B Instruct: two names are the same model where these are equal."""
    family: str
    """The family as its makers write it: Llama, Qwen, GPT."""
    version: str | None = None
    """The version: 3.1, 4o, R1; null where the name has none."""
    variant: str | None = None
    """What else the name says: Instruct, Coder, Distill Qwen, the date of a snapshot; null where it says nothing."""
    size: str | None = None
    """The size as the name gives it: 8B, 8x7B, 235B-A22B, 7B-72B for several, base; null where it gives none."""
    low: float | None = None
    """Parameters of the model, or of the smallest where the name tells several; null where it does not tell."""
    high: float | None = None
    """Parameters of the largest; the same as low where there is one."""
    active: float | None = None
    """Parameters that each token uses, where the name or the vocabulary tells; null otherwise."""


@functools.lru_cache(maxsize=4096)
def model(written: str) -> ModelName | None:
    """The model that a whole name means, by the grammar at the head of this module; None where it is no model's."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", written))
    text = _SETTLED.sub("", " ".join(plain.split()))
    if not text or len(text) > _LONGEST_NAME:
        return None
    size, text = _leading_size(_joined(grammar().owner.sub("", text)))
    made = grammar().maker.sub("", text)
    for begun in (listed_family(text), listed_family(made), _new_family(text, size)):
        if begun is not None and (parts := parts_of_name(*begun, size)) is not None:
            return _name(parts)
    return None


_SETTLED = re.compile(
    r"^(?:(?:the|an?|original|vanilla|plain|standard|off-the-shelf) )+"
    r"|(?: (?:large )?(?:language )?(?:models?|llms?|lms?|series|family|checkpoints?|baselines?))+$",
    re.IGNORECASE,
)
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_JOINS = (
    (re.compile(r"(?<=\d)[\s_-]?(?:billion|bn)(?![a-z])", re.IGNORECASE), "B"),
    (re.compile(r"(?<=\d)[\s_-]?million(?![a-z])", re.IGNORECASE), "M"),
    (re.compile(r"(?<=\d)[\s_-]?trillion(?![a-z])", re.IGNORECASE), "T"),
    (re.compile(r"(?<=\d)[\s_-]B\b(?!/)"), "B"),
    (re.compile(r"(?<=\d[KMBT])[\s-]?param(?:eter)?s?\b", re.IGNORECASE), ""),
    (re.compile(r"\b(20\d\d)-([01]\d)-([0-3]\d)\b"), r"\1\2\3"),
    (re.compile(r"\b([01]\d)-(20\d\d|[0-3]\d)\b"), r"\1\2"),
    (re.compile(r"(?<=[\s_-])instruct(?:ion)?[\s-](?:fine-?)?tuned\b", re.IGNORECASE), "Instruct"),
    (re.compile(r"\b([48])[\s-]bits?\b", re.IGNORECASE), r"\1bit"),
    (re.compile(r"(?<=\d)\s?×\s?(?=\d)"), "x"),
)
_LEADING_SIZE = re.compile(r"^(\d+(?:\.\d+)?[MBT])[\s-]+(?=\S)", re.IGNORECASE)
_NEW_FAMILY = re.compile(r"(?=[\w-]*[A-Z])([A-Za-z][A-Za-z]*(?:-[A-Z][A-Za-z]*)?)(?=[\s_-]|v?\d)")
_NO_FAMILY = word_set(
    "our ours this that these all each both larger smaller bigger large small dense sparse model models llm llms lm lms"
    " slm slms vlm vlms transformer transformers parameter parameters baseline ours base only even just other top"
)


def _joined(text: str) -> str:
    """A name in which every size, date and width of bits is one token."""
    for pattern, plain in _JOINS:
        text = pattern.sub(plain, text)
    return text


def _leading_size(text: str) -> tuple[str, str]:
    """The size that a name begins with ("8B Llama 3"), and the rest."""
    found = _LEADING_SIZE.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def _new_family(text: str, size: str) -> tuple[Family, str] | None:
    """The family of a name that has a size, where the vocabulary does not list it."""
    found = _NEW_FAMILY.match(text + (" " if size else ""))
    if found is None or not (size or tells_a_size(text)):
        return None
    variants = (*grammar().before, *grammar().after)
    if any(word.casefold() in _NO_FAMILY or word.casefold() in variants for word in found[1].split("-")):
        return None
    if vocabulary().method_index.get(found[1]) is not None:
        return None
    return Family(found[1], joint="-"), text[found.end() :]


def _name(parts: Parts) -> ModelName:
    """The canonical name: family and version, variants before the size, the size, the other variants, dates last."""
    family, known = parts.family, grammar()
    held = [*dict.fromkeys(known.before.values())], [*dict.fromkeys(known.after.values())]
    variants = list(dict.fromkeys(parts.variants))
    before = sorted((v for v in variants if v in held[0]), key=held[0].index)
    after = sorted((v for v in variants if v in held[1]), key=held[1].index)
    others = [v for v in variants if v not in before and v not in after]
    fore = before + [v for v in others if v[:1].isalpha() and folded(v.split()[0]) in known.families]
    aft = after + [v for v in others if v not in fore]
    head = f"{family.name}{family.joint}{parts.version}" if parts.version else family.name
    size = _size(parts)
    if parts.named and not fore:
        head, size_shown = f"{head}{family.joint if family.joint.strip() else ' '}{size}", None
    else:
        size_shown = size
    told = [head, *fore, *([size_shown] if size_shown else []), *aft]
    low, high, active = _amounts(parts)
    return ModelName(
        name=" ".join(told).replace(" /", "/"),
        family=family.name,
        version=parts.version or None,
        variant=" ".join(fore + aft) or None,
        size=size,
        low=low,
        high=high,
        active=active,
    )


def _size(parts: Parts) -> str | None:
    if parts.product:
        return parts.product
    texts = [text for _, text in sorted(parts.sizes)]
    told = list(dict.fromkeys((texts[0], texts[-1]) if texts else ()))
    if parts.active is not None:
        told.append(parts.active[1])
    return "-".join(told) or parts.named or None


def _amounts(parts: Parts) -> tuple[float | None, float | None, float | None]:
    """Parameters of the smallest and the largest model, and those that are active."""
    told = parts.family.sizes.get(parts.product or parts.named, ())
    active = parts.active[0] if parts.active else told[1] if len(told) > 1 else None
    if parts.sizes:
        return min(parts.sizes)[0], max(parts.sizes)[0], active
    return (told[0], told[0], active) if told else (None, None, active)
