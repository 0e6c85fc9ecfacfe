"""The growing database: nothing twice, nothing half, nobody else's."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from builders import make_claim, make_paper
from claimx.claims import Claim
from claimx.errors import RunError, UsageError
from claimx.frames import store as stores
from claimx.frames.database import Database
from claimx.frames.loading import columns_sql
from claimx.frames.store import add_to_store, is_store
from claimx.frames.tables import TABLES
from frame_builders import write_run

duckdb = pytest.importorskip("duckdb")

PAPER, OTHER = make_paper(), make_paper("Oxbow")
CLAIM = make_claim(PAPER)
SECOND = make_claim(PAPER, "trains up to 9.1x faster")


def ask(sql: str, store: Path) -> list[tuple[object, ...]]:
    with Database([store]) as database:
        return list(database.query(sql).rows)


def methods(store: Path) -> list[tuple[object, ...]]:
    return ask("SELECT method, count(*) FROM claims GROUP BY method ORDER BY method", store)


def renamed(claim: Claim, method: str) -> Claim:
    return claim.model_copy(update={"method": method})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "claims.duckdb"


def test_a_run_added_twice_changes_nothing(tmp_path: Path, store: Path):
    run = write_run(tmp_path / "week-1", [PAPER, OTHER], [CLAIM])
    add_to_store(store, [run])
    before = {table.name: ask(f"FROM {table.name} ORDER BY ALL", store) for table in TABLES}
    add_to_store(store, [run, run])
    assert {table.name: ask(f"FROM {table.name} ORDER BY ALL", store) for table in TABLES} == before
    assert len(before["papers"]) == 2


def test_the_same_folder_run_again_replaces_its_rows(tmp_path: Path, store: Path):
    add_to_store(store, [write_run(tmp_path / "out", [PAPER, OTHER], [CLAIM, SECOND])])
    add_to_store(store, [write_run(tmp_path / "out", [PAPER], [renamed(CLAIM, "Anew")])])
    assert methods(store) == [("Anew", 1)]
    assert ask("SELECT count(*) FROM papers", store) == [(1,)]


def test_a_paper_of_two_weeks_is_told_once_by_the_newer_run(tmp_path: Path, store: Path):
    newer = write_run(tmp_path / "a", [PAPER, OTHER], [renamed(CLAIM, "Newer")], finished="2026-05-19T08:00:00+00:00")
    older = write_run(tmp_path / "b", [PAPER], [CLAIM, SECOND])
    for order in ([newer, older], [older, newer]):
        store.unlink(missing_ok=True)
        add_to_store(store, order)
        assert methods(store) == [("Newer", 1)]
        assert ask("SELECT count(*) / count(DISTINCT paper_id), count(DISTINCT paper_id) FROM numbers", store) == [
            (4, 2)
        ]
        assert ask("SELECT count(*) FROM papers", store) == [(2,)]
        assert ask("SELECT count(*) FROM runs", store) == [(2,)]


def test_a_run_without_an_answer_does_not_hide_one_with_it(tmp_path: Path, store: Path):
    good = write_run(tmp_path / "a", [PAPER], [CLAIM])
    bad = write_run(tmp_path / "b", [PAPER], failed=[PAPER], finished="2026-05-19T08:00:00+00:00")
    add_to_store(store, [good, bad])
    assert methods(store) == [("Tamarack", 1)]
    assert ask("FROM failures", store) == []


def test_another_model_or_prompt_is_another_word(tmp_path: Path, store: Path):
    add_to_store(store, [write_run(tmp_path / "a", [PAPER], [CLAIM])])
    add_to_store(store, [write_run(tmp_path / "b", [PAPER], [CLAIM], model="llama")])
    assert methods(store) == [("Tamarack", 2)]


def test_all_runs_are_added_or_none(tmp_path: Path, store: Path):
    good = write_run(tmp_path / "good", [PAPER], [CLAIM])
    with pytest.raises(RunError, match=r"holds no run\.json"):
        add_to_store(store, [good, tmp_path])
    assert not store.exists()


def test_a_process_killed_in_the_middle_leaves_the_store_as_it_was(tmp_path: Path, store: Path):
    add_to_store(store, [write_run(tmp_path / "out", [PAPER], [CLAIM])])
    write_run(tmp_path / "out", [PAPER, OTHER], [renamed(CLAIM, "Anew")])
    killed = (
        "import os, signal, sys; from pathlib import Path; from claimx.frames import store\n"
        "whole = store.insert\n"
        "def dying(connection, name, *rest):\n"
        "    whole(connection, name, *rest)\n"
        "    if name == 'all_failures': os.kill(os.getpid(), signal.SIGKILL)\n"
        "store.insert = dying\n"
        "store.add_to_store(Path(sys.argv[1]), [Path(sys.argv[2])])"
    )
    ended = subprocess.run([sys.executable, "-c", killed, store, tmp_path / "out"], check=False)
    assert ended.returncode == -9
    assert methods(store) == [("Tamarack", 1)]
    add_to_store(store, [tmp_path / "out"])
    assert methods(store) == [("Anew", 1)]


def test_a_store_open_elsewhere_is_told(tmp_path: Path, store: Path):
    run = write_run(tmp_path / "out", [PAPER], [CLAIM])
    add_to_store(store, [run])
    held = f"import duckdb; c = duckdb.connect({str(store)!r}); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(RunError, match="is open in another process"):
            add_to_store(store, [run])
        with pytest.raises(RunError, match="is open in another process"):
            methods(store)
        process.communicate(b"\n")
    assert methods(store) == [("Tamarack", 1)]


def test_a_database_of_something_else_is_not_touched(tmp_path: Path, store: Path):
    with duckdb.connect(str(store)) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1 AS x")
    run = write_run(tmp_path / "out", [PAPER])
    with pytest.raises(RunError, match="is a database of something else"):
        add_to_store(store, [run])
    with pytest.raises(RunError, match="is a database of something else"):
        methods(store)
    with duckdb.connect(str(store), read_only=True) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("mine",)]


def test_a_file_that_is_no_database_is_not_touched(tmp_path: Path, store: Path):
    store.write_text("my notes" * 100)
    with pytest.raises(RunError, match="cannot be used"):
        add_to_store(store, [write_run(tmp_path / "out", [PAPER])])
    assert store.read_text() == "my notes" * 100
    assert not is_store(store)


def test_a_store_of_another_version_is_not_touched(tmp_path: Path, store: Path):
    run = write_run(tmp_path / "out", [PAPER])
    add_to_store(store, [run])
    with duckdb.connect(str(store)) as connection:
        connection.execute("UPDATE claimx_store SET version = 99")
    for act in (lambda: add_to_store(store, [run]), lambda: methods(store)):
        with pytest.raises(RunError, match="is a store of version 99, not 1: add the runs to a new file"):
            act()


def test_a_store_from_elsewhere_cannot_read_files(tmp_path: Path, store: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("word")
    add_to_store(store, [write_run(tmp_path / "out", [PAPER], [CLAIM])])
    with duckdb.connect(str(store)) as connection:
        connection.execute(f"CREATE OR REPLACE VIEW claims AS SELECT content AS run FROM read_text('{secret}')")
    with pytest.raises((RunError, UsageError), match="disabled by configuration"):
        methods(store)


def test_the_version_is_raised_with_the_tables():
    """Where this fails: raise `_VERSION` in frames/store.py, and put the new hash here."""
    layout = "\n".join(f"{table.name} {columns_sql(table)}" for table in TABLES) + stores._TELLING
    assert (stores._VERSION, hashlib.sha256(layout.encode()).hexdigest()[:12]) == (1, "295aac0ab2e3")
