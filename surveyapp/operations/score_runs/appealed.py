"""An appeal that waits for its decision holds up every step towards another conclusion.

A replacement notice supersedes the one that is appealed: issued before the decision, it would take
the appeal away unheard.
"""

from sqlalchemy import select

from surveyapp.db import session
from surveyapp.errors import DomainError, Named, marked
from surveyapp.models import Notice, Task


class AppealUndecided(DomainError):
    """The task's standing notice is under an appeal that nobody has decided."""

    sentence = marked("通知书 %(number)s 的申诉还没有裁定，裁定以前不能计分、复核、批准或发文。")


def require_no_open_appeal(task: Task) -> None:
    """Stop a run, review, approval or issue while an appeal is open; raises AppealUndecided.

    The task's notices stay locked until the act is over, so that no appeal is opened beside it.
    """
    query = select(Notice).where(Notice.task_id == task.id).order_by(Notice.id)
    for notice in session.execute(query.with_for_update(of=Notice)).scalars():
        session.refresh(notice, ["changes"])
        if notice.state == "under_appeal":
            number = Named(notice.facts["number_zh"], notice.facts["number_en"])
            raise AppealUndecided(number=number)
