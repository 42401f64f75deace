"""Scores and grades of many tasks under drawn weights, normalisations and aggregations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.uncertainty.classification import limits_of
from scoring.uncertainty.weight_draws import scores_iv

Aggregation = Literal["arithmetic", "geometric", "harmonic"]
AGGREGATIONS: Final = ("arithmetic", "geometric", "harmonic")
BLOCK: Final = 250
"""Draws a block: its scores stay in the cache, and its counts fit one byte."""


@dataclass(frozen=True, slots=True)
class MonteCarloResult:
    """What drawn weights and methods do to each task.

    `mean`, `sd` (over the draws, ddof 0) of shape (n_tasks,); `grade_probability` of shape
    (n_tasks, n_grades) from the lowest grade up.
    """

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    grade_probability: NDArray[np.float64]
    n_draws: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Draws of one kind: `values` (n_tasks, n_indicators) and `weights` (n, n_indicators)."""

    values: NDArray[np.float64]
    aggregation: Aggregation
    weights: NDArray[np.float64]


@dataclass(slots=True)
class _Tally:
    """Sums over the draws so far."""

    sums: NDArray[np.float64]
    squares: NDArray[np.float64]
    at_least: NDArray[np.int64]
    n_draws: int = 0


def simulate_scores(
    variants: Sequence[ArrayLike],
    weights: ArrayLike,
    *,
    cut_points: ArrayLike,
    aggregations: Sequence[Aggregation] = ("arithmetic",),
    places: int | None = None,
    rng: np.random.Generator | None = None,
) -> MonteCarloResult:
    """Score and grade many tasks once for each drawn weight vector.

    Parameters
    ----------
    variants : sequence of array_like, each of shape (n_tasks, n_indicators)
        The same tasks normalised in one or several ways, 0-100, without NaN. Geometric and
        harmonic means need values above 0.
    weights : array_like, shape (n_draws, n_indicators)
        Drawn weights, each row summing to 1 (see `dirichlet_weights`, `uniform_weights`).
    cut_points : array_like, shape (n_grades - 1,)
        Lower limits of all grades but the lowest, strictly rising.
    aggregations : sequence of {'arithmetic', 'geometric', 'harmonic'}
        Means to choose from.
    places : int or None
        Decimals to which a score is rounded half-up before it is graded.
    rng : numpy.random.Generator or None
        Draws the trigger of each draw: which variant and which mean. Needed where there is more
        than one of either.

    Returns
    -------
    MonteCarloResult

    Raises
    ------
    ValueError
        Shapes do not match, a value is no finite number, weights are negative or do not sum to 1,
        an aggregation is unknown or needs values above 0, or the generator is missing.

    Notes
    -----
    Each draw picks a variant and a mean with equal probability, as the discrete triggers of the
    handbook do. Draws of one kind are one matrix product a block; mean and spread of arithmetic
    scores come from the moments of the weights, without another pass.

    References
    ----------
    OECD/JRC (2008). Handbook on Constructing Composite Indicators, step 7, pp. 117-131.
    Saisana, M., Saltelli, A. & Tarantola, S. (2005). Uncertainty and sensitivity analysis as tools
    for the quality assessment of composite indicators. JRSS A 168(2), 307-323.

    Examples
    --------
    >>> found = simulate_scores([[[60, 100], [50, 50]]], [[0.5, 0.5], [0.25, 0.75]],
    ...                         cut_points=[60, 85])
    >>> found.mean.tolist(), found.grade_probability.tolist()
    ([85.0, 50.0], [[0.0, 0.5, 0.5], [1.0, 0.0, 0.0]])
    """
    limits = limits_of(cut_points, places)
    cells = draw_cells(variants, weights, aggregations=aggregations, rng=rng)
    n_tasks = len(cells[0].values)
    tally = _Tally(
        np.zeros(n_tasks),
        np.zeros(n_tasks),
        np.zeros((len(limits), n_tasks), dtype=np.int64),
    )
    for cell in cells:
        _add(tally, cell, limits)
    return _result(tally)


def draw_cells(
    variants: Sequence[ArrayLike],
    weights: ArrayLike,
    *,
    aggregations: Sequence[Aggregation],
    rng: np.random.Generator | None,
) -> list[Cell]:
    """Share the draws out among the variants and means.

    Parameters
    ----------
    variants : sequence of array_like, each of shape (n_tasks, n_indicators)
        The indicators under each normalisation, without NaN.
    weights : array_like, shape (n_draws, n_indicators)
        One row a draw, not negative, summing to 1.
    aggregations : sequence of {'arithmetic', 'geometric', 'harmonic'}
    rng : numpy.random.Generator or None
        Needed where there is more than one variant or mean.

    Returns
    -------
    list of Cell
        One for each pair of a variant and a mean, with the weights of its draws; each draw is in
        one.

    Raises
    ------
    ValueError
        As `simulate_scores`.
    """
    drawn = _weights_iv(weights)
    scores = [scores_iv(variant, drawn.shape[1]) for variant in variants]
    variants_iv(scores, aggregations)
    kinds = [(variant, mean) for variant in scores for mean in aggregations]
    if len(kinds) == 1:
        return [Cell(*kinds[0], drawn)]
    if rng is None:
        raise ValueError("rng is needed to draw among several variants or aggregations")
    chosen = rng.integers(len(kinds), size=len(drawn))
    return [Cell(*kind, drawn[chosen == number]) for number, kind in enumerate(kinds)]


def blocks_of(cell: Cell) -> Iterator[NDArray[np.float64]]:
    """Score the draws of a cell block by block.

    Parameters
    ----------
    cell : Cell
        Indicators, the mean taken of them, and weights of shape (n_draws, n_indicators).

    Returns
    -------
    iterator of ndarray, each of shape (at most 250, n_tasks)
        Scores in the unit of the indicators. Memory is reused: copy a block to keep it.
    """
    values = np.ascontiguousarray(_inward(cell.values, cell.aggregation).T)
    block = np.empty((BLOCK, values.shape[1]))
    for start in range(0, len(cell.weights), BLOCK):
        weights = cell.weights[start : start + BLOCK]
        found = np.matmul(weights, values, out=block[: len(weights)])
        _outward(found, cell.aggregation)
        yield found


def _add(tally: _Tally, cell: Cell, limits: NDArray[np.float64]) -> None:
    reached = np.empty((BLOCK, len(cell.values)), dtype=np.bool_)
    for found in blocks_of(cell):
        n = len(found)
        if cell.aggregation != "arithmetic":
            tally.sums += found.sum(axis=0)
            tally.squares += (found**2).sum(axis=0)
        for at, limit in enumerate(limits):
            np.greater_equal(found, limit, out=reached[:n])
            tally.at_least[at] += np.add.reduce(reached[:n].view(np.uint8), axis=0, dtype=np.uint8)
        tally.n_draws += n
    if cell.aggregation == "arithmetic":
        rows = cell.weights
        tally.sums += cell.values @ rows.sum(axis=0)
        tally.squares += np.einsum("ij,ij->i", cell.values @ (rows.T @ rows), cell.values)


def _inward(variant: NDArray[np.float64], aggregation: Aggregation) -> NDArray[np.float64]:
    """Turn a mean of any kind into an arithmetic one of other values."""
    if aggregation == "geometric":
        return np.log(variant)
    return 1 / variant if aggregation == "harmonic" else variant


def _outward(found: NDArray[np.float64], aggregation: Aggregation) -> None:
    if aggregation == "geometric":
        np.exp(found, out=found)
    elif aggregation == "harmonic":
        np.divide(1, found, out=found)


def _result(tally: _Tally) -> MonteCarloResult:
    n = tally.n_draws
    mean = tally.sums / n
    spread = np.sqrt(np.maximum(tally.squares / n - mean**2, 0))
    spread[spread <= 1e-7 * np.abs(mean)] = 0
    full = np.full((1, len(mean)), n)
    steps = np.concatenate([full, tally.at_least, np.zeros_like(full)])
    return MonteCarloResult(mean, spread, -np.diff(steps, axis=0).T / n, n)


def _weights_iv(weights: ArrayLike) -> NDArray[np.float64]:
    drawn = np.ascontiguousarray(weights, dtype=np.float64)
    if drawn.ndim != 2 or not drawn.size or not np.isfinite(drawn).all():
        raise ValueError("weights must be a matrix of finite numbers, one row a draw")
    if (drawn < 0).any() or np.abs(drawn.sum(axis=1) - 1).max() > 1e-9:
        raise ValueError("each row of weights must not be negative and sum to 1")
    return drawn


def variants_iv(scores: Sequence[NDArray[np.float64]], aggregations: Sequence[Aggregation]) -> None:
    """Check that variants match, and that the means can be taken of them.

    Parameters
    ----------
    scores : sequence of ndarray, each of shape (n_tasks, n_indicators)
        Without NaN.
    aggregations : sequence of str

    Raises
    ------
    ValueError
        There is no variant, their shapes differ, a mean is unknown, or a value is not above 0 where
        a
        geometric or harmonic mean is taken.
    """
    if not scores or any(one.shape != scores[0].shape for one in scores):
        raise ValueError("variants must hold at least one matrix, all of the same shape")
    unknown = [one for one in aggregations if one not in AGGREGATIONS]
    if unknown or not aggregations:
        raise ValueError(f"aggregations must be among {', '.join(AGGREGATIONS)}")
    if set(aggregations) != {"arithmetic"} and min(one.min() for one in scores) <= 0:
        raise ValueError("geometric and harmonic means need values above 0")
