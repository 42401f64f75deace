"""Appeals: in time, one at a time, decided by someone whom the conclusion did not touch."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from fixtures.app import NOW
from fixtures.builders import (
    QUICK_PRESS,
    Stage,
    confirm_run,
    get_notice_row,
    keep_approval,
    keep_notice,
    keep_run,
    open_stage,
)
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.errors import DutiesNotSeparated, NotAllowed, NotFound, WrongState
from surveyapp.models import Approval, Event, Person, Review, ScoreRun
from surveyapp.operations.confirming import approve, refuse
from surveyapp.operations.hearing import AppealTooLate, close_appeal, open_appeal
from surveyapp.operations.notices import issue_notice, void_notice
from surveyapp.operations.reviewing import review_run
from surveyapp.operations.rounds import give_duty
from surveyapp.operations.score_runs import AppealUndecided


def _open(stage: Stage, notice_id: int, *, at: datetime = NOW, by: str = "officer") -> None:
    with transaction():
        open_appeal(get_notice_row(notice_id), reason="计分有误", by=stage.actor(by), at=at)


def _close(stage: Stage, notice_id: int, outcome: str, *, by: str = "other_reviewer") -> None:
    with transaction():
        close_appeal(get_notice_row(notice_id), outcome, reason="经核", by=stage.actor(by), at=NOW)


@pytest.mark.parametrize("outcome", ["upheld", "rejected", "withdrawn"])
def test_an_appeal_is_opened_and_closed_on_record(database: Engine, outcome: str) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    _open(stage, notice_id)
    with reading():
        assert get_notice_row(notice_id).state == "under_appeal"
    _close(stage, notice_id, outcome)
    with reading():
        assert get_notice_row(notice_id).state == "in_force"
        rows = session.execute(
            select(Event).where(Event.object_type == "notice").order_by(Event.seq)
        ).scalars()
        assert [row.action for row in rows] == ["NoticeIssued", "AppealOpened", "AppealClosed"]


def test_the_last_day_counts_whole_and_the_next_is_too_late(sqlite_database: Engine) -> None:
    stage = open_stage(2)
    first, second = keep_notice(stage, 0), keep_notice(stage, 1)
    last_minute = datetime(2026, 12, 4, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    _open(stage, first, at=last_minute)
    with pytest.raises(AppealTooLate):
        _open(stage, second, at=last_minute + timedelta(minutes=1))


def test_only_a_notice_in_force_can_be_appealed_and_only_an_open_appeal_closed(
    sqlite_database: Engine,
) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    with pytest.raises(WrongState):
        _close(stage, notice_id, "rejected")
    _open(stage, notice_id)
    with pytest.raises(WrongState):
        _open(stage, notice_id)
    with pytest.raises(WrongState):
        _close(stage, notice_id, "forgotten")


def test_whom_the_conclusion_touched_does_not_decide_the_appeal(sqlite_database: Engine) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    _open(stage, notice_id)
    with pytest.raises(DutiesNotSeparated):
        _close(stage, notice_id, "rejected", by="reviewer")
    with pytest.raises(NotAllowed):
        _close(stage, notice_id, "rejected", by="officer")
    _close(stage, notice_id, "rejected")


def test_an_appeal_is_opened_within_a_duty_only(sqlite_database: Engine) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    with pytest.raises(NotFound):
        _open(stage, notice_id, by="stranger")
    with transaction():
        stranger = session.get_one(Person, stage.person_ids["stranger"])
        give_duty(stage.task(), stranger, kind="officer", by=SYSTEM, at=NOW)
    _open(stage, notice_id, by="stranger")


def test_an_upheld_appeal_ends_in_a_notice_that_supersedes_the_first(
    sqlite_database: Engine,
) -> None:
    stage = open_stage()
    first = keep_notice(stage, a="75")
    _open(stage, first)
    _close(stage, first, "upheld")
    second = keep_notice(stage, a="85")
    with reading():
        assert get_notice_row(first).state == "superseded"
        assert get_notice_row(second).facts["total"] == "83.80"


def test_no_run_is_taken_while_an_appeal_is_open(database: Engine) -> None:
    stage = open_stage()
    first = keep_notice(stage, a="85")
    _open(stage, first)
    with pytest.raises(AppealUndecided) as stopped:
        keep_run(stage, a="75")
    assert str(stopped.value) == (
        "通知书 成效认〔2026〕1号 的申诉还没有裁定，裁定以前不能计分、复核、批准或发文。"
    )
    with reading():
        assert session.query(ScoreRun).count() == 1
    _close(stage, first, "upheld")
    assert keep_run(stage, a="75") == 2


@pytest.mark.parametrize("verdict", ["confirmed", "objected"])
def test_no_review_is_taken_while_an_appeal_is_open(sqlite_database: Engine, verdict: str) -> None:
    stage = open_stage()
    first = keep_notice(stage, a="85")
    run_id = keep_run(stage, a="75")
    _open(stage, first)
    with pytest.raises(AppealUndecided), transaction():
        run = session.get_one(ScoreRun, run_id)
        review_run(run, verdict, note="想一想", by=stage.actor("reviewer"), at=NOW)
    with reading():
        assert session.query(Review).filter_by(score_run_id=run_id).count() == 0
    _close(stage, first, "rejected")
    confirm_run(stage, run_id)


def test_no_decision_is_taken_while_an_appeal_is_open(sqlite_database: Engine) -> None:
    stage = open_stage()
    first = keep_notice(stage, a="85")
    run_id = keep_run(stage, a="75")
    confirm_run(stage, run_id)
    _open(stage, first)
    by = stage.actor("approver")
    with pytest.raises(AppealUndecided), transaction():
        approve(session.get_one(ScoreRun, run_id), by=by, at=NOW)
    with pytest.raises(AppealUndecided), transaction():
        refuse(session.get_one(ScoreRun, run_id), note="想一想", by=by, at=NOW)
    with reading():
        assert session.query(Approval).filter_by(score_run_id=run_id).count() == 0
    _close(stage, first, "withdrawn")
    with transaction():
        approve(session.get_one(ScoreRun, run_id), by=by, at=NOW)


def test_an_open_appeal_is_not_swallowed_by_another_notice(database: Engine) -> None:
    stage = open_stage()
    first = keep_notice(stage, a="85")
    keep_approval(stage, a="75")
    _open(stage, first)
    with pytest.raises(AppealUndecided), transaction():
        issue_notice(stage.task(), by=stage.actor("issuer"), at=NOW, press=QUICK_PRESS)
    with reading():
        assert get_notice_row(first).state == "under_appeal"
    _close(stage, first, "rejected")
    with transaction():
        issue_notice(stage.task(), by=stage.actor("issuer"), at=NOW, press=QUICK_PRESS)
    with reading():
        assert get_notice_row(first).state == "superseded"


def test_a_notice_under_appeal_is_not_made_void(sqlite_database: Engine) -> None:
    stage = open_stage()
    first = keep_notice(stage)
    _open(stage, first)
    by = stage.actor("issuer")
    with pytest.raises(WrongState, match="还没有裁定"), transaction():
        void_notice(get_notice_row(first), reason="误发", by=by, at=NOW)
    with reading():
        assert get_notice_row(first).state == "under_appeal"
    _close(stage, first, "upheld")
    with transaction():
        void_notice(get_notice_row(first), reason="误发", by=by, at=NOW)
