"""Files of JSON lines: read up to a torn end, and written so that a reader never sees half of one.

What is written here is on disk when `sync` or `replace_text` returns; the names of new files are with `sync_folder`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel

from claimx.errors import RunError

__all__ = ["Lists", "line_of", "open_to_write", "read_lines", "replace_text", "sync_folder"]


class Lists:
    """Files NAME.jsonl of a folder that are written together: emptied and written in their places, so that a reader
    sees what there is so far; or `beside` them, until `put_in_place`, so that a reader sees the old ones.

    RunError from all of it where there is no room.
    """

    def __init__(self, folder: Path, names: Iterable[str], *, beside: bool = False) -> None:
        """Begin the files anew. OSError where they cannot be written."""
        self._folder, self._beside = folder, beside
        self._files: dict[str, IO[str]] = {}
        try:
            for name in names:
                self._files[name] = open_to_write(self._place(name))
        except OSError:
            self.close()
            raise

    def add(self, values: Iterable[tuple[str, BaseModel | Mapping[str, Any]]]) -> None:
        """Append pairs of a name and a value; a reader finds them when this returns."""
        with self._telling():
            for name, value in values:
                self._files[name].write(line_of(value))
            for file in self._files.values():
                file.flush()

    def sync(self) -> None:
        """Make sure that all is on disk, and not only on its way."""
        with self._telling():
            for file in self._files.values():
                file.flush()
                os.fsync(file.fileno())
        sync_folder(self._folder)

    def put_in_place(self) -> None:
        """Let what was written beside take the place of the old files, each as a whole, and close."""
        self.sync()
        with self._telling():
            for name, file in self._files.items():
                file.close()
                self._place(name).replace(self._folder / f"{name}.jsonl")
        sync_folder(self._folder)
        self._files.clear()

    def close(self) -> None:
        """Close the files; what was written beside and not put in place is removed."""
        for name, file in self._files.items():
            with suppress(OSError):  # what is still unwritten on a full disk, `add` has told
                file.close()
            if self._beside:
                with suppress(OSError):
                    self._place(name).unlink()
        self._files.clear()

    def _place(self, name: str) -> Path:
        return self._folder / (f".{name}.jsonl.part" if self._beside else f"{name}.jsonl")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            reason = f"cannot be written ({problem.strerror}): make room and run the same command again."
            raise RunError(str(self._folder), reason) from None


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
        sync_folder(path.parent)
    except OSError as problem:
        with suppress(OSError):
            beside.unlink()
        raise RunError(str(path), f"cannot be written ({problem.strerror}): name another place with -o.") from None


def open_to_write(path: Path) -> IO[str]:
    """The file, emptied, as UTF-8; a lone surrogate, which has no bytes there, is written as JSON's escape for it."""
    return path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")


def sync_folder(path: Path) -> None:
    """Make sure that the names of new files are on disk too; where a folder cannot be opened, as on Windows, that is
    left to the system.
    """
    with suppress(OSError):
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


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
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
