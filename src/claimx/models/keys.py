"""The server's key: where it comes from, and how it is kept out of everything that is told.

It comes from a file or from the environment, never from the command line, where every user of the machine can read it.
"""

from __future__ import annotations

import base64
import functools
import logging
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from claimx.errors import UsageError
from claimx.printable import escaped

__all__ = ["hidden", "read_key", "struck_out"]

logger = logging.getLogger("claimx.server")

_LONGEST = 4096
_SECRET_FROM = 12
"""Shorter keys (none, EMPTY, test) are placeholders, and may be words of an answer."""
_KEY = re.compile(r"[!-~]+")
_LOOKS_LIKE_A_KEY = re.compile(r"\b(?:sk|pk|hf|gsk|key)[-_][\w-]{8,}", re.ASCII)
_BETWEEN = r"(?:\x1b\[[0-9;]*[A-Za-z]|\\[nrt]|[^!-~])*"
"""What may stand between the characters of a key that a server echoes: colours, line breaks, white space."""


def read_key(key_file: Path | None = None) -> str | None:
    """The key in `key_file`, else that in OPENAI_API_KEY, else that in the file that OPENAI_API_KEY_FILE names; None
    where there is none.

    A file's first line counts, as docker and kubectl mount their secrets. UsageError, which names the place and never
    what stands there, for a file that cannot be read and for a key that no header can carry (RFC 9110, section 5.5).
    """
    if key_file is not None:
        return _in_file(key_file, "--key-file")
    if key := os.environ.get("OPENAI_API_KEY"):
        return _checked(key, "OPENAI_API_KEY")
    if named := os.environ.get("OPENAI_API_KEY_FILE"):
        return _in_file(Path(named), "OPENAI_API_KEY_FILE")
    return None


def hidden(text: str, secrets: tuple[str, ...] = ()) -> str:
    """`text` with `[key]` in place of each secret: as it is, quoted for a URL or in Base64, whole or broken by line
    ends and colours. So too in place of whatever looks like a key.
    """
    if secrets:
        text = _pattern(secrets).sub("[key]", text)
    return _LOOKS_LIKE_A_KEY.sub("[key]", text)


def struck_out(body: bytes, secrets: tuple[str, ...]) -> bytes:
    """The body of an answer with `[key]` in place of each secret, but for short placeholders."""
    for secret in secrets:
        if len(secret) >= _SECRET_FROM:
            body = body.replace(secret.encode(), b"[key]")
    return body


@functools.lru_cache(maxsize=16)
def _pattern(secrets: tuple[str, ...]) -> re.Pattern[str]:
    spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
    longest_first = sorted(spellings, key=len, reverse=True)
    return re.compile("|".join(_BETWEEN.join(map(re.escape, spelling)) for spelling in longest_first))


def _spellings(secret: str) -> Iterator[str]:
    yield secret
    yield quote(secret, safe="")
    if len(secret) >= _SECRET_FROM:
        for before in range(3):  # Base64 takes three bytes at a time: what it makes of a text depends on what precedes
            encoded = base64.b64encode(b" " * before + secret.encode()).decode().rstrip("=")
            yield encoded[(0, 2, 3)[before] : -1]


def _in_file(path: Path, named_by: str) -> str:
    place = escaped(str(path))
    try:
        with path.expanduser().open("rb") as file:
            status, content = os.fstat(file.fileno()), file.read(_LONGEST + 1)
    except (OSError, RuntimeError, ValueError) as problem:
        if _LOOKS_LIKE_A_KEY.fullmatch(place):
            raise UsageError(f"{named_by} is no file: write the key into a file and name that.") from None
        what = getattr(problem, "strerror", None) or problem
        raise UsageError(f"{place}: the key cannot be read ({what}): check what {named_by} names.") from None
    if len(content) > _LONGEST:
        raise UsageError(f"{place}: more than {_LONGEST} bytes is no key: check what {named_by} names.")
    _warn_of_readers(status, place)
    try:
        return _checked(content.decode("utf-8-sig").partition("\n")[0], place)
    except UnicodeDecodeError:
        raise UsageError(f"{place}: this is no text, so no key: check what {named_by} names.") from None


def _checked(written: str, place: str) -> str:
    key = written.strip()
    if not key:
        raise UsageError(f"{place}: the key is empty: write it anew.")
    if not _KEY.fullmatch(key):
        raise UsageError(f"{place}: the key holds spaces, control characters or letters beyond ASCII: write it anew.")
    return key


def _warn_of_readers(status: os.stat_result, place: str) -> None:
    """Where others may read it and its owner is a person: what is mounted for a container is open by custom, and
    root's.
    """
    open_to_others = stat.S_ISREG(status.st_mode) and status.st_mode & 0o077
    if open_to_others and hasattr(os, "geteuid") and status.st_uid == os.geteuid() != 0:
        logger.warning("%s can be read by others on this machine: chmod 600 it.", place)
