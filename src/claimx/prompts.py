"""The prompts of `prompts/`: found in a wheel and in a checkout alike, hashed, and put into messages.

A prompt is a Markdown file with TOML front matter between `+++` lines, which may name its `examples`; its body is
what the model reads, as it stands. There is no template language: an abstract with `{{` in it has nothing to disturb.
Worked examples stand beside it as JSONL.
"""

from __future__ import annotations

import functools
import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from claimx.answers import AnsweredClaim, AnsweredClaims
from claimx.errors import PromptError
from claimx.fence import fenced, fenced_points
from claimx.papers import Paper

__all__ = ["Example", "Message", "Prompt", "packaged_folder", "read_prompt", "schema_hash"]

Message = dict[str, str]
"""One chat message: `role` and `content`."""


class Example(BaseModel):
    """A worked example: an invented paper and its right answer."""

    title: str
    """The example's title."""
    abstract: str
    """The example's abstract."""
    claims: list[AnsweredClaim]
    """The right answer."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as the model reads it: `text` is the same for every paper, so that a server can keep it cached."""

    name: str
    text: str

    @property
    def hash(self) -> str:
        """12 hex digits of the SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def messages(self, paper: Paper) -> list[Message]:
        """The prompt and the paper, fenced: the static part first, the paper last."""
        return [
            {"role": "system", "content": self.text},
            {"role": "user", "content": fenced(paper.title, paper.abstract)},
        ]

    def follow_up(self, messages: Sequence[Message], answer: str, points: Sequence[str]) -> list[Message]:
        """The conversation so far, its answer, and this prompt with a fenced list of points to settle."""
        return [
            *messages,
            {"role": "assistant", "content": answer},
            {"role": "user", "content": f"{self.text}\n\n{fenced_points(points)}"},
        ]


def packaged_folder(name: str) -> Traversable:
    """A folder of the wheel, or of the checkout that the package was installed from. PromptError where there is
    neither.
    """
    checkout = Path(__file__).parents[2] / name
    packed = files("claimx") / name
    for folder in (packed, checkout):
        if folder.is_dir():
            return folder
    raise PromptError(f"the folder {name} is neither in the package nor in a checkout: install claimx again.")


def read_prompt(name: str, *, examples: int | None = None) -> Prompt:
    """The shipped prompt `name`, or a prompt file of the user's where `name` is a path to one (`.md`).

    `examples` limits how many worked examples are shown, for models with a small context; None shows all.
    PromptError where the file is missing or malformed.
    """
    given = Path(name)
    file: Traversable = given if given.suffix == ".md" else packaged_folder("prompts") / f"{name}.md"
    try:
        head, body = _split(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as problem:
        raise PromptError(
            f"the prompt {name} cannot be read ({problem}): give a Markdown file with +++ front matter."
        ) from None
    shown = _examples(given.parent if given.suffix == ".md" else packaged_folder("prompts"), head)[:examples]
    return Prompt(given.stem, "\n\n".join([body.strip(), *map(_written, shown)]))


@functools.cache
def schema_hash(schema: type[BaseModel] = AnsweredClaims) -> str:
    """12 hex digits of the SHA-256 of the JSON Schema that a model is asked to keep to."""
    text = json.dumps(schema.model_json_schema(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _split(text: str) -> tuple[dict[str, Any], str]:
    empty, _, rest = text.replace("\r\n", "\n").partition("+++")
    head, mark, body = rest.partition("\n+++\n")
    if empty.strip() or not mark:
        raise ValueError("no +++ front matter")
    return tomllib.loads(head), body


def _examples(folder: Traversable, head: dict[str, Any]) -> tuple[Example, ...]:
    name = head.get("examples")
    if name is None:
        return ()
    try:
        lines = (folder / str(name)).read_text(encoding="utf-8-sig").split("\n")
        return tuple(Example.model_validate_json(line) for line in lines if line.strip())
    except (OSError, ValueError) as problem:
        first = str(problem).splitlines()[0]
        raise PromptError(f"the examples {name} cannot be read ({first}): give one JSON object a line.") from None


def _written(example: Example) -> str:
    answer = AnsweredClaims(claims=example.claims).model_dump_json(by_alias=True, exclude_defaults=True)
    return f"{fenced(example.title, example.abstract)}\n{answer}"
