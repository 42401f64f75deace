"""Confidence intervals of Cronbach's alpha in closed form; resampling lies in `bootstrap`."""

from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.figure import Interval


def feldt_limits(
    alpha: float, *, n: float, k: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Return Feldt's exact limits of raw alpha.

    Parameters
    ----------
    alpha : float
        Raw alpha, at most 1.
    n : float
        Rows really used, more than 1; the harmonic mean of pairwise numbers may be a fraction.
    k : int
        Items, at least 2.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    low, high : float

    Raises
    ------
    ValueError
        `n`, `k` or `confidence` is out of range.

    Notes
    -----
    1 - (1 - alpha) F(1-q/2; n-1, (n-1)(k-1)), and the same with q/2: exact for normal answers
    with equal variances and covariances. (pingouin 0.6.1 keeps the old n after it has dropped
    rows; n is here what was used.)

    References
    ----------
    Feldt, Woodruff & Salih 1987, Appl. Psych. Meas. 11, pp. 93-103.

    Examples
    --------
    >>> [round(limit, 3) for limit in feldt_limits(0.5917188486, n=15, k=10)]
    [0.195, 0.84]
    """
    _require(n > 1, f"n must exceed 1, not {n}")
    _require(k > 1, f"k must exceed 1, not {k}")
    tail = _tail(confidence)
    upper, lower = stats.f.ppf([1 - tail, tail], n - 1, (n - 1) * (k - 1))
    return float(1 - (1 - alpha) * upper), float(1 - (1 - alpha) * lower)


def asymptotic_se(covariance: NDArray[np.float64], *, n: float) -> float:
    """Return the asymptotic standard error of raw alpha.

    Parameters
    ----------
    covariance : ndarray, shape (k, k)
        With k at least 2 and a positive sum.
    n : float
        Rows used.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        The sum has no variance, k is below 2, or `n` is not positive.

    Notes
    -----
    sqrt(Q/n), Q = 2k² / ((k-1)² t³) [t (tr C² + tr²C) - 2 tr C 1'C²1] with t = 1'C1. Normal
    answers, any covariance.

    References
    ----------
    van Zyl, Neudecker & Nel 2000, Psychometrika 65, pp. 271-280; Duhachek & Iacobucci 2004,
    J. Appl. Psych. 89, pp. 792-808.

    Examples
    --------
    >>> round(asymptotic_se(np.array([[2.0, 1.0], [1.0, 2.0]]), n=100), 6)
    0.066667
    """
    k, total = len(covariance), float(covariance.sum())
    _require(k > 1 and total > 0, "the covariance must be of two items whose sum varies")
    _require(n > 0, f"n must be positive, not {n}")
    share = covariance / total  # alpha has no unit, and cubes of large units would overflow
    trace, squares = float(np.trace(share)), float((share**2).sum())
    across = float((share.sum(axis=0) ** 2).sum())
    inner = squares + trace**2 - 2 * trace * across
    return sqrt(max(2 * k**2 / (k - 1) ** 2 * inner, 0.0) / n)


def bonett_limits(
    alpha: float, *, n: float, k: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Return Bonett's limits of raw alpha, without a correction for bias.

    Parameters
    ----------
    alpha : float
        Raw alpha, below 1.
    n : float
        Rows used, more than 2.
    k : int
        Items, at least 2.
    confidence : float

    Returns
    -------
    low, high : float

    Raises
    ------
    ValueError
        `alpha` is 1 or more, or `n`, `k` or `confidence` is out of range.

    Notes
    -----
    1 - exp(ln(1 - alpha) ± z sqrt(2k / ((k-1)(n-2)))). Bonett & Wright 2015 add ln(n/(n-1)) inside;
    this is the form without it, as MBESS has it.

    References
    ----------
    Bonett 2002, J. Educ. Behav. Stat. 27, pp. 335-340.

    Examples
    --------
    >>> [round(limit, 4) for limit in bonett_limits(0.8724063714, n=250, k=7)]
    [0.8457, 0.8945]
    """
    _require(alpha < 1, f"alpha must be below 1, not {alpha}")
    _require(n > 2, f"n must exceed 2, not {n}")
    _require(k > 1, f"k must exceed 1, not {k}")
    width = float(stats.norm.ppf(1 - _tail(confidence))) * sqrt(2 * k / ((k - 1) * (n - 2)))
    return 1 - exp(log(1 - alpha) + width), 1 - exp(log(1 - alpha) - width)


def alpha_intervals(
    alpha: float | None, covariance: NDArray[np.float64], *, n: float, confidence: float = 0.95
) -> dict[str, Interval]:
    """Return the three closed intervals of raw alpha, each with limits or a reason.

    Parameters
    ----------
    alpha : float or None
        Raw alpha of `covariance`; None makes every interval undefined.
    covariance : ndarray, shape (k, k)
    n : float
        Rows used.
    confidence : float

    Returns
    -------
    dict of str to Interval
        `feldt`, `asymptotic` and `bonett`.

    Examples
    --------
    >>> found = alpha_intervals(0.6667, np.eye(2) + 1, n=2)
    >>> found["bonett"].reason
    'few_rows'
    """
    share = f"{100 * confidence:g} %"
    names = {
        "feldt": f"{share} exact F interval (Feldt, Woodruff & Salih 1987)",
        "asymptotic": f"{share} asymptotic normal interval (van Zyl, Neudecker & Nel 2000)",
        "bonett": f"{share} log-transformed interval without bias term (Bonett 2002)",
    }
    if alpha is None:
        return {key: Interval(name, None, "alpha_undefined") for key, name in names.items()}
    k = len(covariance)
    margin = float(stats.norm.ppf(1 - _tail(confidence))) * asymptotic_se(covariance, n=n)
    limits = feldt_limits(alpha, n=n, k=k, confidence=confidence)
    why = "alpha_is_one" if alpha >= 1 else "few_rows" if n <= 2 else None
    logged = None if why else bonett_limits(alpha, n=n, k=k, confidence=confidence)
    return {
        "feldt": Interval(names["feldt"], limits),
        "asymptotic": Interval(names["asymptotic"], (alpha - margin, alpha + margin)),
        "bonett": Interval(names["bonett"], logged, why),
    }


def _tail(confidence: float) -> float:
    _require(0 < confidence < 1, f"confidence must lie between 0 and 1, not {confidence}")
    return (1 - confidence) / 2


def _require(is_met: bool, sentence: str) -> None:  # noqa: FBT001  one condition and its sentence
    if not is_met:
        raise ValueError(sentence)
