"""Reading snapshots: whole files, several of them, stdin, and files that are no snapshot."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import tracemalloc
from pathlib import Path

import pytest

from claimx.errors import SnapshotError
from claimx.papers import Paper
from claimx.snapshots import Problem, read_snapshot, read_snapshots

SHARED = Path(__file__).parents[1].parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared snapshots are not beside the repository")

HEAD = "new\n\nDaily Papers\n\nbyAK and the research community\n\nDec 8\n\n"
ABSTRACT = "Heron routers forget what they were taught. We teach them twice and measure the loss."
ENTRY = f"Heron Routing\n\n{ABSTRACT}\n\n  • 4 authors\n·\nMar 3, 2024\n\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: str | os.PathLike[str]) -> SnapshotError:
    with pytest.raises(SnapshotError) as caught:
        list(read_snapshot(path))
    return caught.value


def test_a_paper_in_several_snapshots_is_one_with_several_sources(tmp_path):
    first = write(tmp_path, "a.txt", HEAD + f"Heron Routing\n\n{ABSTRACT}\n\nFen Otters\n\n{ABSTRACT}\n")
    second = write(tmp_path, "b.txt", HEAD + ENTRY)
    papers = list(read_snapshots([first, second]))
    assert [paper.title for paper in papers] == ["Heron Routing", "Fen Otters"]
    assert [(s.snapshot, s.entry, s.line) for s in papers[0].sources] == [("a.txt", 1, 9), ("b.txt", 1, 9)]
    assert papers[0].authors_count == 4


def test_a_long_page_is_read_without_being_held(tmp_path):
    path = write(tmp_path, "page.txt", HEAD + ENTRY + "".join(ENTRY.replace("Heron", f"Heron{n}") for n in range(4000)))
    tracemalloc.start()
    papers = read_snapshot(path)
    assert next(papers).title == "Heron Routing"
    assert sum(1 for _ in papers) == 4000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < path.stat().st_size


def test_a_reader_that_stops_early_leaves_no_open_file(tmp_path):
    papers = read_snapshot(write(tmp_path, "page.txt", HEAD + ENTRY * 9))
    next(papers)
    papers.close()


@pytest.mark.parametrize("rewinds", [True, False])
def test_a_hyphen_is_stdin(monkeypatch, rewinds):
    stream = io.BytesIO((HEAD + ENTRY.replace("Mar 3, 2024", "Mar 3") + ENTRY).encode())
    stream.seekable = lambda: rewinds
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(stream) if rewinds else stream))
    papers = list(read_snapshot("-"))
    assert [paper.sources[0].snapshot for paper in papers] == ["stdin", "stdin"]
    assert [str(paper.published) for paper in papers] == ["2025-03-03", "2024-03-03"]


def test_a_pipe_is_read(tmp_path):
    reading, writing = os.pipe()
    os.write(writing, (HEAD + ENTRY).encode())
    os.close(writing)
    try:
        assert [paper.title for paper in read_snapshot(f"/dev/fd/{reading}")] == ["Heron Routing"]
    finally:
        os.close(reading)


def test_closed_stdin_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert "stdin is closed" in refusal("-").reason


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", None, "empty"),
        (b" \r\n\xc2\xa0\n", None, "empty"),
        (gzip.compress((HEAD + ENTRY).encode()), None, "a gzip file; unpack it first"),
        (b"PK\x03\x04abc", None, "a zip file"),
        (b"%PDF-1.7 abc", None, "a PDF"),
        ((HEAD + ENTRY).encode("utf-16"), None, "UTF-16"),
        (b"\x7fELF\x00\x01", None, "binary"),
        (b"\x01\x02\x03 some words and nothing else", None, "binary"),
        (HEAD.encode() + ENTRY.encode() * 200 + b"\x00", 8 + 200 * 8 + 1, "binary"),
        (
            HEAD.encode() + b"Caf\xe9 Routing\n" + ENTRY.encode(),
            9,
            "not UTF-8 text (byte 0xE9, the line's 4.)",
        ),
        (b"<!DOCTYPE html>\n<h1>\nDaily Papers\n</h1>", 1, "an HTML page"),
        (b"A letter to the editor.\n\nIt is long.\n", 1, "a page of another kind"),
        (HEAD.encode() + b"x" * 1_100_000, 9, "a line of more than a million bytes"),
        (
            HEAD.encode() + b"words and more words\n" * 60_000,
            50_009,
            "a paragraph of over a million characters",
        ),
    ],
    ids=[
        *("nothing", "blank", "gzip", "zip", "pdf", "utf16", "elf", "control", "nul", "latin1"),
        *("html", "other", "long line", "long paragraph"),
    ],
)
def test_what_is_no_snapshot_is_refused_with_file_line_and_reason(tmp_path, content, line, reason):
    path = write(tmp_path, "page.txt", content)
    error = refusal(path)
    assert (error.path, error.line) == (str(path), line)
    assert reason in error.reason
    assert "\n" not in str(error)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "no such file" in refusal(tmp_path / "page.txt").reason


def test_a_directory_is_refused_with_what_to_do(tmp_path):
    assert refusal(tmp_path).reason.endswith(f"{tmp_path}/*.txt")


def test_a_name_that_no_file_can_have_is_refused():
    assert "cannot be read" in refusal("page\0.txt").reason


def test_a_file_of_absurd_size_is_refused_unread(tmp_path):
    path = write(tmp_path, "page.txt", HEAD)
    os.truncate(path, 1 << 40)
    assert "more than 256 MiB" in refusal(path).reason


def test_endless_stdin_is_refused(monkeypatch):
    endless = io.BytesIO(HEAD.encode())
    endless.seekable = lambda: False
    first = [HEAD.encode()]
    endless.read = lambda size: first.pop() if first else b"word\n\n" * 1_000_000
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(endless))
    assert "more than 256 MiB" in refusal("-").reason


@pytest.mark.parametrize("name", ["a\nb.txt", "a\x1b[31m.txt", os.fsdecode(b"caf\xe9.txt")])
def test_a_hostile_file_name_is_escaped_wherever_it_is_shown(tmp_path, name):
    path = write(tmp_path, name, HEAD + ENTRY + "A lone title\n")
    problems: list[Problem] = []
    (paper,) = read_snapshot(path, on_problem=problems.append)
    for shown in (paper.sources[0].snapshot, problems[0].path, str(problems[0]), refusal(path / "x").path):
        assert shown.isprintable()
        assert "\\" in shown
    assert Paper.model_validate_json(paper.model_dump_json()) == paper


def test_problems_without_a_listener_go_to_the_log(tmp_path, caplog):
    path = write(tmp_path, "page.txt", HEAD + ENTRY + "A lone title\n")
    list(read_snapshot(path))
    assert caplog.messages == [f"{path}:17: a title without an abstract, 'A lone title'; left out"]


@needs_shared
def test_the_shared_snapshots_hold_104_papers_in_111_entries():
    paths = sorted((SHARED / "snapshots").glob("*.txt"))
    problems: list[Problem] = []
    assert [sum(1 for _ in read_snapshot(p, on_problem=problems.append)) for p in paths] == [6, 5, 14, 47, 39]
    assert len(list(read_snapshots(paths, on_problem=problems.append))) == 104
    assert problems == []


@needs_shared
def test_titles_and_abstracts_are_those_of_the_gold():
    gold = [json.loads(line) for line in (SHARED / "gold" / "seeds.jsonl").read_text().splitlines()]
    papers = read_snapshots(sorted((SHARED / "snapshots").glob("*.txt")))
    assert {p.title: p.abstract for p in papers} == {paper["title"]: paper["abstract"] for paper in gold}


@needs_shared
@pytest.mark.parametrize(
    ("begins", "expected"),
    [
        ("Densing Law", (None, "openbmb OpenBMB", 2, "2024-12-05")),
        ("Alignment faking", (20, None, 2, "2024-12-18")),
        ("Base Models Know", (5, None, None, "2025-10-08")),
        ("On Robustness and Reliability", (None, None, None, "None")),
    ],
)
def test_bylines_and_dates_of_the_shared_snapshots(begins, expected):
    papers = read_snapshots(sorted((SHARED / "snapshots").glob("*.txt")))
    (paper,) = [paper for paper in papers if paper.title.startswith(begins)]
    assert (paper.authors_count, paper.organisation, paper.comments, str(paper.published)) == expected
