"""Ranks and percentiles of a cohort, with ties named and noise of the last digits set aside."""

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scoring.normalisation.checking import (
    DIGITS,
    HUNDRED,
    Ends,
    direction_iv,
    ends_iv,
    figures_iv,
)

Ties = Literal["min", "average", "max", "dense"]
TIES: Final = get_args(Ties)
Percentile = Literal["below", "at_most"]
NOISE: Final = 1e-14


def rounded_digits(values: ArrayLike, *, digits: int = DIGITS) -> NDArray[np.float64]:
    """Round each figure to significant digits, so that equal figures are equal.

    Parameters
    ----------
    values : array_like, shape (n_units,)
        NaN stays NaN.
    digits : int
        Significant digits, 1 to 15.

    Returns
    -------
    ndarray, shape (n_units,)

    Raises
    ------
    ValueError
        A figure is infinite, or `digits` is out of range.

    Notes
    -----
    Two ways of adding the same numbers differ in the last place, and one such place moves a rank.
    Figures below 1e-14 of the largest count as 0: they are what is left when scores cancel out.

    References
    ----------
    Goldberg 1991, ACM Comput. Surv. 23, pp. 5-48 (rounding errors and cancellation).

    Examples
    --------
    >>> rounded_digits([0.1 + 0.2, 0.3, 1e-17]).tolist()
    [0.3, 0.3, 0.0]
    """
    figures = figures_iv(values, "values")
    if not 1 <= digits <= 15:
        raise ValueError(f"digits must be 1 to 15, not {digits}")
    size = np.abs(figures)
    largest = float(np.max(size, where=~np.isnan(size), initial=0.0))
    rounded = [float(f"{figure:.{digits - 1}e}") for figure in figures.tolist()]
    return np.where(size <= NOISE * largest, 0.0, rounded)


def ranks(
    values: ArrayLike, *, ties: Ties = "min", best: Literal["high", "low"] = "high"
) -> NDArray[np.float64]:
    """Rank a cohort, 1 for the best.

    Parameters
    ----------
    values : array_like, shape (n_units,)
        Scores; NaN is not ranked and stays NaN.
    ties : {'min', 'average', 'max', 'dense'}
        Rank of equal scores: the best of their places, the mean, the worst, or places without gaps.
    best : {'high', 'low'}
        Whether the highest or the lowest score has rank 1.

    Returns
    -------
    ndarray, shape (n_units,)

    Raises
    ------
    ValueError
        `values` is no vector or holds an infinity; `ties` is not allowed.

    Notes
    -----
    Scores are compared after rounding to 12 significant digits.

    References
    ----------
    Kendall 1945, Biometrika 33, pp. 239-251 (ties).

    Examples
    --------
    >>> ranks([70, 90, float("nan"), 70, 60]).tolist()
    [2.0, 1.0, nan, 2.0, 4.0]
    """
    figures = figures_iv(values, "values")
    if figures.ndim != 1:
        raise ValueError(f"values must be a vector, not of shape {figures.shape}")
    if ties not in TIES:
        raise ValueError(f"ties must be one of {', '.join(TIES)}, not {ties!r}")
    sign = -1.0 if best == "high" else 1.0
    rounded = rounded_digits(figures) * sign
    return np.asarray(stats.rankdata(rounded, method=ties, nan_policy="omit"), dtype=np.float64)


def percentile_ranks(
    values: ArrayLike,
    *,
    direction: int = 1,
    variant: Percentile = "below",
    ties: Ties = "min",
    ends: Ends = HUNDRED,
) -> NDArray[np.float64]:
    """Place each figure of a cohort by its rank from the worst.

    Parameters
    ----------
    values : array_like, shape (n_units,)
        Figures; NaN is missing and stays NaN.
    direction : int
        +1 where more is better, -1 where less is.
    variant : {'below', 'at_most'}
        (rank - 1) / (n - 1), the share of the others that are worse, as COINr; or rank / n, as
        the OECD handbook.
    ties : {'min', 'average', 'max', 'dense'}
    ends : tuple of float
        Scores of 0 and of 1.

    Returns
    -------
    ndarray, shape (n_units,)
        All NaN where fewer than two figures are there.

    Raises
    ------
    ValueError
        `values` is no vector or holds an infinity; an option is not allowed.

    Notes
    -----
    n counts the figures that are there. Depends on the cohort, and cannot be frozen.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88 and table 15.

    Examples
    --------
    >>> percentile_ranks([5, 7, 7, 9, float("nan")]).round(2).tolist()
    [0.0, 33.33, 33.33, 100.0, nan]
    >>> percentile_ranks([5, 7, 7, 9], variant="at_most", direction=-1).tolist()
    [100.0, 50.0, 50.0, 25.0]
    """
    sign = float(direction_iv(direction))
    worst, best = ends_iv(ends)
    if variant not in get_args(Percentile):
        raise ValueError(f"variant must be 'below' or 'at_most', not {variant!r}")
    places = ranks(sign * figures_iv(values, "values"), ties=ties, best="low")
    n = int((~np.isnan(places)).sum())
    if n < 2:
        return np.full(places.shape, np.nan)
    share = places / n if variant == "at_most" else (places - 1) / (n - 1)
    return np.asarray(worst + share * (best - worst), dtype=np.float64)
