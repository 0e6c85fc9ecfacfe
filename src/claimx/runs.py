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
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from claimx import __version__
from claimx.claims import Claim
from claimx.errors import RunError
from claimx.journal import Journal
from claimx.jsonl import Lists, read_lines, replace_text, sync_folder
from claimx.papers import Paper
from claimx.printable import escaped

__all__ = [
    "LISTS",
    "Identity",
    "RunFolder",
    "now",
    "read_claims",
    "read_run_json",
    "run_head",
]

LISTS = ("papers", "claims", "rejected", "ledger", "failures")
"""The lists of a run folder, each a file NAME.jsonl."""

_PART = ".run.json.part"
"""What `replace_text` writes before it takes the place of run.json."""
_BEGUN = {f"{name}.jsonl" for name in LISTS} | {"run.json", _PART, "journal.jsonl", ".lock"}


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
    """An open run folder, locked against a second process. A context manager; `RunFolder.open` begins or continues a
    run, `RunFolder.reopen` takes one that is there.
    """

    def __init__(self, path: Path, lock: FileLock, *, new: bool = False, beside: bool = False) -> None:
        self.path, self._lock, self._new, self._beside = path, lock, new, beside
        self.journal = Journal(path / "journal.jsonl")
        self.retried: list[str] = []
        """Ids of the papers that failed and are asked anew."""
        self._lists: Lists | None = None
        sync_folder(path)

    @classmethod
    def open(cls, path: Path, identity: Identity, *, fresh: bool = False, retry_failed: bool = False) -> Self:
        """Begin or continue the run in `path`; RunError where it is not a run folder, another run's, or in use.

        `fresh` begins anew; the journal that was there is moved aside, never deleted. `retry_failed` lets the journal
        forget what was answered about the papers that failed, so that they are asked anew.
        """
        try:
            path.mkdir(parents=True, exist_ok=True)
            new = not any(path.iterdir())
            _refuse_strangers(path)
        except (FileExistsError, NotADirectoryError):
            raise RunError(str(path), "is a file, not a folder: name another place with -o.") from None
        except OSError as problem:
            raise _unwritable(path, problem) from None
        with ExitStack() as held:
            lock = _locked(path)
            held.callback(lock.release)
            _prepare(path, identity, fresh=fresh)
            folder = cls(path, lock, new=new)
            held.callback(folder.journal.close)
            if retry_failed and not fresh:
                folder.retried = _failed_papers(path)
                folder.journal.forget(folder.retried)
            held.pop_all()  # from here on `close` gives up the lock
            return folder

    @classmethod
    def reopen(cls, path: Path) -> Self:
        """Take the run in `path`, to write its lists beside those that are there until `put_in_place`. RunError where
        there is none, or where it is in use.
        """
        read_run_json(path)
        with ExitStack() as held:
            lock = _locked(path)
            held.callback(lock.release)
            folder = cls(path, lock, beside=True)
            held.pop_all()
            return folder

    def __enter__(self) -> Self:
        """Begin the lists anew; the journal stays."""
        try:
            self._lists = Lists(self.path, LISTS, beside=self._beside)
        except OSError as problem:
            self.close()
            raise _unwritable(self.path, problem) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files and give up the lock."""
        self.close()

    def close(self) -> None:
        """Close the files and give up the lock."""
        with ExitStack() as closing:
            closing.callback(self._lock.release)
            closing.callback(self.journal.close)
            if self._lists is not None:
                self._lists.close()

    @property
    def lists(self) -> Lists:
        """The lists, begun by entering the folder."""
        if self._lists is None:
            raise RuntimeError("the lists are begun by `with folder:`")
        return self._lists

    def add(self, entry: Lines) -> None:
        """Append what one paper gave to the lists; a reader finds it when this returns. RunError where there is no
        room.
        """
        self.lists.add(entry.lines())

    def write_run(self, run: Mapping[str, Any]) -> None:
        """Replace run.json as a whole."""
        replace_text(self.path / "run.json", json.dumps(run, indent=1, ensure_ascii=False) + "\n")

    def discard(self) -> None:
        """Remove the folder again if it was new or empty and nothing was answered: nothing half-written is left."""
        self.close()
        if self._new and not self.journal:
            with suppress(OSError):  # the working directory or a mount point stays, empty
                for name in _BEGUN:
                    (self.path / name).unlink(missing_ok=True)
                self.path.rmdir()


def read_run_json(path: Path) -> dict[str, Any]:
    """run.json of a run folder; RunError where there is none or it cannot be read."""
    try:
        run = json.loads((path / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunError(str(path), "holds no run.json: name the folder of a claimx run.") from None
    except (OSError, ValueError, RecursionError) as problem:
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
    names = ["stdin" if str(path) == "-" else escaped(path.name) for path in snapshots]
    return {
        "claimx": __version__,
        "sources": [
            {"snapshot": name, "sha256": _sha256(path), "entries": entries[name]}
            for name, path in zip(names, snapshots, strict=True)
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
            told = f"{where}: {error['msg']}" if where else error["msg"]
            raise RunError(f"{file}:{number}", f"is no claim ({told}).") from None


def now() -> str:
    """The time in UTC, to the second, as ISO 8601."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _locked(path: Path) -> FileLock:
    """The folder's lock, held. RunError where another process holds it."""
    lock = FileLock(path / ".lock", timeout=0)
    try:
        lock.acquire()
        _try_to_write(path)
    except Timeout:
        raise RunError(
            str(path), "another claimx is at work in this folder: wait for it, or name another with -o."
        ) from None
    except OSError as problem:
        lock.release()
        raise _unwritable(path, problem) from None
    return lock


def _try_to_write(path: Path) -> None:
    """Make and remove a file, lest the lists be emptied in a folder in which run.json cannot be replaced."""
    (path / _PART).touch()
    (path / _PART).unlink()


def _unwritable(path: Path, problem: OSError) -> RunError:
    return RunError(str(path), f"cannot be written ({problem.strerror}): name another folder with -o.")


def _sha256(path: Path) -> str | None:
    """Of the file's bytes; null for standard input, which can be read only once."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_strangers(path: Path) -> None:
    """Before the lock is made: nothing is written into a folder that is somebody else's."""
    if (path / "run.json").exists():
        return
    strangers = sorted(p.name for p in path.iterdir() if not _ours(p))
    if strangers:
        raise RunError(str(path), f"is no run folder and not empty ({strangers[0]!r} is there): name another with -o.")


def _ours(path: Path) -> bool:
    """Whether a run that was killed before its run.json may have left this: a journal, or a file still empty."""
    if path.match("journal*.jsonl") or path.name in (".lock", _PART):
        return True
    return path.name in _BEGUN and (path.is_dir() or path.stat().st_size == 0)


def _prepare(path: Path, identity: Identity, *, fresh: bool) -> None:
    if fresh:
        _set_aside(path)
        return
    if not (path / "run.json").exists():
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


def _failed_papers(path: Path) -> list[str]:
    """The papers without an answer when the run last ended; to be read before the lists are begun anew."""
    return [str(failure.get("paper_id")) for failure in read_lines(path / "failures.jsonl")]


def _set_aside(path: Path) -> None:
    """Put the journal away. run.json stays until the new one takes its place: it says whose the folder is."""
    journal = path / "journal.jsonl"
    if journal.exists():
        number = 1
        while (aside := path / f"journal-{number}.jsonl").exists():
            number += 1
        journal.rename(aside)
