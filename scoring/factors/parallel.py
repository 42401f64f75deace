"""How many components or factors to keep: parallel analysis against random answers."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.correlations import correlation_of, singularity_of
from scoring.factors.extraction import minimum_residual_factors
from scoring.factors.matrix import checked_matrix

ParallelVariant = Literal["components", "factors"]
_NAMES: Final = {
    "components": "eigenvalues of the correlation matrix (PCA)",
    "factors": "eigenvalues with the communalities of one minres factor on the diagonal (FA)",
}
FEWEST_DRAWS: Final = 100


@dataclass(frozen=True, slots=True)
class ParallelAnalysis:
    """How many dimensions stand out from chance.

    `n_kept`; `observed` and `limits` shape (k,), the eigenvalues and their centiles by chance;
    `n_draws`; `centile` 0-100; or None each with a `reason` (one_item, few_rows,
    zero_variance_item, singular, indefinite).
    """

    variant: str
    n_kept: int | None
    observed: NDArray[np.float64] | None
    limits: NDArray[np.float64] | None
    n_draws: int
    centile: float
    reason: str | None


def parallel_analysis(
    covariance: ArrayLike,
    *,
    n: int,
    rng: np.random.Generator,
    variant: ParallelVariant = "components",
    n_draws: int = 1_000,
    centile: float = 95.0,
) -> ParallelAnalysis:
    """Count the eigenvalues that exceed those of uncorrelated normal answers.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        Covariance or correlation matrix.
    n : int
        Rows behind it.
    rng : numpy.random.Generator
        Made from a stored seed.
    variant : {'components', 'factors'}
        Horn's own version, or the one with communalities: they may differ, so say which.
    n_draws : int
        Random sets, at least 100.
    centile : float
        Of the random eigenvalues, 0-100; 50 is Horn's mean, 95 the usual caution.

    Returns
    -------
    ParallelAnalysis

    Raises
    ------
    ValueError
        `covariance` is no covariance matrix, or another argument is out of range.

    Notes
    -----
    Counting stops at the first eigenvalue that does not exceed its limit. The covariance of n
    random rows is drawn directly as a Wishart matrix (Bartlett's triangular factor: roots of
    chi-squares on the diagonal, normal numbers below), so the cost does not depend on n.

    References
    ----------
    Horn 1965, Psychometrika 30, pp. 179-185; Glorfeld 1995, Educ. Psychol. Meas. 55, pp. 377-393;
    Bartlett 1933, Proc. R. Soc. Edinb. 53, pp. 260-283.

    Examples
    --------
    >>> r = np.full((6, 6), 0.5) + np.eye(6) / 2
    >>> parallel_analysis(r, n=200, rng=np.random.default_rng(1), n_draws=100).n_kept
    1
    """
    matrix = _parallel_iv(covariance, variant, n_draws, centile)
    name = f"parallel analysis, {_NAMES[variant]}, {centile:g}th centile of {n_draws} random sets"
    correlation, why = correlation_of(matrix), _obstacle(matrix, n)
    if correlation is None or why is not None:
        return ParallelAnalysis(name, None, None, None, n_draws, centile, why)
    drawn = random_correlations(len(matrix), n=n, rng=rng, n_draws=n_draws)
    observed, *random = (_eigenvalues(r, variant) for r in (correlation, *drawn))
    limits = np.percentile(np.array(random), centile, axis=0).astype(np.float64)
    fails = np.flatnonzero(observed <= limits)
    n_kept = int(fails[0]) if len(fails) else len(observed)
    return ParallelAnalysis(name, n_kept, observed, limits, n_draws, centile, None)


def _eigenvalues(correlation: NDArray[np.float64], variant: ParallelVariant) -> NDArray[np.float64]:
    if variant == "factors":
        return minimum_residual_factors(correlation, n_factors=1).eigenvalues
    return np.linalg.eigvalsh(correlation).astype(np.float64)[::-1]


def random_correlations(
    k: int, *, n: int, rng: np.random.Generator, n_draws: int
) -> NDArray[np.float64]:
    """Draw correlation matrices of n rows of k independent normal answers.

    Parameters
    ----------
    k : int
        Items.
    n : int
        Rows, more than k.
    rng : numpy.random.Generator
    n_draws : int

    Returns
    -------
    ndarray, shape (n_draws, k, k)

    References
    ----------
    Bartlett 1933, Proc. R. Soc. Edinb. 53, pp. 260-283.

    Examples
    --------
    >>> random_correlations(3, n=50, rng=np.random.default_rng(1), n_draws=2).shape
    (2, 3, 3)
    """
    factors = np.tril(rng.standard_normal((n_draws, k, k)), -1)
    places = np.arange(k)
    factors[:, places, places] = np.sqrt(rng.chisquare(n - 1 - places, size=(n_draws, k)))
    factors /= np.sqrt((factors**2).sum(axis=2, keepdims=True))
    drawn: NDArray[np.float64] = factors @ factors.transpose(0, 2, 1)
    return drawn


def _parallel_iv(
    covariance: ArrayLike, variant: ParallelVariant, n_draws: int, centile: float
) -> NDArray[np.float64]:
    if variant not in _NAMES:
        raise ValueError(f"variant must be one of {tuple(_NAMES)}, not {variant!r}")
    if n_draws < FEWEST_DRAWS:
        raise ValueError(f"n_draws must be at least {FEWEST_DRAWS}, not {n_draws}")
    if not 0 < centile < 100:
        raise ValueError(f"centile must lie between 0 and 100, not {centile}")
    return checked_matrix(covariance)


def _obstacle(matrix: NDArray[np.float64], n: int) -> str | None:
    correlation = correlation_of(matrix)
    if correlation is None:
        return "zero_variance_item"
    if len(matrix) < 2:
        return "one_item"
    if n < len(matrix) + 1:
        return "few_rows"
    return singularity_of(correlation)
