"""Reading what a cohort's indicators are and how they hang together: the META file of COINr."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from scoring.cli.labelling import refused
from scoring.cli.refusals import in_chinese
from scoring.cli.tables import Table, read_table
from scoring.composite.cohort import Indicator
from scoring.composite.means import MEANS, Mean
from scoring.composite.tree import Node, Tree, grow_tree
from scoring.faults import CaseFaults, Fault

_LOWER: Final = ("lower", "low", "lo", "min")
_UPPER: Final = ("upper", "high", "hi", "max")
_COLUMNS: Final = {
    "code": ("icode", "code"),
    "type": ("type",),
    "level": ("level",),
    "parent": ("parent",),
    "weight": ("weight",),
    "direction": ("direction",),
    "denominator": ("denominator",),
    "target": ("target",),
    "lower": tuple(f"{one}{end}" for one in ("goalpost_", "") for end in _LOWER),
    "upper": tuple(f"{one}{end}" for one in ("goalpost_", "") for end in _UPPER),
    "transform": ("transform",),
    "mean": ("aggregation",),
}
"""Names of columns, in any case; the first that is there is read."""

KINDS: Final = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
BLANK: Final = frozenset({"", "NA"})


@dataclass(frozen=True, slots=True)
class Meta:
    """The indicators and their tree, the names of groups and sizes, and what META left unsaid."""

    indicators: tuple[Indicator, ...]
    tree: Tree
    groups: tuple[str, ...]
    levels: Mapping[str, int]
    assumed: tuple[str, ...]


@dataclass(slots=True)
class _Reading:
    """The table, where its columns are, what others name in two of them, and the faults so far."""

    table: Table
    places: Mapping[str, int]
    faults: list[Fault] = field(default_factory=list)
    named: dict[str, set[str]] = field(default_factory=dict)

    def text(self, row: int, name: str) -> str:
        place = self.places.get(name)
        cell = "" if place is None else self.table.rows[row][place]
        return "" if cell in BLANK else cell

    def fault(self, row: int, zh: str, en: str) -> None:
        self.faults.append(Fault("meta", self.table.lines[row], zh, en))

    def number(self, row: int, name: str) -> float | None:
        """Return a cell's number; None where it is blank, or for a fault."""
        cell = self.text(row, name)
        if not cell:
            return None
        try:
            value = float(cell) if "_" not in cell else math.nan
        except ValueError:
            value = math.nan
        if math.isfinite(value) and abs(value) <= 1e100:
            return value
        self.fault(
            row, f"{name} 列的“{cell[:40]}”不是可用的数", f"{cell[:40]!r} in {name} is no number"
        )
        return None


def read_meta(path: Path) -> Meta:
    """Read META: one row an indicator, an aggregate, a group, a size or something else.

    Raises CaseFaults: no column of codes or parents, a repeated or unknown code, a cell that cannot
    be read, indicators and aggregates that make no tree.
    """
    table = read_table(path)
    lower = [name.lower() for name in table.names]
    places = {
        name: next(lower.index(one) for one in known if one in lower)
        for name, known in _COLUMNS.items()
        if any(one in lower for one in known)
    }
    for name, column in (("code", "iCode"), ("parent", "Parent")):
        if name not in places:
            raise refused(f"META 缺少 {column} 列", f"META has no column {column}")
    reading = _Reading(table, places)
    rows = range(len(table.rows))
    for name in ("parent", "denominator"):
        reading.named[name] = {reading.text(row, name) for row in rows}
    kinds = [_kind(reading, row) for row in rows]
    own = [row for row in rows if kinds[row] == "Indicator"]
    above = [row for row in rows if kinds[row] == "Aggregate"]
    indicators = tuple(_indicator(reading, row) for row in own)
    leaves = [_node(reading, row, is_leaf=True) for row in own]
    aggregates = [_node(reading, row, is_leaf=False) for row in above]
    if reading.faults:
        raise CaseFaults(reading.faults)
    try:
        tree = grow_tree(leaves, aggregates)
    except ValueError as error:
        raise refused(
            f"META 无法构成层级：{in_chinese(error)}", f"META makes no hierarchy: {error}"
        ) from error
    codes = [reading.text(row, "code") for row in rows]
    groups = tuple(codes[row] for row in rows if kinds[row] == "Group")
    assumed = tuple(one for one in ("weight", "direction", "type") if one not in places)
    return Meta(indicators, tree, groups, _levels(reading, tree, [*own, *above]), assumed)


def _kind(reading: _Reading, row: int) -> str:
    """Return what a row is: as it says, else from how others use it."""
    code = reading.text(row, "code")
    if not code:
        reading.fault(row, "没有代码", "the row has no code")
    if "type" in reading.places:
        given = reading.text(row, "type").capitalize()
        if given in KINDS:
            return given
        reading.fault(
            row, f"不认识的类型“{given}”", f"unknown type {given!r}: use {', '.join(KINDS)}"
        )
        return "Other"
    if code in reading.named["parent"]:
        return "Aggregate"
    if code in reading.named["denominator"]:
        return "Denominator"
    return "Indicator" if reading.text(row, "parent") else "Group"


def _node(reading: _Reading, row: int, *, is_leaf: bool) -> Node:
    code, parent = reading.text(row, "code"), reading.text(row, "parent") or None
    weight = reading.number(row, "weight")
    if weight is None and "weight" in reading.places and parent is not None:
        reading.fault(row, f"“{code}”没有权重", f"{code!r} has no weight")
    mean = "" if is_leaf else reading.text(row, "mean").lower()
    if mean and mean not in MEANS:
        reading.fault(row, f"不认识的合成方法“{mean}”", f"unknown aggregation {mean!r}")
    return Node(code, parent, 1.0 if weight is None else weight, cast(Mean, mean) or None)


def _indicator(reading: _Reading, row: int) -> Indicator:
    code = reading.text(row, "code")
    direction = reading.number(row, "direction")
    if direction not in (1.0, -1.0) and "direction" in reading.places:
        reading.fault(row, f"“{code}”的方向应为 1 或 -1", f"direction of {code!r} must be 1 or -1")
    lower, upper = reading.number(row, "lower"), reading.number(row, "upper")
    posts = None if lower is None or upper is None else (lower, upper)
    if (lower is None) != (upper is None) or (posts is not None and not posts[0] < posts[1]):
        reading.fault(
            row, f"“{code}”的上下限须成对且递增", f"goalposts of {code!r} must be two that rise"
        )
    transform = reading.text(row, "transform").lower()
    if transform not in ("", "none", "log"):
        reading.fault(row, f"不认识的变换“{transform}”", f"unknown transform {transform!r}")
    return Indicator(
        code,
        -1 if direction == -1.0 else 1,
        posts,
        reading.number(row, "target"),
        reading.text(row, "denominator") or None,
        transform == "log",
    )


def _levels(reading: _Reading, tree: Tree, rows: Sequence[int]) -> dict[str, int]:
    """Return the levels META gives, else those of the tree; parents must lie above children."""
    levels = dict(tree.levels)
    for row in rows:
        given = reading.number(row, "level")
        if given is not None and (given < 1 or given != int(given)):
            reading.fault(row, "层级应为正整数", "a level must be a whole number from 1")
        elif given is not None:
            levels[reading.text(row, "code")] = int(given)
    for row in rows:
        code, parent = reading.text(row, "code"), reading.text(row, "parent")
        if parent and levels[parent] <= levels[code]:
            reading.fault(
                row,
                f"“{code}”的层级不低于上级“{parent}”",
                f"level of {code!r} is not below that of its parent {parent!r}",
            )
    if reading.faults:
        raise CaseFaults(reading.faults)
    return levels
