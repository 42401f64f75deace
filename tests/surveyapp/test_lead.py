"""The lead's desk: definitions, rounds, tasks, people and duties through its pages."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fixtures.app import NOW, csrf_token, sign_in
from surveyapp.access import SYSTEM, Role
from surveyapp.config import ROOT
from surveyapp.db import reading, session, transaction
from surveyapp.models import (
    Duty,
    Event,
    IndicatorModelVersion,
    InstrumentVersion,
    Organisation,
    Person,
    RoleGrant,
    Round,
    SignIn,
    Task,
    Unit,
)
from surveyapp.operations.recording import verify_chain
from surveyapp.operations.rounds import NewOrganisation, add_organisation
from surveyapp.operations.signing_in import NewPerson, add_person

MODEL = (ROOT / "surveyapp" / "defaults" / "default_model.yaml").read_text("utf-8")
ROUND = {"code": "2026", "name_zh": "2026年度", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
UNIT = {"code": "U01", "name_zh": "某区民政服务中心"}
TASK = {"no": "T-1", "name_zh": "社区养老助餐", "type_code": "SVC", "importance": "key"}
STAFF = {
    "officer": ("OFF", "officer"),
    "issuer": ("OFF", "issuer"),
    "reviewer": ("REV", "reviewer"),
    "approver": ("APP", "approver"),
    "supervisor": ("SUP", "supervisor"),
    "talker": ("INT", "interviewer"),
    "judge": ("EXP", "expert"),
}
"""Login -> role and the duty that goes with it."""


@pytest.fixture
def lead(sqlite_app: Flask) -> FlaskClient:
    """A lead signed in to an otherwise empty installation."""
    with transaction():
        for name, login in (("某区绩效办", "lead"), ("别处的绩效办", "other_lead")):
            organisation = add_organisation(NewOrganisation(name, None), by=SYSTEM, at=NOW)
            new = NewPerson(login, f"{login}女士", None, frozenset({Role.LEAD}))
            add_person(organisation, new, by=SYSTEM, at=NOW)
    client = sqlite_app.test_client()
    sign_in(client, "lead")
    return client


def send(client: FlaskClient, path: str, **values: object) -> TestResponse:
    """Post a form with this visitor's security token."""
    token = csrf_token(client.get("/signed-in").text)
    return client.post(
        path, data={"csrf_token": token, **values}, content_type="multipart/form-data"
    )


def count(row: type) -> int:
    with reading():
        return session.execute(select(func.count()).select_from(row)).scalar_one()


def id_of(row: type, **values: object) -> int:
    with reading():
        return session.execute(select(row.id).filter_by(**values)).scalar_one()


def open_round(lead: FlaskClient) -> int:
    send(lead, "/lead/definitions/default")
    model = id_of(IndicatorModelVersion)
    answer = send(lead, "/lead/rounds", **ROUND, model=str(model))
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def add_task(lead: FlaskClient) -> int:
    round_id = open_round(lead)
    send(lead, "/lead/units", **UNIT)
    path = f"/lead/rounds/{round_id}/tasks/new"
    answer = send(lead, path, **TASK, unit=str(id_of(Unit, code="U01")))
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def add_someone(lead: FlaskClient, login: str, *roles: str, **values: object) -> int:
    values = {"login": login, "name_zh": f"{login}先生", "unit": "0", **values}
    answer = send(lead, "/lead/people", **values, roles=list(roles))
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def give(
    lead: FlaskClient, task_id: int, kind: str, person_id: int, label: str = ""
) -> TestResponse:
    values = {f"{kind}-person": str(person_id), f"{kind}-label": label}
    return send(lead, f"/lead/tasks/{task_id}/duties/{kind}", **values)


def link_for(lead: FlaskClient, person_id: int) -> str:
    page = send(lead, f"/lead/people/{person_id}/link").text
    return "/sign-in/" + page.split("/sign-in/")[1].split('"')[0]


def enter(client: FlaskClient, path: str) -> TestResponse:
    """Use a one-time link as a person does."""
    return client.post(path, data={"csrf_token": csrf_token(client.get(path).text)})


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
        "opens_on": "2026-01-01",
        "closes_on": "2099-01-01",
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
    wrong = {**ROUND, "model": model, "ends_on": "2025-01-01", "name_zh": "<i>倒着的</i>"}
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
    for words in ("第 4 行", "园艺", "顶级", "没有单位 U9", "重复", "第 5 行", "名称不一致"):
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


def test_a_person_is_added_and_a_taken_login_is_a_fault_of_its_field(lead: FlaskClient) -> None:
    add_someone(lead, "Wang.Fang", "OFF", "INT")
    answer = send(lead, "/lead/people", login="wang.fang", name_zh="王芳", unit="0", roles=["REV"])
    assert answer.status_code == 400
    assert "这个登录名已有人使用" in answer.text
    assert 'value="王芳"' in answer.text
    for values in (
        {"login": "王", "roles": ["REV"]},
        {"login": "a", "roles": []},
        {"login": "a", "roles": ["SYS"]},
        {"login": "a", "roles": ["LEAD", "REV"]},
        {"login": "a", "roles": ["REV"], "unit": "77"},
        {"login": "a", "roles": ["REV"], "name_zh": "\u3000"},
    ):
        answer = send(lead, "/lead/people", **{"name_zh": "王芳", "unit": "0", **values})
        assert answer.status_code == 400, values
    assert count(Person) == 3


def test_a_link_is_shown_once_works_once_and_ends_the_earlier_one(
    lead: FlaskClient, sqlite_app: Flask
) -> None:
    person_id = add_someone(lead, "officer", "OFF")
    first, second = link_for(lead, person_id), link_for(lead, person_id)
    assert second not in lead.get(f"/lead/people/{person_id}").text
    visitor = sqlite_app.test_client()
    assert enter(visitor, first).status_code == 409
    assert enter(visitor, second).status_code == 302
    assert enter(sqlite_app.test_client(), second).status_code == 409
    assert visitor.get("/desk/").status_code == 200


def test_a_disabled_account_is_out_at_once(lead: FlaskClient, sqlite_app: Flask) -> None:
    person_id = add_someone(lead, "officer", "OFF")
    visitor = sqlite_app.test_client()
    enter(visitor, link_for(lead, person_id))
    unused = link_for(lead, person_id)
    assert visitor.get("/desk/").status_code == 200
    assert send(lead, f"/lead/people/{person_id}/disable").status_code == 302
    assert visitor.get("/desk/").status_code == 302
    assert send(lead, f"/lead/people/{person_id}/link").status_code == 409
    assert send(lead, f"/lead/people/{person_id}/disable").status_code == 409
    assert send(lead, f"/lead/people/{person_id}/enable").status_code == 302
    assert visitor.get("/desk/").status_code == 302
    assert enter(visitor, unused).status_code == 409
    assert enter(visitor, link_for(lead, person_id)).status_code == 302
    with reading():
        assert session.execute(select(SignIn).where(SignIn.ended_at.is_not(None))).scalars().all()


def test_roles_of_others_are_granted_and_revoked(lead: FlaskClient, sqlite_app: Flask) -> None:
    person_id = add_someone(lead, "officer", "OFF")
    path = f"/lead/people/{person_id}/roles"
    visitor = sqlite_app.test_client()
    enter(visitor, link_for(lead, person_id))
    n_events = count(Event)
    assert send(lead, path, roles=["REV"]).status_code == 302
    assert count(Event) == n_events + 1
    assert visitor.get("/desk/").status_code == 403
    assert visitor.get("/review/").status_code == 200
    assert send(lead, path, roles=["REV"]).status_code == 302
    assert count(Event) == n_events + 1
    assert send(lead, path, roles=["LEAD", "APP"]).status_code == 400
    with reading():
        grants = session.execute(select(RoleGrant).filter_by(person_id=person_id)).scalars()
        assert [(one.role, one.revoked_at is None) for one in grants] == [
            ("OFF", False),
            ("REV", True),
        ]


def test_nobody_grants_himself_anything(lead: FlaskClient) -> None:
    own = id_of(Person, name_zh="lead女士")
    page = lead.get(f"/lead/people/{own}").text
    assert "这是您自己" in page
    assert "<form" not in page.split("<main")[1]
    n_events = count(Event)
    for act in ("roles", "link", "disable", "enable"):
        answer = send(lead, f"/lead/people/{own}/{act}", roles=["LEAD"])
        assert answer.status_code == 403, act
    assert count(Event) == n_events


def test_duties_go_to_matching_roles_and_stay_apart(lead: FlaskClient) -> None:
    task_id = add_task(lead)
    both = add_someone(lead, "both", "OFF", "REV", "APP", "INT", "EXP", "SUP")
    insider = add_someone(lead, "insider", "OFF", unit=str(id_of(Unit)))
    plain = add_someone(lead, "plain", "OFF")
    assert give(lead, task_id, "reviewer", plain).status_code == 400
    answer = give(lead, task_id, "officer", insider)
    assert answer.status_code == 400
    assert "应当回避" in answer.text
    assert give(lead, task_id, "officer", both).status_code == 302
    for kind in ("issuer", "reviewer", "approver", "supervisor"):
        answer = give(lead, task_id, kind, both)
        assert answer.status_code == 400, kind
        assert "已是这项任务的认定专员" in answer.text
    answer = give(lead, task_id, "expert", both, "E1")
    assert "同一人不能又任专家" in answer.text
    assert give(lead, task_id, "coder", both).status_code == 302
    assert give(lead, task_id, "adjudicator", both).status_code == 400
    assert give(lead, task_id, "coder", both).status_code == 400
    assert give(lead, task_id, "owner", both).status_code == 404
    assert count(Duty) == 2


def test_an_expert_needs_a_free_label(lead: FlaskClient) -> None:
    task_id = add_task(lead)
    first, second = add_someone(lead, "e1", "EXP"), add_someone(lead, "e2", "EXP")
    assert give(lead, task_id, "expert", first).status_code == 400
    assert give(lead, task_id, "expert", first, "E1").status_code == 302
    answer = give(lead, task_id, "expert", second, "E1")
    assert answer.status_code == 400
    assert "代号已被另一位专家使用" in answer.text
    assert 'value="E2"' in lead.get(f"/lead/tasks/{task_id}").text


def test_the_organisation_is_changed_with_before_and_after(lead: FlaskClient) -> None:
    values = {
        "name_zh": "某区认定办",
        "name_en": "District Office",
        "notice_prefix_zh": "认",
        "notice_prefix_en": "DO",
        "time_zone": "Asia/Urumqi",
        "publishes_grades": "y",
    }
    assert send(lead, "/lead/organisation", **values).status_code == 302
    with reading():
        row = session.execute(select(Organisation).order_by(Organisation.id)).scalars().first()
        assert row is not None
        assert (row.name_en, row.time_zone, row.publishes_grades) == (
            "District Office",
            "Asia/Urumqi",
            True,
        )
        event = session.execute(select(Event).order_by(Event.seq.desc())).scalars().first()
        assert event is not None
        assert event.before is not None
        assert event.before["name_zh"] == "某区绩效办"
    n_events = count(Event)
    assert send(lead, "/lead/organisation", **values).status_code == 302
    assert count(Event) == n_events
    for wrong in ({"name_zh": ""}, {"time_zone": "Mars/Base"}, {"notice_prefix_en": "成"}):
        assert send(lead, "/lead/organisation", **{**values, **wrong}).status_code == 400


def test_nothing_of_another_organisation_is_found(lead: FlaskClient, sqlite_app: Flask) -> None:
    task_id = add_task(lead)
    person_id = add_someone(lead, "officer", "OFF")
    round_id = id_of(Round)
    foreign = sqlite_app.test_client()
    sign_in(foreign, "other_lead")
    for path in (
        f"/lead/tasks/{task_id}",
        f"/lead/rounds/{round_id}",
        f"/lead/rounds/{round_id}/tasks/new",
        f"/lead/rounds/{round_id}/tasks/paste",
        f"/lead/people/{person_id}",
        "/lead/tasks/999",
    ):
        assert foreign.get(path).status_code == 404, path
        assert lead.get(path).status_code == (404 if "999" in path else 200), path
    for path in ("link", "disable", "enable", "roles"):
        answer = send(foreign, f"/lead/people/{person_id}/{path}", roles=["APP"])
        assert answer.status_code == 404, path
    assert give(foreign, task_id, "officer", person_id).status_code == 404
    page = foreign.get("/lead/people").text + foreign.get("/lead/rounds").text
    assert "officer先生" not in page
    assert "2026年度" not in page
    mine = add_someone(foreign, "mine", "OFF")
    assert give(lead, task_id, "officer", mine).status_code == 400


@pytest.mark.parametrize("role", [Role.OFF, Role.REV, Role.SYS, Role.SUP])
def test_the_lead_s_desk_is_for_leads(lead: FlaskClient, sqlite_app: Flask, role: Role) -> None:
    with transaction():
        organisation = session.execute(select(Organisation)).scalars().first()
        assert organisation is not None
        new = NewPerson("someone", "某人", None, frozenset({role}))
        add_person(organisation, new, by=SYSTEM, at=NOW)
    client = sqlite_app.test_client()
    sign_in(client, "someone")
    for path in ("", "definitions", "rounds", "units", "people", "organisation"):
        assert client.get(f"/lead/{path}").status_code == 403
    assert send(client, "/lead/definitions/default").status_code == 403


@pytest.mark.parametrize("language", ["zh", "en"])
def test_looking_at_the_pages_changes_nothing(lead: FlaskClient, language: str) -> None:
    task_id = add_task(lead)
    person_id = add_someone(lead, "officer", "OFF")
    n_events = count(Event)
    round_path = f"rounds/{id_of(Round)}"
    for path in (
        "", "definitions", "rounds", "units", "people", "organisation", round_path,
        f"{round_path}/tasks/new", f"{round_path}/tasks/paste", f"tasks/{task_id}",
        f"people/{person_id}",
    ):  # fmt: skip
        assert lead.get(f"/lead/{path}?lang={language}").status_code == 200, path
    assert lead.get(f"/lead/people/{person_id}/link").status_code == 405
    assert count(Event) == n_events


def test_a_field_sent_twice_or_broken_is_refused(lead: FlaskClient) -> None:
    assert send(lead, "/lead/units", code=["U1", "U2"], name_zh="单位").status_code == 400
    assert send(lead, "/lead/units", code="U1", name_zh="单\x00位").status_code == 400
    assert send(lead, "/lead/units", code="U1", name_zh="单" * 121).status_code == 400
    assert lead.post("/lead/units", data={"code": "U1", "name_zh": "单位"}).status_code == 400
    assert count(Unit) == 0
