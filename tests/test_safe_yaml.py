"""YAML from outside: what it shows is what it is."""

from __future__ import annotations

from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from claimx.safe_yaml import DEEPEST, read_yaml
from recording import CASSETTES

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab<&*:- ", min_size=1), inner, max_size=4),
    max_leaves=20,
)
LAUGHS = "\n".join(["- &a0 ha", *(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12))])
MERGES = "\n".join(
    ["- &a0 {k: 1}", *(f"- &a{n} {{<<: [*a{n - 1}, *a{n - 1}, *a{n - 1}], k{n}: 1}}" for n in range(1, 20))]
)


@given(VALUES)
def test_what_is_written_is_read_back(value):
    assert read_yaml(yaml.safe_dump(value, allow_unicode=True)) == value


def test_an_alias_is_what_it_stands_for():
    assert read_yaml("- &a [1, two]\n- *a\n- {b: *a}") == [[1, "two"], [1, "two"], {"b": [1, "two"]}]


@pytest.mark.parametrize("path", sorted(CASSETTES.rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_cassette_is_read_as_before(path):
    text = path.read_text(encoding="utf-8")
    assert read_yaml(text) == yaml.safe_load(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LAUGHS, "unfolds to too much"),
        (f"- &a {'ha' * 50_000}\n- [{', '.join(['*a'] * 1000)}]", "unfolds to too much"),
        (MERGES, "a merge key"),
        ("&a [*a]", "not there yet"),
        ("a: &b {c: *b}", "not there yet"),
        ("*a", "not there yet"),
        ("[" * 100_000, "nested too deep"),
        ("{a: " * 100_000, "nested too deep"),
        ("- " * 100_000 + "x", "nested too deep"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "nested too deep"),
        ("a: b: c", "in line 1"),
        ("a\n- b: [", "line"),
        ("!!python/object/apply:os.system ['echo']", "could not determine a constructor"),
        ("!!python/name:os.system", "could not determine a constructor"),
        ("2026-99-99", "month"),
        ("\x00", "no YAML"),
        ("a: \x1b[31m", "no YAML"),
        ("!!timestamp x", "not of its tag"),
        ("!!bool x", "not of its tag"),
        ("!!int ''", "not of its tag"),
        ("9" * 5000, "digits"),
    ],
    ids=range(21),
)
def test_what_is_more_than_it_shows_is_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        read_yaml(text)


def test_a_depth_that_people_write_is_read():
    assert read_yaml("[" * DEEPEST + "]" * DEEPEST)


@given(st.text("[]{}&*a<:-, \n'\"!|>#?", max_size=60))
def test_any_text_is_read_or_refused(text):
    with suppress(ValueError):
        read_yaml(text)
