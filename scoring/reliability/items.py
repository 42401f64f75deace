"""Statistics of single items that follow from one covariance matrix."""

import numpy as np
from numpy.typing import NDArray

from scoring.correlations import is_constant, is_flat, sums_without_each


def corrected_item_totals(covariance: NDArray[np.float64]) -> tuple[float | None, ...]:
    """Correlate each item with the sum of the others.

    Parameters
    ----------
    covariance : ndarray, shape (k, k)
        In squared points.

    Returns
    -------
    tuple of float or None
        -1 to 1, one per item; None where the item or the rest has no variance.

    Notes
    -----
    r_i = sum_{j != i} c_ij / sqrt(c_ii 1'C_{-i}1): every value from the same C, no second pass.
    psych calls it r.drop.

    References
    ----------
    Nunnally & Bernstein 1994, Psychometric Theory, 3rd ed., chapter 8.

    Examples
    --------
    >>> found = corrected_item_totals(np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]]))
    >>> [round(r, 4) for r in found]
    [0.3536, 0.3536, 0.0]
    """
    own, trace = np.diag(covariance), float(np.trace(covariance))
    with_rest = (covariance - np.diag(own)).sum(axis=0)
    totals, traces = sums_without_each(covariance)
    return tuple(
        None
        if is_constant(c_ii, trace=trace) or is_flat(total, trace=rest)
        else c / (c_ii**0.5 * total**0.5)
        for c_ii, total, rest, c in zip(
            own.tolist(), totals.tolist(), traces.tolist(), with_rest.tolist(), strict=True
        )
    )
