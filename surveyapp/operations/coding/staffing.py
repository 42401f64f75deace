"""Naming the two coders and the adjudicator of a task; their work lies beside."""

from datetime import datetime

from sqlalchemy import select

from forms.faults import Fault
from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.errors import DutiesNotSeparated, InputRefused, marked
from surveyapp.models import Duty, Person, Task
from surveyapp.operations.interviewing import has_duty
from surveyapp.operations.rounds import give_duty

READERS = {"coder": marked("编码员"), "adjudicator": marked("合议人")}
"""The duties of those who read what was said, with their words."""
_OTHER = {"coder": "adjudicator", "adjudicator": "coder"}


def name_reader(task: Task, person: Person, *, kind: str, by: Actor, at: datetime) -> Duty:
    """Make a person coder or adjudicator of a task.

    Raises InputRefused for a person who cannot be one, DutiesNotSeparated.
    """
    require_role(by, Role.OFF)
    faults = []
    if kind not in READERS:
        faults.append(Fault("kind", marked("请选择编码员或合议人")))
    if not person.as_actor().has_role(Role.INT):
        faults.append(Fault("person", marked("%(name)s 没有访谈员角色"), {"name": person.name}))
    if has_duty(task, person.id, kind):
        faults.append(Fault("person", marked("%(name)s 已有这项职责"), {"name": person.name}))
    if faults:
        raise InputRefused(faults)
    if has_duty(task, person.id, _OTHER[kind]):
        raise DutiesNotSeparated(first=marked("编码"), second=marked("合议"))
    return give_duty(task, person, kind=kind, by=by, at=at)


def find_readers(task: Task) -> list[Duty]:
    """Return the coders and adjudicators of a task, in the order they were named."""
    query = select(Duty).where(Duty.task_id == task.id, Duty.kind.in_(READERS))
    return list(session.execute(query.order_by(Duty.id)).scalars())
