"""Gwet's AC1 and AC2, and Fleiss' kappa for gaps: one frame with the error of missing ratings."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from scoring.figure import Figure, Interval

ROUNDING: Final = 1e-12

# Of each unit's shares by category and their means: chance agreement, and each unit's part in it.
_Chance = Callable[[NDArray[np.float64], NDArray[np.float64]], tuple[float, NDArray[np.float64]]]


@dataclass(frozen=True, slots=True)
class PanelCoefficient:
    """A chance-corrected coefficient of any number of raters.

    `figure` the coefficient, `se` its standard error or None, `interval` the limits from it;
    `observed` and `expected` agreement 0-1 or None; `n_units` with a rating, `n_pairable` with two.
    """

    figure: Figure
    interval: Interval
    se: float | None
    observed: float | None
    expected: float | None
    n_units: int
    n_pairable: int


def gwet_ac(
    counts: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    name: str = "AC1, unweighted",
    confidence: float = 0.95,
) -> PanelCoefficient:
    """Compute Gwet's agreement coefficient: AC1, or AC2 with weights.

    Parameters
    ----------
    counts : array_like, shape (n_units, n_categories)
        How many raters put each unit into each category; every category of the code book. Units
        may have different numbers of raters.
    weights : array_like, shape (n_categories, n_categories), optional
        Symmetric weights of agreement 0-1 with 1 on the diagonal; left out: AC1.
    name : str
        What the label calls it.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    PanelCoefficient
        None with a reason: one category, or no unit with two ratings.

    Raises
    ------
    ValueError
        `counts` is no matrix of whole numbers from 0; `weights` do not fit; `confidence` is out of
        range.

    Notes
    -----
    p_a is the mean over units with two ratings or more of the weighted share of agreeing pairs;
    p_e = T sum pi_k (1 - pi_k) / (q (q - 1)) with T the sum of all weights and pi_k the mean over
    units with a rating of the share of its raters in category k. AC = (p_a - p_e) / (1 - p_e). The
    variance is Gwet's linearised one for missing ratings, units as the sample, raters fixed, no
    finite-population factor; limits use t with n - 1 degrees of freedom and are not cut at 1.

    References
    ----------
    Gwet 2008, Br. J. Math. Stat. Psych. 61, pp. 29-48; Gwet 2014, Handbook of Inter-Rater
    Reliability, 4th ed., chapters 3 and 5.

    Examples
    --------
    >>> round(gwet_ac([[2, 0], [2, 0], [1, 1], [0, 2]]).figure.value, 4)
    0.5294
    """
    table, agreeing = _counts_iv(counts, weights, confidence)
    label = f"Gwet's {name}"
    q = table.shape[1]
    if q < 2:
        return _undefined(label, "one_category", table, confidence)
    scale = float(agreeing.sum()) / (q * (q - 1))

    def chance(
        shares: NDArray[np.float64], pi: NDArray[np.float64]
    ) -> tuple[float, NDArray[np.float64]]:
        return scale * float((pi * (1 - pi)).sum()), scale * (shares @ (1 - pi))

    return _coefficient(table, agreeing, chance, label=label, confidence=confidence)


def fleiss_generalised(counts: ArrayLike, *, confidence: float = 0.95) -> PanelCoefficient:
    """Compute Fleiss' kappa where units may have different numbers of raters.

    Parameters
    ----------
    counts : array_like, shape (n_units, n_categories)
        How many raters put each unit into each category.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    PanelCoefficient
        None with a reason: no unit with two ratings, or chance agreement of 1.

    Raises
    ------
    ValueError
        `counts` is no matrix of whole numbers from 0, or `confidence` is out of range.

    Notes
    -----
    As `gwet_ac` with p_e = sum pi_k^2. With equal numbers of raters it is Fleiss' kappa of 1971;
    its standard error is not the one under no agreement, so it may be used for an interval.

    References
    ----------
    Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., chapters 2 and 5.

    Examples
    --------
    >>> round(fleiss_generalised([[2, 0], [2, 0], [1, 1], [0, 2]]).figure.value, 4)
    0.4667
    """
    table, agreeing = _counts_iv(counts, None, confidence)

    def chance(
        shares: NDArray[np.float64], pi: NDArray[np.float64]
    ) -> tuple[float, NDArray[np.float64]]:
        return float((pi**2).sum()), shares @ pi

    label = "Fleiss' kappa, generalised to gaps (Gwet 2014)"
    return _coefficient(table, agreeing, chance, label=label, confidence=confidence)


def _counts_iv(
    counts: ArrayLike, weights: ArrayLike | None, confidence: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = checked_counts(counts)
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    q = table.shape[1]
    agreeing = np.eye(q) if weights is None else np.asarray(weights, dtype=np.float64)
    if agreeing.shape != (q, q) or not np.array_equal(agreeing, agreeing.T):
        raise ValueError("weights must be symmetric, one row and column a category")
    if not ((agreeing >= 0) & (agreeing <= 1)).all() or not (np.diag(agreeing) == 1).all():
        raise ValueError("weights must lie between 0 and 1, with 1 on the diagonal")
    return table, agreeing


def checked_counts(counts: ArrayLike) -> NDArray[np.float64]:
    """Return the units that were rated at all, as counts of raters by category.

    Parameters
    ----------
    counts : array_like, shape (n_units, n_categories)

    Returns
    -------
    ndarray, shape (n_rated, n_categories)

    Raises
    ------
    ValueError
        `counts` is no matrix of whole numbers from 0.

    Examples
    --------
    >>> checked_counts([[2, 1], [0, 0]]).tolist()
    [[2.0, 1.0]]
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or table.size == 0:
        raise ValueError("counts must be a matrix, units in rows and categories in columns")
    if not np.isfinite(table).all() or (table < 0).any() or (table != np.floor(table)).any():
        raise ValueError("counts must be whole numbers, 0 or more")
    rated: NDArray[np.float64] = table[table.sum(axis=1) > 0]
    return rated


def _coefficient(
    table: NDArray[np.float64],
    agreeing: NDArray[np.float64],
    chance: _Chance,
    *,
    label: str,
    confidence: float,
) -> PanelCoefficient:
    raters = table.sum(axis=1)
    is_pairable = raters > 1
    n, n_pairable = len(table), int(is_pairable.sum())
    if not n_pairable:
        return _undefined(label, "no_pairs", table, confidence)
    shares = table / raters[:, None]
    expected, expected_of = chance(shares, shares.mean(axis=0))
    if 1 - expected <= ROUNDING:
        return _undefined(label, "no_variation", table, confidence)
    agreed = (table * (table @ agreeing - 1)).sum(axis=1)
    pairs = np.where(is_pairable, raters * (raters - 1), 1)
    observed_of = agreed / pairs * is_pairable
    observed = float(observed_of.sum()) / n_pairable
    value = (observed - expected) / (1 - expected)
    own = n / n_pairable * (observed_of - expected * is_pairable) / (1 - expected)
    own -= 2 * (1 - value) * (expected_of - expected) / (1 - expected)
    figure = Figure(label, value)
    if n < 2:
        few = Interval(_span(confidence), None, "few_units")
        return PanelCoefficient(figure, few, None, observed, expected, n, n_pairable)
    variance = float(((own - value) ** 2).sum()) / (n * (n - 1))
    se = math.sqrt(variance) if variance > ROUNDING**2 else 0.0
    reach = float(special.stdtrit(n - 1, 0.5 + confidence / 2)) * se
    limits = (value - reach, value + reach) if se > 0 else None
    interval = Interval(_span(confidence), limits, None if limits else "zero_se")
    return PanelCoefficient(figure, interval, se, observed, expected, n, n_pairable)


def _undefined(
    label: str, reason: str, table: NDArray[np.float64], confidence: float
) -> PanelCoefficient:
    n_pairable = int((table.sum(axis=1) > 1).sum())
    interval = Interval(_span(confidence), None, reason)
    return PanelCoefficient(
        Figure(label, None, reason), interval, None, None, None, len(table), n_pairable
    )


def _span(confidence: float) -> str:
    return f"{100 * confidence:g} % interval, linearised for gaps, t with n - 1 (Gwet 2014)"
