"""The ranks of many tasks under drawn weights and methods; their scores lie beside."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.uncertainty.monte_carlo import Aggregation, blocks_of, draw_cells

TIE = 1e-12


@dataclass(frozen=True, slots=True)
class RankIntervals:
    """Ranks over the draws, 1 is best: 5th, 50th and 95th percentile, each of shape (n_tasks,)."""

    low: NDArray[np.float64]
    median: NDArray[np.float64]
    high: NDArray[np.float64]


def simulate_ranks(
    variants: Sequence[ArrayLike],
    weights: ArrayLike,
    *,
    aggregations: Sequence[Aggregation] = ("arithmetic",),
    rng: np.random.Generator | None = None,
) -> RankIntervals:
    """Rank many tasks once for each drawn weight vector.

    Parameters
    ----------
    variants, weights, aggregations, rng
        As for `monte_carlo.simulate_scores`; a generator of the same seed draws the same methods.

    Returns
    -------
    RankIntervals

    Raises
    ------
    ValueError
        As for `monte_carlo.simulate_scores`.

    Notes
    -----
    Scores that are equal to 12 digits share the best rank. Needs 4 bytes a task and draw.

    References
    ----------
    OECD/JRC (2008). Handbook on Constructing Composite Indicators, step 7, pp. 117-131.

    Examples
    --------
    >>> found = simulate_ranks([[[60, 100], [70, 70], [70, 70]]], [[0.5, 0.5], [1, 0]])
    >>> found.low.round(2).tolist(), found.median.tolist()
    ([1.1, 1.05, 1.05], [2.0, 1.5, 1.5])
    """
    cells = draw_cells(variants, weights, aggregations=aggregations, rng=rng)
    return interval_of(
        np.concatenate([ranks_of(found) for cell in cells for found in blocks_of(cell)])
    )


def interval_of(ranks: NDArray[np.int32]) -> RankIntervals:
    """Take the 5th, 50th and 95th percentile of each task's ranks.

    Parameters
    ----------
    ranks : ndarray of int32, shape (n_draws, n_tasks)
        1 is the best.

    Returns
    -------
    RankIntervals
        Each of shape (n_tasks,), interpolated linearly between ranks.

    Examples
    --------
    >>> interval_of(np.array([[1, 2], [1, 2], [2, 1]], dtype=np.int32)).median.tolist()
    [1.0, 2.0]
    """
    low, median, high = np.percentile(ranks, [5, 50, 95], axis=0)
    return RankIntervals(low, median, high)


def ranks_of(found: NDArray[np.float64]) -> NDArray[np.int32]:
    """Rank the tasks draw by draw.

    Parameters
    ----------
    found : ndarray, shape (n_draws, n_tasks)
        Scores without NaN, more is better.

    Returns
    -------
    ndarray of int32, shape (n_draws, n_tasks)
        1 is the best; scores that differ by less than rounding share the best of their ranks.

    Examples
    --------
    >>> ranks_of(np.array([[70.0, 90.0, 70.0], [3.0, 2.0, 1.0]])).tolist()
    [[2, 1, 2], [1, 2, 3]]
    """
    order = np.argsort(-found, axis=1)
    ordered = np.take_along_axis(found, order, axis=1)
    falls = ordered[:, :-1] - ordered[:, 1:] > TIE * np.abs(ordered[:, :-1])
    places = np.arange(1, found.shape[1], dtype=np.int32) * falls
    steps = np.ones(found.shape, dtype=np.int32)
    steps[:, 1:] += np.maximum.accumulate(places, axis=1)
    ranks = np.empty(found.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, steps, axis=1)
    return ranks
