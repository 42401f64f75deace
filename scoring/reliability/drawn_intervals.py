"""Intervals of alphas that were drawn, percentile and BCa; drawing itself lies elsewhere."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.correlations import NO_VARIANCE
from scoring.figure import Interval
from scoring.resampling import FEWEST_DRAWS, limits_at, percentile_limits


@dataclass(frozen=True, slots=True)
class BootstrapResult:
    """What resampling the respondents says of alpha.

    `percentile` and `bca` intervals; `se` the standard deviation of the draws or None; `n_draws`
    asked for and `n_dropped` of them without variance of the sum.
    """

    percentile: Interval
    bca: Interval
    se: float | None
    n_draws: int
    n_dropped: int


def bootstrap_of(
    draws: NDArray[np.float64],
    whole: float,
    without: NDArray[np.float64],
    *,
    confidence: float,
) -> BootstrapResult:
    """Return both intervals of alphas that were drawn.

    Parameters
    ----------
    draws : ndarray, shape (n_draws,)
        Alphas of resampled respondents, NaN where undefined.
    whole : float
        Alpha of all rows.
    without : ndarray, shape (n,)
        Alphas without each row (the jackknife), NaN where undefined.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    BootstrapResult
        No limits (`few_draws`) where fewer than 100 draws are usable.

    References
    ----------
    Efron 1987, J. Am. Stat. Assoc. 82, pp. 171-185.

    Examples
    --------
    >>> draws = np.linspace(0.5, 0.9, 399)
    >>> found = bootstrap_of(draws, 0.7, draws[:20], confidence=0.95)
    >>> [round(limit, 3) for limit in found.percentile.limits]
    [0.509, 0.891]
    """
    n_draws, usable = len(draws), draws[~np.isnan(draws)]
    n_dropped = n_draws - len(usable)
    if len(usable) < FEWEST_DRAWS:
        return no_bootstrap("few_draws", confidence, n_draws=n_draws, n_dropped=n_dropped)
    return BootstrapResult(
        Interval(_name("percentile", confidence), percentile_limits(usable, confidence)),
        _bca(usable, whole, without[~np.isnan(without)], confidence),
        float(usable.std(ddof=1)),
        n_draws,
        n_dropped,
    )


def _bca(
    draws: NDArray[np.float64], whole: float, without: NDArray[np.float64], confidence: float
) -> Interval:
    """Return the bias-corrected and accelerated interval; `without` is the jackknife."""
    name = _name("BCa", confidence)
    share = float((draws < whole).mean())
    is_steady = np.ptp(without) <= NO_VARIANCE * max(1.0, abs(whole)) if len(without) else True
    if not 0 < share < 1 or is_steady:  # a spread of nothing but rounding has no third moment
        return Interval(name, None, "bca_degenerate")
    bias, apart = float(stats.norm.ppf(share)), without.mean() - without
    acceleration = float((apart**3).sum()) / (6 * float((apart**2).sum()) ** 1.5)
    tail = (1 - confidence) / 2
    shifted = bias + stats.norm.ppf([tail, 1 - tail])
    ranks = stats.norm.cdf(bias + shifted / (1 - acceleration * shifted))
    return Interval(name, limits_at(draws, ranks))


def no_bootstrap(
    reason: str, confidence: float, *, n_draws: int = 0, n_dropped: int = 0
) -> BootstrapResult:
    """Return the result of a bootstrap that says nothing, and why.

    Parameters
    ----------
    reason : str
        A key of REASONS.
    confidence : float
    n_draws, n_dropped : int
        Draws asked for, and those of them without variance of the sum.

    Returns
    -------
    BootstrapResult

    Examples
    --------
    >>> no_bootstrap("not_asked", 0.95).bca.reason
    'not_asked'
    """
    percentile = Interval(_name("percentile", confidence), None, reason)
    bca = Interval(_name("BCa", confidence), None, reason)
    return BootstrapResult(percentile, bca, None, n_draws, n_dropped)


def _name(variant: str, confidence: float) -> str:
    return f"{100 * confidence:g} % bootstrap {variant} interval, respondents resampled"
