"""Ratings as every coefficient takes them: units in rows, raters in columns, NaN for a gap."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Level = Literal["nominal", "ordinal", "interval", "ratio"]
GapPolicy = Literal["refuse", "listwise"]

LARGEST: Final = 1e100
"""Beyond it squares of ratings could leave the range of floating-point numbers."""


@dataclass(frozen=True, slots=True)
class CompleteRatings:
    """Units that every rater has rated; `n_dropped` units were left out."""

    points: NDArray[np.float64]
    n_dropped: int


def checked_ratings(ratings: ArrayLike) -> NDArray[np.float64]:
    """Return ratings as a matrix of numbers.

    Parameters
    ----------
    ratings : array_like, shape (n_units, n_raters)
        Codes or points; NaN is a missing rating.

    Returns
    -------
    ndarray, shape (n_units, n_raters)

    Raises
    ------
    ValueError
        `ratings` is no matrix, is empty, holds an infinity or a number beyond 1e100.

    Examples
    --------
    >>> checked_ratings([[1, 2], [3, float("nan")]]).shape
    (2, 2)
    """
    points = np.asarray(ratings, dtype=np.float64)
    if points.ndim != 2 or points.size == 0:
        raise ValueError("ratings must be a matrix, units in rows and raters in columns")
    if np.isinf(points).any():
        raise ValueError("ratings must not hold an infinity")
    if (np.abs(points) > LARGEST).any():
        raise ValueError(f"ratings must not exceed {LARGEST:g}")
    return points


def complete_ratings(ratings: ArrayLike, *, missing_policy: GapPolicy) -> CompleteRatings:
    """Return the units without a gap.

    Parameters
    ----------
    ratings : array_like, shape (n_units, n_raters)
        NaN is a missing rating.
    missing_policy : {'refuse', 'listwise'}
        'listwise' leaves out units with a gap, 'refuse' raises.

    Returns
    -------
    CompleteRatings

    Raises
    ------
    ValueError
        As `checked_ratings`; the policy is unknown; or it is 'refuse' and a rating is missing.

    Examples
    --------
    >>> complete_ratings([[1, 2], [3, float("nan")]], missing_policy="listwise").n_dropped
    1
    """
    points = checked_ratings(ratings)
    if missing_policy not in ("refuse", "listwise"):
        raise ValueError(f"missing_policy must be 'refuse' or 'listwise', not {missing_policy!r}")
    is_complete = ~np.isnan(points).any(axis=1)
    n_dropped = len(points) - int(is_complete.sum())
    if n_dropped and missing_policy == "refuse":
        raise ValueError(f"ratings: {n_dropped} units have a missing rating")
    return CompleteRatings(points[is_complete] if n_dropped else points, n_dropped)


def categories_of(ratings: ArrayLike) -> NDArray[np.float64]:
    """Return the distinct ratings in ascending order.

    Parameters
    ----------
    ratings : array_like, shape (n_units, n_raters)
        NaN is a missing rating and no category.

    Returns
    -------
    ndarray, shape (n_categories,)

    Raises
    ------
    ValueError
        As `checked_ratings`.

    Notes
    -----
    For ratings without a code book. A category of the code book that nobody used is not found, and
    AC1, AC2 and the linear and quadratic weights depend on how many categories there are: give the
    code book where there is one.

    References
    ----------
    Gwet 2008, Br. J. Math. Stat. Psych. 61, pp. 29-48 (chance agreement by the number of
    categories).

    Examples
    --------
    >>> categories_of([[3, 1], [1, float("nan")]]).tolist()
    [1.0, 3.0]
    """
    points = checked_ratings(ratings)
    return np.unique(points[~np.isnan(points)])


def category_counts(ratings: ArrayLike, *, categories: ArrayLike) -> NDArray[np.float64]:
    """Count how many raters put each unit into each category.

    Parameters
    ----------
    ratings : array_like, shape (n_units, n_raters)
        NaN is a missing rating and is not counted.
    categories : array_like, shape (n_categories,)
        The categories of the code book, ascending; those that nobody used count as well.

    Returns
    -------
    ndarray, shape (n_units, n_categories)

    Raises
    ------
    ValueError
        As `checked_ratings`; `categories` are not ascending; or a rating is none of them.

    Notes
    -----
    n_ij, the raters who put unit i into category j: from these counts alone follow Fleiss' kappa,
    AC1, AC2 and Krippendorff's alpha. A row sums to the raters of the unit, 0 where nobody rated
    it.

    References
    ----------
    Fleiss 1971, Psych. Bull. 76, pp. 378-382.

    Examples
    --------
    >>> category_counts([[1, 1], [2, float("nan")]], categories=[1, 2, 3]).tolist()
    [[2.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    points = checked_ratings(ratings)
    unit, codes, book = coded_ratings(points, categories)
    n_units, q = len(points), len(book)
    return np.bincount(unit * q + codes, minlength=n_units * q).reshape(n_units, q).astype(float)


def coded_ratings(
    points: NDArray[np.float64], categories: ArrayLike
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return the ratings that there are as places in the code book.

    Parameters
    ----------
    points : ndarray, shape (n_units, n_raters)
    categories : array_like, shape (n_categories,)
        Ascending.

    Returns
    -------
    unit, code : ndarray, shape (n_ratings,)
        The row of each rating and its place in the code book.
    book : ndarray, shape (n_categories,)

    Raises
    ------
    ValueError
        `categories` are not ascending, or a rating is none of them.

    Examples
    --------
    >>> unit, code, _ = coded_ratings(np.array([[2.0, 5.0], [np.nan, 2.0]]), [2, 5])
    >>> unit.tolist(), code.tolist()
    ([0, 0, 1], [0, 1, 0])
    """
    book = np.asarray(categories, dtype=np.float64)
    if book.ndim != 1 or len(book) == 0 or not (np.diff(book) > 0).all():
        raise ValueError("categories must be distinct and ascending")
    unit, rater = np.nonzero(~np.isnan(points))
    values = points[unit, rater]
    codes = np.minimum(np.searchsorted(book, values), len(book) - 1)
    is_known = book[codes] == values
    if not is_known.all():
        stranger = float(values[~is_known][0])
        raise ValueError(f"ratings: {stranger:g} is not in the code book")
    return unit, codes, book


def pair_table(ratings: ArrayLike, *, categories: ArrayLike) -> NDArray[np.float64]:
    """Cross-tabulate two raters over the units that both have rated.

    Parameters
    ----------
    ratings : array_like, shape (n_units, 2)
        A unit with a gap is left out.
    categories : array_like, shape (n_categories,)
        The categories of the code book, ascending.

    Returns
    -------
    ndarray, shape (n_categories, n_categories)
        Counts; the first rater in rows.

    Raises
    ------
    ValueError
        There are not two raters, or as `category_counts`.

    Notes
    -----
    A gap is settled listwise: nothing is known of how a unit's second rating would have agreed.
    Categories nobody used keep an empty row and column, so that their distances stay.

    References
    ----------
    Cohen 1960, Educ. Psych. Meas. 20, pp. 37-46.

    Examples
    --------
    >>> pair_table([[1, 2], [2, 2], [1, float("nan")]], categories=[1, 2]).tolist()
    [[0.0, 1.0], [0.0, 1.0]]
    """
    points = checked_ratings(ratings)
    if points.shape[1] != 2:
        raise ValueError(f"ratings must have two raters, not {points.shape[1]}")
    _, codes, book = coded_ratings(points[~np.isnan(points).any(axis=1)], categories)
    q = len(book)
    return np.bincount(codes[::2] * q + codes[1::2], minlength=q * q).reshape(q, q).astype(float)
