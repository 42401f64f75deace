"""Sums of rows with gaps, pair by pair of items; complete rows are summed in `moments`."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.reliability.moments import without_rounding
from scoring.reliability.points import checked_points

ROUNDING: Final = 1e-12
"""Below this share of the squares about the item's mean, a variance is nothing but rounding."""


@dataclass(frozen=True, slots=True)
class PairwiseMoments:
    """What is kept of rows with gaps, about an `origin` of shape (k,).

    `counts` shape (k, k), rows that answer both items; `sums` shape (k, k), the deviations of item
    i over the rows that answer item j too; `products` shape (k, k), of both deviations.
    """

    origin: NDArray[np.float64]
    counts: NDArray[np.float64]
    sums: NDArray[np.float64]
    products: NDArray[np.float64]
    squares: NDArray[np.float64]


def pairwise_moments_of(rows: ArrayLike) -> PairwiseMoments:
    """Sum up rows with gaps.

    Parameters
    ----------
    rows : array_like, shape (n_respondents, n_items)
        Answers in points; NaN is no answer.

    Returns
    -------
    PairwiseMoments

    Raises
    ------
    ValueError
        `rows` is no matrix, has no column, or holds an infinity.

    Notes
    -----
    n_ij counts the rows in which both items were answered; sums are taken about the mean of each
    item's own answers, so that they do not cancel.

    References
    ----------
    Little & Rubin 2002, Statistical Analysis with Missing Data, 2nd ed., section 3.4.

    Examples
    --------
    >>> pairwise_moments_of([[1.0, 2.0], [3.0, np.nan]]).counts.tolist()
    [[2.0, 1.0], [1.0, 1.0]]
    """
    points = checked_points(rows, name="rows")
    is_given = ~np.isnan(points)
    n_given = is_given.sum(axis=0)
    origin = np.where(is_given, points, 0.0).sum(axis=0) / np.maximum(n_given, 1)
    highest = np.fmax.reduce(points, axis=0, initial=-np.inf)
    is_constant = highest == np.fmin.reduce(points, axis=0, initial=np.inf)
    origin[is_constant] = highest[is_constant]  # to the last digit, so that nothing varies
    apart = np.where(is_given, points - origin, 0.0)
    given = is_given.astype(np.float64)
    return PairwiseMoments(
        origin, given.T @ given, apart.T @ given, apart.T @ apart, (apart**2).T @ given
    )


def merged_pairwise(first: PairwiseMoments, second: PairwiseMoments) -> PairwiseMoments:
    """Join the sums of two sets of rows with gaps.

    Parameters
    ----------
    first, second : PairwiseMoments
        Of the same items in the same order.

    Returns
    -------
    PairwiseMoments
        Those of all rows, about the origin of the first, or of the second for items that the first
        never answers.

    Raises
    ------
    ValueError
        The numbers of items differ.

    Examples
    --------
    >>> one = pairwise_moments_of([[1.0, 2.0]])
    >>> merged_pairwise(one, pairwise_moments_of([[3.0, 2.0]])).products.tolist()
    [[4.0, 0.0], [0.0, 0.0]]
    """
    if first.origin.shape != second.origin.shape:
        raise ValueError(f"items differ: {len(first.origin)} and {len(second.origin)}")
    origin = np.where(np.diag(first.counts) > 0, first.origin, second.origin)
    one, other = _about(first, origin), _about(second, origin)
    return PairwiseMoments(
        origin,
        one.counts + other.counts,
        one.sums + other.sums,
        one.products + other.products,
        one.squares + other.squares,
    )


def _about(moments: PairwiseMoments, origin: NDArray[np.float64]) -> PairwiseMoments:
    """Move sums to another origin."""
    by = moments.origin - origin
    sums = moments.sums + moments.counts * by[:, None]
    products = moments.products + by[:, None] * moments.sums.T + sums * by[None, :]
    squares = moments.squares + by[:, None] * (moments.sums + sums)
    return PairwiseMoments(origin, moments.counts, sums, products, squares)


def pairwise_covariance(moments: PairwiseMoments) -> NDArray[np.float64] | None:
    """Return the covariance of each pair of items over the rows that answer both.

    Parameters
    ----------
    moments : PairwiseMoments

    Returns
    -------
    ndarray, shape (k, k), or None
        In squared points; None where a pair has fewer than two common rows. It may be indefinite.

    Notes
    -----
    Means are taken over the common rows of the pair too, as pandas and R (`pairwise.complete.obs`)
    do.

    References
    ----------
    Little & Rubin 2002, Statistical Analysis with Missing Data, 2nd ed., section 3.4.

    Examples
    --------
    >>> pairwise_covariance(pairwise_moments_of([[1.0, 2.0], [3.0, 6.0], [5.0, np.nan]])).tolist()
    [[4.0, 4.0], [4.0, 8.0]]
    """
    if (moments.counts < 2).any():
        return None
    inner = moments.products - moments.sums * moments.sums.T / moments.counts
    covariance: NDArray[np.float64] = inner / (moments.counts - 1)
    return without_rounding((covariance + covariance.T) / 2, moments.origin)


def pairwise_correlation(moments: PairwiseMoments) -> NDArray[np.float64] | None:
    """Correlate each pair of items over the rows that answer both.

    Parameters
    ----------
    moments : PairwiseMoments

    Returns
    -------
    ndarray, shape (k, k), or None
        None where a pair has fewer than two common rows. Exactly 1 on the diagonal; NaN for a pair
        of which an item does not vary over the common rows. It may be indefinite.

    Notes
    -----
    Means and standard deviations too are taken over the common rows of the pair, as pandas (`corr`)
    and R (`cor`, `pairwise.complete.obs`) do. It is not the covariance of `pairwise_covariance`
    divided by the items' own standard deviations (R: `cov2cor`), which may pass 1.

    References
    ----------
    Little & Rubin 2002, Statistical Analysis with Missing Data, 2nd ed., section 3.4.

    Examples
    --------
    >>> rows = [[1.0, 1.0], [2.0, 3.0], [3.0, 2.0], [9.0, np.nan]]
    >>> pairwise_correlation(pairwise_moments_of(rows)).round(4).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    if (moments.counts < 2).any():
        return None
    own = moments.squares - moments.sums**2 / moments.counts
    across = moments.products - moments.sums * moments.sums.T / moments.counts
    is_flat = own <= ROUNDING * moments.squares
    varies = ~(is_flat | is_flat.T)
    spread = np.sqrt(np.where(varies, own * own.T, 1.0))
    found = np.where(varies, np.clip(across / spread, -1.0, 1.0), np.nan)
    correlation: NDArray[np.float64] = (found + found.T) / 2
    places = np.flatnonzero(np.diag(varies))
    correlation[places, places] = 1.0
    return correlation


def pair_rows(moments: PairwiseMoments) -> tuple[int, int]:
    """Return the fewest and the most common rows of any two items (of the item, if there is one).

    Parameters
    ----------
    moments : PairwiseMoments

    Returns
    -------
    low, high : int

    References
    ----------
    Little & Rubin 2002, Statistical Analysis with Missing Data, 2nd ed., section 3.4.

    Examples
    --------
    >>> pair_rows(pairwise_moments_of([[1.0, 2.0, 3.0], [3.0, 4.0, np.nan]]))
    (1, 2)
    """
    k = len(moments.origin)
    counts = moments.counts[np.triu_indices(k, 1)] if k > 1 else moments.counts[0]
    return int(counts.min()), int(counts.max())


def harmonic_n(moments: PairwiseMoments) -> float:
    """Return the harmonic mean of the numbers of common rows of all pairs of items.

    Parameters
    ----------
    moments : PairwiseMoments
        Each pair with a common row.

    Returns
    -------
    float
        Stands in for the number of rows in intervals of a pairwise alpha, which have no exact one.

    Notes
    -----
    p / sum(1 / n_ij) over the p pairs i < j.

    References
    ----------
    Marsh 1998, Struct. Equ. Model. 5, pp. 22-36 (which n to take under pairwise deletion).

    Examples
    --------
    >>> harmonic_n(pairwise_moments_of([[1.0, 2.0], [3.0, 4.0], [5.0, np.nan]]))
    2.0
    """
    k = len(moments.origin)
    counts = moments.counts[np.triu_indices(k, 1)] if k > 1 else moments.counts[0]
    kinds, times = np.unique(counts.astype(np.int64), return_counts=True)
    shares = (Fraction(m, n) for n, m in zip(kinds.tolist(), times.tolist(), strict=True))
    return float(len(counts) / sum(shares))  # in fractions: equal numbers have themselves as mean
