"""Tasks compared two by two: the outranking matrix, Copeland's score and the best whole order."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.figure import Figure
from scoring.weights.given import checked_shares
from scoring.weights.weighting import checked_tasks, costs_of

MOST_TASKS: Final = 12
MOST_ORDERS: Final = 20
TIE: Final = 1e-9
_KEMENY: Final = "Kemeny score of the best order"


@dataclass(frozen=True, slots=True)
class BestOrder:
    """The order of tasks with the highest Kemeny score.

    `n_orders` how many orders share it; `orders` the first twenty of them, each the tasks' places
    from best to worst; none with the `reason` in `score` where there are too many tasks.
    """

    score: Figure
    n_orders: int
    orders: tuple[tuple[int, ...], ...]


def outranking_matrix(
    values: ArrayLike, *, weights: ArrayLike, is_cost: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Compute the weight of the indicators in which one task is better than another.

    Parameters
    ----------
    values : array_like, shape (n_tasks, n_indicators)
        NaN is a missing indicator: it is never better and never equal.
    weights : array_like, shape (n_indicators,)
        Not negative, summing to 1 within 1e-9.
    is_cost : array_like of bool, shape (n_indicators,), optional
        Indicators of which less is better.

    Returns
    -------
    ndarray, shape (n_tasks, n_tasks)
        e_jk, 0-1; 0 on the diagonal. e_jk + e_kj = 1 where no indicator is missing to both.

    Raises
    ------
    ValueError
        A value is infinite, or weights or costs do not fit.

    Notes
    -----
    e_jk = sum w [x_j better than x_k] + ½ sum w [equal]. Only order counts, so no normalisation
    enters. A task that lacks an indicator loses it to every task that has it; where both lack it
    nobody gains: what is missing can never raise a score.

    References
    ----------
    Munda & Nardo 2005, EUR 21834; OECD/JRC 2008, pp. 112-114, table 36.

    Examples
    --------
    >>> outranking_matrix([[3, 1], [1, 1], [2, np.nan]], weights=[0.5, 0.5]).tolist()
    [[0.0, 0.75, 1.0], [0.25, 0.0, 0.5], [0.0, 0.5, 0.0]]
    """
    table = np.asarray(values, dtype=np.float64)
    is_missing = np.isnan(table)
    checked_tasks(np.where(is_missing, 0.0, table))
    n, k = table.shape
    shares = checked_shares(weights, k)
    better = np.where(costs_of(is_cost, k), -table, table)
    better[is_missing] = -np.inf
    matrix = np.empty((n, n))
    for j in range(n):
        wins = (better[j] > better) @ shares
        ties = ((better[j] == better) & ~is_missing) @ shares
        matrix[j] = wins + ties / 2
    np.fill_diagonal(matrix, 0.0)
    return matrix


def copeland_scores(matrix: ArrayLike) -> NDArray[np.int64]:
    """Count how many tasks each task outranks, less those that outrank it.

    Parameters
    ----------
    matrix : array_like, shape (n_tasks, n_tasks)
        As of `outranking_matrix`.

    Returns
    -------
    ndarray of int, shape (n_tasks,)
        From -(n - 1) to n - 1, summing to 0.

    Raises
    ------
    ValueError
        The matrix is not square, or holds NaN or an infinity.

    Notes
    -----
    +1 where e_jk > e_kj, -1 where it is less, 0 where they are equal to 1e-9.

    References
    ----------
    Copeland 1951, A 'reasonable' social welfare function, University of Michigan; Saari & Merlin
    1996, Econ. Theory 8, pp. 51-76.

    Examples
    --------
    >>> copeland_scores([[0, 0.75, 1], [0.25, 0, 0.5], [0, 0.5, 0]]).tolist()
    [2, -1, -1]
    """
    table = _matrix_iv(matrix)
    lead = table - table.T
    duels: NDArray[np.int64] = (lead > TIE).astype(np.int64) - (lead < -TIE)
    total: NDArray[np.int64] = duels.sum(axis=1)
    return total


def best_order(matrix: ArrayLike) -> BestOrder:
    """Find the order of all tasks that agrees best with the outranking matrix.

    Parameters
    ----------
    matrix : array_like, shape (n_tasks, n_tasks)
        As of `outranking_matrix`, at most twelve tasks.

    Returns
    -------
    BestOrder
        Undefined beyond twelve tasks: the search is exact or is not made.

    Raises
    ------
    ValueError
        The matrix is not square, or holds NaN or an infinity.

    Notes
    -----
    An order's score is the sum of e_jk over all pairs with j before k. The best is found over all
    orders by dynamic programming over the sets of tasks that come first (2^n n² steps); scores
    that are equal to 1e-9 tie, and all best orders are counted.

    References
    ----------
    Kemeny 1959, Daedalus 88, pp. 577-591; Young & Levenglick 1978, SIAM J. Appl. Math. 35, pp.
    285-300; OECD/JRC 2008, table 37.

    Examples
    --------
    >>> found = best_order([[0, 0.75, 1], [0.25, 0, 0.5], [0, 0.5, 0]])
    >>> found.score.value, found.n_orders, found.orders
    (2.25, 2, ((0, 1, 2), (0, 2, 1)))
    """
    table = _matrix_iv(matrix)
    n = len(table)
    if n > MOST_TASKS:
        return BestOrder(Figure(_KEMENY, None, "many_tasks"), 0, ())
    every = (1 << n) - 1
    gains = _gains(table)
    best = [0.0] * (every + 1)
    counts = [1] * (every + 1)
    lasts: list[list[int]] = [[] for _ in range(every + 1)]
    for first in range(1, every + 1):
        options = [
            (best[first ^ (1 << j)] + gains[j][every ^ first], j)
            for j in range(n)
            if first >> j & 1
        ]
        best[first] = max(score for score, _ in options)
        lasts[first] = [j for score, j in options if score >= best[first] - TIE]
        counts[first] = sum(counts[first ^ (1 << j)] for j in lasts[first])
    orders = sorted(_orders(lasts, every, MOST_ORDERS))
    return BestOrder(Figure(_KEMENY, best[every]), counts[every], tuple(orders))


def _gains(table: NDArray[np.float64]) -> list[list[float]]:
    """Return, for each task and each set of tasks behind it, the sum of what it outranks."""
    n = len(table)
    gains = []
    for row in table.tolist():
        sums = [0.0] * (1 << n)
        for behind in range(1, 1 << n):
            lowest = behind & -behind
            sums[behind] = sums[behind ^ lowest] + row[lowest.bit_length() - 1]
        gains.append(sums)
    return gains


def _orders(lasts: list[list[int]], first: int, limit: int) -> list[tuple[int, ...]]:
    """List the first so many best orders of a set of tasks."""
    if not first:
        return [()]
    found: list[tuple[int, ...]] = []
    for j in lasts[first]:
        if len(found) < limit:
            before = _orders(lasts, first ^ (1 << j), limit - len(found))
            found += [(*one, j) for one in before]
    return found


def _matrix_iv(matrix: ArrayLike) -> NDArray[np.float64]:
    table = checked_tasks(matrix)
    if table.shape[0] != table.shape[1]:
        raise ValueError(f"an outranking matrix must be square, not of shape {table.shape}")
    return table
