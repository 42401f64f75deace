"""What becomes of a notice after it was issued; each change is a row of its own, with a reason."""

from datetime import datetime

from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.errors import WrongState, marked
from surveyapp.models import Notice, NoticeChange
from surveyapp.operations.recording import record
from surveyapp.operations.rounds import get_task

EVENTS = {
    "appeal_opened": "AppealOpened",
    "appeal_closed": "AppealClosed",
    "superseded": "NoticeSuperseded",
    "voided": "NoticeVoided",
}


def add_change(  # noqa: PLR0913 - a change is what, why, who, when and what took its place
    notice: Notice,
    kind: str,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    outcome: str | None = None,
    successor: Notice | None = None,
) -> NoticeChange:
    """Write one change of a notice, with its event."""
    before = notice.state
    row = NoticeChange(
        notice_id=notice.id,
        kind=kind,
        outcome=outcome,
        successor_id=successor.id if successor is not None else None,
        reason=reason,
        changed_by=by.person_id,
        changed_at=at,
    )
    session.add(row)
    session.flush()
    session.refresh(notice, ["changes"])
    after = {"state": notice.state, "outcome": outcome, "successor": row.successor_id}
    record(
        EVENTS[kind],
        ("notice", notice.id),
        by=by,
        at=at,
        before={"state": before},
        after=after,
        reason=reason,
    )
    return row


def void_notice(notice: Notice, *, reason: str, by: Actor, at: datetime) -> None:
    """Declare a notice void; its number and its files stay.

    One that another has replaced stays so for whoever verifies it, and one under appeal waits for
    the decision: made void, it would take the appeal away unheard.

    Raises NotFound and WrongState.
    """
    require_role(by, Role.OFF)
    get_task(notice.task_id, by=by, kinds=("issuer",))
    session.refresh(notice, with_for_update={"of": Notice})
    session.refresh(notice, ["changes"])
    if notice.state == "void":
        raise WrongState(why=marked("这份通知书已经作废"))
    if notice.state == "superseded":
        raise WrongState(why=marked("这份通知书已被代替，不用作废"))
    if notice.state == "under_appeal":
        raise WrongState(why=marked("这份通知书的申诉还没有裁定"))
    add_change(notice, "voided", reason=reason, by=by, at=at)
