"""The quota of the best grade within a cycle and type, with ties; grades lie elsewhere."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from scoring.exact import NumberRefused, exact, official

BEST_CUT: Final = Fraction(90)


@dataclass(frozen=True, slots=True)
class QuotaResult:
    """Who holds the quota grade, who is over it, and who cannot be told apart by machine."""

    quota: int
    excellent: tuple[str, ...]
    over_quota: tuple[str, ...]
    undecided: tuple[str, ...]


def quota_size(n_tasks: int, *, percent: Fraction, least: int = 1, least_from: int = 3) -> int:
    """Compute the quota of a cycle and type.

    Parameters
    ----------
    n_tasks : int
        All tasks with a result.
    percent : Fraction
        0-100, of `n_tasks`.
    least, least_from : int
        At least `least` from `least_from` tasks on; none below that (ruling A30).

    Returns
    -------
    int
        floor(n percent / 100), at least `least`.

    Examples
    --------
    >>> [quota_size(n, percent=Fraction(20)) for n in (2, 3, 10, 14)]
    [0, 1, 2, 2]
    """
    if n_tasks < least_from:
        return 0
    return max(least, math.floor(n_tasks * percent / 100))


def excellent_within_quota(
    tasks: Sequence[Mapping[str, object]],
    *,
    percent: int | Fraction | Decimal | float,
    tie_break: Sequence[str],
    grade: str = "excellent",
    least_from: int = 3,
) -> QuotaResult:
    """Choose the tasks that hold the quota grade.

    Parameters
    ----------
    tasks : sequence of mappings
        Every task with a result in the cycle and type: `id`, `total`, a printed score for each
        code of `tie_break`, and `grade` after gates, caps and vetoes. Without `grade` a task
        competes from a total of 90 on. Scores are numbers or decimal text, compared as printed.
    percent : number
        Share of all tasks, 0-100.
    tie_break : sequence of str
        Codes compared in order where totals are equal, higher is better.
    grade : str
        The grade that the quota limits.
    least_from : int
        From how many tasks on the quota is at least one.

    Returns
    -------
    QuotaResult
        `excellent` and `over_quota` from best to worst; `undecided` those that are equal in
        everything, or lack a score to compare, on both sides of the line: no machine decision.

    Raises
    ------
    ValueError
        A score is no number.

    Notes
    -----
    The first floor(n percent / 100) of the rivals, n all tasks with a result and not only the
    rivals, at least one from `least_from` tasks on. Order by total, then by each code of the
    tie-break. The line is never drawn between tasks that nothing tells apart: people decide.

    References
    ----------
    AERA, APA & NCME 2014, Standards for Educational and Psychological Testing, chapter 5 (cut
    scores).

    Examples
    --------
    >>> tasks = [{"id": "T1", "total": "92.00", "A": "90.00"},
    ...          {"id": "T2", "total": "92.00", "A": "95.00"}, {"id": "T3", "total": "70.00"}]
    >>> excellent_within_quota(tasks, percent=20, tie_break=["A"]).excellent
    ('T2',)
    """
    rivals = [task for task in tasks if _competes(task, grade)]
    size = quota_size(len(tasks), percent=exact(percent), least_from=least_from)
    keys = {str(task["id"]): _key(task, tie_break) for task in rivals}
    ranked = sorted(keys, key=lambda name: [_rank(part) for part in keys[name]], reverse=True)
    if size >= len(ranked) or size == 0:
        return QuotaResult(size, tuple(ranked[:size]), tuple(ranked[size:]), ())
    last, first_out = keys[ranked[size - 1]], keys[ranked[size]]
    if not _cannot_tell(last, first_out):
        return QuotaResult(size, tuple(ranked[:size]), tuple(ranked[size:]), ())
    tied = [name for name in ranked if _cannot_tell(keys[name], last)]
    inside = [name for name in ranked[:size] if name not in tied]
    outside = [name for name in ranked[size:] if name not in tied]
    return QuotaResult(size, tuple(inside), tuple(outside), tuple(tied))


def _competes(task: Mapping[str, object], grade: str) -> bool:
    if task.get("grade") is not None:
        return task["grade"] == grade
    total = _score(task.get("total"))
    return total is not None and total >= BEST_CUT


def _key(task: Mapping[str, object], tie_break: Sequence[str]) -> tuple[Fraction | None, ...]:
    return tuple(_score(task.get(name)) for name in ("total", *tie_break))


def _score(value: object) -> Fraction | None:
    if value is None:
        return None
    try:
        return official(exact(Decimal(value) if isinstance(value, str) else value))
    except (InvalidOperation, NumberRefused) as error:
        raise ValueError(f"a score must be a number, not {value!r}") from error


def _rank(part: Fraction | None) -> Fraction:
    return Fraction(-1) if part is None else part


def _cannot_tell(one: tuple[Fraction | None, ...], other: tuple[Fraction | None, ...]) -> bool:
    """Tell whether two tasks are equal up to the first score that one of them lacks, or fully."""
    for mine, theirs in zip(one, other, strict=True):
        if mine is None or theirs is None:
            return True
        if mine != theirs:
            return False
    return True
