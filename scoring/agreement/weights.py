"""Weights that say how much two different categories still agree; 1 on the diagonal."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

WeightKind = Literal["identity", "linear", "quadratic"]


def agreement_weights(positions: ArrayLike, *, kind: WeightKind) -> NDArray[np.float64]:
    """Return the weights of every pair of categories.

    Parameters
    ----------
    positions : array_like, shape (n_categories,)
        Where the categories lie: 0, 1, 2, ... where only their order is known, or their values
        where differences of values have a meaning. Ascending.
    kind : {'identity', 'linear', 'quadratic'}

    Returns
    -------
    ndarray, shape (n_categories, n_categories)
        0-1: 1 on the diagonal, 0 between the two ends.

    Raises
    ------
    ValueError
        `positions` are not ascending, or `kind` is unknown.

    Notes
    -----
    With d the distance of two categories as a share of the whole span: identity [d = 0], linear
    1 - d, quadratic 1 - d^2.

    References
    ----------
    Cohen 1968, Psych. Bull. 70, pp. 213-220; Gwet 2014, Handbook of Inter-Rater Reliability, 4th
    ed., chapter 3.

    Examples
    --------
    >>> agreement_weights([0, 1, 2], kind="quadratic").tolist()
    [[1.0, 0.75, 0.0], [0.75, 1.0, 0.75], [0.0, 0.75, 1.0]]
    """
    places = np.asarray(positions, dtype=np.float64)
    if places.ndim != 1 or len(places) == 0 or not (np.diff(places) > 0).all():
        raise ValueError("positions must be distinct and ascending")
    if kind == "identity":
        return np.eye(len(places))
    if kind not in ("linear", "quadratic"):
        raise ValueError(f"kind must be 'identity', 'linear' or 'quadratic', not {kind!r}")
    span = max(float(places[-1] - places[0]), np.finfo(float).tiny)
    distance = np.abs(places[:, None] - places[None, :]) / span
    return 1 - (distance if kind == "linear" else distance**2)


def weights_of_disagreement(disagreement: ArrayLike) -> NDArray[np.float64]:
    """Turn given weights of disagreement into weights of agreement.

    Parameters
    ----------
    disagreement : array_like, shape (n_categories, n_categories)
        0 on the diagonal, otherwise 0 or more in any unit; it need not be symmetric.

    Returns
    -------
    ndarray, shape (n_categories, n_categories)
        1 minus the share of the largest disagreement; kappa does not depend on that scale.

    Raises
    ------
    ValueError
        `disagreement` is not square, negative or not finite, has no positive cell, or its diagonal
        is not 0.

    Notes
    -----
    w_ij = 1 - v_ij / max(v). Weighted kappa is 1 - sum(v p) / sum(v p_e), in which a factor of all
    v cancels out, so the largest disagreement may be set to 1.

    References
    ----------
    Cohen 1968, Psych. Bull. 70, p. 215.

    Examples
    --------
    >>> weights_of_disagreement([[0, 1], [2, 0]]).tolist()
    [[1.0, 0.5], [0.0, 1.0]]
    """
    cells = np.asarray(disagreement, dtype=np.float64)
    if cells.ndim != 2 or cells.shape[0] != cells.shape[1]:
        raise ValueError("disagreement must be a square matrix")
    if not np.isfinite(cells).all() or (cells < 0).any() or np.diag(cells).any():
        raise ValueError("disagreement must be 0 on the diagonal and 0 or more elsewhere")
    if not cells.any():
        raise ValueError("disagreement must have a cell above 0")
    weights: NDArray[np.float64] = 1 - cells / cells.max()
    return weights
