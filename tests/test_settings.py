"""Settings: which of four places wins, that it is named, and that a bad value is told in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from claimx.errors import UsageError
from claimx.settings import Setting, Settings, read_settings, settings_with_sources

SECRET = "sk-0123456789abcdef"


@pytest.fixture(autouse=True)
def _with_the_default_of_a_summary(monkeypatch):
    monkeypatch.delenv("CLAIMX_SUMMARY")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_toml(text: str) -> None:
    Path("claimx.toml").write_text(text + "\n", encoding="utf-8")


def write_pyproject(text: str) -> None:
    Path("pyproject.toml").write_text(f"[tool.claimx]\n{text}\n", encoding="utf-8")


def source_of(name: str, **flags: object) -> Setting:
    (found,) = [setting for setting in settings_with_sources(**flags) if setting.name == name]
    return found


def refusal(**flags: object) -> str:
    """What is told of settings that make no sense: one sentence, on one line."""
    told = []
    for read in (read_settings, settings_with_sources):
        with pytest.raises(UsageError) as caught:
            read(**flags)
        told.append(str(caught.value))
    assert told[0] == told[1]
    assert "\n" not in told[0]
    assert told[0].endswith(".")
    return told[0]


def test_without_any_place_the_defaults_hold():
    assert settings_with_sources() == tuple(
        Setting(name, field.default, "default") for name, field in Settings.model_fields.items()
    )
    assert read_settings().model == "builtin"


def test_a_flag_wins_over_the_environment_over_the_file_over_pyproject_over_the_default(monkeypatch):
    assert source_of("concurrency") == ("concurrency", 8, "default")
    write_pyproject("concurrency = 2")
    assert source_of("concurrency") == ("concurrency", 2, "pyproject.toml")
    write_toml("concurrency = 3")
    assert source_of("concurrency") == ("concurrency", 3, "claimx.toml")
    monkeypatch.setenv("CLAIMX_CONCURRENCY", "4")
    assert source_of("concurrency") == ("concurrency", 4, "CLAIMX_CONCURRENCY")
    assert source_of("concurrency", concurrency=5) == ("concurrency", 5, "--concurrency")
    assert read_settings(concurrency=5).concurrency == 5


def test_each_setting_comes_from_its_own_place(monkeypatch):
    write_pyproject("retries = 1")
    write_toml('model = "larch-7b"')
    monkeypatch.setenv("CLAIMX_TIMEOUT_SECONDS", "9.5")
    settings = read_settings(ask_again=False)
    assert (settings.retries, settings.model, settings.timeout_seconds) == (1, "larch-7b", 9.5)
    assert source_of("ask_again", ask_again=False) == ("ask_again", False, "--ask-again")
    assert source_of("timeout_seconds").source == "CLAIMX_TIMEOUT_SECONDS"


def test_a_flag_that_was_not_given_hides_nothing(monkeypatch):
    monkeypatch.setenv("CLAIMX_MODEL", "larch-7b")
    assert source_of("model", model=None) == ("model", "larch-7b", "CLAIMX_MODEL")
    assert read_settings(model=None).model == "larch-7b"


def test_an_empty_variable_is_as_none(monkeypatch):
    monkeypatch.setenv("CLAIMX_MODEL", "")
    assert source_of("model") == ("model", "builtin", "default")


def test_a_variable_may_be_written_in_lower_case(monkeypatch):
    monkeypatch.setenv("claimx_retries", "7")
    assert source_of("retries") == ("retries", 7, "CLAIMX_RETRIES")


def test_a_file_in_a_folder_above_is_not_read(folder, monkeypatch):
    write_toml("retries = 1")
    write_pyproject("concurrency = 2")
    (folder / "below").mkdir()
    monkeypatch.chdir("below")
    assert {setting.source for setting in settings_with_sources()} == {"default"}


@pytest.mark.parametrize("text", ["", "[project]\nname = 'larch'", "[tool.ruff]\nline-length = 9"])
def test_a_pyproject_without_a_table_of_claimx_says_nothing(text):
    Path("pyproject.toml").write_text(text, encoding="utf-8")
    assert read_settings() == Settings()


def test_an_unknown_setting_is_told_with_its_place():
    write_pyproject("retrys = 1")
    assert refusal().startswith("pyproject.toml: there is no setting retrys;")
    Path("pyproject.toml").unlink()
    write_toml("modell = 'larch'")
    assert refusal().startswith("claimx.toml: there is no setting modell;")
    Path("claimx.toml").unlink()
    assert refusal(colour="red").startswith("--colour: there is no setting colour;")


BAD = [
    ("concurrency", "0"),
    ("concurrency", "513"),
    ("concurrency", "many"),
    ("concurrency", "1.5"),
    ("timeout_seconds", "0"),
    ("timeout_seconds", "nan"),
    ("timeout_seconds", "inf"),
    ("retries", "-1"),
    ("examples", "-1"),
    ("max_tokens", "63"),
    ("temperature", "2.1"),
    ("temperature", "nan"),
    ("mode", "grammar"),
    ("rpm", "0"),
    ("tpm", "inf"),
    ("deadline_seconds", "inf"),
    ("patience_seconds", "-1"),
    ("price_in", "-0.1"),
    ("price_cached", "nan"),
    ("price_out", "inf"),
    ("budget", "5" * 41),
    ("ask_again", "perhaps"),
    ("model", "m" * 201),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_told_with_its_place_and_without_the_value(monkeypatch, name, value):
    monkeypatch.setenv(f"CLAIMX_{name.upper()}", value)
    assert refusal().startswith(f"CLAIMX_{name.upper()}: {name}: ")
    assert refusal(**{name: value}).startswith(f"--{name.replace('_', '-')}: {name}: ")


def test_a_bad_value_in_a_file_is_told_with_the_file():
    write_toml("retries = 'many'")
    assert refusal().startswith("claimx.toml: retries: Input should be a valid integer")
    Path("claimx.toml").unlink()
    write_pyproject("examples = [1]")
    assert refusal().startswith("pyproject.toml: examples: ")


def test_a_bad_value_that_a_stronger_place_hides_is_no_matter():
    write_toml("retries = 'many'")
    assert read_settings(retries=2).retries == 2


@pytest.mark.parametrize(
    "content", [b"retries = \n", b"retries 4\n", b"model = '\xe9'\n"], ids=["value", "sign", "utf8"]
)
@pytest.mark.parametrize("name", ["claimx.toml", "pyproject.toml"])
def test_a_file_that_is_no_toml_is_told(name, content):
    Path(name).write_bytes(content)
    assert refusal().startswith("claimx.toml or pyproject.toml is no TOML (")


@pytest.mark.parametrize("text", ["tool = 3", "tool = [1]", "[tool]\nclaimx = 3", "[tool]\nclaimx = 'x'"])
def test_a_value_in_the_place_of_the_table_is_told(text):
    Path("pyproject.toml").write_text(text, encoding="utf-8")
    assert refusal() == "pyproject.toml: [tool.claimx] is no table: mend it or move it away."


def test_a_key_is_no_setting_and_never_shown(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("CLAIMX_API_KEY", SECRET)
    assert [name for name in Settings.model_fields if "key" in name] == ["key_file"], "a path, and no key"
    assert SECRET not in repr(settings_with_sources())
    assert SECRET not in repr(read_settings())
    write_toml(f"api_key = '{SECRET}'")
    assert refusal() == "claimx.toml: there is no setting api_key; claimx settings lists them all."
    assert SECRET not in refusal(openai_api_key=SECRET)


@pytest.mark.parametrize("name", ["concurrency", "retries", "ask_again", "examples"])
def test_a_key_put_in_the_wrong_place_is_not_told_on(monkeypatch, name):
    monkeypatch.setenv(f"CLAIMX_{name.upper()}", SECRET)
    assert SECRET not in refusal()


def test_settings_are_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        read_settings().model = "other"


def test_every_setting_says_what_it_is():
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize("name", ["max_tokens", "temperature"])
def test_what_a_server_refuses_can_be_left_to_it(name, monkeypatch):
    assert getattr(read_settings(**{name: "none"}), name) is None
    monkeypatch.setenv(f"CLAIMX_{name.upper()}", "None")
    assert getattr(read_settings(), name) is None
    assert getattr(read_settings(**{name: "100" if name == "max_tokens" else "1"}), name) in (100, 1.0)


PRICED = '[prices."gpt-5-mini"]\nin = 0.25\ncached = 0.025\nout = 2.0\n[prices."gpt-5*"]\nin = 1\nout = 8'


def test_prices_are_a_table_of_models():
    write_toml(PRICED)
    rows = read_settings().prices
    assert {name: (row.in_, row.cached, row.out) for name, row in rows.items()} == {
        "gpt-5-mini": (0.25, 0.025, 2.0),
        "gpt-5*": (1.0, None, 8.0),
    }
    assert source_of("prices") == (
        "prices",
        {"gpt-5-mini": {"in": 0.25, "cached": 0.025, "out": 2.0}, "gpt-5*": {"in": 1.0, "cached": None, "out": 8.0}},
        "claimx.toml",
    )


def test_prices_of_a_pyproject_are_read():
    Path("pyproject.toml").write_text("[tool.claimx.prices.larch]\nin = 1\nout = 2", encoding="utf-8")
    assert source_of("prices").source == "pyproject.toml"
    assert read_settings().prices["larch"].out == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[prices.'gpt-5-mini']\nin = 1", "prices.'gpt-5-mini'.out: Field required"),
        ("[prices.larch]\nin = -1\nout = 1", "prices.larch.in: Input should be greater than or equal to 0"),
        ("[prices.larch]\nin = inf\nout = 1", "prices.larch.in: Input should be a finite number"),
        ("[prices.larch]\nin = 1\nout = nan", "prices.larch.out: Input should be "),
        ("[prices.larch]\nin = 'x'\nout = 1", "prices.larch.in: Input should be a valid number"),
        ("[prices.larch]\nin = 1\nout = 1\nper = 1000", "there is no setting prices.larch.per"),
        ("[prices]\nlarch = 3", "prices.larch: Input should be a valid dictionary"),
        ("prices = 3", "prices: Input should be a valid dictionary"),
        ("[prices.'gpt-*-mini']\nin = 1\nout = 1", "prices: Value error, a * stands at the end of a name"),
        ('[prices."\\u001b[31m"]\nin = 1', "prices.'\\x1b[31m'.out: Field required"),
    ],
)
def test_a_bad_price_is_told_with_its_place_in_the_table(text, told):
    write_toml(text)
    assert refusal().startswith(f"claimx.toml: {told}")
    assert refusal().isprintable()


@pytest.mark.parametrize("value", ["junk", '{"larch": {"in": 1, "out": 2}}'])
def test_a_table_is_no_matter_for_a_variable(monkeypatch, value):
    monkeypatch.setenv("CLAIMX_PRICES", value)
    assert source_of("prices") == ("prices", {}, "default")
    assert read_settings().prices == {}
