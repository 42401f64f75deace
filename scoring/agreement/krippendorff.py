"""Krippendorff's alpha at four levels, with gaps, in memory that grows with the ratings only."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.agreement.differences import (
    mid_ranks,
    nominal_parts,
    ratio_between,
    ratio_parts,
    square_sums,
)
from scoring.agreement.ratings import Level, checked_ratings
from scoring.figure import Figure


@dataclass(frozen=True, slots=True)
class KrippendorffResult:
    """Krippendorff's alpha.

    `figure` the coefficient; `observed` and `expected` disagreement in squared differences of the
    level (both None where alpha is); `n_units` with two ratings or more and `n_ratings` in them.
    """

    figure: Figure
    observed: float | None
    expected: float | None
    n_units: int
    n_ratings: int


def krippendorff_alpha(ratings: ArrayLike, *, level: Level) -> KrippendorffResult:
    """Compute Krippendorff's alpha.

    Parameters
    ----------
    ratings : array_like, shape (n_units, n_raters)
        Codes or points; NaN is a missing rating. Units with fewer than two ratings do not count.
    level : {'nominal', 'ordinal', 'interval', 'ratio'}
        Which differences of ratings have a meaning.

    Returns
    -------
    KrippendorffResult
        None with a reason: no unit with two ratings, all ratings equal (not 1: nothing was told
        apart), or negative ratings at level 'ratio'.

    Raises
    ------
    ValueError
        `ratings` is no matrix, is empty, not finite or beyond 1e100; `level` is unknown.

    Notes
    -----
    alpha = 1 - D_o / D_e, D_o the mean over units of squared differences within a unit, each unit
    by its number of ratings, D_e that of any two ratings. The tables of coincidences are never
    made. Nominal: equal pairs are counted by category. Interval: both are sums of squares. Ordinal:
    the squared difference (sum of n_g from c to k, less half of n_c + n_k)^2 is that of the mid-
    ranks of c and k, so alpha is the interval one of mid-ranks. Ratio: ((c - k) / (c + k))^2, 0 if
    both are 0, which `differences.ratio_between` sums to rounding without looking at every pair.

    References
    ----------
    Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; Krippendorff 2004, Content
    Analysis, 2nd ed., chapter 11.

    Examples
    --------
    >>> found = krippendorff_alpha([[1, 1], [2, 3], [4, 4]], level="interval")
    >>> round(found.figure.value, 4), found.n_units
    (0.9123, 3)
    """
    kept = pairable_units(ratings, level=level)
    n_ratings = int(np.count_nonzero(~np.isnan(kept)))
    reason = undefined_reason(kept, level=level)
    if reason is not None:
        figure = Figure(label_of(level), None, reason)
        return KrippendorffResult(figure, None, None, len(kept), n_ratings)
    if level in ("ordinal", "interval"):
        points = mid_ranks(kept) if level == "ordinal" else kept
        within, between = square_sums(points)
    else:
        distinct, codes = np.unique(kept[~np.isnan(kept)], return_inverse=True)
        counts = np.bincount(codes).astype(float)
        if level == "nominal":
            within = float(nominal_parts(kept, codes, len(distinct)).sum())
            between = n_ratings**2 - float((counts**2).sum())
        else:
            within = float(ratio_parts(kept).sum())
            between = ratio_between(distinct, counts)
    observed, expected = within / n_ratings, between / (n_ratings * (n_ratings - 1))
    if not expected > 0:  # differences too small to be squared
        figure = Figure(label_of(level), None, "no_variation")
        return KrippendorffResult(figure, None, None, len(kept), n_ratings)
    figure = Figure(label_of(level), 1 - observed / expected)
    return KrippendorffResult(figure, observed, expected, len(kept), n_ratings)


def pairable_units(ratings: ArrayLike, *, level: Level) -> NDArray[np.float64]:
    """Return the units with two ratings or more.

    Parameters
    ----------
    ratings : array_like, shape (n_units, n_raters)
    level : Level

    Returns
    -------
    ndarray, shape (n_pairable, n_raters)

    Raises
    ------
    ValueError
        As `krippendorff_alpha`.

    Examples
    --------
    >>> pairable_units([[1, 2], [3, float("nan")]], level="nominal").tolist()
    [[1.0, 2.0]]
    """
    if level not in get_args(Level):
        raise ValueError(f"level must be one of {', '.join(get_args(Level))}, not {level!r}")
    points = checked_ratings(ratings)
    is_pairable = np.count_nonzero(~np.isnan(points), axis=1) > 1
    return points if is_pairable.all() else points[is_pairable]


def undefined_reason(kept: NDArray[np.float64], *, level: Level) -> str | None:
    """Say why alpha of pairable units is undefined, None where it is defined.

    Parameters
    ----------
    kept : ndarray, shape (n_pairable, n_raters)
    level : Level

    Returns
    -------
    str or None

    Examples
    --------
    >>> undefined_reason(np.array([[3.0, 3.0]]), level="nominal")
    'no_variation'
    """
    if not len(kept):
        return "no_pairs"
    low = float(np.nanmin(kept))
    if level == "ratio" and low < 0:
        return "negative_ratio"
    return "no_variation" if low == float(np.nanmax(kept)) else None


def label_of(level: Level) -> str:
    """Name the variant.

    Parameters
    ----------
    level : Level

    Returns
    -------
    str

    Examples
    --------
    >>> label_of("nominal")
    "Krippendorff's alpha, nominal differences, units with two or more ratings"
    """
    return f"Krippendorff's alpha, {level} differences, units with two or more ratings"
