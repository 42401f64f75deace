"""Running a score: what must be there first, one immutable row, and the same numbers again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast

from scoring.engine import CaseFaults, score
from scoring.rules import plain_rules
from scoring.rules.surveys import NpsRule, ScaleRule
from surveyapp.access import Actor, Role, require_role
from surveyapp.config import ROOT
from surveyapp.db import session
from surveyapp.errors import DomainError, InputRefused, WrongState, marked
from surveyapp.models import ScoreRun, Task
from surveyapp.operations.collecting import find_collections
from surveyapp.operations.measures import get_model
from surveyapp.operations.recording import hold_log, record
from surveyapp.operations.releasing import rows_still_hold
from surveyapp.operations.reporting.exemptions import exempted_leaves
from surveyapp.operations.reporting.figures import lock_task
from surveyapp.operations.reporting.sheets import active_indicators
from surveyapp.operations.rounds import get_task
from surveyapp.operations.score_runs.appealed import require_no_open_appeal
from surveyapp.operations.score_runs.assessing import UNCERTAINTY, assess, official_part
from surveyapp.operations.score_runs.freezing import freeze_inputs
from surveyapp.operations.score_runs.reading import is_sound, newest_run
from surveyapp.seal import code_version, hash_of


class CollectionStillOpen(DomainError):
    """Questionnaires still take answers: what is scored must not change any more."""

    sentence = marked("问卷 %(codes)s 还没有结束收集，不能正式计分。")


class RowsChanged(DomainError):
    """Released sheets are not what was frozen when their questionnaire closed."""

    sentence = marked("问卷 %(codes)s 的答卷与结束收集时冻结的不一致，不能计分。请联系系统管理员。")


class AnswersMissing(DomainError):
    """The indicator model scores questionnaires that were never put before anyone."""

    sentence = marked("指标模型需要问卷 %(codes)s，但这项任务还没有发放。")


class TooFewAnswers(DomainError):
    """Valid answers fall short of the required sample or of the least number at all."""

    sentence = marked("有效答卷不足，不予认定（有效/需要）：%(shortages)s。")


class InputsNotUsable(InputRefused):
    """The frozen inputs contradict the indicator model; every fault is listed."""

    sentence = marked("计分所需的数据有 %(count)d 处与指标模型不符，没有计分。")


@dataclass(frozen=True)
class Shortage:
    """A questionnaire with too few valid answers."""

    code: str
    n_valid: int
    n_needed: int


@dataclass(frozen=True)
class Analysis:
    """A computation that is not kept: what an officer looks at before the official run."""

    inputs: Mapping[str, Any]
    result: Mapping[str, Any] | None
    faults: tuple[object, ...]
    shortages: tuple[Shortage, ...]
    still_open: tuple[str, ...]
    not_opened: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def can_run(self) -> bool:
        """Say whether the official run would be taken."""
        stops = (self.faults, self.shortages, self.still_open, self.not_opened, self.changed)
        return not any(stops)


@cache
def current_code_version() -> str:
    """Return the hash of the scoring sources that this process computes with."""
    return code_version(ROOT / "scoring")


def preview(task: Task) -> Analysis:
    """Compute a task's score from what is there now, without keeping it."""
    inputs = freeze_inputs(task)
    result: dict[str, Any] | None = None
    faults: tuple[object, ...] = ()
    try:
        result = assess(get_model(task.round.model_version), inputs)
    except CaseFaults as error:
        faults = tuple(error.faults)
    still_open, not_opened = _not_ready(task, inputs)
    return Analysis(
        inputs=inputs,
        result=result,
        faults=faults,
        shortages=_shortages(task, inputs, result),
        still_open=still_open,
        not_opened=not_opened,
        changed=changed_questionnaires(task),
    )


def run_score(task: Task, *, by: Actor, at: datetime) -> ScoreRun:
    """Freeze, compute and keep a task's score; never changed afterwards.

    Where inputs, model and code are those of the newest run, that run is given back and nothing is
    written. After a reviewer's objection a run is kept all the same: an objection that is settled
    by words alone needs a run that can be reviewed afresh. What the approver refused needs other
    inputs.

    A run whose inputs leave an indicator blocked is kept with its reasons and without a total; it
    cannot be approved. Too few valid answers stop the run itself (ruling A17).

    Raises NotFound, CollectionStillOpen, AnswersMissing, RowsChanged, TooFewAnswers,
    InputsNotUsable, AppealUndecided, and WrongState when this very result was refused already or
    the round's results are closed.
    """
    require_role(by, Role.OFF)
    get_task(task.id, by=by, kinds=("officer",))
    lock_task(task)
    require_no_open_appeal(task)
    hold_log()  # so that every event after the run's own is of an act that its inputs lack
    earlier = newest_run(task)
    if earlier is None and task.round.results_closed_at is not None:
        raise WrongState(why=marked("本轮的结果已经封账"))
    found = preview(task)
    _require_ready(found)
    row = _row(task, found, by=by, at=at)
    if earlier is not None and _stands_for(earlier, row):
        return earlier
    row.seq = earlier.seq + 1 if earlier is not None else 1
    session.add(row)
    session.flush()
    after = {
        "task": task.id,
        "seq": row.seq,
        "inputs_hash": row.inputs_hash,
        "result_hash": row.result_hash,
        "code_version": row.code_version,
        "total": row.result["total"],
        "grade": row.grade,
    }
    record("ScoreRunKept", ("score_run", row.id), by=by, at=at, after=after)
    return row


def _require_ready(found: Analysis) -> None:
    if found.not_opened:
        raise AnswersMissing(codes=tuple(found.not_opened))
    if found.still_open:
        raise CollectionStillOpen(codes=tuple(found.still_open))
    if found.changed:
        raise RowsChanged(codes=found.changed)
    if found.faults:
        raise InputsNotUsable(found.faults)
    if found.shortages:
        words = [f"{one.code} {one.n_valid}/{one.n_needed}" for one in found.shortages]
        raise TooFewAnswers(shortages=tuple(words))


def _row(task: Task, found: Analysis, *, by: Actor, at: datetime) -> ScoreRun:
    result = cast("dict[str, Any]", found.result)
    total = result["total"]
    return ScoreRun(
        task_id=task.id,
        model_version_id=task.round.model_version_id,
        code_version=current_code_version(),
        inputs=dict(found.inputs),
        inputs_hash=hash_of(found.inputs),
        result=result,
        result_hash=hash_of(result),
        total_hundredths=None if total is None else int(Decimal(total) * 100),
        total_exact=result["total_exact"],
        grade=result["grade"],
        run_by=by.person_id,
        run_at=at,
    )


def _stands_for(earlier: ScoreRun, row: ScoreRun) -> bool:
    """Say whether the newest run is given back for a new one; raises WrongState if it was refused.

    One that was changed behind the log may always be run anew.
    """
    if not is_sound(earlier):
        return False
    if earlier.approval is None:
        return not earlier.is_objected and _is_the_same_computation(earlier, row)
    if not _is_same(earlier, row):
        return False
    if earlier.approval.decision == "refused":
        raise WrongState(why=marked("数据没有变化，最近一次计分没有获得批准，请先按意见处理"))
    return True


def _is_the_same_computation(one: ScoreRun, other: ScoreRun) -> bool:
    """Say whether two runs have the same inputs, model, code and result."""
    return (one.inputs_hash, one.model_version_id, one.code_version, one.result_hash) == (
        other.inputs_hash,
        other.model_version_id,
        other.code_version,
        other.result_hash,
    )


def _is_same(one: ScoreRun, other: ScoreRun) -> bool:
    """Say whether two runs decide the same; one may be older than what is said beside a result."""
    official = [hash_of(official_part(run.result)) for run in (one, other)]
    return one.inputs_hash == other.inputs_hash and official[0] == official[1]


def _not_ready(task: Task, inputs: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the questionnaires still open, and those that are needed but were never opened."""
    collections = find_collections(task)
    opened = {one.instrument_version.code for one in collections}
    still_open = [one.instrument_version.code for one in collections if one.closed_at is None]
    needed = _needed_questionnaires(task, frozenset(inputs["not_applicable"]))
    return tuple(still_open), tuple(code for code in needed if code not in opened)


def changed_questionnaires(task: Task) -> tuple[str, ...]:
    """Return the closed questionnaires whose rows are no longer what was frozen."""
    return tuple(
        one.instrument_version.code
        for one in find_collections(task)
        if one.closed_at is not None and not rows_still_hold(one)
    )


def _needed_questionnaires(task: Task, exempted: frozenset[str]) -> list[str]:
    """Return the questionnaires that feed an indicator which counts for this task."""
    left_out = exempted_leaves(task, exempted)
    fed = {
        rule.questionnaire
        for _top, leaf in active_indicators(task)
        if leaf.code not in left_out
        for rule in plain_rules(leaf.rule)
        if isinstance(rule, ScaleRule | NpsRule)
    }
    return [one.id for one in get_model(task.round.model_version).instruments if one.id in fed]


def _shortages(
    task: Task, inputs: Mapping[str, Any], result: Mapping[str, Any] | None
) -> tuple[Shortage, ...]:
    least = get_model(task.round.model_version).survey.min_valid
    computed = result["survey"] if result is not None else {}
    found = []
    for code, survey in inputs["survey"].items():
        if code in computed and "responses" in survey:
            needed = max(survey["required"], least)
            n_valid = computed[code]["valid"]
            if n_valid < needed:
                found.append(Shortage(code, n_valid, needed))
    return tuple(found)


def recompute(run: ScoreRun) -> bool:
    """Compute a kept run again from its own inputs; say whether every bit is the same.

    A run that was kept before uncertainty was computed has its official result only.
    """
    if hash_of(run.inputs) != run.inputs_hash or hash_of(run.result) != run.result_hash:
        return False
    compute = assess if UNCERTAINTY in run.result else score
    return hash_of(compute(get_model(run.model_version), run.inputs)) == run.result_hash


def is_stale(run: ScoreRun) -> bool:
    """Say whether the rows have changed since the run froze them."""
    return hash_of(freeze_inputs(run.task)) != run.inputs_hash
