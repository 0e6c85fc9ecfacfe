"""Deterministic checks: a claim and its paper -> findings with stable codes, and the audit of all claims of a paper.

V1 the quote stands in the text       V8  ranges and limits hold
V2 every number stands in the quote   V9  the method is named
V3 the quote is short                 V10 owner and comparator are not swapped
V4 unit and kind agree with the sign  V11 metric, benchmarks, baselines are named
V5 the direction has its cue          V12 the size is the subject's
V6 the bound has its cue              V13 the paper says it, and of itself
V7 change and levels agree            V14 nothing is told twice

Every check gives pass, fail or unknown; only fail makes a finding. Failures of V1, V2, V4 and V9, and those of V10,
V13 and V14 that leave no other reading, reject the claim; the others mark it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from claimx.checks.arithmetic import basis_of, levels_agree
from claimx.checks.bounds import bound_has_its_cue, limits_hold
from claimx.checks.cases import Case
from claimx.checks.certainty import confidence_of
from claimx.checks.comparators import owner_is_the_subject
from claimx.checks.directions import direction_has_its_cue
from claimx.checks.doubles import told_twice
from claimx.checks.modality import paper_says_so
from claimx.checks.owners import method_is_named, names_stand
from claimx.checks.quotes import numbers_stand, quote_is_short, quote_stands
from claimx.checks.sizes import size_is_the_subjects
from claimx.checks.units import unit_and_kind_agree
from claimx.checks.verdicts import Verdict
from claimx.claims import Claim, Finding
from claimx.ledger.survey import Survey, survey
from claimx.papers import Paper

__all__ = ["CHECKS", "audit", "check"]

CHECKS: Mapping[str, Callable[[Case], Verdict]] = {
    "V2": numbers_stand,
    "V3": quote_is_short,
    "V4": unit_and_kind_agree,
    "V5": direction_has_its_cue,
    "V6": bound_has_its_cue,
    "V7": levels_agree,
    "V8": limits_hold,
    "V9": method_is_named,
    "V10": owner_is_the_subject,
    "V11": names_stand,
    "V12": size_is_the_subjects,
    "V13": paper_says_so,
}
"""The checks of a single claim by their codes; V1 comes before them and V14 looks at several claims."""
_OURS = frozenset(("V1", "V14", *CHECKS))


def check(claim: Claim, paper: Paper) -> tuple[Finding, ...]:
    """What the checks find about one claim of `paper`; nothing where all pass or cannot tell.

    Where the quote does not stand in the abstract (V1), nothing else is looked at.
    """
    surveyed = survey(paper)
    return _findings(_verdicts(claim, surveyed))


def audit(claims: Sequence[Claim], paper: Paper) -> list[Claim]:
    """The claims of `paper` with their findings, basis and confidence, in the order given.

    Findings of former checks are replaced. A claim that repeats another of the list word for word is left out; one
    that takes a number from another, or tells part of it, is given back with a rejecting V14.
    """
    surveyed = survey(paper)
    judged = [_judged(claim, surveyed) for claim in claims]
    sound = [i for i, claim in enumerate(judged) if all(finding.severity != "reject" for finding in claim.findings)]
    sound.sort(key=lambda i: len(judged[i].findings))
    repeated = told_twice([Case.of(judged[i], surveyed) for i in sound])
    for position, verdict in repeated.items():
        if verdict is not None:
            judged[sound[position]] = _with(judged[sound[position]], {"V14": verdict})
    same = {sound[position] for position, verdict in repeated.items() if verdict is None}
    return [claim for i, claim in enumerate(judged) if i not in same]


def _judged(claim: Claim, surveyed: Survey) -> Claim:
    others = tuple(finding for finding in claim.findings if finding.code not in _OURS)
    verdicts = _verdicts(claim, surveyed)
    update: dict[str, object] = {"findings": (*others, *_findings(verdicts))}
    if verdicts["V1"].outcome == "pass":
        case = Case.of(claim, surveyed)
        update["delta"] = claim.delta.model_copy(update={"basis": basis_of(case)})
        update["confidence"] = confidence_of(case, verdicts)
    else:
        update["confidence"] = "doubtful"
    return claim.model_copy(update=update)


def _with(claim: Claim, verdicts: Mapping[str, Verdict]) -> Claim:
    return claim.model_copy(update={"findings": claim.findings + _findings(verdicts), "confidence": "doubtful"})


def _verdicts(claim: Claim, surveyed: Survey) -> dict[str, Verdict]:
    first = quote_stands(claim, surveyed)
    if first.outcome == "fail":
        return {"V1": first}
    case = Case.of(claim, surveyed)
    return {"V1": first} | {code: function(case) for code, function in CHECKS.items()}


def _findings(verdicts: Mapping[str, Verdict]) -> tuple[Finding, ...]:
    return tuple(
        Finding(code=code, severity=verdict.severity, message=verdict.message)
        for code, verdict in verdicts.items()
        if verdict.outcome == "fail"
    )
