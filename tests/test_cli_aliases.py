"""A user's names win over everything, in every command that makes a table."""

from pathlib import Path

import pytest

from commands import PAGE, claimx

ALIASES = '[aliases.metrics]\n"accuracy" = "Rightness"\n'


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path


def test_a_run_and_its_report_name_things_as_claimx_toml_says():
    Path("claimx.toml").write_text(ALIASES, encoding="utf-8")
    assert claimx("run", "page.txt", "-o", "out", "-q").exit_code == 0
    assert "Rightness" in Path("out/report.html").read_text(encoding="utf-8")
    Path("claimx.toml").unlink()
    assert claimx("report", "out").exit_code == 0
    assert "Rightness" not in Path("out/report.html").read_text(encoding="utf-8")
    Path("claimx.toml").write_text(ALIASES, encoding="utf-8")
    assert "Rightness" in claimx("report", "out", "-o", "-").stdout
    assert claimx("recheck", "out", "-q").exit_code == 0
    assert "Rightness" in Path("out/report.html").read_text(encoding="utf-8")


def test_an_alias_file_of_the_command_wins_over_that_of_the_folder():
    assert claimx("run", "page.txt", "-o", "out", "-q").exit_code == 0
    Path("claimx.toml").write_text(ALIASES, encoding="utf-8")
    Path("mine.toml").write_text(ALIASES.replace("Rightness", "Hit share"), encoding="utf-8")
    assert "Hit share" in claimx("compare", "out", "--aliases", "mine.toml", "-f", "csv").stdout
    assert "Rightness" in claimx("compare", "out", "-f", "csv").stdout
