"""What to do with a construct of poor reliability: one person asks, another decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from scoring.model.parts import Scale
from scoring.rules import plain_rules
from scoring.rules.surveys import ScaleRule
from surveyapp.access import Actor, Role, require_other_person, require_role
from surveyapp.db import session
from surveyapp.errors import InputRefused, NotFound, WrongState, marked
from surveyapp.models import ReliabilityDecision, Task
from surveyapp.operations.recording import record
from surveyapp.operations.reporting.exemptions import reason_faults
from surveyapp.operations.reporting.faults import EntryFault, fault_at
from surveyapp.operations.reporting.figures import lock_task
from surveyapp.operations.reporting.numbers import (
    NumberRefused,
    case_number,
    hundredths_text,
    read_hundredths,
)
from surveyapp.operations.reporting.sheets import active_indicators, model_of
from surveyapp.operations.reporting.values import is_blank

EXEMPT, DROP_ITEM, FALLBACK = "exempt", "drop_item", "fallback"
ACTIONS: Mapping[str, str] = {
    EXEMPT: marked("说明原因后仍按量表计分"),
    DROP_ITEM: marked("剔除拉低信度的题目"),
    FALLBACK: marked("改用访谈与专家评判给出的分数"),
}
FEWEST_ITEMS = 3
"""A construct keeps at least three items after dropping some (kit ruling A13)."""


@dataclass(frozen=True)
class ReliabilityRequest:
    """What is asked: the action on a construct, its items or its given score, and why."""

    construct: str
    action: str
    reason: str
    items: tuple[str, ...] = ()
    score: object = None


def request_reliability_decision(
    task: Task, request: ReliabilityRequest, *, by: Actor, at: datetime
) -> ReliabilityDecision:
    """Ask for one of the three ways out; raises InputRefused, WrongState when asked already."""
    require_role(by, Role.OFF)
    faults, score = _judge(task, request)
    if faults:
        raise InputRefused(faults)
    lock_task(task)
    for row in find_reliability_decisions(task):
        if row.construct == request.construct and row.is_approved is not False:
            raise WrongState(why=marked("这个量表已有申请或决定"))
    row = ReliabilityDecision(
        task_id=task.id,
        construct=request.construct,
        action=request.action,
        items=list(request.items),
        score_hundredths=score,
        reason=request.reason.strip(),
        requested_by=by.person_id,
        requested_at=at,
    )
    session.add(row)
    session.flush()
    subject = ("reliability_decision", row.id)
    after = {"task": task.id, **_as_case(row)}
    record("ReliabilityDecisionRequested", subject, by=by, at=at, after=after, reason=row.reason)
    return row


def decide_reliability(
    decision: ReliabilityDecision, *, is_approved: bool, reason: str, by: Actor, at: datetime
) -> ReliabilityDecision:
    """Approve or refuse a request; never by the person who made it.

    Raises NotAllowed, DutiesNotSeparated, WrongState, InputRefused.
    """
    require_role(by, Role.REV)
    session.refresh(decision, with_for_update=True)
    require_other_person(
        by, [decision.requested_by], first=marked("提出申请"), second=marked("作出决定")
    )
    if decision.decided_at is not None:
        raise WrongState(why=marked("已经决定过"))
    if faults := reason_faults(reason):
        raise InputRefused(faults)
    decision.decided_by, decision.decided_at = by.person_id, at
    decision.is_approved = is_approved
    session.flush()
    after = {"task": decision.task_id, **_as_case(decision)}
    subject = ("reliability_decision", decision.id)
    record("ReliabilityDecided", subject, by=by, at=at, after=after, reason=reason.strip())
    return decision


def _judge(task: Task, request: ReliabilityRequest) -> tuple[list[EntryFault], int | None]:
    faults = reason_faults(request.reason)
    scale = find_constructs(task).get(request.construct)
    if scale is None:
        faults.append(fault_at(("construct",), marked("这项任务没有这个量表")))
    if request.action not in ACTIONS:
        faults.append(fault_at(("action",), marked("请选择处理方式")))
    if scale is not None and request.action == DROP_ITEM:
        faults += _item_faults(scale, request.items)
    elif request.items:
        faults.append(fault_at(("items",), marked("只有剔除题目时才选题目")))
    if request.action != FALLBACK:
        if not is_blank(request.score):
            faults.append(fault_at(("score",), marked("只有改用其他分数时才填分数")))
        return faults, None
    try:
        return faults, read_hundredths(request.score)
    except NumberRefused as refused:
        return [*faults, fault_at(("score",), refused.message)], None


def _item_faults(scale: Scale, items: tuple[str, ...]) -> list[EntryFault]:
    known = {item.id for item in scale.items}
    if not items or not known.issuperset(items) or len(set(items)) < len(items):
        return [fault_at(("items",), marked("请选择这个量表里要剔除的题目"))]
    if len(known) - len(items) < FEWEST_ITEMS:
        return [fault_at(("items",), marked("剔除后至少要留 %(n)d 题"), n=FEWEST_ITEMS)]
    return []


def find_constructs(task: Task) -> dict[str, Scale]:
    """Return the constructs that feed an active indicator of a task, by code, in order."""
    used = {
        rule.scale
        for _, leaf in active_indicators(task)
        for rule in plain_rules(leaf.rule)
        if isinstance(rule, ScaleRule)
    }
    return {
        scale.id: scale
        for instrument in model_of(task).instruments
        for scale in instrument.scales
        if scale.id in used
    }


def find_reliability_decisions(task: Task) -> list[ReliabilityDecision]:
    """Return a task's requests and decisions, in the order they were asked."""
    query = select(ReliabilityDecision).where(ReliabilityDecision.task_id == task.id)
    return list(session.execute(query.order_by(ReliabilityDecision.id)).scalars())


def get_reliability_decision(task: Task, decision_id: int) -> ReliabilityDecision:
    """Return one request of a task; raises NotFound for another task's."""
    row = session.get(ReliabilityDecision, decision_id)
    if row is None or row.task_id != task.id:
        raise NotFound
    return row


def reliability_decisions(task: Task) -> list[dict[str, object]]:
    """Return the decisions taken, as a case file writes them; open requests are no input."""
    rows = find_reliability_decisions(task)
    return [_as_case(row) for row in rows if row.decided_at is not None]


def _as_case(row: ReliabilityDecision) -> dict[str, object]:
    entry: dict[str, object] = {"scale": row.construct, "action": row.action}
    if row.action == DROP_ITEM:
        entry["items"] = list(row.items)
    if row.action == FALLBACK and row.score_hundredths is not None:
        entry["score"] = case_number(hundredths_text(row.score_hundredths))
    return {**entry, "reason": row.reason, "approved": bool(row.is_approved)}
