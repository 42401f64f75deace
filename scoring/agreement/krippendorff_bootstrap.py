"""A bootstrap interval of Krippendorff's alpha: units resampled, both disagreements anew."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.agreement.differences import (
    centred_ranks,
    nominal_parts,
    ratio_distances,
    ratio_parts,
)
from scoring.agreement.krippendorff import pairable_units, undefined_reason
from scoring.agreement.ratings import Level
from scoring.figure import Interval
from scoring.resampling import FEWEST_DRAWS, percentile_limits, require_draws

MOST_RATIO_VALUES: Final = 1_000
"""Distinct values at level 'ratio', whose table of differences every draw multiplies."""

_Draw = Callable[[NDArray[np.float64]], tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class AlphaDraws:
    """What resampling the units says of alpha.

    `interval` percentile limits; `se` the standard deviation of the draws or None; `n_draws` asked
    for and `n_dropped` of them without any variation.
    """

    interval: Interval
    se: float | None
    n_draws: int
    n_dropped: int


def bootstrap_krippendorff(
    ratings: ArrayLike,
    *,
    level: Level,
    rng: np.random.Generator,
    n_draws: int = 2_000,
    confidence: float = 0.95,
) -> AlphaDraws:
    """Resample units and return the percentile interval of alpha.

    Parameters
    ----------
    ratings : array_like, shape (n_units, n_raters)
        NaN is a missing rating.
    level : {'nominal', 'ordinal', 'interval', 'ratio'}
    rng : numpy.random.Generator
        Made from a stored seed: the same seed gives the same limits.
    n_draws : int
        At least 100; 2,000 or more for a printed interval.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    AlphaDraws
        No limits, with the reason: alpha undefined, fewer than three units with two ratings, fewer
        than 100 draws with variation, or at level 'ratio' more than 1,000 distinct values.

    Raises
    ------
    ValueError
        As `krippendorff_alpha`; `n_draws` or `confidence` is out of range.

    Notes
    -----
    Each draw takes as many units with two ratings or more as there are, with replacement, and
    computes alpha anew: observed and expected disagreement, and the mid-ranks of level 'ordinal'.
    This is not Krippendorff's own algorithm of 2006, which resamples pairs and holds the expected
    disagreement fixed: units, not pairs, are the sample. A draw without variation is dropped and
    counted. Limits at the ranks (B+1)q.

    References
    ----------
    Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13; Zapf et al. 2016, BMC
    Med. Res. Methodol. 16:93; Hayes & Krippendorff 2007, Commun. Methods Meas. 1, p. 87.

    Examples
    --------
    >>> ratings = [[1, 1], [2, 2], [3, 4], [4, 4], [5, 4]]
    >>> rng = np.random.default_rng(1)
    >>> found = bootstrap_krippendorff(ratings, level="interval", rng=rng, n_draws=200)
    >>> found.n_draws, found.interval.limits[1] <= 1
    (200, True)
    """
    kept = pairable_units(ratings, level=level)
    require_draws(n_draws, confidence)
    label = f"{100 * confidence:g} % bootstrap percentile interval, units resampled"
    reason = undefined_reason(kept, level=level)
    if reason is None and len(kept) < 3:
        reason = "few_units"
    draw = None if reason else _draw_of(kept, level)
    if draw is None:
        return AlphaDraws(Interval(label, None, reason or "many_values"), None, n_draws, 0)
    alphas = np.array([_alpha(draw, rng, len(kept)) for _ in range(n_draws)])
    usable = alphas[~np.isnan(alphas)]
    n_dropped = n_draws - len(usable)
    if len(usable) < FEWEST_DRAWS:
        return AlphaDraws(Interval(label, None, "few_draws"), None, n_draws, n_dropped)
    limits = percentile_limits(usable, confidence)
    se = float(usable.std(ddof=1))
    return AlphaDraws(Interval(label, limits), se, n_draws, n_dropped)


def _alpha(draw: _Draw, rng: np.random.Generator, n_units: int) -> float:
    """Return alpha of one draw, NaN where it has no variation."""
    times = np.bincount(rng.integers(0, n_units, n_units), minlength=n_units).astype(float)
    n, within, between = draw(times)
    return 1 - (n - 1) * within / between if between > 0 else float("nan")


def _draw_of(kept: NDArray[np.float64], level: Level) -> _Draw | None:
    """Prepare what every draw needs: from the times each unit is drawn to n and both sums.

    None at level 'ratio' with too many distinct values.
    """
    distinct, codes = np.unique(kept[~np.isnan(kept)], return_inverse=True)
    if level == "interval":
        return _interval_draw(kept, distinct)
    if level == "ordinal":
        return _ordinal_draw(kept, codes)
    raters = np.count_nonzero(~np.isnan(kept), axis=1).astype(float)
    of_unit = np.repeat(np.arange(len(kept)), raters.astype(int))
    if level == "nominal":
        apart, parts = None, nominal_parts(kept, codes, len(distinct))
    elif len(distinct) > MOST_RATIO_VALUES:
        return None
    else:
        apart, parts = ratio_distances(distinct[:, None], distinct[None, :]), ratio_parts(kept)

    def draw(times: NDArray[np.float64]) -> tuple[float, float, float]:
        counts = np.bincount(codes, weights=times[of_unit])
        n = float(times @ raters)
        # Whole numbers: exactly 0 where only one category was drawn.
        between = n**2 - counts @ counts if apart is None else counts @ apart @ counts
        return n, float(times @ parts), float(between)

    return draw


def _interval_draw(kept: NDArray[np.float64], distinct: NDArray[np.float64]) -> _Draw:
    is_given = ~np.isnan(kept)
    raters = is_given.sum(axis=1).astype(float)
    scaled = (kept - distinct.mean()) / (distinct[-1] - distinct[0])
    points = np.where(is_given, scaled, 0.0)
    sums = points.sum(axis=1)
    apart = np.where(is_given, points - (sums / raters)[:, None], 0.0)
    parts = 2 * raters * (apart**2).sum(axis=1) / (raters - 1)
    rows = np.column_stack([raters, parts, sums, (points**2).sum(axis=1)])

    def draw(times: NDArray[np.float64]) -> tuple[float, float, float]:
        n, within, total, squares = (times @ rows).tolist()
        between = 2 * (n * squares - total**2)
        # Rounding is no variation: it would divide by almost nothing.
        return n, within, between if between > 1e-12 * n * squares else 0.0

    return draw


def _ordinal_draw(kept: NDArray[np.float64], codes: NDArray[np.intp]) -> _Draw:
    is_given = ~np.isnan(kept)
    raters = is_given.sum(axis=1).astype(float)
    of_unit = np.nonzero(is_given)[0]
    table = np.zeros(kept.shape)

    def draw(times: NDArray[np.float64]) -> tuple[float, float, float]:
        counts = np.bincount(codes, weights=times[of_unit]).astype(float)
        ranks = centred_ranks(counts)
        table[is_given] = ranks[codes]
        means = table.sum(axis=1) / raters
        squares = (table**2).sum(axis=1) - raters * means**2
        within = float(times @ (2 * raters * squares / (raters - 1)))
        n = float(counts.sum())
        # Mid-ranks are whole or half: exactly 0 where only one category was drawn.
        return n, within, 2 * n * float(counts @ ranks**2)

    return draw
