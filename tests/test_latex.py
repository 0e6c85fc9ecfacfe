"""The comparison as LaTeX: every character of an abstract is text and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builders import HOSTILE, hostile_claim, make_claim, make_paper
from claimx.claims import Delta
from claimx.comparison import compare
from claimx.reports import render
from claimx.reports.latex import escaped, report_latex

COMMANDS = re.compile(r"\\(?:[a-zA-Z]+|[\\{}$&#%_^~'`\"=.])")
"""What LaTeX reads as one command: a word, or one sign."""
KNOWN = re.compile(
    r"\\(?:[{}$&#%_`'^~=.\"urHvdcbijSolL]|ss|ae|AE|oe|OE|O|aa|AA|char|pounds|ldots|ensuremath"
    r"|text(?:backslash|asciicircum|asciitilde|less|greater|bar|quoteleft|quoteright|quotedblleft|quotedblright|endash"
    r"|emdash|bullet|periodcentered|degree|copyright|registered|superscript|subscript)|texttrademark)"
)
"""The commands that may stand in an escaped text."""
MATHS = re.compile(r"\\ensuremath\{(?:-|\\[a-zA-Z]+)\}")


def check_safe(text: str) -> None:
    """No sign has a meaning for LaTeX but inside of the commands of `escaped`, and all braces are closed."""
    assert text.isascii()
    assert "\n" not in text
    plain = MATHS.sub("", text)
    assert all(KNOWN.fullmatch(command[0]) for command in COMMANDS.finditer(plain))
    left = COMMANDS.sub("", plain)
    assert not set('\\$&#^_~%<>|"`') & set(left)
    assert not set("[]*") & set(re.sub(r"\{[\[\]*]\}", "", left))
    depth = 0
    for sign in re.sub("[^{}]", "", left):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert not re.search(r"--|''|,,", left)


@given(st.text(max_size=80))
@example(HOSTILE)
@example("\\input{/etc/passwd} \\write18{rm} %$&#^_~{}<>|\"`'*[]--''")
@example("naïve Erdős Łukasz ế 𝔐 ﬁ ½ ² ₂ x̂ 中 🙂 α Ω Α ο µ")
def test_no_character_keeps_a_meaning(text: str) -> None:
    check_safe(escaped(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50% of $5 & #1", "50\\% of \\$5 \\& \\#1"),
        ("a_b^c~d", "a\\_b\\textasciicircum{}c\\textasciitilde{}d"),
        ("\\x{y}", "\\textbackslash{}x\\{y\\}"),
        ("−3 → ≥4×", "\\ensuremath{-}3 \\ensuremath{\\rightarrow} \\ensuremath{\\geq}4\\ensuremath{\\times}"),
        ("α and Λ", "\\ensuremath{\\alpha} and \\ensuremath{\\Lambda}"),
        ("naïve é Š", "na\\\"{\\i}ve \\'{e} \\v{S}"),
        ("ế", "\\'{\\^{e}}"),
        ("m²", "m\\textsuperscript{2}"),
        ("𝔐ethod ﬁne", "Method fine"),
        ("中", "{[}U+4E2D{]}"),
        ("--flag", "-{}-flag"),
        ("line\nbreak", "line break"),
    ],
)
def test_signs_are_set_as_they_read(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_a_section_is_a_table_with_its_groups_and_rows() -> None:
    text = report_latex(compare([make_claim(benchmarks=["GSM8K"], baselines=["LoRA"], size=8e9)]))
    assert text.count("\\begin{longtable}") == text.count("\\end{longtable}") == 1
    assert "\\caption{Accuracy \\ensuremath{\\uparrow}: 1 claim. All numbers" in text
    assert "{\\itshape GSM8K, changes in points} \\\\*" in text
    (row,) = [line for line in text.splitlines() if line.startswith("Tamarack: Sparse Adapters")]
    for cell in ("Tamarack", "8B", "+4.2 points", "LoRA", "better"):
        assert f" {cell} " in row


def test_each_metric_has_a_table_whose_rows_have_a_cell_for_each_column() -> None:
    claims = [make_claim(make_paper(name), metric=name, baselines=["A & B"]) for name in ("accuracy", "recall")]
    claims.append(make_claim(make_paper("Three"), metric="recall", delta=Delta(kind="qualitative")))
    tables = report_latex(compare(claims)).split("\\begin{longtable}")[1:]
    assert len(tables) == 2
    for table in tables:
        columns = table.splitlines()[0].count("\\arraybackslash")
        rows = [line for line in table.splitlines() if re.search(r"(?<!\\)&", line)]
        assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {columns - 1}


def test_no_command_of_a_hostile_abstract_is_left() -> None:
    text = report_latex(compare([hostile_claim()[1]]))
    row = next(line for line in text.splitlines() if line.startswith("Title "))
    for cell in re.split(r"(?<!\\)&", row.removesuffix(" \\\\")):
        check_safe(cell)


def test_nothing_to_compare_is_said() -> None:
    assert "No claims to compare." in report_latex(compare([]))


def test_render_gives_the_same_text() -> None:
    comparison = compare([make_claim()])
    assert render(comparison, "latex") == report_latex(comparison)
