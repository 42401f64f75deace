"""Confirmatory factor model by maximum likelihood, each item on one construct; no fit indices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, optimize

from scoring.correlations import correlation_of, singularity_of
from scoring.factors.matrix import checked_matrix

LEAST_RESIDUAL: Final = 1e-6
MOST_CORRELATION: Final = 1.0
STEEP: Final = 1e-4
FAR: Final = 1e10
MOST_STARTS: Final = 10

Constructs = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class FactorModel:
    """A fitted factor model.

    `constructs` the places of each construct's items; `loadings` and `residuals` shape (k,), in
    points and squared points; `standardised` loadings shape (k,), as correlations with the
    construct; `correlations` of the constructs, shape (m, m); `discrepancy` the minimum F;
    `implied` the model's correlation matrix, shape (k, k). `reason` is None, or the model cannot be
    used: singular, indefinite, zero_variance_item, not_identified, not_converged or heywood.
    """

    constructs: tuple[tuple[int, ...], ...]
    loadings: NDArray[np.float64]
    residuals: NDArray[np.float64]
    standardised: NDArray[np.float64]
    correlations: NDArray[np.float64]
    implied: NDArray[np.float64]
    discrepancy: float
    reason: str | None


def fit_factor_model(covariance: ArrayLike, *, constructs: Constructs) -> FactorModel:
    """Fit a factor model by maximum likelihood.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        Covariance or correlation matrix.
    constructs : sequence of sequence of int
        Places of the items of each construct, from 0; each item belongs to exactly one.

    Returns
    -------
    FactorModel
        With a `reason` and NaN loadings where nothing could be fitted; with reason 'heywood' and
        the loadings at the edge where a residual variance wants to be negative.

    Raises
    ------
    ValueError
        `covariance` is no symmetric finite matrix, or the constructs do not divide its items.

    Notes
    -----
    Minimises F = ln|S| - ln|R| + tr(R S^-1) - k over S = L P L' + T, with R the correlations of
    the items, P the correlations of the constructs (their variances are 1) and T diagonal; the
    loadings are then put back into points, which changes nothing because F does not depend on the
    items' units. Gradient: with G = S^-1 - S^-1 R S^-1, dF/dL = 2GLP, dF/dP = 2L'GL off the
    diagonal, dF/dT = diag G. L-BFGS-B keeps residual variances at 1e-6 or more; a solution on that
    edge is a Heywood case. A construct of one item is not identified, nor is one of two items if it
    stands alone.

    References
    ----------
    Joreskog 1969, Psychometrika 34, pp. 183-202; Bollen 1989, Structural Equations with Latent
    Variables, chapter 7.

    Examples
    --------
    >>> truth = np.array([0.9, 0.8, 0.7, 0.6])
    >>> model = fit_factor_model(np.outer(truth, truth) + np.diag(1 - truth**2),
    ...                          constructs=[[0, 1, 2, 3]])
    >>> model.standardised.round(4).tolist(), model.reason
    ([0.9, 0.8, 0.7, 0.6], None)
    """
    matrix = checked_matrix(covariance)
    groups = _groups_of(constructs, len(matrix))
    correlation = correlation_of(matrix)
    reason = _obstacle(correlation, groups)
    if correlation is None or reason is not None:
        return _nothing(groups, len(matrix), reason or "zero_variance_item")
    return _model(_searched(correlation, groups), matrix, correlation, groups)


def _searched(
    correlation: NDArray[np.float64], groups: tuple[tuple[int, ...], ...]
) -> NDArray[np.float64]:
    """Minimise F; the search may stall with what it remembers, and then begins there afresh."""
    point, bounds = _start(correlation, groups), _bounds(len(correlation), len(groups))
    for _ in range(MOST_STARTS):
        point = optimize.minimize(
            _discrepancy,
            point,
            args=(correlation, groups),
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"maxiter": 5_000, "maxfun": 20_000, "ftol": 1e-15, "gtol": 1e-9, "maxcor": 30},
        ).x
        if _is_edge(point, len(correlation)) or not _is_steep(point, correlation, groups):
            break
    return point


def _is_edge(point: NDArray[np.float64], k: int) -> bool:
    """Tell whether a residual variance or a correlation lies on its bound."""
    is_least = bool((point[k : 2 * k] <= 2 * LEAST_RESIDUAL).any())
    return is_least or bool((np.abs(point[2 * k :]) >= MOST_CORRELATION).any())


def _is_steep(
    point: NDArray[np.float64],
    correlation: NDArray[np.float64],
    groups: tuple[tuple[int, ...], ...],
) -> bool:
    value, gradient = _discrepancy(point, correlation, groups)
    return value >= FAR or bool(np.abs(gradient).max() > STEEP)


def _groups_of(constructs: Constructs, k: int) -> tuple[tuple[int, ...], ...]:
    groups = tuple(tuple(int(item) for item in items) for items in constructs)
    if not all(groups) or sorted(item for items in groups for item in items) != list(range(k)):
        raise ValueError("constructs must name each item exactly once and none may be empty")
    return groups


def _obstacle(
    correlation: NDArray[np.float64] | None, groups: tuple[tuple[int, ...], ...]
) -> str | None:
    if correlation is None:
        return "zero_variance_item"
    fewest = 3 if len(groups) == 1 else 2
    if any(len(items) < fewest for items in groups):
        return "not_identified"
    return singularity_of(correlation)


def _start(
    correlation: NDArray[np.float64], groups: tuple[tuple[int, ...], ...]
) -> NDArray[np.float64]:
    """Guess loadings by each construct's first component, correlations by sums of items."""
    k, m = len(correlation), len(groups)
    loadings, membership = np.zeros(k), np.zeros((k, m))
    for at, items in enumerate(groups):
        values, vectors = np.linalg.eigh(correlation[np.ix_(items, items)])
        first = vectors[:, -1] * np.sign(vectors[:, -1].sum() or 1.0)
        guess = first * np.sqrt(values[-1]) * 0.85
        loadings[list(items)] = np.clip(guess, -0.95, 0.95)
        membership[list(items), at] = first
    between = correlation_of(membership.T @ correlation @ membership)
    above = np.zeros(0) if between is None else between[np.triu_indices(m, 1)]
    return np.concatenate([loadings, 1 - loadings**2, np.clip(above, -0.9, 0.9)])


def _bounds(k: int, m: int) -> optimize.Bounds:
    n_pairs = m * (m - 1) // 2
    low = np.concatenate(
        [np.full(k, -np.inf), np.full(k, LEAST_RESIDUAL), np.full(n_pairs, -MOST_CORRELATION)]
    )
    high = np.concatenate([np.full(2 * k, np.inf), np.full(n_pairs, MOST_CORRELATION)])
    return optimize.Bounds(low, high)


def _parts(
    point: NDArray[np.float64], groups: tuple[tuple[int, ...], ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Split a point of the search into loadings (k, m), correlations (m, m), residuals (k,)."""
    m = len(groups)
    k = sum(len(items) for items in groups)
    loadings, correlations = np.zeros((k, m)), np.eye(m)
    for at, items in enumerate(groups):
        loadings[list(items), at] = point[list(items)]
    rows, columns = np.triu_indices(m, 1)
    correlations[rows, columns] = correlations[columns, rows] = point[2 * k :]
    return loadings, correlations, point[k : 2 * k]


def _discrepancy(
    point: NDArray[np.float64],
    correlation: NDArray[np.float64],
    groups: tuple[tuple[int, ...], ...],
) -> tuple[float, NDArray[np.float64]]:
    """Return F without its constant and its gradient; far away where S is not definite."""
    loadings, between, residuals = _parts(point, groups)
    implied = loadings @ between @ loadings.T + np.diag(residuals)
    try:
        factor = linalg.cho_factor(implied, lower=True)
    except linalg.LinAlgError:
        return FAR, np.zeros(len(point))
    inverse = linalg.cho_solve(factor, np.eye(len(implied)))
    product = inverse @ correlation
    value = 2 * float(np.log(np.diag(factor[0])).sum()) + float(np.trace(product))
    steepness = inverse - product @ inverse
    by_loading = 2 * steepness @ loadings @ between
    own = np.empty(len(residuals))
    for at, items in enumerate(groups):
        own[list(items)] = by_loading[list(items), at]
    by_between = 2 * (loadings.T @ steepness @ loadings)[np.triu_indices(len(groups), 1)]
    return value, np.concatenate([own, np.diag(steepness), by_between])


def _model(
    point: NDArray[np.float64],
    covariance: NDArray[np.float64],
    correlation: NDArray[np.float64],
    groups: tuple[tuple[int, ...], ...],
) -> FactorModel:
    """Turn the end of a search into a model in points, each construct's sum pointing up."""
    k = len(correlation)
    value, _ = _discrepancy(point, correlation, groups)
    loadings, between, residuals = _parts(point, groups)
    implied = loadings @ between @ loadings.T + np.diag(residuals)
    signs = np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)
    standardised = (loadings * signs).sum(axis=1)
    is_stuck = _is_steep(point, correlation, groups)
    spread = np.sqrt(np.diag(covariance))
    constant = float(np.linalg.slogdet(correlation)[1]) + k
    return FactorModel(
        groups,
        standardised * spread,
        residuals * spread**2,
        standardised,
        between * np.outer(signs, signs),
        implied,
        max(value - constant, 0.0),
        "heywood" if _is_edge(point, k) else "not_converged" if is_stuck else None,
    )


def _nothing(groups: tuple[tuple[int, ...], ...], k: int, reason: str) -> FactorModel:
    blank, m = np.full(k, np.nan), len(groups)
    square = np.full((k, k), np.nan)
    return FactorModel(groups, blank, blank, blank, np.full((m, m), np.nan), square, np.nan, reason)
