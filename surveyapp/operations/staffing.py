"""Staffing by the lead: persons and their roles, and duties kept apart."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forms.faults import Fault
from surveyapp.access import Actor, Role, require_role
from surveyapp.db import AlreadyThere, only_if_new, session
from surveyapp.errors import InputRefused, NotAllowed, NotFound, marked
from surveyapp.models import (
    Account,
    Duty,
    Organisation,
    Person,
    RoleGrant,
    Task,
)
from surveyapp.operations.judging import invite_expert
from surveyapp.operations.measures import get_model
from surveyapp.operations.planning import own_organisation
from surveyapp.operations.recording import record
from surveyapp.operations.reporting.sheets import panel_sizes, rubric_codes
from surveyapp.operations.rounds import give_duty
from surveyapp.operations.signing_in import NewPerson, add_person

GRANTED = (Role.LEAD, Role.OFF, Role.INT, Role.EXP, Role.SUP, Role.REV, Role.APP)
"""The roles that have a desk and may be given to a person, in the order they are shown."""
KEEPERS = frozenset({Role.LEAD, Role.SYS})
"""Roles that look after accounts: who has one has no other, and judges nothing."""


class OnOneself(NotAllowed):
    """Nobody changes their own roles or account, or gives themselves a duty."""

    sentence = marked("不能更改自己的角色、账号和职责，请另一位主管来办。")


@dataclass(frozen=True)
class DutyKind:
    """What a duty is called, which role it needs, and what it does, in a line."""

    words: str
    role: Role
    about: str


DUTIES: dict[str, DutyKind] = {
    "officer": DutyKind(marked("认定专员"), Role.OFF, marked("发问卷、排访谈、汇总数据、计分")),
    "interviewer": DutyKind(marked("访谈员"), Role.INT, marked("做访谈、写记录")),
    "coder": DutyKind(marked("编码员"), Role.INT, marked("给访谈原话编码；两人分别编")),
    "adjudicator": DutyKind(marked("合议人"), Role.INT, marked("两位编码员不一致时定夺")),
    "expert": DutyKind(marked("专家"), Role.EXP, marked("独立给定性指标打分")),
    "supervisor": DutyKind(marked("审计/纪检"), Role.SUP, marked("回答一票否决事项")),
    "reviewer": DutyKind(marked("复核员"), Role.REV, marked("复核得分，决定申请")),
    "approver": DutyKind(marked("审批人"), Role.APP, marked("审批等次")),
    "issuer": DutyKind(
        marked("发文专员"), Role.OFF, marked("审批以后出具通知书、编文号；不能是同一任务的认定专员")
    ),
}
"""The duties on a task, in the order of its life."""
ALONE = frozenset({"expert", "supervisor", "reviewer", "approver"})
"""Duties beside which a person has no other on the same task."""
APART = (frozenset({"officer", "issuer"}), frozenset({"coder", "adjudicator"}))
"""Other duties that one person may not have together on the same task."""


def find_people(organisation: Organisation) -> list[Person]:
    """Return everyone of an organisation, in the order they were added."""
    query = select(Person).where(Person.organisation_id == organisation.id)
    return list(session.execute(query.order_by(Person.id)).scalars())


def get_colleague(person_id: int, *, by: Actor) -> Person:
    """Return a person of the own organisation; raises NotFound."""
    row = session.get(Person, person_id)
    if row is None or row.organisation_id != own_organisation(by).id:
        raise NotFound
    return row


def find_accounts(people: Collection[Person]) -> dict[int, Account]:
    """Return the account of each person who has one, by person."""
    ids = [person.id for person in people]
    query = select(Account).where(Account.person_id.in_(ids)).order_by(Account.id.desc())
    return {row.person_id: row for row in session.execute(query).scalars()}


def add_colleague(new: NewPerson, *, by: Actor, at: datetime) -> Person:
    """Add a person to the own organisation; raises InputRefused."""
    require_role(by, Role.LEAD)
    _require_roles(new.roles)
    try:
        with only_if_new():
            return add_person(own_organisation(by), new, by=by, at=at)
    except AlreadyThere:
        raise InputRefused([Fault("login", marked("这个登录名已有人使用"))]) from None


def change_roles(person: Person, roles: Collection[Role], *, by: Actor, at: datetime) -> bool:
    """Give another person exactly these roles; says whether any was granted or revoked."""
    require_other(person, by)
    wanted = frozenset(roles)
    _require_roles(wanted)
    held = person.as_actor().roles
    if wanted == held:
        return False
    for grant in person.role_grants:
        if grant.revoked_at is None and Role(grant.role) not in wanted:
            grant.revoked_at = at
    session.add_all(
        RoleGrant(person_id=person.id, role=role.value, granted_at=at)
        for role in sorted(wanted - held)
    )
    session.flush()
    session.refresh(person, ["role_grants"])
    before, after = {"roles": sorted(held)}, {"roles": sorted(wanted)}
    record("RolesChanged", ("person", person.id), by=by, at=at, before=before, after=after)
    return True


def keeps_and_acts(roles: Collection[Role]) -> bool:
    """Say whether who looks after accounts would also gather, score, review or approve."""
    return bool(KEEPERS.intersection(roles)) and len(set(roles)) > 1


def _require_roles(roles: Collection[Role]) -> None:
    if not roles:
        raise InputRefused([Fault("roles", marked("请至少选一个角色"))])
    if set(roles) - set(GRANTED):
        raise InputRefused([Fault("roles", marked("请从列表里选角色"))])
    if keeps_and_acts(roles):
        message = marked("主管部门管理账号，不能同时采集、评分、复核或审批，请分给两个人")
        raise InputRefused([Fault("roles", message)])


def require_other(person: Person, by: Actor) -> None:
    """Stop whoever is no lead of the other person's organisation; raises OnOneself, NotFound."""
    require_role(by, Role.LEAD)
    if person.id == by.person_id:
        raise OnOneself
    if person.organisation_id != own_organisation(by).id:
        raise NotFound


def assign_duty(
    task: Task, person: Person, *, kind: str, by: Actor, at: datetime, label: str | None = None
) -> None:
    """Give a person a duty on a task; an expert gets a sheet under a label.

    Raises OnOneself, NotFound, and InputRefused with every reason against it.
    """
    require_other(person, by)
    faults = list(_find_faults(task, person, kind))
    if faults:
        raise InputRefused(faults)
    if kind == "expert":
        invite_expert(task, person, label or "", by=by, at=at)
        return
    try:
        with only_if_new():
            give_duty(task, person, kind=kind, by=by, at=at)
    except AlreadyThere:
        fault = Fault("person", marked("%(name)s 已有这项职责"), {"name": person.name})
        raise InputRefused([fault]) from None
    session.refresh(task, ["duties"])


def _find_faults(task: Task, person: Person, kind: str) -> Iterator[Fault]:
    wanted, name = DUTIES[kind], {"name": person.name}
    if not person.as_actor().has_role(wanted.role):
        facts = {**name, "role": wanted.words}
        yield Fault("person", marked("%(name)s 没有担任%(role)s所需的角色"), facts)
    account = find_accounts([person]).get(person.id)
    if account is None or account.disabled_at is not None:
        yield Fault("person", marked("%(name)s 的账号已停用"), name)
    if person.unit_id is not None and person.unit_id == task.unit_id:
        yield Fault("person", marked("%(name)s 属于这项任务的单位，应当回避"), name)
    for held in (duty.kind for duty in task.duties if duty.person_id == person.id):
        if held == kind:
            yield Fault("person", marked("%(name)s 已有这项职责"), name)
        elif ALONE.intersection({held, kind}) or frozenset({held, kind}) in APART:
            facts = {**name, "first": duty_words(held), "second": wanted.words}
            yield Fault(
                "person",
                marked("%(name)s 已是这项任务的%(first)s，同一人不能又任%(second)s"),
                facts,
            )


def duty_words(kind: str) -> str:
    """Return what a duty is called."""
    return DUTIES[kind].words if kind in DUTIES else kind


def duties_of(task: Task) -> dict[str, list[Duty]]:
    """Return who has which duty on a task, by kind."""
    return {kind: [duty for duty in task.duties if duty.kind == kind] for kind in DUTIES}


def missing_duties(task: Task) -> dict[str, int]:
    """Return how many persons each duty of a task still lacks, by kind; no more is needed if empty.

    What the indicator model does not ask for needs nobody.
    """
    model = get_model(task.round.model_version)
    needed = {"officer": 1, "reviewer": 1, "approver": 1, "issuer": 1}
    if model.protocol is not None:
        needed |= {"interviewer": 2, "coder": 2, "adjudicator": 1}
    if rubric_codes(task):
        needed["expert"] = panel_sizes(task)[0]
    if model.vetoes:
        needed["supervisor"] = 1
    held = duties_of(task)
    short = {kind: needed.get(kind, 0) - len(held[kind]) for kind in DUTIES}
    return {kind: n for kind, n in short.items() if n > 0}
