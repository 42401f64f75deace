"""Bootstrap intervals of alpha of rows with gaps: each resample has its own pairwise covariance."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.correlations import NO_VARIANCE
from scoring.reliability.bootstrap import drawn_counts
from scoring.reliability.drawn_intervals import BootstrapResult, bootstrap_of, no_bootstrap
from scoring.reliability.points import checked_points
from scoring.resampling import require_draws

CELLS: Final = 2_000_000
"""Cells of one chunk of products, 16 MB."""
MOST_WORK: Final = 1e11
"""Multiplications: about a minute on one core (2,000 draws of 60,000 rows of 20 items)."""


def bootstrap_pairwise_alpha(
    rows: ArrayLike,
    *,
    rng: np.random.Generator,
    n_draws: int = 2_000,
    confidence: float = 0.95,
) -> BootstrapResult:
    """Resample respondents with their gaps and return percentile and BCa intervals of raw alpha.

    Parameters
    ----------
    rows : array_like, shape (n_respondents, n_items)
        In points; NaN is no answer.
    rng : numpy.random.Generator
        Made from a stored seed: the same seed gives the same limits.
    n_draws : int
        At least 100.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    BootstrapResult
        No limits with one item (one_item), fewer than three rows (few_rows), alpha undefined
        (alpha_undefined), or more than 1e11 multiplications to do (many_rows).

    Raises
    ------
    ValueError
        `rows` is no matrix or holds an infinity; `n_draws` or `confidence` is out of range.

    Notes
    -----
    A resample keeps each drawn row's gaps, and its covariances are again those of pairs. All that
    they rest on are sums over rows (of common answers, of deviations, of products), so many
    resamples are one matrix product with the counts of the rows, chunk by chunk. A resample with a
    pair of fewer than two common rows, or without variance of the sum, is dropped and counted.

    References
    ----------
    Efron 1987, J. Am. Stat. Assoc. 82, pp. 171-185; Efron 1994, J. Am. Stat. Assoc. 89,
    pp. 463-475 (resampling rows with their gaps).

    Examples
    --------
    >>> rows = [[1, 2], [2, 2], [3, 4], [4, 3], [5, np.nan], [np.nan, 5]]
    >>> found = bootstrap_pairwise_alpha(rows, rng=np.random.default_rng(1), n_draws=200)
    >>> found.n_draws, found.percentile.limits is not None
    (200, True)
    """
    points = checked_points(rows, name="rows")
    require_draws(n_draws, confidence)
    n, k = points.shape
    if k < 2 or n < 3:
        return no_bootstrap("one_item" if k < 2 else "few_rows", confidence, n_draws=n_draws)
    if n * (2 * k * k + k) * n_draws > MOST_WORK:
        return no_bootstrap("many_rows", confidence, n_draws=n_draws)
    whole = sum(chunk.sum(axis=0) for _, chunk in _products(points))
    (alpha,) = alphas_of_pairs(np.asarray(whole)[None, :], k=k)
    if np.isnan(alpha):
        return no_bootstrap("alpha_undefined", confidence, n_draws=n_draws)
    without = [alphas_of_pairs(whole - chunk, k=k) for _, chunk in _products(points)]
    drawn = []
    for counts in drawn_counts(n, rng=rng, n_draws=n_draws):
        sums = sum(counts[:, place] @ chunk for place, chunk in _products(points))
        drawn.append(alphas_of_pairs(np.asarray(sums), k=k))
    return bootstrap_of(
        np.concatenate(drawn), float(alpha), np.concatenate(without), confidence=confidence
    )


def _products(points: NDArray[np.float64]) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """Yield rows' places and the 2 k² + k numbers of each row that its pairs of items rest on."""
    n, k = points.shape
    first, second = np.triu_indices(k)
    is_given = ~np.isnan(points)
    origin = np.where(is_given, points, 0.0).sum(axis=0) / np.maximum(is_given.sum(axis=0), 1)
    step = max(1, CELLS // (2 * k * k + k))
    for start in range(0, n, step):
        place = slice(start, start + step)
        given = is_given[place].astype(np.float64)
        apart = np.where(is_given[place], points[place] - origin, 0.0)
        sums = (apart[:, :, None] * given[:, None, :]).reshape(len(given), k * k)
        both = given[:, first] * given[:, second]
        yield place, np.hstack([both, apart[:, first] * apart[:, second], sums])


def alphas_of_pairs(sums: NDArray[np.float64], *, k: int) -> NDArray[np.float64]:
    """Return raw alpha of many samples from sums over pairs of items.

    Parameters
    ----------
    sums : ndarray, shape (n_samples, 2 k² + k)
        For the pairs i <= j: common rows, and products of deviations; then for all i and j the
        deviations of item i over the rows that answer j.
    k : int
        Items, at least 2.

    Returns
    -------
    ndarray, shape (n_samples,)
        NaN where a pair has fewer than two common rows, or the sum has no variance.

    Examples
    --------
    >>> one = [[2, 2, 2, 2.0, 2.0, 2.0, 0, 0, 0, 0]]
    >>> alphas_of_pairs(np.array(one), k=2).tolist()
    [1.0]
    """
    first, second = np.triu_indices(k)
    n_pairs = len(first)
    counts, products = sums[:, :n_pairs], sums[:, n_pairs : 2 * n_pairs]
    apart = sums[:, 2 * n_pairs :].reshape(len(sums), k, k)
    counts = np.rint(counts)  # they are sums of ones
    is_few = (counts < 2).any(axis=1)
    safe = np.maximum(counts, 2)
    inner = products - apart[:, first, second] * apart[:, second, first] / safe
    covariances = inner / (safe - 1)
    is_own = first == second
    trace = covariances[:, is_own].sum(axis=1)
    total = trace + 2 * covariances[:, ~is_own].sum(axis=1)
    is_flat = total <= NO_VARIANCE * np.maximum(trace, products[:, is_own].sum(axis=1))
    usable = ~(is_few | is_flat)
    ratio = np.divide(trace, total, out=np.full(len(sums), np.nan), where=usable)
    return np.asarray(k / (k - 1) * (1 - ratio))
