"""The officer's first page, and a task's own: what, for whom, how long, one button."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.operations.interviewing import find_task_sessions
from surveyapp.operations.notices import Issuable, find_issuable
from surveyapp.operations.overtaken import find_overtaken
from surveyapp.operations.overview import Gap, Overview, look_over
from surveyapp.operations.rounds import find_tasks
from surveyapp.operations.vetoes import veto_state
from surveyapp.web.desk.door import blueprint, link_to, officers_task, today_of
from surveyapp.web.desk.wording import Step, step_of, steps_of
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from surveyapp.models import Task


@dataclass(frozen=True)
class ToDo:
    """One line of the first page."""

    task: Task
    step: Step | None
    days: int
    url: str
    n_more: int = 0


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """Show what is to be done, what is waited for, and what is finished."""
    own = find_tasks(actor(), kinds=("officer",))
    issuables = find_issuable(actor())
    superseded = _to_supersede(issuables, {task.id for task in own})
    told = {todo.task.id for todo in superseded} | {task.id for task in own}
    todos = [*map(_todo, own), *superseded, *_to_issue(issuables, told)]
    return render_template(
        "desk/start.html",
        mine=sorted(
            (one for one in todos if one.step and one.step.is_mine),
            key=lambda one: (one.step is None or one.step.kind != "notice_grade", one.days),
        ),
        waiting=sorted(
            (one for one in todos if one.step and not one.step.is_mine), key=lambda one: one.days
        ),
        done=[one for one in todos if one.step is None],
    )


def _todo(task: Task) -> ToDo:
    today = today_of(task)
    found = look_over(task, today=today)
    days = [(task.round.ends_on - today).days]
    days += [
        (one.collection.closes_on - today).days
        for one in found.collections
        if one.collection.closed_at is None
    ]
    gap = found.next_gap
    step = step_of(gap, task.id) if gap is not None else None
    url = url_for(".task", task_id=task.id)
    return ToDo(task, step, min(days), url, max(0, len(found.gaps) - 1))


def _to_issue(issuables: Sequence[Issuable], told: set[int]) -> list[ToDo]:
    """Return what this person issues: notices to give out, and of tasks not told, all others."""
    return [_notice_of(one) for one in issuables if one.is_ready or one.task.id not in told]


def _notice_of(one: Issuable) -> ToDo:
    url = url_for("notices.task", task_id=one.task.id)
    days = (one.task.round.ends_on - today_of(one.task)).days
    step = None
    if one.is_ready:
        words, button = _("结果已经批准，可以出具通知书"), _("出具通知书")
        step = Step("issue", words, is_mine=True, button=button, url=url)
    elif not any(notice.is_standing for notice in one.notices):
        step = Step("unapproved", _("结果还没有批准，批准以后由您出具通知书"), is_mine=False)
    return ToDo(one.task, step, days, url)


def _to_supersede(issuables: Sequence[Issuable], told: set[int]) -> list[ToDo]:
    """Return the notices whose grade no longer holds, to an issuer who is not the officer too."""
    found = []
    for one in find_overtaken(issuables):
        if one.notice is not None and one.changes_grade and one.task.id not in told:
            url = url_for("notices.task", task_id=one.task.id)
            gap = Gap("notice_grade", {"run_id": one.run.id})
            step = replace(step_of(gap, one.task.id), button=_("查看通知书"), url=url)
            days = (one.task.round.ends_on - today_of(one.task)).days
            found.append(ToDo(one.task, step, days, url))
    return found


@blueprint.get("/tasks/<int:task_id>")
def task(task_id: int) -> ResponseReturnValue:
    """Show where one task stands, and what is missing in one sentence."""
    row = officers_task(task_id)
    found = look_over(row, today=today_of(row))
    return render_template(
        "desk/task.html",
        task=row,
        found=found,
        steps=steps_of(found),
        stages=[_("收集"), _("计分"), _("复核"), _("审批"), _("通知书")],
        stage=_stage(found),
        sessions=find_task_sessions(row),
        vetoes=veto_state(row),
        scores_url=link_to("scores.task", task_id=task_id),
        notices_url=link_to("notices.task", task_id=task_id),
    )


def _stage(found: Overview) -> int:
    """Return how far a task is: collecting, scored, reviewed, approved, or its notice is out."""
    if found.notice is not None and found.is_concluded:
        return 5
    if found.run is None or (found.gaps and found.gaps[0].kind == "refused"):
        return 1 if found.gaps and found.gaps[0].kind == "ready" else 0
    if found.run.approval is not None:
        return 4 if found.run.approval.decision == "approved" else 0
    return 3 if found.run.reviews else 2
