"""Whose an outcome is and what it measures: the paper's own method, the subject of the sentence, the metric."""

from __future__ import annotations

import pytest

from claimx.answers import AnsweredClaim
from claimx.builtin.reader import read


def last(abstract: str, title: str = "") -> AnsweredClaim:
    return read(title, abstract)[-1]


@pytest.mark.parametrize(
    ("title", "introduction", "name"),
    [
        ("", "We propose Tidal Routed Mixed Decoding (TRMD).", "Tidal Routed Mixed Decoding (TRMD)"),
        ("", "We propose two steps, namely slow mixing and late pooling.", "slow mixing and late pooling"),
        ("", "We find a simple approach among them: tidal replay, which keeps old data.", "tidal replay"),
        ("Tidal Thought: How to Pause", "We develop a method that pauses.", "Tidal Thought"),
        ("", "We propose tidal-tuning, which updates late layers.", "tidal-tuning"),
        ("", "This research explores tidal training strategies to save power.", "tidal training strategies"),
        ("", "We create a testbed. We study tidal schedules.", "tidal schedules"),
    ],
)
def test_the_own_name_is_whole_and_no_bare_noun(title, introduction, name):
    assert last(f"{introduction} This method reduces latency by 12%.", title).method == name


@pytest.mark.parametrize(
    ("sentence", "method"),
    [
        ("Experiments show up to 2.3x speedup.", "Larch"),
        ("When applied to GPT-2, this method yields a 2.3x speedup.", "Larch"),
        ("Using Larch on noisy logs speeds up indexing by 5x.", "Larch"),
        ("Tuning BERT for search with the Foo suite shows that Larch reaching 71% accuracy wins.", "Larch"),
        ("Fine-tuning BERT in this way takes half the memory of LoRA.", "Larch"),
        ("A 3B model trained with Larch reaches 61% accuracy.", "Larch"),
        ("Our Larch 7B surpasses LoRA by 1.8 points.", "Larch"),
        ("Its index takes up a quarter of the disk space of BM25.", "Larch"),
        ("Raters preferred Larch's answers in 72% of the cases.", "Larch"),
    ],
)
def test_a_sentence_without_a_subject_of_its_own_is_about_the_own_method(sentence, method):
    assert last(f"We present Larch, a pruner. {sentence}").method == method


@pytest.mark.parametrize(
    ("sentence", "method"),
    [
        ("Tidal training reduces the rate of errors by 30%.", "Tidal training"),
        ("Adding noisy data improves recall by 4%.", "adding noisy data"),
        ("Increasing depth from 2 to 8 improves recall by 4%.", "increasing depth"),
        ("Random ordering loses 1.2% accuracy.", "Random ordering"),
        ("Without such noise, recall drops by 9%.", "without noise"),
        ("GPT-4 correctly answers such riddles 43% of the time.", "GPT-4"),
        (
            "Larch gains 3 points, whereas earlier pruners struggle to keep up, doing 2.4 points worse.",
            "earlier pruners",
        ),
    ],
)
def test_a_subject_of_its_own_comes_before_the_own_method(sentence, method):
    assert last(f"We present Larch, a pruner. {sentence}").method == method


@pytest.mark.parametrize(
    ("sentence", "metric"),
    [
        ("Peak grip torque decreases by 37%.", "peak grip torque"),
        ("Training time becomes 17% shorter.", "training time"),
        ("Link traffic is reduced by 58%.", "link traffic"),
        ("Wrong turns become 31% less frequent.", "wrong turns"),
        ("False alarms become more common, from 4.4% to 5.2%.", "false alarms"),
        ("On a second site the success rate falls by about 9 points.", "success rate"),
        ("Zero-shot accuracy, averaged over five tasks, drops by only 1.9 points.", "zero-shot accuracy"),
        ("Recall@50 on Foo-Bench rises from 79.6% to 85.1%.", "Recall@50"),
    ],
)
def test_a_plain_subject_that_moves_is_the_metric(sentence, metric):
    claim = last(f"We present Larch, a pruner. {sentence}")
    assert (claim.method, claim.metric) == ("Larch", metric)


@pytest.mark.parametrize(
    ("sentence", "metric"),
    [
        ("Larch scores 41.3 on AIME24.", "AIME24 score"),
        ("Larch attains 26.7% on AIME 2024.", "accuracy"),
        ("Larch reaches 61.7% on MBPP.", "Pass@1"),
        ("Larch answers these questions correctly 61% of the time.", "accuracy"),
        ("Larch complies with such orders 23% of the time.", "compliance rate"),
        ("Larch succeeds in 83% of the trials.", "success rate"),
        ("Larch blocks 98% of the requests.", "requests blocked"),
        ("Larch improves SQuAD accuracy by 3%.", "accuracy"),
        ("Larch reached packing efficiencies of 61%.", "packing efficiency"),
        ("Larch predicts the loss with 1.2% deviation.", "deviation"),
        ("Larch raises the win rate of BERT-2 by 3%.", "win rate"),
    ],
)
def test_the_metric_is_a_noun_for_what_is_measured(sentence, metric):
    assert last(sentence).metric == metric


@pytest.mark.parametrize(
    "sentence",
    [
        "Larch reaches 61% accuracy and surpasses GPT-2 by 4%.",
        "Larch attains an accuracy of 61.2, 3.5% higher than GPT-2.",
    ],
)
def test_a_lead_without_a_metric_is_in_that_of_the_level_before(sentence):
    assert [claim.metric for claim in read("", sentence)] == ["accuracy", "accuracy"]


def test_a_lead_in_what_should_be_low_is_worse_when_it_grows():
    claims = read(
        "", "Larch lowers perplexity by 0.6 points, whereas pruners struggle to help, doing 2.4 points worse."
    )
    assert [(claim.metric, claim.direction) for claim in claims] == [
        ("perplexity", "decrease"),
        ("perplexity", "increase"),
    ]


def test_numbers_in_order_go_with_the_metrics_that_are_the_subject():
    claims = read("", "With Larch, recall@20 and MRR improve by 6.2 and 3.9 points, respectively.")
    assert [(claim.value, claim.metric) for claim in claims] == [("6.2", "recall@20"), ("3.9", "MRR")]


def test_a_price_is_a_level():
    claim = last("We present Larch. The training costs only $120.")
    assert (claim.kind, claim.metric, claim.to, claim.direction) == ("level", "cost", "120", None)


@pytest.mark.parametrize(
    ("sentence", "to", "metric"),
    [
        ("Larch answers a query within 14 ms.", "14", "latency"),
        ("Larch occupies 21 GB of memory.", "21", "memory"),
        ("Larch generates 74 tokens/s on a laptop.", "74", "throughput"),
    ],
)
def test_a_time_a_memory_and_a_rate_behind_a_verb_of_spending_are_levels(sentence, to, metric):
    claims = [claim for claim in read("", sentence) if claim.to == to]
    assert [claim.metric for claim in claims] == [metric]
