"""The public page: every state, the dropped file, and nothing to learn from a wrong code."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fixtures.app import NOW, csrf_token, laying
from fixtures.builders import (
    Stage,
    get_notice_row,
    keep_notice,
    open_stage,
    quick_paper,
)
from surveyapp.db import reading, session, transaction
from surveyapp.models import Organisation
from surveyapp.notice_facts import facts_of
from surveyapp.operations.hearing import open_appeal
from surveyapp.operations.notices import fetch_file, prepare_files, void_notice
from surveyapp.operations.verifying import normalise_code
from surveyapp.web import guesses

UNKNOWN = "Z" * 20


@pytest.fixture(autouse=True)
def _fresh_guesses() -> None:
    guesses.forget_misses()


def _keep(stage: Stage, at: int = 0, **scores: str) -> tuple[int, str]:
    """Issue a notice and write its files; returns its id and code."""
    notice_id = keep_notice(stage, at, **scores)
    effect = prepare_files({"notice_id": notice_id}, render=quick_paper)
    with transaction():
        effect(NOW)
        return notice_id, get_notice_row(notice_id).code


def _token(client: FlaskClient, path: str) -> str:
    """Return the security token of the page that holds a form."""
    page = path.removesuffix("file")
    return csrf_token(client.get(page if page == "/verify/" else page.rstrip("/")).text)


def _drop(client: FlaskClient, path: str, content: bytes) -> TestResponse:
    fields = {"csrf_token": _token(client, path), "file": (io.BytesIO(content), "notice.pdf")}
    return client.post(path, data=fields, content_type="multipart/form-data")


def test_a_notice_in_force_shows_who_what_when_and_no_score(
    sqlite_app: Flask, client: FlaskClient
) -> None:
    _notice_id, code = _keep(open_stage())
    page = client.get(f"/verify/{code}").text
    for words in (
        "生效中",
        "某区绩效办",
        "成效认〔2026〕1号",
        "某区民政服务中心",
        "社区养老助餐1",
        "2026-11-20",
        "良好",
    ):
        assert words in page
    assert "83.80" not in page
    assert "85.00" not in page


def test_the_page_speaks_english_and_marks_what_is_only_chinese(client: FlaskClient) -> None:
    _notice_id, code = _keep(open_stage())
    page = client.get(f"/verify/{code}?lang=en").text
    assert "CXR-2026-00001" in page
    assert "District Civil Service Centre" in page
    assert '<span lang="zh-CN">社区养老助餐1</span>' in page


def test_the_grade_is_shown_only_where_the_organisation_publishes_grades(
    client: FlaskClient,
) -> None:
    _notice_id, code = _keep(open_stage())
    with laying():
        session.query(Organisation).one().publishes_grades = False
    assert "良好" not in client.get(f"/verify/{code}").text


def test_every_state_is_told(client: FlaskClient) -> None:
    stage = open_stage(3)
    appealed, appealed_code = _keep(stage, 0)
    voided, voided_code = _keep(stage, 1)
    _first, first_code = _keep(stage, 2)
    _second, second_code = _keep(stage, 2, a="91")
    with transaction():
        by = stage.actor("officer")
        open_appeal(get_notice_row(appealed), reason="有误", by=by, at=NOW)
        void_notice(get_notice_row(voided), reason="误发", by=stage.actor("issuer"), at=NOW)
    pages = {
        code: client.get(f"/verify/{code}").text
        for code in (appealed_code, voided_code, first_code, second_code)
    }
    assert "申诉中" in pages[appealed_code]
    assert "已作废" in pages[voided_code]
    assert "已被代替" in pages[first_code]
    assert "成效认〔2026〕4号" in pages[first_code]
    assert second_code not in pages[first_code]
    assert "生效中" in pages[second_code]


@pytest.mark.parametrize(
    "type_code",
    [str.lower, lambda code: f" {code[:5]}-{code[5:10]} {code[10:]} ", lambda code: code],
)
def test_a_code_is_found_however_it_is_typed(client: FlaskClient, type_code) -> None:  # type: ignore[no-untyped-def]
    _notice_id, code = _keep(open_stage())
    answer = client.get("/verify/", query_string={"code": type_code(code)})
    assert answer.location == f"/verify/{code}"


def test_full_width_signs_are_read_as_they_are_meant() -> None:
    assert normalise_code("ＡＢｃ　２3-4") == "ABC234"


def test_unknown_codes_all_look_alike(client: FlaskClient) -> None:
    keep_notice(open_stage())
    answers = [
        client.get(f"/verify/{code}")
        for code in (UNKNOWN, "A", "A" * 4000, "成效", "' OR 1=1 --", "%00", "A" * 20)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    with reading():
        assert get_notice_row(1).code not in answers[0].text


def test_the_original_file_is_genuine_and_one_changed_byte_is_found(client: FlaskClient) -> None:
    notice_id, code = _keep(open_stage())
    with reading():
        content = fetch_file(get_notice_row(notice_id), "zh")
    answer = _drop(client, f"/verify/{code}/file", content)
    assert answer.status_code == 302
    assert "一字节不差" in client.get(answer.location).text
    assert "一字节不差" not in client.get(f"/verify/{code}").text
    altered = bytes([content[0] ^ 1]) + content[1:]
    answer = _drop(client, f"/verify/{code}/file", altered)
    page = client.get(answer.location).text
    assert "您的文件不是真的通知书" in page
    assert "这份通知书是真实的" not in page
    assert "登记在册的通知书" in page
    assert "现在有效" in page


def test_a_file_alone_leads_to_its_notice(client: FlaskClient) -> None:
    notice_id, code = _keep(open_stage())
    with reading():
        content = quick_paper(facts_of(get_notice_row(notice_id).facts), "en")
    answer = _drop(client, "/verify/file", content)
    assert answer.location.startswith(f"/verify/{code}")
    assert "一字节不差" in client.get(answer.location).text
    answer = _drop(client, "/verify/file", b"%PDF forged")
    assert answer.location.startswith("/verify/")
    assert "您的文件不是真的通知书" in client.get(answer.location).text


def test_another_notices_file_is_not_genuine_here(client: FlaskClient) -> None:
    stage = open_stage(2)
    first, _code = _keep(stage, 0)
    _second, code = _keep(stage, 1)
    with reading():
        content = fetch_file(get_notice_row(first), "zh")
    answer = _drop(client, f"/verify/{code}/file", content)
    assert "您的文件不是真的通知书" in client.get(answer.location).text


def test_no_file_is_said_plainly_and_a_large_one_refused(client: FlaskClient) -> None:
    _notice_id, code = _keep(open_stage())
    for path in (f"/verify/{code}/file", "/verify/file"):
        answer = client.post(path, data={"csrf_token": _token(client, path)})
        assert answer.status_code == 400
        assert "请选择一个文件" in answer.text
    large = client.post(
        f"/verify/{code}/file",
        data=b"0" * (11 * 1024 * 1024),
        content_type="multipart/form-data; boundary=b",
    )
    assert large.status_code == 413


def test_sixty_wrong_codes_a_minute_stop_an_address_and_a_right_one_does_not_clear_it(
    client: FlaskClient,
) -> None:
    _notice_id, code = _keep(open_stage())
    for _ in range(guesses.MOST_MISSES - 1):
        assert client.get(f"/verify/{UNKNOWN}").status_code == 404
    assert client.get(f"/verify/{code}").status_code == 200
    assert client.get(f"/verify/{UNKNOWN}").status_code == 404
    assert client.get(f"/verify/{UNKNOWN}").status_code == 429
    answer = client.get(f"/verify/{code}")
    assert answer.status_code == 429
    assert "太频繁" in answer.text
    elsewhere = client.get(f"/verify/{code}", environ_base={"REMOTE_ADDR": "127.0.0.9"})
    assert elsewhere.status_code == 200


def test_a_notice_without_files_yet_says_so(client: FlaskClient) -> None:
    notice_id = keep_notice(open_stage())
    with reading():
        code = get_notice_row(notice_id).code
    assert "文件正在生成" in client.get(f"/verify/{code}").text
