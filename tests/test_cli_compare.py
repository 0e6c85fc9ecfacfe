"""`claimx compare`: filters, orders, formats, several runs at once, names of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders import make_claim, make_paper
from claimx.claims import Claim, Delta
from claimx.papers import Paper
from commands import claimx


def told(title: str, number: float, method: str = "Larch", **paper: object) -> tuple[Paper, Claim]:
    quote = f"{method} has {number}% on GSM8K"
    made = make_paper(title, f"{quote}.", **paper)
    delta = Delta(kind="level", to_value=number, unit="percent")
    return made, make_claim(made, quote, delta, method=method, benchmarks=["GSM8K"])


def written(path: Path, *claims: Claim) -> str:
    path.write_text("".join(f"{claim.model_dump_json()}\n" for claim in claims), encoding="utf-8")
    return str(path)


def run_folder(path: Path, *pairs: tuple[Paper, Claim]) -> str:
    """A folder as `claimx run` leaves it, as far as `compare` reads it."""
    path.mkdir()
    for name in ("rejected", "failures", "ledger"):
        (path / f"{name}.jsonl").write_text("", encoding="utf-8")
    (path / "run.json").write_text(json.dumps({"sources": []}), encoding="utf-8")
    (path / "papers.jsonl").write_text("".join(f"{p.model_dump_json()}\n" for p, _ in pairs), encoding="utf-8")
    written(path / "claims.jsonl", *(claim for _, claim in pairs))
    return str(path)


def compare(*arguments: str, stdin: str | None = None) -> str:
    result = claimx("compare", *arguments, stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def values(text: str) -> list[str]:
    """The methods of a comparison in JSON, in order."""
    return [row["method"] for group in json.loads(text)["groups"] for row in group["rows"]]


def test_run_folders_claims_files_and_standard_input_are_read_together(tmp_path: Path) -> None:
    folder = run_folder(tmp_path / "run", told("One", 84.1, "Larch"))
    file = written(tmp_path / "claims.jsonl", told("Two", 79.3, "Osier")[1])
    found = compare(folder, file, "-", "-f", "json", stdin=told("Three", 60, "Rowan")[1].model_dump_json() + "\n")
    assert values(found) == ["Larch", "Osier", "Rowan"]


def test_dates_come_from_run_folders(tmp_path: Path) -> None:
    pairs = [told(f"Paper {day}", 80 + day, f"Larch{day}", published=f"2026-05-{day:02}") for day in (3, 20, 9)]
    folder = run_folder(tmp_path / "run", *pairs)
    assert values(compare(folder, "--sort", "date", "-f", "json")) == ["Larch20", "Larch9", "Larch3"]
    assert values(compare(folder, "--since", "2026-05-09", "-f", "json")) == ["Larch20", "Larch9"]


def test_rows_stand_in_the_order_that_is_asked_for(tmp_path: Path) -> None:
    file = written(tmp_path / "c.jsonl", *(told(*given)[1] for given in (("A", 70, "Rowan"), ("B", 80, "Larch"))))
    assert values(compare(file, "-f", "json")) == ["Larch", "Rowan"]
    assert values(compare(file, "--sort", "paper", "-f", "json")) == ["Rowan", "Larch"]
    assert values(compare(file, "--sort", "method", "-f", "json")) == ["Larch", "Rowan"]


def test_conflicts_stand_behind_the_table_and_in_no_file(tmp_path: Path) -> None:
    file = written(tmp_path / "c.jsonl", told("One", 84.1)[1], told("Two", 60)[1])
    assert "Conflicts between papers" in compare(file)
    assert "Conflicts between papers" not in compare(file, "--method", "Osier")
    assert all("Conflicts" not in compare(file, "-f", form) for form in ("csv", "json"))


def test_latex_is_a_format(tmp_path: Path) -> None:
    assert "\\begin{longtable}" in compare(written(tmp_path / "c.jsonl", told("One", 84.1)[1]), "-f", "latex")


@pytest.mark.parametrize("place", ["--aliases", "claimx.toml", "pyproject.toml"])
def test_names_of_ones_own_make_two_methods_one(tmp_path: Path, place: str) -> None:
    file = written(tmp_path / "c.jsonl", told("One", 84.1, "Larch")[1], told("Two", 60, "Larix")[1])
    assert "Conflicts" not in compare(file)
    table, more = ("tool.claimx.", "") if place == "pyproject.toml" else ("", "")
    name = "own.toml" if place == "--aliases" else place
    (tmp_path / name).write_text(f'{more}[{table}aliases.methods]\n"Larix" = "Larch"\n', encoding="utf-8")
    assert "Conflicts" in compare(file, *(["--aliases", name] if place == "--aliases" else []))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sort", "colour"], "there is no order 'colour': name one of value, date, size, paper, method."),
        (["--since", "May"], "--since: 'May' is no date: give one such as 2026-05-31."),
        (["-f", "xls"], "there is no format 'xls': name one of table, md, csv, json, latex."),
        (["--aliases", "none.toml"], "none.toml: the aliases cannot be read"),
        (["-", "-"], "standard input can be read once"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(tmp_path: Path, arguments: list[str], message: str) -> None:
    file = written(tmp_path / "c.jsonl", told("One", 84.1)[1])
    result = claimx("compare", file, *arguments)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert message in line
