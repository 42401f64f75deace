"""Which choice behind a composite moves the ranks of a cohort most: weights, scale or mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scoring.normalisation import freeze_reference, min_max, t_scores
from scoring.uncertainty.monte_carlo import Aggregation, Cell, blocks_of, variants_iv
from scoring.uncertainty.rank_intervals import RankIntervals, interval_of, ranks_of
from scoring.uncertainty.sobol import MOST_RUNS, SobolResult, indices_of
from scoring.uncertainty.weight_draws import scores_iv, uniform_weights

Values = NDArray[np.float64]
Normalisation = Literal["minmax", "rank", "zscore"]
NORMALISATIONS: Final = ("minmax", "rank", "zscore")
CHOICES: Final = ("weights", "normalisation", "aggregation")
MOST_RANKS: Final = 20_000_000
WORST: Final = 1.0
"""The least score: geometric and harmonic means need positive ones."""


@dataclass(frozen=True, slots=True)
class CohortSobol:
    """Sobol indices of the average shift in rank, and the ranks that the choices lead to.

    `baseline` are the ranks by the nominal weights, the first normalisation and the first mean;
    `average_shift` the mean over the units and draws of |rank - baseline|.
    """

    sobol: SobolResult
    baseline: NDArray[np.int32]
    ranks: RankIntervals
    average_shift: float


@dataclass(frozen=True, slots=True)
class _Design:
    """The drawn choices of one sample: weights and the numbers of normalisation and mean."""

    weights: Values
    normalisation: NDArray[np.int64]
    aggregation: NDArray[np.int64]


def normalised(indicators: ArrayLike, normalisation: Normalisation) -> Values:
    """Normalise the indicators of a cohort so that means of every kind can be taken.

    Parameters
    ----------
    indicators : array_like, shape (n_units, n_indicators)
        The higher the better, without NaN.
    normalisation : {'minmax', 'rank', 'zscore'}

    Returns
    -------
    ndarray, shape (n_units, n_indicators)
        'minmax': 1 to 100 over the cohort. 'rank': mean ranks, likewise 1 to 100. 'zscore': T
        scores, 50 and 10 points for a standard deviation (ddof 1), not below 1.

    Raises
    ------
    ValueError
        An unknown normalisation, fewer than two units, a value that is no finite number, or an
        indicator that is the same for all units.

    Notes
    -----
    minmax 1 + 99 (x - min) / (max - min); rank likewise of the mean ranks; zscore max(50 + 10 z,
    1). All are above 0, as geometric and harmonic means need it; the floor of 1 of a T score is
    reached 4.9 standard deviations below the mean.

    References
    ----------
    OECD/JRC (2008). Handbook on Constructing Composite Indicators, pp. 83-88.

    Examples
    --------
    >>> normalised([[1.0], [3.0], [2.0]], "minmax").ravel().tolist()
    [1.0, 100.0, 50.5]
    """
    values = np.asarray(indicators, dtype=np.float64)
    if values.ndim != 2 or len(values) < 2 or not np.isfinite(values).all():
        raise ValueError("indicators must be a matrix of finite numbers of two units or more")
    if normalisation not in NORMALISATIONS:
        raise ValueError(f"normalisation must be among {', '.join(NORMALISATIONS)}")
    reference = freeze_reference(values)
    if any(reference.reasons):
        raise ValueError("an indicator that is the same for all units cannot be normalised")
    if normalisation == "zscore":
        return np.asarray(np.maximum(t_scores(values, reference), WORST))
    if normalisation == "rank":
        values = stats.rankdata(values, axis=0)
        reference = freeze_reference(values)
    return min_max(values, reference, ends=(WORST, 100.0))


def cohort_sobol(
    variants: Sequence[ArrayLike],
    shares: ArrayLike,
    *,
    aggregations: Sequence[Aggregation],
    spread: float,
    n: int,
    rng: np.random.Generator,
) -> CohortSobol:
    """Estimate how much of the shift in rank each choice makes.

    Parameters
    ----------
    variants : sequence of array_like, each of shape (n_units, n_indicators)
        The cohort normalised in one or several ways (see `normalised`); the first is the baseline.
    shares : array_like, shape (n_indicators,)
        Nominal weights, not negative, summing to 1.
    aggregations : sequence of {'arithmetic', 'geometric', 'harmonic'}
        Means to choose from; the first is the baseline.
    spread : float
        Half-width of the drawn weights as a share of each, 0-1 (see `uniform_weights`).
    n : int
        Size of each base sample, 2 or more.
    rng : numpy.random.Generator

    Returns
    -------
    CohortSobol
        `sobol.indices` is None (`no_variance`) where no choice moves any rank.

    Raises
    ------
    ValueError
        As for `simulate_scores` and `uniform_weights`, or `n` is below 2 or too large.

    Notes
    -----
    The choices are groups of inputs: all weights together, the trigger of the normalisation, the
    trigger of the mean, each drawn and swapped as a whole. The result is the average shift in rank
    of a draw. Ranks are taken over both base samples.

    References
    ----------
    Saisana, M., Saltelli, A. & Tarantola, S. (2005). Uncertainty and sensitivity analysis as tools
    for the quality assessment of composite indicators. JRSS A 168(2), 307-323, eq. 2.

    Examples
    --------
    >>> found = cohort_sobol([[[60, 100], [70, 85], [50, 50]]], [0.5, 0.5],
    ...     aggregations=["arithmetic"], spread=0.5, n=256, rng=np.random.default_rng(1))
    >>> found.baseline.tolist(), [round(one.total, 1) for one in found.sobol.indices]
    ([1, 2, 3], [1.0, 0.0, 0.0])
    """
    nominal = np.asarray(shares, dtype=np.float64)
    scores = [scores_iv(variant, nominal.size) for variant in variants]
    variants_iv(scores, aggregations)
    n_units = len(scores[0])
    if n < 2 or n * (len(CHOICES) + 2) > MOST_RUNS or n * n_units > MOST_RANKS:
        raise ValueError(f"n must be 2 or more, and smaller for so many units, not {n!r}")
    samples = []
    for _ in range(2):
        samples.append(
            _Design(
                uniform_weights(nominal, spread=spread, n_draws=n, rng=rng),
                rng.integers(len(scores), size=n),
                rng.integers(len(aggregations), size=n),
            )
        )
    official = _Design(nominal[None], np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64))
    baseline = _ranks(scores, aggregations, official)[0]
    ranks = [_ranks(scores, aggregations, one) for one in samples]
    shifts = [np.abs(one - baseline).mean(axis=1) for one in ranks]
    mixed = [
        np.abs(_ranks(scores, aggregations, one) - baseline).mean(axis=1)
        for one in _mixed(*samples)
    ]
    return CohortSobol(
        indices_of(CHOICES, (shifts[0], shifts[1], np.array(mixed)), rng=rng),
        baseline,
        interval_of(np.concatenate(ranks)),
        float(np.concatenate(shifts).mean()),
    )


def _mixed(first: _Design, second: _Design) -> list[_Design]:
    """Take one choice after the other from the second sample."""
    return [
        _Design(second.weights, first.normalisation, first.aggregation),
        _Design(first.weights, second.normalisation, first.aggregation),
        _Design(first.weights, first.normalisation, second.aggregation),
    ]


def _ranks(
    scores: Sequence[Values], aggregations: Sequence[Aggregation], design: _Design
) -> NDArray[np.int32]:
    """Rank the cohort in every draw, shape (n_draws, n_units)."""
    found = np.empty((len(design.weights), len(scores[0])), dtype=np.int32)
    for at, variant in enumerate(scores):
        for place, mean in enumerate(aggregations):
            own = np.flatnonzero((design.normalisation == at) & (design.aggregation == place))
            blocks = [ranks_of(one) for one in blocks_of(Cell(variant, mean, design.weights[own]))]
            if blocks:
                found[own] = np.concatenate(blocks)
    return found
