"""Firm, checked, doubtful."""

from __future__ import annotations

import pytest

from claimx.checks import CHECKS
from claimx.checks.certainty import confidence_of
from claimx.checks.verdicts import UNKNOWN, failed
from readings import case_of, words

PLAIN = "Wren outperforms PPO."
ANOTHER = "Wren, built on Llama, outperforms PPO."


def confidence(sentence: str, **replaced: object) -> str:
    case = case_of(sentence, sentence[:-1], words(), method="Wren", baselines=["PPO"])
    verdicts = {code: check(case) for code, check in CHECKS.items()} | replaced
    return confidence_of(case, verdicts)  # type: ignore[arg-type]


def test_a_claim_is_firm_where_owner_and_direction_are_confirmed() -> None:
    assert confidence(PLAIN) == "firm"


def test_another_possible_owner_makes_it_checked() -> None:
    assert confidence(ANOTHER) == "checked"


@pytest.mark.parametrize("code", ["V5", "V9", "V10"])
def test_a_check_that_cannot_tell_makes_it_checked(code: str) -> None:
    assert confidence(PLAIN, **{code: UNKNOWN}) == "checked"


@pytest.mark.parametrize("severity", ["flag", "reject"])
def test_a_failure_makes_it_doubtful(severity: str) -> None:
    assert confidence(PLAIN, V6=failed("odd", severity)) == "doubtful"  # type: ignore[arg-type]


def test_a_note_changes_nothing() -> None:
    assert confidence(PLAIN, V8=failed("large", "note")) == "firm"
