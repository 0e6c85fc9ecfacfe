"""What may stand in a summary and what may not: good sentences of many hands, and the same made wrong."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import claimx
from claimx.claims import Delta
from claimx.comparison import compare
from claimx.phrases import AnsweredFigure, AnsweredSentence, composed, told
from claimx.phrases.amounts import amount
from claimx.summaries.checking import Checked, checked
from claimx.summaries.scopes import Entry, whole_scope
from summary_claims import planted, planted_comparison
from summary_mutations import FIGURES, mutations

HERE = Path(__file__).parent
CLAIMS = planted()
SCOPE = whole_scope(planted_comparison())
LABELS = {entry.claim.id: entry.outline.id for entry in SCOPE.entries}
ENTRIES = {key: next(e for e in SCOPE.entries if e.claim.id == claim.id) for key, claim in CLAIMS.items()}
REFUSED = {
    # Sentences that say what the claims say and are refused all the same: for the template or a second try.
    "At 7B parameters, Marlin decodes text 2.4 times faster than plain sampling.",
    "On MMLU, Larch reports an accuracy gain of 2.9 points over DSIR, and Bracken one of 1.8 points over GRPO.",
    "Human tutors reach 88% accuracy on TutorCal, GPT-4o 31%.",
}


def sentences(name: str) -> list[tuple[str, str]]:
    lines = (HERE / "data" / name).read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [(keys, text) for keys, text in pairs]


def check(text: str, keys: str) -> Checked:
    """The sentence, held against the planted claims of these names."""
    return checked(AnsweredSentence(text=text, claims=[ENTRIES[key].outline.id for key in keys.split()]), SCOPE)


def good_sentences() -> Iterator[AnsweredSentence]:
    """Sentences that hold: written by hand, and templates of single claims and of the whole."""
    for keys, text in sentences("summary_sentences.txt"):
        if text not in REFUSED:
            yield AnsweredSentence(text=text, claims=[ENTRIES[key].outline.id for key in keys.split()])
    for entry in SCOPE.entries:
        yield told([entry.outline])
    yield from composed(SCOPE.asked).sentences


@pytest.mark.parametrize(
    ("keys", "text"), [pair for pair in sentences("summary_sentences.txt") if pair[1] not in REFUSED]
)
def test_a_sentence_that_says_what_its_claims_say_stands(keys: str, text: str) -> None:
    found = check(text, keys)
    assert found.problems == ()
    assert found.text == text
    assert set(found.claims) <= {CLAIMS[key].id for key in keys.split()}


def test_few_good_sentences_are_refused() -> None:
    written = sentences("summary_sentences.txt")
    assert {text for keys, text in written if not check(text, keys).holds} == REFUSED
    assert len(REFUSED) <= 0.05 * len(written)


def test_sentences_about_the_examples_stand() -> None:
    """Written as a language model would, before the checks had seen them."""
    root = HERE.parent
    papers = claimx.read_snapshots(sorted((root / "examples").glob("*.txt")))
    extraction = claimx.extract(papers, replay=root / "cassettes" / "language_model", model="language-model")
    scope = whole_scope(compare(extraction.claims, extraction.papers))
    refused = []
    for titles, text in sentences("summary_sentences_of_examples.txt"):
        cited = [e for e in scope.entries if e.claim.title.startswith(tuple(titles.split(", ")))]
        found = checked(AnsweredSentence(text=text, claims=[e.outline.id for e in cited[:16]]), scope)
        refused += [] if found.holds else [(text, found.problems)]
    assert refused == []


def test_no_wrong_figure_gets_through() -> None:
    """Of figures hundreds of mutations, of names, directions, bounds and citations thousands."""
    made, through = Counter[str](), Counter[str]()
    passed = []
    for seed in range(2):
        rng = random.Random(seed)
        for sentence in good_sentences():
            for mutation in mutations(sentence.text, sentence.claims, SCOPE, rng):
                made[mutation.kind] += 1
                if checked(AnsweredSentence(text=mutation.text, claims=list(mutation.claims)), SCOPE).holds:
                    through[mutation.kind] += 1
                    passed.append(mutation)
    assert sum(made[kind] for kind in FIGURES) > 500
    assert sum(made.values()) > 2000
    assert [mutation for mutation in passed if mutation.kind in FIGURES] == []
    assert sum(through.values()) <= 0.002 * sum(made.values()), passed


@pytest.mark.parametrize(
    ("keys", "text", "problem"),
    [
        ("gsm", "Tamarack raises accuracy on GSM8K by 4.3 points over LoRA.", "'4.3'"),
        ("gsm", "Tamarack raises accuracy on GSM8K by 4.2% over LoRA.", "'4.2'"),
        ("gsm", "Tamarack raises accuracy on GSM8K by 4.2 times over LoRA.", "'4.2'"),
        ("gsm", "Tamarack raises accuracy on GSM8K by up to 4.2 points over LoRA.", "'4.2'"),
        ("pass_best", "Marlin improves pass@1 on HumanEval by 4.1 points over Medusa.", "'4.1'"),
        ("gsm", "Tamarack reaches an accuracy of 4.2 points on GSM8K, above LoRA.", "'4.2'"),
        ("gsm", "LoRA raises accuracy on GSM8K by 4.2 points over Tamarack.", "'LoRA' is out of place"),
        ("gsm", "Tamarack lowers accuracy on GSM8K by 4.2 points against LoRA.", "goes this way"),
        ("gsm", "Tamarack raises accuracy on MMLU by 4.2 points over LoRA.", "'mmlu'"),
        ("gsm mmlu", "Tamarack raises accuracy on MMLU by 4.2 points over LoRA.", "'4.2'"),
        ("gsm", "At 13B parameters, Tamarack raises accuracy on GSM8K by 4.2 points over LoRA.", "size"),
        ("gsm", "Tamarack raises accuracy on GSM8K by 4.2 points over QLoRA.", "'qlora'"),
        ("gsm", "Tamarack significantly raises accuracy on GSM8K by 4.2 points over LoRA.", "'significantly'"),
        ("gsm", "Tamarack raises accuracy on GSM8K by 4.2 points over LoRA because of sparsity.", "'because'"),
        ("gsm", "Tamarack reaches the highest accuracy gain, 4.2 points over LoRA on GSM8K.", "'highest'"),
        ("gsm", "It raises accuracy on GSM8K by 4.2 points over LoRA.", "name the method"),
        ("gsm", "Tamarack raises accuracy on GSM8K by 4.2 points over LoRA. It wins.", "more than one sentence"),
        ("gsm", "Tamarack differs from LoRA by 4.2.", "'4.2'"),
        ("aime", "Bracken raises accuracy on AIME 2024 from 26.7% to 13.3%.", "'26.7'"),
        ("aime", "Bracken raises accuracy on AIME 2025 from 13.3% to 26.7%.", "'aime'"),
        ("aime", "Bracken doubles accuracy on AIME 2024.", "'doubles'"),
        ("kept", "Tamarack raises accuracy on SuperGLUE by 97% over full fine-tuning.", "goes this way"),
        ("kept", "Tamarack keeps 97% accuracy on SuperGLUE, against full fine-tuning.", "'97'"),
        ("cache", "Marlin needs a third of the cache of Medusa.", "'a third'"),
        ("cache", "Medusa needs half the cache of Marlin.", "'Medusa' is out of place"),
        ("calibration", "Larger models improve calibration.", "goes this way"),
        ("time", "Tamarack cuts training time by 27% relative to LoRA.", "'lora'"),
        ("time", "Tamarack cuts training time by a relative 27% compared with full fine-tuning.", "relative"),
        ("dsir filtering", "Larch gains 0.8 points of accuracy over DSIR on MMLU.", "'0.8'"),
        ("dsir filtering", "Larch gains 2.9 and 0.8 points of accuracy on MMLU over DSIR.", "'0.8'"),
        ("dsir", "One paper reports better accuracy on MMLU, and Larch gains 3 points.", "'3'"),
        ("dsir", "Two papers report better accuracy on MMLU.", "not the count"),
        ("sequence", "Sharing morphemes shortens average sequence length by 8%.", "'8'"),
        ("sequence", "Sharing morphemes shortens average sequence length by 8% to 12%.", "'12'"),
        ("price", "Causeway puts the price of generation at 0.11 per million tokens.", "'0.11'"),
        ("memory", "At 13B parameters, Tamarack needs 24 GB of memory.", "'24'"),
        ("memory", "At 13B parameters, Tamarack needs at most 24 MB of memory.", "'24'"),
        ("dsir grpo", "The accuracy gains on MMLU have a median of 2.35 points.", "median"),
        ("next_qa", "Sorrel outperforms Video-LLaVA and Video-LLaVA on NExT-QA.", "twice"),
        ("next_qa", "Sorrel outperforms both Video-LLaVA on NExT-QA.", "'both'"),
        ("gsm", "Tamarack beats approaches on GSM8K.", "'beats'"),
        ("", "Tamarack raises accuracy on GSM8K by 4.2 points over LoRA.", "cites no row"),
    ],
)
def test_what_a_sentence_says_wrong_is_told(keys: str, text: str, problem: str) -> None:
    problems = check(text, keys).problems
    assert any(problem in told for told in problems), problems


def test_only_claims_that_bear_the_sentence_out_stay_cited() -> None:
    found = check("Tamarack improves accuracy on GSM8K by 4.2 points over LoRA.", "gsm mmlu toxic")
    assert found.claims == (CLAIMS["gsm"].id,)


def test_every_figure_tells_where_it_comes_from() -> None:
    text = "In four claims of three papers, accuracy on MMLU rose by between 0.8 and 2.9 points."
    found = check(text, "dsir filtering mmlu grpo")
    assert [(figure.text, figure.function) for figure in found.figures] == [
        ("four", "count"), ("three", "count"), ("0.8", "minimum"), ("2.9", "maximum"),
    ]  # fmt: skip
    assert all(len(figure.claims) == 4 for figure in found.figures)


def test_a_median_is_that_of_a_whole_group() -> None:
    whole = "accuracy gains on MMLU between 0.8 and 2.9 points, with a median of 1.55 points."
    assert check(f"Four claims report {whole}", "dsir filtering mmlu grpo").holds
    assert not check(f"Three claims report {whole}", "dsir filtering mmlu").holds
    some = "Three claims report accuracy gains on MMLU, with a median of 1.3 points."
    assert not check(some, "dsir filtering mmlu").holds


def test_a_count_may_be_told_by_the_figures_of_the_answer() -> None:
    text = "Two papers report accuracy gains on MMLU; three come with a comparator."
    labels = [ENTRIES[key].outline.id for key in ("dsir", "filtering", "grpo")]
    figure = AnsweredFigure(text="three", function="count", field="claims")
    assert not checked(AnsweredSentence(text=text, claims=labels), SCOPE).holds
    mended = text.replace("come with a comparator", "are of MMLU")
    assert checked(AnsweredSentence(text=mended, claims=labels, figures=[figure]), SCOPE).holds


def test_hostile_sentences_are_refused_and_fit_for_a_terminal() -> None:
    for text in ("\x1b[31mTamarack wins", "<script>alert(1)</script>", "[a](javascript:alert(3))", "{{ 7*7 }}", "…"):
        found = check(text, "gsm")
        assert not found.holds
        assert found.text.isprintable()


# --- sentences made of the parts of claims, at random


@dataclass(frozen=True)
class Part:
    """A statement of a regular form, each of its parts taken from some claim."""

    method: Entry
    metric: Entry
    tested: Entry
    rival: Entry
    number: Entry
    up: bool

    @property
    def delta(self) -> Delta:
        return self.number.claim.delta

    def text(self) -> str:
        """`Tamarack raises accuracy on GSM8K by 4.2 points over LoRA`, and the like."""
        delta, benchmarks, baselines = self.delta, self.tested.claim.benchmarks, self.rival.claim.baselines
        head = f"{self.method.claim.method} {'raises' if self.up else 'lowers'} {self.metric.claim.metric}"
        place = f" on {benchmarks[0]}" if benchmarks else ""
        return f"{head}{place} {self.amount()}{f' over {baselines[0]}' if baselines and delta.kind != 'level' else ''}"

    def amount(self) -> str:
        delta = self.delta
        if delta.kind == "level":
            after = amount(delta.to_value or 0, None, delta.unit, delta.bound)
            return (
                f"to {after}"
                if delta.from_value is None
                else f"from {amount(delta.from_value, None, delta.unit)} to {after}"
            )
        return f"by {amount(delta.low or 0, delta.high, delta.unit, delta.bound)}"

    def is_borne_out(self, cited: list[Entry]) -> bool:
        """Whether one of the cited claims has all of these parts."""
        return any(self._is_of(entry) for entry in cited)

    def _is_of(self, entry: Entry) -> bool:
        claim, delta = entry.claim, entry.claim.delta
        tested, rivals = self.tested.claim.benchmarks[:1], self.rival.claim.baselines[:1]
        return (
            claim.method == self.method.claim.method
            and claim.metric == self.metric.claim.metric
            and set(tested) <= set(claim.benchmarks)
            and (delta.kind == "level" or set(rivals) <= set(claim.baselines))
            and delta.direction == ("increase" if self.up else "decrease")
            and (delta.kind in ("change", "factor")) == (self.delta.kind in ("change", "factor"))
            and (delta.numbers, delta.unit, delta.bound) == (self.delta.numbers, self.delta.unit, self.delta.bound)
        )


def parts(rng: random.Random, cited: list[Entry], truth: float) -> Part:
    """A statement about one of the cited claims, some parts of which may be those of others."""
    told = rng.choice([e for e in cited if e.claim.delta.kind in ("change", "factor", "level")])

    def some() -> Entry:
        return told if rng.random() < truth else rng.choice(cited)

    number = rng.choice([told, *(e for e in cited if e.claim.delta.kind in ("change", "factor", "level"))])
    number = told if rng.random() < truth else number
    up = (told.claim.delta.direction == "increase") == (rng.random() < truth)
    return Part(some(), some(), some(), some(), number, up)


def test_a_sentence_of_parts_stands_only_where_one_claim_has_them_all() -> None:
    rng = random.Random(7)
    stood = true = 0
    movable = [e for e in SCOPE.entries if e.claim.delta.direction in ("increase", "decrease")]
    numeric = [e for e in movable if e.claim.delta.kind in ("change", "factor", "level")]
    for _ in range(1500):
        cited = rng.sample(numeric, 3)
        part = parts(rng, cited, truth=rng.choice([0.75, 0.9, 1]))
        holds = checked(AnsweredSentence(text=part.text(), claims=[e.outline.id for e in cited]), SCOPE).holds
        is_so = part.is_borne_out(cited)
        assert is_so or not holds, (part.text(), [e.claim.method for e in cited])
        true += is_so
        stood += holds
    assert true > 150
    assert stood > 0.95 * true


def test_two_statements_in_a_sentence_are_each_held_against_the_claims() -> None:
    rng = random.Random(11)
    stood = true = 0
    movable = [e for e in SCOPE.entries if e.claim.delta.direction in ("increase", "decrease")]
    numeric = [e for e in movable if e.claim.delta.kind in ("change", "factor", "level")]
    for _ in range(1500):
        cited = rng.sample(numeric, 3)
        first, second = (parts(rng, cited, truth=rng.choice([0.8, 0.95, 1])) for _ in range(2))
        joint = rng.choice([" and ", ", and ", ", while ", "; ", ", but "])
        text = first.text() + joint + second.text()
        holds = checked(AnsweredSentence(text=text, claims=[e.outline.id for e in cited]), SCOPE).holds
        is_so = first.is_borne_out(cited) and second.is_borne_out(cited)
        assert is_so or not holds, text
        true += is_so
        stood += holds
    assert true > 150
    assert stood > 0.8 * true
