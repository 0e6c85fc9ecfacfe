"""The hard cases: what they say is accepted, how they are misread is refused."""

from __future__ import annotations

import pytest

from claimx.checks import audit, check
from readings import Misreading, hard_cases, misreadings


@pytest.mark.parametrize("number", sorted(hard_cases()))
def test_the_right_reading_of_a_hard_case_is_accepted(number: str) -> None:
    paper, claims, _ = hard_cases()[number]
    accepted = audit(claims, paper)
    assert [claim.id for claim in accepted] == [claim.id for claim in claims]
    assert [finding for claim in accepted for finding in claim.findings] == []
    assert "doubtful" not in {claim.confidence for claim in accepted}


@pytest.mark.parametrize("misread", list(misreadings()), ids=lambda misread: misread.name)
def test_a_misreading_of_a_hard_case_is_refused(misread: Misreading) -> None:
    if misread.beside:
        audited = audit([*misread.right, misread.wrong], misread.paper)
        findings = [finding for claim in audited if claim.id == misread.wrong.id for finding in claim.findings]
    else:
        findings = list(check(misread.wrong, misread.paper))
    assert misread.code in {finding.code for finding in findings if finding.severity in ("reject", "flag")}


def test_every_hard_case_has_a_misreading() -> None:
    assert {misread.name[:2] for misread in misreadings()} == set(hard_cases())


@pytest.mark.parametrize(
    ("number", "basis"),
    [("03", "relative"), ("04", "relative"), ("05", "absolute"), ("02", "absolute"), ("01", "unstated")],
)
def test_the_basis_of_a_percent_is_told_by_words_or_levels(number: str, basis: str) -> None:
    paper, claims, _ = hard_cases()[number]
    assert [claim.delta.basis for claim in audit(claims, paper)] == [basis]
