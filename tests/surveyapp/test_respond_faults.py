"""Posts that no page of ours sends: the page again, what was typed, plain words, status 400."""

import random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fixtures.app import NOW, laying
from fixtures.questionnaire import LONG_AGO, Asked, ask, begin, controls_of, kit_instruments, send
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.models import Collection, Draft, SpooledResponse
from surveyapp.operations.releasing import close_collection
from surveyapp.web.respond.guessing import forget_misses

FIRST_BATTERY = {"A01": 4, "A02": 5, "A03": 4, "A04": 2}


@pytest.fixture
def asked(sqlite_app: Flask) -> Asked:
    forget_misses()
    return ask(kit_instruments()["QA"])


@pytest.fixture
def battery(client: FlaskClient, asked: Asked) -> str:
    """The address of the first battery, with the page before it answered."""
    return str(send(client, begin(client, f"/q/{asked.tokens[0]}"), {"P2": "0"}).location)


@pytest.fixture
def last_page(client: FlaskClient, battery: str) -> str:
    """The address of the page with the open question."""
    address = send(client, battery, {**FIRST_BATTERY, "A05": 3}).location
    address = send(client, address, {f"A{n:02d}": 4 for n in (6, 7, 8, 14, 9)}).location
    return str(send(client, address, {f"A{n}": 4 for n in range(10, 14)}).location)


def _draft() -> Draft:
    with reading():
        draft = session.execute(select(Draft)).scalar_one()
        session.expunge(draft)
        return draft


def test_without_consent_nothing_begins(client: FlaskClient, asked: Asked) -> None:
    start = f"/q/{asked.tokens[0]}"
    answer = client.post(start, data=controls_of(client.get(start).text).hidden)
    assert answer.status_code == 400
    assert "请先勾选同意" in answer.text
    assert "<title>错误：" in answer.text
    with reading():
        assert session.execute(select(Draft)).first() is None


def test_a_missing_answer_is_asked_once_more_and_then_may_be_left(
    client: FlaskClient, battery: str
) -> None:
    first = send(client, battery, FIRST_BATTERY)
    assert first.status_code == 400
    assert "第 6 题还没有选" in first.text
    assert "<title>错误：" in first.text
    assert 'href="#A05"' in first.text
    controls = controls_of(first.text)
    assert controls.checked == {code: str(value) for code, value in FIRST_BATTERY.items()}
    assert _draft().answers == {"P2": "0", **FIRST_BATTERY}
    second = client.post(battery, data={**controls.hidden, **controls.checked})
    assert second.status_code == 302
    assert second.location.endswith("/3")


def test_the_question_asked_again_cannot_be_left_by_a_forged_stamp(
    client: FlaskClient, battery: str
) -> None:
    controls = controls_of(send(client, battery, {}).text)
    forged = controls.hidden["_stamp"][:-3] + "xxx"
    answer = client.post(battery, data={**controls.hidden, "_stamp": forged})
    assert answer.status_code == 400


def test_an_empty_open_link_page_needs_the_group(client: FlaskClient, asked: Asked) -> None:
    address = begin(client, f"/o/{asked.open_code}")
    answer = send(client, address, {})
    again = client.post(address, data=controls_of(answer.text).hidden)
    assert again.status_code == 400
    assert "请选择您的身份" in again.text
    assert again.text.count("还没有选") == 2  # in the summary and beside the question


@pytest.mark.parametrize("value", ["-1", "6", "1 OR 1=1", "NaN", "1e400", "9" * 5000, "staff"])
def test_a_foreign_option_is_named_and_the_rest_kept(
    client: FlaskClient, battery: str, value: str
) -> None:
    answer = send(client, battery, {**FIRST_BATTERY, "A05": value})
    assert answer.status_code == 400
    assert "第 6 题的选项无效" in answer.text
    assert controls_of(answer.text).checked == {c: str(v) for c, v in FIRST_BATTERY.items()}
    assert _draft().answers == {"P2": "0", **FIRST_BATTERY}


def test_a_repeated_field_is_refused_and_the_address_s_query_never_read(
    client: FlaskClient, battery: str
) -> None:
    hidden = controls_of(client.get(battery).text).hidden
    data = {**hidden, **{c: str(v) for c, v in FIRST_BATTERY.items()}, "A05": ["1", "5"]}
    answer = client.post(f"{battery}?A01=1&A05=3", data=data)
    assert answer.status_code == 400
    assert "第 6 题收到了不止一个回答" in answer.text
    assert _draft().answers == {"P2": "0", **FIRST_BATTERY}


@pytest.mark.parametrize(
    ("typed", "shown", "words"),
    [
        ("早\x00一点", "早一点", "含不可用字符"),
        ("好" * 2001, "好" * 2001, "最多 2000 字，现在是 2001 字"),
        ("👨‍👩‍👧‍👦" * 2001, "👨‍👩‍👧‍👦" * 2001, "现在是 2001 字"),
    ],
)
def test_a_text_that_cannot_be_kept_comes_back_with_plain_words(
    client: FlaskClient, last_page: str, typed: str, shown: str, words: str
) -> None:
    answer = send(client, last_page, {"A15": 9, "A16": 4, "A17": typed})
    assert answer.status_code == 400
    assert words in answer.text
    assert f"\n{shown}</textarea>" in answer.text
    assert "A17" not in _draft().answers
    assert _draft().answers["A15"] == 9


def test_bytes_that_are_no_utf8_become_harmless_signs(client: FlaskClient, last_page: str) -> None:
    hidden = controls_of(client.get(last_page).text).hidden
    body = "&".join(f"{k}={v}" for k, v in hidden.items()).encode() + b"&A15=9&A16=4&A17=%ff%fe"
    form = "application/x-www-form-urlencoded"
    assert client.post(last_page, data=body, content_type=form).status_code == 302
    assert _draft().answers["A17"] == "%FF%FE"


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><svg onload=x>', "=1+1", "{{7*7}}"]
)
def test_markup_is_kept_as_words_and_shown_as_words(
    client: FlaskClient, last_page: str, typed: str
) -> None:
    send(client, last_page, {"A15": 9, "A16": 4, "A17": typed})
    assert _draft().answers["A17"] == typed
    page = client.get(last_page).text
    assert "<script>alert" not in page
    assert "<svg onload" not in page


def test_a_huge_post_is_refused_before_it_is_read_and_the_draft_stays(
    client: FlaskClient, last_page: str
) -> None:
    before = _draft().answers
    for size in (300_000, 10_000_000):
        answer = send(client, last_page, {"A17": "x" * size})
        assert answer.status_code == 413
        assert "2000 字" in answer.text
    many = {f"x{n}": "1" for n in range(5000)}
    assert send(client, last_page, many).status_code == 413
    assert _draft().answers == before


def test_forged_fields_change_no_other_column(client: FlaskClient, battery: str) -> None:
    before = {c: getattr(_draft(), c) for c in ("id", "group_code", "channel", "submission_key")}
    forged = {c.name: "forged" for c in Draft.__table__.columns}
    send(client, battery, {**FIRST_BATTERY, "A05": 1, **forged})
    assert {c: getattr(_draft(), c) for c in before} == before


def test_a_lost_security_token_shows_the_page_again_with_everything_typed(
    client: FlaskClient, last_page: str
) -> None:
    controls = controls_of(client.get(last_page).text)
    typed = {"A15": "9", "A16": "4", "A17": "写了很久的话"}
    before = _draft().answers
    for token in ("", "made up"):
        answer = client.post(last_page, data={**controls.hidden, **typed, "csrf_token": token})
        assert answer.status_code == 400
        assert "您填的内容都还在" in answer.text
        assert "写了很久的话</textarea>" in answer.text
        assert _draft().answers == before
    fresh = controls_of(answer.text)
    assert fresh.checked == {"A15": "9", "A16": "4"}
    assert client.post(last_page, data={**fresh.hidden, **typed}).status_code == 302


def test_a_lost_token_on_the_last_press_hands_nothing_in_and_loses_nothing(
    client: FlaskClient, last_page: str
) -> None:
    review = send(client, last_page, {"A15": 9, "A16": 4}).location
    hidden = controls_of(client.get(review).text).hidden
    answer = client.post(review, data={**hidden, "csrf_token": "old"})
    assert answer.status_code == 400
    with reading():
        assert session.execute(select(SpooledResponse)).first() is None
    again = client.post(review, data=controls_of(answer.text).hidden)
    assert again.location.endswith("/thanks")


def test_posting_to_the_end_without_the_pages_hands_nothing_in(
    client: FlaskClient, battery: str
) -> None:
    hidden = controls_of(client.get(battery).text).hidden
    review = battery.rsplit("/", 1)[0] + "/review"
    data = {"csrf_token": hidden["csrf_token"], "submission_key": _draft().submission_key}
    assert client.post(review, data=data).location == battery
    with reading():
        assert session.execute(select(SpooledResponse)).first() is None


def test_after_the_last_day_a_sheet_under_way_is_told_so_and_not_counted(
    client: FlaskClient, asked: Asked, last_page: str
) -> None:
    review = send(client, last_page, {"A15": 9, "A16": 4}).location
    hidden = controls_of(client.get(review).text).hidden
    with laying():
        session.get_one(Collection, asked.collection_id).closes_on = LONG_AGO
    for answer in (client.post(review, data=hidden), client.get(last_page)):
        assert answer.status_code == 410
        assert "停止收集" in answer.text
    with reading():
        assert session.execute(select(SpooledResponse)).first() is None


def test_whoever_was_writing_when_the_officer_closed_is_told_so(
    client: FlaskClient, asked: Asked, last_page: str
) -> None:
    review = send(client, last_page, {"A15": 9, "A16": 4}).location
    hidden = controls_of(client.get(review).text).hidden
    with transaction():
        close_collection(asked.collection(), rng=random.Random(1), by=SYSTEM, at=NOW)
    for answer in (client.post(review, data=hidden), client.get(last_page)):
        assert answer.status_code == 410
        assert "停止收集" in answer.text
    stranger = client.application.test_client()
    assert stranger.get(last_page).status_code == 404


def test_other_methods_are_refused(client: FlaskClient, asked: Asked) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        assert client.open(f"/q/{asked.tokens[0]}", method=method).status_code in {400, 405}


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"{}", b"A01", b"=&=&=", b"_stamp=%00"])
def test_malformed_bodies_are_a_page_and_never_a_crash(
    client: FlaskClient, battery: str, body: bytes
) -> None:
    for kind in (
        "application/x-www-form-urlencoded",
        "application/json",
        "multipart/form-data",
        "x/y",
    ):
        assert client.post(battery, data=body, content_type=kind).status_code == 400


@pytest.mark.parametrize("key", ["", "some other key"])
def test_handing_in_early_or_without_the_key_leads_to_the_page_that_is_open(
    client: FlaskClient, battery: str, key: str
) -> None:
    token = controls_of(client.get(battery).text).hidden["csrf_token"]
    review = f"{battery.rsplit('/', 1)[0]}/review"
    answer = client.post(review, data={"csrf_token": token, "submission_key": key})
    assert answer.status_code == 302
    assert answer.location == battery


def test_a_whole_sheet_handed_in_without_its_key_is_shown_again(
    client: FlaskClient, last_page: str
) -> None:
    review = send(client, last_page, {"A15": 9, "A16": 4}).location
    if not review.endswith("/review"):
        review = send(client, last_page, {}).location
    hidden = controls_of(client.get(review).text).hidden
    answer = client.post(review, data={"csrf_token": hidden["csrf_token"]})
    assert answer.status_code == 400
    assert controls_of(answer.text).hidden["submission_key"] == hidden["submission_key"]
    assert "没有提交" in answer.text
