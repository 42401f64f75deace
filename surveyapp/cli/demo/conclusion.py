"""From the inputs to a conclusion: run, review, approval; or why it ends before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scoring.engine import score
from surveyapp.cli.demo.clockwork import Tick
from surveyapp.cli.demo.ground import Ground
from surveyapp.cli.voice import CommandStopped
from surveyapp.errors import DomainError
from surveyapp.models import Task
from surveyapp.operations.confirming import approve
from surveyapp.operations.measures import get_model
from surveyapp.operations.reviewing import CONFIRMED, review_run
from surveyapp.operations.score_runs import freeze_inputs, preview, run_score


@dataclass(frozen=True)
class Conclusion:
    """What came out: the result, kept or only computed; what stopped it, if anything did."""

    task_id: int
    result: Mapping[str, Any] | None
    grade: str | None
    stopped: DomainError | None


def conclude(task: Task, ground: Ground, *, tick: Tick, is_over_quota: bool = False) -> Conclusion:
    """Run the score, have it reviewed and approved; what stops an act is part of the answer.

    A score run knows no quota; where the case says that it is used up, the result is the one that
    the approval comes to.
    """
    found = _conclude(task, ground, tick=tick)
    if not is_over_quota or found.result is None:
        return found
    model, inputs = get_model(task.round.model_version), freeze_inputs(task)
    result: dict[str, Any] = score(model, {**inputs, "over_quota": True})
    if found.grade is not None and found.grade != result["grade"]:
        raise CommandStopped(
            "模型给单独一项任务也留了名额，案例里的 over_quota 不能演示",
            "the model leaves a place to a single task: over_quota cannot be played",
        )
    return replace(found, result=result)


def _conclude(task: Task, ground: Ground, *, tick: Tick) -> Conclusion:
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
