"""Whether a correlation matrix is worth factoring: KMO and Bartlett's test of sphericity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scoring.correlations import SINGULAR, correlation_of, singularity_of
from scoring.factors.matrix import checked_matrix
from scoring.figure import Figure

_KMO = "Kaiser-Meyer-Olkin measure of sampling adequacy"


@dataclass(frozen=True, slots=True)
class Sphericity:
    """Bartlett's test that all correlations are zero."""

    chi_square: Figure
    df: int
    p: Figure


def kaiser_meyer_olkin(covariance: ArrayLike) -> tuple[Figure, tuple[Figure, ...]]:
    """Compute the Kaiser-Meyer-Olkin measure overall and of each item.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        Covariance or correlation matrix.

    Returns
    -------
    overall : Figure
        0-1; .60 is usable, .80 good. Undefined with one item, an item without variance, a singular
        or indefinite matrix, or where all correlations are zero.
    items : tuple of Figure

    Raises
    ------
    ValueError
        `covariance` is no covariance matrix.

    Notes
    -----
    sum r² / (sum r² + sum a²) over i != j, with a_ij = -p_ij / sqrt(p_ii p_jj) the partial
    correlations from P = R^-1; per item over its own row.

    References
    ----------
    Kaiser & Rice 1974, Educ. Psychol. Meas. 34, pp. 111-117; OECD/JRC 2008, p. 67.

    Examples
    --------
    >>> r = np.full((3, 3), 0.5) + np.eye(3) / 2
    >>> overall, items = kaiser_meyer_olkin(r)
    >>> round(overall.value, 4), len(items)
    (0.6923, 3)
    """
    matrix = checked_matrix(covariance)
    correlation = correlation_of(matrix)
    why = _obstacle(matrix)
    if correlation is None or why is not None:
        blank = Figure(_KMO, None, why)
        return blank, (blank,) * len(matrix)
    inverse = np.linalg.inv(correlation)
    spread = np.sqrt(np.diag(inverse))
    partial = (inverse / np.outer(spread, spread)) ** 2
    simple = correlation**2
    np.fill_diagonal(partial, 0.0)
    np.fill_diagonal(simple, 0.0)
    items = tuple(
        _kmo(r, a)
        for r, a in zip(simple.sum(axis=0).tolist(), partial.sum(axis=0).tolist(), strict=True)
    )
    return _kmo(float(simple.sum()), float(partial.sum())), items


def _kmo(simple: float, partial: float) -> Figure:
    if simple + partial < SINGULAR:
        return Figure(_KMO, None, "uncorrelated")
    return Figure(_KMO, simple / (simple + partial))


def bartlett_sphericity(covariance: ArrayLike, *, n: float) -> Sphericity:
    """Test whether all correlations are zero.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        Covariance or correlation matrix.
    n : float
        Rows behind it, at least 2.

    Returns
    -------
    Sphericity
        chi² undefined with one item, an item without variance, a singular matrix, or fewer rows
        than make the factor n - 1 - (2k+5)/6 positive.

    Raises
    ------
    ValueError
        `covariance` is no covariance matrix, or `n` is below 2.

    Notes
    -----
    chi² = -(n - 1 - (2k+5)/6) ln|R| with k(k-1)/2 degrees of freedom. Almost any real scale is
    significant: it is a floor, not a praise.

    References
    ----------
    Bartlett 1951, Biometrika 38, pp. 337-344.

    Examples
    --------
    >>> found = bartlett_sphericity(np.full((3, 3), 0.5) + np.eye(3) / 2, n=100)
    >>> round(found.chi_square.value, 3), found.df
    (67.351, 3)
    """
    if n < 2:
        raise ValueError(f"n must be at least 2, not {n}")
    matrix = checked_matrix(covariance)
    correlation = correlation_of(matrix)
    k = len(matrix)
    df = k * (k - 1) // 2
    factor = n - 1 - (2 * k + 5) / 6
    why = _obstacle(matrix) or ("few_rows" if factor <= 0 else None)
    if correlation is None or why is not None:
        return Sphericity(
            Figure("Bartlett chi-square", None, why), df, Figure("Bartlett p", None, why)
        )
    chi_square = -factor * float(np.linalg.slogdet(correlation)[1])
    p = float(stats.chi2.sf(chi_square, df))
    return Sphericity(Figure("Bartlett chi-square", chi_square), df, Figure("Bartlett p", p))


def _obstacle(matrix: NDArray[np.float64]) -> str | None:
    correlation = correlation_of(matrix)
    if len(matrix) < 2:
        return "one_item"
    if correlation is None:
        return "zero_variance_item"
    return singularity_of(correlation)
