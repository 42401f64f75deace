"""Weights from rotated principal components, in the OECD handbook's way."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.factors.adequacy import kaiser_meyer_olkin
from scoring.factors.components import Components, principal_components
from scoring.factors.rotation import VarimaxVariant, varimax
from scoring.figure import Figure
from scoring.weights.weighting import Weighting, best_is_one, checked_tasks, constant_columns

LEAST_KMO: Final = 0.60
LEAST_SHARE: Final = 0.10
_LABEL: Final = "principal component weights (squared varimax loadings)"


@dataclass(frozen=True, slots=True)
class ComponentWeights:
    """Weights from principal components, and what they rest on.

    `weighting` is refused where KMO is too low; `unadvised` are the weights that the formula gives
    all the same, shape (n_indicators,). `squared_loadings` shape (n_indicators, n_kept), after
    rotation; `component` the place of the component each indicator belongs to; None where there are
    no components.
    """

    weighting: Weighting
    kmo: Figure
    components: Components
    n_kept: int
    squared_loadings: NDArray[np.float64] | None
    component: tuple[int, ...] | None
    unadvised: NDArray[np.float64] | None


def component_weights(
    values: ArrayLike,
    *,
    n_components: int | None = None,
    least_kmo: float = LEAST_KMO,
    variant: VarimaxVariant = "optimum",
) -> ComponentWeights:
    """Weigh indicators by what they share with the principal components.

    Parameters
    ----------
    values : array_like, shape (n_tasks, n_indicators)
        NaN is refused. More tasks than indicators, or the correlations are singular.
    n_components : int, optional
        How many to keep; left out, those that explain more than 10 % of the variance each, at
        least one.
    least_kmo : float
        Below this Kaiser-Meyer-Olkin measure the weights are refused; 0 refuses nothing for it.
    variant : {'optimum', 'r'}
        Of the varimax rotation, see `factors.rotation`.

    Returns
    -------
    ComponentWeights
        Undefined with fewer than two tasks or indicators, or a constant indicator; refused where
        KMO is below its least, or undefined because the correlations are singular (then
        `least_kmo` 0 lets the weights pass).

    Raises
    ------
    ValueError
        A value is NaN or infinite, or `n_components` or `least_kmo` is out of range.

    Notes
    -----
    The squared loadings after rotation are scaled to a sum of 1 within each component; an indicator
    belongs to the component where that share is largest. Its weight is the share times the
    component's part of the variance that the kept ones explain, and all are brought to a sum of 1.
    Correlations correct for overlapping information; they are no measure of importance.

    References
    ----------
    Nicoletti, Scarpetta & Boylaud 2000, OECD Economics Department Working Papers 226, pp. 19-21;
    OECD/JRC 2008, pp. 89-91, tables 16 and 17, KMO p. 67.

    Examples
    --------
    >>> values = [[1, 2, 9], [2, 1, 7], [3, 4, 8], [4, 3, 2], [5, 6, 3], [6, 5, 1]]
    >>> found = component_weights(values)
    >>> round(found.kmo.value, 3), found.weighting.reason, found.unadvised.round(3).tolist()
    (0.476, 'low_kmo', [0.253, 0.369, 0.378])
    """
    table = checked_tasks(values)
    k = table.shape[1]
    if n_components is not None and not 1 <= n_components <= k:
        raise ValueError(f"n_components must lie between 1 and {k}, not {n_components}")
    if not 0 <= least_kmo < 1:
        raise ValueError(f"least_kmo must lie between 0 and 1, not {least_kmo}")
    flat = tuple(np.flatnonzero(constant_columns(table)).tolist())
    why = _obstacle(table, flat)
    if why is not None:
        blank = Weighting(_LABEL, None, why, flat)
        nothing = Components(None, None, None, why)
        return ComponentWeights(blank, Figure("KMO", None, why), nothing, 0, None, None, None)
    unit, _ = best_is_one(table)  # units may differ by any factor
    correlation = np.corrcoef(unit.T)
    kmo, _ = kaiser_meyer_olkin(correlation)
    found = principal_components(correlation)
    shares = np.asarray(found.shares, dtype=np.float64)
    n_kept = n_components or max(int((shares > LEAST_SHARE).sum()), 1)
    loadings = np.asarray(found.loadings, dtype=np.float64)
    squared = varimax(loadings[:, :n_kept], variant=variant) ** 2
    weights, component = _weights(squared)
    why = _refusal(kmo, least_kmo)
    weighting = Weighting(_LABEL, None if why else weights, why, ())
    return ComponentWeights(weighting, kmo, found, n_kept, squared, component, weights)


def _obstacle(table: NDArray[np.float64], flat: tuple[int, ...]) -> str | None:
    if len(table) < 2:
        return "one_task"
    if table.shape[1] < 2:
        return "one_item"
    return "zero_variance_item" if flat else None


def _refusal(kmo: Figure, least_kmo: float) -> str | None:
    if least_kmo <= 0:
        return None
    if kmo.value is None:
        return kmo.reason
    return "low_kmo" if kmo.value < least_kmo else None


def _weights(squared: NDArray[np.float64]) -> tuple[NDArray[np.float64], tuple[int, ...]]:
    explained = squared.sum(axis=0)
    shares = squared / explained
    component = shares.argmax(axis=1)
    weights = shares.max(axis=1) * explained[component]
    return weights / weights.sum(), tuple(component.tolist())
