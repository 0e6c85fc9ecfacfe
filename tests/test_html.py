"""The HTML report, read in a real browser: a page that works, and that no abstract can make do anything."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, sync_playwright

from builders import HOSTILE, hostile_claim, make_claim, make_paper
from claimx.claims import Claim, Delta, Finding, Rejected
from claimx.comparison import compare
from claimx.papers import Paper
from claimx.printable import printable
from claimx.reports import Report, render
from claimx.reports.html import report_html
from claimx.reports.tabular import to_csv

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


def level(number: float) -> Delta:
    return Delta(kind="level", to_value=number, unit="percent")


def abstract(number: int) -> str:
    outcome = f"Model {number} with 7B parameters reaches {number}% accuracy on MATH"
    return f"Naïve 𝔐ethods fail. {outcome}. It is up to 9.1x faster."


@pytest.fixture
def report() -> Report:
    papers = tuple(make_paper(f"Paper of {n}", abstract(n)) for n in (70, 90, 80))
    faster = Delta(kind="factor", low=9.1, high=9.1, unit="times", direction="increase", bound="up_to")
    claims: list[Claim] = []
    for number, paper in zip((70, 90, 80), papers, strict=True):
        quote = f"reaches {number}% accuracy on MATH"
        claims.append(
            make_claim(paper, quote, level(number), method=f"Model {number}", benchmarks=["MATH"], size=number * 1e8)
        )
    flag = Finding(code="V7", severity="flag", message="The levels and the change disagree.")
    claims.append(
        make_claim(papers[0], "up to 9.1x faster", faster, metric="speed", findings=[flag], confidence="doubtful")
    )
    claims.append(make_claim(papers[1], "fail", Delta(kind="qualitative"), metric="performance", method="=Larch"))
    return Report(
        "Claims of May",
        papers=papers,
        claims=tuple(claims),
        rejected=(
            Rejected(paper_id=papers[0].id, method="Larch", metric="recall", value="1%", quote="1%", findings=(flag,)),
        ),
        failures=({"paper_id": papers[2].id, "title": "Paper of 80", "kind": "timeout", "message": "No answer."},),
        ledger=tuple(ledger_line(paper, number) for paper, number in zip(papers, (70, 90, 80), strict=True)),
        run={"model": "builtin", "version": "1", "counts": {"papers": 3}},
    )


def ledger_line(paper: Paper, number: int) -> dict[str, object]:
    found = [(f"{number}%", "claimed", ["abc"]), ("7B", "size", []), ("9.1x", "unaccounted", [])]
    numbers = [
        {
            "text": text,
            "start": paper.abstract.index(text),
            "end": paper.abstract.index(text) + len(text),
            "value": 1.0,
            "role": role,
            "claim_ids": ids,
        }
        for text, role, ids in found
    ]
    return {"paper_id": paper.id, "numbers": numbers}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield chromium
        chromium.close()


class Watched:
    """A page from disk, and all that happened on it that must not."""

    def __init__(self, browser: Browser, path: Path, fragment: str = "", width: int = 1400) -> None:
        self.happened: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.page.on("console", lambda message: self.happened.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.happened.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.happened.append("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: self.happened.append(request.url))
        self.page.set_default_timeout(5000)
        self.page.goto(path.as_uri() + fragment)
        assert self.happened.pop(0).startswith("file:")

    def titles(self) -> list[str]:
        return self.page.locator("tr.claim:visible .title").all_inner_texts()


@pytest.fixture
def page(browser: Browser, report: Report, tmp_path: Path) -> Iterator[Watched]:
    path = tmp_path / "report.html"
    path.write_text(report_html(report), encoding="utf-8")
    watched = Watched(browser, path)
    yield watched
    watched.page.close()
    assert watched.happened == []


@in_a_browser
def test_a_column_is_sorted_by_its_button_there_and_back(page: Watched) -> None:
    by_value = ["Paper of 90", "Paper of 80", "Paper of 70", "Paper of 70", "Paper of 90"]
    assert page.titles() == by_value
    size = page.page.get_by_role("button", name="Size")
    heading = page.page.locator("th[data-column=model_size]")
    size.click()
    assert page.titles()[:3] == ["Paper of 70", "Paper of 80", "Paper of 90"]
    assert heading.get_attribute("aria-sort") == "ascending"
    size.click()
    assert page.titles()[:3] == ["Paper of 90", "Paper of 80", "Paper of 70"]
    assert heading.get_attribute("aria-sort") == "descending"
    size.click()
    assert page.titles() == by_value
    assert heading.get_attribute("aria-sort") is None


@in_a_browser
@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("q", "naive", 0),
        ("q", "90 MATH", 1),
        ("metric", "accuracy", 3),
        ("benchmark", "math", 3),
        ("kind", "factor", 1),
        ("bound", "up_to", 1),
        ("numbers", "no", 1),
        ("checks", "doubtful", 1),
        ("min", "8B", 2),
        ("max", "7.5b", 1),
    ],
)
def test_each_filter_keeps_the_claims_that_meet_it(page: Watched, name: str, value: str, count: int) -> None:
    field = page.page.locator(f"[name={name}]")
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
    assert len(page.titles()) == count
    assert page.page.locator("#count b").inner_text() == str(count)
    assert page.page.locator("#empty").is_visible() == (count == 0)
    page.page.get_by_role("button", name="Clear filters").click()
    assert len(page.titles()) == 5


@in_a_browser
def test_headings_without_a_claim_left_are_hidden(page: Watched) -> None:
    page.page.locator("[name=metric]").fill("speed")
    assert page.page.locator(".part:visible .name").all_inner_texts() == ["Metrics with one claim"]


@in_a_browser
def test_the_median_of_a_group_is_hidden_while_only_a_part_of_it_is_shown(page: Watched) -> None:
    spread = page.page.locator(".label .spread")
    assert spread.inner_text() == "3 claims, median 80% of 3 exact (70 to 90%)"
    page.page.locator("[name=q]").fill("90%")
    assert spread.is_hidden()


@in_a_browser
def test_in_one_list_values_are_not_ranked(page: Watched) -> None:
    page.page.locator("[name=view]").select_option("list")
    assert page.page.locator(".part:visible").count() == 0
    before = page.titles()
    page.page.locator("th[data-column=value] button").click()
    assert page.titles() == before
    page.page.get_by_role("button", name="Paper").click()
    assert page.titles() == sorted(before)


@in_a_browser
def test_a_click_shows_the_abstract_with_the_quote_highlighted(page: Watched, report: Report) -> None:
    page.page.locator("tr.claim .value").first.click()
    panel = page.page.get_by_role("dialog")
    assert panel.locator("mark").inner_text() == "reaches 90% accuracy on MATH"
    assert panel.locator(".abstract").inner_text() == report.papers[1].abstract
    for words in ("Model 90", "90%", "9B", "builtin", report.claims[1].id):
        assert words in panel.inner_text()
    page.page.keyboard.press("Escape")
    assert panel.is_hidden()


@in_a_browser
def test_enter_on_a_row_opens_it_and_focus_comes_back(page: Watched) -> None:
    link = page.page.locator("tr.claim a").nth(3)
    link.focus()
    page.page.keyboard.press("Enter")
    assert page.page.locator("mark").inner_text() == "up to 9.1x faster"
    assert "The levels and the change disagree." in page.page.locator("#panel").inner_text()
    assert page.page.evaluate("document.activeElement.id") == "panel"
    page.page.keyboard.press("Escape")
    assert link.evaluate("link => link === document.activeElement")


@in_a_browser
def test_the_panel_steps_through_the_claims_as_they_are_shown(page: Watched) -> None:
    page.page.locator("tr.claim .value").first.click()
    previous, following = page.page.locator("#previous"), page.page.locator("#next")
    assert previous.is_disabled()
    following.click()
    assert page.page.locator("mark").inner_text() == "reaches 80% accuracy on MATH"
    previous.click()
    assert page.page.locator("mark").inner_text() == "reaches 90% accuracy on MATH"


@in_a_browser
def test_the_fragment_restores_the_view(page: Watched, browser: Browser) -> None:
    page.page.locator("[name=metric]").fill("accuracy")
    page.page.locator("[name=min]").fill("7.5B")
    page.page.get_by_role("button", name="Size").click()
    page.page.locator("tr.claim:visible .value").first.click()
    address = page.page.url
    again = browser.new_page()
    again.goto(address)
    assert again.locator("tr.claim:visible .title").all_inner_texts() == ["Paper of 80", "Paper of 90"]
    assert again.locator("[name=min]").input_value() == "7.5B"
    assert again.locator("mark").inner_text() == "reaches 80% accuracy on MATH"
    again.close()


@in_a_browser
@pytest.mark.parametrize("fragment", ["#%", "#kind=nothing", "#claim=none&sort=-nothing", "#papers", "#c-none", "#p-"])
def test_a_fragment_that_names_nothing_shows_all(page: Watched, fragment: str) -> None:
    page.page.evaluate("fragment => { location.hash = fragment; }", fragment)
    page.page.reload()
    page.happened.pop()
    assert len(page.titles()) == 5


@in_a_browser
def test_a_link_to_a_section_leaves_the_view_as_it_is(page: Watched) -> None:
    page.page.locator("[name=metric]").fill("accuracy")
    page.page.get_by_role("link", name="Method and limits").click()
    assert len(page.titles()) == 3


@in_a_browser
def test_downloads_hold_what_is_shown(page: Watched, report: Report) -> None:
    with page.page.expect_download() as everything:
        page.page.get_by_role("button", name="Download CSV").click()
    assert Path(everything.value.path()).read_text("utf-8") == to_csv(compare(report.claims, report.papers))
    page.page.locator("[name=metric]").fill("accuracy")
    with page.page.expect_download() as some:
        page.page.get_by_role("button", name="Download JSON").click()
    records = json.loads(Path(some.value.path()).read_text("utf-8"))
    assert [record["to_value"] for record in records] == [90, 80, 70]
    assert records[0]["quote"] == "reaches 90% accuracy on MATH"


@in_a_browser
def test_numbers_of_an_abstract_show_their_roles_and_lead_to_their_claims(browser: Browser, tmp_path: Path) -> None:
    paper = make_paper("Paper", abstract(70))
    claim = make_claim(paper, "reaches 70% accuracy on MATH", level(70))
    line = ledger_line(paper, 70)
    line["numbers"][0]["claim_ids"] = [claim.id]  # type: ignore[index]
    path = tmp_path / "report.html"
    path.write_text(report_html(Report("Title", (paper,), (claim,), ledger=(line,))), encoding="utf-8")
    watched = Watched(browser, path)
    numbers = watched.page.locator("#papers .abstract .n")
    assert numbers.all_inner_texts() == ["7B", "70%", "9.1x"]
    assert [number.get_attribute("class") for number in numbers.all()] == ["n size", "n claimed", "n unaccounted"]
    watched.page.locator("a.n.claimed").click()
    assert watched.page.locator("mark").inner_text() == claim.evidence.quote
    watched.page.close()
    assert watched.happened == []


@in_a_browser
def test_a_hostile_abstract_executes_nothing_and_is_shown_whole(browser: Browser, tmp_path: Path) -> None:
    paper, claim = hostile_claim()
    rejected = Rejected(
        paper_id=HOSTILE, method=HOSTILE, metric=HOSTILE, value=HOSTILE, quote=HOSTILE, findings=claim.findings
    )
    failure = {"paper_id": HOSTILE, "title": HOSTILE, "kind": "timeout", "message": HOSTILE}
    hostile = Report(HOSTILE, (paper,), (claim,), (rejected,), (failure,), run={"model": HOSTILE, HOSTILE: HOSTILE})
    path = tmp_path / "report.html"
    path.write_text(report_html(hostile), encoding="utf-8")
    watched = Watched(browser, path)
    watched.page.locator("tr.claim .value").click()
    assert watched.page.locator("mark").text_content() == printable(claim.evidence.quote)
    assert watched.page.locator("#panel .abstract").text_content() == printable(paper.abstract)
    assert watched.page.locator("img, iframe, object, form:not(#tools), script:not(#data)").count() == 1
    assert watched.page.locator("a[href^='javascript']").count() == 0
    with watched.page.expect_download() as download:
        watched.page.get_by_role("button", name="Download CSV").click()
    (record,) = csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8"), newline=""))
    assert record["method"].startswith("'=1+1")
    watched.page.close()
    assert watched.happened == []


@in_a_browser
def test_without_scripts_every_claim_can_be_read(browser: Browser, report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_html(report), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("tr.claim:visible").count() == 5
    assert page.locator("#tools").is_hidden()
    page.locator("tr.claim a").first.click()
    assert page.locator("article:target h3").inner_text() == "Paper of 90"
    context.close()


@in_a_browser
@pytest.mark.parametrize("width", [360, 400, 700, 1000, 1400])
def test_nothing_sticks_out_at_any_width(browser: Browser, report: Report, tmp_path: Path, width: int) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_html(report), encoding="utf-8")
    watched = Watched(browser, path, width=width)
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
    watched.page.locator("tr.claim .value").first.click()
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
    panel = watched.page.locator("#panel").bounding_box()
    assert panel is not None
    assert (panel["x"] >= 0, panel["x"] + panel["width"] <= width) == (True, True)
    watched.page.close()


def test_the_policy_allows_the_page_s_own_style_and_script_only(report: Report) -> None:
    text = report_html(report)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    directives = dict(part.strip().split(" ", 1) for part in policy[1].split(";"))
    assert directives["default-src"] == "'none'"
    for directive, tag in (("script-src", "script"), ("style-src", "style")):
        element = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert element is not None
        digest = base64.b64encode(hashlib.sha256(element[1].encode()).digest()).decode()
        assert directives[directive] == f"'sha256-{digest}'"


def test_the_page_names_no_address_but_places_in_itself(report: Report) -> None:
    references = re.findall(r'(?:href|src|action|url)\s*[=(]\s*["\']?([^"\'\s>)]+)', report_html(report))
    assert references
    assert all(reference.startswith("#") or "." in reference.split("/")[0] for reference in references), references
    assert "http:" not in report_html(report)
    assert "https:" not in report_html(report)


def test_the_same_values_give_the_same_bytes(report: Report) -> None:
    assert report_html(report) == report_html(report) == render(report, "html")


def test_each_abstract_stands_in_the_page_once(report: Report) -> None:
    assert report_html(report).count("Naïve") == len(report.papers)


def test_a_thousand_claims_stay_below_two_megabytes() -> None:
    papers = [
        make_paper(f"A title of an ordinary length for paper {n}", f"Claim {n}. " + "Some more words. " * 85)
        for n in range(300)
    ]
    claims = [
        make_claim(
            papers[n % 300],
            f"Claim {n % 300}.",
            Delta(kind="change", low=n, high=n, unit="points", direction="increase"),
            method="A method's name",
            benchmarks=["GSM8K", "some benchmark"],
            baselines=["LoRA", "full fine-tuning"],
            size=8e9,
        )
        for n in range(1, 1001)
    ]
    page = report_html(Report("Title", tuple(papers), tuple(claims)))
    assert len(page.encode()) < 2_000_000


def test_a_comparison_alone_makes_a_page_of_its_claims(report: Report) -> None:
    text = render(compare(report.claims, report.papers), "html")
    assert text.count('<tr class="claim"') == 5
    assert "<article" not in text


def test_a_filtered_comparison_is_the_view_that_is_shown(report: Report) -> None:
    view = compare(report.claims, report.papers).filtered(metric="accuracy")
    text = report_html(report, view)
    assert text.count('<tr class="claim"') == 3
    assert text.count("<article") == 3


def test_numbers_that_do_not_stand_where_the_ledger_says_stay_text() -> None:
    paper = make_paper("Paper", "Only 7B here.")
    places = [(5, 7, "size"), (6, 9, "name"), (-3, 2, "name"), (9, 9, "name"), (90, 99, "name"), (0, 4, "no role")]
    numbers = [{"start": s, "end": e, "role": role, "claim_ids": [], "text": "", "value": 0} for s, e, role in places]
    text = report_html(Report("Title", (paper,), ledger=({"paper_id": paper.id, "numbers": numbers},)))
    assert '<p class="abstract">Only <span class="n size">7B</span> here.</p>' in text


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&\"'{}%/!-\u2028\u2029")), max_size=60))
def test_no_text_leaves_its_place(text: str) -> None:
    """The skeleton of a page is the same whatever the texts in it are."""
    assert _tags(_page_of(text)) == _tags(_page_of("plain"))


def _page_of(text: str) -> str:
    paper = make_paper(f"T{text}", f"It{text} gains 4 points.", id="p1")
    claim = make_claim(
        paper, f"{text} gains 4 points", method=f"m{text}", metric=f"glow {text}", benchmarks=[f"b{text}"]
    )
    claim = claim.model_copy(update={"id": "c1"})
    return report_html(Report(f"R{text}", (paper,), (claim,), run={"model": f"x{text}"}))


def _tags(page: str) -> list[str]:
    return re.findall(r"<[/!a-zA-Z][a-z0-9]*", page)
