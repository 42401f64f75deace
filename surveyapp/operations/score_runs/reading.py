"""Finding score runs within one person's duties, each held against its seal as it is found.

Every run comes with `seal_holds`, so that no page prints a number that was changed behind the log.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from surveyapp.access import Actor
from surveyapp.db import session
from surveyapp.errors import NotFound
from surveyapp.models import Base, Duty, ScoreRun, Task
from surveyapp.operations.recording import NotAsSealed, are_as_sealed

READERS = ("officer", "issuer", "reviewer", "approver")
"""Duties whose holders read a task's score runs."""


def find_runs(task: Task) -> list[ScoreRun]:
    """Return a task's score runs, newest first."""
    query = select(ScoreRun).where(ScoreRun.task_id == task.id).order_by(ScoreRun.seq.desc())
    return _held_against_seals(session.execute(query).scalars().all())


def newest_run(task: Task) -> ScoreRun | None:
    """Return a task's newest score run, or None."""
    return newest_runs([task])[0]


def newest_runs(tasks: Sequence[Task]) -> list[ScoreRun | None]:
    """Return the newest score run of each task, or None; a few queries, however many they are."""
    newest = (
        select(ScoreRun.task_id, func.max(ScoreRun.seq).label("seq"))
        .where(ScoreRun.task_id.in_([task.id for task in tasks]))
        .group_by(ScoreRun.task_id)
        .subquery()
    )
    query = (
        select(ScoreRun)
        .join(newest, (newest.c.task_id == ScoreRun.task_id) & (newest.c.seq == ScoreRun.seq))
        .options(selectinload(ScoreRun.reviews), selectinload(ScoreRun.approval))
    )
    found = _held_against_seals(session.execute(query).scalars().all())
    by_task = {run.task_id: run for run in found}
    return [by_task.get(task.id) for task in tasks]


def get_run(run_id: int, *, by: Actor, kinds: tuple[str, ...] = READERS) -> ScoreRun:
    """Return a score run in a person's reach; raises NotFound, NotAsSealed."""
    query = (
        select(ScoreRun)
        .join(Duty, Duty.task_id == ScoreRun.task_id)
        .where(ScoreRun.id == run_id, Duty.person_id == by.person_id, Duty.kind.in_(kinds))
    )
    run = session.execute(query).scalars().first()
    if run is None:
        raise NotFound
    require_sound(run)
    return run


def is_sound(run: ScoreRun) -> bool:
    """Say whether a run, its reviews and its approval are what the log sealed."""
    return _held_against_seals([run])[0].seal_holds


def require_sound(run: ScoreRun) -> None:
    """Stop whatever would rest on a run that was changed behind the log; raises NotAsSealed."""
    if not is_sound(run):
        raise NotAsSealed


def _held_against_seals(runs: Iterable[ScoreRun]) -> list[ScoreRun]:
    """Note on each run whether it is what the log sealed; all seals come in one query."""
    found = list(runs)
    holds = are_as_sealed("score_run", {str(run.id): _rows_of(run) for run in found})
    for run in found:
        run.seal_holds = holds[str(run.id)]
    return found


def _rows_of(run: ScoreRun) -> tuple[Base, ...]:
    approval = () if run.approval is None else (run.approval,)
    return (run, *run.reviews, *approval)
