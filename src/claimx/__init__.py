"""Claims of papers, side by side.

snapshot  read_snapshot(path)        a saved page       -> papers
extract   extract(papers)            papers             -> claims, by a language model or the built-in one
check     check(claim, paper)        a claim            -> findings
compare   compare(claims)            claims             -> tables
diff      diff(old, new)             claims twice       -> what is new, gone and changed
summarize summarize(claims)          claims             -> sentences that cite them
report    render(comparison, "md")   tables             -> text, Markdown, LaTeX, CSV, JSON
frame     to_frame(claims)           claims             -> a data frame (extra: frames)
evaluate  evaluate(claims, gold)     claims and gold    -> figures

What is not in `__all__` may change from one version to the next. Names are imported when they are first used, so that
`import claimx` stays quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claimx.api import Extraction, Extractor, aextract, extract, summarize
    from claimx.checks import check
    from claimx.claims import Claim, Delta, Evidence, Finding, ModelSize
    from claimx.comparison import Comparison, compare
    from claimx.differences import Difference, diff
    from claimx.errors import ClaimxError, ModelError, RunError, SnapshotError, UsageError
    from claimx.evaluation import evaluate
    from claimx.frames import to_frame
    from claimx.names import Aliases
    from claimx.papers import Paper
    from claimx.reports import render
    from claimx.runs import read_claims
    from claimx.snapshots import read_snapshot, read_snapshots

__version__ = "0.1.0"

__all__ = [
    "Aliases",
    "Claim",
    "ClaimxError",
    "Comparison",
    "Delta",
    "Difference",
    "Evidence",
    "Extraction",
    "Extractor",
    "Finding",
    "ModelError",
    "ModelSize",
    "Paper",
    "RunError",
    "SnapshotError",
    "UsageError",
    "aextract",
    "check",
    "compare",
    "diff",
    "evaluate",
    "extract",
    "read_claims",
    "read_snapshot",
    "read_snapshots",
    "render",
    "summarize",
    "to_frame",
]

_HOMES = {
    "api": ("Extraction", "Extractor", "aextract", "extract", "summarize"),
    "checks": ("check",),
    "claims": ("Claim", "Delta", "Evidence", "Finding", "ModelSize"),
    "comparison": ("Comparison", "compare"),
    "differences": ("Difference", "diff"),
    "errors": ("ClaimxError", "ModelError", "RunError", "SnapshotError", "UsageError"),
    "evaluation": ("evaluate",),
    "frames": ("to_frame",),
    "names": ("Aliases",),
    "papers": ("Paper",),
    "reports": ("render",),
    "runs": ("read_claims",),
    "snapshots": ("read_snapshot", "read_snapshots"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(f"claimx.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
