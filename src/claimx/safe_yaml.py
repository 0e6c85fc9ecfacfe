"""YAML from outside: plain values by PyYAML's safe loader, and no text that unfolds to more than it shows.

The safe loader makes no objects, but it follows aliases (YAML 1.2, section 7.1) and merge keys, by which a page of text
can stand for gigabytes, and its C half ends the process where lists are nested 100,000 deep. So the events are looked
at first.
"""

from __future__ import annotations

from typing import Any

import yaml

__all__ = ["read_yaml"]

DEEPEST = 64
LARGEST = 64 * 1024 * 1024
"""Characters and values of the whole, each alias counted as what it stands for."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """The value of a YAML text. ValueError for what is no YAML, nests too deep, unfolds to too much or holds itself."""
    try:
        _look_through(text)
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as problem:
        said = str(getattr(problem, "problem", None) or "no YAML")
        mark = getattr(problem, "problem_mark", None)
        raise ValueError(f"{said} in line {mark.line + 1}" if mark else said) from None
    except (ArithmeticError, AttributeError, LookupError, TypeError):  # what PyYAML raises for `!!bool 7` and its like
        raise ValueError("a value that is not of its tag") from None


def _look_through(text: str) -> None:
    size = 0
    sizes: dict[str, int] = {}
    begun: list[tuple[str | None, int]] = []
    for event in yaml.parse(text, _Loader):
        match event:
            case yaml.AliasEvent():
                if event.anchor not in sizes:
                    raise ValueError("an alias of what is not there yet")
                size += sizes[event.anchor]
            case yaml.ScalarEvent():
                if event.value == "<<" and event.implicit[0]:
                    raise ValueError("a merge key")
                size += 1 + len(event.value)
                if event.anchor:
                    sizes[event.anchor] = 1 + len(event.value)
            case yaml.CollectionStartEvent():
                begun.append((event.anchor, size))
                size += 1
            case yaml.CollectionEndEvent():
                anchor, before = begun.pop()
                if anchor:
                    sizes[anchor] = size - before
        if len(begun) > DEEPEST:
            raise ValueError("nested too deep")
        if size > LARGEST:
            raise ValueError("it unfolds to too much")
