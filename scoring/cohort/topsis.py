"""TOPSIS: how near each task of a cohort lies to the best and the worst of it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.weights.given import checked_shares
from scoring.weights.weighting import checked_tasks, constant_columns, costs_of

LABEL: Final = "TOPSIS closeness, vector normalisation"


@dataclass(frozen=True, slots=True)
class Closeness:
    """TOPSIS closeness, shape (n_tasks,), 0-1, or None with the `reason`."""

    variant: str
    scores: NDArray[np.float64] | None
    reason: str | None


def topsis(values: ArrayLike, *, weights: ArrayLike, is_cost: ArrayLike | None = None) -> Closeness:
    """Score tasks by their distances to the ideal and the anti-ideal of the cohort.

    Parameters
    ----------
    values : array_like, shape (n_tasks, n_indicators)
        Raw indicators; NaN is refused.
    weights : array_like, shape (n_indicators,)
        Not negative, summing to 1 within 1e-9.
    is_cost : array_like of bool, shape (n_indicators,), optional
        Indicators of which less is better.

    Returns
    -------
    Closeness
        Undefined for a single task, or if no indicator with a weight varies.

    Raises
    ------
    ValueError
        A value is NaN or infinite, or weights or costs do not fit.

    Notes
    -----
    v = w x / sqrt(sum x²) per indicator; ideal and anti-ideal are the best and the worst v of the
    cohort; with Euclidean distances d+ and d- closeness is d- / (d+ + d-). A constant indicator
    adds to neither. The result belongs to this cohort: another task may turn the order of two.

    References
    ----------
    Hwang & Yoon 1981, Multiple Attribute Decision Making, pp. 128-140.

    Examples
    --------
    >>> topsis([[3, 1], [1, 3], [3, 3]], weights=[0.5, 0.5]).scores.round(4).tolist()
    [0.5, 0.5, 1.0]
    """
    table = checked_tasks(values)
    n, k = table.shape
    shares = checked_shares(weights, k)
    costs = costs_of(is_cost, k)
    if n < 2:
        return Closeness(LABEL, None, "one_task")
    if (constant_columns(table) | (shares <= 0)).all():
        return Closeness(LABEL, None, "all_constant")
    scaled = table / np.maximum(np.abs(table).max(axis=0), np.finfo(np.float64).tiny)
    norms = np.sqrt((scaled**2).sum(axis=0))
    weighted = shares * scaled / np.where(norms > 0, norms, 1.0)
    better = np.where(costs, -weighted, weighted)
    to_best = np.sqrt(((better.max(axis=0) - better) ** 2).sum(axis=1))
    to_worst = np.sqrt(((better - better.min(axis=0)) ** 2).sum(axis=1))
    return Closeness(LABEL, to_worst / (to_best + to_worst), None)
