"""A user's aliases: they win over everything, and a table that makes no sense is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimx.errors import UsageError
from claimx.names import Aliases

TABLES = """
[aliases.metrics]
"tok/s" = "Throughput"
"speediness" = "tok/s"
"zap rate" = {name = "Zap rate", polarity = "lower", unit = "zaps"}
"zaps" = "zap rate"
"ASR" = {name = "Recognition rate", polarity = "higher"}
"Accuracy" = "Share of right answers"
"quality" = {name = "Quality", vague = false}

[aliases.benchmarks]
"GSM" = "GSM8K"
"our suite" = "Tamarack suite"

[aliases.methods]
"Larch-3B" = "Larch"

[aliases.models]
"L3-8B-it" = "Llama 3 8B Instruct"
"Foo" = "Foo Bar"
"""


@pytest.fixture
def aliases(tmp_path: Path) -> Aliases:
    return Aliases.read(written(tmp_path, TABLES))


def written(folder: Path, text: str) -> Path:
    path = folder / "aliases.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("spelling", "name", "polarity", "unit"),
    [
        ("tok/s", "Throughput", "higher", "tokens per second"),
        ("Tok/S", "Throughput", "higher", "tokens per second"),
        ("speediness", "Throughput", "higher", "tokens per second"),
        ("zap-rate", "Zap rate", "lower", "zaps"),
        ("zaps", "Zap rate", "lower", "zaps"),
        ("Recognition rate", "Recognition rate", "higher", "score"),
        ("Accuracy", "Share of right answers", None, "score"),
    ],
)
def test_an_alias_of_a_metric_is_the_known_metric_or_a_new_one(
    aliases: Aliases, spelling: str, name: str, polarity: str | None, unit: str
) -> None:
    known = aliases.metrics.get(spelling)
    assert known is not None
    assert (known.name, known.polarity, known.unit) == (name, polarity, unit)


def test_what_an_alias_says_of_a_known_metric_holds(aliases: Aliases) -> None:
    known = aliases.metrics.get("quality")
    assert known is not None
    assert (known.name, known.vague, known.polarity) == ("Quality", False, "higher")


def test_acronyms_among_aliases_keep_their_case(aliases: Aliases) -> None:
    assert aliases.metrics.get("ASR") is not None
    assert aliases.metrics.get("asr") is None
    assert aliases.benchmarks.get("gsm") is None


def test_aliases_of_benchmarks_methods_and_models(aliases: Aliases) -> None:
    gsm, suite = aliases.benchmarks.get("GSM"), aliases.benchmarks.get("Our-Suite")
    llama, foo = aliases.models.get("l3-8b-IT"), aliases.models.get("Foo")
    assert gsm is not None
    assert (gsm.name, gsm.metric) == ("GSM8K", "Accuracy")
    assert suite is not None
    assert suite.name == "Tamarack suite"
    assert aliases.methods.get("larch-3b") == "Larch"
    assert llama is not None
    assert (llama.family, llama.variant, llama.low) == ("Llama", "Instruct", 8e9)
    assert foo is not None
    assert (foo.name, foo.low) == ("Foo Bar", None)


def test_there_may_be_no_aliases(tmp_path: Path) -> None:
    empty = Aliases.empty()
    assert not empty
    assert empty.metrics.get("accuracy") is None
    assert not Aliases.read(written(tmp_path, ""))
    assert not Aliases.of({}, "claimx.toml")
    assert Aliases.of({"methods": {"a": "b"}}, "claimx.toml")


def test_a_name_may_stand_for_itself() -> None:
    aliases = Aliases.of({"metrics": {"F1 score": "F1 score"}}, "claimx.toml")
    known = aliases.metrics.get("f1 score")
    assert known is not None
    assert known.name == "F1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[aliases.metrics]\na = ", "no TOML"),
        ("aliases = 3", "aliases is no table"),
        ("[aliases]\nmetrics = 3", "aliases.metrics is no table"),
        ("[aliases.metric]\na = 'b'", "there is no table [aliases.'metric']"),
        ("[metrics]\na = 'b'", "'metrics': an alias file holds"),
        ("[aliases.metrics]\na = 3", "aliases.metrics: 'a': an alias stands for a name"),
        ("[aliases.metrics]\na = ''", "aliases.metrics: 'a': an alias stands for a name"),
        ("[aliases.metrics]\n'' = 'a'", "aliases.metrics: '': a spelling has"),
        ("[aliases.metrics]\na = {polarity = 'lower'}", "'a': an alias stands for a name"),
        ("[aliases.metrics]\na = {name = 'b', polarity = 'up'}", "'polarity' makes no sense"),
        ("[aliases.metrics]\na = {name = 'b', unit = ''}", "'unit' makes no sense"),
        ("[aliases.metrics]\na = {name = 'b', vague = 1}", "'vague' makes no sense"),
        ("[aliases.metrics]\na = {name = 'b', polarity = true}", "'polarity' makes no sense"),
        ("[aliases.metrics]\na = {name = 'b', polarity = []}", "'polarity' makes no sense"),
        ("[aliases.metrics]\na = {name = 'b', colour = 'red'}", "'colour' makes no sense"),
        ("[aliases.methods]\na = {name = 'b'}", "'a': an alias stands for a name"),
        ("[aliases.methods]\nalpha = 'beta'\nbeta = 'alpha'", "leads back to itself"),
        ("[aliases.methods]\nalpha = 'beta'\nbeta = 'gamma'\ngamma = 'Alpha'", "leads back to itself"),
        ("[aliases.methods]\nalpha = 'beta'\nbeta = 'gamma'\ngamma = 'beta'", "leads back to itself"),
        ("[aliases.methods]\n'long name' = 'a'\n'Long-Name' = 'b'", "is the same spelling and stands for another"),
        (
            "[aliases.metrics]\nalpha = {name = 'zap', polarity = 'lower'}\nbeta = {name = 'zap', polarity = 'higher'}",
            "another alias tells something else of 'zap'",
        ),
        ('[aliases.methods]\na = "b\\nc"', "a name of one line"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as refused:
        Aliases.read(path)
    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{path}: ")
    assert str(refused.value).endswith(".")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: the aliases cannot be read: No such file"):
        Aliases.read(tmp_path / "none.toml")
    with pytest.raises(UsageError, match="cannot be read"):
        Aliases.read(tmp_path)
    path = tmp_path / "latin.toml"
    path.write_bytes(b"[aliases.metrics]\n'\xe9' = 'x'")
    with pytest.raises(UsageError, match="no UTF-8 text"):
        Aliases.read(path)


def test_an_error_shows_no_control_character(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        Aliases.read(written(tmp_path, '[aliases.metrics]\n"\\u001b[31m" = 3'))
    assert "\x1b" not in str(refused.value)


def test_a_table_in_the_settings_is_named_by_its_file() -> None:
    with pytest.raises(UsageError, match=r"^claimx\.toml: aliases\.methods: 'a': "):
        Aliases.of({"methods": {"a": 1}}, "claimx.toml")
