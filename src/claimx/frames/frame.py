"""Claims as a Polars DataFrame."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from claimx.claims import Claim
from claimx.frames.extra import library
from claimx.frames.tables import CLAIMS, claim_rows
from claimx.papers import Paper

if TYPE_CHECKING:
    from polars import DataFrame

__all__ = ["to_frame"]


def to_frame(claims: Iterable[Claim], papers: Iterable[Paper] = ()) -> DataFrame:
    """The claims as a Polars DataFrame, one row each, the columns of the table `claims` of `claimx query`.

    `papers` tell the dates of publication. Columns have the same types whatever the claims are, also without any.
    `.to_pandas()`, `.write_parquet(path)` and the like are Polars' own. UsageError where Polars is not installed.

    Example: to_frame(extraction.claims, papers).filter(pl.col("metric") == "Accuracy")
    """
    polars = library("polars")
    types = {
        "text": polars.String,
        "texts": polars.List(polars.String),
        "number": polars.Float64,
        "integer": polars.Int64,
        "boolean": polars.Boolean,
        "date": polars.Date,
    }
    rows = claim_rows(claims, papers)
    for row in rows:
        row["published"] = _day(row["published"])  # type: ignore[assignment]
    schema = {column.name: types[column.type] for column in CLAIMS.columns}
    frame: DataFrame = polars.DataFrame(rows, schema=schema, orient="row")
    return frame


def _day(iso: object) -> datetime.date | None:
    return datetime.date.fromisoformat(iso) if isinstance(iso, str) else None
