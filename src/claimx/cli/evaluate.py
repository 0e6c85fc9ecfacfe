"""`claimx evaluate`: claims held against gold claims."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimx.cli.options import Json


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate")(evaluate)


def evaluate(
    run: Annotated[
        Path,
        typer.Argument(
            metavar="RUN", help="A run folder or a file of claims; - is standard input.", show_default=False
        ),
    ],
    gold: Annotated[
        Path, typer.Option("--gold", metavar="FILE", help="Gold claims, one paper a line.", show_default=False)
    ],
    errors: Annotated[bool, typer.Option("--errors", help="List every error, the gold beside the prediction.")] = False,
    bootstrap: Annotated[int, typer.Option(min=0, help="Samples of papers for the intervals.")] = 1000,
    json: Json = False,
) -> None:
    """Score claims against gold claims: detection, tuples, fields, grounding, coverage of the ledger.

    Example: claimx evaluate out --gold examples/gold.jsonl --errors
    """
    from claimx import evaluation
    from claimx.printable import json_escaped
    from claimx.reports.figures import errors_text, evaluation_text
    from claimx.reports.folder import read_ledger
    from claimx.runs import read_claims

    ledger = read_ledger(run) if run.is_dir() else None
    figures = evaluation.evaluate(
        read_claims(run), evaluation.read_gold(gold), ledger=ledger or None, bootstrap=bootstrap
    )
    if json:
        typer.echo(json_escaped(figures.model_dump_json(exclude=None if errors else {"errors"})))
        return
    typer.echo(evaluation_text(figures), nl=False)
    if errors:
        typer.echo(errors_text(figures.errors), nl=False)
