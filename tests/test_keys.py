"""Keys: where they come from, what is refused, and that nothing that is told holds one."""

from __future__ import annotations

import base64
import os
import threading
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claimx.errors import UsageError
from claimx.models.keys import hidden, read_key, struck_out

KEY = "marker-key/of+this=test"


@pytest.fixture
def key_file(tmp_path) -> Path:
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n")
    path.chmod(0o600)
    return path


def refusal(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_key(path)
    told = str(caught.value)
    assert told.startswith(f"{path}: ")
    assert told.endswith(".")
    return told.removeprefix(f"{path}: ")


def test_a_file_wins_over_the_environment_and_its_key_over_a_file_that_it_names(key_file, tmp_path, monkeypatch):
    assert read_key() is None
    monkeypatch.setenv("OPENAI_API_KEY_FILE", str(key_file))
    assert read_key() == KEY
    monkeypatch.setenv("OPENAI_API_KEY", "another-key")
    assert read_key() == "another-key"
    assert read_key(key_file) == KEY


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "OPENAI_API_KEY_FILE"])
def test_a_variable_that_is_empty_is_not_set(monkeypatch, name):
    monkeypatch.setenv(name, "")
    assert read_key() is None


@pytest.mark.parametrize(
    "content",
    [KEY, f"{KEY}\n", f"{KEY}\r\n", f"  {KEY}\t\n", f"\ufeff{KEY}\n", f"{KEY}\nsomething else\n", f"{KEY}\n\x00"],
    ids=["bare", "line", "crlf", "spaces", "mark", "more lines", "more bytes"],
)
def test_the_first_line_is_the_key(content, tmp_path):
    path = tmp_path / "key"
    path.write_text(content, encoding="utf-8", newline="")
    assert read_key(path) == KEY


def test_a_file_in_the_home_folder_may_be_named_by_its_tilde(key_file, monkeypatch):
    monkeypatch.setenv("HOME", str(key_file.parent))
    assert read_key(Path("~/key")) == KEY


def test_a_pipe_gives_a_key(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writing = threading.Thread(target=path.write_text, args=[f"{KEY}\n"])
    writing.start()
    assert read_key(path) == KEY
    writing.join()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the key is empty"),
        (b" \r\n", "the key is empty"),
        (b"\n" + KEY.encode(), "the key is empty"),
        (b"marker" * 700, "more than 4096 bytes"),
        (b"\x89PNG\x0d\x0a\x1a\x0a", "no text"),
        (KEY.encode("utf-16"), "no text"),
        (KEY.encode("utf-16-le"), "control characters"),
        (b"Bearer marker", "spaces"),
        (b"marker\x1b[31m", "control characters"),
        (b"marker\rmarker", "control characters"),
        (b"marker\x00marker", "control characters"),
        ("marker\u2011key".encode(), "beyond ASCII"),
        ("märker".encode(), "beyond ASCII"),
    ],
    ids=[
        *("nothing", "blank", "blank line", "huge", "image", "utf16", "utf16 bare"),
        *("bearer", "ansi", "return", "nul", "hyphen", "umlaut"),
    ],
)
def test_what_no_header_can_carry_is_refused_and_not_shown(content, told, tmp_path):
    shown = refusal(content, tmp_path)
    assert told in shown
    assert "marker" not in shown
    assert "PNG" not in shown


def test_a_key_in_the_environment_is_looked_at_too(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", f" {KEY}\r")
    assert read_key() == KEY
    monkeypatch.setenv("OPENAI_API_KEY", "marker\x1b[31m")
    with pytest.raises(UsageError, match=r"^OPENAI_API_KEY: the key holds") as caught:
        read_key()
    assert "marker" not in str(caught.value)


def loop(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (lambda folder: folder / "none", "No such file"),
        (lambda folder: folder, "Is a directory"),
        (loop, "symbolic links"),
        (lambda folder: folder / "a\0b", "null"),
        (lambda folder: folder / ("x" * 300), "too long"),
        (lambda _: Path("/dev/zero"), "more than 4096 bytes"),
        (lambda _: Path("/dev/null"), "the key is empty"),
    ],
    ids=["missing", "folder", "loop", "nul", "long", "endless", "null"],
)
def test_a_file_that_holds_no_key_is_named(tmp_path, named, told):
    with pytest.raises(UsageError, match=told):
        read_key(named(tmp_path))


def test_a_hostile_name_is_escaped(tmp_path):
    with pytest.raises(UsageError) as caught:
        read_key(tmp_path / "a\x1b[31m\nb")
    assert str(caught.value).isprintable()


def test_a_key_that_is_given_as_a_file_is_not_shown():
    with pytest.raises(UsageError) as caught:
        read_key(Path("sk-marker-key-of-this-test"))
    assert str(caught.value) == "--key-file is no file: write the key into a file and name that."


def test_a_file_may_have_the_name_of_a_key(key_file):
    assert read_key(key_file.rename(key_file.with_name("key-of-production"))) == KEY


@pytest.mark.parametrize(("mode", "warned"), [(0o644, True), (0o640, True), (0o600, False), (0o400, False)])
def test_others_who_may_read_the_file_are_warned_of(key_file, mode, warned, monkeypatch, caplog):
    key_file.chmod(mode)
    if os.geteuid() == 0:
        os.chown(key_file, 12345, -1)
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert read_key(key_file) == KEY
    expected = [f"{key_file} can be read by others on this machine: chmod 600 it."] if warned else []
    assert caplog.messages == expected


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can own a file that is mounted for root")
def test_what_is_mounted_for_a_container_is_not_warned_of(key_file, caplog):
    key_file.chmod(0o444)
    assert read_key(key_file) == KEY
    assert caplog.messages == []


SHOWN = [
    KEY,
    quote(KEY, safe=""),
    *(base64.b64encode(f"{before}{KEY}{after}".encode()).decode() for before in ("", "a", "ab") for after in ("", "z")),
    base64.b64encode(f"user:{KEY}".encode()).decode(),
    "\n".join([KEY[:9], KEY[9:]]),
    "\r\n    ".join(KEY),
    f"\x1b[1m{KEY[:5]}\x1b[0m\x1b[31;1m{KEY[5:]}\x1b[m",
    repr("\n".join([KEY[:9], KEY[9:]])),
    "\u200b".join(KEY),
]


@pytest.mark.parametrize("shown", SHOWN, ids=range(len(SHOWN)))
def test_a_key_that_is_echoed_is_hidden_however_it_is_written(shown):
    told = hidden(f"no such key: {shown}!", (KEY, "pass"))
    assert "[key]" in told
    bare = "".join(c for c in told if c.isalnum())
    assert "rker" not in bare
    assert "ftest" not in bare
    assert base64.b64encode(KEY[3:18].encode()).decode() not in told


@pytest.mark.parametrize("shown", ["sk-proj-abcdefgh12345678", "hf_abcdefghijklmno", "gsk_abcdefghijklmno"])
def test_what_looks_like_a_key_is_hidden_too(shown):
    assert hidden(f"bad key {shown}, sorry") == "bad key [key], sorry"


SECRET = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="[]"), min_size=4, max_size=60)


@given(SECRET, st.text())
def test_no_text_holds_a_secret_when_it_is_hidden(secret, text):
    assert secret not in hidden(f"{text}{secret}{text}", (secret,))


@given(st.text(max_size=200))
def test_a_text_without_a_secret_stays_as_it_is(text):
    assume("sk" not in text and "key" not in text and "hf" not in text and "pk" not in text)
    assert hidden(text, ("a-secret-that-is-not-in-it",)) == text


def test_an_answer_that_echoes_the_key_holds_it_no_longer():
    assert struck_out(f'{{"key": "{KEY}"}}'.encode(), (KEY,)) == b'{"key": "[key]"}'


def test_a_placeholder_may_be_a_word_of_an_answer():
    assert struck_out(b"EMPTY sets test none", ("EMPTY", "none", "test")) == b"EMPTY sets test none"
