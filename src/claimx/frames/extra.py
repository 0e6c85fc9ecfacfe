"""The libraries of the extra `frames`, imported when they are first needed."""

from __future__ import annotations

import importlib
from typing import Any, Literal

from claimx.errors import UsageError

__all__ = ["library"]


def library(name: Literal["duckdb", "polars"]) -> Any:
    """The module `name`; UsageError with the command that installs it where it is not there."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UsageError(f"{name} is not installed: pip install 'claimx[frames]'") from None
