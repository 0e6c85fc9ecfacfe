"""The run folder: what was asked, what came back and what was made of it, on disk as it happens.

    run.json         what was asked and the counts
    papers.jsonl     one line a distinct paper
    claims.jsonl     one line a claim
    rejected.jsonl   one line a claim that was refused, with the reason
    ledger.jsonl     one line a paper: every number of its abstract, with its role
    failures.jsonl   one line a paper that got no answer
    journal.jsonl    every exchange with the model: append-only, what continuing reads

The journal is the truth; the other lists are made from it. To continue a run is to make them again, asking the model
only what the journal does not hold: so the lists come out as those of a run that nothing interrupted.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from claimx import __version__
from claimx.claims import Claim
from claimx.errors import RunError
from claimx.journal import Journal
from claimx.papers import Paper

__all__ = [
    "LISTS",
    "Identity",
    "RunFolder",
    "now",
    "read_claims",
    "read_lines",
    "read_run_json",
    "replace_text",
    "run_head",
]

LISTS = ("papers", "claims", "rejected", "ledger", "failures")
"""The lists of a run folder, each a file NAME.jsonl."""

_KNOWN = {f"{name}.jsonl" for name in LISTS} | {
    "run.json",
    "journal.jsonl",
    "tables",
    "report.html",
    "report.md",
    "summary.md",
    ".lock",
}


class Lines(Protocol):
    """What a paper adds to the lists: the name of a list and the values to append to it."""

    def lines(self) -> Iterable[tuple[str, BaseModel | Mapping[str, Any]]]:
        """Pairs of a list's name and a value."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes two runs the same question: the model, the prompt's hash and the schema's."""

    model: str
    prompt: str
    schema: str


class RunFolder:
    """An open run folder, locked against a second process. A context manager; `RunFolder.open` makes one."""

    def __init__(self, path: Path, lock: FileLock, *, new: bool) -> None:
        self.path, self._lock, self._new = path, lock, new
        self.journal = Journal(path / "journal.jsonl")
        self._files: dict[str, IO[str]] = {}

    @classmethod
    def open(cls, path: Path, identity: Identity, *, fresh: bool = False) -> Self:
        """Begin or continue the run in `path`; RunError where it is not a run folder, another run's, or in use.

        `fresh` begins anew; the journal that was there is moved aside, never deleted.
        """
        new = not path.exists()
        try:
            path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(path / ".lock", timeout=0)
            lock.acquire()
        except Timeout:
            raise RunError(
                str(path), "another claimx is at work in this folder: wait for it, or name another with -o."
            ) from None
        except (FileExistsError, NotADirectoryError):
            raise RunError(str(path), "is a file, not a folder: name another place with -o.") from None
        except OSError as problem:
            raise RunError(str(path), f"cannot be written ({problem.strerror}): name another folder with -o.") from None
        try:
            _prepare(path, identity, fresh=fresh)
            return cls(path, lock, new=new)
        except BaseException:
            lock.release()
            raise

    def __enter__(self) -> Self:
        """Begin the lists anew; the journal stays."""
        try:
            for name in LISTS:
                self._files[name] = (self.path / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n")
        except OSError as problem:
            self.close()
            raise RunError(
                str(self.path), f"cannot be written ({problem.strerror}): name another folder with -o."
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files and give up the lock."""
        self.close()

    def close(self) -> None:
        """Close the files and give up the lock."""
        for file in self._files.values():
            file.close()
        self.journal.close()
        self._lock.release()

    def add(self, entry: Lines) -> None:
        """Append what one paper gave to the lists; on disk when this returns."""
        touched = set()
        for name, value in entry.lines():
            self._files[name].write(_json(value) + "\n")
            touched.add(name)
        for name in touched:
            self._files[name].flush()

    def write_run(self, run: Mapping[str, Any]) -> None:
        """Replace run.json as a whole."""
        replace_text(self.path / "run.json", json.dumps(run, indent=1, ensure_ascii=False) + "\n")

    def discard(self) -> None:
        """Remove the folder again if this run made it and nothing was answered: nothing half-written is left."""
        self.close()
        if self._new and not self.journal:
            for name in _KNOWN:
                (self.path / name).unlink(missing_ok=True)
            self.path.rmdir()


def read_run_json(path: Path) -> dict[str, Any]:
    """run.json of a run folder; RunError where there is none or it cannot be read."""
    try:
        run = json.loads((path / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunError(str(path), "holds no run.json: name the folder of a claimx run.") from None
    except (OSError, ValueError) as problem:
        raise RunError(str(path / "run.json"), f"cannot be read ({problem}): run again with --fresh.") from None
    if not isinstance(run, dict):
        raise RunError(str(path / "run.json"), "is not a run.json of claimx: run again with --fresh.")
    return run


def run_head(
    identity: Identity, snapshots: Sequence[Path], papers: Sequence[Paper], base_url: str | None
) -> dict[str, Any]:
    """What run.json tells of the question: snapshots with their SHA-256 and entries, model, place, prompt and
    schema.
    """
    entries = Counter(source.snapshot for paper in papers for source in paper.sources)
    return {
        "claimx": __version__,
        "sources": [
            {"snapshot": path.name, "sha256": _sha256(path), "entries": entries[path.name]} for path in snapshots
        ],
        "model": identity.model,
        "base_url": base_url,
        "prompt": identity.prompt,
        "schema": identity.schema,
    }


def read_claims(path: Path) -> Iterator[Claim]:
    """The claims of a run folder, of a JSONL file, or of standard input for `-`. RunError with the line for what is
    none.
    """
    file = path / "claims.jsonl" if path.is_dir() else path
    if path.is_dir():
        read_run_json(path)
    elif str(path) != "-" and not path.exists():
        raise RunError(str(path), "does not exist: name a run folder, a file of claims, or - for standard input.")
    for number, value in enumerate(read_lines(file), 1):
        try:
            yield Claim.model_validate(value)
        except ValidationError as problem:
            error = problem.errors(include_url=False)[0]
            where = ".".join(str(part) for part in error["loc"])
            raise RunError(f"{file}:{number}", f"is no claim ({where}: {error['msg']}).") from None


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The values of a JSONL file, one a line; a torn last line ends it. RunError with the line for anything else."""
    try:
        with _reading(path) as file:
            for number, line in enumerate(file, 1):
                try:
                    value = json.loads(line)
                except ValueError:
                    if not line.endswith("\n"):
                        return
                    raise RunError(
                        f"{path}:{number}", "is no JSON: run the same command again to write it anew."
                    ) from None
                yield value
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as problem:
        raise RunError(str(path), f"cannot be read ({problem}).") from None


def replace_text(path: Path, text: str) -> None:
    """Write `text` beside `path`, then put it in its place: a reader sees the old file or the new one, never half."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise RunError(str(path), f"cannot be written ({problem.strerror}): name another place with -o.") from None


def now() -> str:
    """The time in UTC, to the second, as ISO 8601."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _reading(path: Path) -> AbstractContextManager[IO[str]]:
    return nullcontext(sys.stdin) if str(path) == "-" else path.open(encoding="utf-8")


def _sha256(path: Path) -> str | None:
    """Of the file's bytes; null for standard input, which can be read only once."""
    if str(path) == "-":
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prepare(path: Path, identity: Identity, *, fresh: bool) -> None:
    if not (path / "run.json").exists():
        strangers = sorted(p.name for p in path.iterdir() if p.name not in _KNOWN)
        if strangers:
            raise RunError(
                str(path), f"is no run folder and not empty ({strangers[0]!r} is there): name another with -o."
            )
        return
    if fresh:
        _set_aside(path)
        return
    run = read_run_json(path)
    for word, was, wanted in (
        ("model", run.get("model"), identity.model),
        ("prompt", run.get("prompt"), identity.prompt),
        ("schema", run.get("schema"), identity.schema),
    ):
        if was != wanted:
            told = f"holds a run of another {word} ({was}, not {wanted})"
            raise RunError(str(path), f"{told}: add --fresh to begin anew, or name another folder with -o.")


def _set_aside(path: Path) -> None:
    journal = path / "journal.jsonl"
    if journal.exists():
        number = 1
        while (aside := path / f"journal-{number}.jsonl").exists():
            number += 1
        journal.rename(aside)
    (path / "run.json").unlink(missing_ok=True)


def _json(value: BaseModel | Mapping[str, Any]) -> str:
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    return json.dumps(value, ensure_ascii=False)
