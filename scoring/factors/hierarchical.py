"""Omega hierarchical: what one general factor holds of the variance of the sum."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.correlations import correlation_of, singularity_of
from scoring.factors.extraction import minimum_residual_factors
from scoring.factors.matrix import checked_matrix
from scoring.factors.rotation import oblimin
from scoring.figure import Figure

_HIERARCHICAL = "omega hierarchical, {m} group factors, minres, oblimin, Schmid-Leiman"
_TOTAL = "omega total, {m} group factors, minres, oblimin, Schmid-Leiman"


@dataclass(frozen=True, slots=True)
class HierarchicalOmega:
    """Omega hierarchical and omega total of a Schmid-Leiman solution.

    `general` shape (k,) and `group` shape (k, m), standardised loadings; None where undefined.
    """

    omega_h: Figure
    omega_total: Figure
    general: NDArray[np.float64] | None
    group: NDArray[np.float64] | None


def omega_hierarchical(covariance: ArrayLike, *, n_group_factors: int) -> HierarchicalOmega:
    """Compute omega hierarchical by the Schmid-Leiman transformation.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        Covariance or correlation matrix, reversed items mirrored.
    n_group_factors : int
        At least 2; three or more identify the general factor, two get equal loadings on it
        (caution two_factors_equal).

    Returns
    -------
    HierarchicalOmega
        0-1. Undefined with fewer than three items per two factors (not_identified), an item
        without variance, a singular or indefinite matrix, group factors not correlating positively
        (negative_r), or a search that did not converge. A uniqueness at its least is the caution
        heywood.

    Raises
    ------
    ValueError
        `covariance` is no covariance matrix, or `n_group_factors` is below 2.

    Notes
    -----
    Minimum-residual factors, oblimin (gamma 0), one factor g over their correlations; general
    loadings = pattern times g, group loadings = pattern times sqrt(1 - g²). omega_h = (sum of
    general loadings)² / 1'R1, omega_total = 1 - (sum of uniquenesses) / 1'R1.

    References
    ----------
    Schmid & Leiman 1957, Psychometrika 22, pp. 53-61; Zinbarg, Revelle, Yovel & Li 2005,
    Psychometrika 70, pp. 123-133; McDonald 1999, Test Theory, chapter 6.

    Examples
    --------
    >>> group = np.kron(np.eye(3), np.full((3, 3), 0.2))
    >>> found = omega_hierarchical(np.full((9, 9), 0.3) + group + 0.5 * np.eye(9),
    ...                            n_group_factors=3)
    >>> round(found.omega_h.value, 4)
    0.7105
    """
    matrix = checked_matrix(covariance)
    if n_group_factors < 2:
        raise ValueError(f"n_group_factors must be at least 2, not {n_group_factors}")
    correlation = correlation_of(matrix)
    if correlation is None:
        return _undefined(n_group_factors, "zero_variance_item")
    if 3 * n_group_factors > 2 * len(matrix):
        return _undefined(n_group_factors, "not_identified")
    why = singularity_of(correlation)
    if why is not None:
        return _undefined(n_group_factors, why)
    return _transformed(correlation, n_group_factors)


def _transformed(correlation: NDArray[np.float64], m: int) -> HierarchicalOmega:
    """Extract, rotate, and hand the factors' correlations to a general factor."""
    extracted = minimum_residual_factors(correlation, n_factors=m)
    rotated = oblimin(extracted.loadings)
    if extracted.reason == "not_converged" or not rotated.is_converged:
        return _undefined(m, "not_converged")
    pattern, between = rotated.pattern, rotated.correlations
    above = between[np.triu_indices(m, 1)]
    if above.sum() <= 0 or (m == 2 and above[0] <= 0):
        return _undefined(m, "negative_r")
    caution = extracted.reason
    if m == 2:
        general_of = np.full(2, float(np.sqrt(above[0])))
        caution = caution or "two_factors_equal"
    else:
        second = minimum_residual_factors(between, n_factors=1)
        general_of, caution = second.loadings[:, 0], caution or second.reason
    general = pattern @ general_of
    group = pattern * np.sqrt(np.maximum(1 - general_of**2, 0.0))
    total = float(correlation.sum())
    return HierarchicalOmega(
        Figure(_HIERARCHICAL.format(m=m), float(general.sum()) ** 2 / total, caution),
        Figure(_TOTAL.format(m=m), 1 - float(extracted.uniquenesses.sum()) / total, caution),
        general,
        group,
    )


def _undefined(m: int, reason: str) -> HierarchicalOmega:
    return HierarchicalOmega(
        Figure(_HIERARCHICAL.format(m=m), None, reason),
        Figure(_TOTAL.format(m=m), None, reason),
        None,
        None,
    )
