"""The errors: the tree that the docstring draws is the tree that there is."""

from __future__ import annotations

import inspect
import pickle
import re
from typing import get_args

import pytest

from claimx import errors
from claimx.errors import (
    UNUSABLE,
    ClaimxError,
    FailureKind,
    ModelError,
    ModelUnusableError,
    RunError,
    SnapshotError,
)

DRAWN = re.compile(r"^([│├└─ ]*)(\w+Error) +(\d+)(?: .*)?$", re.MULTILINE)


def drawn_tree() -> dict[str, tuple[str | None, int]]:
    """Name of an error -> its parent's name and its exit code, as the docstring draws them."""
    tree: dict[str, tuple[str | None, int]] = {}
    above: dict[int, str] = {}
    for branch, name, code in DRAWN.findall(inspect.getdoc(errors) or ""):
        depth = len(branch) // 4
        above[depth] = name
        tree[name] = (above.get(depth - 1), int(code))
    return tree


def real_tree() -> dict[str, tuple[str | None, int]]:
    kinds = [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, ClaimxError)]
    return {
        kind.__name__: (None if kind is ClaimxError else kind.__bases__[0].__name__, kind.exit_code) for kind in kinds
    }


def test_the_tree_in_the_docstring_is_the_real_one_with_the_real_exit_codes():
    assert drawn_tree() == real_tree()
    assert len(real_tree()) == 9


def test_every_error_can_be_caught_as_one():
    assert all(issubclass(getattr(errors, name), ClaimxError) for name in drawn_tree())
    assert not issubclass(ClaimxError, ValueError | OSError)


@pytest.mark.parametrize(
    ("line", "told"), [(41, "page.txt:41: no abstract."), (None, "page.txt: no abstract.")], ids=["line", "no line"]
)
def test_a_snapshot_error_says_where_and_keeps_its_parts(line, told):
    error = SnapshotError("page.txt", line, "no abstract.")
    assert str(error) == told
    assert (error.path, error.line, error.reason) == ("page.txt", line, "no abstract.")


def test_a_run_error_says_where_and_keeps_its_parts():
    error = RunError("out", "is in use.")
    assert str(error) == "out: is in use."
    assert (error.path, error.reason) == ("out", "is in use.")


def test_a_model_error_has_a_kind_and_its_attempts():
    error = ModelUnusableError("no_model", "no such model: name another with --model.")
    assert error.kind == "no_model"
    assert error.attempts == ()
    assert str(error) == "no such model: name another with --model."
    assert isinstance(error, ModelError)


def test_the_kinds_that_end_a_run_are_kinds():
    assert set(get_args(FailureKind)) >= UNUSABLE
    assert "timeout" not in UNUSABLE


@pytest.mark.parametrize(
    "error",
    [SnapshotError("page.txt", 3, "is torn."), RunError("out", "is in use."), ModelError("timeout", "took too long.")],
    ids=lambda error: type(error).__name__,
)
def test_an_error_crosses_to_another_process(error):
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))
