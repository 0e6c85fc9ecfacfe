"""Who is compared with whom: methods and baselines as nodes, an edge for each claim that compares two of them.

Papers mean the same by a proper name; words such as "the reward model" are something else in each paper and join
nothing. The graph says who stands beside whom, and not who is best: it is sparse, and each paper tells of itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claimx import names
from claimx.claims import Claim
from claimx.comparison.comparing import Comparison
from claimx.comparison.groups import Group
from claimx.comparison.rows import Verdict
from claimx.comparison.scopes import scope_of
from claimx.comparison.subjects import Subject, baselines_of, method_of
from claimx.papers import folded_title

__all__ = ["Edge", "Graph", "Larger", "Node", "Used", "graph_of"]

_TIMES = r"\d+(?:\.\d+)?(?:\s?[x×]|[\s-]times|-?fold)"
_MODELS = r"(?:models?|LLMs?|LMs?|VLMs?|MLLMs?|systems?|counterparts?|baselines?|competitors?)\b"
_LARGER = re.compile(
    rf"\b{_MODELS}(?: that are| which are|,)?"
    r"\s(?:(?:up to|more than|over|nearly|almost|about|around|roughly|at least)\s)?"
    rf"(?P<behind>{_TIMES})\s(?:(?:its|their|our|the)(?: own)? (?:model )?size\b|larger\b|bigger\b|as large\b)"
    rf"|(?P<before>{_TIMES})[\s-](?:larger|bigger)\s(?:(?!than\b|data|corp|train)[\w-]+\s){{0,3}}?{_MODELS}",
    re.IGNORECASE,
)
"""Words that say by how much the models that are beaten are larger, with the number."""

_QUALITY = ("percent", "points", "ratio", "score")
"""Units of metrics in which a larger model may be expected to be better, unlike its latency or memory."""
_LEAST_RATIO = 1.5
"""Sizes nearer to one another than this are about the same."""


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A method or a baseline."""

    name: str
    """Its canonical name, or as the paper writes it."""
    paper_id: str | None = None
    """The paper in which the name means this; None for a proper name, which all papers share."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A claim that compares a method with a baseline."""

    method: Node
    """What is claimed to perform."""
    baseline: Node
    """What it is compared with."""
    verdict: Verdict
    """What the claim says of the method."""
    metric: str
    """The metric's canonical name, or as written."""
    benchmark: str | None
    """The benchmarks or tasks; None where the claim names none."""
    claim: Claim
    """The claim."""


@dataclass(frozen=True, slots=True)
class Used:
    """A baseline or a benchmark, with how much it is used."""

    name: str
    """Its canonical name."""
    papers: int
    """Papers that use it."""
    claims: int
    """Claims that do."""


@dataclass(frozen=True, slots=True)
class Larger:
    """A claim that a model is better than one of known, larger size."""

    claim: Claim
    """The claim."""
    ratio: float
    """How many times larger the other is."""
    baseline: str | None
    """The larger model; None where only the text says how much larger the models are that it is compared with."""


@dataclass(frozen=True, slots=True)
class Graph:
    """All comparisons of methods with named baselines."""

    edges: tuple[Edge, ...]
    """One edge for each claim and each of its baselines, in the order of the comparison."""
    parts: tuple[tuple[Node, ...], ...]
    """The connected parts, the largest first, nodes by name."""
    baselines: tuple[Used, ...]
    """Baselines with a proper name by how many papers use them."""
    benchmarks: tuple[Used, ...]
    """Benchmarks with a name by how many papers use them."""
    larger: tuple[Larger, ...]
    """Claims of being better than a larger model, the largest ratio first."""
    papers: int
    """Papers that compare with a named baseline."""

    @property
    def pairs(self) -> Counter[frozenset[Node]]:
        """Each pair of nodes that is compared, with the number of papers that do."""
        papers: dict[frozenset[Node], set[str]] = {}
        for edge in self.edges:
            papers.setdefault(frozenset((edge.method, edge.baseline)), set()).add(_paper(edge.claim))
        return Counter({pair: len(of_pair) for pair, of_pair in papers.items()})

    @property
    def shared_pairs(self) -> int:
        """How many pairs are compared in more than one paper."""
        return sum(papers > 1 for papers in self.pairs.values())


def graph_of(comparison: Comparison) -> Graph:
    """Who is compared with whom in the rows of a comparison."""
    rows = [(group, row) for group in comparison.groups for row in group.rows]
    edges = tuple(edge for group, row in rows for edge in _edges(group, row.claim, row.verdict))
    larger = [found for _, row in rows if row.verdict == "better" for found in _larger(row.claim)]
    tested = ((name, row.claim) for group, row in rows for name in _benchmarks(group, row.claim))
    return Graph(
        edges=edges,
        parts=_connected((edge.method, edge.baseline) for edge in edges),
        baselines=_used((edge.baseline.name, edge.claim) for edge in edges if edge.baseline.paper_id is None),
        benchmarks=_used(tested),
        larger=tuple(sorted(larger, key=lambda found: (-found.ratio, found.claim.title.casefold(), found.claim.id))),
        papers=len({_paper(edge.claim) for edge in edges}),
    )


def _edges(group: Group, claim: Claim, verdict: Verdict) -> Iterator[Edge]:
    method = method_of(claim)
    node = _node(method, claim) if method else Node("the paper's own method", _paper(claim))
    for baseline in baselines_of(claim):
        other = _node(baseline, claim)
        if other != node:
            yield Edge(node, other, verdict, group.metric, group.benchmark, claim)


def _node(subject: Subject, claim: Claim) -> Node:
    return Node(subject.name, None if subject.sort != "words" else _paper(claim))


def _benchmarks(group: Group, claim: Claim) -> tuple[str, ...]:
    """The names of the benchmarks that a claim was tested on; tasks in words are left out."""
    if group.benchmark is None or not scope_of(claim, {}).named:
        return claim.names.benchmarks
    return tuple(group.benchmark.split(" + "))


def _connected(pairs: Iterable[tuple[Node, Node]]) -> tuple[tuple[Node, ...], ...]:
    """The connected parts of a graph, by union-find."""
    above: dict[Node, Node] = {}

    def top(node: Node) -> Node:
        while above.setdefault(node, node) != node:
            above[node] = node = above[above[node]]
        return node

    for one, other in pairs:
        above[top(one)] = top(other)
    parts: dict[Node, list[Node]] = {}
    for node in sorted(above, key=_order):
        parts.setdefault(top(node), []).append(node)
    return tuple(sorted(map(tuple, parts.values()), key=lambda part: (-len(part), _order(part[0]))))


def _order(node: Node) -> tuple[str, str, str]:
    return (node.name.casefold(), node.name, node.paper_id or "")


def _used(uses: Iterable[tuple[str, Claim]]) -> tuple[Used, ...]:
    """What is used, by how many papers and claims; the most used first."""
    papers: dict[str, set[str]] = {}
    claims: dict[str, set[str]] = {}
    for name, claim in uses:
        papers.setdefault(name, set()).add(_paper(claim))
        claims.setdefault(name, set()).add(claim.id)
    counted = (Used(name, len(papers[name]), len(claims[name])) for name in papers)
    return tuple(sorted(counted, key=lambda used: (-used.papers, -used.claims, used.name.casefold(), used.name)))


def _larger(claim: Claim) -> Iterator[Larger]:
    """The larger models that a claim is better than: by the sizes of both, else by what its quote says."""
    metric = names.metric(claim.names.metric) if claim.names.metric else None
    if metric is not None and metric.unit not in _QUALITY:
        return
    method = method_of(claim)
    own = method.size if method else (claim.model_size.low, claim.model_size.high) if claim.model_size else None
    models = [names.model(baseline.name) for baseline in baselines_of(claim)]
    known = [(model.low / own[1], model.name) for model in models if own and model is not None and model.low]
    yield from (Larger(claim, ratio, name) for ratio, name in known if ratio >= _LEAST_RATIO)
    told = None if known else _LARGER.search(claim.evidence.quote)
    ratio = float(re.split(r"[^\d.]", told["behind"] or told["before"])[0]) if told else 0.0
    if ratio >= _LEAST_RATIO:
        yield Larger(claim, ratio, None)


def _paper(claim: Claim) -> str:
    """The same for two entries of one paper."""
    return folded_title(claim.title) or claim.paper_id
