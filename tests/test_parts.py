"""What each line of a page is, by itself and by its neighbours."""

from __future__ import annotations

import pytest

from claimx.snapshots.parts import parts


def kinds(*blocks: list[str]) -> list[str]:
    numbered = [[(n, text) for n, text in enumerate(block)] for block in blocks]
    return [part.kind for part in parts(numbered)]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([["new"], ["Daily Papers"], ["Apr 20"], ["May 3"]], ["head", "head", "dateline", "text"]),
        ([["Heron"], ["• 4 authors", "·", "May 3"]], ["text", "byline", "date"]),
        ([["Heron"], ["fenlab Fen"], ["·"], ["May 3"]], ["text", "byline", "date"]),
        ([["A heron " * 60], ["·", "no day"], ["·"], ["Otter"]], ["text", "date", "text"]),
        ([["Heron", "new", "arXiv:2401.01234"]], ["text"]),
        ([["Heron", "• 4 authors"], ["arXiv:2401.01234"]], ["text", "byline", "arxiv"]),
        ([["Heron"], ["new"], ["Otter"]], ["text", "head", "text"]),
    ],
    ids=["head", "one block", "blank lines", "dots", "inside a paragraph", "no blank line", "badge"],
)  # fmt: skip
def test_a_line_is_told_by_itself_and_its_neighbours(blocks, expected):
    assert kinds(*blocks) == expected
