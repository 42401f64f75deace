"""Exploratory extraction of common factors by minimum residuals; rotation lies beside it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from scoring.correlations import squared_multiple_correlations

LEAST_UNIQUENESS: Final = 0.005
STEEP: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Extraction:
    """Common factors: `loadings` shape (k, m), unrotated; `uniquenesses` shape (k,), 0.005-1.

    `eigenvalues` shape (k,), falling, of the reduced correlation matrix; `reason` None, heywood
    (a uniqueness at its least) or not_converged.
    """

    loadings: NDArray[np.float64]
    uniquenesses: NDArray[np.float64]
    eigenvalues: NDArray[np.float64]
    reason: str | None


def minimum_residual_factors(correlation: NDArray[np.float64], *, n_factors: int) -> Extraction:
    """Extract common factors that leave the smallest residual correlations.

    Parameters
    ----------
    correlation : ndarray, shape (k, k)
    n_factors : int
        From 1 to k - 1.

    Returns
    -------
    Extraction

    Raises
    ------
    ValueError
        `n_factors` is out of range.

    Notes
    -----
    Minimises half the sum of the squared eigenvalues of R - diag(u) beyond the first m over the
    uniquenesses u; gradient -sum e_j v_ij². Equal to unweighted least squares and to psych's
    "minres".

    References
    ----------
    Harman & Jones 1966, Psychometrika 31, pp. 351-368.

    Examples
    --------
    >>> truth = np.array([0.9, 0.8, 0.7, 0.6])
    >>> found = minimum_residual_factors(np.outer(truth, truth) + np.diag(1 - truth**2),
    ...                                  n_factors=1)
    >>> found.loadings[:, 0].round(3).tolist()
    [0.9, 0.8, 0.7, 0.6]
    """
    k = len(correlation)
    if not 1 <= n_factors < k:
        raise ValueError(f"n_factors must lie between 1 and {k - 1}, not {n_factors}")
    shares, _ = squared_multiple_correlations(correlation)
    found = optimize.minimize(
        _leftover,
        np.clip(1 - shares, LEAST_UNIQUENESS, 1.0),
        args=(correlation, n_factors),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST_UNIQUENESS, 1.0)] * k,
        options={"maxiter": 2_000, "ftol": 1e-15, "gtol": 1e-9},
    )
    values, vectors = np.linalg.eigh(correlation - np.diag(found.x))
    values, vectors = values[::-1], vectors[:, ::-1]
    loadings = vectors[:, :n_factors] * np.sqrt(np.maximum(values[:n_factors], 0.0))
    loadings = loadings * np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)
    return Extraction(loadings, found.x, values, _caution(found))


def _caution(found: optimize.OptimizeResult) -> str | None:
    at_least = found.x <= LEAST_UNIQUENESS
    if at_least.any():
        return "heywood"
    inside = found.x < 1.0
    return "not_converged" if np.abs(found.jac[inside]).max(initial=0.0) > STEEP else None


def _leftover(
    uniquenesses: NDArray[np.float64], correlation: NDArray[np.float64], n_factors: int
) -> tuple[float, NDArray[np.float64]]:
    values, vectors = np.linalg.eigh(correlation - np.diag(uniquenesses))
    rest, directions = values[:-n_factors], vectors[:, :-n_factors]
    return float((rest**2).sum()) / 2, -(directions**2) @ rest
