"""Files of JSON lines: read up to a torn end, and written so that a reader never sees half of one."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel

from claimx.errors import RunError

__all__ = ["line_of", "open_to_write", "read_lines", "replace_text"]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The values of a JSONL file, one a line; a torn last line ends it. RunError with the line for anything else."""
    try:
        with _reading(path) as file:
            for number, line in enumerate(file, 1):
                value = _value(line)
                if value is None and not line.endswith(b"\n"):
                    return
                if value is None:
                    raise RunError(
                        f"{path}:{number}", "is no JSON object: run the same command again to write it anew."
                    )
                yield value
    except FileNotFoundError:
        return
    except OSError as problem:
        raise RunError(str(path), f"cannot be read ({problem}).") from None


def replace_text(path: Path, text: str) -> None:
    """Write `text` beside `path`, then put it in its place: a reader sees the old file or the new one, never half."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with open_to_write(beside) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as problem:
        with suppress(OSError):
            beside.unlink()
        raise RunError(str(path), f"cannot be written ({problem.strerror}): name another place with -o.") from None


def open_to_write(path: Path) -> IO[str]:
    """The file, emptied, as UTF-8; a lone surrogate, which has no bytes there, is written as JSON's escape for it."""
    return path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")


def line_of(value: BaseModel | Mapping[str, Any]) -> str:
    """The value as JSON on one line, with its line break."""
    if isinstance(value, BaseModel):
        return value.model_dump_json() + "\n"
    return json.dumps(value, ensure_ascii=False) + "\n"


def _reading(path: Path) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(sys.stdin.buffer) if str(path) == "-" else path.open("rb")


def _value(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
