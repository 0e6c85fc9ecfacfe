"""What a subject means: itself, the paper's own method, or what was spoken of last."""

from __future__ import annotations

from claimx.builtin.lexicon import DETERMINERS
from claimx.builtin.methods import ANY_KIND, PLAIN, Owner
from claimx.builtin.naming import KINDS, looks_like_name, mentions

__all__ = ["resolve"]


def resolve(subject: str, owner: Owner, previous: str | None) -> str:
    """The method that a subject names: itself, the paper's own for `our method`, the last one for `it`."""
    words = subject.split()
    lows = [word.lower().strip(",;") for word in words]
    if not words or lows[0] in ("we", "i", "which", "that", "who", "one"):
        return owner.said
    if lows[0] in ("it", "they", "this", "these") and len(words) == 1:
        return previous or owner.said
    if owner.name and mentions(subject, owner.name):
        return owner.name
    if owner.name and lows[0] in ("our", "proposed") and lows[-1] in KINDS and not looks_like_name(" ".join(words[1:])):
        return owner.name
    if lows[0] in ("our", "this", "the", "these", "proposed") and all(low in KINDS or low in PLAIN for low in lows):
        known = owner.name or (previous if lows[0] in ("this", "these") else None)
        return known or (owner.kind if lows[-1] in ANY_KIND else None) or subject
    if lows[0].endswith("ing") and len(words) > 2 and lows[1] in ("with", "using", "via") and looks_like_name(words[2]):
        words = words[2:]
    while len(words) > 1 and words[0].lower() in DETERMINERS - {"every", "all"}:
        words = words[1:]
    return " ".join(words)
