"""What may stand beside what: claims in groups of one metric, one benchmark and one kind of number.

Only like stands beside like. A group has one metric (canonical where known), one set of benchmarks or tasks and one
scale of numbers. A claim stands in one group only: one that was measured on several benchmarks stands in the group of
all of them together, since its number belongs to none of them alone.

- `scopes`: on what a claim was measured, as far as it is told;
- `homes`: which numbers belong together, and when claims of several papers do;
- `effects`: what converts into what. A number that stands in a group of another scale is shown as written, and beside
  it as derived;
- `groups`: exact single values first, the better ones above; ranges and bounded values ("up to", "at least") behind
  them, never ranked with them. There is no mean anywhere: the numbers are what different authors report of different
  set-ups, without a spread (Cochrane Handbook, chapter 12, synthesis without meta-analysis); from three exact values
  on a group has their median and range;
- `duplicates`: the same result told several times counts once;
- `filters`: which rows are wanted, in what order;
- `conflicts`: the same thing with different numbers, here and there;
- `graph`: who is compared with whom.
"""

from __future__ import annotations

from claimx.comparison.comparing import Comparison, compare
from claimx.comparison.conflicts import Conflict, Side, conflicts_of
from claimx.comparison.effects import FACTOR, PERCENT, POINTS, Derived, Scale, effect, value_on
from claimx.comparison.filters import SortKey
from claimx.comparison.graph import Edge, Graph, Node, graph_of
from claimx.comparison.groups import Group, Section, Spread
from claimx.comparison.rows import Row, Verdict, verdict

__all__ = [
    "FACTOR",
    "PERCENT",
    "POINTS",
    "Comparison",
    "Conflict",
    "Derived",
    "Edge",
    "Graph",
    "Group",
    "Node",
    "Row",
    "Scale",
    "Section",
    "Side",
    "SortKey",
    "Spread",
    "Verdict",
    "compare",
    "conflicts_of",
    "effect",
    "graph_of",
    "value_on",
    "verdict",
]
