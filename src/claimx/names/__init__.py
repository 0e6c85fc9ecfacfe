"""One name for one thing: metrics, benchmarks, methods and models as abstracts write them, and what they are called.

A name is looked up whole, never spotted inside a text, and no spelling is guessed: exact and folded matches decide.
What only looks alike is proposed to the user (`claimx.names.proposals`), whose aliases win over everything.
"""

from __future__ import annotations

from claimx.names.aliases import Aliases
from claimx.names.methods import is_unnamed, method, method_key, own_method
from claimx.names.metrics import metric
from claimx.names.models import ModelName, model
from claimx.names.naming import Names, Written, named
from claimx.names.spelling import folded
from claimx.names.terms import Benchmark, Metric, Polarity, Task, Vocabulary, vocabulary
from claimx.names.tested import benchmark, benchmarks_in, task

__all__ = [
    "Aliases",
    "Benchmark",
    "Metric",
    "ModelName",
    "Names",
    "Polarity",
    "Task",
    "Vocabulary",
    "Written",
    "benchmark",
    "benchmarks_in",
    "folded",
    "is_unnamed",
    "method",
    "method_key",
    "metric",
    "model",
    "named",
    "own_method",
    "task",
    "vocabulary",
]
