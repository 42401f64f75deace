"""Drawing weights around the official ones; what the drawn weights do to scores lies beside."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class ScoreMoments:
    """Mean and standard deviation of scores under drawn weights, one each a task."""

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]


def dirichlet_weights(
    shares: ArrayLike, *, concentration: float, n_draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw weights from a Dirichlet distribution around nominal shares.

    Parameters
    ----------
    shares : array_like, shape (n_indicators,)
        Nominal shares, not negative, summing to 1 within 1e-9. A share of 0 stays 0.
    concentration : float
        Above 0; the larger, the nearer the draws lie to the shares.
    n_draws : int
        1 or more.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_draws, n_indicators)
        Each row sums to 1.

    Raises
    ------
    ValueError
        Shares are negative or do not sum to 1, the concentration or the number of draws is not
        positive.

    Notes
    -----
    w ~ Dirichlet(a * w0): E w = w0 and Var w_j = w0_j (1 - w0_j) / (a + 1).

    References
    ----------
    Johnson, N. L., Kotz, S. & Balakrishnan, N. (2000). Continuous Multivariate Distributions,
    vol. 1, 2nd ed., ch. 49.

    Examples
    --------
    >>> draws = dirichlet_weights([0.5, 0.5, 0], concentration=100, n_draws=4,
    ...                           rng=np.random.default_rng(1))
    >>> draws.shape, bool(np.allclose(draws.sum(axis=1), 1)), float(draws[:, 2].max())
    ((4, 3), True, 0.0)
    """
    nominal = _shares_iv(shares, n_draws)
    _concentration_iv(concentration)
    drawn = np.zeros((n_draws, len(nominal)))
    counts = nominal > 0
    drawn[:, counts] = rng.dirichlet(concentration * nominal[counts], n_draws)
    return drawn


def uniform_weights(
    shares: ArrayLike, *, spread: float, n_draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw weights uniformly within a share of the nominal ones, and renormalise.

    Parameters
    ----------
    shares : array_like, shape (n_indicators,)
        Nominal shares, not negative, summing to 1 within 1e-9.
    spread : float
        Half-width of the range as a share of each weight, 0-1 (0.25 for plus or minus 25 %).
    n_draws : int
        1 or more.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_draws, n_indicators)
        Each row sums to 1.

    Raises
    ------
    ValueError
        Shares are negative or do not sum to 1, `spread` lies outside 0-1, no draws.

    Notes
    -----
    w_j = w0_j (1 + U_j) / sum(...), U_j uniform on [-spread, spread].

    References
    ----------
    Becker, W. et al. (2022). COINr: an R package for developing composite indicators. Journal of
    Open Source Software 7(78), 4567 (`get_noisy_weights`).

    Examples
    --------
    >>> draws = uniform_weights([0.5, 0.5], spread=0.25, n_draws=3, rng=np.random.default_rng(1))
    >>> bool(((draws > 0.37) & (draws < 0.63)).all())
    True
    """
    nominal = _shares_iv(shares, n_draws)
    if not 0 <= spread <= 1:
        raise ValueError(f"spread must lie between 0 and 1, not {spread!r}")
    drawn = nominal * (1 + rng.uniform(-spread, spread, (n_draws, len(nominal))))
    totals = drawn.sum(axis=1, keepdims=True)
    return np.asarray(np.where(totals > 0, drawn / np.where(totals > 0, totals, 1), nominal))


def dirichlet_moments(
    scores: ArrayLike, shares: ArrayLike, *, concentration: float
) -> ScoreMoments:
    """Compute exactly the mean and spread of weighted scores under Dirichlet weights.

    Parameters
    ----------
    scores : array_like, shape (n_tasks, n_indicators)
        Normalised indicators without NaN.
    shares : array_like, shape (n_indicators,)
        Nominal shares, summing to 1.
    concentration : float
        Above 0.

    Returns
    -------
    ScoreMoments

    Raises
    ------
    ValueError
        As for `dirichlet_weights`, or the scores do not match the shares.

    Notes
    -----
    E y = sum(w0 x) and Var y = (sum(w0 x^2) - (sum(w0 x))^2) / (a + 1).

    References
    ----------
    Johnson, Kotz & Balakrishnan (2000), ch. 49: moments of the Dirichlet distribution.

    Examples
    --------
    >>> found = dirichlet_moments([[60, 100]], [0.5, 0.5], concentration=99)
    >>> found.mean.tolist(), found.sd.tolist()
    ([80.0], [2.0])
    """
    nominal = _shares_iv(shares, 1)
    _concentration_iv(concentration)
    values = scores_iv(scores, len(nominal))
    mean = values @ nominal
    deviations = values - mean[:, None]
    return ScoreMoments(mean, np.sqrt(deviations**2 @ nominal / (concentration + 1)))


def scores_iv(scores: ArrayLike, n_indicators: int) -> NDArray[np.float64]:
    """Check a matrix of normalised indicators.

    Parameters
    ----------
    scores : array_like, shape (n_tasks, n_indicators)
        NaN is refused.
    n_indicators : int

    Returns
    -------
    ndarray, shape (n_tasks, n_indicators)

    Raises
    ------
    ValueError
        The shape is another, or a score is NaN or infinite.
    """
    values = np.asarray(scores, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != n_indicators or not values.size:
        raise ValueError(f"scores must have the shape (n_tasks, {n_indicators})")
    if not np.isfinite(values).all():
        raise ValueError("scores must be finite numbers: settle missing values before")
    return values


def _shares_iv(shares: ArrayLike, n_draws: int) -> NDArray[np.float64]:
    nominal = np.asarray(shares, dtype=np.float64)
    if nominal.ndim != 1 or not nominal.size or not np.isfinite(nominal).all():
        raise ValueError("shares must be a list of finite numbers")
    if (nominal < 0).any() or abs(nominal.sum() - 1) > TOLERANCE:
        raise ValueError(f"shares must not be negative and sum to 1, not {nominal.sum():g}")
    if n_draws < 1:
        raise ValueError(f"n_draws must be 1 or more, not {n_draws!r}")
    return nominal


def _concentration_iv(concentration: float) -> None:
    if not (concentration > 0 and np.isfinite(concentration)):
        raise ValueError(f"concentration must be positive, not {concentration!r}")
