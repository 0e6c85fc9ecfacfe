"""The journal: what was answered is there again, whatever happened to the process, the disk or the file's end."""

from __future__ import annotations

import json
import resource
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.errors import RunError
from claimx.journal import Journal

ANY = st.text(alphabet=st.characters(), max_size=20)
"""All of Unicode, lone surrogates included."""


@dataclass
class Exchange:
    """A request and its response, as the journal asks for them."""

    id: str
    response: Mapping[str, Any] = field(default_factory=lambda: {"answer": "naïve 🙂 \u2028 words"})
    body: Mapping[str, Any] = field(default_factory=lambda: body())
    paper_id: str = "p1"
    seconds: float = 0.5


def body(system: str = "Read.", paper: str = "A paper.", **sampling: Any) -> dict[str, Any]:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": paper}]
    return {"model": "larch-7b", "messages": messages, "temperature": 0.0, **sampling}


def record(path: Path, *exchanges: Exchange) -> None:
    with closing(Journal(path)) as journal:
        for exchange in exchanges:
            journal.record(exchange)


def recall(path: Path, *ids: str) -> list[Mapping[str, Any] | None]:
    with closing(Journal(path)) as journal:
        return [journal.recall(exchange_id) for exchange_id in ids]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines(keepends=True)]


@contextmanager
def full_disk(path: Path, room: int) -> Iterator[None]:
    """For this while no file of this process can grow beyond the size of `path` and `room` bytes."""
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + room, was[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.jsonl"


def test_what_was_recorded_is_recalled_and_nothing_else(path):
    with closing(Journal(path)) as journal:
        assert len(journal) == 0
        assert journal.recall("e1") is None
        journal.record(Exchange("e1", {"n": 1}))
        journal.record(Exchange("e2", {"n": 2}))
        assert [journal.recall(name) for name in ("e2", "e1", "e3", "e1")] == [{"n": 2}, {"n": 1}, None, {"n": 1}]
        assert len(journal) == 2


def test_an_exchange_is_on_disk_when_record_returns(path):
    with closing(Journal(path)) as journal:
        journal.record(Exchange("e1"))
        assert recall(path, "e1") == [Exchange("e1").response]


def test_reopening_finds_every_exchange_and_goes_on_behind_them(path):
    record(path, Exchange("e1", {"n": 1}))
    record(path, Exchange("e2", {"n": 2}))
    assert recall(path, "e1", "e2") == [{"n": 1}, {"n": 2}]


def test_an_exchange_recorded_again_is_recalled_as_last_told(path):
    record(path, Exchange("e1", {"n": 1}), Exchange("e1", {"n": 2}))
    assert recall(path, "e1") == [{"n": 2}]
    with closing(Journal(path)) as journal:
        assert len(journal) == 2
        assert [recorded.response for recorded in journal.answers("p1")] == [{"n": 2}]


def test_the_answers_about_a_paper_are_told_in_order_each_with_its_whole_request(path):
    asked = [body(), body(paper="Another."), body(seed=7), body("Read well.")]
    record(path, *(Exchange(f"e{n}", {"n": n}, asked[n], "p2" if n == 1 else "p1") for n in range(4)))
    record(path, Exchange("e0", {"n": 9}, asked[0]))
    with closing(Journal(path)) as journal:
        found = list(journal.answers("p1"))
        assert [(f.exchange, f.response["n"], f.body) for f in found] == [
            ("e2", 2, asked[2]), ("e3", 3, asked[3]), ("e0", 9, asked[0])
        ]  # fmt: skip
        assert [f.exchange for f in journal.answers("p2")] == ["e1"]
        assert list(journal.answers("p3")) == []
        shared = [{**request, "messages": request["messages"][:1]} for request in (asked[2], asked[3], asked[0])]
        assert journal.frames("p1") == shared
        assert journal.frames("p2") == shared[2:]
        assert journal.frames("p3") == []


def test_what_is_forgotten_is_recalled_no_more_and_can_be_recorded_again(path):
    record(path, *(Exchange(f"e{n}", {"n": n}, paper_id=f"p{n % 2}") for n in range(4)))
    with closing(Journal(path)) as journal:
        assert journal.forget(["p0", "p7", "p0"]) == 1
        assert [journal.recall(f"e{n}") for n in range(4)] == [None, {"n": 1}, None, {"n": 3}]
        assert list(journal.answers("p0")) == []
        assert len(journal) == 4
        journal.record(Exchange("e0", {"n": 10}, paper_id="p0"))
        assert journal.recall("e0") == {"n": 10}
    assert recall(path, "e0", "e1", "e2", "e3") == [{"n": 10}, {"n": 1}, None, {"n": 3}]
    assert [line["response"]["n"] for line in lines(path) if "response" in line] == [0, 1, 2, 3, 10]


def test_forgetting_what_is_not_there_writes_nothing(path):
    record(path, Exchange("e1"))
    whole = path.read_bytes()
    with closing(Journal(path)) as journal:
        assert journal.forget([]) == journal.forget(["p2"]) == 0
    assert path.read_bytes() == whole


def used(prompt: Any, answer: Any, **more: Any) -> dict[str, Any]:
    return {"usage": {"prompt_tokens": prompt, "completion_tokens": answer, **more}}


def test_the_tokens_of_all_that_it_holds_are_summed_also_of_what_is_forgotten(path):
    with closing(Journal(path)) as journal:
        assert journal.usage == {"prompt_tokens": None, "cached_tokens": None, "completion_tokens": None}
        journal.record(Exchange("e1", used(100, 10, prompt_tokens_details={"cached_tokens": 64})))
        journal.record(Exchange("e1", used(100, 20)))
        journal.forget(["p1"])
        for odd in ({}, {"usage": None}, {"usage": 7}, used("9", None), used(1, 2, prompt_tokens_details=[])):
            journal.record(Exchange("e2", odd))
        told = {"prompt_tokens": 201, "cached_tokens": 64, "completion_tokens": 32}
        assert journal.usage == told
    with closing(Journal(path)) as journal:
        assert journal.usage == told


def test_a_journal_that_is_changed_while_it_is_in_use_is_told(path):
    record(path, Exchange("e1"), Exchange("e2"))
    with closing(Journal(path)) as journal:
        path.write_bytes(path.read_bytes()[:150])
        with pytest.raises(RunError, match="was changed while it was in use: run the same command again"):
            journal.recall("e2")


def test_a_line_holds_what_its_description_says_and_never_a_header(path):
    record(path, Exchange("e1"))
    frame, exchange = lines(path)
    assert list(frame) == ["frame", "body"]
    assert list(exchange) == ["exchange", "at", "paper_id", "seconds", "frame", "messages", "response"]
    text = path.read_text(encoding="utf-8").lower()
    assert not [word for word in ("header", "authorization", "bearer", "api_key") if word in text]


def test_what_all_requests_share_is_written_once_and_a_request_can_be_rebuilt(path):
    asked = {f"e{n}": body(paper=f"Paper {n}.") for n in range(3)}
    record(path, *(Exchange(name, body=asked[name]) for name in ("e0", "e1")))
    record(path, Exchange("e2", body=asked["e2"]))
    frame, *exchanges = lines(path)
    assert [line["exchange"] for line in exchanges] == list(asked)
    for line in exchanges:
        assert line["frame"] == frame["frame"]
        whole = {**frame["body"], "messages": frame["body"]["messages"] + line["messages"]}
        assert whole == asked[line["exchange"]]


def test_another_prompt_or_sampling_has_a_frame_of_its_own(path):
    bodies = [body(), body("Read well."), body(top_p=0.5), {"model": "m", "messages": []}, body()]
    record(path, *(Exchange(f"e{n}", body=asked) for n, asked in enumerate(bodies)))
    assert len([line for line in lines(path) if "body" in line]) == 4


@settings(deadline=None)
@given(answer=ANY, paper=ANY, name=ANY)
def test_any_character_is_recalled_as_it_was(answer, paper, name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        record(path, Exchange("e1", {name: answer}, body(paper=paper)), Exchange("e2"))
        assert recall(path, "e1") == [{name: answer}]
        assert path.read_bytes().count(b"\n") == 3


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_cut_at_any_byte_of_the_last_line_loses_that_line_only(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        record(path, Exchange("e1", {"n": 1}), Exchange("e2"))
        whole = path.read_bytes()
        start = whole.rindex(b"\n", 0, -1) + 1
        path.write_bytes(whole[: data.draw(st.integers(start, len(whole) - 1))])
        assert recall(path, "e1", "e2") == [{"n": 1}, None]
        assert path.read_bytes() == whole[:start]
        record(path, Exchange("e2", {"n": 2}))
        assert recall(path, "e1", "e2") == [{"n": 1}, {"n": 2}]


@settings(deadline=None)
@given(st.data())
def test_a_cut_in_the_first_line_is_a_new_beginning(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        record(path, Exchange("e1"))
        first = path.read_bytes().index(b"\n")
        path.write_bytes(path.read_bytes()[: data.draw(st.integers(0, first))])
        record(path, Exchange("e2", {"n": 2}))
        assert recall(path, "e1", "e2") == [None, {"n": 2}]
        assert list(lines(path)[0]) == ["frame", "body"]


@pytest.mark.parametrize(
    "damage",
    [
        b"\x00" * 9,
        b"{",
        b"\xff",
        b"",
        b"7",
        b"[]",
        b"{}",
        b'{"exchange": []}',
        b'{"exchange": "e2"}',
        b'{"frame": {}}',
        b'{"frame": "f", "body": {}}',
        b'{"exchange": "e9", "paper_id": "p", "frame": "lost", "messages": [], "response": {}}',
        b'{"forgotten": "p1"}',
        b"[" * 90_000,
        b"9" * 5000,
    ],
    ids=lambda damage: damage[:20].decode("latin-1").encode("unicode_escape").decode() or "blank",
)
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_damage_in_the_middle_is_refused_with_its_line_and_nothing_is_cut(path, damage, number):
    record(path, Exchange("e1"), Exchange("e1"), Exchange("e2"), Exchange("e3"))
    broken = path.read_bytes().split(b"\n")
    broken[number - 1] = damage
    path.write_bytes(b"\n".join(broken))
    with pytest.raises(RunError, match="is damaged: restore it, or begin anew with --fresh") as caught:
        Journal(path)
    assert caught.value.path == f"{path}:{number}"
    assert path.read_bytes() == b"\n".join(broken)


@pytest.mark.parametrize("room", [0, 1, 40, 150])
def test_a_full_disk_is_told_and_leaves_no_half_line_behind(path, room):
    with closing(Journal(path)) as journal:
        journal.record(Exchange("e1", {"n": 1}))
        whole = path.read_bytes()
        with full_disk(path, room), pytest.raises(RunError, match=r"cannot be written .*: make room and run the same"):
            journal.record(Exchange("e2", {"n": "2" * 200}))
        assert path.read_bytes() == whole
        assert (len(journal), journal.recall("e2")) == (1, None)
        journal.record(Exchange("e3", {"n": 3}))
    assert recall(path, "e1", "e2", "e3") == [{"n": 1}, None, {"n": 3}]


def test_half_a_line_that_could_not_be_cut_off_is_cut_off_before_the_next(path):
    with closing(Journal(path)) as journal:
        journal.record(Exchange("e1", {"n": 1}))
        with path.open("ab") as other:
            other.write(b'{"exchange": "e2", "respo')
        journal.record(Exchange("e3", {"n": 3}))
        assert journal.recall("e3") == {"n": 3}
    assert recall(path, "e1", "e2", "e3") == [{"n": 1}, None, {"n": 3}]


def test_a_full_disk_between_frame_and_exchange_loses_nothing_later(path):
    with closing(Journal(path)) as journal:
        journal.record(Exchange("e1"))
        with full_disk(path, 200), pytest.raises(RunError, match="make room"):
            journal.record(Exchange("e2", {"n": "2" * 200}, body("Read well.")))
        journal.record(Exchange("e3", {"n": 3}, body("Read well.")))
    assert recall(path, "e1", "e2", "e3") == [Exchange("e1").response, None, {"n": 3}]
    assert len([line for line in lines(path) if "body" in line]) == 2


def test_a_journal_that_is_a_folder_or_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "journal.jsonl", tmp_path / "nowhere" / "journal.jsonl"):
        with pytest.raises(RunError, match=r"cannot be written .*: name another folder with -o"):
            Journal(path)


def test_closing_twice_does_no_harm(path):
    journal = Journal(path)
    journal.close()
    journal.close()
    assert path.read_bytes() == b""
