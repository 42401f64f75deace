"""Internal consistency of a scale: Cronbach's alpha from one covariance matrix."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.correlations import is_flat, sums_without_each
from scoring.figure import Figure
from scoring.reliability.intervals import feldt_limits
from scoring.reliability.items import corrected_item_totals
from scoring.reliability.moments import covariance_of, moments_of
from scoring.reliability.points import checked_points

MissingPolicy = Literal["listwise", "refuse"]


@dataclass(frozen=True, slots=True)
class AlphaResult:
    """Cronbach's alpha and item statistics, or why they cannot be computed.

    `alpha` at most 1, may be negative, None with a `reason` (one_item, few_rows, no_variance);
    `interval` Feldt's limits; `n` complete rows used; `k` items; `item_total` corrected item-total
    correlations and `if_deleted` alpha without each item, both of length k with None where
    undefined.
    """

    alpha: float | None
    reason: str | None
    interval: tuple[float, float] | None
    n: int
    k: int
    item_total: tuple[float | None, ...]
    if_deleted: tuple[float | None, ...]


def cronbach_alpha(
    matrix: ArrayLike, *, missing_policy: MissingPolicy, confidence: float = 0.95
) -> AlphaResult:
    """Compute raw Cronbach's alpha with Feldt's interval and item statistics.

    Parameters
    ----------
    matrix : array_like, shape (n_respondents, n_items)
        Recoded answers in points on the response scale; NaN is no rating.
    missing_policy : {'listwise', 'refuse'}
        Use complete rows only, or refuse a matrix with NaN. (`analyse_reliability` offers the
        pairwise covariance and the half-rule too.)
    confidence : float
        Of the two-sided interval, between 0 and 1.

    Returns
    -------
    AlphaResult

    Raises
    ------
    ValueError
        `matrix` is no matrix, has no column, holds an infinity, or holds NaN although
        `missing_policy` is 'refuse'; the policy or the confidence is not allowed.

    Notes
    -----
    alpha = k/(k-1) (1 - tr C / 1'C1), C the covariance of complete rows. One item, fewer than two
    complete rows or no variance of the sum: alpha is None, never NaN, 0 or 1. An item without
    variance is kept: it adds nothing to C, but k counts it. Interval:
    1 - (1 - alpha) F(1-q/2; n-1, (n-1)(k-1)) and the same with q/2. Corrected item-total
    r_i = sum_{j != i} c_ij / sqrt(c_ii 1'C_{-i}1). All item values come from the same C.

    References
    ----------
    Cronbach 1951, Psychometrika 16, p. 299; Feldt, Woodruff & Salih 1987, Appl. Psych. Meas. 11,
    pp. 93-103.

    Examples
    --------
    >>> result = cronbach_alpha([[1, 2], [2, 3], [3, 3], [4, 5]], missing_policy="refuse")
    >>> round(result.alpha, 4)
    0.96
    """
    rows = _alpha_iv(matrix, missing_policy, confidence)
    n, k = rows.shape
    reason = "one_item" if k < 2 else "few_rows" if n < 2 else None
    if reason is None:
        covariance = covariance_of(moments_of(rows))
        alpha = alpha_of(covariance)
        if alpha is not None:
            interval = feldt_limits(alpha, n=n, k=k, confidence=confidence)
            item_total = corrected_item_totals(covariance)
            return AlphaResult(
                alpha, None, interval, n, k, item_total, alphas_if_deleted(covariance)
            )
        reason = "no_variance"
    return AlphaResult(None, reason, None, n, k, (None,) * k, (None,) * k)


def _alpha_iv(
    matrix: ArrayLike, missing_policy: MissingPolicy, confidence: float
) -> NDArray[np.float64]:
    rows = checked_points(matrix)
    if missing_policy not in {"listwise", "refuse"}:
        raise ValueError(f"missing_policy must be 'listwise' or 'refuse', not {missing_policy!r}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    is_complete = ~np.isnan(rows).any(axis=1)
    if missing_policy == "refuse" and not is_complete.all():
        raise ValueError("matrix holds NaN, which missing_policy 'refuse' does not allow")
    return rows[is_complete]


def alpha_of(covariance: NDArray[np.float64]) -> float | None:
    """Return raw alpha of a covariance matrix, None without two items or variance of the sum.

    Parameters
    ----------
    covariance : ndarray, shape (k, k)
        In squared points. Dichotomous items give KR-20.

    Returns
    -------
    float or None
        At most 1; may be negative.

    References
    ----------
    Cronbach 1951, Psychometrika 16, p. 299; Kuder & Richardson 1937, Psychometrika 2, pp. 151-160,
    formula 20.

    Examples
    --------
    >>> alpha_of(np.array([[2.0, 1.0], [1.0, 2.0]]))
    0.6666666666666667
    """
    k, trace, total = len(covariance), float(np.trace(covariance)), float(covariance.sum())
    if k < 2 or is_flat(total, trace=trace):
        return None
    return k / (k - 1) * (1 - trace / total)


def standardised_alpha_of(correlation: NDArray[np.float64]) -> float | None:
    """Return standardised alpha of a correlation matrix.

    Parameters
    ----------
    correlation : ndarray, shape (k, k)

    Returns
    -------
    float or None
        k r / (1 + (k - 1) r) with r the mean correlation; None with one item or where the sum of
        the standardised items has no variance.

    References
    ----------
    Tenenhaus et al. 2005, Comput. Stat. Data Anal. 48, pp. 159-205, print this variant as "alpha".

    Examples
    --------
    >>> round(standardised_alpha_of(np.array([[1.0, 0.5], [0.5, 1.0]])), 6)
    0.666667
    """
    return alpha_of(correlation)


def alphas_if_deleted(covariance: NDArray[np.float64]) -> tuple[float | None, ...]:
    """Return raw alpha without each item in turn.

    Parameters
    ----------
    covariance : ndarray, shape (k, k)

    Returns
    -------
    tuple of float or None
        All None with fewer than three items.

    Notes
    -----
    All k values from running sums of the same C: no matrix is rebuilt.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, p. 72, table 11.

    Examples
    --------
    >>> alphas_if_deleted(np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]]))
    (0.0, 0.0, 0.6666666666666667)
    """
    k = len(covariance)
    if k < 3:
        return (None,) * k
    totals, traces = sums_without_each(covariance)
    return tuple(
        None if is_flat(total, trace=trace) else float((k - 1) / (k - 2) * (1 - trace / total))
        for trace, total in zip(traces.tolist(), totals.tolist(), strict=True)
    )


def alpha_figures(
    covariance: NDArray[np.float64], correlation: NDArray[np.float64] | None, *, is_binary: bool
) -> tuple[Figure, Figure, Figure]:
    """Return raw alpha, standardised alpha and KR-20, each labelled or with a reason.

    Parameters
    ----------
    covariance : ndarray, shape (k, k)
    correlation : ndarray, shape (k, k), or None
        None where an item has no variance.
    is_binary : bool
        Whether every answer is 0 or 1: only then is raw alpha KR-20 as well.

    Returns
    -------
    tuple of three Figure

    Examples
    --------
    >>> raw, _, kr20 = alpha_figures(np.eye(2) + 1, None, is_binary=False)
    >>> round(raw.value, 4), kr20.reason
    (0.6667, 'not_binary')
    """
    few = "one_item" if len(covariance) < 2 else None
    alpha = alpha_of(covariance)
    raw = Figure("raw (covariance) Cronbach alpha", alpha, few or _unless(alpha, "no_variance"))
    standard = None if correlation is None else standardised_alpha_of(correlation)
    why = few or ("zero_variance_item" if correlation is None else _unless(standard, "no_variance"))
    kr20 = Figure("KR-20", alpha if is_binary else None, raw.reason if is_binary else "not_binary")
    return raw, Figure("standardised (correlation) Cronbach alpha", standard, why), kr20


def _unless(value: float | None, reason: str) -> str | None:
    return reason if value is None else None
