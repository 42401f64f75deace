"""Questionnaires on the desk: put out, passed on by letter and link, watched, closed."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fixtures.app import csrf_token, laying
from fixtures.desk import Desk, open_desk, post
from fixtures.questionnaire import kit_instruments, receive
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.models import Collection, Invitation, Invitee
from surveyapp.operations.inviting import find_roster
from surveyapp.operations.measures import publish_instrument

TODAY = datetime.now(UTC).date()
DATES = {
    "opens_on": str(TODAY - timedelta(days=2)),
    "closes_on": str(TODAY + timedelta(days=9)),
}


@pytest.fixture
def desk(sqlite_app: Flask) -> Desk:
    desk = open_desk()
    with transaction():
        for instrument in kit_instruments().values():
            publish_instrument(instrument, by=SYSTEM, at=datetime.now(UTC))
    with laying():
        row = desk.task().round
        row.starts_on, row.ends_on = TODAY - timedelta(days=90), TODAY + timedelta(days=90)
    return desk


@pytest.fixture
def collection_page(officer: FlaskClient, desk: Desk) -> str:
    path = f"/desk/tasks/{desk.task_id}/questionnaires"
    answer = post(officer, path, instrument="QA", n_frame="70", **DATES)
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def test_a_questionnaire_is_put_out_with_the_number_it_needs(
    officer: FlaskClient, desk: Desk, collection_page: str
) -> None:
    page = officer.get(collection_page).text
    assert "需要 41" in page
    listed = officer.get(f"/desk/tasks/{desk.task_id}/questionnaires").text
    assert "QA" in listed
    assert '<option value="QB">' in listed
    assert '<option value="QA">' not in listed


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"n_frame": ""}, "n_frame"),
        ({"n_frame": "0"}, "n_frame"),
        ({"n_frame": "-5"}, "n_frame"),
        ({"n_frame": "9" * 30}, "n_frame"),
        ({"n_frame": "NaN"}, "n_frame"),
        ({"instrument": "QZ"}, "instrument"),
        ({"closes_on": str(TODAY - timedelta(days=3))}, "closes_on"),
        ({"opens_on": "2026-02-30"}, "opens_on"),
        ({"closes_on": ""}, "closes_on"),
        ({"closes_on": str(TODAY - timedelta(days=1))}, "closes_on"),
        ({"closes_on": str(TODAY + timedelta(days=91))}, "closes_on"),
        ({"opens_on": str(TODAY - timedelta(days=91))}, "opens_on"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_beside_its_field(
    officer: FlaskClient, desk: Desk, values: dict[str, str], field: str
) -> None:
    path = f"/desk/tasks/{desk.task_id}/questionnaires"
    answer = post(officer, path, **{"instrument": "QA", "n_frame": "70", **DATES, **values})
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    with reading():
        assert session.query(Collection).count() == 0


def test_the_open_link_is_switched_on_and_off_and_leads_to_the_questionnaire(
    officer: FlaskClient, sqlite_app: Flask, collection_page: str
) -> None:
    post(officer, f"{collection_page}/open-link", collection_page)
    page = officer.get(collection_page).text
    (code,) = re.findall(r"http://127\.0\.0\.1:8000(/o/\w+)", page)
    assert 'src="data:image/svg+xml' in page
    assert sqlite_app.test_client().get(code).status_code == 200
    post(officer, f"{collection_page}/close-link", collection_page)
    assert sqlite_app.test_client().get(code).status_code == 404


def test_a_pasted_roster_becomes_letters_whose_links_open(
    officer: FlaskClient, sqlite_app: Flask, collection_page: str
) -> None:
    roster = f"{collection_page}/roster"
    lines = "名称，群体\n王阿姨，服务/受益对象\n李叔叔,Beneficiary\n\n志愿队\tpartner"
    lines = lines.replace("\t", ",")
    answer = post(officer, roster, lines=lines)
    assert answer.status_code == 200
    links = re.findall(r"http://127\.0\.0\.1:8000(/q/[\w-]+)", answer.text)
    assert len(links) == len(set(links)) == 3
    assert answer.text.count('src="data:image/svg+xml') == 3
    assert "王阿姨" in answer.text
    for link in links:
        assert sqlite_app.test_client().get(link).status_code == 200
    page = officer.get(roster).text
    assert "王阿姨" in page
    assert links[0].removeprefix("/q/") not in page
    assert "邀请 2" in officer.get(collection_page).text


def test_a_roster_may_come_as_a_file(officer: FlaskClient, collection_page: str) -> None:
    file = (io.BytesIO("label;group\n甲;staff\n乙;public\n".encode("utf-8-sig")), "名册.csv")
    answer = post(officer, f"{collection_page}/roster", file=file)
    assert answer.text.count('src="data:image/svg+xml') == 2


def test_every_faulty_line_of_a_roster_is_told_and_nobody_is_invited(
    officer: FlaskClient, collection_page: str
) -> None:
    lines = (
        "王阿姨,beneficiary\n\n王阿姨,beneficiary\n李叔叔,邻居\n,partner\n<i>甲</i>\u202e,partner"
    )
    answer = post(officer, f"{collection_page}/roster", lines=lines)
    assert answer.status_code == 400
    for number in (3, 4, 5, 6):
        assert f"第 {number} 行" in answer.text
    assert "<i>甲" not in answer.text
    with reading():
        assert session.query(Invitee).count() == 0


def test_a_quote_left_open_on_a_roster_is_told_with_its_line_and_the_others(
    officer: FlaskClient, collection_page: str
) -> None:
    lines = '王阿姨,beneficiary\n"李叔叔,beneficiary\n赵婶,邻居'
    answer = post(officer, f"{collection_page}/roster", lines=lines)
    assert answer.status_code == 400
    assert answer.text.count("第 2 行：双引号没有闭合，请补上英文双引号") == 1
    assert "第 3 行（赵婶，邻居）：没有这个群体代码" in answer.text
    with reading():
        assert session.query(Invitee).count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"lines": " \n\u3000"},
        {"lines": "\n".join(f"甲{n},staff" for n in range(1001))},
        {"file": (io.BytesIO("甲,staff".encode("gb18030")), "a.csv")},
        {"file": (io.BytesIO(b"a" * 300_000), "a.csv")},
    ],
    ids=["nothing", "spaces", "too many", "gb18030", "large"],
)
def test_an_empty_or_oversize_roster_is_refused(
    officer: FlaskClient, collection_page: str, values: dict[str, object]
) -> None:
    assert post(officer, f"{collection_page}/roster", **values).status_code == 400


def test_a_lost_link_is_replaced_and_the_old_one_stops(
    officer: FlaskClient, sqlite_app: Flask, collection_page: str
) -> None:
    roster = f"{collection_page}/roster"
    first = post(officer, roster, lines="王阿姨,staff").text
    (old,) = re.findall(r"http://127\.0\.0\.1:8000(/q/[\w-]+)", first)
    with reading():
        (invitee,) = find_roster(session.query(Collection).one())
        invitee_id = invitee.id
    second = post(officer, f"{roster}/{invitee_id}/renew", roster).text
    (new,) = re.findall(r"http://127\.0\.0\.1:8000(/q/[\w-]+)", second)
    assert sqlite_app.test_client().get(old).status_code == 404
    assert sqlite_app.test_client().get(new).status_code == 200
    assert post(officer, f"{roster}/999/renew", roster).status_code == 404


def test_a_settled_roster_takes_nobody_any_more(officer: FlaskClient, collection_page: str) -> None:
    roster = f"{collection_page}/roster"
    post(officer, roster, lines="王阿姨,staff")
    assert post(officer, f"{roster}/freeze", roster).status_code == 302
    assert "定稿" in officer.get(roster).text
    token = csrf_token(officer.get(roster).text)
    late = {"csrf_token": token, "lines": "李叔叔,staff"}
    assert officer.post(roster, data=late).status_code == 409
    with reading():
        assert session.query(Invitation).count() == 1


def test_closing_asks_once_more_and_cannot_be_undone(
    officer: FlaskClient, collection_page: str
) -> None:
    close = f"{collection_page}/close"
    assert post(officer, close, collection_page).status_code == 400
    token = csrf_token(officer.get(collection_page).text)
    assert post(officer, close, collection_page, is_sure="y").status_code == 302
    page = officer.get(collection_page).text
    assert "已停止收集" in page
    assert "我确认停止收集" not in page
    again = officer.post(close, data={"csrf_token": token, "is_sure": "y"})
    assert again.status_code == 409


def _receive(n_sheets: int, *, channel: str) -> None:
    with transaction():
        receive(session.query(Collection).one(), n_sheets, channel=channel)


def test_sheets_from_the_open_link_stand_apart_and_fill_no_progress(
    officer: FlaskClient, desk: Desk, collection_page: str
) -> None:
    assert "公开链接的答卷只作参考，不计分" in officer.get(collection_page).text
    post(officer, f"{collection_page}/open-link", collection_page)
    _receive(44, channel="open")
    _receive(3, channel="invited")
    for path in (collection_page, f"/desk/tasks/{desk.task_id}"):
        page = officer.get(path).text
        assert "可计分 3，需要 41" in page
        assert "公开链接收到 44 份，只作参考，不计分" in page
    listed = officer.get(f"/desk/tasks/{desk.task_id}/questionnaires").text
    assert "可计分 3，需要 41" in listed
    assert "已收够" not in listed


def test_closing_with_too_few_sheets_that_count_is_warned_of_before(
    officer: FlaskClient, collection_page: str
) -> None:
    _receive(44, channel="open")
    warning = "能计分的答卷只有 0 份，需要 41 份"
    assert warning in officer.get(collection_page).text
    answer = post(officer, f"{collection_page}/close", collection_page, is_sure="y")
    page = officer.get(answer.location).text
    assert "已停止收集：可计分 0 份，公开链接 44 份只作参考" in page


def test_enough_sheets_that_count_close_without_a_warning(
    officer: FlaskClient, collection_page: str
) -> None:
    _receive(41, channel="invited")
    assert "能计分的答卷只有" not in officer.get(collection_page).text


def test_a_roster_can_still_be_added_after_open_answers(
    officer: FlaskClient, collection_page: str
) -> None:
    _receive(1, channel="open")
    answer = post(officer, f"{collection_page}/roster", lines="王阿姨,staff")
    assert answer.status_code == 200
    assert "王阿姨" in answer.text


def test_the_roster_form_is_not_offered_once_an_invited_person_has_answered(
    officer: FlaskClient, collection_page: str
) -> None:
    roster = f"{collection_page}/roster"
    post(officer, roster, lines="王阿姨,staff")
    assert "生成邀请信" in officer.get(roster).text
    with transaction():
        session.query(Invitation).one().is_used = True
    page = officer.get(roster).text
    assert "生成邀请信" not in page
    assert "已有受邀的人作答，名册不能再增减" in page


def test_another_tasks_questionnaire_is_not_found(
    officer: FlaskClient, desk: Desk, collection_page: str
) -> None:
    number = collection_page.rsplit("/", 1)[1]
    for task_id in (desk.other_task_id, 999):
        path = f"/desk/tasks/{task_id}/questionnaires/{number}"
        assert officer.get(path).status_code == 404
        assert officer.get(f"{path}/roster").status_code == 404
    assert officer.get(collection_page.replace(number, "999")).status_code == 404
