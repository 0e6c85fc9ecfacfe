"""Lines of a file: whatever the line ends and the pieces it is read in, the text is the same."""

from __future__ import annotations

import io
import re
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.errors import SnapshotError
from claimx.snapshots import lines as module
from claimx.snapshots.lines import Lines


def lines_of(content: bytes) -> list[str]:
    with ExitStack() as closing:
        return list(Lines(io.BytesIO(content), "page.txt", closing))


TEXT = st.text(alphabet="ab é中\u2028\x0b\u0085\r\n", max_size=40).map(lambda text: f"begin{text}")


@given(text=TEXT, size=st.integers(1, 9))
def test_only_lf_crlf_and_cr_end_a_line_wherever_a_piece_ends(text, size):
    expected = re.split("\r\n|\r|\n", text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PIECE_BYTES", size)
        assert lines_of(text.encode()) == (expected if expected[-1] else expected[:-1])


def test_half_a_character_at_the_end_is_dropped():
    assert lines_of("first\nsecond é".encode()[:-1]) == ["first", "second "]


def test_half_a_character_elsewhere_is_refused_with_its_line():
    with pytest.raises(SnapshotError) as caught:
        lines_of("first\nsecond é".encode()[:-1] + b"\nthird")
    assert caught.value.line == 2


def test_the_byte_order_mark_is_dropped_only_where_it_marks():
    assert lines_of("\ufefffirst\n\ufeffsecond".encode()) == ["first", "\ufeffsecond"]


def test_lines_can_be_read_again():
    with ExitStack() as closing:
        lines = Lines(io.BytesIO(b"first\nsecond"), "page.txt", closing)
        assert list(lines) == list(lines) == ["first", "second"]


def test_blocks_are_runs_of_lines_that_are_not_blank():
    with ExitStack() as closing:
        lines = Lines(io.BytesIO("a \n\u00a0 \n\n b\nc\n".encode()), "page.txt", closing)
        assert list(lines.blocks()) == [[(1, "a")], [(4, "b"), (5, "c")]]
