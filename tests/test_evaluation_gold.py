"""A gold file is read whole or refused with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimx.errors import UsageError
from claimx.evaluation import read_gold
from claimx.papers import paper_id
from gold_builders import ABSTRACT, ACCURACY, MOVE, gold_claim, gold_paper


def test_gold_names_levels_from_and_to(tmp_path: Path) -> None:
    line = {"title": "T", "abstract": ABSTRACT, "claims": [gold_claim(ACCURACY, MOVE).model_dump()]}
    written = line["claims"][0]["delta"]  # type: ignore[index]
    written.pop("basis")
    written["from"], written["to"] = written.pop("from_value"), written.pop("to_value")
    file = tmp_path / "gold.jsonl"
    file.write_text(f"\ufeff\n{json.dumps(line)}\n", encoding="utf-8")
    assert read_gold(file)[0].claims[0].delta.numbers == (61.0, 79.4)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param(["{"], "gold.jsonl:1: no gold paper", id="no JSON"),
        pytest.param(["", '{"title": "T", "abstract": "A"}'], "gold.jsonl:2: no gold paper: claims", id="no claims"),
        pytest.param([], "no gold paper in it", id="empty"),
        pytest.param(
            [
                '{"title": "T", "abstract": "A", "claims": []}',
                '{"title": "t!", "abstract": "B", "claims": []}',
            ],
            "gold.jsonl:2: the paper of line 1 again",
            id="twice",
        ),
    ],
)
def test_an_unusable_gold_file_is_one_sentence_with_its_line(tmp_path: Path, lines: list[str], said: str) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_gold(file)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_or_binary_gold_file_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_gold(tmp_path / "binary")


def test_evidence_must_stand_in_the_abstract_and_numbers_fit_quantified() -> None:
    with pytest.raises(ValueError, match="not in the abstract"):
        gold_paper(gold_claim("is not said anywhere"))
    with pytest.raises(ValueError, match="disagree"):
        gold_claim(quantified=False)


def test_the_id_of_a_gold_paper_is_that_of_its_title() -> None:
    assert gold_paper().id == paper_id("pipit fast ADAPTERS")
