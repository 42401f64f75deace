"""Checks of figures, ends and directions that all normalisations share; no formula is here."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ends = tuple[float, float]
"""The worst and the best score that a normalisation gives."""

HUNDRED: Final[Ends] = (0.0, 100.0)
LARGEST: Final = 1e100
DIGITS: Final = 12


def figures_iv(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """Return figures as floats; NaN is missing, text, infinities and beyond 1e100 are refused."""
    try:
        figures = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be numbers in a regular shape: {error}") from error
    is_large = np.abs(figures) > LARGEST
    if is_large.any():
        raise ValueError(f"{name} must be finite and within 1e100, not {figures[is_large][0]}")
    return figures


def finite_iv(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """Return parameters as floats; NaN is refused too."""
    figures = figures_iv(values, name)
    if np.isnan(figures).any():
        raise ValueError(f"{name} must not be NaN")
    return figures


def direction_iv(direction: ArrayLike) -> NDArray[np.float64]:
    """Return directions: +1 where more is better, -1 where less is."""
    signs = finite_iv(direction, "direction")
    is_wrong = np.abs(signs) != 1
    if is_wrong.any():
        raise ValueError(f"direction must be +1 or -1, not {signs[is_wrong][0]:g}")
    return signs


def ends_iv(ends: Ends) -> Ends:
    """Return the ends of the scores, which must rise."""
    worst, best = finite_iv(ends, "ends").tolist()
    if not worst < best:
        raise ValueError(f"ends must rise, not {worst:g} to {best:g}")
    return worst, best


def is_level(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say where two limits are equal to 12 digits, so that nothing lies between them.

    Parameters
    ----------
    low, high : ndarray, of one shape
        Limits in the unit of the figures, low not above high.

    Returns
    -------
    ndarray of bool, shape of `low`

    References
    ----------
    Goldberg 1991, ACM Comput. Surv. 23, pp. 5-48 (rounding errors).

    Examples
    --------
    >>> is_level(np.array([1.0, 1.0]), np.array([1.0 + 1e-15, 2.0])).tolist()
    [True, False]
    """
    size = np.maximum(np.abs(low), np.abs(high))
    return np.asarray(high - low <= size * 10.0**-DIGITS, dtype=np.bool_)
