"""Review, approval and issue through the pages: four people, one number, one paper."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from fixtures.app import NOW, csrf_token, laying, sign_in
from fixtures.builders import (
    confirm_run,
    get_notice_row,
    keep_notice,
    keep_run,
    open_stage,
    put_scores,
)
from surveyapp import worker
from surveyapp.db import reading, session, transaction
from surveyapp.models import Exemption, Notice, ScoreRun
from surveyapp.operations.hearing import open_appeal
from surveyapp.pdf import is_pdf_available

needs_paper = pytest.mark.skipif(not is_pdf_available(), reason="no Pango on this machine")


def _post(client: FlaskClient, page: str, path: str, **fields: str) -> tuple[int, str]:
    """Send a form as the page would; returns status and location or text."""
    token = csrf_token(client.get(page).text)
    answer = client.post(path, data={"csrf_token": token, **fields})
    return answer.status_code, answer.location or answer.text


@needs_paper
def test_from_a_run_to_a_downloaded_notice_by_four_people(
    sqlite_app: Flask, client: FlaskClient
) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    sign_in(client, "reviewer")
    path = f"/review/runs/{run_id}"
    assert "一位不差" in client.get(path).text
    assert _post(client, path, path, choice="confirmed") == (302, "/review/")
    sign_in(client, "approver")
    path = f"/approve/runs/{run_id}"
    assert "复核无异议" in client.get(path).text
    assert _post(client, path, path, choice="approve", note="同意") == (302, "/approve/")
    sign_in(client, "issuer")
    task = f"/notices/tasks/{stage.task_ids[0]}"
    preview = client.get(f"{task}/preview-zh.pdf")
    assert preview.headers["Content-Disposition"].startswith("inline")
    assert "不具效力" in _text(preview.data)
    status, location = _post(client, task, f"{task}/issue")
    assert (status, location) == (302, "/notices/1")
    assert "正在生成" in client.get(location).text
    assert client.get("/notices/1/zh.pdf").status_code == 409
    assert worker.run_pending() == 1
    download = client.get("/notices/1/zh.pdf")
    assert download.headers["Content-Disposition"].startswith("attachment")
    paper = _text(download.data)
    assert "83.80" in paper
    assert "良好" in paper
    assert "不具效力" not in paper
    with reading():
        assert get_notice_row(1).code in paper.replace(" ", "")


def _text(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def test_a_decision_without_a_choice_or_a_needed_reason_comes_back(client: FlaskClient) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    confirm_run(stage, run_id)
    sign_in(client, "approver")
    path = f"/approve/runs/{run_id}"
    status, page = _post(client, path, path, note="想一想")
    assert status == 400
    assert "请选择一项" in page
    assert "想一想" in page
    status, page = _post(client, path, path, choice="refuse")
    assert status == 400
    assert "请写明理由" in page
    status, page = _post(client, path, path, choice="whatever")
    assert status == 400
    with reading():
        assert session.get_one(ScoreRun, run_id).approval is None


def test_the_approver_sees_what_stands_against_an_approval(client: FlaskClient) -> None:
    stage = open_stage(5)
    runs = [keep_run(stage, at, a="95", b="95") for at in (0, 1)]
    sign_in(client, "approver")
    page = client.get(f"/approve/runs/{runs[0]}").text
    assert "名额待定" in page
    assert "还有 3 项任务没有结果" in page
    with laying():
        put_scores(stage.task(1), "70", "70")
    assert "有变化" in client.get(f"/approve/runs/{runs[1]}").text


def test_an_approval_without_a_review_is_neither_offered_nor_taken(client: FlaskClient) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    sign_in(client, "approver")
    path = f"/approve/runs/{run_id}"
    page = client.get(path).text
    assert "复核员确认以后才能审批" in page
    assert "作出决定" not in page
    token = csrf_token(client.get("/signed-in").text)
    answer = client.post(path, data={"csrf_token": token, "choice": "approve"})
    assert answer.status_code == 409
    assert "还没有经复核确认" in answer.text
    with reading():
        assert session.get_one(ScoreRun, run_id).approval is None


@pytest.mark.parametrize("role", ["officer", "reviewer", "approver", "issuer", "supervisor"])
def test_each_desk_opens_to_its_own_role_only(client: FlaskClient, role: str) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    sign_in(client, role)
    desks = {
        "/review/": {"reviewer"},
        f"/review/runs/{run_id}": {"reviewer"},
        "/approve/": {"approver"},
        f"/approve/runs/{run_id}": {"approver"},
        "/notices/": {"officer", "issuer"},
    }
    for path, roles in desks.items():
        assert client.get(path).status_code == (200 if role in roles else 403), path


def test_an_officer_without_the_duty_finds_no_notice(client: FlaskClient) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    sign_in(client, "stranger")
    for path in (
        f"/notices/{notice_id}",
        f"/notices/{notice_id}/zh.pdf",
        f"/notices/tasks/{stage.task_ids[0]}",
        f"/notices/tasks/{stage.task_ids[0]}/preview-zh.pdf",
    ):
        assert client.get(path).status_code == 404, path
    sign_in(client, "officer")
    assert client.get(f"/notices/{notice_id}").status_code == 200
    assert client.get(f"/notices/{notice_id}/fr.pdf").status_code == 404


def test_void_and_appeal_want_a_reason_and_show_what_became(client: FlaskClient) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    page = f"/notices/{notice_id}"
    sign_in(client, "issuer")
    for act in ("void", "appeal"):
        token = _prefixed_token(client.get(page).text, act)
        answer = client.post(f"{page}/{act}", data={f"{act}-csrf_token": token})
        assert answer.status_code == 400, act
        assert "请写明理由" in answer.text
    token = _prefixed_token(client.get(page).text, "appeal")
    fields = {"appeal-csrf_token": token, "appeal-reason": "数据有误", "csrf_token": token}
    assert client.post(f"{page}/appeal", data=fields).status_code == 302
    shown = client.get(page).text
    assert "申诉中" in shown
    assert "作废这份通知书" not in shown
    sign_in(client, "other_reviewer")
    path = f"/review/appeals/{notice_id}"
    assert "数据有误" in client.get(path).text
    assert _post(client, path, path, choice="rejected", note="经核无误")[0] == 302
    sign_in(client, "issuer")
    shown = client.get(page).text
    assert "维持原结果" in shown
    token = _prefixed_token(shown, "void")
    fields = {"void-csrf_token": token, "void-reason": "误发", "csrf_token": token}
    assert client.post(f"{page}/void", data=fields).status_code == 302
    assert "已作废" in client.get(page).text


def test_an_issuer_is_told_what_waits_and_what_is_out(client: FlaskClient) -> None:
    stage = open_stage(2)
    sign_in(client, "issuer")
    page = client.get("/desk/").text
    assert "还没有任务" not in page
    assert page.count("结果还没有批准，批准以后由您出具通知书") == 2
    for at in range(2):
        keep_notice(stage, at)
    page = client.get("/desk/").text
    assert "通知书都已经发出，没有等着您办的事。" in page
    assert "还没有任务" not in page
    for task_id in stage.task_ids:
        path = f"/notices/tasks/{task_id}"
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 200


def _prefixed_token(html: str, prefix: str) -> str:
    marker = f'name="{prefix}-csrf_token" type="hidden" value="'
    start = html.index(marker) + len(marker)
    return html[start : html.index('"', start)]


def test_a_touched_reviewer_is_told_that_another_must_decide(client: FlaskClient) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    with transaction():
        notice = session.get_one(Notice, notice_id)
        open_appeal(notice, reason="有误", by=stage.actor("officer"), at=NOW)
    sign_in(client, "reviewer")
    assert "裁定申诉" in client.get(f"/review/appeals/{notice_id}").text


def test_the_reviewer_decides_a_request_of_the_officer(client: FlaskClient) -> None:
    stage = open_stage()
    with laying():
        row = Exemption(
            task_id=stage.task_ids[0],
            code="B1-1",
            reason="本任务没有这一项",
            requested_by=stage.person_ids["officer"],
            requested_at=NOW,
        )
        session.add(row)
        session.flush()
        row_id = row.id
    sign_in(client, "reviewer")
    assert "B1-1 列为不适用" in client.get("/review/").text
    path = f"/review/tasks/{stage.task_ids[0]}/exemptions/{row_id}"
    status, _location = _post(client, path, path, choice="refuse", note="有这一项")
    assert status == 302
    with reading():
        assert session.get_one(Exemption, row_id).is_approved is False


def test_issuing_twice_is_stopped_with_the_number(client: FlaskClient) -> None:
    stage = open_stage()
    keep_notice(stage)
    sign_in(client, "issuer")
    token = csrf_token(client.get("/signed-in").text)
    answer = client.post(f"/notices/tasks/{stage.task_ids[0]}/issue", data={"csrf_token": token})
    assert answer.status_code == 409
    assert "成效认〔2026〕1号" in answer.text
