"""Where a command writes: whole files or none, and devices, pipes and links as what they are."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from claimx.cli.output import write_text, writing_lines
from claimx.errors import ClaimxError


def test_a_file_appears_when_it_is_whole(tmp_path):
    out = tmp_path / "out.jsonl"
    with writing_lines(out) as write:
        write("one")
        assert not out.exists()
        write("two")
    assert out.read_text() == "one\ntwo\n"
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_stays_as_it_was_where_something_goes_wrong(tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    with pytest.raises(ZeroDivisionError), writing_lines(out) as write:
        write(f"{1 / 0}")
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_minus_is_standard_output(capsys):
    write_text("text", Path("-"))
    assert capsys.readouterr().out == "text"


def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    out = tmp_path / "pipe"
    os.mkfifo(out)
    read: list[str] = []
    reading = threading.Thread(target=lambda: read.append(out.read_text()), daemon=True)
    reading.start()
    write_text("text", out)
    reading.join(10)
    assert read == ["text"]
    assert stat.S_ISFIFO(out.stat().st_mode)


def test_a_link_to_a_device_stays_one(tmp_path):
    out = tmp_path / "null"
    out.symlink_to(os.devnull)
    write_text("text", out)
    assert out.readlink() == Path(os.devnull)
    assert stat.S_ISCHR(out.stat().st_mode)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device")
def test_a_device_stays_one(tmp_path):
    out = tmp_path / "null"
    try:
        os.mknod(out, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("no devices in this container")
    write_text("text", out)
    assert stat.S_ISCHR(out.stat().st_mode)


def test_a_link_to_a_file_stays_one_and_the_file_is_written(tmp_path):
    out, file = tmp_path / "link", tmp_path / "file"
    out.symlink_to("file")
    write_text("first", out)
    write_text("text", out)
    assert out.is_symlink()
    assert file.read_text() == "text"


def test_what_lies_where_a_file_is_begun_is_not_followed(tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (tmp_path / f".out.{os.getpid()}.part").symlink_to(precious)
    with pytest.raises(ClaimxError, match="cannot be written"):
        write_text("text", tmp_path / "out")
    assert precious.read_text() == "mine"


@pytest.mark.parametrize("out", [".", "nowhere/out", "x" * 300])
def test_a_place_that_cannot_be_written_is_told(tmp_path, out):
    with pytest.raises(ClaimxError, match="name another place with -o"):
        write_text("text", tmp_path / out)
