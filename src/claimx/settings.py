"""What a run is set to: a flag wins over the environment, the environment over claimx.toml, the file over the default.

The file is `claimx.toml` in the working directory, or the table `[tool.claimx]` of a `pyproject.toml` there. The
server's address and key are OPENAI_BASE_URL and OPENAI_API_KEY, as for every client of OpenAI; a key is never a
setting and never shown. The tables of prices and of aliases stand
in a file only.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    PyprojectTomlConfigSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from claimx.errors import UsageError

__all__ = ["PriceRow", "Setting", "Settings", "read_settings", "settings_with_sources"]


class PriceRow(BaseModel):
    """What a million tokens of one model cost, in any currency."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    in_: float = Field(alias="in", ge=0, allow_inf_nan=False)
    """Of prompts."""
    cached: float | None = Field(None, ge=0, allow_inf_nan=False)
    """Of prompts that the server had cached; else as all prompts."""
    out: float = Field(ge=0, allow_inf_nan=False)
    """Of answers."""


class Settings(BaseSettings):
    """Every setting of those commands that ask a model."""

    model_config = SettingsConfigDict(
        env_prefix="CLAIMX_",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        toml_file="claimx.toml",
        pyproject_toml_table_header=("tool", "claimx"),
        use_attribute_docstrings=True,
    )

    model: str = Field("builtin", min_length=1, max_length=200)
    """The model's name: builtin runs in process, any other on the server."""
    base_url: str | None = None
    """The server's address, ending in /v1; else OPENAI_BASE_URL."""
    replay: Path | None = None
    """A folder of cassettes that answer in place of a server."""
    prompt: str = "extract"
    """A prompt of claimx, or the path of your own (.md)."""
    examples: int | None = Field(None, ge=0, le=100)
    """How many worked examples the prompt shows; all where unset. Fewer fit a small context."""
    mode: Literal["auto", "json_schema", "tools", "json", "markdown_json"] = "auto"
    """How the server is asked for structure; auto finds out what it honours and remembers it."""
    key_file: Path | None = None
    """A file that holds the server's key; else OPENAI_API_KEY."""
    concurrency: int = Field(8, ge=1, le=512)
    """How many papers are under way at once, at most: fewer while the server is overloaded."""
    rpm: float | None = Field(None, gt=0, allow_inf_nan=False)
    """Requests a minute that are sent at most."""
    tpm: float | None = Field(None, gt=0, allow_inf_nan=False)
    """Tokens a minute, prompts and answers together, that are asked for at most."""
    timeout_seconds: float = Field(120.0, gt=0, le=86_400)
    """How long one answer may take."""
    deadline_seconds: float = Field(900.0, gt=0, le=604_800)
    """How long one paper may take in all, without the pauses that a server asks for."""
    patience_seconds: float = Field(600.0, ge=0, le=604_800)
    """How long a server that is gone or asks to wait is waited for before the run stops, to be continued."""
    retries: int = Field(6, ge=0, le=100)
    """How often a request that the transport lost (429, 5xx, connection) is repeated."""
    max_tokens: int | None = Field(4096, ge=64, le=1_000_000)
    """The longest answer that the model may give, in tokens; none leaves it to the server."""
    temperature: float | None = Field(0.0, ge=0, le=2)
    """Sampling temperature; none leaves it to the server."""
    ask_again: bool = True
    """Whether refused claims and numbers without a role are asked about once more."""
    votes: int = Field(0, ge=0, le=16)
    """How many further answers decide whether a doubtful claim stays; 0 leaves it in, marked."""
    summary: bool = True
    """Whether a run asks for a summary of its claims too; else templates write it."""
    price_in: float | None = Field(None, ge=0, allow_inf_nan=False)
    """Price of a million prompt tokens, in any currency."""
    price_cached: float | None = Field(None, ge=0, allow_inf_nan=False)
    """Price of a million prompt tokens that the server had cached; else that of all prompt tokens."""
    price_out: float | None = Field(None, ge=0, allow_inf_nan=False)
    """Price of a million tokens of answers."""
    prices: dict[str, PriceRow] = {}
    """Prices of models by name, in claimx.toml only; a name with * at its end holds for all that begin so."""
    aliases: dict[str, Any] = {}
    """Names of your own, in claimx.toml only: tables of metrics, benchmarks, methods and models."""
    budget: str | None = Field(None, max_length=40)
    """What a run may spend in all: money (2.50) or tokens (500k tokens); then it stops, to be continued."""

    @field_validator("max_tokens", "temperature", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return None if isinstance(value, str) and value.lower() == "none" else value

    @field_validator("prices")
    @classmethod
    def _stars_at_the_end(cls, rows: dict[str, PriceRow]) -> dict[str, PriceRow]:
        if any("*" in name[:-1] for name in rows):
            raise ValueError("a * stands at the end of a name and nowhere else")
        return rows

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flag, environment, claimx.toml, pyproject.toml, in this order."""
        return (
            init_settings,
            _Environment(settings_cls),
            TomlConfigSettingsSource(settings_cls),
            PyprojectTomlConfigSettingsSource(settings_cls),
        )


class _Environment(EnvSettingsSource):
    """The variables CLAIMX_...; a table is no matter for one."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        if field_name in ("prices", "aliases"):
            return None, field_name, False
        return super().get_field_value(field, field_name)


class Setting(NamedTuple):
    """A setting's name, the value that holds and where it comes from."""

    name: str
    value: Any
    source: str


def read_settings(**flags: Any) -> Settings:
    """The settings that hold; a flag that is None was not given. UsageError, naming the place, for a value that makes
    no sense.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as problem:
        error = problem.errors(include_url=False)[0]
        setting, *parts = map(str, error["loc"] or ("settings",))
        source, name = _source_of(setting, given), ".".join((setting, *map(_shown, parts)))
        if error["type"] == "extra_forbidden":
            raise UsageError(f"{source}: there is no setting {name}; claimx settings lists them all.") from None
        raise UsageError(f"{source}: {name}: {error['msg']}; claimx settings shows what holds.") from None
    except (OSError, ValueError) as problem:
        raise UsageError(f"claimx.toml or pyproject.toml is no TOML ({problem}): mend it or move it away.") from None
    except AttributeError:  # what pydantic-settings raises where a table is expected and something else stands
        raise UsageError("pyproject.toml: [tool.claimx] is no table: mend it or move it away.") from None


def settings_with_sources(**flags: Any) -> tuple[Setting, ...]:
    """Every setting in order, with where its value comes from. UsageError as `read_settings`."""
    given = {name: value for name, value in flags.items() if value is not None}
    held = read_settings(**flags).model_dump(by_alias=True)
    return tuple(Setting(name, held[name], _source_of(name, given)) for name in Settings.model_fields)


def _shown(part: str) -> str:
    """A key of a table, fit for a message and as TOML would have it."""
    return part if part.isidentifier() else ascii(part)


def _source_of(name: str, given: Mapping[str, Any]) -> str:
    variable = f"CLAIMX_{name.upper()}"
    sources: tuple[tuple[str, PydanticBaseSettingsSource], ...] = (
        (f"--{name.replace('_', '-')}", InitSettingsSource(Settings, dict(given))),
        (variable, _Environment(Settings)),
        ("claimx.toml", TomlConfigSettingsSource(Settings)),
        ("pyproject.toml", PyprojectTomlConfigSettingsSource(Settings)),
    )
    return next((label for label, source in sources if name in source()), "default")
