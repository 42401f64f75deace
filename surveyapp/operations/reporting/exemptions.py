"""Indicators left out as not applicable: an officer asks, another person decides."""

from collections.abc import Collection
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select

from scoring.exact import plain
from surveyapp.access import Actor, Role, require_other_person, require_role
from surveyapp.db import session
from surveyapp.errors import DomainError, InputRefused, NotFound, WrongState, marked
from surveyapp.models import Exemption, Task
from surveyapp.operations.recording import record
from surveyapp.operations.reporting.faults import EntryFault, fault_at
from surveyapp.operations.reporting.figures import lock_task
from surveyapp.operations.reporting.sheets import active_indicators, model_of
from surveyapp.operations.reporting.values import is_blank

LONGEST_REASON = 2000


class WholeDimensionExempted(DomainError):
    """A level-1 dimension may not be left out as a whole."""

    sentence = marked("不能把一级指标 %(code)s 整个列为不适用。")


class TooMuchExempted(DomainError):
    """More points of the total than the indicator model allows would be left out."""

    sentence = marked("不适用的指标合计 %(points)s 分，超过模型允许的 %(most)s 分。")


def reason_faults(reason: str) -> list[EntryFault]:
    """Return what is wrong with a written reason."""
    if is_blank(reason):
        return [fault_at(("reason",), marked("请写明理由"))]
    if len(reason) > LONGEST_REASON:
        return [fault_at(("reason",), marked("最多 %(most)d 个字"), most=LONGEST_REASON)]
    return []


def request_exemption(task: Task, code: str, reason: str, *, by: Actor, at: datetime) -> Exemption:
    """Ask that a level-3 or level-2 indicator be left out as not applicable.

    Raises InputRefused, WholeDimensionExempted, TooMuchExempted, and WrongState when it was asked
    already; after a refusal it may be asked again.
    """
    require_role(by, Role.OFF)
    faults = reason_faults(reason)
    if code not in leaves_by_code(task):
        faults.append(fault_at(("code",), marked("这项任务没有这个二级或三级指标")))
    if faults:
        raise InputRefused(faults)
    lock_task(task)
    row = find_exemption(task, code)
    if row is not None and row.is_approved is not False:
        raise WrongState(why=marked("已经申请过"))
    asked = {one.code for one in find_exemptions(task) if one.is_approved is not False}
    _require_within_limits(task, asked | {code})
    before = _as_words(row) if row is not None else None
    if row is None:
        row = Exemption(task_id=task.id, code=code)
        session.add(row)
    row.reason, row.requested_by, row.requested_at = reason.strip(), by.person_id, at
    row.decided_by, row.decided_at, row.is_approved = None, None, None
    session.flush()
    record(
        "ExemptionRequested",
        ("exemption", row.id),
        by=by,
        at=at,
        before=before,
        after=_as_words(row),
        reason=row.reason,
    )
    return row


def decide_exemption(
    exemption: Exemption, *, is_approved: bool, reason: str, by: Actor, at: datetime
) -> Exemption:
    """Approve or refuse a request; never by the person who made it.

    Raises NotAllowed, DutiesNotSeparated, WrongState, InputRefused, TooMuchExempted.
    """
    require_role(by, Role.REV)
    session.refresh(exemption, with_for_update=True)
    require_other_person(
        by, [exemption.requested_by], first=marked("提出申请"), second=marked("作出决定")
    )
    if exemption.decided_at is not None:
        raise WrongState(why=marked("已经决定过"))
    if faults := reason_faults(reason):
        raise InputRefused(faults)
    if is_approved:
        task = session.get_one(Task, exemption.task_id)
        lock_task(task)
        _require_within_limits(task, {*approved_exemptions(task), exemption.code})
    exemption.decided_by, exemption.decided_at = by.person_id, at
    exemption.is_approved = is_approved
    session.flush()
    after = _as_words(exemption)
    subject = ("exemption", exemption.id)
    record("ExemptionDecided", subject, by=by, at=at, after=after, reason=reason.strip())
    return exemption


def leaves_by_code(task: Task) -> dict[str, frozenset[str]]:
    """Return each level-2 and level-3 code of a task with the active level-3 codes below it."""
    active = {leaf.code for _, leaf in active_indicators(task)}
    found: dict[str, frozenset[str]] = {}
    for branch in model_of(task).branches:
        below = frozenset(leaf.code for leaf in branch.children) & active
        if below:
            found[branch.code] = below
            found.update({code: frozenset({code}) for code in below})
    return found


def exempted_leaves(task: Task, codes: Collection[str]) -> frozenset[str]:
    """Return the active level-3 indicators that some codes leave out."""
    below = leaves_by_code(task)
    return frozenset().union(*(below.get(code, frozenset()) for code in codes))


def _require_within_limits(task: Task, codes: Collection[str]) -> None:
    left_out = exempted_leaves(task, codes)
    model = model_of(task)
    by_dimension: dict[str, set[str]] = {}
    for dimension, leaf in active_indicators(task):
        by_dimension.setdefault(dimension, set()).add(leaf.code)
    for dimension, leaves in by_dimension.items():
        if leaves <= left_out:
            raise WholeDimensionExempted(code=dimension)
    points = model.points(task.type_code)
    total = sum((points[code] for code in left_out), Fraction(0))
    if total > model.max_na_points:
        raise TooMuchExempted(points=plain(total), most=plain(model.max_na_points))


def find_exemptions(task: Task) -> list[Exemption]:
    """Return a task's requests, in the order they were first made."""
    query = select(Exemption).where(Exemption.task_id == task.id).order_by(Exemption.id)
    return list(session.execute(query).scalars())


def find_exemption(task: Task, code: str) -> Exemption | None:
    """Return the request for one indicator, if there is one."""
    query = select(Exemption).where(Exemption.task_id == task.id, Exemption.code == code)
    return session.execute(query).scalar_one_or_none()


def get_exemption(task: Task, exemption_id: int) -> Exemption:
    """Return one request of a task; raises NotFound for another task's."""
    row = session.get(Exemption, exemption_id)
    if row is None or row.task_id != task.id:
        raise NotFound
    return row


def approved_exemptions(task: Task) -> list[str]:
    """Return the codes that are left out, in the model's order: a case's `not_applicable`."""
    approved = {row.code for row in find_exemptions(task) if row.is_approved}
    return [code for code in leaves_by_code(task) if code in approved]


def _as_words(row: Exemption) -> dict[str, object]:
    return {
        "task": row.task_id,
        "code": row.code,
        "reason": row.reason,
        "requested_by": row.requested_by,
        "decided_by": row.decided_by,
        "is_approved": row.is_approved,
    }
