"""The sniffer: the first format that recognises a page reads it, and a new one needs no more than a line."""

from __future__ import annotations

import pytest

from claimx.errors import SnapshotError
from claimx.papers import Paper
from claimx.snapshots.lines import open_lines
from claimx.snapshots.sniffer import FORMATS, Format, sniff


def sniffed(folder, text: str, *formats: Format) -> str:
    path = folder / "page.txt"
    path.write_text(text)
    with open_lines(str(path)) as lines:
        return sniff(lines, formats or FORMATS).name


@pytest.mark.parametrize(
    "text",
    [
        "new\n\nGet trending papers in your email inbox!\n",
        "\ufeffModels\r\n\r\nDaily\u00a0Papers \r\n",
        "by AK and the research community\n",
        "A title\n\nAn abstract.\n\n  • 4 authors\n·\nMar 3, 2024\n",
    ],
    ids=["first words", "heading", "byline of the page", "no head"],
)
def test_a_daily_papers_page_is_recognised(tmp_path, text):
    assert sniffed(tmp_path, text) == "Daily Papers pages saved as text"


@pytest.mark.parametrize(
    "text",
    [
        "new\n\nSubscribe\n",
        "We read the Daily Papers every day.\n",
        '{"title": "Daily Papers"}\n',
        "<html>\nDaily Papers\n",
    ],
    ids=["words of any page", "in a sentence", "JSON", "HTML"],
)
def test_another_page_is_not(tmp_path, text):
    with pytest.raises(SnapshotError) as caught:
        sniffed(tmp_path, text)
    assert caught.value.line == 1


def test_a_new_format_is_an_entry_in_the_register(tmp_path):
    def read(lines, *, name, report, year):
        return (Paper(id=line, title=line, abstract="") for line in lines)

    letters = Format("letters", lambda head: head.startswith("Dear"), read)
    assert sniffed(tmp_path, "Dear heron\n", *FORMATS, letters) == "letters"
    with pytest.raises(SnapshotError, match="claimx reads Daily Papers pages saved as text and letters"):
        sniffed(tmp_path, "Hello heron\n", *FORMATS, letters)
