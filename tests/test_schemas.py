"""Schemas: the files in schemas/ are those of the types, and what a run writes keeps to them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders import make_claim, make_paper
from claimx.errors import UsageError
from claimx.ledger import ledger_of
from claimx.schemas import SCHEMAS, schema_text

FOLDER = Path(__file__).parents[1] / "schemas"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_file_is_the_schema_of_the_type(name):
    file = FOLDER / f"{name}.json"
    assert file.read_text(encoding="utf-8") == schema_text(name), "run make schemas"


def test_there_is_no_file_without_its_type():
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{name}.json" for name in SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_json_of_the_dialect_that_it_names_and_says_what_each_field_is(name):
    schema = json.loads(schema_text(name))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    objects = [schema, *schema.get("$defs", {}).values()]
    undescribed = [
        (body["title"], field)
        for body in objects
        for field, description in body.get("properties", {}).items()
        if "description" not in description
    ]
    assert undescribed in ([], [("AnsweredClaims", "claims")])


@pytest.mark.parametrize(
    ("name", "value"),
    [("paper", make_paper()), ("claim", make_claim()), ("ledger", ledger_of(make_paper(), (make_claim(),)))],
)
def test_what_is_written_has_the_fields_of_its_schema(name, value):
    schema = json.loads(schema_text(name))
    written = json.loads(value.model_dump_json())
    assert set(written) == set(schema["properties"])
    assert set(schema["required"]) <= set(written)


def test_a_schema_that_there_is_not_is_told():
    with pytest.raises(UsageError, match=r"there is no schema 'claims': name one of paper, claim, "):
        schema_text("claims")
