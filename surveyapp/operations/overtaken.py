"""Conclusions that later rows have overtaken: what was scored or issued no longer says what is so.

A veto answered yes or a figure handed in late changes nothing that was kept; somebody has to score
again and let a new notice take the old one's place. Here it is found out who must be told of what.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from scoring.engine import CaseFaults, score
from surveyapp.db import session
from surveyapp.models import (
    Collection,
    EvidenceItem,
    Exemption,
    ExpertSheet,
    InterviewSession,
    Notice,
    ScoreRun,
    Task,
)
from surveyapp.operations.measures import get_model
from surveyapp.operations.notices import Issuable
from surveyapp.operations.recording import first_events, last_events
from surveyapp.operations.score_runs import freeze_inputs
from surveyapp.seal import hash_of

AFTER_NOTICE, AFTER_SCORING = "after_notice", "after_scoring"
GATHERED: Final[dict[str, Any]] = {
    "collection": Collection,
    "evidence": EvidenceItem,
    "exemption": Exemption,
    "expert_sheet": ExpertSheet,
    "interview_session": InterviewSession,
}
"""What is gathered for a task, by the name that the log gives it."""


@dataclass(frozen=True)
class Overtaken:
    """A task whose rows changed after its newest run; `notice` is the one that stands on it.

    `changes_grade` is said of the grade that the engine gives now, the quota left aside.
    """

    task: Task
    run: ScoreRun
    notice: Notice | None
    changes_grade: bool

    @property
    def kind(self) -> str:
        """Say whether a notice was out when the rows changed."""
        return AFTER_SCORING if self.notice is None else AFTER_NOTICE


def find_overtaken(issuables: Sequence[Issuable]) -> list[Overtaken]:
    """Return those whose rows changed after the newest run; where the grade would change, first.

    A refused or altered run counts not.
    """
    standing = [
        (one, one.run)
        for one in issuables
        if one.run is not None and one.run.seal_holds and not _is_refused(one.run)
    ]
    touched = _touched([run for _, run in standing])
    compared = [_compared(one, run) for one, run in standing if run.id in touched]
    found = [one for one in compared if one is not None]
    return sorted(found, key=lambda one: (one.notice is None, not one.changes_grade, one.task.id))


def _touched(runs: Sequence[ScoreRun]) -> set[int]:
    """Return the runs after which an act wrote an event about anything that their inputs hold.

    To freeze and compare the inputs of hundreds of tasks for one page would take a minute.
    """
    subjects = {run.id: _subjects(run.task) for run in runs}
    for kind, model in GATHERED.items():
        query = select(model.id, model.task_id).where(
            model.task_id.in_([run.task_id for run in runs])
        )
        by_task: dict[int, list[int]] = defaultdict(list)
        for row_id, task_id in session.execute(query):
            by_task[task_id].append(row_id)
        for run in runs:
            subjects[run.id] += [(kind, row_id) for row_id in by_task[run.task_id]]
    newest = last_events({one for found in subjects.values() for one in found})
    kept = first_events("score_run", [run.id for run in runs])
    return {
        run_id
        for run_id, found in subjects.items()
        if any(newest.get((kind, str(key)), 0) > kept[str(run_id)] for kind, key in found)
    }


def _subjects(task: Task) -> list[tuple[str, object]]:
    return [("task", task.id), ("unit", task.unit_id), ("round", task.round_id)]


def _compared(one: Issuable, run: ScoreRun) -> Overtaken | None:
    """Hold what is there now against what a run froze."""
    inputs = freeze_inputs(one.task)
    if hash_of(inputs) == run.inputs_hash:
        return None
    standing = [row for row in one.notices if row.is_standing and row.score_run_id == run.id]
    try:
        grade = score(get_model(run.model_version), inputs)["grade"]
    except CaseFaults:
        grade = None
    return Overtaken(one.task, run, standing[-1] if standing else None, grade != run.grade)


def _is_refused(run: ScoreRun) -> bool:
    return run.approval is not None and run.approval.decision == "refused"
