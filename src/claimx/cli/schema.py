"""`claimx schema`: the JSON Schemas of what claimx writes and asks for."""

from __future__ import annotations

from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schema")(schema)


def schema(
    name: Annotated[
        str | None, typer.Argument(help="Which schema; without a name they are listed.", show_default=False)
    ] = None,
) -> None:
    """Print a JSON Schema: of a paper, a claim, a line of the ledger, or of what the model is asked to answer.

    Example: claimx schema claim
    """
    from claimx.schemas import SCHEMAS, schema_text

    if name is None:
        for known in SCHEMAS:
            typer.echo(known)
        return
    typer.echo(schema_text(name), nl=False)
