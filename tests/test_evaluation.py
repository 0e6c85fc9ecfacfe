"""Claims held against gold: the figures, the errors, the ledger, the intervals."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from claimx.claims import Evidence, ModelSize
from claimx.errors import UsageError
from claimx.evaluation import Evaluation, Score, evaluate, read_gold
from claimx.evaluation.counting import grounding
from claimx.evaluation.figures import Counts
from claimx.evaluation.intervals import f1_intervals
from claimx.evaluation.matching import matched
from claimx.papers import Paper
from gold_builders import (
    ABSTRACT,
    ACCURACY,
    BETTER,
    CUT,
    LATENCY,
    MEMORY,
    MOVE,
    WORDS,
    as_claim,
    as_claims,
    delta,
    gold_claim,
    gold_paper,
)

HARD_CASES = Path(__file__).parent / "data" / "hard_cases.jsonl"


def assert_perfect(evaluation: Evaluation) -> None:
    detection, strict = evaluation.detection, evaluation.strict
    scores = [detection.all, detection.quantified, detection.qualitative, evaluation.tuple_f1]
    scores += [evaluation.tuple_f1_without_size, strict.result_tuple, strict.full_claim, strict.value]
    assert [score.f1 for score in [*scores, strict.qualitative]] == [1.0] * 9
    tables = (evaluation.fields, evaluation.fields_quantified, evaluation.delta_parts, strict.fields)
    assert {accuracy.accuracy for table in tables for accuracy in table.values()} == {1.0}
    assert evaluation.errors == ()


def test_gold_turned_into_claims_scores_one_everywhere() -> None:
    papers = read_gold(HARD_CASES)
    evaluation = evaluate(as_claims(papers), papers)
    assert_perfect(evaluation)
    assert evaluation.papers == 47
    assert evaluation.detection.all.gold == 57
    assert evaluation.tuple_f1.gold == 50
    assert evaluation.grounding.share == 1.0
    assert evaluation.intervals.tuple_f1 is not None
    assert evaluation.intervals.tuple_f1.low == 1.0


def test_a_paper_without_claims_is_missed_whole_and_claims_of_other_papers_are_ignored() -> None:
    gold = gold_claim()
    other = as_claim(gold, gold_paper(gold, title="Another paper"))
    evaluation = evaluate([other, other], [gold_paper(gold)])
    assert evaluation.ignored_claims == 2
    assert evaluation.detection.quantified == Score.of([Counts(tp=0, predicted=0, gold=1)])
    assert evaluation.detection.quantified.precision is None
    assert evaluation.detection.quantified.recall == 0.0
    assert evaluation.detection.qualitative.f1 is None


def test_a_paper_is_known_by_its_id_or_else_by_its_title() -> None:
    gold = gold_claim()
    by_title = as_claim(gold, paper_id="2501.00001", title="PIPIT - fast adapters")
    by_id = as_claim(gold, title="A title since changed")
    for claim in (by_title, by_id):
        assert evaluate([claim], [gold_paper(gold)]).detection.all.tp == 1


def test_the_same_gold_paper_twice_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="twice"):
        evaluate([], [gold_paper(), gold_paper()])


def test_a_tuple_needs_method_metric_delta_and_size_and_counts_quantified_claims_only() -> None:
    gold, words = gold_claim(), gold_claim(WORDS, BETTER)
    paper = gold_paper(gold, words)
    for wrong in ({"method": "LoRA"}, {"metric": "memory"}, {"change": CUT | {"bound": "about"}}):
        evaluation = evaluate([as_claim(gold, paper, **wrong), as_claim(words, paper)], [paper])
        assert evaluation.tuple_f1 == Score.of([Counts(tp=0, predicted=1, gold=1)])
        assert evaluation.tuple_f1_without_size.tp == 0
    sized = as_claim(gold, paper, model_size=ModelSize(low=7e9, high=7e9), benchmarks=("LongBench",))
    evaluation = evaluate([sized], [paper])
    assert (evaluation.tuple_f1.tp, evaluation.tuple_f1_without_size.tp) == (0, 1)


def test_field_accuracy_is_right_pairs_over_pairs_for_all_and_for_the_quantified() -> None:
    gold, words = gold_claim(), gold_claim(WORDS, BETTER)
    paper = gold_paper(gold, words)
    claims = [as_claim(gold, paper, metric="memory", change=CUT | {"unit": "points"}), as_claim(words, paper)]
    evaluation = evaluate(claims, [paper])
    assert (evaluation.fields["metric"].right, evaluation.fields["metric"].pairs) == (1, 2)
    assert evaluation.fields_quantified["metric"].accuracy == 0.0
    assert evaluation.fields["delta"].accuracy == evaluation.delta_parts["unit"].accuracy == 0.5
    assert evaluation.delta_parts_quantified["bound"].accuracy == 1.0


def test_duplicates_cost_precision() -> None:
    gold = gold_claim()
    score = evaluate([as_claim(gold), as_claim(gold)], [gold_paper(gold)]).detection.quantified
    assert (score.precision, score.recall) == (0.5, 1.0)
    assert score.f1 == pytest.approx(2 / 3)


def test_a_claim_is_grounded_when_its_quote_stands_there_with_all_its_numbers() -> None:
    gold = gold_claim()
    paper = gold_paper(gold)
    claim = as_claim(gold)
    misplaced = claim.model_copy(update={"evidence": Evidence(quote=LATENCY, start=0, end=len(LATENCY))})
    words = as_claim(gold_claim(WORDS, BETTER))
    empty = words.model_copy(update={"evidence": Evidence(quote="", start=0, end=0)})
    without_number = as_claim(gold, quote="cuts latency")
    evaluation = evaluate([claim, words, misplaced, empty, without_number], [paper])
    assert (evaluation.grounding.count, evaluation.grounding.of) == (2, 5)


def test_offsets_hold_for_the_abstract_of_the_run_where_it_is_given() -> None:
    gold = gold_claim()
    shifted = Paper(id=gold_paper().id, title=gold_paper().title, abstract="So: " + ABSTRACT)
    start = shifted.abstract.index(LATENCY)
    evidence = Evidence(quote=LATENCY, start=start, end=start + len(LATENCY))
    claim = as_claim(gold).model_copy(update={"evidence": evidence})
    scored = [matched(gold_paper(gold), [claim])]
    assert grounding(scored, {}).share == 0.0
    assert grounding(scored, {shifted.id: shifted.abstract}).share == 1.0


def test_confidence_levels_have_their_own_precision() -> None:
    gold, words = gold_claim(), gold_claim(WORDS, BETTER)
    paper = gold_paper(gold, words)
    claims = [
        as_claim(gold, paper, confidence="firm", metric="memory"),
        as_claim(words, paper, confidence="firm"),
        as_claim(gold, paper, confidence="doubtful", change=delta(low=99)),
    ]
    confidence = evaluate(claims, [paper]).confidence
    assert confidence["firm"].detected.share == 1.0
    assert (confidence["firm"].tuple_right.count, confidence["firm"].tuple_right.of) == (0, 1)
    assert confidence["doubtful"].detected.share == confidence["doubtful"].tuple_right.share == 0.0
    assert confidence["checked"].detected.share is None


def test_errors_show_the_gold_beside_the_prediction() -> None:
    cut, move, words = gold_claim(), gold_claim(ACCURACY, MOVE, baseline=["LoRA"]), gold_claim(WORDS, BETTER)
    paper = gold_paper(cut, move, words)
    wrong = as_claim(cut, paper, method="LoRA", change=CUT | {"bound": "about"}, benchmarks=("MMLU",))
    extra = as_claim(cut, paper, quote=MEMORY, change=delta("factor", low=1.5, high=2, unit="times"))
    rows = evaluate([wrong, as_claim(words, paper), extra], [paper]).errors
    assert [row.kind for row in rows] == ["wrong", "missed", "spurious"]
    assert rows[0].fields == ("method", "delta.bound", "benchmark")
    assert rows[0].gold == "Pipit: latency, change 12 percent decrease"
    assert rows[0].predicted == "LoRA: latency, change 12 percent decrease (about); on MMLU"
    assert rows[1].gold == "Pipit: latency, level 61→79.4 percent increase; vs LoRA"
    assert (rows[1].predicted, rows[1].evidence) == ("", ACCURACY)
    assert rows[2].predicted == "Pipit: latency, factor 1.5–2 times decrease"
    assert {row.paper for row in rows} == {paper.title}


def test_an_evaluation_goes_through_json_and_back() -> None:
    papers = read_gold(HARD_CASES)
    evaluation = evaluate(as_claims(papers)[::2], papers, ledger=[], bootstrap=50)
    assert Evaluation.model_validate_json(evaluation.model_dump_json()) == evaluation


def number(text: str, role: str, place: str | None = None) -> dict[str, Any]:
    start = ABSTRACT.index(place or text) + (place or text).index(text)
    value = float(text)
    return {
        "text": text,
        "start": start,
        "end": start + len(text),
        "value": value,
        "role": role,
        "claim_ids": [],
    }


def ledger_line(*numbers: dict[str, Any], paper: str = "") -> dict[str, Any]:
    return {"paper_id": paper or gold_paper().id, "numbers": list(numbers)}


def test_coverage_is_the_share_of_missed_gold_whose_number_is_unaccounted_in_its_evidence() -> None:
    paper = gold_paper(gold_claim(LATENCY), gold_claim(MEMORY), gold_claim(ACCURACY, MOVE), gold_claim(WORDS, BETTER))
    line = ledger_line(
        number("12", "unaccounted", LATENCY), number("12", "setup", MEMORY), number("61.0", "unaccounted")
    )
    coverage = evaluate([], [paper], ledger=[line]).coverage
    assert coverage is not None
    assert (coverage.count, coverage.of) == (1, 3)
    assert evaluate([], [paper]).coverage is None


def test_result_like_numbers_are_claimed_or_open_or_written_as_results() -> None:
    numbers = (
        number("12", "unaccounted", LATENCY),
        number("79.4", "claimed"),
        number("61.0", "background"),
        number("12", "condition", MEMORY),
        number("8", "setup"),
        number("79.4", "name"),
    )
    unaccounted = evaluate([], [gold_paper()], ledger=[ledger_line(*numbers)]).unaccounted
    assert unaccounted is not None
    assert (unaccounted.count, unaccounted.of) == (1, 4)


@pytest.mark.parametrize(("text", "of"), [("0.83", 1), ("14", 0)])
def test_a_decimal_makes_a_background_number_result_like(text: str, of: int) -> None:
    written = {"text": text, "start": 0, "end": 0, "value": 1.0, "role": "background", "claim_ids": []}
    unaccounted = evaluate([], [gold_paper()], ledger=[ledger_line(written)]).unaccounted
    assert unaccounted is not None
    assert (unaccounted.count, unaccounted.of) == (0, of)


def test_ledger_lines_under_another_id_are_found_by_the_papers_title() -> None:
    paper = gold_paper(gold_claim())
    line = ledger_line(number("12", "unaccounted", LATENCY), paper="2501.00001")
    run = [Paper(id="2501.00001", title=paper.title, abstract=ABSTRACT)]
    found = evaluate([], [paper], ledger=[line], papers=run).coverage
    lost = evaluate([], [paper], ledger=[line]).coverage
    assert found is not None
    assert lost is not None
    assert (found.share, lost.share) == (1.0, 0.0)


def test_intervals_hold_the_figure_and_repeat_with_the_seed() -> None:
    counts = [Counts(tp=paper % 3, predicted=3, gold=2) for paper in range(60)]
    first = f1_intervals({"f1": counts}, samples=500, seed=1)["f1"]
    f1 = Score.of(counts).f1
    assert first is not None
    assert f1 is not None
    assert first.low < f1 < first.high
    assert first == f1_intervals({"f1": counts}, samples=500, seed=1)["f1"]
    assert first != f1_intervals({"f1": counts}, samples=500, seed=2)["f1"]


def test_nothing_to_draw_has_no_interval() -> None:
    assert f1_intervals({"f1": [Counts(0, 0, 0)] * 5}, samples=100, seed=0)["f1"] is None
    assert f1_intervals({"f1": []}, samples=100, seed=0)["f1"] is None
    assert f1_intervals({"f1": [Counts(1, 1, 1)]}, samples=0, seed=0)["f1"] is None


def test_a_hundred_papers_with_a_thousand_samples_take_less_than_two_seconds() -> None:
    papers = read_gold(HARD_CASES)
    many = tuple(paper.model_copy(update={"title": f"{paper.title} {copy}"}) for paper in papers for copy in "abc")
    claims = as_claims(many)
    began = time.perf_counter()
    evaluate(claims, many, bootstrap=1000)
    assert time.perf_counter() - began < 2


def test_the_projects_own_gold_scores_one_against_itself() -> None:
    seeds = Path(__file__).parents[1].parent / "shared" / "gold" / "seeds.jsonl"
    if not seeds.exists():
        pytest.skip("the shared gold is not here")
    papers = read_gold(seeds)
    assert_perfect(evaluate(as_claims(papers), papers, bootstrap=0))
