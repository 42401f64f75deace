"""Strengths and weaknesses of a task, against the cohort and against its own level."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from scoring.weights.weighting import checked_tasks

FEWEST_TASKS: Final = 3

Standing = Literal["strength", "weakness", "neither"]


@dataclass(frozen=True, slots=True)
class IndicatorStanding:
    """Where one indicator of a task stands.

    `rank` among the tasks, 1 is best, equals share the best one; `against_cohort` is the score less
    the cohort's median, `against_own` that lead less the task's median lead over all indicators, in
    points of the scores; both None with the `reason` in a cohort of fewer than three tasks.
    """

    score: float
    rank: int
    against_cohort: float | None
    against_own: float | None
    standing: Standing | None
    reason: str | None


def task_profiles(
    scores: ArrayLike, *, margin: float = 5.0
) -> tuple[tuple[IndicatorStanding, ...], ...]:
    """Say in what each task of a cohort is strong and in what it is weak.

    Parameters
    ----------
    scores : array_like, shape (n_tasks, n_indicators)
        Normalised, 0-100, more is better. NaN is refused.
    margin : float
        Points by which an indicator must differ, 0 or more.

    Returns
    -------
    tuple of tuple of IndicatorStanding
        One row a task, one entry an indicator.

    Raises
    ------
    ValueError
        A score is NaN or infinite, or the margin is negative or not finite.

    Notes
    -----
    A strength exceeds the cohort's median by the margin or more, and does so by more than the task
    itself usually does (its median lead); a weakness falls short of both. A task that leads in
    everything has strengths only where it leads by more than its own habit, so a profile says where
    to look, not how good the task is. Medians are of the whole cohort, the task included, so one
    odd task moves nobody's profile.

    References
    ----------
    Tukey 1977, Exploratory Data Analysis, chapters 10 and 11 (row and column effects, median
    polish).

    Examples
    --------
    >>> profiles = task_profiles([[90, 50, 70], [60, 60, 70], [50, 80, 70]])
    >>> [one.standing for one in profiles[0]]
    ['strength', 'weakness', 'neither']
    """
    table = checked_tasks(scores)
    if not 0 <= margin < np.inf:
        raise ValueError(f"margin must be 0 or more points, not {margin}")
    ranks = 1 + (table[None, :, :] > table[:, None, :]).sum(axis=1)
    leads = table - np.median(table, axis=0)
    habits = leads - np.median(leads, axis=1, keepdims=True)
    is_small = len(table) < FEWEST_TASKS
    return tuple(
        tuple(
            IndicatorStanding(
                float(table[i, j]),
                int(ranks[i, j]),
                None if is_small else float(leads[i, j]),
                None if is_small else float(habits[i, j]),
                None if is_small else _standing(leads[i, j], habits[i, j], margin),
                "few_tasks" if is_small else None,
            )
            for j in range(table.shape[1])
        )
        for i in range(len(table))
    )


def _standing(lead: np.float64, habit: np.float64, margin: float) -> Standing:
    if lead >= margin and habit > 0:
        return "strength"
    if lead <= -margin and habit < 0:
        return "weakness"
    return "neither"
