"""Where a task stands in the quota of its round and type; the decision itself lies beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from scoring.cohort.quota import QuotaResult, excellent_within_quota
from scoring.model.policies import QuotaPolicy
from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.errors import DomainError, WrongState, marked
from surveyapp.models import Approval, Round, ScoreRun, Task
from surveyapp.operations.measures import get_model
from surveyapp.operations.recording import record
from surveyapp.operations.score_runs import newest_runs

BEST_SCORE = "100.00"


class QuotaUndecided(DomainError):
    """Whether the task is within the quota cannot be said yet."""

    sentence = marked("还不能判定是否在名额之内。")


class ResultsPending(QuotaUndecided):
    """Tasks without a result could change the answer."""

    sentence = marked("还不能判定是否在名额之内：同类型还有 %(n_pending)d 项任务没有结果。")


class FullTie(QuotaUndecided):
    """Tasks equal in everything stand on both sides of the line."""

    sentence = marked("不能判定谁在名额之内：任务 %(tied)s 各项得分完全相同，机器不作取舍。")


class PlacesTaken(QuotaUndecided):
    """Approvals of other tasks hold every place, though this task now ranks among the best."""

    sentence = marked("名额 %(size)d 个已经由已批准的任务占用，须先更正原结论。")


class ResultsChanged(QuotaUndecided):
    """Results that compete for the places are no longer what the log sealed."""

    sentence = marked("任务 %(tasks)s 的计分与记录不符，不能判定名额。请联系系统管理员核查。")


@dataclass(frozen=True)
class Standing:
    """A task in the quota now: `size` places over `n_results` tasks, `n_pending` still to come.

    `undecided` says why no answer can be given; only where it is None does `is_over` count.
    """

    size: int
    n_results: int
    n_pending: int
    is_over: bool
    undecided: QuotaUndecided | None


def quota_standing(run: ScoreRun) -> Standing | None:
    """Return where a run stands in the quota; None where no quota limits its grade.

    Only tasks that hold the quota's grade after gates, caps and vetoes compete; the quota is a
    share of all tasks of the round and type with a result, each by its newest run (ruling A30).
    While others of the type may still get a result, the answer is given only if it is the same
    whatever they get: within, if it were so even with all of them ahead of this one; over, if it
    were so even with none of them competing. An approval that holds a place keeps it. A full tie
    over the line is never decided by machine.
    """
    policy = get_model(run.model_version).quota
    if policy is None or run.grade != policy.grade:
        return None
    tasks = [one for one in run.task.round.tasks if one.type_code == run.task.type_code]
    known = [one for one in newest_runs(tasks) if one is not None]
    runs, n_tasks = [one for one in known if one.total_hundredths is not None], len(tasks)
    n_pending = 0 if run.task.round.results_closed_at is not None else n_tasks - len(runs)
    rows = [_competitor(one, policy) for one in runs]
    worst = _choose(rows + _others(n_pending, policy, grade=policy.grade), policy)
    best = _choose(rows + _others(n_pending, policy, grade=policy.over_grade), policy)
    size, name = _choose(rows, policy).quota, str(run.task_id)
    undecided: QuotaUndecided | None = None
    changed = tuple(one.task.no for one in known if not one.seal_holds)
    if changed:
        undecided = ResultsChanged(tasks=changed)
    elif name in worst.excellent:
        undecided = PlacesTaken(size=size) if len(_holders(run)) >= max(size, 1) else None
    elif name not in best.over_quota:
        tied = tuple(one.task.no for one in runs if str(one.task_id) in worst.undecided)
        undecided = ResultsPending(n_pending=n_pending) if n_pending else FullTie(tied=tied)
    return Standing(size, len(runs), n_pending, name in best.over_quota, undecided)


def _choose(rows: Sequence[dict[str, Any]], policy: QuotaPolicy) -> QuotaResult:
    return excellent_within_quota(
        rows,
        percent=policy.percent,
        tie_break=policy.tie_break,
        grade=policy.grade,
        least_from=policy.least_from,
    )


def _competitor(run: ScoreRun, policy: QuotaPolicy) -> dict[str, Any]:
    """Return a run as the quota compares it: on printed values."""
    scores = {**run.result["level3"], **run.result["level2"], **run.result["level1"]}
    ties = {code: scores[code]["score"] for code in policy.tie_break if code in scores}
    return {"id": str(run.task_id), "total": run.result["total"], "grade": run.grade, **ties}


def _others(n: int, policy: QuotaPolicy, *, grade: str) -> list[dict[str, Any]]:
    """Return tasks that have no result yet, as if each got the best scores and some grade."""
    scores = dict.fromkeys(("total", *policy.tie_break), BEST_SCORE)
    return [{"id": f"pending {at}", "grade": grade, **scores} for at in range(n)]


def _holders(run: ScoreRun) -> set[int]:
    """Return the other tasks whose approval already gave them the grade."""
    query = (
        select(ScoreRun.task_id)
        .join(Approval)
        .join(Task)
        .where(
            Task.round_id == run.task.round_id,
            Task.type_code == run.task.type_code,
            Task.id != run.task_id,
            Approval.grade == run.grade,
        )
        .order_by(ScoreRun.task_id)
    )
    return set(session.execute(query).scalars())


def close_results(round_: Round, *, reason: str, by: Actor, at: datetime) -> None:
    """Close a round's results: tasks without one get none, and the quota counts the others.

    Raises NotAllowed, and WrongState when they are closed or no reason is given.
    """
    require_role(by, Role.LEAD)
    session.refresh(round_, with_for_update={"of": Round})
    if round_.results_closed_at is not None:
        raise WrongState(why=marked("本轮的结果已经封账"))
    if not reason.strip():
        raise WrongState(why=marked("请写明理由"))
    round_.results_closed_at = at
    session.flush()
    record("ResultsClosed", ("round", round_.id), by=by, at=at, reason=reason.strip())
