"""The command line: a file a command, each ten lines of work; the rest is options and words.

Heavy libraries are imported inside the commands, so that `claimx --help` stays quick.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from claimx import __version__
from claimx.cli import (
    compare,
    diff,
    doctor,
    evaluate,
    export,
    extract,
    names,
    papers,
    query,
    recheck,
    report,
    run,
    schema,
    serve,
    settings,
    summarize,
)
from claimx.errors import ClaimxError
from claimx.printable import escaped

__all__ = ["app", "main"]


class _Commands(TyperGroup):
    """Commands whose mishaps are told in one sentence, with the exit code of the error."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except ClaimxError as problem:
            typer.echo(f"claimx: {escaped(str(problem))}", err=True)
            raise typer.Exit(problem.exit_code) from None
        except KeyboardInterrupt:
            typer.echo("claimx: interrupted; the same command continues.", err=True)
            raise typer.Exit(130) from None

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)


app = typer.Typer(
    cls=_Commands,
    name="claimx",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (
    run,
    papers,
    extract,
    recheck,
    compare,
    diff,
    summarize,
    names,
    query,
    export,
    report,
    evaluate,
    doctor,
    serve,
    schema,
    settings,
):
    _command.add_to(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"claimx {__version__}")
        raise typer.Exit


@app.callback()
def _claimx(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Typed, grounded, audited claims from snapshots of paper abstracts.

    claimx run page.txt -o out    reads a saved page of abstracts and writes claims, tables and a report.
    """


def main() -> None:
    """Run the command line; a pipe that is closed early ends it quietly."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app()
