"""Reliability that rests on a factor model: omega total, composite reliability, AVE."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.factors.cfa import FactorModel, fit_factor_model
from scoring.factors.matrix import checked_matrix
from scoring.figure import Figure

MOST_ITEMS: Final = 200
OMEGA: Final = "omega total, one-factor maximum likelihood, raw metric (McDonald 1999)"


@dataclass(frozen=True, slots=True)
class ConstructReliability:
    """Composite reliability and average variance extracted of one construct.

    Each in its metric: `cr_standardised` and `ave_standardised` from standardised loadings
    (Fornell & Larcker), `cr_points` and `ave_points` from loadings in points, `cr_observed` with
    the observed instead of the implied variance of the sum.
    """

    cr_standardised: Figure
    cr_points: Figure
    cr_observed: Figure
    ave_standardised: Figure
    ave_points: Figure


def omega_total(covariance: ArrayLike) -> Figure:
    """Compute omega total of one factor by maximum likelihood.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        In squared points.

    Returns
    -------
    Figure
        0-1; undefined with one item or more than 200, an item without variance, a singular matrix,
        a Heywood case or a search that did not converge.

    Raises
    ------
    ValueError
        `covariance` is no covariance matrix.

    Notes
    -----
    (sum l)² / ((sum l)² + sum t) with loadings l and residual variances t in points. Two items
    identify no factor: their loadings are set equal, and omega equals alpha (caution two_items).

    References
    ----------
    McDonald 1999, Test Theory: A Unified Treatment, p. 89.

    Examples
    --------
    >>> truth = np.array([0.9, 0.8, 0.7, 0.6])
    >>> round(omega_total(np.outer(truth, truth) + np.diag(1 - truth**2)).value, 4)
    0.8411
    """
    matrix = checked_matrix(covariance)
    k = len(matrix)
    if k < 2:
        return Figure(OMEGA, None, "one_item")
    if k > MOST_ITEMS:
        return Figure(OMEGA, None, "many_items")
    if k == 2:
        return _omega_of_two(matrix)
    model = fit_factor_model(matrix, constructs=[range(k)])
    if model.reason is not None:
        return Figure(OMEGA, None, model.reason)
    return Figure(OMEGA, _share(model.loadings, model.residuals))


def _omega_of_two(matrix: NDArray[np.float64]) -> Figure:
    common = float(matrix[0, 1])
    if np.diag(matrix).min() <= 0:
        return Figure(OMEGA, None, "zero_variance_item")
    if common <= 0:
        return Figure(OMEGA, None, "negative_r")
    if common >= np.diag(matrix).min():
        return Figure(OMEGA, None, "heywood")
    return Figure(OMEGA, 4 * common / float(matrix.sum()), "two_items")


def _share(loadings: NDArray[np.float64], residuals: NDArray[np.float64]) -> float:
    common = float(loadings.sum()) ** 2
    return common / (common + float(residuals.sum()))


def construct_reliabilities(
    model: FactorModel, covariance: ArrayLike
) -> tuple[ConstructReliability, ...]:
    """Compute composite reliability and AVE of each construct of a fitted model.

    Parameters
    ----------
    model : FactorModel
    covariance : array_like, shape (k, k)
        The matrix that the model was fitted to.

    Returns
    -------
    tuple of ConstructReliability
        In the order of the model's constructs; undefined with the model's reason where it has one.

    Raises
    ------
    ValueError
        `covariance` is no covariance matrix.

    Notes
    -----
    CR = (sum l)² / ((sum l)² + sum t), AVE = sum l² / (sum l² + sum t), once with standardised
    loadings and once in points: the two straddle a threshold more often than one would think, so
    the metric is part of the name. `cr_observed` = (sum l)² / 1'C1 in points (semTools'
    compRelSEM).

    References
    ----------
    Fornell & Larcker 1981, J. Mark. Res. 18, pp. 45-46; Bollen 1980, Am. Sociol. Rev. 45,
    pp. 370-390.

    Examples
    --------
    >>> truth = np.array([0.9, 0.8, 0.7, 0.6])
    >>> matrix = np.outer(truth, truth) + np.diag(1 - truth**2)
    >>> found, = construct_reliabilities(fit_factor_model(matrix, constructs=[range(4)]), matrix)
    >>> round(found.ave_standardised.value, 4)
    0.575
    """
    matrix = checked_matrix(covariance)
    return tuple(_of_construct(model, matrix, list(items)) for items in model.constructs)


def _of_construct(
    model: FactorModel, matrix: NDArray[np.float64], items: list[int]
) -> ConstructReliability:
    why = model.reason
    loadings, residuals = model.loadings[items], model.residuals[items]
    standardised = model.standardised[items]
    unique = 1 - standardised**2
    observed = float(matrix[np.ix_(items, items)].sum())

    def figure(name: str, value: float) -> Figure:
        return Figure(name, None if why else value, why)

    squares, standard_squares = float((loadings**2).sum()), float((standardised**2).sum())
    return ConstructReliability(
        figure("composite reliability, standardised loadings", _share(standardised, unique)),
        figure("composite reliability, loadings in points", _share(loadings, residuals)),
        figure(
            "composite reliability, loadings in points, observed variance of the sum",
            float(loadings.sum()) ** 2 / observed if observed > 0 else np.nan,
        ),
        figure("AVE, standardised loadings", standard_squares / len(items)),
        figure("AVE, loadings in points", squares / (squares + float(residuals.sum()))),
    )
