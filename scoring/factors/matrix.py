"""What every covariance or correlation matrix must be; nothing is computed from it here."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

LARGEST: Final = 1e200


def checked_matrix(matrix: ArrayLike) -> NDArray[np.float64]:
    """Return a covariance matrix as numbers.

    Parameters
    ----------
    matrix : array_like, shape (k, k)
        Covariances in squared points, or correlations; NaN is refused.

    Returns
    -------
    ndarray, shape (k, k)

    Raises
    ------
    ValueError
        It is not square, empty, not finite, beyond 1e200, not symmetric, or has a negative
        variance.

    Notes
    -----
    Symmetric within 1e-8 of the cells; what is returned is the mean of the matrix and its
    transpose, symmetric to the last digit, as eigenvalues need it. It may be indefinite: that is
    for the statistic to find and to say.

    References
    ----------
    Higham 2002, Accuracy and Stability of Numerical Algorithms, 2nd ed., chapter 10 (positive
    definite and semidefinite matrices).

    Examples
    --------
    >>> checked_matrix([[1, 0.5], [0.5, 1]]).shape
    (2, 2)
    """
    values = np.asarray(matrix, dtype=np.float64)
    if values.ndim != 2 or values.shape[0] != values.shape[1] or not len(values):
        raise ValueError(f"a covariance matrix must be square, not of shape {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("a covariance matrix must not hold NaN or an infinity")
    if np.abs(values).max() > LARGEST:
        raise ValueError("a covariance matrix must not hold numbers beyond 1e200")
    if not np.allclose(values, values.T, rtol=1e-8, atol=1e-10):
        raise ValueError("a covariance matrix must be symmetric")
    if (np.diag(values) < 0).any():
        raise ValueError("a covariance matrix must not have a negative variance")
    return (values + values.T) / 2
