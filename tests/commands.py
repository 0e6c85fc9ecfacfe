"""The command line for tests: called in this process, on a page of two papers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from claimx.cli import app

KEY = "marker-key-of-this-test"
"""A key that must turn up nowhere."""

PAGE = """Daily Papers

Tamarack: Sparse Adapters

Tamarack raises accuracy on GSM8K by 4.2 points over LoRA. It matches full fine-tuning on MMLU.

  • 6 authors
·
Feb 26, 2026 3

Oxbow: Two-Bit Weights

Oxbow decodes 2.6x faster than FP16 inference. Oxbow brings perplexity on WikiText-2 down from 8.94 to 6.81.

  • 2 authors
·
Feb 24, 2026 11
"""


def claimx(*arguments: str | Path, stdin: str | None = None) -> Result:
    """The command line in this process; anything but an exit is raised."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def lines(path: Path | str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
