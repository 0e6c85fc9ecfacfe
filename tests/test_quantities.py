"""Numbers, units, bounds and model sizes as abstracts write them."""

from __future__ import annotations

import json
import math
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.quantities import Quantity, parse_number, parse_size, quantities, sizes

SHARED = Path(__file__).parents[1].parent / "shared"
HARD_CASES = SHARED / "gold" / "HARD_CASES.md"


def only(text: str) -> Quantity:
    found = [q for q in quantities(text) if q.place == "plain"]
    assert len(found) == 1, found
    return found[0]


def seen(text: str) -> list[tuple[str, str]]:
    return [(q.text, q.place) for q in quantities(text)]


@pytest.mark.parametrize(
    ("text", "value", "places", "unit"),
    [
        ("9.1times higher", 9.1, 1, "times"),
        ("a $2.3\\times$ speedup", 2.3, 1, "times"),
        ("12x cheaper", 12, 0, "times"),
        ("a 3-fold gain", 3, 0, "times"),
        ("by a factor of 2.5", 2.5, 1, "times"),
        ("41.7\\% lower", 41.7, 1, "percent"),
        ("34.2%uparrow in recall", 34.2, 1, "percent"),
        ("ten percent of it", 10, 0, "percent"),
        ("4.2 percentage points", 4.2, 1, "points"),
        ("4.2pp", 4.2, 1, "points"),
        ("4.2% absolute", 4.2, 1, "points"),
        ("an absolute 4.2%", 4.2, 1, "points"),
        ("4.2 absolute points", 4.2, 1, "points"),
        ("a 5-point gain", 5, 0, "points"),
        ("0.31 test perplexity points", 0.31, 2, "points"),
        ("1.2 BLEU points", 1.2, 1, "points"),
        ("1,850 tokens/s", 1850, 0, "tokens/s"),
        ("45 tokens per second", 45, 0, "tokens per second"),
        ("3 nats of surprise per word", 3, 0, "nats per word"),
        ("at $0.07 per query", 0.07, 2, "$"),
        ("in 350 ms", 350, 0, "ms"),
        ("every two weeks", 2, 0, "weeks"),
        ("1.2 trillion tokens", 1.2e12, -11, "tokens"),
        ("a 128K context", 128e3, -3, "context"),
        ("a loss of 3.2e-4", 3.2e-4, 5, None),
        ("a rate of $10^{-3}$", 1e-3, 3, None),
        ("a rate of 10⁻³", 1e-3, 3, None),
        ("a rate of 3.5 \\times 10^{-4}", 3.5e-4, 5, None),
        ("2/3 of the layers", 2 / 3, 2, "ratio"),
        ("one-fifth of the cache", 0.2, 2, "ratio"),
        ("two-thirds of it", 2 / 3, 2, "ratio"),
        ("a quarter of the memory", 0.25, 2, "ratio"),
        ("half the parameters", 0.5, 2, "ratio"),
        ("halves the latency", 0.5, 2, "ratio"),
        ("cut in half", 0.5, 2, "ratio"),
        ("doubles the recall", 2, 1, "times"),
        ("twice as fast", 2, 1, "times"),
        ("tripled its speed", 3, 1, "times"),
        ("an eight-fold gain", 8, 0, "times"),
        ("a tenfold gain", 10, 0, "times"),
        ("an order of magnitude", 10, 0, "times"),
        ("two orders of magnitude", 100, 0, "times"),
        ("3 orders of magnitude", 1000, 0, "times"),
        ("half a million users", 5e5, -5, None),
        ("a dozen models", 12, 0, None),
        ("twenty-three languages", 23, 0, None),
    ],
)
def test_a_number_has_its_value_its_digits_and_its_unit(text: str, value: float, places: int, unit: str | None) -> None:
    number = only(text)
    assert number.value == pytest.approx(value, rel=1e-12)
    assert (number.places, number.unit) == (places, unit)
    assert number.step == pytest.approx(10.0**-places)


@pytest.mark.parametrize(
    ("text", "number", "with_unit"),
    [
        ("up to 9.1times higher", "9.1", "9.1times"),
        ("by sim3x.", "3", "3x"),
        ("41.7\\% lower", "41.7", "41.7\\%"),
        ("up to an order of magnitude", "an order of magnitude", "an order of magnitude"),
        ("$10^{-3}$", "10^{-3}", "10^{-3}"),
        ("\\frac{1}{3} of it", "\\frac{1}{3}", "\\frac{1}{3}"),
        ("costs 5 million tokens", "5 million", "5 million tokens"),
    ],
)
def test_spans_are_those_of_the_text_as_written(text: str, number: str, with_unit: str) -> None:
    found = only(text)
    assert found.text == number == text[found.start : found.end]
    assert text[found.start : found.unit_end] == with_unit


def test_a_sign_is_kept_beside_the_magnitude() -> None:
    gain, loss = quantities("recall (+0.9\\%) and tokens (-41\\%)")
    assert (gain.sign, gain.value, gain.signed) == ("+", 0.9, 0.9)
    assert (loss.sign, loss.value, loss.signed) == ("-", 41, -41)
    assert loss.start_with_sign == loss.start - 1


@pytest.mark.parametrize(
    ("text", "bound", "cue"),
    [
        ("up to 63%", "up_to", "up to "),
        ("by as much as 63%", "up_to", "as much as "),
        ("by up to a whopping 63%", "up_to", "up to a whopping "),
        ("more than 15 points", "at_least", "more than "),
        ("over 250 languages", "at_least", "over "),
        ("exceeding 90%", "at_least", "exceeding "),
        ("no less than 5%", "at_least", "no less than "),
        ("(ge10)", "at_least", "ge"),
        ("> 90%", "at_least", "> "),
        ("more than doubles", "at_least", "more than "),
        ("less than 0.8%", "at_most", "less than "),
        ("tokens--less than 10% of it", "at_most", "less than "),
        ("within 0.5 points", "at_most", "within "),
        ("as little as 5%", "at_most", "as little as "),
        ("no more than 5%", "at_most", "no more than "),
        ("nearly half of it", "about", "nearly "),
        ("sim3x", "about", "sim"),
        ("~ 0.36", "about", "~ "),
        ("roughly every two weeks", "about", "roughly every "),
        ("100+ runs", "at_least", ""),
        ("20%+ faster", "at_least", ""),
        ("4 bits or less", "at_most", ""),
        ("90% or more", "at_least", ""),
        ("only 5% of it", "exact", ""),
        ("averaged over 5 seeds", "exact", ""),
        ("under three schemes", "exact", ""),
        ("orders of magnitude more", "at_least", ""),
    ],
)
def test_a_bound_has_its_cue(text: str, bound: str, cue: str) -> None:
    number = only(text)
    assert number.bound == bound
    assert text[number.bound_start : number.start_with_sign] == cue


@pytest.mark.parametrize(
    ("text", "units", "link"),
    [
        ("saves 35-45% of it", ["percent", "percent"], "range"),
        ("saves 35–45% of it", ["percent", "percent"], "range"),
        ("between 11% and 18%", ["percent", "percent"], "range"),
        ("between 11 and 18%", ["percent", "percent"], "range"),
        ("gains from 6.1% to 42.5%", ["percent", "percent"], "range"),
        ("finds 70% to 95% of it", ["percent", "percent"], "range"),
        ("(+0.7\\% to +5.2\\%)", ["percent", "percent"], "range"),
        ("(-2\\% to -38\\%)", ["percent", "percent"], "range"),
        ("-5% to 3%", ["percent", "percent"], "range"),
        ("rates of 0.1--0.5", [None, None], "range"),
        ("from 19.5 to 31.5%", ["percent", "percent"], "from_to"),
        ("from 19.3% down to 4.1%", ["percent", "percent"], "from_to"),
        ("from 5% up to 9%", ["percent", "percent"], "from_to"),
        ("from 24.0% for the baseline to 36.0%", ["percent", "percent"], "from_to"),
        ("(7.2%rightarrow12.6%)", ["percent", "percent"], "from_to"),
        ("7.2 -> 12.6", [None, None], "from_to"),
        ("63.2 +- 0.4", [None, None], "spread"),
        ("63.2pm0.4", [None, None], "spread"),
        ("5 of the 6 problems", [None, None], "of"),
        ("6 out of 6 data sets", [None, None], "of"),
        ("solves 12/15 problems", [None, None], "of"),
    ],
)
def test_two_numbers_make_a_pair(text: str, units: list[str | None], link: str) -> None:
    first, second = quantities(text)
    assert [first.unit, second.unit] == units
    assert (first.link, first.other, second.link, second.other) == (link, 1, link, 0)
    assert second.place == {"spread": "spread", "of": "count"}.get(link, "plain")


@pytest.mark.parametrize(
    "text",
    ["5 models on 3 tasks", "2.1 points on average and up to 6.3 points", "by 5% and 3 tasks", "GPT-4 to 5", "10-5%"],
)
def test_neighbours_are_not_always_a_pair(text: str) -> None:
    assert all(q.link is None for q in quantities(text))


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("gains of 3.1, 4.2, and 5.0%", [3.1, 4.2, 5.0], "percent"),
        ("2.7 and 2.9 points", [2.7, 2.9], "points"),
        ("60/50/40%", [60, 50, 40], "percent"),
        ("two to three orders of magnitude", [100, 1000], "times"),
        ("2 to 3 million tokens", [2e6, 3e6], "tokens"),
    ],
)
def test_a_unit_holds_for_the_whole_list(text: str, values: list[float], unit: str) -> None:
    assert [q.value for q in quantities(text)] == values
    assert {q.unit for q in quantities(text)} == {unit}


def test_a_unit_does_not_leak_to_other_numbers() -> None:
    assert [q.unit for q in quantities("In 2023, 45% of 12 models, and 3 tasks")] == [None, "percent", None, None]


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4o",
        "INT4",
        "top-5",
        "2:4",
        "A100",
        "ImageNet-1K",
        "pass@1",
        "ROUGE-1",
        "F1",
        "Llama-3.1",
        "AIME 2024",
        "8x7B",
        "v2",
        "v1.2.3",
        "Layer-3",
        "CIFAR-10",
        "fp16",
        "W4A16",
        "3D",
        "GPT4",
        "Claude 3 Opus",
        "10-Split-CIFAR-100",
        "16-bit",
        "7-shot",
        "l=5",
        "R^2",
        "5-fold cross-validation",
        "runx2014each",
        "lee2021deep",
        "Stage 2",
        "224×224",
        "https://example.org/a/Llama-3-8B-v2?x=0.5",
        "Phi 3.5-MoE",
        "CoRe 50 benchmark",
        "MI250X",
    ],
)
def test_digits_of_names_and_settings_are_no_values(text: str) -> None:
    assert {q.place for q in quantities(f"We use {text} here.")} == {"name"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("see [12] and [3, 4]", ["reference"] * 3),
        ("Table 3 and Section 2.1", ["reference"] * 2),
        ("(1) this, (2) that", ["reference"] * 2),
        ("first 1) this, 2) that", ["reference"] * 2),
        ("since 2023, in June 2024", ["year", "year"]),
        ("the 1990s", ["year"]),
        ("2000 samples and 1024 GPUs", ["plain", "plain"]),
        ("Bramble (27.4%) and recall (85)", ["plain", "plain"]),
    ],
)
def test_references_and_years_are_told_apart(text: str, places: list[str]) -> None:
    assert [q.place for q in quantities(text)] == places


@pytest.mark.parametrize(
    "text",
    [
        "zero-shot",
        "one of the best",
        "a two-stage method",
        "the second half",
        "double descent",
        "knowledge triples.",
        "a half-precision run",
        "the same order of magnitude",
        "no one",
        "tense",
    ],
)
def test_words_that_are_no_numbers_are_left_alone(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9.1", 9.1),
        ("1,850", 1850),
        ("9.1x", 9.1),
        ("9.1times", 9.1),
        ("4.2%", 4.2),
        (" 4.2 % ", 4.2),
        ("half", 0.5),
        ("double", 2),
        ("doubles", 2),
        ("one", 1),
        ("a third", 1 / 3),
        ("an order of magnitude", 10),
        ("3.2e-4", 3.2e-4),
        ("10^{-3}", 1e-3),
        ("2/3", 2 / 3),
        ("+1.8", 1.8),
        ("-3", -3),
        ("−3%", -3),
        ("1.2 trillion", 1.2e12),
        ("$0.07", 0.07),
        ("~3x", 3),
        ("up to 63%", 63),
        ("7B", 7e9),
        (".5", 0.5),
        ("2024", 2024),
        ("4.2 percentage points", 4.2),
    ],
)
def test_a_string_that_is_one_number_is_read(text: str, value: float) -> None:
    assert parse_number(text) == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["", "none", "GPT-4", "5 to 7", "5% of the data", "2:4", "n/a", "top-5", "3D", "1e999x"]
)
def test_a_string_that_is_no_single_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "spans", "low", "high"),
    [
        ("a 7B model", "7B", 7e9, 7e9),
        ("at 360M parameters", "360M", 360e6, 360e6),
        ("Larch models (60M-1B)", "60M-1B", 60e6, 1e9),
        ("with only 1M~60M parameters", "1M~60M", 1e6, 60e6),
        ("from 125M to 13B parameters", "125M to 13B", 125e6, 13e9),
        ("sizes from 1B to 13B", "1B to 13B", 1e9, 13e9),
        ("2-60 billion model parameters", "2-60 billion", 2e9, 60e9),
        ("1.1 billion parameters", "1.1 billion", 1.1e9, 1.1e9),
        ("model size up to 20 billion", "20 billion", 20e9, 20e9),
        ("a 1.3B-parameter model", "1.3B", 1.3e9, 1.3e9),
        ("7-billion-parameter models", "7-billion", 7e9, 7e9),
        ("one trillion parameter model", "one trillion", 1e12, 1e12),
        ("OPT-6.7b on 2T tokens", "6.7b", 6.7e9, 6.7e9),
        ("its 0.5B student", "0.5B", 0.5e9, 0.5e9),
    ],
)
def test_a_size_is_read(text: str, spans: str, low: float, high: float) -> None:
    (size,) = sizes(text)
    assert (size.text, size.low, size.high, size.active) == (spans, pytest.approx(low), pytest.approx(high), False)
    assert text[size.start : size.end] == size.text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("on 70M, 160M, 410M, and 1.4B parameter models", [70e6, 160e6, 410e6, 1.4e9]),
        ("models of (3, 8, and 30 billion parameters)", [3e9, 8e9, 30e9]),
        ("Larch 7B and 13B", [7e9, 13e9]),
    ],
)
def test_every_size_of_a_list_is_read(text: str, values: list[float]) -> None:
    assert [size.low for size in sizes(text)] == pytest.approx(values)


@pytest.mark.parametrize(
    "text",
    [
        "15B tokens",
        "100M images",
        "2T tokens",
        "1.2M examples",
        "$3M",
        "40M users",
        "a 100K context",
        "Mixtral 8x7B",
        "5B, 10B and 20B tokens",
        "a 1.2B high-quality image-text pairs set",
        "LAION-400M",
        "CIFAR-10",
        "a 1M dataset",
        "12 models",
        "https://example.org/Llama-3-8B",
        "400B training tokens",
        "14B bits of text",
    ],
)
def test_other_counts_are_no_sizes(text: str) -> None:
    assert sizes(f"We use {text} here.") == ()


@pytest.mark.parametrize(
    ("text", "total", "active"),
    [
        ("Quarry with 47B total and 6B active parameters", 47e9, 6e9),
        ("Phi-mini (40.2B total/6.1B activated)", 40.2e9, 6.1e9),
        ("Qwen3-30B-A3B", 30e9, 3e9),
        ("a 16B model activating only 2.4B parameters", 16e9, 2.4e9),
    ],
)
def test_activated_parameters_are_told_from_the_total(text: str, total: float, active: float) -> None:
    assert [(size.low, size.active) for size in sizes(text)] == [
        (pytest.approx(total), False),
        (pytest.approx(active), True),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("uses Llama-3-8B here", "Llama-3-8B"),
        ("uses Mistral-7B-Instruct.", "Mistral-7B-Instruct"),
        ("the TinyLlama 1.1B model", "TinyLlama 1.1B"),
        ("to Llama 3.1 8B still", "Llama 3.1 8B"),
        ("our 8B model", None),
        ("Our 8B model", None),
    ],
)
def test_a_size_knows_the_name_it_stands_in(text: str, name: str | None) -> None:
    assert [size.name for size in sizes(text)] == [name]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("7B", (7e9, 7e9)),
        ("60M-1B", (60e6, 1e9)),
        ("1.1 billion parameters", (1.1e9, 1.1e9)),
        ("1.1 billion", (1.1e9, 1.1e9)),
        ("360M", (360e6, 360e6)),
        ("7B and 13B", (7e9, 13e9)),
        ("47B total", (47e9, 47e9)),
        ("47B total, 6B active", (47e9, 47e9)),
        ("Llama-3-8B", (8e9, 8e9)),
        ("7000000000", (7e9, 7e9)),
    ],
)
def test_a_string_that_tells_a_size_is_read(text: str, size: tuple[float, float]) -> None:
    assert parse_size(text) == pytest.approx(size)


@pytest.mark.parametrize("text", ["", "large", "15B tokens", "8x7B", "GPT-4", "7"])
def test_a_string_that_tells_no_size_is_none(text: str) -> None:
    assert parse_size(text) is None


PIECES = st.lists(
    st.sampled_from(
        [
            "5",
            "10.9",
            "1,850",
            "7B",
            "%",
            "times",
            "x",
            "-",
            "–",
            "~",
            "±",
            "/",
            "(",
            ")",
            "[",
            "]",
            ".",
            ",",
            "^{",
            "}",
            "$",
            " to ",
            " of ",
            " and ",
            "from ",
            "up to ",
            "half",
            "two",
            " million",
            "GPT-",
            "\\frac{4}{3}",
            "&#8211;",
            "x2014",
            "e-4",
            "10^{-3}",
            " ",
            "A",
            "parameters",
            "orders of magnitude",
            "٣",
            "²",
            "٣.٤",
            "\\times ",
            "2024",
            "1" * 500,
        ]
    )
    | st.text(max_size=3),
    max_size=14,
).map("".join)


@given(PIECES)
def test_spans_index_the_text_and_do_not_overlap(text: str) -> None:
    found = quantities(text)
    end = 0
    for number in found:
        assert end <= number.start < number.end <= number.unit_end <= len(text)
        assert text[number.start : number.end] == number.text
        assert 0 <= number.bound_start <= number.start_with_sign <= number.start
        assert math.isfinite(number.value)
        assert number.value >= 0
        assert number.step > 0
        end = number.end


@given(PIECES)
def test_every_run_of_digits_is_in_a_quantity(text: str) -> None:
    spans = [(q.start, q.end) for q in quantities(text)]
    for run in re.finditer(r"\d+", text):
        assert any(start <= run.start() and run.end() <= end for start, end in spans)


@given(PIECES)
def test_pairs_point_at_each_other(text: str) -> None:
    found = quantities(text)
    for i, number in enumerate(found):
        assert (number.other is None) == (number.link is None)
        if number.other is not None:
            assert (found[number.other].other, found[number.other].link) == (i, number.link)


@given(PIECES)
def test_sizes_are_in_order_and_index_the_text(text: str) -> None:
    for size in sizes(text):
        assert text[size.start : size.end] == size.text
        assert 0 < size.low <= size.high or size.low == size.high == 0


@given(
    st.decimals(min_value=0, max_value=10**9, places=3),
    st.sampled_from(["{}", "{:,}", "+{}", "{}%", "{}x", "about {}"]),
)
def test_a_number_that_is_written_is_read_back(number: object, form: str) -> None:
    assert parse_number(form.format(number)) == pytest.approx(float(str(number)))


@given(st.floats(min_value=1e-9, max_value=1e9), st.integers(min_value=0, max_value=6))
def test_the_last_digit_written_is_the_step(number: float, places: int) -> None:
    assert only(f"a loss of {number:.{places}f}%").places == places


LONG = [
    "1",
    "1,",
    "1,111",
    "sim",
    "(",
    "a-1-",
    "10^{",
    " of ",
    "half ",
    "1 of ",
    "5%, ",
    "5-",
    "1B ",
    "7B and ",
    "A1 ",
    "1/",
    "1e",
]


@pytest.mark.parametrize(
    "unit", [*LONG, "from 5 ", "up to ", "[1,", "1)", "$1", "one hundred ", "two-", "~1", ".5", "1x", "www."], ids=repr
)
def test_reading_numbers_takes_linear_time(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            sizes(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(16_000) < 12 * max(seconds(4_000), 0.002)


def hard_cases() -> list[tuple[str, str, list[dict[str, object]]]]:
    """Heading, sentence and claims of every hard case; none where the shared folder is absent."""
    if not HARD_CASES.exists():
        return []
    cases = re.findall(
        r"^### (.*?)\n\n> (.*?)\n\n```json\n(.*?)```", HARD_CASES.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return [(title, sentence, json.loads(claims)) for title, sentence, claims in cases]


@pytest.mark.skipif(not HARD_CASES.exists(), reason="the shared hard cases are not here")
def test_the_numbers_of_the_hard_cases_are_found_with_their_units_and_bounds() -> None:
    missed = []
    cases = hard_cases()
    for title, sentence, claims in cases:
        found = [q for q in quantities(sentence) if q.place == "plain"]
        for claim in claims:
            delta = claim["delta"]
            assert isinstance(delta, dict)
            headline = delta["low"] if delta["low"] is not None else delta["to"]
            for end in ("low", "high", "from", "to"):
                hits = [q for q in found if delta[end] is not None and q.value == pytest.approx(delta[end])]
                if delta[end] is not None and not hits:
                    missed.append((title, end, delta[end]))
                if hits and delta[end] == headline and not any(q.bound == delta["bound"] for q in hits):
                    missed.append((title, "bound", delta["bound"]))
                if hits and delta["unit"] in ("percent", "points", "times", "ratio") and end in ("low", "high"):
                    missed += [] if any(q.unit == delta["unit"] for q in hits) else [(title, "unit", delta["unit"])]
            size = claim["model_size"]
            if isinstance(size, dict):
                values = {v for s in sizes(sentence) for v in (s.low, s.high)}
                missed += [(title, "size", size[end]) for end in ("low", "high") if size[end] not in values]
    assert len(cases) == 47
    assert missed == []
