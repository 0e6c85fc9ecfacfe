"""V4: units and kinds."""

from __future__ import annotations

from typing import Any

import pytest

from claimx.checks.units import unit_and_kind_agree
from readings import case_of, change, level, words


def verdict(sentence: str, delta: Any) -> Any:
    return unit_and_kind_agree(case_of(sentence, sentence.rstrip("."), delta))


@pytest.mark.parametrize(
    ("sentence", "delta"),
    [
        pytest.param("It gains 4.2% on BoolQ.", change(4.2), id="percent"),
        pytest.param("It gains 4.2 points on BoolQ.", change(4.2, unit="points"), id="points"),
        pytest.param("It is 3x faster.", change(3, unit="times", kind="factor"), id="times"),
        pytest.param("It cuts memory in half.", change(0.5, unit="ratio", kind="fraction"), id="ratio"),
        pytest.param("It scores 71.3 on GSM8K.", level(71.3, unit=None), id="a bare score"),
        pytest.param("It serves 1,850 tokens/s.", level(1850, unit="tokens/s"), id="a unit of its own"),
        pytest.param("It gains on BBH (+5.2).", change(5.2, unit="points"), id="a signed number read as points"),
        pytest.param("It uses 27% of the parameters.", change(27, kind="fraction"), id="a share"),
        pytest.param("It saves between 11% and 18% of compute.", change(11, 18), id="a change of a range"),
        pytest.param("It answers 14% of the time.", level(14), id="a rate"),
        pytest.param("It runs at a real-time factor of 0.35.", level(0.35, unit=None), id="a named factor below 1"),
        pytest.param("Its impact factor of 3.2 is high.", level(3.2, unit=None), id="a named factor"),
        pytest.param("It shrinks by a factor of 0.4.", level(0.4, unit=None), id="a factor below 1"),
        pytest.param("It shrinks by a factor of 0.4.", change(0.4, unit="times", kind="factor"), id="or times"),
        pytest.param("It shrinks by a factor of 3.", change(3, unit="times", kind="factor"), id="a factor above 1"),
        pytest.param("It rises by 4% from 50% to 54%.", level(54, 50), id="a move between levels"),
    ],
)
def test_units_and_kinds_as_written_pass(sentence: str, delta: Any) -> None:
    assert verdict(sentence, delta).outcome == "pass"


@pytest.mark.parametrize(
    ("sentence", "delta", "severity"),
    [
        pytest.param("It gains 4.2% on BoolQ.", change(4.2, unit="points"), "reject", id="points for percent"),
        pytest.param("It gains 4.2% on BoolQ.", change(4.2, unit=None), "reject", id="nothing for percent"),
        pytest.param("It gains 4.2 points.", change(4.2, unit="percent"), "reject", id="percent for points"),
        pytest.param("It scores 71.3 on GSM8K.", level(71.3), "reject", id="percent for nothing"),
        pytest.param("It is 3x faster.", change(3, unit="percent"), "reject", id="percent for times"),
        pytest.param("It shrinks by a factor of 3.", level(3, unit=None), "reject", id="nothing for a factor"),
        pytest.param("It is 3x faster.", change(3, unit="times"), "reject", id="a change of 3 times"),
        pytest.param("It gains 4.2%.", change(4.2, kind="factor"), "reject", id="a factor in percent"),
        pytest.param("GSM8K (71.4%rightarrow80.2%)", change(80.2), "reject", id="a level of two told as a change"),
        pytest.param("It serves 1,850 tokens/s.", level(1850, unit="watts"), "reject", id="a unit of nowhere"),
        pytest.param("It uses 27% fewer tokens.", change(27, kind="fraction"), "flag", id="fewer is no share"),
        pytest.param("It uses 27% of the tokens.", change(27), "flag", id="a share is no change"),
        pytest.param("It gains on BBH (+5.2).", level(5.2, unit=None), "flag", id="a signed number is no level"),
        pytest.param("An error reduction of 30% on SVAMP.", level(30), "flag", id="a reduction is no level"),
        pytest.param("Pruning costs 0.8% accuracy.", level(0.8), "flag", id="a cost is no level"),
        pytest.param("It retains 96% of the accuracy.", level(96), "flag", id="what is kept is no level"),
    ],
)
def test_other_units_and_kinds_fail(sentence: str, delta: Any, severity: str) -> None:
    found = verdict(sentence, delta)
    assert (found.outcome, found.severity) == ("fail", severity)
    assert found.message


def test_words_have_no_unit_to_tell() -> None:
    assert verdict("It outperforms LoRA.", words()).outcome == "unknown"
