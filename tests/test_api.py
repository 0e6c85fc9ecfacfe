"""claimx from Python: what it promises to export, how little it imports, and the same claims by every way in."""

from __future__ import annotations

import asyncio
import importlib
import subprocess
import sys

import pytest

import claimx
from claimx.errors import ModelUnusableError, UsageError
from claimx.extraction import PaperClaims
from claimx.models import Usage
from servers.faulty import reads, refuses

HEAVY = ("openai", "instructor", "pydantic", "httpx2", "starlette", "uvicorn", "yaml", "rich.console", "jinja2")


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    """A page of three papers."""
    from conftest import EXAMPLES

    path = tmp_path_factory.mktemp("pages") / "page.txt"
    lines = EXAMPLES[0].read_text(encoding="utf-8")
    path.write_text(lines, encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def papers(page) -> list[claimx.Paper]:
    return list(claimx.read_snapshot(page))[:3]


@pytest.fixture(scope="module")
def extraction(papers) -> claimx.Extraction:
    return claimx.extract(papers)


def test_all_is_sorted_and_true():
    assert list(claimx.__all__) == sorted(claimx.__all__)
    assert all(getattr(claimx, name) is not None for name in claimx.__all__)
    assert set(claimx.__all__) <= set(dir(claimx))


@pytest.mark.parametrize("name", claimx.__all__)
def test_a_name_is_the_same_here_and_at_its_home(name):
    exported = getattr(claimx, name)
    assert getattr(importlib.import_module(exported.__module__), name) is exported


def test_a_name_that_there_is_not_is_an_error_of_python():
    with pytest.raises(AttributeError, match="module 'claimx' has no attribute 'extracted'"):
        claimx.extracted  # noqa: B018


def imported_by(program: str) -> set[str]:
    """Which of the heavy libraries a fresh Python has loaded after `program`."""
    told = f"{program}\nimport sys\nprint('loaded:', *sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize(
    "program",
    [
        "import claimx",
        "import claimx.cli",
        "from claimx.cli import app\ntry:\n    app(['--help'])\nexcept SystemExit:\n    pass",
        "from claimx.cli import app\ntry:\n    app(['run', '--help'])\nexcept SystemExit:\n    pass",
    ],
    ids=["claimx", "cli", "help", "help of run"],
)
def test_nothing_heavy_is_imported_before_it_is_needed(program):
    own = {"pydantic"} if "run" in program else set()  # typer's own, for the options of a command
    assert imported_by(program) <= own


def test_reading_a_page_asks_no_model_and_loads_no_client(examples):
    program = f"import claimx\nlist(claimx.read_snapshot({str(examples[0])!r}))\nclaimx.Claim"
    assert not imported_by(program) & {"openai", "instructor", "httpx2", "starlette"}


def test_papers_go_in_and_typed_claims_come_out(papers, extraction):
    assert extraction.papers == tuple(papers)
    assert extraction.claims
    assert extraction.failures == ()
    assert [ledger.paper_id for ledger in extraction.ledger] == [paper.id for paper in papers]
    by_id = {paper.id: paper for paper in papers}
    for claim in extraction.claims:
        evidence = claim.evidence
        assert by_id[claim.paper_id].abstract[evidence.start : evidence.end] == evidence.quote
    assert (extraction.usage.prompt_tokens or 0) > 0


async def test_extract_works_where_a_loop_runs_already(papers, extraction):
    assert asyncio.get_running_loop().is_running()
    assert claimx.extract(papers).claims == extraction.claims


async def test_an_error_comes_through_where_a_loop_runs_already(papers):
    with pytest.raises(UsageError, match="no server is named"):
        claimx.extract(papers, model="gpt-9")


async def test_every_way_in_gives_the_same_claims(papers, extraction):
    awaited = await claimx.aextract(iter(papers), concurrency=1)
    streamed = [result async for result in claimx.Extractor().stream(papers)]
    assert awaited == extraction
    assert claimx.Extraction.of(streamed) == extraction
    assert all(isinstance(result, PaperClaims) for result in streamed)


async def test_a_server_gives_the_same_claims_as_the_process(papers, extraction, served):
    over_http = await claimx.aextract(papers, base_url=served)
    assert [c.model_dump() for c in over_http.claims] == [c.model_dump() for c in extraction.claims]


async def test_a_failed_paper_does_not_stop_the_others(papers, faulty):
    def one_fails(body):
        return refuses(500, "out of memory") if papers[1].title in body["messages"][1]["content"] else reads(body)

    given = await claimx.aextract(papers, model=faulty.on("m", one_fails), base_url=faulty.base_url, retries=0)
    assert [(failure.paper_id, failure.kind) for failure in given.failures] == [(papers[1].id, "server_error")]
    assert {claim.paper_id for claim in given.claims} == {papers[0].id, papers[2].id}
    assert len(given.ledger) == 3


async def test_a_server_that_answers_nobody_is_an_error(papers, faulty):
    with pytest.raises(ModelUnusableError) as caught:
        await claimx.aextract(papers, model="unknown", base_url=faulty.base_url, retries=0)
    assert isinstance(caught.value, claimx.ModelError)
    assert len(faulty.asked) == 1


def test_no_papers_are_no_claims():
    assert claimx.extract([]) == claimx.Extraction.of([])
    assert claimx.extract([]).usage == Usage()


def test_a_setting_that_there_is_not_is_told():
    with pytest.raises(UsageError, match="there is no setting colour"):
        claimx.extract([], colour="red")


def test_a_replay_folder_may_be_a_string(tmp_path):
    with pytest.raises(UsageError, match="holds no cassettes"):
        claimx.extract([], replay=str(tmp_path))


def test_a_prompt_that_there_is_not_is_told_and_the_connections_are_closed(papers):
    with pytest.raises(claimx.ClaimxError, match="the prompt nowhere"):
        claimx.extract(papers, prompt="nowhere.md")


def test_claims_go_on_into_checks_and_tables(papers, extraction):
    claim = extraction.claims[0]
    assert claimx.check(claim, papers[0]) == claim.findings
    assert claimx.render(claimx.compare(extraction.claims), "csv").count("\n") > 1


def test_claims_are_summed_up_in_sentences_that_cite_them(papers):
    claims = claimx.extract(papers).claims
    summary = claimx.summarize(claims, papers, per_paper=True)
    cited = {claim for sentence in summary.sentences for claim in sentence.claims}
    assert cited
    assert cited <= {claim.id for claim in claims}
