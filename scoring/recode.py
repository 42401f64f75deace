"""Mirroring reverse-keyed items; screening comes before and statistics after."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def reverse_keys(answers: ArrayLike, *, keys: ArrayLike, n_points: int) -> NDArray[np.float64]:
    """Mirror reverse-keyed items about the midpoint of the response scale.

    Parameters
    ----------
    answers : array_like, shape (n_respondents, n_items)
        Points on the response scale, 1 to `n_points`; NaN is no rating and stays NaN.
    keys : array_like, shape (n_items,)
        +1 for items kept, -1 for items mirrored.
    n_points : int
        Points of the response scale (not of the data), 2 or more.

    Returns
    -------
    ndarray, shape (n_respondents, n_items)

    Raises
    ------
    ValueError
        A key is neither +1 nor -1, or there is not one key for each item.

    Notes
    -----
    mirrored = (1 + n_points) - x.

    Examples
    --------
    >>> reverse_keys([[5, 2]], keys=[1, -1], n_points=5).tolist()
    [[5.0, 4.0]]
    """
    matrix = np.asarray(answers, dtype=np.float64)
    signs = np.asarray(keys, dtype=np.int64)
    if matrix.ndim != 2 or signs.shape != (matrix.shape[1],) or not np.isin(signs, (-1, 1)).all():
        raise ValueError("keys must hold +1 or -1 for each item")
    return np.where(signs == 1, matrix, 1 + n_points - matrix)
