"""Conclusions that later rows have overtaken: what was scored or issued no longer says what is so.

A veto answered yes or a figure handed in late changes nothing that was kept; somebody has to score
again and let a new notice take the old one's place. Here it is found out who must be told of what.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.engine import CaseFaults, score
from surveyapp.models import Notice, ScoreRun, Task
from surveyapp.operations.measures import get_model
from surveyapp.operations.notices import Issuable, issuable_of
from surveyapp.operations.score_runs import freeze_inputs
from surveyapp.seal import hash_of

AFTER_NOTICE, AFTER_SCORING = "after_notice", "after_scoring"


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


def find_overtaken(tasks: Sequence[Task]) -> list[Overtaken]:
    """Return the tasks whose conclusion was overtaken; where the grade would change, first."""
    found = [one for task in tasks if (one := overtaken_by_rows(issuable_of(task))) is not None]
    return sorted(found, key=lambda one: (one.notice is None, not one.changes_grade, one.task.id))


def overtaken_by_rows(one: Issuable) -> Overtaken | None:
    """Say whether rows changed after a task's newest run; a refused or altered run counts not."""
    run = one.run
    if run is None or not run.seal_holds or _is_refused(run):
        return None
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
