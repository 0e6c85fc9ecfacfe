"""The reading, the folding and the sentences of abstracts."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.text import Reading, Span, fold, sentences

RESIDUE = st.lists(
    st.sampled_from(
        [
            "$2.3\\times$",
            "9.1times",
            "sim3x",
            "5.9%rightarrow10.9%",
            "\\%",
            "(ge10)",
            "runx2014each",
            "10^{-3}",
            "{",
            "}",
            "\\textbf{",
            "\\frac{4}{3}",
            "&#8211;",
            "&lt;",
            "\xa0",
            "$",
            "~",
            "1{,}850",
            "10⁻³",
            " ",
            ". ",
            "Café",
            "\n\n",
        ]
    )
    | st.text(max_size=4),
    max_size=12,
).map("".join)

LONG = [
    "1",
    "sim",
    "$1",
    "{",
    "}",
    "\\textbf{",
    "^{",
    "&#",
    "x2014",
    "~",
    "\\",
    " ",
    "\n",
    "\n ",
    ".",
    "?!",
    "a.",
    "A.",
    "a.B ",
]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a $2.3\\times$ speedup", "a 2.3× speedup"),
        ("41.7\\% lower", "41.7% lower"),
        ("9.1times higher", "9.1× higher"),
        ("32times32 pixels", "32×32 pixels"),
        ("by sim3x.", "by ~3x."),
        ("(5.9%rightarrow10.9%)", "(5.9%→10.9%)"),
        ("5.9% \\to 10.9%", "5.9% → 10.9%"),
        ("34.2%uparrow gain", "34.2%↑ gain"),
        ("sentences~(ge10).", "sentences (≥10)."),
        ("63.2pm0.4", "63.2±0.4"),
        ("runx2014each, evenx2013here", "run—each, even–here"),
        ("\\textbf{bold {x}} text", "bold {x} text"),
        ("$10^{-3}$ and 10⁻³", "10^-3 and 10^-3"),
        ("\\frac{1}{3} of", "1/3 of"),
        ("1{,}850 and 10\\,000", "1,850 and 10000"),
        ("costs $0.07 per query and $0.12", "costs $0.07 per query and $0.12"),
        ("a&nbsp;b &lt;5 &times;", "a\u00a0b <5 ×"),
        ("Table~3 by ~3x, 1M~60M", "Table 3 by ~3x, 1M~60M"),
        ("two\u00a0words\u200b", "two words"),
        ("the \\model{} and \\eg this", "the model{} and e.g. this"),
    ],
)
def test_residue_is_made_plain(written: str, read: str) -> None:
    assert Reading.of(written).read == read


@pytest.mark.parametrize(
    "text",
    [
        "sometimes similar leads lead to geometry at this level, timestamp 5 timesteps",
        "sim2real transfer in simulation, 3 times in total, at 5 pm",
        "prefix x201 and 0x2014 in hex, le 5 mai",
        "GPT-4o {a, b} costs $5 or $7",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert Reading.of(text).read == text


def test_a_span_of_the_read_text_is_found_in_the_written_text_and_back() -> None:
    reading = Reading.of("a $2.3\\times$ speedup and 41.7\\% lower")
    start = reading.read.index("2.3×")
    span = reading.written_span(start, start + 4)
    assert reading.written[span.start : span.end] == "2.3\\times"
    assert reading.read_span(*span) == Span(start, start + 4)


def test_what_reads_as_nothing_has_an_empty_span() -> None:
    reading = Reading.of("$5$")
    assert reading.read_span(0, 1) == Span(0, 0)
    assert reading.written_span(1, 1) == Span(3, 3)


def test_a_span_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="no span"):
        Reading.of("abc").written_span(2, 4)


@given(RESIDUE)
def test_the_map_of_a_reading_is_monotone_and_in_range(text: str) -> None:
    reading = Reading.of(text)
    spans = [reading.written_span(i, i + 1) for i in range(len(reading.read))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.start <= b.start and a.end <= b.end for a, b in itertools.pairwise(spans))
    for i, span in enumerate(spans):
        back = reading.read_span(*span)
        assert back.start <= i < back.end


@given(RESIDUE)
def test_every_letter_and_digit_read_outside_residue_is_the_one_written(text: str) -> None:
    reading = Reading.of(text)
    for i, character in enumerate(reading.read):
        start, end = reading.written_span(i, i + 1)
        if end - start == 1 and character.isalnum():
            assert text[start] == character


@given(RESIDUE)
def test_the_map_of_a_folded_text_is_monotone_and_in_range(text: str) -> None:
    folded = fold(text)
    spans = [folded.original_span(i, i + 1) for i in range(len(folded.text))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.start <= b.start and a.end <= b.end for a, b in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("written", "retyped"),
    [
        ("gains 4.2\\%  on “MMLU”", 'Gains 4.2% on "MMLU"'),
        ("9.1times higher", "9.1x higher"),
        ("2.3 $\\times$ faster", "2.3x faster"),
        ("(5.9%rightarrow10.9%)", "(5.9% -> 10.9%)"),
        ("tokens--less than", "tokens—less than"),
        ("the model’s “best”", 'the model\'s "best"'),
        ("63.2 +- 0.4", "63.2 ± 0.4"),
        ("ﬁne\u00a0tuning", "fine tuning"),
        ("Cafe\u0301", "café"),
        ("sentences~(ge10)", "sentences (>=10)"),
        ("non‑linear − 3", "non-linear - 3"),
    ],
)
def test_a_slightly_retyped_quote_folds_alike(written: str, retyped: str) -> None:
    assert fold(written).text == fold(retyped).text


def test_a_folded_quote_is_found_in_the_original() -> None:
    text = "On GSM8K (7.2%rightarrow12.6%) Ember is sim2x better."
    folded = fold(text)
    quote = fold("7.2% → 12.6%").text
    at = folded.text.index(quote)
    start, end = folded.original_span(at, at + len(quote))
    assert text[start:end] == "7.2%rightarrow12.6%"


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Smith et al. show that this holds.",
        "Smith et al. (2023) and Wu et al. 2024 agree.",
        "Large models, e.g. GPT-4, i.e. the best, win vs. Llama v1.5 by 4.2 points.",
        "See Fig. 2 and Eq. 3, cf. Sec. 4, resp. Tab. 5.",
        "The U.S. Government and J. K. Rowling agree.",
        "Code is at https://example.org/a.Html?x=1.2 for all.",
        "We show: (i) this, (ii) that, and (iii) more.",
        "We contribute: 1. a method, 2. a benchmark.",
        "Is it torch.nn.Linear or np.array that matters?",
        "It costs approx. 5 dollars, No. 3 in the list.",
        "1. We propose this.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four.", ["One.", "Two!", "Three?", "Four."]),
        ("We beat Wu et al. Our code is public.", ["We beat Wu et al.", "Our code is public."]),
        ("It is fast. vLLM is faster.", ["It is fast.", "vLLM is faster."]),
        ('He asks "why?" We answer.', ['He asks "why?"', "We answer."]),
        ("It gains 4.2. The rest stays.", ["It gains 4.2.", "The rest stays."]),
        ("We train models.The result is good.", ["We train models.", "The result is good."]),
        ("  Spaces around.  And more. ", ["Spaces around.", "And more."]),
        ("A heading\n\nA text.", ["A heading", "A text."]),
        ("By 33%. 3 models gain.", ["By 33%.", "3 models gain."]),
        ("(It holds.) We agree.", ["(It holds.)", "We agree."]),
        ("no end", ["no end"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str]) -> None:
    assert split(text) == parts


@given(RESIDUE)
def test_sentences_are_in_order_and_leave_out_only_white_space(text: str) -> None:
    found = sentences(text)
    ends = [0, *(span.end for span in found)]
    starts = [*(span.start for span in found), len(text)]
    assert all(text[end:start].strip() == "" for end, start in zip(ends, starts, strict=True))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in found)


@pytest.mark.parametrize("unit", LONG, ids=repr)
def test_reading_folding_and_splitting_take_linear_time(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            fold(text)
            sentences(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(40_000) < 12 * max(seconds(10_000), 0.002)
