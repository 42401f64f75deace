"""Weighted means of scores: arithmetic, geometric and harmonic; the tree of scores lies beside.

The engine's official mean (`scoring.aggregate.weighted`) is arithmetic and exact, in fractions.
These are for whole cohorts in floating point, and for means that no fraction holds.
"""

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.normalisation.checking import figures_iv, finite_iv

Mean = Literal["arithmetic", "geometric", "harmonic"]
MEANS: Final = get_args(Mean)
ZeroPolicy = Literal["refuse", "zero"]
ZERO_POLICIES: Final = get_args(ZeroPolicy)


class NotPositive(ValueError):
    """A score cannot enter a geometric or harmonic mean; `value` is it."""

    def __init__(self, mean: Mean, value: float) -> None:
        super().__init__(f"scores must be above 0 for a {mean} mean, not {value:g}")
        self.mean = mean
        self.value = value


def weighted_mean(
    scores: ArrayLike,
    weights: ArrayLike,
    *,
    mean: Mean = "arithmetic",
    zero_policy: ZeroPolicy = "refuse",
) -> NDArray[np.float64]:
    """Aggregate scores into a composite.

    Parameters
    ----------
    scores : array_like, shape (..., n_indicators)
        Scores on one span, 0-100 or any other; NaN is undefined and makes the composite NaN: what
        is missing is settled before, and is never left out by weighing the rest more.
    weights : array_like, shape (n_indicators,)
        Relative weights, 0 or more, not all 0; they are divided by their sum. A score of weight 0
        does not count, and may be anything.
    mean : {'arithmetic', 'geometric', 'harmonic'}
    zero_policy : {'refuse', 'zero'}
        Whether a score of 0 in a geometric or harmonic mean is refused, or makes the composite 0
        (a veto).

    Returns
    -------
    ndarray, shape (...)

    Raises
    ------
    ValueError
        Weights are negative, all 0, NaN or not one for each indicator; an option is not allowed.
    NotPositive
        A score is negative, or 0 under 'refuse', and the mean is not arithmetic.

    Notes
    -----
    With shares w summing to 1: sum(w y), prod(y^w), 1 / sum(w / y). The arithmetic mean is never
    below the geometric, nor that below the harmonic. A geometric or harmonic mean lets a high score
    make up less for a low one; 0 is the limit of both as one score goes to 0.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, pp. 103-105.

    Examples
    --------
    >>> [round(float(weighted_mean([20, 80], [1, 1], mean=mean)), 6) for mean in MEANS]
    [50.0, 40.0, 32.0]
    >>> weighted_mean([[0, 80], [50, float("nan")]], [3, 1]).tolist()
    [20.0, nan]
    """
    figures, shares = figures_iv(scores, "scores"), _shares_iv(weights)
    if figures.ndim < 1 or figures.shape[-1] != len(shares):
        raise ValueError(f"weights must be one for each of the scores, shape {figures.shape}")
    if mean not in MEANS:
        raise ValueError(f"mean must be one of {', '.join(MEANS)}, not {mean!r}")
    if zero_policy not in ZERO_POLICIES:
        raise ValueError(f"zero_policy must be 'refuse' or 'zero', not {zero_policy!r}")
    counted = figures[..., shares > 0]
    shares = shares[shares > 0]
    if mean == "arithmetic":
        return np.asarray(counted @ shares, dtype=np.float64)
    is_low = (counted < 0) | ((counted == 0) & (zero_policy == "refuse"))
    if is_low.any():
        raise NotPositive(mean, float(counted[is_low][0]))
    with np.errstate(divide="ignore"):
        if mean == "geometric":
            return np.asarray(np.exp(np.log(counted) @ shares), dtype=np.float64)
        return np.asarray(1.0 / ((1.0 / counted) @ shares), dtype=np.float64)


def _shares_iv(weights: ArrayLike) -> NDArray[np.float64]:
    """Return weights as shares that sum to 1."""
    given = finite_iv(weights, "weights")
    if given.ndim != 1 or not len(given):
        raise ValueError(f"weights must be a vector, not of shape {given.shape}")
    if (given < 0).any():
        raise ValueError(f"weights must be 0 or more, not {given[given < 0][0]:g}")
    total = float(given.sum())
    if not total:
        raise ValueError("weights must not all be 0")
    return given / total
