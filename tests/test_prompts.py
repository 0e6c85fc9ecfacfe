"""Prompts: found, hashed, the same from paper to paper; their worked examples are right by their own rules."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_paper
from claimx import prompts
from claimx.answers import AnsweredClaims
from claimx.claims import Claim
from claimx.errors import PromptError
from claimx.fence import fenced_points, unfenced
from claimx.prompts import Example, packaged_folder, read_prompt, schema_hash

SHIPPED = sorted(Path(file.name).stem for file in packaged_folder("prompts").iterdir() if file.name.endswith(".md"))
EXAMPLES = [
    Example.model_validate_json(line)
    for line in (packaged_folder("prompts") / "extract.examples.jsonl").read_text(encoding="utf-8").split("\n")
    if line
]
CLAIMS = [(example, claim) for example in EXAMPLES for claim in example.claims]
OWN = "+++\nversion = 1\n+++\nList the claims.\n"


@pytest.fixture
def own(tmp_path):
    """A prompt file of the user's."""
    file = tmp_path / "own.md"
    file.write_text(OWN, encoding="utf-8")
    return file


def with_examples(folder: Path, content: bytes) -> str:
    """The path of a prompt whose examples are `content`."""
    (folder / "own.jsonl").write_bytes(content)
    (folder / "own.md").write_text('+++\nexamples = "own.jsonl"\n+++\nList the claims.\n', encoding="utf-8")
    return str(folder / "own.md")


def test_the_prompts_that_the_code_asks_for_are_shipped():
    assert {"extract", "open_numbers", "repair"} <= set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_prompt_is_found_and_hashed(name):
    prompt = read_prompt(name)
    assert prompt.name == name
    assert prompt.text == prompt.text.strip() != ""
    assert "+++" not in prompt.text
    assert re.fullmatch("[0-9a-f]{12}", prompt.hash)
    assert prompt.hash == read_prompt(name).hash


def test_the_hash_follows_the_text(own):
    before = read_prompt(str(own)).hash
    own.write_text(OWN + "All of them.\n", encoding="utf-8")
    assert read_prompt(str(own)).hash != before
    assert len({read_prompt(name).hash for name in SHIPPED}) == len(SHIPPED)


def test_the_hash_of_the_schema_is_that_of_the_answer():
    assert re.fullmatch("[0-9a-f]{12}", schema_hash())
    assert schema_hash() == schema_hash(AnsweredClaims) != schema_hash(Claim)


@pytest.mark.parametrize(("example", "claim"), CLAIMS, ids=[claim.quote[:40] for _, claim in CLAIMS])
def test_a_worked_example_quotes_its_abstract_and_takes_its_numbers_from_the_quote(example, claim):
    assert claim.quote in example.abstract
    for number in (claim.value, claim.high, claim.from_, claim.to):
        assert number is None or re.search(rf"(?<![\d.]){re.escape(number)}(?!\d|\.\d)", claim.quote), number


@pytest.mark.parametrize(("example", "claim"), CLAIMS, ids=[claim.quote[:40] for _, claim in CLAIMS])
def test_a_worked_example_has_numbers_just_where_its_kind_does(example, claim):
    assert (claim.kind == "qualitative") == (not any([claim.value, claim.high, claim.from_, claim.to]))


def test_the_worked_examples_show_every_kind_and_an_abstract_without_claims():
    assert {claim.kind for _, claim in CLAIMS} == {"change", "factor", "fraction", "level", "qualitative"}
    assert any(not example.claims for example in EXAMPLES)


def test_the_worked_examples_stand_in_the_prompt_as_papers_and_answers_do():
    text = read_prompt("extract").text
    for example in EXAMPLES:
        opening = text.index(f"\nTitle: {example.title}\n")
        fence = text[text.rindex("<paper-", 0, opening) :]
        assert unfenced(fence) == (example.title, example.abstract)
        answer = fence.partition("\n</paper-")[2].split("\n")[1]
        assert AnsweredClaims.model_validate_json(answer).claims == example.claims


@pytest.mark.parametrize("shown", [0, 1, 3])
def test_examples_limits_how_many_are_shown(shown):
    text = read_prompt("extract", examples=shown).text
    assert [example.title for example in EXAMPLES if example.title in text] == [e.title for e in EXAMPLES[:shown]]
    assert read_prompt("extract").text.startswith(text)


def test_more_examples_than_there_are_is_all_of_them():
    assert read_prompt("extract", examples=100) == read_prompt("extract")


def test_the_static_part_comes_first_and_is_the_same_for_every_paper():
    prompt = read_prompt("extract")
    one, other = prompt.messages(make_paper("Larch")), prompt.messages(make_paper("Lark", "Other words."))
    assert one[0] == other[0] == {"role": "system", "content": prompt.text}
    assert [message["role"] for message in one] == ["system", "user"]
    assert one[1] != other[1]


TEMPLATES = ["{{ 7*7 }}", "{% raw %}", "{title}", "%s", "+++\n", "$x", "\\"]


@settings(deadline=None)
@given(st.lists(st.text(max_size=9) | st.sampled_from(TEMPLATES)))
def test_braces_and_templates_in_an_abstract_pass_through_unharmed(pieces):
    abstract = "".join(pieces)
    assert unfenced(read_prompt("repair").messages(make_paper("Larch", abstract))[1]["content"]) == ("Larch", abstract)


def test_a_follow_up_continues_the_conversation_and_changes_nothing_of_it():
    began = read_prompt("extract").messages(make_paper())
    before = [dict(message) for message in began]
    repair = read_prompt("repair")
    asked = repair.follow_up(began, '{"claims": []}', ["the first point", "{{ the second }}"])
    assert asked[:2] == began == before
    assert asked[2] == {"role": "assistant", "content": '{"claims": []}'}
    points = fenced_points(["the first point", "{{ the second }}"])
    assert asked[3] == {"role": "user", "content": f"{repair.text}\n\n{points}"}
    assert "\n- the first point\n- {{ the second }}\n" in points


def test_a_prompt_of_the_user_is_read_by_its_path(own):
    prompt = read_prompt(str(own))
    assert (prompt.name, prompt.text) == ("own", "List the claims.")


def test_a_prompt_of_the_user_is_read_anew_after_it_was_edited(own):
    read_prompt(str(own))
    own.write_text(OWN.replace("List", "Name"), encoding="utf-8")
    assert read_prompt(str(own)).text == "Name the claims."


def test_a_relative_path_means_the_working_directory(own, monkeypatch):
    monkeypatch.chdir(own.parent)
    assert read_prompt("own.md").text == "List the claims."


@pytest.mark.parametrize(
    "content", [OWN.replace("\n", "\r\n"), f"\ufeff{OWN}", f"\n{OWN}"], ids=["crlf", "bom", "blank"]
)
def test_a_prompt_may_come_from_any_editor(tmp_path, content):
    (tmp_path / "own.md").write_bytes(content.encode())
    assert read_prompt(str(tmp_path / "own.md")).text == "List the claims."


def test_examples_of_the_user_stand_beside_the_prompt_and_may_hold_any_character(tmp_path):
    example = {"title": "Larch", "abstract": "One\u2028two\u0085three {{ x }}", "claims": []}
    content = "\ufeff" + json.dumps(example, ensure_ascii=False) + "\r\n\r\n"
    text = read_prompt(with_examples(tmp_path, content.encode())).text
    assert unfenced(text) == ("Larch", example["abstract"])
    assert text.endswith('\n{"claims":[]}')


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"List the claims.\n",
        b"+++\nversion = 1\nList the claims.\n",
        b"Words first.\n+++\nversion = 1\n+++\nList the claims.\n",
        b"+++\nversion = \n+++\nList the claims.\n",
        b"+++\nversion = 1\n+++\nList the cl\xe4ims.\n",
    ],
    ids=["empty", "no front matter", "open front matter", "words before it", "no TOML", "no UTF-8"],
)
def test_a_malformed_prompt_is_refused_by_name(tmp_path, content):
    file = tmp_path / "own.md"
    file.write_bytes(content)
    with pytest.raises(PromptError, match=rf"the prompt {re.escape(str(file))} cannot be read"):
        read_prompt(str(file))


@pytest.mark.parametrize("name", ["nosuch", "nosuch.md", "", "nul\0.md"])
def test_a_prompt_that_is_not_there_is_refused_by_name(name):
    with pytest.raises(PromptError, match=f"^the prompt {re.escape(name)} cannot be read"):
        read_prompt(name)


def test_a_folder_is_no_prompt(tmp_path):
    (tmp_path / "own.md").mkdir()
    with pytest.raises(PromptError, match="cannot be read"):
        read_prompt(str(tmp_path / "own.md"))


@pytest.mark.parametrize(
    "content",
    [b"no JSON\n", b'{"title": "Larch"}\n', b"[]\n", b'{"title": "L\xe4rch", "abstract": "", "claims": []}\n'],
    ids=["no JSON", "no abstract", "a list", "no UTF-8"],
)
def test_malformed_examples_are_refused_by_name(tmp_path, content):
    with pytest.raises(PromptError, match=r"the examples own\.jsonl cannot be read"):
        read_prompt(with_examples(tmp_path, content))


@pytest.mark.parametrize("named", ['"nosuch.jsonl"', '"nul\\u0000"', "7"])
def test_examples_that_are_not_there_are_refused_by_name(tmp_path, named):
    (tmp_path / "own.md").write_text(f"+++\nexamples = {named}\n+++\nList the claims.\n", encoding="utf-8")
    with pytest.raises(PromptError, match=r"the examples .* cannot be read"):
        read_prompt(str(tmp_path / "own.md"))


def test_a_folder_that_is_nowhere_is_told():
    with pytest.raises(PromptError, match="the folder nosuch is neither in the package nor in a checkout"):
        packaged_folder("nosuch")


def test_prompts_are_found_in_a_package_before_a_checkout(monkeypatch, tmp_path):
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "extract.md").write_text(OWN, encoding="utf-8")
    monkeypatch.setattr(prompts, "files", lambda package: tmp_path)
    assert read_prompt("extract").text == "List the claims."
