"""What is to be read in which session, within a person's reach; readings and records lie beside."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from surveyapp.access import Actor
from surveyapp.db import session
from surveyapp.errors import NotFound
from surveyapp.models import Coding, Duty, InterviewSession, Segment, Task

N_CODERS = 2
"""Two read each segment; kappa is theirs."""


def find_coded_sessions(by: Actor, *, kind: str) -> list[InterviewSession]:
    """Return the completed sessions of the tasks on which a person is coder or adjudicator."""
    query = select(InterviewSession).where(_on_duty(by, kind), _is_readable())
    ordered = query.order_by(InterviewSession.task_id, InterviewSession.id)
    return list(session.execute(ordered).scalars())


def get_coded_session(session_id: int, *, by: Actor, kind: str) -> InterviewSession:
    """Return such a session; raises NotFound for all others."""
    query = select(InterviewSession).where(
        InterviewSession.id == session_id, _on_duty(by, kind), _is_readable()
    )
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


def completed_sessions(task: Task) -> Sequence[InterviewSession]:
    """Return the completed sessions of a task, in the order they were assigned."""
    query = select(InterviewSession).where(InterviewSession.task_id == task.id, _is_readable())
    return session.execute(query.order_by(InterviewSession.id)).scalars().all()


def segments_to_code(row: InterviewSession, *, by: Actor) -> list[Segment]:
    """Return the segments that are this coder's to read or already theirs, in order."""
    return [
        one for one in row.segments if coding_of(one, by) is not None or len(one.codings) < N_CODERS
    ]


def segments_to_settle(row: InterviewSession) -> list[Segment]:
    """Return the segments that both coders have read, in order."""
    return [one for one in row.segments if len(one.codings) == N_CODERS]


def is_agreed(segment: Segment) -> bool:
    """Say whether two coders read a segment alike, in theme and valence."""
    readings = {(one.theme, one.valence) for one in segment.codings}
    return len(segment.codings) == N_CODERS and len(readings) == 1


def coding_of(segment: Segment, by: Actor) -> Coding | None:
    """Return this coder's own reading, never the other's."""
    return next((one for one in segment.codings if one.coder_id == by.person_id), None)


def both_codings(segment: Segment) -> list[Coding]:
    """Return the codings, coder A's first: the coder who was given the duty first."""
    duties = select(Duty.person_id).where(
        Duty.task_id == segment.session.task_id, Duty.kind == "coder"
    )
    order = list(session.execute(duties.order_by(Duty.id)).scalars())
    return sorted(segment.codings, key=lambda one: (_place(order, one.coder_id), one.id))


def _place(order: list[int], person_id: int) -> int:
    """Return where a person stands in an order; one who is no longer in it comes last."""
    return order.index(person_id) if person_id in order else len(order)


def _on_duty(by: Actor, kind: str) -> ColumnElement[bool]:
    tasks = select(Duty.task_id).where(Duty.person_id == by.person_id, Duty.kind == kind)
    return InterviewSession.task_id.in_(tasks)


def _is_readable() -> ColumnElement[bool]:
    return InterviewSession.completed_at.is_not(None)
