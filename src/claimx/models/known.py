"""What was found out of servers and their models, kept across runs in one file of the user's cache (CLAIMX_CACHE names
another folder).

It saves the next run a few requests and nothing else: a file that is not there, damaged, read-only or written by
another process at the same time does no harm, and what is in it is believed no further than its types.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from claimx import __version__
from claimx.models.connections import shown_url
from claimx.models.modes import ModeName

__all__ = ["Known", "recall", "remember"]

_FRESH = timedelta(days=7)
_LARGEST = 1_000_000
"""Bytes of a file that is read at all."""
_MOST = 500
"""Pairs of a server and a model that are kept."""


def _today() -> date:
    return datetime.now(UTC).date()  # of the wall clock, since it has to mean the same to the next run


class Known(BaseModel):
    """What was found out of one model on one server."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    mode: ModeName
    """The way to ask for structure that worked."""
    context_tokens: Annotated[int, Field(gt=0, le=1_000_000_000)] | None = None
    """How many tokens prompt and answer may have together; null where the server did not tell."""
    found: date = Field(default_factory=_today)
    """When (UTC)."""
    version: str = __version__
    """The version of claimx that found it."""

    @property
    def fresh(self) -> bool:
        """Whether it still counts: found in the last seven days, not in the future, and by this version."""
        return self.version == __version__ and timedelta(0) <= _today() - self.found <= _FRESH


def recall(place: str, model: str) -> Known | None:
    """What is known of `model` at `place`, a server's URL or name; None where nothing fresh is."""
    key = _key(place, model)
    return next((known for held, known in _entries(_file()) if held == key), None)


def remember(place: str, model: str, known: Known) -> None:
    """Keep what was found out, where it can be kept; of two processes that do so at once, one may be forgotten."""
    file, key = _file(), _key(place, model)
    entries = {key: known} | {held: other for held, other in _entries(file) if held != key}
    listed = [
        {"server": server, "model": name, **value.model_dump(mode="json")}
        for (server, name), value in list(entries.items())[:_MOST]
    ]
    with suppress(OSError, ValueError):  # ValueError: a lone surrogate in a name
        _replace(file, json.dumps(listed, ensure_ascii=False, indent=1) + "\n")


def _file() -> Path:
    folder = os.environ.get("CLAIMX_CACHE") or platformdirs.user_cache_dir("claimx", appauthor=False)
    return Path(os.path.expanduser(folder)) / "servers.json"


def _key(place: str, model: str) -> tuple[str, str]:
    """A URL stands here without credentials, also where a caller forgot to take them off."""
    return (shown_url(place) if "://" in place else place, model)


def _entries(file: Path) -> Iterator[tuple[tuple[str, str], Known]]:
    """Every entry that is well made and fresh, the latest first."""
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:  # a pipe in its place would be waited for
            return
        listed = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return
    for entry in listed if isinstance(listed, list) else []:
        match entry:
            case {"server": str(server), "model": str(model)}:
                with suppress(ValidationError):
                    known = Known.model_validate(entry)
                    if known.fresh:
                        yield (server, model), known


def _replace(file: Path, text: str) -> None:
    """Write under a name of its own, then put it in place: no process sees half a file, or that of another."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as written:
            written.write(text)
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
