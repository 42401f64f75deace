"""Where a task stands: what is missing, in the order in which it is best done."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from fixtures.app import NOW, laying
from fixtures.builders import (
    Stage,
    answer_vetoes,
    keep_approval,
    keep_notice,
    keep_run,
    open_stage,
    put_scores,
)
from fixtures.desk import STATEMENT, Desk, open_desk, worked_figures
from fixtures.questionnaire import kit_instruments
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.models import Collection, SpooledResponse
from surveyapp.operations.collecting import CollectionPlan, open_collection
from surveyapp.operations.confirming import refuse
from surveyapp.operations.judging import invite_expert
from surveyapp.operations.measures import publish_instrument
from surveyapp.operations.overview import Overview, look_over, offered_instruments
from surveyapp.operations.reporting import (
    decide_exemption,
    enter_figures,
    find_exemptions,
    request_exemption,
)
from surveyapp.operations.score_runs import get_run

TODAY = NOW.date()


def _kinds(desk: Desk, *, today: date = TODAY) -> list[str]:
    with reading():
        return [gap.kind for gap in look_over(desk.task(), today=today).gaps]


def _put_out(desk: Desk, *codes: str) -> None:
    with transaction():
        for instrument in kit_instruments().values():
            publish_instrument(instrument, by=SYSTEM, at=NOW)
        offered = offered_instruments(desk.task())
        plan = CollectionPlan(70, TODAY, TODAY + timedelta(days=9))
        for code in codes:
            open_collection(desk.task(), offered[code], plan, by=desk.actor("officer"), at=NOW)


def _receive(n_sheets: int) -> None:
    with transaction():
        row = session.query(Collection).order_by(Collection.id).first()
        assert row is not None
        for n in range(n_sheets):
            session.add(
                SpooledResponse(
                    id=f"{n:032x}",
                    collection_id=row.id,
                    group_code="staff",
                    channel="open",
                    language="zh_CN",
                    answers={},
                    seconds=1,
                    key_hash=f"{n:064x}",
                    receipt=f"R{n}",
                )
            )


def test_a_new_task_lacks_everything_and_begins_with_what_the_officer_can_do(
    database: Engine,
) -> None:
    desk = open_desk()
    assert _kinds(desk) == ["unopened", "unopened", "figures", "experts", "interviews", "vetoes"]
    with reading():
        found = look_over(desk.task(), today=TODAY)
        assert found.next_gap is not None
        assert found.next_gap.facts == {"code": "QA"}
        assert (found.n_figures, found.n_entered) == (36, 0)


def test_each_gap_goes_when_its_work_is_done(sqlite_database: Engine) -> None:
    desk = open_desk()
    _put_out(desk, "QA", "QB")
    with laying():
        by = desk.actor("officer")
        task = desk.task()
        enter_figures(task, worked_figures(), source="台账", statement=STATEMENT, by=by, at=NOW)
        for n in (1, 2, 3):
            invite_expert(task, desk.person(f"expert{n}"), f"E{n}", by=by, at=NOW)
        answer_vetoes(task, "V1", "V2", "V3", "V4")
    assert _kinds(desk) == ["responses", "responses", "experts", "sheets", "interviews"]


def test_a_questionnaire_is_waited_for_until_its_day_then_looked_after(
    sqlite_database: Engine,
) -> None:
    desk = open_desk()
    _put_out(desk, "QA")
    assert "responses" in _kinds(desk)
    assert "too_few" in _kinds(desk, today=TODAY + timedelta(days=10))
    _receive(41)
    assert "to_close" in _kinds(desk)
    with reading():
        (standing,) = look_over(desk.task(), today=TODAY).collections
        assert (standing.n_received, standing.n_missing) == (41, 0)


def test_what_is_exempted_needs_no_figures_and_an_open_request_is_waited_for(
    sqlite_database: Engine,
) -> None:
    desk = open_desk()
    with transaction():
        by = desk.actor("officer")
        request_exemption(desk.task(), "B2-3", "没有访谈", by=by, at=NOW)
        request_exemption(desk.task(), "B1-3", "不报送", by=by, at=NOW)
    assert "requests" in _kinds(desk)
    with transaction():
        by = desk.actor("reviewer")
        for row in find_exemptions(desk.task()):
            decide_exemption(row, is_approved=True, reason="属实", by=by, at=NOW)
    assert "requests" not in _kinds(desk)
    with reading():
        assert look_over(desk.task(), today=TODAY).n_figures == 35


def _stage_overview(stage: Stage) -> Overview:
    return look_over(stage.task(), today=TODAY)


@pytest.fixture
def stage(database: Engine) -> Stage:
    return open_stage()


def test_after_the_run_others_are_waited_for_one_by_one(stage: Stage) -> None:
    with laying():
        put_scores(stage.task(), "85", "82")
    with reading():
        assert [gap.kind for gap in _stage_overview(stage).gaps] == ["vetoes"]
    keep_run(stage)
    with reading():
        assert [gap.kind for gap in _stage_overview(stage).gaps] == ["review"]
    with laying():
        put_scores(stage.task(), "70", "70")
    with reading():
        assert [gap.kind for gap in _stage_overview(stage).gaps] == ["stale"]


def test_an_approved_result_waits_for_its_notice_and_then_nothing_is_missing(
    stage: Stage,
) -> None:
    keep_approval(stage)
    with reading():
        assert [gap.kind for gap in _stage_overview(stage).gaps] == ["notice"]


def test_with_the_notice_out_nothing_is_missing(stage: Stage) -> None:
    keep_notice(stage)
    with reading():
        found = _stage_overview(stage)
        assert found.gaps == ()
        assert found.next_gap is None
        assert found.notice is not None


def test_a_refused_result_goes_back_to_the_officer(stage: Stage) -> None:
    run_id = keep_run(stage)
    with transaction():
        by = stage.actor("approver")
        run = get_run(run_id, by=by)
        refuse(run, by=by, at=NOW, note="请核对佐证")
    with reading():
        assert _stage_overview(stage).gaps[0].kind == "refused"
