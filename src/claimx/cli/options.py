"""Options that several commands share, each written once."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from claimx.printable import one_line

if TYPE_CHECKING:
    from claimx.snapshots import Problem

__all__ = ["Json", "Limit", "Quiet", "Replay", "Snapshots", "asks_model", "report_problem", "size_option"]

Snapshots = Annotated[
    list[Path],
    typer.Argument(metavar="SNAPSHOT", help="Saved pages of abstracts; - is standard input.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one value a line.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Read only the first N papers.", show_default=False)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no words on stderr but errors.")]
Replay = Annotated[
    Path | None,
    typer.Option(help="Answer from this folder of cassettes; nothing is sent.", show_default=False),
]


def _option(kind: Any, *names: str, help: str) -> Any:
    return Annotated[kind | None, typer.Option(*names, help=help, show_default=False)]


_SETTINGS: dict[str, Any] = {
    "model": _option(str, "--model", "-m", help="The model's name on the server [default: builtin, in process]."),
    "base_url": _option(
        str, "--base-url", help="An OpenAI-compatible server, as http://127.0.0.1:8080/v1 [default: OPENAI_BASE_URL]."
    ),
    "replay": Replay,
    "prompt": _option(str, "--prompt", help="A prompt file of your own (.md)."),
    "examples": _option(int, "--examples", help="How many worked examples the prompt shows [default: all]."),
    "mode": _option(
        str, "--mode", help="json_schema, tools, json or markdown_json [default: auto, what the server honours]."
    ),
    "key_file": _option(Path, "--key-file", help="A file with the server's key [default: OPENAI_API_KEY]."),
    "concurrency": _option(int, "--concurrency", "-c", help="Papers under way at once [default: 8]."),
    "rpm": _option(float, "--rpm", help="Requests a minute at most [default: no limit]."),
    "tpm": _option(float, "--tpm", help="Tokens a minute at most [default: no limit]."),
    "timeout_seconds": _option(float, "--timeout", help="Seconds that one answer may take [default: 120]."),
    "deadline_seconds": _option(float, "--deadline", help="Seconds that one paper may take in all [default: 900]."),
    "patience_seconds": _option(
        float, "--patience", help="Seconds to wait for a server that is gone, before the run stops [default: 600]."
    ),
    "retries": _option(int, "--retries", help="How often a lost request is repeated [default: 6]."),
    "max_tokens": _option(str, "--max-tokens", help="The longest answer in tokens, or none [default: 4096]."),
    "temperature": _option(str, "--temperature", help="Sampling temperature, or none [default: 0]."),
    "ask_again": _option(
        bool, "--ask-again/--ask-once", help="Ask once more about what a check refused [default: ask-again]."
    ),
    "votes": _option(int, "--votes", help="Further answers that decide on each doubtful claim [default: 0]."),
    "price_in": _option(float, "--price-in", help="Price of a million prompt tokens."),
    "price_cached": _option(float, "--price-cached", help="Price of a million cached prompt tokens."),
    "price_out": _option(float, "--price-out", help="Price of a million tokens of answers."),
    "budget": _option(str, "--budget", help="Stop before more is spent: 2.50, or 500k tokens."),
}
"""The settings that are flags too: name of the setting -> the option."""

_Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens to stderr.")]


def asks_model(command: Callable[..., None], *, without: Collection[str] = ()) -> Callable[..., None]:
    """Give `command` the options of those commands that ask a model; it receives them as one value, `settings`.

    `without` names settings that mean nothing to it.
    """
    mine = {name: kind for name, kind in _SETTINGS.items() if name not in without}

    @functools.wraps(command)
    def wrapped(*, verbose: bool = False, **given: Any) -> None:
        from claimx.settings import read_settings

        if verbose:
            logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
            logging.getLogger("claimx").setLevel(logging.DEBUG)
        else:
            _tell_of_servers()
        flags = {name: given.pop(name) for name in mine}
        command(settings=read_settings(**flags), **given)

    # Settings is heavy to import and is not an option: any stand-in does for reading the other annotations.
    hints = get_type_hints(command, localns={"Settings": object}, include_extras=True)
    own = inspect.signature(command).parameters
    keyword = inspect.Parameter.KEYWORD_ONLY
    added = {name: inspect.Parameter(name, keyword, default=None, annotation=kind) for name, kind in mine.items()}
    added["verbose"] = inspect.Parameter("verbose", keyword, default=False, annotation=_Verbose)
    kept = {name: p.replace(kind=keyword, annotation=hints[name]) for name, p in own.items() if name != "settings"}
    wrapped.__signature__ = inspect.Signature([*kept.values(), *added.values()])  # type: ignore[attr-defined]
    wrapped.__annotations__ = {name: p.annotation for name, p in {**kept, **added}.items()}
    return wrapped


class _Told(logging.Handler):
    """A line on stderr, as all others of the command line."""

    def emit(self, record: logging.LogRecord) -> None:
        typer.echo(f"claimx: {one_line(record.getMessage())}", err=True)


def _tell_of_servers() -> None:
    """Let what the door says of a server, such as that it is gone and waited for, be told to the user, once."""
    logger = logging.getLogger("claimx.server")
    if not any(isinstance(handler, _Told) for handler in logger.handlers):
        logger.addHandler(_Told(logging.WARNING))


def report_problem(problem: Problem) -> None:
    """Tell of an entry that a reader could not read, on stderr."""
    typer.echo(f"claimx: {problem}", err=True)


def size_option(flag: str, text: str | None) -> float | None:
    """The parameters that a size such as 7B means. UsageError, naming `flag`, where it means none."""
    from claimx.errors import UsageError
    from claimx.quantities import parse_size

    if text is None:
        return None
    size = parse_size(text)
    if size is None:
        raise UsageError(f"{flag}: {text!r} is no model size: give one such as 7B or 350M.")
    return size[0]
