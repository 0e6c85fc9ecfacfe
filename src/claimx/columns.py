"""The columns of every comparison table, declared once, and the one way in which numbers are shown to people.

Every renderer (HTML, Markdown, LaTeX, terminal, CSV, JSON) reads `COLUMNS`; none has headings or formats of its
own. The texts here hold the characters of abstracts as they are: a renderer makes them fit for its medium.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from claimx.claims import Bound, Delta, Direction, ModelSize
from claimx.comparison import FACTOR, PERCENT, POINTS, Group, Row, Section, value_on
from claimx.names import Polarity

__all__ = [
    "COLUMNS",
    "Cell",
    "Column",
    "Renderer",
    "columns_for",
    "shown",
    "shown_benchmark",
    "shown_kind",
    "shown_metric",
    "shown_number",
    "shown_size",
    "shown_spread",
]

Renderer = Literal["html", "markdown", "latex", "terminal", "csv", "json"]
Cell = str | float | int | bool | None

_PEOPLE: frozenset[Renderer] = frozenset({"html", "markdown", "latex", "terminal"})
_PROGRAMS: frozenset[Renderer] = frozenset({"csv", "json"})
_ALL = _PEOPLE | _PROGRAMS

_ARROWS: dict[Polarity, str] = {"higher": "↑", "lower": "↓", "depends": "↕"}
_BOUNDS: dict[Bound, str] = {"exact": "", "up_to": "up to ", "at_least": "≥", "at_most": "≤", "about": "≈"}
_SIGNS: dict[Direction | None, str] = {"increase": "+", "decrease": "−", "equal": "±", None: "by "}
_OUTCOMES: dict[Direction | None, str] = {
    "increase": "higher",
    "decrease": "lower",
    "equal": "on par",
    None: "in words",
}
_KINDS = {
    "level": "levels",
    "change": "changes",
    "factor": "factors",
    "fraction": "shares of a reference",
    "qualitative": "in words",
}
_SIZES = ((1e3, ""), (1e6, "K"), (1e9, "M"), (1e12, "B"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its cells come from, and who shows it."""

    name: str
    """The key in CSV and JSON."""
    heading: str
    """The heading for people."""
    value: Callable[[Group, Row], Cell]
    """The cell for programs."""
    renderers: frozenset[Renderer]
    """Who shows the column."""
    text: Callable[[Group, Row], str] | None = None
    """The cell for people where it differs from the value."""
    numeric: bool = False
    """Whether cells are numbers, set flush right."""
    of_group: bool = False
    """Whether all rows of a group have the same cell; such columns come first in files."""

    def shown(self, group: Group, row: Row) -> str:
        """The cell for people; empty where there is nothing to show."""
        if self.text is not None:
            return self.text(group, row)
        value = self.value(group, row)
        return "" if value is None else str(value)


COLUMNS: tuple[Column, ...] = (
    Column("title", "Paper", lambda g, r: r.claim.title, _ALL),
    Column(
        "published",
        "Date",
        lambda g, r: r.published.isoformat() if r.published else None,
        _ALL - {"terminal"},
    ),
    Column("method", "Method", lambda g, r: r.claim.method, _ALL),
    Column("method_known_as", "Method known as", lambda g, r: r.claim.names.method, _PROGRAMS),
    Column("model_size", "Size", lambda g, r: shown_size(r.claim.model_size), _PEOPLE, numeric=True),
    Column("metric", "Metric", lambda g, r: g.metric, _PROGRAMS, of_group=True),
    Column("polarity", "Better is", lambda g, r: g.polarity, _PROGRAMS, of_group=True),
    Column("vague", "Vague", lambda g, r: g.vague, _PROGRAMS, of_group=True),
    Column("metric_suggested", "Normally", lambda g, r: g.suggested, _PROGRAMS, of_group=True),
    Column("size_low", "Smallest size", lambda g, r: _size(r, "low"), _PROGRAMS, numeric=True),
    Column("size_high", "Largest size", lambda g, r: _size(r, "high"), _PROGRAMS, numeric=True),
    Column(
        "metric_written",
        "Metric",
        lambda g, r: r.claim.metric,
        _ALL,
        text=lambda g, r: _with_arrow(r.claim.metric, g.polarity),
    ),
    Column("benchmark", "Benchmark", lambda g, r: g.benchmark, _ALL, of_group=True),
    Column("group_kind", "Kind of the group", lambda g, r: g.kind, _PROGRAMS, of_group=True),
    Column("group_unit", "Unit of the group", lambda g, r: g.unit, _PROGRAMS, of_group=True),
    Column("group_basis", "Percent of what, in the group", lambda g, r: g.basis, _PROGRAMS, of_group=True),
    Column("group_paper", "Only of this paper", lambda g, r: g.paper_id, _PROGRAMS, of_group=True),
    Column("value", "Value", lambda g, r: shown(r.claim.delta), _ALL, text=lambda g, r: _with_derived(r), numeric=True),
    Column("kind", "Kind", lambda g, r: r.claim.delta.kind, _PROGRAMS),
    Column("unit", "Unit", lambda g, r: r.claim.delta.unit, _PROGRAMS),
    Column("basis", "Percent of what", lambda g, r: r.claim.delta.basis, _PROGRAMS),
    Column("low", "Lowest number", lambda g, r: r.claim.delta.low, _PROGRAMS, numeric=True),
    Column("high", "Highest number", lambda g, r: r.claim.delta.high, _PROGRAMS, numeric=True),
    Column("from_value", "From", lambda g, r: r.claim.delta.from_value, _PROGRAMS, numeric=True),
    Column("to_value", "To", lambda g, r: r.claim.delta.to_value, _PROGRAMS, numeric=True),
    Column("direction", "Direction", lambda g, r: r.claim.delta.direction, _PROGRAMS),
    Column("bound", "Bound", lambda g, r: r.claim.delta.bound, _PROGRAMS),
    Column("effect", "Effect", lambda g, r: r.effect, _PROGRAMS, numeric=True),
    Column("exact", "Exact", lambda g, r: r.exact, _PROGRAMS),
    Column("derived", "Derived", lambda g, r: _shown_derived(r.derived.delta) if r.derived else None, _PROGRAMS),
    Column("derived_from", "Derived from", lambda g, r: r.derived.source if r.derived else None, _PROGRAMS),
    Column("as_points", "In points", lambda g, r: value_on(POINTS, r.claim, g.known), _PROGRAMS, numeric=True),
    Column(
        "as_percent", "In percent, relative", lambda g, r: value_on(PERCENT, r.claim, g.known), _PROGRAMS, numeric=True
    ),
    Column("as_factor", "New over old", lambda g, r: value_on(FACTOR, r.claim, g.known), _PROGRAMS, numeric=True),
    Column("quantified", "In numbers", lambda g, r: r.claim.quantified, _PROGRAMS),
    Column("baselines", "Compared with", lambda g, r: "; ".join(r.claim.baselines) or None, _ALL),
    Column("verdict", "Verdict", lambda g, r: r.verdict, _ALL),
    Column("confidence", "Checks", lambda g, r: r.claim.confidence, _ALL - {"latex"}),
    Column("findings", "Findings", lambda g, r: " ".join(f.code for f in r.claim.findings) or None, _ALL - {"latex"}),
    Column(
        "duplicates",
        "Told again",
        lambda g, r: len(r.also),
        _PROGRAMS | {"markdown"},
        text=lambda g, r: str(len(r.also) or ""),
        numeric=True,
    ),
    Column("claim_id", "Claim", lambda g, r: r.claim.id, _PROGRAMS | {"markdown"}),
    Column("paper_id", "Paper id", lambda g, r: r.claim.paper_id, _PROGRAMS),
    Column("quote", "Quote", lambda g, r: r.claim.evidence.quote, _PROGRAMS | {"markdown"}),
)
"""Every column, in the order in which people see them."""


def columns_for(renderer: Renderer) -> tuple[Column, ...]:
    """The columns of a renderer; in files those of the group come first."""
    mine = (column for column in COLUMNS if renderer in column.renderers)
    return tuple(sorted(mine, key=lambda c: renderer in _PROGRAMS and not c.of_group))


def shown(delta: Delta) -> str:
    """A delta for people, its bound before it: `+4.2%`, `up to 9.1×`, `7.2% → 12.6%`, `≥15 points lower`, `on par`.

    The minus is U+2212. Levels behind a change or factor stand without a unit, since the abstract gives
    theirs only for the change.
    """
    if delta.kind == "qualitative":
        return _OUTCOMES[delta.direction]
    bound = _BOUNDS[delta.bound]
    low, high = delta.low, delta.high
    if low is None or high is None:
        return bound + _move(delta.from_value, delta.to_value, delta.unit)
    amount = _amount(low, high, delta.unit)
    if delta.kind == "change":
        text = _signed_change(delta, low, high)
    elif delta.kind == "factor":
        text = f"{bound}{amount}" + (" lower" if delta.direction == "decrease" else "")
    elif delta.kind == "fraction":
        text = f"{bound}{amount} of reference"
    else:
        return bound + amount
    levels = _move(delta.from_value, delta.to_value, None)
    return f"{text} ({levels})" if levels else text


def shown_size(size: ModelSize | None) -> str:
    """A parameter count for people: `360M`, `7B–13B`; empty for None."""
    if size is None:
        return ""
    low, high = _parameters(size.low), _parameters(size.high)
    return low if low == high else f"{low}–{high}"


def shown_number(number: float) -> str:
    """A number without needless zeros, thousands apart, its minus U+2212: `4.2`, `12,000`, `−3`."""
    if number and not 1e-6 <= abs(number) < 1e15:
        return f"{number:g}".replace("-", "−")
    text = format(Decimal(repr(number)), ",f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def shown_metric(section: Section | Group) -> str:
    """A metric's name with the arrow of its better direction."""
    return _with_arrow(section.metric, section.polarity)


def shown_benchmark(group: Group) -> str:
    """A group's benchmarks or tasks, or that none is named; what keeps the group to one paper; what a vague or unknown
    metric normally is on them.
    """
    told = [group.benchmark or "no benchmark named"]
    told += ["one paper"] if group.paper_id is not None and len(group.rows) > 1 else []
    told += [f"normally {group.suggested}"] if group.suggested else []
    return ", ".join(told)


def shown_kind(group: Group) -> str:
    """What a group's numbers are, such as `changes in percent (relative)`."""
    unit = f" in {group.unit}" if group.unit and group.unit != "times" else ""
    basis = {"relative": " (relative)", "unstated": " (of what is not said)"}.get(group.basis or "", "")
    return f"{_KINDS[group.kind]}{unit}{basis}"


def shown_spread(group: Group) -> str:
    """How much a group holds, and the median and range of its exact values, such as `7 claims, median +2.1 points of 5
    exact (+0.4 to +6.3 points, middle half +1 to +3 points)`; nothing for a single claim.
    """
    n, exact, spread = len(group.rows), len(group.exact), group.spread
    if n == 1:
        return ""
    if spread is None:
        return f"{n:,} claims" + (f", {exact:,} exact" if group.kind != "qualitative" else "")
    half = f", middle half {_range(*spread.quartiles, group)}" if spread.quartiles else ""
    values = f"{_range(spread.lowest, spread.highest, group)}{half}"
    return f"{n:,} claims, median {_effect(spread.median, group)} of {exact:,} exact ({values})"


def _with_derived(row: Row) -> str:
    """The value as written, with what it comes to on the scale of its group."""
    written = shown(row.claim.delta)
    derived = _shown_derived(row.derived.delta) if row.derived else written
    return written if derived == written else f"{written}, derived {derived}"


def _shown_derived(delta: Delta) -> str:
    """A derived value without the digits of its division; a level with where it comes from would tell it twice."""
    numbers = {
        name: _short(value) for name in ("low", "high", "to_value") if (value := getattr(delta, name)) is not None
    }
    return shown(delta.model_copy(update={**numbers, "from_value": None}))


def _short(number: float) -> float:
    """A computed number of as many digits as people read: up to two decimals, or four digits."""
    number = float(f"{number:.12g}")
    return number if round(number, 2) == number or abs(number) >= 1e15 else float(f"{number:.{_digits(number)}g}")


def _digits(number: float) -> int:
    return max(4, len(str(int(abs(number)))) + 2)


def _with_arrow(name: str, polarity: Polarity | None) -> str:
    # A space that does not break: an arrow alone on a line says nothing.
    return f"{name}\u00a0{_ARROWS[polarity]}" if polarity else name


def _signed_change(delta: Delta, low: float, high: float) -> str:
    bound = _BOUNDS[delta.bound]
    if delta.direction == "decrease" and delta.bound in ("at_least", "at_most"):
        # "≥−15" would say the contrary: the bound is on how far it falls.
        return f"{bound}{_amount(low, high, delta.unit)} lower"
    sign = _SIGNS[delta.direction]
    if low == high:
        return f"{bound}{sign}{_amount(low, high, delta.unit)}"
    return f"{bound}{sign}{shown_number(low)} to {sign}{shown_number(high)}{_suffix(delta.unit)}"


def _effect(number: float, group: Group) -> str:
    if group.kind == "change":
        sign = "+" if number > 0 else ""
        return f"{sign}{shown_number(_short(number))}{_suffix(group.unit)}"
    if group.kind == "factor" and 0 < number < 1:
        return f"{shown_number(_short(1 / number))}{_suffix(group.unit)} lower"
    return f"{shown_number(_short(number))}{_suffix(group.unit)}"


def _range(low: float, high: float, group: Group) -> str:
    shown_low, shown_high = _effect(low, group), _effect(high, group)
    if group.unit != "times":
        shown_low = shown_low.removesuffix(_suffix(group.unit))
    return f"{shown_low} to {shown_high}"


def _amount(low: float, high: float, unit: str | None) -> str:
    numbers = shown_number(low) if low == high else f"{shown_number(low)}–{shown_number(high)}"
    return numbers + _suffix(unit)


def _move(before: float | None, after: float | None, unit: str | None) -> str:
    """`7.2% → 12.6%`; a unit that is a word stands once, at the end."""
    suffix = _suffix(unit)
    inner = suffix if len(suffix) == 1 else ""
    if before is None:
        return "" if after is None else shown_number(after) + suffix
    if after is None:
        return f"from {shown_number(before)}{suffix}"
    return f"{shown_number(before)}{inner} → {shown_number(after)}{suffix}"


def _suffix(unit: str | None) -> str:
    if unit is None or unit == "ratio":
        return ""
    return {"percent": "%", "times": "×"}.get(unit, f" {unit}")


def _parameters(count: float) -> str:
    for limit, suffix in _SIZES:
        if round(count * 1e3 / limit, 2) < 1e3:
            return f"{round(count * 1e3 / limit, 2):g}{suffix}"
    return f"{round(count / 1e12, 2):g}T"


def _size(row: Row, end: Literal["low", "high"]) -> int | None:
    size = row.claim.model_size
    return None if size is None else round(getattr(size, end))
