"""Reviewing a score run: computed again, its raw answers read, confirmed or objected to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from surveyapp.access import Actor, Role, require_other_person, require_role
from surveyapp.db import session
from surveyapp.errors import NotFound, WrongState, marked
from surveyapp.models import Event, Review, ScoreRun
from surveyapp.operations.measures import get_model
from surveyapp.operations.recording import record
from surveyapp.operations.rounds import get_task
from surveyapp.operations.score_runs import (
    newest_run,
    recompute,
    require_no_open_appeal,
    require_sound,
)

CONFIRMED, OBJECTED = "confirmed", "objected"
ROWS_OPENED = "ResponseRowsOpened"
ID_SIGNS = 6


@dataclass(frozen=True)
class ResponseRow:
    """One unlinked sheet as the reviewer reads it: no whole id, no small group's name."""

    id_start: str
    group: str | None
    seconds: int | None
    answers: Mapping[str, int]
    is_valid: bool
    reasons: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]


def review_run(run: ScoreRun, verdict: str, *, note: str | None, by: Actor, at: datetime) -> Review:
    """Compute a run again and keep the reviewer's finding; a difference can only be objected to.

    Raises NotFound, NotAsSealed, DutiesNotSeparated, AppealUndecided and WrongState.
    """
    require_role(by, Role.REV)
    get_task(run.task_id, by=by, kinds=("reviewer",))
    require_sound(run)
    touched = {run.run_by, run.approval.approved_by if run.approval is not None else None}
    require_other_person(by, touched, first=marked("计分或批准"), second=marked("复核"))
    if run.approval is not None:
        raise WrongState(why=marked("这次计分已有审批结论"))
    newest = newest_run(run.task)
    if newest is None or newest.id != run.id:
        raise WrongState(why=marked("这项任务有更新的一次计分"))
    require_no_open_appeal(run.task)
    if any(review.reviewed_by == by.person_id for review in run.reviews):
        raise WrongState(why=marked("您已经复核过这次计分"))
    if verdict not in {CONFIRMED, OBJECTED}:
        raise WrongState(why=marked("请选择复核结论"))
    if verdict == OBJECTED and not (note or "").strip():
        raise WrongState(why=marked("提出异议必须写明理由"))
    is_equal = recompute(run)
    if not is_equal and verdict == CONFIRMED:
        raise WrongState(why=marked("重算结果与原结果不一致，只能提出异议"))
    row = Review(
        score_run_id=run.id,
        is_equal=is_equal,
        verdict=verdict,
        note=note,
        reviewed_by=by.person_id,
        reviewed_at=at,
    )
    session.add(row)
    session.flush()
    session.refresh(run, ["reviews"])
    after = {"is_equal": is_equal, "verdict": verdict}
    record("ScoreRunReviewed", ("score_run", run.id), by=by, at=at, after=after, reason=note)
    return row


def open_rows(run: ScoreRun, code: str, *, by: Actor, at: datetime) -> None:
    """Let a reviewer read the unlinked sheets behind a run; that they did is on record."""
    _require_reader(run, by)
    if "responses" not in run.inputs["survey"].get(code, {}):
        raise NotFound
    after = {"questionnaire": code, "n": len(run.inputs["survey"][code]["responses"])}
    record(ROWS_OPENED, ("score_run", run.id), by=by, at=at, after=after)


def has_opened_rows(run: ScoreRun, code: str, *, by: Actor) -> bool:
    """Say whether this reviewer's reading of a questionnaire's sheets is on record."""
    query = select(Event).where(
        Event.object_type == "score_run",
        Event.object_id == str(run.id),
        Event.action == ROWS_OPENED,
        Event.person_id == by.person_id,
    )
    events = session.execute(query.order_by(Event.seq)).scalars()
    return any((event.after or {}).get("questionnaire") == code for event in events)


def response_rows(run: ScoreRun, code: str, *, by: Actor) -> list[ResponseRow]:
    """Return the unlinked sheets behind a run as they were frozen and judged.

    Raises NotFound for whoever may not, or has not said that they will, read them.
    """
    _require_reader(run, by)
    if not has_opened_rows(run, code, by=by):
        raise NotFound
    frozen = run.inputs["survey"][code]["responses"]
    judged = {row["id"]: row for row in run.result["survey"][code]["responses"]}
    shown = _groups_shown(frozen, get_model(run.model_version).survey.publish_min_cell)
    return [_row(row, judged[row["id"]], shown) for row in frozen]


def _require_reader(run: ScoreRun, by: Actor) -> None:
    require_role(by, Role.REV)
    get_task(run.task_id, by=by, kinds=("reviewer",))


def _groups_shown(frozen: list[dict[str, Any]], least: int) -> frozenset[str]:
    groups = [row["group"] for row in frozen]
    return frozenset(group for group in set(groups) if group and groups.count(group) >= least)


def _row(
    frozen: Mapping[str, Any], judged: Mapping[str, Any], shown: frozenset[str]
) -> ResponseRow:
    return ResponseRow(
        id_start=frozen["id"][:ID_SIGNS],
        group=frozen["group"] if frozen["group"] in shown else None,
        seconds=frozen["seconds"],
        answers=frozen["answers"],
        is_valid=judged["valid"],
        reasons=tuple(zip(judged["invalid_reasons_zh"], judged["invalid_reasons"], strict=True)),
        flags=tuple(judged["flags"]),
    )
