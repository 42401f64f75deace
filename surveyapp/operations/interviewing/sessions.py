"""Finding interview sessions within a person's reach, and what they are about; no act."""

from sqlalchemy import ColumnElement, or_, select

from forms.instrument import Instrument
from scoring.model.parts import Text
from surveyapp.access import Actor
from surveyapp.db import session
from surveyapp.errors import NotFound
from surveyapp.models import Duty, InterviewSession, Task
from surveyapp.operations.measures import get_instrument, get_model


def get_session(session_id: int, *, by: Actor) -> InterviewSession:
    """Return a session that this person holds or records; raises NotFound for all others."""
    query = select(InterviewSession).where(InterviewSession.id == session_id, _is_mine(by))
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


def find_sessions(by: Actor) -> list[InterviewSession]:
    """Return the sessions that a person holds or records, in order."""
    query = select(InterviewSession).where(_is_mine(by))
    ordered = query.order_by(InterviewSession.task_id, InterviewSession.id)
    return list(session.execute(ordered).scalars())


def find_task_sessions(task: Task) -> list[InterviewSession]:
    """Return all sessions of a task, in the order they were assigned."""
    query = select(InterviewSession).where(InterviewSession.task_id == task.id)
    return list(session.execute(query.order_by(InterviewSession.id)).scalars())


def find_overlaps(row: InterviewSession) -> list[InterviewSession]:
    """Return the sessions that one of the two staff is said to have held at the same time."""
    if row.began_at is None or row.ended_at is None:
        return []
    staff = [row.interviewer_id, row.recorder_id]
    query = select(InterviewSession).where(
        InterviewSession.id != row.id,
        InterviewSession.began_at < row.ended_at,
        InterviewSession.ended_at > row.began_at,
        or_(
            InterviewSession.interviewer_id.in_(staff),
            InterviewSession.recorder_id.in_(staff),
        ),
    )
    return list(session.execute(query.order_by(InterviewSession.id)).scalars())


def protocol_of(row: InterviewSession) -> Instrument:
    """Return the protocol by which a session is held."""
    return get_instrument(row.protocol_version)


def groups_of(task: Task) -> dict[str, Text]:
    """Return the respondent groups that the task's indicator model knows, by code."""
    model = get_model(task.round.model_version)
    return {group.code: group.text for group in model.survey.groups}


def time_zone_of(row: InterviewSession) -> str:
    """Return the time zone in which the session's dates and times are told."""
    return row.task.round.organisation.time_zone


def _is_mine(by: Actor) -> ColumnElement[bool]:
    """Bind rows to the two staff of a session, and to their duty on its task."""
    on_duty = select(Duty.task_id).where(Duty.person_id == by.person_id, Duty.kind == "interviewer")
    is_staff = or_(
        InterviewSession.interviewer_id == by.person_id,
        InterviewSession.recorder_id == by.person_id,
    )
    return is_staff & InterviewSession.task_id.in_(on_duty)
