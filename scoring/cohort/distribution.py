"""How scores and grades are spread over a cohort; who holds a limited grade lies in `quota`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class GradeCount:
    """Tasks of one grade: how many, their share of all graded tasks, and of this grade or better.

    The shares are 0-1, None where no task has a grade.
    """

    grade: str
    n: int
    share: float | None
    share_or_better: float | None


@dataclass(frozen=True, slots=True)
class ScoreSpread:
    """Scores of a cohort in the unit of the scores; None each where no task has a score.

    `sd` divides by n - 1 and is None for a single score; quartiles interpolate linearly.
    """

    n: int
    n_without: int
    mean: float | None
    sd: float | None
    low: float | None
    quartile1: float | None
    median: float | None
    quartile3: float | None
    high: float | None


def grade_distribution(
    grades: Sequence[str | None], *, order: Sequence[str]
) -> tuple[tuple[GradeCount, ...], int]:
    """Count the tasks of every grade.

    Parameters
    ----------
    grades : sequence of str or None
        One a task; None has no grade (blocked) and is counted apart.
    order : sequence of str
        All grades from best to worst; those that nobody holds are listed with 0.

    Returns
    -------
    counts : tuple of GradeCount
        In the order given.
    n_without : int
        Tasks without a grade.

    Raises
    ------
    ValueError
        A grade is not in the order, or is in it twice.

    Notes
    -----
    Shares are of the tasks that have a grade; a task without one is no task of the worst grade.

    References
    ----------
    Agresti 2010, Analysis of Ordinal Categorical Data, 2nd ed., chapter 2 (cumulative proportions
    of ordered categories).

    Examples
    --------
    >>> counts, n_without = grade_distribution(["good", "pass", None], order=["good", "pass"])
    >>> [(one.grade, one.n, one.share) for one in counts], n_without
    ([('good', 1, 0.5), ('pass', 1, 0.5)], 1)
    """
    if len(set(order)) < len(order):
        raise ValueError("order names a grade twice")
    unknown = sorted({one for one in grades if one is not None} - set(order))
    if unknown:
        raise ValueError(f"grade {unknown[0]!r} is not in the order")
    n_graded = sum(one is not None for one in grades)
    counts = []
    n_better = 0
    for grade in order:
        n = sum(one == grade for one in grades)
        n_better += n
        shares = (n / n_graded, n_better / n_graded) if n_graded else (None, None)
        counts.append(GradeCount(grade, n, *shares))
    return tuple(counts), len(grades) - n_graded


def score_spread(scores: ArrayLike) -> ScoreSpread:
    """Describe the scores of a cohort.

    Parameters
    ----------
    scores : array_like, shape (n_tasks,)
        NaN is a task without a score; it is counted apart.

    Returns
    -------
    ScoreSpread

    Raises
    ------
    ValueError
        Scores are no row of numbers, or one is infinite.

    Notes
    -----
    sd has n - 1 in the divisor and needs two scores. Quartiles are interpolated linearly between
    order statistics, at 1 + (n - 1) p: type 7, as numpy and R have it. With no score all are None.

    References
    ----------
    Hyndman & Fan 1996, The American Statistician 50, pp. 361-365 (type 7).

    Examples
    --------
    >>> found = score_spread([60, 80, 90, np.nan])
    >>> found.n, found.n_without, found.median, round(found.sd, 4)
    (3, 1, 80.0, 15.2753)
    """
    values = np.asarray(scores, dtype=np.float64)
    if values.ndim != 1 or np.isinf(values).any():
        raise ValueError("scores must be a row of numbers, without an infinity")
    known = values[~np.isnan(values)]
    n_without = len(values) - len(known)
    if not len(known):
        return ScoreSpread(0, n_without, *(None,) * 7)
    sd = float(known.std(ddof=1)) if len(known) > 1 else None
    quantiles = np.quantile(known, [0, 0.25, 0.5, 0.75, 1]).tolist()
    return ScoreSpread(len(known), n_without, float(known.mean()), sd, *quantiles)
