"""What a run is set to: a flag wins over the environment, the environment over claimx.toml, the file over the default.

The file is `claimx.toml` in the working directory, or the table `[tool.claimx]` of a `pyproject.toml` there. The
server's address and key are OPENAI_BASE_URL and OPENAI_API_KEY, as for every client of OpenAI; a key is never a
setting and never shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field, ValidationError, field_validator
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

__all__ = ["Setting", "Settings", "read_settings", "settings_with_sources"]


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
    concurrency: int = Field(8, ge=1, le=512)
    """How many papers are under way at once."""
    timeout_seconds: float = Field(120.0, gt=0, le=86_400)
    """How long one answer may take."""
    retries: int = Field(4, ge=0, le=100)
    """How often a request that the transport lost (429, 5xx, connection) is repeated."""
    max_tokens: int | None = Field(4096, ge=64, le=1_000_000)
    """The longest answer that the model may give, in tokens; none leaves it to the server."""
    temperature: float | None = Field(0.0, ge=0, le=2)
    """Sampling temperature; none leaves it to the server."""
    ask_again: bool = True
    """Whether refused claims and numbers without a role are asked about once more."""
    votes: int = Field(0, ge=0, le=16)
    """How many further answers decide whether a doubtful claim stays; 0 leaves it in, marked."""

    @field_validator("max_tokens", "temperature", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return None if isinstance(value, str) and value.lower() == "none" else value

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
            env_settings,
            TomlConfigSettingsSource(settings_cls),
            PyprojectTomlConfigSettingsSource(settings_cls),
        )


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
        name = str(error["loc"][0]) if error["loc"] else "settings"
        source = _source_of(name, given)
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
    settings = read_settings(**flags)
    return tuple(Setting(name, getattr(settings, name), _source_of(name, given)) for name in Settings.model_fields)


def _source_of(name: str, given: Mapping[str, Any]) -> str:
    variable = f"CLAIMX_{name.upper()}"
    sources: tuple[tuple[str, PydanticBaseSettingsSource], ...] = (
        (f"--{name.replace('_', '-')}", InitSettingsSource(Settings, dict(given))),
        (variable, EnvSettingsSource(Settings)),
        ("claimx.toml", TomlConfigSettingsSource(Settings)),
        ("pyproject.toml", PyprojectTomlConfigSettingsSource(Settings)),
    )
    return next((label for label, source in sources if name in source()), "default")
