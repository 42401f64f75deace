"""What a new result would replace: the standing notice beside it on every page of a decision."""

import pytest
from flask.testing import FlaskClient

from fixtures.app import NOW, csrf_token, laying, sign_in
from fixtures.builders import (
    Stage,
    confirm_run,
    get_notice_row,
    keep_approval,
    keep_notice,
    keep_run,
    open_stage,
    put_scores,
)
from surveyapp.db import transaction
from surveyapp.operations.hearing import close_appeal, open_appeal

NUMBER = "成效认〔2026〕1号"
HELD_UP = "申诉还没有裁定，裁定以前不能计分、复核、批准或发文。"
REPLACES = "新的结果获批并发文以后，会代替现有通知书。"


def _appeal(stage: Stage, notice_id: int) -> None:
    with transaction():
        notice = get_notice_row(notice_id)
        open_appeal(notice, reason="有误", by=stage.actor("officer"), at=NOW)


def _decide(stage: Stage, notice_id: int) -> None:
    with transaction():
        notice = get_notice_row(notice_id)
        by = stage.actor("other_reviewer")
        close_appeal(notice, "upheld", reason="经核", by=by, at=NOW)


def _box(page: str) -> str:
    start = page.index("这项任务已有通知书")
    return page[start : page.index("</table>", start)]


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("reviewer", "/review/runs/2"),
        ("approver", "/approve/runs/2"),
        ("officer", "/scores/tasks/1"),
    ],
)
def test_the_standing_notice_is_shown_beside_the_result_that_would_replace_it(
    client: FlaskClient, login: str, path: str
) -> None:
    stage = open_stage()
    keep_notice(stage, a="85", b="82")
    assert keep_run(stage, a="65", b="65") == 2
    sign_in(client, login)
    page = client.get(path).text
    box = _box(page)
    old, new = box[: box.index("第 2 次计分")], box[box.index("第 2 次计分") :]
    assert NUMBER in old
    assert "83.80" in old
    assert "良好" in old
    assert "65.00" in new
    assert "良好" not in new
    assert REPLACES in page


def test_a_first_result_replaces_nothing_and_its_own_notice_is_no_other(
    client: FlaskClient,
) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    sign_in(client, "approver")
    assert "这项任务已有通知书" not in client.get(f"/approve/runs/{run_id}").text
    keep_notice(stage)
    own, older = (client.get(f"/approve/runs/{one}").text for one in (run_id + 1, run_id))
    assert NUMBER in _box(own)
    assert "次计分" not in _box(own)
    assert "第 1 次计分" in _box(older)
    assert REPLACES not in own + older


def test_what_the_rows_would_give_now_stands_beside_the_notice(client: FlaskClient) -> None:
    stage = open_stage()
    keep_notice(stage)
    with laying():
        put_scores(stage.task(), "65", "65")
    sign_in(client, "officer")
    page = client.get("/scores/tasks/1").text
    trial = _box(page)[_box(page).index("按现有数据试算") :]
    assert "65.00" in trial
    assert REPLACES in page


def test_nothing_is_offered_while_an_appeal_is_open(client: FlaskClient) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    run_id = keep_run(stage, a="65", b="65")
    offers = {
        "reviewer": (f"/review/runs/{run_id}", "记录结论"),
        "officer": ("/scores/tasks/1", "重新计分"),
    }
    _appeal(stage, notice_id)
    for login, (path, button) in offers.items():
        sign_in(client, login)
        page = client.get(path).text
        assert HELD_UP in page
        assert button not in page
    _decide(stage, notice_id)
    for login, (path, button) in offers.items():
        sign_in(client, login)
        page = client.get(path).text
        assert HELD_UP not in page
        assert button in page
    confirm_run(stage, run_id)
    _appeal(stage, notice_id)
    sign_in(client, "approver")
    path = f"/approve/runs/{run_id}"
    page = client.get(path).text
    assert HELD_UP in page
    assert "作出决定" not in page
    token = csrf_token(client.get("/signed-in").text)
    answer = client.post(path, data={"csrf_token": token, "choice": "approve"})
    assert answer.status_code == 409
    assert NUMBER in answer.text


def test_the_issuer_is_not_invited_to_issue_while_an_appeal_is_open(client: FlaskClient) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    keep_approval(stage, a="65", b="65")
    sign_in(client, "issuer")
    assert "可以发文" in client.get("/notices/").text
    _appeal(stage, notice_id)
    assert "可以发文" not in client.get("/notices/").text
    path = "/notices/tasks/1"
    page = client.get(path).text
    assert HELD_UP in page
    assert "再编号发文" not in page
    token = csrf_token(client.get("/signed-in").text)
    answer = client.post(f"{path}/issue", data={"csrf_token": token})
    assert answer.status_code == 409
    assert NUMBER in answer.text
    _decide(stage, notice_id)
    assert "再编号发文" in client.get(path).text
