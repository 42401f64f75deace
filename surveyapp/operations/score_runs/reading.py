"""Finding score runs within one person's duties."""

from sqlalchemy import select

from surveyapp.access import Actor
from surveyapp.db import session
from surveyapp.errors import NotFound
from surveyapp.models import Duty, ScoreRun, Task
from surveyapp.operations.recording import NotAsSealed, is_as_sealed

READERS = ("officer", "issuer", "reviewer", "approver")
"""Duties whose holders read a task's score runs."""


def find_runs(task: Task) -> list[ScoreRun]:
    """Return a task's score runs, newest first."""
    query = select(ScoreRun).where(ScoreRun.task_id == task.id).order_by(ScoreRun.seq.desc())
    return list(session.execute(query).scalars())


def newest_run(task: Task) -> ScoreRun | None:
    """Return a task's newest score run, or None."""
    query = select(ScoreRun).where(ScoreRun.task_id == task.id).order_by(ScoreRun.seq.desc())
    return session.execute(query.limit(1)).scalar_one_or_none()


def get_run(run_id: int, *, by: Actor, kinds: tuple[str, ...] = READERS) -> ScoreRun:
    """Return a score run in a person's reach; raises NotFound."""
    query = (
        select(ScoreRun)
        .join(Duty, Duty.task_id == ScoreRun.task_id)
        .where(ScoreRun.id == run_id, Duty.person_id == by.person_id, Duty.kind.in_(kinds))
    )
    run = session.execute(query).scalars().first()
    if run is None:
        raise NotFound
    return run


def is_sound(run: ScoreRun) -> bool:
    """Say whether a run, its reviews and its approval are what the log sealed."""
    rows = (run, *run.reviews) if run.approval is None else (run, *run.reviews, run.approval)
    return all(is_as_sealed(row, ("score_run", run.id)) for row in rows)


def require_sound(run: ScoreRun) -> None:
    """Stop whatever would rest on a run that was changed behind the log; raises NotAsSealed."""
    if not is_sound(run):
        raise NotAsSealed
