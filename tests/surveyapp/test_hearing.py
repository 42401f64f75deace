"""Appeals: in time, one at a time, decided by someone whom the conclusion did not touch."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from fixtures.app import NOW
from fixtures.builders import (
    Stage,
    get_notice_row,
    keep_notice,
    open_stage,
)
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.errors import DutiesNotSeparated, NotAllowed, NotFound, WrongState
from surveyapp.models import Event, Person
from surveyapp.operations.hearing import AppealTooLate, close_appeal, open_appeal
from surveyapp.operations.rounds import give_duty


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
