"""Scores that are no straight line: best inside a range, steps, and lines over knots.

The rules `range` and `step` of the engine (`scoring.rules.figures`) score one figure exactly and
say how; here the same shapes are drawn for whole columns in floating point.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.normalisation.checking import HUNDRED, Ends, ends_iv, figures_iv, finite_iv


def best_inside(
    values: ArrayLike, points: tuple[float, float, float, float], *, ends: Ends = HUNDRED
) -> NDArray[np.float64]:
    """Score figures that are best inside a range.

    Parameters
    ----------
    values : array_like, any shape
        Figures; NaN is missing and stays NaN.
    points : tuple of four float
        Where the score leaves its worst, reaches its best, leaves it, and is back at its worst.
    ends : tuple of float
        Worst and best score.

    Returns
    -------
    ndarray, shape of `values`

    Raises
    ------
    ValueError
        The points do not rise (the inner two may be equal), `ends` do not rise, or a figure is
        infinite.

    Notes
    -----
    Linear from the outer to the inner points, best between the inner, worst outside.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88.

    Examples
    --------
    >>> best_inside([10, 20, 30, 45, 70], (10, 30, 40, 50)).tolist()
    [0.0, 50.0, 100.0, 50.0, 0.0]
    """
    lo_zero, lo_full, hi_full, hi_zero = finite_iv(points, "points").tolist()
    if not lo_zero < lo_full <= hi_full < hi_zero:
        raise ValueError(f"points must rise, not {points}")
    worst, best = ends_iv(ends)
    knots = [lo_zero, lo_full, hi_full, hi_zero]
    return np.asarray(
        np.interp(figures_iv(values, "values"), knots, [worst, best, best, worst]),
        dtype=np.float64,
    )


def stepped(
    values: ArrayLike,
    limits: Sequence[float],
    scores: Sequence[float],
    *,
    side: Literal["at_least", "at_most"],
) -> NDArray[np.float64]:
    """Score figures by the first band that holds them.

    Parameters
    ----------
    values : array_like, any shape
        Figures; NaN is missing and stays NaN.
    limits : sequence of float, length n
        Limits of the bands from best to worst, each included in its band.
    scores : sequence of float, length n + 1
        Scores of the bands, the last for what no band holds; they must not rise.
    side : {'at_least', 'at_most'}
        Whether a figure must reach a limit (limits fall) or stay within it (limits rise).

    Returns
    -------
    ndarray, shape of `values`

    Raises
    ------
    ValueError
        The limits are not in order, the scores rise or are not one more, `side` is not allowed, or
        a figure is infinite.

    Notes
    -----
    The score of the first band, from the best on, whose limit the figure keeps; a limit belongs to
    its band. Differences within a band are lost, and a figure near a limit may gain or lose a whole
    step: the rule says so, and `scoring.uncertainty` shows how near it was.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88
    (categorical scales).

    Examples
    --------
    >>> stepped([95, 90, 72, 10], [90, 60], [100, 75, 0], side="at_least").tolist()
    [100.0, 100.0, 75.0, 0.0]
    >>> stepped([0, 1, 3], [0, 2], [100, 60, 0], side="at_most").tolist()
    [100.0, 60.0, 0.0]
    """
    figures = figures_iv(values, "values")
    bounds, points = finite_iv(limits, "limits"), finite_iv(scores, "scores")
    if side not in ("at_least", "at_most"):
        raise ValueError(f"side must be 'at_least' or 'at_most', not {side!r}")
    if points.shape != (len(bounds) + 1,):
        raise ValueError(f"scores must be one more than the {len(bounds)} limits")
    sign = 1.0 if side == "at_most" else -1.0
    if (np.diff(sign * bounds) <= 0).any() or (np.diff(points) > 0).any():
        raise ValueError("limits and scores must go from the best band to the worst")
    at = np.searchsorted(sign * bounds, sign * figures, side="left")
    return np.where(np.isnan(figures), np.nan, points[at])


def piecewise(
    values: ArrayLike, knots: Sequence[float], scores: Sequence[float]
) -> NDArray[np.float64]:
    """Score figures on straight lines between knots.

    Parameters
    ----------
    values : array_like, any shape
        Figures; NaN is missing and stays NaN.
    knots : sequence of float, length n, n at least 2
        Figures whose score is given, strictly rising or strictly falling.
    scores : sequence of float, length n
        Their scores.

    Returns
    -------
    ndarray, shape of `values`
        Outside the knots the score of the nearest one.

    Raises
    ------
    ValueError
        Knots are fewer than two, not in order or not one for each score, or a figure is infinite.

    Notes
    -----
    s_i + (s_i+1 - s_i) (x - k_i) / (k_i+1 - k_i) between the knots k_i and k_i+1. Floor, baseline
    and target of the rule `anchored` are the knots of 0, 60 and 100.

    References
    ----------
    de Boor 1978, A Practical Guide to Splines, chapter III (broken-line interpolation).

    Examples
    --------
    >>> piecewise([50, 75, 96.5, 120], [60, 90, 100], [0, 60, 100]).tolist()
    [0.0, 30.0, 86.0, 100.0]
    >>> piecewise([9, 4], [10, 5, 0], [0, 60, 100]).tolist()
    [12.0, 68.0]
    """
    figures = figures_iv(values, "values")
    places, points = finite_iv(knots, "knots"), finite_iv(scores, "scores")
    if places.ndim != 1 or places.shape != points.shape or len(places) < 2:
        raise ValueError("knots must be two or more, with one score each")
    steps = np.diff(places)
    if not ((steps > 0).all() or (steps < 0).all()):
        raise ValueError(f"knots must rise or fall strictly, not {list(knots)}")
    order = np.argsort(places)
    return np.asarray(np.interp(figures, places[order], points[order]), dtype=np.float64)
