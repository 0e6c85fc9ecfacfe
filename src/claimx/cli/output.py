"""Where a command writes: standard output for `-`, else a file that appears only when it is whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from claimx.errors import ClaimxError

__all__ = ["write_text", "writing_lines"]


@contextmanager
def writing_lines(out: Path) -> Iterator[Callable[[str], None]]:
    """A function that writes one line. A file is written beside its place and put there when the block ends well."""
    if str(out) == "-":
        yield typer.echo
        return
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            yield lambda line: print(line, file=file)
        beside.replace(out)
    except OSError as problem:
        raise ClaimxError(f"{out} cannot be written ({problem.strerror}): name another place with -o.") from None
    finally:
        beside.unlink(missing_ok=True)


def write_text(text: str, out: Path) -> None:
    """Write `text`, which ends in a line break, to `out`."""
    with writing_lines(out) as write:
        write(text.removesuffix("\n"))
