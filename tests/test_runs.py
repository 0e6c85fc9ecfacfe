"""The run folder: whose it is, who may write into it, and what is found in it afterwards."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_claim, make_paper
from claimx.errors import RunError
from claimx.jsonl import read_lines, replace_text
from claimx.papers import Source
from claimx.runs import (
    LISTS,
    Identity,
    RunFolder,
    now,
    read_claims,
    read_run_json,
    run_head,
)
from powerless import obey_permissions

IDENTITY = Identity("larch-7b", "p" * 12, "s" * 12)
HEAD = {"model": "larch-7b", "prompt": "p" * 12, "schema": "s" * 12}


@dataclass
class Entry:
    """What a paper adds to the lists."""

    pairs: list[tuple[str, Any]]

    def lines(self) -> Iterable[tuple[str, Any]]:
        return self.pairs


@dataclass
class Exchange:
    """An exchange for the journal."""

    id: str = "e1"
    paper_id: str = "p1"
    seconds: float = 0.1

    @property
    def body(self) -> dict[str, Any]:
        return {"messages": []}

    @property
    def response(self) -> dict[str, Any]:
        return {"n": 1}


@pytest.fixture
def out(tmp_path):
    """The place of a run folder that is not there yet."""
    return tmp_path / "out"


def run(path: Path, *claims: Any, identity: Identity = IDENTITY, fresh: bool = False) -> None:
    """A run that is answered once and writes `claims`."""
    with RunFolder.open(path, identity, fresh=fresh) as folder:
        folder.write_run({**HEAD, "model": identity.model})
        folder.journal.record(Exchange())
        folder.add(Entry([("claims", claim) for claim in claims]))


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(RunError) as caught:
        RunFolder.open(path, options.pop("identity", IDENTITY), **options)
    return str(caught.value)


def names(path: Path) -> set[str]:
    """What stands in a folder, apart from the lock."""
    return {file.name for file in path.iterdir()} - {".lock"}


def test_a_new_run_makes_its_folder_and_all_lists(tmp_path):
    out = tmp_path / "deep" / "out"
    claim = make_claim()
    run(out, claim)
    assert names(out) == {f"{name}.jsonl" for name in LISTS} | {"journal.jsonl", "run.json"}
    assert list(read_claims(out)) == [claim]
    assert read_run_json(out) == HEAD


def test_an_empty_folder_is_as_good_as_none(out):
    out.mkdir()
    run(out)
    assert read_run_json(out) == HEAD


def test_continuing_begins_the_lists_anew_and_keeps_the_journal(out):
    run(out, make_claim(), make_claim(method="Larch"))
    run(out, make_claim(metric="F1"))
    assert [claim.metric for claim in read_claims(out)] == ["F1"]
    with RunFolder.open(out, IDENTITY) as folder:
        assert folder.journal.recall("e1") == {"n": 1}
        assert not list(read_claims(out))


def test_what_is_added_is_there_for_a_reader_at_once(out):
    with RunFolder.open(out, IDENTITY) as folder:
        folder.add(
            Entry([("papers", make_paper()), ("failures", {"title": "Larch 🌲"}), ("papers", make_paper("Lark"))])
        )
        assert [paper["title"] for paper in read_lines(out / "papers.jsonl")] == [make_paper().title, "Lark"]
        assert list(read_lines(out / "failures.jsonl")) == [{"title": "Larch 🌲"}]


def test_a_lone_surrogate_spoils_no_list_and_no_run_json(out):
    with RunFolder.open(out, IDENTITY) as folder:
        folder.add(Entry([("failures", {"title": "half \ud83d"})]))
        folder.write_run({**HEAD, "model": "half \ud83d"})
    assert list(read_lines(out / "failures.jsonl")) == [{"title": "half \ud83d"}]
    assert read_run_json(out)["model"] == "half \ud83d"


@pytest.mark.parametrize("word", ["model", "prompt", "schema"])
def test_a_run_of_another_question_is_refused_and_left_as_it_is(out, word):
    run(out, make_claim())
    other = Identity(**{**HEAD, word: "other"})
    told = refusal(out, identity=other)
    assert told == (
        f"{out}: holds a run of another {word} ({HEAD[word]}, not other): "
        "add --fresh to begin anew, or name another folder with -o."
    )
    assert list(read_claims(out)) == [make_claim()]
    run(out)


def test_fresh_sets_every_journal_aside_and_deletes_none(out):
    for _ in range(3):
        run(out, fresh=True)
    assert {"journal.jsonl", "journal-1.jsonl", "journal-2.jsonl"} <= names(out)
    with RunFolder.open(out, Identity("other", "p", "s"), fresh=True) as folder:
        assert len(folder.journal) == 0
    assert len((out / "journal-3.jsonl").read_bytes().splitlines()) == 2


def test_fresh_begins_anew_where_run_json_is_damaged_or_lost(out):
    run(out)
    (out / "run.json").write_text("{")
    assert "run again with --fresh" in refusal(out)
    run(out, fresh=True)
    (out / "run.json").unlink()
    with RunFolder.open(out, IDENTITY, fresh=True) as folder:
        assert len(folder.journal) == 0


@pytest.mark.parametrize("fresh", [False, True])
def test_a_fresh_run_that_ended_before_its_first_question_can_be_begun_again(out, fresh):
    run(out, make_claim())
    (out / "report.html").write_text("Claims.")
    RunFolder.open(out, IDENTITY, fresh=True).close()
    assert list(read_claims(out)) == [make_claim()]
    run(out, make_claim(metric="F1"), fresh=fresh)
    assert [claim.metric for claim in read_claims(out)] == ["F1"]


@pytest.mark.parametrize(
    "left", [[], [".lock"], [".lock", "journal.jsonl"], [".lock", "journal.jsonl", "claims.jsonl"]]
)
def test_a_run_that_was_killed_before_its_run_json_was_whole_can_be_begun_again(out, left):
    out.mkdir()
    for name in left:
        (out / name).touch()
    (out / ".run.json.part").write_text('{"clai')
    run(out)
    assert read_run_json(out) == HEAD


def failed(path: Path, *paper_ids: str) -> None:
    """A run with an answer about p1 and these failures."""
    with RunFolder.open(path, IDENTITY) as folder:
        folder.write_run(HEAD)
        folder.journal.record(Exchange())
        folder.add(Entry([("failures", {"paper_id": name}) for name in paper_ids]))


def test_papers_that_failed_are_forgotten_where_they_are_to_be_asked_anew(out):
    failed(out, "p1", "p2")
    with RunFolder.open(out, IDENTITY) as folder:
        assert (folder.retried, folder.journal.recall("e1")) == ([], {"n": 1})
        folder.add(Entry([("failures", {"paper_id": "p1"})]))
    with RunFolder.open(out, IDENTITY, retry_failed=True) as folder:
        assert (folder.retried, folder.journal.recall("e1")) == (["p1"], None)
    with RunFolder.open(out, IDENTITY, retry_failed=True) as folder:  # as after a kill: forgotten all the same
        assert (folder.retried, folder.journal.recall("e1")) == ([], None)


def test_nothing_is_forgotten_where_no_paper_failed(out):
    failed(out)
    with RunFolder.open(out, IDENTITY, retry_failed=True) as folder:
        assert (folder.retried, folder.journal.recall("e1")) == ([], {"n": 1})
    new = out / "new"
    with RunFolder.open(new, IDENTITY, retry_failed=True) as folder:
        assert folder.retried == []


def test_where_a_run_begins_anew_nothing_is_left_to_be_asked_anew(out):
    failed(out, "p1")
    with RunFolder.open(out, IDENTITY, retry_failed=True, fresh=True) as folder:
        assert (folder.retried, len(folder.journal)) == ([], 0)


def test_a_damaged_list_of_failures_is_told_and_the_lock_given_up(out):
    failed(out, "p1")
    (out / "failures.jsonl").write_text("{\n{}\n")
    assert "failures.jsonl:1: is no JSON object" in refusal(out, retry_failed=True)
    run(out)


def test_a_reopened_run_shows_its_old_lists_until_the_new_ones_take_their_place(out):
    old, new = make_claim(), make_claim(metric="F1")
    run(out, old)
    with RunFolder.reopen(out) as folder:
        folder.add(Entry([("claims", new)]))
        assert list(read_claims(out)) == [old]
        assert refusal(out) == f"{out}: another claimx is at work in this folder: wait for it, or name another with -o."
    assert list(read_claims(out)) == [old]
    whole = names(out)
    with RunFolder.reopen(out) as folder:
        folder.add(Entry([("claims", new)]))
        folder.lists.put_in_place()
        assert list(read_claims(out)) == [new]
    assert list(read_claims(out)) == [new]
    assert names(out) == whole


def test_only_a_run_can_be_reopened(out):
    out.mkdir()
    with pytest.raises(RunError, match=r"holds no run\.json: name the folder of a claimx run"):
        RunFolder.reopen(out)
    assert list(out.iterdir()) == []
    run(out)
    with RunFolder.open(out, IDENTITY), pytest.raises(RunError, match="another claimx is at work"):
        RunFolder.reopen(out)


def test_a_moved_run_goes_on_where_it_is(out, tmp_path):
    run(out, make_claim())
    out.rename(tmp_path / "moved")
    with RunFolder.open(tmp_path / "moved", IDENTITY) as folder:
        assert folder.journal.recall("e1") == {"n": 1}
    assert not out.exists()


SECOND = """
import sys
from pathlib import Path
from claimx.errors import RunError
from claimx.runs import Identity, RunFolder

try:
    with RunFolder.open(Path(sys.argv[1]), Identity("larch-7b", "p" * 12, "s" * 12), fresh=len(sys.argv) > 2):
        print("opened")
except RunError as error:
    print(error)
"""


def second_process(*arguments: str | Path, **options: Any) -> str:
    command = [sys.executable, "-c", SECOND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, **options).stdout.strip()


def test_a_second_process_is_refused_until_the_first_is_done(out):
    told = f"{out}: another claimx is at work in this folder: wait for it, or name another with -o."
    with RunFolder.open(out, IDENTITY) as folder:
        folder.write_run(HEAD)
        folder.journal.record(Exchange())
        folder.add(Entry([("claims", make_claim())]))
        assert second_process(out) == told
        assert second_process(out, "fresh") == told
        assert refusal(out) == told
        assert list(read_claims(out)) == [make_claim()]
    assert second_process(out) == "opened"


def test_a_killed_process_leaves_no_lock(out):
    kill = (
        "\nfolder = RunFolder.open(Path(sys.argv[1]), Identity('larch-7b', 'p' * 12, 's' * 12))\nimport os\nos._exit(9)"
    )
    killed = subprocess.run([sys.executable, "-c", SECOND.partition("\ntry")[0] + kill, str(out)], timeout=60)
    assert killed.returncode == 9
    run(out)


def test_a_refused_folder_is_not_kept_locked(out):
    run(out)
    refusal(out, identity=Identity("other", "p", "s"))
    assert second_process(out) == "opened"


def test_somebody_elses_folder_is_refused_and_nothing_is_written_into_it(out):
    out.mkdir()
    (out / "thesis.tex").write_text("Words.")
    assert refusal(out) == f"{out}: is no run folder and not empty ('thesis.tex' is there): name another with -o."
    assert "thesis.tex" in refusal(out, fresh=True)
    assert list(out.iterdir()) == [out / "thesis.tex"]


def test_a_file_beside_a_run_is_no_matter(out):
    run(out)
    (out / "notes.txt").write_text("Mine.")
    run(out)
    assert (out / "notes.txt").read_text() == "Mine."


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("Words.")
    for path in (tmp_path / "file", tmp_path / "file" / "out"):
        assert refusal(path) == f"{path}: is a file, not a folder: name another place with -o."
    assert (tmp_path / "file").read_text() == "Words."


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no file system here refuses even the superuser")
def test_a_folder_that_cannot_be_made_is_refused():
    assert "/proc/self/out: cannot be written (" in refusal(Path("/proc/self/out"))


@pytest.mark.parametrize(
    ("name", "mode", "told"),
    [
        (".", 0o500, "cannot be written (Permission denied)"),
        (".", 0o000, "cannot be written (Permission denied)"),
        ("out", 0o500, "cannot be written (Permission denied)"),
        ("out/.lock", 0o000, "cannot be written (Permission denied)"),
        ("out/journal.jsonl", 0o400, "cannot be written (Permission denied)"),
        ("out/claims.jsonl", 0o400, "cannot be written (Permission denied)"),
        ("out/run.json", 0o000, "cannot be read ("),
    ],
)
def test_a_file_or_folder_without_the_right_to_write_is_told(out, tmp_path, name, mode, told):
    run(out, make_claim())
    if name == ".":
        out = tmp_path / "new"
    place = tmp_path / name
    was = place.stat().st_mode
    place.chmod(mode)
    try:
        said = second_process(out, preexec_fn=obey_permissions)
    finally:
        place.chmod(was)
    assert said.startswith(str(tmp_path))
    assert told in said
    assert list(read_claims(tmp_path / "out")) == [make_claim()]


def test_a_run_json_that_is_read_only_is_replaced_all_the_same(out):
    run(out)
    (out / "run.json").chmod(0o400)
    assert second_process(out, preexec_fn=obey_permissions) == "opened"


@pytest.mark.parametrize("name", ["journal.jsonl", "claims.jsonl"])
def test_a_folder_in_the_place_of_a_file_is_refused_and_the_lock_given_up(out, name):
    (out / name).mkdir(parents=True)
    with pytest.raises(RunError, match="cannot be written"), RunFolder.open(out, IDENTITY):
        pass
    (out / name).rmdir()
    run(out)


FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")


@FULL
def test_a_full_disk_is_told_and_the_folder_given_up(out):
    out.mkdir()
    (out / "claims.jsonl").symlink_to("/dev/full")
    with pytest.raises(RunError, match=r"cannot be written \(No space left on device\): make room and run the same"):
        run(out, make_claim())
    (out / "claims.jsonl").unlink()
    run(out, make_claim())
    assert list(read_claims(out)) == [make_claim()]


@pytest.mark.parametrize("made", [False, True], ids=["new", "empty"])
def test_discarding_a_run_without_an_answer_leaves_nothing(out, made):
    if made:
        out.mkdir()
    with RunFolder.open(out, IDENTITY) as folder:
        folder.write_run(HEAD)
        folder.discard()
    assert not out.exists()


def test_discarding_keeps_what_was_answered_and_what_was_there_before(out):
    with RunFolder.open(out, IDENTITY) as folder:
        folder.write_run(HEAD)
        folder.journal.record(Exchange())
        folder.discard()
    assert {"journal.jsonl", "run.json"} <= names(out)
    with RunFolder.open(out, IDENTITY, fresh=True) as folder:
        folder.discard()
    assert {"journal.jsonl", "journal-1.jsonl"} <= names(out)


def test_discarding_deletes_no_file_of_another_hand(out):
    with RunFolder.open(out, IDENTITY) as folder:
        (out / "notes.txt").write_text("Mine.")
        (out / "report.md").write_text("Mine too.")
        folder.discard()
    assert names(out) == {"notes.txt", "report.md"}


def test_the_working_directory_is_emptied_and_stays(out, monkeypatch):
    out.mkdir()
    monkeypatch.chdir(out)
    with RunFolder.open(Path(), IDENTITY) as folder:
        folder.discard()
    assert names(out) == set()


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text(alphabet=st.characters()))
def test_replacing_puts_the_whole_text_in_place(tmp_path_factory, before, text):
    path = tmp_path_factory.mktemp("replace") / "report.md"
    replace_text(path, before)
    assert path.read_bytes() == before.encode()
    replace_text(path, text)
    assert path.read_bytes() == text.encode("utf-8", "backslashreplace")
    assert names(path.parent) == {"report.md"}


def test_a_reader_of_the_old_file_keeps_it_whole(tmp_path):
    path = tmp_path / "run.json"
    replace_text(path, "old")
    with path.open() as reader:
        replace_text(path, "new")
        assert (reader.read(), path.read_text()) == ("old", "new")


@FULL
def test_replacing_on_a_full_disk_keeps_the_old_file_and_leaves_no_part(tmp_path):
    path = tmp_path / "run.json"
    replace_text(path, "old")
    (tmp_path / ".run.json.part").symlink_to("/dev/full")
    with pytest.raises(RunError, match=r"cannot be written \(No space left on device\)"):
        replace_text(path, "new")
    assert path.read_text() == "old"
    assert names(tmp_path) == {"run.json"}


def test_replacing_where_nothing_can_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "run.json", tmp_path / "nowhere" / "run.json", tmp_path / "folder"):
        with pytest.raises(RunError, match=r"cannot be written .*: name another place with -o"):
            replace_text(path, "new")
    assert names(tmp_path) == {"file", "folder"}


LINE = json.dumps({"title": "naïve 🙂 \u2028"}, ensure_ascii=False).encode()


@settings(deadline=None)
@given(st.integers(0, len(LINE) - 1))
def test_a_last_line_torn_at_any_byte_ends_the_list(tmp_path_factory, cut):
    path = tmp_path_factory.mktemp("torn") / "claims.jsonl"
    path.write_bytes(LINE + b"\n" + LINE + b"\n" + LINE[:cut])
    assert list(read_lines(path)) == [json.loads(LINE)] * 2


def test_a_last_line_that_is_whole_but_for_its_end_counts(tmp_path):
    (tmp_path / "claims.jsonl").write_bytes(LINE + b"\r\n" + LINE)
    assert list(read_lines(tmp_path / "claims.jsonl")) == [json.loads(LINE)] * 2


@pytest.mark.parametrize("bad", [b"{", b"7", b"[]", b"null", b"\xff\xfe", b'{"a": "\xe9"}', b""], ids=ascii)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_line_that_is_no_object_is_told_with_its_number(tmp_path, bad, number):
    path = tmp_path / "claims.jsonl"
    content = [LINE] * 3
    content[number - 1] = bad
    path.write_bytes(b"".join(line + b"\n" for line in content))
    found = []
    with pytest.raises(RunError, match=f"^{path}:{number}: is no JSON object"):
        found.extend(read_lines(path))
    assert list(read_lines(tmp_path / "nowhere.jsonl")) == []


def test_a_list_that_is_a_folder_is_told(tmp_path):
    with pytest.raises(RunError, match="cannot be read"):
        list(read_lines(tmp_path))


def claim_lines(*claims: Any) -> bytes:
    return b"".join(claim.model_dump_json().encode() + b"\n" for claim in claims)


def test_claims_are_read_from_a_folder_a_file_and_standard_input(out, monkeypatch):
    claims = [make_claim(), make_claim(metric="naïve F1 🙂")]
    run(out, *claims)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(claim_lines(*claims)), encoding="ascii"))
    assert list(read_claims(out)) == list(read_claims(out / "claims.jsonl")) == list(read_claims(Path("-"))) == claims


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"metric": None}, "metric: Input should be a valid string"),
        ({"surprise": 1}, "surprise: Extra inputs are not permitted"),
        ({"delta": {"kind": "change"}}, "delta: Value error, a change needs a number"),
        ({"delta": {"kind": "level", "to_value": float("nan")}}, "delta.to_value: Input should be a finite number"),
        ({"quantified": False}, "Value error, quantified and the numbers disagree"),
    ],
    ids=["type", "extra", "part", "nan", "whole"],
)
def test_a_line_that_is_no_claim_is_told_with_its_number_and_field(tmp_path, change, told):
    path = tmp_path / "claims.jsonl"
    bad = json.dumps(make_claim().model_dump(mode="json") | change).encode() + b"\n"
    path.write_bytes(claim_lines(make_claim()) + bad)
    reading = read_claims(path)
    assert next(reading) == make_claim()
    with pytest.raises(RunError) as caught:
        next(reading)
    assert str(caught.value) == f"{path}:2: is no claim ({told})."


def test_claims_of_no_run_are_refused(tmp_path):
    with pytest.raises(RunError, match=r"holds no run\.json: name the folder of a claimx run"):
        list(read_claims(tmp_path))
    with pytest.raises(RunError, match="does not exist: name a run folder, a file of claims, or -"):
        list(read_claims(tmp_path / "nowhere"))


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]", b""], ids=ascii)
def test_a_run_json_that_cannot_be_read_is_told(tmp_path, content):
    (tmp_path / "run.json").write_bytes(content)
    with pytest.raises(RunError, match=r"run\.json: .*: run again with --fresh\.$"):
        read_run_json(tmp_path)


def test_the_head_tells_the_question_with_the_hash_and_entries_of_each_snapshot(tmp_path):
    page = tmp_path / "odd\x1bname.txt"
    page.write_bytes(b"Larch\r\n")
    seen = [Source(snapshot="odd\\x1bname.txt", entry=n, line=n) for n in (1, 2)]
    piped = Source(snapshot="stdin", entry=1, line=1)
    papers = [make_paper("Larch", sources=(seen[0], piped)), make_paper("Lark", sources=(seen[1],))]
    head = run_head(IDENTITY, [page, Path("-")], papers, "http://localhost:8000/v1")
    assert head["sources"] == [
        {"snapshot": "odd\\x1bname.txt", "sha256": hashlib.sha256(b"Larch\r\n").hexdigest(), "entries": 2},
        {"snapshot": "stdin", "sha256": None, "entries": 1},
    ]
    assert {name: head[name] for name in HEAD} == HEAD
    assert head["base_url"] == "http://localhost:8000/v1"


def test_a_run_continues_under_the_head_that_it_was_begun_with(out):
    with RunFolder.open(out, IDENTITY) as folder:
        folder.write_run(run_head(IDENTITY, [], [], None))
    run(out)


def test_the_time_is_utc_to_the_second():
    assert len(now()) == len("2026-05-12T09:30:00+00:00")
    assert now().endswith("+00:00")
