"""Kendall's W: whether raters put the units into the same order."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from scoring.agreement.ratings import GapPolicy, complete_ratings
from scoring.figure import Figure

ENOUGH_UNITS: Final = 8
"""Below it the chi-square is a rough approximation (Siegel & Castellan 1988, p. 269)."""


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's W.

    `value` corrected for ties and `uncorrected`, both 0-1; `chi2` and `p` test the corrected one;
    `n_units` ranked, `n_raters`, `n_dropped` units with a gap.
    """

    value: Figure
    uncorrected: Figure
    chi2: Figure
    p: Figure
    n_units: int
    n_raters: int
    n_dropped: int


def kendall_concordance(ratings: ArrayLike, *, missing_policy: GapPolicy) -> Concordance:
    """Compute Kendall's W of raters who rank units.

    Parameters
    ----------
    ratings : array_like, shape (n_units, n_raters)
        Ratings whose order within a rater counts, on any scale of the rater's own; NaN is a gap.
    missing_policy : {'refuse', 'listwise'}

    Returns
    -------
    Concordance
        None with a reason: one rater, fewer than two complete units, or no rater tells any units
        apart. Below eight units `p` comes with a caution.

    Raises
    ------
    ValueError
        As `complete_ratings`.

    Notes
    -----
    Equal ratings of a rater share their mean rank. With S the squared deviations of the units' rank
    sums from their mean, W = 12 S / (m^2 (n^3 - n) - m sum (t^3 - t)), t the sizes of each rater's
    ties; without the second term it is uncorrected. chi2 = m (n - 1) W has n - 1 degrees of
    freedom and is Friedman's statistic.

    References
    ----------
    Kendall & Babington Smith 1939, Ann. Math. Stat. 10, pp. 275-287; Siegel & Castellan 1988,
    Nonparametric Statistics, 2nd ed., pp. 262-272.

    Examples
    --------
    >>> found = kendall_concordance([[1, 1], [2, 2], [3, 3]], missing_policy="refuse")
    >>> found.value.value, found.chi2.value
    (1.0, 4.0)
    """
    complete = complete_ratings(ratings, missing_policy=missing_policy)
    n, m = complete.points.shape
    if m < 2 or n < 2:
        return _undefined("one_rater" if m < 2 else "few_units", n, m, complete.n_dropped)
    ranks = stats.rankdata(complete.points, axis=0)
    sums = ranks.sum(axis=1)
    spread = 12 * float(((sums - m * (n + 1) / 2) ** 2).sum())
    whole = m * m * (n**3 - n)
    untied = whole - m * _tie_sum(complete.points)
    if untied == 0:
        return _undefined("no_variation", n, m, complete.n_dropped)
    w = spread / untied
    chi2 = m * (n - 1) * w
    p = float(special.chdtrc(n - 1, chi2))
    caution = "chi2_rough" if n < ENOUGH_UNITS else None
    return Concordance(
        Figure(_CORRECTED, w),
        Figure(_UNCORRECTED, spread / whole),
        Figure(_CHI2, chi2),
        Figure(_P, p, caution),
        n,
        m,
        complete.n_dropped,
    )


_CORRECTED: Final = "Kendall's W, corrected for ties"
_UNCORRECTED: Final = "Kendall's W, not corrected for ties"
_CHI2: Final = "Friedman's chi-square, m (n - 1) W, corrected for ties"
_P: Final = "p of the chi-square, n - 1 degrees of freedom"


def _tie_sum(points: NDArray[np.float64]) -> int:
    """Sum t^3 - t over the ties of every rater, as a whole number that cannot round."""
    total = 0
    for column in points.T:
        _, ties = np.unique(column, return_counts=True)
        total += sum(t**3 - t for t in ties[ties > 1].tolist())
    return total


def _undefined(reason: str, n: int, m: int, n_dropped: int) -> Concordance:
    names = (_CORRECTED, _UNCORRECTED, _CHI2, _P)
    value, uncorrected, chi2, p = (Figure(name, None, reason) for name in names)
    return Concordance(value, uncorrected, chi2, p, n, m, n_dropped)
