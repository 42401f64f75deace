"""What every matrix of answers must be; missing answers are settled in `missing`."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

LARGEST: Final = 1e100
LEAST: Final = 1e-100

Points = NDArray[np.float64] | NDArray[np.integer]
"""Answers in points: numbers with NaN for no answer, or whole numbers, which have no gaps."""


def is_whole(matrix: NDArray[np.generic]) -> bool:
    """Tell whether an array's type holds whole numbers only.

    Parameters
    ----------
    matrix : ndarray

    Returns
    -------
    bool

    Examples
    --------
    >>> is_whole(np.array([1, 2])), is_whole(np.array([1.0, 2.0]))
    (True, False)
    """
    return matrix.dtype.kind in "biu"


def checked_points(matrix: ArrayLike, *, name: str = "matrix") -> NDArray[np.float64]:
    """Return a matrix of answers as numbers.

    Parameters
    ----------
    matrix : array_like, shape (n_respondents, n_items)
        NaN is no answer.
    name : str
        Of the argument, for the sentence of the error.

    Returns
    -------
    ndarray of float64, shape (n_respondents, n_items)

    Raises
    ------
    ValueError
        It is no matrix, has no column, holds an infinity or a number beyond 1e100, or all numbers
        of a column lie below 1e-100: their squares would not be numbers any more.

    Examples
    --------
    >>> checked_points([[1, 2], [3, 4]]).dtype
    dtype('float64')
    """
    points = np.asarray(matrix, dtype=np.float64)
    if points.ndim != 2 or not points.shape[1]:
        raise ValueError(f"{name} must have two dimensions and a column, not shape {points.shape}")
    highest = np.fmax.reduce(points, axis=0, initial=0.0)
    sizes = np.maximum(highest, -np.fmin.reduce(points, axis=0, initial=0.0))
    if (sizes == np.inf).any():
        raise ValueError(f"{name} must not hold an infinity")
    if (sizes > LARGEST).any():
        raise ValueError(f"{name} must not hold numbers beyond 1e100, such as {sizes.max():g}")
    if ((sizes > 0) & (sizes < LEAST)).any():
        raise ValueError(f"{name} must not hold a column of numbers below 1e-100")
    return points
