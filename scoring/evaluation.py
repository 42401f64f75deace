"""Computing formulas exactly and writing them with their values; reading them is expression.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scoring.exact import plain
from scoring.expression import Formula, Name, Node, Number, Operation, parse_formula

__all__ = ["NotComputable", "Rows", "evaluate", "parse_formula", "written_with_rows"]

MOST_STEPS: Final = 20_000
Rows = Sequence[Mapping[str, Fraction]]


class NotComputable(ArithmeticError):
    """A formula has no value for these inputs: `zero`, `negative` or `empty`, and of what."""

    def __init__(self, kind: str, divisor: str) -> None:
        super().__init__(f"{kind}: {divisor}")
        self.kind = kind
        self.divisor = divisor


@dataclass(slots=True)
class _Values:
    """The inputs of one evaluation and the steps it has used."""

    scalars: Mapping[str, Fraction]
    rows: Rows
    row: Mapping[str, Fraction] | None = None
    n_steps: int = 0


def evaluate(formula: Formula, scalars: Mapping[str, Fraction], rows: Rows = ()) -> Fraction:
    """Compute a formula exactly.

    Parameters
    ----------
    formula : Formula
    scalars : mapping of str to Fraction
        A value for each scalar input of the formula.
    rows : sequence of mappings
        The rows of the list input: a value for each column.

    Returns
    -------
    Fraction

    Raises
    ------
    NotComputable
        A divisor is zero or negative, or there are no rows: a share of nothing has no value and
        a negative denominator turns a better figure into a worse one.

    Examples
    --------
    >>> formula = parse_formula("done / due * 100", scalars=["done", "due"])
    >>> evaluate(formula, {"done": Fraction(18), "due": Fraction(20)})
    Fraction(90, 1)
    """
    return _value(formula.tree, _Values(scalars, rows))


def _value(node: Node, values: _Values) -> Fraction:
    values.n_steps += 1
    if values.n_steps > MOST_STEPS:
        raise NotComputable("steps", "")
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return (values.row or {})[node.name] if node.in_row else values.scalars[node.name]
    if node.operator == "rows":
        return sum(_each_row(node.parts[0], values), Fraction(0))
    return _operate(node, [_value(part, values) for part in node.parts])


def _each_row(body: Node, values: _Values) -> list[Fraction]:
    if not values.rows:
        raise NotComputable("empty", "")
    results = []
    for row in values.rows:
        values.row = row
        results.append(_value(body, values))
    values.row = None
    return results


def _operate(node: Operation, parts: list[Fraction]) -> Fraction:
    if node.operator == "/":
        if parts[1] <= 0:
            raise NotComputable("negative" if parts[1] else "zero", written(node.parts[1]))
        return parts[0] / parts[1]
    return _OPERATORS[node.operator](parts)


_OPERATORS: Final[Mapping[str, Callable[[list[Fraction]], Fraction]]] = {
    "+": lambda parts: parts[0] + parts[1],
    "-": lambda parts: parts[0] - parts[1],
    "*": lambda parts: parts[0] * parts[1],
    "neg": lambda parts: -parts[0],
    "min": min,
    "max": max,
    "sum": lambda parts: sum(parts, Fraction(0)),
}


def written(node: Node) -> str:
    """Write a part of a formula as text."""
    if isinstance(node, Number):
        return plain(node.value, 18)
    if isinstance(node, Name):
        return f"{node.name}_i" if node.in_row else node.name
    words = [written(part) for part in node.parts]
    if node.operator == "neg":
        return f"-{words[0]}"
    if node.operator in {"+", "-", "*", "/"}:
        return f"({words[0]} {node.operator} {words[1]})"
    return f"{'sum' if node.operator == 'rows' else node.operator}({', '.join(words)})"


def written_with_rows(formula: Formula, scalars: Mapping[str, Fraction], rows: Rows) -> str:
    """Write a formula over rows with its sums filled in: `(40*0.95 + 60*1) / 100 * 100`."""
    return _filled(formula.tree, _Values(scalars, rows), top=True)


def _filled(node: Node, values: _Values, *, top: bool) -> str:
    if isinstance(node, Operation) and node.operator == "rows":
        body = node.parts[0]
        if isinstance(body, Operation) and body.operator == "*":
            left, right = (_each_row(part, values) for part in body.parts)
            terms = [f"{plain(a)}*{plain(b)}" for a, b in zip(left, right, strict=True)]
            return f"({' + '.join(terms)})"
        return plain(sum(_each_row(body, values), Fraction(0)))
    if isinstance(node, Operation) and node.operator in {"*", "/", "+", "-"}:
        left_word, right_word = (_filled(part, values, top=False) for part in node.parts)
        words = f"{left_word} {node.operator} {right_word}"
        return words if top or node.operator in {"*", "/"} else f"({words})"
    return plain(_value(node, values))
