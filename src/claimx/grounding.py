"""A claim as a model answered it, held against the abstract: its quote located, its numbers read and found in the
quote.

What cannot be grounded is rejected with a finding: V1 where the quote does not stand in the abstract, V2 where a
number of the claim does not stand in the quote, V4 where numbers and kind do not fit. A quote that the model retyped
(a dash, a space, LaTeX made plain, a word left out) is replaced by the abstract's own characters. No distance is ever
allowed on digits.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from pydantic import ValidationError

from claimx import names
from claimx.answers import AnsweredClaim
from claimx.claims import (
    Claim,
    Delta,
    Direction,
    Evidence,
    Finding,
    ModelSize,
    Provenance,
    Rejected,
    claim_id,
)
from claimx.papers import Paper
from claimx.printable import one_line
from claimx.quantities import Quantity, parse_number, parse_size, quantities
from claimx.text import Span, fold, sentences

__all__ = ["Grounding", "ground", "locate", "numbers_in"]

_WORD = re.compile(r"\w+")
_ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…|\[\.\.\.\])\s*")
_MOST_WORDS = 2000
"""Words beyond which a text is no abstract: aligning takes time by their number times the quote's."""
_SCALED = re.compile(r"[\d.,]+\s*([KMBT]|thousand|million|billion|trillion)")
_SCALES = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_UNITS = {
    "%": "percent",
    "percent": "percent",
    "percentage": "percent",
    "pp": "points",
    "point": "points",
    "points": "points",
    "percentage point": "points",
    "percentage points": "points",
    "absolute points": "points",
    "x": "times",
    "×": "times",
    "times": "times",
    "fold": "times",
    "ratio": "ratio",
}


@dataclass(frozen=True, slots=True)
class Grounding:
    """The numbers of an abstract, read once for all its claims."""

    paper: Paper
    numbers: tuple[Quantity, ...]

    @classmethod
    def of(cls, paper: Paper) -> Grounding:
        """Read the abstract of `paper`."""
        return cls(paper, quantities(paper.abstract))


def ground(answered: AnsweredClaim, grounding: Grounding, provenance: Provenance) -> Claim | Rejected:
    """The claim with its evidence at the abstract's offsets, or the record of why it cannot be."""
    findings: list[Finding] = []
    span = locate(answered.quote, grounding.paper.abstract)
    if span is None:
        findings.append(_rejecting("V1", "the quote does not stand in the abstract; copy it exactly"))
    delta = _delta(answered, findings)
    if span is not None and delta is not None:
        within = numbers_in(span, grounding.numbers)
        findings += [
            _rejecting("V2", f"the number {value:g} does not stand in the quote")
            for value in delta.numbers
            if not any(number.says(value) for number in within)
        ]
    if findings or span is None or delta is None:
        return _rejected(answered, grounding.paper, findings, provenance)
    return _claim(answered, grounding.paper, span, delta, provenance)


def numbers_in(span: Span, numbers: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """The numbers that lie wholly inside `span`."""
    return tuple(n for n in numbers if span.start <= n.start and n.end <= span.end)


def locate(quote: str, abstract: str) -> Span | None:
    """Where `quote` stands in `abstract`: exactly, or folded (case, dashes, spaces, LaTeX), or with few words retyped.

    In the last case at least nine words in ten and every word with a digit must stand there in the same order, and
    the place must not be longer than the quote by more than a fifth.
    """
    quote = quote.strip()
    if not _WORD.search(quote):
        return None
    at = abstract.find(quote)
    if at >= 0:
        return Span(at, at + len(quote))
    return _folded_place(quote, abstract) or _elided_place(quote, abstract) or _aligned_place(quote, abstract)


def _folded_place(quote: str, abstract: str) -> Span | None:
    text, wanted = fold(abstract), fold(quote).text.strip()
    at = text.text.find(wanted) if wanted else -1
    return text.original_span(at, at + len(wanted)) if at >= 0 else None


def _elided_place(quote: str, abstract: str) -> Span | None:
    """A quote with an ellipsis in it: the stretch from its first piece to its last, where it is short and of one
    sentence.
    """
    pieces = [piece for piece in _ELLIPSIS.split(quote) if _WORD.search(piece)]
    if len(pieces) < 2:
        return None
    text, place, first = fold(abstract), 0, -1
    for piece in pieces:
        wanted = fold(piece).text.strip()
        at = text.text.find(wanted, place)
        if at < 0:
            return None
        first = at if first < 0 else first
        place = at + len(wanted)
    whole = text.original_span(first, place)
    in_one = any(sentence.start <= whole.start and whole.end <= sentence.end for sentence in sentences(abstract))
    return whole if in_one and place - first <= 2 * len(quote) else None


def _aligned_place(quote: str, abstract: str) -> Span | None:
    text, wanted = fold(abstract), fold(quote)
    there = list(_WORD.finditer(text.text))
    words = [m[0] for m in _WORD.finditer(wanted.text)]
    if len(words) < 5 or len(there) > _MOST_WORDS:
        return None
    matcher = difflib.SequenceMatcher(a=[m[0] for m in there], b=words, autojunk=False)
    blocks = [b for b in matcher.get_matching_blocks() if b.size]
    if not blocks:
        return None
    first, last = blocks[0].a, blocks[-1].a + blocks[-1].size
    found = {b.b + i for b in blocks for i in range(b.size)}
    kept = all(i in found for i, word in enumerate(words) if any(c.isdigit() for c in word))
    if not kept or len(found) < 0.9 * len(words) or last - first > 1.2 * len(words) + 1:
        return None
    return text.original_span(there[first].start(), there[last - 1].end())


def _delta(answered: AnsweredClaim, findings: list[Finding]) -> Delta | None:
    """The delta in numbers; None, with findings, where it makes none."""
    value = _number("value", answered.value, findings)
    high = _number("high", answered.high, findings)
    before = _number("from", answered.from_, findings)
    after = _number("to", answered.to, findings)
    if findings and findings[-1].code == "V2":
        return None
    kind, unit = answered.kind, _unit(answered.unit)
    scale, word = _shared_scale(answered)
    if scale is not None:
        value, high, before, after = (n if n is None else n / scale for n in (value, high, before, after))
        unit = f"{word} {unit}" if unit else word
    if kind == "level" and after is None and high is None:
        value, after = None, value
    if kind != "qualitative" and value is None and after is None and before is None:
        kind = "qualitative"  # a change without its number is an outcome in words
    high = value if high is None else high
    try:
        return Delta(
            kind=kind,
            low=value if value is not None else high,
            high=high,
            from_value=before,
            to_value=after,
            unit=unit if kind != "qualitative" else None,
            direction=answered.direction or _moved(before, after),
            bound=answered.bound,
        )
    except ValidationError as problem:
        said = problem.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        findings.append(_rejecting("V4", said))
        return None


def _shared_scale(answered: AnsweredClaim) -> tuple[float | None, str]:
    """The scale that all numbers of the claim are written with, and its word: 14B bits is 14, unit "B bits", as
    written.
    """
    given = [text.strip() for text in (answered.value, answered.high, answered.from_, answered.to) if text]
    words = {found[1] if (found := _SCALED.fullmatch(text)) else "" for text in given}
    word = words.pop() if len(words) == 1 else ""
    return _SCALES.get(word), word


def _number(field: str, text: str | None, findings: list[Finding]) -> float | None:
    if text is None or not text.strip():
        return None
    value = parse_number(text)
    if value is None:
        findings.append(_rejecting("V2", f"{field} '{one_line(text)}' is no number as the abstract writes one"))
        return None
    return abs(value)  # a sign written before a change is its direction


def _unit(text: str | None) -> str | None:
    unit = one_line(text or "").strip(" .").lower()
    return _UNITS.get(unit, one_line(text or "") or None)


def _moved(before: float | None, after: float | None) -> Direction | None:
    if before is None or after is None:
        return None
    return "equal" if before == after else "increase" if after > before else "decrease"


def _claim(answered: AnsweredClaim, paper: Paper, span: Span, delta: Delta, provenance: Provenance) -> Claim:
    parts: tuple[object, ...] = delta.numbers or (one_line(answered.metric), delta.direction)
    claim = Claim(
        id=claim_id(paper.id, span.start, span.end, parts),
        paper_id=paper.id,
        title=paper.title,
        method=one_line(answered.method),
        metric=one_line(answered.metric),
        delta=delta,
        model_size=_size(answered.size),
        baselines=_listed(answered.baselines),
        benchmarks=_listed(answered.benchmarks),
        evidence=Evidence(quote=paper.abstract[span.start : span.end], start=span.start, end=span.end),
        quantified=bool(delta.numbers),
        provenance=provenance,
    )
    return claim.model_copy(update={"names": names.named(claim, paper.title, paper.abstract)})


def _size(text: str | None) -> ModelSize | None:
    parsed = parse_size(text) if text else None
    return ModelSize(low=parsed[0], high=parsed[1]) if parsed and parsed[0] > 0 else None


def _listed(given: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean for name in given if (clean := one_line(name))))


def _rejecting(code: str, message: str) -> Finding:
    return Finding(code=code, severity="reject", message=message)


def _rejected(answered: AnsweredClaim, paper: Paper, findings: list[Finding], provenance: Provenance) -> Rejected:
    given = (("", answered.value), ("-", answered.high), ("from ", answered.from_), ("to ", answered.to))
    return Rejected(
        paper_id=paper.id,
        method=one_line(answered.method),
        metric=one_line(answered.metric),
        value=one_line(" ".join(f"{word}{text}" for word, text in given if text) + f" {answered.unit or ''}"),
        quote=one_line(answered.quote),
        findings=tuple(findings),
        exchange=provenance.exchange,
    )
