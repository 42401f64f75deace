"""Squared differences of ratings at each level, summed without a table of coincidences."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 1_000_000
"""Cells of a table of differences that are held at once."""


def mid_ranks(kept: NDArray[np.float64]) -> NDArray[np.float64]:
    """Replace ratings by their mid-ranks among all of them, centred.

    Parameters
    ----------
    kept : ndarray, shape (n_pairable, n_raters)
        NaN stays.

    Returns
    -------
    ndarray, shape (n_pairable, n_raters)

    Examples
    --------
    >>> mid_ranks(np.array([[1.0, 1.0], [5.0, np.nan]])).tolist()
    [[-0.5, -0.5], [1.0, nan]]
    """
    is_given = ~np.isnan(kept)
    _, codes, counts = np.unique(kept[is_given], return_inverse=True, return_counts=True)
    ranks = np.full(kept.shape, np.nan)
    ranks[is_given] = centred_ranks(counts.astype(float))[codes]
    return ranks


def centred_ranks(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mid-rank of each category less the middle one.

    Parameters
    ----------
    counts : ndarray, shape (n_categories,)
        Ratings in each category, ascending.

    Returns
    -------
    ndarray, shape (n_categories,)

    Examples
    --------
    >>> centred_ranks(np.array([2.0, 1.0])).tolist()
    [-0.5, 1.0]
    """
    ranks: NDArray[np.float64] = np.cumsum(counts) - counts / 2 - counts.sum() / 2
    return ranks


def square_sums(points: NDArray[np.float64]) -> tuple[float, float]:
    """Sum squared differences within units and between all ratings.

    Parameters
    ----------
    points : ndarray, shape (n_pairable, n_raters)
        NaN is a missing rating.

    Returns
    -------
    within, between : float
        Over ordered pairs; those of a unit are divided by its number of ratings less one.

    Examples
    --------
    >>> square_sums(np.array([[1.0, 3.0], [3.0, np.nan]]))
    (8.0, 16.0)
    """
    is_given = ~np.isnan(points)
    if is_given.all():
        centred = points - points.mean()
        apart = centred - centred.mean(axis=1, keepdims=True)
        n_units, m = points.shape
        within = 2 * m / (m - 1) * float(np.vdot(apart, apart))
        return within, 2 * n_units * m * float(np.vdot(centred, centred))
    raters = is_given.sum(axis=1)
    centred = np.where(is_given, points - np.nanmean(points), 0.0)
    means = centred.sum(axis=1) / raters
    apart = np.where(is_given, centred - means[:, None], 0.0)
    parts = raters / np.maximum(raters - 1, 1) * (apart**2).sum(axis=1)
    return 2 * float(parts.sum()), 2 * float(raters.sum()) * float((centred**2).sum())


def nominal_parts(
    kept: NDArray[np.float64], codes: NDArray[np.intp], n_categories: int
) -> NDArray[np.float64]:
    """Return each unit's share of the observed nominal disagreement.

    Parameters
    ----------
    kept : ndarray, shape (n_pairable, n_raters)
    codes : ndarray, shape (n_ratings,)
        Place of the category of each rating, in the order of `kept`.
    n_categories : int

    Returns
    -------
    ndarray, shape (n_pairable,)
        Unequal ordered pairs, divided by the number of ratings less one.

    Examples
    --------
    >>> nominal_parts(np.array([[1.0, 2.0, 2.0]]), np.array([0, 1, 1]), 2).tolist()
    [2.0]
    """
    is_given = ~np.isnan(kept)
    raters = is_given.sum(axis=1)
    unit = np.nonzero(is_given)[0]
    keys, counts = np.unique(unit * n_categories + codes, return_counts=True)
    equal = np.bincount(keys // n_categories, weights=counts.astype(float) ** 2)
    parts: NDArray[np.float64] = (raters.astype(float) ** 2 - equal) / (raters - 1)
    return parts


def ratio_parts(kept: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each unit's share of the observed disagreement of ratios.

    Parameters
    ----------
    kept : ndarray, shape (n_pairable, n_raters)
        0 or more.

    Returns
    -------
    ndarray, shape (n_pairable,)
        Squared relative differences of ordered pairs, divided by the number of ratings less one.

    Examples
    --------
    >>> ratio_parts(np.array([[1.0, 3.0]])).tolist()
    [0.5]
    """
    raters = np.count_nonzero(~np.isnan(kept), axis=1)
    parts = np.zeros(len(kept))
    for apart in range(1, kept.shape[1]):
        parts += np.nansum(ratio_distances(kept[:, apart:], kept[:, :-apart]), axis=1)
    shared: NDArray[np.float64] = parts * (2 / (raters - 1))
    return shared


def ratio_distances(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return squared relative differences ((a - b) / (a + b))^2, 0 where both are 0.

    Parameters
    ----------
    first, second : ndarray
        0 or more, of shapes that go together; NaN gives NaN.

    Returns
    -------
    ndarray

    Examples
    --------
    >>> ratio_distances(np.array([0.0, 1.0]), np.array([0.0, 3.0])).tolist()
    [0.0, 0.25]
    """
    total = first + second
    share = np.divide(first - second, total, out=np.zeros_like(total), where=total != 0)
    share *= share
    return share


def ratio_between(distinct: NDArray[np.float64], counts: NDArray[np.float64]) -> float:
    """Sum the squared relative differences of all ordered pairs of ratings, a block at a time.

    Parameters
    ----------
    distinct : ndarray, shape (n_distinct,)
        0 or more.
    counts : ndarray, shape (n_distinct,)
        How many ratings have each value.

    Returns
    -------
    float

    Examples
    --------
    >>> ratio_between(np.array([1.0, 3.0]), np.array([2.0, 1.0]))
    1.0
    """
    step = max(1, BLOCK // len(distinct))
    total = 0.0
    for start in range(0, len(distinct), step):
        rows = counts[start : start + step]
        # Only later values and the block itself: pairs across blocks are met once, so they count
        # twice, pairs within the block are met in both orders.
        apart = ratio_distances(distinct[start : start + step, None], distinct[None, start:])
        met = float(rows @ apart @ counts[start:])
        total += 2 * met - float(rows @ apart[:, : len(rows)] @ rows)
    return total
