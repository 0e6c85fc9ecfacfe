"""What holds between papers, in words: where they contradict one another, and who is compared with whom."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from claimx.claims import ModelSize
from claimx.columns import shown, shown_number, shown_size
from claimx.comparison.conflicts import Conflict, Side
from claimx.comparison.graph import Graph, Larger, Used
from claimx.printable import one_line
from claimx.reports.facts import counted

__all__ = [
    "LONGEST",
    "MOST",
    "and_more",
    "caveat",
    "conflicts_text",
    "disagreement",
    "graph_sentences",
    "larger_sentence",
    "used_by",
]

LONGEST = 12
"""How many baselines, benchmarks and larger models a report names at most."""
MOST = 50
"""How many conflicts a report shows at most."""


def disagreement(conflict: Conflict) -> str:
    """What disagrees, in one sentence."""
    first, second = conflict.sides
    measured = f"{conflict.metric} on {conflict.benchmark}"
    size = f" ({shown_size(ModelSize(low=conflict.size[0], high=conflict.size[1]))})" if conflict.size else ""
    if conflict.kind == "reversal":
        return (
            f"{measured}: {conflict.subject} is better than {conflict.other} by one paper ({_shown(first)}), and"
            f" {conflict.other} is better than {conflict.subject} by another ({_shown(second)})."
        )
    if conflict.kind == "baseline":
        of = "the method's own paper" if second.names_own else "another paper"
        return (
            f"{measured}: {conflict.subject}{size} has {_shown(first)} as a baseline of one paper,"
            f" and {_shown(second)} by {of}."
        )
    return f"{measured}: {conflict.subject}{size} has {_shown(first)} by one paper, and {_shown(second)} by another."


def caveat(conflict: Conflict) -> str:
    """What may explain the difference without a conflict, in one sentence."""
    if not conflict.unsaid:
        return "Both abstracts tell the same conditions; set-ups may differ all the same."
    *others, last = conflict.unsaid
    named = f"{', '.join(others)} and {last} are" if others else f"{last} are"
    return f"The abstracts do not say whether {named} the same."


def conflicts_text(conflicts: Sequence[Conflict], width: int = 120) -> str:
    """The conflicts for the terminal, both sides with their quotes; empty where there are none."""
    lines = [*_conflict_lines(conflicts[:MOST], width), *filter(None, [and_more(conflicts)])]
    return "\n".join(["Conflicts between papers", *lines]) + "\n" if lines else ""


def and_more(conflicts: Sequence[Conflict]) -> str:
    """How many conflicts are not shown, or nothing."""
    return f"{counted(len(conflicts) - MOST, 'conflict')} more are not shown." if len(conflicts) > MOST else ""


def graph_sentences(graph: Graph) -> tuple[str, ...]:
    """How far the papers compare with one another, and why no ranking follows."""
    if not graph.edges:
        return ()
    nodes = sum(map(len, graph.parts))
    pairs = len(graph.pairs)
    shared = f"{graph.shared_pairs} of them" if graph.shared_pairs else "none of them"
    return (
        f"{counted(graph.papers, 'paper')} compare with a named baseline: {counted(pairs, 'pair')} of {nodes} methods,"
        f" {shared} in more than one paper.",
        f"The comparisons fall into {counted(len(graph.parts), 'part')} that nothing connects, the largest of"
        f" {len(graph.parts[0])} methods."
        if len(graph.parts) > 1
        else f"All {nodes} methods are connected.",
        "Each paper chooses its own baselines and tells of itself, and few share a pair: no ranking follows from this.",
    )


def larger_sentence(larger: Larger) -> str:
    """What is claimed to beat what larger model, in one sentence."""
    method = larger.claim.names.method or larger.claim.method
    times = shown_number(float(f"{larger.ratio:.3g}"))
    of = f"{larger.baseline}, {times} times its size" if larger.baseline else f"models {times} times its size"
    on = f" on {' + '.join(larger.claim.benchmarks)}" if larger.claim.benchmarks else ""
    return f"{method} beats {of}, in {larger.claim.metric}{on}."


def used_by(used: Sequence[Used]) -> tuple[tuple[Used, int], ...]:
    """The most used, each with its share of the papers of the first in percent, for bars."""
    return tuple((one, round(100 * one.papers / used[0].papers)) for one in used[:LONGEST])


def _shown(side: Side) -> str:
    if side.value.kind == "level" or not side.claim.baselines:
        return shown(side.value)
    return f"{shown(side.value)} against {' and '.join(side.claim.names.baselines or side.claim.baselines)}"


def _conflict_lines(conflicts: Iterable[Conflict], width: int) -> Iterator[str]:
    for conflict in conflicts:
        yield from _wrapped(f"{disagreement(conflict)} {caveat(conflict)}", width, "- ")
        for side in conflict.sides:
            yield from _wrapped(f"{side.claim.title} [{side.claim.id}]: “{side.claim.evidence.quote}”", width, "    ")


def _wrapped(text: str, width: int, lead: str) -> list[str]:
    return textwrap.wrap(
        one_line(text), max(width, 20), initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False
    )
