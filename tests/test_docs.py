"""The documentation: every command is helped, shown by an example and named in the README; what it says is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from claimx.cli import app
from claimx.errors import ClaimxError
from claimx.runs import LISTS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*.md")]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
OPTIONS = {
    name
    for command in [typer.main.get_command(app), *COMMANDS.values()]
    for parameter in command.params
    for name in [*parameter.opts, *parameter.secondary_opts]
}


def help_of(*arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--help"])
    assert result.exit_code == 0
    return result.stdout


def test_the_help_lists_every_command_with_its_purpose():
    shown = help_of()
    for name in COMMANDS:
        assert re.search(rf"^  {name} +[A-Z]\w+ .+", shown, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_shows_an_example_of_itself(name):
    assert f"Example: claimx {name}" in help_of(name)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_helped(name):
    undescribed = [parameter.name for parameter in COMMANDS[name].params if not getattr(parameter, "help", None)]
    assert undescribed == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stands_in_the_readme(name):
    assert re.search(rf"`claimx {name}\b", README)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_and_options_that_a_page_names_are_there(page):
    code = re.findall(r"`[^`\n]+`|^ {4}.+$|^claimx .+$", page.read_text(encoding="utf-8"), re.MULTILINE)
    ours = [piece for piece in code if re.match(r"[` ]*(?:OPENAI_API_KEY=\S+ )?claimx\b|`--", piece)]
    named = {name for piece in ours for name in re.findall(r"\bclaimx ([a-z]+)\b", piece)}
    flags = {flag for piece in ours for flag in re.findall(r"(?<!\S)`?(--[a-z-]+)", piece)}
    assert named <= set(COMMANDS)
    assert flags <= OPTIONS | {"--help", "--version", "--install-completion", "--show-completion"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_links_of_a_page_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_the_readme_names_every_list_of_a_run_folder():
    assert [name for name in LISTS if f"`{name}.jsonl`" not in README] == []


def test_the_readme_tells_every_exit_code():
    codes = {0, 3, 130} | {kind.exit_code for kind in [ClaimxError, *ClaimxError.__subclasses__()]}
    sentence = re.search(r"Exit codes: ([^.]+)\.", README)
    assert sentence is not None
    assert {int(number) for number in re.findall(r"\b\d+\b", sentence[1])} == codes


@pytest.mark.parametrize("program", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_the_python_of_the_readme_runs(program, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exec(compile(program, "README.md", "exec"), {})
    assert capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_place_on_the_machine_of_its_author(page):
    assert not re.search(r"/(?:home|root|work|tmp|Users)/", page.read_text(encoding="utf-8"))
