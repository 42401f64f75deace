"""Principal components of a correlation matrix; how many to keep lies in `parallel`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.correlations import correlation_of, singularity_of
from scoring.factors.matrix import checked_matrix


@dataclass(frozen=True, slots=True)
class Components:
    """Principal components of standardised items.

    `eigenvalues` shape (k,), falling, with sum k; `shares` of the variance, 0-1; `loadings` shape
    (k, k), correlations of items with components, each column's sum not negative; or None each,
    with the `reason` zero_variance_item or indefinite.
    """

    eigenvalues: NDArray[np.float64] | None
    shares: NDArray[np.float64] | None
    loadings: NDArray[np.float64] | None
    reason: str | None


def principal_components(covariance: ArrayLike) -> Components:
    """Compute the principal components of the correlation matrix.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        Covariance or correlation matrix.

    Returns
    -------
    Components

    Raises
    ------
    ValueError
        `covariance` is no covariance matrix.

    Notes
    -----
    Eigenvectors times the roots of their eigenvalues. Components with equal eigenvalues can be
    turned into each other; their loadings are then a choice of the library.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, pp. 63-66.

    Examples
    --------
    >>> principal_components([[1, 0.5], [0.5, 1]]).eigenvalues.round(4).tolist()
    [1.5, 0.5]
    """
    correlation = correlation_of(checked_matrix(covariance))
    if correlation is None:
        return Components(None, None, None, "zero_variance_item")
    if singularity_of(correlation) == "indefinite":
        return Components(None, None, None, "indefinite")
    values, vectors = np.linalg.eigh(correlation)
    values, vectors = values[::-1], vectors[:, ::-1]
    signs = np.where(vectors.sum(axis=0) < 0, -1.0, 1.0)
    loadings = vectors * signs * np.sqrt(np.maximum(values, 0.0))
    return Components(values, values / len(values), loadings, None)
