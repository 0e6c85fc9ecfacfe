"""What differs between two sets of claims, as text for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from claimx.claims import Claim
from claimx.columns import shown, shown_size
from claimx.differences import Change, Difference
from claimx.printable import one_line

__all__ = ["difference_json", "difference_text"]


def difference_text(difference: Difference) -> str:
    """Claims that are new (+), gone (-) and changed (~), paper by paper, and how far the two sides agree."""
    return "\n".join([*_lines(difference), *_figures(difference)]) + "\n"


def difference_json(difference: Difference) -> dict[str, Any]:
    """The same as values: claims whole, changes with the fields that differ."""
    return {
        "agreement": {"found_by_both": difference.found_by_both, "alike": difference.alike},
        "same": len(difference.same),
        "new": [claim.model_dump(mode="json") for claim in difference.new],
        "gone": [claim.model_dump(mode="json") for claim in difference.gone],
        "changed": [_change(change) for change in difference.changed],
        "papers_new": _papers(difference.papers_new),
        "papers_gone": _papers(difference.papers_gone),
    }


def _lines(difference: Difference) -> Iterator[str]:
    marked: dict[tuple[str, str], list[str]] = {}
    for sign, claims in (("+", difference.new), ("-", difference.gone)):
        for claim in claims:
            marked.setdefault((claim.paper_id, claim.title), []).append(f"  {sign} {_told(claim)}")
    for change in difference.changed:
        paper = (change.after.paper_id, change.after.title)
        marked.setdefault(paper, []).extend(_told_change(change))
    for (_, title), lines in sorted(marked.items(), key=lambda item: (item[0][1].casefold(), item[0])):
        yield one_line(title)
        yield from lines
    for sign, papers in (("+", difference.papers_new), ("-", difference.papers_gone)):
        for title, claims in papers.items():
            yield f"{sign} {one_line(title)}: {len(claims)} claim{'' if len(claims) == 1 else 's'}"


def _told_change(change: Change) -> Iterator[str]:
    yield f"  ~ {_told(change.after)}"
    for field in change.fields:
        before, after = (_field(claim, field) for claim in (change.before, change.after))
        yield f"      {field}: {before or 'none'} -> {after or 'none'}"


def _told(claim: Claim) -> str:
    tested = f" on {' + '.join(claim.benchmarks)}" if claim.benchmarks else ""
    against = f" against {'; '.join(claim.baselines)}" if claim.baselines else ""
    return one_line(f"{claim.method} | {claim.metric}{tested} | {shown(claim.delta)}{against}")


def _field(claim: Claim, field: str) -> str:
    if field == "delta":
        return f"{shown(claim.delta)} ({claim.delta.kind}, {claim.delta.direction or 'no direction'})"
    if field == "model_size":
        return shown_size(claim.model_size)
    value = getattr(claim, field)
    return one_line(value if isinstance(value, str) else "; ".join(value))


def _figures(difference: Difference) -> Iterator[str]:
    parts = [
        f"{len(difference.same)} the same",
        f"{len(difference.changed)} changed",
        f"{len(difference.new)} new",
        f"{len(difference.gone)} gone",
    ]
    yield f"claims of papers on both sides: {', '.join(parts)}"
    both, alike = difference.found_by_both, difference.alike
    if both is not None and alike is not None:
        yield f"agreement: {both:.3f} on what is claimed, {alike:.3f} in every field (2 x shared / all claims)"
    yield f"papers on one side only: {len(difference.papers_new)} new, {len(difference.papers_gone)} gone"


def _change(change: Change) -> dict[str, Any]:
    before, after = (claim.model_dump(mode="json") for claim in (change.before, change.after))
    return {"before": before, "after": after, "fields": list(change.fields)}


def _papers(papers: Mapping[str, tuple[Claim, ...]]) -> list[dict[str, Any]]:
    return [{"title": title, "claims": [claim.id for claim in claims]} for title, claims in papers.items()]
