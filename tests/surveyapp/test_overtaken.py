"""A conclusion that later rows have overtaken is told to all whom it concerns."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from fixtures.app import NOW, laying, sign_in, statements_of
from fixtures.builders import (
    QUICK_PRESS,
    Stage,
    confirm_run,
    keep_approval,
    keep_notice,
    open_stage,
    put_scores,
)
from surveyapp.db import reading, transaction
from surveyapp.operations.confirming import approve
from surveyapp.operations.notices import issuables_of, issue_notice
from surveyapp.operations.overtaken import find_overtaken
from surveyapp.operations.overview import Overview, look_over
from surveyapp.operations.reporting import hand_in_evidence
from surveyapp.operations.score_runs import get_run, run_score
from surveyapp.operations.vetoes import answer_veto


def _stage_overview(stage: Stage) -> Overview:
    return look_over(stage.task(), today=NOW.date())


@pytest.fixture
def stage(database: Engine) -> Stage:
    return open_stage()


def _answer_yes(stage: Stage) -> None:
    with transaction():
        by = stage.actor("supervisor")
        answer_veto(stage.task(), "V1", is_yes=True, reason="经查实", by=by, at=NOW)


def test_a_veto_found_after_the_notice_is_urgent_until_a_new_notice_is_out(stage: Stage) -> None:
    keep_notice(stage)
    _answer_yes(stage)
    with reading():
        (gap,) = _stage_overview(stage).gaps
        assert (gap.kind, gap.is_mine, gap.is_urgent) == ("notice_grade", True, True)
    with transaction():
        run_id = run_score(stage.task(), by=stage.actor("officer"), at=NOW).id
    with reading():
        assert [gap.kind for gap in _stage_overview(stage).gaps] == ["review"]
    confirm_run(stage, run_id)
    with transaction():
        approve(get_run(run_id, by=stage.actor("approver")), by=stage.actor("approver"), at=NOW)
    with reading():
        assert [gap.kind for gap in _stage_overview(stage).gaps] == ["notice"]
    with transaction():
        issue_notice(stage.task(), by=stage.actor("issuer"), at=NOW, press=QUICK_PRESS)
    with reading():
        assert _stage_overview(stage).gaps == ()


def test_figures_that_leave_the_grade_are_told_without_urgency(stage: Stage) -> None:
    keep_notice(stage)
    with laying(("task", stage.task_ids[0])):
        put_scores(stage.task(), "86", "82")
    with reading():
        (gap,) = _stage_overview(stage).gaps
        assert (gap.kind, gap.is_urgent) == ("notice_stale", False)


def test_figures_changed_after_the_approval_go_back_to_the_officer(stage: Stage) -> None:
    keep_approval(stage)
    with laying(("task", stage.task_ids[0])):
        put_scores(stage.task(), "70", "70")
    with reading():
        assert [gap.kind for gap in _stage_overview(stage).gaps] == ["stale"]


def test_officer_issuer_and_approver_are_told_of_a_veto_after_the_notice(
    client: FlaskClient,
) -> None:
    stage = open_stage()
    keep_notice(stage)
    task_id = stage.task_ids[0]
    pages = (
        ("officer", "/desk/"),
        ("officer", f"/desk/tasks/{task_id}"),
        ("issuer", "/desk/"),
        ("issuer", "/notices/"),
        ("issuer", f"/notices/tasks/{task_id}"),
        ("approver", "/approve/"),
    )
    said = "紧急：通知书发出以后有变化，等次会改变"
    for login, path in pages:
        sign_in(client, login)
        assert said not in client.get(path).text, path
    _answer_yes(stage)
    for login, path in pages:
        sign_in(client, login)
        assert said in client.get(path).text, path
        assert "Urgent: something changed after" in client.get(f"{path}?lang=en").text, path
        client.get(f"{path}?lang=zh")


def test_issuer_and_approver_are_told_of_figures_changed_after_the_score(
    client: FlaskClient,
) -> None:
    stage = open_stage()
    keep_approval(stage)
    with laying(("task", stage.task_ids[0])):
        put_scores(stage.task(), "70", "70")
    for login, path in (("issuer", "/notices/"), ("approver", "/approve/")):
        sign_in(client, login)
        assert "等次会改变，要等认定专员重新计分" in client.get(path).text, path


def test_no_inputs_are_gathered_again_where_no_act_followed_the_run(
    database: Engine, stage: Stage
) -> None:
    keep_notice(stage)
    seen = statements_of(database)
    with reading():
        assert find_overtaken(issuables_of([stage.task()])) == []
    assert not [one for one in seen if "FROM figure" in one]
    _answer_yes(stage)
    with reading():
        (one,) = find_overtaken(issuables_of([stage.task()]))
    assert one.kind == "after_notice"
    assert [one for one in seen if "FROM figure" in one]


def test_an_act_on_what_was_gathered_overtakes_the_run_as_one_on_the_task_does(
    stage: Stage,
) -> None:
    keep_approval(stage)
    with transaction():
        by = stage.actor("officer")
        hand_in_evidence(stage.task(), "A1-1", "台账.txt", b"38", by=by, at=NOW)
    with reading():
        (one,) = find_overtaken(issuables_of([stage.task()]))
    assert (one.kind, one.changes_grade) == ("after_scoring", False)


def test_an_issuer_is_told_of_figures_saved_after_the_approval_that_leave_the_grade(
    client: FlaskClient,
) -> None:
    stage = open_stage()
    keep_approval(stage)
    with laying(("task", stage.task_ids[0])):
        put_scores(stage.task(), "86", "82")
    sign_in(client, "issuer")
    for path in ("/notices/", f"/notices/tasks/{stage.task_ids[0]}"):
        assert "计分以后材料有变化，要等认定专员重新计分" in client.get(path).text, path
