"""What is shipped: prompts and schemas are found, the version is one, and every dependency is declared and pinned."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
import zipfile
from importlib import import_module, metadata
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import claimx
from claimx.prompts import packaged_folder
from claimx.schemas import SCHEMAS

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
PINS = dict(line.split("==") for line in CONSTRAINTS if not line.startswith("#"))
GROUPS = PROJECT["dependency-groups"]
REQUIRED = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
LINES = [line for group in GROUPS.values() for line in group if isinstance(line, str)]  # not: include-group
EVERY = [*REQUIRED, *map(Requirement, LINES)]


def same(name: str) -> str:
    """A distribution's name, as all its spellings are."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_version_is_one():
    assert metadata.version("claimx") == claimx.__version__
    assert f"## {claimx.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_prompts_and_schemas_are_found_from_the_package():
    prompts = {file.name for file in packaged_folder("prompts").iterdir()}
    assert {"extract.md", "extract.examples.jsonl", "repair.md", "open_numbers.md"} <= prompts
    assert {f"{name}.json" for name in SCHEMAS} <= {file.name for file in packaged_folder("schemas").iterdir()}


def test_the_wheel_takes_both_folders_with_it():
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {"prompts": "claimx/prompts", "schemas": "claimx/schemas"}
    assert wheel["packages"] == ["src/claimx"]


def test_the_package_holds_its_data_and_says_that_it_is_typed():
    package = files("claimx")
    assert (package / "py.typed").is_file()
    assert (package / "vocabulary" / "metrics.yaml").is_file()
    assert (package / "vocabulary" / "benchmarks.yaml").is_file()
    assert any((package / "reports" / "templates").iterdir())


def test_a_wheel_holds_everything(tmp_path):
    pytest.importorskip("hatchling", reason="hatchling is not installed: nothing to build a wheel with")
    from hatchling.builders.wheel import WheelBuilder

    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    held = set(zipfile.ZipFile(built).namelist())
    sources = {f"claimx/{path.relative_to(ROOT / 'src/claimx')}" for path in (ROOT / "src/claimx").rglob("*.py")}
    data = {f"claimx/{path.relative_to(ROOT)}" for name in ("prompts", "schemas") for path in (ROOT / name).iterdir()}
    assert sources | data | {"claimx/py.typed", "claimx/vocabulary/metrics.yaml"} <= held
    assert not [name for name in held if name.startswith(("tests", "examples", "cassettes"))]


def test_the_command_is_there():
    module, _, name = PROJECT["project"]["scripts"]["claimx"].partition(":")
    assert callable(getattr(import_module(module), name))


@pytest.mark.parametrize("line", CONSTRAINTS)
def test_constraints_are_names_and_versions_only(line):
    assert line.startswith("# ") or re.fullmatch(r"[a-z0-9][a-z0-9-]*==[0-9][0-9a-z.]*", line)
    assert "/" not in line


@pytest.mark.parametrize("requirement", EVERY, ids=str)
def test_every_dependency_is_pinned_to_a_version_that_fits(requirement):
    assert requirement.url is None
    assert requirement.specifier.contains(PINS[same(requirement.name)])


def third_party(folder: Path) -> set[str]:
    """The top names of all modules that the code of a folder imports, Python's own and claimx's left out."""
    named: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                named.add(node.module)
    return {name.partition(".")[0] for name in named} - set(sys.stdlib_module_names) - {"claimx"}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    homes = metadata.packages_distributions()
    imported = {same(homes[name][0]) for name in third_party(ROOT / "src")}
    extras = [Requirement(line) for lines in PROJECT["project"]["optional-dependencies"].values() for line in lines]
    assert imported == {same(requirement.name) for requirement in (*REQUIRED, *extras)}
