"""The interviewee's page: looked at freely, answered once, by the interviewee alone."""

from typing import Any

from flask.testing import FlaskClient

from fixtures.app import NOW, csrf_token
from fixtures.interview import Field, link_of, post
from surveyapp.db import transaction
from surveyapp.operations.interviewing import (
    INTERVIEWEE,
    object_to_session,
)

SAID = {"I03": ["人手够，钱不够。"], "I10": ["明年区里接着管。"]}


def test_looking_at_a_link_uses_nothing_up_and_dead_links_look_alike(
    field: Field, people: Any
) -> None:
    with transaction():
        _, token = field.held(SAID)
        _, old = field.held(SAID, interviewee_code="P-02")
        object_to_session(old, "不对", by=INTERVIEWEE, at=NOW)
    person = people(None)
    for _ in range(3):
        assert person.get(f"/i/{token}").status_code == 200
    confirmed = post(person, f"/i/{token}", f"/i/{token}/confirm")
    assert confirmed.status_code == 302
    assert person.get(confirmed.location).status_code == 200
    dead = [person.get(f"/i/{one}") for one in (token, old, "never-was", "%00")]
    assert {answer.status_code for answer in dead} == {404}
    assert len({answer.text for answer in dead}) == 1
    live = people(None)
    csrf = csrf_token(live.get("/sign-in/x").text)
    again = live.post(f"/i/{token}/confirm", data={"csrf_token": csrf})
    assert again.location == "/i/thanks/confirmed"  # a second tap of the same button
    assert live.post(f"/i/{old}/confirm", data={"csrf_token": csrf}).status_code == 404
    objection = {"csrf_token": csrf, "objection": "太晚了"}
    assert live.post(f"/i/{token}/object", data=objection).status_code == 404


def test_an_objection_reaches_the_interviewer_and_the_corrected_record_comes_back(
    field: Field, interviewer: FlaskClient, people: Any
) -> None:
    with transaction():
        session_id, token = field.held(SAID)
    person, base = people(None), f"/interviews/{session_id}"
    empty = post(person, f"/i/{token}", f"/i/{token}/object", objection=" ")
    assert empty.status_code == 400
    assert "请写下哪里不对" in empty.text
    long = post(person, f"/i/{token}", f"/i/{token}/object", objection="字" * 4_001)
    assert long.status_code == 400
    assert "字" * 4_001 in long.text
    answer = post(person, f"/i/{token}", f"/i/{token}/object", objection="我没说<b>钱</b>")
    assert answer.location == "/i/thanks/returned"
    assert "被访人有异议" in interviewer.get("/interviews/").text
    assert "我没说&lt;b&gt;钱&lt;/b&gt;" in interviewer.get(base).text
    post(interviewer, f"{base}/questions/I03", **{"quotes-0": "人手够。"})
    post(interviewer, base, f"{base}/complete")
    link = link_of(interviewer.get(base).text)
    assert link != f"/i/{token}"
    corrected = person.get(link).text
    assert "访谈员已经改过" in corrected
    assert "人手够。" in corrected


def test_the_sessions_own_staff_get_no_button_and_are_refused(
    field: Field, interviewer: FlaskClient
) -> None:
    with transaction():
        session_id, token = field.held(SAID)
    page = interviewer.get(f"/i/{token}").text
    assert "只有被访人本人可以确认" in page
    csrf = csrf_token(interviewer.get(f"/interviews/{session_id}").text)
    for act in ("confirm", "object"):
        data = {"csrf_token": csrf, "objection": "不对"}
        assert interviewer.post(f"/i/{token}/{act}", data=data).status_code == 409


def test_the_link_is_shown_only_in_the_stay_that_made_it_and_can_be_made_anew(
    field: Field, interviewer: FlaskClient, people: Any
) -> None:
    with transaction():
        session_id, token = field.held(SAID)
    base = f"/interviews/{session_id}"
    assert "/i/" not in interviewer.get(base).text
    assert post(interviewer, base, f"{base}/link").location == base
    link = link_of(interviewer.get(base).text)
    assert interviewer.get(f"/i/{token}").status_code == 404
    assert "/i/" not in people("ivtwo").get(base).text
    assert post(interviewer, base, f"{base}/reopen").location == base
    assert interviewer.get(link).status_code == 404
    assert "记录中" in interviewer.get(base).text
