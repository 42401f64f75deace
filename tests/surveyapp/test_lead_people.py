"""The lead's desk: people, links, roles, duties, the organisation, and who may come in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fixtures.app import NOW, sign_in
from fixtures.lead import (
    add_someone,
    add_task,
    count,
    enter,
    give,
    id_of,
    link_for,
    only_a_lead,
    send,
)
from surveyapp.access import SYSTEM, Role
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused
from surveyapp.models import (
    Duty,
    Event,
    Organisation,
    Person,
    RoleGrant,
    Round,
    SignIn,
    Unit,
)
from surveyapp.operations.planning import plan_unit
from surveyapp.operations.recording import verify_chain
from surveyapp.operations.rounds import NewOrganisation, add_organisation
from surveyapp.operations.signing_in import NewPerson, add_person
from surveyapp.operations.staffing import add_colleague


@pytest.fixture
def lead(sqlite_app: Flask) -> FlaskClient:
    """A lead signed in to an otherwise empty installation."""
    return only_a_lead(sqlite_app)


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


def test_a_taken_name_leaves_the_rest_of_the_act_alive_on_both_databases(app: Flask) -> None:
    with transaction():
        organisation = add_organisation(NewOrganisation("某区绩效办", None), by=SYSTEM, at=NOW)
        new = NewPerson("lead", "周敏", None, frozenset({Role.LEAD}))
        by = add_person(organisation, new, by=SYSTEM, at=NOW).as_actor()
        plan_unit("U1", ("民政中心", None), by=by, at=NOW)
        with pytest.raises(InputRefused):
            plan_unit("U1", ("住建局", None), by=by, at=NOW)
        with pytest.raises(InputRefused):
            add_colleague(new, by=by, at=NOW)
        plan_unit("U2", ("住建局", None), by=by, at=NOW)
    assert (count(Unit), count(Person)) == (2, 1)
    with reading():
        assert verify_chain() is None
