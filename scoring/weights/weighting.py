"""What every way to weights gives back and takes in; no weights are computed here."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

CONSTANT: Final = 1e-12
DOMINANT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Weighting:
    """Weights of indicators that say where they come from.

    `variant` is the label to print; `weights` shape (n_indicators,), not negative, summing to 1, or
    None with the `reason` (a key of REASONS); `constant` are the places of indicators that do not
    vary and therefore weigh 0.
    """

    variant: str
    weights: NDArray[np.float64] | None
    reason: str | None = None
    constant: tuple[int, ...] = ()


def checked_tasks(values: ArrayLike) -> NDArray[np.float64]:
    """Return the indicators of tasks as numbers.

    Parameters
    ----------
    values : array_like, shape (n_tasks, n_indicators)
        NaN is refused: leave such tasks out first.

    Returns
    -------
    ndarray, shape (n_tasks, n_indicators)

    Raises
    ------
    ValueError
        It is no table, is empty, or holds NaN or an infinity.

    Examples
    --------
    >>> checked_tasks([[1, 2], [3, 4]]).shape
    (2, 2)
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise ValueError(f"values must be a table of tasks and indicators, not {table.shape}")
    if not np.isfinite(table).all():
        raise ValueError("values must not hold NaN or an infinity")
    return table


def constant_columns(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which indicators do not vary between tasks.

    Parameters
    ----------
    values : ndarray, shape (n_tasks, n_indicators)

    Returns
    -------
    ndarray of bool, shape (n_indicators,)
        A range below 1e-12 of the largest amount is rounding.

    Examples
    --------
    >>> constant_columns(np.array([[0.1, 1.0], [0.3 - 0.2, 2.0]])).tolist()
    [True, False]
    """
    flat: NDArray[np.bool_] = np.ptp(values, axis=0) <= CONSTANT * np.abs(values).max(axis=0)
    return flat


def best_is_one(
    values: ArrayLike, *, is_cost: ArrayLike | None = None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Stretch every indicator over 0-1 within the tasks, the best task at 1 (min-max).

    Parameters
    ----------
    values : array_like, shape (n_tasks, n_indicators)
    is_cost : array_like of bool, shape (n_indicators,), optional
        Indicators of which less is better; none if left out.

    Returns
    -------
    unit : ndarray, shape (n_tasks, n_indicators)
        0 for every task where an indicator is constant: it tells no task from another.
    is_constant : ndarray of bool, shape (n_indicators,)

    Raises
    ------
    ValueError
        As for `checked_tasks`, or as many costs as indicators are not given.

    Notes
    -----
    (x - min) / (max - min), or (max - x) / (max - min) for a cost. It rests on the tasks at hand:
    one more task can move all others. For an official score use frozen goalposts.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, p. 85.

    Examples
    --------
    >>> unit, flat = best_is_one([[1, 9, 5], [3, 8, 5]], is_cost=[False, True, False])
    >>> unit.tolist(), flat.tolist()
    ([[0.0, 0.0, 0.0], [1.0, 1.0, 0.0]], [False, False, True])
    """
    table = checked_tasks(values)
    costs = costs_of(is_cost, table.shape[1])
    flat = constant_columns(table)
    low, high = table.min(axis=0), table.max(axis=0)
    span = np.where(flat, 1.0, high - low)
    unit = np.where(costs, high - table, table - low) / span
    unit[:, flat] = 0.0
    return unit, flat


def costs_of(is_cost: ArrayLike | None, n_indicators: int) -> NDArray[np.bool_]:
    """Return one mark an indicator: whether less is better.

    Parameters
    ----------
    is_cost : array_like of bool, shape (n_indicators,), or None
        None for no cost at all.
    n_indicators : int

    Returns
    -------
    ndarray of bool, shape (n_indicators,)

    Raises
    ------
    ValueError
        The number of marks differs.

    Examples
    --------
    >>> costs_of(None, 2).tolist(), costs_of([True, False], 2).tolist()
    ([False, False], [True, False])
    """
    if is_cost is None:
        return np.zeros(n_indicators, dtype=np.bool_)
    costs = np.asarray(is_cost, dtype=np.bool_)
    if costs.shape != (n_indicators,):
        raise ValueError(f"is_cost must have {n_indicators} marks, not shape {costs.shape}")
    return costs
