"""`claimx names`: names that may be one, as lines for an alias file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("names")(names)


def names(
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN", help="Run folders or files of claims; - is standard input.", show_default=False),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to; - is standard output.")] = Path("-"),
) -> None:
    """Propose names of methods, metrics and benchmarks that may be one, as lines for an alias file.

    Nothing is renamed by it: keep the lines that are right, and give the file to compare by --aliases.

    Example: claimx names out > aliases.toml
    """
    from claimx.cli.output import write_text
    from claimx.names.proposals import NameKind, as_toml, proposals
    from claimx.runs import read_claims

    claims = [claim for run in runs for claim in read_claims(run)]
    written: list[tuple[NameKind, str]] = [("metrics", claim.metric) for claim in claims]
    written += [("benchmarks", name) for claim in claims for name in claim.benchmarks]
    written += [("methods", name) for claim in claims for name in (claim.method, *claim.baselines)]
    apart = {frozenset((claim.method, baseline)) for claim in claims for baseline in claim.baselines}
    found = proposals(written, apart)
    write_text(as_toml(found), out)
    typer.echo(f"{len(found)} pairs of names that may be one, among {len(set(written))}", err=True)
