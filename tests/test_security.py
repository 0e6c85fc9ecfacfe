"""What docs/security.md promises, tried on whole commands: keys stay secret, and nothing from outside is obeyed."""

from __future__ import annotations

import ast
import base64
import csv
import io
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright

from builders import HOSTILE
from claimx.printable import printable
from commands import PAGE, claimx, lines
from servers.faulty import Reply, claims, refuses, says

KEY = "Marker/Key+of=this_Test-0123456789"
"""With signs that are written in another way in a URL; its Base64 is looked for too."""
SPELLINGS = [
    KEY,
    quote(KEY, safe=""),
    quote(quote(KEY, safe=""), safe=""),
    json.dumps(KEY).replace("/", "\\/")[1:-1],
    *(base64.b64encode(f"{before}{KEY}".encode()).decode()[4:40] for before in ("", "x", "xx", "Bearer ", "user:")),
]
SOURCE = Path(__file__).parents[1] / "src" / "claimx"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a page of two papers, which also holds what is remembered of servers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMX_CACHE", str(tmp_path / "cache"))
    Path("page.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path


GOOD: dict[str, Any] = {
    "quote": "Tamarack raises accuracy on GSM8K by 4.2 points over LoRA.",
    "method": "Tamarack",
    "metric": "accuracy",
    "kind": "change",
    "value": "4.2",
    "unit": "points",
    "direction": "increase",
    "baselines": ["LoRA"],
    "benchmarks": ["GSM8K"],
}
"""A good claim about the first paper of the page."""


# --- keys


def echoes() -> Iterator[tuple[str, Reply]]:
    """Every way to send a key back."""
    for name, shown in {
        "plain": KEY,
        "url": quote(KEY, safe=""),
        "base64": base64.b64encode(f"Bearer {KEY}".encode()).decode(),
        "broken": f"{KEY[:7]}\x1b[0m\x1b[1m{KEY[7:20]}\r\n    {KEY[20:]}",
    }.items():
        yield f"401 {name}", refuses(401, f"Incorrect API key provided: {shown}. Get one.", "invalid_api_key")
        yield f"500 {name}", Reply(f"Internal error. Authorization: Bearer {shown}", 500)
        yield f"200 error {name}", Reply({"error": {"message": f"upstream refused {shown}", "code": 401}})
    yield "429 code", refuses(429, "slow down", KEY, retry_after=KEY)
    yield "302", Reply("", 302, {"Location": f"/login?key={KEY}"})
    yield "307", Reply("", 307, {"Location": f"http://{quote(KEY, safe='')}@127.0.0.1:9/{KEY}?{KEY}"})
    yield "308 nowhere", Reply("", 308, {"Location": f"http://[{KEY}/"})
    yield "a coding", Reply("", 200, {"Content-Encoding": KEY})
    yield "no json", Reply(f"key {KEY}")
    yield "broken json", Reply(f'{{"key": "{KEY}"', 200)
    yield "a refusal", says(None, refusal=f"I will not use {KEY}")
    yield "no claims", says(f"The key is {KEY}")
    yield "another shape", says(json.dumps({"claims": [{"method": KEY, "kind": KEY}]}))
    yield "claims", claims({**GOOD, "method": KEY, "quote": f"{GOOD['quote']} {KEY}"}, {**GOOD, "baselines": [KEY]})
    body = says(json.dumps({"claims": [GOOD]})).content
    yield "the model's name", Reply({**body, "model": KEY, "id": KEY, "system_fingerprint": KEY, KEY: KEY})
    yield "debugging", Reply({**body, "request": {"headers": {"authorization": f"Bearer {KEY}"}}})


ECHOES = dict(echoes())


def holders(folder: Path, **texts: str) -> list[str]:
    """Names of the files and texts that hold the key, however it is written."""
    for file in folder.rglob("*"):
        if file.is_file() and file.name != "key":
            texts[str(file)] = file.read_text(encoding="utf-8")
    return [name for name, text in texts.items() if any(spelling in _bare(text) for spelling in SPELLINGS)]


def _bare(text: str) -> str:
    """`text` without what a wrapped, coloured or spaced key is broken by."""
    text = re.sub(r"(?:\x1b|\\x1b|\\u001b)\[[0-9;]*m|\\[rn]", "", text)
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("echo", ECHOES)
def test_a_key_that_a_server_sends_back_turns_up_nowhere(faulty, folder, monkeypatch, caplog, echo):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    caplog.set_level(logging.WARNING)
    caplog.set_level(logging.DEBUG, "claimx")
    to = ["--base-url", faulty.base_url, "-m", "m", "--retries", "0", "--patience", "0"]
    faulty.on("m", says(json.dumps({"claims": []})), ECHOES[echo])
    told = [claimx("run", "page.txt", "-o", "out", *to).output]
    faulty.on("m", ECHOES[echo])
    told.append(claimx("extract", "page.txt", *to).output)
    told.append(claimx("compare", "out", "-f", "json").output)
    assert holders(folder, told="\n".join(told), log=caplog.text) == []
    assert faulty.keys == {f"Bearer {KEY}"}
    assert len(faulty.asked) >= 3


def test_the_key_is_looked_for_as_it_would_turn_up(folder):
    Path("a.txt").write_text(f"x{KEY}")
    Path("b.txt").write_text("\\u001b[1m".join([KEY[:9], KEY[9:]]))
    Path("c.txt").write_text("x".join([KEY[:9], KEY[9:]]))
    assert [Path(name).name for name in sorted(holders(folder))] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("named", ["--key-file", "OPENAI_API_KEY_FILE", "CLAIMX_KEY_FILE", "claimx.toml"])
def test_a_key_from_a_file_is_sent_and_shown_by_its_path_alone(faulty, folder, monkeypatch, named):
    Path("key").write_text(f"{KEY}\n")
    Path("key").chmod(0o600)
    flags = ["--key-file", "key"] if named == "--key-file" else []
    if named == "claimx.toml":
        Path("claimx.toml").write_text('key_file = "key"\n')
    elif not flags:
        monkeypatch.setenv(named, "key")
    model = faulty.on("m", claims())
    told = claimx("run", "page.txt", "-o", "out", "--base-url", faulty.base_url, "-m", model, *flags)
    assert told.exit_code == 0
    assert faulty.keys == {f"Bearer {KEY}"}
    settings = claimx("settings").output + claimx("settings", "--json").output
    assert holders(folder, out=told.output, settings=settings) == []
    assert ('"value": "key"' in settings) == (not flags), "a flag of another command is no setting of this one"


def test_a_key_of_the_environment_is_said_to_be_set_and_no_more(monkeypatch, folder):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://user:{quote(KEY, safe='')}@127.0.0.1:9/v1?key={quote(KEY)}")
    settings = claimx("settings").output + claimx("settings", "--json").output
    assert "set" in settings
    assert "http://127.0.0.1:9/v1" in settings
    assert holders(folder, settings=settings) == []


@pytest.mark.parametrize("command", ["run", "extract", "doctor", "serve", "settings"])
def test_no_option_takes_a_key(command):
    told = claimx(command, "--help").output
    assert not re.search(r"--(?:api-)?key\b(?!-file)", told)


def test_a_process_that_fails_loudly_keeps_the_key_to_itself(faulty, folder):
    model = faulty.on("m", refuses(401, f"Incorrect API key provided: {KEY}", "invalid_api_key"))
    environment = {**os.environ, "OPENAI_API_KEY": KEY}
    for extra in ([], ["--base-url", f"http://user:{KEY}@127.0.0.1:9"]):
        command = ["run", "page.txt", "-v", "--retries", "0", "--base-url", faulty.base_url, "-m", model, *extra]
        told = subprocess.run(
            [sys.executable, "-m", "claimx", *command],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert told.returncode in (1, 2)
        assert "Traceback" not in told.stderr
        assert holders(folder, stdout=told.stdout, stderr=told.stderr) == []


# --- hostile answers and pages


DEEP = 100_000
HOSTILE_ANSWERS: dict[str, Reply] = {
    "markup": claims(
        {**GOOD, "method": HOSTILE[:120], "metric": HOSTILE[:120], "unit": HOSTILE[:40]},
        {
            **GOOD,
            "baselines": [HOSTILE[:120], HOSTILE[120:240]],
            "benchmarks": [HOSTILE[240:360]],
            "size": HOSTILE[:60],
        },
    ),
    "formulas": claims(
        {**GOOD, "method": '=HYPERLINK("http://x.invalid","x")', "metric": "@SUM(1)", "benchmarks": ["\t=1", "\r=1"]},
        {**GOOD, "method": "-1+1", "metric": "+1", "baselines": ["=1", "＝1"], "unit": "=1"},
    ),
    "terminal": claims(
        {**GOOD, "method": "\x1b[2J\x9b31m", "metric": "\x1b]0;title\x07", "benchmarks": ["\u202egnp.exe", "\u2066x"]},
        {**GOOD, "baselines": ["\x00\x08\x7f", "a\r\nclaimx: done"]},
    ),
    "places": claims(
        *(
            {**GOOD, "metric": name}
            for name in ("../../../etc/passwd", "CON", "a/b\\c:d", "x" * 120, "ΔΔ", "NUL", "Con")
        )
    ),
    "numbers": claims(*({**GOOD, "value": value} for value in ("1e999", "NaN", "-Infinity", "9" * 32, "4/0", "٤.٢"))),
    "ten megabytes": says("x" * 10_000_000),
    "a long name": claims({**GOOD, "method": "m" * 5_000_000}),
    "many claims": claims(*[{**GOOD, "quote": "no"}] * 1000),
    "open brackets": says("[" * DEEP),
    "nesting": says('{"claims": [], "x": ' + "[" * DEEP + "]" * DEEP + "}"),
    "half characters": says('{"claims": [{"method": "\\ud800", "metric": "\\udfff"}]}'),
    "a model of many names": Reply({**says(json.dumps({"claims": [GOOD]})).content, "model": HOSTILE}),
    "usage": Reply({**says(json.dumps({"claims": [GOOD]})).content, "usage": {"prompt_tokens": 10**30}}),
    "an error": refuses(400, f"{HOSTILE}\n\nclaimx: all is well\r\x1b[2K" * 50, HOSTILE),
    "a deep error": Reply('{"error":' + "[" * DEEP, 400),
    "a page": Reply(f"<html>{HOSTILE}", 500),
}


@pytest.fixture
def hostile_page(folder: Path) -> Path:
    """A page whose first paper is hostile in title, abstract and byline, and holds the good claim."""
    one_line = " ".join(HOSTILE.split())
    page = PAGE.replace("Tamarack: Sparse Adapters", f"{one_line[:200]} Tamarack").replace(
        "It matches full fine-tuning on MMLU.", f"{one_line} It matches full fine-tuning on MMLU. \x9b31m"
    )
    path = folder / "=1+1 \x1b[31m\u202e.txt"
    path.write_text(page, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", HOSTILE_ANSWERS)
def test_a_hostile_answer_is_kept_out_of_everything_that_is_shown(faulty, folder, hostile_page, name):
    to = ["--base-url", faulty.base_url, "-m", faulty.on("m", says('{"claims": []}'), HOSTILE_ANSWERS[name])]
    faulty.on("m", HOSTILE_ANSWERS[name])
    told = claimx("run", hostile_page, "-o", "out", "--retries", "0", *to)
    assert told.exit_code in (0, 1, 3)
    shown = [told.output, claimx("papers", hostile_page).output, claimx("papers", hostile_page, "--json").output]
    if told.exit_code != 1:
        assert len(lines("out/failures.jsonl")) == (2 if told.exit_code == 3 else 0)
        looked_at(Path("out"))
        shown += [claimx("compare", "out", "-f", kind).output for kind in ("table", "json", "csv", "md")]
        shown += [claimx("report", "out", "-f", "md", "-o", "-").output]
    assert [text for text in shown if printable(text) != text] == []
    assert {path.name for path in folder.iterdir()} <= {"page.txt", hostile_page.name, "out", "cache"}


def looked_at(out: Path) -> None:
    """The reports and tables of a run folder, each read by a real reader of its kind."""
    page = (out / "report.html").read_text(encoding="utf-8")
    assert Looker.at(page) == []
    markdown = (out / "report.md").read_text(encoding="utf-8")
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    inner = [inner.type for token in tokens for inner in token.children or []]
    assert not {"html_block", "html_inline", "link_open", "image", "code_inline"} & {*inner, *(t.type for t in tokens)}
    for table in (out / "tables").iterdir():
        assert re.fullmatch(r"comparison\.csv|metric-[a-z0-9-]{1,69}\.csv", table.name)
        text = table.read_text(encoding="utf-8")
        assert printable(text) == text
        for row in csv.reader(io.StringIO(text)):
            assert not [cell for cell in row if re.match(r"[=@+\-＝＋－＠\t\r\n]", cell) and not NUMBER.fullmatch(cell)]


NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?%?")


class Looker(HTMLParser):
    """Finds what a page of ours never holds: a third script, an event's script, an address, an element that loads."""

    @classmethod
    def at(cls, page: str) -> list[str]:
        looker = cls()
        looker.found: list[str] = []
        looker.scripts = 0
        looker.feed(page)
        looker.close()
        return looker.found + ["scripts"] * (looker.scripts != 2)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag in {"img", "iframe", "object", "embed", "link", "base", "frame", "video", "audio", "math", "template"}:
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("src", "srcset", "action", "formaction", "style", "srcdoc"):
                self.found.append(f"{tag} {name}")
            if name == "href" and not (value or "").startswith("#"):
                self.found.append(f"{tag} href {value}")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_runs_and_loads_nothing_of_a_hostile_run(faulty, hostile_page):
    model = faulty.on("m", HOSTILE_ANSWERS["markup"], HOSTILE_ANSWERS["formulas"], HOSTILE_ANSWERS["places"])
    assert claimx("run", hostile_page, "-o", "out", "--base-url", faulty.base_url, "-m", model).exit_code == 0
    assert lines("out/claims.jsonl") or lines("out/rejected.jsonl")
    happened: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        page = browser.new_page()
        page.on("console", lambda message: happened.append(message.text))
        page.on("pageerror", lambda error: happened.append(str(error)))
        page.on("dialog", lambda dialog: (happened.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: happened.append(request.url))
        page.goto(Path("out/report.html").resolve().as_uri())
        for row in page.locator("tr.claim .value").all()[:5]:
            row.click()
        page.keyboard.press("Escape")
        browser.close()
    assert len(happened) == 1
    assert happened[0].endswith("/out/report.html")


@pytest.mark.parametrize("name", ["a\x1b[31m", "a\nclaimx: done", "\u202ea"])
def test_a_hostile_name_of_a_place_is_escaped_in_every_message(name):
    commands = [
        ["run", name],
        ["papers", name],
        ["extract", "page.txt", "-o", f"nowhere/{name}"],
        ["run", "page.txt", "-o", f"page.txt/{name}"],
        ["run", "page.txt", "--prompt", f"{name}.md"],
        ["run", "page.txt", "--replay", name],
        ["run", "page.txt", "-m", name],
        ["run", "page.txt", "-m", "m", "--base-url", name],
        ["run", "page.txt", "-m", "m", "--key-file", name],
        ["compare", name],
        ["report", name],
        ["evaluate", name, "--gold", name],
    ]
    for command in commands:
        told = claimx(*command)
        assert told.exit_code in (1, 2), command
        assert told.stdout == ""
        assert printable(told.stderr) == told.stderr, command
        assert told.stderr.count("\n") == 1, command


def test_settings_of_a_stranger_are_shown_without_their_tricks():
    Path("claimx.toml").write_text('model = "\\u001b[2J\\u202e"\n')
    told = claimx("settings")
    assert printable(told.output) == told.output


# --- files that are more than they seem


def test_a_pipe_is_read_once_and_said_to_have_no_hash():
    reading, writing = os.pipe()
    os.write(writing, PAGE.encode())
    os.close(writing)
    try:
        assert claimx("run", f"/dev/fd/{reading}", "-o", "out", "-q").exit_code == 0
    finally:
        os.close(reading)
    assert json.loads(Path("out/run.json").read_text())["sources"][0]["sha256"] is None
    assert len(lines("out/papers.jsonl")) == 2


@pytest.mark.parametrize("name", ["claims", "papers", "ledger", "failures", "rejected", "run"])
def test_json_nested_deeper_than_any_is_told_in_a_sentence(name):
    assert claimx("run", "page.txt", "-o", "out", "-q").exit_code == 0
    file = Path("out", "run.json" if name == "run" else f"{name}.jsonl")
    with file.open("w" if name == "run" else "a") as opened:
        opened.write('{"a":' * DEEP + "\n")
    told = claimx("report", "out")
    assert told.exit_code == 1
    assert f"{file}" in told.stderr
    assert told.stderr.count("\n") == 1


BOMBS = r"""
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from claimx.builtin.shots import read_shots
from claimx.errors import UsageError
from claimx.models.replay import replaying_app
laughs = ["- &a0 ha", *(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12))]
merges = ["- &m0 {k: 1}", *(f"- &m{n} {{<<: [*m{n - 1}, *m{n - 1}, *m{n - 1}], k{n}: 1}}" for n in range(1, 20))]
for bomb in ("\n".join(laughs), "\n".join(merges), "- " * 100_000, "&a [*a]"):
    read_shots(f"Find claims.\n\nQ: one\nA: ```yaml\n{bomb}\n```\n\nQ: two\nA:")
    inner = bomb.replace("\n", "\n      ")
    Path("tape.yaml").write_text(
        f"interactions:\n- request:\n    json:\n     messages:\n      {inner}\n  response: {{status: {{code: 200}}}}\n"
    )
    try:
        replaying_app(Path("."))
    except UsageError:
        continue
    sys.exit(f"read: {bomb[:40]}")
"""


def test_yaml_that_unfolds_without_end_is_refused_by_the_server_and_by_cassettes():
    bombs = subprocess.run([sys.executable, "-c", BOMBS], capture_output=True, text=True, timeout=120, check=False)
    assert (bombs.returncode, bombs.stderr) == (0, "")


# --- what the source may hold


def calls() -> Iterator[tuple[Path, str, ast.Call]]:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(SOURCE), ast.unparse(node.func), node


def test_nothing_runs_or_unpickles_what_it_is_given():
    modules = {"pickle", "marshal", "shelve", "subprocess", "dill", "cloudpickle", "pty", "ctypes"}
    imported = {
        (path.name, name.name.partition(".")[0])
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module or "")])
    }
    assert {(file, module) for file, module in imported if module in modules} == set()
    dangerous = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "tempfile.mktemp", "input"}
    assert {(str(path), name) for path, name, _ in calls() if name in dangerous} == set()


def test_yaml_from_outside_is_read_in_one_place_and_by_a_safe_loader():
    yaml_calls = [(path.parts[0], name) for path, name, _ in calls() if name.startswith("yaml.") and "load" in name]
    assert {place.removesuffix(".py") for place, _ in yaml_calls} == {"safe_yaml", "names"}, (
        "names is our own vocabulary"
    )
    assert {name for _, name in yaml_calls} <= {"yaml.load", "yaml.safe_load"}
    loaders = {
        ast.unparse(node)
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("yaml.") and node.attr.endswith("Loader")
    }
    assert loaders <= {"yaml.SafeLoader", "yaml.CSafeLoader"}


def test_templates_escape_and_certificates_are_checked():
    given = [(name, keyword.arg, ast.unparse(keyword.value)) for _, name, node in calls() for keyword in node.keywords]
    assert [value for name, word, value in given if word == "autoescape"] == ["True"]
    assert sum(name.rpartition(".")[2] == "Environment" for _, name, _ in calls()) == 1
    assert [(name, word) for name, word, _ in given if word in ("verify", "shell")] == []
