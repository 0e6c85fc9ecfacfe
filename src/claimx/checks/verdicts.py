"""What a check says: pass, fail with a reason, or that it cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from claimx.claims import Severity

__all__ = ["PASS", "UNKNOWN", "Verdict", "failed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one check of one claim."""

    outcome: Literal["pass", "fail", "unknown"]
    """unknown: the text does not tell, or the check does not apply."""
    message: str = ""
    """What was found, in one sentence; empty unless the outcome is fail."""
    severity: Severity = "flag"
    """How a failure weighs."""


PASS = Verdict("pass")
UNKNOWN = Verdict("unknown")


def failed(message: str, severity: Severity = "flag") -> Verdict:
    """A failure with its reason."""
    return Verdict("fail", message, severity)
