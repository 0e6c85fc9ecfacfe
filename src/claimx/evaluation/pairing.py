"""The one-to-one pairing of greatest total score, exactly.

The assignment problem by shortest augmenting paths with potentials (Kuhn 1955, Munkres 1957, in the O(n²m)
form of Jonker and Volgenant 1987). Rows are the shorter side; a pair that is not allowed scores 0, which is
what leaving both unpaired scores, and is taken out at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

__all__ = ["best_pairing"]


def best_pairing(scores: Sequence[Sequence[float | None]]) -> tuple[tuple[int, int], ...]:
    """The (row, column) pairs of greatest total score, rows ascending.

    `scores[row][column]` is a score of at least 0, or None where the two must not be paired. Rows or columns
    may remain unpaired.
    """
    if not scores or not scores[0]:
        return ()
    if len(scores) > len(scores[0]):
        turned = best_pairing(list(zip(*scores, strict=True)))
        return tuple(sorted((row, column) for column, row in turned))
    costs = [[-(score or 0.0) for score in row] for row in scores]
    pairs = enumerate(_cheapest_columns(costs))
    return tuple((row, column) for row, column in pairs if scores[row][column] is not None)


def _cheapest_columns(costs: list[list[float]]) -> list[int]:
    """For each row its column in the assignment of least total cost; at least as many columns as rows.

    Column 0 and row 0 stand for "nothing yet"; real rows and columns count from 1.
    """
    columns = len(costs[0])
    row_potential = [0.0] * (len(costs) + 1)
    column_potential = [0.0] * (columns + 1)
    row_of = [0] * (columns + 1)
    for row in range(1, len(costs) + 1):
        row_of[0] = row
        came_from, end = _shortest_path(costs, row_of, row_potential, column_potential)
        while end:
            row_of[end] = row_of[came_from[end]]
            end = came_from[end]
    column_of = {row: column for column, row in enumerate(row_of) if column}
    return [column_of[row] - 1 for row in range(1, len(costs) + 1)]


def _shortest_path(
    costs: list[list[float]], row_of: list[int], row_potential: list[float], column_potential: list[float]
) -> tuple[list[int], int]:
    """The column before each column on the way from column 0 to the nearest free one, and that free column.

    Moves the potentials so that the edges of the way cost nothing.
    """
    columns = range(1, len(row_of))
    distance = [inf] * len(row_of)
    came_from = [0] * len(row_of)
    visited = {0}
    here = 0
    while row_of[here]:
        row = row_of[here]
        for column in columns:
            if column in visited:
                continue
            reduced = costs[row - 1][column - 1] - row_potential[row] - column_potential[column]
            if reduced < distance[column]:
                distance[column], came_from[column] = reduced, here
        nearest = min((column for column in columns if column not in visited), key=distance.__getitem__)
        step = distance[nearest]
        for column in range(len(row_of)):
            if column in visited:
                row_potential[row_of[column]] += step
                column_potential[column] -= step
            else:
                distance[column] -= step
        visited.add(nearest)
        here = nearest
    return came_from, here
