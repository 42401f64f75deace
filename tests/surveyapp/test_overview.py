"""Where a task stands: what is missing, in the order in which it is best done."""

import random
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
from fixtures.interview import open_field
from fixtures.questionnaire import kit_instruments, receive
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.models import Collection
from surveyapp.operations.collecting import CollectionPlan, find_collections, open_collection
from surveyapp.operations.confirming import refuse
from surveyapp.operations.inviting import NewInvitee, issue_invitations
from surveyapp.operations.judging import invite_expert
from surveyapp.operations.measures import publish_instrument
from surveyapp.operations.overview import Gap, Overview, look_over, offered_instruments
from surveyapp.operations.releasing import close_collection
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


def _gap(desk: Desk, kind: str) -> Gap:
    with reading():
        (gap,) = (one for one in look_over(desk.task(), today=TODAY).gaps if one.kind == kind)
        return gap


def _put_out(desk: Desk, *codes: str) -> None:
    with transaction():
        for instrument in kit_instruments().values():
            publish_instrument(instrument, by=SYSTEM, at=NOW)
        offered = offered_instruments(desk.task())
        plan = CollectionPlan(70, TODAY, TODAY + timedelta(days=9))
        for code in codes:
            open_collection(desk.task(), offered[code], plan, by=desk.actor("officer"), at=NOW)


def _receive(n_sheets: int, *, channel: str = "invited") -> None:
    with transaction():
        row = session.query(Collection).order_by(Collection.id).first()
        assert row is not None
        receive(row, n_sheets, channel=channel)


def _invite(desk: Desk) -> None:
    with transaction():
        for row in find_collections(desk.task()):
            new = [NewInvitee("王阿姨", "beneficiary")]
            issue_invitations(row, new, by=desk.actor("officer"), at=NOW)


def test_a_new_task_lacks_everything_and_begins_with_what_the_officer_can_do(
    database: Engine,
) -> None:
    desk = open_desk()
    kinds = ["unopened", "unopened", "figures", "experts", "unassigned", "vetoes"]
    assert _kinds(desk) == kinds
    with reading():
        found = look_over(desk.task(), today=TODAY)
        assert found.next_gap is not None
        assert found.next_gap.facts == {"code": "QA"}
        assert (found.n_figures, found.n_entered) == (36, 0)


def test_each_gap_goes_when_its_work_is_done(sqlite_database: Engine) -> None:
    desk = open_desk()
    _put_out(desk, "QA", "QB")
    _invite(desk)
    with laying():
        by = desk.actor("officer")
        task = desk.task()
        enter_figures(task, worked_figures(), source="台账", statement=STATEMENT, by=by, at=NOW)
        for n in (1, 2, 3):
            invite_expert(task, desk.person(f"expert{n}"), f"E{n}", by=by, at=NOW)
        answer_vetoes(task, "V1", "V2", "V3", "V4")
    assert _kinds(desk) == ["responses", "responses", "experts", "sheets", "unassigned"]


def test_nobody_is_waited_for_until_an_interview_is_assigned(sqlite_database: Engine) -> None:
    field = open_field()
    desk = field.desk
    assert _gap(desk, "unassigned").is_mine
    with transaction():
        field.assign()
    assert not _gap(desk, "interviews").is_mine
    assert "unassigned" not in _kinds(desk)


def test_a_questionnaire_is_waited_for_until_its_day_then_looked_after(
    sqlite_database: Engine,
) -> None:
    desk = open_desk()
    _put_out(desk, "QA")
    _invite(desk)
    assert "responses" in _kinds(desk)
    assert "too_few" in _kinds(desk, today=TODAY + timedelta(days=10))
    _receive(41)
    assert "to_close" in _kinds(desk)
    with reading():
        (standing,) = look_over(desk.task(), today=TODAY).collections
        assert (standing.n_scorable, standing.n_open, standing.n_missing) == (41, 0, 0)


def test_sheets_from_the_open_link_bring_a_task_no_nearer_to_its_score(
    sqlite_database: Engine,
) -> None:
    desk = open_desk()
    _put_out(desk, "QA")
    _receive(44, channel="open")
    assert _gap(desk, "uninvited").is_mine
    _invite(desk)
    assert _gap(desk, "responses").facts["n"] == 41
    with reading():
        (standing,) = look_over(desk.task(), today=TODAY).collections
        assert (standing.n_scorable, standing.n_open, standing.n_missing) == (0, 44, 41)


@pytest.mark.parametrize("n_invited", [0, 5])
def test_a_questionnaire_closed_with_too_few_sheets_that_count_is_told(
    sqlite_database: Engine, n_invited: int
) -> None:
    desk = open_desk()
    _put_out(desk, "QA")
    _receive(44, channel="open")
    _receive(n_invited)
    with transaction():
        (row,) = find_collections(desk.task())
        rng = random.Random(1)
        close_collection(row, rng=rng, by=desk.actor("officer"), at=NOW)
    assert _gap(desk, "short").facts == {"code": "QA", "n": n_invited, "needed": 41}


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
    with laying(("task", stage.task_ids[0])):
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
