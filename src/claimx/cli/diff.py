"""`claimx diff`: what is new, gone and changed between two runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimx.cli.options import Json

if TYPE_CHECKING:
    from claimx.claims import Claim


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diff")(diff)


def diff(
    run_a: Annotated[
        Path, typer.Argument(metavar="RUN_A", help="A run folder or a file of claims; - is stdin.", show_default=False)
    ],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="The one it is held against.", show_default=False)],
    json: Json = False,
) -> None:
    """Show which claims are new (+), gone (-) and changed (~) from the first run to the second.

    For two snapshots, two models or two prompts; with a figure of how far they agree.

    Example: claimx diff last-week this-week
    """
    import json as json_lines

    from claimx import differences
    from claimx.cli.output import write_text
    from claimx.errors import UsageError
    from claimx.printable import json_escaped
    from claimx.reports.differing import difference_json, difference_text

    if str(run_a) == str(run_b) == "-":
        raise UsageError("only one of the two runs can be read from standard input: name the other.")
    before, papers_before = _read(run_a)
    after, papers_after = _read(run_b)
    found = differences.diff(before, after, papers_before=papers_before, papers_after=papers_after)
    told = json_escaped(json_lines.dumps(difference_json(found), ensure_ascii=False)) + "\n"
    write_text(told if json else difference_text(found), Path("-"))


def _read(run: Path) -> tuple[list[Claim], dict[str, str]]:
    """The claims of a run, and the titles of the papers that it has read, by id, where it tells them."""
    from claimx.reports.folder import read_report
    from claimx.runs import read_claims

    if not run.is_dir():
        return list(read_claims(run)), {}
    report = read_report(run)
    return list(report.claims), {paper.id: paper.title for paper in report.papers}
