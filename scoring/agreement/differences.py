"""Squared differences of ratings at each level, summed without a table of coincidences."""

from typing import Final

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

MOST_PAIRED: Final = 1_000
"""Distinct ratios of which all pairs are looked at."""
N_NODES: Final = 18
BLOCK: Final = 4_096
"""Ratings whose polynomials are held at once."""


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
    """Sum the squared relative differences of all ordered pairs of ratings.

    Parameters
    ----------
    distinct : ndarray, shape (n_distinct,)
        0 or more, ascending.
    counts : ndarray, shape (n_distinct,)
        How many ratings have each value.

    Returns
    -------
    float

    Notes
    -----
    Up to 1,000 values all pairs are looked at. Beyond, ((c - k) / (c + k))^2 is tanh^2 of half the
    difference of logarithms, which is analytic up to pi beside the real line: on stretches of the
    logarithms no longer than 1, polynomials through 18 Chebyshev nodes give it to rounding, so the
    ratings are gathered at the nodes and only pairs of nodes are looked at. A 0 differs by 1 from
    every other value.

    References
    ----------
    Trefethen 2019, Approximation Theory and Approximation Practice, extended ed., theorem 8.2.

    Examples
    --------
    >>> ratio_between(np.array([0.0, 1.0, 3.0]), np.array([1.0, 2.0, 1.0]))
    7.0
    """
    is_zero = distinct == 0
    values, times = distinct[~is_zero], counts[~is_zero]
    apart = 2 * float(counts[is_zero].sum() * times.sum())
    if len(values) <= MOST_PAIRED:
        pairs = ratio_distances(values[:, None], values[None, :])
        return apart + float(times @ pairs @ times)
    places, gathered = _gathered(_logarithms(values), times)
    for own, weights in zip(places, gathered, strict=True):
        kernel = np.tanh((own[:, None] - places.ravel()[None, :]) / 2) ** 2
        apart += float(weights @ kernel @ gathered.ravel())
    return apart


def _logarithms(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return logarithms less that of the first value, exact where all lie close together."""
    low = values[0]
    close = np.searchsorted(values, 2 * low)
    near = np.log1p((values[:close] - low) / low)
    return np.concatenate([near, np.log(values[close:]) - np.log(low)])


def _gathered(
    logarithms: NDArray[np.float64], times: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the nodes of each stretch that holds ratings, and the ratings gathered at them."""
    n_stretches = max(1, int(np.ceil(logarithms[-1])))
    width = logarithms[-1] / n_stretches
    ends = np.searchsorted(logarithms, width * np.arange(1, n_stretches))
    starts = [0, *ends.tolist(), len(logarithms)]
    nodes = np.cos(np.pi * (np.arange(N_NODES) + 0.5) / N_NODES)
    at_nodes = chebyshev.chebvander(nodes, N_NODES - 1) * (2 / N_NODES)
    at_nodes[:, 0] /= 2
    places, gathered = [], []
    for stretch in range(n_stretches):
        inside = slice(starts[stretch], starts[stretch + 1])
        middle = width * (stretch + 0.5)
        scaled = (logarithms[inside] - middle) / (width / 2)
        moments = np.zeros(N_NODES)
        for start in range(0, len(scaled), BLOCK):
            some = slice(start, start + BLOCK)
            moments += times[inside][some] @ chebyshev.chebvander(scaled[some], N_NODES - 1)
        if len(scaled):
            places.append(middle + width / 2 * nodes)
            gathered.append(at_nodes @ moments)
    return np.array(places), np.array(gathered)
