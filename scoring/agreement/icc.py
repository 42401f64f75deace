"""Intraclass correlations of Shrout and Fleiss, six forms with intervals, from mean squares."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from scoring.agreement.ratings import GapPolicy, complete_ratings
from scoring.correlations import NO_VARIANCE
from scoring.figure import Figure, Interval

ICC_NAMES: Final = {
    "ICC1": "ICC(1,1), one-way random effects, single rating",
    "ICC2": "ICC(2,1) = ICC(A,1), two-way random effects, absolute agreement, single rating",
    "ICC3": "ICC(3,1) = ICC(C,1), two-way mixed effects, consistency, single rating",
    "ICC1k": "ICC(1,k), one-way random effects, mean of k ratings",
    "ICC2k": "ICC(2,k) = ICC(A,k), two-way random effects, absolute agreement, mean of k ratings",
    "ICC3k": "ICC(3,k) = ICC(C,k), two-way mixed effects, consistency, mean of k ratings",
}
"""The six forms by their keys, in the numbering of Shrout & Fleiss."""


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of the two-way layout, in squared points; n units, k raters."""

    between: float
    raters: float
    error: float
    within: float
    n: int
    k: int


@dataclass(frozen=True, slots=True)
class IccResult:
    """The six forms.

    `figures` and `intervals` by the keys of ICC_NAMES; `squares` behind them or None; `n_units`
    used, `n_raters`, `n_dropped` units with a gap.
    """

    figures: dict[str, Figure]
    intervals: dict[str, Interval]
    squares: MeanSquares | None
    n_units: int
    n_raters: int
    n_dropped: int


def intraclass_correlations(
    ratings: ArrayLike, *, missing_policy: GapPolicy, confidence: float = 0.95
) -> IccResult:
    """Compute the six intraclass correlations and their intervals.

    Parameters
    ----------
    ratings : array_like, shape (n_units, n_raters)
        Points; NaN is a missing rating.
    missing_policy : {'refuse', 'listwise'}
        'listwise' leaves out units with a gap; cells are never filled.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    IccResult
        None with a reason: one rater, fewer than two complete units, no variation; single forms
        may be undefined by themselves. Negative values are given as they are.

    Raises
    ------
    ValueError
        As `complete_ratings`, or `confidence` is out of range.

    Notes
    -----
    With the mean squares MSR between units, MSC between raters, MSE of error and MSW within units:
    (1,1) = (MSR - MSW) / (MSR + (k-1) MSW); (2,1) = (MSR - MSE) / (MSR + (k-1) MSE + k (MSC - MSE)
    / n); (3,1) = (MSR - MSE) / (MSR + (k-1) MSE); the forms of the mean of k ratings are stepped up
    by Spearman-Brown. Limits of (1,1) and (3,1) come from F, those of (2,1) from F with
    Satterthwaite's degrees of freedom; the limits of the mean are those of the single rating,
    stepped up (psych and pingouin do so; R irr uses McGraw & Wong's own limits for (2,k), which
    differ). Without any error (all raters equal) a form is 1 and has no limits. Choose the form
    before the ratings are seen: the mean of a panel that stands in a score is (2,k).

    References
    ----------
    Shrout & Fleiss 1979, Psych. Bull. 86, pp. 420-428; McGraw & Wong 1996, Psych. Methods 1,
    pp. 30-46.

    Examples
    --------
    >>> found = intraclass_correlations([[9, 2], [6, 1], [8, 4]], missing_policy="refuse")
    >>> round(found.figures["ICC3"].value, 4)
    0.5
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    complete = complete_ratings(ratings, missing_policy=missing_policy)
    n, k = complete.points.shape
    reason = "one_rater" if k < 2 else "few_units" if n < 2 else None
    squares = None if reason else _mean_squares(complete.points)
    if squares is None:
        why = reason or "no_variation"
        figures = {key: Figure(name, None, why) for key, name in _NAMED}
        empty = {key: _interval(key, None, confidence, why) for key in ICC_NAMES}
        return IccResult(figures, empty, None, n, k, complete.n_dropped)
    tail = (1 - confidence) / 2
    single = {
        "ICC1": (_one_way(squares), _one_way_limits(squares, tail)),
        "ICC2": (_absolute(squares), _absolute_limits(squares, tail)),
        "ICC3": (_consistent(squares), _consistent_limits(squares, tail)),
    }
    return _stepped(single, squares, confidence, complete.n_dropped)


_NAMED: Final = tuple(ICC_NAMES.items())
_Limits = tuple[float, float]


def _mean_squares(points: NDArray[np.float64]) -> MeanSquares | None:
    """Return the mean squares, None where all ratings are equal; rounding counts as 0."""
    n, k = points.shape
    centred = points - points.mean()
    units, raters = centred.mean(axis=1), centred.mean(axis=0)
    total = float(np.vdot(centred, centred))
    between = k * float(np.vdot(units, units))
    columns = n * float(np.vdot(raters, raters))
    residual = centred - units[:, None]
    within = float(np.vdot(residual, residual))
    residual -= raters
    error = float(np.vdot(residual, residual))
    if not total > 0 or points.min() == points.max():
        return None
    between, columns, within, error = (
        sum_of if sum_of > NO_VARIANCE * total else 0.0
        for sum_of in (between, columns, within, error)
    )
    return MeanSquares(
        between / (n - 1),
        columns / (k - 1),
        error / ((n - 1) * (k - 1)),
        within / (n * (k - 1)),
        n,
        k,
    )


def _ratio(above: float, below: float) -> float | None:
    return above / below if below > 0 else None


def _one_way(s: MeanSquares) -> float | None:
    return _ratio(s.between - s.within, s.between + (s.k - 1) * s.within)


def _absolute(s: MeanSquares) -> float | None:
    below = s.between + (s.k - 1) * s.error + s.k * (s.raters - s.error) / s.n
    return _ratio(s.between - s.error, below)


def _consistent(s: MeanSquares) -> float | None:
    return _ratio(s.between - s.error, s.between + (s.k - 1) * s.error)


def _quantile(probability: float, above: float, below: float) -> float:
    """Return a quantile of F; scipy.special, since scipy.stats takes 100 times as long."""
    return float(special.fdtri(above, below, probability))


def _of_f(f: float, k: int) -> float:
    return (f - 1) / (f + k - 1)


def _one_way_limits(s: MeanSquares, tail: float) -> _Limits | None:
    if s.within == 0:
        return None
    f, above, below = s.between / s.within, s.n - 1, s.n * (s.k - 1)
    low = f / _quantile(1 - tail, above, below)
    return _of_f(low, s.k), _of_f(f * _quantile(1 - tail, below, above), s.k)


def _consistent_limits(s: MeanSquares, tail: float) -> _Limits | None:
    if s.error == 0:
        return None
    f, above, below = s.between / s.error, s.n - 1, (s.n - 1) * (s.k - 1)
    low = f / _quantile(1 - tail, above, below)
    return _of_f(low, s.k), _of_f(f * _quantile(1 - tail, below, above), s.k)


def _absolute_limits(s: MeanSquares, tail: float) -> _Limits | None:
    icc = _absolute(s)
    if icc is None or s.within == 0:
        return None
    n, k = s.n, s.k
    # Satterthwaite's degrees of freedom, multiplied out by MSE so that it may be 0, and of shares
    # of the mean squares, whose own squares could overflow.
    whole = s.raters + s.error
    a = k * icc * s.raters / whole
    b = (n * (1 + (k - 1) * icc) - k * icc) * s.error / whole
    freedom = (k - 1) * (n - 1) * (a + b) ** 2 / ((n - 1) * a**2 + b**2) if a or b else 0.0
    if not freedom > 0:
        return None
    upper = _quantile(1 - tail, n - 1, freedom)
    lower = _quantile(1 - tail, freedom, n - 1)
    rest = k * s.raters + (k * n - k - n) * s.error
    low = n * (s.between - upper * s.error) / (upper * rest + n * s.between)
    high = n * (lower * s.between - s.error) / (rest + n * lower * s.between)
    # The approximation may miss a coefficient far below 0: then it says nothing.
    return (low, high) if low <= icc <= high else None


def _step_up(icc: float, k: int) -> float | None:
    """Step a single rating up to the mean of k; None where that leaves no variance."""
    below = 1 + icc * (k - 1)
    return k * icc / below if below > NO_VARIANCE else None


def _stepped(
    single: dict[str, tuple[float | None, _Limits | None]],
    squares: MeanSquares,
    confidence: float,
    n_dropped: int,
) -> IccResult:
    values: dict[str, float | None] = {}
    limits: dict[str, _Limits | None] = {}
    for key, (icc, ends) in single.items():
        values[key], limits[key] = icc, ends
        values[f"{key}k"] = None if icc is None else _step_up(icc, squares.k)
        low, high = (None, None) if ends is None else (_step_up(end, squares.k) for end in ends)
        limits[f"{key}k"] = None if low is None or high is None else (low, high)
    figures = {
        key: Figure(name, values[key], "no_variance_left" if values[key] is None else None)
        for key, name in _NAMED
    }
    intervals = {
        key: _interval(key, limits[key], confidence, _limits_reason(key, squares))
        for key in ICC_NAMES
    }
    return IccResult(figures, intervals, squares, squares.n, squares.k, n_dropped)


def _limits_reason(key: str, squares: MeanSquares) -> str:
    is_exact = squares.error == 0 if key.startswith("ICC3") else squares.within == 0
    return "no_error" if is_exact else "icc_limits"


def _interval(key: str, limits: _Limits | None, confidence: float, reason: str) -> Interval:
    form = "Satterthwaite degrees of freedom" if key.startswith("ICC2") else "F"
    step = ", stepped up by Spearman-Brown" if key.endswith("k") else ""
    name = f"{100 * confidence:g} % interval of {key}, {form}{step}"
    return Interval(name, limits, None if limits else reason)
