"""Benefit of the doubt: every task judged by the weights that suit it best, within bounds."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize

from scoring.weights.weighting import checked_tasks

FULL: Final = 1e-9
MOST_ADDED: Final = 5
LABEL: Final = "benefit of the doubt"


@dataclass(frozen=True, slots=True)
class BestCase:
    """Scores under each task's own best weights.

    `scores` shape (n_tasks,), 0-1; `shares` shape (n_tasks, n_indicators), each task's weights as
    shares of their sum, NaN for a task whose weights are all 0; `n_full` how many tasks reach 1.
    """

    variant: str
    scores: NDArray[np.float64]
    shares: NDArray[np.float64]
    n_full: int


def benefit_of_doubt(values: ArrayLike, *, low: float = 0.0, high: float = 1.0) -> BestCase:
    """Score every task with the weights that are best for it (data envelopment analysis).

    Parameters
    ----------
    values : array_like, shape (n_tasks, n_indicators)
        Normalised, not negative, more is better. NaN is refused.
    low, high : float
        Bounds of each weight as a share of the sum of weights, 0-1; 0 and 1 bound nothing.

    Returns
    -------
    BestCase

    Raises
    ------
    ValueError
        A value is negative, NaN or infinite, or no weights keep the bounds.

    Notes
    -----
    max sum_q w_q y_cq subject to sum_q w_q y_jq <= 1 for every task j, w >= 0 and
    low sum w <= w_q <= high sum w: linear in w. Constraints are added as they are broken until none
    is, so few of many tasks enter. Without bounds any task
    that leads in one indicator scores 1, so unbounded scores are no ranking. Scores of 0 for all
    tasks follow where all values are 0. The solver's weights are stretched until the best task
    reaches 1 exactly. The weights of a score need not be unique.

    References
    ----------
    Melyn & Moesen 1991, Public Economics Research Paper 17, CES, KU Leuven; Cherchye, Moesen & Van
    Puyenbroeck 2004, J. Common Mark. Stud. 42, pp. 919-955; OECD/JRC 2008, pp. 92-94, eq. 22, and
    endnote 29 on the bounds of table 19.

    Examples
    --------
    >>> benefit_of_doubt([[1, 0], [0.5, 0.5], [0.2, 0.1]]).scores.round(4).tolist()
    [1.0, 1.0, 0.3]
    >>> benefit_of_doubt([[1, 0], [0.5, 0.5]], low=0.5, high=0.5).scores.round(4).tolist()
    [1.0, 1.0]
    """
    table = checked_tasks(values)
    k = table.shape[1]
    if (table < 0).any():
        raise ValueError("values must not be negative")
    if not 0 <= low <= high <= 1:
        raise ValueError(f"bounds must keep 0 <= low <= high <= 1, not {low} and {high}")
    if k * low > 1 + FULL or k * high < 1 - FULL:
        raise ValueError(f"no {k} shares between {low:g} and {high:g} sum to 1")
    is_free = low <= 0 and high >= 1
    units = _units(table, is_free=is_free)
    scaled = table / units
    bounds = _share_bounds(k, low, high)
    rivals = set(scaled.argmax(axis=0).tolist())
    shares = np.empty_like(table)
    scores = np.empty(len(table))
    for at, row in enumerate(scaled):
        weights = _best_weights(scaled, at, rivals, bounds=bounds)
        reached = (scaled @ weights).max()  # 1 but for the solver's tolerance
        scores[at] = row @ weights / reached if reached > 0 else 0.0
        own = weights / units
        shares[at] = own / own.sum() if weights.any() else np.nan
    label = f"{LABEL}, weights " + ("unbounded" if is_free else f"{low:g}-{high:g} of their sum")
    return BestCase(label, scores, shares, int((scores >= 1 - FULL).sum()))


def _units(table: NDArray[np.float64], *, is_free: bool) -> NDArray[np.float64]:
    """Return what to divide by so that the solver, which drops what is tiny, sees all numbers.

    Bounds tie the weights of indicators to each other; then all must keep one unit.
    """
    largest = table.max(axis=0)
    if not is_free:
        largest = np.full_like(largest, largest.max())
    return np.where(largest > 0, largest, 1.0)


def _share_bounds(k: int, low: float, high: float) -> NDArray[np.float64]:
    """Return rows whose products with the weights must not exceed 0."""
    rows = [np.empty((0, k))]
    if low > 0:
        rows.append(np.full((k, k), low) - np.eye(k))
    if high < 1:
        rows.append(np.eye(k) - np.full((k, k), high))
    return np.vstack(rows)


def _best_weights(
    table: NDArray[np.float64], at: int, rivals: set[int], *, bounds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Find the weights that are best for a task; rivals that matter are added to the set."""
    while True:
        # the task itself keeps its own score from growing without end
        chosen = sorted(rivals | {at})
        above = np.vstack([table[chosen], bounds])
        limits = np.zeros(len(above))
        limits[: len(chosen)] = 1.0
        found = optimize.linprog(-table[at], A_ub=above, b_ub=limits, method="highs")
        weights: NDArray[np.float64] = found.x
        reached = table @ weights
        reached[chosen] = 0.0
        over = np.argsort(-reached)[:MOST_ADDED]
        added = over[reached[over] > 1 + FULL].tolist()
        if not added:
            return weights
        rivals.update(added)
