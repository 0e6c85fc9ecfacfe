"""What a summary may tell of, and the functions over it."""

from __future__ import annotations

from builders import make_claim, make_paper
from claimx.claims import Claim, Delta, Names
from claimx.comparison import Comparison, Group, compare
from claimx.summaries.functions import exact_claims, spread_of
from claimx.summaries.scopes import group_scopes, paper_scopes, whole_scope
from summary_claims import planted, planted_comparison


def changes(*numbers: float, unit: str = "points", **fields: object) -> list[Claim]:
    """Claims of accuracy on MMLU that rose by these numbers, or fell by negative ones."""
    paper = make_paper("Larch", " ".join(f"Statement {n}." for n in range(len(numbers))))
    made = []
    for place, number in enumerate(numbers):
        way = "increase" if number >= 0 else "decrease"
        given = {"kind": "change", "low": abs(number), "high": abs(number), "unit": unit, "direction": way}
        delta = Delta.model_validate(given | fields)
        made.append(
            make_claim(paper, f"Statement {place}.", delta, metric="accuracy", benchmarks=["MMLU"], baselines=["LoRA"])
        )
    return made


def group_of(claims: list[Claim]) -> Group:
    (group,) = compare(claims).groups
    return group


def test_a_spread_is_of_values_as_written_where_all_go_one_way() -> None:
    spread = spread_of(exact_claims(group_of(changes(-3, -1, -2))))
    assert spread is not None
    assert (spread.minimum, spread.median, spread.maximum, spread.direction) == (1, 2, 3, "decrease")


def test_a_spread_is_signed_where_they_go_both_ways() -> None:
    spread = spread_of(exact_claims(group_of(changes(-3, 1, 2, 4))))
    assert spread is not None
    assert (spread.minimum, spread.median, spread.maximum, spread.direction) == (-3, 1.5, 4, None)


def test_two_values_and_bounds_have_no_spread() -> None:
    assert spread_of(exact_claims(group_of(changes(1, 2)))) is None
    assert exact_claims(group_of(changes(1, 2, 3, bound="up_to"))) == ()
    assert spread_of([]) is None


def test_percents_of_which_nobody_says_what_they_are_of_have_none() -> None:
    assert exact_claims(group_of(changes(1, 2, 3, unit="percent"))) == ()


def test_factors_that_go_both_ways_have_none() -> None:
    claims = changes(2, 3, -4, unit="times", kind="factor")
    assert spread_of([claim for group in compare(claims).groups for claim in exact_claims(group)]) is None


def test_the_whole_shows_a_few_claims_of_each_paper_and_may_cite_all() -> None:
    scope = whole_scope(planted_comparison())
    papers = [claim.paper for claim in scope.asked.claims]
    assert max(map(papers.count, papers)) == 2
    assert len(scope.entries) == len(planted())
    assert scope.cited(["all"]) == scope.entries
    assert [entry.outline.id for entry in scope.cited(["c2", "c1", "c999", ""])] == ["c1", "c2"]
    assert scope.asked.totals is not None
    assert scope.asked.totals.all == len(planted())


def test_a_group_is_cited_by_its_label() -> None:
    (scope,) = [s for s in group_scopes(planted_comparison()) if s.asked.groups[0].median == 1.55]
    assert scope.asked.groups[0].metric == "accuracy"
    assert {entry.claim.title.split(":")[0] for entry in scope.cited(["g1"])} == {"Tamarack", "Larch", "Bracken"}
    assert scope.cited(["all"]) == ()


def test_papers_stand_in_the_order_of_titles_and_their_claims_in_that_of_the_text() -> None:
    scopes = list(paper_scopes(planted_comparison()))
    assert [scope.title for scope in scopes] == sorted(scope.title for scope in scopes)
    starts = [entry.claim.evidence.start for entry in scopes[0].entries]
    assert starts == sorted(starts)


def test_a_method_in_common_words_is_told_by_its_name() -> None:
    paper = make_paper("Larch", "Our method wins. The Larch method wins. Rude prompts win.")
    claims = [
        make_claim(
            paper, quote, Delta(kind="qualitative", direction="increase"), method=method, names=Names(method=name)
        )
        for quote, method, name in (
            ("Our method wins.", "our method", "Larch"),
            ("The Larch method wins.", "Larch-7B", "Larch 7B"),
            ("Rude prompts win.", "rude prompts", "rude prompts"),
        )
    ]
    (scope,) = paper_scopes(compare(claims))
    assert [claim.method for claim in scope.asked.claims] == ["Larch", "Larch-7B", "rude prompts"]


def test_nothing_is_a_scope_of_nothing() -> None:
    empty = Comparison(())
    assert whole_scope(empty).entries == ()
    assert list(group_scopes(empty)) == list(paper_scopes(empty)) == []
