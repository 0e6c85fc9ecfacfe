"""The DataFrame: types that hold whatever the claims are, also as Parquet."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import pytest

from builders import hostile_claim, make_claim, make_paper
from claimx.errors import UsageError
from claimx.frames import to_frame
from claimx.frames.tables import CLAIMS

polars = pytest.importorskip("polars")


def test_claims_become_rows_with_types():
    paper = make_paper()
    frame = to_frame([make_claim(paper, benchmarks=["GSM8K"], baselines=["LoRA"], size=8e9)], [paper])
    assert frame.columns == [column.name for column in CLAIMS.columns]
    assert frame.row(0, named=True) | {
        "benchmarks": ["GSM8K"],
        "baselines": ["LoRA"],
        "size_high": 8_000_000_000,
        "low": 4.2,
        "published": datetime.date(2026, 5, 12),
    } == frame.row(0, named=True)


def test_types_are_the_same_with_nulls_only_and_without_a_claim():
    full = to_frame([make_claim(make_paper(), benchmarks=["GSM8K"], size=8e9)], [make_paper()]).schema
    assert to_frame([]).schema == to_frame([make_claim()]).schema == full
    assert full["low"] == polars.Float64
    assert full["size_low"] == polars.Int64
    assert full["findings"] == polars.List(polars.String)
    assert full["published"] == polars.Date


def test_parquet_gives_back_what_was_written(tmp_path: Path):
    frame = to_frame([hostile_claim()[1], make_claim(method="a\ud800b")])
    frame.write_parquet(tmp_path / "claims.parquet")
    assert polars.read_parquet(tmp_path / "claims.parquet").equals(frame)


def test_without_polars_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UsageError, match=r"polars is not installed: pip install 'claimx\[frames\]'"):
        to_frame([])
