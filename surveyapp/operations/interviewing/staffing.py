"""Who may interview for a task and by which protocol; assigning itself lies beside."""

from sqlalchemy import select

from surveyapp.access import Role
from surveyapp.db import session
from surveyapp.models import InstrumentVersion, Person, RoleGrant, Task
from surveyapp.operations.measures import get_model


def find_interviewers(task: Task) -> list[Person]:
    """Return the interviewers of the task's organisation, without the assessed unit's own."""
    granted = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.INT.value, RoleGrant.revoked_at.is_(None)
    )
    query = select(Person).where(
        Person.organisation_id == task.round.organisation_id,
        Person.id.in_(granted),
        Person.unit_id.is_(None) | (Person.unit_id != task.unit_id),
    )
    return list(session.execute(query.order_by(Person.id)).scalars())


def protocol_code_of(task: Task) -> str | None:
    """Return the code of the protocol that the task's indicator model scores, or None."""
    protocol = get_model(task.round.model_version).protocol
    return protocol.id if protocol is not None else None


def find_protocol(task: Task) -> InstrumentVersion | None:
    """Return the newest published version of the protocol that the task's model scores."""
    query = (
        select(InstrumentVersion)
        .where(
            InstrumentVersion.mode == "interview",
            InstrumentVersion.code == protocol_code_of(task),
        )
        .order_by(InstrumentVersion.id.desc())
    )
    return session.execute(query).scalars().first()
