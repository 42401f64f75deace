"""Gwet's coefficients and Fleiss' kappa of two raters from the shares of their cross-table."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from scoring.agreement.kappa import shares_and_weights
from scoring.figure import Figure, Interval

ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class TableAgreement:
    """A chance-corrected coefficient of a cross-table.

    `figure` the coefficient; `se` its standard error and `interval` the limits from it, None with a
    reason where the number of units is not known; `observed` and `expected` agreement 0-1.
    """

    figure: Figure
    interval: Interval
    se: float | None
    observed: float
    expected: float


def gwet_ac_of_table(
    table: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    n: float | None = None,
    name: str = "AC1, unweighted",
    confidence: float = 0.95,
) -> TableAgreement:
    """Compute Gwet's AC1, or AC2 with weights, of two raters.

    Parameters
    ----------
    table : array_like, shape (n_categories, n_categories)
        Counts or shares of units, the first rater in rows; every category of the code book.
    weights : array_like, shape (n_categories, n_categories), optional
        Symmetric weights of agreement 0-1 with 1 on the diagonal; left out: AC1.
    n : float, optional
        Units behind the table, for the error; None: not known.
    name : str
        What the label calls it.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    TableAgreement
        None with a reason: one category.

    Raises
    ------
    ValueError
        As for `kappa_of_table`, or the weights are not symmetric.

    Notes
    -----
    What `gwet_ac` gives for the units behind the table, which need not be known one by one:
    p_a and p_e depend on shares only, with pi the mean of the two margins; the variance of n units
    is a sum over the cells.

    References
    ----------
    Gwet 2008, Br. J. Math. Stat. Psych. 61, pp. 29-48; Gwet 2014, Handbook of Inter-Rater
    Reliability, 4th ed., chapters 3 and 5.

    Examples
    --------
    >>> round(gwet_ac_of_table([[0.5, 0.2], [0.2, 0.1]]).figure.value, 6)
    0.310345
    """
    shares, agreeing = shares_and_weights(table, weights)
    if not np.array_equal(agreeing, agreeing.T):
        raise ValueError("weights must be symmetric, one row and column a category")
    q, pi = len(shares), _margins(shares)
    scale = float(agreeing.sum()) / (q * (q - 1)) if q > 1 else 1.0
    figure = Figure(f"Gwet's {name}", None, "one_category" if q < 2 else None)
    chances = scale * (1 - pi)
    return _coefficient(figure, (shares, agreeing, chances), n=n, confidence=confidence)


def fleiss_of_table(
    table: ArrayLike, *, n: float | None = None, confidence: float = 0.95
) -> TableAgreement:
    """Compute Fleiss' kappa of two raters.

    Parameters
    ----------
    table : array_like, shape (n_categories, n_categories)
        Counts or shares of units, the first rater in rows.
    n : float, optional
        Units behind the table, for the error; None: not known.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    TableAgreement
        None with a reason: both raters used one category only.

    Raises
    ------
    ValueError
        As for `kappa_of_table`.

    Notes
    -----
    As `gwet_ac_of_table` with p_e = sum pi_k^2: Scott's pi. The error is that of
    `fleiss_generalised`, for an interval.

    References
    ----------
    Scott 1955, Public Opin. Q. 19, pp. 321-325; Fleiss 1971, Psych. Bull. 76, pp. 378-382; Gwet
    2014, Handbook of Inter-Rater Reliability, 4th ed., chapters 2 and 5.

    Examples
    --------
    >>> round(fleiss_of_table([[0.5, 0.2], [0.2, 0.1]]).figure.value, 6)
    0.047619
    """
    shares, agreeing = shares_and_weights(table, None)
    label = Figure("Fleiss' kappa, generalised to gaps (Gwet 2014)", None)
    parts = (shares, agreeing, _margins(shares))
    return _coefficient(label, parts, n=n, confidence=confidence)


def _margins(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((shares.sum(axis=0) + shares.sum(axis=1)) / 2)


def _coefficient(
    label: Figure,
    parts: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    *,
    n: float | None,
    confidence: float,
) -> TableAgreement:
    """Correct agreement for chance; `parts`: shares, weights, chance agreement by category."""
    if n is not None and not 0 < n < math.inf:
        raise ValueError(f"n must be above 0, not {n}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    shares, agreeing, chances = parts
    span = f"{100 * confidence:g} % interval, linearised for gaps, t with n - 1 (Gwet 2014)"
    observed = float((agreeing * shares).sum())
    expected = float(_margins(shares) @ chances)
    reason = label.reason or ("no_variation" if 1 - expected <= ROUNDING else None)
    if reason is not None:
        figure, empty = Figure(label.variant, None, reason), Interval(span, None, reason)
        return TableAgreement(figure, empty, None, observed, expected)
    value = (observed - expected) / (1 - expected)
    figure = Figure(label.variant, value)
    if n is None or n < 2:
        empty = Interval(span, None, "no_n" if n is None else "few_units")
        return TableAgreement(figure, empty, None, observed, expected)
    by_cell = (chances[:, None] + chances[None, :]) / 2
    own = (agreeing - expected - 2 * (1 - value) * (by_cell - expected)) / (1 - expected)
    variance = float((shares * (own - value) ** 2).sum()) / (n - 1)
    se = math.sqrt(variance) if variance > ROUNDING**2 else 0.0
    reach = float(special.stdtrit(n - 1, 0.5 + confidence / 2)) * se
    limits = (value - reach, value + reach) if se > 0 else None
    interval = Interval(span, limits, None if limits else "zero_se")
    return TableAgreement(figure, interval, se, observed, expected)
