"""An evaluation as text."""

from pathlib import Path

from claimx.evaluation import evaluate, read_gold
from claimx.evaluation.figures import ErrorRow
from claimx.reports.figures import errors_text, evaluation_text

GOLD = Path(__file__).parents[1] / "examples" / "gold.jsonl"


def test_the_figures_name_what_they_count_and_show_absence_as_a_dash() -> None:
    text = evaluation_text(evaluate([], read_gold(GOLD), bootstrap=0))
    assert "32 papers of the gold" in text
    assert "0 of 0, 123" in text
    assert text.splitlines()[2].split()[2] == "-", "no prediction, no precision"
    assert "not known: no ledger" in text


def test_errors_show_the_gold_beside_the_prediction_and_no_control_characters() -> None:
    row = ErrorRow(
        paper="A \x1b[31mred\x1b[0m title",
        kind="wrong",
        fields=("method", "delta.unit"),
        gold="Oxbow: memory",
        predicted="LoRA: memory",
        evidence="half\nthe memory",
    )
    text = errors_text([row])
    assert text.splitlines()[0] == "wrong (method, delta.unit): A \\x1b[31mred\\x1b[0m title"
    assert "  gold       Oxbow: memory\n  predicted  LoRA: memory\n  evidence   half the memory\n" in text
    assert errors_text([]) == ""
