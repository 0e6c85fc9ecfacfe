r"""The comparison as tables for LaTeX, to be read into a document with `\input`.

The document needs `booktabs`, `longtable` and `array`. All text is ASCII, so that pdflatex sets it whatever the
document's encoding: letters with accents become accents on letters, signs become mathematics or words, and what has
neither stands as its code point, such as [U+4E2D]. Every character that LaTeX could take for more than itself becomes
a command or a group.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from claimx.columns import Column, columns_for, shown_benchmark, shown_kind, shown_metric, shown_spread
from claimx.comparison import Comparison, Section
from claimx.printable import one_line
from claimx.reports.facts import SENTENCE, counted

__all__ = ["escaped", "report_latex"]

_SHARES = {"title": 4.0, "method": 3.0, "metric_written": 3.0, "baselines": 3.0, "value": 2.5}
"""Columns that take more than one share of the width."""
_SIGNS = {
    "\\": "\\textbackslash{}",
    "{": "\\{",
    "}": "\\}",
    "$": "\\$",
    "&": "\\&",
    "#": "\\#",
    "%": "\\%",
    "_": "\\_",
    "^": "\\textasciicircum{}",
    "~": "\\textasciitilde{}",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
    "|": "\\textbar{}",
    '"': "{\\char34}",
    "`": "{\\char96}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "‘": "{\\textquoteleft}",
    "’": "{\\textquoteright}",
    "“": "{\\textquotedblleft}",
    "”": "{\\textquotedblright}",
    "–": "{\\textendash}",
    "—": "{\\textemdash}",
    "\u2010": "-",
    "\u2011": "-",
    "…": "{\\ldots}",
    "•": "{\\textbullet}",
    "·": "{\\textperiodcentered}",
    "°": "{\\textdegree}",
    "©": "{\\textcopyright}",
    "®": "{\\textregistered}",
    "™": "{\\texttrademark}",
    "§": "{\\S}",
    "£": "{\\pounds}",
    "ß": "{\\ss}",
    "æ": "{\\ae}",
    "Æ": "{\\AE}",
    "œ": "{\\oe}",
    "Œ": "{\\OE}",
    "ø": "{\\o}",
    "Ø": "{\\O}",
    "ł": "{\\l}",
    "Ł": "{\\L}",
    "å": "{\\aa}",
    "Å": "{\\AA}",
    "ı": "{\\i}",
}
"""Signs of text, and ASCII characters that LaTeX takes for more than themselves, joins, or reads behind a row's end."""
_MATHS = {
    "−": "-",
    "×": "\\times",
    "÷": "\\div",
    "±": "\\pm",
    "≥": "\\geq",
    "≤": "\\leq",
    "≈": "\\approx",
    "≠": "\\neq",
    "≡": "\\equiv",
    "∼": "\\sim",
    "∞": "\\infty",
    "∈": "\\in",
    "∑": "\\sum",
    "∏": "\\prod",
    "√": "\\surd",
    "∂": "\\partial",
    "∇": "\\nabla",
    "∆": "\\Delta",
    "→": "\\rightarrow",
    "←": "\\leftarrow",
    "↔": "\\leftrightarrow",
    "↑": "\\uparrow",
    "↓": "\\downarrow",
    "↕": "\\updownarrow",
    "⇒": "\\Rightarrow",
    "∀": "\\forall",
    "∃": "\\exists",
    "∪": "\\cup",
    "∩": "\\cap",
    "⊂": "\\subset",
    "⊆": "\\subseteq",
    "⊕": "\\oplus",
    "⊗": "\\otimes",
    "∘": "\\circ",
    "⋅": "\\cdot",
    "ℓ": "\\ell",
    "µ": "\\mu",
    "ϵ": "\\epsilon",
}
_JOINED = re.compile(r"([-',])(?=\1)")
"""The first of two signs that fonts join to another: -- is a dash."""
_GREEK = re.compile("GREEK (?:SMALL LETTER |(?P<capital>CAPITAL LETTER ))(?P<final>FINAL )?(?P<name>[A-Z]+)")
_CAPITALS = frozenset({"GAMMA", "DELTA", "THETA", "LAMDA", "XI", "PI", "SIGMA", "UPSILON", "PHI", "PSI", "OMEGA"})
"""Greek capitals that are no Latin letters and have commands of their own; so have all small ones but omicron."""
_SMALL = _CAPITALS | {"ALPHA", "BETA", "EPSILON", "ZETA", "ETA", "IOTA", "KAPPA", "MU", "NU", "RHO", "TAU", "CHI"}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0331": "b",
}
"""Combining marks, with the command that puts them on a letter."""


def report_latex(comparison: Comparison) -> str:
    """The comparison as one table for each metric."""
    lines = ["% Read this file into a document that has \\usepackage{array,booktabs,longtable}."]
    for section in comparison.sections:
        lines += ["", *_table(section)]
    if not comparison.groups:
        lines += ["", "No claims to compare."]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """`text` on one line, in ASCII, set by LaTeX as it reads."""
    return _JOINED.sub(r"\1{}", "".join(map(_sign, unicodedata.normalize("NFC", one_line(text)))))


def _table(section: Section) -> Iterator[str]:
    columns = _columns(section)
    across = len(columns)
    head = " & ".join(escaped(column.heading) for column in columns)
    vague = ", vague metric" if section.vague else ""
    yield f"\\begin{{longtable}}{{@{{}}{''.join(_specs(columns))}@{{}}}}"
    told = f"{shown_metric(section)}: {counted(len(section.rows), 'claim')}{vague}. {SENTENCE}"
    yield f"\\caption{{{escaped(told)}}} \\\\"
    yield from ("\\toprule", f"{head} \\\\", "\\midrule", "\\endfirsthead")
    yield from ("\\toprule", f"{head} \\\\", "\\midrule", "\\endhead", "\\bottomrule", "\\endfoot")
    for number, group in enumerate(section.groups):
        label = ", ".join(filter(None, (shown_benchmark(group), shown_kind(group), shown_spread(group))))
        if number:
            yield "\\addlinespace"
        yield f"\\multicolumn{{{across}}}{{@{{}}p{{\\linewidth}}@{{}}}}{{\\itshape {escaped(label)}}} \\\\*"
        for row in group.rows:
            yield f"{' & '.join(escaped(column.shown(group, row)) for column in columns)} \\\\"
    yield "\\end{longtable}"


def _columns(section: Section) -> list[Column]:
    """The columns in which some row of a section has something to show; those of a group stand in its label."""
    cells = [(group, row) for group in section.groups for row in group.rows]
    return [
        column
        for column in columns_for("latex")
        if not column.of_group and any(column.shown(group, row) for group, row in cells)
    ]


def _specs(columns: list[Column]) -> Iterator[str]:
    shares = [_SHARES.get(column.name, 1.3) for column in columns]
    for column, share in zip(columns, shares, strict=True):
        side = "\\raggedleft" if column.numeric else "\\raggedright"
        width = f"\\dimexpr {share / sum(shares):.3f}\\linewidth-2\\tabcolsep\\relax"
        yield f">{{{side}\\arraybackslash}}p{{{width}}}"


def _sign(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    if (maths := _MATHS.get(character) or _greek(character)) is not None:
        return f"\\ensuremath{{{maths}}}"
    if character.isascii():
        return character
    kind = unicodedata.category(character)
    if kind == "Zs":
        return " "
    plain = unicodedata.normalize("NFKD", character)
    if "<super>" in unicodedata.decomposition(character) and plain != character:
        return f"\\textsuperscript{{{escaped(plain)}}}"
    if "<sub>" in unicodedata.decomposition(character) and plain != character:
        return f"\\textsubscript{{{escaped(plain)}}}"
    return _accented(plain) or (
        escaped(plain) if _is_simpler(plain, character) else f"{{[}}U+{ord(character):04X}{{]}}"
    )


def _greek(character: str) -> str | None:
    """The command of a Greek letter; None for anything else."""
    found = _GREEK.fullmatch(unicodedata.name(character, ""))
    if found is None or found["name"] not in (_CAPITALS if found["capital"] else _SMALL):
        return None
    name = found["name"].replace("LAMDA", "LAMBDA")
    return f"\\{name.capitalize() if found['capital'] else ('var' if found['final'] else '') + name.lower()}"


def _accented(plain: str) -> str | None:
    """A Latin letter with its accents as LaTeX sets it; None for anything else."""
    letter, marks = plain[0], plain[1:]
    if not marks or not (letter.isascii() and letter.isalpha()) or any(mark not in _ACCENTS for mark in marks):
        return None
    letter = {"i": "\\i", "j": "\\j"}.get(letter, letter)
    for mark in marks:
        letter = f"\\{_ACCENTS[mark]}{{{letter}}}"
    return letter


def _is_simpler(plain: str, character: str) -> bool:
    """Whether a compatibility form says the same in signs that can be set: 𝔐 is M, ﬁ is fi."""
    return plain != character and all(sign.isascii() or _greek(sign) for sign in plain)
