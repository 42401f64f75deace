"""The expert's sheet and supervision's questions through their pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fixtures.app import NOW, csrf_token, sign_in
from fixtures.desk import Desk, post
from surveyapp.db import reading, transaction
from surveyapp.operations.judging import expert_scores, get_own_sheet, invite_expert
from surveyapp.operations.reporting import hand_in_evidence
from surveyapp.operations.vetoes import vetoes_for_scoring

CODES = ("A1-3", "C2-3", "C3-2", "E3-2")
FULL = {f"{code}__score": "85.5" for code in CODES}


@pytest.fixture
def sheets(desk: Desk) -> tuple[str, str]:
    with transaction():
        task, by = desk.task(), desk.actor("officer")
        rows = [
            invite_expert(task, desk.person(login), label, by=by, at=NOW)
            for login, label in (("expert1", "E1"), ("expert2", "E2"))
        ]
        return (f"/expert/sheets/{rows[0].id}", f"/expert/sheets/{rows[1].id}")


def _client(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, login)
    return client


def test_an_expert_scores_saves_and_submits(
    sqlite_app: Flask, desk: Desk, sheets: tuple[str, str]
) -> None:
    expert = _client(sqlite_app, "expert1")
    assert expert.get("/").location == "/expert/"
    assert "开始评分" in expert.get("/expert/").text
    page = expert.get(sheets[0]).text
    for words in ("依据充分、目标清晰可衡量", "近3年内在认定对象单位任职", "回避声明"):
        assert words in page
    saved = post(expert, sheets[0], **{"A1-3__score": "88", "go": "save"})
    assert saved.location == sheets[0]
    assert 'value="88"' in expert.get(sheets[0]).text
    incomplete = post(expert, sheets[0], **{"A1-3__score": "88", "go": "submit"})
    assert incomplete.status_code == 400
    assert 'href="#C2-3__score"' in incomplete.text
    assert 'href="#has_no_conflict"' in incomplete.text
    done = post(expert, sheets[0], **FULL, has_no_conflict="y", go="submit")
    assert done.status_code == 302
    after = expert.get(sheets[0]).text
    assert "85.50" in after
    assert "<form" not in after.split("<main", 1)[1]
    with reading():
        assert expert_scores(desk.task())["E3-2"] == {"E1": "85.5"}
    late = {"csrf_token": csrf_token(expert.get("/signed-in").text), **FULL, "go": "save"}
    assert expert.post(sheets[0], data=late).status_code == 409


def test_an_expert_sees_no_other_sheet_and_no_other_score(
    sqlite_app: Flask, sheets: tuple[str, str]
) -> None:
    first, second = _client(sqlite_app, "expert1"), _client(sqlite_app, "expert2")
    values = dict.fromkeys(FULL, "61.37")
    post(first, sheets[0], **values, has_no_conflict="y", go="submit")
    assert second.get(sheets[0]).status_code == 404
    assert "61.37" not in second.get(sheets[1]).text
    assert "E1" not in second.get("/expert/").text
    assert "61.37" not in _client(sqlite_app, "officer").get("/desk/").text
    assert _client(sqlite_app, "expert3").get(sheets[0]).status_code == 404


@pytest.mark.parametrize("score", ["NaN", "1e2", "100.01", "-1", "八十", "9" * 4000])
def test_an_impossible_score_comes_back_beside_its_field(
    sqlite_app: Flask, desk: Desk, sheets: tuple[str, str], score: str
) -> None:
    expert = _client(sqlite_app, "expert1")
    answer = post(expert, sheets[0], **{"A1-3__score": score, "C2-3__score": "80", "go": "save"})
    assert answer.status_code == 400
    assert 'id="A1-3__score-error"' in answer.text
    assert 'value="80"' in answer.text
    with reading():
        number = int(sheets[0].rsplit("/", 1)[1])
        assert get_own_sheet(number, by=desk.actor("expert1")).scores == []


def test_an_extreme_score_needs_a_reason(sqlite_app: Flask, sheets: tuple[str, str]) -> None:
    expert = _client(sqlite_app, "expert1")
    values = {**FULL, "A1-3__score": "95", "C2-3__score": "50", "go": "submit"}
    answer = post(expert, sheets[0], **values, has_no_conflict="y")
    assert answer.status_code == 400
    assert answer.text.count("须写明理由</a>") == 2
    reasons = {"A1-3__reason": "国内首创", "C2-3__reason": "制度未执行"}
    assert post(expert, sheets[0], **values, **reasons, has_no_conflict="y").status_code == 302


def test_all_that_is_missing_and_wrong_is_told_together(
    sqlite_app: Flask, sheets: tuple[str, str]
) -> None:
    expert = _client(sqlite_app, "expert1")
    values = {"A1-3__score": "八十", "C2-3__score": "96", "C3-2__score": "70", "go": "submit"}
    page = post(expert, sheets[0], **values).text
    for field in ("A1-3__score", "C2-3__reason", "E3-2__score", "has_no_conflict"):
        assert f'href="#{field}"' in page
    assert 'href="#C3-2__score"' not in page


def test_evidence_reaches_the_experts_of_its_task_only(
    sqlite_app: Flask, desk: Desk, sheets: tuple[str, str]
) -> None:
    with transaction():
        by = desk.actor("officer")
        content = "申报表".encode()
        row = hand_in_evidence(desk.task(), "A1-3", "申报表.txt", content, by=by, at=NOW)
        number = row.id
    path = f"{sheets[0]}/evidence/{number}"
    expert = _client(sqlite_app, "expert1")
    assert path in expert.get(sheets[0]).text
    answer = expert.get(path)
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert _client(sqlite_app, "expert2").get(path).status_code == 404
    assert expert.get(f"{sheets[0]}/evidence/999").status_code == 404


@pytest.mark.parametrize(("login", "path"), [("officer", "/expert/"), ("expert1", "/supervise/")])
def test_each_desk_is_for_its_role(sqlite_app: Flask, desk: Desk, login: str, path: str) -> None:
    assert _client(sqlite_app, login).get(path).status_code == 403


def test_supervision_answers_each_question_with_what_it_rests_on(
    sqlite_app: Flask, desk: Desk
) -> None:
    supervisor = _client(sqlite_app, "supervisor")
    base = f"/supervise/tasks/{desk.task_id}"
    assert "待答复 4 条" in supervisor.get("/supervise/").text
    for code in ("V1", "V3", "V4"):
        answer = post(supervisor, f"{base}/{code}", is_yes="no", reason="查无记录")
        assert answer.location == base
    yes = post(supervisor, f"{base}/V2", is_yes="yes", reason="<b>经查实</b>")
    assert yes.status_code == 302
    page = supervisor.get(base).text
    assert "&lt;b&gt;经查实" in page
    assert "有否决" in supervisor.get("/supervise/").text
    with reading():
        assert vetoes_for_scoring(desk.task()) == {"vetoes": ["V2"], "open_vetoes": []}
    post(supervisor, f"{base}/V2", is_yes="no", reason="复查后撤回")
    assert "经查实" in supervisor.get(f"{base}/V2").text


def test_supervision_establishes_a_cap_on_its_page(sqlite_app: Flask, desk: Desk) -> None:
    supervisor = _client(sqlite_app, "supervisor")
    base = f"/supervise/tasks/{desk.task_id}"
    assert "由数据自动触发的等次上限（4 项，不必答复）" in supervisor.get(base).text
    assert "等次最高到" in supervisor.get(f"{base}/C3").text
    post(supervisor, f"{base}/C3", is_yes="yes", reason="经查实")
    page = supervisor.get(base, headers={"Accept-Language": "zh"}).text
    assert "由数据自动触发的等次上限（3 项，不必答复）" in page
    with reading():
        assert vetoes_for_scoring(desk.task())["caps"] == ["C3"]


@pytest.mark.parametrize(
    "values",
    [
        {"is_yes": "no"},
        {"reason": "查无记录"},
        {"is_yes": "maybe", "reason": "x"},
        {"is_yes": "no", "reason": " \u200b"},
        {"is_yes": "no", "reason": "长" * 4001},
    ],
)
def test_half_an_answer_is_none(sqlite_app: Flask, desk: Desk, values: dict[str, str]) -> None:
    supervisor = _client(sqlite_app, "supervisor")
    path = f"/supervise/tasks/{desk.task_id}/V1"
    assert post(supervisor, path, **values).status_code == 400
    with reading():
        assert "V1" in vetoes_for_scoring(desk.task())["open_vetoes"]


def test_questions_out_of_reach_are_not_found(sqlite_app: Flask, desk: Desk) -> None:
    supervisor = _client(sqlite_app, "supervisor")
    for path in (f"{desk.other_task_id}", "999", f"{desk.task_id}/C9", f"{desk.task_id}/V9"):
        assert supervisor.get(f"/supervise/tasks/{path}").status_code == 404
