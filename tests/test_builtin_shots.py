"""Prompts of examples, as langextract writes them: taken apart, and answered with pieces of their own question."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from builders import ABSTRACT
from claimx.builtin.facts import Reading
from claimx.builtin.reader import read
from claimx.builtin.shots import Shots, extractions, read_shots, variants_of

ITEMS = [
    {"method": "Oxbow", "method_attributes": {"metric": "latency", "baselines": ["Marlin"], "mood": "calm"}},
    {"benchmark": "HumanEval", "benchmark_attributes": {}},
    {"value": "12%", "value_attributes": {"direction": "decrease"}},
    {"weather": "rain", "weather_attributes": {}},
]
EXAMPLE = "Oxbow lowers latency on HumanEval by 12% over Marlin."
READING = Reading("", ABSTRACT, tuple(read("", ABSTRACT)))


def prompt(*answers: str, question: str = ABSTRACT, example: str = EXAMPLE) -> str:
    """A prompt as langextract renders it."""
    examples = [f"Q: {example}\nA: {answer}\n" for answer in answers]
    return "\n".join(["Extract what performs.\n", "Examples", *examples, f"Q: {question}", "A: "])


def shots_of(text: str) -> Shots:
    shots = read_shots(text)
    assert shots is not None
    return shots


WRAPPED: dict[str, Any] = {"extractions": ITEMS}
FORMS = {
    "JSON": json.dumps(WRAPPED, indent=2),
    "a list": json.dumps(ITEMS),
    "fenced JSON": f"```json\n{json.dumps(WRAPPED)}\n```",
    "YAML": yaml.safe_dump(WRAPPED, sort_keys=False),
    "fenced YAML": f"```yaml\n{yaml.safe_dump(WRAPPED, sort_keys=False).strip()}\n```",
}


@pytest.mark.parametrize("answer", FORMS.values(), ids=FORMS)
def test_the_question_and_the_classes_of_the_examples_are_found(answer):
    shots = shots_of(prompt(answer))
    assert shots.question == ABSTRACT
    assert list(shots.variants) == ["method", "benchmark", "value", "weather"]
    assert list(shots.variants["method"]["properties"]["method_attributes"]["properties"]) == [
        "metric",
        "baselines",
        "mood",
    ]


@pytest.mark.parametrize("answer", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("fences", [True, False])
def test_the_answer_has_the_form_of_the_examples_and_is_json_where_fences_are_not_allowed(answer, fences):
    shots = shots_of(prompt(answer))
    written = shots.written([{"method": "Tamarack"}], fences)
    assert written.startswith("```") == (fences and answer.startswith("```"))
    body = written.removeprefix("```json\n").removeprefix("```yaml\n").removesuffix("\n```")
    parsed = yaml.safe_load(body)
    assert (parsed["extractions"] if isinstance(parsed, dict) else parsed) == [{"method": "Tamarack"}]
    assert isinstance(parsed, list) == (answer == FORMS["a list"])
    if not fences:
        assert json.loads(written) == parsed


def test_what_is_extracted_stands_in_the_question_in_its_order():
    found = extractions(READING, shots_of(prompt(FORMS["JSON"])).variants)
    pieces = [(name, piece) for item in found for name, piece in item.items() if not name.endswith("_attributes")]
    assert pieces == [
        *[("method", "Tamarack")] * 3,
        ("benchmark", "GSM8K"),
        ("value", "4.2 points"),
        ("value", "9.1x"),
        ("benchmark", "MMLU"),
    ]
    assert all(piece in ABSTRACT for _, piece in pieces)
    first = found[0]["method_attributes"]
    assert first == {"metric": "accuracy", "baselines": ["LoRA"]}, "what is not known is left out"


def test_examples_may_ask_twice_and_in_several_classes():
    shots = shots_of(prompt(json.dumps({"extractions": ITEMS[:1]}), json.dumps({"extractions": ITEMS[1:]})))
    assert list(shots.variants) == ["method", "benchmark", "value", "weather"]


def test_a_question_that_looks_like_another_example_stays_whole():
    question = "Speaker.\nQ: Is it fast?\nA: Yes, it is.\n\nQ: Why?\nA: Tamarack decodes 2.6x faster than LoRA."
    assert shots_of(prompt(FORMS["JSON"], question=question)).question == question


@pytest.mark.parametrize(
    "text",
    ["", "A:", "What is it?\nA: ", "Q: What?", "Q: What?\nA: This.", json.dumps(WRAPPED), "Q:\nA:"],
)
def test_another_prompt_is_none_of_these(text):
    assert read_shots(text) is None


def test_a_question_without_examples_is_a_question():
    shots = shots_of(f"Read.\n\nQ: {ABSTRACT}\nA: ")
    assert (shots.question, dict(shots.variants)) == (ABSTRACT, {})


@pytest.mark.parametrize(
    "answer",
    [
        "free text",
        "7",
        "[1, 2]",
        '{"other": []}',
        "{",
        "- [a",
        "!!python/name:os.system",
        "[" * 100_000,
        "- " * 100_000 + "x",
        "&a [*a]",
    ],
)
def test_an_example_that_is_no_list_of_extractions_belongs_to_the_question(answer):
    shots = shots_of(prompt(answer))
    assert dict(shots.variants) == {}
    assert shots.question.endswith(ABSTRACT)


def test_the_classes_of_a_schema_are_found_through_its_references():
    variant = {"properties": {"method": {"type": "string"}, "method_attributes": {"type": "object"}}}
    other = {"properties": {"dose": {"type": "string"}}}
    schema = {
        "properties": {"extractions": {"items": {"anyOf": [{"$ref": "#/$defs/method"}, other]}}},
        "$defs": {"method": variant},
    }
    assert list(variants_of(schema)) == ["method", "dose"]
    assert dict(variants_of({"properties": {"claims": {"type": "array"}}})) == {}
    assert dict(variants_of({})) == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Oxbow lowers latency by 12% over Marlin.", "12%"),
        ("Oxbow raises accuracy by 3.5 percentage points over Marlin.", "3.5 percentage points"),
        ("Oxbow decodes 2.6x faster than Marlin.", "2.6x"),
        ("Oxbow reaches an accuracy of 71.3 on MMLU-12.", "71.3"),
    ],
)
def test_a_value_is_the_number_with_the_unit_that_is_written_at_it(text, value):
    variants = shots_of(prompt(FORMS["JSON"], question=text)).variants
    found = extractions(Reading("", text, tuple(read("", text))), variants)
    assert [item["value"] for item in found if "value" in item] == [value]


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_question_is_found_whole(example, question):
    question = question.strip()
    shots = read_shots(prompt(FORMS["JSON"], question=question, example=example))
    if question and "\nQ: " not in example:
        assert shots is not None
        assert shots.question == question
