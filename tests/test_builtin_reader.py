"""The built-in reader: constructions on sentences of our own, the hard cases, and whatever a text may hold."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.answers import AnsweredClaim
from claimx.builtin.reader import read
from claimx.claims import Claim, Provenance
from claimx.evaluation import evaluate
from claimx.evaluation.gold import read_gold
from claimx.evaluation.matching import Matched, matched
from claimx.grounding import Grounding, ground
from claimx.papers import Paper
from claimx.text import word_set

HARD_CASES = Path(__file__).parent / "data" / "hard_cases.jsonl"
EXAMPLES = Path(__file__).parents[1] / "examples" / "gold.jsonl"
KNOWN_WRONG = {"42"}
"""Hard cases that the reader reads wrongly; the others it must go on reading rightly."""
PROVENANCE = Provenance(model="builtin", prompt="none", exchange="none")


def one(sentence: str, title: str = "") -> AnsweredClaim:
    claims = read(title, sentence)
    assert len(claims) == 1, claims
    return claims[0]


def grounded(title: str, abstract: str, paper_id: str = "p") -> list[Claim]:
    """The claims of the reader; fails where one of them cannot be grounded."""
    grounding = Grounding.of(Paper(id=paper_id, title=title, abstract=abstract))
    claims = [ground(answered, grounding, PROVENANCE) for answered in read(title, abstract)]
    assert all(isinstance(claim, Claim) for claim in claims), claims
    return [claim for claim in claims if isinstance(claim, Claim)]


# The hard cases.


def is_right(found: Matched) -> bool:
    asked = {"method", "metric", "delta", "model_size"}
    return not found.missed and not found.spurious and all(asked <= pair.fields for pair in found.pairs)


def test_hard_cases_are_read_rightly_but_for_the_known_ones():
    found = {gold.title[:2]: matched(gold, grounded(gold.title, gold.abstract)) for gold in read_gold(HARD_CASES)}
    assert {number for number, case in found.items() if not is_right(case)} == KNOWN_WRONG


def test_figures_on_the_examples_do_not_fall():
    gold = read_gold(EXAMPLES)
    claims = [claim for paper in gold for claim in grounded(paper.title, paper.abstract, paper.id)]
    figures = evaluate(claims, gold, bootstrap=0)
    assert figures.detection.quantified.f1 > 0.86
    assert figures.detection.qualitative.f1 > 0.6
    assert figures.tuple_f1.f1 > 0.69


# Numbers.


@pytest.mark.parametrize(
    ("sentence", "kind", "value", "unit", "direction", "metric"),
    [
        ("Larch raises recall by 4.2%.", "change", "4.2", "percent", "increase", "recall"),
        ("Larch cuts peak memory by 3x.", "factor", "3", "times", "decrease", "peak memory"),
        ("Larch needs 40% fewer steps than Adam.", "change", "40", "percent", "decrease", "steps"),
        ("Larch is 2.5x faster than vLLM.", "factor", "2.5", "times", "increase", "speed"),
        ("Larch is 12 times cheaper than GPT-4.", "factor", "12", "times", "decrease", "cost"),
        ("Larch yields a 7% reduction in latency.", "change", "7", "percent", "decrease", "latency"),
        ("Larch achieves a 2x speedup.", "factor", "2", "times", "increase", "speedup"),
        ("Larch doubles throughput.", "factor", "doubles", "times", "increase", "throughput"),
        ("Larch halves the training cost.", "fraction", "halves", "ratio", "decrease", "training cost"),
        ("Larch uses 30% of the parameters of BERT.", "fraction", "30", "percent", "decrease", "parameters"),
        ("Larch improves perplexity by 0.4.", "change", "0.4", None, "decrease", "perplexity"),
        ("Larch loses 1.5 points of accuracy.", "change", "1.5", "points", "decrease", "accuracy"),
        ("The accuracy of Larch drops by only 0.3%.", "change", "0.3", "percent", "decrease", "accuracy"),
        ("Larch gains 2.4 BLEU over the baseline.", "change", "2.4", None, "increase", "BLEU"),
    ],
)
def test_a_change_has_its_kind_its_number_and_its_direction(sentence, kind, value, unit, direction, metric):
    claim = one(sentence)
    assert (claim.kind, claim.value, claim.unit, claim.direction) == (kind, value, unit, direction)
    assert (claim.method, claim.metric) == ("Larch", metric)


@pytest.mark.parametrize(
    ("sentence", "before", "after", "direction"),
    [
        ("Larch brings the error rate from 19.3% to 4.1%.", "19.3", "4.1", "decrease"),
        ("Larch reaches 79.4% accuracy, compared to 61.0% for GPT-4o.", "61.0", "79.4", "increase"),
        ("While GPT-4o solves 21% of the tasks, Larch solves 38%.", "21", "38", "increase"),
        ("With Larch, agreement rises from 61.2% at 1B to 84.9% at 70B.", "61.2", "84.9", "increase"),
    ],
)
def test_two_levels_are_one_claim(sentence, before, after, direction):
    claim = one(sentence)
    assert (claim.kind, claim.from_, claim.to, claim.direction) == ("level", before, after, direction)


def test_a_change_takes_its_levels_along():
    claim = one("Larch lowers the error rate on Foo-Bench from 5.2% to 4.7%, a relative reduction of 9.6%.")
    assert (claim.kind, claim.value, claim.from_, claim.to) == ("change", "9.6", "5.2", "4.7")
    assert claim.metric == "error rate"


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("up to 40%", "up_to"),
        ("over 40%", "at_least"),
        ("less than 40%", "at_most"),
        ("about 40%", "about"),
        ("40%", "exact"),
    ],
)
def test_the_cue_at_a_number_is_its_bound(words, bound):
    assert one(f"Larch reduces memory by {words}.").bound == bound


def test_a_range_is_one_claim():
    claim = one("Larch saves between 11% and 18% of training compute.")
    assert (claim.value, claim.high, claim.metric) == ("11", "18", "training compute")


# Lists.


def values(sentence: str) -> list[tuple[str | None, str, list[str]]]:
    return [(claim.value, claim.metric, claim.benchmarks) for claim in read("", sentence)]


def test_numbers_in_order_go_with_benchmarks_in_order():
    assert values("Larch gains 4.2, 11.0, and 4.0 points on SQuAD, GSM8K, and MATH, respectively.") == [
        ("4.2", "score", ["SQuAD"]),
        ("11.0", "score", ["GSM8K"]),
        ("4.0", "score", ["MATH"]),
    ]


def test_numbers_in_order_go_with_metrics_in_order():
    assert values("Larch reduces latency and memory by 31% and 22%, respectively.") == [
        ("31", "latency", []),
        ("22", "memory", []),
    ]


def test_numbers_in_order_go_with_sizes_in_order():
    claims = read("", "Our 7B and 13B models surpass LoRA by 2.7 and 2.9 points, respectively.")
    assert [(claim.value, claim.size) for claim in claims] == [("2.7", "7B"), ("2.9", "13B")]


def test_a_dropped_verb_carries_over():
    told = values("Larch raises recall by 9.1% and precision by 3.4%.")
    assert told == [
        ("9.1", "recall", []),
        ("3.4", "precision", []),
    ]


def test_signed_numbers_in_brackets_belong_to_their_benchmarks():
    claims = read("", "Larch improves coding skills (+8.8 on HumanEval and +6.3 on MBPP).")
    assert [(c.value, c.metric, c.benchmarks) for c in claims] == [
        ("8.8", "coding skills", ["HumanEval"]),
        ("6.3", "coding skills", ["MBPP"]),
    ]


# What is no claim.


@pytest.mark.parametrize(
    "sentence",
    [
        "We train 9 models on 2T tokens and evaluate them on 14 benchmarks.",
        "Such routing could lower serving costs by 40%.",
        "Prior work has been reported to lose up to 10% of accuracy.",
        "We hope to reduce the cost of serving by 90%.",
        "We fine-tune GPT-4 for 3 epochs with 8 shots and INT4 weights.",
        "Our code is available at https://example.org/larch-3x-faster.",
        "",
        "   ",
    ],
)
def test_setups_hopes_and_others_make_no_claim(sentence):
    assert read("", sentence) == []


def test_background_before_the_paper_speaks_makes_no_claim():
    abstract = (
        "Pruning reduces accuracy by 10% and outperforms distillation. We present Larch. Larch improves recall by 3%."
    )
    assert [claim.value for claim in read("", abstract)] == ["3"]


def test_the_size_of_what_is_beaten_is_no_result():
    claim = one("Larch-3B outperforms models 7 times larger on HumanEval.")
    assert (claim.kind, claim.size, claim.benchmarks) == ("qualitative", "3B", ["HumanEval"])


# Whose it is.


@pytest.mark.parametrize(
    ("title", "introduction", "name"),
    [
        ("Larch: Pruning by Age", "We study pruning. Larch prunes old weights.", "Larch"),
        ("", "We propose Larch, a pruner.", "Larch"),
        ("", "This paper introduces a new pruner, called Larch.", "Larch"),
        ("", "We present Layered Archive (LA), a cache.", "Layered Archive (LA)"),
        ("", "We propose a simple cache, Larch, that keeps what is read twice.", "Larch"),
        ("", "We refer to the tuned model as Larch-S.", "Larch-S"),
        ("", "We propose a layered cache.", "layered cache"),
    ],
)
def test_the_papers_own_method_stands_for_our_method(title, introduction, name):
    claims = read(title, f"{introduction} Our method reduces latency by 12%.")
    assert [claim.method for claim in claims if claim.value == "12"] == [name]


def test_a_pronoun_stands_for_the_subject_before_it():
    claims = read("", "We study caches. Larch keeps hot pages. It reduces latency by 12%.")
    assert claims[-1].method == "Larch"


def test_a_comparator_is_the_baseline_and_its_size_is_not_the_claims():
    claim = one("Osprey-7B surpasses CodeLlama-34B on MBPP by 2.9 points.")
    assert (claim.method, claim.size, claim.baselines, claim.benchmarks) == (
        "Osprey-7B",
        "7B",
        ["CodeLlama-34B"],
        ["MBPP"],
    )


def test_baselines_are_listed_one_by_one():
    assert one("Larch is 2.2x faster than vLLM, TGI and TensorRT-LLM.").baselines == ["vLLM", "TGI", "TensorRT-LLM"]


# Words.


@pytest.mark.parametrize(
    ("sentence", "metric", "direction"),
    [
        ("Larch outperforms LoRA and QLoRA.", "performance", "increase"),
        ("Larch matches GPT-4.", "performance", "equal"),
        ("Larch significantly reduces memory usage.", "memory usage", "decrease"),
        ("Larch achieves state-of-the-art results.", "results", "increase"),
        ("Our results show that Larch is more robust than LoRA.", "robust", "increase"),
        ("We find that Larch does not improve calibration.", "calibration", "equal"),
        ("Our experiments show that accuracy drops with length.", "accuracy", "decrease"),
        ("Larch performs on par with full fine-tuning.", "performance", "equal"),
    ],
)
def test_outcomes_in_words_have_metric_and_direction(sentence, metric, direction):
    claim = one(sentence)
    assert (claim.kind, claim.metric, claim.direction) == ("qualitative", metric, direction)


def test_two_metrics_in_words_are_two_claims():
    claims = read("", "Our experiments show that Larch significantly improves accuracy and robustness.")
    assert [claim.metric for claim in claims] == ["accuracy", "robustness"]


def test_matching_or_exceeding_is_told_once():
    assert [claim.direction for claim in read("", "Larch matches or exceeds the accuracy of GPT-4.")] == ["equal"]


# Any text at all.

WORDS = sorted(
    word_set(
        "we show that Larch our method improves reduces outperforms matches accuracy memory by of on to from than and"
        " or , ; : ( ) 4.2% 3x 7B 12 points half doubles respectively state-of-the-art without which is not GSM8K up"
        " only +1.8"
    )
)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=60), st.text(max_size=300))
def test_no_text_makes_it_fail(title, abstract):
    grounded(title, abstract)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_what_it_reads_out_of_any_words_is_grounded(words):
    grounded("Larch: A Test", " ".join(words) + ".")


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "1% ",
        "a, ",
        "than A, B and ",
        "improves accuracy by 4.2% on X and ",
        "from 1 to 2 ",
        "We train Larch-7B. ",
        "'s ",
    ],
)
def test_time_grows_with_the_text_and_no_faster(piece):
    text = (piece * 20_000)[:20_000]
    start = time.perf_counter()
    claims = read("", text)
    assert time.perf_counter() - start < 10
    assert len(claims) <= 32
