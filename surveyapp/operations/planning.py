"""Planning by the lead: the own organisation, its rounds, units and tasks, one by one or pasted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forms.faults import Fault
from forms.task_lines import TaskLine
from forms.typed_text import is_blank
from surveyapp.access import Actor, Role, require_role
from surveyapp.db import AlreadyThere, only_if_new, session
from surveyapp.errors import InputRefused, NotFound, marked
from surveyapp.models import Organisation, Person, Round, Task, Unit
from surveyapp.operations.lettering import NOT_PRINTABLE, require_lettering, unprintable
from surveyapp.operations.measures import get_model
from surveyapp.operations.recording import record
from surveyapp.operations.rounds import NewRound, NewTask, add_task, add_unit, open_round

IMPORTANCE = {"general": marked("一般"), "key": marked("重点"), "core": marked("核心")}
"""How important a task is, with its words."""
SETTINGS = (
    "name_zh", "name_en", "notice_prefix_zh", "notice_prefix_en", "time_zone", "publishes_grades",
)  # fmt: skip
PRINTED = frozenset({"name_zh", "name_en", "notice_prefix_zh", "notice_prefix_en"})
LONGEST_NO = 40
LONGEST_NAME = 120


@dataclass(frozen=True)
class ImportedTasks:
    """How many units and tasks a paste added."""

    n_units: int
    n_tasks: int


def own_organisation(by: Actor) -> Organisation:
    """Return the organisation of the acting person; raises NotFound."""
    if by.person_id is None:
        raise NotFound
    person = session.get_one(Person, by.person_id)
    return session.get_one(Organisation, person.organisation_id)


def change_organisation(values: Mapping[str, object], *, by: Actor, at: datetime) -> bool:
    """Change what the own organisation prints and how its days run; says whether anything did."""
    require_role(by, Role.LEAD)
    row = own_organisation(by)
    changed = [name for name in SETTINGS if name in values and values[name] != getattr(row, name)]
    if not changed:
        return False
    require_lettering({name: str(values[name] or "") for name in changed if name in PRINTED})
    before = {name: getattr(row, name) for name in changed}
    for name in changed:
        setattr(row, name, values[name])
    session.flush()
    after = {name: values[name] for name in changed}
    record(
        "OrganisationChanged", ("organisation", row.id), by=by, at=at, before=before, after=after
    )
    return True


def find_rounds(organisation: Organisation) -> list[Round]:
    """Return an organisation's rounds, newest first."""
    query = select(Round).where(Round.organisation_id == organisation.id)
    return list(session.execute(query.order_by(Round.id.desc())).scalars())


def get_round(round_id: int, *, by: Actor) -> Round:
    """Return a round of the own organisation; raises NotFound."""
    row = session.get(Round, round_id)
    if row is None or row.organisation_id != own_organisation(by).id:
        raise NotFound
    return row


def find_units(organisation: Organisation) -> list[Unit]:
    """Return an organisation's assessed units, by code."""
    query = select(Unit).where(Unit.organisation_id == organisation.id)
    return list(session.execute(query.order_by(Unit.code, Unit.id)).scalars())


def get_planned_task(task_id: int, *, by: Actor) -> Task:
    """Return a task of the own organisation, for planning only; raises NotFound."""
    row = session.get(Task, task_id)
    if row is None or row.round.organisation_id != own_organisation(by).id:
        raise NotFound
    return row


def plan_round(new: NewRound, *, by: Actor, at: datetime) -> Round:
    """Open a round of the own organisation; raises InputRefused."""
    try:
        with only_if_new():
            return open_round(own_organisation(by), new, by=by, at=at)
    except AlreadyThere:
        raise InputRefused([Fault("code", marked("这个轮次编号已经用过"))]) from None


def plan_unit(code: str, names: tuple[str, str | None], *, by: Actor, at: datetime) -> Unit:
    """Add an assessed unit to the own organisation; raises InputRefused."""
    require_role(by, Role.LEAD)
    require_lettering({"name_zh": names[0], "name_en": names[1]})
    try:
        with only_if_new():
            return add_unit(own_organisation(by), code=code, names=names, by=by, at=at)
    except AlreadyThere:
        raise InputRefused([Fault("code", marked("这个单位代码已经用过"))]) from None


def plan_task(round_: Round, new: NewTask, *, by: Actor, at: datetime) -> Task:
    """Put a task into a round of the own organisation; raises InputRefused."""
    require_role(by, Role.LEAD)
    require_lettering({"no": new.no, "name_zh": new.name_zh, "name_en": new.name_en})
    try:
        with only_if_new():
            return add_task(round_, new, by=by, at=at)
    except AlreadyThere:
        raise InputRefused([Fault("no", marked("本轮已有这个任务编号"))]) from None


def import_tasks(
    round_: Round, lines: Sequence[TaskLine], *, by: Actor, at: datetime
) -> ImportedTasks:
    """Add pasted tasks and the units they name; raises InputRefused with every faulty line."""
    require_role(by, Role.LEAD)
    faults = list(_find_faults(round_, lines))
    if faults:
        raise InputRefused(faults)
    units = {row.code: row for row in find_units(round_.organisation)}
    n_known = len(units)
    try:
        with only_if_new():
            for line in lines:
                if line.unit_code not in units:
                    names = (line.unit_name, None)
                    units[line.unit_code] = plan_unit(line.unit_code, names, by=by, at=at)
                new = NewTask(
                    line.no,
                    line.name,
                    line.name_en or None,
                    line.type_code,
                    units[line.unit_code],
                    line.importance,
                )
                add_task(round_, new, by=by, at=at)
    except AlreadyThere:
        message = marked("刚刚有人加了同样的编号，请刷新页面再看")
        raise InputRefused([Fault("lines", message)]) from None
    return ImportedTasks(len(units) - n_known, len(lines))


def _find_faults(round_: Round, lines: Sequence[TaskLine]) -> Iterator[Fault]:
    types = {one.code for one in get_model(round_.model_version).task_types}
    taken = {task.no for task in round_.tasks}
    units = {row.code: row.name_zh for row in find_units(round_.organisation)}
    for line in lines:
        for message, facts in _line_faults(line, types):
            yield _at(line, message, **facts)
        if line.no in taken:
            yield _at(line, marked("编号 %(no)s 重复或已在本轮"), no=line.no)
        taken.add(line.no)
        known = units.setdefault(line.unit_code, line.unit_name)
        if is_blank(known):
            yield _at(
                line, marked("没有单位 %(code)s，请写上单位名称，它会一并加上"), code=line.unit_code
            )
        elif line.unit_name and line.unit_name != known:
            facts = {"code": line.unit_code, "known": known}
            yield _at(line, marked("单位代码 %(code)s 是“%(known)s”，名称不一致"), **facts)


def _line_faults(line: TaskLine, types: set[str]) -> Iterator[tuple[str, dict[str, object]]]:
    if is_blank(line.no) or len(line.no) > LONGEST_NO:
        yield marked("请写任务编号，最多 40 个字"), {}
    if is_blank(line.name) or len(line.name) > LONGEST_NAME or len(line.name_en) > LONGEST_NAME:
        yield marked("请写任务名称，最多 120 个字"), {}
    if line.type_code not in types:
        yield marked("指标模型里没有任务类型“%(type)s”"), {"type": line.type_code}
    if is_blank(line.unit_code) or len(line.unit_code) > LONGEST_NO:
        yield marked("请写单位代码，最多 40 个字"), {}
    if len(line.unit_name) > LONGEST_NAME:
        yield marked("单位名称最多 120 个字"), {}
    printed = f"{line.no}{line.name}{line.name_en}{line.unit_name}"
    if characters := unprintable(printed):
        yield NOT_PRINTABLE, {"characters": characters}
    if line.importance not in IMPORTANCE:
        yield marked("重要程度写 一般、重点 或 核心，不能写“%(word)s”"), {"word": line.importance}


def _at(line: TaskLine, message: str, **facts: object) -> Fault:
    return Fault(f"lines:{line.number}", message, facts)
