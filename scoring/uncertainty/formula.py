"""Arithmetic formulas over many runs at once, read from text; nothing but arithmetic is run."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
LONGEST: Final = 2_000
MOST_PARTS: Final = 500
DEEPEST: Final = 50
_TWO: Final[Mapping[type, Callable[[Any, Any], Any]]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_CALLED: Final[Mapping[str, Callable[..., Any]]] = {
    "abs": np.abs,
    "cos": np.cos,
    "exp": np.exp,
    "log": np.log,
    "max": lambda *parts: reduce(np.maximum, parts),
    "min": lambda *parts: reduce(np.minimum, parts),
    "sin": np.sin,
    "sqrt": np.sqrt,
}
FUNCTIONS: Final = tuple(_CALLED)
Part = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class RunFormula:
    """A formula over named inputs; call it with rows of inputs, shape (n_inputs, n_runs)."""

    names: tuple[str, ...]
    part: Part

    def __call__(self, inputs: Values) -> Values:
        """Return the value of every run, NaN or infinite where it is undefined."""
        known = {"pi": np.pi} | dict(zip(self.names, inputs, strict=True))
        with np.errstate(all="ignore"):
            value = np.asarray(self.part(known), dtype=np.float64)
        return np.broadcast_to(value, inputs.shape[1:]).copy()


def read_formula(text: str, names: Sequence[str]) -> RunFormula:
    """Read a formula.

    Parameters
    ----------
    text : str
        Numbers, the names, `pi`, `+ - * / **`, brackets, and abs, cos, exp, log, sin, sqrt, max
        and min; at most 2,000 characters and 500 parts.
    names : sequence of str
        The inputs, in the order of the rows with which the formula is called.

    Returns
    -------
    RunFormula

    Raises
    ------
    ValueError
        The text is no such formula.

    Notes
    -----
    The text is parsed, and only numbers, names, the operators and the functions named are compiled:
    nothing of it is run as Python. What is no number at a run (log of -1) is NaN or infinite there.

    References
    ----------
    Saltelli, A. et al. (2008). Global Sensitivity Analysis: The Primer, 4.6 (test functions).

    Examples
    --------
    >>> read_formula("3*a + max(b, 0.5)", ["a", "b"])(np.array([[1.0, 2.0], [0.0, 1.0]])).tolist()
    [3.5, 7.0]
    """
    if len(text) > LONGEST:
        raise ValueError(f"the formula is longer than {LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"no formula can be read from {text[:60]!r}") from error
    if sum(1 for _ in ast.walk(tree)) > MOST_PARTS:
        raise ValueError(f"the formula has more than {MOST_PARTS} parts")
    return RunFormula(tuple(names), _compiled(tree, {*names, "pi"}, DEEPEST))


def _compiled(node: ast.expr, names: set[str], depth: int) -> Part:
    """Turn what is arithmetic into functions, and let nothing else through."""
    if depth == 0:
        raise ValueError(f"the formula is nested more than {DEEPEST} levels deep")
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            number = float(str(value))
            return lambda known: number
        case ast.Name(id=name) if name in names:
            return lambda known: known[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _compiled(operand, names, depth - 1)
            return lambda known: -inner(known)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _TWO:
            return _joined(_TWO[type(op)], [left, right], names, depth)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if _fits(name, len(args)):
            return _joined(_CALLED[name], args, names, depth)
    raise ValueError(f"{ast.unparse(node)[:60]!r} is no input and no part of a formula")


def _joined(
    operation: Callable[..., Any], nodes: Sequence[ast.expr], names: set[str], depth: int
) -> Part:
    parts = [_compiled(one, names, depth - 1) for one in nodes]
    return lambda known: operation(*(part(known) for part in parts))


def _fits(name: str, n: int) -> bool:
    return name in _CALLED and (n > 1 if name in {"max", "min"} else n == 1)
