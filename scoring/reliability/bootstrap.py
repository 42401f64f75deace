"""Bootstrap intervals of raw alpha by resampling sums of rows instead of rows."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.correlations import NO_VARIANCE
from scoring.reliability.drawn_intervals import BootstrapResult, bootstrap_of, no_bootstrap
from scoring.reliability.points import checked_points
from scoring.resampling import require_draws

BATCH_DRAWS: Final = 100
MOST_CELLS: Final = 2**22
"""Cells of a passing array, 32 MB: memory follows the rows, not the rows times the draws."""


def bootstrap_alpha(
    rows: ArrayLike,
    *,
    rng: np.random.Generator,
    n_draws: int = 2_000,
    confidence: float = 0.95,
) -> BootstrapResult:
    """Resample respondents and return percentile and BCa intervals of raw alpha.

    Parameters
    ----------
    rows : array_like, shape (n_respondents, n_items)
        Complete rows in points; NaN is refused.
    rng : numpy.random.Generator
        Made from a stored seed: the same seed gives the same limits.
    n_draws : int
        At least 100; 2,000 or more for a printed interval.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    BootstrapResult

    Raises
    ------
    ValueError
        `rows` is no matrix or not finite; `n_draws` or `confidence` is out of range.

    Notes
    -----
    alpha needs of a sample only the sums of the items, of the squares of all answers and of the
    squared totals. These k + 2 numbers per row are multiplied by how often the row was drawn, many
    draws in one matrix product: equal to resampling rows up to 1e-12. A draw whose sum has no
    variance is dropped and counted. Percentile limits at the ranks (B+1)q; BCa with z0 from the
    share of draws below alpha and the acceleration from the jackknife. One item, fewer than three
    rows or alpha undefined: no limits, with the reason.

    References
    ----------
    Efron 1987, J. Am. Stat. Assoc. 82, pp. 171-185; Davison & Hinkley 1997, Bootstrap Methods,
    section 5.3.

    Examples
    --------
    >>> rows = [[1, 2], [2, 2], [3, 4], [4, 3], [5, 5]]
    >>> found = bootstrap_alpha(rows, rng=np.random.default_rng(1), n_draws=200)
    >>> found.n_draws, found.percentile.limits[1] <= 1
    (200, True)
    """
    points = _bootstrap_iv(rows, n_draws, confidence)
    n, k = points.shape
    if k < 2 or n < 3:
        return no_bootstrap("one_item" if k < 2 else "few_rows", confidence, n_draws=n_draws)
    sums = row_sums(points)
    (whole,), _ = alphas_of_sums(sums.sum(axis=0)[None, :], n=n)
    if np.isnan(whole):
        return no_bootstrap("alpha_undefined", confidence, n_draws=n_draws)
    draws = draw_alphas(sums, rng=rng, n_draws=n_draws)
    without = _alphas_without_each(sums)
    return bootstrap_of(draws, float(whole), without, confidence=confidence)


def row_sums(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the k + 2 numbers of each row that alpha rests on.

    Parameters
    ----------
    points : ndarray, shape (n, k)

    Returns
    -------
    ndarray, shape (n, k + 2)
        Deviations from the items' means, the sum of their squares, the square of their sum.

    Examples
    --------
    >>> row_sums(np.array([[1.0, 1.0], [3.0, 3.0]])).tolist()
    [[-1.0, -1.0, 2.0, 4.0], [1.0, 1.0, 2.0, 4.0]]
    """
    n, k = points.shape
    sums = np.empty((n, k + 2))
    np.subtract(points, points.mean(axis=0), out=sums[:, :k])
    for own in _blocks(n, k):
        centred = sums[own, :k]
        sums[own, k] = (centred**2).sum(axis=1)
        sums[own, k + 1] = centred.sum(axis=1) ** 2
    return sums


def _blocks(n: int, k: int) -> Iterator[slice]:
    """Cut n rows of k numbers into blocks that may pass through memory."""
    step = max(MOST_CELLS // k, 1)
    return (slice(start, start + step) for start in range(0, n, step))


def _alphas_without_each(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return raw alpha without each row: the jackknife."""
    n, whole = len(sums), sums.sum(axis=0)
    blocks = _blocks(*sums.shape)
    return np.concatenate([alphas_of_sums(whole - sums[own], n=n - 1)[0] for own in blocks])


def alphas_of_sums(
    sums: NDArray[np.float64], *, n: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return raw alpha of each of many samples from their summed rows.

    Parameters
    ----------
    sums : ndarray, shape (n_samples, k + 2)
        Sums of `row_sums` over each sample.
    n : int
        Rows of each sample.

    Returns
    -------
    alphas, totals : ndarray, shape (n_samples,)
        Raw alpha, NaN where the sum has no variance, and the variance of the sum.

    Examples
    --------
    >>> alphas, _ = alphas_of_sums(np.array([[0.0, 0.0, 4.0, 8.0]]), n=2)
    >>> alphas.tolist()
    [1.0]
    """
    k = sums.shape[1] - 2
    items, squares, squared_totals = sums[:, :k], sums[:, k], sums[:, k + 1]
    within = squares - (items**2).sum(axis=1) / n
    total = squared_totals - items.sum(axis=1) ** 2 / n
    is_flat = total <= NO_VARIANCE * np.maximum(within, squares)
    ratio = np.divide(within, total, out=np.full(len(total), np.nan), where=~is_flat)
    return k / (k - 1) * (1 - ratio), total / max(n - 1, 1)


def draw_alphas(
    sums: NDArray[np.float64], *, rng: np.random.Generator, n_draws: int
) -> NDArray[np.float64]:
    """Return raw alpha of resampled respondents.

    Parameters
    ----------
    sums : ndarray, shape (n, k + 2)
        Of `row_sums`.
    rng : numpy.random.Generator
    n_draws : int

    Returns
    -------
    ndarray, shape (n_draws,)
        NaN where the sum has no variance.

    Examples
    --------
    >>> sums = row_sums(np.array([[1.0, 1.0], [3.0, 3.0]]))
    >>> len(draw_alphas(sums, rng=np.random.default_rng(3), n_draws=5))
    5
    """
    batches = [counts @ sums for counts in drawn_counts(len(sums), rng=rng, n_draws=n_draws)]
    return alphas_of_sums(np.concatenate(batches), n=len(sums))[0]


def drawn_counts(
    n: int, *, rng: np.random.Generator, n_draws: int
) -> Iterator[NDArray[np.float64]]:
    """Draw how often each row is in each resample, at most 100 resamples at a time.

    Parameters
    ----------
    n : int
        Rows.
    rng : numpy.random.Generator
    n_draws : int

    Yields
    ------
    ndarray, shape (n_batch, n)
        Overwritten by the next batch.

    Examples
    --------
    >>> [batch.sum(axis=1).tolist() for batch in
    ...     drawn_counts(5, rng=np.random.default_rng(1), n_draws=2)]
    [[5.0, 5.0]]
    """
    step = min(BATCH_DRAWS, n_draws, max(MOST_CELLS // max(n, 1), 1))
    counts = np.empty((step, n))
    for start in range(0, n_draws, step):
        batch = counts[: min(step, n_draws - start)]
        for one in batch:
            one[:] = np.bincount(rng.integers(0, n, n), minlength=n)
        yield batch


def _bootstrap_iv(rows: ArrayLike, n_draws: int, confidence: float) -> NDArray[np.float64]:
    points = checked_points(rows, name="rows")
    if np.isnan(points).any():
        raise ValueError("rows must not hold NaN")
    require_draws(n_draws, confidence)
    return points
