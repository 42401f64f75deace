"""Transformations that bring a long tail in: logarithms and Box-Cox; when to, says `outliers`."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scoring.normalisation.checking import figures_iv, finite_iv

MARGIN = 0.01


def logged(values: ArrayLike, name: str = "values") -> NDArray[np.float64]:
    """Take the natural logarithm of figures.

    Parameters
    ----------
    values : array_like, any shape
        Figures above 0; NaN is missing and stays NaN.
    name : str
        What the figures are, for the error.

    Returns
    -------
    ndarray, shape of `values`

    Raises
    ------
    ValueError
        A figure is 0, negative or infinite.

    Notes
    -----
    For money before goalposts: one more yuan means less to who has many. Log the goalposts too.

    References
    ----------
    UNDP 2022, Human Development Report 2021/22, technical note 1.

    Examples
    --------
    >>> logged([1.0, np.e, float("nan")]).tolist()
    [0.0, 1.0, nan]
    """
    figures = figures_iv(values, name)
    is_low = figures <= 0
    if is_low.any():
        raise ValueError(f"{name} must be above 0 for a logarithm, not {figures[is_low][0]:g}")
    return np.asarray(np.log(figures), dtype=np.float64)


def shifted_log(values: NDArray[np.float64], *, is_mirrored: bool = False) -> NDArray[np.float64]:
    """Take the logarithm of the distance from the lowest figure, or from the highest.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Figures that differ, without NaN; any sign.
    is_mirrored : bool
        Whether the long tail is the low one.

    Returns
    -------
    ndarray, shape (n,)
        In the order of `values` either way.

    Raises
    ------
    ValueError
        `values` is no row, holds NaN or an infinity, or all figures are equal.

    Notes
    -----
    log(x - min + .01 range); mirrored -log(max - x + .01 range). COINr takes the first form for
    either tail, which lengthens a low one.

    References
    ----------
    Box & Cox 1964, J. R. Stat. Soc. B 26, pp. 211-252 (powers of a shifted variable); Becker et al.
    2019, COIN Tool User Guide, JRC, EUR 29899.

    Examples
    --------
    >>> shifted_log(np.array([0.0, 9.0, 99.0])).round(4).tolist()
    [-0.0101, 2.3016, 4.6051]
    >>> shifted_log(np.array([0.0, 90.0, 99.0]), is_mirrored=True).round(4).tolist()
    [-4.6051, -2.3016, 0.0101]
    """
    low, high = _ends_iv(values)
    margin = MARGIN * (high - low)
    if is_mirrored:
        return np.asarray(-np.log(high - values + margin), dtype=np.float64)
    return np.asarray(np.log(values - low + margin), dtype=np.float64)


def box_cox(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Transform figures by the power that makes them most normal.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Figures that differ, without NaN; any sign.

    Returns
    -------
    transformed : ndarray, shape (n,)
        In the order of `values`.
    power : float
        The exponent found by maximum likelihood.

    Raises
    ------
    ValueError
        `values` is no row, holds NaN or an infinity, or all figures are equal.

    Notes
    -----
    ((x')^p - 1) / p, log x' for p = 0, of x' = (x - min) / range + .01, so that any sign will do
    and no power is out of bounds.

    References
    ----------
    Box & Cox 1964, J. R. Stat. Soc. B 26, pp. 211-252.

    Examples
    --------
    >>> found, power = box_cox(np.exp(np.linspace(0, 5, 40)))
    >>> bool((np.diff(found) > 0).all()), power < 0.5
    (True, True)
    """
    low, high = _ends_iv(values)
    transformed, power = stats.boxcox((values - low) / (high - low) + MARGIN)
    return np.asarray(transformed, dtype=np.float64), float(power)


def _ends_iv(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the lowest and the highest figure; refuse figures that have no range."""
    figures = finite_iv(values, "values")
    if figures.ndim != 1 or not figures.size or np.ptp(figures) == 0:
        raise ValueError("values must be a row of figures that differ")
    return float(figures.min()), float(figures.max())
