"""What every bootstrap shares: how many draws it takes, and the limits its draws give."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

FEWEST_DRAWS: Final = 100
"""Draws asked for, and draws that can be used: fewer give no limits."""


def require_draws(n_draws: int, confidence: float) -> None:
    """Refuse draws and a confidence that give no interval.

    Parameters
    ----------
    n_draws : int
        At least 100.
    confidence : float
        Between 0 and 1.

    Raises
    ------
    ValueError
        One of them is out of range.

    Examples
    --------
    >>> require_draws(99, 0.95)
    Traceback (most recent call last):
    ValueError: n_draws must be at least 100, not 99
    """
    if n_draws < FEWEST_DRAWS:
        raise ValueError(f"n_draws must be at least {FEWEST_DRAWS}, not {n_draws}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")


def limits_at(draws: NDArray[np.float64], shares: ArrayLike) -> tuple[float, float]:
    """Return the two draws, or points between draws, below which shares of the draws lie.

    Parameters
    ----------
    draws : ndarray, shape (n_draws,)
        Without NaN.
    shares : array_like, shape (2,)
        0-1, the lower one first.

    Returns
    -------
    tuple of float

    Notes
    -----
    At the ranks (B+1)q, interpolated between neighbours.

    References
    ----------
    Davison & Hinkley 1997, Bootstrap Methods, section 5.3.

    Examples
    --------
    >>> limits_at(np.array([1.0, 2.0, 4.0]), [0.25, 0.75])
    (1.0, 4.0)
    """
    at = np.asarray(shares, dtype=np.float64)
    low, high = np.quantile(draws, at, method="weibull").tolist()
    return low, high


def percentile_limits(draws: NDArray[np.float64], confidence: float) -> tuple[float, float]:
    """Return the percentile limits of a bootstrap, with equal tails.

    Parameters
    ----------
    draws : ndarray, shape (n_draws,)
        Without NaN.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    tuple of float

    References
    ----------
    Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.

    Examples
    --------
    >>> percentile_limits(np.array([1.0, 2.0, 4.0]), 0.5)
    (1.0, 4.0)
    """
    tail = (1 - confidence) / 2
    return limits_at(draws, [tail, 1 - tail])
