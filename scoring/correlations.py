"""What a covariance matrix says of its correlations; no statistic of a scale is computed here."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

NO_VARIANCE: Final = 1e-12
CONSTANT: Final = 1e-30
SINGULAR: Final = 1e-10


def is_flat(variance: float, *, trace: float) -> bool:
    """Tell whether the variance of a sum of items is nothing but rounding.

    Parameters
    ----------
    variance : float
        In squared points.
    trace : float
        Sum of the variances of its items, the yardstick: below 1e-12 of it the items cancel out.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_flat(1e-15, trace=2.0), is_flat(0.1, trace=2.0), is_flat(0.0, trace=0.0)
    (True, False, True)
    """
    return variance <= NO_VARIANCE * trace


def is_constant(variance: float, *, trace: float) -> bool:
    """Tell whether a single item has no variance.

    Parameters
    ----------
    variance : float
        In squared points.
    trace : float
        Sum of all items' variances. An item may have far smaller units than the others; below
        1e-30 of the trace (a standard deviation below 1e-15) it cannot be told from a constant.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_constant(1e-20, trace=2.0), is_constant(1e-31, trace=2.0), is_constant(0.0, trace=0.0)
    (False, True, True)
    """
    return variance <= CONSTANT * trace


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
    if any(is_constant(variance, trace=trace) for variance in variances.tolist()):
        return None
    spread = np.sqrt(variances)
    correlation: NDArray[np.float64] = covariance / np.outer(spread, spread)
    np.fill_diagonal(correlation, 1.0)
    return correlation


def singularity_of(correlation: NDArray[np.float64]) -> str | None:
    """Say whether a correlation matrix has no inverse.

    Parameters
    ----------
    correlation : ndarray, shape (k, k)

    Returns
    -------
    {'singular', 'indefinite'} or None
        'singular': the smallest eigenvalue is 0 within 1e-10. 'indefinite': it is below that, as
        correlations of different rows may be; no answers whatever have such correlations.

    Examples
    --------
    >>> singularity_of(np.ones((2, 2))), singularity_of(np.array([[1.0, 1.2], [1.2, 1.0]]))
    ('singular', 'indefinite')
    """
    least = float(np.linalg.eigvalsh(correlation)[0])
    if least < -SINGULAR:
        return "indefinite"
    return "singular" if least < SINGULAR else None


def sums_without_each(
    covariance: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the variance of the sum of all other items, and the sum of their variances.

    Parameters
    ----------
    covariance : ndarray, shape (k, k)

    Returns
    -------
    totals, traces : ndarray, shape (k,)
        Of the matrix without row and column i.

    Notes
    -----
    Added up from the blocks before, after and across item i, which running sums give in k² steps.
    Nothing is subtracted: an item in large units leaves the digits of the others alone.

    Examples
    --------
    >>> totals, traces = sums_without_each(np.array([[1e20, 0, 0], [0, 1, 0.5], [0, 0.5, 1]]))
    >>> float(totals[0]), float(traces[0])
    (3.0, 2.0)
    """
    k = len(covariance)
    down = covariance.cumsum(axis=0)
    upper_left, upper_right = down.cumsum(axis=1), down[:, ::-1].cumsum(axis=1)[:, ::-1]
    lower_right = covariance[::-1, ::-1].cumsum(axis=0).cumsum(axis=1)[::-1, ::-1]
    own = np.diag(covariance)
    totals, traces = np.zeros(k), np.zeros(k)
    totals[1:], traces[1:] = np.diag(upper_left)[:-1], own.cumsum()[:-1]
    totals[:-1] += np.diag(lower_right)[1:]
    traces[:-1] += own[::-1].cumsum()[::-1][1:]
    totals[1:-1] += 2 * np.diag(upper_right, 2)
    return totals, traces


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
