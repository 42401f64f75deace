"""Appeals against a notice: opened in time, closed by someone whom the conclusion did not touch."""

from datetime import datetime

from surveyapp.access import Actor, Role, require_other_person, require_role
from surveyapp.clock import local_date
from surveyapp.db import session
from surveyapp.errors import DomainError, WrongState, marked
from surveyapp.models import Notice
from surveyapp.notice_facts import facts_of
from surveyapp.operations.notices import add_change
from surveyapp.operations.rounds import get_task

OUTCOMES = {
    "upheld": marked("支持申诉"),
    "rejected": marked("维持原结果"),
    "withdrawn": marked("撤回申诉"),
}


class AppealTooLate(DomainError):
    """The last day of appeal is over."""

    sentence = marked("申诉期已于 %(last_day)s 结束，不能再受理。")


def open_appeal(notice: Notice, *, reason: str, by: Actor, at: datetime) -> None:
    """Note that the unit appeals, in time; raises AppealTooLate and WrongState."""
    require_role(by, Role.OFF)
    get_task(notice.task_id, by=by, kinds=("officer", "issuer"))
    _lock(notice)
    if notice.state != "in_force":
        raise WrongState(why=marked("只有生效中的通知书可以申诉"))
    last_day = facts_of(notice.facts).appeal_last_day
    if local_date(at, notice.task.round.organisation.time_zone) > last_day:
        raise AppealTooLate(last_day=last_day.isoformat())
    add_change(notice, "appeal_opened", reason=reason, by=by, at=at)


def close_appeal(notice: Notice, outcome: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Decide an appeal; raises DutiesNotSeparated for whoever ran, reviewed, approved or issued.

    Where it is upheld, the officer corrects the inputs and a new run, approval and notice follow;
    the new notice supersedes this one.
    """
    require_role(by, Role.REV)
    get_task(notice.task_id, by=by, kinds=("reviewer",))
    run = notice.score_run
    touched = {run.run_by, notice.approval.approved_by, notice.issued_by}
    require_other_person(
        by,
        touched | {review.reviewed_by for review in run.reviews},
        first=marked("经办原结论"),
        second=marked("裁定申诉"),
    )
    _lock(notice)
    if notice.state != "under_appeal":
        raise WrongState(why=marked("这份通知书没有未结的申诉"))
    if outcome not in OUTCOMES:
        raise WrongState(why=marked("不认识的申诉结论"))
    add_change(notice, "appeal_closed", outcome=outcome, reason=reason, by=by, at=at)


def _lock(notice: Notice) -> None:
    session.refresh(notice, with_for_update={"of": Notice})
    session.refresh(notice, ["changes"])
