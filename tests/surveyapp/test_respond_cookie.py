"""The respondent's cookie: for whom, for which pages, and for how long."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fixtures.questionnaire import (
    QA_ANSWERS,
    Asked,
    answer_all,
    ask,
    begin,
    controls_of,
    kit_instruments,
)
from surveyapp.web.respond.guessing import forget_misses


@pytest.fixture
def asked(sqlite_app: Flask) -> Asked:
    forget_misses()
    return ask(kit_instruments()["QA"])


def test_the_cookie_is_for_these_pages_only_and_out_of_reach_of_scripts(
    client: FlaskClient, asked: Asked
) -> None:
    start = f"/q/{asked.tokens[0]}"
    hidden = controls_of(client.get(start).text).hidden
    answer = client.post(start, data={**hidden, "consent": "y"})
    cookies = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("cx_answer_")]
    assert len(cookies) == 2
    for cookie, path in zip(cookies, ("/answer/", "/o/"), strict=True):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert f"Path={path}" in cookie


def _respondents_cookies(answer: TestResponse) -> list[str]:
    return [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("cx_answer_")]


def _press_start(client: FlaskClient, start: str) -> TestResponse:
    hidden = controls_of(client.get(start).text).hidden
    return client.post(start, data={**hidden, "consent": "y"})


def test_an_open_sheet_is_found_again_after_the_browser_was_closed_until_the_last_day(
    sqlite_app: Flask, asked: Asked
) -> None:
    client, start = sqlite_app.test_client(), f"/o/{asked.open_code}"
    cookies = _respondents_cookies(_press_start(client, start))
    # The days end at midnight in Shanghai: 16:00 in UTC, for everyone alike.
    expected = "Expires=Thu, 31 Dec 2099 16:00:00 GMT"
    assert [expected in cookie for cookie in cookies] == [True, True]
    assert all("HttpOnly" in one and "SameSite=Lax" in one for one in cookies)
    reopened = sqlite_app.test_client()  # as a browser that lost what had no end of its own
    for cookie in cookies:
        name, value = cookie.split(";")[0].split("=", 1)
        path = next(p for p in cookie.split("; ") if p.startswith("Path=")).removeprefix("Path=")
        reopened.set_cookie(name, value, path=path)
    assert "没填完的问卷" in reopened.get(start).text


def test_a_personal_link_leaves_nothing_that_outlives_the_browser(
    client: FlaskClient, asked: Asked
) -> None:
    cookies = _respondents_cookies(_press_start(client, f"/q/{asked.tokens[0]}"))
    assert len(cookies) == 2
    assert not any("Expires" in cookie or "Max-Age" in cookie for cookie in cookies)


def test_nothing_of_an_open_sheet_stays_on_the_device_once_it_is_handed_in(
    client: FlaskClient, asked: Asked
) -> None:
    review = answer_all(client, begin(client, f"/o/{asked.open_code}"), QA_ANSWERS)
    answer = client.post(review, data=controls_of(client.get(review).text).hidden)
    receipt, gone = _respondents_cookies(answer)
    assert "Expires" not in receipt
    assert f"Path=/o/{asked.open_code}" in gone
    assert "Expires=Thu, 01 Jan 1970" in gone
