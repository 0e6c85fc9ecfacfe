"""`claimx settings`: every setting, the value that holds and where it comes from."""

from __future__ import annotations

import json as jsonlib
import os

import typer

from claimx.cli.options import Json


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("settings")(settings)


def settings(json: Json = False) -> None:
    """Show every setting, its value and where the value comes from.

    Set them by flags, by CLAIMX_... variables, in claimx.toml, or in [tool.claimx] of pyproject.toml.

    Example: claimx settings --json
    """
    from claimx.models.connections import shown_url
    from claimx.printable import escaped
    from claimx.settings import settings_with_sources

    rows = [(name, value, source) for name, value, source in settings_with_sources()]
    url = os.environ.get("OPENAI_BASE_URL")
    rows.append(("OPENAI_BASE_URL", url, "environment" if url else "default"))
    rows.append(("OPENAI_API_KEY", "set" if os.environ.get("OPENAI_API_KEY") else None, "environment"))
    rows.append(("OPENAI_API_KEY_FILE", os.environ.get("OPENAI_API_KEY_FILE") or None, "environment"))
    for name, value, source in rows:
        shown = shown_url(str(value)) if name.lower().endswith("base_url") and value else value
        if json:
            typer.echo(jsonlib.dumps({"name": name, "value": shown, "source": source}, default=str))
        else:
            typer.echo(f"{name:16} {'unset' if shown is None else escaped(str(shown)):24} {source}")
