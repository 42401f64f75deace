"""Counting whole-number answers by value, and shares at the ends of a response scale."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

N_CODES: Final = 256
NARROW_MOST: Final = 15


def count_codes(
    rows: NDArray[np.uint8], histogram: NDArray[np.int64], *, most: int | None = None
) -> None:
    """Add to a histogram how often each item was answered with each whole number.

    Parameters
    ----------
    rows : ndarray of uint8, shape (n_respondents, n_items)
    histogram : ndarray of int64, shape (n_items, 256)
        Changed in place.
    most : int, optional
        The largest number in `rows`, if it is known.

    Notes
    -----
    Answers of at most 15 are counted two items at a time: two neighbouring bytes are packed into
    one (four bits each), which halves the counting; the joint counts are then added up by item.

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
    if (int(rows.max()) if most is None else most) > NARROW_MOST:
        for item in range(k):
            histogram[item] += np.bincount(rows[:, item], minlength=N_CODES)
        return
    n_pairs = (k + 1) // 2
    padded = np.zeros((n, 2 * n_pairs), dtype=np.uint8)
    padded[:, :k] = rows
    low, high = padded[:, 0::2], padded[:, 1::2]
    packed = np.add(low | (high << 4), np.arange(n_pairs) * N_CODES)
    joint = np.bincount(packed.ravel(), minlength=n_pairs * N_CODES).reshape(n_pairs, 16, 16)
    histogram[0::2, :16] += joint.sum(axis=1)
    histogram[1::2, :16] += joint.sum(axis=2)[: k // 2]


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
