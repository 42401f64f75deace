"""Agreement between people: Cohen's kappa of two coders, Kendall's W of a panel, outliers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats


@dataclass(frozen=True, slots=True)
class KappaResult:
    """Cohen's kappa (None with a `reason`), the share of agreement, and the pairs counted."""

    kappa: Fraction | None
    reason: str | None
    agreement_share: Fraction | None
    n: int


def cohen_kappa(pairs: Sequence[tuple[int, int]], *, categories: Sequence[int]) -> KappaResult:
    """Compute unweighted kappa of two coders.

    Parameters
    ----------
    pairs : sequence of (int, int)
        The codes that the first and the second coder gave to each segment.
    categories : sequence of int
        The categories of the code book, not those seen.

    Returns
    -------
    KappaResult
        Exact fractions. No pairs, or chance agreement of 1: kappa is None.

    Raises
    ------
    ValueError
        A code is not in the code book.

    Notes
    -----
    kappa = (p_o - p_e) / (1 - p_e), p_e = sum over categories of the product of the margins.

    References
    ----------
    Cohen 1960, Educ. Psych. Meas. 20.

    Examples
    --------
    >>> cohen_kappa([(1, 1), (1, 0), (0, 0), (0, 0)], categories=[0, 1]).kappa
    Fraction(1, 2)
    """
    known, n = set(categories), len(pairs)
    if any(first not in known or second not in known for first, second in pairs):
        raise ValueError("a code is not in the code book")
    if n == 0:
        return KappaResult(None, "no_segments", None, 0)
    firsts = Counter(first for first, _ in pairs)
    seconds = Counter(second for _, second in pairs)
    observed = Fraction(sum(first == second for first, second in pairs), n)
    expected = sum((Fraction(firsts[c] * seconds[c], n * n) for c in known), Fraction(0))
    if expected == 1:
        return KappaResult(None, "no_variation", observed, n)
    return KappaResult((observed - expected) / (1 - expected), None, observed, n)


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
    W = chi2 / (m (n - 1)) with Friedman's tie-corrected chi2 over the objects, blocked by rater,
    which equals 12 S / (m^2 (n^3 - n) - m sum(t^3 - t)).

    References
    ----------
    Kendall & Babington Smith 1939, Ann. Math. Stat. 10; scipy.stats.friedmanchisquare.

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
    chi2, p = stats.friedmanchisquare(*matrix.T)
    w = float(chi2) / (n_raters * (n_objects - 1))
    return ConcordanceResult(w, float(chi2), float(p), None, n_raters, n_objects)


@dataclass(frozen=True, slots=True)
class Outlier:
    """An expert's score far from the median of all scores; it still counts."""

    expert: str
    score: Fraction
    median: Fraction


def find_outliers(scores: Mapping[str, Fraction], *, over: Fraction) -> tuple[Outlier, ...]:
    """Find scores more than `over` points (strict) from the median of all scores.

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
