"""What holds against any OpenAI-compatible server: `make test-live BASE_URL=http://127.0.0.1:8080/v1 MODEL=name`.

Without a server the same tests run offline against what was recorded: a language model (cassettes/language_model), and
llama.cpp's server with a tiny model of random weights (cassettes/tiny.yaml), whose answers are junk in a real protocol.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest

from claimx.claims import Claim
from claimx.errors import FailureKind
from claimx.models.modes import MODES
from claimx.quantities import quantities
from commands import lines
from conftest import EXAMPLES, ROOT
from recording import CASSETTES
from servers.running import serving

GOLD = ROOT / "examples" / "gold.jsonl"
LIVE = os.environ.get("LIVE_BASE_URL")


@dataclass(frozen=True)
class Target:
    """A model to ask, the cassettes that stand in for its server, and how many papers it is asked about."""

    model: str
    papers: int
    cassettes: Path | None = None


TARGETS = (
    [Target(os.environ.get("LIVE_MODEL", ""), int(os.environ.get("LIVE_LIMIT") or 32))]
    if LIVE
    else [Target("language-model", 32, CASSETTES / "language_model"), Target("tiny", 6, CASSETTES)]
)


@dataclass(frozen=True)
class Asked:
    """A finished run of a target, which was begun with two papers: `first` holds their claims."""

    target: Target
    base_url: str
    out: Path
    code: int
    stderr: str
    first: list[dict[str, Any]]

    @property
    def claims(self) -> list[dict[str, Any]]:
        return lines(self.out / "claims.jsonl")

    @property
    def failures(self) -> list[dict[str, Any]]:
        return lines(self.out / "failures.jsonl")

    @property
    def abstracts(self) -> dict[str, str]:
        return {paper["id"]: paper["abstract"] for paper in lines(self.out / "papers.jsonl")}

    @property
    def exchanges(self) -> list[str]:
        return [line["exchange"] for line in lines(self.out / "journal.jsonl") if "exchange" in line]


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    key = {"OPENAI_API_KEY": os.environ["LIVE_API_KEY"]} if "LIVE_API_KEY" in os.environ else {}
    called = [sys.executable, "-m", "claimx", *map(str, arguments)]
    return subprocess.run(called, capture_output=True, text=True, env={**os.environ, **key}, check=False)


def run(asked_of: Target, base_url: str, out: Path, limit: int) -> subprocess.CompletedProcess[str]:
    to = ["--base-url", base_url, "--model", asked_of.model, "--limit", str(limit)]
    return command("run", *EXAMPLES, "-o", out, *to)


@pytest.fixture(scope="module", params=TARGETS, ids=lambda target: target.model)
def asked(request, tmp_path_factory) -> Iterator[Asked]:
    """The example papers, asked of the target."""
    target: Target = request.param
    server = serving("--replay", str(target.cassettes)) if target.cassettes else nullcontext(LIVE)
    with server as base_url:
        out = tmp_path_factory.mktemp("live") / "out"
        run(target, base_url, out, 2)
        first = lines(out / "claims.jsonl")
        done = run(target, base_url, out, target.papers)
        yield Asked(target, base_url, out, done.returncode, done.stderr, first)


def test_a_run_ends_with_each_paper_as_claims_or_as_a_failure(asked):
    assert asked.code == (3 if asked.failures else 0), asked.stderr
    told = json.loads((asked.out / "run.json").read_text(encoding="utf-8"))
    assert told["status"] == "finished"
    assert told["counts"]["papers"] == len(asked.abstracts) == asked.target.papers
    failed = {failure["paper_id"] for failure in asked.failures}
    assert not failed & {claim["paper_id"] for claim in asked.claims}
    assert {failure["kind"] for failure in asked.failures} <= set(get_args(FailureKind))
    answered = {line["paper_id"] for line in lines(asked.out / "journal.jsonl") if "exchange" in line} - {"summary"}
    assert answered | failed == set(asked.abstracts)


def test_every_claim_is_grounded(asked):
    for claim in asked.claims:
        evidence = claim["evidence"]
        quote = asked.abstracts[claim["paper_id"]][evidence["start"] : evidence["end"]]
        assert quote == evidence["quote"]
        held = [value for n in quantities(quote) for value in (n.value, n.value / n.scale)]
        numbers = [claim["delta"][end] for end in ("low", "high", "from_value", "to_value")]
        strays = [n for n in numbers if n is not None and not any(math.isclose(abs(n), value) for value in held)]
        assert strays == [], claim


def test_every_claim_keeps_to_its_schema(asked):
    ids = [Claim.model_validate(claim).id for claim in asked.claims]
    assert [key for key, count in Counter(zip(ids, _papers(asked), strict=True)).items() if count > 1] == []


def _papers(asked: Asked) -> list[str]:
    return [claim["paper_id"] for claim in asked.claims]


def test_every_number_of_every_abstract_has_a_line_in_the_ledger(asked):
    ledger = {line["paper_id"]: line["numbers"] for line in lines(asked.out / "ledger.jsonl")}
    assert set(ledger) == set(asked.abstracts)
    for paper, abstract in asked.abstracts.items():
        assert [abstract[n["start"] : n["end"]] for n in ledger[paper]] == [n["text"] for n in ledger[paper]]


def test_the_same_command_again_asks_nothing_and_changes_nothing(asked):
    before = {name: (asked.out / name).read_bytes() for name in ("claims.jsonl", "rejected.jsonl", "ledger.jsonl")}
    exchanges = asked.exchanges
    again = run(asked.target, asked.base_url, asked.out, asked.target.papers)
    assert again.returncode == asked.code, again.stderr
    assert {name: (asked.out / name).read_bytes() for name in before} == before
    assert asked.exchanges == exchanges or asked.failures  # a paper that got no answer is asked for again


def test_a_run_that_goes_on_keeps_what_it_had_and_asks_nothing_twice(asked):
    assert asked.claims[: len(asked.first)] == asked.first
    assert len(asked.exchanges) == len(set(asked.exchanges))


def test_recheck_comes_to_the_same_claims_without_the_server(asked):
    before = (asked.out / "claims.jsonl").read_bytes()
    done = command("recheck", asked.out)
    assert done.returncode in (0, 3), done.stderr
    assert (asked.out / "claims.jsonl").read_bytes() == before


@pytest.mark.parametrize("asked", TARGETS[-1:], ids=lambda target: target.model, indirect=True)
def test_doctor_says_what_the_server_does_and_what_claimx_uses(asked):
    done = command("doctor", "--base-url", asked.base_url, "--model", asked.target.model, "--json", "-c", "4")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["uses"]["mode"] in MODES
    assert found["uses"]["concurrency"] >= 1
    assert len(found["probes"]) >= 10


def test_the_score_on_the_example_gold_is_told(asked, tmp_path, capsys):
    titles = {paper["title"] for paper in lines(asked.out / "papers.jsonl")}
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join(json.dumps(p) for p in lines(GOLD) if p["title"] in titles) + "\n", encoding="utf-8")
    if LIVE:
        told = command("evaluate", asked.out, "--gold", gold).stdout
        with capsys.disabled():
            print(f"\n{asked.target.model} at {asked.base_url}, {asked.target.papers} example papers\n{told}")
    done = command("evaluate", asked.out, "--gold", gold, "--json", "--bootstrap", "0")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["grounding"]["share"] in (None, 1.0)
    if asked.target.model == "language-model":
        assert figures["detection"]["quantified"]["f1"] > 0.95
