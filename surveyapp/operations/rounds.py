"""Opening rounds: the organisation, its units and tasks, and who has which duty on each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from forms.faults import Fault
from surveyapp.access import Actor, Role, require_role
from surveyapp.clock import local_date
from surveyapp.db import session
from surveyapp.errors import DomainError, InputRefused, NotFound, marked
from surveyapp.models import (
    Duty,
    IndicatorModelVersion,
    Organisation,
    Person,
    Round,
    Task,
    Unit,
)
from surveyapp.operations.measures import get_model
from surveyapp.operations.recording import record

MOST_YEARS = 10
"""So far from the day on which it is opened a round may begin or end: beyond, it is a slip."""


class TaskTypeUnknown(DomainError):
    """The round's indicator model does not know the task's type."""

    sentence = marked("指标模型里没有任务类型“%(type_code)s”。")


@dataclass(frozen=True)
class NewOrganisation:
    """What an organisation prints and how its days run."""

    name_zh: str
    name_en: str | None
    notice_prefix_zh: str = "成效认"
    notice_prefix_en: str = "CXR"
    time_zone: str = "Asia/Shanghai"
    publishes_grades: bool = False


@dataclass(frozen=True)
class NewRound:
    """What a round is called, when it runs, and by which model it judges."""

    code: str
    name_zh: str
    name_en: str | None
    model_version: IndicatorModelVersion
    starts_on: date
    ends_on: date
    is_demo: bool = False


@dataclass(frozen=True)
class NewTask:
    """What is known of a task when it enters a round."""

    no: str
    name_zh: str
    name_en: str | None
    type_code: str
    unit: Unit
    importance: str = "general"
    areas: list[dict[str, Any]] = field(default_factory=list)


def add_organisation(new: NewOrganisation, *, by: Actor, at: datetime) -> Organisation:
    """Add the organisation whose notices these are."""
    require_role(by, Role.SYS, Role.LEAD)
    row = Organisation(**vars(new))
    session.add(row)
    session.flush()
    record("OrganisationAdded", ("organisation", row.id), by=by, at=at, after=vars(new))
    return row


def add_unit(
    organisation: Organisation, *, code: str, names: tuple[str, str | None], by: Actor, at: datetime
) -> Unit:
    """Add an assessed unit; `names` are its Chinese and English ones."""
    require_role(by, Role.LEAD, Role.OFF)
    row = Unit(organisation_id=organisation.id, code=code, name_zh=names[0], name_en=names[1])
    session.add(row)
    session.flush()
    after = {"code": code, "name_zh": names[0], "name_en": names[1]}
    record("UnitAdded", ("unit", row.id), by=by, at=at, after=after)
    return row


def open_round(organisation: Organisation, new: NewRound, *, by: Actor, at: datetime) -> Round:
    """Open a round under a published indicator model, which it keeps to its end.

    Raises InputRefused for days in the wrong order or more than `MOST_YEARS` years away.
    """
    require_role(by, Role.LEAD)
    faults = list(_day_faults(new, local_date(at, organisation.time_zone)))
    if faults:
        raise InputRefused(faults)
    row = Round(
        organisation_id=organisation.id,
        code=new.code,
        name_zh=new.name_zh,
        name_en=new.name_en,
        model_version_id=new.model_version.id,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        opened_at=at,
        is_demo=new.is_demo,
    )
    session.add(row)
    session.flush()
    after = {"code": new.code, "model_hash": new.model_version.content_hash}
    record("RoundOpened", ("round", row.id), by=by, at=at, after=after)
    return row


def _day_faults(new: NewRound, today: date) -> Iterator[Fault]:
    first, last = _years_from(today, -MOST_YEARS), _years_from(today, MOST_YEARS)
    for place, day in (("starts_on", new.starts_on), ("ends_on", new.ends_on)):
        if not first <= day <= last:
            message = marked("应在今天前后 %(years)d 年之内（%(first)s 至 %(last)s）")
            yield Fault(place, message, {"years": MOST_YEARS, "first": first, "last": last})
    if new.ends_on < new.starts_on:
        yield Fault("ends_on", marked("结束日期不能早于开始日期"))


def _years_from(day: date, years: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return (day.replace(day=28) if is_leap_day else day).replace(year=day.year + years)


def add_task(round_: Round, new: NewTask, *, by: Actor, at: datetime) -> Task:
    """Put a task into a round; raises TaskTypeUnknown."""
    require_role(by, Role.LEAD, Role.OFF)
    if new.type_code not in {t.code for t in get_model(round_.model_version).task_types}:
        raise TaskTypeUnknown(type_code=new.type_code)
    row = Task(
        round_id=round_.id,
        unit_id=new.unit.id,
        no=new.no,
        name_zh=new.name_zh,
        name_en=new.name_en,
        type_code=new.type_code,
        importance=new.importance,
        areas=new.areas,
    )
    session.add(row)
    session.flush()
    after = {"no": new.no, "type": new.type_code, "unit": new.unit.code}
    record("TaskAdded", ("task", row.id), by=by, at=at, after=after)
    return row


def give_duty(
    task: Task, person: Person, *, kind: str, by: Actor, at: datetime, label: str | None = None
) -> Duty:
    """Give a person a duty on a task; `label` is an expert's anonymous name."""
    require_role(by, Role.LEAD, Role.OFF)
    row = Duty(task_id=task.id, person_id=person.id, kind=kind, label=label, given_at=at)
    session.add(row)
    session.flush()
    after = {"person": person.id, "kind": kind}
    record("DutyGiven", ("task", task.id), by=by, at=at, after=after)
    return row


def find_tasks(by: Actor, *, kinds: tuple[str, ...]) -> list[Task]:
    """Return the tasks on which a person has one of some duties, in order."""
    query = (
        select(Task)
        .join(Duty)
        .where(Duty.person_id == by.person_id, Duty.kind.in_(kinds))
        .order_by(Task.round_id, Task.id)
    )
    return list(session.execute(query).scalars().unique())


def get_task(task_id: int, *, by: Actor, kinds: tuple[str, ...]) -> Task:
    """Return a task in this person's reach; raises NotFound alike for unknown and foreign ones."""
    query = (
        select(Task)
        .join(Duty)
        .where(Task.id == task_id, Duty.person_id == by.person_id, Duty.kind.in_(kinds))
    )
    task = session.execute(query).scalars().first()
    if task is None:
        raise NotFound
    return task
