"""Assigning interviews to two staff, and beginning one; the sheet itself lies beside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from forms.faults import Fault
from forms.interview_rules import MODES, MOST_SIGNS_LINE, find_text_fault
from forms.typed_text import is_blank
from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.errors import InputRefused, WrongState, marked
from surveyapp.models import Duty, InstrumentVersion, InterviewSession, Person, Task
from surveyapp.operations.interviewing.sessions import groups_of
from surveyapp.operations.interviewing.staffing import protocol_code_of
from surveyapp.operations.recording import record
from surveyapp.operations.rounds import give_duty


@dataclass(frozen=True)
class NewSession:
    """Whom two staff are to interview; `no` is the next free one (IV-01 …) unless given."""

    interviewee_code: str
    group_code: str
    interviewer: Person
    recorder: Person
    mode: str = "individual"
    post: str | None = None
    no: str | None = None


def assign_session(
    task: Task, protocol_version: InstrumentVersion, new: NewSession, *, by: Actor, at: datetime
) -> InterviewSession:
    """Assign an interview to an interviewer and a recorder, who get the duty if they lack it.

    Raises InputRefused with every fault.
    """
    require_role(by, Role.OFF)
    no = new.no or _next_no(task)
    faults = list(_find_faults(task, protocol_version, new, no))
    if faults:
        raise InputRefused(faults)
    for person in (new.interviewer, new.recorder):
        if not has_duty(task, person.id, "interviewer"):
            give_duty(task, person, kind="interviewer", by=by, at=at)
    row = InterviewSession(
        task=task,
        protocol_version=protocol_version,
        no=no,
        interviewee_code=new.interviewee_code,
        group_code=new.group_code,
        post=new.post,
        mode=new.mode,
        interviewer=new.interviewer,
        recorder=new.recorder,
        points={},
    )
    session.add(row)
    session.flush()
    after = {
        "task": task.id,
        "no": no,
        "group": new.group_code,
        "interviewer": new.interviewer.id,
        "recorder": new.recorder.id,
        "protocol": protocol_version.content_hash,
    }
    record("InterviewAssigned", ("interview_session", row.id), by=by, at=at, after=after)
    return row


def start_session(row: InterviewSession, *, by: Actor, at: datetime) -> None:
    """Begin an assigned session; raises WrongState when it has begun already."""
    require_role(by, Role.INT)
    if row.started_at is not None:
        raise WrongState(why=marked("这次访谈已经开始"))
    row.started_at = at
    session.flush()
    after = {"state": row.state}
    record("InterviewStarted", ("interview_session", row.id), by=by, at=at, after=after)


def has_duty(task: Task, person_id: int | None, kind: str) -> bool:
    """Say whether a person has a duty of some kind on a task."""
    query = select(Duty.id).where(
        Duty.task_id == task.id, Duty.person_id == person_id, Duty.kind == kind
    )
    return session.execute(query).first() is not None


def _next_no(task: Task) -> str:
    query = select(func.count()).where(InterviewSession.task_id == task.id)
    return f"IV-{session.execute(query).scalar_one() + 1:02d}"


def _find_faults(
    task: Task, protocol: InstrumentVersion, new: NewSession, no: str
) -> Iterator[Fault]:
    if protocol.mode != "interview" or protocol.code != protocol_code_of(task):
        yield Fault("protocol", marked("访谈提纲与任务的指标模型不匹配"))
    if new.mode not in MODES:
        yield Fault("mode", marked("请选择访谈形式"))
    groups = groups_of(task)
    if groups and new.group_code not in groups:
        yield Fault("group_code", marked("请选择被访人所属的群体"))
    if is_blank(new.interviewee_code):
        yield Fault("interviewee_code", marked("请填写被访人代码"))
    lines = {"interviewee_code": new.interviewee_code, "post": new.post or "", "no": no}
    for place, text in lines.items():
        fault = find_text_fault(text, place, most_signs=MOST_SIGNS_LINE)
        if fault is not None:
            yield fault
    if _is_taken(task, no):
        yield Fault("no", marked("编号 %(no)s 已经用过"), {"no": no})
    yield from _find_staff_faults(task, new)


def _find_staff_faults(task: Task, new: NewSession) -> Iterator[Fault]:
    if new.interviewer.id == new.recorder.id:
        yield Fault("recorder", marked("访谈人和记录人必须是两个人"))
    for place, person in (("interviewer", new.interviewer), ("recorder", new.recorder)):
        if not person.as_actor().has_role(Role.INT):
            yield Fault(place, marked("%(name)s 没有访谈员角色"), {"name": person.name})
        if person.unit_id is not None and person.unit_id == task.unit_id:
            facts = {"name": person.name}
            yield Fault(place, marked("%(name)s 是任务执行单位的人，不得参加访谈"), facts)


def _is_taken(task: Task, no: str) -> bool:
    query = select(InterviewSession.id).where(
        InterviewSession.task_id == task.id, InterviewSession.no == no
    )
    return session.execute(query).first() is not None
