"""What a covariance matrix says of its correlations; no statistic of a scale is computed here."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

NO_VARIANCE: Final = 1e-12
SINGULAR: Final = 1e-10


def is_flat(variance: float, *, trace: float) -> bool:
    """Tell whether a variance is nothing but rounding.

    Parameters
    ----------
    variance : float
        In squared points.
    trace : float
        Sum of the items' variances, the yardstick: whatever is below 1e-12 of it is rounding.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_flat(1e-15, trace=2.0), is_flat(0.1, trace=2.0), is_flat(0.0, trace=0.0)
    (True, False, True)
    """
    return variance <= NO_VARIANCE * trace


def correlation_of(covariance: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return the correlation matrix, None where an item has no variance.

    Parameters
    ----------
    covariance : ndarray, shape (k, k)

    Returns
    -------
    ndarray, shape (k, k), or None
        Exactly 1 on the diagonal.

    Examples
    --------
    >>> correlation_of(np.array([[4.0, 1.0], [1.0, 1.0]])).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    >>> correlation_of(np.array([[4.0, 0.0], [0.0, 0.0]])) is None
    True
    """
    variances = np.diag(covariance)
    trace = float(variances.sum())
    if any(is_flat(variance, trace=trace) for variance in variances.tolist()):
        return None
    spread = np.sqrt(variances)
    correlation: NDArray[np.float64] = covariance / np.outer(spread, spread)
    np.fill_diagonal(correlation, 1.0)
    return correlation


def squared_multiple_correlations(
    correlation: NDArray[np.float64],
) -> tuple[NDArray[np.float64], bool]:
    """Return how much of each item the other items explain.

    Parameters
    ----------
    correlation : ndarray, shape (k, k)

    Returns
    -------
    shares : ndarray, shape (k,)
        0-1; exactly 1 for an item that is a linear combination of others.
    is_singular : bool
        Whether the smallest eigenvalue is below 1e-10.

    Notes
    -----
    1 - 1/(R^-1)_ii. A singular R has no inverse: items that take part in its null space have a
    share of 1, the others theirs from the pseudo-inverse, which is the limit of the formula.

    References
    ----------
    Guttman 1945, Psychometrika 10, pp. 255-282.

    Examples
    --------
    >>> shares, is_singular = squared_multiple_correlations(np.array([[1.0, 0.5], [0.5, 1.0]]))
    >>> shares.round(4).tolist(), is_singular
    ([0.25, 0.25], False)
    """
    eigenvalues, vectors = np.linalg.eigh(correlation)
    is_null = eigenvalues < SINGULAR
    inverse_diagonal = (vectors[:, ~is_null] ** 2 / eigenvalues[~is_null]).sum(axis=1)
    in_null = (vectors[:, is_null] ** 2).sum(axis=1) > SINGULAR
    shares = 1 - 1 / np.maximum(inverse_diagonal, 1.0)
    shares[in_null] = 1.0
    return shares, bool(is_null.any())
