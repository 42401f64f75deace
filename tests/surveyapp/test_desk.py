"""The officer's desk through its pages: what to do, figures, evidence, experts, requests."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fixtures.app import csrf_token, sign_in
from fixtures.builders import keep_approval, open_stage
from fixtures.desk import Desk

SAID = {"source": "业务台账", "statement": "y"}
A12 = {"A1-2__actual": "352,225", "A1-2__planned": "365000"}


def test_the_first_page_says_what_to_do_for_whom_with_one_button(
    officer: FlaskClient, desk: Desk
) -> None:
    page = officer.get("/desk/").text
    assert "轮到您" in page
    assert "问卷 QA 还没有发放" in page
    assert "社区养老助餐" in page
    assert "某区民政服务中心" in page
    assert "老旧小区改造" not in page
    assert f'href="/desk/tasks/{desk.task_id}/questionnaires"' in page


def test_an_officer_is_led_to_the_desk(officer: FlaskClient) -> None:
    assert officer.get("/").location == "/desk/"


def test_the_task_page_says_everything_that_is_missing(officer: FlaskClient, desk: Desk) -> None:
    page = officer.get(f"/desk/tasks/{desk.task_id}").text
    for words in ("轮到您", "36 个指标没有填数据", "还差 5 位专家", "4 个否决事项"):
        assert words in page


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/questionnaires",
        "/figures",
        "/figures/A",
        "/figures/E",
        "/indicators/A1-1",
        "/indicators/E1-1",
        "/experts",
        "/requests",
        "/requests/SA1",
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_page_of_a_task_opens_and_is_out_of_others_reach(
    officer: FlaskClient, desk: Desk, path: str, language: str
) -> None:
    page = officer.get(f"/desk/tasks/{desk.task_id}{path}?lang={language}")
    assert page.status_code == 200
    for foreign in (desk.other_task_id, 999):
        assert officer.get(f"/desk/tasks/{foreign}{path}").status_code == 404


@pytest.mark.parametrize("login", ["reviewer", "supervisor", "expert1"])
def test_the_desk_is_for_officers(sqlite_app: Flask, desk: Desk, login: str) -> None:
    client = sqlite_app.test_client()
    sign_in(client, login)
    for path in ("/desk/", f"/desk/tasks/{desk.task_id}", f"/desk/tasks/{desk.task_id}/figures/A"):
        assert client.get(path).status_code == 403


def test_an_officer_without_a_duty_sees_no_task(sqlite_app: Flask, desk: Desk) -> None:
    client = sqlite_app.test_client()
    sign_in(client, "second_officer")
    assert "还没有任务" in client.get("/desk/").text
    assert client.get(f"/desk/tasks/{desk.task_id}").status_code == 404
    path = f"/desk/tasks/{desk.task_id}/figures/A"
    token = csrf_token(client.get("/signed-in").text)
    assert client.post(path, data={"csrf_token": token, **SAID, **A12}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/figures/Z", "/indicators/Z1-1", "/indicators/B1-2", "/requests/SX", "/evidence/9"]
)
def test_what_a_task_does_not_have_is_not_found(
    officer: FlaskClient, desk: Desk, path: str
) -> None:
    assert officer.get(f"/desk/tasks/{desk.task_id}{path}").status_code == 404


def test_an_issuer_is_led_to_the_notice_and_to_no_page_out_of_reach(sqlite_app: Flask) -> None:
    stage = open_stage()
    keep_approval(stage)
    client = sqlite_app.test_client()
    sign_in(client, "issuer")
    page = client.get("/desk/").text
    assert "可以出具通知书" in page
    links = set(re.findall(r'href="(/[^"?#]*)"', page))
    assert f"/notices/tasks/{stage.task_ids[0]}" in links
    for link in sorted(link for link in links if not link.startswith("/static/")):
        assert client.get(link, follow_redirects=True).status_code == 200, link
