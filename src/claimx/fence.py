"""A paper between two lines that its own text cannot forge.

The mark is a hash of what it fences, so that it differs from paper to paper (an abstract cannot close it), and is the
same from run to run (a cassette still fits).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

__all__ = ["fenced", "fenced_points", "unfenced"]

_OPENING = re.compile(r"<paper-([0-9a-f]{12})>\nTitle: ([^\n]*)\nAbstract: ")


def fenced(title: str, abstract: str) -> str:
    """Title and abstract as the user message carries them; only line breaks of the title are changed (to spaces)."""
    title = " ".join(title.split("\n"))
    mark = hashlib.sha256(f"{title}\n{abstract}".encode()).hexdigest()[:12]
    return f"<paper-{mark}>\nTitle: {title}\nAbstract: {abstract}\n</paper-{mark}>"


def fenced_points(points: Sequence[str]) -> str:
    """Lines that quote a paper or an answer, between two marks of their own; each point is on one line."""
    listed = "\n".join(f"- {' '.join(point.split())}" for point in points)
    mark = hashlib.sha256(listed.encode()).hexdigest()[:12]
    return f"<points-{mark}>\n{listed}\n</points-{mark}>"


def unfenced(message: str) -> tuple[str, str] | None:
    """Title and abstract of a message that carries a fenced paper, or None where there is none.

    Only the first opening mark counts: to try every one would take quadratic time on a message of many.
    """
    opening = _OPENING.search(message)
    if opening is None:
        return None
    abstract, closing, _ = message[opening.end() :].partition(f"\n</paper-{opening[1]}>")
    return (opening[2], abstract) if closing else None
