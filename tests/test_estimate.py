"""--dry-run: what is told of papers, tokens, cost and budget before anything is sent."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from claimx.cli.estimate import Done, done_in, estimate, told
from claimx.errors import RunError, UsageError
from claimx.journal import Journal
from claimx.models import Usage
from claimx.models.estimates import ANSWER_TOKENS, FOLLOW_UP_TOKENS, estimated_usage
from claimx.papers import Paper
from claimx.prompts import read_prompt
from claimx.settings import Settings, read_settings
from claimx.snapshots import read_snapshot, read_snapshots
from commands import PAGE, claimx, lines

ROOT = Path(__file__).parents[1]
OUT = Path("out")
PROMPT = read_prompt("extract")
PRICED = {"price_in": 1.0, "price_out": 4.0}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A working directory with one page of two papers in it."""
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path


def papers() -> list[Paper]:
    return list(read_snapshot("page.txt"))


def lines_told(out: Path | None = None, *, retry_failed: bool = False, **settings: object) -> list[str]:
    return list(told(papers(), Settings(**{"model": "m", **settings}), out, retry_failed=retry_failed))


def ran(*options: str) -> None:
    assert claimx("run", "page.txt", "-o", "out", "--quiet", *options).exit_code == 0


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_papers_and_tokens_are_told_and_that_nothing_was_sent():
    first, likely, most, cost, last = lines_told()
    assert first == "2 papers"
    assert re.fullmatch(r"about [1-9]\d,\d00 prompt tokens and 619 of answers, to m", likely)
    assert re.fullmatch(
        r"about [3-9]\d,\d00 prompt tokens and 1,800 of answers, if every answer raised questions", most
    )
    assert cost == "cost unknown: add --price-in and --price-out, for a million tokens"
    assert last == "nothing was sent"


def test_the_estimate_is_of_what_a_run_does_send():
    ran("--ask-once")
    journal = Journal(OUT / "journal.jsonl")
    bodies = [recorded.body for paper in papers() for recorded in journal.answers(paper.id)]
    journal.close()
    sent = sum(estimated_usage(body).prompt_tokens or 0 for body in bodies)
    found = estimate(papers(), Settings(ask_again=False), PROMPT, Done())
    assert len(bodies) == 2
    assert found.likely.prompt_tokens == pytest.approx(sent, rel=0.02)


def test_follow_ups_and_votes_are_expected_only_where_they_are_asked_for():
    once = estimate(papers(), Settings(ask_again=False), PROMPT, Done())
    again = estimate(papers(), Settings(), PROMPT, Done())
    votes = estimate(papers(), Settings(ask_again=False, votes=3), PROMPT, Done())
    first = once.likely.prompt_tokens or 0
    assert once.most == once.likely == Usage(prompt_tokens=first, completion_tokens=2 * ANSWER_TOKENS)
    assert first < (again.likely.prompt_tokens or 0) < 1.1 * first
    assert again.most == Usage(
        prompt_tokens=3 * first + 2 * 2 * FOLLOW_UP_TOKENS, completion_tokens=3 * 2 * ANSWER_TOKENS
    )
    assert first < (votes.likely.prompt_tokens or 0) < 2 * first
    assert votes.most.prompt_tokens == 4 * first
    assert len(lines_told(ask_again=False)) == len(lines_told()) - 1


def test_no_answer_is_expected_to_be_longer_than_it_may_be():
    found = estimate(papers(), Settings(ask_again=False, max_tokens=64), PROMPT, Done())
    assert found.likely.completion_tokens == 2 * 64


@pytest.mark.parametrize(
    ("settings", "cost"),
    [
        ({"model": "builtin"}, "costs nothing"),
        ({"price_in": 0, "price_out": 0}, "costs nothing"),
        (PRICED, r"costs about SUM \(SUM if every answer raised questions\), without discounts for cached prompts"),
        (PRICED | {"ask_again": False, "budget": "$9"}, r"costs about \$SUM, without discounts for cached prompts"),
        (PRICED | {"ask_again": False, "budget": "9k tokens"}, "costs about SUM, without discounts .*"),
    ],
)
def test_the_cost_is_told_where_prices_are_known(settings, cost):
    (line,) = [line for line in lines_told(**settings) if "cost" in line]
    assert re.fullmatch(cost.replace("SUM", r"0\.0[1-9]\d"), line)


@pytest.mark.parametrize(
    ("budget", "line"),
    [
        ("1.00 EUR", "budget 1.00 EUR: enough"),
        ("0.02 EUR", "budget 0.02 EUR: enough, unless too many answers raise questions"),
        ("0.01", "budget 0.01: enough for about 1 of the 2 to ask"),
        ("0.001", "budget 0.001: enough for about 0 of the 2 to ask"),
        ("100k tokens", "budget 100,000 tokens: enough"),
        ("20k tokens", "budget 20,000 tokens: enough, unless too many answers raise questions"),
    ],
)
def test_the_budget_is_compared_with_what_is_expected(budget, line):
    assert lines_told(budget=budget, **PRICED)[-2] == line


def test_a_budget_or_prices_that_make_no_sense_are_told_before_anything():
    for settings in ({"budget": "much"}, {"budget": "2.50"}, {"price_in": 1.0}):
        with pytest.raises(UsageError):
            lines_told(**settings)


def test_what_stands_answered_in_the_folder_is_not_counted_again():
    ran("--limit", "1")
    first, likely, *_ = lines_told(OUT, model="builtin")
    assert first == "2 papers, 1 of them answered in out: 1 to ask"
    one = estimate(papers()[1:], Settings(), PROMPT, Done())
    assert likely.startswith(f"about {float(f'{one.likely.prompt_tokens:.3g}'):,.0f} prompt tokens")


def test_a_folder_that_is_done_leaves_nothing_to_ask_and_the_budget_tells_what_it_took():
    ran()
    spent = Usage(**json.loads((OUT / "run.json").read_text(encoding="utf-8"))["tokens"]).total_tokens
    assert lines_told(OUT, model="builtin", budget="1M tokens") == [
        "2 papers, 2 of them answered in out: nothing to ask",
        f"budget 1,000,000 tokens, {spent:,} tokens of it spent",
        "nothing was sent",
    ]


def test_a_budget_that_is_spent_reaches_for_no_paper():
    ran("--limit", "1")
    assert lines_told(OUT, model="builtin", budget="1k tokens")[-2].endswith(
        "spent: enough for about 0 of the 1 to ask"
    )


def test_a_folder_is_read_and_not_touched():
    ran()
    before = contents(OUT)
    lines_told(OUT, model="builtin")
    assert contents(OUT) == before
    lines_told(Path("elsewhere"))
    assert not Path("elsewhere").exists()


def test_a_folder_of_another_question_is_told():
    ran()
    first, other, likely, *_ = lines_told(OUT)
    assert first == "2 papers"
    assert other.startswith("out holds another model's, prompt's or schema's run: add --fresh")
    assert likely.startswith("about ")


def test_what_is_of_no_use_or_forgotten_or_torn_is_asked_anew():
    ran()
    file = OUT / "journal.jsonl"
    first, second = (paper.id for paper in papers())
    assert done_in(OUT, Settings(), PROMPT).answered == {first, second}
    spent = done_in(OUT, Settings(), PROMPT).spent
    whole = lines(file)
    with file.open("a", encoding="utf-8") as journal:
        journal.write(json.dumps({"forgotten": [first]}) + '\n{"exchange": "to')
    assert done_in(OUT, Settings(), PROMPT) == Done(frozenset({second}), spent)
    useless = [{**line, "problem": "empty"} if "exchange" in line else line for line in whole]
    file.write_text("".join(json.dumps(line) + "\n" for line in useless), encoding="utf-8")
    assert done_in(OUT, Settings(), PROMPT) == Done(frozenset(), spent)


def test_failed_papers_are_to_ask_where_they_are_to_be_retried():
    ran()
    (OUT / "failures.jsonl").write_text(json.dumps({"paper_id": papers()[0].id}) + "\n", encoding="utf-8")
    assert lines_told(OUT, model="builtin")[0].endswith("nothing to ask")
    assert lines_told(OUT, retry_failed=True, model="builtin")[0].endswith("1 of them answered in out: 1 to ask")


def test_a_folder_that_cannot_be_read_is_told():
    OUT.mkdir()
    (OUT / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match=r"run\.json: cannot be read"):
        lines_told(OUT)


def test_names_from_outside_are_escaped():
    ran()
    hostile = OUT.rename("out\x1b[31m")
    told_lines = [*lines_told(hostile), *lines_told(hostile, model="builtin"), *lines_told(model="m\x1b[2J")]
    assert all(line.isprintable() for line in told_lines)


def test_the_documentation_shows_what_is_printed():
    page = (ROOT / "docs" / "costs.md").read_text(encoding="utf-8")
    toml, shown = re.findall(r"```(?:toml)?\n(.*?)```", page, re.DOTALL)
    Path("claimx.toml").write_text(toml, encoding="utf-8")
    settings = read_settings(model="gpt-5-mini", budget="$0.15")
    examples = list(read_snapshots(sorted((ROOT / "examples").glob("*.txt"))))
    assert list(told(examples, settings)) == shown.splitlines()
