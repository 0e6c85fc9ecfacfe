"""What a chat completion says that it took, in tokens; what makes no sense there counts as not told.

Format: the `usage` of a chat completion, platform.openai.com, API reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["token_counts"]

_ABSURD = 10**9
"""Tokens that no single request takes: whoever tells so many tells nonsense."""
_PLACES = {
    "prompt_tokens": ("prompt_tokens",),
    "cached_tokens": ("prompt_tokens_details", "cached_tokens"),
    "completion_tokens": ("completion_tokens",),
}


def token_counts(response: Mapping[str, Any]) -> dict[str, int | None]:
    """The counts by name; None for what the server did not tell."""
    usage = response.get("usage")
    return {name: _count(usage, *path) for name, path in _PLACES.items()}


def _count(value: Any, *path: str) -> int | None:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    sensible = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _ABSURD
    return value if sensible else None
