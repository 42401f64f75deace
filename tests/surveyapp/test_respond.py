"""A respondent's way over HTTP: link, pages, review, receipt; back, reload and other devices."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from fixtures.questionnaire import (
    QA_ANSWERS,
    Asked,
    answer_all,
    ask,
    begin,
    controls_of,
    hand_in,
    kit_instruments,
    send,
)
from surveyapp.db import reading, session
from surveyapp.models import Draft, SpooledResponse
from surveyapp.web.respond.guessing import forget_misses, is_guessing

INVITED = {code: value for code, value in QA_ANSWERS.items() if code != "P1"}


@pytest.fixture
def asked(sqlite_app: Flask) -> Asked:
    forget_misses()
    return ask(kit_instruments()["QA"])


def _rows() -> list[SpooledResponse]:
    with reading():
        rows = list(session.execute(select(SpooledResponse)).scalars())
        session.expunge_all()
        return rows


def test_an_invited_person_answers_five_pages_and_gets_a_receipt(
    client: FlaskClient, asked: Asked
) -> None:
    address = begin(client, f"/q/{asked.tokens[0]}")
    assert address == f"/answer/{asked.collection_id}/1"
    receipt = hand_in(client, answer_all(client, address, INVITED))
    (row,) = _rows()
    assert receipt.replace("-", "") == row.receipt
    assert row.group_code == "beneficiary"
    assert row.answers == INVITED
    assert row.channel == "invited"


def test_a_person_on_the_open_link_tells_their_group(client: FlaskClient, asked: Asked) -> None:
    address = begin(client, f"/o/{asked.open_code}")
    hand_in(client, answer_all(client, address, QA_ANSWERS))
    (row,) = _rows()
    assert (row.group_code, row.channel) == ("public", "open")


def test_a_get_and_a_head_use_nothing_up(client: FlaskClient, asked: Asked) -> None:
    for _ in range(3):
        assert client.get(f"/q/{asked.tokens[0]}").status_code == 200
        assert client.head(f"/q/{asked.tokens[0]}").status_code == 200
    with reading():
        assert session.execute(select(func.count(Draft.id))).scalar_one() == 0


def test_the_first_page_tells_what_where_how_long_and_in_which_languages(
    client: FlaskClient, asked: Asked
) -> None:
    chinese = client.get(f"/q/{asked.tokens[0]}").text
    for words in (
        "利益相关方满意度调查问卷",
        "社区养老助餐",
        "大约 5 分钟",
        "某区绩效办",
        'lang="zh-CN"',
    ):
        assert words in chinese
    english = client.get(f"/q/{asked.tokens[0]}?lang=en").text
    assert "Stakeholder satisfaction questionnaire" in english
    assert '<span lang="zh-CN">社区养老助餐</span>' in english


def test_tokens_and_other_people_are_in_no_page(client: FlaskClient, asked: Asked) -> None:
    address = begin(client, f"/q/{asked.tokens[0]}")
    pages = [client.get(address).text]
    review = answer_all(client, address, INVITED)
    pages += [client.get(review).text]
    for page in pages:
        assert not any(token in page for token in asked.tokens)
        assert "第1户" not in page


def test_the_same_link_on_another_phone_goes_on_where_one_stopped(
    sqlite_app: Flask, client: FlaskClient, asked: Asked
) -> None:
    address = begin(client, f"/q/{asked.tokens[0]}")
    assert send(client, address, {"P2": "1-2"}).status_code == 302
    other = sqlite_app.test_client()
    start = other.get(f"/q/{asked.tokens[0]}").text
    assert "接着填" in start
    assert 'name="consent"' not in start
    assert begin(other, f"/q/{asked.tokens[0]}") == f"/answer/{asked.collection_id}/2"
    assert controls_of(other.get(address).text).checked == {"P2": "1-2"}


def test_an_open_sheet_offers_its_own_link_and_goes_on_by_it(
    sqlite_app: Flask, client: FlaskClient, asked: Asked
) -> None:
    address = begin(client, f"/o/{asked.open_code}")
    page = client.get(address).text
    own = page[page.index("http://127.0.0.1:8000/q/") :].split("<")[0]
    send(client, address, {"P1": "staff", "P2": "0"})
    other = sqlite_app.test_client()
    assert begin(other, own.removeprefix("http://127.0.0.1:8000")).endswith("/2")


def test_scanning_the_open_code_again_offers_to_go_on(client: FlaskClient, asked: Asked) -> None:
    begin(client, f"/o/{asked.open_code}")
    assert "没填完的问卷" in client.get(f"/o/{asked.open_code}").text


def test_a_later_page_leads_back_to_where_one_stands(client: FlaskClient, asked: Asked) -> None:
    address = begin(client, f"/q/{asked.tokens[0]}")
    for later in ("4", "review"):
        assert client.get(f"/answer/{asked.collection_id}/{later}").location == address
    assert client.get(f"/answer/{asked.collection_id}/99").status_code == 404


def test_the_back_button_of_the_page_keeps_what_was_typed(
    client: FlaskClient, asked: Asked
) -> None:
    first = begin(client, f"/q/{asked.tokens[0]}")
    second = send(client, first, {"P2": "0"}).location
    back = send(client, second, {"A01": 2}, _action="back")
    assert back.location == first
    assert controls_of(client.get(second).text).checked == {"A01": "2"}


def test_switching_the_language_keeps_what_was_typed(client: FlaskClient, asked: Asked) -> None:
    address = begin(client, f"/q/{asked.tokens[0]}")
    switched = send(client, address, {"P2": "3-5"}, _language="en")
    assert switched.location == address
    page = client.get(address).text
    assert '<html lang="en">' in page
    assert "Contacts with this task in the past year" in page
    assert controls_of(page).checked == {"P2": "3-5"}


def test_a_tap_is_kept_without_leaving_the_page(client: FlaskClient, asked: Asked) -> None:
    address = begin(client, f"/q/{asked.tokens[0]}")
    kept = send(client, address, {"P2": "3-5"}, _action="keep")
    assert kept.status_code == 200
    assert set(kept.get_json()) == {"saved", "stamp", "refused"}
    assert kept.get_json()["saved"] in client.get(address).text
    assert controls_of(client.get(address).text).checked == {"P2": "3-5"}


def test_a_stale_tab_does_not_wipe_out_what_another_tab_wrote(
    client: FlaskClient, asked: Asked
) -> None:
    address = begin(client, f"/q/{asked.tokens[0]}")
    for answers in ({"P2": "0"}, {f"A{n:02d}": 4 for n in range(1, 6)}):
        address = send(client, address, answers).location
    address = send(client, address, {f"A{n:02d}": 4 for n in (6, 7, 8, 14, 9)}).location
    last = send(client, address, {f"A{n}": 4 for n in range(10, 14)}).location
    stale = controls_of(client.get(last).text).hidden
    send(client, last, {"A15": 9, "A16": 5, "A17": "早一点"})
    client.post(last, data={**stale, "A17": ""})
    with reading():
        answers = session.execute(select(Draft.answers)).scalar_one()
    assert (answers["A15"], answers["A17"]) == (9, "早一点")
    send(client, last, {"A17": ""})
    with reading():
        assert "A17" not in session.execute(select(Draft.answers)).scalar_one()


def test_a_page_left_open_goes_on_after_its_cookie_is_gone(
    sqlite_app: Flask, client: FlaskClient, asked: Asked
) -> None:
    address = begin(client, f"/q/{asked.tokens[0]}")
    hidden = controls_of(client.get(address).text).hidden
    client.delete_cookie(f"cx_answer_{asked.collection_id}", path=f"/answer/{asked.collection_id}/")
    answer = client.post(address, data={**hidden, "P2": "0"}, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path.endswith("/2")


def test_two_questionnaires_in_two_tabs_do_not_mix(client: FlaskClient, asked: Asked) -> None:
    other = ask(kit_instruments()["QB"], n_invited=1, desk=asked.desk)
    one = begin(client, f"/q/{asked.tokens[0]}")
    two = begin(client, f"/q/{other.tokens[0]}")
    send(client, one, {"P2": "0"})
    send(client, two, {"P2": "yes"})
    with reading():
        rows = session.execute(select(Draft.collection_id, Draft.answers))
        drafts = {row.collection_id: row.answers for row in rows}
    assert drafts == {asked.collection_id: {"P2": "0"}, other.collection_id: {"P2": "yes"}}


def test_pressing_twice_and_the_way_back_find_the_same_receipt(
    client: FlaskClient, asked: Asked
) -> None:
    address = begin(client, f"/q/{asked.tokens[0]}")
    review = answer_all(client, address, INVITED)
    hidden = controls_of(client.get(review).text).hidden
    answers = [client.post(review, data=hidden) for _ in range(3)]
    assert {answer.location for answer in answers} == {f"/answer/{asked.collection_id}/thanks"}
    assert len(_rows()) == 1
    pages = [client.get(path, follow_redirects=True) for path in (address, review)]
    for page in pages:
        assert page.request.path.endswith("/thanks")
        assert "回执编号" in page.text
    assert client.post(address, data={}).location.endswith("/thanks")


def test_unknown_used_and_expired_links_look_alike_byte_for_byte(
    sqlite_app: Flask, client: FlaskClient, asked: Asked
) -> None:
    hand_in(client, answer_all(client, begin(client, f"/q/{asked.tokens[0]}"), INVITED))
    stranger = sqlite_app.test_client()
    links = [
        f"/q/{asked.tokens[0]}",
        "/q/unknown",
        "/o/unknown",
        f"/answer/{asked.collection_id}/1",
    ]
    answers = [stranger.get(link) for link in links]
    answers += [stranger.post(link, data={"csrf_token": "x"}) for link in links]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert all("Set-Cookie" not in answer.headers for answer in answers)


def test_guessing_is_slowed_down_and_a_link_that_holds_is_not(
    client: FlaskClient, asked: Asked
) -> None:
    statuses = [client.get(f"/q/guess{n}").status_code for n in range(32)]
    assert statuses == [404] * 30 + [429] * 2
    assert client.get(f"/q/{asked.tokens[0]}").status_code == 200


def test_misses_are_forgotten_after_a_minute_and_counted_by_address() -> None:
    forget_misses()
    assert not any(is_guessing("a", at=float(second)) for second in range(30))
    assert is_guessing("a", at=59.0)
    assert not is_guessing("b", at=59.0)
    assert not is_guessing("a", at=60.0)
    forget_misses()


def test_no_page_of_a_sheet_may_be_kept_by_a_cache(client: FlaskClient, asked: Asked) -> None:
    address = begin(client, f"/q/{asked.tokens[0]}")
    headers = client.get(address).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "unsafe" not in headers["Content-Security-Policy"]
