"""Counting whole-number answers by value, and shares at the ends of a response scale."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

N_CODES: Final = 256
FEW_VALUES: Final = 16
LAYERS: Final = 128


def count_codes(
    rows: NDArray[np.uint8],
    histogram: NDArray[np.int64],
    *,
    ends: tuple[int, int] | None = None,
) -> None:
    """Add to a histogram how often each item was answered with each whole number.

    Parameters
    ----------
    rows : ndarray of uint8, shape (n_respondents, n_items)
    histogram : ndarray of int64, shape (n_items, 256)
        Changed in place.
    ends : (int, int), optional
        The smallest and the largest number in `rows`, if they are known.

    Notes
    -----
    Up to 16 different numbers are counted one after the other by comparing whole chunks with it:
    128 layers of rows are laid on each other, so that a count fits into one byte and the additions
    run along the memory. More numbers are counted item by item.

    Examples
    --------
    >>> histogram = np.zeros((2, 256), dtype=np.int64)
    >>> count_codes(np.array([[1, 5], [1, 4]], dtype=np.uint8), histogram)
    >>> histogram[0, 1], histogram[1, 4:6].tolist()
    (np.int64(2), [1, 1])
    """
    n, k = rows.shape
    if not n:
        return
    least, most = ends or (int(rows.min()), int(rows.max()))
    if most - least >= FEW_VALUES:
        for item in range(k):
            histogram[item] += np.bincount(rows[:, item], minlength=N_CODES)
        return
    depth = n // LAYERS
    layers, rest = rows[: depth * LAYERS].reshape(LAYERS, depth * k), rows[depth * LAYERS :]
    for value in range(least, most + 1):
        is_value = (layers == value).view(np.uint8)
        counts = np.add.reduce(is_value, axis=0, dtype=np.uint8).reshape(depth, k)
        histogram[:, value] += counts.sum(axis=0, dtype=np.int64) + (rest == value).sum(axis=0)


def shares_of_codes(
    histogram: NDArray[np.int64], *, lowest: float, highest: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the shares of answers at the floor and at the ceiling, from counts by value.

    Parameters
    ----------
    histogram : ndarray of int64, shape (n_items, 256)
        Of `count_codes`.
    lowest, highest : float
        Ends of the response scale, not of the answers.

    Returns
    -------
    floor, ceiling : ndarray, shape (n_items,)
        0-1; NaN for an item without an answer.

    Raises
    ------
    ValueError
        An answer lies outside the response scale.

    Examples
    --------
    >>> histogram = np.zeros((1, 256), dtype=np.int64)
    >>> histogram[0, [1, 2, 5]] = [2, 1, 1]
    >>> [share.tolist() for share in shares_of_codes(histogram, lowest=1, highest=5)]
    [[0.5], [0.25]]
    """
    codes = np.arange(N_CODES)
    if histogram[:, (codes < lowest) | (codes > highest)].any():
        raise ValueError(f"answers do not lie within the limits {lowest:g} to {highest:g}")
    n_answers = histogram.sum(axis=1).astype(np.float64)
    n_answers[n_answers == 0] = np.nan
    floor, ceiling = (histogram[:, codes == end].sum(axis=1) for end in (lowest, highest))
    return floor / n_answers, ceiling / n_answers


def end_shares(
    rows: NDArray[np.float64], *, lowest: float, highest: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the shares of answers at the floor and at the ceiling of the response scale.

    Parameters
    ----------
    rows : ndarray, shape (n_respondents, n_items)
        Answers in points; NaN is no answer and counts neither way.
    lowest, highest : float
        Ends of the response scale, not of the answers.

    Returns
    -------
    floor, ceiling : ndarray, shape (n_items,)
        0-1; NaN for an item without an answer.

    Examples
    --------
    >>> floor, ceiling = end_shares(np.array([[1.0, 5.0], [3.0, 5.0]]), lowest=1, highest=5)
    >>> floor.tolist(), ceiling.tolist()
    ([0.5, 0.0], [0.0, 1.0])
    """
    n_answers = (~np.isnan(rows)).sum(axis=0).astype(np.float64)
    n_answers[n_answers == 0] = np.nan
    return (rows == lowest).sum(axis=0) / n_answers, (rows == highest).sum(axis=0) / n_answers
