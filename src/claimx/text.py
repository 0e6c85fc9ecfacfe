"""An abstract as written and as read, with the map between; folded text for matching; sentences.

Snapshots carry what is left of LaTeX and HTML: whole (`$2.3\\times$`, `41.7\\%`), or with backslashes and dollar
signs lost (`9.1times`, `sim3x`, `5.9%rightarrow10.9%`, `runx2014each`). A `Reading` makes such residue plain and
remembers where each character came from, so that whatever is found in the plain text has a span in the text as
written. All offsets are Unicode code points, all spans half open, and all work is linear in the text's length.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Folded", "Reading", "Span", "fold", "sentences", "word_set"]


class Span(NamedTuple):
    """A piece of a text: `text[start:end]`."""

    start: int
    """Offset of the first character, in code points."""
    end: int
    """Offset behind the last character."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An abstract as it stands, and the same with residue of LaTeX and HTML made plain."""

    written: str
    """The text as it stands."""
    read: str
    """The text as a reader would say it."""
    _starts: tuple[int, ...] = field(repr=False)
    _ends: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Reading:
        """The reading of a text."""
        pieces = _Pieces()
        plainer = _Plainer()
        at = 0
        for match in _RESIDUE.finditer(text):
            pieces.copy(text, at, match.start())
            pieces.put(plainer.plain(match), *match.span())
            at = match.end()
        pieces.copy(text, at, len(text))
        return cls(text, "".join(pieces.texts), tuple(pieces.starts), tuple(pieces.ends))

    def written_span(self, start: int, end: int) -> Span:
        """The span of `written` that `read[start:end]` was read from."""
        return _outer(self._starts, self._ends, len(self.written), start, end)

    def read_span(self, start: int, end: int) -> Span:
        """The span of `read` that `written[start:end]` touches; empty where nothing of it is read."""
        first = bisect_right(self._ends, start)
        return Span(first, max(first, bisect_left(self._starts, end)))


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded for matching, so that a quote that was slightly retyped is found again."""

    original: str
    """The text as it stands."""
    text: str
    """Residue made plain, NFKC, case folded; dashes, quotes and arrows alike, runs of white space one space."""
    _starts: tuple[int, ...] = field(repr=False)
    _ends: tuple[int, ...] = field(repr=False)

    def original_span(self, start: int, end: int) -> Span:
        """The span of `original` that `text[start:end]` was folded from."""
        return _outer(self._starts, self._ends, len(self.original), start, end)


def fold(text: str) -> Folded:
    """The text folded for matching; see `Folded.text`."""
    reading = Reading.of(text)
    pieces = _Pieces()
    for match in _CLUSTER.finditer(reading.read):
        kind = match.lastgroup
        alike = _ALIKE[kind] if kind else unicodedata.normalize("NFKC", match.group()).casefold()
        pieces.put(alike, *reading.written_span(*match.span()))
    return Folded(text, "".join(pieces.texts), tuple(pieces.starts), tuple(pieces.ends))


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text in order, without white space around them.

    A sentence ends at `.`, `!` or `?` before white space and a plausible beginning, at a blank line, and at a full
    stop that clearly lost its space (`models.We`). Abbreviations, initials, decimals, versions, addresses and the
    numbers of lists do not end one.
    """
    spans = []
    start = 0
    for end, after in _ends_of_sentences(text):
        spans.append(_trimmed(text, start, end))
        start = after
    spans.append(_trimmed(text, start, len(text)))
    return tuple(span for span in spans if span.start < span.end)


def word_set(listed: str) -> frozenset[str]:
    """The words of a list that is written as one text, so that long lists stay easy to read."""
    return frozenset(listed.split())


class _Pieces:
    """A text in the making, with the span that each of its characters comes from."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def copy(self, text: str, start: int, end: int) -> None:
        self.texts.append(text[start:end])
        self.starts.extend(range(start, end))
        self.ends.extend(range(start + 1, end + 1))

    def put(self, text: str, start: int, end: int) -> None:
        self.texts.append(text)
        self.starts.extend([start] * len(text))
        self.ends.extend([end] * len(text))


def _outer(starts: tuple[int, ...], ends: tuple[int, ...], length: int, start: int, end: int) -> Span:
    if not 0 <= start <= end <= len(starts):
        raise ValueError(f"no span of a text of {len(starts)} characters: {start} to {end}")
    if start < end:
        return Span(starts[start], ends[end - 1])
    here = starts[start] if start < len(starts) else length
    return Span(here, here)


# What is made plain. Words that are also English (times, sim, le, to) count only where they touch a digit.

_COMMANDS = {
    "times": "×", "cdot": "·", "sim": "~", "approx": "≈", "simeq": "≈", "pm": "±", "mp": "∓",
    "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "lt": "<", "gt": ">",
    "ll": "≪", "gg": "≫", "neq": "≠", "ne": "≠", "to": "→", "rightarrow": "→", "longrightarrow": "→",
    "Rightarrow": "→", "leftarrow": "←", "leftrightarrow": "↔", "uparrow": "↑", "downarrow": "↓",
    "mapsto": "→", "infty": "∞", "ldots": "…", "dots": "…", "cdots": "…", "circ": "°", "degree": "°",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "epsilon": "ε", "eta": "η",
    "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ",
    "eg": "e.g.", "ie": "i.e.", "etal": "et al.", "ell": "ℓ", "left": "", "right": "", "quad": " ", "xspace": "",
}  # fmt: skip
_WORDS = {
    "times": "×", "sim": "~", "approx": "≈", "simeq": "≈", "pm": "±", "leqslant": "≤", "geqslant": "≥",
    "leq": "≤", "geq": "≥", "le": "≤", "ge": "≥", "lt": "<", "gt": ">", "to": "→",
    "rightarrow": "→", "longrightarrow": "→", "leftarrow": "←", "uparrow": "↑", "downarrow": "↓",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_FONTS = (
    r"text(?:bf|it|tt|rm|sc|sf|up|normal)?|emph|math(?:bf|it|rm|tt|cal|sf|bb)|underline|mbox|url|cite[pt]?"
    r"|operatorname|boldsymbol|bm"
)
_CHARACTER_CODE = r"20(?:1[0-589cdCD]|2[26])"
_RULES = {
    "fraction": r"\\[dt]?frac\s?\{\d{1,6}\}\s?\{\d{1,6}\}",
    "power": r"\^\{[-+−]?\d{1,4}\}",
    "superscript": r"(?<=10)[⁺⁻]?[⁰¹²³⁴-⁹]+",
    "wrapping": rf"\\(?:{_FONTS})\s?\{{|(?<=\^)\{{",
    "comma": r"\{,\}",
    "opening": r"(?<!\\)\{",
    "closing": r"(?<!\\)\}",
    "nothing": r"(?:\\,|[\u2009\u202f])(?=\d{3}(?!\d)|\\?%)|[\u00ad\u200b\u2060\ufeff]"
    r"|</?(?:b|i|em|strong|sub|sup|tt|code|span|br|p)\s?/?>",
    "space": r"\\[,;:! \\]|[\u00a0\u2000-\u200a\u202f]"
    r"|(?<=[a-z][a-z][a-z])~(?=\d)|(?<=[A-Za-z.,)])~(?=[A-Za-z(\[\\])",
    "escaped": r"\\[%&_#${}]",
    "command": r"\\[A-Za-z]+",
    "dollar": r"\$",
    "entity": r"&(?:[A-Za-z]{2,8}|\#\d{1,6}|\#[xX][\da-fA-F]{1,5});",
    "character": rf"(?<=[A-Za-z).,%])x{_CHARACTER_CODE}(?!\d)",
    "word": r"(?<=[\d)])times(?![a-z])"
    r"|(?<![A-Za-z])(?:sim|approx|simeq)(?=\s?[\d$])(?!\d[a-z]{3})"
    r"|(?<![A-Za-z])(?:leqslant|geqslant|leq|geq)(?=\s?\d)"
    r"|(?<![A-Za-z])(?:le|ge|lt|gt)(?=\d)"
    r"|(?<=[\d%])pm(?=\d)|(?<=[\d%]\s)pm(?=\s?\d+\.\d)|(?<=[\d%])to(?=\d)"
    r"|(?<![A-Za-z])(?:longright|right|left|up|down)arrow(?![a-z])",
}
_BEGINNINGS = r"(?=[\\^⁰¹²³⁴-⁹⁺⁻{}\u00a0\u00ad\u2000-\u200b\u202f\u2060\ufeff<~$&xtsaplgrud])"
_RESIDUE = re.compile(
    _BEGINNINGS + "(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _RULES.items()) + ")"
)
_MATH = re.compile(r"\$(?=[^\s$][^$]{0,80}(?<=\S)\$(?!\d))")


class _Plainer:
    """Says what each piece of residue reads as, from the first to the last: braces and dollars come in pairs."""

    def __init__(self) -> None:
        self._dropped: list[bool] = []
        self._in_math = False

    def plain(self, match: re.Match[str]) -> str:
        """What the piece reads as."""
        token = match.group()
        match match.lastgroup:
            case "fraction":
                return "/".join(re.findall(r"\d+", token))
            case "power":
                return "^" + token[2:-1]
            case "superscript":
                return "^" + token.translate(_SUPERSCRIPTS)
            case "wrapping" | "opening" as kind:
                self._dropped.append(kind == "wrapping")
                return "" if kind == "wrapping" else token
            case "closing":
                return "" if self._dropped and self._dropped.pop() else token
            case "dollar":
                self._in_math, was_in_math = (
                    not self._in_math and bool(_MATH.match(match.string, match.start())),
                    self._in_math,
                )
                return "" if self._in_math or was_in_math else token
            case "command":
                return _COMMANDS.get(token[1:], token[1:])
            case "escaped":
                return token[1:]
            case "entity":
                return html.unescape(token) or token
            case "character":
                return chr(int(token[1:], 16))
            case "word":
                return _WORDS[token]
            case "comma":
                return ","
            case "space":
                return " "
        return ""


# What is alike when folded.

_ALIKE = {"space": " ", "arrow": "→", "dash": "-", "double": '"', "single": "'", "about": "~", "times": "x",
          "plus_minus": "±", "at_least": "≥", "at_most": "≤"}  # fmt: skip
_CLUSTER = re.compile(
    r"(?P<arrow>\s*(?:[-=]>|[→⇒⟶➔➜])\s*)|(?P<times>\s?×)|(?P<space>\s+)|(?P<plus_minus>\+/?[-−]|±)|(?P<dash>[-\u2010-\u2015−﹣－]+)"
    r"|(?P<double>``|''|[\"“”„«»]|＂)|(?P<single>['‘’‚`´′])|(?P<about>[~∼≈～])"
    r"|(?P<at_least>>=|[≥⩾])|(?P<at_most><=|[≤⩽])|.[\u0300-\u036f]{0,4}",
    re.DOTALL,
)

# Where sentences end.

_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s|$)"
    r"|\n[^\S\n]*\n"
    r"|(?<=[a-z][a-z])\.(?=[A-Z][a-z]+(?:\s|,))"
)
_LAST_TOKEN = re.compile(r"[(\[\"'“‘]*(\S+)$")
_NEXT = re.compile(r"\s*(?:[\"'“”‘’(\[*•$\\–—-]\s?){0,4}(\S{0,24})")
_PLAIN_WORD_BEFORE = re.compile(r"(?:^|[\s(\"'“‘])[A-Za-z-]*$")
_NEVER_LAST = word_set(
    "e.g. i.e. cf. vs. viz. fig. figs. eq. eqs. dr. prof. mr. mrs. st. approx. ca. w.r.t. s.t. e.g.. i.e.."
)
_LAST_UNLESS_NUMBERED = word_set(
    "no. nos. sec. secs. tab. tabs. ref. refs. app. alg. ch. vol. pp. p. thm. prop. def. eqn. version."
)
_SELDOM_LAST = word_set("al. etc. resp. inc. ltd. co. corp. jr. sr. ph.d. a.k.a. i.i.d. dept. univ.")
_DOTTED_CAPITALS = re.compile(r"(?:[A-Z]\.)+")
_LIST_NUMBER = re.compile(r"(?:\d{1,2}|[ivx]{1,4}|[a-h])\.")
_BEGINNERS = word_set(
    "a across additionally after all although an and as at based because besides both building but by code "
    "compared consequently conversely crucially data despite due during each empirically even every evaluation "
    "evaluations existing experimental experiments extensive finally first for from further furthermore given "
    "here hence however if importantly in indeed inspired instead interestingly it its many meanwhile models "
    "moreover most motivated nevertheless next no notably on one our overall prior recent recently remarkably "
    "results second several since so some specifically starting such surprisingly that the their then there "
    "therefore these they third this those though through thus to together under unlike using we what when where "
    "whereas while with within without yet"
)


def _ends_of_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence but perhaps the last ends, and where the search for the next begins."""
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith("\n"):
            yield match.start(), match.end()
        elif match.end() == len(text) or _is_end(text, start, match):
            yield match.end(), match.end()
        else:
            continue
        start = match.end()


def _is_end(text: str, start: int, match: re.Match[str]) -> bool:
    if not text[match.end()].isspace():
        before = text[max(0, match.start() - 30) : match.start()]
        return _PLAIN_WORD_BEFORE.search(before) is not None
    following = _NEXT.match(text, match.end())
    word = following.group(1) if following else ""
    if not _may_begin(word):
        return False
    if not match.group().startswith(".") or match.group().startswith(".."):
        return True
    return _may_be_last(text, start, match.start() + 1, word)


def _may_begin(word: str) -> bool:
    """Whether a sentence may begin so: not with a small letter, unless in a name such as `vLLM` or `k-NN`."""
    return not word[:1].islower() or any(c.isupper() for c in word)


def _may_be_last(text: str, start: int, stop: int, following: str) -> bool:
    """Whether the word that the full stop before `stop` closes may be the last of its sentence."""
    window = text[max(start, stop - 24) : stop]
    found = _LAST_TOKEN.search(window)
    token = found.group(1) if found else "."
    lower = token.lower()
    begins_anew = following.rstrip(",:").lower() in _BEGINNERS
    if lower in _NEVER_LAST:
        return False
    if lower in _LAST_UNLESS_NUMBERED:
        return not following[:1].isdigit()
    if lower in _SELDOM_LAST or _DOTTED_CAPITALS.fullmatch(token):
        return begins_anew
    if _LIST_NUMBER.fullmatch(token):
        lead = text[start : stop - len(token)].rstrip()[-1:]
        return lead not in ("", ":", ";", ",")
    return True


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
