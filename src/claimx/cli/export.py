"""`claimx export`: scores of a run for the datastore of Every Eval Ever."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.", show_default=False)],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="A folder for one file a record; - prints one record a line.")
    ] = Path("-"),
) -> None:
    """Write the scores of a run as records of Every Eval Ever, schema 0.3.0: one for each paper and method.

    Levels on one known benchmark by a known metric are exported; bounds, ranges and doubtful claims are not.

    Example: claimx export out -o eee
    """
    import json

    from claimx.cli.output import write_text, writing_lines
    from claimx.errors import ClaimxError
    from claimx.printable import json_escaped
    from claimx.reports.every_eval_ever import record_path, records
    from claimx.reports.facts import counted
    from claimx.reports.folder import read_report

    found = list(records(read_report(run)))
    if str(out) == "-":
        with writing_lines(out) as write:
            for record in found:
                write(json_escaped(json.dumps(record, ensure_ascii=False)))
        return
    for record in found:
        place = out / record_path(record)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise ClaimxError(f"{out} cannot be written ({problem.strerror}): name another folder with -o.") from None
        write_text(json_escaped(json.dumps(record, ensure_ascii=False, indent=2)) + "\n", place)
    scores = sum(len(record["evaluation_results"]) for record in found)
    typer.echo(f"{out}: {counted(scores, 'score')} in {counted(len(found), 'record')}", err=True)
