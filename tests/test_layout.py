"""How groups stand on a page."""

from __future__ import annotations

from builders import make_claim, make_paper
from claimx.claims import Claim
from claimx.comparison import compare
from claimx.reports.layout import parts


def claims(*described: tuple[str, str | None]) -> list[Claim]:
    """A claim of its own paper for each metric and benchmark."""
    return [
        make_claim(make_paper(f"Paper {number}"), metric=metric, benchmarks=[benchmark] if benchmark else [])
        for number, (metric, benchmark) in enumerate(described)
    ]


def test_a_group_of_several_claims_is_a_ranked_block_and_single_claims_share_an_unranked_one() -> None:
    (part,) = parts(
        compare(claims(("accuracy", "MATH"), ("accuracy", "MATH"), ("accuracy", "GSM8K"), ("accuracy", None)))
    )
    assert part.heading == "Accuracy\u00a0↑"
    assert part.note == "higher is better, 4 claims of 4 papers"
    assert [(block.heading, block.kind, block.ranked, len(block.rows)) for block in part.blocks] == [
        ("MATH", "changes in points", True, 2),
        ("one claim each", "other benchmarks or kinds of numbers, not ranked", False, 2),
    ]


def test_metrics_of_one_claim_share_a_part_and_vague_ones_come_last() -> None:
    page = parts(
        compare(
            claims(("recall", None), ("latency", None), ("accuracy", None), ("accuracy", None), ("performance", None))
        )
    )
    assert [part.heading for part in page] == ["Accuracy\u00a0↑", "Metrics with one claim", "Performance\u00a0↑"]
    assert "vague" in page[-1].note
    assert len(page[1].blocks[0].rows) == 2
    assert not page[1].blocks[0].ranked


def test_every_row_stands_on_the_page_once() -> None:
    comparison = compare(
        claims(*[(metric, b) for metric in ("accuracy", "glow", "quality") for b in ("MATH", "MATH", None)])
    )
    placed = [row.claim.id for part in parts(comparison) for block in part.blocks for _, row in block.rows]
    assert sorted(placed) == sorted(row.claim.id for row in comparison.rows)


def test_nothing_has_no_parts() -> None:
    assert parts(compare([])) == ()
