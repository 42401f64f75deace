"""What the interviews of a task give the engine, and what they still lack; no act."""

from collections.abc import Iterator

from sqlalchemy import select

from forms.faults import Fault
from surveyapp.db import session
from surveyapp.errors import marked
from surveyapp.models import InterviewSession, Segment, Task
from surveyapp.operations.coding.finding import N_CODERS, both_codings, completed_sessions
from surveyapp.operations.interviewing import protocol_of


def records_for_scoring(task: Task) -> list[dict[str, object]]:
    """Return the interviews of a task in the form in which a case file holds them.

    A record is `{"id", "group", "confirmed", "segments": [[theme, A, B, settled], …]}`; those
    never completed or sent back are left out, those not confirmed stand in it and do not score.
    A segment that is not settled stands with `None` under each theme it may still fall under (the
    two that were named, or every theme), so that the engine blocks those themes, instead of
    counting an interview without it; both valences are kept once, for kappa.
    """
    return [
        {
            "id": row.no,
            "group": row.group_code,
            "confirmed": row.state == "confirmed",
            "segments": [part for segment in row.segments for part in _scored(segment)],
        }
        for row in completed_sessions(task)
    ]


def unfinished(task: Task) -> list[Fault]:
    """List what the interviews of a task still lack, one sentence each; `place` is the session."""
    query = select(InterviewSession).where(InterviewSession.task_id == task.id)
    rows = session.execute(query.order_by(InterviewSession.id)).scalars()
    return [fault for row in rows for fault in _unfinished(row)]


_WAITING = {
    "assigned": marked("访谈还没有开始"),
    "started": marked("访谈记录还没有完成"),
    "returned": marked("被访人有异议，等访谈员更正"),
    "completed": marked("等被访人确认；不确认就不计分"),
}


def _unfinished(row: InterviewSession) -> Iterator[Fault]:
    if row.state in _WAITING:
        yield Fault(row.no, _WAITING[row.state])
    if row.state not in {"completed", "confirmed"}:
        return
    n_uncoded = sum(len(one.codings) < N_CODERS for one in row.segments)
    n_unsettled = sum(not one.adjudication for one in row.segments) - n_uncoded
    if n_uncoded:
        yield Fault(row.no, marked("%(count)d 条原话还没有两人编码"), {"count": n_uncoded})
    if n_unsettled:
        yield Fault(row.no, marked("%(count)d 条原话等合议"), {"count": n_unsettled})


def _scored(segment: Segment) -> list[list[object]]:
    pair = [one.valence for one in both_codings(segment)]
    first, second = [*pair, None, None][:N_CODERS]
    settled = segment.adjudication
    if settled is not None:
        return [[settled.theme, first, second, settled.valence]]
    named = list(dict.fromkeys(one.theme for one in both_codings(segment)))
    if len(pair) < N_CODERS:
        named = [theme.code for theme in protocol_of(segment.session).themes]
    others: list[list[object]] = [[theme, None, None, None] for theme in named[1:]]
    return [[named[0], first, second, None], *others]
