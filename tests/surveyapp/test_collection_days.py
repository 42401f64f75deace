"""The days of rounds and questionnaires: plausible when set, and put off only with a reason."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from fixtures.app import NOW, laying
from fixtures.desk import Desk, open_desk, post
from fixtures.questionnaire import Asked, ask, kit_instruments
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused, NotAllowed
from surveyapp.models import Collection, Round
from surveyapp.operations.answering import LinkNotValid, find_doorway, find_open_doorway
from surveyapp.operations.collecting import (
    CollectionClosed,
    CollectionPlan,
    extend_collection,
    open_collection,
)
from surveyapp.operations.measures import publish_instrument
from surveyapp.operations.overview import offered_instruments
from surveyapp.operations.recording import find_events, verify_chain
from surveyapp.operations.releasing import close_collection
from surveyapp.operations.rounds import NewRound, open_round

TODAY = NOW.date()
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
"""The days of the desk's round."""
DAY = timedelta(days=1)
WHY = "汛期停电，片区三天未能作答"


def _open(desk: Desk, opens_on: date, closes_on: date, *, at: datetime = NOW) -> None:
    with transaction():
        publish_instrument(kit_instruments()["QA"], by=SYSTEM, at=at)
        plan = CollectionPlan(70, opens_on, closes_on)
        instrument = offered_instruments(desk.task())["QA"]
        open_collection(desk.task(), instrument, plan, by=desk.actor("officer"), at=at)


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "places"),
    [
        (TODAY - 2 * DAY, TODAY - DAY, ["closes_on"]),
        (TODAY, TODAY - DAY, ["closes_on"]),
        (FIRST - DAY, LAST, ["opens_on"]),
        (FIRST, LAST + DAY, ["closes_on"]),
        (date(2025, 1, 1), date(2025, 2, 1), ["opens_on", "closes_on"]),
        (date(1, 1, 1), date(9999, 12, 31), ["opens_on", "closes_on"]),
    ],
)
def test_days_in_the_past_or_outside_the_round_are_refused(
    database: Engine, opens_on: date, closes_on: date, places: list[str]
) -> None:
    desk = open_desk()
    with pytest.raises(InputRefused) as refused:
        _open(desk, opens_on, closes_on)
    assert [fault.place for fault in refused.value.faults] == places  # type: ignore[attr-defined]
    with reading():
        assert session.query(Collection).count() == 0


def test_today_is_the_day_of_the_act_where_the_organisation_is(database: Engine) -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # the 2nd of March in Shanghai
    desk = open_desk()
    with pytest.raises(InputRefused):
        _open(desk, FIRST, date(2026, 3, 1), at=late)
    _open(desk, FIRST, date(2026, 3, 2), at=late)
    with reading():
        assert session.query(Collection).one().closes_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "places"),
    [
        (date(1, 1, 1), date(9999, 12, 31), ["starts_on", "ends_on"]),
        (date(2016, 11, 19), LAST, ["starts_on"]),
        (FIRST, date(2036, 11, 21), ["ends_on"]),
        (LAST, FIRST, ["ends_on"]),
        (date(2016, 11, 20), date(2036, 11, 20), []),
    ],
)
def test_a_round_lies_within_ten_years_of_the_day_it_is_opened(
    database: Engine, starts_on: date, ends_on: date, places: list[str]
) -> None:
    found: list[str] = []
    desk = open_desk()
    with transaction():
        old = desk.task().round
        new = NewRound("R2", "又一轮", None, old.model_version, starts_on, ends_on)
        try:
            open_round(old.organisation, new, by=SYSTEM, at=NOW)
        except InputRefused as refused:
            found = [fault.place for fault in refused.faults]  # type: ignore[attr-defined]
    assert found == places
    with reading():
        assert session.query(Round).count() == (1 if places else 2)


def test_ten_years_before_a_leap_day_end_with_february(database: Engine) -> None:
    desk, leap = open_desk(), datetime(2028, 2, 29, 4, 0, tzinfo=UTC)
    with transaction():
        old = desk.task().round
        new = NewRound("R2", "又一轮", None, old.model_version, date(2018, 2, 28), leap.date())
        assert open_round(old.organisation, new, by=SYSTEM, at=leap).starts_on == date(2018, 2, 28)


@pytest.fixture
def expired(database: Engine) -> Asked:
    """A questionnaire whose last day has gone by."""
    return ask(kit_instruments()["QA"], closes_on=TODAY - 3 * DAY)


def _extend(asked: Asked, closes_on: date, *, reason: str = WHY, login: str = "officer") -> None:
    with transaction():
        by = asked.desk.actor(login)
        extend_collection(asked.collection(), closes_on, reason=reason, by=by, at=NOW)


def _day(asked: Asked) -> date:
    with reading():
        return asked.collection().closes_on


def test_an_extension_opens_the_links_again_until_the_new_day(expired: Asked) -> None:
    doors = ((find_doorway, expired.tokens[0]), (find_open_doorway, expired.open_code))
    with reading():
        for find, link in doors:
            with pytest.raises(LinkNotValid):
                find(link, at=NOW)
    _extend(expired, TODAY + DAY)
    with reading():
        for find, link in doors:
            assert find(link, at=NOW + DAY).collection.id == expired.collection_id
            with pytest.raises(LinkNotValid):
                find(link, at=NOW + 2 * DAY)


def test_an_extension_is_one_event_with_both_days_and_the_reason(expired: Asked) -> None:
    with reading():
        n_before = len(find_events("collection", expired.collection_id))
    _extend(expired, LAST, reason=f" {WHY}\n")
    with reading():
        events = find_events("collection", expired.collection_id)
        assert len(events) == n_before + 1
        (event,) = (one for one in events if one.action == "CollectionExtended")
        assert event.before == {"closes_on": "2026-11-17"}
        assert event.after == {"closes_on": "2026-12-31"}
        assert event.reason == WHY
        assert event.person_id == expired.desk.person_ids["officer"]
        assert verify_chain() is None


@pytest.mark.parametrize(
    ("closes_on", "reason", "place"),
    [
        (TODAY - 3 * DAY, WHY, "closes_on"),
        (TODAY - DAY, WHY, "closes_on"),
        (LAST + DAY, WHY, "closes_on"),
        (LAST, "", "reason"),
        (LAST, " \n\u3000", "reason"),
        (LAST, "因" * 501, "reason"),
    ],
    ids=["same day", "gone by", "after the round", "no reason", "blank", "long"],
)
def test_an_extension_that_would_not_help_or_has_no_reason_is_refused(
    expired: Asked, closes_on: date, reason: str, place: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        _extend(expired, closes_on, reason=reason)
    assert [fault.place for fault in refused.value.faults] == [place]  # type: ignore[attr-defined]
    assert _day(expired) == TODAY - 3 * DAY


def test_a_questionnaire_under_way_is_never_cut_short(database: Engine) -> None:
    asked = ask(kit_instruments()["QA"], closes_on=TODAY + 9 * DAY)
    with pytest.raises(InputRefused):
        _extend(asked, TODAY + 8 * DAY)
    _extend(asked, TODAY + 10 * DAY)
    assert _day(asked) == TODAY + 10 * DAY


def test_only_an_officer_extends_and_only_what_is_not_closed(expired: Asked) -> None:
    with pytest.raises(NotAllowed):
        _extend(expired, LAST, login="reviewer")
    with transaction():
        close_collection(expired.collection(), rng=random.Random(1), by=SYSTEM, at=NOW)
    with pytest.raises(CollectionClosed):
        _extend(expired, LAST)
    assert _day(expired) == TODAY - 3 * DAY


MACHINE_DAY = datetime.now(UTC).date()
"""Pages ask the machine's clock."""


@pytest.fixture
def page(sqlite_app: Flask, desk: Desk) -> str:
    """The page of a questionnaire whose last day has gone by on the machine's clock."""
    with laying():
        row = desk.task().round
        row.starts_on, row.ends_on = MACHINE_DAY - 90 * DAY, MACHINE_DAY + 90 * DAY
    asked = ask(kit_instruments()["QA"], closes_on=MACHINE_DAY - 5 * DAY, desk=desk)
    return f"/desk/tasks/{desk.task_id}/questionnaires/{asked.collection_id}"


def test_the_page_of_a_questionnaire_extends_it(officer: FlaskClient, page: str) -> None:
    assert "已过截止日" in officer.get(page).text
    new = str(MACHINE_DAY + 8 * DAY)
    answer = post(officer, f"{page}/extend", page, closes_on=new, reason=WHY)
    assert answer.status_code == 302, answer.text
    shown = officer.get(page).text
    assert f"截止日期已延到 {new}" in shown
    assert "已过截止日" not in shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_typed_comes_back_with_its_fault(
    officer: FlaskClient, page: str, language: str
) -> None:
    officer.get(page, query_string={"lang": language})
    wrong = str(MACHINE_DAY + 91 * DAY)
    answer = post(officer, f"{page}/extend", page, closes_on=wrong, reason=f"{WHY}<i>")
    assert answer.status_code == 400
    assert 'href="#closes_on"' in answer.text
    assert f"{WHY}&lt;i&gt;" in answer.text
    assert str(MACHINE_DAY + 90 * DAY) in answer.text
    assert ("Reason" if language == "en" else "延期理由") in answer.text
    assert ("延期" in answer.text) == (language == "zh")
    answer = post(officer, f"{page}/extend", page, closes_on="", reason="")
    assert answer.status_code == 400
    for field in ("closes_on", "reason"):
        assert f'href="#{field}"' in answer.text


def test_a_closed_questionnaire_offers_no_extension(officer: FlaskClient, page: str) -> None:
    assert 'name="reason"' in officer.get(page).text
    post(officer, f"{page}/close", page, is_sure="y")
    assert 'name="reason"' not in officer.get(page).text


def test_a_closing_day_gone_by_is_refused_beside_its_field(
    officer: FlaskClient, page: str, desk: Desk
) -> None:
    path = f"/desk/tasks/{desk.task_id}/questionnaires"
    with transaction():
        publish_instrument(kit_instruments()["QB"], by=SYSTEM, at=NOW)
    days = {"opens_on": str(MACHINE_DAY - 9 * DAY), "closes_on": str(MACHINE_DAY - 5 * DAY)}
    answer = post(officer, path, instrument="QB", n_frame="70", **days)
    assert answer.status_code == 400
    assert 'href="#closes_on"' in answer.text
    assert "截止日期不能早于今天" in answer.text
