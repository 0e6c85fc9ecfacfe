"""How sure a claim is: firm, checked or doubtful, from what the checks say and not from the model."""

from __future__ import annotations

import re
from collections.abc import Mapping

from claimx import names
from claimx.checks.cases import Case
from claimx.checks.naming import folded
from claimx.checks.verdicts import Verdict
from claimx.claims import Confidence

__all__ = ["confidence_of"]

_PROPER = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])[A-Za-z][\w.+-]*\w")
_MUST_PASS = ("V5", "V9", "V10")


def confidence_of(case: Case, verdicts: Mapping[str, Verdict]) -> Confidence:
    """Doubtful where a check flags or rejects; firm where direction, method and owner are confirmed; else checked.

    The owner is confirmed where the quote's sentence names the method and nothing that could own the claim instead.
    """
    if any(verdict.outcome == "fail" and verdict.severity != "note" for verdict in verdicts.values()):
        return "doubtful"
    confirmed = all(verdicts[code].outcome == "pass" for code in _MUST_PASS)
    return "firm" if confirmed and not _has_another_owner(case) else "checked"


def _has_another_owner(case: Case) -> bool:
    """Whether the sentence has a proper name that is no benchmark and no part of the claim's names; its first aside."""
    claim = case.claim
    own = folded(" ".join((claim.method, claim.metric, *claim.baselines, *claim.benchmarks)))
    start, end = case.sentence
    return any(
        match.start() > start and folded(match.group()) not in own and names.benchmark(match.group()) is None
        for match in _PROPER.finditer(case.survey.abstract, start, end)
    )
