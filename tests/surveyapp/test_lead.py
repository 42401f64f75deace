"""The lead's desk: definitions, rounds, units and tasks through its pages."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from fixtures.app import csrf_token
from fixtures.lead import (
    ROUND,
    STAFF,
    TASK,
    UNIT,
    YEAR,
    add_someone,
    add_task,
    count,
    enter,
    give,
    id_of,
    link_for,
    only_a_lead,
    open_round,
    send,
)
from surveyapp.config import ROOT
from surveyapp.db import reading, session
from surveyapp.models import (
    Event,
    IndicatorModelVersion,
    InstrumentVersion,
    Round,
    Task,
    Unit,
)
from surveyapp.operations.recording import verify_chain

PRINTED = {"notice_prefix_zh": "认", "notice_prefix_en": "DO", "time_zone": "Asia/Shanghai"}
MODEL = (ROOT / "surveyapp" / "defaults" / "default_model.yaml").read_text("utf-8")


@pytest.fixture
def lead(sqlite_app: Flask) -> FlaskClient:
    """A lead signed in to an otherwise empty installation."""
    return only_a_lead(sqlite_app)


def test_the_first_page_teaches_the_one_next_step(lead: FlaskClient) -> None:
    assert lead.get("/").location == "/lead/"
    page = lead.get("/lead/").text
    assert "某区绩效办" in page
    assert page.count("button--primary") == 1
    assert 'class="button button--primary" href="/lead/definitions"' in page


def test_from_nothing_to_a_questionnaire_through_the_pages_only(
    lead: FlaskClient, sqlite_app: Flask
) -> None:
    task_id = add_task(lead)
    people = {login: add_someone(lead, login, role) for login, (role, _kind) in STAFF.items()}
    for login, (_role, kind) in STAFF.items():
        answer = give(lead, task_id, kind, people[login], "E1" if kind == "expert" else "")
        assert answer.status_code == 302, answer.text
    officer = sqlite_app.test_client()
    assert enter(officer, link_for(lead, people["officer"])).status_code == 302
    assert "社区养老助餐" in officer.get("/desk/").text
    path = f"/desk/tasks/{task_id}/questionnaires"
    values = {
        "instrument": "QA",
        "n_frame": "80",
        "opens_on": ROUND["starts_on"],
        "closes_on": ROUND["ends_on"],
    }
    answer = send(officer, path, **values)
    assert answer.status_code == 302, answer.text
    collection = answer.location
    assert send(officer, f"{collection}/open-link").status_code == 302
    code = officer.get(collection).text.split("/o/")[1].split("<")[0]
    assert sqlite_app.test_client().get(f"/o/{code}").status_code == 200
    with reading():
        assert verify_chain() is None


def test_the_default_model_is_published_once_with_its_instruments(lead: FlaskClient) -> None:
    assert "还没有指标模型" in lead.get("/lead/definitions").text
    assert send(lead, "/lead/definitions/default").location == "/lead/definitions"
    page = lead.get("/lead/definitions").text
    with reading():
        model = session.execute(select(IndicatorModelVersion)).scalar_one()
        codes = {row.code for row in session.execute(select(InstrumentVersion)).scalars()}
        assert model.content_hash in page
    assert {"QA", "QB"} < codes
    n_events = count(Event)
    send(lead, "/lead/definitions/default")
    assert count(Event) == n_events
    assert "早已发布" in lead.get("/lead/definitions").text


def upload(lead: FlaskClient, content: bytes) -> TestResponse:
    answer = send(lead, "/lead/definitions", file=(io.BytesIO(content), "model.yaml"))
    answer.request.environ["wsgi.input"].close()  # a large body lies in a file of the test's own
    return answer


def test_a_model_file_is_published_and_one_with_another_content_needs_a_new_version(
    lead: FlaskClient,
) -> None:
    assert upload(lead, MODEL.encode()).status_code == 302
    changed = MODEL.replace("zh: 公共服务类", "zh: 公共服务", 1)
    answer = upload(lead, changed.encode())
    assert answer.status_code == 400
    assert "请换一个版本号" in answer.text
    assert count(IndicatorModelVersion) == 1


def test_all_faults_of_a_file_are_listed_at_once_with_their_lines_and_nothing_is_kept(
    lead: FlaskClient,
) -> None:
    broken = MODEL.replace("code: SVC", 'code: "<b>1"', 1).replace("code: RND", "code: 9x", 1)
    answer = upload(lead, broken.encode())
    assert answer.status_code == 400
    table = answer.text.split("<tbody>")[1].split("</tbody>")[0]
    assert table.count("<tr>") > 1
    assert "&lt;b&gt;1" in table
    assert "<b>1" not in answer.text
    assert '<td class="number">16</td>' in table
    assert count(IndicatorModelVersion) == count(InstrumentVersion) == 0
    assert (
        "must start with a letter"
        in lead.post(
            "/lead/definitions?lang=en",
            data={
                "csrf_token": csrf_token(lead.get("/signed-in").text),
                "file": (io.BytesIO(broken.encode()), "m.yaml"),
            },
        ).text
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"a: [1",
        b"- 1",
        b"code: Q",
        b"/etc/hostname",
        b"a: 1\n" + b"#" * 2_000_001,
    ],
)
def test_a_file_that_defines_nothing_is_refused_with_its_reason(
    lead: FlaskClient, content: bytes
) -> None:
    answer = upload(lead, content)
    assert answer.status_code == 400
    assert 'id="file-error"' in answer.text
    assert count(IndicatorModelVersion) == count(InstrumentVersion) == 0


def test_an_upload_without_a_file_says_so(lead: FlaskClient) -> None:
    answer = send(lead, "/lead/definitions")
    assert answer.status_code == 400
    assert "请选择文件" in answer.text


def test_a_round_needs_its_fields_and_a_free_code(lead: FlaskClient) -> None:
    assert "先发布指标模型" in lead.get("/lead/rounds").text
    open_round(lead)
    model = str(id_of(IndicatorModelVersion))
    wrong = {**ROUND, "model": model, "ends_on": f"{YEAR - 2}-01-01", "name_zh": "<i>倒着的</i>"}
    answer = send(lead, "/lead/rounds", **{**wrong, "code": "2027"})
    assert answer.status_code == 400
    assert "结束日期不能早于开始日期" in answer.text
    assert "&lt;i&gt;倒着的&lt;/i&gt;" in answer.text
    answer = send(lead, "/lead/rounds", **ROUND, model=model)
    assert answer.status_code == 400
    assert "这个轮次编号已经用过" in answer.text
    for missing in ("code", "name_zh", "model", "starts_on", "ends_on"):
        values = {**ROUND, "code": "2028", "model": model, missing: ""}
        assert send(lead, "/lead/rounds", **values).status_code == 400
    assert count(Round) == 1


def test_units_and_tasks_need_free_codes(lead: FlaskClient) -> None:
    task_id = add_task(lead)
    assert "社区养老助餐" in lead.get(f"/lead/tasks/{task_id}").text
    answer = send(lead, "/lead/units", code="U01", name_zh="又一个")
    assert answer.status_code == 400
    assert "这个单位代码已经用过" in answer.text
    path = f"/lead/rounds/{id_of(Round)}/tasks/new"
    answer = send(lead, path, **TASK, unit=str(id_of(Unit)))
    assert answer.status_code == 400
    assert "本轮已有这个任务编号" in answer.text
    wrong = {
        **TASK,
        "no": "T 2",
        "type_code": "X",
        "unit": "999",
        "importance": "x",
        "name_zh": " ",
    }
    answer = send(lead, path, **wrong)
    assert answer.status_code == 400
    assert 'value="T 2"' in answer.text
    assert count(Task) == count(Unit) == 1


@pytest.mark.parametrize("sign", ["🏠", "\u202e"])
def test_names_that_no_notice_can_print_are_refused_as_they_are_typed(
    lead: FlaskClient, sign: str
) -> None:
    task_id = add_task(lead)
    said = f"通知书印不出这些字符：U+{ord(sign):04X}"
    path = f"/lead/rounds/{id_of(Round)}/tasks/new"
    unit = str(id_of(Unit))
    for answer in (
        send(lead, "/lead/units", code="U77", name_zh=f"某街道中心{sign}"),
        send(lead, path, **{**TASK, "no": "T-77", "name_zh": f"任务{sign}"}, unit=unit),
        send(lead, "/lead/organisation", name_zh=f"某办{sign}", **PRINTED),
        send(lead, f"/lead/rounds/{id_of(Round)}/tasks/paste", lines=f"T-9\t任务{sign}\tSVC\tU01"),
    ):
        assert answer.status_code == 400
        assert said in answer.text
    assert (count(Unit), count(Task)) == (1, 1)
    assert lead.get(f"/lead/tasks/{task_id}").status_code == 200


def test_areas_of_a_task_become_answers_of_its_questionnaire(lead: FlaskClient) -> None:
    round_id = open_round(lead)
    send(lead, "/lead/units", **UNIT)
    path = f"/lead/rounds/{round_id}/tasks/new"
    send(lead, path, **TASK, unit=str(id_of(Unit)), areas="东片\n\n西片\n东片")
    with reading():
        (task,) = session.execute(select(Task)).scalars()
        assert [area["zh"] for area in task.areas] == ["东片", "西片"]


def test_tasks_and_units_are_pasted_all_or_none(lead: FlaskClient) -> None:
    round_id = open_round(lead)
    path = f"/lead/rounds/{round_id}/tasks/paste"
    lines = "\n".join(
        (
            "任务编号\t任务名称\t类型\t单位代码\t单位名称\t重要程度",
            "T-1\t助餐, 到户\t公共服务类\tU1\t民政中心\t重点",
            "T-2\t改造\tENG\tU1",
        )
    )
    assert "请粘贴任务清单" in send(lead, path, lines=" ").text
    broken = f"{lines}\nT-2\t\t园艺\tU9\t\t顶级\n\tx\tSVC\tU1\t别的中心"
    answer = send(lead, path, lines=broken)
    assert answer.status_code == 400
    for words in (">4</td>", "园艺", "顶级", "没有单位 U9", "重复", ">5</td>", "名称不一致"):
        assert words in answer.text
    assert count(Task) == count(Unit) == 0
    assert send(lead, path, lines=lines).status_code == 302
    with reading():
        tasks = session.execute(select(Task).order_by(Task.id)).scalars().all()
        rows = [(t.no, t.name_zh, t.type_code, t.unit.name_zh, t.importance) for t in tasks]
    assert rows == [
        ("T-1", "助餐, 到户", "SVC", "民政中心", "key"),
        ("T-2", "改造", "ENG", "民政中心", "general"),
    ]
    assert "重复或已在本轮" in send(lead, path, lines=lines).text


def test_the_results_of_a_round_are_closed_once_with_a_reason(lead: FlaskClient) -> None:
    add_task(lead)
    path = f"/lead/rounds/{id_of(Round)}"
    answer = send(lead, f"{path}/close", reason="年底了")
    assert answer.status_code == 400
    assert "请先勾选确认" in answer.text
    assert "年底了</textarea>" in answer.text
    assert send(lead, f"{path}/close", reason=" ", is_sure="y").status_code == 400
    assert send(lead, f"{path}/close", reason="年底了", is_sure="y").location == path
    assert "已封账" in lead.get(path).text
    assert send(lead, f"{path}/close", reason="年底了", is_sure="y").status_code == 409
