"""Where a command finds the user's own names: a file that is named, else the setting `aliases`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claimx.names import Aliases

__all__ = ["held_aliases"]


def held_aliases(file: Path | None) -> Aliases:
    """The aliases of `file`, else of claimx.toml or pyproject.toml, else none. UsageError for what cannot be read or
    makes no sense.
    """
    from claimx.names import Aliases
    from claimx.settings import settings_with_sources

    if file is not None:
        return Aliases.read(file)
    held = next(setting for setting in settings_with_sources() if setting.name == "aliases")
    return Aliases.of(held.value, held.source)
