"""The organisation's settings: what is printed, and where its days begin."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fixtures.lead import count, only_a_lead, send
from surveyapp.db import reading, session
from surveyapp.models import Event, Organisation


@pytest.fixture
def lead(sqlite_app: Flask) -> FlaskClient:
    """A lead signed in to an otherwise empty installation."""
    return only_a_lead(sqlite_app)


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


def test_time_zones_stand_by_region_with_the_usual_ones_first(lead: FlaskClient) -> None:
    page = lead.get("/lead/organisation").text
    zones = page[page.index('id="time_zone"') :].split("</select>")[0]
    groups = re.findall(r'<optgroup label="([^"]+)">', zones)
    assert groups[:2] == ["常用", "亚洲"]
    assert len(groups) == len(set(groups))
    first = zones.split("</optgroup>")[0]
    assert 'selected value="Asia/Shanghai">北京时间（Asia/Shanghai）' in first
    assert zones.count('value="Asia/Shanghai"') == 1
    assert 'value="Europe/Berlin">Berlin' in zones
    english = lead.get("/lead/organisation?lang=en").text
    assert "Beijing time (Asia/Shanghai)" in english
