"""The whole pipeline on recorded answers of a language model: good ones, and deliberately odd ones."""

from collections import Counter
from pathlib import Path

import pytest

import claimx
from claimx.api import Extraction
from claimx.evaluation import Evaluation, evaluate, read_gold

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
NO_CLAIM = (
    "Position: A Leaderboard Should Say What It Leaves Out",
    "Saying ``Agent'': Three Definitions and When to Use Them",
    "TramStop: Announcements, Noise and Conversation from Public Transport in Seven Languages",
)

pytestmark = pytest.mark.block_network


@pytest.fixture(scope="module")
def recorded() -> Extraction:
    """What a language model's recorded answers on the example pages come to."""
    papers = claimx.read_snapshots(sorted(EXAMPLES.glob("*.txt")))
    return claimx.extract(papers, replay=ROOT / "cassettes" / "language_model", model="language-model")


@pytest.fixture(scope="module")
def figures(recorded: Extraction) -> Evaluation:
    """The same, scored on the examples' gold."""
    ledger = [line.model_dump() for line in recorded.ledger]
    return evaluate(recorded.claims, read_gold(EXAMPLES / "gold.jsonl"), ledger=ledger, bootstrap=0)


@pytest.fixture(scope="module")
def odd() -> Extraction:
    """What deliberately faulty answers on one page come to: each paper's answer has a fault of its own."""
    papers = claimx.read_snapshot(EXAMPLES / "daily_papers_2026-03-09.txt")
    return claimx.extract(papers, replay=ROOT / "cassettes" / "odd", model="odd-model")


def test_every_paper_is_answered_and_every_quote_stands_at_its_offsets(recorded: Extraction) -> None:
    abstracts = {paper.id: paper.abstract for paper in recorded.papers}
    assert recorded.failures == ()
    assert len(recorded.papers) == 32
    for claim in recorded.claims:
        assert abstracts[claim.paper_id][claim.evidence.start : claim.evidence.end] == claim.evidence.quote


def test_the_answers_score_as_a_language_models_should(figures: Evaluation) -> None:
    assert figures.grounding.share == 1.0
    assert (figures.detection.quantified.f1 or 0) > 0.95
    assert (figures.detection.qualitative.f1 or 0) > 0.9
    assert (figures.tuple_f1.f1 or 0) > 0.75
    assert figures.unaccounted is not None
    assert (figures.unaccounted.share or 0) < 0.05


def test_papers_that_claim_nothing_have_no_claims(recorded: Extraction) -> None:
    assert not [claim.title for claim in recorded.claims if claim.title in NO_CLAIM]


def test_provenance_names_model_prompt_and_exchange(recorded: Extraction) -> None:
    assert {claim.provenance.model for claim in recorded.claims} == {"language-model"}
    assert len({claim.provenance.prompt for claim in recorded.claims}) == 1
    assert all(len(claim.provenance.exchange) == 16 for claim in recorded.claims)


def test_invented_numbers_and_quotes_are_refused(odd: Extraction) -> None:
    kept = {claim.title.split(":")[0] for claim in odd.claims}
    reasons = _reasons(odd)
    assert not [c for c in odd.claims if c.title.startswith("Marginalia") and 97.3 in c.delta.numbers]
    assert reasons["Marginalia"]["V2"] >= 5, "numbers that the quote does not hold"
    assert reasons["Murmur"]["V1"] >= 5, "quotes that the abstract does not hold"
    assert {"Marginalia", "Murmur"} <= kept, "the right claims beside them stay"


def test_worked_examples_and_other_papers_are_refused(odd: Extraction) -> None:
    assert not {"Marlin", "Thistle", "LumaFlow"} & {claim.method for claim in odd.claims}
    assert not [claim for claim in odd.claims if claim.title in NO_CLAIM[1:2]]
    assert _reasons(odd)["Waystation"]["V1"] >= 5


def test_a_number_is_claimed_once(odd: Extraction) -> None:
    halftone = [claim for claim in odd.claims if claim.title.startswith("Halftone")]
    assert Counter(claim.delta.numbers for claim in halftone)[(3.4,)] == 1
    assert _reasons(odd)["Halftone"]["V14"] >= 3


def test_wrong_units_and_unheard_of_methods_are_refused(odd: Extraction) -> None:
    assert _reasons(odd)["Counterweight"]["V4"] >= 4
    assert _reasons(odd)["Where Negation Lives"]["V9"] >= 4
    assert not [claim for claim in odd.claims if claim.method.startswith("SuperNet")]


def test_an_instruction_in_an_abstract_is_not_obeyed(odd: Extraction, recorded: Extraction) -> None:
    assert not [claim for claim in (*odd.claims, *recorded.claims) if 99.9 in claim.delta.numbers]
    assert _reasons(odd)["Reading Is Not Obeying"]["V13"] >= 3


def test_flipped_directions_are_marked(odd: Extraction) -> None:
    handrail = [claim for claim in odd.claims if claim.title.startswith("Handrail")]
    flipped = [c for c in handrail if c.delta.numbers == (55.0, 83.3) and c.delta.direction == "decrease"]
    assert [claim.confidence for claim in flipped] == ["doubtful"]


def _reasons(extraction: Extraction) -> dict[str, Counter[str]]:
    """Codes of the refused claims by the start of the paper's title."""
    titles = {paper.id: paper.title.split(":")[0] for paper in extraction.papers}
    counted: dict[str, Counter[str]] = {title: Counter() for title in titles.values()}
    for rejected in extraction.rejected:
        counted[titles[rejected.paper_id]].update(finding.code for finding in rejected.findings)
    return counted
