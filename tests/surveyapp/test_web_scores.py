"""The score pages: who sees which number, and the way from a total back to the rows."""

import copy

import pytest
from flask.testing import FlaskClient

from fixtures.app import NOW, csrf_token, laying, sign_in
from fixtures.builders import Stage, keep_run, open_stage, put_figures, put_scores
from fixtures.desk import default_model, worked_case
from fixtures.worked import close_surveys, open_worked_stage, put_survey
from surveyapp.db import reading, session, transaction
from surveyapp.models import Event, ScoreRun
from surveyapp.operations.reporting import hand_in_evidence
from surveyapp.operations.score_runs import run_score


def _worked_run() -> tuple[Stage, int]:
    stage = open_worked_stage()
    with transaction():
        return stage, run_score(stage.task(), by=stage.actor("officer"), at=NOW).id


def test_the_officer_runs_the_score_and_every_page_says_the_same_number(
    client: FlaskClient,
) -> None:
    stage = open_worked_stage()
    sign_in(client, "officer")
    path = f"/scores/tasks/{stage.task_ids[0]}"
    page = client.get(path).text
    assert "这是预览" in page
    assert "84.59" in page
    answer = client.post(f"{path}/run", data={"csrf_token": csrf_token(page)})
    assert answer.location == path
    for place in ("/scores/", path, "/scores/runs/1"):
        page = client.get(place).text
        assert "84.59" in page
        assert "良好" in page
    assert "0.7439" in page
    assert "0.7901" in page
    assert "0.8292" in page


def test_why_walks_from_a_score_to_steps_figures_groups_experts_and_interviews(
    client: FlaskClient,
) -> None:
    _stage, run_id = _worked_run()
    sign_in(client, "officer")
    why = f"/scores/runs/{run_id}/why"
    figures = client.get(f"{why}/A1-2").text
    assert "352225" in figures
    assert "3.7625" in figures
    assert "第 1 版" in figures
    scale = client.get(f"{why}/E1-1").text
    assert "4.2583" in scale
    assert ">24<" in scale
    assert "index = sum(group weight * group mean)" in scale
    blend = client.get(f"{why}/E3-2").text
    assert "IV-06" in blend
    assert ">E5<" in blend
    assert "IV-07" not in blend
    lists = client.get(f"{why}/A1-1").text
    assert "新建助餐点" in lists


@pytest.mark.parametrize("code", ["Z9-9", "A1", "../A1-1", "A1-1'"])
def test_an_unknown_indicator_is_not_found(client: FlaskClient, code: str) -> None:
    run_id = keep_run(open_stage())
    sign_in(client, "officer")
    assert client.get(f"/scores/runs/{run_id}/why/{code}").status_code == 404


def test_a_group_below_five_is_masked_with_all_that_would_give_it_away(
    client: FlaskClient,
) -> None:
    stage = open_stage(model=default_model(), type_code="SVC")
    survey = copy.deepcopy(worked_case()["survey"]["QA"])
    staff = [row for row in survey["responses"] if row["group"] == "staff"]
    for row in staff[3:]:
        row["group"] = "public"
    with laying():
        put_survey(stage.task(), "QA", survey)
        put_survey(stage.task(), "QB", worked_case()["survey"]["QB"])
    close_surveys(stage)
    with transaction():
        run_id = run_score(stage.task(), by=stage.actor("officer"), at=NOW).id
        block = session.get_one(ScoreRun, run_id).result["scales"]["SA1"]
        assert block["group_n"]["staff"] == 3
    sign_in(client, "officer")
    page = client.get(f"/scores/runs/{run_id}/why/E1-1").text
    assert "不足 5 人" in page
    assert str(block["unweighted_index_mean"])[:5] not in page
    assert ">3<" not in page


def test_the_reviewer_opens_unlinked_rows_on_record_and_the_officer_cannot(
    client: FlaskClient,
) -> None:
    _stage, run_id = _worked_run()
    path = f"/scores/runs/{run_id}/why/E1-1"
    sign_in(client, "reviewer")
    page = client.get(path).text
    assert "A01=" not in page
    answer = client.post(f"{path}/rows/QA", data={"csrf_token": csrf_token(page)})
    assert answer.status_code == 302
    page = client.get(path).text
    assert "A01=4" in page
    assert "缺答" in page
    assert "QA-R001" not in page
    with reading():
        event = session.query(Event).filter_by(action="ResponseRowsOpened").one()
        assert event.person_name == "reviewer先生"
    sign_in(client, "officer")
    assert "A01=" not in client.get(path).text
    token = csrf_token(client.get("/signed-in").text)
    assert client.post(f"{path}/rows/QA", data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize(
    ("login", "status"),
    [
        *((login, 200) for login in ("officer", "issuer", "reviewer", "approver")),
        ("stranger", 404),
        ("supervisor", 403),
        ("lead", 403),
    ],
)
def test_a_task_is_seen_through_a_duty_only(client: FlaskClient, login: str, status: int) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    sign_in(client, login)
    for path in (
        f"/scores/tasks/{stage.task_ids[0]}",
        f"/scores/runs/{run_id}",
        f"/scores/runs/{run_id}/why/A1-1",
    ):
        assert client.get(path).status_code == status, path


def test_only_the_officer_sees_a_preview_before_the_official_run(client: FlaskClient) -> None:
    stage = open_stage()
    with laying():
        put_scores(stage.task(), "85", "82")
    for login, is_told in (("officer", True), ("reviewer", False), ("approver", False)):
        sign_in(client, login)
        page = client.get(f"/scores/tasks/{stage.task_ids[0]}").text
        assert ("83.80" in page) is is_told


def test_what_stops_a_run_is_said_before_the_button(client: FlaskClient) -> None:
    stage = open_stage(model=default_model(), type_code="SVC")
    sign_in(client, "officer")
    path = f"/scores/tasks/{stage.task_ids[0]}"
    assert "QA、QB" in client.get(path).text
    survey = copy.deepcopy(worked_case()["survey"]["QA"])
    survey["responses"] = survey["responses"][:35]
    with laying():
        put_survey(stage.task(), "QA", survey)
        put_survey(stage.task(), "QB", worked_case()["survey"]["QB"])
    assert "还没有结束收集" in client.get(path).text
    close_surveys(stage)
    page = client.get(path).text
    assert "有效 35 份，至少需要 41 份" in page
    token = csrf_token(client.get("/signed-in").text)
    answer = client.post(f"{path}/run", data={"csrf_token": token})
    assert answer.status_code == 409
    assert "QA 35/41" in answer.text


def test_blocked_indicators_are_named_with_their_reason(client: FlaskClient) -> None:
    stage = open_stage()
    with laying():
        put_figures(stage.task(), {"A1-1": {"score": "85"}})
    sign_in(client, "officer")
    page = client.get(f"/scores/tasks/{stage.task_ids[0]}").text
    assert "暂不能评定" in page
    assert "B1-1" in page
    assert "没有原始数据" in page


def test_evidence_is_handed_out_to_those_who_read_the_run(client: FlaskClient) -> None:
    stage = open_stage()
    with transaction():
        by = stage.actor("officer")
        item = hand_in_evidence(
            stage.task(), "A1-1", "台账.txt", "38 个助餐点".encode(), by=by, at=NOW
        )
        evidence_id = item.id
    run_id = keep_run(stage)
    for login, status in (("officer", 200), ("reviewer", 200), ("approver", 200)):
        sign_in(client, login)
        assert "台账.txt" in client.get(f"/scores/runs/{run_id}/why/A1-1").text
        answer = client.get(f"/scores/runs/{run_id}/evidence/{evidence_id}")
        assert answer.status_code == status
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.text == "38 个助餐点"
        assert client.get(f"/scores/runs/{run_id}/evidence/99").status_code == 404


def test_a_stale_result_says_so(client: FlaskClient) -> None:
    stage = open_stage()
    keep_run(stage)
    sign_in(client, "officer")
    path = f"/scores/tasks/{stage.task_ids[0]}"
    assert "计分之后数据有变化" not in client.get(path).text
    with laying():
        put_scores(stage.task(), "86", "82")
    page = client.get(path).text
    assert "计分之后数据有变化" in page
    assert "83.80" in page


def test_running_again_without_a_change_leads_to_the_run_there_is(client: FlaskClient) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    sign_in(client, "officer")
    path = f"/scores/tasks/{stage.task_ids[0]}"
    token = csrf_token(client.get(path).text)
    answer = client.post(f"{path}/run", data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (302, f"/scores/runs/{run_id}")
    assert "仍是第 1 次计分" in client.get(answer.location).text
    with reading():
        assert session.query(ScoreRun).count() == 1


def test_looking_at_scores_changes_nothing(client: FlaskClient) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    sign_in(client, "officer")
    with reading():
        before = session.query(Event).count()
    for path in (
        "/scores/",
        f"/scores/tasks/{stage.task_ids[0]}",
        f"/scores/runs/{run_id}/why/A1-1",
    ):
        assert client.get(path).status_code == 200
    with reading():
        assert session.query(Event).count() == before
