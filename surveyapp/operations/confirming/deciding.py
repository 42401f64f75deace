"""The approver's decision on a score run: everything that must hold, and one row that stays."""

from datetime import datetime

from sqlalchemy import select

from scoring.engine import score
from surveyapp.access import Actor, Role, require_other_person, require_role
from surveyapp.db import session
from surveyapp.errors import DomainError, WrongState, marked
from surveyapp.models import Approval, Duty, Figure, Round, ScoreRun
from surveyapp.operations.confirming.quota import quota_standing
from surveyapp.operations.measures import get_model
from surveyapp.operations.recording import record
from surveyapp.operations.reporting.figures import lock_task
from surveyapp.operations.rounds import get_task
from surveyapp.operations.score_runs import (
    is_stale,
    newest_run,
    recompute,
    require_no_open_appeal,
    require_sound,
)

APPROVED, REFUSED = "approved", "refused"


class NotComputable(DomainError):
    """The run has no total and no veto decides the grade: there is nothing to confirm."""

    sentence = marked("这次计分没有总分，不能批准：%(blocked)s。")


class RecomputationDiffers(DomainError):
    """Computed again, the run's numbers are not the same bit by bit."""

    sentence = marked("重算结果与保存的结果不一致，不能批准。请联系系统管理员。")


class InputsChanged(DomainError):
    """Rows behind the run were changed or added after it was computed."""

    sentence = marked("计分之后数据有变化，请认定专员重新计分。")


class VetoQuestionsOpen(DomainError):
    """Supervision has not answered every veto question."""

    sentence = marked("还有否决事项没有答复（%(codes)s），不能批准。")


class NotReviewed(DomainError):
    """No reviewer has confirmed this very run."""

    sentence = marked("这次计分还没有经复核确认，不能批准；请先由复核员复核这一次计分。")


class ReviewerObjected(DomainError):
    """A reviewer objected to this run."""

    sentence = marked("复核员对这次计分有异议，不能批准；请先处理异议并重新计分。")


def approve(run: ScoreRun, *, by: Actor, at: datetime, note: str | None = None) -> Approval:
    """Confirm a run's grade, with the quota of its round and type.

    Raises NotFound, DutiesNotSeparated, WrongState, AppealUndecided, NotComputable,
    VetoQuestionsOpen, ReviewerObjected, RecomputationDiffers, InputsChanged, NotReviewed,
    QuotaUndecided.
    """
    _require_approver(run, by=by)
    _require_sound(run)
    standing = quota_standing(run)
    if standing is not None and standing.undecided is not None:
        raise standing.undecided
    is_over = standing is not None and standing.is_over
    result = run.result
    if is_over:
        result = score(get_model(run.model_version), {**run.inputs, "over_quota": True})
    pairs = zip(result["reasons_zh"], result["reasons"], strict=True)
    row = Approval(
        score_run_id=run.id,
        decision=APPROVED,
        grade=str(result["grade"]),
        is_over_quota=is_over,
        reasons=[{"zh": zh, "en": en} for zh, en in pairs],
        note=note,
        approved_by=by.person_id,
        approved_at=at,
    )
    return _keep(row, run, by=by, at=at)


def refuse(run: ScoreRun, *, by: Actor, at: datetime, note: str) -> Approval:
    """Refuse a run with a written reason; the officer corrects and runs again.

    Raises as an approval does, but for what only an approval needs.
    """
    _require_approver(run, by=by)
    if not note.strip():
        raise WrongState(why=marked("不批准必须写明理由"))
    row = Approval(
        score_run_id=run.id,
        decision=REFUSED,
        reasons=[],
        note=note.strip(),
        approved_by=by.person_id,
        approved_at=at,
    )
    return _keep(row, run, by=by, at=at)


def _keep(row: Approval, run: ScoreRun, *, by: Actor, at: datetime) -> Approval:
    session.add(row)
    session.flush()
    session.refresh(run, ["approval"])
    after = {"decision": row.decision, "grade": row.grade, "is_over_quota": row.is_over_quota}
    action = "ScoreRunApproved" if row.decision == APPROVED else "ScoreRunRefused"
    record(action, ("score_run", run.id), by=by, at=at, after=after, reason=row.note)
    return row


def _require_approver(run: ScoreRun, *, by: Actor) -> None:
    require_role(by, Role.APP)
    get_task(run.task_id, by=by, kinds=("approver",))
    # All decisions of one round wait for each other: the quota is of all its tasks. A duty that
    # is being given on the task is waited for, too.
    lock_task(run.task)
    session.execute(select(Round.id).where(Round.id == run.task.round_id).with_for_update())
    require_sound(run)
    require_other_person(
        by, people_behind(run), first=marked("采集、评分、计分或复核"), second=marked("批准")
    )
    if run.approval is not None:
        raise WrongState(why=marked("这次计分已有审批结论"))
    newest = newest_run(run.task)
    if newest is None or newest.id != run.id:
        raise WrongState(why=marked("这项任务有更新的一次计分"))
    require_no_open_appeal(run.task)


def people_behind(run: ScoreRun) -> set[int | None]:
    """Return everyone who gathered, scored, ran or reviewed what a run rests on."""
    duties = select(Duty.person_id).where(Duty.task_id == run.task_id, Duty.kind != "approver")
    figures = select(Figure.entered_by).where(Figure.task_id == run.task_id)
    people: set[int | None] = {run.run_by}
    people.update(session.execute(duties).scalars())
    people.update(session.execute(figures).scalars())
    return people | {review.reviewed_by for review in run.reviews}


def _require_sound(run: ScoreRun) -> None:
    if run.grade is None:
        codes = [entry["indicator"] for entry in run.result["blocked"]]
        raise NotComputable(blocked=tuple(codes))
    if run.result["open_vetoes"]:
        raise VetoQuestionsOpen(codes=tuple(run.result["open_vetoes"]))
    if run.is_objected:
        raise ReviewerObjected
    if not recompute(run):
        raise RecomputationDiffers
    if is_stale(run):
        raise InputsChanged
    if not run.is_confirmed:
        raise NotReviewed
