"""The raw figure that an indicator's formula makes of its values; scores are made elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.evaluation import NotComputable, evaluate
from scoring.exact import plain
from scoring.model.parts import Indicator
from surveyapp.models import Task
from surveyapp.operations.reporting.sheets import active_indicators

NUMERIC = frozenset({"count", "number", "money"})
SHOWN_DECIMALS = 4


@dataclass(frozen=True)
class RawFigure:
    """The value as text, or what it is divided by and why that cannot be: zero or negative."""

    value: str | None
    trouble: str = ""
    divisor: str = ""


def raw_figures(task: Task, values: Mapping[str, Mapping[str, object]]) -> dict[str, RawFigure]:
    """Return the raw figure of each indicator that has values and a formula."""
    return {
        leaf.code: raw_figure(leaf, values[leaf.code])
        for _, leaf in active_indicators(task)
        if leaf.code in values and leaf.formula is not None
    }


def raw_figure(leaf: Indicator, values: Mapping[str, object]) -> RawFigure:
    """Compute one indicator's raw figure exactly from its stored values."""
    if leaf.formula is None:
        return RawFigure(None)
    try:
        return RawFigure(plain(evaluate(leaf.formula, *operands(leaf, values)), SHOWN_DECIMALS))
    except NotComputable as problem:
        return RawFigure(None, problem.kind, problem.divisor)


def operands(
    leaf: Indicator, values: Mapping[str, object]
) -> tuple[dict[str, Fraction], list[dict[str, Fraction]]]:
    """Return the exact numbers and the rows of the list that an indicator's formula works on."""
    scalars = {one.name: _exact(values[one.name]) for one in leaf.inputs if one.type in NUMERIC}
    rows = [
        {column: _exact(value) for column, value in row.items() if column != "name"}
        for one in leaf.inputs
        if one.type == "weighted_list"
        for row in _rows(values[one.name])
    ]
    return scalars, rows


def _exact(stored: object) -> Fraction:
    return Fraction(str(stored))


def _rows(stored: object) -> list[Mapping[str, object]]:
    return [row for row in stored if isinstance(row, Mapping)] if isinstance(stored, list) else []
