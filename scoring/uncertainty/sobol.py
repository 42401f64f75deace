"""Sobol indices: which uncertain input moves a result most; the inputs come from outside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Values = NDArray[np.float64]
MOST_RUNS: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class SobolIndex:
    """An input's share of the variance: alone (`first`) and with all its interactions (`total`).

    The limits are percentile bootstrap intervals. Small negative values are noise of the
    estimator and are shown as they are.
    """

    name: str
    first: float
    first_limits: tuple[float, float]
    total: float
    total_limits: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SobolResult:
    """Indices by input, or None where the result does not vary (`reason` no_variance)."""

    indices: tuple[SobolIndex, ...] | None
    reason: str | None
    n_runs: int


def sobol_indices(
    function: Callable[[Values], Values],
    ranges: Mapping[str, tuple[float, float]],
    *,
    n: int,
    rng: np.random.Generator,
    confidence: float = 0.95,
) -> SobolResult:
    """Estimate first-order and total Sobol indices of a function of independent uniform inputs.

    Parameters
    ----------
    function : callable
        From inputs of shape (n_inputs, n_runs), in the order of `ranges`, to values (n_runs,).
    ranges : mapping of str to (low, high)
        The inputs, each uniform between finite limits, low < high.
    n : int
        Size of each base sample; a power of two, 2 or more.
    rng : numpy.random.Generator
    confidence : float
        Of the bootstrap intervals, between 0 and 1.

    Returns
    -------
    SobolResult

    Raises
    ------
    ValueError
        No inputs, limits out of order, `n` is no power of two, more than 2e7 runs, a confidence
        outside 0-1, or the function returns another shape or a value that is not finite.

    Notes
    -----
    n (d + 2) runs on a scrambled Sobol sequence. With y centred, Saltelli's 2010 estimator of
    S_i = Var E(y|x_i) / Var y is mean(y_B (y_AB - y_A)) / Var y, and Jansen's of the total index
    mean((y_A - y_AB)^2) / (2 Var y). The sum of first-order indices is at most 1 but for noise:
    widen n, do not clip.

    References
    ----------
    Saltelli, A. et al. (2010). Variance based sensitivity analysis of model output. Computer
    Physics Communications 181(2), 259-270, table 2.
    Jansen, M. J. W. (1999). Analysis of variance designs for model output. Computer Physics
    Communications 117, 35-43.

    Examples
    --------
    >>> found = sobol_indices(lambda x: 3 * x[0] + 4 * x[1], {"a": (0, 1), "b": (0, 1)},
    ...                       n=1024, rng=np.random.default_rng(1))
    >>> [round(one.first, 2) for one in found.indices]
    [0.36, 0.64]
    """
    _sobol_iv(ranges, n, confidence)
    limits = np.array(list(ranges.values()), dtype=np.float64)
    unit = stats.qmc.Sobol(2 * len(limits), seed=rng).random(n)
    low, width = limits[:, :1], limits[:, 1:] - limits[:, :1]
    first, second = (low + width * half.T for half in np.hsplit(unit, 2))
    mixed = []
    for at in range(len(limits)):
        swapped = first.copy()
        swapped[at] = second[at]
        mixed.append(_called(function, swapped))
    return indices_of(
        list(ranges),
        (_called(function, first), _called(function, second), np.array(mixed)),
        rng=rng,
        confidence=confidence,
    )


def indices_of(
    names: Sequence[str],
    values: tuple[Values, Values, Values],
    *,
    rng: np.random.Generator,
    confidence: float = 0.95,
    n_resamples: int = 1000,
) -> SobolResult:
    """Estimate Sobol indices from the values of a Saltelli design.

    Parameters
    ----------
    names : sequence of str
        Inputs, or groups of inputs that are changed together.
    values : tuple of ndarray
        Values on sample A and on sample B, each of shape (n,), and of shape (n_inputs, n) on A
        with the columns of one input taken from B.
    rng : numpy.random.Generator
        Of the bootstrap.
    confidence : float
    n_resamples : int

    Returns
    -------
    SobolResult
        `indices` is None with the reason `no_variance` where A and B hold one value.

    Raises
    ------
    ValueError
        The shapes do not match or a value is not finite.

    References
    ----------
    Saltelli et al. (2010), table 2; Jansen, M. J. W. (1999). Computer Physics Communications 117,
    35-43.

    Examples
    --------
    >>> indices_of(["a"], (np.ones(8), np.ones(8), np.ones((1, 8))),
    ...            rng=np.random.default_rng(1)).reason
    'no_variance'
    """
    first, second, mixed = values
    n = len(first)
    if first.shape != (n,) or second.shape != (n,) or mixed.shape != (len(names), n) or n < 2:
        raise ValueError("the values must have the shapes (n,), (n,) and (n_inputs, n)")
    if not all(np.isfinite(one).all() for one in values):
        raise ValueError("the function must return finite numbers")
    n_runs = n * (len(names) + 2)
    both = np.concatenate([first, second])
    if np.ptp(both) <= 1e-12 * max(1.0, float(np.abs(both).max())):
        return SobolResult(None, "no_variance", n_runs)
    terms = _terms(values)
    found = _ratios(terms.mean(axis=1)[None])[0]
    limits = _resampled(terms, rng, confidence=confidence, n_resamples=n_resamples)
    return SobolResult(
        tuple(
            SobolIndex(
                name,
                float(found[at]),
                (float(limits[0, at]), float(limits[1, at])),
                float(found[len(names) + at]),
                (float(limits[0, len(names) + at]), float(limits[1, len(names) + at])),
            )
            for at, name in enumerate(names)
        ),
        None,
        n_runs,
    )


def _terms(values: tuple[Values, Values, Values]) -> Values:
    """Return what the estimators average over the design, shape (2 n_inputs + 2, n)."""
    centre = np.concatenate(values[:2]).mean()
    first, second, mixed = (one - centre for one in values)
    return np.vstack(
        [
            second * (mixed - first),
            (first - mixed) ** 2 / 2,
            (first + second)[None] / 2,
            (first**2 + second**2)[None] / 2,
        ]
    )


def _ratios(means: Values) -> Values:
    """Divide by the variance, row by row; a resample that does not vary is left out."""
    variance = means[:, -1] - means[:, -2] ** 2
    varies = variance > 0
    return np.asarray(means[varies, :-2] / variance[varies, None])


def _resampled(
    terms: Values, rng: np.random.Generator, *, confidence: float, n_resamples: int
) -> Values:
    """Bootstrap both kinds of index by rows of the design."""
    n = terms.shape[1]
    drawn = np.array(
        [terms @ np.bincount(rng.integers(n, size=n), minlength=n) / n for _ in range(n_resamples)]
    )
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    return np.asarray(np.quantile(_ratios(drawn), tails, axis=0))


def _called(function: Callable[[Values], Values], inputs: Values) -> Values:
    found = np.asarray(function(inputs), dtype=np.float64)
    if found.shape != (inputs.shape[1],):
        raise ValueError(f"the function must return one value a run, not shape {found.shape}")
    return found


def _sobol_iv(ranges: Mapping[str, tuple[float, float]], n: int, confidence: float) -> None:
    if not ranges or not all(
        np.isfinite(low) and np.isfinite(high) and low < high for low, high in ranges.values()
    ):
        raise ValueError("ranges must name at least one input, each with low < high, both finite")
    if n < 2 or n & (n - 1):
        raise ValueError(f"n must be a power of two, 2 or more, not {n!r}")
    if n * (len(ranges) + 2) > MOST_RUNS:
        raise ValueError(f"n {n} with {len(ranges)} inputs makes more than {MOST_RUNS} runs")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence!r}")
