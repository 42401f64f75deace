"""A panel of experts: whether it is of one mind, and scores far from its median."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

import numpy as np
from numpy.typing import ArrayLike

from scoring.agreement.concordance import kendall_concordance


@dataclass(frozen=True, slots=True)
class ConcordanceResult:
    """Kendall's W 0-1 (None with a `reason`), Friedman's chi-square and p, raters and objects."""

    w: float | None
    chi2: float | None
    p: float | None
    reason: str | None
    n_raters: int
    n_objects: int


def kendall_w(scores: ArrayLike) -> ConcordanceResult:
    """Compute Kendall's W of raters over objects, corrected for ties.

    Parameters
    ----------
    scores : array_like, shape (n_raters, n_objects)
        Scores without NaN.

    Returns
    -------
    ConcordanceResult
        With fewer than 3 raters or 3 objects, or no differences at all, W is None.

    Raises
    ------
    ValueError
        `scores` is no matrix of finite numbers.

    Notes
    -----
    A panel's rule: `concordance.kendall_concordance` also takes two raters or two objects, whose
    chi2 says nothing.

    References
    ----------
    Kendall & Babington Smith 1939, Ann. Math. Stat. 10, pp. 275-287.

    Examples
    --------
    >>> result = kendall_w([[1, 2, 3], [1, 2, 3], [1, 2, 3]])
    >>> result.w, result.chi2
    (1.0, 6.0)
    """
    matrix = np.asarray(scores, dtype=np.float64)
    if matrix.ndim != 2 or not np.isfinite(matrix).all():
        raise ValueError("scores must be a matrix of finite numbers")
    n_raters, n_objects = matrix.shape
    reason = None
    if n_raters < 3 or n_objects < 3:
        reason = "few_raters" if n_raters < 3 else "few_objects"
    elif (matrix == matrix[:, :1]).all():
        reason = "no_variation"
    if reason is not None:
        return ConcordanceResult(None, None, None, reason, n_raters, n_objects)
    found = kendall_concordance(matrix.T, missing_policy="refuse")
    w, chi2, p = found.value.value, found.chi2.value, found.p.value
    return ConcordanceResult(w, chi2, p, None, n_raters, n_objects)


@dataclass(frozen=True, slots=True)
class Outlier:
    """An expert's score far from the median of all scores; it still counts."""

    expert: str
    score: Fraction
    median: Fraction


def find_outliers(scores: Mapping[str, Fraction], *, over: Fraction) -> tuple[Outlier, ...]:
    """Find scores more than `over` points (strict) from the median of all scores.

    Parameters
    ----------
    scores : mapping of str to Fraction
        The score, 0-100, of each expert; an expert without a score is not in it, and an empty
        mapping has no outlier.
    over : Fraction
        Points, 0 or more: a score exactly so far from the median is no outlier.

    Returns
    -------
    tuple of Outlier
        In the order of `scores`; each still counts, and must be explained.

    Notes
    -----
    |x - median| > over, computed exactly; the median of an even number of scores is the mean of the
    middle two. The distance is fixed in points and not in standard deviations: three to seven
    experts give no standard deviation to rely on, and one far score would widen its own limit.

    References
    ----------
    Leys, Ley, Klein, Bernard & Licata 2013, J. Exp. Soc. Psychol. 49, pp. 764-766 (distances from
    the median, not from the mean).

    Examples
    --------
    >>> found = find_outliers(
    ...     {"E1": Fraction(80), "E2": Fraction(82), "E3": Fraction(60)}, over=Fraction(15))
    >>> [one.expert for one in found]
    ['E3']
    """
    if not scores:
        return ()
    middle = median(scores.values())
    return tuple(
        Outlier(expert, score, middle)
        for expert, score in scores.items()
        if abs(score - middle) > over
    )
