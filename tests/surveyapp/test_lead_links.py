"""Sign-in links that a lead makes for others: shown once, on record, told to who they are for."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fixtures.lead import add_someone, enter, link_for, only_a_lead, send
from surveyapp.clock import local_time
from surveyapp.db import reading, session
from surveyapp.models import Event, SignInLink


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
