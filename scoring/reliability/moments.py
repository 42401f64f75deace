"""Sums of rows from which every statistic of a scale follows; no statistic is computed here."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.reliability.histograms import N_CODES, count_codes
from scoring.reliability.points import checked_points, is_whole

CHUNK_ROWS: Final = 8_192
EXACT_MOST: Final = 45
BLOCK_ROWS: Final = 2**23
ROUNDING: Final = 2 * np.finfo(np.float64).eps


@dataclass(frozen=True, slots=True)
class Moments:
    """What is kept of complete rows: it grows with the items, not with the rows.

    `n` rows; `means` shape (k,); `comoments` shape (k, k), sums of products of deviations from the
    means; `histogram` shape (k, 256), how often each whole-number answer 0-255 was given, or None
    where the rows were not given as such numbers.
    """

    n: int
    means: NDArray[np.float64]
    comoments: NDArray[np.float64]
    histogram: NDArray[np.int64] | None = None


def moments_of(rows: ArrayLike) -> Moments:
    """Sum up complete rows.

    Parameters
    ----------
    rows : array_like, shape (n_respondents, n_items)
        Answers in points on the response scale, without NaN. An array of whole numbers (any integer
        type, values 0-255) takes the quick and exact way and is counted by value as well; anything
        else is summed in float64. A memory-mapped array is read chunk by chunk.

    Returns
    -------
    Moments

    Raises
    ------
    ValueError
        `rows` is no matrix, has no column, or holds NaN, an infinity or numbers beyond 1e100.

    Notes
    -----
    Whole numbers are taken 8,192 at a time, cast to float32 and multiplied by themselves once. That
    is exact as long as no answer exceeds 45: every partial sum of the product is a whole number of
    at most 45² x 8,192 < 2^24, and float32 holds all of those. Larger answers are cast to float64
    (255² x 2^23 < 2^53). The deviations from the means then come from whole numbers,
    (n X'X - s s') / n in int64 (n² 255² < 2^63 for blocks of 2^23 rows), so nothing cancels and
    the order of the rows does not matter. Other rows are centred on the mean of their own chunk
    before they are multiplied, and chunks are joined as `merged_moments` does.

    References
    ----------
    Chan, Golub & LeVeque 1983, The American Statistician 37, pp. 242-247 (joining chunks); Goldberg
    1991, ACM Comput. Surv. 23, pp. 5-48 (whole numbers that floating point holds exactly).

    Examples
    --------
    >>> moments_of([[1, 2], [3, 6]]).comoments.tolist()
    [[2.0, 4.0], [4.0, 8.0]]
    """
    given = rows if isinstance(rows, np.ndarray) else np.asarray(rows)
    if given.ndim != 2 or not given.shape[1]:
        raise ValueError(f"rows must have two dimensions and a column, not shape {given.shape}")
    blocks = range(0, max(len(given), 1), BLOCK_ROWS)
    return reduce(merged_moments, (_block_moments(given[i : i + BLOCK_ROWS]) for i in blocks))


def gathered_moments(chunks: Iterable[ArrayLike]) -> Moments:
    """Sum up rows that arrive in chunks, so that a long file needs the memory of one chunk.

    Parameters
    ----------
    chunks : iterable of array_like, each of shape (n_rows, n_items)
        Answers in points, without NaN; as `moments_of` takes them.

    Returns
    -------
    Moments

    Raises
    ------
    ValueError
        There is no chunk, a chunk is no matrix, or the chunks differ in their columns.

    Notes
    -----
    Each chunk is summed by `moments_of` and joined by `merged_moments`, so neither the sizes of the
    chunks nor their order changes the numbers beyond rounding (1e-12).

    References
    ----------
    Chan, Golub & LeVeque 1983, The American Statistician 37, pp. 242-247.

    Examples
    --------
    >>> gathered_moments([[[1, 2]], [[3, 6]]]).n
    2
    """
    summed = (moments_of(chunk) for chunk in chunks)
    first = next(summed, None)
    if first is None:
        raise ValueError("chunks must hold at least one matrix")
    return reduce(merged_moments, summed, first)


def merged_moments(first: Moments, second: Moments) -> Moments:
    """Join the sums of two sets of rows.

    Parameters
    ----------
    first, second : Moments
        Of the same items in the same order.

    Returns
    -------
    Moments
        Those of all rows together, equal to summing them at once up to rounding (1e-12); the
        histogram is kept only if both have one.

    Raises
    ------
    ValueError
        The numbers of items differ.

    Notes
    -----
    M = M1 + M2 + d d' n1 n2 / n with d the difference of the means: no large sums are subtracted.

    References
    ----------
    Chan, Golub & LeVeque 1983, The American Statistician 37, pp. 242-247.

    Examples
    --------
    >>> both = merged_moments(moments_of([[1.0], [2.0]]), moments_of([[6.0]]))
    >>> both.n, both.means.tolist(), both.comoments.tolist()
    (3, [3.0], [[14.0]])
    """
    if first.means.shape != second.means.shape:
        raise ValueError(f"items differ: {len(first.means)} and {len(second.means)}")
    histogram = None
    if first.histogram is not None and second.histogram is not None:
        histogram = first.histogram + second.histogram
    n = first.n + second.n
    if not first.n or not second.n:
        full = first if first.n else second
        return Moments(n, full.means, full.comoments, histogram)
    apart = second.means - first.means
    comoments = first.comoments + second.comoments
    comoments = comoments + np.outer(apart, apart) * (first.n * second.n / n)
    return Moments(n, first.means + apart * (second.n / n), comoments, histogram)


def covariance_of(moments: Moments) -> NDArray[np.float64]:
    """Return the covariance matrix with n - 1 in the divisor.

    Parameters
    ----------
    moments : Moments
        Of at least two rows.

    Returns
    -------
    ndarray, shape (k, k)
        In squared points; exactly 0 for an item that does not vary beyond the rounding of its mean.

    Raises
    ------
    ValueError
        There are fewer than two rows.

    Notes
    -----
    M / (n - 1), M the sums of products of deviations from the means.

    References
    ----------
    Chan, Golub & LeVeque 1983, The American Statistician 37, pp. 242-247.

    Examples
    --------
    >>> covariance_of(moments_of([[1, 2], [3, 6]])).tolist()
    [[2.0, 4.0], [4.0, 8.0]]
    """
    if moments.n < 2:
        raise ValueError(f"a covariance needs two rows, not {moments.n}")
    return without_rounding(moments.comoments / (moments.n - 1), moments.means)


def without_rounding(
    covariance: NDArray[np.float64], means: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return a covariance with 0 for items whose variance is only the rounding of their mean.

    Parameters
    ----------
    covariance : ndarray, shape (k, k)
    means : ndarray, shape (k,)
        In points, of the order of the answers.

    Returns
    -------
    ndarray, shape (k, k)

    Examples
    --------
    >>> without_rounding(np.diag([1e-30, 1e-30]), np.array([1e6, 0.0])).tolist()
    [[0.0, 0.0], [0.0, 1e-30]]
    """
    is_rounding = np.diag(covariance) <= (ROUNDING * means) ** 2
    return np.where(is_rounding[:, None] | is_rounding, 0.0, covariance)


def _block_moments(rows: NDArray[np.number]) -> Moments:
    """Sum up at most BLOCK_ROWS rows, as whole numbers where they are."""
    whole = _whole_moments(rows) if is_whole(rows) else None
    return _centred_moments(rows) if whole is None else whole


def _whole_moments(rows: NDArray[np.number]) -> Moments | None:
    """Sum up whole numbers 0-255 without any rounding; None where there are others."""
    n, k = rows.shape
    sums, products = np.zeros(k), np.zeros((k, k))
    histogram = np.zeros((k, N_CODES), dtype=np.int64)
    for start in range(0, n, CHUNK_ROWS):
        chunk = rows[start : start + CHUNK_ROWS]
        least, most = int(chunk.min()), int(chunk.max())
        if least < 0 or most >= N_CODES:
            return None
        codes = chunk.astype(np.uint8, copy=False)
        cast: NDArray[np.floating] = codes.astype(np.float32 if most <= EXACT_MOST else np.float64)
        products += cast.T @ cast
        sums += np.ones(len(cast), dtype=cast.dtype) @ cast
        count_codes(codes, histogram, ends=(least, most))
    totals = sums.astype(np.int64)
    numerator = n * products.astype(np.int64) - np.outer(totals, totals)
    return Moments(n, sums / max(n, 1), numerator / max(n, 1), histogram)


def _centred_moments(rows: NDArray[np.number]) -> Moments:
    """Sum up rows of any numbers, each chunk about its own mean."""
    n, k = rows.shape
    kept = Moments(0, np.zeros(k), np.zeros((k, k)))
    for start in range(0, n, CHUNK_ROWS):
        chunk = checked_points(rows[start : start + CHUNK_ROWS], name="rows")
        apart = chunk - chunk[0]  # a constant item is then constant to the last digit
        means = apart.mean(axis=0)
        if np.isnan(means).any():
            raise ValueError("rows must not hold NaN")
        apart -= means
        kept = merged_moments(kept, Moments(len(chunk), chunk[0] + means, apart.T @ apart))
    return kept
