"""Reliability and standard error of a weighted composite; its parts' alphas come from outside."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.figure import Figure

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class CompositeReliability:
    """A composite's reliability (0-1), standard deviation and standard error of measurement.

    `sd` and `sem` in the unit of the parts; undefined figures are None with a reason.
    """

    reliability: Figure
    sd: Figure
    sem: Figure


def composite_reliability(
    weights: ArrayLike, covariance: ArrayLike, *, reliabilities: ArrayLike
) -> CompositeReliability:
    """Compute the reliability of a weighted composite of parts.

    Parameters
    ----------
    weights : array_like, shape (n_parts,)
        Weights of the parts; any scale, not all zero.
    covariance : array_like, shape (n_parts, n_parts)
        Observed covariance of the parts, in squared units of the parts; symmetric, without NaN.
    reliabilities : array_like, shape (n_parts,)
        Reliability of each part, at most 1; negative alphas are taken as they are.

    Returns
    -------
    CompositeReliability
        `reliability` and `sem` are None (`no_variance`) where the composite does not vary.

    Raises
    ------
    ValueError
        Shapes do not match, a value is no finite number, the covariance is not symmetric or has a
        negative variance, a reliability exceeds 1, or all weights are zero.

    Notes
    -----
    rho = 1 - sum(w_j^2 s_j^2 (1 - rho_j)) / (w'Sw) and SEM = sqrt(w'Sw (1 - rho)): errors of
    different parts are taken as uncorrelated. Reliability may be negative; it is not clipped.

    References
    ----------
    Mosier, C. I. (1943). On the reliability of a weighted composite. Psychometrika 8(3), 161-168.

    Examples
    --------
    >>> found = composite_reliability([0.5, 0.5], [[4, 2], [2, 4]], reliabilities=[0.8, 0.8])
    >>> round(found.reliability.value, 6), round(found.sem.value, 6)
    (0.866667, 0.632456)
    """
    w, matrix, rho = _composite_iv(weights, covariance, reliabilities)
    variance = float(w @ matrix @ w)
    error = float(np.sum(w**2 * np.diag(matrix) * (1 - rho)))
    scale = float(np.sum(w**2 * np.diag(matrix)))
    if variance <= TOLERANCE * scale or scale == 0:
        return CompositeReliability(
            Figure("Mosier", None, "no_variance"),
            Figure("sd", math.sqrt(max(variance, 0.0))),
            Figure("SEM", None, "no_variance"),
        )
    return CompositeReliability(
        Figure("Mosier", 1 - error / variance),
        Figure("sd", math.sqrt(variance)),
        Figure("SEM", math.sqrt(error)),
    )


def _composite_iv(
    weights: ArrayLike, covariance: ArrayLike, reliabilities: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    w = np.asarray(weights, dtype=np.float64)
    matrix = np.asarray(covariance, dtype=np.float64)
    rho = np.asarray(reliabilities, dtype=np.float64)
    if w.ndim != 1 or w.size == 0 or matrix.shape != (w.size, w.size) or rho.shape != w.shape:
        raise ValueError("weights, covariance and reliabilities must describe the same parts")
    if not (np.isfinite(w).all() and np.isfinite(matrix).all() and np.isfinite(rho).all()):
        raise ValueError("weights, covariance and reliabilities must be finite numbers")
    if not np.allclose(matrix, matrix.T, rtol=TOLERANCE, atol=0) or (np.diag(matrix) < 0).any():
        raise ValueError("covariance must be symmetric with no negative variance")
    if (rho > 1 + TOLERANCE).any():
        raise ValueError(f"reliabilities must not exceed 1, one is {rho.max():g}")
    if not w.any():
        raise ValueError("weights must not all be zero")
    return w, matrix, rho
