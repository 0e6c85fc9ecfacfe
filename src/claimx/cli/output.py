"""Where a command writes: standard output for `-`, else a file that appears only when it is whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer

from claimx.errors import ClaimxError

__all__ = ["write_text", "writing_lines"]


@contextmanager
def writing_lines(out: Path) -> Iterator[Callable[[str], object]]:
    """A function that writes one line. A file is written beside its place and put there when the block ends well."""
    with _writing(out) as write:
        yield lambda line: write(f"{line}\n")


def write_text(text: str, out: Path) -> None:
    """Write `text` as it is to `out`."""
    with _writing(out) as write:
        write(text)


@contextmanager
def _writing(out: Path) -> Iterator[Callable[[str], object]]:
    if str(out) == "-":
        yield lambda text: typer.echo(text, nl=False)
        return
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            yield file.write
        beside.replace(out)
    except OSError as problem:
        raise ClaimxError(f"{out} cannot be written ({problem.strerror}): name another place with -o.") from None
    finally:
        with suppress(OSError):  # gone where all went well, and where its place cannot be written it never was
            beside.unlink()
