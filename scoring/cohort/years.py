"""The same tasks in two years, on goalposts that stay where they were."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.normalisation.goalposts import goalposts as placed_between
from scoring.weights.given import checked_shares
from scoring.weights.weighting import costs_of


@dataclass(frozen=True, slots=True)
class Goalposts:
    """What counts as 0 and as 100 points, frozen for all years; one each an indicator.

    `floor` scores 0 and `target` 100, in the indicator's unit; a target below its floor means that
    less is better.
    """

    floor: tuple[float, ...]
    target: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TaskChange:
    """One task in both years.

    `before` and `after` are totals of 0-100, `change` their difference, `parts` shape
    (n_indicators,) what each indicator adds to it; None with the `reason` where an indicator is
    missing or the task is in one year only.
    """

    task: str
    before: float | None
    after: float | None
    change: float | None
    parts: NDArray[np.float64] | None
    reason: str | None


def frozen_goalposts(base: ArrayLike, *, is_cost: ArrayLike | None = None) -> Goalposts:
    """Freeze the worst and the best of a base year as goalposts.

    Parameters
    ----------
    base : array_like, shape (n_tasks, n_indicators)
        NaN is a missing indicator and passed over.
    is_cost : array_like of bool, shape (n_indicators,), optional
        Indicators of which less is better.

    Returns
    -------
    Goalposts

    Raises
    ------
    ValueError
        The base is no table, holds an infinity, or an indicator does not vary in it, which leaves
        no room between 0 and 100 (its place is named from 1).

    Notes
    -----
    Goalposts of a policy (a floor and a target that mean something) are better; these keep two
    years comparable when there are none.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88
    (min-max over a base period).

    Examples
    --------
    >>> frozen_goalposts([[1, 8], [3, 6]], is_cost=[False, True])
    Goalposts(floor=(1.0, 8.0), target=(3.0, 6.0))
    """
    table = np.asarray(base, dtype=np.float64)
    if table.ndim != 2 or not table.size or np.isinf(table).any():
        raise ValueError("base must be a table of tasks and indicators, without an infinity")
    costs = costs_of(is_cost, table.shape[1])
    is_known = ~np.isnan(table)
    low = np.where(is_known, table, np.inf).min(axis=0)
    high = np.where(is_known, table, -np.inf).max(axis=0)
    flat = np.flatnonzero(~(low < high))
    if flat.size:
        raise ValueError(f"indicator {flat[0] + 1} does not vary in the base year: no goalposts")
    floor, target = np.where(costs, high, low), np.where(costs, low, high)
    return Goalposts(tuple(floor.tolist()), tuple(target.tolist()))


def goalpost_scores(values: ArrayLike, goalposts: Goalposts) -> NDArray[np.float64]:
    """Score indicators between their goalposts, capped at both ends.

    Parameters
    ----------
    values : array_like, shape (n_tasks, n_indicators)
        NaN is a missing indicator.
    goalposts : Goalposts

    Returns
    -------
    ndarray, shape (n_tasks, n_indicators)
        0-100; NaN where the value is missing.

    Raises
    ------
    ValueError
        The table and the goalposts differ in size, a value is infinite, or a floor equals its
        target to 12 digits or is not finite.

    Notes
    -----
    100 (x - floor) / (target - floor), cut to 0-100. Improvement beyond the target adds nothing.

    References
    ----------
    UNDP 2022, Human Development Report 2021/22, technical note 1.

    Examples
    --------
    >>> goalpost_scores([[2, 7], [9, np.nan]], Goalposts((1, 8), (3, 6))).tolist()
    [[50.0, 50.0], [100.0, nan]]
    """
    table = np.asarray(values, dtype=np.float64)
    floor, target = np.asarray(goalposts.floor, float), np.asarray(goalposts.target, float)
    if table.ndim != 2 or floor.shape != target.shape or table.shape[1:] != floor.shape:
        raise ValueError("values must have as many columns as there are goalposts")
    ends = (np.minimum(floor, target), np.maximum(floor, target))
    return placed_between(table, ends, direction=np.where(target < floor, -1, 1))


def year_on_year(
    before: tuple[Sequence[str], ArrayLike],
    after: tuple[Sequence[str], ArrayLike],
    *,
    goalposts: Goalposts,
    weights: ArrayLike,
) -> tuple[TaskChange, ...]:
    """Compare the totals of tasks in two years.

    Parameters
    ----------
    before, after : tuple of (names, values)
        Names of the tasks, each once, and their indicators, shape (n_tasks, n_indicators). NaN is a
        missing indicator.
    goalposts : Goalposts
        The same for both years.
    weights : array_like, shape (n_indicators,)
        The same for both years; not negative, summing to 1 within 1e-9.

    Returns
    -------
    tuple of TaskChange
        First the tasks of the later year in its order, then those that are gone.

    Raises
    ------
    ValueError
        A task is named twice, shapes differ, or goalposts or weights cannot be used.

    Notes
    -----
    change = sum_j w_j (y_j after - y_j before), so the parts sum to the change exactly. On
    sample min-max a task's score would move with the other tasks: a change would not be its own.
    A task that lacks an indicator in a year has no total in it.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88
    (figures of several years are normalised by one reference).

    Examples
    --------
    >>> (found,) = year_on_year((["T1"], [[2, 7]]), (["T1"], [[3, 7]]),
    ...                         goalposts=Goalposts((1, 8), (3, 6)), weights=[0.4, 0.6])
    >>> found.before, found.after, found.change, found.parts.tolist()
    (50.0, 70.0, 20.0, [20.0, 0.0])
    """
    shares = checked_shares(weights, len(goalposts.floor))
    old, new = _by_task(before, goalposts), _by_task(after, goalposts)
    names = [*new, *(name for name in old if name not in new)]
    return tuple(_change(name, old.get(name), new.get(name), shares) for name in names)


def _by_task(
    year: tuple[Sequence[str], ArrayLike], goalposts: Goalposts
) -> dict[str, NDArray[np.float64]]:
    names, values = year
    scores = goalpost_scores(values, goalposts)
    if len(set(names)) < len(names) or len(names) != len(scores):
        raise ValueError("every task must be named once a year")
    return dict(zip(names, scores, strict=True))


def _change(
    name: str,
    old: NDArray[np.float64] | None,
    new: NDArray[np.float64] | None,
    shares: NDArray[np.float64],
) -> TaskChange:
    first, second = _total(old, shares), _total(new, shares)
    if old is None or new is None:
        return TaskChange(name, first, second, None, None, "other_year")
    if first is None or second is None:
        return TaskChange(name, first, second, None, None, "missing_indicator")
    return TaskChange(name, first, second, second - first, shares * (new - old), None)


def _total(scores: NDArray[np.float64] | None, shares: NDArray[np.float64]) -> float | None:
    if scores is None or np.isnan(scores).any():
        return None
    return float(scores @ shares)
