"""The pages of interviewers, coders and interviewees: each their own, blind, and forgiving."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fixtures.app import NOW, csrf_token, sign_in
from fixtures.interview import CONSENTED, Field, confirm, open_field
from surveyapp.access import SYSTEM
from surveyapp.db import reading, transaction
from surveyapp.operations.coding import Reading, adjudicate, code_segment, records_for_scoring
from surveyapp.operations.interviewing import (
    INTERVIEWEE,
    QuestionNotes,
    notes_of,
    object_to_session,
    save_sheet,
    start_session,
)
from surveyapp.operations.rounds import give_duty

SAID = {"I03": ["人手够，钱不够。"], "I10": ["明年区里接着管。"]}


@pytest.fixture
def field(sqlite_app: Flask) -> Field:
    return open_field()


@pytest.fixture
def interviewer(field: Field, client: FlaskClient) -> FlaskClient:
    sign_in(client, "ivone")
    return client


@pytest.fixture
def people(sqlite_app: Flask, field: Field) -> Any:
    """Give a function that signs a person in, each in a browser of their own."""

    def signed_in(login: str | None) -> FlaskClient:
        own = sqlite_app.test_client()
        if login is not None:
            sign_in(own, login)
        return own

    return signed_in


def _started(field: Field) -> int:
    with transaction():
        row = field.assign()
        start_session(row, by=field.actor("ivone"), at=NOW)
        save_sheet(row, CONSENTED, by=field.actor("ivone"), at=NOW)
        return row.id


def _post(client: FlaskClient, page: str, to: str | None = None, **values: Any) -> Any:
    html = client.get(page).text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]*)"', html)
    hidden = {"csrf_token": csrf_token(html), "seen": seen[1] if seen else ""}
    return client.post(to or page, data={**hidden, **values})


def _link(html: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/i/[\w-]+)", html)
    assert found
    return found[1]


def test_a_session_goes_from_the_list_to_the_interviewees_word(
    field: Field, interviewer: FlaskClient, people: Any
) -> None:
    with transaction():
        session_id = field.assign().id
    base = f"/interviews/{session_id}"
    assert "待开始" in interviewer.get("/interviews/").text
    assert _post(interviewer, base, f"{base}/start").location == f"{base}/circumstances"
    assert interviewer.get(f"{base}/questions/I01").location == f"{base}/circumstances"
    values = {"has_consent": "y", "held_on": "2026-11-18", "place": "社区会议室"}
    assert _post(interviewer, f"{base}/circumstances", **values).location == f"{base}/questions/I01"
    said = {"quotes-0": "人手够，", "quotes-1": " ", "quotes-2": "钱不够。", "points": "缺钱"}
    answer = _post(interviewer, f"{base}/questions/I03", **said, go="next")
    assert answer.location == f"{base}/questions/I04"
    answer = _post(interviewer, f"{base}/questions/I11", go="next")
    assert answer.location == f"{base}/closing"
    answer = _post(interviewer, f"{base}/closing", evidence_mentioned="台账", go="next")
    assert answer.location == base
    assert re.search(r"已保存 \d\d:\d\d", interviewer.get(f"{base}/closing").text)
    assert _post(interviewer, base, f"{base}/complete").location == base
    page = interviewer.get(base).text
    assert 'src="data:image/svg+xml' in page
    assert 'alt="二维码' in page
    person = people(None)
    record = person.get(_link(page)).text
    assert "人手够，" in record
    assert "缺钱" in record
    assert "台账" in record
    assert _post(person, _link(page), f"{_link(page)}/confirm").location == "/i/thanks/confirmed"
    assert "已确认" in interviewer.get(base).text
    assert person.get(_link(page)).status_code == 404


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
    confirmed = _post(person, f"/i/{token}", f"/i/{token}/confirm")
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
    empty = _post(person, f"/i/{token}", f"/i/{token}/object", objection=" ")
    assert empty.status_code == 400
    assert "请写下哪里不对" in empty.text
    long = _post(person, f"/i/{token}", f"/i/{token}/object", objection="字" * 4_001)
    assert long.status_code == 400
    assert "字" * 4_001 in long.text
    answer = _post(person, f"/i/{token}", f"/i/{token}/object", objection="我没说<b>钱</b>")
    assert answer.location == "/i/thanks/returned"
    assert "被访人有异议" in interviewer.get("/interviews/").text
    assert "我没说&lt;b&gt;钱&lt;/b&gt;" in interviewer.get(base).text
    _post(interviewer, f"{base}/questions/I03", **{"quotes-0": "人手够。"})
    _post(interviewer, base, f"{base}/complete")
    link = _link(interviewer.get(base).text)
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
    assert _post(interviewer, base, f"{base}/link").location == base
    link = _link(interviewer.get(base).text)
    assert interviewer.get(f"/i/{token}").status_code == 404
    assert "/i/" not in people("ivtwo").get(base).text
    assert _post(interviewer, base, f"{base}/reopen").location == base
    assert interviewer.get(link).status_code == 404
    assert "记录中" in interviewer.get(base).text


def test_completing_too_early_names_what_is_missing(field: Field, interviewer: FlaskClient) -> None:
    with transaction():
        row = field.assign()
        start_session(row, by=field.actor("ivone"), at=NOW)
        session_id = row.id
    base = f"/interviews/{session_id}"
    answer = _post(interviewer, base, f"{base}/complete")
    assert answer.status_code == 400
    assert "<title>错误" in answer.text
    for words in ("知情同意", "访谈日期", "地点", "一条原话"):
        assert words in answer.text


@pytest.mark.parametrize(
    ("part", "values", "words"),
    [
        ("circumstances", {"held_on": "2126-01-01", "place": "别处"}, "日期不能晚于今天"),
        ("circumstances", {"held_on": "18/11/2026", "place": "别处"}, "2026-11-20 的样子"),
        ("circumstances", {"began": "25:99", "place": "别处"}, "14:30 的样子"),
        ("circumstances", {"began": "09:00", "place": "别处"}, "都填写，或都留空"),
        ("circumstances", {"place": "别处\x00"}, "含不可用字符"),
        ("circumstances", {"place": "别处" * 101}, "最多 200 字，现在是 202 字"),
        ("questions/I03", {"quotes-0": "别处" * 2_001}, "最多 4000 字，现在是 4002 字"),
        ("questions/I03", {"quotes-0": "好", "quotes-1": "别处\x00"}, "含不可用字符"),
        ("questions/I03", {f"quotes-{n}": f"别处{n}" for n in range(21)}, "最多记 20 条原话"),
        ("questions/I03", {"points": ["别处", "二"]}, "不止一个内容"),
        ("closing", {"to_verify": "别处\x1b[0m"}, "含不可用字符"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_typed_with_what_to_do(
    field: Field, interviewer: FlaskClient, part: str, values: dict[str, Any], words: str
) -> None:
    page = f"/interviews/{_started(field)}/{part}"
    values.setdefault("has_consent", "y")
    answer = _post(interviewer, page, **values)
    assert answer.status_code == 400
    text = unescape(answer.text)
    assert words in text
    assert "别处" in text
    assert "<title>错误" in text
    assert 'role="alert"' in text
    assert "\x00" not in text


def test_an_edit_over_a_colleagues_newer_one_shows_both(
    field: Field, interviewer: FlaskClient, people: Any
) -> None:
    session_id = _started(field)
    page = f"/interviews/{session_id}/questions/I03"
    html = interviewer.get(page).text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', html)
    assert seen
    _post(people("ivtwo"), page, points="记录人写的")
    late = {"csrf_token": csrf_token(html), "seen": seen[1], "points": "访谈人写的"}
    answer = interviewer.post(page, data=late)
    assert answer.status_code == 409
    assert "记录人写的" in answer.text
    assert "访谈人写的" in answer.text
    fresh = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', answer.text)
    assert fresh
    merged = {**late, "seen": fresh[1], "points": "合起来的"}
    assert interviewer.post(page, data=merged).status_code == 302
    with reading():
        assert notes_of(field.session(session_id), "I03").points == "合起来的"


def test_the_page_saves_in_passing_and_a_lost_answer_does_no_harm(
    field: Field, interviewer: FlaskClient
) -> None:
    page = f"/interviews/{_started(field)}/questions/I03"
    html = interviewer.get(page).text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', html)
    assert seen
    data = {"csrf_token": csrf_token(html), "seen": seen[1], "quotes-0": "好。"}
    headers = {"Accept": "application/json"}
    first = interviewer.post(page, data=data, headers=headers)
    again = interviewer.post(page, data=data, headers=headers)  # the first answer was lost
    assert re.match(r"已保存 \d\d:\d\d", first.json["words"])
    assert first.json == again.json
    more = {**data, "seen": again.json["seen"], "points": "x\x00"}
    refused = interviewer.post(page, data=more, headers=headers)
    assert (refused.status_code, list(refused.json)) == (400, ["words"])
    stale = interviewer.post(page, data={**data, "points": "新"}, headers=headers)
    assert stale.status_code == 409


def test_only_the_role_enters_and_only_the_staff_find_the_session(
    field: Field, people: Any
) -> None:
    with transaction():
        session_id, _token = field.held(SAID)
    paths = [
        f"/interviews/{session_id}",
        f"/interviews/{session_id}/circumstances",
        f"/interviews/{session_id}/questions/I03",
        f"/interviews/{session_id}/closing",
        f"/coding/sessions/{session_id}",
        f"/coding/sessions/{session_id}/settling",
    ]
    posts = [f"/interviews/{session_id}/{act}" for act in ("start", "complete", "link", "reopen")]
    posts += [*paths[1:], "/coding/tasks/1/agreed"]
    stranger, officer = people("stranger"), people("officer")
    tokens = {one: csrf_token(one.get("/signed-in").text) for one in (stranger, officer)}
    for path in paths:
        assert stranger.get(path).status_code == 404, path
        assert officer.get(path).status_code == 403, path
        assert people(None).get(path).location.startswith("/sign-in")
    for path in posts:
        data = {"csrf_token": tokens[stranger]}
        assert stranger.post(path, data=data).status_code == 404, path
        assert officer.post(path, data={"csrf_token": tokens[officer]}).status_code == 403, path
    assert people("ivone").get(f"/interviews/{session_id}/questions/I99").status_code == 404
    assert people("ivone").post(paths[0] + "/complete").status_code == 400  # no token


def _segment_ids(field: Field, session_id: int) -> list[int]:
    with reading():
        return [one.id for one in field.session(session_id).segments]


def test_coders_and_adjudicator_make_the_records_through_the_pages(
    field: Field, people: Any
) -> None:
    with transaction():
        session_id, token = field.held(SAID)
        confirm(token)
    first, second = _segment_ids(field, session_id)
    page = f"/coding/sessions/{session_id}"
    a, b, third = people("coder_a"), people("coder_b"), people("third")
    alike = {f"theme_{first}": "RC", f"valence_{first}": "1"}
    unlike = {f"theme_{second}": "LT"}
    assert _post(a, page, **alike, **unlike, **{f"valence_{second}": "2"}).location == "/coding/"
    assert "等编码" in third.get("/coding/").text
    assert _post(b, page, **alike).status_code == 302
    assert "待编码 1 条" in b.get("/coding/").text
    assert _post(b, page, **alike, **unlike, **{f"valence_{second}": "-1"}).status_code == 302
    home = third.get("/coding/").text
    assert "1 条两人读法一致" in home
    assert "待合议 2 条" in home
    assert _post(third, "/coding/", "/coding/tasks/1/agreed").location == "/coding/"
    settling = f"{page}/settling"
    html = third.get(settling).text
    assert "两人不同" in html
    assert "+2 明显正面" in html
    assert "−1 偏负面" in html
    choice = {f"theme_{second}": "LT", f"valence_{second}": "1"}
    without = _post(third, settling, **choice)
    assert without.status_code == 400
    assert "请写一句理由" in without.text
    assert _post(third, settling, **choice, **{f"reason_{second}": "语气平"}).status_code == 302
    with reading():
        records = records_for_scoring(field.desk.task())
    assert records[0]["segments"] == [["RC", 1, 1, 1], ["LT", 2, -1, 1]]
    assert "都已合议" in a.get(page).text


def test_no_page_tells_a_coder_the_others_reading(field: Field, people: Any) -> None:
    with transaction():
        session_id, _ = field.held(SAID)
        for login in ("coder_a", "coder_b"):
            give_duty(
                field.desk.task(), field.desk.person(login), kind="interviewer", by=SYSTEM, at=NOW
            )
    b = people("coder_b")
    pages = ["/coding/", f"/coding/sessions/{session_id}", "/interviews/", "/signed-in"]
    before = [_without_token(b.get(page).text) for page in pages]
    with transaction():
        for segment in field.session(session_id).segments:
            code_segment(segment, Reading("NE", -2), by=field.actor("coder_a"), at=NOW)
    assert [_without_token(b.get(page).text) for page in pages] == before
    assert b.get(f"/coding/sessions/{session_id}/settling").status_code == 404
    with transaction():
        for segment in field.session(session_id).segments:
            code_segment(segment, Reading("RC", 1), by=field.actor("coder_b"), at=NOW)
    own = _without_token(b.get(f"/coding/sessions/{session_id}").text)
    with transaction():
        for segment in field.session(session_id).segments:
            code_segment(segment, Reading("GO", 2), by=field.actor("coder_a"), at=NOW)
    assert _without_token(b.get(f"/coding/sessions/{session_id}").text) == own
    with transaction():
        for segment in field.session(session_id).segments:
            adjudicate(
                segment, Reading("GO", 2), reason="理由在此", by=field.actor("third"), at=NOW
            )
    for page in pages:
        assert "理由在此" not in b.get(page).text


def _without_token(html: str) -> str:
    return re.sub(r'(name="csrf_token"[^>]*value=")[^"]*', r"\1", html)


@pytest.mark.parametrize(
    ("theme", "valence", "words"),
    [
        ("RC", "3", "请选择一个倾向值"),
        ("XX", "1", "请选择一个主题"),
        ("RC", "", "请选择一个倾向值"),
        ("", "1", "请选择一个主题"),
        ("RC", ["1", "2"], "只能选一个"),
    ],
)
def test_a_coder_who_sends_what_is_no_reading_is_told_which_row(
    field: Field, people: Any, theme: str, valence: Any, words: str
) -> None:
    with transaction():
        session_id, _ = field.held(SAID)
    first, second = _segment_ids(field, session_id)
    page = f"/coding/sessions/{session_id}"
    values = {f"theme_{first}": theme, f"valence_{first}": valence, f"theme_{second}": "LT"}
    answer = _post(people("coder_a"), page, **values, **{f"valence_{second}": "2"})
    assert answer.status_code == 400
    assert words in answer.text
    assert '<option selected value="LT">' in answer.text
    assert re.search(rf'checked id="valence_{second}-4"', answer.text)
    with reading():
        assert not any(one.codings for one in field.session(session_id).segments)


def test_every_page_speaks_english_and_marks_what_it_cannot_translate(
    field: Field, interviewer: FlaskClient
) -> None:
    session_id = _started(field)
    page = interviewer.get(f"/interviews/{session_id}/questions/I03?lang=en").text
    assert '<html lang="en">' in page
    assert "Were people, funds and equipment enough" in page
    home = interviewer.get("/interviews/?lang=en").text
    assert '<span lang="zh-CN">社区养老助餐</span>' in home


def test_a_locked_sheets_parts_lead_to_its_overview(field: Field, interviewer: FlaskClient) -> None:
    with transaction():
        session_id, token = field.held(SAID)
        confirm(token)
    base = f"/interviews/{session_id}"
    for part in ("circumstances", "questions/I03", "closing"):
        assert interviewer.get(f"{base}/{part}").location == base
    csrf = csrf_token(interviewer.get("/signed-in").text)
    for part in ("circumstances", "questions/I03", "closing"):
        data = {"csrf_token": csrf, "points": "改", "to_verify": "改", "has_consent": "y"}
        assert interviewer.post(f"{base}/{part}", data=data).status_code == 409
    with reading():
        assert notes_of(field.session(session_id), "I03") == QuestionNotes(
            "I03", "要点", ("人手够，钱不够。",)
        )
