"""Internal consistency of a scale: Cronbach's alpha and item statistics from one covariance."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

NO_VARIANCE: Final = 1e-12
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
        Use complete rows only, or refuse a matrix with NaN.
    confidence : float
        Of the two-sided interval, between 0 and 1.

    Returns
    -------
    AlphaResult

    Raises
    ------
    ValueError
        `matrix` is no matrix, holds an infinity, or holds NaN although `missing_policy` is
        'refuse'; the policy or the confidence is not allowed.

    Notes
    -----
    alpha = k/(k-1) (1 - tr C / 1'C1), C the covariance of complete rows. One item, fewer than two
    complete rows or no variance of the sum: alpha is None, never NaN, 0 or 1. Interval:
    1 - (1 - alpha) F(1-q/2; n-1, (n-1)(k-1)) and the same with q/2. Corrected item-total
    r_i = sum_{j != i} c_ij / sqrt(c_ii 1'C_{-i}1). All item values come from the same C.

    References
    ----------
    Cronbach 1951, Psychometrika 16; Feldt, Woodruff & Salih 1987, Appl. Psych. Meas. 11.

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
        centred = rows - rows.mean(axis=0)
        covariance = centred.T @ centred / (n - 1)
        alpha = _alpha_of(covariance)
        if alpha is not None:
            interval = _feldt(alpha, n=n, k=k, confidence=confidence)
            return AlphaResult(alpha, None, interval, n, k, *_item_statistics(covariance))
        reason = "no_variance"
    return AlphaResult(None, reason, None, n, k, (None,) * k, (None,) * k)


def _alpha_iv(
    matrix: ArrayLike, missing_policy: MissingPolicy, confidence: float
) -> NDArray[np.float64]:
    rows = np.asarray(matrix, dtype=np.float64)
    if rows.ndim != 2:
        raise ValueError(f"matrix must have two dimensions, not {rows.ndim}")
    if np.isinf(rows).any():
        raise ValueError("matrix must not hold an infinity")
    if missing_policy not in {"listwise", "refuse"}:
        raise ValueError(f"missing_policy must be 'listwise' or 'refuse', not {missing_policy!r}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    is_complete = ~np.isnan(rows).any(axis=1)
    if missing_policy == "refuse" and not is_complete.all():
        raise ValueError("matrix holds NaN, which missing_policy 'refuse' does not allow")
    return rows[is_complete]


def _alpha_of(covariance: NDArray[np.float64]) -> float | None:
    k, trace, total = len(covariance), float(np.trace(covariance)), float(covariance.sum())
    if total <= NO_VARIANCE * max(trace, 1.0):
        return None
    return k / (k - 1) * (1 - trace / total)


def _feldt(alpha: float, *, n: int, k: int, confidence: float) -> tuple[float, float]:
    tail = (1 - confidence) / 2
    upper, lower = stats.f.ppf([1 - tail, tail], n - 1, (n - 1) * (k - 1))
    return float(1 - (1 - alpha) * upper), float(1 - (1 - alpha) * lower)


def _item_statistics(
    covariance: NDArray[np.float64],
) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    k = len(covariance)
    own, total = np.diag(covariance), covariance.sum()
    with_rest = covariance.sum(axis=0) - own
    rest = total - 2 * with_rest - own
    item_total: list[float | None] = []
    if_deleted: list[float | None] = []
    least = NO_VARIANCE * max(float(np.trace(covariance)), 1.0)
    for i in range(k):
        is_defined = own[i] > least and rest[i] > least
        r = with_rest[i] / np.sqrt(own[i] * rest[i]) if is_defined else None
        item_total.append(None if r is None else float(r))
        kept = np.delete(np.delete(covariance, i, axis=0), i, axis=1)
        if_deleted.append(_alpha_of(kept) if k > 2 else None)
    return tuple(item_total), tuple(if_deleted)
