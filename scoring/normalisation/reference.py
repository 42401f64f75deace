"""A reference set, its frozen limits and moments, and scores against them: min-max, z and T."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.normalisation.checking import (
    HUNDRED,
    Ends,
    direction_iv,
    ends_iv,
    figures_iv,
    is_level,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What is frozen of a reference set, each of shape (n_indicators,).

    `n` figures that are there; `lo`, `hi`, `mean` in the indicator's unit (NaN without figures);
    `sd` with n - 1 below (NaN with fewer than two); `reasons` why an indicator's scores are
    undefined: 'no_values', 'one_value', 'no_spread' or None.
    """

    n: NDArray[np.int64]
    lo: NDArray[np.float64]
    hi: NDArray[np.float64]
    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    reasons: tuple[str | None, ...]


def freeze_reference(values: ArrayLike) -> Reference:
    """Freeze the limits and moments of a reference set.

    Parameters
    ----------
    values : array_like, shape (n_units, n_indicators)
        Figures in their own unit; NaN is missing and is passed over.

    Returns
    -------
    Reference

    Raises
    ------
    ValueError
        `values` is no matrix or holds an infinity.

    Notes
    -----
    A certificate must not depend on who else took part: freeze the reference with the version of
    the method and score later figures against it. Limits equal to 12 digits are no spread.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88.

    Examples
    --------
    >>> frozen = freeze_reference([[1, 5], [3, 5], [8, float("nan")]])
    >>> frozen.lo.tolist(), frozen.hi.tolist(), frozen.mean.tolist(), frozen.reasons
    ([1.0, 5.0], [8.0, 5.0], [4.0, 5.0], (None, 'no_spread'))
    """
    figures = figures_iv(values, "values")
    if figures.ndim != 2:
        raise ValueError(f"values must be a matrix, not of shape {figures.shape}")
    is_there = ~np.isnan(figures)
    columns = [figures[own, at] for at, own in enumerate(is_there.T)]
    sizes = [len(column) for column in columns]
    lo = np.array([column.min() if len(column) else np.nan for column in columns])
    hi = np.array([column.max() if len(column) else np.nan for column in columns])
    return Reference(
        np.array(sizes, dtype=np.int64),
        lo,
        hi,
        np.array([column.mean() if len(column) else np.nan for column in columns]),
        np.array([_spread(column) if len(column) > 1 else np.nan for column in columns]),
        tuple(
            _why(n, is_flat=flat) for n, flat in zip(sizes, is_level(lo, hi).tolist(), strict=True)
        ),
    )


def _spread(column: NDArray[np.float64]) -> float:
    """Return the standard deviation; squares of 1e-300 would vanish, so a power of 2 is taken out.

    That changes no digit of any other column.
    """
    power = int(np.frexp(np.abs(column).max())[1])
    return float(np.ldexp(np.ldexp(column, -power).std(ddof=1), power))


def _why(n: int, *, is_flat: bool) -> str | None:
    if n < 2:
        return "one_value" if n else "no_values"
    return "no_spread" if is_flat else None


def min_max(
    values: ArrayLike,
    reference: Reference,
    *,
    direction: ArrayLike = 1,
    ends: Ends = HUNDRED,
    is_capped: bool = False,
) -> NDArray[np.float64]:
    """Place figures between the lowest and the highest of a reference set.

    Parameters
    ----------
    values : array_like, shape (n_units, n_indicators)
        Figures; NaN is missing and stays NaN.
    reference : Reference
        Of the same figures (scores then span `ends`), or frozen earlier.
    direction : array_like, a number or of shape (n_indicators,)
        +1 where more is better, -1 where less is.
    ends : tuple of float
        Scores at the worst and the best figure of the reference.
    is_capped : bool
        Whether later figures beyond the reference count as lying on its limit.

    Returns
    -------
    ndarray, shape (n_units, n_indicators)
        NaN in every cell of an indicator with a reason in the reference: undefined, not 0.

    Raises
    ------
    ValueError
        As for `goalposts`, but for limits that are equal.

    Notes
    -----
    y = (x - lo) / (hi - lo), mirrored for direction -1.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88 and table 15.

    Examples
    --------
    >>> frozen = freeze_reference([[1.0], [3.0], [5.0]])
    >>> min_max([[2.0], [7.0]], frozen, direction=-1).ravel().tolist()
    [75.0, -50.0]
    """
    figures, signs = figures_iv(values, "values"), direction_iv(direction)
    worst, best = ends_iv(ends)
    spread = _defined(reference, reference.hi - reference.lo)
    share = np.where(signs > 0, figures - reference.lo, reference.hi - figures) / spread
    if is_capped:
        share = np.clip(share, 0.0, 1.0)
    return np.asarray(worst + share * (best - worst), dtype=np.float64)


def z_scores(
    values: ArrayLike, reference: Reference, *, direction: ArrayLike = 1
) -> NDArray[np.float64]:
    """Measure figures in standard deviations from the mean of a reference set.

    Parameters
    ----------
    values : array_like, shape (n_units, n_indicators)
        Figures; NaN is missing and stays NaN.
    reference : Reference
        Of the same figures, or frozen earlier.
    direction : array_like, a number or of shape (n_indicators,)
        +1 where more is better, -1 where less is.

    Returns
    -------
    ndarray, shape (n_units, n_indicators)
        NaN in every cell of an indicator with a reason in the reference.

    Raises
    ------
    ValueError
        A figure is infinite, or a direction is neither +1 nor -1.

    Notes
    -----
    z = direction (x - mean) / sd, sd with n - 1 below. Negative scores cannot enter a geometric or
    harmonic mean.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88 and table 15.

    Examples
    --------
    >>> z_scores([[1.0], [5.0]], freeze_reference([[1.0], [2.0], [3.0]])).ravel().tolist()
    [-1.0, 3.0]
    """
    figures, signs = figures_iv(values, "values"), direction_iv(direction)
    away = signs * (figures - reference.mean) / _defined(reference, reference.sd)
    return np.asarray(away + 0.0, dtype=np.float64)  # without negative zeros


def t_scores(
    values: ArrayLike, reference: Reference, *, direction: ArrayLike = 1
) -> NDArray[np.float64]:
    """Measure figures as T scores: mean 50, standard deviation 10.

    Parameters
    ----------
    values, reference, direction
        As for `z_scores`.

    Returns
    -------
    ndarray, shape (n_units, n_indicators)

    Raises
    ------
    ValueError
        As for `z_scores`.

    Notes
    -----
    T = 50 + 10 z; linear, not McCall's normalised T.

    References
    ----------
    Crocker & Algina 1986, Introduction to Classical and Modern Test Theory, ch. 19.

    Examples
    --------
    >>> t_scores([[1.0], [5.0]], freeze_reference([[1.0], [2.0], [3.0]])).ravel().tolist()
    [40.0, 80.0]
    """
    return 50.0 + 10.0 * z_scores(values, reference, direction=direction)


def _defined(reference: Reference, spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the spread to divide by, NaN where it is undefined."""
    is_defined = np.array([why is None for why in reference.reasons], dtype=np.bool_)
    return np.where(is_defined, spread, np.nan)
