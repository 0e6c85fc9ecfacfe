"""`claimx doctor`: what can this server do, and what will claimx use?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimx.cli.options import Json, Quiet

if TYPE_CHECKING:
    from claimx.models.doctor import Diagnosis, Probe


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(
    base_url: Annotated[
        str | None,
        typer.Option(help="The server, as http://127.0.0.1:8080/v1 [default: OPENAI_BASE_URL].", show_default=False),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", help="The model's name there [default: its only one].", show_default=False),
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(help="A file with the server's key [default: OPENAI_API_KEY].", show_default=False),
    ] = None,
    timeout: Annotated[
        float | None, typer.Option(help="Seconds that one answer may take [default: 120].", show_default=False)
    ] = None,
    concurrency: Annotated[
        int, typer.Option("--concurrency", "-c", min=1, max=512, help="The most requests at once that are tried.")
    ] = 32,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find out what a server and a model can do, and what claimx will use of it.

    It asks about a hundred short questions, some 15,000 tokens. Without a server the built-in model is examined.

    Example: claimx doctor --base-url http://127.0.0.1:8080/v1 --model my-model
    """
    import asyncio

    from claimx.models.connections import connect
    from claimx.models.doctor import diagnose
    from claimx.settings import read_settings

    settings = read_settings(model=model, base_url=base_url, key_file=key_file, timeout_seconds=timeout)
    connection = connect(
        settings.model,
        base_url=settings.base_url,
        key_file=settings.key_file,
        timeout_seconds=settings.timeout_seconds,
    )
    named = str(settings.key_file) if settings.key_file else None

    async def work() -> Diagnosis:
        with _telling(quiet=quiet) as told:
            try:
                return await diagnose(connection, most_at_once=concurrency, key_file=named, told=told)
            finally:
                await connection.client.close()

    diagnosis = asyncio.run(work())
    if json:
        typer.echo(diagnosis.model_dump_json())
    else:
        _print(diagnosis)
    if not diagnosis.usable:
        raise typer.Exit(1)


@contextmanager
def _telling(*, quiet: bool) -> Iterator[Callable[[Probe], None]]:
    """A function to call with each probe that is done: a line on stderr, on a terminal only."""
    from rich.console import Console

    from claimx.printable import printable

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    with console.status("examining the server") as status:
        yield lambda probe: status.update(f"{printable(probe.name)}: {probe.outcome}")


_WIDTH = 140
_COLOURS = {"yes": "green", "no": "red", "partly": "yellow", "unknown": "dim"}


def _print(diagnosis: Diagnosis) -> None:
    """The probes as a table, then what claimx will use."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from claimx.printable import one_line

    console = Console()
    if not console.is_terminal:
        console.width = _WIDTH  # a file or a pipe has none
    software = f" ({diagnosis.software})" if diagnosis.software else ""
    console.print(Text(f"{one_line(diagnosis.model)} at {diagnosis.place}{software}"))
    table = Table(box=None, pad_edge=False, show_edge=False)
    for heading in ("probe", "outcome", "seen"):
        table.add_column(heading, overflow="fold")
    for heading in ("seconds", "tokens"):
        table.add_column(heading, justify="right")
    for probe in diagnosis.probes:
        tokens = "" if probe.tokens is None else f"{probe.tokens:,}"
        seconds = f"{probe.seconds:.2f}" if probe.seconds else ""
        outcome = Text(probe.outcome, style=_COLOURS[probe.outcome])
        table.add_row(probe.name, outcome, Text(probe.seen), seconds, tokens)
    console.print(table)
    console.print("\nclaimx will use", highlight=False)
    for reason in diagnosis.uses.why:
        console.print(Text(f"  {one_line(reason)}"))
    if diagnosis.uses.command is not None:
        console.print(Text(f"\n  {one_line(diagnosis.uses.command)}"), soft_wrap=True)
    cost = f"{diagnosis.requests} requests, {diagnosis.tokens:,} tokens, {diagnosis.seconds:.1f} s"
    typer.echo(cost, err=True)
