"""Treating outliers by the rule of the Joint Research Centre, with a record of each point."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scoring.normalisation.checking import figures_iv, is_level
from scoring.treatment.transforms import box_cox, shifted_log

Transform = Literal["log", "box_cox"]
How = Literal["none", "winsorised", "log", "box_cox"]
SKEWNESS_LIMIT: Final = 2.0
KURTOSIS_LIMIT: Final = 3.5
MOST_POINTS: Final = 5


@dataclass(frozen=True, slots=True)
class TreatedPoint:
    """One figure that was changed: its row, before and after, and by what.

    `how` is 'winsorised_high', 'winsorised_low', 'log' or 'box_cox'.
    """

    row: int
    before: float
    after: float
    how: str


@dataclass(frozen=True, slots=True)
class Treatment:
    """A column after the rule.

    `values` shape (n,), NaN where missing; `how`: 'none', 'winsorised', 'log' or 'box_cox';
    `skewness` and `kurtosis` before and after (None where undefined); `n_winsorised` points moved;
    `power` of Box-Cox; `points` each changed figure; `is_settled` whether the column now keeps
    within the limits; `reason` why it could not be judged: 'few_values' (fewer than four figures
    or three different ones), or None.
    """

    values: NDArray[np.float64]
    how: How
    skewness: tuple[float | None, float | None]
    kurtosis: tuple[float | None, float | None]
    n_winsorised: int = 0
    power: float | None = None
    points: tuple[TreatedPoint, ...] = ()
    is_settled: bool = True
    reason: str | None = None


def skewness_and_kurtosis(values: ArrayLike) -> tuple[float, float] | None:
    """Compute adjusted skewness and excess kurtosis.

    Parameters
    ----------
    values : array_like, shape (n,)
        NaN is missing and is passed over.

    Returns
    -------
    tuple of float, or None
        None with fewer than four figures, or where all are equal to 12 digits.

    Raises
    ------
    ValueError
        `values` is no vector or holds an infinity.

    Notes
    -----
    G1 and G2, adjusted for the size of the sample (type 2 of Joanes & Gill): as SAS and Excel.

    References
    ----------
    Joanes & Gill 1998, The Statistician 47, pp. 183-189.

    Examples
    --------
    >>> [round(one, 4) for one in skewness_and_kurtosis([1, 2, 3, 4, 20])]
    [2.1251, 4.6061]
    """
    figures = figures_iv(values, "values")
    if figures.ndim != 1:
        raise ValueError(f"values must be a vector, not of shape {figures.shape}")
    present = figures[~np.isnan(figures)]
    if len(present) < 4 or is_level(present.min(), present.max()):
        return None
    even = (present - present.mean()) / (present.max() - present.min())
    return float(stats.skew(even, bias=False)), float(stats.kurtosis(even, bias=False))


def treat_outliers(
    values: ArrayLike,
    *,
    transform: Transform = "log",
    most_points: int = MOST_POINTS,
    limits: tuple[float, float] = (SKEWNESS_LIMIT, KURTOSIS_LIMIT),
) -> Treatment:
    """Treat a column for outliers: winsorise a few points, else transform all.

    Parameters
    ----------
    values : array_like, shape (n,)
        Figures in their own unit; NaN is missing and stays NaN.
    transform : {'log', 'box_cox'}
        What is done where winsorising does not do.
    most_points : int
        How many points may be winsorised, 0 or more.
    limits : tuple of float
        Absolute skewness and kurtosis; a column is treated that exceeds both.

    Returns
    -------
    Treatment

    Raises
    ------
    ValueError
        `values` is no vector or holds an infinity; an option is not allowed.

    Notes
    -----
    While |G1| > 2 and G2 > 3.5, the furthest figure of the skewed tail (with its ties) takes the
    value of the next one, up to five points in all. If that is not enough, the column is taken as
    it was and its logarithm from the end of the short tail is used. COINr goes past the five where
    the last figures are tied; here the step is not made. A column of two values is left alone:
    winsorising would make it constant and no logarithm changes its shape. Every step moves a point
    more or ends, so the rule ends. Evidence for passing or failing is never to be treated.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88; Groeneveld &
    Meeden 1984, The Statistician 33, pp. 391-399 (skewness and kurtosis together); Becker et al.
    2019, COIN Tool User Guide, JRC, EUR 29899.

    Examples
    --------
    >>> found = treat_outliers([1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 100])
    >>> found.how, found.n_winsorised, found.values[-2:].tolist()
    ('winsorised', 1, [50.0, 50.0])
    >>> found.points
    (TreatedPoint(row=10, before=100.0, after=50.0, how='winsorised_high'),)
    """
    if transform not in get_args(Transform):
        raise ValueError(f"transform must be 'log' or 'box_cox', not {transform!r}")
    if most_points < 0:
        raise ValueError(f"most_points must be 0 or more, not {most_points}")
    figures = figures_iv(values, "values")
    shape = skewness_and_kurtosis(figures)
    n_different = len(np.unique(figures[~np.isnan(figures)]))
    if shape is None or n_different < 3:
        undefined = (None, None)
        return Treatment(figures, "none", undefined, undefined, reason="few_values")
    untouched = Treatment(figures, "none", (shape[0], shape[0]), (shape[1], shape[1]))
    if _keeps_within(shape, limits):
        return untouched
    moved, n_moved = _winsorised(figures, most_points, limits)
    after = skewness_and_kurtosis(moved)
    if after is not None and _keeps_within(after, limits):
        is_moved = (moved != figures) & ~np.isnan(figures)
        points = _points(figures, moved, is_moved, how="winsorised")
        found = replace(_reshaped(untouched, after), values=moved, points=points)
        return replace(found, how="winsorised", n_winsorised=n_moved)
    return _transformed(untouched, transform, limits)


def _keeps_within(shape: tuple[float, float], limits: tuple[float, float]) -> bool:
    return abs(shape[0]) <= limits[0] or shape[1] <= limits[1]


def _reshaped(before: Treatment, after: tuple[float, float]) -> Treatment:
    return replace(
        before,
        skewness=(before.skewness[0], after[0]),
        kurtosis=(before.kurtosis[0], after[1]),
    )


def _winsorised(
    figures: NDArray[np.float64], most_points: int, limits: tuple[float, float]
) -> tuple[NDArray[np.float64], int]:
    """Move the furthest points inward until the column keeps within, or no step is left."""
    current = figures.copy()
    is_moved = np.zeros(len(figures), dtype=np.bool_)
    shape = skewness_and_kurtosis(current)
    while shape is not None and not _keeps_within(shape, limits):
        is_high = shape[0] >= 0
        extreme = np.nanmax(current) if is_high else np.nanmin(current)
        own = current == extreme
        rest = current[~own & ~np.isnan(current)]
        is_more = is_moved | own
        if is_more.sum() > most_points or len(np.unique(rest)) < 2:
            break
        current[own] = rest.max() if is_high else rest.min()
        is_moved = is_more
        shape = skewness_and_kurtosis(current)
    return current, int(is_moved.sum())


def _points(
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    is_changed: NDArray[np.bool_],
    *,
    how: str,
) -> tuple[TreatedPoint, ...]:
    rows: Sequence[int] = np.flatnonzero(is_changed).tolist()
    sides = ("_low", "_high") if how == "winsorised" else ("", "")
    return tuple(
        TreatedPoint(
            row, float(before[row]), float(after[row]), how + sides[int(before[row] > after[row])]
        )
        for row in rows
    )


def _transformed(
    untouched: Treatment, transform: Transform, limits: tuple[float, float]
) -> Treatment:
    """Transform the column as it was."""
    figures = untouched.values
    is_there = ~np.isnan(figures)
    present = figures[is_there]
    power = None
    if transform == "log":
        changed = shifted_log(present, is_mirrored=(untouched.skewness[0] or 0.0) < 0)
    else:
        changed, power = box_cox(present)
    values = figures.copy()
    values[is_there] = changed
    after = skewness_and_kurtosis(values) or (0.0, 0.0)
    points = _points(figures, values, is_there, how=transform)
    found = replace(_reshaped(untouched, after), values=values, points=points, how=transform)
    return replace(found, power=power, is_settled=_keeps_within(after, limits))
