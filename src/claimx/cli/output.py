"""Where a command writes: standard output for `-`, else a file that appears only when it is whole.

A device or a pipe, such as /dev/null, is written to as it is: a file in its place would be the end of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

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
    try:
        with _opened(out) as file:
            yield file.write
    except OSError as problem:
        raise ClaimxError(f"{out} cannot be written ({problem.strerror}): name another place with -o.") from None


@contextmanager
def _opened(out: Path) -> Iterator[IO[str]]:
    if out.exists() and not out.is_file():
        with out.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        return
    place = out.resolve() if out.is_symlink() else out
    beside = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as file:
            yield file
        beside.replace(place)
    finally:
        with suppress(OSError):  # gone where all went well, and where its place cannot be written it never was
            beside.unlink()
