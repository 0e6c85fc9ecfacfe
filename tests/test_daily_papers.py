"""The reader of Daily Papers pages: what a page says is what is read, and what makes no sense is reported."""

from __future__ import annotations

import datetime
import re
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimx.errors import SnapshotError
from claimx.papers import Paper
from claimx.snapshots import Problem, read_snapshot

HEAD = """new

Get trending papers in your email inbox!

Subscribe

Daily Papers

byAK and the research community

Dec 8

"""
LONG = (
    "Heron routers forget what they were taught. We teach them twice and measure the loss of recall. "
    "On FenBench the second lesson costs 3% of the first."
)
OTHER = "Otters learn in groups. We ask whether one otter is enough and find that it is not."


@pytest.fixture
def read(tmp_path: Path):
    """Writes a page and reads it: its papers and its problems."""

    def write_and_read(text: str, *, name: str = "page.txt", **options: int) -> tuple[list[Paper], list[Problem]]:
        path = tmp_path / name
        path.write_bytes(text.encode())
        problems: list[Problem] = []
        return list(read_snapshot(path, on_problem=problems.append, **options)), problems

    return write_and_read


def entry(title: str, abstract: str = LONG, byline: str = "  • 4 authors", date: str = "Mar 3, 2024") -> str:
    return f"{title}\n\n{abstract}\n\n{byline}\n·\n{date}\n\n"


def test_an_entry_is_read_with_everything_it_shows(read):
    papers, problems = read(HEAD + entry("Heron Routing", date="Dec 5, 2023 14"))
    assert problems == []
    (paper,) = papers
    assert (paper.title, paper.abstract) == ("Heron Routing", LONG)
    assert (paper.authors_count, paper.organisation, paper.comments) == (4, None, 14)
    assert paper.published == datetime.date(2023, 12, 5)
    assert [source.model_dump() for source in paper.sources] == [{"snapshot": "page.txt", "entry": 1, "line": 13}]


def test_an_organisation_stands_where_authors_are_not_counted(read):
    (paper,), problems = read(HEAD + entry("Heron Routing", byline="fenlab Fen Laboratory"))
    assert (paper.organisation, paper.authors_count, problems) == ("fenlab Fen Laboratory", None, [])


@pytest.mark.parametrize(
    "byline", ["  • 1 authors", "• 1 author", "1 authors", "\u00a0\u00a0•\u00a01\u00a0authors\u00a0"]
)
def test_one_author_is_counted_however_it_is_written(read, byline):
    (paper,), _ = read(HEAD + entry("Heron Routing", byline=byline))
    assert (paper.authors_count, paper.organisation) == (1, None)


def test_entries_without_a_byline_keep_apart(read):
    page = f"First Heron\n\n{LONG}\n\nSecond Heron\n\n{OTHER}\n\n" + entry("Third Heron")
    papers, problems = read(HEAD + page)
    assert [(p.title, p.abstract) for p in papers] == [
        ("First Heron", LONG), ("Second Heron", OTHER), ("Third Heron", LONG),
    ]  # fmt: skip
    assert [p.published is None for p in papers] == [True, True, False]
    assert problems == []


def test_a_title_that_reads_like_prose_is_not_swallowed_by_the_entry_before(read):
    titles = ["The heron that came in from the cold.", "Ask https://heron.example Before You Fly"]
    papers, problems = read(HEAD + "".join(f"{title}\n\n{LONG}\n\n" for title in ["First Heron", *titles]))
    assert ([p.title for p in papers], problems) == (["First Heron", *titles], [])


def test_an_address_below_the_abstract_belongs_to_it(read):
    (paper,), problems = read(HEAD + entry("Heron Routing", f"{LONG}\n\nCode: https://heron.example"))
    assert (paper.abstract, problems) == (f"{LONG}\n\nCode: https://heron.example", [])


def test_a_page_without_bylines_ends_without_a_report(read):
    papers, problems = read(HEAD + f"First Heron\n\n{LONG}\n\nSecond Heron\n\n{OTHER}\n")
    assert (len(papers), problems) == (2, [])


def test_paragraphs_stay_apart_and_lines_are_joined(read):
    abstract = "We teach\nthem twice.\n\nThe second costs 3% of the first. It is  short.\n\nOne more sentence."
    (paper,), problems = read(HEAD + entry("Heron\nRouting", abstract))
    assert paper.title == "Heron Routing"
    assert paper.abstract == abstract.replace("teach\nthem", "teach them")
    assert problems == []


def test_characters_of_the_abstract_are_kept(read):
    odd = "A  gap, \ta tab, \u00a0, ﬁ, e\u0301, \\eg $\\alpha$ {p}_{t}, &amp;, \u2028, \x0b, \u202e. So it is."
    (paper,), _ = read(HEAD + entry("Heron Routing", odd))
    assert paper.abstract == odd


def test_a_short_abstract_is_one_between_title_and_byline(read):
    (paper,), problems = read(HEAD + entry("Heron Routing", "No words"))
    assert (paper.abstract, problems) == ("No words", [])


@pytest.mark.parametrize("line", ["arXiv:2401.01234v2", "https://arxiv.org/abs/2401.01234", "2401.01234"])
@pytest.mark.parametrize("place", ["under the title", "under the date"])
def test_an_arxiv_id_in_the_metadata_is_the_papers_id(read, line, place):
    page = entry("Heron Routing")
    page = page.replace("\n", f"\n\n{line}\n", 1) if place == "under the title" else f"{page}{line}\n\n"
    papers, problems = read(HEAD + page + entry("Second Heron"))
    assert papers[0].id == "2401.01234"
    assert [p.title for p in papers] == ["Heron Routing", "Second Heron"]
    assert problems == []


def test_an_arxiv_id_in_the_abstract_is_text(read):
    abstract = "We extend the heron.\narXiv:2401.01234\nIt was short."
    (paper,), _ = read(HEAD + entry("Heron Routing", abstract))
    assert paper.id != "2401.01234"
    assert "arXiv:2401.01234" in paper.abstract


@pytest.mark.parametrize(
    ("page", "line", "reason"),
    [
        (f"A Lone Heron\n\nHeron Routing\n\n{LONG}\n\n", 13, "a title without an abstract"),
        ("A Lone Heron\n\n  • 2 authors\n·\nMar 3, 2024\n\n", 13, "a title without an abstract"),
        (f"{LONG * 3}\n\n  • 2 authors\n·\nMar 3, 2024\n\n", 13, "an abstract without a title"),
        ("  • 2 authors\n·\nMar 3, 2024\n\n", 13, "belongs to no entry"),
        (entry("Heron Routing", date="Feb 30, 2024"), 19, "is no date"),
        (entry("Heron Routing", date="Heronday"), 19, "is no date"),
        (entry("Heron Routing", date="Smarch 3"), 19, "is no date"),
        (f"Heron Routing\n\n{LONG}\n\n  • 2 authors\n\n", 17, "no date follows"),
    ],
    ids=["lone title", "title and byline", "no title", "byline alone", "Feb 30", "word", "month", "no date"],
)
def test_what_makes_no_sense_is_reported_and_the_others_are_read(read, page, line, reason):
    papers, problems = read(HEAD + page + entry("The Last Heron", OTHER))
    assert (papers[-1].title, papers[-1].abstract) == ("The Last Heron", OTHER)
    assert "A Lone Heron" not in [p.title for p in papers]
    assert [(p.line, reason in p.reason) for p in problems] == [(line, True)]


@pytest.mark.parametrize(
    ("page", "line", "reason"),
    [
        (entry("Heron Routing") + f"The Last Heron\n\n{LONG}\n", 23, "may be cut off"),
        (f"Heron Routing\n\n{LONG}\n\nThe Last Heron\n\nWe teach them tw", 19, "may be cut off"),
        (entry("Heron Routing") + "The Last Her", 21, "a title without an abstract"),
        (entry("Heron Routing") + f"The Last Heron\n\n{LONG}\n\n  • 4 authors\n·\nDec 5, 20", 27, "is no date"),
    ],
    ids=["no byline", "in the abstract", "in the title", "in the date"],
)
def test_a_page_that_is_cut_off_says_where(read, page, line, reason):
    papers, problems = read(HEAD + page)
    assert papers[0].title == "Heron Routing"
    assert (len(papers), [(p.line, reason in p.reason) for p in problems]) == (
        1 + ("title" not in reason),
        [(line, True)],
    )


def test_a_date_without_a_byline_ends_an_entry_too(read):
    page = f"Heron Routing\n\n{LONG}\n\n·\nMar 3, 2024\n\n" + entry("Otters Explained. A Note.", OTHER)
    papers, problems = read(HEAD + page)
    assert [(p.title, p.authors_count) for p in papers] == [("Heron Routing", None), ("Otters Explained. A Note.", 4)]
    assert [str(p.published) for p in papers] == ["2024-03-03", "2024-03-03"]
    assert problems == []


def test_a_second_byline_is_not_given_to_the_entry_before(read):
    (paper,), problems = read(HEAD + f"Heron Routing\n\n{LONG}\n\n  • 4 authors\n\n  • 7 authors\n·\nMar 9, 2024\n")
    assert (paper.authors_count, paper.published) == (4, None)
    assert [p.line for p in problems] == [17, 19]
    assert "'• 7 authors' belongs to no entry" in problems[1].reason


@pytest.mark.parametrize("paragraph", [LONG, LONG * 9, LONG * 2000], ids=["short", "long", "endless"])
def test_an_abstract_of_absurd_length_is_reported_and_the_others_are_read(read, paragraph):
    text = "\n\n".join([paragraph] * (300_000 // len(paragraph) + 1))
    papers, problems = read(HEAD + entry("Heron Routing") + entry("Fen Atlas", text) + entry("Fen Otters", OTHER))
    assert [paper.title for paper in papers] == ["Heron Routing", "Fen Otters"]
    assert [problem.reason for problem in problems] == ["an abstract of over 50,000 characters, 'Fen Atlas'; left out"]


def test_an_abstract_without_end_is_not_held_in_memory(read):
    page = HEAD + "Fen Atlas\n\n" + f"{LONG}\n\n" * 40_000
    tracemalloc.start()
    papers, problems = read(page)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert papers == []
    assert "an abstract of over 50,000 characters" in problems[0].reason
    assert peak < len(page) * 1.5, "the page's bytes, which this test writes, and little more"


def test_messages_hold_no_control_characters(read):
    _, problems = read(HEAD + "Heron \x1b[31m\u202eRouting\n")
    assert [p.reason for p in problems if not p.reason.isprintable()] == []
    assert "\\x1b" in problems[0].reason


def test_a_page_without_entries_says_so(read):
    papers, problems = read(HEAD)
    assert papers == []
    assert "no entry on this page" in problems[0].reason


@pytest.mark.parametrize("head", [HEAD, HEAD.replace("Daily Papers\n\n", ""), HEAD.replace("Dec 8\n\n", ""), ""])
def test_the_head_is_no_paper(read, head):
    papers, problems = read(head + entry("Heron Routing"))
    assert ([p.title for p in papers], problems) == (["Heron Routing"], [])


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("trail", ["", "  ", "\u00a0\t"])
def test_line_ends_marks_and_trailing_spaces_change_nothing(read, ends, mark, trail):
    text = HEAD + entry("Heron Routing") + entry("Fen Otters", OTHER, "fenlab Fen Laboratory")
    expected, _ = read(text)
    papers, problems = read(mark + text.replace("\n", trail + "\n").replace("\n", ends))
    told = {"title", "abstract", "published", "authors_count", "organisation"}
    assert [p.model_dump(include=told) for p in papers] == [p.model_dump(include=told) for p in expected]
    assert problems == []


@pytest.mark.parametrize(
    ("dates", "name", "year", "expected"),
    [
        (["Oct 8", "Mar 3, 2024", "Oct 1, 2023"], "page.txt", None, "2025-10-08"),
        (["Dec 24", "Mar 3, 2024"], "page.txt", None, "2025-12-24"),
        (["Feb 29", "Mar 3, 2024"], "page.txt", None, "2028-02-29"),
        (["Oct 8", "Mar 3, 2024"], "2026-12-09.txt", None, "2026-10-08"),
        (["Oct 8", "Mar 3, 2024"], "2026-01-03.txt", None, "2025-10-08"),
        (["Oct 8", "Mar 3, 2024"], "2020-01-03.txt", None, "2025-10-08"),
        (["Oct 8"], "2026-12-09.txt", None, "2026-10-08"),
        (["Dec 8"], "2026-12-07.txt", None, "2026-12-08"),
        (["Oct 8", "Mar 3, 2024"], "page.txt", 2027, "2027-10-08"),
    ],
    ids=[
        *("shown years", "behind dateline", "leap day", "name", "name, year before"),
        *("name is wrong", "name alone", "name, other time zone", "told"),
    ],
)
def test_the_year_left_out_is_inferred(read, dates, name, year, expected):
    page = HEAD + "".join(entry(f"Heron {n}", date=date) for n, date in enumerate(dates))
    papers, problems = read(page, name=name, **({"year": year} if year else {}))
    assert str(papers[0].published) == expected
    assert problems == []


def test_a_dateline_with_a_year_tells_the_year(read):
    papers, problems = read(HEAD.replace("Dec 8", "Jan 6, 2026") + entry("Heron", date="Sep 28"))
    assert (str(papers[0].published), problems) == ("2025-09-28", [])


def test_a_year_that_nothing_tells_stays_open_and_is_reported_once(read):
    papers, problems = read(HEAD + entry("Heron", date="Oct 8 3") + entry("Otter", date="Oct 7"))
    assert [(p.published, p.comments) for p in papers] == [(None, 3), (None, None)]
    assert [p.line for p in problems] == [19]
    assert "file name" in problems[0].reason


def test_pages_joined_in_one_file_keep_their_own_years(read):
    first = HEAD + entry("Heron", date="Oct 8") + entry("Otter", date="Oct 7, 2022")
    second = HEAD + entry("Egret", date="Oct 8") + entry("Ibis", date="Oct 7, 2024")
    papers, problems = read(first + second)
    assert [str(p.published) for p in papers] == ["2023-10-08", "2022-10-07", "2025-10-08", "2024-10-07"]
    assert problems == []


# What is written is read back.

WORD = st.text(alphabet="abcxyzABCäßé中Ωﬁ0123456789%$\\{}_^~'\"()[]-–—×,;:\u00a0", min_size=1, max_size=9).filter(
    lambda word: word == word.strip()
)
WORDS = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
SENTENCE = WORDS.map(lambda words: f"We {words}.")
PARAGRAPH = st.lists(SENTENCE, min_size=2, max_size=5).map(" ".join)
DAY = st.dates(datetime.date(2001, 1, 1), datetime.date(2024, 12, 28)).filter(lambda day: day.day < 29)


@dataclass(frozen=True)
class Written:
    """An entry to be written on a page."""

    title: str
    paragraphs: list[str]
    byline: tuple[int | None, str | None] | None
    day: datetime.date
    with_year: bool
    comments: int | None

    @property
    def abstract(self) -> str:
        return "\n\n".join(self.paragraphs)

    def lines(self) -> list[str]:
        below = []
        if self.byline:
            count, organisation = self.byline
            year = f", {self.day.year}" if self.with_year else ""
            comments = "" if self.comments is None else f" {self.comments}"
            date = f"{self.day:%b} {self.day.day}{year}{comments}"
            below = [organisation or f"  • {count} authors", "·", date, ""]
        return [self.title, "", *(line for p in self.paragraphs for line in (p, "")), *below]

    def shown(self, own_year: int | None) -> tuple[object, ...]:
        count, organisation = self.byline or (None, None)
        year = self.day.year if self.with_year else own_year
        day = self.day.replace(year=year) if self.byline and year else None
        return self.title, self.abstract, count, organisation, self.comments if self.byline else None, day


ENTRY = st.builds(
    Written,
    title=WORDS.map(lambda words: f"On {words} v2.5"),
    paragraphs=st.lists(PARAGRAPH, min_size=1, max_size=3),
    byline=st.one_of(
        st.none(),
        st.tuples(st.integers(1, 4000), st.none()),
        st.tuples(st.none(), WORDS.map(lambda words: f"fenlab {words}")),
    ),
    day=DAY,
    with_year=st.booleans(),
    comments=st.none() | st.integers(0, 1500),
)
ENTRIES = st.lists(ENTRY, max_size=6)


def read_back(text: str | bytes, folder: Path) -> list[tuple[object, ...]]:
    path = folder / "page.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [
        (p.title, p.abstract, p.authors_count, p.organisation, p.comments, p.published)
        for p in read_snapshot(path, on_problem=lambda problem: None)
    ]


def wrapped(text: str, ends: str) -> str:
    """The page with its lines broken at every third space, as an editor may do it."""
    return re.sub(r"(We [^ \n]+ [^ \n]+) ", rf"\1{ends}", text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(entries=ENTRIES, ends=st.sampled_from(["\n", "\r\n", "\r"]), wrap=st.booleans())
def test_what_is_written_is_read_back(tmp_path, entries, ends, wrap):
    text = HEAD + "\n".join(line for written in entries for line in written.lines())
    text = (wrapped(text, "\n") if wrap else text).replace("\n", ends)
    years = [written.day.year for written in entries if written.byline and written.with_year]
    own_year = max(years) + 1 if years else None
    assert read_back(text, tmp_path) == [written.shown(own_year) for written in entries]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(entries=ENTRIES, part=st.floats(0, 1))
def test_a_page_cut_off_anywhere_keeps_its_complete_entries(tmp_path, entries, part):
    text = HEAD
    complete = []
    for written in entries:
        text += "\n".join(written.lines()) + "\n"
        complete.append((len(text.encode()), written.shown(None)[:5]))
    cut = int(part * len(text.encode()))
    before_the_cut = [shown for end, shown in complete if end <= cut]
    try:
        papers = read_back(text.encode()[:cut], tmp_path)
    except SnapshotError:
        papers = []
    assert [paper[:5] for paper in papers[: len(before_the_cut)]] == before_the_cut
    assert len(papers) <= len(before_the_cut) + 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "",
                    "\u00a0",
                    "·",
                    "  • 4 authors",
                    "• 4 au",
                    "fenlab Fen",
                    "Dec 5, 2024 2",
                    "Oct 8",
                    "Feb 30",
                ),
                *("Heron Routing", LONG, OTHER, LONG * 4, "arXiv:2401.01234"),
                *("new", "Daily Papers", "byAK and the research community"),
            ]
        ),
        max_size=40,
    )
)
def test_any_order_of_lines_is_read_or_reported_but_never_fails(tmp_path, lines):
    for title, abstract, *_ in read_back(HEAD + "\n".join(lines), tmp_path):
        assert title
        assert abstract
