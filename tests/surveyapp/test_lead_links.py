"""Sign-in links that a lead makes for others: shown once, on record, told to who they are for."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fixtures.app import NOW, laying
from fixtures.lead import add_someone, add_task, enter, give, link_for, only_a_lead, send
from surveyapp.clock import local_time
from surveyapp.db import reading, session, transaction
from surveyapp.models import Duty, Event, Person, SignInLink
from surveyapp.operations.recording import verify_chain
from surveyapp.operations.signing_in import links_made_for, make_sign_in_link


@pytest.fixture
def lead(sqlite_app: Flask) -> FlaskClient:
    """A lead signed in to an otherwise empty installation."""
    return only_a_lead(sqlite_app)


def test_who_is_added_gets_a_first_link_with_its_end_at_once(
    lead: FlaskClient, sqlite_app: Flask
) -> None:
    values = {"login": "officer", "name_zh": "王芳", "unit": "0", "roles": ["OFF"]}
    page = send(lead, "/lead/people", **values).text
    assert "王芳 已加上" in page
    ends = re.search(r"(\d{4}-\d\d-\d\d \d\d:\d\d) 以前有效，只能用一次", page)
    assert ends
    with reading():
        (link,) = session.execute(
            select(SignInLink).order_by(SignInLink.id.desc()).limit(1)
        ).scalars()
        assert ends[1] == local_time(link.expires_at, "Asia/Shanghai").strftime("%Y-%m-%d %H:%M")
        event = session.execute(select(Event).order_by(Event.seq.desc())).scalars().first()
        assert event is not None
        assert (event.action, event.person_name) == ("SignInLinkMade", "lead女士")
    path = "/sign-in/" + page.split("/sign-in/")[1].split('"')[0]
    visitor = sqlite_app.test_client()
    assert enter(visitor, path).status_code == 302
    assert visitor.get("/desk/").status_code == 200


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


def test_the_log_says_who_made_a_link_for_whom(lead: FlaskClient) -> None:
    link_for(lead, add_someone(lead, "officer", "OFF"))
    with reading():
        event = session.execute(select(Event).order_by(Event.seq.desc())).scalars().first()
        assert event is not None
        assert (event.action, event.person_name) == ("SignInLinkMade", "lead女士")
        assert event.after is not None
        assert (event.after["login"], event.after["for"]) == ("officer", "officer先生")


def test_a_person_is_told_on_the_first_page_who_made_links_until_they_say_so(
    lead: FlaskClient, sqlite_app: Flask
) -> None:
    person_id = add_someone(lead, "officer", "OFF")
    visitor = sqlite_app.test_client()
    enter(visitor, link_for(lead, person_id))
    page = visitor.get("/desk/").text
    assert page.count("lead女士</bdi> 于 ") == 2
    assert "为您做了一个登录链接" in page
    assert "我知道了" not in lead.get("/lead/").text
    found = re.search(r'name="upto"[^>]*value="(\d+)"', page)
    assert found
    link_for(lead, person_id)
    assert send(visitor, "/signed-in/links", upto=found[1]).status_code == 302
    page = visitor.get("/desk/").text
    assert page.count("lead女士</bdi> 于 ") == 1
    for wrong in ("x", "-1", "9" * 40, ""):
        send(visitor, "/signed-in/links", upto=wrong)
    assert "我知道了" in visitor.get("/desk/").text
    send(visitor, "/signed-in/links", upto="999999")
    assert "我知道了" not in visitor.get("/desk/").text
    assert (
        visitor.get("/signed-in").text.count("lead女士</bdi> 于 ") == 3
    )  # they stay to be looked up
    with reading():
        seen = session.execute(select(Event).where(Event.action == "SignInLinksSeen")).scalars()
        assert {one.person_name for one in seen} == {"officer先生"}
        assert verify_chain() is None


def test_a_stranger_acknowledges_nothing(client: FlaskClient, lead: FlaskClient) -> None:
    add_someone(lead, "officer", "OFF")
    assert send(client, "/signed-in/links", upto="99").status_code == 302
    with reading():
        seen = select(Event).where(Event.action == "SignInLinksSeen")
        assert session.execute(seen).first() is None


def test_a_link_from_the_command_line_is_told_nobody(sqlite_app: Flask, lead: FlaskClient) -> None:
    add_someone(lead, "officer", "OFF")
    with transaction():
        person = session.execute(select(Person).filter_by(name_zh="lead女士")).scalar_one()
        make_sign_in_link("lead", at=NOW)
        assert links_made_for(person) == []


@pytest.mark.parametrize("kind", ["reviewer", "approver", "issuer"])
def test_nobody_with_a_duty_on_a_task_makes_a_link_for_who_concludes_it(
    lead: FlaskClient, kind: str
) -> None:
    task_id = add_task(lead)
    role = {"reviewer": "REV", "approver": "APP", "issuer": "OFF"}[kind]
    concluding = add_someone(lead, "concluding", role)
    assert give(lead, task_id, kind, concluding).status_code == 302
    assert send(lead, f"/lead/people/{concluding}/link").status_code == 200
    with laying():
        # Who was an officer first and became a lead later has the duty still.
        own = session.execute(select(Person).filter_by(name_zh="lead女士")).scalar_one()
        session.add(Duty(task_id=task_id, person_id=own.id, kind="officer", given_at=NOW))
    answer = send(lead, f"/lead/people/{concluding}/link")
    assert answer.status_code == 403
    assert "您在任务 T-1 上任认定专员，不能给这项任务的" in answer.text
    assert "/sign-in/" not in answer.text.split("<main")[1]
    plain = add_someone(lead, "plain", "INT")
    assert send(lead, f"/lead/people/{plain}/link").status_code == 200
