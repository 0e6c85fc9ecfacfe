"""What is remembered of servers: kept for a week, and no file in its place stops anything."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from claimx.models.known import Known, recall, remember

URL = "http://127.0.0.1:8080/v1"
TOOLS = Known(mode="tools", context_tokens=4096)
TODAY = datetime.now(UTC).date()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("CLAIMX_CACHE", str(tmp_path))
    return tmp_path / "servers.json"


def held(**fields) -> str:
    """A cache of one entry, changed."""
    return json.dumps([{"server": URL, "model": "m", **TOOLS.model_dump(mode="json"), **fields}])


def test_what_was_found_out_is_known_to_the_next_run():
    assert recall(URL, "m") is None
    remember(URL, "m", TOOLS)
    assert recall(URL, "m") == TOOLS
    assert (TOOLS.found - TODAY).days in (0, 1)  # a test may run at midnight


def test_servers_and_models_are_told_apart():
    remember(URL, "m", TOOLS)
    remember(URL, "n", Known(mode="json"))
    remember("OpenAI", "m", Known(mode="json_schema"))
    assert [
        k and k.mode for k in (recall(URL, "m"), recall(URL, "n"), recall("OpenAI", "m"), recall("OpenAI", "n"))
    ] == [
        "tools",
        "json",
        "json_schema",
        None,
    ]


def test_what_is_found_out_later_takes_the_place_of_the_earlier(cache):
    remember(URL, "m", TOOLS)
    remember(URL, "m", Known(mode="markdown_json"))
    known = recall(URL, "m")
    assert known is not None
    assert (known.mode, known.context_tokens) == ("markdown_json", None)
    assert len(json.loads(cache.read_text())) == 1


def test_a_key_in_the_url_is_not_written(cache):
    remember("http://user:sesame@127.0.0.1:8080/v1?key=sesame", "m", TOOLS)
    assert "sesame" not in cache.read_text()
    assert recall(URL, "m") == TOOLS


@pytest.mark.parametrize(("days", "counts"), [(0, True), (7, True), (8, False), (4000, False), (-1, False)])
def test_a_week_later_it_is_forgotten_and_a_date_to_come_is_not_believed(cache, days, counts):
    cache.write_text(held(found=(TODAY - timedelta(days=days)).isoformat()))
    assert (recall(URL, "m") is not None) == counts


def test_another_version_of_claimx_finds_out_for_itself(cache):
    cache.write_text(held(version="0.0.1"))
    assert recall(URL, "m") is None


def test_what_is_stale_is_not_kept_for_ever(cache):
    cache.write_text(held(found="2020-01-01"))
    remember("OpenAI", "m", TOOLS)
    assert [entry["server"] for entry in json.loads(cache.read_text())] == ["OpenAI"]


def test_the_file_does_not_grow_without_end(cache):
    entry = json.loads(held())[0]
    cache.write_text(json.dumps([{**entry, "model": f"m{number}"} for number in range(2000)]))
    remember(URL, "the last", TOOLS)
    assert len(json.loads(cache.read_text())) == 500
    assert recall(URL, "the last") == TOOLS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[1, null, {}]",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b'[{"server": 1, "model": []}]',
        held(mode="shell").encode(),
        held(mode=None).encode(),
        held(context_tokens=-1).encode(),
        held(context_tokens="rm -rf").encode(),
        held(found="soon").encode(),
        held(model=None).encode(),
        held()[:-3].encode(),
        b"[" + b" " * 2_000_000 + held()[1:].encode(),
    ],
    ids=lambda content: content[:40].decode("latin-1"),
)
def test_a_damaged_cache_counts_as_empty_and_is_written_anew(cache, content):
    cache.write_bytes(content)
    assert recall(URL, "m") is None
    remember(URL, "m", TOOLS)
    assert recall(URL, "m") == TOOLS


def test_a_damaged_entry_does_not_take_the_others_with_it(cache):
    entry = json.loads(held())[0]
    cache.write_text(json.dumps([{**entry, "mode": "shell"}, 7, entry]))
    assert recall(URL, "m") == TOOLS


@given(
    content=st.recursive(st.none() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v))
)
def test_no_content_of_the_cache_raises(content, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cache")
    (folder / "servers.json").write_text(json.dumps([content, {"server": URL, "model": "m", "mode": content}]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAIMX_CACHE", str(folder))
        assert recall(URL, "m") is None


@pytest.mark.parametrize("field", [{"mode": "shell"}, {"mode": "tools", "context_tokens": 0}, {"context_tokens": 7}])
def test_what_makes_no_sense_is_not_known(field):
    with pytest.raises(ValidationError):
        Known.model_validate(field)


@pytest.mark.parametrize("obstacle", ["file", "folder", "pipe"])
def test_what_stands_in_the_way_of_the_cache_stops_nothing(tmp_path, monkeypatch, obstacle):
    folder = tmp_path / "cache"
    if obstacle == "file":
        folder.write_text("no folder")
    elif obstacle == "folder":
        (folder / "servers.json" / "full").mkdir(parents=True)
    else:
        folder.mkdir()
        os.mkfifo(folder / "servers.json")
    monkeypatch.setenv("CLAIMX_CACHE", str(folder))
    assert recall(URL, "m") is None
    remember(URL, "m", TOOLS)
    assert recall(URL, "m") == (TOOLS if obstacle == "pipe" else None)  # a pipe is replaced, the rest stays
    assert [path.name for path in tmp_path.rglob(".servers*")] == []


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_cache_stops_nothing(cache):
    remember(URL, "m", TOOLS)
    cache.parent.chmod(0o500)
    try:
        remember(URL, "m", Known(mode="json"))
        assert recall(URL, "m") == TOOLS
        cache.chmod(0o000)
        assert recall(URL, "m") is None
    finally:
        cache.parent.chmod(0o700)


def test_what_cannot_be_written_leaves_the_old_file(cache):
    remember(URL, "m", TOOLS)
    remember("no \ud800 place", "m", Known(mode="json"))  # what no file takes: stopped while it is written
    assert recall(URL, "m") == TOOLS
    assert list(cache.parent.iterdir()) == [cache]


def test_processes_that_write_at_once_leave_a_whole_file(cache):
    code = (
        "import sys; from claimx.models.known import Known, remember\n"
        "for turn in range(25): remember('OpenAI', f'{sys.argv[1]}-{turn % 9}', Known(mode='tools'))"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, name]) for name in ("a", "b")]
    while any(writer.poll() is None for writer in writers):
        if cache.exists():
            json.loads(cache.read_text())
        time.sleep(0.01)
    assert [writer.wait() for writer in writers] == [0, 0]
    assert recall("OpenAI", "a-8") or recall("OpenAI", "b-8")
    assert list(cache.parent.iterdir()) == [cache]


def test_the_cache_is_the_users_own_where_nothing_else_is_said(monkeypatch, tmp_path):
    monkeypatch.delenv("CLAIMX_CACHE")
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda name, **_: str(tmp_path / name))
    remember(URL, "m", TOOLS)
    assert (tmp_path / "claimx" / "servers.json").is_file()
