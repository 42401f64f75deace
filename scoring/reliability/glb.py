"""The greatest lower bound of reliability, by a small semidefinite programme."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg

from scoring.correlations import SINGULAR
from scoring.factors.matrix import checked_matrix
from scoring.figure import Figure

GAP: Final = 1e-10
CENTRED: Final = 1e-4
MOST_ITEMS: Final = 200
SHRINK: Final = 0.2


@dataclass(frozen=True, slots=True)
class LowerBound:
    """The greatest lower bound and its proof.

    `figure` the bound; `errors` shape (k,), the largest error variances in squared points that
    leave a covariance matrix of true scores; `gap` by how much the bound can be off, at most.
    """

    figure: Figure
    errors: NDArray[np.float64] | None
    gap: float | None


def greatest_lower_bound(covariance: ArrayLike, *, metric: str = "as given") -> LowerBound:
    """Compute the greatest lower bound of reliability.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        Covariance or correlation matrix: they give different bounds.
    metric : str
        Which of the two it is, for the label.

    Returns
    -------
    LowerBound
        0-1; undefined with one item, more than 200, no variance, or a matrix with a negative
        eigenvalue (indefinite).

    Raises
    ------
    ValueError
        `covariance` is no covariance matrix.

    Notes
    -----
    1 - max sum(d) / 1'C1 subject to C - diag(d) positive semidefinite and d >= 0. Solved by
    Newton's method on sum(d) + t (ln det(C - diag d) + sum ln d) while t falls: every point on the
    way satisfies the constraints (its Cholesky factor exists), and at the centre for t the optimum
    is at most 2kt away, because t (C - diag d)^-1 is feasible for the dual. It stops at 2kt below
    1e-10 of 1'C1. Where C is singular, items in its null space can have no error, and the search
    runs in its range. The bound capitalises on chance below some 1,000 rows: never a gate.

    References
    ----------
    Jackson & Agunwamba 1977, Psychometrika 42, pp. 567-578; Woodhouse & Jackson 1977, ibid.,
    pp. 579-591; Boyd & Vandenberghe 2004, Convex Optimization, section 11.6.

    Examples
    --------
    >>> found = greatest_lower_bound(np.full((3, 3), 0.5) + np.eye(3) / 2)
    >>> round(found.figure.value, 6)
    0.75
    """
    matrix = checked_matrix(covariance)
    name = f"greatest lower bound, {metric} (biased upwards below 1,000 rows)"
    why, total = _obstacle(matrix), float(matrix.sum())
    if why is not None:
        return LowerBound(Figure(name, None, why), None, None)
    scale = float(np.diag(matrix).max())
    errors, t = _largest_errors(matrix / scale, total / scale)
    gap = 2 * len(matrix) * t * scale / total
    errors = errors * scale
    return LowerBound(Figure(name, 1 - float(errors.sum()) / total), errors, gap)


def _obstacle(matrix: NDArray[np.float64]) -> str | None:
    if len(matrix) < 2:
        return "one_item"
    if len(matrix) > MOST_ITEMS:
        return "many_items"
    trace = float(np.trace(matrix))
    if float(matrix.sum()) <= SINGULAR * trace:
        return "no_variance"
    return "indefinite" if np.linalg.eigvalsh(matrix)[0] < -SINGULAR * trace else None


def _largest_errors(matrix: NDArray[np.float64], total: float) -> tuple[NDArray[np.float64], float]:
    """Follow the central path; return the errors and the last t."""
    values, vectors = np.linalg.eigh(matrix)
    is_null = values < SINGULAR * values[-1]
    basis = vectors[:, ~is_null]
    free = np.flatnonzero((vectors[:, is_null] ** 2).sum(axis=1) <= SINGULAR)
    errors = np.zeros(len(matrix))
    if not len(free):
        return errors, 0.0
    reduced, rows = np.diag(values[~is_null]), basis[free]
    point = np.full(len(free), float(values[~is_null][0]) / 2)
    t = 1.0
    while 2 * len(matrix) * t > GAP * total:
        t *= SHRINK
        point = _centred(reduced, rows, point, t)
    errors[free] = point
    return errors, t


def _centred(
    reduced: NDArray[np.float64], rows: NDArray[np.float64], point: NDArray[np.float64], t: float
) -> NDArray[np.float64]:
    """Maximise sum(d)/t + ln det(C - diag d) + sum ln d by damped Newton steps.

    The function is self-concordant: damped steps stay inside and gain a fixed amount each, so the
    decrement falls below 1/4, and then squares with each full step.
    """
    decrement = 1.0
    while decrement > CENTRED:
        factor = linalg.cholesky(reduced - rows.T @ (point[:, None] * rows), lower=True)
        half = linalg.solve_triangular(factor, rows.T, lower=True)
        inverse = half.T @ half
        gradient = 1 / t - np.diag(inverse) + 1 / point
        curvature = inverse**2 + np.diag(1 / point**2)
        step = linalg.solve(curvature, gradient, assume_a="pos")
        decrement = float(np.sqrt(max(gradient @ step, 0.0)))
        point = point + step / (1 + decrement if decrement > 0.25 else 1.0)
    return point
