"""What can go wrong.

ClaimxError                     1
├── UsageError                  2   the command line or a setting makes no sense
├── SnapshotError               1   a snapshot cannot be read; has .path and .line
├── PromptError                 1   a prompt file is missing or malformed
├── RunError                    1   a run folder cannot be used; has .path
├── ReportError                 1   a report cannot be rendered or written
├── StoppedError              130   the run is being stopped: nothing new is asked
└── ModelError                  1   no usable answer; has .kind
    └── ModelUnusableError      1   the server will answer no paper: gone, wrong key, no such model

The number is the exit code of the command line. A wrong claim is no error but a `Finding`; a paper without an
answer is a `Failure` record; neither stops a batch.
"""

from __future__ import annotations

from typing import Literal

FailureKind = Literal[
    "unreachable",
    "refused_key",
    "no_model",
    "bad_request",
    "rate_limited",
    "server_error",
    "timeout",
    "refusal",
    "truncated",
    "empty",
    "invalid",
    "too_large",
    "cassette_miss",
    "over_budget",
    "interrupted",
]
"""Why a paper got no answer: a closed list, so that programs can count by it."""

UNUSABLE: frozenset[FailureKind] = frozenset({"unreachable", "refused_key", "no_model"})
"""Kinds that say something of the server and nothing of the paper: asking the next paper would end alike."""


class ClaimxError(Exception):
    """A mistake or mishap that a user can act on: one sentence saying what, where and what next.

    An error with parts hands them all to `Exception`, so that it can be pickled and cross to another process.
    """

    exit_code = 1


class UsageError(ClaimxError):
    """The command line or a setting makes no sense."""

    exit_code = 2


class SnapshotError(ClaimxError):
    """A snapshot cannot be read.

    `path` is the file's name as the user gave it, `line` the 1-based line or None.
    """

    def __init__(self, path: str, line: int | None, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.reason}"


class PromptError(ClaimxError):
    """A prompt file is missing or malformed."""


class RunError(ClaimxError):
    """A run folder cannot be used. `path` is the folder or file meant."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class ReportError(ClaimxError):
    """A report cannot be rendered or written."""


class StoppedError(ClaimxError):
    """The run is being stopped: what is in flight may end, nothing new is asked. No fault of a paper."""

    exit_code = 130

    def __str__(self) -> str:
        return "interrupted; the same command continues."


class ModelError(ClaimxError):
    """The model gave no usable answer. `kind` is one of the closed list of `FailureKind`.

    `status` is the HTTP status where the server refused and `said` what it said, scrubbed.
    """

    def __init__(self, kind: FailureKind, message: str, status: int | None = None, said: str = "") -> None:
        super().__init__(kind, message, status, said)
        self.kind: FailureKind = kind
        self.message = message
        self.status, self.said = status, said
        self.attempts: tuple[object, ...] = ()

    def __str__(self) -> str:
        return self.message


class ModelUnusableError(ModelError):
    """The server would answer no paper at all: it is gone, refuses the key or lacks the model."""
