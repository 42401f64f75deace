"""Means and shares of samples: design effect, standard errors, finite-population intervals."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scoring.figure import Figure, Interval
from scoring.sampling.refused import SampleRefused, require_confidence

LARGEST: Final = 1e100
_KISH: Final = "Kish 1965 design effect of unequal weights"
_SPREADS: Final = (
    "weighted standard deviation, n / (n - 1)",
    "standard error s / sqrt(n_eff), finite-population factor in it",
    "linearised standard error, finite-population factor in it",
)


@dataclass(frozen=True, slots=True)
class MeanEstimate:
    """A mean and how well it is known.

    `fpc` is the finite-population factor of the standard errors, sqrt(1 - n/N); undefined, and
    taken as 1, where the population was not given.
    """

    n: int
    mean: Figure
    sd: Figure
    se: Figure
    se_linearised: Figure
    interval: Interval
    deff: Figure
    n_eff: Figure
    fpc: Figure


@dataclass(frozen=True, slots=True)
class ShareEstimate:
    """A share of yes answers and how well it is known."""

    n: int
    share: Figure
    se: Figure
    interval: Interval
    wilson: Interval
    fpc: Figure


def design_effect(weights: ArrayLike) -> tuple[Figure, Figure]:
    """Compute Kish's design effect of unequal weights, and the effective sample size.

    Parameters
    ----------
    weights : array_like, shape (n_respondents,)
        0 or more, one of them positive; their scale does not matter.

    Returns
    -------
    deff : Figure
        1 or more: by how much the variance of a mean grows.
    n_eff : Figure
        Respondents of equal weight who would tell as much.

    Raises
    ------
    ValueError
        No weights, or a weight is negative or not finite, or all are 0.

    Notes
    -----
    deff = n sum(w^2) / (sum w)^2, n_eff = n / deff, with n every row. It says nothing of clusters,
    and assumes weights that are not related to the answers.

    References
    ----------
    Kish, L. (1965). Survey Sampling, 11.7; Kish, L. (1992). Weighting for unequal Pi. Journal of
    Official Statistics 8(2), 183-200.

    Examples
    --------
    >>> [figure.value for figure in design_effect([1, 1, 2])]
    [1.125, 2.6666666666666665]
    """
    w = _weights_iv(weights, None)
    deff = float(len(w) * (w @ w) / w.sum() ** 2)
    return Figure(_KISH, deff), Figure("effective sample size, n / Kish deff", len(w) / deff)


def estimate_mean(
    values: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    population: float | None = None,
    confidence: float = 0.95,
) -> MeanEstimate:
    """Estimate a mean with its standard error and Student's t interval.

    Parameters
    ----------
    values : array_like, shape (n_respondents,)
        In the unit of the result; NaN is refused: who did not answer is left out before.
    weights : array_like, shape (n_respondents,), optional
        0 or more, one of them positive; all equal if not given.
    population : float, optional
        People in the frame, N, at least the number of values; infinite or None: no
        finite-population factor is taken.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    MeanEstimate
        Standard errors and interval are undefined for one value (`one_value`); the interval is
        also where the values do not vary (`no_spread`). Everybody asked (n = N): all errors are 0
        and the interval is the mean itself, with the caution `census`.

    Raises
    ------
    ValueError
        No values, lengths differ, a value or a weight cannot be used, n exceeds the population, or
        the confidence lies outside 0-1.

    Notes
    -----
    mean = sum(w y) / sum(w), s^2 = n / (n - 1) * sum(w (y - mean)^2) / sum(w),
    se = f s / sqrt(n_eff) with n_eff by Kish and f = sqrt(1 - n/N), interval mean +- t(n - 1) se.
    Beside it the linearised error f sqrt(n / (n - 1) sum(w^2 (y - mean)^2)) / sum(w), which holds
    too where weights go with answers. Both equal f s / sqrt(n) under equal weights. Neither
    credits raking with what the margins explain of y, nor knows of clusters.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., 2.6-2.8. Kish, L. (1965). Survey Sampling,
    11.7. Woodruff, R. S. (1971). JASA 66(334), 411-414 (linearised).

    Examples
    --------
    >>> found = estimate_mean([2, 4, 6, 8], population=8)
    >>> found.mean.value, round(found.se.value, 6), [round(x, 4) for x in found.interval.limits]
    (5.0, 0.912871, [2.0948, 7.9052])
    """
    y = _values_iv(values, confidence)
    n = len(y)
    w = np.ones(n) if weights is None else _weights_iv(weights, n)
    fpc = _finite_factor(n, population)
    deff, n_eff = design_effect(w)
    kind = "mean" if weights is None else "weighted mean"
    mean = float(w @ y / w.sum())
    label = f"Student's t (n - 1), {confidence:.0%}"
    f = 1.0 if fpc.value is None else fpc.value
    if n < 2:
        sd, se, linear = (Figure(variant, None, "one_value") for variant in _SPREADS)
        interval = Interval(label, None, "one_value")
    else:
        deviations = y - mean if np.ptp(y[w > 0]) > 0 else np.zeros(n)
        s = float(np.sqrt(n / (n - 1) * (w @ deviations**2) / w.sum()))
        kish = f * s * float(np.sqrt(w @ w) / w.sum())
        taylor = f * float(np.sqrt(n / (n - 1) * (w**2 @ deviations**2)) / w.sum())
        sd, se, linear = map(Figure, _SPREADS, (s, kish, taylor))
        interval = _t_interval(label, mean, kish, n=n, confidence=confidence, is_census=f == 0)
    return MeanEstimate(n, Figure(kind, mean), sd, se, linear, interval, deff, n_eff, fpc)


def estimate_share(
    n_yes: int, n: int, *, population: float | None = None, confidence: float = 0.95
) -> ShareEstimate:
    """Estimate a share of yes answers with finite-population intervals.

    Parameters
    ----------
    n_yes, n : int
        Yes answers and all answers, 0 <= n_yes <= n, n 1 or more.
    population : float, optional
        People in the frame, at least n; infinite or None: no finite-population factor is taken.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    ShareEstimate
        As a fraction, 0-1. The t interval is undefined where all say the same (`no_spread`);
        Wilson's is not.

    Raises
    ------
    ValueError
        A number is out of its range.

    Notes
    -----
    se = sqrt((1 - n/N) p (1 - p) / (n - 1)), p +- t(n - 1) se cut to 0-1. Wilson's score interval
    takes n / (1 - n/N) answers in place of n, and the normal quantile.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., 3.2-3.6. Wilson, E. B. (1927). JASA
    22(158), 209-212.

    Examples
    --------
    >>> found = estimate_share(60, 100, population=400)
    >>> round(found.se.value, 6), [round(x, 4) for x in found.interval.limits]
    (0.04264, [0.5154, 0.6846])
    >>> estimate_share(0, 20).interval.reason
    'no_spread'
    """
    if n < 1 or not 0 <= n_yes <= n:
        raise ValueError(f"n_yes must lie between 0 and n, not {n_yes!r} of {n!r}")
    require_confidence(confidence)
    fpc = _finite_factor(n, population)
    f = 1.0 if fpc.value is None else fpc.value
    p = n_yes / n
    label = f"Student's t (n - 1), {confidence:.0%}"
    wilson = f"Wilson 1927, {confidence:.0%}"
    share = Figure("share", p)
    variant = "standard error of a share, finite-population factor in it"
    limits = _wilson(p, n, f=f, confidence=confidence)
    if n < 2:
        none = Figure(variant, None, "one_value")
        interval = Interval(label, None, "one_value")
        return ShareEstimate(n, share, none, interval, Interval(wilson, limits), fpc)
    se = f * float(np.sqrt(p * (1 - p) / (n - 1)))
    interval = _t_interval(label, p, se, n=n, confidence=confidence, is_census=f == 0)
    if interval.limits is not None:
        low, high = interval.limits
        interval = Interval(label, (max(low, 0.0), min(high, 1.0)), interval.reason)
    return ShareEstimate(n, share, Figure(variant, se), interval, Interval(wilson, limits), fpc)


def _wilson(p: float, n: int, *, f: float, confidence: float) -> tuple[float, float]:
    """Return Wilson's limits for n / f^2 answers; the share itself where everybody was asked."""
    per_answer = f * f / n * float(stats.norm.ppf((1 + confidence) / 2)) ** 2
    centre = (p + per_answer / 2) / (1 + per_answer)
    half = float(np.sqrt(per_answer * p * (1 - p) + per_answer**2 / 4)) / (1 + per_answer)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def _t_interval(
    label: str, centre: float, se: float, *, n: int, confidence: float, is_census: bool
) -> Interval:
    if is_census:
        return Interval(label, (centre, centre), "census")
    if se == 0:
        return Interval(label, None, "no_spread")
    half = float(stats.t.ppf((1 + confidence) / 2, n - 1)) * se
    return Interval(label, (centre - half, centre + half))


def _finite_factor(n: int, population: float | None) -> Figure:
    variant = "finite-population factor sqrt(1 - n/N)"
    if population is None:
        return Figure(variant, None, "population_unknown")
    if not population >= n:
        raise SampleRefused(
            f"population must be at least the {n} answers, not {population!r}",
            f"总体人数应不少于 {n} 份回答，而不是 {population!r}",
        )
    return Figure(variant, float(np.sqrt(1 - n / population)))


def _values_iv(values: ArrayLike, confidence: float) -> NDArray[np.float64]:
    y = np.asarray(values, dtype=np.float64)
    if y.ndim != 1 or not len(y) or not (np.abs(y) <= LARGEST).all():
        raise ValueError("values must be a list of one or more numbers between -1e100 and 1e100")
    require_confidence(confidence)
    return y


def _weights_iv(weights: ArrayLike, n: int | None) -> NDArray[np.float64]:
    w = np.asarray(weights, dtype=np.float64)
    if w.ndim != 1 or not len(w) or not np.isfinite(w).all() or (w < 0).any() or not w.any():
        raise ValueError("weights must be finite, not negative, and one of them positive")
    if n is not None and len(w) != n:
        raise ValueError(f"weights must be one for each of the {n} values, not {len(w)}")
    return np.asarray(w / w.max(), dtype=np.float64)
