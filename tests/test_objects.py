"""The JSON object of an answer: the same comes out, whatever it was wrapped in; junk does no harm and takes no time."""

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claimx.models.objects import after_thoughts, object_in

GOOD = '{"value": 7}'
DRAFT = '{"value": 6}'

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=20,
)
objects = st.dictionaries(st.text(), values, max_size=4)
talk = st.text(st.characters(codec="utf-8", exclude_characters="{}[]<>"), max_size=40)
broken = st.sampled_from(
    ["", r"\frac{1}{2}", "{x}", "see [1, 2]", 'say "{', "{'a': 1}", '{"a": ', "{{{", "<|im_start|>", "[{"]
)
WRAPPINGS = [
    "{}",
    "\ufeff{}",
    "```json\n{}\n```",
    "```\n{}\n```",
    "~~~json\n{}\n~~~\n",
    "<think>Is it {{6}}? " + DRAFT.replace("{", "{{").replace("}", "}}") + "\nNo.</think>\n{}",
    "so it is </think>{}",
    "[THINK]hm[/THINK]{}",
    "<think>one</think> well <thinking>two</thinking>```json\n{}```",
    "First " + DRAFT.replace("{", "{{").replace("}", "}}") + ", no: {}",
    "Here you are:\n{}\nAnything else?",
    "{}<|im_end|>",
    "{}<think>Done.</think>",
]


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("written", [GOOD, '{"a": {"b": "}</think>```"}, "c": ["{", "\\""]}', "{}", '{\n "a": 1\n}'])
def test_an_object_comes_out_as_it_was_written(wrapping, written):
    found = object_in(wrapping.format(written))
    assert found is not None
    assert found.text.strip() == written
    assert found.value == json.loads(written)


@given(
    value=objects,
    wrapping=st.sampled_from(WRAPPINGS),
    before=talk,
    mess=broken,
    after=talk,
    indent=st.none() | st.just(2),
)
def test_whatever_object_was_wrapped_comes_out_again(value, wrapping, before, mess, after, indent):
    text = before + mess + wrapping.format(json.dumps(value, ensure_ascii=False, indent=indent)) + after
    found = object_in(text)
    assert found is not None
    assert json.loads(found.text) == found.value == value


def test_a_thought_without_an_end_hides_nothing():
    found = object_in(f"<think>{GOOD}")
    assert found is not None
    assert found.text == GOOD


@given(value=objects)
def test_json_that_was_encoded_twice_is_understood(value):
    found = object_in(json.dumps(json.dumps(value)))
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "There are seven.",
        "[7]",
        '"seven"',
        "null",
        f"[{GOOD}, {GOOD}]",
        f"```json\n[{GOOD}]\n```",
        GOOD[:-1],
        f"<think>{GOOD}</think>I cannot tell.",
        f"maybe {GOOD}</think>I cannot tell.",
        "{value: 7}",
        "{'value': 7}",
        '{"value": 07}',
        "[" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '"\\ud800"',
        '{"a": ' + "9" * 5000 + "}",
    ],
    ids=lambda text: text[:40],
)
def test_what_holds_no_object_or_only_one_in_a_thought_or_a_list_gives_none(text):
    assert object_in(text) is None


def test_of_several_the_last_is_the_answer_and_an_inner_one_is_none():
    found = object_in(f'{DRAFT} or rather {{"inner": {GOOD}}}')
    assert found is not None
    assert found.value == {"inner": {"value": 7}}


def test_line_breaks_that_stand_bare_in_a_string_become_escapes():
    found = object_in('Well: {"quote": "two\nlines\tof \u00b5"}')
    assert found is not None
    assert json.loads(found.text) == found.value == {"quote": "two\nlines\tof \u00b5"}


def test_a_surrogate_out_of_a_second_encoding_is_replaced():
    found = object_in(json.dumps('{"a": "\ud800"}'))
    assert found is not None
    found.text.encode()


@pytest.mark.parametrize(
    ("text", "left"),
    [("a", "a"), ("<think>a</think> b ", "b"), ("a</think>b</think>c", "c"), ("<think>a", "<think>a"), ("", "")],
)
def test_what_stands_after_the_last_thought_is_left(text, left):
    assert after_thoughts(text) == left


@given(st.text(alphabet='{}[]":,\\ \n`~<>/think1a', max_size=200))
@example('{"a": "\\')
@example('{"":{"":[{}')
def test_no_junk_raises_and_what_comes_is_an_object(text):
    found = object_in(text)
    assert found is None or json.loads(found.text) == found.value


MEGABYTE = 1_000_000
OFFENSIVE = [
    "{",
    "`",
    '{"',
    '{"a":',
    '{"a":1,',
    '{"a":"',
    "[{",
    "<think>",
    "</think>",
    '{"a": x} ',
    '{"\\"',
    "{ ",
    '{"a"  ',
]


@pytest.mark.parametrize("junk", OFFENSIVE)
def test_a_megabyte_of_junk_takes_no_quadratic_time(junk):
    """A quadratic reader takes minutes for any of these; this one takes about 0.02 s."""
    text = junk * (MEGABYTE // len(junk))
    started = time.process_time()
    assert object_in(text) is None
    assert time.process_time() - started < 20


@pytest.mark.parametrize("inside", ["1,", '"'])
def test_a_megabyte_behind_many_false_beginnings_takes_no_quadratic_time(inside):
    text = '{"a":' * 900 + "[" + inside * (MEGABYTE // len(inside))
    started = time.process_time()
    assert object_in(text) is None
    assert time.process_time() - started < 20


@pytest.mark.parametrize("junk", ["{", "`", '{"', "{'a': ", "[{ ", "\\{x}", "<think>hm</think>"])
def test_an_answer_is_found_behind_a_hundred_kilobytes_of_junk(junk):
    found = object_in(junk * (100_000 // len(junk)) + GOOD)
    assert found is not None
    assert found.text == GOOD
