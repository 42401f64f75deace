"""Weights from how tasks differ: entropy and CRITIC; a cross-check, never an official weight."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.weights.weighting import Weighting, best_is_one, checked_tasks, constant_columns

_ENTROPY: Final = "Shannon entropy weights"
_CRITIC: Final = "CRITIC weights (min-max, Pearson)"
ROUNDING: Final = 1e-12


def entropy_weights(values: ArrayLike) -> Weighting:
    """Weigh indicators by how unequally they are spread over the tasks.

    Parameters
    ----------
    values : array_like, shape (n_tasks, n_indicators)
        On a ratio scale: not negative. NaN is refused.

    Returns
    -------
    Weighting
        A constant indicator weighs 0 and is named. Undefined with a single task, or if no
        indicator varies.

    Raises
    ------
    ValueError
        A value is negative, NaN or infinite.

    Notes
    -----
    p = x / sum x, E = -sum p ln p / ln m with 0 ln 0 = 0, weights in proportion to 1 - E. Whether
    more is better does not enter. Weights move when a constant is added to an indicator, so data
    after a logarithm or on an interval scale are unsuitable; an indicator in heavy-tailed counts
    takes most of the weight.

    References
    ----------
    Shannon 1948, Bell Syst. Tech. J. 27, pp. 379-423; Zeleny 1982, Multiple Criteria Decision
    Making, ch. 7.

    Examples
    --------
    >>> entropy_weights([[1, 5, 2], [3, 5, 2], [5, 5, 8]]).weights.round(4).tolist()
    [0.4117, 0.0, 0.5883]
    """
    table = checked_tasks(values)
    if (table < 0).any():
        raise ValueError("values must not be negative: entropy needs a ratio scale")
    flat = constant_columns(table)
    places = _places(flat)
    why = _obstacle(len(table), flat)
    if why is not None:
        return Weighting(_ENTROPY, None, why, places)
    share = table[:, ~flat] / table[:, ~flat].sum(axis=0)
    terms = share * np.log(np.where(share > 0, share, 1.0))
    weights = np.zeros(table.shape[1])
    weights[~flat] = 1 + terms.sum(axis=0) / np.log(len(table))
    return Weighting(_ENTROPY, weights / weights.sum(), None, places)


def critic_weights(values: ArrayLike, *, is_cost: ArrayLike | None = None) -> Weighting:
    """Weigh indicators by their spread and by how little the others say the same.

    Parameters
    ----------
    values : array_like, shape (n_tasks, n_indicators)
        NaN is refused.
    is_cost : array_like of bool, shape (n_indicators,), optional
        Indicators of which less is better.

    Returns
    -------
    Weighting
        A constant indicator weighs 0, is named, and takes no part in the others' correlations.
        Undefined with a single task, if no indicator varies, or if all that vary are perfectly
        correlated, which holds of a single one.

    Raises
    ------
    ValueError
        A value is NaN or infinite, or the costs do not fit.

    Notes
    -----
    C_j = s_j sum_k (1 - r_jk) on min-max values, weights in proportion to C. Both parts change
    with the tasks at hand, so about ten tasks are needed, and weights are no policy.

    References
    ----------
    Diakoulaki, Mavrotas & Papayannakis 1995, Comput. Oper. Res. 22, pp. 763-770.

    Examples
    --------
    >>> critic_weights([[1, 5, 2], [3, 6, 2], [5, 4, 8]]).weights.round(4).tolist()
    [0.2235, 0.4605, 0.3159]
    """
    unit, flat = best_is_one(values, is_cost=is_cost)
    places = _places(flat)
    why = _obstacle(len(unit), flat)
    if why is not None:
        return Weighting(_CRITIC, None, why, places)
    varying = unit[:, ~flat]
    correlation = np.atleast_2d(np.corrcoef(varying.T))
    conflict = (1 - np.clip(correlation, -1.0, 1.0)).sum(axis=1)
    if conflict.max() <= ROUNDING * len(conflict):
        return Weighting(_CRITIC, None, "no_conflict", places)
    weights = np.zeros(unit.shape[1])
    weights[~flat] = varying.std(axis=0, ddof=1) * conflict
    return Weighting(_CRITIC, weights / weights.sum(), None, places)


def _places(flat: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(flat).tolist())


def _obstacle(n_tasks: int, flat: NDArray[np.bool_]) -> str | None:
    if n_tasks < 2:
        return "one_task"
    return "all_constant" if flat.all() else None
