"""From the inputs to a conclusion: run, review, approval; or why it ends before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.cli.demo.clockwork import Tick
from surveyapp.cli.demo.ground import Ground
from surveyapp.errors import DomainError
from surveyapp.models import Task
from surveyapp.operations.confirming import approve
from surveyapp.operations.reviewing import CONFIRMED, review_run
from surveyapp.operations.score_runs import preview, run_score


@dataclass(frozen=True)
class Conclusion:
    """What came out: the result, kept or only computed; what stopped it, if anything did."""

    task_id: int
    result: Mapping[str, Any] | None
    grade: str | None
    stopped: DomainError | None


def conclude(task: Task, ground: Ground, *, tick: Tick) -> Conclusion:
    """Run the score, have it reviewed and approved; what stops an act is part of the answer."""
    crew = ground.crew
    try:
        run = run_score(task, by=crew.actor("officer"), at=tick())
    except DomainError as error:
        return Conclusion(task.id, preview(task).result, None, error)
    try:
        review_run(
            run, CONFIRMED, note="（演示）重算一致", by=crew.actor("reviewer"), at=tick(hours=3)
        )
        approval = approve(run, by=crew.actor("approver"), at=tick(hours=3), note="（演示）同意")
    except DomainError as error:
        return Conclusion(task.id, run.result, None, error)
    return Conclusion(task.id, run.result, approval.grade, None)
