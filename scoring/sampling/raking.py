"""Raking: respondents' weights whose sums meet known margins; what they say is in `estimates`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.sampling.margins import LARGEST, SMALLEST, Margin, common_total, margin_of
from scoring.sampling.refused import SampleRefused

TOLERANCE: Final = 1e-10
AT_CAP: Final = 1e-10
DEFAULT_CYCLES: Final = 1_000
MOST_ROUNDS: Final = 1_000
_NOTHING: Final = 1e-300


@dataclass(frozen=True, slots=True)
class MarginFit:
    """A margin beside its targets: rows, base weight, target and achieved weight a category."""

    name: str
    categories: tuple[str, ...]
    n: NDArray[np.int64]
    base: NDArray[np.float64]
    targets: NDArray[np.float64]
    achieved: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trim:
    """A weight that was cut to the cap: before the first cut, at the end, and how often."""

    row: int
    before: float
    after: float
    times: int


@dataclass(frozen=True, slots=True)
class RakingResult:
    """Raked weights, or None and why, with what the margins hold where the search ended.

    `n_cycles` counts passes over all margins, in all rounds of trimming together; `cap` is the
    largest weight allowed, in the unit of the weights.
    """

    weights: NDArray[np.float64] | None
    reason: str | None
    n_cycles: int
    n_rounds: int
    cap: float | None
    trims: tuple[Trim, ...]
    margins: tuple[MarginFit, ...]


@dataclass(frozen=True, slots=True)
class _Cells:
    """Rows of the same categories share one factor, so sums of cells are raked, not rows."""

    of_row: NDArray[np.int64]
    codes: tuple[NDArray[np.int64], ...]
    targets: tuple[NDArray[np.float64], ...]


def rake(
    base: ArrayLike,
    columns: Mapping[str, Sequence[str]],
    *,
    targets: Mapping[str, Mapping[str, float]],
    total: float | None = None,
    cap: float | None = None,
    max_cycles: int = DEFAULT_CYCLES,
) -> RakingResult:
    """Rake base weights to known margins, and trim them if asked.

    Parameters
    ----------
    base : array_like, shape (n_respondents,)
        Base weights, above 0 (1e-100 to 1e100).
    columns : mapping of str to sequence of str
        By margin the category of each respondent; every margin of `targets`, blanks refused.
    targets : mapping of str to mapping of str to float
        By margin and category the weight that shall be reached, 0 or more: people or shares. The
        order of the margins is the order of raking.
    total : float, optional
        What the weights shall sum to; each margin is scaled to it. Without it all margins must
        have the same sum, within 1e-9 of it, and the weights get that sum.
    cap : float, optional
        Largest weight as a multiple of the mean weight, above 1 (5 by DeBell & Krosnick); None
        trims nothing.
    max_cycles : int
        1 or more, in each round of trimming.

    Returns
    -------
    RakingResult
        `weights` is None with the reason `not_converged` (a cycle still moved a category),
        `margins_clash` (a category that has a target lost all its weight to targets of 0) or
        `trim_not_settled` (weights still pass the cap after 1,000 rounds).

    Raises
    ------
    SampleRefused
        A ValueError that speaks both languages: a base weight is not positive, lengths differ, a
        target is negative, a margin's targets are all 0, a category has rows but no target, or a
        positive target and no rows (an empty cell: no weight can reach it), sums of margins
        differ, the cap leaves a category out of reach, or an option is out of range.

    Notes
    -----
    In a cycle every margin in turn takes w <- w T_l / sum(w over l); the search ends when no
    factor of a cycle differs from 1 by 1e-10 or more. The weights are base times a product of one
    factor a category: nearest to the base weights in relative entropy. A target of 0 gives the
    rows of that category the weight 0. Trimming: weights above cap times the mean weight are cut
    to it and all are raked again, until none passes it by more than 1e-10 of it.

    References
    ----------
    Deming, W. E. & Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency
    table when the expected marginal totals are known. Annals of Mathematical Statistics 11(4),
    427-444. DeBell, M. & Krosnick, J. A. (2009). Computing Weights for American National Election
    Study Survey Data. ANES Technical Report nes012427 (cap at 5).

    Examples
    --------
    >>> found = rake([1, 1, 1, 1], {"sex": ["f", "f", "m", "m"], "age": ["y", "o", "y", "o"]},
    ...              targets={"sex": {"f": 60, "m": 40}, "age": {"y": 50, "o": 50}})
    >>> found.weights.round(9).tolist(), found.n_cycles
    ([30.0, 30.0, 20.0, 20.0], 2)
    """
    weights, margins = _raking_iv(base, columns, targets, total)
    if max_cycles < 1:
        raise SampleRefused(
            f"max_cycles must be 1 or more, not {max_cycles!r}",
            f"最多循环次数应至少为 1，而不是 {max_cycles!r}",
        )
    cells = _cells_of(margins)
    limit = None if cap is None else _limit_iv(cap, margins, len(weights))
    state = _Search(weights, cells, max_cycles)
    reason = state.rake()
    while limit is not None and reason is None and state.trim(limit):
        reason = "trim_not_settled" if state.n_rounds >= MOST_ROUNDS else state.rake()
    return RakingResult(
        state.weights if reason is None else None,
        reason,
        state.n_cycles,
        state.n_rounds,
        limit,
        state.trims() if reason is None else (),
        tuple(_fit(margin, weights, state.weights) for margin in margins),
    )


class _Search:
    """The weights on their way, and what was done to them; lives for one call of `rake`."""

    def __init__(self, base: NDArray[np.float64], cells: _Cells, max_cycles: int) -> None:
        self.weights = base
        self.n_cycles = 0
        self.n_rounds = 0
        self._cells = cells
        self._max_cycles = max_cycles
        self._before: dict[int, float] = {}
        self._times: dict[int, int] = {}

    def rake(self) -> str | None:
        """Rake the weights; return why it did not succeed."""
        of_row = self._cells.of_row
        started = _sums(of_row, self.weights)
        sums, n_cycles, reason = _raked(started, self._cells, self._max_cycles)
        self.n_cycles += n_cycles
        factors = np.divide(sums, started, out=np.zeros_like(sums), where=started > 0)
        self.weights = self.weights * factors[of_row]
        return reason

    def trim(self, limit: float) -> bool:
        """Cut weights above the limit to it, and tell whether there were any."""
        over = np.flatnonzero(self.weights > limit * (1 + AT_CAP))
        if not len(over):
            return False
        self.n_rounds += 1
        for row, weight in zip(over.tolist(), self.weights[over].tolist(), strict=True):
            self._before.setdefault(row, weight)
            self._times[row] = self._times.get(row, 0) + 1
        self.weights = np.minimum(self.weights, limit)
        return True

    def trims(self) -> tuple[Trim, ...]:
        """List what was trimmed, by row."""
        return tuple(
            Trim(row, self._before[row], float(self.weights[row]), self._times[row])
            for row in sorted(self._before)
        )


def _raked(
    started: NDArray[np.float64], cells: _Cells, max_cycles: int
) -> tuple[NDArray[np.float64], int, str | None]:
    """Cycle over the margins until no category moves; return sums, cycles and the reason."""
    sums = started.copy()
    for cycle in range(1, max_cycles + 1):
        moved = 0.0
        for codes, targets in zip(cells.codes, cells.targets, strict=True):
            now = _sums(codes, sums, len(targets))
            wanted = targets > 0
            if (now[wanted] < _NOTHING).any():
                return sums, cycle, "margins_clash"
            factors = np.divide(targets, now, out=np.zeros_like(targets), where=wanted)
            sums *= factors[codes]
            moved = max(moved, float(np.abs(factors[wanted] - 1).max()))
        if moved < TOLERANCE:
            return sums, cycle, None
    return sums, max_cycles, "not_converged"


def _sums(
    codes: NDArray[np.int64], weights: NDArray[np.float64], size: int = 0
) -> NDArray[np.float64]:
    return np.asarray(np.bincount(codes, weights, size), dtype=np.float64)


def _cells_of(margins: Sequence[Margin]) -> _Cells:
    """Count off the combinations of categories that occur."""
    of_row = np.zeros(len(margins[0].codes), dtype=np.int64)
    for margin in margins:
        _, of_row = np.unique(of_row * len(margin.targets) + margin.codes, return_inverse=True)
    _, first = np.unique(of_row, return_index=True)
    return _Cells(
        of_row,
        tuple(margin.codes[first] for margin in margins),
        tuple(margin.targets for margin in margins),
    )


def _fit(margin: Margin, base: NDArray[np.float64], weights: NDArray[np.float64]) -> MarginFit:
    size = len(margin.targets)
    return MarginFit(
        margin.name,
        margin.categories,
        np.bincount(margin.codes, minlength=size),
        _sums(margin.codes, base, size),
        margin.targets,
        _sums(margin.codes, weights, size),
    )


def _raking_iv(
    base: ArrayLike,
    columns: Mapping[str, Sequence[str]],
    targets: Mapping[str, Mapping[str, float]],
    total: float | None,
) -> tuple[NDArray[np.float64], tuple[Margin, ...]]:
    weights = np.asarray(base, dtype=np.float64)
    if weights.ndim != 1 or not len(weights):
        raise ValueError("base must be a list of one or more weights")
    usable = (weights >= SMALLEST) & (weights <= LARGEST)
    if not usable.all():
        row = int(np.argmin(usable))
        raise SampleRefused(
            f"base weights must be positive, 1e-100 to 1e100, not {weights[row]:g} (row {row + 1})",
            f"基础权重应为正数（1e-100 至 1e100），而不是 {weights[row]:g}（第 {row + 1} 行数据）",
        )
    if not targets:
        raise ValueError("targets must name at least one margin")
    for name in targets:
        if len(columns.get(name, ())) != len(weights):
            raise ValueError(f"columns must give margin {name!r} one category a base weight")
    margins = tuple(margin_of(name, columns[name], targets[name]) for name in targets)
    return weights, common_total(margins, total)


def _limit_iv(cap: float, margins: Sequence[Margin], n: int) -> float:
    """Return the cap as a weight; refuse one under which a category cannot reach its target."""
    if not 1 < cap <= LARGEST:
        raise SampleRefused(
            f"cap must be above 1, not {cap!r}", f"权重上限倍数应大于 1，而不是 {cap!r}"
        )
    limit = cap * float(margins[0].targets.sum()) / n
    for margin in margins:
        n_rows = np.bincount(margin.codes, minlength=len(margin.targets))
        short = margin.targets > n_rows * limit * (1 + AT_CAP)
        if short.any():
            at = int(np.argmax(short))
            raise SampleRefused(
                f"cap {cap:g} leaves {margin.categories[at]!r} of margin {margin.name!r} out of "
                f"reach: {n_rows[at]} rows of at most {limit:g} for a target of "
                f"{margin.targets[at]:g}",
                f"上限倍数 {cap:g} 使边际“{margin.name}”的“{margin.categories[at]}”达不到目标："
                f"{n_rows[at]} 行、每行至多 {limit:g}，目标 {margin.targets[at]:g}",
            )
    return limit
