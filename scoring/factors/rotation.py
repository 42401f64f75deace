"""Rotations of a loading matrix: varimax (orthogonal) and oblimin (oblique)."""

from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

MOST_TURNS: Final = 2_000
LEAST_ANGLE: Final = 1e-8
ROUNDING: Final = 1e-6
R_STOP: Final = 1e-5
OBLIMIN_STOP: Final = 1e-8
MOST_HALVINGS: Final = 40
STEEP: Final = 1e-4

VarimaxVariant = Literal["optimum", "r"]


def varimax(loadings: NDArray[np.float64], *, variant: VarimaxVariant) -> NDArray[np.float64]:
    """Rotate loadings to simple structure with uncorrelated factors.

    Parameters
    ----------
    loadings : ndarray, shape (k, m)
    variant : {'optimum', 'r'}
        Plane rotations up to the optimum; or the iteration of R's `stats::varimax`, which stops
        when the criterion gains less than 1e-5: sums of squares then differ from the optimum in
        the third decimal, but equal what R and psych print.

    Returns
    -------
    ndarray, shape (k, m)
        Row sums of squares are as before.

    Raises
    ------
    ValueError
        The variant is not allowed.

    Notes
    -----
    Kaiser's normalisation: rows are divided by the roots of their communalities while turning.
    Each plane's best angle is known in closed form: with u = x² - y² and v = 2xy over the rows, its
    fourfold is the angle of (C - (A² - B²)/k, D - 2AB/k), where A = sum u, B = sum v,
    C = sum(u² - v²), D = 2 sum uv.

    References
    ----------
    Kaiser 1958, Psychometrika 23, pp. 187-200; OECD/JRC 2008, table 9.

    Examples
    --------
    >>> mixed = np.array([[0.8, 0.3], [0.8, 0.3], [0.3, -0.8], [0.3, -0.8]])
    >>> np.abs(varimax(mixed, variant="optimum")).round(3).tolist()
    [[0.854, 0.0], [0.854, 0.0], [0.0, 0.854], [0.0, 0.854]]
    """
    if variant not in {"optimum", "r"}:
        raise ValueError(f"variant must be 'optimum' or 'r', not {variant!r}")
    length = np.sqrt((loadings**2).sum(axis=1))
    length[length == 0] = 1.0
    rows = loadings / length[:, None]
    turned: NDArray[np.float64] = _planar(rows) if variant == "optimum" else _as_r(rows)
    restored: NDArray[np.float64] = turned * length[:, None]
    return restored


def _planar(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn each plane by its best angle until none turns any more."""
    (k, m), turned = rows.shape, rows.copy()
    largest = np.inf if m > 1 else 0.0
    while largest > LEAST_ANGLE:
        largest = 0.0
        for i, j in combinations(range(m), 2):
            u = turned[:, i] ** 2 - turned[:, j] ** 2
            v = 2 * turned[:, i] * turned[:, j]
            across = 2 * (u @ v - u.sum() * v.sum() / k)
            along = u @ u - v @ v - (u.sum() ** 2 - v.sum() ** 2) / k
            is_flat = np.hypot(across, along) < ROUNDING  # below it the angle is rounding
            angle = 0.0 if is_flat else float(np.arctan2(across, along)) / 4
            cosine, sine = np.cos(angle), np.sin(angle)
            turned[:, [i, j]] = turned[:, [i, j]] @ np.array([[cosine, -sine], [sine, cosine]])
            largest = max(largest, abs(angle))
    return turned


def _as_r(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Iterate as `stats::varimax` does, to its stop."""
    turn, before, now = np.eye(rows.shape[1]), 0.0, 1.0
    while now > before * (1 + R_STOP):
        turned = rows @ turn
        target = turned**3 - turned * (turned**2).mean(axis=0)
        left, singular, right = np.linalg.svd(rows.T @ target)
        before, now = now if before else R_STOP, float(singular.sum())
        turn = left @ right
    done: NDArray[np.float64] = rows @ turn
    return done


@dataclass(frozen=True, slots=True)
class ObliqueSolution:
    """Loadings on correlated factors.

    `pattern` shape (k, m), each column's sum not negative; `correlations` of the factors, shape
    (m, m); `is_converged` whether the slope of the criterion came down to 0.
    """

    pattern: NDArray[np.float64]
    correlations: NDArray[np.float64]
    is_converged: bool


def oblimin(loadings: NDArray[np.float64]) -> ObliqueSolution:
    """Rotate loadings to simple structure with correlated factors (gamma 0, quartimin).

    Parameters
    ----------
    loadings : ndarray, shape (k, m)

    Returns
    -------
    ObliqueSolution
        Not converged where loadings without structure pull two factors into one.

    Notes
    -----
    Gradient projection without normalisation, as psych has it, but from the varimax position: the
    unrotated one can be a saddle where the search would stay. It ends where the slope is below
    1e-8, or where no step gains any more than rounding.

    References
    ----------
    Jennrich 2002, Psychometrika 67, pp. 7-19; Bernaards & Jennrich 2005, Educ. Psychol. Meas. 65,
    pp. 676-696.

    Examples
    --------
    >>> found = oblimin(np.array([[0.8, 0.3], [0.8, 0.3], [0.8, -0.3], [0.8, -0.3]]))
    >>> found.correlations.round(3).tolist()
    [[1.0, 0.753], [0.753, 1.0]]
    """
    m = loadings.shape[1]
    turn, pace = np.eye(m), 1.0
    loadings = varimax(loadings, variant="optimum")
    pattern, value, slope = _quartimin(loadings, turn)
    steepness = np.inf
    for _ in range(MOST_TURNS):
        slope_on = slope - turn * (turn * slope).sum(axis=0)
        steepness = float(np.linalg.norm(slope_on))
        if steepness < OBLIMIN_STOP:
            break
        step = _gaining_step(loadings, turn, slope_on, (value, 2 * pace))
        if step is None:
            break
        turn, pace = step
        pattern, value, slope = _quartimin(loadings, turn)
    signs = np.where(pattern.sum(axis=0) < 0, -1.0, 1.0)
    correlations = (turn.T @ turn) * np.outer(signs, signs)
    return ObliqueSolution(pattern * signs, correlations, steepness < STEEP)


def _gaining_step(
    loadings: NDArray[np.float64],
    turn: NDArray[np.float64],
    slope_on: NDArray[np.float64],
    start: tuple[float, float],
) -> tuple[NDArray[np.float64], float] | None:
    """Halve the pace until the criterion gains enough; None where it gains nothing any more."""
    value, pace = start
    steepness = float((slope_on**2).sum())
    for _ in range(MOST_HALVINGS):
        moved = turn - pace * slope_on
        moved = moved / np.sqrt((moved**2).sum(axis=0))
        if _quartimin(loadings, moved)[1] < value - 0.5 * steepness * pace:
            return moved, pace
        pace /= 2
    return None


def _quartimin(
    loadings: NDArray[np.float64], turn: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float, NDArray[np.float64]]:
    """Return the pattern, the criterion and its slope by the turn."""
    inverse = np.linalg.inv(turn)
    pattern = loadings @ inverse.T
    others = pattern**2 @ (1 - np.eye(len(turn)))
    value = float((pattern**2 * others).sum()) / 4
    return pattern, value, -(pattern.T @ (pattern * others) @ inverse).T
