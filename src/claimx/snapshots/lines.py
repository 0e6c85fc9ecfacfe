"""The lines of a text file that nobody vouches for: decoded, counted, and refused where they are no text.

Memory stays bounded: a file is read piece by piece and at most one paragraph is held. Nothing is ever
decompressed.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, NoReturn

from claimx.errors import SnapshotError
from claimx.printable import escaped

__all__ = ["Block", "Lines", "open_lines"]

Block = list[tuple[int, str]]
"""A run of lines that are not blank: the number of each, from 1, and its text, stripped."""

HEAD_BYTES = 16_384
PIECE_BYTES = 65_536
MAX_PARAGRAPH = 1_000_000
MAX_BYTES = 256 * 1024 * 1024
IN_MEMORY_BYTES = 8 * 1024 * 1024

_NO_TEXT = (
    (b"\x1f\x8b", "a gzip file; unpack it first"),
    (b"PK\x03\x04", "a zip file; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz file; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file; unpack it first"),
    (b"%PDF", "a PDF; save the page as plain text"),
    (b"\xff\xfe", "UTF-16 text; save the page as UTF-8"),
    (b"\xfe\xff", "UTF-16 text; save the page as UTF-8"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_TOO_LARGE = f"more than {MAX_BYTES >> 20} MiB, too much for a page; name another file or split it"


class Lines:
    """The lines of an open file, without their ends (LF, CR LF or CR) and without a byte order mark.

    Iterating begins at the first line each time. A stream that cannot be rewound is copied to a temporary
    file when the first iteration begins, so that a page of another kind can be refused before that.
    """

    def __init__(self, file: IO[bytes], path: str, closing: ExitStack) -> None:
        """Reads the head of the file, and raises SnapshotError where that is empty or no text."""
        self.path = path
        self._file, self._closing = file, closing
        self._head = self._read(HEAD_BYTES)
        self._refuse_what_is_no_text()

    @property
    def head(self) -> str:
        """The first 16 KiB, for a sniffer: bytes that are no UTF-8 are replaced, line ends are LF."""
        return "\n".join(self._head.decode("utf-8-sig", "replace").splitlines())

    def __iter__(self) -> Iterator[str]:
        """The decoded lines. Raises SnapshotError at one that is no UTF-8, has a NUL byte or is too long."""
        self._rewind()
        for number, (raw, cut_off) in enumerate(self._raw_lines(), start=1):
            if b"\0" in raw:
                self._refuse(number, "binary (a NUL byte), not text; save the page as plain text")
            try:
                text, _ = codecs.utf_8_decode(raw, "strict", not cut_off)
            except UnicodeDecodeError as error:
                what = f"byte 0x{raw[error.start]:02X}, the line's {error.start + 1}."
                self._refuse(number, f"not UTF-8 text ({what}); convert the file to UTF-8")
            yield text.removeprefix("\ufeff") if number == 1 else text

    def blocks(self) -> Iterator[Block]:
        """The runs of lines between blank lines. Raises SnapshotError at one of over a million characters."""
        block: Block = []
        size = 0
        for number, line in enumerate(self, start=1):
            if text := line.strip():
                block.append((number, text))
                size += len(text)
                if size > MAX_PARAGRAPH:
                    self._refuse(number, "a paragraph of over a million characters; is this a page of papers?")
            elif block:
                yield block
                block, size = [], 0
        if block:
            yield block

    def _raw_lines(self) -> Iterator[tuple[bytes, bool]]:
        """Each line, and whether the file stops in it: its last character may then be incomplete."""
        rest, number = b"", 0
        while piece := self._read(PIECE_BYTES):
            # The last line waits for the next piece even where it ends in CR: the LF of that CR may follow.
            *whole, rest = (rest + piece).splitlines(keepends=True)
            for line in whole:
                number += 1
                yield line.rstrip(b"\r\n"), False
            if len(rest) > MAX_PARAGRAPH:
                self._refuse(number + 1, "a line of more than a million bytes; is this a page of papers?")
        if rest:
            yield rest.rstrip(b"\r\n"), not rest.endswith((b"\r", b"\n"))

    def _rewind(self) -> None:
        if self._file.seekable():
            self._file.seek(0)
            return
        copy = self._closing.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES))  # noqa: SIM115
        size, piece = 0, self._head
        while piece:
            size += len(piece)
            if size > MAX_BYTES:
                self._refuse(None, _TOO_LARGE)
            copy.write(piece)
            piece = self._read(PIECE_BYTES)
        copy.seek(0)
        self._file = copy

    def _read(self, size: int) -> bytes:
        with _readable(self.path):
            return self._file.read(size)

    def _refuse_what_is_no_text(self) -> None:
        for magic, reason in _NO_TEXT:
            if self._head.startswith(magic):
                self._refuse(None, reason)
        if b"\0" in self._head or len(_CONTROL.findall(self._head)) * 100 > len(self._head):
            self._refuse(None, "binary, not text; save the page as plain text")
        if len(self._head) < HEAD_BYTES and not self.head.strip():
            self._refuse(None, "empty; save the page again")

    def _refuse(self, line: int | None, reason: str) -> NoReturn:
        raise SnapshotError(self.path, line, reason)


@contextmanager
def open_lines(path: str) -> Iterator[Lines]:
    """The lines of the file `path`, of stdin where it is `-`. Raises SnapshotError where that is no text."""
    name = escaped(path)
    with ExitStack() as closing:
        if path == "-":
            stdin = getattr(sys.stdin, "buffer", None)
            if stdin is None:
                raise SnapshotError(name, None, "stdin is closed; name a file instead")
            yield Lines(stdin, name, closing)
            return
        with _readable(name):
            file = closing.enter_context(open(path, "rb"))
            status = os.fstat(file.fileno())
        if stat.S_ISREG(status.st_mode) and status.st_size > MAX_BYTES:
            raise SnapshotError(name, None, _TOO_LARGE)
        yield Lines(file, name, closing)


@contextmanager
def _readable(path: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise SnapshotError(path, None, "no such file; check its name") from error
    except IsADirectoryError as error:
        reason = f"a directory, not a page; name the files in it, such as {path.rstrip('/')}/*.txt"
        raise SnapshotError(path, None, reason) from error
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or error
        raise SnapshotError(path, None, f"cannot be read ({what}); check its name and permissions") from error
