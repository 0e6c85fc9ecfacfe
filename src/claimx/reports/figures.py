"""An evaluation as text for people: the figures, how sure they are, and the errors with the gold beside the
prediction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from claimx.evaluation import Evaluation
from claimx.evaluation.figures import Accuracy, ErrorRow, Interval, Score, Share
from claimx.printable import one_line

__all__ = ["errors_text", "evaluation_text"]


def evaluation_text(evaluation: Evaluation) -> str:
    """The figures, a line each, ending in a line break."""
    return "\n".join(_lines(evaluation)) + "\n"


def errors_text(errors: Iterable[ErrorRow]) -> str:
    """The errors, a block each: the paper, what is wrong, the gold and the prediction."""
    blocks = []
    for error in errors:
        wrong = f" ({', '.join(error.fields)})" if error.fields else ""
        block = [f"{error.kind}{wrong}: {one_line(error.paper)}"]
        block += [f"  gold       {one_line(error.gold)}"] if error.gold else []
        block += [f"  predicted  {one_line(error.predicted)}"] if error.predicted else []
        blocks.append("\n".join([*block, f"  evidence   {one_line(error.evidence)}"]))
    return "\n".join(blocks) + "\n" if blocks else ""


def _lines(evaluation: Evaluation) -> Iterator[str]:
    between, strict = evaluation.intervals, evaluation.strict
    yield f"{evaluation.papers} papers of the gold; {evaluation.ignored_claims} claims of other papers left out"
    yield f"{'':34}{'precision':>10}{'recall':>9}{'F1':>8}  95% interval     right of predicted, gold"
    yield _score("detection, quantified", evaluation.detection.quantified, between.detection_quantified)
    yield _score("detection, qualitative", evaluation.detection.qualitative, between.detection_qualitative)
    yield _score("detection, all", evaluation.detection.all)
    yield _score("tuple, quantified", evaluation.tuple_f1, between.tuple_f1)
    yield _score("tuple without size, quantified", evaluation.tuple_f1_without_size)
    yield _score("strict: result tuple", strict.result_tuple, between.strict_result_tuple)
    yield _score("strict: full claim", strict.full_claim)
    yield _score("strict: value", strict.value)
    yield _score("strict: qualitative", strict.qualitative)
    yield _share("grounded", evaluation.grounding)
    yield _share("missed claims whose number is open", evaluation.coverage)
    yield _share("result-like numbers unaccounted", evaluation.unaccounted)
    yield from _accuracies("fields, all pairs", evaluation.fields)
    yield from _accuracies("fields, quantified pairs", evaluation.fields_quantified)
    yield from _accuracies("delta, quantified pairs", evaluation.delta_parts_quantified)
    for level, precision in evaluation.confidence.items():
        yield _share(f"{level}: stands for a gold claim", precision.detected)


def _score(name: str, score: Score, interval: Interval | None = None) -> str:
    figures = f"{_figure(score.precision):>10}{_figure(score.recall):>9}{_figure(score.f1):>8}"
    between = f"{interval.low:.3f} to {interval.high:.3f}" if interval else ""
    return f"{name:34}{figures}  {between:16} {score.tp} of {score.predicted}, {score.gold}"


def _share(name: str, share: Share | None) -> str:
    if share is None:
        return f"{name:34}{'not known: no ledger':>27}"
    return f"{name:34}{_figure(share.share):>27}  {'':16} {share.count} of {share.of}"


def _accuracies(name: str, accuracies: Mapping[Any, Accuracy]) -> Iterator[str]:
    shown = "  ".join(f"{field} {_figure(accuracy.accuracy)}" for field, accuracy in accuracies.items())
    yield f"{name:34}{shown}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
