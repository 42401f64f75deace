"""What indicators really weigh in a score: their effective influence beside the nominal weight."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.figure import Figure
from scoring.weights.weighting import best_is_one, checked_tasks

FEW_VALUES: Final = 7
FEWEST_TASKS: Final = 10
MOST_POINTS: Final = 200
ALONE: Final = 1e-8
BANDWIDTHS: Final = np.geomspace(0.05, 5.0, 25)
"""Bandwidths tried, in standard deviations of the indicator."""


@dataclass(frozen=True, slots=True)
class Influence:
    """How much of a score's variance one indicator explains by itself.

    `linear` is the squared correlation, `ratio` the correlation ratio, both 0-1; `share` is the
    indicator's part of all correlation ratios, 0-1; `correlation` is -1 to 1: an indicator that
    pulls against its own score is negative.
    """

    weight: float
    correlation: Figure
    linear: Figure
    ratio: Figure
    share: Figure


def effective_influence(
    values: ArrayLike, scores: ArrayLike, *, weights: ArrayLike
) -> tuple[Influence, ...]:
    """Compute the effective influence of every indicator on a score.

    Parameters
    ----------
    values : array_like, shape (n_tasks, n_indicators)
        As they enter the score: normalised, more is better. NaN is refused.
    scores : array_like, shape (n_tasks,)
    weights : array_like, shape (n_indicators,)
        Nominal weights, printed beside.

    Returns
    -------
    tuple of Influence
        Undefined for a constant indicator, constant scores, or fewer than ten tasks (correlation
        and its square: fewer than three).

    Raises
    ------
    ValueError
        Shapes differ, or a number is NaN or infinite.

    Notes
    -----
    S_j = Var E(score | x_j) / Var score, by `correlation_ratio`. Weights are worth of a trade-off
    between indicators; influence also follows spread and correlation. The shares sum to 1 over the
    indicators for which S is defined.

    References
    ----------
    Pearson 1905, Drapers' Company Research Memoirs, Biometric Series II; Paruolo, Saisana &
    Saltelli 2013, J. R. Stat. Soc. A 176, pp. 609-634.

    Examples
    --------
    >>> x = np.column_stack([np.arange(12), np.tile([0, 5, 2], 4)])
    >>> found = effective_influence(x, x @ [0.5, 0.5], weights=[0.5, 0.5])
    >>> [round(one.linear.value, 3) for one in found]
    [0.76, 0.324]
    """
    table = checked_tasks(values)
    y = np.asarray(scores, dtype=np.float64)
    nominal = np.asarray(weights, dtype=np.float64)
    if y.shape != (len(table),) or nominal.shape != (table.shape[1],):
        raise ValueError("scores must be one a task, and weights one an indicator")
    if not np.isfinite(y).all() or not np.isfinite(nominal).all():
        raise ValueError("scores and weights must not hold NaN or an infinity")
    ratios = [correlation_ratio(table[:, j], y) for j in range(table.shape[1])]
    total = sum(one.value for one in ratios if one.value is not None)
    found = []
    for j, ratio in enumerate(ratios):
        correlation = _correlation(table[:, j], y)
        r = correlation.value
        linear = Figure(
            "squared Pearson correlation", None if r is None else r**2, correlation.reason
        )
        share = None if ratio.value is None or total <= 0 else ratio.value / total
        why = ratio.reason if ratio.value is None else "uncorrelated" if share is None else None
        part = Figure("share of all correlation ratios", share, why)
        found.append(Influence(float(nominal[j]), correlation, linear, ratio, part))
    return tuple(found)


def correlation_ratio(x: ArrayLike, y: ArrayLike) -> Figure:
    """Estimate how much of the variance of y the mean of y given x explains.

    Parameters
    ----------
    x, y : array_like, shape (n,)

    Returns
    -------
    Figure
        0-1. Undefined with fewer than ten values, or if x or y does not vary.

    Raises
    ------
    ValueError
        Shapes differ, or a number is NaN or infinite.

    Notes
    -----
    With at most seven different x the mean of y is taken at each (Pearson's eta²). With more, it is
    a local linear regression with a Gaussian kernel; the bandwidth, in standard deviations of x, is
    the one of 25 from .05 to 5, or the straight line, with the smallest leave-one-out error. More
    than 200 tasks are first averaged in 200 groups of neighbours. S = sum (m(x_i) - mean m)² /
    sum (y_i - mean y)², at most 1 and, as in theory, at least the squared correlation. Estimates
    from few tasks are rough, and smoothing flattens a sharp curve a little.

    References
    ----------
    Pearson 1905, Drapers' Company Research Memoirs, Biometric Series II; Paruolo, Saisana &
    Saltelli 2013, J. R. Stat. Soc. A 176, section 3; Fan & Gijbels 1996, Local Polynomial
    Modelling, ch. 3.

    Examples
    --------
    >>> correlation_ratio([1, 1, 2, 2, 3, 3] * 2, [0, 2, 4, 6, 0, 2] * 2).value
    0.7804878048780488
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape or not np.isfinite(np.append(a, b)).all():
        raise ValueError("x and y must be equally long rows of finite numbers")
    points = np.unique(a)
    is_grouped = len(points) <= FEW_VALUES
    label = "correlation ratio, " + ("means at each value" if is_grouped else "local linear")
    if len(a) < FEWEST_TASKS:
        return Figure(label, None, "few_tasks")
    pair, flat = best_is_one(np.column_stack([a, b]))
    if flat.any():
        return Figure(label, None, "constant_indicator" if flat[0] else "no_variance")
    placed, centred = pair[:, 0], pair[:, 1] - pair[:, 1].mean()
    if is_grouped:
        mean_at, counts = _group_means(placed, centred)
    else:
        mean_at, counts = _local_linear((placed - placed.mean()) / placed.std(), centred)
    middle = counts @ mean_at / len(b)
    explained = float(counts @ (mean_at - middle) ** 2 / (centred @ centred))
    straight = float(np.corrcoef(placed, centred)[0, 1]) ** 2
    return Figure(label, min(max(explained, straight), 1.0))


def _correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> Figure:
    label = "Pearson correlation with the score"
    if len(x) < 3:
        return Figure(label, None, "few_tasks")
    pair, flat = best_is_one(np.column_stack([x, y]))
    if flat.any():
        return Figure(label, None, "constant_indicator" if flat[0] else "no_variance")
    return Figure(label, float(np.clip(np.corrcoef(pair[:, 0], pair[:, 1])[0, 1], -1.0, 1.0)))


def _group_means(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean of y at each value of x, and how many there are."""
    _, group, counts = np.unique(x, return_inverse=True, return_counts=True)
    means: NDArray[np.float64] = np.bincount(group, weights=y) / counts
    return means, counts.astype(np.float64)


def _local_linear(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return means fitted at the bandwidth with the smallest leave-one-out error, and counts."""
    order = np.argsort(x, kind="stable")
    parts = np.array_split(order, min(len(x), MOST_POINTS))
    counts = np.array([len(part) for part in parts], dtype=np.float64)
    at = np.array([x[part].mean() for part in parts])
    means = np.array([y[part].mean() for part in parts])
    gaps = at[None, :] - at[:, None]
    best, fitted = np.inf, means
    for bandwidth in (np.inf, *BANDWIDTHS):
        kernel = np.exp(-0.5 * (gaps / bandwidth) ** 2) * counts
        s0, s1, s2 = (np.sum(kernel * gaps**power, axis=1) for power in range(3))
        spread = s0 * s2 - s1**2
        smoother = kernel * (s2[:, None] - gaps * s1[:, None])
        own = np.diag(smoother) / np.where(spread > 0, spread, 1.0)
        if (spread <= ALONE * s0 * s2.max()).any() or (own > 1 - ALONE).any():
            continue  # a point stands alone within the bandwidth: there is no line through it
        mean_at = smoother @ means / spread
        error = float(counts @ ((means - mean_at) / (1 - own)) ** 2)
        if error < best:
            best, fitted = error, mean_at
    return fitted, counts
