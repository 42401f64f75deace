"""Cohen's kappa and weighted kappa of two raters from their cross-table, with standard errors."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from scoring.figure import Figure, Interval

ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class TableKappa:
    """Kappa of a cross-table.

    `figure` the coefficient; `se` its standard error and `interval` the limits from it; `z` and `p`
    (two-sided) test that kappa is 0, with a standard error of their own; `observed` and `expected`
    agreement 0-1. What is undefined is None, with the reason in `interval`.
    """

    figure: Figure
    interval: Interval
    se: float | None
    z: float | None
    p: float | None
    observed: float
    expected: float


def kappa_of_table(
    table: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    n: float | None = None,
    name: str = "unweighted",
    confidence: float = 0.95,
) -> TableKappa:
    """Compute kappa of two raters.

    Parameters
    ----------
    table : array_like, shape (n_categories, n_categories)
        Counts or shares of units, the first rater in rows; every category of the code book.
    weights : array_like, shape (n_categories, n_categories), optional
        Weights of agreement 0-1 with 1 on the diagonal; left out: only equal categories agree.
    n : float, optional
        Units behind the table, for the errors; None: not known.
    name : str
        What the label calls the weights.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    TableKappa
        Where chance agreement is 1, kappa is None.

    Raises
    ------
    ValueError
        `table` is not square, negative, not finite or empty; `weights` do not fit; `n` is not above
        0 or `confidence` is out of range.

    Notes
    -----
    kappa = (sum w p_ij - sum w p_i. p_.j) / (1 - sum w p_i. p_.j). The standard error is the large-
    sample one of Fleiss, Cohen & Everitt, not the first one of Cohen (1960), which treats the
    margins as known; z rests on their error under the hypothesis of no agreement beyond chance.
    Limits are kappa +- z se, not cut at 1. At a standard error of 0 there are no limits.

    References
    ----------
    Cohen 1960, Educ. Psych. Meas. 20, pp. 37-46; Cohen 1968, Psych. Bull. 70, pp. 213-220; Fleiss,
    Cohen & Everitt 1969, Psych. Bull. 72, pp. 323-327.

    Examples
    --------
    >>> found = kappa_of_table([[20, 5], [10, 15]], n=50)
    >>> round(found.figure.value, 6), round(found.se, 4)
    (0.4, 0.127)
    """
    shares, agreeing = shares_and_weights(table, weights)
    if n is not None and not 0 < n < math.inf:
        raise ValueError(f"n must be above 0, not {n}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    by_chance = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    observed = float((agreeing * shares).sum())
    expected = float((agreeing * by_chance).sum())
    label = f"Cohen's kappa, {name}"
    span = f"{100 * confidence:g} % interval, large sample (Fleiss, Cohen & Everitt 1969)"
    if 1 - expected <= ROUNDING:
        figure = Figure(label, None, "no_variation")
        empty = Interval(span, None, "no_variation")
        return TableKappa(figure, empty, None, None, None, observed, expected)
    kappa = (observed - expected) / (1 - expected)
    figure = Figure(label, kappa)
    if n is None:
        unknown = Interval(span, None, "no_n")
        return TableKappa(figure, unknown, None, None, None, observed, expected)
    se, se_null = _standard_errors(shares, agreeing, kappa, n)
    z = kappa / se_null if se_null > 0 else None
    p = None if z is None else 2 * float(special.ndtr(-abs(z)))
    reach = float(special.ndtri(0.5 + confidence / 2)) * se
    limits = (kappa - reach, kappa + reach) if se > 0 else None
    interval = Interval(span, limits, None if limits else "zero_se")
    return TableKappa(figure, interval, se, z, p, observed, expected)


def shares_and_weights(
    table: ArrayLike, weights: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Check a cross-table and its weights, and return its shares and the weights.

    Parameters
    ----------
    table : array_like, shape (n_categories, n_categories)
        Counts or shares of units.
    weights : array_like, shape (n_categories, n_categories), or None
        Weights of agreement 0-1 with 1 on the diagonal; None: only equal categories agree.

    Returns
    -------
    tuple of two ndarrays, each of shape (n_categories, n_categories)
        Shares that sum to 1; weights.

    Raises
    ------
    ValueError
        `table` is not square, negative, not finite or empty, or `weights` do not fit.

    Examples
    --------
    >>> shares_and_weights([[3, 0], [0, 1]], None)[0].tolist()
    [[0.75, 0.0], [0.0, 0.25]]
    """
    cells = np.asarray(table, dtype=np.float64)
    if cells.ndim != 2 or cells.shape[0] != cells.shape[1]:
        raise ValueError("table must be square: the same categories for both raters")
    if not np.isfinite(cells).all() or (cells < 0).any() or not cells.sum() > 0:
        raise ValueError("table must hold counts or shares, 0 or more, not all 0")
    agreeing = np.eye(len(cells)) if weights is None else np.asarray(weights, dtype=np.float64)
    if agreeing.shape != cells.shape or not (np.diag(agreeing) == 1).all():
        raise ValueError("weights must have the table's shape and 1 on the diagonal")
    if not ((agreeing >= 0) & (agreeing <= 1)).all():
        raise ValueError("weights must lie between 0 and 1")
    return cells / cells.sum(), agreeing


def _standard_errors(
    shares: NDArray[np.float64], agreeing: NDArray[np.float64], kappa: float, n: float
) -> tuple[float, float]:
    """Return the standard error of kappa, and that under no agreement beyond chance."""
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    by_chance = np.outer(rows, columns)
    expected = float((agreeing * by_chance).sum())
    # The mean weight of a category with what the other rater says.
    means = (agreeing @ columns)[:, None] + (rows @ agreeing)[None, :]
    apart = shares * (agreeing - means * (1 - kappa)) ** 2
    own = float(apart.sum()) - (kappa - expected * (1 - kappa)) ** 2
    null = float((by_chance * (agreeing - means) ** 2).sum()) - expected**2
    scale = n * (1 - expected) ** 2
    return _root(own / scale), _root(null / scale)


def _root(variance: float) -> float:
    """Return the square root, 0 where the variance is nothing but rounding."""
    return math.sqrt(variance) if variance > ROUNDING**1.25 else 0.0
